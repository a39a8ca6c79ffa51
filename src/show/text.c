#include "show/text.h"

#include <string.h>

#include "show/escape.h"

#define RED    "\033[31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

static void add_colored(
    const struct ts_text_style *style, const char *color, const char *word, struct ts_buf *out)
{
	if (style->color)
		ts_buf_add_str(out, color);
	ts_buf_add_str(out, word);
	if (style->color)
		ts_buf_add_str(out, PLAIN);
}

static void add_about(const char *label, const char *text, const char *behind, struct ts_buf *out)
{
	if (text == NULL)
		return;
	ts_buf_printf(out, "%-10s", label);
	ts_show_escape(out, text);
	ts_buf_printf(out, "%s\n", behind);
}

/* Append the owners whose time stamps of KIND count: those who vouch for what is proven, or else
 * all. */
static void add_owners(
    const struct ts_verdict *v, const char *kind, bool proven, struct ts_buf *out)
{
	const char *before = " (";

	for (size_t i = 0; i < v->proofs_n; i++) {
		if (!ts_verdict_names_owner(v, i, kind) || (proven && !v->proofs[i].vouches))
			continue;
		ts_buf_add_str(out, before);
		ts_show_escape(out, v->proofs[i].owner);
		before = ", ";
	}
	if (before[0] == ',')
		ts_buf_add_str(out, ")");
}

static bool has_stamp(const struct ts_verdict *v)
{
	for (size_t i = 0; i < v->proofs_n; i++)
		if (strcmp(v->proofs[i].kind, "stamp") == 0)
			return true;
	return false;
}

/* Append what time stamps prove about the time of sealing. */
static void add_time(const struct ts_verdict *v, struct ts_buf *out)
{
	const char *not_before = v->not_before;

	if (v->sealed_before == NULL && v->created == NULL && not_before == NULL)
		return;
	ts_buf_printf(out, "%-10s", "time");
	if (v->sealed_before != NULL) {
		ts_buf_printf(out, "proven: sealed before %s", v->sealed_before);
		add_owners(v, "stamp", true, out);
		/* Of the same day the time is enough. */
		if (not_before != NULL &&
		    strncmp(not_before, v->sealed_before, strlen("YYYY-MM-DDT")) == 0)
			not_before += strlen("YYYY-MM-DDT");
		if (not_before != NULL)
			ts_buf_printf(out, ", not before %s", not_before);
	} else if (not_before != NULL) {
		ts_buf_printf(out, "claimed, but proven to be not before %s", not_before);
		add_owners(v, "not-before", true, out);
	} else if (has_stamp(v)) {
		ts_buf_add_str(out, "claimed: too few owners vouch for it");
		add_owners(v, "stamp", false, out);
	} else {
		ts_buf_add_str(out, "claimed: nothing outside proves it");
	}
	ts_buf_add_str(out, "\n");
}

static void add_head(const struct ts_verdict *v, struct ts_buf *out)
{
	add_about("file", v->path, "", out);
	add_about("bundle", v->name, "", out);
	add_about("stage", v->stage, "", out);
	add_about("about", v->subject, "", out);
	add_about("actor", v->actor, "", out);
	for (size_t i = 0; i < v->approvers_n; i++)
		add_about("approver", v->approvers[i], "", out);
	for (size_t i = 0; i < v->conditions_n; i++)
		add_about("condition", v->conditions[i], "", out);
	add_about("created", v->created, "", out);
	add_time(v, out);
	add_about("statement", v->statement_sha256, "", out);
}

static void add_detail(const char *label, const char *text, struct ts_buf *out)
{
	if (text == NULL)
		return;
	ts_buf_printf(out, "        %-10s", label);
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

static void add_id(const struct ts_finding *f, struct ts_buf *out)
{
	if (f->in != NULL)
		ts_buf_printf(out, "%s: ", f->in);
	ts_show_escape(out, f->id);
}

static bool is_gate(const struct ts_finding *f)
{
	return strncmp(f->id, "gate.", 5) == 0;
}

static bool is_document(const struct ts_finding *f)
{
	return strncmp(f->id, "document.", 9) == 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Are two failures about the same value, so that one correction meets both? */
static bool same_value(const struct ts_finding *a, const struct ts_finding *b)
{
	return b->result == TS_FAIL && a->at != NULL && same_text(a->at, b->at) &&
	       same_text(a->found, b->found) && same_text(a->in, b->in) &&
	       ((is_gate(b) && (is_gate(a) || is_document(a))) ||
		   (is_document(b) && same_text(a->id, b->id) &&
		       same_text(a->expected, b->expected)));
}

/* Was finding I of the verdict shown with an earlier one? */
static bool is_merged(const struct ts_verdict *v, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (v->findings[j].result == TS_FAIL &&
		    same_value(&v->findings[j], &v->findings[i]))
			return true;
	return false;
}

/* Name the other gates that the value of finding I breaks. */
static void add_merged(const struct ts_verdict *v, size_t i, struct ts_buf *out)
{
	const char *last = v->findings[i].id;
	size_t n = 0;

	for (size_t j = i + 1; j < v->n; j++) {
		const struct ts_finding *f = &v->findings[j];

		if (!same_value(&v->findings[i], f) || strcmp(f->id, last) == 0)
			continue;
		last = f->id;
		ts_buf_add_str(out, n++ == 0 ? "        also fails " : ", ");
		ts_show_escape(out, f->id);
	}
	if (n > 0)
		ts_buf_add_str(out, "\n");
}

static void add_failure(
    const struct ts_finding *f, const struct ts_text_style *style, struct ts_buf *out)
{
	ts_buf_add_str(out, "  ");
	add_colored(style, RED, "FAIL", out);
	ts_buf_add_str(out, "  ");
	add_id(f, out);
	ts_buf_printf(out, "  (%s)\n", ts_class_name(f->class));
	if (f->message != NULL) {
		ts_buf_add_str(out, "        ");
		ts_show_escape(out, f->message);
		ts_buf_add_str(out, "\n");
	}
	add_detail("at", f->at, out);
	add_detail("expected", f->expected, out);
	add_detail("found", f->found, out);
	add_detail("fix", f->fix, out);
}

/* Is it a skip that needs no mention: an expectation that was not given? */
static bool is_idle_skip(const struct ts_finding *f)
{
	return f->result == TS_SKIP &&
	       (strncmp(f->id, "expect.", 7) == 0 || strcmp(f->id, "evidence.stage") == 0 ||
		   strcmp(f->id, "seal.age") == 0 || strncmp(f->id, "time.", 5) == 0);
}

/* Is it a pass that needs a mention: a gate, or a key that counts only because of a proof? */
static bool is_notable(const struct ts_finding *f)
{
	const size_t len = strlen(f->id);

	return (is_gate(f) && f->in == NULL) ||
	       (f->message != NULL && len > 9 && strcmp(f->id + len - 9, ".validity") == 0);
}

/* The number of findings from I on that say the same: equal result, message and place in the chain.
 */
static size_t run_length(const struct ts_verdict *v, size_t i)
{
	const struct ts_finding *f = &v->findings[i];
	size_t n = 1;

	while (i + n < v->n && v->findings[i + n].result == f->result &&
	       same_text(v->findings[i + n].message, f->message) &&
	       same_text(v->findings[i + n].in, f->in) &&
	       (f->result == TS_NOT_RUN || !is_gate(&v->findings[i + n])))
		n++;
	return n;
}

static void add_others(
    const struct ts_finding *f, size_t run, const struct ts_text_style *style, struct ts_buf *out)
{
	ts_buf_add_str(out, "  ");
	if (f->result == TS_PASS)
		add_colored(style, GREEN, "pass", out);
	else
		add_colored(style, YELLOW,
		    f->result == TS_SKIP     ? "skip"
		    : f->result == TS_WAIVED ? "waived"
					     : "not run",
		    out);
	ts_buf_add_str(out, "  ");
	add_id(f, out);
	if (run > 1)
		ts_buf_printf(out, " and %zu more", run - 1);
	if (f->message != NULL) {
		ts_buf_add_str(out, ": ");
		ts_show_escape(out, f->message);
	}
	ts_buf_add_str(out, "\n");
}

static void add_findings(
    const struct ts_verdict *v, const struct ts_text_style *style, struct ts_buf *out)
{
	size_t run;

	for (size_t i = 0; i < v->n; i += run) {
		const struct ts_finding *f = &v->findings[i];

		run = 1;
		if (f->result == TS_FAIL) {
			if (is_merged(v, i))
				continue;
			add_failure(f, style, out);
			add_merged(v, i, out);
			continue;
		}
		if (style->detail != TS_DETAIL_ALL) {
			if (is_idle_skip(f) || (f->result == TS_PASS && !is_notable(f)))
				continue;
			if (f->result == TS_NOT_RUN || !is_gate(f))
				run = run_length(v, i);
		}
		add_others(f, run, style, out);
	}
}

/* Append the first failure of the class that decides, when nothing else is shown. */
static void add_reason(const struct ts_verdict *v, struct ts_buf *out)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (f->result != TS_FAIL || f->class != v->class)
			continue;
		ts_buf_add_str(out, ": ");
		add_id(f, out);
		if (f->message != NULL) {
			ts_buf_add_str(out, ": ");
			ts_show_escape(out, f->message);
		}
		if (f->at != NULL) {
			ts_buf_add_str(out, " (");
			ts_show_escape(out, f->at);
			ts_buf_add_str(out, ")");
		}
		return;
	}
}

static void add_last(
    const struct ts_verdict *v, const struct ts_text_style *style, struct ts_buf *out)
{
	size_t counts[TS_RESULTS] = {0};

	for (size_t i = 0; i < v->n; i++)
		counts[v->findings[i].result] +=
		    v->findings[i].result != TS_FAIL || !is_merged(v, i);
	if (v->class == TS_ACCEPTED)
		add_colored(style, GREEN, "ACCEPTED", out);
	else if (v->class == TS_UNDECIDED)
		add_colored(style, YELLOW, "UNDECIDED", out);
	else
		add_colored(style, RED, "REJECTED", out);
	ts_buf_add_str(out, "  ");
	ts_show_escape(out, v->path);
	if (v->class == TS_ACCEPTED)
		ts_buf_printf(out, "%s%s (%zu check%s passed, %zu skipped%s)\n",
		    style->accepted[0] == '\0' ? "" : ": ", style->accepted, counts[TS_PASS],
		    counts[TS_PASS] == 1 ? "" : "s", counts[TS_SKIP],
		    counts[TS_WAIVED] == 0            ? ""
		    : style->detail == TS_DETAIL_LAST ? "; some findings are waived"
						      : "; some findings are waived, see above");
	else
		ts_buf_printf(out, ": %s (%zu finding%s; %zu check%s passed, %zu not run)",
		    v->class == TS_UNDECIDED ? "could not be verified" : ts_class_name(v->class),
		    counts[TS_FAIL], counts[TS_FAIL] == 1 ? "" : "s", counts[TS_PASS],
		    counts[TS_PASS] == 1 ? "" : "s", counts[TS_NOT_RUN]);
	if (v->class != TS_ACCEPTED && style->detail == TS_DETAIL_LAST)
		add_reason(v, out);
	if (v->class != TS_ACCEPTED)
		ts_buf_add_str(out, "\n");
}

void ts_show_text(
    const struct ts_verdict *verdict, const struct ts_text_style *style, struct ts_buf *out)
{
	if (style->detail != TS_DETAIL_LAST) {
		add_head(verdict, out);
		add_findings(verdict, style, out);
	}
	add_last(verdict, style, out);
}
