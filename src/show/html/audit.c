/* The report of an audit. */
#include "show/html/html.h"

#include "show/audit.h"
#include "show/html/audit_files.h"
#include "show/html/chart.h"
#include "show/html/page.h"

#define SECTIONS_FOR_ALL 200  /* with at most this many expiries, each has a section */
#define SECTIONS         2000 /* never more sections than this */

static const enum ts_mark marks[TS_COVERAGES] = {[TS_COVERED] = TS_MARK_GOOD,
    [TS_OPEN] = TS_MARK_CALM,
    [TS_MISSING] = TS_MARK_BAD,
    [TS_LATE] = TS_MARK_WARN,
    [TS_EARLY] = TS_MARK_WARN,
    [TS_REJECTED] = TS_MARK_BAD,
    [TS_DUPLICATE] = TS_MARK_BAD,
    [TS_CONTRADICTION] = TS_MARK_BAD,
    [TS_ORPHAN] = TS_MARK_ASK,
    [TS_BROKEN] = TS_MARK_BAD,
    [TS_COVERAGE_UNDECIDED] = TS_MARK_ASK};

static void add_heading(struct ts_buf *out, const char *text)
{
	TS_HTML(out, "<section>\n<h2>{}</h2>\n", text);
}

static void end_section(struct ts_buf *out)
{
	ts_buf_add_str(out, "</section>\n");
}

/* Append a badge in the colour that the state has in the charts. */
static void add_state(struct ts_buf *out, enum ts_coverage state)
{
	ts_html_badge(out, marks[state], ts_coverage_name(state));
}

static size_t count_failing(const struct ts_audit *audit)
{
	size_t n = 0;

	for (int state = 0; state < TS_COVERAGES; state++)
		if (ts_coverage_fails((enum ts_coverage)state))
			n += audit->counts[state];
	return n - audit->counts[TS_COVERAGE_UNDECIDED];
}

static void add_sentence(const struct ts_audit *audit, struct ts_buf *out)
{
	const struct ts_subject_name *name = &audit->name;
	size_t failing = count_failing(audit), n = audit->expiries_n;

	if (n == 0)
		TS_HTML(out,
		    "<p class=\"lead\">No {} were found, so this audit shows "
		    "nothing.</p>\n<p>Neither "
		    "a register nor the stores name any that should have a bundle of this "
		    "stage.</p>\n",
		    name->many);
	else if (failing == 0)
		TS_HTML(out,
		    "<p class=\"lead\">Of {}, none fails: {} covered, {} open and not yet "
		    "due.</p>\n",
		    ts_phrase_plural(n, name->one, name->many).text,
		    ts_phrase_plural(audit->counts[TS_COVERED], "is", "are").text,
		    ts_phrase_plural(audit->counts[TS_OPEN], "is", "are").text);
	else
		TS_HTML(out, "<p class=\"lead\">{} of {} fail{}.</p>\n",
		    ts_phrase_count(failing).text, ts_phrase_plural(n, name->one, name->many).text,
		    failing == 1 ? "s" : "");
	if (audit->counts[TS_MISSING] > 0)
		TS_HTML(out,
		    audit->faults_n == 0 ? "<p><b>{} ended silently</b>: overdue, and no bundle "
					   "says what was done.</p>\n"
					 : "<p><b>{} overdue</b>, and no bundle that could be "
					   "verified says what was done.</p>\n",
		    ts_phrase_plural(audit->counts[TS_MISSING], name->one, name->many).text);
	if (audit->counts[TS_COVERAGE_UNDECIDED] > 0)
		TS_HTML(out,
		    "<p><b>{} could not be judged</b>: the bundles do not say enough.</p>\n",
		    ts_phrase_plural(audit->counts[TS_COVERAGE_UNDECIDED], name->one, name->many)
			.text);
	if (audit->faults_n > 0)
		TS_HTML(out, "<p><b>{}</b>, so this audit is incomplete.</p>\n",
		    ts_phrase_plural(audit->faults_n, "file could not be verified",
			"files could not be verified")
			.text);
	if (audit->outside_n > 0)
		TS_HTML(out,
		    "<p><b>{} in the stores not judged</b>: the register does not cover that "
		    "time.</p>\n",
		    ts_phrase_plural(audit->outside_n, "expiry", "expiries").text);
	if (!audit->reg.given)
		TS_HTML(out,
		    "<p>No register was given, so any {} without a bundle in the stores is not "
		    "seen.</p>\n",
		    name->one);
}

static void add_verdict(const struct ts_audit *audit, struct ts_buf *out)
{
	bool good = audit->class == TS_ACCEPTED && audit->expiries_n > 0;
	bool open = audit->class == TS_UNDECIDED || audit->expiries_n == 0;
	const char *mark = ts_html_mark(good ? TS_MARK_GOOD : open ? TS_MARK_ASK : TS_MARK_BAD);

	TS_HTML(out,
	    "<section class=\"verdict {}\">\n<svg class=\"sign\" aria-hidden=\"true\"><use "
	    "href=\"#{}\"/></svg>\n<div>\n",
	    mark, mark);
	if (open && !good)
		ts_buf_add_str(out, "<h2>Undecided</h2>\n");
	else
		TS_HTML(out, "<h2>{} {}{} is accounted for</h2>\n", good ? "Every" : "Not every",
		    audit->name.one,
		    good && audit->reg.given && audit->outside_n > 0 ? " in the register" : "");
	add_sentence(audit, out);
	ts_buf_add_str(out, "</div>\n</section>\n");
}

static void add_counts(const struct ts_audit *audit, struct ts_buf *out)
{
	add_heading(out, "By state");
	ts_chart_states(audit->counts, audit->expiries_n, out);
	TS_HTML(out,
	    "<table class=\"states\">\n<caption>{}</caption>\n<thead><tr><th "
	    "scope=\"col\">State</th><th "
	    "scope=\"col\" class=\"count\">Number</th><th scope=\"col\" "
	    "class=\"count\">Share</th><th "
	    "scope=\"col\">What it means</th></tr></thead>\n<tbody>\n",
	    ts_phrase_plural(audit->expiries_n, audit->name.one, audit->name.many).text);
	for (int i = 0; i < TS_COVERAGES; i++) {
		enum ts_coverage state = (enum ts_coverage)i;

		ts_buf_printf(out,
		    "<tr%s><th scope=\"row\"><svg class=\"key\" aria-hidden=\"true\"><rect "
		    "class=\"s%d\" "
		    "width=\"100%%\" height=\"100%%\"/>%s</svg>",
		    audit->counts[i] == 0 ? " class=\"none\"" : "", i,
		    ts_coverage_fails(state)
			? "<rect class=\"hatched\" width=\"100%\" height=\"100%\"/>"
			: "");
		TS_HTML(out, "{}{}</th><td class=\"count\">{}</td>", ts_coverage_name(state),
		    state == TS_COVERAGE_UNDECIDED ? ""
		    : ts_coverage_fails(state)     ? " (fails)"
						   : "",
		    ts_phrase_count(audit->counts[i]).text);
		TS_HTML(out, "<td class=\"count\">{}</td><td>{}</td></tr>\n",
		    ts_phrase_share(audit->counts[i], audit->expiries_n).text,
		    ts_coverage_text(state));
	}
	ts_buf_add_str(out, "</tbody>\n</table>\n");
	end_section(out);
}

static void add_cell(struct ts_buf *out, const char *class, bool has, const struct ts_time *time)
{
	TS_HTML(out, "<td class=\"{}\">", class);
	if (has)
		ts_html_date(out, time);
	ts_buf_add_str(out, "</td>");
}

static void add_charts(const struct ts_audit *audit, struct ts_buf *out)
{
	if (audit->expiries_n == 0)
		return;
	add_heading(out, "By month of expiry");
	ts_chart_months(audit, out);
	end_section(out);
	add_heading(out, "From expiry to delivery");
	ts_chart_days(audit, out);
	end_section(out);
}

static void add_signed_register(const struct ts_audit *audit, struct ts_buf *out)
{
	if (audit->reg.is_signed)
		TS_HTML(out,
		    "<p>The {} to expect come from the register, which <b>{}</b> signed. It is "
		    "complete if they say so truthfully.</p>\n",
		    audit->name.many, audit->reg.owner);
	else
		TS_HTML(out,
		    "<p>The {} to expect come from the register. <b>It is not signed:</b> anybody "
		    "who can write the file could leave one out.</p>\n",
		    audit->name.many);
}

static void add_register(const struct ts_audit *audit, struct ts_buf *out)
{
	const struct ts_audit_register *reg = &audit->reg;

	TS_HTML(out, "<section>\n<h2>Which {} to expect</h2>\n", audit->name.many);
	if (!reg->given)
		TS_HTML(out,
		    "<p>No register was given. Every accepted bundle of the stage <code>{}</code> "
		    "in the stores stands for something that needs a bundle of <code>{}</code>. "
		    "<b>Any {} without a bundle is not seen this way</b>, and no bundle can be "
		    "an orphan.</p>\n",
		    audit->consumes, audit->stage, audit->name.one);
	else
		add_signed_register(audit, out);
	ts_buf_add_str(out, "<dl class=\"facts\">\n");
	if (reg->given)
		ts_html_code(out, "Register", reg->path);
	ts_html_code(out, "SHA-256 of the register", reg->sha256);
	ts_html_code(out, "Signed with", reg->keyid);
	if (reg->has_issued) {
		ts_html_when(out, "Issued", &reg->issued);
		ts_html_when(out, "Covers from", &reg->from);
		ts_html_when(out, "Covers to", &reg->to);
	}
	TS_HTML(out,
	    "<dt>Lines in it</dt><dd>{}</dd>\n<dt>Due</dt><dd>{} after expiry, unless the "
	    "register says otherwise</dd>\n</dl>\n",
	    ts_phrase_count(reg->lines).text, ts_phrase_duration(audit->due_after).text);
	end_section(out);
}

static void add_seen(const struct ts_audit *audit, struct ts_buf *out)
{
	add_heading(out, "What was examined");
	TS_HTML(out,
	    "<dl class=\"facts figures\">\n<dt>Files seen</dt><dd>{}</dd>\n"
	    "<dt>Bundles of this stage</dt><dd>{}</dd>\n<dt>of which accepted</dt><dd>{}</dd>\n",
	    ts_phrase_count(audit->files).text, ts_phrase_count(audit->bundles).text,
	    ts_phrase_count(audit->accepted).text);
	TS_HTML(out,
	    "<dt>Bundles of other stages</dt><dd>{}</dd>\n<dt>Files that are not bundles</dt>"
	    "<dd>{}</dd>\n<dt>Files that could not be verified</dt><dd>{}</dd>\n</dl>\n",
	    ts_phrase_count(audit->others).text, ts_phrase_count(audit->foreign).text,
	    ts_phrase_count(audit->faults_n).text);
	end_section(out);
}

static const char *name_of(const struct ts_expiry *t)
{
	return t->ref != NULL              ? t->ref
	       : ts_expiry_path(t) != NULL ? ts_expiry_path(t)
					   : "not known";
}

/* In a large audit, only what fails or has a remark has a section. */
static bool is_remarkable(const struct ts_audit *audit, const struct ts_expiry *t)
{
	return audit->expiries_n <= SECTIONS_FOR_ALL || ts_coverage_fails(t->state) ||
	       t->note != NULL || t->refused != NULL;
}

/* Up to which expiry they have one. */
static size_t last_section(const struct ts_audit *audit)
{
	size_t i = 0;

	for (size_t sections = 0; i < audit->expiries_n && sections < SECTIONS; i++)
		sections += is_remarkable(audit, &audit->expiries[i]);
	return i;
}

static void add_row(struct ts_buf *out, const struct ts_expiry *t, size_t i, bool linked)
{
	ts_buf_add_str(out, "<tr><th scope=\"row\">");
	if (linked)
		ts_buf_printf(out, "<a href=\"#t%zu\">", i + 1);
	TS_HTML(out, "{}", name_of(t));
	ts_buf_add_str(out, linked ? "</a></th><td>" : "</th><td>");
	add_state(out, t->state);
	ts_buf_add_str(out, "</td>");
	add_cell(out, "d1", t->has_expired, &t->expired);
	add_cell(out, "d2", t->has_due, &t->due);
	add_cell(out, "d3", t->has_delivered, ts_expiry_delivered(t));
	TS_HTML(out, "<td class=\"path\">{}</td></tr>\n", t->ref != NULL ? ts_expiry_path(t) : "");
	ts_buf_flush(out);
}

static void add_table(const struct ts_audit *audit, size_t last, struct ts_buf *out)
{
	TS_HTML(out, "<section>\n<h2>All {}</h2>\n", audit->name.many);
	ts_buf_add_str(out,
	    "<table class=\"items\">\n<caption>Failing ones first, then by reference; dates in "
	    "UTC</caption>\n<thead><tr><th scope=\"col\">Reference</th><th "
	    "scope=\"col\">State</th><th "
	    "scope=\"col\">Expired</th><th scope=\"col\">Due</th><th "
	    "scope=\"col\">Delivered</th><th "
	    "scope=\"col\">Bundle</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < audit->expiries_n; i++)
		add_row(out, &audit->expiries[i], i,
		    i < last && is_remarkable(audit, &audit->expiries[i]));
	ts_buf_add_str(out, "</tbody>\n</table>\n");
	end_section(out);
}

static void add_lag(
    struct ts_buf *out, const char *text, const struct ts_time *from, const struct ts_time *to)
{
	int64_t seconds;

	if (__builtin_sub_overflow(to->sec, from->sec, &seconds) || seconds < 0)
		return;
	TS_HTML(
	    out, " <span class=\"about\">({} {})</span>", ts_phrase_duration(seconds).text, text);
}

static void add_dates(const struct ts_audit *audit, const struct ts_expiry *t, struct ts_buf *out)
{
	if (t->has_expired)
		ts_html_when(out, "Expired", &t->expired);
	if (t->has_due) {
		ts_buf_add_str(out, "<dt>Due</dt><dd>");
		ts_html_time(out, &t->due);
		if (t->state == TS_MISSING)
			add_lag(out, "overdue at the time of the audit", &t->due, &audit->at);
		ts_buf_add_str(out, "</dd>\n");
	}
	if (t->has_delivered) {
		ts_buf_add_str(out, "<dt>Delivered</dt><dd>");
		ts_html_time(out, ts_expiry_delivered(t));
		if (t->state == TS_EARLY)
			add_lag(out, "before expiry", ts_expiry_delivered(t), &t->expired);
		else if (t->state == TS_LATE && t->has_due)
			add_lag(out, "late", &t->due, ts_expiry_delivered(t));
		else if (t->has_expired)
			add_lag(out, "after expiry", &t->expired, ts_expiry_delivered(t));
		ts_buf_add_str(out, "</dd>\n");
	}
}

/* Append what the record and the approval say. */
static void add_record(const struct ts_expiry *t, struct ts_buf *out)
{
	const struct ts_stored *s = t->bundle;

	for (size_t i = 0; t->is_answered && i < s->details_n; i++)
		TS_HTML(out, "<dt>{}</dt><dd>{}</dd>\n", s->details[i].term, s->details[i].text);
}

static void add_details(const struct ts_audit *audit, const struct ts_expiry *t, struct ts_buf *out)
{
	char hex[TS_DIGEST_HEX];

	if (t->refused != NULL)
		TS_HTML(out, "<p class=\"note\">Refused: <code>{}</code></p>\n", t->refused);
	if (t->note != NULL)
		TS_HTML(out, "<p class=\"note\">{}</p>\n", t->note);
	ts_buf_add_str(out, "<dl class=\"facts\">\n");
	add_dates(audit, t, out);
	ts_html_prose(out, "Outcome", t->outcome);
	ts_html_code(out, "Bundle", ts_expiry_path(t));
	ts_html_code(out, "Previous stage", t->before);
	if (ts_expiry_statement(t) != NULL) {
		ts_hex_digest(ts_expiry_statement(t), hex);
		ts_html_code(out, "Statement", hex);
	}
	ts_html_code(out, "Failing check", ts_expiry_check(t));
	if (t->bundles > 1)
		TS_HTML(out, "<dt>Bundles about it</dt><dd>{}</dd>\n",
		    ts_phrase_count(t->bundles).text);
	add_record(t, out);
	ts_html_prose(out, "What to do", ts_coverage_advice(t->state));
	ts_buf_add_str(out, "</dl>\n");
}

/* Append the section of an expiry: open if it fails, else folded, and not printed. */
static void add_section(
    const struct ts_audit *audit, const struct ts_expiry *t, size_t i, struct ts_buf *out)
{
	bool fails = ts_coverage_fails(t->state);

	ts_buf_printf(
	    out, "<%s class=\"item\" id=\"t%zu\">\n", fails ? "article" : "details", i + 1);
	TS_HTML(out, fails ? "<h3>{}</h3>\n<p>" : "<summary>{} ", name_of(t));
	add_state(out, t->state);
	TS_HTML(out, fails ? " {}</p>\n" : " {}</summary>\n", ts_coverage_text(t->state));
	add_details(audit, t, out);
	ts_buf_add_str(out, fails ? "</article>\n" : "</details>\n");
}

enum group { GROUP_FAILS, GROUP_UNKNOWN, GROUP_REST };

static enum group group_of(const struct ts_expiry *t)
{
	if (!ts_coverage_fails(t->state))
		return GROUP_REST;
	return t->state == TS_COVERAGE_UNDECIDED ? GROUP_UNKNOWN : GROUP_FAILS;
}

/* Append the sections of the first LAST expiries that are in GROUP. */
static void add_group(const struct ts_audit *audit, enum group group, size_t last,
    const char *heading, struct ts_buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < last; i++) {
		const struct ts_expiry *t = &audit->expiries[i];

		if (group_of(t) != group || !is_remarkable(audit, t) ||
		    (audit->only_failing && group == GROUP_REST && t->note == NULL))
			continue;
		if (n++ == 0) {
			ts_buf_add_str(out,
			    group == GROUP_REST ? "<section class=\"folded\">\n" : "<section>\n");
			TS_HTML(out, "<h2>{}</h2>\n", heading);
		}
		add_section(audit, t, i, out);
		ts_buf_flush(out);
	}
	if (n > 0)
		end_section(out);
}

/* Say what has no section, if anything. */
static void add_unlisted(const struct ts_audit *audit, struct ts_buf *out)
{
	if (audit->only_failing)
		TS_HTML(out,
		    "<p>This page lists only {} that fail, are undecided or have a remark. The "
		    "counts are of all.</p>\n",
		    audit->name.many);
	if (audit->brief)
		ts_buf_add_str(out, "<p>There are too many bundles to show here what their records "
				    "say; a report on one shows it.</p>\n");
	if (audit->expiries_n <= SECTIONS_FOR_ALL)
		return;
	TS_HTML(out,
	    "<p>Because there are so many {}, only those that fail or have a remark have a "
	    "section of their own{}. The JSON form describes all {}.</p>\n",
	    audit->name.many,
	    count_failing(audit) > SECTIONS ? ", and only the first 2,000 of them" : "",
	    ts_phrase_count(audit->expiries_n).text);
}

static void add_json(const void *ctx, struct ts_buf *out)
{
	ts_show_audit_json(ctx, out);
}

static void add_page(const struct ts_audit *audit, const char *title, struct ts_buf *out)
{
	const size_t last = last_section(audit);

	ts_html_begin(out, title);
	ts_buf_add_str(out, "<dl class=\"facts\">\n");
	ts_html_code(out, "Stage", audit->stage);
	ts_html_when(out, "Audited as of", &audit->at);
	ts_html_code(out, "Trust policy", audit->trust_sha256);
	ts_buf_add_str(out, "</dl>\n");
	ts_html_main(out);
	add_verdict(audit, out);
	add_unlisted(audit, out);
	add_group(audit, GROUP_FAILS, last, "What fails", out);
	add_group(audit, GROUP_UNKNOWN, last, "What is unknown", out);
	ts_html_audit_files(audit, out);
	add_counts(audit, out);
	add_charts(audit, out);
	if (audit->expiries_n > 0 && !audit->only_failing)
		add_table(audit, last, out);
	add_group(
	    audit, GROUP_REST, last, audit->only_failing ? "With a remark" : "One by one", out);
	add_register(audit, out);
	add_seen(audit, out);
	ts_html_end(out, add_json, audit);
}

void ts_show_audit_html(const struct ts_audit *audit, struct ts_buf *out)
{
	struct ts_buf title = TS_BUF_INIT;
	const char *text;

	ts_buf_printf(
	    &title, "Audit: %s", audit->stage_title != NULL ? audit->stage_title : audit->stage);
	text = ts_buf_cstr(&title);
	if (text == NULL || !ts_buf_ok(out))
		out->failed = true;
	else
		add_page(audit, text, out);
	ts_buf_free(&title);
}
