/* The page about one bundle or several: an index, and a section for each. */
#include "show/html/html.h"

#include <stdlib.h>

#include "show/html/bundle.h"
#include "show/html/page.h"
#include "show/json.h"

static void add_index(struct ts_report *const *reports, size_t n, struct ts_buf *out)
{
	ts_buf_add_str(out,
	    "<nav aria-label=\"Bundles\">\n<table class=\"index\">\n<caption>The bundles in "
	    "this report</caption>\n<thead><tr><th scope=\"col\">Bundle</th><th "
	    "scope=\"col\">Verdict</th><th scope=\"col\">Stage</th><th "
	    "scope=\"col\">About</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++) {
		const struct ts_report *r = reports[i];

		ts_buf_printf(out, "<tr><th scope=\"row\"><a href=\"#b%zu\">", i + 1);
		TS_HTML(out, "{}</a><span class=\"under\">{}</span></th><td>",
		    ts_html_bundle_name(r), r->verdict->path);
		ts_html_badge(out, ts_html_bundle_mark(r->verdict->class),
		    ts_html_bundle_answer(r->verdict->class));
		TS_HTML(out, "</td><td>{}</td><td>{}</td></tr>\n", ts_html_bundle_stage(r),
		    r->verdict->subject);
		ts_buf_flush(out);
	}
	ts_buf_add_str(out, "</tbody>\n</table>\n</nav>\n");
}

static void add_article(struct ts_report *const *reports, size_t i, size_t n,
    const char *trust_sha256, struct ts_buf *out)
{
	struct ts_html_place place = {.out = out, .bundle = i + 1, .level = n == 1 ? 2 : 3};

	ts_buf_printf(out, "<article id=\"b%zu\">\n", i + 1);
	if (n > 1)
		TS_HTML(out, "<h2>{}</h2>\n", ts_html_bundle_name(reports[i]));
	ts_html_bundle(&place, reports[i], trust_sha256);
	ts_buf_add_str(out, "</article>\n");
}

static void add_title(struct ts_report *const *reports, size_t n, struct ts_buf *title)
{
	if (n == 1) {
		ts_buf_printf(title, "%s: %s", ts_html_bundle_answer(reports[0]->verdict->class),
		    ts_html_bundle_name(reports[0]));
		return;
	}
	ts_buf_printf(title, "Report on %s", ts_phrase_plural(n, "bundle", "bundles").text);
}

/* What the JSON in the page is made of. */
struct all {
	struct ts_report *const *reports;
	size_t n;
	const char *trust_sha256;
};

static void add_json(const void *ctx, struct ts_buf *out)
{
	const struct all *all = ctx;
	struct ts_verdict **verdicts = calloc(all->n + 1, sizeof(*verdicts));
	enum ts_class class = all->n == 0 ? TS_UNDECIDED : TS_ACCEPTED;

	for (size_t i = 0; verdicts != NULL && i < all->n; i++) {
		verdicts[i] = all->reports[i]->verdict;
		class = ts_class_worse(class, verdicts[i]->class);
	}
	if (verdicts == NULL)
		out->failed = true;
	else
		ts_show_json(verdicts, all->n, class, all->trust_sha256, out);
	free(verdicts);
}

/* Copy those that are accepted, or those that are not, to LIST. Returns their number. */
static size_t take(
    struct ts_report *const *reports, size_t n, bool accepted, struct ts_report **list)
{
	size_t taken = 0;

	for (size_t i = 0; i < n; i++)
		if ((reports[i]->verdict->class == TS_ACCEPTED) == accepted)
			list[taken++] = reports[i];
	return taken;
}

static void add_bundles(struct ts_report *const *reports, size_t n, const char *trust_sha256,
    bool only_failing, struct ts_buf *out)
{
	struct ts_report **list = calloc(n + 1, sizeof(struct ts_report *));
	size_t failing, shown;

	if (list == NULL) {
		out->failed = true;
		return;
	}
	failing = take(reports, n, false, list);
	shown = only_failing ? failing : failing + take(reports, n, true, list + failing);
	if (n != 1)
		TS_HTML(out, "<p class=\"lead\">{} of {} not accepted.{}</p>\n",
		    ts_phrase_count(failing).text, ts_phrase_plural(n, "bundle", "bundles").text,
		    shown < n ? " Only those are listed." : "");
	if (n != 1)
		add_index(list, shown, out);
	for (size_t i = 0; i < shown; i++) {
		add_article(list, i, n, trust_sha256, out);
		ts_buf_flush(out);
	}
	free(list);
}

void ts_show_report(struct ts_report *const *reports, size_t n, const struct ts_time *at,
    const char *trust_sha256, bool only_failing, struct ts_buf *out)
{
	const struct all all = {reports, n, trust_sha256};
	struct ts_buf title = TS_BUF_INIT;

	add_title(reports, n, &title);
	out->failed = out->failed || ts_buf_cstr(&title) == NULL;
	if (ts_buf_ok(out)) {
		ts_html_begin(out, ts_buf_cstr(&title));
		ts_buf_add_str(out, "<dl class=\"facts\">\n");
		ts_html_when(out, "Verified as of", at);
		ts_html_code(out, "Trust policy", trust_sha256);
		ts_buf_add_str(out, "</dl>\n");
		ts_html_main(out);
		add_bundles(reports, n, trust_sha256, only_failing && n > 1, out);
		ts_html_end(out, add_json, &all);
	}
	ts_buf_free(&title);
}
