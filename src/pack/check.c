#include "pack/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "format/bag.h"
#include "format/tar.h"
#include "format/value.h"
#include "judge/fix.h"
#include "pack/check_state.h"
#include "verify/verify.h"

/* Check that every path, after the bundle's name, fits a tar header. */
static void judge_paths(struct ts_checking *k)
{
	const char *name = k->params->name == NULL ? "x" : k->params->name;
	const char *fault = ts_name_bundle_fault(name, strlen(name));
	unsigned char header[TS_TAR_BLOCK];
	char path[TS_TAR_PATH_MAX + 1];

	ts_verdict_ran(k->verdict, "tar.name");
	if (fault != NULL)
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){.id = "tar.name",
			.expected = "1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit",
			.fix = "give the bundle another name with --name"},
		    "the bundle's name %s", fault);
	for (size_t i = 0; i < k->plan->tree.n; i++) {
		const struct ts_tree_file *file = &k->plan->tree.files[i];

		if (!ts_bag_path(name, file->path, path) || !ts_tar_header(path, 0, header))
			ts_verdict_fail(k->verdict,
			    &(struct ts_failure){.id = "tar.name",
				.at = file->file,
				.expected =
				    "at most 100 bytes after a \"/\", and at most 155 before it",
				.fix = "shorten it"},
			    "the path is too long for a tar header");
	}
}

/* Check that a verifier under the same policy would use this profile. */
static void judge_profile(struct ts_checking *k)
{
	const struct ts_check_params *p = k->params;
	bool same; /* it is loaded, because it comes from the set */

	ts_verdict_ran(k->verdict, "profile.known");
	if (ts_profile_set_choose(
		p->profiles, p->profile->id, p->profile->digest, p->trust, &same) == p->profile &&
	    same)
		return;
	ts_verdict_fail(k->verdict,
	    &(struct ts_failure){.id = "profile.known",
		.at = p->profile->id,
		.fix = "give the profile an id of its own, or pin its SHA-256 in the trust policy"},
	    "no verifier would use this profile: it has the id of a built-in profile, or the trust "
	    "policy lists other revisions of it");
}

/* Check that the bundle is about something that has a reference. */
static void judge_subject(struct ts_checking *k)
{
	const struct ts_pointer *pointer = &k->params->profile->subject;
	const struct ts_json *value = ts_pointer_find(pointer, k->plan->c->doc);
	const char *text = ts_json_string(value);
	struct ts_buf found = TS_BUF_INIT, fix = TS_BUF_INIT;

	if (text != NULL && ts_value_is_ref(text)) {
		k->plan->subject_ref = text;
		return;
	}
	if (ts_verdict_has_failed(k->verdict, "document.parse"))
		return;
	ts_fix_found(value, TS_TYPE_REF, NULL, &found, &fix);
	ts_fix_value(k->plan->c, pointer->text, false, &fix);
	ts_verdict_fail(k->verdict,
	    &(struct ts_failure){.id = "document.field",
		.at = pointer->text,
		.expected = ts_type_description(TS_TYPE_REF),
		.found = ts_verdict_text(k->verdict, &found),
		.fix = ts_verdict_text(k->verdict, &fix)},
	    value == NULL ? "the subject of the bundle is missing"
			  : "the subject of the bundle is no reference");
	ts_buf_free(&found);
	ts_buf_free(&fix);
}

static void judge_package_there(struct ts_checking *k)
{
	if (k->plan->package_files == 0)
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){
			.id = "document.parse", .at = k->params->evidence, .found = "no files"},
		    "the package contains no file");
}

/* The owners of the keys that will seal it must not have approved it. */
static int note_producers(struct ts_checking *k)
{
	const struct ts_check_params *p = k->params;

	for (size_t i = 0; p->trust != NULL && i < p->sealers_n; i++) {
		const struct ts_trust_key *key = ts_trust_find(p->trust, p->sealers[i]->id);

		if (key != NULL && ts_case_add_producer(k->plan->c, key->owner, &k->err) != 0)
			return -1;
	}
	return 0;
}

/* Set the parameters of the boundary, as the verifier of the bundle will. */
static int set_boundary(struct ts_checking *k)
{
	const struct ts_check_params *p = k->params;
	struct ts_boundary_params *params = &k->boundary_params;

	*params = (struct ts_boundary_params){.kinds = true,
	    .media = ts_json_get(p->profile->json, "media"),
	    .waivers = p->waivers,
	    .any_waiver = p->trust == NULL,
	    .as_of = p->created,
	    .found = p->found,
	    .ctx = p->found_ctx};
	if (p->waivers != NULL) {
		params->matched = calloc(p->waivers->n + 1, sizeof(*params->matched));
		if (params->matched == NULL)
			return ts_err_nomem(&k->err);
	}
	if (p->trust != NULL)
		params->may_waive = ts_trust_rules(p->trust, p->profile->id).waivers;
	if (p->waivers != NULL && p->waivers->has_salt)
		memcpy(params->salt, p->waivers->salt, TS_SALT_BYTES);
	else
		ts_salt_new(params->salt);
	if (k->boundary == NULL && ts_boundary_new(p->rules, &k->boundary, &k->err) != 0)
		return -1;
	ts_boundary_set_params(k->boundary, params);
	return 0;
}

/* A waiver without a finding would be sealed and shown for ever. */
static void judge_waivers(struct ts_checking *k)
{
	const struct ts_waivers *waivers = k->params->waivers;

	if (waivers != NULL && waivers->n > TS_WAIVERS_MAX)
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){.id = "waivers.valid",
			.expected = "at most 1000 waivers",
			.fix = "remove the content instead"},
		    "there are more waivers than a seal may hold");
	for (size_t i = 0; waivers != NULL && !k->params->no_scan && i < waivers->n; i++)
		if (!k->boundary_params.matched[i])
			ts_verdict_fail(k->verdict,
			    &(struct ts_failure){.id = "waivers.valid",
				.at = waivers->list[i].path,
				.found = waivers->list[i].rule,
				.fix = "remove it from the waivers file; check --write-waivers "
				       "drafts those that are needed"},
			    "a waiver does not match any finding");
}

static void report_boundary(struct ts_checking *k)
{
	judge_waivers(k);
	ts_boundary_report_waivers(&k->boundary_params, k->verdict);
	if (k->params->no_scan)
		ts_verdict_skip(k->verdict, "boundary.content",
		    "only the records and the approval were searched for what must not be "
		    "published (--no-scan), and the seal says so");
	else
		ts_verdict_pass(k->verdict, "boundary.content", "every file was searched");
}

/* Begin to write, unless something has failed already. */
static int begin_sink(struct ts_checking *k)
{
	const struct ts_check_sink *sink = k->params->sink;

	if (sink == NULL || ts_verdict_any_failed(k->verdict))
		return 0;
	k->sink = sink;
	return sink->begin(sink->ctx, k->plan, &k->err);
}

static int judge(struct ts_checking *k)
{
	ts_verdict_ran(k->verdict, "boundary.file-kind");
	if (set_boundary(k) != 0 || ts_check_list(k) != 0)
		return -1;
	judge_paths(k);
	if (ts_check_documents(k) != 0)
		return -1;
	judge_package_there(k);
	judge_profile(k);
	if (ts_profile_set_before(k->params->profiles, k->params->profile, k->params->trust,
		&k->plan->c->before, &k->err) != 0)
		return -1;
	if (ts_documents_build(k->plan->c, k->verdict, &k->err) != 0 || note_producers(k) != 0)
		return -1;
	judge_subject(k);
	if (begin_sink(k) != 0 || ts_check_read(k) != 0)
		return -1;
	report_boundary(k);
	ts_documents_judge(k->plan->c, &k->documents_params, k->plan->results, k->verdict);
	return 0;
}

void ts_check(
    const struct ts_check_params *params, struct ts_plan *plan, struct ts_verdict *verdict)
{
	struct ts_checking k = {
	    .params = params,
	    .plan = plan,
	    .verdict = verdict,
	    .boundary = params->boundary,
	    .documents_params = {.trust = params->trust,
		.now = params->created,
		.latest = ts_time_add(&params->created, TS_CLOCK_SKEW),
		.allow_example_keys = params->allow_example_keys},
	};
	char created[TS_TIME_TEXT];

	*plan = (struct ts_plan){0};
	k.hash = ts_sha256_new(&k.err);
	plan->c = ts_case_new();
	plan->results = calloc(params->profile->gates_n, sizeof(*plan->results));
	if (k.hash == NULL || plan->c == NULL || plan->results == NULL) {
		ts_err_nomem(&k.err);
		ts_verdict_fail_err(verdict, &k.err);
		goto done;
	}
	plan->c->profile = params->profile;
	plan->c->name = params->name;
	plan->c->owner = params->owner;
	plan->c->created = params->created;
	ts_time_format(&params->created, created);
	ts_verdict_set(verdict, &verdict->name, params->name);
	ts_verdict_set(verdict, &verdict->stage, params->profile->id);
	ts_verdict_set(verdict, &verdict->created, created);
	ts_verdict_set(verdict, &verdict->actor, params->owner);
	if (judge(&k) != 0)
		ts_verdict_fail_err(verdict, &k.err);
	ts_verdict_set(verdict, &verdict->subject, plan->subject_ref);
done:
	if (k.boundary != NULL && ts_boundary_redact(k.boundary, verdict, &k.err) != 0)
		ts_verdict_fail_err(verdict, &k.err);
	ts_sha256_free(k.hash);
	if (params->boundary == NULL)
		ts_boundary_free(k.boundary);
	free(k.boundary_params.matched);
	for (int i = 0; i < TS_DOCUMENTS; i++)
		ts_buf_free(&k.documents[i].text);
	ts_verdict_finish(verdict, ts_documents_checks, ts_documents_checks_n);
}

void ts_plan_free(struct ts_plan *plan)
{
	ts_tree_free(&plan->tree);
	free(plan->record_name);
	ts_case_free(plan->c);
	free(plan->results);
	*plan = (struct ts_plan){0};
}
