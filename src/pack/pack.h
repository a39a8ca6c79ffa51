/* Making a bundle (docs/format.md, "Making one"): check, write, seal, verify, and only then name
 * it. */
#ifndef TS_PACK_PACK_H
#define TS_PACK_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "format/signer.h"
#include "pack/check.h"

struct ts_pack_params {
	struct ts_check_params check;           /* its name must be set */
	const struct ts_signer *const *signers; /* the first one acts */
	size_t signers_n;
	const char *output; /* a path */
	bool force;         /* replace an existing file */
	bool want_sha256;   /* compute that of the bundle, for the verdict */
	struct ts_verdict_ready ready;
};

/*
 * Make the bundle. VERDICT, which is finished, is about the inputs if they are refused; otherwise
 * it is the verifier's, about the bytes written. There is an output only if it accepts.
 */
void ts_pack(const struct ts_pack_params *params, struct ts_verdict *verdict);

#endif
