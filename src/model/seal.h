/*
 * The seal's statement: an in-toto Statement v1 whose predicate is urn:tarseal:seal:v1
 * (docs/format.md, "The seal"). It says what was packed, by whom, and under which policy.
 */
#ifndef TS_MODEL_SEAL_H
#define TS_MODEL_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "crypto/key.h"
#include "format/json.h"
#include "model/package.h"
#include "scanner/waiver.h"

#define TS_SEAL_FORMAT    1
#define TS_SEAL_TYPE      "urn:tarseal:seal:v1"
#define TS_STATEMENT_TYPE "https://in-toto.io/Statement/v1"

struct ts_seal_gate {
	const char *id;
	bool skip; /* otherwise it passed */
};

struct ts_seal {
	const char *created_text;
	struct ts_time created;
	const char *owner; /* or NULL */
	const char *keyid;
	const char *name, *stage, *subject_ref;
	const char *profile;
	unsigned char profile_digest[TS_DIGEST_BYTES];
	const char *package_path;
	struct ts_package package;
	int64_t package_files, package_bytes;
	const char *approval_path, *approval_ref;
	unsigned char approval_digest[TS_DIGEST_BYTES];
	const char *record_path;
	unsigned char record_digest[TS_DIGEST_BYTES];
	/* The digests of the tag files, in the order of the statement's subjects. */
	unsigned char bag_info[TS_DIGEST_BYTES], bagit[TS_DIGEST_BYTES], manifest[TS_DIGEST_BYTES];
	struct ts_seal_gate *gates; /* owned */
	size_t gates_n;
	bool no_scan;              /* attachments were not searched */
	struct ts_waivers waivers; /* owned: empty, and without a salt, when nothing is waived */
};
/* The texts are borrowed: from the JSON that was read, or from who filled the struct. */

/*
 * Read the statement in JSON, which must outlive SEAL, and check its shape and that it does not
 * contradict itself. Errors: "format.version" when the predicate has another format;
 * "seal.statement".
 */
int ts_seal_read(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err);

/* Append the statement's canonical JSON. */
void ts_seal_write(const struct ts_seal *seal, struct ts_buf *out);

void ts_seal_free(struct ts_seal *seal);

#endif
