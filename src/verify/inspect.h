/* What a bundle says about itself. Nothing is verified except the form. */
#ifndef TS_VERIFY_INSPECT_H
#define TS_VERIFY_INSPECT_H

#include "base/err.h"
#include "base/source.h"
#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "model/approval.h"
#include "model/seal.h"

struct ts_inspection {
	/* Owned: the bundle that is its evidence; NULL if there is none or it was not inspected. */
	struct ts_inspection *inner;
	char
	    /* Why that bundle could not be inspected; or empty. */
	    inner_fault[TS_ERR_TEXT];
	char name[TS_TAR_PATH_MAX + 1];
	struct ts_dsse envelope;      /* owned */
	struct ts_json *statement;    /* owned */
	struct ts_seal seal;          /* borrows from the statement */
	struct ts_manifest manifest;  /* owned */
	struct ts_approval *approval; /* owned: what the approval says; NULL if it cannot be read */
	char approval_fault[TS_ERR_TEXT]; /* why it cannot be read; or empty */
	char statement_sha256[TS_DIGEST_HEX];
	unsigned char seal_digest[TS_DIGEST_BYTES]; /* SHA-256: what time stamps are of */
};

/* Read the tag files and the approval of the bundle in SOURCE. Errors: those of the checks of their
 * form. */
int ts_inspect(struct ts_source *source, struct ts_inspection *inspection, struct ts_err *err);

/* The same, and also for the bundle that is its evidence, and so on, as deep as in verification. */
int ts_inspect_chain(
    struct ts_source *source, struct ts_inspection *inspection, struct ts_err *err);
void ts_inspection_free(struct ts_inspection *inspection);

#endif
