/*
 * The path of a bundle's bytes to the code that verifies them: the hash of the whole file if it
 * is requested, a thread that reads ahead (and hashes) if the source cannot be read by several
 * threads, and the count for the progress.
 */
#ifndef TS_VERIFY_INPUT_H
#define TS_VERIFY_INPUT_H

#include "base/readahead.h"
#include "base/source.h"
#include "crypto/hashing.h"
#include "verify/verify_params.h"

struct ts_verify_input {
	struct ts_hashing hashing, counting;
	struct ts_source hashed, ahead, counted; /* the last one is the one to read */
	struct ts_readahead *readahead;          /* owned, or NULL */
};

/* Open the input on SOURCE. INPUT must not be moved. Close it in either case. Errors: "io". */
int ts_verify_input_open(struct ts_verify_input *input, struct ts_source *source,
    const struct ts_verify_params *params, struct ts_err *err);

/* The SHA-256 of everything that was read, in hexadecimal. Nothing can be read afterwards. Errors:
 * "io". */
int ts_verify_input_sha256(
    struct ts_verify_input *input, char hex[static TS_DIGEST_HEX], struct ts_err *err);

void ts_verify_input_close(struct ts_verify_input *input);

#endif
