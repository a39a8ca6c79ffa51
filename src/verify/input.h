/*
 * What a bundle's bytes pass through on their way to who judges them: the hash of the whole file,
 * where it is asked for; a thread that reads ahead, and hashes so, where nobody can read elsewhere
 * in the file; and the count for the progress.
 */
#ifndef TS_VERIFY_INPUT_H
#define TS_VERIFY_INPUT_H

#include "base/readahead.h"
#include "base/source.h"
#include "crypto/hashing.h"
#include "verify/verify_params.h"

struct ts_verify_input {
	struct ts_hashing hashing, counting;
	struct ts_source hashed, ahead, counted; /* the last one is what to read */
	struct ts_readahead *readahead;          /* owned, or NULL */
};

/* Open a passage, which must not be moved, from SOURCE. Errors: "io". Close it, whatever is
 * returned. */
int ts_verify_input_open(struct ts_verify_input *input, struct ts_source *source,
    const struct ts_verify_params *params, struct ts_err *err);

/* The SHA-256, in hex, of all that passed: all was read, and nothing more will be. Errors: "io". */
int ts_verify_input_sha256(
    struct ts_verify_input *input, char hex[static TS_DIGEST_HEX], struct ts_err *err);

void ts_verify_input_close(struct ts_verify_input *input);

#endif
