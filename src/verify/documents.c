#include "verify/documents.h"

#include <stdlib.h>
#include <string.h>

#include "judge/approval.h"
#include "judge/field.h"
#include "judge/gate.h"
#include "judge/reference.h"

static const char no_trust[] = "there is no trust policy, so who signed was not checked (--trust)";
static const char no_approvers[] = "the trust policy requires no approver for this stage: the "
				   "producer alone is responsible for the approval";

const char *const ts_documents_checks[] = {"approval.parse", "approval.signed", "approval.trusted",
    "approval.role", "approval.validity", "approval.threshold", "approval.separate",
    "approval.binds", "approval.decision", "approval.time", "document.parse", "document.field",
    "evidence.stage", "boundary.unknown-field", "boundary.private-reference"};
const size_t ts_documents_checks_n = sizeof(ts_documents_checks) / sizeof(ts_documents_checks[0]);

static void skip_trust(const char *why, struct ts_verdict *verdict)
{
	static const char *const ids[] = {"approval.signed", "approval.trusted", "approval.role",
	    "approval.validity", "approval.threshold", "approval.separate"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		ts_verdict_skip(verdict, ids[i], why);
}

/* How many approvers the policy requires for the stage of C: 0 without a policy. */
static int64_t required_approvers(const struct ts_case *c, const struct ts_documents_params *params)
{
	return params->trust == NULL ? 0 : ts_trust_rules(params->trust, c->profile->id).approvers;
}

static void fail_unsigned(
    const char *what, const char *found, int64_t approvers, struct ts_verdict *verdict)
{
	struct ts_buf expected = TS_BUF_INIT;

	ts_buf_printf(&expected, "signatures of %lld approver%s", (long long)approvers,
	    approvers == 1 ? "" : "s");
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = "approval.signed",
		.at = "/approval",
		.expected = ts_verdict_text(verdict, &expected),
		.found = found,
		.fix = "have the approver sign it: tarseal approve PACKAGE --key KEY"},
	    "%s", what);
	ts_buf_free(&expected);
}

static void fail_approval(const char *path, struct ts_err *why, struct ts_verdict *verdict)
{
	if (why->fix[0] == '\0')
		ts_err_fix(
		    why, "correct %s, or make a new approval: tarseal approve PACKAGE", path);
	ts_verdict_fail_err(verdict, why);
}

/* Verify the signatures of APPROVAL, where the policy requires any. Did a key of the policy sign
 * it, whose word counts? Returns -1 with ERR filled if that cannot be found out. */
static int judge_signatures(struct ts_case *c, const struct ts_approval *approval,
    const struct ts_documents_params *params, struct ts_verdict *verdict, struct ts_err *err)
{
	int64_t approvers = required_approvers(c, params);

	if (!approval->is_signed) {
		fail_unsigned(
		    "the approval is not signed", "a plain JSON document", approvers, verdict);
		return 0;
	}
	if (ts_signers_verify(&approval->envelope, params->trust, &ts_signing_approval,
		params->before, &c->approvers, verdict, err) != 0)
		return -1;
	return c->approvers.n > 0 ? 1 : 0;
}

/* Without a policy, or one that requires no approver, anybody may have written the approval. */
static int take_approval(struct ts_case *c, const char *path, const void *data, size_t len,
    const struct ts_documents_params *params, struct ts_verdict *verdict, struct ts_err *err)
{
	int64_t approvers = required_approvers(c, params);
	struct ts_approval *approval = NULL;
	struct ts_err why;
	int ret = 1;

	if (ts_approval_open(data, len, &approval, &why) != 0) {
		if (approvers == 0 || strcmp(why.check, "io") == 0)
			fail_approval(path, &why, verdict);
		else
			fail_unsigned("the approval is not a signed envelope that can be read",
			    why.message, approvers, verdict);
		return 0;
	}
	if (approvers > 0)
		ret = judge_signatures(c, approval, params, verdict, err);
	if (ret > 0 && ts_approval_read(approval, &why) != 0) {
		fail_approval(path, &why, verdict);
		ret = 0;
	}
	if (ret > 0)
		c->approval = approval;
	else
		ts_approval_free(approval);
	return ret < 0 ? -1 : 0;
}

int ts_documents_parse(struct ts_case *c, enum ts_document document, const char *path,
    const void *data, size_t len, const struct ts_documents_params *params,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_json **place = document == TS_DOCUMENT_EVIDENCE ? &c->evidence : &c->record;
	struct ts_err why;
	char where[TS_ERR_TEXT];

	if (document == TS_DOCUMENT_APPROVAL)
		return take_approval(c, path, data, len, params, verdict, err);
	if (len > TS_JSON_DOCUMENT_MAX) {
		ts_verdict_fail(verdict,
		    &(struct ts_failure){
			.id = "document.parse", .at = path, .expected = "at most 4 MiB"},
		    "the document is larger than a record may be");
		return 0;
	}
	if (ts_json_parse(data, len, "document.parse", place, &why) == 0)
		return 0;
	memcpy(where, why.at, sizeof(where));
	ts_err_at(&why, "%.200s, %.200s", path, where);
	ts_err_fix(&why, "correct the file, so that every JSON reader reads the same from it");
	ts_verdict_fail_err(verdict, &why);
	return 0;
}

static void missing(
    const char *at, const char *what, const char *expected, struct ts_verdict *verdict)
{
	if (!ts_verdict_has_failed(verdict, "document.parse"))
		ts_verdict_fail(verdict,
		    &(struct ts_failure){
			.id = "document.parse", .at = at, .expected = expected, .found = "absent"},
		    "%s is missing", what);
}

/* Both records must exist, and the evidence must be an object. (judge/field.h checks the stage's
 * own record.) */
static void judge_documents(const struct ts_case *c, struct ts_verdict *verdict)
{
	const struct ts_profile *profile = c->profile;

	ts_verdict_ran(verdict, "document.parse");
	if (c->record == NULL)
		missing("/record", "the stage's record", profile->record, verdict);
	if (c->inner != NULL)
		return;
	if (c->package_file != NULL && strcmp(c->package_file, profile->evidence) != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "document.parse",
			.at = "/evidence",
			.expected = profile->evidence,
			.found = c->package_file,
			.fix =
			    "name the evidence as the profile requires, or give a sealed bundle"},
		    "the package is a single file, but neither a sealed bundle nor the evidence "
		    "record");
	else if (c->evidence == NULL)
		missing(
		    "/evidence", "the evidence record in the package", profile->evidence, verdict);
	else if (ts_json_kind(c->evidence) != TS_JSON_OBJECT)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "document.parse",
			.at = "/evidence",
			.expected = "an object",
			.found = ts_json_kind_description(ts_json_kind(c->evidence))},
		    "the evidence record %s is not an object", profile->evidence);
}

static void judge_stage(const struct ts_case *c, struct ts_verdict *verdict)
{
	const struct ts_profile *profile = c->profile;

	if (c->inner == NULL && !profile->sealed) {
		ts_verdict_skip(verdict, "evidence.stage", "the evidence is not a sealed bundle");
		return;
	}
	if (c->inner != NULL && c->inner->stage == NULL)
		return; /* nobody whom the policy trusts says of which stage it is */
	ts_verdict_ran(verdict, "evidence.stage");
	if (c->inner == NULL)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "evidence.stage",
			.at = "/evidence",
			.expected = "a sealed bundle",
			.found = "plain files",
			.fix = "give the sealed bundle of the previous stage as the evidence"},
		    "the stage %s accepts only a sealed bundle of %s as its evidence", profile->id,
		    profile->consumes);
	else if (strcmp(c->inner->stage, profile->consumes) != 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "evidence.stage",
			.at = "/evidence",
			.expected = profile->consumes,
			.found = c->inner->stage,
			.fix = "give the sealed bundle of the previous stage as the evidence"},
		    "the evidence is a sealed bundle of another stage than %s consumes",
		    profile->id);
}

static void note_approver(void *ctx, const char *owner)
{
	ts_verdict_add_approver(ctx, owner);
}

/* Fail for each of the N owners in PRODUCERS who also approved. */
static void judge_apart(const struct ts_signers *signers, char *const *producers, size_t n,
    const char *what, struct ts_verdict *verdict)
{
	for (size_t i = 0; i < n; i++)
		if (ts_signers_have_owner(signers, producers[i]))
			ts_verdict_fail(verdict,
			    &(struct ts_failure){.id = "approval.separate",
				.expected = "an approver who did not seal it",
				.found = producers[i],
				.fix = "have somebody else approve the package"},
			    "\"%s\" approved %s: nobody approves their own work", producers[i],
			    what);
}

static void judge_separate(
    const struct ts_case *c, const struct ts_stage_rules *rules, struct ts_verdict *verdict)
{
	if (!rules->separate) {
		ts_verdict_skip(verdict, "approval.separate",
		    "the trust policy allows producers of this stage to approve their own work");
		return;
	}
	ts_verdict_ran(verdict, "approval.separate");
	judge_apart(
	    &c->approvers, c->producers, c->producers_n, "what they sealed themselves", verdict);
	if (c->inner != NULL)
		judge_apart(&c->approvers, c->inner->producers, c->inner->producers_n,
		    "evidence that they sealed themselves", verdict);
}

/* Judge those who signed the approval: their signatures are verified, and it was read. */
static void judge_trust(
    const struct ts_case *c, const struct ts_documents_params *params, struct ts_verdict *verdict)
{
	struct ts_stage_rules rules;

	if (params->trust == NULL) {
		skip_trust(no_trust, verdict);
		return;
	}
	rules = ts_trust_rules(params->trust, c->profile->id);
	if (rules.approvers == 0) {
		skip_trust(no_approvers, verdict);
		return;
	}
	if (c->approval == NULL)
		return;
	ts_signers_judge(&c->approvers, &ts_signing_approval,
	    &(struct ts_signing_params){.stage = c->profile->id,
		.signed_at = c->approval->decided_at,
		.before = params->before,
		.by_proof = params->by_proof,
		.now = params->now,
		.latest = params->latest,
		.threshold = rules.approvers,
		.allow_example_keys = params->allow_example_keys},
	    verdict, note_approver, verdict);
	judge_separate(c, &rules, verdict);
}

static void note_conditions(const struct ts_case *c, struct ts_verdict *verdict)
{
	const struct ts_json *list = c->approval->conditions;

	for (const struct ts_json *i = ts_json_first(list); i != NULL; i = ts_json_next(i))
		ts_verdict_add_condition(verdict, ts_json_string(i));
}

/* Why there is no approval has been said, unless there is none at all. */
static void judge_missing(
    const struct ts_case *c, const struct ts_documents_params *params, struct ts_verdict *verdict)
{
	int64_t approvers = required_approvers(c, params);

	if (ts_verdict_has_failed(verdict, "approval.parse") || c->approval_missing ||
	    ts_verdict_has_failed(verdict, "approval.signed") ||
	    ts_verdict_has_failed(verdict, "approval.trusted") ||
	    ts_verdict_has_failed(verdict, "approval.validity"))
		return;
	if (approvers > 0)
		fail_unsigned("there is no approval", NULL, approvers, verdict);
	else
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "approval.parse", .at = "/approval"},
		    "there is no approval");
}

int ts_documents_build(struct ts_case *c, struct ts_verdict *verdict, struct ts_err *err)
{
	judge_stage(c, verdict);
	judge_documents(c, verdict);
	return ts_case_build(c, err);
}

void ts_documents_judge(struct ts_case *c, const struct ts_documents_params *params,
    enum ts_result *results, struct ts_verdict *verdict)
{
	struct ts_stage_rules rules;

	judge_trust(c, params, verdict);
	if (params->trust != NULL)
		rules = ts_trust_rules(params->trust, c->profile->id);
	if (c->approval != NULL) {
		ts_verdict_ran(verdict, "approval.parse");
		ts_approval_judge(c, params->trust == NULL ? NULL : &rules, verdict);
		note_conditions(c, verdict);
		ts_reference_judge("/approval/approval_ref", c->approval->approval_ref, verdict);
		ts_reference_judge("/approval/approved_by",
		    ts_json_string(ts_json_get(c->approval->document, "approved_by")), verdict);
	} else {
		judge_missing(c, params, verdict);
	}
	if (ts_fields_judge(c, verdict) && c->approval != NULL)
		ts_verdict_ran(verdict, "boundary.private-reference");
	ts_gates_judge(c, results, verdict);
}
