#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"
#include "verify/verify_state.h"

static void compare_digest(struct ts_verification *s, const struct ts_buf *text, const char *tag,
    const unsigned char *expected)
{
	unsigned char digest[TS_DIGEST_BYTES];

	if (ts_sha256_of(text->data, text->len, digest, &s->err) != 0) {
		ts_verdict_fail_err(s->verdict, &s->err);
		return;
	}
	if (memcmp(digest, expected, TS_DIGEST_BYTES) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "bag.tagfiles",
			.at = tag,
			.fix = "do not use it: get the bundle again from its producer"},
		    "%s differs from the one that was sealed", tag);
}

static void note_collision(void *ctx, const char *a, const char *b)
{
	struct ts_verification *s = ctx;

	ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "tar.name", .at = a, .found = b},
	    "two paths clash if case is ignored, or a file is also a directory");
}

/* Find names that are not safe on every system, alone or side by side. */
static int judge_names(struct ts_verification *s)
{
	const char **paths = calloc(s->manifest.n + 1, sizeof(paths[0]));
	size_t n = 0;

	if (paths == NULL)
		return ts_err_nomem(&s->err);
	for (size_t i = 0; i < s->manifest.n; i++) {
		const char *path = s->manifest.paths[i];
		/* The directories that it shares with the previous path were checked. */
		size_t known = n == 0 ? 0 : ts_name_common_directory(paths[n - 1], path);
		const char *fault = ts_name_path_fault(path + known, strlen(path + known));

		if (fault == NULL)
			paths[n++] = path;
		else
			ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "tar.name"},
			    "the path on line %zu of the manifest %s", i + 1, fault);
	}
	ts_name_collisions(paths, n, note_collision, s);
	free(paths);
	return 0;
}

/* Does PATH belong to one of the three parts of data/? */
static bool belongs(const char *path, size_t *approvals)
{
	if (strcmp(path, TS_BAG_APPROVAL "approval.dsse.json") == 0 ||
	    strcmp(path, TS_BAG_APPROVAL "approval.json") == 0) {
		(*approvals)++;
		return true;
	}
	return strncmp(path, TS_BAG_EVIDENCE, strlen(TS_BAG_EVIDENCE)) == 0 ||
	       strncmp(path, TS_BAG_RECORD, strlen(TS_BAG_RECORD)) == 0;
}

/* data/ contains one approval, the package and the record, and nothing else. */
static void judge_layout(struct ts_verification *s)
{
	size_t approvals = 0, package = 0;

	for (size_t i = 0; i < s->manifest.n; i++) {
		const char *path = s->manifest.paths[i];

		if (!belongs(path, &approvals))
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){.id = "manifest.complete",
				.at = path,
				.expected = "an approval, a file of the package or of the record"},
			    "a file belongs to no part of a bundle");
		package += strncmp(path, TS_BAG_EVIDENCE, strlen(TS_BAG_EVIDENCE)) == 0;
	}
	if (approvals != 1)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "manifest.complete",
			.at = "data/approval",
			.expected = "one approval"},
		    "the bundle contains %s approval", approvals == 0 ? "no" : "more than one");
	if (package == 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "manifest.complete", .at = "data/evidence"},
		    "the bundle contains no evidence");
	if (s->has_seal && ts_manifest_find(&s->manifest, s->seal.record_path) == s->manifest.n)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "manifest.complete", .at = s->seal.record_path},
		    "the record that the seal names is missing");
}

int ts_verify_tagfiles(struct ts_verification *s)
{
	struct ts_err err;

	if (s->has_seal) {
		compare_digest(s, &s->bagit, TS_BAG_BAGIT, s->seal.bagit);
		compare_digest(s, &s->bag_info, TS_BAG_INFO, s->seal.bag_info);
		compare_digest(s, &s->manifest_text, TS_BAG_MANIFEST, s->seal.manifest);
	}
	if (s->bagit.len != strlen(ts_bag_bagit) ||
	    memcmp(s->bagit.data, ts_bag_bagit, s->bagit.len) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "bag.tagfiles", .at = TS_BAG_BAGIT},
		    "it does not consist of the two lines that it must have");
	if (ts_manifest_parse(&s->manifest_text, s->params->max_files, &s->manifest, &err) != 0) {
		ts_verdict_fail_err(s->verdict, &err);
		return strcmp(err.check, "manifest.canonical") == 0 ? 0 : -1;
	}
	s->has_manifest = true;
	ts_verdict_ran(s->verdict, "manifest.canonical");
	judge_layout(s);
	return judge_names(s);
}

int ts_verify_bag_info(struct ts_verification *s)
{
	static const char head[] = "Bagging-Date: ";
	struct ts_buf rebuilt = TS_BUF_INIT;
	char date[11] = "";
	int ret = 0;

	if (s->bag_info.len > strlen(head) + 10)
		memcpy(date, s->bag_info.data + strlen(head), 10);
	ts_bag_info(date, s->name, s->payload_bytes, s->payload_files, &rebuilt);
	if (!ts_buf_ok(&rebuilt))
		ret = ts_err_nomem(&s->err);
	else if (!ts_date_valid(date) || rebuilt.len != s->bag_info.len ||
		 memcmp(rebuilt.data, s->bag_info.data, rebuilt.len) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "bag.tagfiles",
			.at = TS_BAG_INFO,
			.expected = "date, name and totals of this bundle"},
		    "bag-info.txt does not describe the bundle");
	else if (s->has_seal && memcmp(date, s->seal.created_text, 10) != 0)
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "seal.statement",
			.at = "/predicate/created",
			.expected = date,
			.found = s->seal.created_text},
		    "the statement and bag-info.txt have different dates");
	ts_buf_free(&rebuilt);
	if (s->has_seal)
		ts_verdict_ran(s->verdict, "bag.tagfiles");
	return ret;
}

static void disagrees(struct ts_verification *s, const char *at, const char *what)
{
	ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "seal.statement", .at = at},
	    "the statement and the bundle differ in %s", what);
}

/* Does the manifest list PATH with DIGEST? (A missing path is reported elsewhere.) */
static bool lists(const struct ts_verification *s, const char *path, const unsigned char *digest)
{
	size_t line = ts_manifest_find(&s->manifest, path);
	unsigned char listed[TS_DIGEST_BYTES];

	if (line == s->manifest.n)
		return false;
	ts_manifest_digest(&s->manifest, line, listed);
	return memcmp(listed, digest, TS_DIGEST_BYTES) == 0;
}

void ts_verify_statement(struct ts_verification *s)
{
	if (!s->has_seal)
		return;
	ts_verdict_ran(s->verdict, "seal.statement");
	if (strcmp(s->seal.name, s->name) != 0)
		disagrees(s, "/predicate/change/name", "its name");
	if (s->seal.package_files != (int64_t)s->package_files ||
	    s->seal.package_bytes != (int64_t)s->package_bytes)
		disagrees(s, "/predicate/evidence/package",
		    "the number of files and bytes of the package");
	if (!s->has_manifest)
		return;
	if (!lists(s, s->seal.approval_path, s->seal.approval_digest))
		disagrees(s, "/predicate/evidence/approval", "the approval's digest");
	if (!lists(s, s->seal.record_path, s->seal.record_digest))
		disagrees(s, "/predicate/evidence/record", "the record's digest");
	if (s->c->profile != NULL &&
	    strcmp(s->seal.record_path + strlen(TS_BAG_RECORD), s->c->profile->record) != 0)
		disagrees(s, "/predicate/evidence/record/path", "the path of the record");
}

void ts_verify_package(struct ts_verification *s)
{
	struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT;

	if (!s->has_seal)
		return;
	ts_verdict_ran(s->verdict, "package.digest");
	s->c->package.kind = s->seal.package.kind;
	if (s->seal.package.kind == TS_PACKAGE_FILE) {
		s->c->package_file = s->seal.package_path + strlen(TS_BAG_EVIDENCE);
		if (s->package_files != 1)
			ts_verdict_fail(s->verdict,
			    &(struct ts_failure){.id = "manifest.complete", .at = "data/evidence"},
			    "the package is a single file, but data/evidence contains %llu",
			    (unsigned long long)s->package_files);
	}
	if (s->c->has_package &&
	    memcmp(s->c->package.digest, s->seal.package.digest, TS_DIGEST_BYTES) == 0)
		return;
	ts_package_describe(&s->seal.package, &expected);
	if (s->c->has_package)
		ts_package_describe(&s->c->package, &found);
	else
		ts_buf_add_str(&found, "no package");
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "package.digest",
		.at = s->seal.package_path,
		.expected = ts_verdict_text(s->verdict, &expected),
		.found = ts_verdict_text(s->verdict, &found)},
	    "the package differs from the one that was sealed");
	ts_buf_free(&expected);
	ts_buf_free(&found);
}
