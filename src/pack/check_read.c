#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/hashing.h"
#include "format/bag.h"
#include "format/tar.h"
#include "pack/check_parallel.h"
#include "pack/check_state.h"
#include "stamp/stamp.h"
#include "verify/verify.h"

static bool begins(const char *path, const char *with)
{
	return strncmp(path, with, strlen(with)) == 0;
}

/* Read the approval, whose form decides its name in the bundle. */
static int take_approval(struct ts_checking *k)
{
	const char *file = k->params->approval;
	struct ts_buf *text = &k->documents[TS_DOCUMENT_APPROVAL].text;

	/* Everything else can be checked before there is one. */
	if (access(file, F_OK) != 0 && errno == ENOENT) {
		ts_verdict_fail(k->verdict,
		    &(struct ts_failure){.id = "io",
			.at = file,
			.fix = "have the package approved when everything else is right: tarseal "
			       "approve"},
		    "cannot read %s: there is no approval yet", file);
		k->plan->c->approval_missing = true;
		return 0;
	}
	if (ts_tree_add(&k->plan->tree, TS_BAG_APPROVAL "approval.json", file, NULL, k->verdict,
		&k->err) != 0)
		return -1;
	if (k->plan->tree.n == 0) /* a directory, or refused */
		return ts_verdict_any_failed(k->verdict)
			   ? 0
			   : ts_err_set(&k->err, "io", "%s is not a file", file);
	if (ts_file_slurp(file, TS_JSON_DOCUMENT_MAX, text, &k->err) != 0)
		return -1;
	if (ts_documents_parse(k->plan->c, TS_DOCUMENT_APPROVAL, file, text->data, text->len,
		&k->documents_params, k->verdict, &k->err) != 0)
		return -1;
	if (k->plan->c->approval != NULL && k->plan->c->approval->is_signed) {
		char *path = strdup(TS_BAG_APPROVAL "approval.dsse.json");

		if (path == NULL)
			return ts_err_nomem(&k->err);
		free(k->plan->tree.files[0].path);
		k->plan->tree.files[0].path = path;
	}
	return 0;
}

/* Add the time stamps that the bundle will be newer than. */
static int add_stamps(struct ts_checking *k)
{
	const struct ts_check_params *p = k->params;
	char path[TS_BAG_STAMP_PATH];

	for (unsigned i = 0; i < p->not_before_n; i++) {
		ts_bag_stamp_path(i, path);
		if (ts_tree_add(
			&k->plan->tree, path, p->not_before[i], NULL, k->verdict, &k->err) != 0)
			return -1;
	}
	return 0;
}

/* Check the form of each, also of one in a directory with the record. Only a verifier knows whose
 * stamps count. */
static int judge_stamps(struct ts_checking *k)
{
	for (size_t i = 0; i < k->plan->tree.n; i++) {
		const struct ts_tree_file *file = &k->plan->tree.files[i];
		struct ts_buf data = TS_BUF_INIT;
		struct ts_stamp stamp;
		struct ts_err why;
		int ret;

		if (ts_bag_stamp_number(file->path) == TS_BAG_STAMPS)
			continue;
		if (file->size > TS_STAMP_MAX) {
			ts_verdict_fail(k->verdict,
			    &(struct ts_failure){.id = "stamp.form",
				.at = file->file,
				.expected = "at most 32768 bytes"},
			    "it is too large for a time stamp");
			continue;
		}
		ret = ts_file_slurp(file->file, TS_STAMP_MAX, &data, &k->err);
		if (ret == 0 && ts_stamp_read(data.data, data.len, &stamp, &why) != 0) {
			ts_err_at(&why, "%s", file->file);
			ts_verdict_fail_err(k->verdict, &why);
		}
		ts_buf_free(&data);
		if (ret != 0)
			return -1;
	}
	return 0;
}

/* List all files with their paths in the bundle. */
int ts_check_list(struct ts_checking *k)
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
		NULL, k->verdict, &k->err) != 0 ||
	    add_stamps(k) != 0)
		return -1;
	ts_tree_judge_count(tree, k->verdict);
	if (ts_tree_finish(tree, k->verdict, &k->err) != 0)
		return -1;
	return judge_stamps(k);
}

/* Count the files, and find the package and the documents. */
static void classify(struct ts_checking *k)
{
	const char *evidence = k->params->profile->evidence;
	struct ts_plan *plan = k->plan;

	for (size_t i = 0; i < plan->tree.n; i++) {
		const struct ts_tree_file *file = &plan->tree.files[i];

		plan->files++;
		plan->bytes += file->size;
		if (begins(file->path, TS_BAG_APPROVAL)) {
			plan->approval_path = file->path;
			k->documents[TS_DOCUMENT_APPROVAL].file = file;
		} else if (begins(file->path, TS_BAG_EVIDENCE)) {
			plan->package_files++;
			plan->package_bytes += file->size;
			plan->package_path = k->directory ? "data/evidence" : file->path;
			if (strcmp(file->path + strlen(TS_BAG_EVIDENCE), evidence) == 0)
				k->documents[TS_DOCUMENT_EVIDENCE].file = file;
		} else if (strcmp(file->path, plan->record_path) == 0) {
			k->documents[TS_DOCUMENT_RECORD].file = file;
		}
	}
	if (k->documents[TS_DOCUMENT_EVIDENCE].file != NULL)
		plan->c->evidence_path = k->documents[TS_DOCUMENT_EVIDENCE].file->file;
	if (k->documents[TS_DOCUMENT_RECORD].file != NULL)
		plan->c->record_path = k->documents[TS_DOCUMENT_RECORD].file->file;
	plan->c->package.kind = k->directory ? TS_PACKAGE_DIRECTORY : TS_PACKAGE_FILE;
	if (plan->package_files > 0 && !k->directory)
		plan->c->package_file = plan->package_path + strlen(TS_BAG_EVIDENCE);
}

/* Verify the bundle that is the evidence, and hash all of it. */
static int verify_inner(struct ts_checking *k, int *fd, const struct stat *st)
{
	struct ts_source file = ts_source_fd(fd, st->st_size), source;
	struct ts_hashing hashing = {.from = &file, .hash = k->hash};
	struct ts_verify_params params = {.trust = k->params->trust,
	    .authorities = k->params->authorities,
	    .is_new = true,
	    .profiles = k->params->profiles,
	    .now = k->params->created,
	    .latest = k->params->created,
	    .max_files = TS_VERIFY_MAX_FILES,
	    .allow_example_keys = k->params->allow_example_keys,
	    .rules = k->params->rules,
	    .scan = !k->params->no_scan,
	    .boundary = k->boundary,
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
	ts_verdict_merge_inner(k->verdict, inner, "evidence");
	ts_verdict_free(inner);
	ts_boundary_set_params(k->boundary, &k->boundary_params);
	while ((n = source.read(source.ctx, rest, sizeof(rest), &k->err)) > 0)
		; /* the digest covers all of a bundle, even if its verification ended early */
	if (n < 0)
		return -1;
	if (hashing.bytes != (uint64_t)st->st_size)
		return ts_err_set(
		    &k->err, "io", "%s changed while it was read", k->params->evidence);
	if (ts_sha256_end(k->hash, k->inner_digest, &k->err) != 0)
		return -1;
	return c->inner == NULL ? ts_err_nomem(&k->err) : 0;
}

/* A package of one file may be a sealed bundle. */
static int take_inner(struct ts_checking *k)
{
	const struct ts_tree_file *file = NULL;
	unsigned char head[TS_TAR_BLOCK];
	struct ts_source source;
	struct stat st;
	int fd = -1, ret = 0;
	ssize_t n;

	for (size_t i = 0; !k->directory && i < k->plan->tree.n; i++)
		if (begins(k->plan->tree.files[i].path, TS_BAG_EVIDENCE))
			file = &k->plan->tree.files[i];
	if (file == NULL)
		return 0;
	if (ts_file_open(AT_FDCWD, file->file, true, &fd, &st, &k->err) != 0)
		return -1;
	source = ts_source_file(&fd, st.st_size);
	n = ts_source_read_all(&source, head, sizeof(head), 0, &k->err);
	if (n < 0) {
		ret = ts_err_at(&k->err, "%s", file->file);
	} else if (ts_tar_begins_bundle(head, (size_t)n)) {
		k->inner = file;
		ret = verify_inner(k, &fd, &st);
	}
	close(fd);
	return ret;
}

/* Append bytes to CTX, which is a struct ts_buf. */
static int keep(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	ts_buf_add(ctx, data, len);
	return ts_buf_ok(ctx) ? 0 : ts_err_nomem(err);
}

/* Read and parse a document, except the approval, which was read before. */
static int take_document(struct ts_checking *k, enum ts_document which)
{
	struct ts_check_document_text *document = &k->documents[which];
	const struct ts_tree_file *file = document->file;

	if (file == NULL || file == k->inner || which == TS_DOCUMENT_APPROVAL)
		return 0;
	if (file->size <= TS_JSON_DOCUMENT_MAX &&
	    ts_tree_read(file->file, file->size, keep, &document->text, NULL, &k->err) != 0)
		return -1;
	return ts_documents_parse(k->plan->c, which, file->file, document->text.data,
	    (size_t)file->size, &k->documents_params, k->verdict, &k->err);
}

int ts_check_documents(struct ts_checking *k)
{
	classify(k);
	if (take_inner(k) != 0)
		return -1;
	for (int which = 0; which < TS_DOCUMENTS; which++)
		if (take_document(k, (enum ts_document)which) != 0)
			return -1;
	return 0;
}

static int take_bytes(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct ts_checking *k = ctx;

	ts_sha256_add(k->hash, data, len);
	if (k->sink != NULL && k->sink->data(k->sink->ctx, data, len, err) != 0)
		return -1;
	return ts_boundary_add(k->boundary, data, len, err);
}

/* A bundle inside was searched when it was verified. */
static int write_inner_bytes(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct ts_checking *k = ctx;

	ts_sha256_add(k->hash, data, len);
	return k->sink->data(k->sink->ctx, data, len, err);
}

/* Pass the bytes of FILE on. Those of a document were read before. */
static int pass_bytes(struct ts_checking *k, const struct ts_tree_file *file,
    const struct ts_check_document_text *document)
{
	if (document == NULL || (document->text.len == 0 && file->size > 0))
		return ts_tree_read(
		    file->file, file->size, take_bytes, k, k->params->progress, &k->err);
	if (document->text.len == 0)
		return 0;
	if (take_bytes(k, document->text.data, document->text.len, &k->err) != 0)
		return -1;
	return ts_progress_add(k->params->progress, document->text.len, &k->err);
}

/* The bundle inside was verified and hashed. It is read once more to be written, and must not have
 * changed. */
static int pass_inner(struct ts_checking *k, unsigned char digest[static TS_DIGEST_BYTES])
{
	const struct ts_tree_file *file = k->inner;

	memcpy(digest, k->inner_digest, TS_DIGEST_BYTES);
	if (k->sink == NULL)
		return 0;
	if (ts_tree_read(
		file->file, file->size, write_inner_bytes, k, k->params->progress, &k->err) != 0 ||
	    ts_sha256_end(k->hash, digest, &k->err) != 0)
		return -1;
	if (memcmp(digest, k->inner_digest, TS_DIGEST_BYTES) != 0)
		return ts_err_set(&k->err, "io", "%s changed while it was read", file->file);
	return 0;
}

static int pass_file(struct ts_checking *k, const struct ts_tree_file *file,
    unsigned char digest[static TS_DIGEST_BYTES])
{
	ts_check_begin_file(k, k->boundary, file);
	if (pass_bytes(k, file, ts_check_document(k, file)) != 0 ||
	    ts_sha256_end(k->hash, digest, &k->err) != 0)
		return -1;
	return ts_boundary_end_file(k->boundary, k->verdict, &k->err);
}

/* FILE was read, and has this digest. */
static int note_file(struct ts_checking *k, const struct ts_tree_file *file,
    const unsigned char digest[static TS_DIGEST_BYTES], struct ts_dirhash *dirhash)
{
	if (begins(file->path, TS_BAG_EVIDENCE)) {
		ts_dirhash_add(dirhash, file->path + strlen(TS_BAG_EVIDENCE), digest);
		memcpy(k->plan->c->package.digest, digest, TS_DIGEST_BYTES);
	}
	return k->sink == NULL ? 0 : k->sink->end(k->sink->ctx, file, digest, &k->err);
}

static int read_file(
    struct ts_checking *k, const struct ts_tree_file *file, struct ts_dirhash *dirhash)
{
	unsigned char digest[TS_DIGEST_BYTES];

	if (k->sink != NULL && k->sink->file(k->sink->ctx, file, &k->err) != 0)
		return -1;
	if ((file == k->inner ? pass_inner(k, digest) : pass_file(k, file, digest)) != 0)
		return -1;
	return note_file(k, file, digest, dirhash);
}

/* Pass on the files of a batch. */
static int take_batch(
    struct ts_checking *k, const struct ts_check_batch *batch, struct ts_dirhash *dirhash)
{
	const struct ts_check_sink *sink = k->sink;
	const unsigned char *data = batch->data;

	for (size_t i = 0; i < batch->n; i++) {
		const struct ts_tree_file *file = &k->plan->tree.files[batch->first + i];

		if (sink != NULL &&
		    (sink->file(sink->ctx, file, &k->err) != 0 ||
			sink->data(sink->ctx, data, (size_t)file->size, &k->err) != 0))
			return -1;
		data += file->size;
		if (note_file(k, file, batch->digests[i], dirhash) != 0 ||
		    ts_progress_add(k->params->progress, file->size, &k->err) != 0)
			return -1;
	}
	ts_verdict_merge_failures(k->verdict, batch->found);
	return 0;
}

static int read_all(
    struct ts_checking *k, struct ts_check_parallel *ahead, struct ts_dirhash *dirhash)
{
	const struct ts_tree *tree = &k->plan->tree;
	const struct ts_check_batch *batch;
	size_t end;

	for (size_t i = 0; i < tree->n; i = end) {
		batch = ahead == NULL ? NULL : ts_check_parallel_take(ahead, i);
		end = i + (batch == NULL ? 1 : batch->n);
		if (batch != NULL && !batch->failed) {
			if (take_batch(k, batch, dirhash) != 0)
				return -1;
			continue;
		}
		for (; i < end; i++)
			if (read_file(k, &tree->files[i], dirhash) != 0)
				return -1;
	}
	return 0;
}

int ts_check_read(struct ts_checking *k)
{
	struct ts_plan *plan = k->plan;
	struct ts_dirhash *dirhash = ts_dirhash_new(&k->err);
	struct ts_check_parallel *ahead = ts_check_parallel_new(k);
	int ret;

	ts_progress_begin(
	    k->params->progress, k->sink == NULL ? "reading" : "packing", plan->bytes);
	ret = dirhash == NULL ? -1 : read_all(k, ahead, dirhash);
	plan->c->has_package = ret == 0 && plan->package_files > 0;
	if (plan->c->has_package && k->directory)
		ret = ts_dirhash_end(dirhash, plan->c->package.digest, &k->err);
	ts_check_parallel_free(ahead);
	ts_dirhash_free(dirhash);
	return ret;
}
