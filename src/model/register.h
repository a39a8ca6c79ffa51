/*
 * The register of trials (docs/audit.md): who should be there. Lines of JSON, or CSV; and a
 * statement of them, in a DSSE envelope, by which a registrar answers for them.
 */
#ifndef TS_MODEL_REGISTER_H
#define TS_MODEL_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"

#define TS_REGISTER_TYPE "urn:tarseal:register:v1"
#define TS_REGISTER_MAX  ((size_t)256 << 20) /* bytes of lines */

struct ts_register_line {
	char *ref;     /* owned: the trial */
	char *outcome; /* owned; or NULL */
	struct ts_time expired, due;
	bool has_due;
};

struct ts_register {
	struct ts_register_line *lines; /* owned; by ref */
	size_t n;
	char sha256[TS_DIGEST_HEX]; /* of the lines' bytes */
};

/* Parse the lines of a register: JSON where the first byte is "{", else CSV. Errors:
 * "register.valid" with the line; "io". The caller frees *REG. */
int ts_register_parse(const void *data, size_t len, struct ts_register **reg, struct ts_err *err);
void ts_register_free(struct ts_register *reg);

/* The line of the trial REF, or NULL. */
const struct ts_register_line *ts_register_find(const struct ts_register *reg, const char *ref);

/* What a registrar says. Texts are borrowed. */
struct ts_register_claim {
	const char *name; /* of the file with the lines, one component */
	char sha256[TS_DIGEST_HEX];
	const char *issued_text, *from_text, *to_text;
	struct ts_time issued, from, to; /* when, and which expiries it covers */
};

/* Append the statement's canonical JSON. */
void ts_register_claim_write(const struct ts_register_claim *claim, struct ts_buf *out);

/* Read the statement in JSON, which must outlive CLAIM. Errors: "register.statement". */
int ts_register_claim_read(
    const struct ts_json *json, struct ts_register_claim *claim, struct ts_err *err);

#endif
