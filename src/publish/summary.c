#include "publish/summary.h"

#include <string.h>

#include "format/dsse.h"
#include "judge/signers.h"
#include "model/summary.h"

/* The stage of a level: "TARSEAL_TRIAL_X_ACCEPTED" becomes "trial-x". */
static void stage_of(const char *level, char stage[static TS_SUMMARY_LEVEL])
{
	const size_t len = strlen(level) - strlen("TARSEAL_") - strlen("_ACCEPTED");

	memcpy(stage, level + strlen("TARSEAL_"), len);
	stage[len] = '\0';
	for (char *p = stage; *p != '\0'; p++) {
		if (*p == '_')
			*p = '-';
		else if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
}

static void judge_digest(const char *id, const char *what, const char *expected, const char *found,
    const char *why_not, struct ts_verdict *verdict)
{
	if (expected == NULL) {
		ts_verdict_skip(verdict, id, why_not);
		return;
	}
	ts_verdict_ran(verdict, id);
	if (strcmp(expected, found) != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = id, .expected = expected, .found = found},
		    "the summary is about another %s", what);
}

static void judge_stage(
    const struct ts_summary_params *params, const char *stage, struct ts_verdict *verdict)
{
	if (params->expect_stage == NULL) {
		ts_verdict_skip(verdict, "expect.stage", "not requested (--stage)");
		return;
	}
	ts_verdict_ran(verdict, "expect.stage");
	if (strcmp(params->expect_stage, stage) != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){
			.id = "expect.stage", .expected = params->expect_stage, .found = stage},
		    "this is a summary, but not of the stage that was requested");
}

static void judge_age(const struct ts_summary_params *params, const struct ts_summary *summary,
    struct ts_verdict *verdict)
{
	struct ts_time latest = ts_time_add(&summary->time, params->max_age);

	if (params->max_age < 0) {
		ts_verdict_skip(verdict, "summary.age", "not requested (--max-age)");
		return;
	}
	ts_verdict_ran(verdict, "summary.age");
	if (ts_time_compare(&params->now, &latest) > 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "summary.age",
			.found = summary->time_text,
			.fix = "have the bundle verified and published again"},
		    "the verification is older than --max-age allows");
}

/* Judge a summary whose signature is trusted. */
static void judge(const struct ts_summary_params *params, const struct ts_signers *signers,
    const struct ts_summary *summary, struct ts_verdict *verdict)
{
	char stage[TS_SUMMARY_LEVEL];

	stage_of(summary->level, stage);
	ts_signers_judge(signers, &ts_signing_summary,
	    &(struct ts_signing_params){.stage = stage,
		.signed_at = summary->time,
		.now = params->now,
		.latest = params->latest,
		.threshold = 1,
		.allow_example_keys = params->allow_example_keys},
	    verdict, NULL, NULL);
	ts_verdict_set(verdict, &verdict->stage, stage);
	ts_verdict_set(verdict, &verdict->created, summary->time_text);
	ts_verdict_set(verdict, &verdict->statement_sha256, summary->statement);
	ts_verdict_set(verdict, &verdict->actor, signers->keys[0]->owner);
	judge_digest("summary.bundle", "bundle", params->bundle_sha256, summary->bundle,
	    "this is only a claim: without the bundle, the summary rests on its signer's word "
	    "(--bundle)",
	    verdict);
	judge_digest("summary.policy", "trust policy", params->policy_sha256, summary->policy,
	    "not requested (--policy)", verdict);
	judge_stage(params, stage, verdict);
	judge_age(params, summary, verdict);
}

/* Read the envelope, verify its signatures, and judge what it says. */
static int verify(const void *data, size_t len, const struct ts_summary_params *params,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_json *json = NULL, *statement = NULL;
	struct ts_dsse envelope = {0};
	struct ts_signers signers = {0};
	struct ts_summary summary;
	int ret = -1;

	if (ts_json_parse(data, len, "summary.statement", &json, err) != 0 ||
	    ts_dsse_read(json, "summary.statement", &envelope, err) != 0 ||
	    ts_signers_verify(
		&envelope, params->trust, &ts_signing_summary, NULL, &signers, verdict, err) != 0)
		goto done;
	ret = 0;
	if (signers.n == 0)
		goto done;
	ret = -1;
	if (ts_json_parse(envelope.payload.data, envelope.payload.len, "summary.statement",
		&statement, err) != 0 ||
	    ts_summary_read(statement, &summary, err) != 0)
		goto done;
	ts_verdict_ran(verdict, "summary.statement");
	judge(params, &signers, &summary, verdict);
	ret = 0;
done:
	ts_signers_free(&signers);
	ts_dsse_free(&envelope);
	ts_json_free(statement);
	ts_json_free(json);
	return ret;
}

void ts_summary_verify(const void *data, size_t len, const struct ts_summary_params *params,
    struct ts_verdict *verdict)
{
	static const char *const ids[] = {"summary.statement", "summary.signature",
	    "summary.trusted", "summary.role", "summary.validity", "summary.threshold",
	    "summary.bundle", "summary.policy", "summary.age", "expect.stage"};
	struct ts_err err;

	if (verify(data, len, params, verdict, &err) != 0)
		ts_verdict_fail_err(verdict, &err);
	ts_verdict_finish(verdict, ids, sizeof(ids) / sizeof(ids[0]));
}
