/* The result of an audit as JUnit. */
#include <stdio.h>

#include "show/audit.h"
#include "show/junit.h"

static const char *time_text(bool has, const struct ts_time *time, char text[static TS_TIME_EXACT])
{
	return has && ts_time_format_exact(time, text) ? text : NULL;
}

static enum ts_junit_result junit_result(enum ts_coverage state)
{
	if (state == TS_COVERAGE_UNDECIDED)
		return TS_JUNIT_ERROR;
	if (ts_coverage_fails(state))
		return TS_JUNIT_FAILURE;
	return state == TS_OPEN ? TS_JUNIT_SKIPPED : TS_JUNIT_PASS;
}

/* A refused bundle that decides nothing is shown, but does not fail. */
static void junit_refused(struct ts_junit *junit, const struct ts_audit_refused *r)
{
	char message[128];

	snprintf(message, sizeof(message), "refused by %.60s", r->check);
	ts_junit_case(junit, &(struct ts_junit_case){.about = r->path,
				 .name = "refused",
				 .result = TS_JUNIT_SKIPPED,
				 .message = message});
}

static void junit_outside(struct ts_junit *junit, const struct ts_audit_outside *o)
{
	char expired[TS_TIME_EXACT], name[64];

	snprintf(name, sizeof(name), "outside, expired %s", time_text(true, &o->expired, expired));
	ts_junit_case(junit, &(struct ts_junit_case){.about = o->ref,
				 .name = name,
				 .result = TS_JUNIT_SKIPPED,
				 .message = "the register does not cover this expiry: not judged"});
}

/* What expired more than once has a case for each expiry, so its name contains the time. */
static void junit_expiry(struct ts_junit *junit, const struct ts_expiry *t, size_t number)
{
	char expired[TS_TIME_EXACT], due[TS_TIME_EXACT], delivered[TS_TIME_EXACT];
	char unnamed[48], name[64] = "coverage", open[64];
	const char *message = ts_coverage_text(t->state);
	const struct ts_junit_detail details[] = {{"due", time_text(t->has_due, &t->due, due)},
	    {"delivered", time_text(t->has_delivered, ts_expiry_delivered(t), delivered)},
	    {"bundle", ts_expiry_path(t)}, {"before", t->before}, {"check", ts_expiry_check(t)},
	    {"refused", t->refused}};

	snprintf(unnamed, sizeof(unnamed), "(bundle %zu names nothing)", number);
	if (time_text(t->has_expired, &t->expired, expired) != NULL)
		snprintf(name, sizeof(name), "coverage, expired %s", expired);
	if (t->state == TS_OPEN && details[0].text != NULL) {
		snprintf(open, sizeof(open), "no bundle yet, and due only at %s", details[0].text);
		message = open;
	}
	ts_junit_case(junit, &(struct ts_junit_case){.about = t->ref == NULL ? unnamed : t->ref,
				 .name = name,
				 .result = junit_result(t->state),
				 .type = ts_coverage_name(t->state),
				 .message = message,
				 .remark = t->note,
				 .details = details,
				 .details_n = sizeof(details) / sizeof(details[0])});
}

void ts_show_audit_junit(const struct ts_audit *a, struct ts_buf *out)
{
	struct ts_junit junit = {.suites_n = 0};
	char at[TS_TIME_TEXT];

	ts_time_format(&a->at, at);
	ts_junit_property(&junit, "at", at);
	ts_junit_property(&junit, "trust_sha256", a->trust_sha256);
	ts_junit_property(&junit, "register_sha256", a->reg.sha256);
	for (size_t i = 0; i < a->expiries_n; i++)
		junit_expiry(&junit, &a->expiries[i], i + 1);
	if (a->expiries_n == 0)
		ts_junit_case(&junit, &(struct ts_junit_case){.about = a->stage,
					  .name = a->name.many,
					  .result = TS_JUNIT_ERROR,
					  .type = "undecided",
					  .message = "nothing was found that could be audited"});
	for (size_t i = 0; i < a->refused_n; i++)
		if (!a->refused[i].decides)
			junit_refused(&junit, &a->refused[i]);
	for (size_t i = 0; i < a->outside_n; i++)
		junit_outside(&junit, &a->outside[i]);
	for (size_t i = 0; i < a->faults_n; i++)
		ts_junit_case(&junit, &(struct ts_junit_case){.about = a->faults[i].path,
					  .name = a->faults[i].check,
					  .result = TS_JUNIT_ERROR,
					  .type = "undecided",
					  .message = a->faults[i].message});
	ts_junit_end_suite(&junit, a->stage);
	ts_junit_finish(&junit, out);
}
