#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"
#include "verify/verify_parallel.h"
#include "verify/verify_state.h"

static bool begins(const char *path, const char *with)
{
	return strncmp(path, with, strlen(with)) == 0;
}

static bool is_path(const char *path, const char *directory, const char *name)
{
	return begins(path, directory) && strcmp(path + strlen(directory), name) == 0;
}

/* Which document is PATH, if any? The statement and the profile give their names. */
static bool find_document(
    const struct ts_verification *s, const char *path, enum ts_document *which)
{
	const struct ts_profile *profile = s->c->profile;

	if (profile == NULL)
		return false;
	if (strcmp(path, s->seal.approval_path) == 0)
		*which = TS_DOCUMENT_APPROVAL;
	else if (is_path(path, TS_BAG_RECORD, profile->record))
		*which = TS_DOCUMENT_RECORD;
	else if (is_path(path, TS_BAG_EVIDENCE, profile->evidence))
		*which = TS_DOCUMENT_EVIDENCE;
	else
		return false;
	return true;
}

/* Hash the rest of the entry; also keep and search it if requested. */
static int hash_entry(struct ts_verification *s, struct ts_buf *keep, bool boundary)
{
	const unsigned char *data;
	size_t len;
	int got;

	while ((got = ts_tar_data(s->reader, SIZE_MAX, &data, &len, &s->err)) > 0) {
		ts_sha256_add(s->hash, data, len);
		if (keep != NULL)
			ts_buf_add(keep, data, len);
		if (boundary && ts_boundary_add(s->boundary, data, len, &s->err) != 0)
			return -1;
	}
	if (got == 0 && keep != NULL && !ts_buf_ok(keep))
		return ts_err_nomem(&s->err);
	return got;
}

/* An inner bundle is read from its entry, and hashed on the way. */
static ssize_t read_inner(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct ts_verification *s = ctx;
	const unsigned char *data;
	size_t n;
	int got = ts_tar_data(s->reader, len, &data, &n, err);

	if (got <= 0)
		return got;
	ts_sha256_add(s->hash, data, n);
	memcpy(buf, data, n);
	return (ssize_t)n;
}

static int verify_inner(struct ts_verification *s, const struct ts_tar_entry *entry)
{
	struct ts_verify_params params = *s->params;
	struct ts_source source = {.read = read_inner, .ctx = s, .size = (int64_t)entry->size};
	struct ts_verdict *inner;

	if (s->params->depth + 1 >= TS_CHAIN_MAX) {
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){
			.id = "tar.limit", .expected = "a chain of at most 32 bundles"},
		    "the evidence is a sealed bundle that is nested too deeply for this verifier");
		return 0;
	}
	inner = ts_verdict_new(entry->path);
	if (inner == NULL)
		return ts_err_nomem(&s->err);
	params.expect_stage = params.expect_subject = NULL;
	params.sealers_n = 0;
	params.sealed_before = ts_verify_before(s);
	params.unjudged_stamp = s->unjudged_stamp;
	params.stamps = NULL;
	params.want_sha256 = false;
	params.progress = NULL;
	params.observer = NULL;
	params.known = NULL;
	params.report = NULL;
	params.threads = 1;
	params.boundary = s->boundary;
	params.scan =
	    s->search; /* what is required of a bundle is required of the bundles inside */
	if (s->params->depth == 0)
		params.outer_now = s->params->now;
	params.now = params.latest =
	    s->seal.created; /* a bundle that was sealed in time remains so */
	params.depth++;
	ts_case_free(s->c->inner);
	s->verify_inner(&source, &params, inner, &s->c->inner);
	s->c->inner_accepted = inner->class == TS_ACCEPTED;
	ts_verdict_merge_inner(s->verdict, inner, "evidence");
	ts_verdict_free(inner);
	ts_boundary_set_params(s->boundary, &s->boundary_params);
	return s->c->inner == NULL ? ts_err_nomem(&s->err) : 0;
}

/* Is this entry a single-file package that is itself a bundle? */
static int is_inner_bundle(struct ts_verification *s, const char *path, bool *is)
{
	const unsigned char *head;
	size_t len = 0;

	*is = false;
	if (s->c->profile == NULL || s->seal.package.kind != TS_PACKAGE_FILE ||
	    strcmp(path, s->seal.package_path) != 0)
		return 0;
	if (ts_tar_peek(s->reader, TS_TAR_BLOCK, &head, &len, &s->err) < 0)
		return -1;
	*is = ts_tar_begins_bundle(head, len);
	return 0;
}

/* Hash an entry that is in its place; search or keep it, or verify it as a bundle. */
static int pass_entry(struct ts_verification *s, const struct ts_tar_entry *entry, const char *path,
    bool *boundary_findings)
{
	enum ts_document which;
	struct ts_document_text *kept;
	bool inner, document = find_document(s, path, &which);

	*boundary_findings = false;
	if (is_inner_bundle(s, path, &inner) != 0)
		return -1;
	if (inner)
		return verify_inner(s, entry) != 0 ? -1 : hash_entry(s, NULL, false);
	*boundary_findings = s->c->profile != NULL;
	if (*boundary_findings)
		ts_boundary_begin_file(s->boundary, &(struct ts_boundary_file){.path = path,
							.shown = path,
							.number = entry->number,
							.document = document,
							.search = s->search || document});
	if (!document)
		return hash_entry(
		    s, ts_verify_keep_stamp(s, path, entry->size), *boundary_findings);
	kept = &s->kept[which];
	kept->text.len = 0; /* the parallel code may have kept a part of it */
	kept->there = true;
	kept->size = entry->size;
	return hash_entry(
	    s, entry->size <= TS_JSON_DOCUMENT_MAX ? &kept->text : NULL, *boundary_findings);
}

static void misplaced(
    struct ts_verification *s, const struct ts_tar_entry *entry, const char *path, size_t line)
{
	const char *want =
	    s->next < s->manifest.n ? s->manifest.paths[s->next] : "the end of the archive";

	if (line == s->manifest.n)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "manifest.complete", .at = path},
		    "the manifest does not list this file");
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "tar.order", .at = path, .expected = want},
	    "entry %llu, %s, is not in its place in the manifest's order",
	    (unsigned long long)entry->number, entry->path);
}

/* Find the entry's line (LINE is n if there is none). Returns true when the entry is in its place;
 * otherwise it is only hashed. */
static bool place_entry(
    struct ts_verification *s, const struct ts_tar_entry *entry, const char *path, size_t *line)
{
	const char *fault;

	if (s->next < s->manifest.n && strcmp(s->manifest.paths[s->next], path) == 0) {
		*line = s->next++;
		s->seen[*line] = 1;
		return true;
	}
	*line = ts_manifest_find(&s->manifest, path);
	misplaced(s, entry, path, *line);
	if (*line < s->manifest.n) {
		s->seen[*line] = 1;
		s->next = *line + 1;
		return false;
	}
	fault = ts_name_path_fault(path, strlen(path));
	if (fault != NULL)
		ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "tar.name"},
		    "the path of entry %llu %s", (unsigned long long)entry->number, fault);
	return false;
}

static void wrong_digest(struct ts_verification *s, const char *path, const unsigned char *expected,
    const unsigned char *found)
{
	char hex_expected[TS_DIGEST_HEX], hex_found[TS_DIGEST_HEX];

	ts_hex_digest(expected, hex_expected);
	ts_hex_digest(found, hex_found);
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "manifest.digest",
		.at = path,
		.expected = hex_expected,
		.found = hex_found,
		.fix = "do not use it: get the bundle again from its producer"},
	    "the file differs from the one that was sealed");
}

/* Add the file to the counts, and to the package's digest if it belongs to the package. */
static void add_to_package(
    struct ts_verification *s, const char *path, uint64_t size, const unsigned char *digest)
{
	s->payload_files++;
	s->payload_bytes += size;
	if (!begins(path, TS_BAG_EVIDENCE))
		return;
	s->package_files++;
	s->package_bytes += size;
	ts_dirhash_add(s->dirhash, path + strlen(TS_BAG_EVIDENCE), digest);
	if (s->has_seal && strcmp(path, s->seal.package_path) == 0) {
		memcpy(s->c->package.digest, digest, TS_DIGEST_BYTES);
		s->c->has_package = true;
	}
}

static void judge_file(struct ts_verification *s, size_t line, uint64_t size,
    const unsigned char digest[static TS_DIGEST_BYTES])
{
	const char *path = s->manifest.paths[line];
	unsigned char listed[TS_DIGEST_BYTES];

	ts_manifest_digest(&s->manifest, line, listed);
	if (memcmp(digest, listed, TS_DIGEST_BYTES) != 0)
		wrong_digest(s, path, listed, digest);
	add_to_package(s, path, size, digest);
}

static int read_file(struct ts_verification *s, const struct ts_tar_entry *entry)
{
	unsigned char digest[TS_DIGEST_BYTES];
	size_t name = strlen(s->name), line = s->manifest.n;
	const char *path = entry->path + name + 1;
	bool placed, boundary_findings = false;
	int ret;

	if (strncmp(entry->path, s->name, name) != 0 || entry->path[name] != '/') {
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "tar.order", .expected = s->name},
		    "entry %llu is not in the bundle's directory",
		    (unsigned long long)entry->number);
		return -1;
	}
	placed = s->has_manifest && place_entry(s, entry, path, &line);
	ret = placed ? pass_entry(s, entry, path, &boundary_findings) : hash_entry(s, NULL, false);
	if (ret != 0 || ts_sha256_end(s->hash, digest, &s->err) != 0)
		return -1;
	if (boundary_findings &&
	    ts_boundary_end_file(s->boundary, s->boundary_findings, &s->err) != 0)
		return -1;
	if (line < s->manifest.n)
		judge_file(s, line, entry->size, digest);
	else
		add_to_package(s, path, entry->size, digest);
	return 0;
}

/* Is the entry in its place, and neither a document nor a bundle? */
static bool is_plain(const struct ts_verification *s, const struct ts_tar_entry *entry)
{
	size_t name = strlen(s->name);
	const char *path = entry->path + name + 1;
	enum ts_document which;

	return s->next < s->manifest.n && strncmp(entry->path, s->name, name) == 0 &&
	       entry->path[name] == '/' && strcmp(path, s->manifest.paths[s->next]) == 0 &&
	       !find_document(s, path, &which) && ts_bag_stamp_number(path) == TS_BAG_STAMPS &&
	       (s->seal.package.kind == TS_PACKAGE_DIRECTORY ||
		   strcmp(path, s->seal.package_path) != 0);
}

/* Skip a file whose digest is known. */
static int pass_known(struct ts_verification *s, const struct ts_tar_entry *entry)
{
	const size_t line = s->next++;

	s->seen[line] = 1;
	judge_file(s, line, entry->size, s->params->known->digests[line]);
	return ts_tar_skip(s->reader, &s->err);
}

/* Read all entries from the current one on. */
static int read_in_order(struct ts_verification *s)
{
	const struct ts_known_digests *known = s->source->seek == NULL ? NULL : s->params->known;
	struct ts_tar_entry entry;
	int got;

	while ((got = ts_tar_next(s->reader, &entry, &s->err)) > 0) {
		bool is_known = known != NULL && s->next < known->n && is_plain(s, &entry);

		if ((is_known ? pass_known(s, &entry) : read_file(s, &entry)) != 0)
			return -1;
	}
	return got;
}

/* Check that every file of the manifest was there. */
static void judge_complete(struct ts_verification *s)
{
	if (!s->has_manifest)
		return;
	ts_verdict_ran(s->verdict, "manifest.complete");
	ts_verdict_ran(s->verdict, "manifest.digest");
	for (size_t i = 0; i < s->manifest.n; i++)
		if (!s->seen[i])
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){.id = "manifest.complete",
				.at = s->manifest.paths[i],
				.found = "absent",
				.fix = "get the bundle again from its producer"},
			    "a file in the manifest is missing");
}

int ts_verify_payload(struct ts_verification *s)
{
	s->seen = calloc(s->manifest.n + 1, 1);
	s->hash = ts_sha256_new(&s->err);
	s->dirhash = ts_dirhash_new(&s->err);
	if (s->seen == NULL)
		return ts_err_nomem(&s->err);
	if (s->hash == NULL || s->dirhash == NULL || ts_verify_parallel(s) != 0 ||
	    read_in_order(s) != 0)
		return -1;
	s->whole = true;
	ts_verdict_ran(s->verdict, "tar.canonical");
	ts_verdict_ran(s->verdict, "tar.order");
	ts_verdict_ran(s->verdict, "tar.name");
	judge_complete(s);
	if (s->has_seal && s->seal.package.kind == TS_PACKAGE_DIRECTORY && s->package_files > 0) {
		s->c->has_package = true;
		return ts_dirhash_end(s->dirhash, s->c->package.digest, &s->err);
	}
	return 0;
}
