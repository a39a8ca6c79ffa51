/* Making a bundle (docs/format.md, "Making one"): checked, written, sealed, verified, then named.
 */
#ifndef TS_PACK_PACK_H
#define TS_PACK_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "format/signer.h"
#include "pack/check.h"

struct ts_pack_params {
	struct ts_check_params check;           /* its name must be given */
	const struct ts_signer *const *signers; /* the first one acts */
	size_t signers_n;
	const char *output; /* a path */
	bool force;         /* over an existing file */
	bool want_sha256;   /* of the bundle, in the verdict */
};

/*
 * Make the bundle. VERDICT, finished, is that of the inputs where they do not pass, else that of
 * the verifier about the very bytes written; only where it accepts is there an output.
 */
void ts_pack(const struct ts_pack_params *params, struct ts_verdict *verdict);

#endif
