#include "verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "format/value.h"
#include "verify/input.h"
#include "verify/report.h"
#include "verify/verify_state.h"

#define SEAL_FILE_MAX ((size_t)2 << 20) /* a payload of 1 MiB in base64, and signatures */

/* Read the whole current entry, of SIZE, into BUF. */
static int keep_entry(struct ts_verification *s, uint64_t size, struct ts_buf *buf)
{
	const unsigned char *data;
	size_t len;
	int got;

	/* The size in a header is not trusted: it cannot exceed that of the source. */
	if (s->source->size != TS_SIZE_UNKNOWN && size <= (uint64_t)s->source->size)
		ts_buf_reserve(buf, (size_t)size + 1); /* and a NUL */
	while ((got = ts_tar_data(s->reader, SIZE_MAX, &data, &len, &s->err)) > 0)
		ts_buf_add(buf, data, len);
	if (got == 0 && !ts_buf_ok(buf))
		return ts_err_nomem(&s->err);
	return got;
}

/* Take the bundle's name from the path of its first entry. */
static int take_name(struct ts_verification *s, const struct ts_tar_entry *entry)
{
	const char *slash = strchr(entry->path, '/'), *fault;

	if (slash == NULL)
		return ts_err_set(&s->err, "tar.order",
		    "this is not a bundle: its first entry is not NAME/" TS_BAG_BAGIT);
	fault = ts_name_bundle_fault(entry->path, (size_t)(slash - entry->path));
	if (fault != NULL)
		return ts_err_set(
		    &s->err, "tar.name", "the bundle's name, which is its directory, %s", fault);
	memcpy(s->name, entry->path, (size_t)(slash - entry->path));
	s->name[slash - entry->path] = '\0';
	ts_verdict_set(s->verdict, &s->verdict->name, s->name);
	return 0;
}

/* Read the next entry, which must be the tag file TAG, into BUF. */
static int read_tag(struct ts_verification *s, const char *tag, size_t max, const char *too_large,
    struct ts_buf *buf)
{
	struct ts_tar_entry entry;
	int got = ts_tar_next(s->reader, &entry, &s->err);
	size_t name;

	if (got < 0)
		return -1;
	if (got == 0)
		return ts_err_set(
		    &s->err, "tar.order", "the archive ends before its entry %s", tag);
	if (entry.number == 1 && take_name(s, &entry) != 0)
		return -1;
	name = strlen(s->name);
	if (strncmp(entry.path, s->name, name) != 0 || entry.path[name] != '/' ||
	    strcmp(entry.path + name + 1, tag) != 0) {
		ts_err_set(&s->err, "tar.order", "entry %llu is %s",
		    (unsigned long long)entry.number,
		    ts_name_path_fault(entry.path, strlen(entry.path)) == NULL ? entry.path
									       : "another file");
		return ts_err_expected(&s->err, "%s/%s", s->name, tag);
	}
	if (entry.size > max) {
		ts_err_set(
		    &s->err, too_large, "%s has %llu bytes", tag, (unsigned long long)entry.size);
		return ts_err_expected(&s->err, "at most %zu bytes", max);
	}
	return keep_entry(s, entry.size, buf);
}

/* Step 1: the four tag files, in their order. */
static int read_tag_files(struct ts_verification *s)
{
	if (read_tag(s, TS_BAG_BAGIT, TS_BAG_TEXT_MAX, "bag.tagfiles", &s->bagit) != 0 ||
	    read_tag(s, TS_BAG_SEAL, SEAL_FILE_MAX, "seal.canonical", &s->seal_text) != 0 ||
	    read_tag(s, TS_BAG_INFO, TS_BAG_TEXT_MAX, "bag.tagfiles", &s->bag_info) != 0)
		return -1;
	return read_tag(s, TS_BAG_MANIFEST, TS_BAG_MANIFEST_MAX, "tar.limit", &s->manifest_text);
}

/* Choose the profile, and check that the bundle was sealed under it. */
static int choose_profile(struct ts_verification *s)
{
	const struct ts_verify_params *p = s->params;
	struct ts_verdict *v = s->verdict;
	bool same = false;

	if (!s->has_seal)
		return 0;
	if (ts_profile_set_load(p->profiles, s->seal.stage, &s->err) != 0)
		return -1;
	ts_verdict_ran(v, "profile.known");
	s->c->profile = ts_profile_set_choose(
	    p->profiles, s->seal.stage, s->seal.profile_digest, p->trust, &same);
	if (s->c->profile == NULL) {
		bool unpinned = ts_profile_set_has_unpinned(p->profiles, s->seal.stage, p->trust);

		ts_verdict_fail(v,
		    &(struct ts_failure){.id = "profile.known",
			.found = s->seal.stage,
			.fix = unpinned ? "pin the profile's SHA-256 in the trust policy, under "
					  "stages, STAGE, profiles"
					: "give the stage's profile with --profile FILE, and pin "
					  "its SHA-256 in the trust policy"},
		    unpinned ? "this verifier has profiles for the stage, but the trust policy "
			       "allows none of them"
			     : "this verifier has no profile for the stage of the bundle");
		return 0;
	}
	ts_verdict_ran(v, "profile.same");
	if (!same)
		ts_verdict_fail(v,
		    &(struct ts_failure){.id = "profile.same",
			.fix = "give the profile that the bundle was sealed under with --profile, "
			       "if the trust policy allows it; or have the bundle sealed again"},
		    "the bundle was sealed under another revision of the profile %s than the "
		    "newest one that this verifier may use",
		    s->seal.stage);
	return 0;
}

static void judge_expectation(
    struct ts_verification *s, const char *id, const char *expected, const char *found)
{
	bool stage = strcmp(id, "expect.stage") == 0;

	if (expected == NULL) {
		ts_verdict_skip(s->verdict, id, "not requested (--stage, --subject)");
		return;
	}
	if (!s->has_seal)
		return;
	ts_verdict_ran(s->verdict, id);
	if (strcmp(expected, found) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = id,
			.expected = expected,
			.found = found,
			.fix = "get the right bundle, or correct what you expect"},
		    "the bundle is %s", stage ? "of another stage" : "about another subject");
}

/* The length of a document, which may be more than memory can hold: then any that is too large. */
static size_t document_len(uint64_t size)
{
	return size > TS_JSON_DOCUMENT_MAX ? TS_JSON_DOCUMENT_MAX + 1 : (size_t)size;
}

/* Parse the documents. The name of the approval must fit its form, so that one content has only one
 * serialisation. */
static int take_documents(struct ts_verification *s, const struct ts_documents_params *params)
{
	const char *paths[TS_DOCUMENTS] = {[TS_DOCUMENT_EVIDENCE] = s->c->profile->evidence,
	    [TS_DOCUMENT_APPROVAL] = s->seal.approval_path,
	    [TS_DOCUMENT_RECORD] = s->c->profile->record};
	const struct ts_approval *approval;

	for (int i = 0; i < TS_DOCUMENTS; i++)
		if (s->kept[i].there &&
		    ts_documents_parse(s->c, (enum ts_document)i, paths[i], s->kept[i].text.data,
			document_len(s->kept[i].size), params, s->verdict, &s->err) != 0)
			return -1;
	approval = s->c->approval;
	if (approval != NULL &&
	    approval->is_signed != (strstr(s->seal.approval_path, ".dsse.json") != NULL))
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "manifest.complete",
			.at = s->seal.approval_path,
			.expected = approval->is_signed ? "data/approval/approval.dsse.json"
							: "data/approval/approval.json"},
		    "the name of the approval does not fit its form");
	return 0;
}

/* Findings at the boundary are recorded already. Report what was searched, and the waivers. */
static void judge_boundary(struct ts_verification *s)
{
	ts_verdict_ran(s->verdict, "boundary.file-kind");
	ts_boundary_report_waivers(&s->boundary_params, s->verdict);
	if (s->search || s->params->searched)
		ts_verdict_pass(s->verdict, "boundary.content", "every file was searched");
	else
		ts_verdict_skip(s->verdict, "boundary.content",
		    s->seal.no_scan ? "only the records and the approval were searched for what "
				      "must not be published, and the producer did not search the "
				      "other files (--scan searches them)"
				    : "only the records and the approval were searched for what "
				      "must not be published (--scan searches every file)");
}

/* Set the parameters of the boundary for this bundle, now that its stage is known. */
static void set_boundary(struct ts_verification *s)
{
	struct ts_boundary_params *params = &s->boundary_params;
	struct ts_stage_rules rules = {0};

	s->search = s->params->scan;
	*params =
	    (struct ts_boundary_params){.kinds = true, .any_waiver = s->params->trust == NULL};
	if (s->c->profile == NULL)
		return;
	params->media = ts_json_get(s->c->profile->json, "media");
	params->as_of = s->seal.created;
	params->waivers = &s->seal.waivers;
	/* If the seal has no salt, use one that nobody can guess. */
	if (s->seal.waivers.has_salt)
		memcpy(params->salt, s->seal.waivers.salt, TS_SALT_BYTES);
	else
		ts_salt_new(params->salt);
	if (s->params->trust != NULL) {
		rules = ts_trust_rules(s->params->trust, s->seal.stage);
		params->may_waive = rules.waivers;
		s->search = s->search || rules.scan;
	}
	ts_verdict_ran(s->verdict, "rules.known");
	if (rules.rules_sha256 != NULL && strcmp(rules.rules_sha256, s->params->rules->sha256) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "rules.known",
			.expected = rules.rules_sha256,
			.found = s->params->rules->sha256,
			.fix = "use the version of tarseal, and the --rules, that the policy was "
			       "written for"},
		    "the trust policy requires other rules for the content scanner");
	ts_boundary_set_params(s->boundary, params);
}

/* Every verification shows what the seal says, so it is searched like a document. */
static int search_seal(struct ts_verification *s)
{
	if (s->c->profile == NULL)
		return 0;
	ts_boundary_begin_file(s->boundary, &(struct ts_boundary_file){.path = TS_BAG_SEAL,
						.shown = TS_BAG_SEAL,
						.number = 2,
						.document = true,
						.search = true});
	if (ts_boundary_add(
		s->boundary, s->envelope.payload.data, s->envelope.payload.len, &s->err) != 0)
		return -1;
	return ts_boundary_end_file(s->boundary, s->verdict, &s->err);
}

/* Waivers must be about files that exist. */
static void judge_waivers(struct ts_verification *s)
{
	for (size_t i = 0; s->has_manifest && i < s->seal.waivers.n; i++)
		if (ts_manifest_find(&s->manifest, s->seal.waivers.list[i].path) == s->manifest.n)
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){
				.id = "seal.statement", .at = "/predicate/boundary/waivers"},
			    "the seal waives a finding in a file that does not exist");
}

/* Steps 6 to 8: everything that depends on the documents. */
static int judge_documents(struct ts_verification *s)
{
	const struct ts_documents_params params = {.trust = s->params->trust,
	    .now = s->params->now,
	    .latest = s->params->latest,
	    .before = ts_verify_before(s),
	    .by_proof = ts_verify_by_proof(s),
	    .allow_example_keys = s->params->allow_example_keys};
	enum ts_result *results;
	int ret = -1;

	if (s->c->profile == NULL || !ts_verify_is_sealed(s))
		return 0;
	/* A sealed bundle was judged under its own profile. */
	if (s->c->inner == NULL && ts_profile_set_before(s->params->profiles, s->c->profile,
				       s->params->trust, &s->c->before, &s->err) != 0)
		return -1;
	if (take_documents(s, &params) != 0)
		return -1;
	results = calloc(s->c->profile->gates_n, sizeof(*results));
	if (results == NULL)
		return ts_err_nomem(&s->err);
	if (ts_documents_build(s->c, s->verdict, &s->err) != 0)
		goto done;
	ts_documents_judge(s->c, &params, results, s->verdict);
	ts_verify_claims(s, results);
	judge_boundary(s);
	ret = 0;
done:
	free(results);
	return ret;
}

/* The steps in the order of docs/format.md. Returns -1 when reading ends; S->err says why. */
static int run(struct ts_verification *s)
{
	if (read_tag_files(s) != 0 || ts_verify_seal(s) != 0 || choose_profile(s) != 0)
		return -1;
	set_boundary(s);
	if (search_seal(s) != 0)
		return -1;
	judge_expectation(s, "expect.stage", s->params->expect_stage, s->seal.stage);
	judge_expectation(s, "expect.subject", s->params->expect_subject, s->seal.subject_ref);
	if (ts_verify_tagfiles(s) != 0 || ts_verify_payload(s) != 0 || ts_verify_bag_info(s) != 0)
		return -1;
	ts_verify_statement(s);
	ts_verify_package(s);
	if (ts_verify_time(s) != 0)
		return -1;
	judge_waivers(s);
	/* What was not sealed is not the producer's leak, so it is not reported. */
	if (ts_verify_is_sealed(s))
		ts_verdict_merge_failures(s->verdict, s->boundary_findings);
	return judge_documents(s);
}

/* All checks of a verification must have run, or been skipped. */
static void finish(struct ts_verification *s)
{
	static const char *const own[] = {"tar.canonical", "tar.order", "tar.name",
	    "seal.canonical", "seal.statement", "bag.tagfiles", "manifest.canonical",
	    "manifest.complete", "manifest.digest", "package.digest", "seal.signature",
	    "seal.trusted", "seal.role", "seal.validity", "seal.threshold", "format.version",
	    "profile.known", "profile.same", "expect.stage", "expect.subject", "seal.claims",
	    "seal.age", "seal.gates", "boundary.file-kind", "boundary.content", "rules.known"};
	static const char *const time[] = {"time.stamped", "time.created", "time.within"};
	const struct ts_profile *profile = s->c == NULL ? NULL : s->c->profile;
	const char *ids[64];
	char gate[80];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		ids[n++] = own[i];
	for (size_t i = 0; i < ts_documents_checks_n; i++)
		ids[n++] = ts_documents_checks[i];
	for (size_t i = 0; ts_verify_judges_time(s) && i < sizeof(time) / sizeof(time[0]); i++)
		ids[n++] = time[i];
	for (size_t i = 0; profile != NULL && i < profile->gates_n; i++) {
		snprintf(gate, sizeof(gate), "gate.%s", profile->gates[i].id);
		ts_verdict_not_run(s->verdict, gate);
	}
	ts_verdict_finish(s->verdict, ids, n);
}

static void release(struct ts_verification *s)
{
	ts_tar_reader_free(s->reader);
	ts_buf_free(&s->bagit);
	ts_buf_free(&s->seal_text);
	ts_buf_free(&s->bag_info);
	ts_buf_free(&s->manifest_text);
	for (int i = 0; i < TS_DOCUMENTS; i++)
		ts_buf_free(&s->kept[i].text);
	for (unsigned i = 0; i < TS_BAG_STAMPS; i++)
		ts_buf_free(&s->kept_stamps[i].text);
	ts_dsse_free(&s->envelope);
	ts_seal_free(&s->seal);
	ts_json_free(s->statement);
	ts_signers_free(&s->signers);
	ts_manifest_free(&s->manifest);
	free(s->seen);
	ts_sha256_free(s->hash);
	ts_dirhash_free(s->dirhash);
	ts_case_free(s->c);
	ts_verdict_free(s->boundary_findings);
	if (s->params->boundary == NULL)
		ts_boundary_free(s->boundary);
}

static int note_sha256(struct ts_verification *s, struct ts_verify_input *input)
{
	char hex[TS_DIGEST_HEX];

	s->verdict->bytes = ts_tar_offset(s->reader);
	if (!s->params->want_sha256 || !s->whole)
		return 0;
	if (ts_verify_input_sha256(input, hex, &s->err) != 0)
		return -1;
	ts_verdict_set(s->verdict, &s->verdict->sha256, hex);
	return 0;
}

static int begin(struct ts_verification *s)
{
	s->c = ts_case_new();
	s->reader = ts_tar_reader_new(s->source, &s->err);
	s->boundary_findings = ts_verdict_new("");
	if (s->c == NULL || s->boundary_findings == NULL || s->reader == NULL ||
	    (s->boundary == NULL && ts_boundary_new(s->params->rules, &s->boundary, &s->err) != 0))
		return ts_err_nomem(&s->err);
	ts_tar_observe(s->reader, s->params->observer);
	return 0;
}

void ts_verify(struct ts_source *source, const struct ts_verify_params *params,
    struct ts_verdict *verdict, struct ts_case **result)
{
	struct ts_verify_input input;
	struct ts_verification s = {.params = params,
	    .verdict = verdict,
	    .boundary = params->boundary,
	    .source = &input.counted,
	    .progress = &input.counting.progress,
	    .verify_inner = ts_verify};
	bool bad = ts_verify_input_open(&input, source, params, &s.err) != 0 || begin(&s) != 0;

	if (!bad) {
		bad = run(&s) != 0;
		bad = note_sha256(&s, &input) != 0 || bad;
	}
	/* A step that ended the reading may have recorded the reason itself. */
	if (bad && s.err.check != NULL)
		ts_verdict_fail_err(verdict, &s.err);
	ts_verify_unjudged(&s);
	if (params->report != NULL && !s.verdict->failed && s.c != NULL)
		ts_report_fill(&s, params->report);
	if (params->depth == 0 && s.boundary != NULL &&
	    ts_boundary_redact(s.boundary, verdict, &s.err) != 0)
		ts_verdict_fail_err(verdict, &s.err);
	finish(&s);
	if (result != NULL) {
		if (s.c != NULL) /* do not keep what is borrowed from the seal */
			s.c->name = s.c->owner = s.c->package_file = NULL;
		*result = s.c;
		s.c = NULL;
	}
	ts_verify_input_close(&input);
	release(&s);
}
