/* The public functions that verify. Those that make bundles are in api_pack.c, so that a program
 * which only verifies links no code that signs or writes. */
#include "tarseal.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/init.h"
#include "verify/verify.h"

/* The public verdict is the internal one under another name. */
static struct ts_verdict *inner(const struct tarseal_verdict *verdict)
{
	return (struct ts_verdict *)(uintptr_t)verdict;
}

static struct tarseal_verdict *outer(struct ts_verdict *verdict)
{
	return (struct tarseal_verdict *)(void *)verdict;
}

struct tarseal_policy {
	struct ts_trust *trust;             /* owned */
	struct ts_authorities *authorities; /* owned; borrows from the policy */
	struct ts_profile_set *set;         /* owned */
	struct ts_rules *rules;             /* owned */
};

int tarseal_init(void)
{
	return ts_crypto_init();
}

void tarseal_verdict_free(struct tarseal_verdict *verdict)
{
	ts_verdict_free(inner(verdict));
}

enum tarseal_class tarseal_verdict_class(const struct tarseal_verdict *verdict)
{
	return (enum tarseal_class)inner(verdict)->class;
}

size_t tarseal_verdict_checks(const struct tarseal_verdict *verdict)
{
	return inner(verdict)->n;
}

int tarseal_verdict_check(
    const struct tarseal_verdict *verdict, size_t i, struct tarseal_check *check)
{
	const struct ts_finding *f;

	if (i >= inner(verdict)->n)
		return -1;
	f = &inner(verdict)->findings[i];
	*check = (struct tarseal_check){.id = f->id,
	    .chain = f->in,
	    .failing = (enum tarseal_class)f->class,
	    .result = ts_result_name(f->result),
	    .message = f->message,
	    .at = f->at,
	    .expected = f->expected,
	    .found = f->found,
	    .fix = f->fix};
	return 0;
}

const char *tarseal_verdict_text(const struct tarseal_verdict *verdict, const char *what)
{
	const struct ts_verdict *v = inner(verdict);
	const struct {
		const char *name, *text;
	} texts[] = {
	    {"name", v->name},
	    {"stage", v->stage},
	    {"subject", v->subject},
	    {"created", v->created},
	    {"actor", v->actor},
	    {"statement_sha256", v->statement_sha256},
	    {"seal_sha256", v->seal_sha256},
	    {"sealed_before", v->sealed_before},
	    {"not_before", v->not_before},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, what) == 0)
			return texts[i].text;
	return NULL;
}

/* A verdict that only contains ERR. */
static struct tarseal_verdict *failure(const struct ts_err *err)
{
	struct ts_verdict *verdict = ts_verdict_new("");

	if (verdict == NULL)
		return NULL;
	ts_verdict_fail_err(verdict, err);
	ts_verdict_finish(verdict, NULL, 0);
	return outer(verdict);
}

struct tarseal_policy *tarseal_policy_parse(
    const void *trust, size_t len, struct tarseal_verdict **verdict)
{
	struct tarseal_policy *policy = calloc(1, sizeof(*policy));
	struct ts_err err;

	*verdict = NULL;
	if (policy == NULL)
		return NULL;
	if (ts_trust_parse(trust, len, &policy->trust, &err) == 0 &&
	    ts_authorities_new(policy->trust, &policy->authorities, &err) == 0 &&
	    ts_profile_set_new(&policy->set, &err) == 0 &&
	    ts_rules_new(&policy->rules, &err) == 0 &&
	    ts_trust_own_domains(policy->trust, policy->rules, &err) == 0)
		return policy;
	tarseal_policy_free(policy);
	*verdict = failure(&err);
	return NULL;
}

struct tarseal_verdict *tarseal_policy_add_profile(
    struct tarseal_policy *policy, const void *profile, size_t len)
{
	struct ts_err err;

	if (ts_profile_set_add(policy->set, profile, len, NULL, &err) == 0)
		return NULL;
	return failure(&err);
}

void tarseal_policy_free(struct tarseal_policy *policy)
{
	if (policy == NULL)
		return;
	ts_authorities_free(policy->authorities);
	ts_trust_free(policy->trust);
	ts_profile_set_free(policy->set);
	ts_rules_free(policy->rules);
	free(policy);
}

/* The caller's read function, as a source. */
struct reading {
	ssize_t (*read)(void *ctx, void *buf, size_t len);
	void *ctx;
};

static ssize_t read_through(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct reading *reading = ctx;
	ssize_t n = reading->read(reading->ctx, buf, len);

	if (n >= 0 && (size_t)n <= len)
		return n;
	return ts_err_set(err, "io", "the caller's read function failed");
}

/* Verify SOURCE, with STAMPS beside it. */
static struct tarseal_verdict *verify(struct ts_source *source, const struct ts_sidecars *stamps,
    const struct tarseal_policy *policy, const struct tarseal_expect *expect)
{
	const struct ts_time now =
	    expect->at == 0 ? ts_clock_now() : (struct ts_time){.sec = expect->at};
	struct ts_verdict *verdict = ts_verdict_new("");

	if (verdict != NULL)
		ts_verify(source,
		    &(struct ts_verify_params){.trust = policy->trust,
			.authorities = policy->authorities,
			.stamps = stamps,
			.profiles = policy->set,
			.now = now,
			.latest = ts_time_add(&now, TS_CLOCK_SKEW),
			.expect_stage = expect->stage,
			.expect_subject = expect->subject,
			.rules = policy->rules,
			.max_files = TS_VERIFY_MAX_FILES},
		    verdict, NULL);
	return outer(verdict);
}

struct tarseal_verdict *tarseal_verify(ssize_t (*read)(void *ctx, void *buf, size_t len), void *ctx,
    const struct tarseal_policy *policy, const struct tarseal_expect *expect)
{
	static const struct tarseal_expect nothing;
	struct reading reading = {.read = read, .ctx = ctx};
	struct ts_source source = {.read = read_through, .ctx = &reading, .size = TS_SIZE_UNKNOWN};
	struct ts_sidecars stamps = {.n = 0};
	struct tarseal_verdict *verdict;
	struct ts_err err;

	if (expect == NULL)
		expect = &nothing;
	if (expect->path != NULL && policy->trust->time.n > 0 &&
	    ts_sidecars_read(expect->path, &stamps, &err) != 0)
		verdict = failure(&err);
	else
		verdict = verify(&source, &stamps, policy, expect);
	ts_sidecars_free(&stamps);
	return verdict;
}
