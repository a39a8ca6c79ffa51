/* What the steps of a verification hand to each other; private to ops/verify*.c. */
#ifndef TS_OPS_VERIFY_STATE_H
#define TS_OPS_VERIFY_STATE_H

#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "judge/signers.h"
#include "model/seal.h"
#include "ops/documents.h"
#include "ops/look.h"
#include "ops/verify.h"

struct ts_verifying {
	const struct ts_verify_params *params;
	struct ts_verdict *verdict;
	struct ts_source *source;      /* what the reader reads */
	struct ts_progress **progress; /* of who reads */
	struct ts_tar_reader *reader;  /* owned */
	struct ts_case *c;             /* owned */
	struct ts_err err; /* why a step returned -1, where that is not in the verdict */

	char name[TS_TAR_PATH_MAX + 1]; /* the bundle's directory */
	struct ts_buf bagit, seal_text, bag_info, manifest_text;

	struct ts_dsse envelope;
	struct ts_json *statement; /* owned; what SEAL borrows from */
	struct ts_seal seal;
	bool has_envelope, has_seal; /* they could be read */
	bool believed; /* the statement may select a profile: a trusted key signed it, or none is
			  asked */
	struct ts_signers signers;

	/* The documents' bytes, kept as they pass; they are parsed only once the payload is known
	 * to be the one that was sealed. */
	struct ts_kept {
		struct ts_buf text; /* owned */
		uint64_t size; /* of the file; text is empty where it is too large to be kept */
		bool there;
	} kept[TS_DOCUMENTS];

	struct ts_look *look; /* lent, or owned at the top */
	struct ts_look_terms look_terms;
	bool search; /* the content of every file, not only of the documents */
	struct ts_verdict
	    *looked; /* owned: what was found; told once the payload is the one sealed */

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
bool ts_verify_is_sealed(const struct ts_verifying *s);

/* Step 2: parse the seal, verify its signatures, decide whether its statement is believed. */
int ts_verify_seal(struct ts_verifying *s);

/* Step 3: the tag files against the statement, and in their one form; the manifest's names. */
int ts_verify_tagfiles(struct ts_verifying *s);

/* Step 4: read the payload, hashing each file once and keeping the documents. */
int ts_verify_payload(struct ts_verifying *s);

/* Judge a file that was hashed, of LINE in the manifest (its n: of none), and count it. */
void ts_verify_judge_file(struct ts_verifying *s, size_t line, uint64_t size,
    const unsigned char digest[static TS_DIGEST_BYTES]);

/*
 * The same for many files at once, by several threads (ops/verify_ahead.c). ts_ahead_new() is NULL
 * where that cannot be, or is not worth it. The present entry, of LINE, which stands in its place,
 * is no document, and of a size that ts_ahead_takes(), is given with ts_ahead_add(); before
 * anything else is read, ts_ahead_finish() waits for all. Both return 1; -1 with S->err filled; 0
 * when the reader went back to an entry that must be read in order, as must all behind it: then the
 * rest is for who reads so.
 */
struct ts_ahead;
struct ts_ahead *ts_ahead_new(struct ts_verifying *s);
void ts_ahead_free(struct ts_ahead *ahead);
bool ts_ahead_takes(const struct ts_ahead *ahead, const struct ts_tar_entry *entry);
int ts_ahead_add(struct ts_ahead *ahead, const struct ts_tar_entry *entry, size_t line);
int ts_ahead_finish(struct ts_ahead *ahead);

/* Step 5, once the payload was read: bag-info.txt, rebuilt from what was counted; what the
 * statement says of other parts; the package's digest, recomputed, against the seal. */
int ts_verify_bag_info(struct ts_verifying *s);
void ts_verify_statement(struct ts_verifying *s);
void ts_verify_package(struct ts_verifying *s);

#endif
