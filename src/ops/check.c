#include "ops/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name.h"
#include "format/bag.h"
#include "format/hashing.h"
#include "format/tar.h"
#include "model/value.h"
#include "ops/documents.h"
#include "ops/look.h"
#include "ops/verify.h"

struct checking {
	const struct ts_check_params *params;
	struct ts_plan *plan;
	struct ts_verdict *verdict;
	struct ts_sha256 *hash; /* owned */
	struct ts_look *look;   /* owned */
	struct ts_look_terms terms;
	struct ts_buf approval; /* owned: its text */
	struct ts_err err;
	bool directory; /* the package is one */
};

static bool begins(const char *path, const char *with)
{
	return strncmp(path, with, strlen(with)) == 0;
}

/* Read the approval, which decides the name that it has inside. */
static int take_approval(struct checking *k)
{
	const char *file = k->params->approval;
	struct ts_buf *text = &k->approval;

	if (ts_tree_add(&k->plan->tree, TS_BAG_APPROVAL "approval.json", file, NULL, k->verdict,
		&k->err) != 0)
		return -1;
	if (k->plan->tree.n == 0) /* a directory, or refused: told already or below */
		return ts_verdict_any_failed(k->verdict)
			   ? 0
			   : ts_err_set(&k->err, "io", "%s is not a file", file);
	if (ts_file_slurp(file, TS_JSON_DOCUMENT_MAX, text, &k->err) != 0)
		return -1;
	ts_documents_take(
	    k->plan->c, TS_DOCUMENT_APPROVAL, file, text->data, text->len, k->verdict);
	if (k->plan->c->approval != NULL && k->plan->c->approval->is_signed) {
		char *path = strdup(TS_BAG_APPROVAL "approval.dsse.json");

		if (path == NULL)
			return ts_err_nomem(&k->err);
		free(k->plan->tree.files[0].path);
		k->plan->tree.files[0].path = path;
	}
	return 0;
}

/* List all files, where they will stand. */
static int list_files(struct checking *k)
{
	const struct ts_check_params *p = k->params;
	struct ts_tree *tree = &k->plan->tree;
	size_t len = strlen(TS_BAG_RECORD) + strlen(p->profile->record) + 1;
	struct stat st;
	bool record_directory;

	k->plan->record_name = malloc(len);
	if (k->plan->record_name == NULL)
		return ts_err_nomem(&k->err);
	snprintf(k->plan->record_name, len, TS_BAG_RECORD "%s", p->profile->record);
	k->plan->record_path = k->plan->record_name;
	if (lstat(p->record, &st) != 0)
		return ts_err_errno(&k->err, errno, "io", "cannot read %s", p->record);
	record_directory = S_ISDIR(st.st_mode);
	if (take_approval(k) != 0 ||
	    ts_tree_add(tree, TS_BAG_EVIDENCE, p->evidence, &k->directory, k->verdict, &k->err) !=
		0 ||
	    ts_tree_add(tree, record_directory ? TS_BAG_RECORD : k->plan->record_path, p->record,
		NULL, k->verdict, &k->err) != 0)
		return -1;
	return ts_tree_finish(tree, k->verdict, &k->err);
}

/* Every path must fit a header behind the bundle's name. */
static void judge_paths(struct checking *k)
{
	const char *name = k->params->name == NULL ? "x" : k->params->name;
	const char *fault = ts_name_bundle_fault(name, strlen(name));
	unsigned char header[TS_TAR_BLOCK];
	char path[4096];

	ts_verdict_ran(k->verdict, "tar.name");
	if (fault != NULL)
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){.id = "tar.name",
			.expected = "1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit",
			.mend = "give the bundle another name with --name"},
		    "the bundle's name %s", fault);
	for (size_t i = 0; i < k->plan->tree.n; i++) {
		const struct ts_tree_file *file = &k->plan->tree.files[i];
		int len = snprintf(path, sizeof(path), "%s/%s", name, file->path);

		if (len < 0 || (size_t)len >= sizeof(path) || !ts_tar_header(path, 0, header))
			ts_verdict_fail(k->verdict,
			    &(struct ts_failure){.id = "tar.name",
				.at = file->file,
				.expected = "at most 100 bytes behind a \"/\" that has at most 155 "
					    "before it",
				.mend = "shorten it"},
			    "the path is too long for a tar header");
	}
}

/* What the bytes of a file are wanted for, as they pass. */
struct passing {
	struct checking *k;
	struct ts_buf *keep; /* or NULL */
};

static int take_bytes(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct passing *passing = ctx;

	ts_sha256_add(passing->k->hash, data, len);
	if (passing->keep != NULL) {
		ts_buf_add(passing->keep, data, len);
		if (!ts_buf_ok(passing->keep))
			return ts_err_nomem(err);
	}
	return ts_look_take(passing->k->look, data, len, err);
}

static void begin_look(struct checking *k, const struct ts_tree_file *file, bool document)
{
	ts_look_begin(k->look, &(struct ts_look_file){.path = file->path,
				   .shown = file->file,
				   .number = (uint64_t)(file - k->plan->tree.files) + 1,
				   .document = document,
				   .search = document || !k->params->no_scan});
}

/* Read a file, hashing it and looking at it on the way, and keeping it in KEEP unless that is
 * NULL. */
static int read_file(
    struct checking *k, const struct ts_tree_file *file, bool document, struct ts_buf *keep)
{
	struct passing passing = {.k = k, .keep = keep};

	begin_look(k, file, document);
	if (ts_tree_read(
		file->file, file->size, take_bytes, &passing, k->params->progress, &k->err) != 0)
		return -1;
	return ts_look_end(k->look, k->verdict, &k->err);
}

/* Read a document. */
static int take_document(
    struct checking *k, const struct ts_tree_file *file, enum ts_document document)
{
	struct ts_buf text = TS_BUF_INIT;
	bool fits = file->size <= TS_JSON_DOCUMENT_MAX;
	int ret = read_file(k, file, true, fits ? &text : NULL);

	if (ret == 0)
		ts_documents_take(k->plan->c, document, file->file, text.data,
		    fits ? text.len : (size_t)file->size, k->verdict);
	ts_buf_free(&text);
	return ret;
}

/* Look at the approval, which was read to know its name. */
static int look_at_approval(struct checking *k)
{
	const struct ts_tree_file *file = k->plan->tree.files;

	for (size_t i = 0; i < k->plan->tree.n; i++, file++)
		if (begins(file->path, TS_BAG_APPROVAL)) {
			begin_look(k, file, true);
			if (ts_look_take(k->look, k->approval.data, k->approval.len, &k->err) != 0)
				return -1;
			return ts_look_end(k->look, k->verdict, &k->err);
		}
	return 0;
}

/* Judge the bundle that is the evidence, hashing it on the way. */
static int verify_inner(struct checking *k, int *fd, const struct stat *st)
{
	struct ts_source file = ts_source_fd(fd, st->st_size), source;
	struct ts_hashing hashing = {.from = &file, .hash = k->hash};
	struct ts_verify_params params = {.trust = k->params->trust,
	    .profiles = k->params->profiles,
	    .now = k->params->created,
	    .latest = k->params->created,
	    .max_files = TS_VERIFY_MAX_FILES,
	    .allow_example_keys = k->params->allow_example_keys,
	    .rules = k->params->rules,
	    .scan = !k->params->no_scan,
	    .look = k->look,
	    .depth = 1};
	struct ts_case *c = k->plan->c;
	struct ts_verdict *inner = ts_verdict_new(k->params->evidence);
	unsigned char rest[4096];
	ssize_t n;

	if (inner == NULL)
		return ts_err_nomem(&k->err);
	source = ts_source_hashing(&hashing);
	ts_verify(&source, &params, inner, &c->inner);
	c->inner_accepted = inner->class == TS_ACCEPTED;
	ts_verdict_take_inner(k->verdict, inner, "evidence");
	ts_verdict_free(inner);
	ts_look_set(k->look, &k->terms);
	while ((n = source.read(source.ctx, rest, sizeof(rest), &k->err)) > 0)
		; /* a refused bundle is not read to its end, but its digest is of all of it */
	if (n < 0)
		return -1;
	if (hashing.bytes != (uint64_t)st->st_size)
		return ts_err_set(
		    &k->err, "io", "%s changed while it was read", k->params->evidence);
	return c->inner == NULL ? ts_err_nomem(&k->err) : 0;
}

/* A package that is one file: a sealed bundle, or a record. */
static int take_single(struct checking *k, const struct ts_tree_file *file)
{
	unsigned char head[TS_TAR_BLOCK];
	struct stat st;
	int fd = -1, ret = -1;
	ssize_t n;

	if (ts_file_open(AT_FDCWD, file->file, true, &fd, &st, &k->err) != 0)
		return -1;
	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		ts_err_errno(&k->err, errno, "io", "cannot read %s", file->file);
	else if (ts_tar_begins_bundle(head, (size_t)n))
		ret = verify_inner(k, &fd, &st);
	else if (strcmp(file->path + strlen(TS_BAG_EVIDENCE), k->params->profile->evidence) == 0)
		ret = take_document(k, file, TS_DOCUMENT_EVIDENCE);
	else
		ret = read_file(k, file, false, NULL);
	close(fd);
	return ret;
}

/* Read one file of the package; its digest is left in the package's. */
static int read_package_file(struct checking *k, const struct ts_tree_file *file)
{
	const char *inside = file->path + strlen(TS_BAG_EVIDENCE);
	int ret;

	if (!k->directory)
		ret = take_single(k, file);
	else if (strcmp(inside, k->params->profile->evidence) == 0)
		ret = take_document(k, file, TS_DOCUMENT_EVIDENCE);
	else
		ret = read_file(k, file, false, NULL);
	if (ret == 0)
		ret = ts_sha256_end(k->hash, k->plan->c->package.digest, &k->err);
	return ret;
}

/* Read the package for its digest, and the documents. */
static int read_files(struct checking *k)
{
	struct ts_plan *plan = k->plan;
	struct ts_case *c = plan->c;
	struct ts_dirhash *dirhash = ts_dirhash_new(&k->err);
	unsigned char ignored[TS_DIGEST_BYTES];
	int ret = dirhash == NULL ? -1 : 0;

	for (size_t i = 0; i < plan->tree.n; i++)
		plan->bytes += plan->tree.files[i].size;
	ts_progress_begin(k->params->progress, "reading", plan->bytes);
	for (size_t i = 0; ret == 0 && i < plan->tree.n; i++) {
		const struct ts_tree_file *file = &plan->tree.files[i];

		plan->files++;
		if (begins(file->path, TS_BAG_APPROVAL)) {
			plan->approval_path = file->path;
		} else if (begins(file->path, TS_BAG_EVIDENCE)) {
			plan->package_files++;
			plan->package_bytes += file->size;
			plan->package_path = k->directory ? "data/evidence" : file->path;
			ret = read_package_file(k, file);
			if (ret == 0)
				ts_dirhash_add(dirhash, file->path + strlen(TS_BAG_EVIDENCE),
				    c->package.digest);
		} else {
			if (strcmp(file->path, plan->record_path) == 0)
				ret = take_document(k, file, TS_DOCUMENT_RECORD);
			else
				ret = read_file(k, file, false, NULL);
			if (ret == 0)
				ret = ts_sha256_end(k->hash, ignored, &k->err);
		}
	}
	c->package.kind = k->directory ? TS_PACKAGE_DIRECTORY : TS_PACKAGE_FILE;
	c->has_package = ret == 0 && plan->package_files > 0;
	if (c->has_package && k->directory)
		ret = ts_dirhash_end(dirhash, c->package.digest, &k->err);
	if (c->has_package && !k->directory)
		c->package_file = plan->package_path + strlen(TS_BAG_EVIDENCE);
	ts_dirhash_free(dirhash);
	return ret;
}

/* The profile must be one that a verifier under the same policy would use. */
static void judge_profile(struct checking *k)
{
	const struct ts_check_params *p = k->params;
	bool same; /* it is loaded: it came from the set */

	ts_verdict_ran(k->verdict, "profile.known");
	if (ts_profile_set_choose(
		p->profiles, p->profile->id, p->profile->digest, p->trust, &same) == p->profile &&
	    same)
		return;
	ts_verdict_fail(k->verdict,
	    &(struct ts_failure){.id = "profile.known",
		.at = p->profile->id,
		.mend =
		    "give the profile an id of its own, or have the trust policy pin its SHA-256"},
	    "no verifier would use this profile: it has a built-in profile's id, or the trust "
	    "policy "
	    "lists other revisions of it");
}

/* The bundle must be about something that can be named. */
static void judge_subject(struct checking *k)
{
	const struct ts_pointer *pointer = &k->params->profile->subject;
	const struct ts_json *value = ts_pointer_find(pointer, k->plan->c->doc);
	const char *text = ts_json_string(value);
	struct ts_buf found = TS_BUF_INIT;

	if (text != NULL && ts_value_is_ref(text)) {
		k->plan->subject_ref = text;
		return;
	}
	if (ts_verdict_has_failed(k->verdict, "document.parse"))
		return;
	ts_value_describe(value, &found);
	ts_verdict_fail(k->verdict,
	    &(struct ts_failure){.id = "document.field",
		.at = pointer->text,
		.expected = ts_type_words(TS_TYPE_REF),
		.found = ts_buf_cstr(&found),
		.mend = "name there what the bundle is about"},
	    "the subject of the bundle is not named");
	ts_buf_free(&found);
}

static void judge_package_there(struct checking *k)
{
	if (k->plan->package_files == 0)
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){
			.id = "document.parse", .at = k->params->evidence, .found = "no files"},
		    "the package holds no file");
}

/* Whose keys will seal it: they must not have approved it. */
static int note_producers(struct checking *k)
{
	const struct ts_check_params *p = k->params;

	for (size_t i = 0; p->trust != NULL && i < p->sealers_n; i++) {
		const struct ts_trust_key *key = ts_trust_find(p->trust, p->sealers[i]->id);

		if (key != NULL && ts_case_add_producer(k->plan->c, key->owner, &k->err) != 0)
			return -1;
	}
	return 0;
}

/* Under what the files are looked at: as who verifies the bundle will. */
static int set_boundary(struct checking *k)
{
	const struct ts_check_params *p = k->params;
	struct ts_look_terms *terms = &k->terms;

	*terms = (struct ts_look_terms){.kinds = true,
	    .media = ts_json_get(p->profile->json, "media"),
	    .waivers = p->waivers,
	    .any_waiver = p->trust == NULL,
	    .as_of = p->created,
	    .found = p->found,
	    .ctx = p->found_ctx};
	if (p->waivers != NULL) {
		terms->matched = calloc(p->waivers->n + 1, sizeof(*terms->matched));
		if (terms->matched == NULL)
			return ts_err_nomem(&k->err);
	}
	if (p->trust != NULL)
		terms->may_waive = ts_trust_rules(p->trust, p->profile->id).waivers;
	if (p->waivers != NULL && p->waivers->has_salt)
		memcpy(terms->salt, p->waivers->salt, TS_SALT_BYTES);
	else
		ts_salt_new(terms->salt);
	if (ts_look_new(p->rules, &k->look, &k->err) != 0)
		return -1;
	ts_look_set(k->look, terms);
	return 0;
}

/* A waiver of nothing would be sealed, and shown for ever. */
static void judge_waivers(struct checking *k)
{
	const struct ts_waivers *waivers = k->params->waivers;

	for (size_t i = 0; waivers != NULL && !k->params->no_scan && i < waivers->n; i++)
		if (!k->terms.matched[i])
			ts_verdict_fail(k->verdict,
			    &(struct ts_failure){.id = "waivers.valid",
				.at = waivers->list[i].path,
				.found = waivers->list[i].rule,
				.mend = "take it out of the waivers file; check --write-waivers "
					"drafts those that are needed"},
			    "a waiver waives nothing that was found");
}

static void tell_boundary(struct checking *k)
{
	judge_waivers(k);
	ts_look_report_waivers(&k->terms, k->verdict);
	if (k->params->no_scan)
		ts_verdict_skip(k->verdict, "boundary.content",
		    "only the records and the approval were searched for what may not be "
		    "published (--no-scan), and the seal says so");
	else
		ts_verdict_pass(k->verdict, "boundary.content", "every file was searched");
}

static int judge(struct checking *k)
{
	const struct ts_check_params *p = k->params;
	const struct ts_documents_terms terms = {.trust = p->trust,
	    .latest = ts_time_add(&p->created, TS_CLOCK_SKEW),
	    .allow_example_keys = p->allow_example_keys};

	ts_verdict_ran(k->verdict, "boundary.file-kind");
	if (set_boundary(k) != 0 || list_files(k) != 0)
		return -1;
	judge_paths(k);
	if (look_at_approval(k) != 0 || read_files(k) != 0 || note_producers(k) != 0)
		return -1;
	tell_boundary(k);
	judge_package_there(k);
	judge_profile(k);
	if (ts_documents_judge(k->plan->c, &terms, k->plan->results, k->verdict, &k->err) != 0)
		return -1;
	judge_subject(k);
	return 0;
}

void ts_check(
    const struct ts_check_params *params, struct ts_plan *plan, struct ts_verdict *verdict)
{
	struct checking k = {.params = params, .plan = plan, .verdict = verdict};
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
	if (k.look != NULL && ts_look_hide(k.look, verdict, &k.err) != 0)
		ts_verdict_fail_err(verdict, &k.err);
	ts_sha256_free(k.hash);
	ts_look_free(k.look);
	free(k.terms.matched);
	ts_buf_free(&k.approval);
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
