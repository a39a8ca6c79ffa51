/*
 * {"payloadType":"application/vnd.in-toto+json","payload":"BASE64",
 *  "signatures":[{"keyid":"SHA256:…","sig":"BASE64"},…]}
 *
 * A signature covers "DSSEv1 28 application/vnd.in-toto+json LEN PAYLOAD", LEN in decimal.
 */
#include "format/dsse.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/encode.h"

bool ts_dsse_is_envelope(const struct ts_json *json)
{
	return ts_json_get(json, "payloadType") != NULL;
}

static bool read_base64(const char *text, struct ts_buf *out)
{
	size_t len = strlen(text);

	return ts_base64_read(text, len, out) ||
	       (ts_buf_ok(out) && ts_base64url_read(text, len, out));
}

static int read_signature(
    const struct ts_json *json, const char *check, struct ts_dsse *dsse, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"keyid", TS_JSON_STRING, false},
	    {"sig", TS_JSON_STRING, true},
	};
	struct ts_dsse_signature *signature;
	struct ts_buf bytes = TS_BUF_INIT;
	const char *keyid;

	if (ts_json_shape(json, "/signatures", members, 2, check, err) != 0)
		return -1;
	if (!read_base64(ts_json_string(ts_json_get(json, "sig")), &bytes)) {
		bool full = !ts_buf_ok(&bytes);

		ts_buf_free(&bytes);
		if (full)
			return ts_err_nomem(err);
		ts_err_set(err, check, "a signature is not base64");
		return ts_err_at(err, "/signatures/%zu/sig", dsse->n);
	}
	signature = ts_dsse_add(dsse);
	if (signature == NULL) {
		ts_buf_free(&bytes);
		return ts_err_nomem(err);
	}
	keyid = ts_json_string(ts_json_get(json, "keyid"));
	if (keyid != NULL && ts_key_id_valid(keyid))
		memcpy(signature->keyid, keyid, TS_KEY_ID);
	signature->ed25519 = bytes.len == TS_SIGNATURE_BYTES;
	if (signature->ed25519)
		memcpy(signature->bytes, bytes.data, TS_SIGNATURE_BYTES);
	ts_buf_free(&bytes);
	return 0;
}

int ts_dsse_read(
    const struct ts_json *json, const char *check, struct ts_dsse *dsse, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"payloadType", TS_JSON_STRING, true},
	    {"payload", TS_JSON_STRING, true},
	    {"signatures", TS_JSON_ARRAY, true},
	};
	const struct ts_json *signatures;
	const char *type;

	*dsse = (struct ts_dsse){0};
	if (ts_json_shape(json, "", members, 3, check, err) != 0)
		goto fail;
	type = ts_json_string(ts_json_get(json, "payloadType"));
	if (strcmp(type, TS_DSSE_PAYLOAD_TYPE) != 0) {
		ts_err_set(err, check, "the envelope's payload has another type");
		ts_err_at(err, "/payloadType");
		ts_err_expected(err, TS_DSSE_PAYLOAD_TYPE);
		goto fail;
	}
	if (!read_base64(ts_json_string(ts_json_get(json, "payload")), &dsse->payload) ||
	    dsse->payload.len > TS_DSSE_PAYLOAD_MAX) {
		ts_err_set(err, check, "the payload is not base64 of at most 1 MiB");
		ts_err_at(err, "/payload");
		if (!ts_buf_ok(&dsse->payload))
			ts_err_nomem(err);
		goto fail;
	}
	signatures = ts_json_get(json, "signatures");
	if (ts_json_count(signatures) == 0 || ts_json_count(signatures) > TS_DSSE_SIGNATURES_MAX) {
		ts_err_set(err, check, "the envelope has no signature, or more than 64");
		ts_err_at(err, "/signatures");
		goto fail;
	}
	for (const struct ts_json *s = ts_json_first(signatures); s != NULL; s = ts_json_next(s))
		if (read_signature(s, check, dsse, err) != 0)
			goto fail;
	return 0;
fail:
	ts_dsse_free(dsse);
	return -1;
}

void ts_dsse_free(struct ts_dsse *dsse)
{
	ts_buf_free(&dsse->payload);
	free(dsse->signatures);
	*dsse = (struct ts_dsse){0};
}

void ts_dsse_write(const struct ts_dsse *dsse, struct ts_buf *out)
{
	ts_buf_add_str(out, "{\"payloadType\":\"" TS_DSSE_PAYLOAD_TYPE "\",\"payload\":\"");
	ts_base64_add(out, dsse->payload.data, dsse->payload.len, true);
	ts_buf_add_str(out, "\",\"signatures\":[");
	for (size_t i = 0; i < dsse->n; i++) {
		ts_buf_printf(out, "%s{\"keyid\":\"%s\",\"sig\":\"", i > 0 ? "," : "",
		    dsse->signatures[i].keyid);
		ts_base64_add(out, dsse->signatures[i].bytes, TS_SIGNATURE_BYTES, true);
		ts_buf_add_str(out, "\"}");
	}
	ts_buf_add_str(out, "]}\n");
}

void ts_dsse_pae(const struct ts_dsse *dsse, struct ts_buf *out)
{
	ts_buf_printf(out, "DSSEv1 %zu %s %zu ", strlen(TS_DSSE_PAYLOAD_TYPE), TS_DSSE_PAYLOAD_TYPE,
	    dsse->payload.len);
	ts_buf_add(out, dsse->payload.data, dsse->payload.len);
}

struct ts_dsse_signature *ts_dsse_add(struct ts_dsse *dsse)
{
	struct ts_dsse_signature *grown =
	    realloc(dsse->signatures, (dsse->n + 1) * sizeof(*dsse->signatures));

	if (grown == NULL)
		return NULL;
	dsse->signatures = grown;
	grown[dsse->n] = (struct ts_dsse_signature){0};
	return &grown[dsse->n++];
}

static int compare_signatures(const void *pa, const void *pb)
{
	const struct ts_dsse_signature *a = pa, *b = pb;

	return strcmp(a->keyid, b->keyid);
}

void ts_dsse_sort(struct ts_dsse *dsse)
{
	if (dsse->n > 1)
		qsort(dsse->signatures, dsse->n, sizeof(*dsse->signatures), compare_signatures);
}
