#include "verify/report.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/reference.h"
#include "show/words.h"
#include "verify/details.h"

/* A report that lacks something because there was no memory must not look complete, so the verdict
 * fails. */
static char *copy(struct ts_verification *s, const char *text)
{
	char *made = text == NULL ? NULL : strdup(text);

	s->verdict->failed = s->verdict->failed || (text != NULL && made == NULL);
	return made;
}

/* TEXT, unless it carries what must not be published. */
static const char *shown(const char *text)
{
	return text != NULL && ts_reference_private(text) != NULL
		   ? "(not shown: it contains what must not be published)"
		   : text;
}

static char *copy_digest(struct ts_verification *s, const unsigned char *digest)
{
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(digest, hex);
	return copy(s, hex);
}

static void add_signer(struct ts_verification *s, struct ts_report *r, const char *what,
    const struct ts_trust_key *key, const struct ts_time *at)
{
	r->signers[r->signers_n++] = (struct ts_report_signer){.what = copy(s, what),
	    .owner = copy(s, key->owner),
	    .keyid = copy(s, key->key.id),
	    .at = *at};
}

/* The signers whose keys the policy knows; of the approval only if all of its signatures verified.
 */
static void fill_signers(struct ts_verification *s, struct ts_report *r)
{
	const struct ts_approval *approval = s->c->approval;
	size_t most = s->signers.n;

	if (approval != NULL && approval->is_signed && approval->has_decided)
		most += approval->envelope.n;
	r->signers = calloc(most + 1, sizeof(*r->signers));
	if (r->signers == NULL) {
		s->verdict->failed = true;
		return;
	}
	for (size_t i = 0; i < s->signers.n; i++)
		add_signer(s, r, "seal", s->signers.keys[i], &s->seal.created);
	if (most == s->signers.n || ts_verdict_has_failed(s->verdict, "approval.signed"))
		return;
	for (size_t i = 0; i < approval->envelope.n; i++) {
		const struct ts_trust_key *key =
		    ts_trust_find(s->params->trust, approval->envelope.signatures[i].keyid);

		if (key != NULL)
			add_signer(s, r, "approval", key, &approval->decided_at);
	}
}

static void fill_files(struct ts_verification *s, struct ts_report *r)
{
	unsigned char digest[TS_DIGEST_BYTES];

	r->files = calloc(s->manifest.n + 1, sizeof(*r->files));
	if (r->files == NULL) {
		s->verdict->failed = true;
		return;
	}
	for (size_t i = 0; i < s->manifest.n; i++) {
		r->files[i].path = copy(s, s->manifest.paths[i]);
		if (r->files[i].path == NULL)
			return;
		ts_manifest_digest(&s->manifest, i, digest);
		ts_hex_digest(digest, r->files[i].sha256);
		r->files_n++;
	}
}

/* Insert an event by its time. Those that do not fit are in the documents only. */
static void add_event(
    struct ts_verification *s, struct ts_report *r, const char *what, const struct ts_time *at)
{
	size_t place = r->events_n;

	if (r->events_n == TS_REPORT_MOMENTS)
		return;
	while (place > 0 && ts_time_compare(&r->events[place - 1].at, at) > 0) {
		r->events[place] = r->events[place - 1];
		place--;
	}
	r->events[place] = (struct ts_report_event){copy(s, what), *at};
	r->events_n++;
}

static void add_event_at(struct ts_verification *s, struct ts_report *r,
    const struct ts_pointer *pointer, struct ts_buf *what)
{
	const char *text = ts_json_string(ts_pointer_find(pointer, s->c->doc));
	struct ts_time time;

	if (ts_buf_cstr(what) == NULL)
		s->verdict->failed = true;
	else if (text != NULL && ts_time_parse(text, &time))
		add_event(s, r, ts_buf_cstr(what), &time);
}

/* The times in the record, named as their fields are: "notification delivered". */
static void add_recorded(struct ts_verification *s, struct ts_report *r)
{
	const struct ts_profile *profile = s->c->profile;
	struct ts_buf what = TS_BUF_INIT;

	for (size_t i = 0; i < profile->fields_n; i++) {
		const struct ts_pointer *at = &profile->fields[i].at;

		if (profile->fields[i].type != TS_TYPE_TIME ||
		    (profile->has_expired && strcmp(at->text, profile->expired.text) == 0))
			continue;
		what.len = 0;
		ts_show_words(&what, at->tokens + 1, at->n - 1);
		add_event_at(s, r, at, &what);
	}
	ts_buf_free(&what);
}

/* A moment that time stamps prove. */
static void add_proven(
    struct ts_verification *s, struct ts_report *r, const char *what, const char *text)
{
	struct ts_time time;

	if (text != NULL && ts_time_parse(text, &time))
		add_event(s, r, what, &time);
}

static void fill_events(struct ts_verification *s, struct ts_report *r)
{
	const struct ts_approval *approval = s->c->approval;
	const struct ts_profile *profile = s->c->profile;
	struct ts_buf what = TS_BUF_INIT;

	add_event(s, r, "bundle sealed", &s->seal.created);
	add_proven(s, r, "proven: sealed after this", s->verdict->not_before);
	add_proven(s, r, "proven: sealed before this", s->verdict->sealed_before);
	if (s->c->doc == NULL)
		return;
	if (approval != NULL && approval->has_decided)
		add_event(s, r, "approval decided", &approval->decided_at);
	if (approval != NULL && approval->has_expires)
		add_event(s, r, "approval expires", &approval->expires_at);
	if (profile == NULL)
		return;
	ts_buf_printf(&what, "%s expired", profile->subject_name.one);
	if (profile->has_expired)
		add_event_at(s, r, &profile->expired, &what);
	ts_buf_free(&what);
	add_recorded(s, r);
}

static void fill_details(struct ts_verification *s, struct ts_report *r)
{
	struct ts_details details;
	struct ts_err err;

	if (s->c->doc == NULL || s->c->profile == NULL)
		return;
	if (ts_details_take(s->c, &details, &err) != 0)
		s->verdict->failed = true;
	r->details = details.list;
	r->details_n = details.n;
}

static bool fails_boundary(const struct ts_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n; i++)
		if (verdict->findings[i].result == TS_FAIL &&
		    verdict->findings[i].class == TS_BOUNDARY)
			return true;
	return false;
}

void ts_report_fill(struct ts_verification *s, struct ts_report *r)
{
	struct ts_buf digest = TS_BUF_INIT;
	struct ts_stage_rules rules;

	/* Only the verdict is shown of a bundle that contains what must not be published. */
	r->trusted = s->has_seal && !fails_boundary(s->verdict);
	if (!r->trusted)
		return;
	rules = ts_trust_rules(s->params->trust, s->seal.stage);
	r->producers = rules.producers;
	r->approvers = rules.approvers;
	r->separate = rules.separate;
	r->stamped = rules.stamped;
	r->owner = copy(s, shown(s->seal.owner));
	r->keyid = copy(s, s->seal.keyid);
	r->profile = copy(s, s->seal.profile);
	r->profile_title = copy(s, s->c->profile == NULL ? NULL : s->c->profile->title);
	r->profile_sha256 = copy_digest(s, s->seal.profile_digest);
	ts_package_describe(&s->seal.package, &digest);
	r->package_digest = copy(s, ts_verdict_text(s->verdict, &digest));
	ts_buf_free(&digest);
	r->package_path = copy(s, s->seal.package_path);
	r->approval_path = copy(s, s->seal.approval_path);
	r->approval_ref = copy(s, shown(s->seal.approval_ref));
	r->record_path = copy(s, s->seal.record_path);
	r->package_files = s->seal.package_files;
	r->package_bytes = s->seal.package_bytes;
	fill_signers(s, r);
	if (s->has_manifest && ts_verify_is_sealed(s))
		fill_files(s, r);
	fill_events(s, r);
	fill_details(s, r);
}
