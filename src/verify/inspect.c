#include "verify/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"

#define DEPTH_MAX 31 /* the deepest bundle inside, as in verification */

/* Read the next entry, which must be the tag file TAG, into TEXT. */
static int read_tag(struct ts_tar_reader *reader, const char *tag, size_t max,
    struct ts_inspection *in, struct ts_buf *text, struct ts_err *err)
{
	struct ts_tar_entry entry;
	const unsigned char *data;
	const char *slash;
	size_t len;
	int got = ts_tar_next(reader, &entry, err);

	if (got <= 0)
		return got < 0 ? -1 : ts_err_set(err, "tar.order", "the archive is empty");
	slash = strchr(entry.path, '/');
	if (slash == NULL || strcmp(slash + 1, tag) != 0 || entry.size > max ||
	    ts_name_bundle_fault(entry.path, (size_t)(slash - entry.path)) != NULL)
		return ts_err_set(err, "tar.order",
		    "this is not a bundle: entry %llu is not its %s",
		    (unsigned long long)entry.number, tag);
	memcpy(in->name, entry.path, (size_t)(slash - entry.path));
	in->name[slash - entry.path] = '\0';
	while ((got = ts_tar_data(reader, SIZE_MAX, &data, &len, err)) > 0)
		ts_buf_add(text, data, len);
	if (got == 0 && !ts_buf_ok(text))
		return ts_err_nomem(err);
	return got;
}

static int parse_seal(const struct ts_buf *text, struct ts_inspection *in, struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];
	const struct ts_buf *payload = &in->envelope.payload;
	struct ts_json *json = NULL;
	int ret = -1;

	if (ts_json_parse(text->data, text->len, "seal.canonical", &json, err) == 0 &&
	    ts_dsse_read(json, "seal.canonical", &in->envelope, err) == 0 &&
	    ts_json_parse(payload->data, payload->len, "seal.canonical", &in->statement, err) ==
		0 &&
	    ts_sha256_of(payload->data, payload->len, digest, err) == 0 &&
	    ts_sha256_of(text->data, text->len, in->seal_digest, err) == 0)
		ret = ts_seal_read(in->statement, &in->seal, err);
	if (ret == 0)
		ts_hex_digest(digest, in->statement_sha256);
	ts_json_free(json);
	return ret;
}

static int read_tag_files(
    struct ts_tar_reader *reader, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_buf bagit = TS_BUF_INIT, seal = TS_BUF_INIT;
	struct ts_buf info = TS_BUF_INIT, manifest = TS_BUF_INIT;
	int ret = -1;

	*in = (struct ts_inspection){0};
	if (read_tag(reader, TS_BAG_BAGIT, TS_BAG_TEXT_MAX, in, &bagit, err) == 0 &&
	    read_tag(reader, TS_BAG_SEAL, 2 * TS_DSSE_PAYLOAD_MAX, in, &seal, err) == 0 &&
	    read_tag(reader, TS_BAG_INFO, TS_BAG_TEXT_MAX, in, &info, err) == 0 &&
	    read_tag(reader, TS_BAG_MANIFEST, TS_BAG_MANIFEST_MAX, in, &manifest, err) == 0 &&
	    parse_seal(&seal, in, err) == 0)
		ret = ts_manifest_parse(&manifest, UINT64_MAX, &in->manifest, err);
	ts_buf_free(&bagit);
	ts_buf_free(&seal);
	ts_buf_free(&info);
	ts_buf_free(&manifest);
	return ret;
}

/* Read the approval, which is the first file of the payload. */
static int read_approval(struct ts_tar_reader *reader, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_tar_entry entry;
	const unsigned char *data;
	const char *slash = NULL;
	size_t len;
	int got = ts_tar_next(reader, &entry, err), ret = -1;

	if (got > 0)
		slash = strchr(entry.path, '/');
	if (got == 0 || (got > 0 && (slash == NULL || entry.size > TS_JSON_DOCUMENT_MAX ||
					strcmp(slash + 1, in->seal.approval_path) != 0)))
		return ts_err_set(err, "approval.parse",
		    "%s is not the first file of the payload, or too large",
		    in->seal.approval_path);
	while (got > 0 && (got = ts_tar_data(reader, SIZE_MAX, &data, &len, err)) > 0)
		ts_buf_add(&text, data, len);
	if (got == 0)
		ret = ts_buf_ok(&text) ? ts_approval_parse(text.data, text.len, &in->approval, err)
				       : ts_err_nomem(err);
	ts_buf_free(&text);
	return ret;
}

static ssize_t read_entry(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	const unsigned char *data;
	size_t n;
	int got = ts_tar_data(ctx, len, &data, &n, err);

	if (got <= 0)
		return got;
	memcpy(buf, data, n);
	return (ssize_t)n;
}

static int inspect(
    struct ts_source *source, unsigned depth, struct ts_inspection *in, struct ts_err *err);

/* Inspect the current entry, if it is a bundle. */
static int inspect_inner(
    struct ts_tar_reader *reader, unsigned depth, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_source source = {.read = read_entry, .ctx = reader, .size = TS_SIZE_UNKNOWN};
	const unsigned char *head;
	struct ts_err why;
	size_t len = 0;

	if (ts_tar_peek(reader, TS_TAR_BLOCK, &head, &len, err) < 0)
		return -1;
	if (!ts_tar_begins_bundle(head, len))
		return 0;
	in->inner = calloc(1, sizeof(*in->inner));
	if (in->inner == NULL)
		return ts_err_nomem(err);
	if (inspect(&source, depth - 1, in->inner, &why) == 0)
		return 0;
	memcpy(in->inner_fault, why.message, sizeof(in->inner_fault));
	free(in->inner);
	in->inner = NULL;
	return 0;
}

/* Find the evidence, if it is a single file, and inspect it. */
static int follow(
    struct ts_tar_reader *reader, unsigned depth, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_tar_entry entry;
	int got = 0;

	while (in->seal.package.kind == TS_PACKAGE_FILE &&
	       (got = ts_tar_next(reader, &entry, err)) > 0) {
		const char *slash = strchr(entry.path, '/');

		if (slash != NULL && strcmp(slash + 1, in->seal.package_path) == 0)
			return inspect_inner(reader, depth, in, err);
	}
	return got < 0 ? -1 : 0;
}

/* DEPTH is how many levels of bundles inside to inspect. */
static int inspect(
    struct ts_source *source, unsigned depth, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_tar_reader *reader = ts_tar_reader_new(source, err);
	struct ts_err why;
	int ret = -1;

	if (reader == NULL)
		return -1;
	ret = read_tag_files(reader, in, err);
	if (ret == 0 && read_approval(reader, in, &why) != 0)
		snprintf(in->approval_fault, sizeof(in->approval_fault), "%s", why.message);
	if (ret == 0 && depth > 0)
		ret = follow(reader, depth, in, err);
	ts_tar_reader_free(reader);
	if (ret != 0)
		ts_inspection_free(in);
	return ret;
}

int ts_inspect(struct ts_source *source, struct ts_inspection *in, struct ts_err *err)
{
	return inspect(source, 0, in, err);
}

int ts_inspect_chain(struct ts_source *source, struct ts_inspection *in, struct ts_err *err)
{
	return inspect(source, DEPTH_MAX, in, err);
}

void ts_inspection_free(struct ts_inspection *in)
{
	ts_dsse_free(&in->envelope);
	ts_seal_free(&in->seal);
	ts_json_free(in->statement);
	ts_manifest_free(&in->manifest);
	ts_approval_free(in->approval);
	if (in->inner != NULL)
		ts_inspection_free(in->inner);
	free(in->inner);
	*in = (struct ts_inspection){0};
}
