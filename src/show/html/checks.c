#include "show/html/checks.h"

#include <string.h>

#include "show/html/page.h"

/* What a check that passed or did not run is about. */
static const struct {
	const char *id, *text;
} subjects[] = {
    {"tar.canonical", "the archive is in canonical form"},
    {"tar.order", "its entries are in the order of the format"},
    {"tar.name", "its paths are safe on every system"},
    {"seal.canonical", "the seal is in its canonical form"},
    {"seal.statement", "the seal has exactly the required members"},
    {"bag.tagfiles", "the bag's own files are those that were sealed"},
    {"manifest.canonical", "the manifest is in its canonical form"},
    {"manifest.complete", "every file is listed, and every listed file is present"},
    {"manifest.digest", "every file has the digest that the manifest lists"},
    {"package.digest", "the evidence package is the one that was sealed"},
    {"seal.signature", "every signature on the seal verifies"},
    {"seal.trusted", "the policy lists the keys of the seal"},
    {"seal.role", "those keys may seal this stage"},
    {"seal.validity", "they counted when they signed it"},
    {"seal.threshold", "as many producers signed as the policy requires"},
    {"stamp.form", "it is a time stamp of this seal"},
    {"stamp.trusted", "an authority of the policy made the time stamp"},
    {"time.stamped", "as many owners stamped it as the policy requires"},
    {"time.created", "the time in the seal agrees with the time stamps"},
    {"time.within", "it was stamped soon enough"},
    {"format.version", "this version of the format is supported"},
    {"profile.known", "the stage's profile is known"},
    {"profile.same", "the bundle was sealed under the profile that was used here"},
    {"profile.valid", "the profile is valid"},
    {"rules.known", "the content scanner's rules are those of the policy"},
    {"rules.valid", "the content scanner's rules are valid"},
    {"trust.valid", "the trust policy is valid"},
    {"waivers.valid", "the waivers are valid"},
    {"expect.stage", "it is of the stage that was requested"},
    {"expect.subject", "it is about what was requested"},
    {"approval.parse", "the approval can be read"},
    {"approval.signed", "every signature on the approval verifies"},
    {"approval.trusted", "the policy lists the keys of the approval"},
    {"approval.role", "those keys may approve for this stage"},
    {"approval.validity", "they counted when they signed it"},
    {"approval.threshold", "as many people approved as the policy requires"},
    {"approval.separate", "nobody approved their own work"},
    {"approval.binds", "the approval is for exactly this package"},
    {"approval.decision", "the approval approves the package"},
    {"approval.time", "the approval was given before the seal, and had not expired"},
    {"document.parse", "the documents can be read"},
    {"document.field", "the record's fields have the right types"},
    {"evidence.stage", "the bundle inside is of the stage that this one follows"},
    {"seal.claims", "what the seal says about the documents is what they say"},
    {"seal.age", "it is no older than the policy allows"},
    {"seal.gates", "the seal lists the same gate results as were found here"},
    {"boundary.unknown-field", "no record has a field that its profile does not define"},
    {"boundary.private-reference", "no reference carries an address or a number of a person"},
    {"boundary.file-kind", "no file is of a kind that a bundle may not contain"},
    {"boundary.content", "every file was searched for what must not be published"},
    {"io", "everything could be read"},
    {"tar.limit", "it is within this verifier's limits"},
};

/* Groups of ids, either complete or ending in a dot, in the order in which a reader asks. */
static const struct {
	const char *title;
	const char *prefixes[5];
} groups[] = {
    {"The archive", {"tar.", "io"}},
    {"Its content", {"bag.", "manifest.", "package."}},
    {"The seal", {"seal."}},
    {"The time", {"time.", "stamp."}},
    {"The approval", {"approval."}},
    {"The documents", {"document.", "evidence.", "expect."}},
    {"The boundary", {"boundary."}},
    {"Policy, profile and rules", {"format.", "profile.", "rules.", "trust.", "waivers."}},
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

bool ts_html_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool ts_html_is_gate(const struct ts_finding *f)
{
	return strncmp(f->id, "gate.", 5) == 0;
}

static const char *subject_of(const char *id)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (strcmp(subjects[i].id, id) == 0)
			return subjects[i].text;
	return NULL;
}

void ts_html_heading(const struct ts_html_place *place, int deeper, const char *text)
{
	int level = place->level + deeper;

	ts_buf_printf(place->out, "<h%d>", level);
	ts_html_text(place->out, text);
	ts_buf_printf(place->out, "</h%d>\n", level);
}

size_t ts_html_tally(const struct ts_verdict *v, const char *in, enum ts_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += v->findings[i].result == result && ts_html_same(v->findings[i].in, in);
	return n;
}

static void add_badge(struct ts_buf *out, enum ts_result result)
{
	static const struct {
		enum ts_mark mark;
		const char *word;
	} badges[] = {
	    [TS_PASS] = {TS_MARK_GOOD, "passed"},
	    [TS_FAIL] = {TS_MARK_BAD, "failed"},
	    [TS_SKIP] = {TS_MARK_CALM, "skipped"},
	    [TS_WAIVED] = {TS_MARK_WARN, "waived"},
	    [TS_NOT_RUN] = {TS_MARK_ASK, "not checked"},
	};

	ts_html_badge(out, badges[result].mark, badges[result].word);
}

static void add_id(struct ts_buf *out, const struct ts_finding *f)
{
	ts_buf_add_str(out, "<code class=\"id\">");
	if (f->in != NULL)
		TS_HTML(out, "{}: ", f->in);
	TS_HTML(out, "{}</code>", f->id);
}

static void add_line(struct ts_buf *out, const struct ts_finding *f)
{
	if (f->file == NULL || (f->line == 0 && ts_html_same(f->file, f->at)))
		return;
	TS_HTML(out, "<dt>File</dt><dd><code>{}</code>", f->file);
	if (f->line > 0)
		ts_buf_printf(out, ", line %llu", (unsigned long long)f->line);
	ts_buf_add_str(out, "</dd>\n");
}

static void add_failure(
    const struct ts_html_place *place, const struct ts_finding *f, size_t number)
{
	struct ts_buf *out = place->out;

	ts_buf_printf(out, "<li class=\"finding\" id=\"b%zuf%zu\">\n", place->bundle, number);
	ts_html_heading(place, 1, f->message != NULL ? f->message : f->id);
	TS_HTML(out, "<p class=\"about\">Check ");
	add_id(out, f);
	TS_HTML(out, ", {}{}</p>\n<dl class=\"facts\">\n", ts_class_name(f->class),
	    f->in == NULL ? "" : ", in the bundle inside");
	ts_html_code(out, "Where", f->at);
	add_line(out, f);
	ts_html_code(out, "Expected", f->expected);
	ts_html_code(out, "Found", f->found);
	ts_html_prose(out, "Fix", f->fix);
	ts_buf_add_str(out, "</dl>\n</li>\n");
}

void ts_html_failures(const struct ts_html_place *place, const struct ts_verdict *v)
{
	size_t number = 0;

	ts_buf_add_str(place->out, "<ol class=\"findings\">\n");
	for (size_t i = 0; i < v->n; i++)
		if (v->findings[i].result == TS_FAIL)
			add_failure(place, &v->findings[i], ++number);
	ts_buf_add_str(place->out, "</ol>\n");
}

void ts_html_waivers(const struct ts_html_place *place, const struct ts_verdict *v)
{
	struct ts_buf *out = place->out;

	ts_buf_add_str(out, "<ul class=\"results\">\n");
	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (f->result != TS_WAIVED)
			continue;
		ts_buf_add_str(out, "<li>");
		add_badge(out, TS_WAIVED);
		TS_HTML(out, "<div><p>{}</p><p class=\"about\">", f->message);
		add_id(out, f);
		if (f->file != NULL)
			TS_HTML(out, " in <code>{}</code>", f->file);
		ts_buf_add_str(out, "</p></div></li>\n");
	}
	ts_buf_add_str(out, "</ul>\n");
}

static const char *words_of(const struct ts_finding *f)
{
	if (f->message != NULL)
		return f->message;
	return f->result == TS_NOT_RUN ? "An earlier failure made these meaningless"
				       : subject_of(f->id);
}

/* Append a result with its message; for a failure, which is described in full above, a link. */
static void add_result(const struct ts_html_place *place, const struct ts_finding *f, size_t number)
{
	struct ts_buf *out = place->out;

	ts_buf_add_str(out, "<li>");
	add_badge(out, f->result);
	TS_HTML(out, "<div><p>{}", words_of(f));
	if (f->result == TS_FAIL)
		ts_buf_printf(
		    out, " <a href=\"#b%zuf%zu\">finding %zu</a>", place->bundle, number, number);
	TS_HTML(out, "</p><p class=\"about\"><code class=\"id\">{}</code></p>\n", f->id);
	if (f->result == TS_FAIL) {
		ts_buf_add_str(out, "<dl class=\"facts\">\n");
		ts_html_code(out, "Expected", f->expected);
		ts_html_code(out, "Found", f->found);
		ts_html_prose(out, "Fix", f->fix);
		ts_buf_add_str(out, "</dl>\n");
	}
	ts_buf_add_str(out, "</div></li>\n");
}

/* Append the ids of gates that were not checked; there is nothing to say about each. */
static void add_idle_gates(struct ts_buf *out, const struct ts_verdict *v, const char *in)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (!ts_html_is_gate(f) || f->result != TS_NOT_RUN || !ts_html_same(f->in, in))
			continue;
		if (n++ == 0) {
			ts_buf_add_str(out, "<li>");
			add_badge(out, TS_NOT_RUN);
			TS_HTML(out, "<div><p>{}</p><p class=\"about\">", words_of(f));
		}
		TS_HTML(out, "<code class=\"id\">{}</code> ", f->id);
	}
	if (n > 0)
		ts_buf_add_str(out, "</p></div></li>\n");
}

void ts_html_gates(const struct ts_html_place *place, const struct ts_verdict *v, const char *in)
{
	size_t number = 0, n = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		number += f->result == TS_FAIL;
		if (!ts_html_is_gate(f) || !ts_html_same(f->in, in))
			continue;
		if (n++ == 0)
			ts_buf_add_str(place->out, "<ul class=\"results\">\n");
		if (f->result != TS_NOT_RUN)
			add_result(place, f, number);
	}
	add_idle_gates(place->out, v, in);
	ts_buf_add_str(place->out, n > 0 ? "</ul>\n"
					 : "<p>No gate was checked: until the seal is trusted, it "
					   "is unknown which gates apply.</p>\n");
}

/* Is F shown with the signatures? */
static bool is_of_signature(const struct ts_finding *f)
{
	return f->in == NULL && f->class == TS_UNTRUSTED;
}

static bool is_in_group(const char *id, size_t group)
{
	for (size_t i = 0; i < 5 && groups[group].prefixes[i] != NULL; i++) {
		const char *prefix = groups[group].prefixes[i];

		if (strncmp(id, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

/* The group of ID; GROUPS if it belongs to none. */
static size_t group_of(const char *id)
{
	size_t group = 0;

	while (group < GROUPS && !is_in_group(id, group))
		group++;
	return group;
}

/* Append a group of checks that passed: those of signatures, or all others. */
static void add_passes(const struct ts_html_place *place, const struct ts_verdict *v,
    const char *in, size_t group, bool of_signatures)
{
	struct ts_buf *out = place->out;
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (f->result != TS_PASS || ts_html_is_gate(f) ||
		    is_of_signature(f) != of_signatures || !ts_html_same(f->in, in) ||
		    group_of(f->id) != group)
			continue;
		if (n++ == 0)
			TS_HTML(out, "<div><dt>{}</dt>\n",
			    group < GROUPS ? groups[group].title : "Else");
		TS_HTML(out, "<dd><code class=\"id\">{}</code> <span>{}</span></dd>\n", f->id,
		    words_of(f));
	}
	if (n > 0)
		ts_buf_add_str(out, "</div>\n");
}

/* Append all groups; no list if they are empty. */
static void add_groups(const struct ts_html_place *place, const struct ts_verdict *v,
    const char *in, bool of_signatures)
{
	size_t from = place->out->len, empty;

	ts_buf_add_str(place->out, "<dl class=\"passes\">\n");
	empty = place->out->len;
	for (size_t group = 0; group <= GROUPS; group++)
		add_passes(place, v, in, group, of_signatures);
	if (place->out->len == empty)
		place->out->len = from;
	else
		ts_buf_add_str(place->out, "</dl>\n");
}

void ts_html_passes(const struct ts_html_place *place, const struct ts_verdict *v, const char *in)
{
	add_groups(place, v, in, false);
}

void ts_html_signatures(const struct ts_html_place *place, const struct ts_verdict *v)
{
	size_t number = 0, n = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		number += f->result == TS_FAIL;
		if (!is_of_signature(f) || f->result == TS_PASS || f->result == TS_NOT_RUN)
			continue;
		if (n++ == 0)
			ts_buf_add_str(place->out, "<ul class=\"results\">\n");
		add_result(place, f, number);
	}
	if (n > 0)
		ts_buf_add_str(place->out, "</ul>\n");
	add_groups(place, v, NULL, true);
}

static bool is_unjudged(const struct ts_finding *f, const char *in)
{
	return (f->result == TS_SKIP || f->result == TS_NOT_RUN) && ts_html_same(f->in, in);
}

static bool is_like(const struct ts_finding *a, const struct ts_finding *b)
{
	return a->result == b->result && ts_html_same(a->message, b->message);
}

/* Is finding I shown together with an earlier one? */
static bool is_told(const struct ts_verdict *v, const char *in, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_unjudged(&v->findings[k], in) && is_like(&v->findings[k], &v->findings[i]))
			return true;
	return false;
}

void ts_html_unjudged(const struct ts_html_place *place, const struct ts_verdict *v, const char *in)
{
	struct ts_buf *out = place->out;

	if (ts_html_tally(v, in, TS_SKIP) + ts_html_tally(v, in, TS_NOT_RUN) == 0)
		return;
	ts_buf_add_str(out, "<ul class=\"results\">\n");
	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (!is_unjudged(f, in) || is_told(v, in, i))
			continue;
		ts_buf_add_str(out, "<li>");
		add_badge(out, f->result);
		TS_HTML(out, "<div><p>{}</p><p class=\"about\">", words_of(f));
		for (size_t k = i; k < v->n; k++)
			if (is_unjudged(&v->findings[k], in) && is_like(f, &v->findings[k]))
				TS_HTML(out, "<code class=\"id\">{}</code> ", v->findings[k].id);
		ts_buf_add_str(out, "</p></div></li>\n");
	}
	ts_buf_add_str(out, "</ul>\n");
}
