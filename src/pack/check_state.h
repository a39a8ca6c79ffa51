/* What the parts of a check hand to each other; private to ops/check*.c. */
#ifndef TS_PACK_CHECK_STATE_H
#define TS_PACK_CHECK_STATE_H

#include "crypto/sha256.h"
#include "model/verdict.h"
#include "pack/check_params.h"
#include "verify/boundary.h"
#include "verify/documents.h"

struct ts_checking {
	const struct ts_check_params *params;
	struct ts_plan *plan;
	struct ts_verdict *verdict;
	struct ts_sha256 *hash;       /* owned */
	struct ts_boundary *boundary; /* owned, unless it is lent */
	struct ts_boundary_params boundary_params;
	/* The documents: their files in the plan, and their bytes, which are read before all
	 * others. */
	struct ts_check_document_text {
		const struct ts_tree_file *file; /* or NULL */
		struct ts_buf text;              /* owned; empty where it is too large to be one */
	} documents[TS_DOCUMENTS];
	const struct ts_tree_file *inner; /* the evidence, where it is a sealed bundle; else NULL */
	unsigned char inner_digest[TS_DIGEST_BYTES];
	const struct ts_check_sink *sink; /* NULL once something failed before it began */
	struct ts_err err;
	bool directory; /* the package is one */
};

/* List all files, where they will stand, and read the documents and a bundle inside: the plan is
 * then complete, but for what depends on the other files' bytes. */
int ts_check_list(struct ts_checking *k);
int ts_check_documents(struct ts_checking *k);

/* Read all files in their order, once: hashed, looked at, and given to the sink. */
int ts_check_read(struct ts_checking *k);

/* Which document FILE of the plan is, or NULL. */
const struct ts_check_document_text *ts_check_document(
    const struct ts_checking *k, const struct ts_tree_file *file);

/* Have LOOK begin with FILE of the plan. */
void ts_check_begin_file(
    const struct ts_checking *k, struct ts_boundary *boundary, const struct ts_tree_file *file);

#endif
