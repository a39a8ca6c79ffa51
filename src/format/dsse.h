/*
 * DSSE envelopes (Dead Simple Signing Envelope, v1): JSON with a payload and signatures over its
 * pre-authentication encoding. Only in-toto payloads are accepted.
 */
#ifndef TS_FORMAT_DSSE_H
#define TS_FORMAT_DSSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "crypto/key.h"
#include "crypto/sign.h"
#include "format/json.h"

#define TS_DSSE_PAYLOAD_TYPE   "application/vnd.in-toto+json"
#define TS_DSSE_PAYLOAD_MAX    ((size_t)1 << 20)
#define TS_DSSE_SIGNATURES_MAX 64

struct ts_dsse_signature {
	char keyid[TS_KEY_ID]; /* a hint; empty when it is missing or not a fingerprint */
	unsigned char bytes[TS_SIGNATURE_BYTES];
	bool ed25519; /* false: it is not 64 bytes long, so it is no Ed25519 signature and never
			 valid */
};

struct ts_dsse {
	struct ts_buf payload;                /* the exact bytes that are signed */
	struct ts_dsse_signature *signatures; /* owned */
	size_t n;
};

/* Is this JSON an envelope? (It has a payloadType.) */
bool ts_dsse_is_envelope(const struct ts_json *json);

/*
 * Read an envelope from its JSON. Its base64 may be standard or URL-safe, as DSSE requires.
 * Errors: CHECK; "io". Free with ts_dsse_free().
 */
int ts_dsse_read(
    const struct ts_json *json, const char *check, struct ts_dsse *dsse, struct ts_err *err);
void ts_dsse_free(struct ts_dsse *dsse);

/* Append the one-line form of docs/format.md, "The seal", with its newline. */
void ts_dsse_write(const struct ts_dsse *dsse, struct ts_buf *out);

/* Append the pre-authentication encoding, which signatures cover. */
void ts_dsse_pae(const struct ts_dsse *dsse, struct ts_buf *out);

/* Add a zeroed signature; NULL when there is no memory. */
struct ts_dsse_signature *ts_dsse_add(struct ts_dsse *dsse);

/* Sort the signatures by keyid, as a written envelope requires. */
void ts_dsse_sort(struct ts_dsse *dsse);

#endif
