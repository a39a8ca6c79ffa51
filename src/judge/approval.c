#include "judge/approval.h"

#include <string.h>

static const char again[] = "have exactly this package approved: tarseal approve PACKAGE";

static void judge_binds(const struct ts_case *c, struct ts_verdict *verdict)
{
	struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT;
	const char *stage = c->approval->stage;
	size_t digests = ts_json_count(c->approval->digests);

	ts_verdict_ran(verdict, "approval.binds");
	if (!ts_package_matches(&c->package, c->approval->digests)) {
		ts_package_describe(&c->package, &expected);
		ts_package_describe_claim(c->package.kind, c->approval->digests, &found);
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "approval.binds",
			.at = "/approval/package/digest",
			.expected = ts_verdict_text(verdict, &expected),
			.found = ts_verdict_text(verdict, &found),
			.fix = again},
		    digests == 1 ? "the approval is for another package, or for another state of "
				   "this one"
				 : "the approval must identify the package by one digest, that of "
				   "its kind, and by no other");
	}
	if (stage != NULL && strcmp(stage, c->profile->consumes) != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "approval.binds",
			.at = "/approval/stage",
			.expected = c->profile->consumes,
			.found = stage,
			.fix = "approve it again with --stage, or choose the profile that "
			       "consumes its stage"},
		    "the approval is for evidence of another stage than %s consumes",
		    c->profile->id);
	ts_buf_free(&expected);
	ts_buf_free(&found);
}

static void judge_decision(const struct ts_case *c, struct ts_verdict *verdict)
{
	ts_verdict_ran(verdict, "approval.decision");
	if (strcmp(c->approval->decision, "approved") != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "approval.decision",
			.at = "/approval/decision",
			.expected = "approved",
			.found = c->approval->decision,
			.fix = "do what the approver asked for, and get a new approval"},
		    "the decision does not approve the package");
}

static void fail_time(const struct ts_case *c, const char *at, const struct ts_time *time,
    const char *expected, const char *message, struct ts_verdict *verdict)
{
	char found[TS_TIME_TEXT], created[TS_TIME_TEXT];

	ts_time_format(time, found);
	ts_time_format(&c->created, created);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = "approval.time",
		.at = at,
		.expected = expected,
		.found = found,
		.fix = "get an approval that is valid when the bundle is sealed"},
	    "%s (sealed %s)", message, created);
}

static void judge_time(
    const struct ts_case *c, const struct ts_stage_rules *rules, struct ts_verdict *verdict)
{
	const struct ts_approval *approval = c->approval;
	struct ts_time latest;

	ts_verdict_ran(verdict, "approval.time");
	if (!approval->has_decided) {
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "approval.time",
			.at = "/approval/decided_at",
			.expected = "a time",
			.found = "absent",
			.fix = "get an approval that says when it was decided"},
		    "the approval does not say when it was decided");
		return;
	}
	if (ts_time_compare(&approval->decided_at, &c->created) > 0)
		fail_time(c, "/approval/decided_at", &approval->decided_at,
		    "a time before the bundle was sealed",
		    "the approval was decided after the bundle was sealed", verdict);
	if (approval->has_expires && ts_time_compare(&c->created, &approval->expires_at) > 0)
		fail_time(c, "/approval/expires_at", &approval->expires_at,
		    "a time after the bundle was sealed",
		    "the approval had expired when the bundle was sealed", verdict);
	if (rules == NULL || rules->approval_max_age < 0)
		return;
	latest = ts_time_add(&approval->decided_at, rules->approval_max_age);
	if (ts_time_compare(&c->created, &latest) > 0)
		fail_time(c, "/approval/decided_at", &approval->decided_at,
		    "an approval no older than the policy's approval_max_age",
		    "the approval was too old when the bundle was sealed", verdict);
}

void ts_approval_judge(
    const struct ts_case *c, const struct ts_stage_rules *rules, struct ts_verdict *verdict)
{
	if (c->has_package)
		judge_binds(c, verdict);
	judge_decision(c, verdict);
	judge_time(c, rules, verdict);
}
