#include "show/audit_alert.h"

#include <inttypes.h>
#include <string.h>

#include "show/escape.h"

#define NAMED 3 /* how many that fail the line names */

static const char *verdict_word(enum ts_class class)
{
	return class == TS_ACCEPTED ? "ACCEPTED" : class == TS_UNDECIDED ? "UNDECIDED" : "REJECTED";
}

static void begin_summary(enum ts_class class, const char *stage, struct ts_buf *out)
{
	ts_buf_printf(out, TS_AUDIT_SUMMARY_START "%s ", verdict_word(class));
	ts_show_escape(out, stage);
}

static void add_number(struct ts_buf *out, size_t n, const char *what)
{
	if (n > 0)
		ts_buf_printf(out, ", %zu %s", n, what);
}

/* Name the first that fail; the failing ones come first. */
static void add_first(const struct ts_audit *a, struct ts_buf *out)
{
	size_t failing = 0;

	while (failing < a->expiries_n && ts_coverage_fails(a->expiries[failing].state))
		failing++;
	for (size_t i = 0; i < failing && i < NAMED; i++) {
		const struct ts_expiry *t = &a->expiries[i];

		ts_buf_add_str(out, i == 0 ? ": " : ", ");
		ts_show_escape(out, t->ref != NULL              ? t->ref
				    : ts_expiry_path(t) != NULL ? ts_expiry_path(t)
								: "?");
		ts_buf_printf(out, " %s", ts_coverage_name(t->state));
	}
	if (failing > NAMED)
		ts_buf_printf(out, " and %zu more", failing - NAMED);
}

void ts_show_audit_summary(const struct ts_audit *a, struct ts_buf *out)
{
	char at[TS_TIME_TEXT];

	ts_time_format(&a->at, at);
	begin_summary(a->class, a->stage, out);
	ts_buf_printf(out, " as of %s: %zu %s", at, a->expiries_n,
	    a->expiries_n == 1 ? a->name.one : a->name.many);
	for (int i = 0; i < TS_COVERAGES; i++)
		add_number(out, a->counts[i], ts_coverage_name((enum ts_coverage)i));
	add_number(out, a->faults_n, "not verified");
	add_first(a, out);
	if (!a->reg.given)
		ts_buf_printf(
		    out, "; without a register, any %s without a bundle is not seen", a->name.one);
	else if (!a->reg.is_signed)
		ts_buf_add_str(out, "; the register is not signed");
	ts_buf_add_str(out, a->expiries_n == 0 ? "; there is nothing to audit\n" : "\n");
}

void ts_show_no_audit_summary(
    const char *stage, const struct ts_verdict *verdict, struct ts_buf *out)
{
	begin_summary(verdict->class, stage, out);
	ts_buf_add_str(out, ": no audit was made");
	for (size_t i = 0; i < verdict->n; i++) {
		const struct ts_finding *f = &verdict->findings[i];

		if (f->result != TS_FAIL || f->class != verdict->class)
			continue;
		ts_buf_printf(out, ": %s: ", f->id);
		ts_show_escape(out, f->message);
		break;
	}
	ts_buf_add_str(out, "\n");
}

/* Append TEXT as the value of a label. */
static void add_label(struct ts_buf *out, const char *text)
{
	struct ts_buf safe = TS_BUF_INIT;

	ts_show_escape(&safe, text);
	if (ts_buf_cstr(&safe) == NULL)
		out->failed = true;
	else
		for (const char *p = (char *)safe.data; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				ts_buf_add_str(out, "\\");
			ts_buf_add(out, p, 1);
		}
	ts_buf_free(&safe);
}

static void begin_gauge(struct ts_buf *out, const char *name, const char *help)
{
	ts_buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* Append a sample of NAME for STAGE; LABEL, which may be NULL, has the value WHAT. */
static void add_sample(struct ts_buf *out, const char *name, const char *stage, const char *label,
    const char *what, int64_t value)
{
	ts_buf_printf(out, "%s{stage=\"", name);
	add_label(out, stage);
	ts_buf_add_str(out, "\"");
	if (label != NULL)
		ts_buf_printf(out, ",%s=\"%s\"", label, what);
	ts_buf_printf(out, "} %" PRId64 "\n", value);
}

static void add_gauge(
    struct ts_buf *out, const char *name, const char *help, const char *stage, int64_t value)
{
	begin_gauge(out, name, help);
	add_sample(out, name, stage, NULL, NULL, value);
}

/* What every run leaves behind, so that an alert can also notice that none came. */
static void add_run(
    struct ts_buf *out, const char *stage, const struct ts_time *at, enum ts_class class)
{
	add_gauge(out, "tarseal_audit_exit_code",
	    "Exit code of the last audit: 0 accepted, 1 blocked, 3 damaged, 4 untrusted, 5 "
	    "boundary, 6 undecided.",
	    stage, (int64_t) class);
	add_gauge(out, "tarseal_audit_as_of_timestamp_seconds",
	    "The time as of which the last audit was made, in seconds since 1970.", stage, at->sec);
}

void ts_show_audit_prom(const struct ts_audit *a, struct ts_buf *out)
{
	add_run(out, a->stage, &a->at, a->class);
	begin_gauge(
	    out, "tarseal_audit_expiries", "Expiries that the last audit judged, by state.");
	for (int i = 0; i < TS_COVERAGES; i++)
		add_sample(out, "tarseal_audit_expiries", a->stage, "state",
		    ts_coverage_name((enum ts_coverage)i), (int64_t)a->counts[i]);
	add_gauge(out, "tarseal_audit_refused_bundles", "Bundles that the last audit refused.",
	    a->stage, (int64_t)a->refused_n);
	add_gauge(out, "tarseal_audit_unverified_files",
	    "Files and stores that the last audit could not verify.", a->stage,
	    (int64_t)a->faults_n);
	add_gauge(out, "tarseal_audit_outside_expiries",
	    "Expiries in the stores that the register does not cover.", a->stage,
	    (int64_t)a->outside_n);
	add_gauge(out, "tarseal_audit_files", "Files that the last audit saw.", a->stage,
	    (int64_t)a->files);
}

void ts_show_no_audit_prom(const char *stage, const struct ts_time *at,
    const struct ts_verdict *verdict, struct ts_buf *out)
{
	add_run(out, stage, at, verdict->class);
}
