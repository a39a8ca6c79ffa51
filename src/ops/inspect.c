#include "ops/inspect.h"

#include <string.h>

#include "base/name.h"
#include "format/sha256.h"

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
		return got < 0 ? -1 : ts_err_set(err, "tar.order", "the archive holds nothing");
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
	    ts_sha256_of(payload->data, payload->len, digest, err) == 0)
		ret = ts_seal_read(in->statement, &in->seal, err);
	if (ret == 0)
		ts_hex_digest(digest, in->statement_sha256);
	ts_json_free(json);
	return ret;
}

int ts_inspect(struct ts_source *source, struct ts_inspection *in, struct ts_err *err)
{
	struct ts_tar_reader *reader = ts_tar_reader_new(source, err);
	struct ts_buf bagit = TS_BUF_INIT, seal = TS_BUF_INIT;
	struct ts_buf info = TS_BUF_INIT, manifest = TS_BUF_INIT;
	int ret = -1;

	*in = (struct ts_inspection){0};
	if (reader == NULL)
		return -1;
	if (read_tag(reader, TS_BAG_BAGIT, TS_BAG_TEXT_MAX, in, &bagit, err) == 0 &&
	    read_tag(reader, TS_BAG_SEAL, 2 * TS_DSSE_PAYLOAD_MAX, in, &seal, err) == 0 &&
	    read_tag(reader, TS_BAG_INFO, TS_BAG_TEXT_MAX, in, &info, err) == 0 &&
	    read_tag(reader, TS_BAG_MANIFEST, TS_BAG_MANIFEST_MAX, in, &manifest, err) == 0 &&
	    parse_seal(&seal, in, err) == 0)
		ret = ts_manifest_parse(&manifest, UINT64_MAX, &in->manifest, err);
	ts_tar_reader_free(reader);
	ts_buf_free(&bagit);
	ts_buf_free(&seal);
	ts_buf_free(&info);
	ts_buf_free(&manifest);
	if (ret != 0)
		ts_inspection_free(in);
	return ret;
}

void ts_inspection_free(struct ts_inspection *in)
{
	ts_dsse_free(&in->envelope);
	ts_seal_free(&in->seal);
	ts_json_free(in->statement);
	ts_manifest_free(&in->manifest);
	*in = (struct ts_inspection){0};
}
