#include "show/audit.h"

#include <string.h>

#include "format/json_write.h"
#include "show/escape.h"

#define INDENT "               "

static const char *time_text(bool has, const struct ts_time *time, char text[static TS_TIME_EXACT])
{
	return has && ts_time_format_exact(time, text) ? text : NULL;
}

static const char *hex_of(const unsigned char *digest, char hex[static TS_DIGEST_HEX])
{
	if (digest == NULL)
		return NULL;
	ts_hex_digest(digest, hex);
	return hex;
}

static void add_colored(struct ts_buf *out, bool color, bool bad, const char *text)
{
	ts_buf_printf(out, "%s%s%s",
	    !color ? ""
	    : bad  ? "\033[31m"
		   : "\033[32m",
	    text, color ? "\033[0m" : "");
}

static void add_expiry(const struct ts_expiry *t, bool color, struct ts_buf *out)
{
	char text[TS_TIME_EXACT];

	add_colored(out, color, ts_coverage_fails(t->state), ts_coverage_name(t->state));
	ts_buf_printf(out, "%*s", (int)(15 - strlen(ts_coverage_name(t->state))), "");
	ts_show_escape(out, t->ref == NULL ? "(nothing named)" : t->ref);
	if (time_text(t->has_expired, &t->expired, text) != NULL)
		ts_buf_printf(out, "  expired %s", text);
	if (time_text(t->has_due, &t->due, text) != NULL)
		ts_buf_printf(out, ", due %s", text);
	if ((t->state == TS_LATE || t->state == TS_EARLY) &&
	    time_text(t->has_delivered, ts_expiry_delivered(t), text) != NULL)
		ts_buf_printf(out, ", delivered %s", text);
	ts_buf_add_str(out, "\n");
	if (ts_expiry_path(t) != NULL) {
		ts_buf_add_str(out, INDENT);
		ts_show_escape(out, ts_expiry_path(t));
		if (t->bundles > 1)
			ts_buf_printf(out, " (one of %u)", t->bundles);
		if (ts_expiry_check(t) != NULL)
			ts_buf_printf(out, ": %s", ts_expiry_check(t));
		ts_buf_add_str(out, "\n");
	}
	if (t->before != NULL && t->before != ts_expiry_path(t) && ts_expiry_statement(t) == NULL) {
		ts_buf_add_str(out, INDENT);
		ts_show_escape(out, t->before);
		ts_buf_add_str(out, ", of the previous stage\n");
	}
	if (t->note != NULL) {
		ts_buf_add_str(out, INDENT);
		ts_show_escape(out, t->note);
		ts_buf_add_str(out, "\n");
	}
}

/* What a refused bundle that decides nothing is about, in words. Who it is from may be unknown. */
static void add_about(const struct ts_audit_refused *r, struct ts_buf *out)
{
	ts_buf_add_str(out, INDENT);
	if (r->ref == NULL) {
		ts_buf_add_str(out, "it does not say what it is about\n");
		return;
	}
	ts_buf_add_str(out, r->trusted ? "about " : "claims to be about ");
	ts_show_escape(out, r->ref);
	ts_buf_add_str(out, ", ");
	ts_show_escape(out, r->stage);
	ts_buf_add_str(out, "\n");
}

static void add_refused(const struct ts_audit *a, bool color, struct ts_buf *out)
{
	for (size_t i = 0; i < a->refused_n; i++) {
		const struct ts_audit_refused *r = &a->refused[i];

		if (r->decides)
			continue;
		add_colored(out, color, true, "refused");
		ts_buf_add_str(out, "        ");
		ts_show_escape(out, r->path);
		ts_buf_printf(out, ": %s\n", r->check);
		add_about(r, out);
	}
}

static void add_outside(const struct ts_audit *a, struct ts_buf *out)
{
	for (size_t i = 0; i < a->outside_n; i++) {
		char text[TS_TIME_EXACT];

		ts_buf_add_str(out, "outside        ");
		ts_show_escape(out, a->outside[i].ref);
		ts_buf_printf(out, "  expired %s, which the register does not cover: not judged\n",
		    time_text(true, &a->outside[i].expired, text));
		ts_buf_add_str(out, INDENT);
		ts_show_escape(out, a->outside[i].path);
		ts_buf_add_str(out, "\n");
	}
}

static void add_faults(const struct ts_audit *a, bool color, struct ts_buf *out)
{
	for (size_t i = 0; i < a->faults_n; i++) {
		add_colored(out, color, true, "unverified");
		ts_buf_add_str(out, "     ");
		ts_show_escape(out, a->faults[i].path);
		ts_buf_printf(out, ": %s: ", a->faults[i].check);
		ts_show_escape(out, a->faults[i].message);
		ts_buf_add_str(out, "\n");
	}
}

static void add_register(const struct ts_audit *a, struct ts_buf *out)
{
	char issued[TS_TIME_EXACT], from[TS_TIME_EXACT], to[TS_TIME_EXACT];

	if (a->trust_sha256 != NULL)
		ts_buf_printf(out, "policy         sha256:%s\n", a->trust_sha256);
	ts_buf_add_str(out, "register       ");
	if (!a->reg.given) {
		ts_buf_printf(out,
		    "none: the %s are those that some bundle names, so any %s without a bundle is "
		    "not seen (--register)\n",
		    a->name.many, a->name.one);
		return;
	}
	ts_show_escape(out, a->reg.path);
	ts_buf_printf(out, ", %zu line%s, ", a->reg.lines, a->reg.lines == 1 ? "" : "s");
	if (!a->reg.is_signed) {
		ts_buf_add_str(out, "not signed\n");
		return;
	}
	ts_time_format_exact(&a->reg.issued, issued);
	ts_time_format_exact(&a->reg.from, from);
	ts_time_format_exact(&a->reg.to, to);
	ts_buf_add_str(out, "signed by ");
	ts_show_escape(out, a->reg.owner);
	ts_buf_printf(out, " at %s, for expiries from %s to %s\n", issued, from, to);
}

static void add_counts(const struct ts_audit *a, bool color, struct ts_buf *out)
{
	uint64_t unverified = a->files - a->bundles - a->others - a->foreign;

	for (int i = 0; i < TS_COVERAGES; i++) {
		enum ts_coverage state = (enum ts_coverage)i;

		if (a->counts[i] == 0 && state != TS_COVERED && state != TS_MISSING)
			continue;
		ts_buf_printf(out, "  %7zu  ", a->counts[i]);
		add_colored(out, color, a->counts[i] > 0 && ts_coverage_fails(state),
		    ts_coverage_name(state));
		ts_buf_printf(out, "%*s%s\n", (int)(15 - strlen(ts_coverage_name(state))), "",
		    ts_coverage_text(state));
	}
	ts_buf_printf(out,
	    "files          %llu seen: %llu of the stage, %llu of other stages, %llu other file%s",
	    (unsigned long long)a->files, (unsigned long long)a->bundles,
	    (unsigned long long)a->others, (unsigned long long)a->foreign,
	    a->foreign == 1 ? "" : "s");
	if (unverified > 0)
		ts_buf_printf(out, ", %llu not verified", (unsigned long long)unverified);
	if (a->others_refused > 0)
		ts_buf_printf(
		    out, "; %llu of other stages refused", (unsigned long long)a->others_refused);
	ts_buf_add_str(out, "\n");
}

static void add_more(struct ts_buf *out, size_t n, const char *one, const char *many)
{
	if (n > 0)
		ts_buf_printf(out, "; %zu %s", n, n == 1 ? one : many);
}

static void add_last(const struct ts_audit *a, bool color, struct ts_buf *out)
{
	size_t failing = 0, refused = 0;

	for (size_t i = 0; i < a->refused_n; i++)
		refused += !a->refused[i].decides;
	for (int i = 0; i < TS_COVERAGES; i++)
		if (ts_coverage_fails((enum ts_coverage)i))
			failing += a->counts[i];
	add_colored(out, color, a->class != TS_ACCEPTED,
	    a->class == TS_ACCEPTED    ? "ACCEPTED"
	    : a->class == TS_UNDECIDED ? "UNDECIDED"
				       : "REJECTED");
	ts_buf_printf(out, "  %s: %zu %s, %zu covered, %zu open, %zu failing", a->stage,
	    a->expiries_n, a->expiries_n == 1 ? a->name.one : a->name.many, a->counts[TS_COVERED],
	    a->counts[TS_OPEN], failing - a->counts[TS_COVERAGE_UNDECIDED]);
	if (a->counts[TS_COVERAGE_UNDECIDED] > 0)
		ts_buf_printf(out, ", %zu undecided", a->counts[TS_COVERAGE_UNDECIDED]);
	add_more(out, refused, "other bundle refused", "other bundles refused");
	add_more(out, a->outside_n, "expiry outside the register's period not judged",
	    "expiries outside the register's period not judged");
	add_more(out, a->faults_n, "file or store not verified", "files or stores not verified");
	ts_buf_add_str(out, a->expiries_n == 0 ? "; there is nothing to audit\n" : "\n");
}

void ts_show_audit_text(
    const struct ts_audit *a, const struct ts_text_style *style, struct ts_buf *out)
{
	char at[TS_TIME_TEXT];

	if (style->detail != TS_DETAIL_LAST) {
		ts_time_format(&a->at, at);
		ts_buf_printf(out, "stage          %s: %s\nas of          %s\n", a->stage,
		    a->stage_title, at);
		add_register(a, out);
		for (size_t i = 0; i < a->expiries_n; i++)
			if (ts_coverage_fails(a->expiries[i].state) ||
			    a->expiries[i].note != NULL ||
			    (style->detail == TS_DETAIL_ALL && !a->only_failing)) {
				add_expiry(&a->expiries[i], style->color, out);
				ts_buf_flush(out);
			}
		add_refused(a, style->color, out);
		add_outside(a, out);
		add_faults(a, style->color, out);
		add_counts(a, style->color, out);
	}
	add_last(a, style->color, out);
}

static void json_time(
    struct ts_json_writer *w, const char *name, bool has, const struct ts_time *time)
{
	char text[TS_TIME_EXACT];

	ts_jw_string(w, name, time_text(has, time, text));
}

static void json_bound(struct ts_json_writer *w, const char *name, const int64_t *seconds)
{
	const struct ts_time time = {.sec = seconds == NULL ? 0 : *seconds};

	json_time(w, name, seconds != NULL, &time);
}

static void json_expiry(struct ts_json_writer *w, const struct ts_expiry *t)
{
	char hex[TS_DIGEST_HEX];

	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "trial_ref", t->ref);
	ts_jw_string(w, "state", ts_coverage_name(t->state));
	ts_jw_bool(w, "fails", ts_coverage_fails(t->state));
	json_time(w, "expired_at", t->has_expired, &t->expired);
	json_time(w, "due", t->has_due, &t->due);
	json_time(w, "delivered", t->has_delivered, ts_expiry_delivered(t));
	json_bound(w, "sealed_before", ts_expiry_sealed_before(t));
	json_bound(w, "not_before", ts_expiry_not_before(t));
	ts_jw_string(w, "outcome", t->outcome);
	ts_jw_string(w, "path", ts_expiry_path(t));
	ts_jw_string(w, "before", t->before);
	ts_jw_string(w, "statement_sha256", hex_of(ts_expiry_statement(t), hex));
	ts_jw_string(w, "check", ts_expiry_check(t));
	ts_jw_string(w, "refused", t->refused);
	ts_jw_string(w, "note", t->note);
	ts_jw_int(w, "bundles", (int64_t)t->bundles);
	ts_jw_close(w, '}');
}

static void json_refused(struct ts_json_writer *w, const struct ts_audit_refused *r)
{
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "path", r->path);
	ts_jw_string(w, "check", r->check);
	ts_jw_string(w, "trial_ref", r->ref);
	ts_jw_string(w, "stage", r->stage);
	ts_jw_bool(w, "trusted", r->trusted);
	ts_jw_bool(w, "decides", r->decides);
	ts_jw_close(w, '}');
}

static void json_register(struct ts_json_writer *w, const struct ts_audit *a)
{
	if (!a->reg.given) {
		ts_jw_string(w, "register", NULL);
		return;
	}
	ts_jw_open(w, "register", '{');
	ts_jw_string(w, "path", a->reg.path);
	ts_jw_string(w, "sha256", a->reg.sha256);
	ts_jw_int(w, "trials", (int64_t)a->reg.lines);
	ts_jw_bool(w, "signed", a->reg.is_signed);
	ts_jw_string(w, "owner", a->reg.owner);
	ts_jw_string(w, "keyid", a->reg.keyid);
	json_time(w, "issued_at", a->reg.has_issued, &a->reg.issued);
	json_time(w, "from", a->reg.has_issued, &a->reg.from);
	json_time(w, "to", a->reg.has_issued, &a->reg.to);
	ts_jw_close(w, '}');
}

static void json_name(struct ts_json_writer *w, const struct ts_subject_name *name)
{
	ts_jw_open(w, "subject_name", '{');
	ts_jw_string(w, "one", name->one);
	ts_jw_string(w, "many", name->many);
	ts_jw_close(w, '}');
}

void ts_show_audit_json(const struct ts_audit *a, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", "audit/1");
	ts_jw_int(&w, "exit", (int64_t)a->class);
	ts_jw_string(&w, "stage", a->stage);
	json_name(&w, &a->name);
	json_time(&w, "at", true, &a->at);
	ts_jw_int(&w, "due_after_seconds", a->due_after);
	ts_jw_open(&w, "trust", '{');
	ts_jw_string(&w, "sha256", a->trust_sha256);
	ts_jw_close(&w, '}');
	json_register(&w, a);
	ts_jw_open(&w, "counts", '{');
	for (int i = 0; i < TS_COVERAGES; i++)
		ts_jw_int(&w, ts_coverage_name((enum ts_coverage)i), (int64_t)a->counts[i]);
	ts_jw_close(&w, '}');
	ts_jw_open(&w, "files", '{');
	ts_jw_int(&w, "seen", (int64_t)a->files);
	ts_jw_int(&w, "of_stage", (int64_t)a->bundles);
	ts_jw_int(&w, "of_other_stages", (int64_t)a->others);
	ts_jw_int(&w, "accepted", (int64_t)a->accepted);
	ts_jw_int(&w, "no_bundles", (int64_t)a->foreign);
	ts_jw_int(&w, "other_stages_refused", (int64_t)a->others_refused);
	ts_jw_close(&w, '}');
	ts_jw_open(&w, "trials", '[');
	for (size_t i = 0; i < a->expiries_n; i++) {
		json_expiry(&w, &a->expiries[i]);
		ts_buf_flush(out);
	}
	ts_jw_close(&w, ']');
	ts_jw_open(&w, "refused", '[');
	for (size_t i = 0; i < a->refused_n; i++) {
		json_refused(&w, &a->refused[i]);
		ts_buf_flush(out);
	}
	ts_jw_close(&w, ']');
	ts_jw_open(&w, "outside", '[');
	for (size_t i = 0; i < a->outside_n; i++) {
		ts_jw_open(&w, NULL, '{');
		ts_jw_string(&w, "trial_ref", a->outside[i].ref);
		json_time(&w, "expired_at", true, &a->outside[i].expired);
		ts_jw_string(&w, "path", a->outside[i].path);
		ts_jw_close(&w, '}');
	}
	ts_jw_close(&w, ']');
	ts_jw_open(&w, "unjudged", '[');
	for (size_t i = 0; i < a->faults_n; i++) {
		ts_jw_open(&w, NULL, '{');
		ts_jw_string(&w, "path", a->faults[i].path);
		ts_jw_string(&w, "check", a->faults[i].check);
		ts_jw_string(&w, "message", a->faults[i].message);
		ts_jw_close(&w, '}');
	}
	ts_jw_close(&w, ']');
	ts_jw_close(&w, '}');
}

/* Append a field of CSV. Spreadsheets treat a text that begins with = + - @ as a formula, so it
 * gets a leading apostrophe. */
static void csv_field(struct ts_buf *out, const char *text, bool last)
{
	struct ts_buf safe = TS_BUF_INIT;

	if (text != NULL) {
		ts_show_escape(&safe, text);
		if (ts_buf_cstr(&safe) == NULL)
			out->failed = true;
		else {
			ts_buf_add_str(out, "\"");
			if (safe.len > 0 && strchr("=+-@", safe.data[0]) != NULL)
				ts_buf_add_str(out, "'");
			for (const unsigned char *p = safe.data; *p != '\0'; p++)
				ts_buf_add(
				    out, *p == '"' ? "\"\"" : (const char *)p, *p == '"' ? 2 : 1);
			ts_buf_add_str(out, "\"");
		}
	}
	ts_buf_free(&safe);
	ts_buf_add_str(out, last ? "\r\n" : ",");
}

static void csv_time(struct ts_buf *out, bool has, const struct ts_time *time)
{
	char text[TS_TIME_EXACT];

	csv_field(out, time_text(has, time, text), false);
}

static void csv_bound(struct ts_buf *out, const int64_t *seconds, bool last)
{
	const struct ts_time time = {.sec = seconds == NULL ? 0 : *seconds};
	char text[TS_TIME_EXACT];

	csv_field(out, time_text(seconds != NULL, &time, text), last);
}

/* Append the line of a refused bundle that decides nothing. */
static void csv_refused(struct ts_buf *out, const struct ts_audit_refused *r)
{
	csv_field(out, r->ref, false);
	ts_buf_add_str(out, "\"refused\",\"false\",,,,,");
	csv_field(out, r->path, false);
	ts_buf_add_str(out, ",");
	csv_field(out, r->check, false);
	ts_buf_add_str(out, ",,,\r\n");
}

static void csv_outside(struct ts_buf *out, const struct ts_audit_outside *o)
{
	csv_field(out, o->ref, false);
	ts_buf_add_str(out, "\"outside\",\"false\",");
	csv_time(out, true, &o->expired);
	ts_buf_add_str(out, ",,,");
	csv_field(out, o->path, false);
	ts_buf_add_str(out, ",,,,,\r\n");
}

void ts_show_audit_csv(const struct ts_audit *a, struct ts_buf *out)
{
	ts_buf_add_str(out, TS_AUDIT_CSV_START
	    "outcome,path,statement_sha256,check,note,refused,sealed_before,not_before\r\n");
	for (size_t i = 0; i < a->expiries_n; i++) {
		const struct ts_expiry *t = &a->expiries[i];
		char hex[TS_DIGEST_HEX];

		if (a->only_failing && !ts_coverage_fails(t->state) && t->note == NULL)
			continue;
		csv_field(out, t->ref, false);
		csv_field(out, ts_coverage_name(t->state), false);
		csv_field(out, ts_coverage_fails(t->state) ? "true" : "false", false);
		csv_time(out, t->has_expired, &t->expired);
		csv_time(out, t->has_due, &t->due);
		csv_time(out, t->has_delivered, ts_expiry_delivered(t));
		csv_field(out, t->outcome, false);
		csv_field(out, ts_expiry_path(t), false);
		csv_field(out, hex_of(ts_expiry_statement(t), hex), false);
		csv_field(out, ts_expiry_check(t), false);
		csv_field(out, t->note, false);
		csv_field(out, t->refused, false);
		csv_bound(out, ts_expiry_sealed_before(t), false);
		csv_bound(out, ts_expiry_not_before(t), true);
		ts_buf_flush(out);
	}
	for (size_t i = 0; i < a->refused_n; i++)
		if (!a->refused[i].decides)
			csv_refused(out, &a->refused[i]);
	for (size_t i = 0; i < a->outside_n; i++)
		csv_outside(out, &a->outside[i]);
	for (size_t i = 0; i < a->faults_n; i++) {
		ts_buf_add_str(out, ",\"unjudged\",\"true\",,,,,");
		csv_field(out, a->faults[i].path, false);
		ts_buf_add_str(out, ",");
		csv_field(out, a->faults[i].check, false);
		csv_field(out, a->faults[i].message, false);
		ts_buf_add_str(out, ",,\r\n");
	}
}
