#define _GNU_SOURCE /* memrchr */

#include "verify/boundary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/mailbox.h"
#include "scanner/reference.h"
#include "verify/boundary_state.h"

int ts_boundary_new(const struct ts_rules *rules, struct ts_boundary **result, struct ts_err *err)
{
	struct ts_boundary *boundary = calloc(1, sizeof(*boundary));

	*result = boundary;
	if (boundary == NULL)
		return ts_err_nomem(err);
	boundary->rules = rules;
	return 0;
}

void ts_boundary_free(struct ts_boundary *boundary)
{
	if (boundary == NULL)
		return;
	for (size_t i = 0; i < TS_BOUNDARY_CLEAN; i++)
		free(boundary->clean[i]);
	ts_scanner_free(boundary->scanner);
	ts_kind_free(&boundary->kind);
	free(boundary);
}

void ts_boundary_set_params(struct ts_boundary *boundary, const struct ts_boundary_params *params)
{
	boundary->params = *params;
	if (boundary->scanner != NULL)
		ts_scanner_set_salt(boundary->scanner, params->salt);
}

static int need_scanner(struct ts_boundary *boundary, struct ts_err *err)
{
	if (boundary->scanner != NULL)
		return 0;
	return ts_scanner_new(boundary->rules, boundary->params.salt, &boundary->scanner, err);
}

/* Discard the last file, which may be incomplete. */
static void drop(struct ts_boundary *boundary)
{
	if (boundary->scanner != NULL)
		ts_scanner_drop(boundary->scanner);
}

void ts_boundary_begin_file(struct ts_boundary *boundary, const struct ts_boundary_file *file)
{
	drop(boundary);
	boundary->file = *file;
	boundary->secret_name = false;
	ts_kind_begin(&boundary->kind, file->path, file->document);
}

int ts_boundary_add(struct ts_boundary *boundary, const void *data, size_t len, struct ts_err *err)
{
	if (boundary->params.kinds && ts_kind_add(&boundary->kind, data, len, err) != 0)
		return -1;
	if (!boundary->file.search)
		return 0;
	if (need_scanner(boundary, err) != 0)
		return -1;
	if (boundary->params.any_files)
		ts_scanner_set_origin(boundary->scanner,
		    ts_mailbox_file_credits(boundary->file.path) ? TS_CREDITS : TS_ANY_FILE);
	return ts_scanner_add(boundary->scanner, data, len, err);
}

static void add_line(struct ts_buf *out, const char *text, size_t len)
{
	ts_buf_add(out, text, len);
	ts_buf_add(out, "\n", 1);
}

/* Append the text, which is or contains a path, and each component of that with and without its
 * last extension. */
static void spell_name(const char *text, struct ts_buf *out)
{
	add_line(out, text, strlen(text));
	for (const char *p = text; *p != '\0';) {
		size_t len = strcspn(p, "/ \"'(),");
		const char *dot = memrchr(p, '.', len);

		add_line(out, p, len);
		if (dot != NULL && dot != p)
			add_line(out, p, (size_t)(dot - p));
		p += len + (p[len] != '\0');
	}
}

/* Search a text that is a path, or may contain one. */
static int search_text(struct ts_boundary *boundary, const char *text, const struct ts_hit **hits,
    size_t *n, struct ts_err *err)
{
	struct ts_buf spelt = TS_BUF_INIT;
	int ret = -1;

	spell_name(text, &spelt);
	if (!ts_buf_ok(&spelt))
		ts_err_nomem(err);
	else if (need_scanner(boundary, err) == 0 &&
		 ts_scanner_add(boundary->scanner, spelt.data, spelt.len, err) == 0)
		ret = ts_scanner_end(boundary->scanner, hits, n, err);
	ts_buf_free(&spelt);
	return ret;
}

/* Is one of the hits more than a sample? */
static bool finds(const struct ts_hit *hits, size_t n)
{
	while (n > 0 && hits->kind == TS_HIT_SAMPLE)
		hits++, n--;
	return n > 0;
}

/* Names are text as well. */
static int search_name(struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_hit *hits;
	size_t n;

	if (search_text(boundary, boundary->file.path, &hits, &n, err) != 0)
		return -1;
	boundary->secret_name = finds(hits, n);
	return ts_boundary_report_hits(boundary, hits, n, true, verdict, err);
}

static int judge_kind(struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_kind_fault fault;
	struct ts_buf at = TS_BUF_INIT;
	int ret;

	if (!boundary->params.kinds)
		return 0;
	ret = ts_kind_end(&boundary->kind, boundary->params.media, &fault, err);
	if (ret == 0 && (fault.check == NULL || verdict == NULL))
		return 0;
	ts_boundary_place(boundary, NULL, &at);
	if (ts_buf_cstr(&at) == NULL)
		return ts_err_nomem(err);
	if (ret != 0) {
		ts_err_at(err, "%s", (const char *)at.data);
		ts_buf_free(&at);
		return -1;
	}
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = fault.check,
		.at = (const char *)at.data,
		.expected = fault.expected,
		.found = fault.saw,
		.file = boundary->secret_name ? NULL : boundary->file.shown,
		.fix = fault.fix},
	    "a bundle may not contain a file of this kind");
	ts_buf_free(&at);
	return 0;
}

int ts_boundary_end_file(
    struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_hit *hits = NULL;
	struct ts_hit *copy = NULL;
	size_t n = 0;
	int ret = -1;

	if (!boundary->file.search)
		return judge_kind(boundary, verdict, err);
	if (need_scanner(boundary, err) != 0 ||
	    ts_scanner_end(boundary->scanner, &hits, &n, err) != 0)
		return -1;
	/* The name is searched after the content but reported before it, because it decides what
	 * may be shown. */
	copy = calloc(n + 1, sizeof(*copy));
	if (copy == NULL)
		return ts_err_nomem(err);
	if (n > 0)
		memcpy(copy, hits, n * sizeof(*copy));
	if (search_name(boundary, verdict, err) == 0 && judge_kind(boundary, verdict, err) == 0)
		ret = ts_boundary_report_hits(boundary, copy, n, false, verdict, err);
	free(copy);
	return ret;
}

int ts_boundary_hides(struct ts_boundary *boundary, const char *text, struct ts_err *err)
{
	const struct ts_hit *hits;
	size_t n;

	return search_text(boundary, text, &hits, &n, err) != 0 ? -1 : finds(hits, n);
}

/* Does TEXT quote a private reference? */
static bool quotes_private(const char *text)
{
	char quoted[256]; /* no reference is longer */
	const char *end;

	for (const char *p = strchr(text, '"'); p != NULL; p = strchr(end + 1, '"')) {
		size_t len;

		end = strchr(p + 1, '"');
		if (end == NULL)
			return false;
		len = (size_t)(end - p) - 1;
		if (len >= sizeof(quoted))
			continue;
		memcpy(quoted, p + 1, len);
		quoted[len] = '\0';
		if (ts_reference_private(quoted) != NULL)
			return true;
	}
	return false;
}

/* Where a text is remembered that may be shown. Verdicts on many bundles say the same again and
 * again. */
static char **remembered(struct ts_boundary *boundary, const char *text)
{
	size_t hash = 0;

	for (; *text != '\0'; text++)
		hash = hash * 31 + (unsigned char)*text;
	return &boundary->clean[hash % TS_BOUNDARY_CLEAN];
}

/* May the text be shown? Returns 1, 0 or -1. REFERENCE: it may be a reference, and not only quote
 * one. */
static int may_show(
    struct ts_boundary *boundary, const char *text, bool reference, struct ts_err *err)
{
	char **clean = remembered(boundary, text);
	int hides;

	if (reference && ts_reference_private(text) != NULL)
		return 0;
	if (*clean != NULL && strcmp(*clean, text) == 0)
		return 1;
	hides = quotes_private(text) ? 1 : ts_boundary_hides(boundary, text, err);
	if (hides != 0)
		return hides < 0 ? -1 : 0;
	free(*clean);
	*clean = strdup(text); /* without memory it is searched again */
	return 1;
}

static int hide(struct ts_boundary *boundary, struct ts_verdict *verdict, char **text,
    bool reference, struct ts_err *err)
{
	int show = *text == NULL ? 1 : may_show(boundary, *text, reference, err);

	if (show == 0)
		ts_verdict_set(
		    verdict, text, "(not shown: it contains what must not be published)");
	return show < 0 ? -1 : 0;
}

int ts_boundary_redact(struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err)
{
	char **about[] = {&verdict->path, &verdict->name, &verdict->subject, &verdict->actor};

	drop(boundary);
	for (size_t i = 0; i < sizeof(about) / sizeof(about[0]); i++)
		if (hide(boundary, verdict, about[i], about[i] == &verdict->subject, err) != 0)
			return -1;
	for (size_t i = 0; i < verdict->proofs_n; i++)
		if (hide(boundary, verdict, &verdict->proofs[i].path, false, err) != 0)
			return -1;
	for (size_t i = 0; i < verdict->conditions_n; i++)
		if (hide(boundary, verdict, &verdict->conditions[i], false, err) != 0)
			return -1;
	for (size_t i = 0; i < verdict->n; i++) {
		struct ts_finding *f = &verdict->findings[i];
		char **texts[] = {&f->message, &f->at, &f->expected, &f->found, &f->fix, &f->file};

		for (size_t j = 0; f->result != TS_PASS && j < sizeof(texts) / sizeof(texts[0]);
		     j++)
			if (hide(boundary, verdict, texts[j],
				texts[j] == &f->found || texts[j] == &f->expected, err) != 0)
				return -1;
	}
	return 0;
}

void ts_boundary_report_waivers(const struct ts_boundary_params *params, struct ts_verdict *verdict)
{
	for (size_t i = 0; params->waivers != NULL && i < params->waivers->n; i++) {
		const struct ts_waiver *w = &params->waivers->list[i];
		char id[96], why[512];

		snprintf(id, sizeof(id), TS_BOUNDARY_PREFIX "%s", w->rule);
		if (!ts_boundary_may_waive(params, w->rule)) {
			ts_verdict_fail(verdict,
			    &(struct ts_failure){.id = id,
				.at = w->path,
				.expected = "a rule that the trust policy allows to be waived for "
					    "this stage (waivers)",
				.found = w->rule,
				.fix = "remove the content, or list the rule in the policy"},
			    "a finding is waived although the trust policy does not allow it");
		} else if (!ts_boundary_waiver_holds(params, w)) {
			ts_verdict_fail(verdict,
			    &(struct ts_failure){.id = id,
				.at = w->path,
				.found = w->expires_text,
				.fix = "review the finding again; then waive it again, or remove "
				       "the content"},
			    "a waiver had expired when the bundle was sealed");
		} else {
			snprintf(why, sizeof(why), "%.200s: waived by %.100s for %.100s until %s",
			    w->path, w->waived_by, w->reason_ref, w->expires_text);
			ts_verdict_waive(verdict, id, w->path, why);
		}
	}
}
