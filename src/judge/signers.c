#include "judge/signers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct ts_signing ts_signing_seal = {
    .what = "seal",
    .role = TS_PRODUCER,
    .signature = "seal.signature",
    .trusted = "seal.trusted",
    .role_check = "seal.role",
    .validity = "seal.validity",
    .threshold = "seal.threshold",
    .strict_keyids = true,
};

const struct ts_signing ts_signing_approval = {
    .what = "approval",
    .role = TS_APPROVER,
    .signature = "approval.signed",
    .trusted = "approval.trusted",
    .role_check = "approval.role",
    .validity = "approval.validity",
    .threshold = "approval.threshold",
};

const struct ts_signing ts_signing_summary = {
    .what = "summary",
    .role = TS_VERIFIER,
    .signature = "summary.signature",
    .trusted = "summary.trusted",
    .role_check = "summary.role",
    .validity = "summary.validity",
    .threshold = "summary.threshold",
};

const struct ts_signing ts_signing_register = {
    .what = "register",
    .role = TS_REGISTRAR,
    .signature = "register.signature",
    .trusted = "register.trusted",
    .role_check = "register.role",
    .validity = "register.validity",
    .threshold = "register.threshold",
};

const struct ts_signing ts_signing_lines = {
    .what = "statement about the lines",
    .role = TS_VERIFIER,
    .signature = "lines.signature",
    .trusted = "lines.trusted",
    .role_check = "lines.role",
    .validity = "lines.validity",
    .threshold = "lines.threshold",
};

static bool verifies(const struct ts_trust_key *key, const struct ts_buf *pae,
    const struct ts_dsse_signature *signature)
{
	return signature->ed25519 &&
	       ts_sign_verify(&key->key, pae->data, pae->len, signature->bytes);
}

/* One envelope being verified. */
struct verifying {
	const struct ts_trust *trust;
	const struct ts_signing *signing;
	struct ts_verdict *verdict;
	struct ts_buf pae;
	size_t trials; /* how many signatures have been tried with keys that they do not name */
};

/* Which key of the policy made a signature that names none? NULL also when there were too many
 * trials: an envelope of a stranger may not cost more than that. */
static const struct ts_trust_key *try_all(
    struct verifying *v, const struct ts_dsse_signature *signature)
{
	for (size_t i = 0; signature->ed25519 && i < v->trust->keys_n; i++) {
		if (v->trials == TS_SIGNERS_TRIALS)
			return NULL;
		v->trials++;
		if (verifies(&v->trust->keys[i], &v->pae, signature))
			return &v->trust->keys[i];
	}
	return NULL;
}

static void unlisted(const struct verifying *v, const struct ts_dsse_signature *signature)
{
	const char *id = signature->keyid[0] == '\0' ? "a key whose fingerprint it does not give"
						     : signature->keyid;

	if (!v->signing->strict_keyids && v->trials == TS_SIGNERS_TRIALS) {
		ts_verdict_fail(v->verdict,
		    &(struct ts_failure){.id = v->signing->trusted,
			.at = signature->keyid,
			.fix = "have it signed with a key that the trust policy lists, by a "
			       "program that writes the key's OpenSSH fingerprint as the keyid"},
		    "a signature of the %s names no key of the trust policy, and after %d trials "
		    "no further keys are tried",
		    v->signing->what, TS_SIGNERS_TRIALS);
		return;
	}
	ts_verdict_fail(v->verdict,
	    &(struct ts_failure){.id = v->signing->trusted,
		.at = signature->keyid,
		.expected = "a key that the trust policy lists",
		.fix = "if you know the key's owner from another source, add the key to the trust "
		       "policy; never take a key from what it signed"},
	    "the %s is signed by %s, which the trust policy does not list", v->signing->what, id);
}

/* Whoever stole a key signs with any date, so only what is proven counts. */
static void fail_compromised(const struct ts_trust_key *key, const struct ts_signing *signing,
    const struct ts_time *before, struct ts_verdict *verdict)
{
	const struct ts_validity *v = &key->validity;
	char since[TS_TIME_TEXT], bound[TS_TIME_TEXT];
	char found[TS_TIME_TEXT + 32], expected[TS_TIME_TEXT + 32];

	if (!v->has_since) {
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = signing->validity,
			.at = key->key.id,
			.expected = "a key that is not compromised",
			.fix = "have it signed again with another key"},
		    "the %s is signed with the key of \"%s\", which was revoked as compromised: "
		    "whatever it signed, at whatever time, proves nothing",
		    signing->what, key->owner);
		return;
	}
	ts_time_format(&v->since, since);
	if (before != NULL && ts_time_format(before, bound))
		snprintf(found, sizeof(found), "proven to be sealed before %s", bound);
	snprintf(expected, sizeof(expected), "proven to be sealed before %s", since);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = signing->validity,
		.at = key->key.id,
		.expected = expected,
		.found = before == NULL ? "nothing proves when it was sealed" : found,
		.fix = "if it was stamped before that, put the stamp beside the bundle, as "
		       "BUNDLE.tsr, and list the authority in the policy; otherwise have it "
		       "signed again with another key"},
	    "the %s is signed with the key of \"%s\", which was revoked as compromised; others may "
	    "have had it since %s, so only what is proven to be older counts",
	    signing->what, key->owner, since);
}

/* The policy's key that made SIGNATURE; NULL after recording the failure. */
static const struct ts_trust_key *verify_one(
    struct verifying *v, const struct ts_dsse_signature *signature)
{
	const struct ts_trust_key *key = ts_trust_find(v->trust, signature->keyid);

	if (key == NULL) {
		if (!v->signing->strict_keyids)
			key = try_all(v, signature);
		if (key == NULL)
			unlisted(v, signature);
		return key;
	}
	if (verifies(key, &v->pae, signature))
		return key;
	ts_verdict_fail(v->verdict,
	    &(struct ts_failure){.id = v->signing->signature,
		.at = key->key.id,
		.fix = "do not accept it: either what was signed has changed, or the signature is "
		       "forged"},
	    "the %s's signature does not verify with the key of \"%s\", which it names",
	    v->signing->what, key->owner);
	return NULL;
}

int ts_signers_verify(const struct ts_dsse *envelope, const struct ts_trust *trust,
    const struct ts_signing *signing, const struct ts_time *before, struct ts_signers *signers,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct verifying v = {.trust = trust, .signing = signing, .verdict = verdict};
	int ret = -1;

	*signers = (struct ts_signers){0};
	ts_dsse_pae(envelope, &v.pae);
	signers->keys = calloc(envelope->n + 1, sizeof(*signers->keys));
	if (!ts_buf_ok(&v.pae) || signers->keys == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	for (size_t i = 0; i < envelope->n; i++) {
		const struct ts_trust_key *key = verify_one(&v, &envelope->signatures[i]);

		if (key == NULL)
			continue;
		ts_verdict_ran(verdict, signing->signature);
		ts_verdict_ran(verdict, signing->trusted);
		if (ts_validity_compromised(&key->validity, before))
			fail_compromised(key, signing, before, verdict);
		else
			signers->keys[signers->n++] = key;
	}
	ret = 0;
done:
	ts_buf_free(&v.pae);
	return ret;
}

static bool judge_example(const struct ts_trust_key *key, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict)
{
	if (!key->example || params->allow_example_keys)
		return true;
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = signing->trusted,
		.at = key->key.id,
		.fix = "use your own keys; to try things out, pass --allow-example-keys"},
	    "the %s is signed with a published example key, which anybody can use", signing->what);
	return false;
}

static bool judge_role(const struct ts_trust_key *key, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict)
{
	if (!key->roles[signing->role]) {
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = signing->role_check,
			.at = key->key.id,
			.expected = ts_role_name(signing->role),
			.fix = "have it signed with a key that has this role in the trust policy"},
		    "the key of \"%s\" signed the %s, but does not have the role %s in the trust "
		    "policy",
		    key->owner, signing->what, ts_role_name(signing->role));
		return false;
	}
	if (ts_trust_key_serves(key, params->stage))
		return true;
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = signing->role_check,
		.at = key->key.id,
		.expected = "a key whose stages include this one",
		.found = params->stage,
		.fix = "have it signed with a key that the trust policy allows for this stage"},
	    "the key of \"%s\" may not act as %s for the stage %s", key->owner,
	    ts_role_name(signing->role), params->stage);
	return false;
}

/* What is wrong with the time of a signature. */
struct validity_fault {
	const char *message, *side, *fix;
	const struct ts_time *limit;
	const struct ts_time *at; /* what was compared with it */
	bool is_proven;           /* AT is what time stamps prove */
};

static void fail_validity(const struct ts_trust_key *key, const struct ts_signing *signing,
    const struct validity_fault *fault, struct ts_verdict *verdict)
{
	char when[TS_TIME_TEXT], bound[TS_TIME_TEXT], expected[TS_TIME_TEXT + 16];

	ts_time_format(fault->at, when);
	ts_time_format(fault->limit, bound);
	snprintf(expected, sizeof(expected), "%s %s", fault->side, bound);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = signing->validity,
		.at = key->key.id,
		.expected = expected,
		.found = when,
		.fix = fault->fix},
	    "the %s by the key of \"%s\" %s (%s; %s %s)", signing->what, key->owner, fault->message,
	    bound, fault->is_proven ? "proven to be signed before" : "signed", when);
}

/* Find what is wrong with the time of a signature by a key that is not compromised. */
static bool find_fault(const struct ts_validity *v, const struct ts_signing_params *params,
    struct validity_fault *fault)
{
	const bool is_proven = params->by_proof && params->before != NULL;
	const struct ts_time *at = &params->signed_at, *end = is_proven ? params->before : at;

	*fault = (struct validity_fault){.side = "before",
	    .fix = "have it signed again, with a key that is valid now and a true date",
	    .at = at};
	if (v->revoked != TS_NOT_REVOKED && v->revoked != TS_COMPROMISED &&
	    ts_time_compare(end, &v->revoked_at) >= 0) {
		fault->message = is_proven
				     ? "is not proven to be older than the revocation of the key"
				     : "was made after the key was revoked";
		fault->limit = &v->revoked_at;
		fault->at = end;
	} else if (v->has_from && ts_time_compare(at, &v->from) < 0) {
		fault->message = "was made before the key became valid";
		fault->side = "at or after";
		fault->limit = &v->from;
	} else if (v->has_until && ts_time_compare(end, &v->until) > 0) {
		fault->message = is_proven ? "is not proven to be older than the expiry of the key"
					   : "was made after the key had expired";
		fault->side = "at or before";
		fault->limit = &v->until;
		fault->at = end;
	} else if (ts_time_compare(at, &params->latest) > 0) {
		fault->message = "is dated after the time of verification";
		fault->side = "at or before";
		fault->fix =
		    "check the clock of this machine; if it is right, verify at a later time "
		    "(--at), or have it signed again by a machine whose clock is right";
		fault->limit = &params->now;
	}
	fault->is_proven = fault->at != at;
	return fault->limit != NULL;
}

static bool judge_validity(const struct ts_trust_key *key, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict)
{
	struct validity_fault fault;

	if (ts_validity_compromised(&key->validity, params->before)) {
		fail_compromised(key, signing, params->before, verdict);
		return false;
	}
	if (!find_fault(&key->validity, params, &fault))
		return true;
	fail_validity(key, signing, &fault, verdict);
	return false;
}

/* Does the owner of signer I also own an earlier one that counts? */
static bool counted_before(const struct ts_signers *signers, const bool *counts, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (counts[j] && strcmp(signers->keys[j]->owner, signers->keys[i]->owner) == 0)
			return true;
	return false;
}

/* The keys are valid, unless something else is found. Mention one that counts only because of what
 * is proven. */
static void pass_validity(
    const struct ts_signers *signers, const struct ts_signing *signing, struct ts_verdict *verdict)
{
	char since[TS_TIME_TEXT], text[384];

	for (size_t i = 0; i < signers->n; i++) {
		const struct ts_trust_key *key = signers->keys[i];

		if (key->validity.revoked != TS_COMPROMISED)
			continue;
		ts_time_format(&key->validity.since, since);
		snprintf(text, sizeof(text),
		    "the key of \"%s\" is revoked as compromised, and others may have had it since "
		    "%s; it counts because time stamps prove that the %s is older",
		    key->owner, since, signing->what);
		ts_verdict_pass(verdict, signing->validity, text);
	}
	ts_verdict_ran(verdict, signing->validity);
}

void ts_signers_judge(const struct ts_signers *signers, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict,
    void (*counted)(void *ctx, const char *owner), void *ctx)
{
	bool counts[TS_DSSE_SIGNATURES_MAX] = {false};
	int64_t owners = 0;

	if (signers->n > 0) {
		ts_verdict_ran(verdict, signing->role_check);
		pass_validity(signers, signing, verdict);
	}
	ts_verdict_ran(verdict, signing->threshold);
	for (size_t i = 0; i < signers->n; i++) {
		const struct ts_trust_key *key = signers->keys[i];
		bool known = judge_example(key, signing, params, verdict);
		bool role = judge_role(key, signing, params, verdict);
		bool valid = judge_validity(key, signing, params, verdict);

		counts[i] = known && role && valid && !counted_before(signers, counts, i);
		if (!counts[i])
			continue;
		owners++;
		if (counted != NULL)
			counted(ctx, key->owner);
	}
	if (owners < params->threshold) {
		struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT;

		ts_buf_printf(&expected, "%lld distinct owner%s", (long long)params->threshold,
		    params->threshold == 1 ? "" : "s");
		ts_buf_printf(&found, "%lld", (long long)owners);
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = signing->threshold,
			.expected = ts_verdict_text(verdict, &expected),
			.found = ts_verdict_text(verdict, &found),
			.fix = "have more of the owners in the trust policy sign it"},
		    "too few owners signed the %s with keys that count for the stage %s",
		    signing->what, params->stage);
		ts_buf_free(&expected);
		ts_buf_free(&found);
	}
}

bool ts_signers_have_owner(const struct ts_signers *signers, const char *owner)
{
	for (size_t i = 0; i < signers->n; i++)
		if (strcmp(signers->keys[i]->owner, owner) == 0)
			return true;
	return false;
}
