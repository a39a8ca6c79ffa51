#include "cli/previous_signers.h"

#include "cli/load.h"
#include "format/json_write.h"
#include "judge/signers.h"
#include "show/escape.h"

static void add_unchecked(const struct ts_approval *approval, struct ts_buf *out)
{
	for (size_t i = 0; i < approval->envelope.n; i++) {
		const char *id = approval->envelope.signatures[i].keyid;

		ts_buf_printf(out,
		    "  signed by %s  (NOT CHECKED: --trust or --public-key checks it)\n",
		    id[0] == '\0' ? "a key that it does not name" : id);
	}
}

/* A policy in which each of the keys that VALUES name is owned by itself. */
static int trust_keys(const struct cli_values *values, struct ts_trust **trust, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT, line = TS_BUF_INIT;
	struct ts_json_writer w = {.out = &text};
	struct ts_public_key key;
	int ret = 0;

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", "trust/1");
	ts_jw_open(&w, "keys", '[');
	for (size_t i = 0; ret == 0 && i < values->n; i++) {
		ret = cli_read_public_key(values->list[i], &key, err);
		if (ret != 0)
			break;
		line.len = 0;
		ts_public_key_line(&key, NULL, &line);
		ts_jw_open(&w, NULL, '{');
		ts_jw_string(&w, "public_key", ts_buf_cstr(&line));
		ts_jw_string(&w, "owner", key.id);
		ts_jw_open(&w, "roles", '[');
		ts_jw_string(&w, NULL, "approver");
		ts_jw_close(&w, ']');
		ts_jw_close(&w, '}');
	}
	ts_jw_close(&w, ']');
	ts_jw_close(&w, '}');
	if (ret == 0)
		ret = ts_buf_ok(&text) && ts_buf_ok(&line)
			  ? ts_trust_parse(text.data, text.len, trust, err)
			  : ts_err_nomem(err);
	ts_buf_free(&text);
	ts_buf_free(&line);
	return ret;
}

/* The first failure of VERDICT, as an error. */
static int fail(const struct ts_verdict *verdict, bool policy, struct ts_err *err)
{
	const struct ts_finding *f = verdict->findings;

	while (f->result != TS_FAIL)
		f++;
	ts_err_set(err, ts_checks[f->place].id, "%s",
	    policy ? f->message
		   : "a signature of the approval was made by none of the keys that --public-key "
		     "names");
	ts_err_at(err, "%s", f->at == NULL ? "" : f->at);
	return ts_err_fix(err, "do not sign it, unless you know why");
}

static void add_signer(const struct ts_trust_key *key, bool policy, struct ts_buf *out)
{
	ts_buf_printf(out, "  signed by %s", key->key.id);
	if (policy) {
		ts_buf_add_str(out, ", the key of \"");
		ts_show_escape(out, key->owner);
		ts_buf_add_str(out, "\"");
	}
	if (key->revoked != TS_NOT_REVOKED)
		ts_buf_printf(out, ", which is revoked (%s)", ts_revoked_name(key->revoked));
	ts_buf_add_str(out, "  (verified)\n");
}

int cli_previous_signers(const struct ts_approval *approval, const char *trust,
    const struct cli_values *keys, struct ts_buf *out, struct ts_err *err)
{
	struct ts_verdict *verdict = NULL;
	struct ts_signers signers = {0};
	struct ts_trust *policy = NULL;
	int ret = -1;

	if (trust == NULL && keys->n == 0) {
		add_unchecked(approval, out);
		return 0;
	}
	if ((trust != NULL ? cli_load_trust(trust, &policy, err)
			   : trust_keys(keys, &policy, err)) != 0)
		goto done;
	verdict = ts_verdict_new("");
	if (verdict == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (ts_signers_verify(
		&approval->envelope, policy, &ts_signing_approval, &signers, verdict, err) != 0)
		goto done;
	if (ts_verdict_any_failed(verdict)) {
		fail(verdict, trust != NULL, err);
		goto done;
	}
	for (size_t i = 0; i < signers.n; i++)
		add_signer(signers.keys[i], trust != NULL, out);
	ret = verdict->failed ? ts_err_nomem(err) : 0;
done:
	ts_signers_free(&signers);
	ts_verdict_free(verdict);
	ts_trust_free(policy);
	return ret;
}
