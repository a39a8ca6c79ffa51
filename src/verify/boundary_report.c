/* Reporting what was found in a file. */
#include <stdio.h>
#include <string.h>

#include "format/json_place.h"
#include "verify/boundary_state.h"

bool ts_boundary_may_waive(const struct ts_boundary_params *params, const char *rule)
{
	if (params->any_waiver)
		return true;
	for (const struct ts_json *r = ts_json_first(params->may_waive); r != NULL;
	     r = ts_json_next(r))
		if (strcmp(ts_json_string(r), rule) == 0)
			return true;
	return false;
}

bool ts_boundary_waiver_holds(
    const struct ts_boundary_params *params, const struct ts_waiver *waiver)
{
	return ts_time_compare(&params->as_of, &waiver->expires) <= 0 &&
	       ts_boundary_may_waive(params, waiver->rule);
}

void ts_boundary_place(struct ts_boundary *boundary, const struct ts_hit *hit, struct ts_buf *out)
{
	size_t before;

	if (boundary->secret_name)
		ts_buf_printf(out, "file %llu, whose name is not shown",
		    (unsigned long long)boundary->file.number);
	else
		ts_buf_add_str(out, boundary->file.shown);
	if (hit == NULL)
		return;
	ts_buf_add_str(out, ", ");
	before = out->len;
	/* For a file that turned out not to be text, what was kept depends on how it was read. */
	if (boundary->kind.is_text && hit->offset < boundary->kind.text.len &&
	    boundary->kind.json == TS_KIND_JSON &&
	    ts_json_place(
		boundary->kind.text.data, boundary->kind.text.len, (size_t)hit->offset, out) &&
	    out->len > before)
		return;
	ts_buf_printf(out, "line %llu", (unsigned long long)hit->line);
}

/* The file as other programs know it; NULL when its name must not be shown. */
static const char *file_of(const struct ts_boundary *boundary)
{
	if (boundary->secret_name)
		return NULL;
	return boundary->file.archive != NULL ? boundary->file.archive : boundary->file.shown;
}

static int report_limit(struct ts_boundary *boundary, const struct ts_hit *hit,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_buf at = TS_BUF_INIT;

	ts_boundary_place(boundary, hit, &at);
	if (ts_buf_cstr(&at) == NULL)
		return ts_err_nomem(err);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = TS_BOUNDARY_PREFIX "limit",
		.at = (const char *)at.data,
		.fix = "remove the part that is constructed to be hard to search"},
	    "searching the file took more work than is allowed, so its content is unknown");
	ts_buf_free(&at);
	return 0;
}

/* Nobody can see into it. Like other kinds of file, it counts only where these are checked. */
static int report_archive(struct ts_boundary *boundary, const struct ts_hit *hit,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_buf at = TS_BUF_INIT;

	if (!boundary->params.kinds)
		return 0;
	ts_boundary_place(boundary, hit, &at);
	if (ts_buf_cstr(&at) == NULL)
		return ts_err_nomem(err);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = TS_BOUNDARY_PREFIX "artifact-bytes",
		.at = (const char *)at.data,
		.found = "compressed data or an archive, encoded as text",
		.file = file_of(boundary),
		.line = boundary->file.archive != NULL ? 0 : hit->line,
		.fix = "replace it with a reference and a digest, or with the text it contains"},
	    "a bundle may not contain an archive, in whatever encoding");
	ts_buf_free(&at);
	return 0;
}

/* What to do about a hit: whoever saw a credential may use it, but data about people or code gives
 * no access. */
static const char *hit_fix(const struct ts_hit *hit)
{
	if (!ts_rule_gives_access(hit->rule->category))
		return hit->more ? "remove it, or replace it with an opaque reference. So many in "
				   "one file cannot be waived: split the file, if they are false "
				   "alarms"
				 : "remove it, or replace it with an opaque reference; a false "
				   "alarm can be waived";
	return hit->more ? "remove it, and revoke what it gives access to. So many in one file "
			   "cannot be waived: split the file, if they are false alarms"
			 : "remove it, and revoke what it gives access to: anybody who had the "
			   "file may have it; a false alarm can be waived";
}

/* Is the hit waived? All waivers are reported together later. */
static bool is_waived(const struct ts_boundary *boundary, const struct ts_hit *hit)
{
	char hex[TS_DIGEST_HEX];
	const struct ts_waiver *waiver;

	ts_hex_digest(hit->fingerprint, hex);
	waiver = ts_waivers_find(boundary->params.waivers, hit->rule->id, boundary->file.path, hex);
	if (waiver == NULL && boundary->file.also != NULL)
		waiver = ts_waivers_find(
		    boundary->params.waivers, hit->rule->id, boundary->file.also, hex);
	if (waiver != NULL && boundary->params.matched != NULL)
		boundary->params.matched[waiver - boundary->params.waivers->list] = true;
	return waiver != NULL && !hit->more && ts_boundary_waiver_holds(&boundary->params, waiver);
}

/* Report a hit; if the rule requires several, MANY at once. */
static int report_hit(struct ts_boundary *boundary, const struct ts_hit *hit, bool in_name,
    size_t many, struct ts_verdict *verdict, struct ts_err *err)
{
	char hex[TS_DIGEST_HEX], id[96], found[192];
	struct ts_buf at = TS_BUF_INIT;

	ts_hex_digest(hit->fingerprint, hex);
	ts_boundary_place(boundary, in_name ? NULL : hit, &at);
	if (ts_buf_cstr(&at) == NULL)
		return ts_err_nomem(err);
	snprintf(id, sizeof(id), TS_BOUNDARY_PREFIX "%s", hit->rule->id);
	snprintf(found, sizeof(found), "fingerprint %s", hex);
	if (hit->more)
		snprintf(found, sizeof(found),
		    "more than %d different ones; one has the fingerprint %s", TS_SCANNER_HITS,
		    hex);
	else if (many > 1)
		snprintf(found, sizeof(found),
		    "%zu different ones; the first has the fingerprint %s", many, hex);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = id,
		.at = (const char *)at.data,
		.found = found,
		.file = file_of(boundary),
		.line = in_name || boundary->file.archive != NULL ? 0 : hit->line,
		.fix = hit_fix(hit)},
	    "%s contains %s", in_name ? "the file's name" : "the file", hit->rule->title);
	ts_buf_free(&at);
	return 0;
}

/* Report hit I and all others of its rule, if it is the first of them. */
static int report_rule(struct ts_boundary *boundary, const struct ts_hit *hits, size_t n, size_t i,
    bool in_name, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_rule *rule = hits[i].rule;
	const struct ts_hit *first = NULL;
	size_t many = 0;

	for (size_t j = 0; j < i; j++)
		if (hits[j].kind == TS_HIT_RULE && hits[j].rule == rule)
			return 0;
	for (size_t j = i; j < n; j++) {
		char hex[TS_DIGEST_HEX];

		if (hits[j].kind != TS_HIT_RULE || hits[j].rule != rule ||
		    is_waived(boundary, &hits[j]))
			continue;
		ts_hex_digest(hits[j].fingerprint, hex);
		if (boundary->params.found != NULL)
			boundary->params.found(
			    boundary->params.ctx, rule->id, boundary->file.path, hex);
		if (rule->count == 1 &&
		    report_hit(boundary, &hits[j], in_name, 1, verdict, err) != 0)
			return -1;
		if (many++ == 0)
			first = &hits[j];
	}
	if (rule->count == 1 || many < rule->count)
		return 0;
	return report_hit(boundary, first, in_name, many, verdict, err);
}

/* Somebody who searches files wants to know what was found and why it does not count. */
static int report_sample(struct ts_boundary *boundary, const struct ts_hit *hit, bool in_name,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_buf at = TS_BUF_INIT, why = TS_BUF_INIT;
	char id[96];

	if (!boundary->params.any_files)
		return 0;
	ts_boundary_place(boundary, in_name ? NULL : hit, &at);
	if (ts_buf_cstr(&at) == NULL)
		return ts_err_nomem(err);
	snprintf(id, sizeof(id), TS_BOUNDARY_PREFIX "%s", hit->rule->id);
	ts_buf_printf(&why, "%s contains %s that documentation shows to everybody: a sample",
	    ts_buf_cstr(&at), hit->rule->title);
	ts_buf_free(&at);
	if (ts_buf_cstr(&why) == NULL)
		return ts_err_nomem(err);
	ts_verdict_skip_file(verdict, id, file_of(boundary), ts_buf_cstr(&why));
	ts_buf_free(&why);
	return 0;
}

static int report_one(struct ts_boundary *boundary, const struct ts_hit *hits, size_t n, size_t i,
    bool in_name, struct ts_verdict *verdict, struct ts_err *err)
{
	switch (hits[i].kind) {
	case TS_HIT_RULE:
		return report_rule(boundary, hits, n, i, in_name, verdict, err);
	case TS_HIT_SAMPLE:
		return report_sample(boundary, &hits[i], in_name, verdict, err);
	case TS_HIT_ARCHIVE:
		return report_archive(boundary, &hits[i], verdict, err);
	case TS_HIT_LIMIT:
		return report_limit(boundary, &hits[i], verdict, err);
	}
	return 0;
}

int ts_boundary_report_hits(struct ts_boundary *boundary, const struct ts_hit *hits, size_t n,
    bool in_name, struct ts_verdict *verdict, struct ts_err *err)
{
	for (size_t i = 0; verdict != NULL && i < n; i++)
		if (report_one(boundary, hits, n, i, in_name, verdict, err) != 0)
			return -1;
	return 0;
}
