/*
 * A case: what is known about one bundle, or about the inputs of one, after its bytes were read.
 * The code that reads bundles and the code that reads inputs both fill one in; judge/ reads it.
 */
#ifndef TS_MODEL_CASE_H
#define TS_MODEL_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "format/json.h"
#include "format/pointer.h"
#include "model/approval.h"
#include "model/package.h"
#include "model/profile.h"
#include "model/trust.h"

struct ts_case {
	const struct ts_profile *profile; /* borrowed */
	const char *name, *owner;         /* borrowed; NULL when unknown */
	struct ts_time created;
	bool has_package; /* the whole package was read */
	struct ts_package package;
	const char
	    *package_file; /* the name of a single-file package, borrowed; NULL for a directory */
	/* The paths of the records where they are the user's files, borrowed; NULL in a bundle. */
	const char *evidence_path, *record_path;
	const struct ts_profile *before; /* of the stage it consumes, borrowed; NULL if unknown */
	struct ts_json *evidence;        /* owned, like the next; NULL when missing or malformed */
	struct ts_json *record;
	struct ts_approval *approval; /* owned; NULL unless it was read */
	bool approval_missing;        /* there is none yet, and a finding says so */
	struct ts_signers approvers;  /* owned: whose signatures on the approval verified */
	struct ts_case *inner;        /* owned: of the evidence, if that is a sealed bundle */
	bool inner_accepted;
	char *stage;       /* owned: from a trusted statement; otherwise NULL */
	char *subject_ref; /* owned, likewise */
	char *
	    *producers; /* owned: the owners of the keys that sealed it, as the policy names them */
	size_t producers_n;
	struct ts_json *doc; /* owned: the virtual document that ts_case_build() makes */
};

struct ts_case *ts_case_new(void);
void ts_case_free(struct ts_case *c);

/* Add a copy of OWNER to the producers. Errors: "io". */
int ts_case_add_producer(struct ts_case *c, const char *owner, struct ts_err *err);

/*
 * Build the virtual document (docs/gates.md) from the documents. They move into it: afterwards
 * they are at /evidence and /record. The inner case must have been built. Errors: "io".
 */
int ts_case_build(struct ts_case *c, struct ts_err *err);

/* Can what POINTER names be looked up? Not if the document that it is in is missing or could not
 * be read: then nothing is known about it. */
bool ts_case_knows(const struct ts_case *c, const struct ts_pointer *pointer);

/* The names of the two records, as the user knows them. */
const char *ts_case_evidence_file(const struct ts_case *c);
const char *ts_case_record_file(const struct ts_case *c);

#endif
