/* The section about one bundle. */
#include "show/html/bundle.h"

#include <stdlib.h>

#include "show/html/chart.h"
#include "show/html/checks.h"
#include "show/html/manual_check.h"
#include "show/html/page.h"

#define FILES_LISTED 1000

enum ts_mark ts_html_bundle_mark(enum ts_class class)
{
	return class == TS_ACCEPTED    ? TS_MARK_GOOD
	       : class == TS_UNDECIDED ? TS_MARK_ASK
				       : TS_MARK_BAD;
}

const char *ts_html_bundle_answer(enum ts_class class)
{
	return class == TS_ACCEPTED ? "Accepted" : class == TS_UNDECIDED ? "Undecided" : "Rejected";
}

const char *ts_html_bundle_name(const struct ts_report *r)
{
	return r->verdict->name != NULL ? r->verdict->name : r->verdict->path;
}

const char *ts_html_bundle_stage(const struct ts_report *r)
{
	return r->profile_title != NULL ? r->profile_title : r->verdict->stage;
}

/* What a class means for the person who has to decide. */
static const char *meaning_of(enum ts_class class)
{
	static const char *const meanings[] = {
	    [TS_ACCEPTED] = "All checks that ran passed.",
	    [TS_BLOCKED] = "It is valid and trusted, but a requirement of its stage is not met.",
	    [TS_USAGE] = "It could not be verified: the command was wrong.",
	    [TS_DAMAGED] = "Do not use it: it is not what was sealed.",
	    [TS_UNTRUSTED] = "Do not rely on it: it was not signed as the policy requires.",
	    [TS_BOUNDARY] = "It contains something that must not be packed or published.",
	    [TS_UNDECIDED] = "It could not be verified completely, so it is not accepted.",
	};

	return meanings[class];
}

static void add_people(const struct ts_verdict *v, struct ts_buf *out)
{
	for (size_t i = 0; i < v->approvers_n; i++)
		TS_HTML(out, "{}<b>{}</b>",
		    i == 0                   ? ""
		    : i + 1 < v->approvers_n ? ", "
					     : " and ",
		    v->approvers[i]);
}

/* Why a report repeats nothing that the bundle says about itself. */
static const char *why_silent(const struct ts_verdict *v)
{
	if (v->class == TS_BOUNDARY)
		return "It contains what must not be published";
	if (v->class == TS_UNDECIDED)
		return "It could not be verified";
	return "No valid key of the policy has sealed it";
}

static void add_bound(const char *text, struct ts_buf *out)
{
	struct ts_time time;

	if (ts_time_parse(text, &time))
		ts_html_time(out, &time);
}

/* Append what time stamps prove, as a sentence. */
static void add_proven(const struct ts_verdict *v, struct ts_buf *out)
{
	if (v->sealed_before == NULL && v->not_before == NULL)
		return;
	ts_buf_add_str(out, " Time stamps prove that it was sealed ");
	if (v->not_before != NULL) {
		ts_buf_add_str(out, "after ");
		add_bound(v->not_before, out);
	}
	if (v->not_before != NULL && v->sealed_before != NULL)
		ts_buf_add_str(out, " and ");
	if (v->sealed_before != NULL) {
		ts_buf_add_str(out, "before ");
		add_bound(v->sealed_before, out);
	}
	ts_buf_add_str(out, ".");
}

/* Append who did what, for a trusted bundle. */
static void add_story(const struct ts_report *r, struct ts_buf *out)
{
	const struct ts_verdict *v = r->verdict;
	struct ts_time created;

	if (!r->trusted) {
		TS_HTML(out, "<p>{}, so nothing that it says about itself is repeated here.</p>\n",
		    why_silent(v));
		return;
	}
	TS_HTML(out, "<p><b>{}</b> sealed it", v->actor != NULL ? v->actor : "Somebody");
	if (ts_html_bundle_stage(r) != NULL)
		TS_HTML(out, " as <b>{}</b>", ts_html_bundle_stage(r));
	if (v->subject != NULL)
		TS_HTML(out, " of <b>{}</b>", v->subject);
	if (v->created != NULL && ts_time_parse(v->created, &created)) {
		ts_buf_add_str(out, " at (by its own clock) ");
		ts_html_time(out, &created);
	}
	ts_buf_add_str(out, ".");
	add_proven(v, out);
	if (v->approvers_n > 0) {
		ts_buf_add_str(out, " Its evidence was approved by ");
		add_people(v, out);
		ts_buf_add_str(out, ".");
	}
	if (v->conditions_n > 0)
		TS_HTML(out,
		    " The approval has {}: ", v->conditions_n == 1 ? "a condition" : "conditions");
	for (size_t i = 0; i < v->conditions_n; i++)
		TS_HTML(out, "{}<b>{}</b>", i == 0 ? "" : ", ", v->conditions[i]);
	if (v->conditions_n > 0)
		TS_HTML(out, ". tarseal does not check {}.", v->conditions_n == 1 ? "it" : "them");
	ts_buf_add_str(out, "</p>\n");
}

static size_t count_all(const struct ts_verdict *v, enum ts_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += v->findings[i].result == result;
	return n;
}

static void add_tally(const struct ts_verdict *v, struct ts_buf *out)
{
	static const struct {
		enum ts_result result;
		const char *text;
	} shown[] = {{TS_FAIL, "failed"}, {TS_WAIVED, "waived"}, {TS_PASS, "passed"},
	    {TS_SKIP, "skipped"}, {TS_NOT_RUN, "could not be verified"}};
	const char *between = "";

	TS_HTML(out, "<p class=\"tally\">{}: ", ts_phrase_plural(v->n, "check", "checks").text);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		size_t n = count_all(v, shown[i].result);

		if (n == 0)
			continue;
		TS_HTML(out, "{}<b>{}</b> {}", between, ts_phrase_count(n).text, shown[i].text);
		between = ", ";
	}
	ts_buf_add_str(out, "</p>\n");
}

static void add_verdict(const struct ts_html_place *place, const struct ts_report *r)
{
	enum ts_class class = r->verdict->class;
	const char *mark = ts_html_mark(ts_html_bundle_mark(class));

	TS_HTML(place->out,
	    "<section class=\"verdict {}\">\n<svg class=\"sign\" aria-hidden=\"true\"><use "
	    "href=\"#{}\"/></svg>\n<div>\n",
	    mark, mark);
	ts_html_heading(place, 0, ts_html_bundle_answer(class));
	TS_HTML(place->out, "<p class=\"lead\">{}</p>\n", meaning_of(class));
	add_story(r, place->out);
	add_tally(r->verdict, place->out);
	ts_buf_add_str(place->out, "</div>\n</section>\n");
}

static void add_wrong(const struct ts_html_place *place, const struct ts_verdict *v)
{
	if (count_all(v, TS_FAIL) > 0) {
		ts_buf_add_str(place->out, "<section>\n");
		ts_html_heading(place, 0, "What is wrong");
		ts_html_failures(place, v);
		ts_buf_add_str(place->out, "</section>\n");
	}
	if (count_all(v, TS_WAIVED) > 0) {
		ts_buf_add_str(place->out, "<section>\n");
		ts_html_heading(place, 0, "What was waived");
		ts_buf_add_str(place->out, "<p>Somebody takes responsibility for each of these "
					   "findings, which would otherwise be failures.</p>\n");
		ts_html_waivers(place, v);
		ts_buf_add_str(place->out, "</section>\n");
	}
}

static void begin_card(const struct ts_html_place *place, const char *title)
{
	ts_buf_add_str(place->out, "<div class=\"card\">\n");
	ts_html_heading(place, 1, title);
	ts_buf_add_str(place->out, "<dl>\n");
}

static void end_card(const struct ts_html_place *place)
{
	ts_buf_add_str(place->out, "</dl>\n</div>\n");
}

static void add_evidence(const struct ts_html_place *place, const struct ts_report *r)
{
	struct ts_buf *out = place->out;

	begin_card(place, "What evidence proves it?");
	if (r->package_path != NULL)
		TS_HTML(out, "<dt>Package</dt><dd><code>{}</code>, {}, {}</dd>\n", r->package_path,
		    ts_phrase_plural((uint64_t)r->package_files, "file", "files").text,
		    ts_phrase_plural((uint64_t)r->package_bytes, "byte", "bytes").text);
	ts_html_code(out, "Its digest", r->package_digest);
	ts_html_code(out, "Approval", r->approval_path);
	ts_html_code(out, "Its reference", r->approval_ref);
	ts_html_code(out, "Record", r->record_path);
	end_card(place);
}

static void add_questions(
    const struct ts_html_place *place, const struct ts_report *r, const char *trust_sha256)
{
	const struct ts_verdict *v = r->verdict;
	struct ts_buf *out = place->out;

	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "The four questions");
	ts_buf_add_str(out, "<div class=\"cards\">\n");
	begin_card(place, "Who is acting?");
	ts_html_prose(out, "Owner", r->owner != NULL ? r->owner : v->actor);
	ts_html_code(out, "Key", r->keyid);
	end_card(place);
	begin_card(place, "What will change?");
	ts_html_prose(out, "Stage", ts_html_bundle_stage(r));
	ts_html_code(out, "About", v->subject);
	ts_html_code(out, "Bundle", v->name);
	for (size_t i = 0; i < r->details_n; i++)
		ts_html_prose(out, r->details[i].term, r->details[i].text);
	end_card(place);
	begin_card(place, "What policy applies?");
	ts_html_code(out, "Profile", r->profile);
	ts_html_code(out, "Its SHA-256", r->profile_sha256);
	ts_html_code(out, "Trust policy's SHA-256", trust_sha256);
	end_card(place);
	add_evidence(place, r);
	ts_buf_add_str(out, "</div>\n</section>\n");
}

static void add_gates(const struct ts_html_place *place, const struct ts_verdict *v)
{
	ts_buf_add_str(place->out, "<section>\n");
	ts_html_heading(place, 0, "Gates of the stage");
	ts_html_gates(place, v, NULL);
	ts_buf_add_str(place->out, "</section>\n");
}

/* Does an approval by OWNER count? */
static bool counts(const struct ts_verdict *v, const char *owner)
{
	for (size_t i = 0; i < v->approvers_n; i++)
		if (ts_html_same(v->approvers[i], owner))
			return true;
	return false;
}

static void add_signer(
    const struct ts_verdict *v, const struct ts_report_signer *s, struct ts_buf *out)
{
	bool approval = ts_html_same(s->what, "approval");

	TS_HTML(out, "<tr><th scope=\"row\">{}<span class=\"under\">{}{}</span></th><td>", s->owner,
	    s->what,
	    !approval             ? ""
	    : counts(v, s->owner) ? ", which counts"
				  : ", which does not count");
	ts_html_time(out, &s->at);
	TS_HTML(out, "</td><td><code>{}</code></td></tr>\n", s->keyid);
}

/* Append the policy's rule for the stage, as a sentence. */
static void add_rule(const struct ts_report *r, struct ts_buf *out)
{
	TS_HTML(out, "<p>For this stage, the policy requires that {} seal and that ",
	    ts_phrase_plural((uint64_t)r->producers, "owner", "different owners").text);
	if (r->approvers == 0)
		ts_buf_add_str(out, "nobody need approve. ");
	else
		TS_HTML(out, "{} approve the evidence. ",
		    ts_phrase_plural((uint64_t)r->approvers, "owner", "different owners").text);
	if (r->stamped)
		ts_buf_add_str(out, "Time stamps must prove when it was sealed. ");
	ts_buf_add_str(out, r->separate ? "An approver must not have sealed the bundle; owners are "
					  "compared, not keys.</p>\n"
					: "The same owner may do both.</p>\n");
}

static void add_signatures(const struct ts_html_place *place, const struct ts_report *r)
{
	struct ts_buf *out = place->out;

	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "Who signed");
	if (r->trusted)
		add_rule(r, out);
	if (r->signers_n == 0)
		TS_HTML(out, "<p>{}, so no signature is shown.</p>\n", why_silent(r->verdict));
	else
		ts_buf_add_str(out,
		    "<table class=\"signers\">\n<caption>Signatures by keys of the policy; "
		    "the times are what the signers claim</caption>\n<thead><tr><th "
		    "scope=\"col\">Owner</th><th scope=\"col\">When</th><th "
		    "scope=\"col\">Key</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->signers_n; i++)
		add_signer(r->verdict, &r->signers[i], out);
	if (r->signers_n > 0)
		ts_buf_add_str(out, "</tbody>\n</table>\n");
	ts_html_signatures(place, r->verdict);
	ts_buf_add_str(out, "</section>\n");
}

static void add_time_line(const struct ts_html_place *place, const struct ts_report *r)
{
	if (r->events_n == 0)
		return;
	ts_buf_add_str(place->out, "<section>\n");
	ts_html_heading(place, 0, "Timeline");
	ts_chart_events(r->events, r->events_n, place->out);
	ts_buf_add_str(place->out, "</section>\n");
}

/* Append the time stamps that count, and who made them. */
static void add_stamps(const struct ts_html_place *place, const struct ts_verdict *v)
{
	struct ts_buf *out = place->out;

	if (v->proofs_n == 0)
		return;
	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "Time stamps");
	ts_buf_add_str(out,
	    "<table class=\"signers\">\n<caption>Made by authorities of the policy, whose "
	    "certificates were valid then; whether one had been revoked cannot be known "
	    "offline</caption>\n<thead><tr><th scope=\"col\">Authority</th><th "
	    "scope=\"col\">When</th><th scope=\"col\">File</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < v->proofs_n; i++) {
		const struct ts_verdict_proof *p = &v->proofs[i];

		TS_HTML(out, "<tr><th scope=\"row\">{}<span class=\"under\">{}</span></th><td>",
		    p->owner,
		    ts_html_same(p->kind, "stamp") ? "the seal existed then"
						   : "the bundle is newer");
		add_bound(p->at, out);
		if (p->accuracy > 0)
			TS_HTML(out, "<span class=\"under\">± {}</span>",
			    ts_phrase_plural((uint64_t)p->accuracy, "second", "seconds").text);
		TS_HTML(out, "</td><td><code>{}</code></td></tr>\n", p->path);
	}
	ts_buf_add_str(out, "</tbody>\n</table>\n</section>\n");
}

static void add_inner(const struct ts_html_place *place, const struct ts_verdict *v, const char *in)
{
	struct ts_html_place inside = *place;
	struct ts_buf *out = place->out;

	inside.level++;
	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "A bundle inside");
	TS_HTML(out,
	    "<p>The evidence is itself a sealed bundle. It is at <code>{}</code> in the chain, and "
	    "was verified in place under the same policy: <b>{}</b> passed, <b>{}</b> failed, ",
	    in, ts_phrase_plural(ts_html_tally(v, in, TS_PASS), "check", "checks").text,
	    ts_phrase_count(ts_html_tally(v, in, TS_FAIL)).text);
	TS_HTML(out, "<b>{}</b> did not apply, <b>{}</b> could not be checked.</p>\n",
	    ts_phrase_count(ts_html_tally(v, in, TS_SKIP)).text,
	    ts_phrase_count(ts_html_tally(v, in, TS_NOT_RUN)).text);
	ts_html_heading(&inside, 0, "Its gates");
	ts_html_gates(place, v, in);
	ts_html_heading(&inside, 0, "Other checks that passed");
	ts_html_passes(place, v, in);
	if (ts_html_tally(v, in, TS_SKIP) + ts_html_tally(v, in, TS_NOT_RUN) > 0)
		ts_html_heading(&inside, 0, "What was not checked");
	ts_html_unjudged(place, v, in);
	ts_buf_add_str(out, "</section>\n");
}

static void add_chain(const struct ts_html_place *place, const struct ts_verdict *v)
{
	const char *last = NULL;

	for (size_t i = 0; i < v->n; i++) {
		if (v->findings[i].in != NULL && !ts_html_same(v->findings[i].in, last))
			add_inner(place, v, v->findings[i].in);
		last = v->findings[i].in;
	}
}

static void add_checks(const struct ts_html_place *place, const struct ts_verdict *v)
{
	struct ts_buf *out = place->out;

	if (ts_html_tally(v, NULL, TS_PASS) > 0) {
		ts_buf_add_str(out, "<section>\n");
		ts_html_heading(place, 0, "Other checks that passed");
		ts_html_passes(place, v, NULL);
		ts_buf_add_str(out, "</section>\n");
	}
	add_chain(place, v);
	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "What was not checked, and why");
	ts_html_unjudged(place, v, NULL);
	ts_buf_add_str(
	    out, v->sealed_before != NULL || v->not_before != NULL
		     ? "<p>All times but the proven ones are what the signers&#39; clocks said. "
		     : "<p>Times are what the signers&#39; clocks said; nothing outside the bundle "
		       "proves them. ");
	ts_buf_add_str(out, "tarseal does not check whether the documents are true, only that "
			    "these people signed them.</p>\n</section>\n");
}

static void add_files(const struct ts_html_place *place, const struct ts_report *r)
{
	size_t n = r->files_n < FILES_LISTED ? r->files_n : FILES_LISTED;
	struct ts_buf *out = place->out;

	if (r->files_n == 0)
		return;
	ts_buf_add_str(out, "<section>\n");
	ts_html_heading(place, 0, "Files");
	TS_HTML(out,
	    "<table class=\"files\">\n<caption>{} in the manifest{}</caption>\n<thead><tr><th "
	    "scope=\"col\">Path</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n",
	    ts_phrase_plural(r->files_n, "file", "files").text,
	    n < r->files_n ? "; the first 1,000 are listed here, all in manifest-sha256.txt" : "");
	for (size_t i = 0; i < n; i++)
		TS_HTML(out,
		    "<tr><th scope=\"row\"><code>{}</code></th><td><code>{}</code></td></tr>\n",
		    r->files[i].path, r->files[i].sha256);
	ts_buf_add_str(out, "</tbody>\n</table>\n</section>\n");
}

static void add_identity(const struct ts_report *r, struct ts_buf *out)
{
	const struct ts_verdict *v = r->verdict;

	ts_buf_add_str(out, "<dl class=\"facts identity\">\n");
	ts_html_code(out, "File", v->path);
	TS_HTML(
	    out, "<dt>Size</dt><dd>{}</dd>\n", ts_phrase_plural(v->bytes, "byte", "bytes").text);
	ts_html_code(out, "Its SHA-256", v->sha256);
	ts_html_code(out, "Statement", v->statement_sha256);
	ts_html_code(out, "Seal", v->seal_sha256);
	ts_buf_add_str(out, "</dl>\n");
}

void ts_html_bundle(
    const struct ts_html_place *place, const struct ts_report *r, const char *trust_sha256)
{
	add_verdict(place, r);
	add_identity(r, place->out);
	add_wrong(place, r->verdict);
	add_questions(place, r, trust_sha256);
	add_gates(place, r->verdict);
	add_signatures(place, r);
	add_stamps(place, r->verdict);
	add_time_line(place, r);
	add_checks(place, r->verdict);
	add_files(place, r);
	ts_html_manual_check(place, r);
}
