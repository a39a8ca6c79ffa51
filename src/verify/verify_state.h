/* What the steps of a verification share. Private to verify/verify*.c and verify/report.c. */
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
	struct ts_source *source;      /* what the reader reads from */
	struct ts_progress **progress; /* where the reader reports its progress */
	struct ts_tar_reader *reader;  /* owned */
	struct ts_case *c;             /* owned */
	/* ts_verify() itself, for a bundle that is the evidence of this one. */
	void (*verify_inner)(struct ts_source *source, const struct ts_verify_params *params,
	    struct ts_verdict *verdict, struct ts_case **result);
	/* Why a step returned -1, unless the verdict says so. */
	struct ts_err err;

	char name[TS_TAR_PATH_MAX + 1]; /* the directory of the bundle */
	struct ts_buf bagit, seal_text, bag_info, manifest_text;

	struct ts_dsse envelope;
	struct ts_json *statement; /* owned; SEAL borrows from it */
	struct ts_seal seal;
	bool has_envelope, has_seal; /* they were parsed */
	/* A trusted key signed the statement, or no policy requires one: the statement may choose
	 * the profile. */
	bool trusted;
	struct ts_signers signers;

	/* What time stamps prove: when it was sealed at the latest, and at the earliest. */
	/* The path of one that could not be read or verified, and might be enough; and what it
	 * would prove, if that is known. */
	const char *unjudged_stamp;
	bool has_possible_before;
	struct ts_time possible_before;
	bool has_before;
	struct ts_time before; /* of this bundle, or of the one that contains it */

	/* The bytes of the documents, kept while they are read. They are parsed only once the
	 * payload is known to be the one that was sealed. */
	struct ts_document_text {
		struct ts_buf text; /* owned */
		uint64_t size;      /* of the file; text is empty if that is too large */
		bool there;
	} kept[TS_DOCUMENTS];
	struct ts_document_text kept_stamps[TS_BAG_STAMPS]; /* the same for time stamps */

	struct ts_boundary *boundary; /* borrowed, or owned by the outermost bundle */
	struct ts_boundary_params boundary_params;
	bool search; /* search the content of every file, not only of the documents */
	struct ts_verdict
	    /* Owned: findings, which are reported once the payload is known to be the one that was
	       sealed. */
	    *boundary_findings;

	struct ts_manifest manifest;
	bool has_manifest;
	unsigned char *seen; /* owned: for each line of the manifest, whether its file was there */
	struct ts_sha256 *hash;     /* owned */
	struct ts_dirhash *dirhash; /* owned */
	size_t next;                /* the line whose file should be next */
	uint64_t payload_files, payload_bytes, package_files, package_bytes;
	bool whole; /* the archive was read to a valid end */
};

/* Is the payload, as far as it was read, the one that was sealed? What somebody else put there is
 * not even parsed. */
bool ts_verify_is_sealed(const struct ts_verification *s);

/* Step 2: parse the seal, verify its signatures, and decide whether its statement is trusted. */
int ts_verify_seal(struct ts_verification *s);

/* Judge the time stamps beside the bundle, of its seal, before its signatures are verified: a key
 * that was compromised later still counts. */
int ts_verify_stamps(struct ts_verification *s);

/* Does the policy list authorities, so that time stamps are judged? */
bool ts_verify_judges_time(const struct ts_verification *s);

/* Where to keep the file at PATH, of SIZE bytes, if it is a time stamp that says what the bundle is
 * newer than, and not too large for one; otherwise NULL. */
struct ts_buf *ts_verify_keep_stamp(struct ts_verification *s, const char *path, uint64_t size);

/* Judge those of them that were kept, and what is proven about the time of sealing: time.*. */
int ts_verify_time(struct ts_verification *s);

/* If the verdict lacks a proof, and a time stamp could not be read or verified, it is not known. */
void ts_verify_unjudged(struct ts_verification *s);

/* The moment before which time stamps prove that the bundle was sealed, or NULL. Is it what the end
 * of a key's validity is compared with? */
const struct ts_time *ts_verify_before(const struct ts_verification *s);
bool ts_verify_by_proof(const struct ts_verification *s);

/* Step 3: check the tag files against the statement and for their canonical form, and the names in
 * the manifest. */
int ts_verify_tagfiles(struct ts_verification *s);

/* Step 4: read the payload, hash each file once, and keep the documents. */
int ts_verify_payload(struct ts_verification *s);

/* The line of the manifest that lists a document, whose name the statement or the profile gives;
 * the manifest's n when there is none. There must be a profile. */
size_t ts_verify_document_line(const struct ts_verification *s, enum ts_document which);

/* Add the next N files as verified: of BYTES in total, PACKAGE_BYTES of them in the package, with
 * the digests in the manifest. */
void ts_verify_add_verified(
    struct ts_verification *s, size_t n, uint64_t bytes, uint64_t package_bytes);

/* Step 5, after the payload: rebuild bag-info.txt from the counts; compare what the statement says
 * about other parts; compare the recomputed digest of the package with the seal. */
int ts_verify_bag_info(struct ts_verification *s);
void ts_verify_statement(struct ts_verification *s);
void ts_verify_package(struct ts_verification *s);

/* Compare what the statement says with the documents, which were judged: seal.claims, seal.gates
 * with RESULTS, one for each gate of the profile; and judge seal.age. */
void ts_verify_claims(struct ts_verification *s, const enum ts_result *results);

#endif
