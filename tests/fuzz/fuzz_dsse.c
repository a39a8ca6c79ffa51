/* Envelopes and the seal's statements: what is read is written again unchanged. */
#include <stdlib.h>
#include <string.h>

#include "format/dsse.h"
#include "fuzz.h"
#include "model/seal.h"

void set_up(void)
{
}

static struct ts_json *parse(const void *data, size_t len)
{
	struct ts_json *json = NULL;
	struct ts_err err;

	return ts_json_parse(data, len, "seal.canonical", &json, &err) == 0 ? json : NULL;
}

/* A statement that can be read, and whose text is canonical, is written the same. */
static void statement(const void *data, size_t len)
{
	struct ts_json *json = parse(data, len);
	struct ts_buf form = TS_BUF_INIT, out = TS_BUF_INIT;
	struct ts_seal seal;
	struct ts_err err;

	if (json == NULL)
		return;
	if (ts_seal_read(json, &seal, &err) == 0) {
		ts_seal_write(&seal, &out);
		holds(ts_buf_ok(&out), "there is memory");
		if (ts_json_canonical(json, &form))
			holds(same(&form, &out), "a statement is written as it was read");
		ts_seal_free(&seal);
	} else {
		holds(strcmp(err.check, "seal.statement") == 0 ||
			  strcmp(err.check, "format.version") == 0,
		    "a statement that is refused fails the check of its own");
		holds(err.message[0] != '\0', "and says why");
	}
	ts_buf_free(&form);
	ts_buf_free(&out);
	ts_json_free(json);
}

static bool same_envelope(const struct ts_dsse *a, const struct ts_dsse *b)
{
	if (!same(&a->payload, &b->payload) || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->signatures[i].keyid, b->signatures[i].keyid) != 0 ||
		    memcmp(a->signatures[i].bytes, b->signatures[i].bytes, TS_SIGNATURE_BYTES) != 0)
			return false;
	return true;
}

/* An envelope that is written is read as the same one, and written as the same text. */
static void envelope(const struct ts_json *json)
{
	struct ts_dsse first, second;
	struct ts_buf out = TS_BUF_INIT, again = TS_BUF_INIT, pae = TS_BUF_INIT;
	struct ts_json *written;
	struct ts_err err;

	if (ts_dsse_read(json, "seal.canonical", &first, &err) != 0) {
		holds_err(&err, "seal.canonical");
		return;
	}
	holds(first.n > 0 && first.n <= TS_DSSE_SIGNATURES_MAX, "an envelope is signed");
	ts_dsse_write(&first, &out);
	written = ts_buf_ok(&out) ? parse(out.data, out.len) : NULL;
	holds(written != NULL, "what is written parses");
	holds(ts_dsse_read(written, "seal.canonical", &second, &err) == 0, "and is an envelope");
	holds(same_envelope(&first, &second), "it is the same one");
	ts_dsse_write(&second, &again);
	holds(same(&out, &again), "it is written as the same text");
	ts_dsse_sort(&second);
	ts_dsse_pae(&first, &pae);
	holds(pae.len > first.payload.len &&
		  (first.payload.len == 0 || memcmp(pae.data + pae.len - first.payload.len,
						 first.payload.data, first.payload.len) == 0),
	    "what is signed ends with the payload");
	statement(first.payload.data, first.payload.len);
	ts_json_free(written);
	ts_dsse_free(&first);
	ts_dsse_free(&second);
	ts_buf_free(&out);
	ts_buf_free(&again);
	ts_buf_free(&pae);
}

/* An envelope, or the statement inside one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ts_json *json = parse(data, size);

	if (json == NULL)
		return 0;
	if (ts_dsse_is_envelope(json))
		envelope(json);
	else
		statement(data, size);
	ts_json_free(json);
	return 0;
}
