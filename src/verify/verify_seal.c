#include <string.h>

#include "crypto/sha256.h"
#include "verify/verify_state.h"

static const char no_trust[] = "there is no trust policy, so who sealed it was not checked";

static void not_canonical(struct ts_verification *s, const char *what)
{
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "seal.canonical",
		.at = TS_BAG_SEAL,
		.expected = "the only serialisation that docs/format.md allows",
		.fix = "take the bundle as tarseal wrote it: nothing may re-encode it"},
	    "%s", what);
}

/* Rebuild the envelope from its content, and compare the bytes. Without a well-formed keyid beside
 * each signature it counts as no envelope, so that nothing is verified with keys it does not name.
 */
static int check_envelope_form(struct ts_verification *s)
{
	struct ts_buf rebuilt = TS_BUF_INIT;
	int ret = 0;

	ts_dsse_write(&s->envelope, &rebuilt);
	if (!ts_buf_ok(&rebuilt))
		ret = ts_err_nomem(&s->err);
	else if (rebuilt.len != s->seal_text.len ||
		 memcmp(rebuilt.data, s->seal_text.data, rebuilt.len) != 0)
		not_canonical(s, "the seal is not in its canonical form");
	ts_buf_free(&rebuilt);
	for (size_t i = 0; i < s->envelope.n; i++) {
		const char *keyid = s->envelope.signatures[i].keyid;

		if (keyid[0] == '\0') {
			not_canonical(
			    s, "a signature of the seal has no keyid, or a malformed one");
			s->has_envelope = false;
		} else if (i > 0 && strcmp(s->envelope.signatures[i - 1].keyid, keyid) >= 0)
			not_canonical(s,
			    "the seal's signatures are not sorted by keyid, or one appears twice");
	}
	return ret;
}

static int note_statement_digest(struct ts_verification *s)
{
	unsigned char digest[TS_DIGEST_BYTES];
	char hex[TS_DIGEST_HEX];

	if (ts_sha256_of(s->envelope.payload.data, s->envelope.payload.len, digest, &s->err) != 0)
		return -1;
	ts_hex_digest(digest, hex);
	ts_verdict_set(s->verdict, &s->verdict->statement_sha256, hex);
	return 0;
}

/* Parse the payload, and compare it with its canonical form. */
static int parse_payload(struct ts_verification *s)
{
	struct ts_buf canonical = TS_BUF_INIT;
	const struct ts_buf *payload = &s->envelope.payload;
	struct ts_err err;
	int ret = 0;

	if (ts_json_parse(payload->data, payload->len, "seal.canonical", &s->statement, &err) !=
	    0) {
		ts_verdict_fail_err(s->verdict, &err);
		return 0;
	}
	if (!ts_json_canonical(s->statement, &canonical) && ts_buf_ok(&canonical))
		not_canonical(s, "the seal's statement contains something that the canonical form "
				 "does not allow");
	else if (!ts_buf_ok(&canonical))
		ret = ts_err_nomem(&s->err);
	else if (canonical.len != payload->len ||
		 memcmp(canonical.data, payload->data, payload->len) != 0)
		not_canonical(s, "the seal's statement is not canonical JSON (RFC 8785)");
	ts_buf_free(&canonical);
	return ret;
}

static int parse_envelope(struct ts_verification *s)
{
	struct ts_json *json = NULL;
	struct ts_err err;
	int ret = 0;

	ts_verdict_ran(s->verdict, "seal.canonical");
	if (ts_json_parse(s->seal_text.data, s->seal_text.len, "seal.canonical", &json, &err) !=
		0 ||
	    ts_dsse_read(json, "seal.canonical", &s->envelope, &err) != 0) {
		ts_verdict_fail_err(s->verdict, &err);
		goto done;
	}
	s->has_envelope = true;
	ret = check_envelope_form(s);
	if (ret == 0)
		ret = note_statement_digest(s);
	if (ret == 0)
		ret = parse_payload(s);
done:
	ts_json_free(json);
	return ret;
}

/* Without a policy, the producer knows which keys must have sealed the bundle. */
static int verify_sealers(struct ts_verification *s)
{
	const struct ts_verify_params *params = s->params;
	struct ts_buf pae = TS_BUF_INIT;

	if (params->sealers_n == 0) {
		ts_verdict_skip(s->verdict, "seal.signature", no_trust);
		return 0;
	}
	ts_verdict_ran(s->verdict, "seal.signature");
	ts_dsse_pae(&s->envelope, &pae);
	if (!ts_buf_ok(&pae))
		return ts_err_nomem(&s->err);
	for (size_t i = 0; i < params->sealers_n; i++) {
		const struct ts_dsse_signature *signature = &s->envelope.signatures[i];

		if (i >= s->envelope.n ||
		    !ts_sign_verify(params->sealers[i], pae.data, pae.len, signature->bytes))
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){
				.id = "seal.signature", .at = params->sealers[i]->id},
			    "the seal does not verify with one of its keys");
	}
	ts_buf_free(&pae);
	return 0;
}

static int verify_signatures(struct ts_verification *s)
{
	static const char *const ids[] = {
	    "seal.trusted", "seal.role", "seal.validity", "seal.threshold"};

	if (s->params->trust != NULL) {
		if (ts_signers_verify(&s->envelope, s->params->trust, &ts_signing_seal,
			ts_verify_before(s), &s->signers, s->verdict, &s->err) != 0)
			return -1;
		s->trusted = s->signers.n > 0;
		return 0;
	}
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		ts_verdict_skip(s->verdict, ids[i], no_trust);
	s->trusted = true;
	return verify_sealers(s);
}

/* Read the statement. */
static int read_statement(struct ts_verification *s)
{
	struct ts_err err;

	if (ts_seal_read(s->statement, &s->seal, &err) == 0) {
		s->has_seal = true;
		ts_verdict_ran(s->verdict, "format.version");
		return 0;
	}
	ts_verdict_fail_err(s->verdict, &err);
	return strcmp(err.check, "io") == 0 ? ts_err_nomem(&s->err) : 0;
}

/* Has the envelope a signature that names this key? All of its signatures were verified. */
static bool has_signature(const struct ts_verification *s, const char *keyid)
{
	for (size_t i = 0; i < s->envelope.n; i++)
		if (strcmp(s->envelope.signatures[i].keyid, keyid) == 0)
			return true;
	return false;
}

/* The acting key must have signed, and must belong to the owner that the seal names. */
static void judge_actor(struct ts_verification *s)
{
	const struct ts_trust_key *actor = ts_trust_find(s->params->trust, s->seal.keyid);
	bool found = false;

	for (size_t i = 0; i < s->signers.n; i++)
		found = found || s->signers.keys[i] == actor;
	if (actor != NULL && ts_validity_compromised(&actor->validity, ts_verify_before(s)) &&
	    has_signature(s, s->seal.keyid))
		return; /* which has been said */
	if (actor == NULL || !found) {
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "seal.trusted",
			.at = "/predicate/actor/keyid",
			.found = s->seal.keyid,
			.expected = "a key that signed and that the trust policy lists"},
		    "the seal names an acting key that did not sign it");
		return;
	}
	ts_verdict_set(s->verdict, &s->verdict->actor, actor->owner);
	if (s->seal.owner != NULL && strcmp(s->seal.owner, actor->owner) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "seal.trusted",
			.at = "/predicate/actor/owner",
			.expected = actor->owner,
			.found = s->seal.owner,
			.fix = "seal with the owner's name as in the trust policy: pack --owner"},
		    "the seal names another owner than the trust policy does for its key");
}

/* Whoever sealed the bundle counts as a producer, whether or not the signature meets the policy. */
static int note_producers(struct ts_verification *s)
{
	for (size_t i = 0; i < s->signers.n; i++)
		if (ts_case_add_producer(s->c, s->signers.keys[i]->owner, &s->err) != 0)
			return -1;
	return 0;
}

static int judge_signers(struct ts_verification *s)
{
	struct ts_stage_rules rules;

	if (s->params->trust == NULL || !s->has_seal)
		return 0;
	rules = ts_trust_rules(s->params->trust, s->seal.stage);
	ts_signers_judge(&s->signers, &ts_signing_seal,
	    &(struct ts_signing_params){.stage = s->seal.stage,
		.signed_at = s->seal.created,
		.before = ts_verify_before(s),
		.by_proof = ts_verify_by_proof(s),
		.now = s->params->now,
		.latest = s->params->latest,
		.threshold = rules.producers,
		.allow_example_keys = s->params->allow_example_keys},
	    s->verdict, NULL, NULL);
	judge_actor(s);
	return note_producers(s);
}

/* Copy what the statement says into the case and into the verdict. */
static int note_claims(struct ts_verification *s)
{
	struct ts_verdict *v = s->verdict;

	if (!s->has_seal)
		return 0;
	ts_verdict_set(v, &v->stage, s->seal.stage);
	ts_verdict_set(v, &v->subject, s->seal.subject_ref);
	ts_verdict_set(v, &v->created, s->seal.created_text);
	if (s->params->trust == NULL)
		ts_verdict_set(v, &v->actor, s->seal.owner);
	s->c->stage = strdup(s->seal.stage);
	s->c->subject_ref = strdup(s->seal.subject_ref);
	s->c->created = s->seal.created;
	s->c->owner = s->seal.owner;
	s->c->name = s->name;
	if (s->c->stage == NULL || s->c->subject_ref == NULL)
		return ts_err_nomem(&s->err);
	return 0;
}

int ts_verify_seal(struct ts_verification *s)
{
	if (parse_envelope(s) != 0)
		return -1;
	if (ts_verify_stamps(s) != 0)
		return -1;
	if (!s->has_envelope)
		return 0;
	if (verify_signatures(s) != 0)
		return -1;
	/* Anybody can have made up what no key of the policy vouches for. */
	if (s->statement == NULL || !s->trusted)
		return 0;
	if (read_statement(s) != 0 || judge_signers(s) != 0)
		return -1;
	return note_claims(s);
}
