#include "cli/previous_approval.h"

#include <string.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/options.h"
#include "format/json_write.h"
#include "judge/signers.h"
#include "scanner/reference.h"
#include "show/escape.h"

/* Refuse to sign what a new approval may not say either. */
static int check_statement(const char *path, const struct ts_approval *add, struct ts_err *err)
{
	const char *by = ts_json_string(ts_json_get(add->document, "approved_by"));
	const char *carries = ts_reference_private(add->approval_ref);
	char decided[TS_TIME_TEXT], expires[TS_TIME_TEXT];

	if (carries == NULL)
		carries = ts_reference_private(by);
	if (carries != NULL)
		return ts_err_set(err, "boundary.private-reference", "a reference in %s carries %s",
		    path, carries);
	ts_time_format(&add->decided_at, decided);
	if (add->has_expires && ts_time_compare(&add->expires_at, &add->decided_at) < 0) {
		ts_time_format(&add->expires_at, expires);
		return ts_err_set(err, "approval.time",
		    "the approval in %s expires at %s, before the decision at %s: nothing can be "
		    "sealed with it",
		    path, expires, decided);
	}
	if (!cli_is_in_future(&add->decided_at))
		return 0;
	ts_err_set(err, "approval.time",
	    "%s says that the package was approved at %s, which is in the future", path, decided);
	return ts_err_fix(err, "have the package approved without --add; if that time is past, "
			       "correct the clock of this machine");
}

static int read_add(
    const char *path, const struct ts_buf *text, struct ts_approval **add, struct ts_err *err)
{
	if (ts_approval_open(text->data, text->len, add, err) != 0)
		return -1;
	if (!(*add)->is_signed)
		return ts_err_set(err, "approval.parse",
		    "%s is not signed, so no signature can be added to it", path);
	if ((*add)->envelope.n == TS_DSSE_SIGNATURES_MAX)
		return ts_err_set(err, "approval.parse",
		    "the approval in %s already has %d signatures", path, TS_DSSE_SIGNATURES_MAX);
	if (ts_approval_read(*add, err) != 0)
		return -1;
	return check_statement(path, *add, err);
}

int cli_previous_approval(const char *path, struct ts_approval **add, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret = ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, err);

	if (ret == 0) {
		ret = read_add(path, &text, add, err);
		if (ret != 0 && err->fix[0] == '\0')
			ts_err_fix(err, "have the package approved without --add");
	}
	ts_buf_free(&text);
	return ret;
}

static void add_unchecked(const struct ts_approval *approval, struct ts_buf *out)
{
	for (size_t i = 0; i < approval->envelope.n; i++) {
		const char *id = approval->envelope.signatures[i].keyid;

		ts_buf_printf(out,
		    "  signed by %s  (NOT CHECKED: --trust or --public-key checks it)\n",
		    id[0] == '\0' ? "a key whose fingerprint it does not give" : id);
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
		if (strstr(ts_buf_cstr(&text), key.id) != NULL)
			continue; /* it was named twice */
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

static void fail_role(const struct ts_trust_key *key, struct ts_err *err)
{
	ts_err_set(err, "approval.role",
	    "the key of \"%s\", which signed the approval, does not have the role approver in the "
	    "trust policy",
	    key->owner);
	ts_err_at(err, "%s", key->key.id);
	ts_err_fix(err, "have a new approval made: no verifier accepts this one");
}

static void add_signer(const struct ts_trust_key *key, bool policy, struct ts_buf *out)
{
	ts_buf_printf(out, "  signed by %s", key->key.id);
	if (policy) {
		ts_buf_add_str(out, ", the key of \"");
		ts_show_escape(out, key->owner);
		ts_buf_add_str(out, "\"");
	}
	if (key->validity.revoked != TS_NOT_REVOKED)
		ts_buf_printf(
		    out, ", which is revoked (%s)", ts_revoked_name(key->validity.revoked));
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
	if (ts_signers_verify(&approval->envelope, policy, &ts_signing_approval, NULL, &signers,
		verdict, err) != 0)
		goto done;
	if (ts_verdict_any_failed(verdict)) {
		fail(verdict, trust != NULL, err);
		goto done;
	}
	if (verdict->failed) {
		ts_err_nomem(err);
		goto done;
	}
	for (size_t i = 0; i < signers.n; i++) {
		if (!signers.keys[i]->roles[TS_APPROVER]) {
			fail_role(signers.keys[i], err);
			goto done;
		}
		add_signer(signers.keys[i], trust != NULL, out);
	}
	ret = 0;
done:
	ts_signers_free(&signers);
	ts_verdict_free(verdict);
	ts_trust_free(policy);
	return ret;
}
