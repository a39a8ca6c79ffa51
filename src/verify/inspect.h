/* What a bundle says of itself, nothing of it verified but its form. */
#ifndef TS_VERIFY_INSPECT_H
#define TS_VERIFY_INSPECT_H

#include "base/err.h"
#include "base/source.h"
#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "model/seal.h"

struct ts_inspection {
	struct ts_inspection *inner; /* owned: of the bundle that is its evidence; NULL where there
				      * is none, or nobody looked */
	char
	    inner_fault[TS_ERR_TEXT]; /* why there is one that could not be looked into; or empty */
	char name[TS_TAR_PATH_MAX + 1];
	struct ts_dsse envelope;     /* owned */
	struct ts_json *statement;   /* owned */
	struct ts_seal seal;         /* borrows from it */
	struct ts_manifest manifest; /* owned */
	char statement_sha256[TS_DIGEST_HEX];
};

/* Read the front of the bundle that SOURCE gives. Errors: those of the checks that judge it. */
int ts_inspect(struct ts_source *source, struct ts_inspection *inspection, struct ts_err *err);

/* The same, and of the bundle that is its evidence, and so on, as deep as a verifier follows. */
int ts_inspect_chain(
    struct ts_source *source, struct ts_inspection *inspection, struct ts_err *err);
void ts_inspection_free(struct ts_inspection *inspection);

#endif
