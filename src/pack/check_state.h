/* What the parts of a check share. Private to pack/check*.c. */
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
	struct ts_boundary *boundary; /* owned, unless it is borrowed */
	struct ts_boundary_params boundary_params;
	struct ts_documents_params documents_params;
	/* The documents: their files in the plan, and their bytes, which are read first. */
	struct ts_check_document_text {
		const struct ts_tree_file *file; /* or NULL */
		struct ts_buf text;              /* owned; empty if the file is too large */
	} documents[TS_DOCUMENTS];
	const struct ts_tree_file
	    *inner; /* the evidence, if it is a sealed bundle; otherwise NULL */
	unsigned char inner_digest[TS_DIGEST_BYTES];
	const struct ts_check_sink *sink; /* NULL if something failed before it could begin */
	struct ts_err err;
	bool directory; /* the package is a directory */
};

/* List all files with their paths in the bundle; then read the documents and a bundle inside. After
 * that, the plan is complete except for what depends on the content of other files. */
int ts_check_list(struct ts_checking *k);
int ts_check_documents(struct ts_checking *k);

/* Read all files once, in order: hash and search them, and pass them to the sink. */
int ts_check_read(struct ts_checking *k);

/* The document that FILE of the plan is, or NULL. */
const struct ts_check_document_text *ts_check_document(
    const struct ts_checking *k, const struct ts_tree_file *file);

/* Begin FILE of the plan at BOUNDARY. */
void ts_check_begin_file(
    const struct ts_checking *k, struct ts_boundary *boundary, const struct ts_tree_file *file);

#endif
