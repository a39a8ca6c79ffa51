#include "show/html/audit_files.h"

#include "show/html/page.h"

#define LISTED 1000

static void begin(struct ts_buf *out, const char *heading)
{
	TS_HTML(out, "<section>\n<h2>{}</h2>\n", heading);
}

static void add_faults(const struct ts_audit *audit, struct ts_buf *out)
{
	size_t n = audit->faults_n < LISTED ? audit->faults_n : LISTED;

	if (n == 0)
		return;
	begin(out, "What could not be verified");
	TS_HTML(out,
	    "<p>Each of these files may contain a bundle that is missing below, or one that "
	    "contradicts another.{}</p>\n<ol class=\"findings\">\n",
	    n < audit->faults_n ? " Only the first 1,000 are listed here; the JSON form lists all."
				: "");
	for (size_t i = 0; i < n; i++) {
		const struct ts_audit_fault *f = &audit->faults[i];

		TS_HTML(out,
		    "<li class=\"finding\">\n<h3>{}</h3>\n<p class=\"about\">Check <code "
		    "class=\"id\">{}</code>, {}</p>\n"
		    "<dl class=\"facts\">\n",
		    f->message, f->check, ts_class_name(f->class));
		ts_html_code(out, "File", f->path);
		ts_buf_add_str(out, "</dl>\n</li>\n");
	}
	ts_buf_add_str(out, "</ol>\n");
	ts_buf_add_str(out, "</section>\n");
}

/* Refused bundles that decide nothing: those that do are with what they are about. */
static void add_refused(const struct ts_audit *audit, struct ts_buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < audit->refused_n; i++) {
		const struct ts_audit_refused *r = &audit->refused[i];

		if (r->decides)
			continue;
		if (n++ == 0) {
			begin(out, "Refused bundles");
			ts_buf_add_str(out,
			    "<p>These bundles were refused, and decide nothing. "
			    "Find out why they are here: a refused bundle may hide another "
			    "one.</p>\n<table class=\"items\">\n<thead><tr><th "
			    "scope=\"col\">Bundle</th><th scope=\"col\">Failing check</th><th "
			    "scope=\"col\">About</th></tr></thead>\n<tbody>\n");
		}
		if (n > LISTED)
			continue;
		TS_HTML(out, "<tr><th scope=\"row\" class=\"path\">{}</th><td><code>{}</code></td>",
		    r->path, r->check);
		TS_HTML(out, "<td class=\"path\">{}{}</td></tr>\n",
		    r->ref == NULL ? "not known" : r->ref,
		    r->ref == NULL || r->trusted ? "" : " (claimed)");
	}
	if (n == 0)
		return;
	ts_buf_add_str(out, "</tbody>\n</table>\n");
	if (n > LISTED)
		TS_HTML(out,
		    "<p>Only the first 1,000 of {} are listed here; the JSON form lists "
		    "all.</p>\n",
		    ts_phrase_count(n).text);
	ts_buf_add_str(out, "</section>\n");
}

/* Expiries that the register does not cover. */
static void add_outside(const struct ts_audit *audit, struct ts_buf *out)
{
	size_t n = audit->outside_n < LISTED ? audit->outside_n : LISTED;

	if (n == 0)
		return;
	begin(out, "Not judged");
	TS_HTML(out,
	    "<p>Bundles of the stage <code>{}</code> name {} outside the period that the register "
	    "covers. This audit does not judge that.{}</p>\n",
	    audit->consumes, ts_phrase_plural(audit->outside_n, "expiry", "expiries").text,
	    n < audit->outside_n ? " Only the first 1,000 are listed here; the JSON form lists all."
				 : "");
	ts_buf_add_str(out,
	    "<table class=\"items\">\n<thead><tr><th scope=\"col\">Reference</th><th "
	    "scope=\"col\">Expired</th><th scope=\"col\">Bundle</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++) {
		TS_HTML(out, "<tr><th scope=\"row\">{}</th>", audit->outside[i].ref);
		ts_buf_add_str(out, "<td>");
		ts_html_date(out, &audit->outside[i].expired);
		ts_buf_add_str(out, "</td>");
		TS_HTML(out, "<td class=\"path\">{}</td></tr>\n", audit->outside[i].path);
	}
	ts_buf_add_str(out, "</tbody>\n</table>\n");
	ts_buf_add_str(out, "</section>\n");
}

void ts_html_audit_files(const struct ts_audit *audit, struct ts_buf *out)
{
	add_faults(audit, out);
	add_refused(audit, out);
	add_outside(audit, out);
}
