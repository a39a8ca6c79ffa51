/*
 * The register (docs/audit.md): which subjects to expect. It is a file of JSON lines or
 * CSV, and optionally a statement about it, signed by a registrar in a DSSE envelope.
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
#define TS_REGISTER_MAX  ((size_t)256 << 20) /* bytes of a register */

struct ts_register_line {
	char *ref;                   /* owned: the subject */
	char *outcome;               /* owned; or NULL */
	struct ts_time expired, due; /* from the years 1970 to 9999 */
	size_t number;               /* of the line, from 1 */
	bool has_due;
};

struct ts_register {
	struct ts_register_line *lines; /* owned; at least one, by ref and expiry */
	size_t n;
	char sha256[TS_DIGEST_HEX]; /* of the bytes of the file */
};

/* Parse the lines of a register: JSON if the first byte is "{", otherwise CSV. The caller frees
 * *REG. Errors: "register.valid" with the line; "io". */
int ts_register_parse(const void *data, size_t len, struct ts_register **reg, struct ts_err *err);
void ts_register_free(struct ts_register *reg);

/* The registrar's statement. Its texts are borrowed. */
struct ts_register_claim {
	const char *name; /* the name of the file with the lines, a single component */
	char sha256[TS_DIGEST_HEX];
	const char *issued_text, *from_text, *to_text;
	struct ts_time issued, from, to; /* when it was issued, and the expiries it covers */
};

/* Append the statement's canonical JSON. */
void ts_register_claim_write(const struct ts_register_claim *claim, struct ts_buf *out);

/* Read the statement in JSON, which must outlive CLAIM. Errors: "register.statement". */
int ts_register_claim_read(
    const struct ts_json *json, struct ts_register_claim *claim, struct ts_err *err);

#endif
