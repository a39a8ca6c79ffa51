/* What the steps of a verification hand to each other; private to ops/verify*.c. */
#ifndef TS_VERIFY_VERIFY_STATE_H
#define TS_VERIFY_VERIFY_STATE_H

#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "judge/signers.h"
#include "model/seal.h"
#include "verify/boundary.h"
#include "verify/documents.h"
#include "verify/verify_params.h"

struct ts_verification {
	const struct ts_verify_params *params;
	struct ts_verdict *verdict;
	struct ts_source *source;      /* what the reader reads */
	struct ts_progress **progress; /* of who reads */
	struct ts_tar_reader *reader;  /* owned */
	struct ts_case *c;             /* owned */
	/* ts_verify() itself, for a bundle that is the evidence of this one. */
	void (*verify_inner)(struct ts_source *source, const struct ts_verify_params *params,
	    struct ts_verdict *verdict, struct ts_case **result);
	struct ts_err err; /* why a step returned -1, where that is not in the verdict */

	char name[TS_TAR_PATH_MAX + 1]; /* the bundle's directory */
	struct ts_buf bagit, seal_text, bag_info, manifest_text;

	struct ts_dsse envelope;
	struct ts_json *statement; /* owned; what SEAL borrows from */
	struct ts_seal seal;
	bool has_envelope, has_seal; /* they could be read */
	bool trusted; /* the statement may select a profile: a trusted key signed it, or none is
			  asked */
	struct ts_signers signers;

	/* The documents' bytes, kept as they pass; they are parsed only once the payload is known
	 * to be the one that was sealed. */
	struct ts_document_text {
		struct ts_buf text; /* owned */
		uint64_t size; /* of the file; text is empty where it is too large to be kept */
		bool there;
	} kept[TS_DOCUMENTS];

	struct ts_boundary *boundary; /* lent, or owned at the top */
	struct ts_boundary_params boundary_params;
	bool search; /* the content of every file, not only of the documents */
	struct ts_verdict
	    *boundary_findings; /* owned: what was found; told once the payload is the one sealed */

	struct ts_manifest manifest;
	bool has_manifest;
	unsigned char *seen; /* owned: for each line of the manifest, whether its file was there */
	struct ts_sha256 *hash;     /* owned */
	struct ts_dirhash *dirhash; /* owned */
	size_t next;                /* the line whose file should come next */
	uint64_t payload_files, payload_bytes, package_files, package_bytes;
	bool whole; /* the archive was read to its sound end */
};

/* Is the payload the one that was sealed, as far as it was read? What somebody else put there is
 * not even parsed. */
bool ts_verify_is_sealed(const struct ts_verification *s);

/* Step 2: parse the seal, verify its signatures, decide whether its statement is believed. */
int ts_verify_seal(struct ts_verification *s);

/* Step 3: the tag files against the statement, and in their one form; the manifest's names. */
int ts_verify_tagfiles(struct ts_verification *s);

/* Step 4: read the payload, hashing each file once and keeping the documents. */
int ts_verify_payload(struct ts_verification *s);

/* The line of the manifest that lists a document, by its name in the statement or the profile,
 * which there is; the manifest's n: none does. */
size_t ts_verify_document_line(const struct ts_verification *s, enum ts_document which);

/* Take the next N files as read: of BYTES together, PACKAGE_BYTES of them the package's, with the
 * digests that the manifest lists. */
void ts_verify_add_verified(
    struct ts_verification *s, size_t n, uint64_t bytes, uint64_t package_bytes);

/* Step 5, once the payload was read: bag-info.txt, rebuilt from what was counted; what the
 * statement says of other parts; the package's digest, recomputed, against the seal. */
int ts_verify_bag_info(struct ts_verification *s);
void ts_verify_statement(struct ts_verification *s);
void ts_verify_package(struct ts_verification *s);

#endif
