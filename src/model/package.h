/* A package of evidence: a file or a directory, identified by its content digest (docs/format.md).
 */
#ifndef TS_MODEL_PACKAGE_H
#define TS_MODEL_PACKAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"

enum ts_package_kind {
	TS_PACKAGE_FILE,      /* digest: SHA-256 of its bytes */
	TS_PACKAGE_DIRECTORY, /* digest: dirHash1, the directory hash of in-toto */
};

struct ts_package {
	enum ts_package_kind kind;
	unsigned char digest[TS_DIGEST_BYTES];
};

/* The algorithm's name in a DigestSet: "sha256" or "dirHash1". */
const char *ts_package_algorithm(enum ts_package_kind kind);

/*
 * Is DIGESTS (which may be NULL) a DigestSet of this package? The algorithm for its kind must be
 * present and equal, and there must be no other: nothing is approved by a digest that nobody
 * checks.
 */
bool ts_package_matches(const struct ts_package *package, const struct ts_json *digests);

/* Append "sha256:HEX" or "dirHash1:HEX". */
void ts_package_describe(const struct ts_package *package, struct ts_buf *out);

/* Append the digest that a DigestSet has for KIND in the same form, or that it has none. */
void ts_package_describe_claim(
    enum ts_package_kind kind, const struct ts_json *digests, struct ts_buf *out);

/*
 * dirHash1: the SHA-256 of a listing with a line "HEX PATH
 * " for each file. Paths are relative to the directory, and must be added in ascending order of
 * their bytes.
 */
struct ts_dirhash;
struct ts_dirhash *ts_dirhash_new(struct ts_err *err);
void ts_dirhash_add(
    struct ts_dirhash *hash, const char *path, const unsigned char digest[static TS_DIGEST_BYTES]);
int ts_dirhash_end(
    struct ts_dirhash *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);
void ts_dirhash_free(struct ts_dirhash *hash);

#endif
