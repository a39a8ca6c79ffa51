/* What the statement says, compared with what the documents say, and its age. */
#include <string.h>

#include "verify/verify_state.h"

static void judge_claim(
    struct ts_verification *s, const char *at, const char *claimed, const char *held)
{
	if (held == NULL || strcmp(claimed, held) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "seal.claims",
			.at = at,
			.expected = claimed,
			.found =
			    held == NULL || !ts_value_is_ref(held) ? "no such reference" : held},
		    "the statement says something about a document that the document does not say");
}

/* What the statement says of the documents, if they could be read. */
static void judge_claims(struct ts_verification *s)
{
	const struct ts_pointer *subject = &s->c->profile->subject;

	if (s->c->approval == NULL || !ts_case_knows(s->c, subject))
		return;
	ts_verdict_ran(s->verdict, "seal.claims");
	judge_claim(s, subject->text, s->seal.subject_ref,
	    ts_json_string(ts_pointer_find(subject, s->c->doc)));
	judge_claim(
	    s, "/approval/approval_ref", s->seal.approval_ref, s->c->approval->approval_ref);
}

static void judge_age(struct ts_verification *s)
{
	struct ts_stage_rules rules;
	struct ts_time latest;
	char found[TS_TIME_TEXT], oldest[TS_TIME_TEXT];

	if (s->params->trust == NULL) {
		ts_verdict_skip(s->verdict, "seal.age", "there is no trust policy");
		return;
	}
	rules = ts_trust_rules(s->params->trust, s->seal.stage);
	if (rules.max_age < 0) {
		ts_verdict_skip(s->verdict, "seal.age", "the trust policy sets no max_age");
		return;
	}
	ts_verdict_ran(s->verdict, "seal.age");
	latest = ts_time_add(&s->seal.created, rules.max_age);
	if (ts_time_compare(&s->params->now, &latest) <= 0)
		return;
	latest = ts_time_add(&s->params->now, -rules.max_age);
	ts_time_format(&s->seal.created, found);
	ts_time_format(&latest, oldest);
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "seal.age", .expected = oldest, .found = found},
	    "the bundle is older than the trust policy's max_age allows");
}

/* Compare the seal's list of gates with the results computed here, as far as there are any. */
static void judge_gate_list(struct ts_verification *s, const enum ts_result *results)
{
	const struct ts_profile *profile = s->c->profile;
	bool compared = true;

	if (s->seal.gates_n != profile->gates_n) {
		ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "seal.gates"},
		    "the seal lists %zu gates, but the profile has %zu", s->seal.gates_n,
		    profile->gates_n);
		return;
	}
	for (size_t i = 0; i < profile->gates_n; i++) {
		const struct ts_seal_gate *sealed = &s->seal.gates[i];
		const char *id = profile->gates[i].id;
		bool has_result = results[i] == TS_PASS || results[i] == TS_SKIP;

		compared = compared && has_result;
		if (strcmp(sealed->id, id) != 0)
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){
				.id = "seal.gates", .expected = id, .found = sealed->id},
			    "the seal lists another gate in this position than the profile");
		else if (has_result && sealed->skip != (results[i] == TS_SKIP))
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){.id = "seal.gates",
				.at = id,
				.expected = ts_result_name(results[i]),
				.found = sealed->skip ? "skip" : "pass"},
			    "the seal lists another result for a gate than it has");
	}
	if (compared)
		ts_verdict_ran(s->verdict, "seal.gates");
}

void ts_verify_claims(struct ts_verification *s, const enum ts_result *results)
{
	judge_claims(s);
	judge_age(s);
	judge_gate_list(s, results);
}
