/*
 * A case: what is known of one bundle, or of inputs that would become one, once its bytes have
 * been read. Who reads bundles and who reads inputs both fill one; the judges read it.
 */
#ifndef TS_MODEL_CASE_H
#define TS_MODEL_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "format/json.h"
#include "model/approval.h"
#include "model/package.h"
#include "model/profile.h"

struct ts_case {
	const struct ts_profile *profile; /* borrowed */
	const char *name, *owner;         /* borrowed; NULL where not known */
	struct ts_time created;
	bool has_package; /* the package was read whole */
	struct ts_package package;
	const char *package_file; /* a single-file package's name, borrowed; NULL for a directory */
	struct ts_json
	    *evidence; /* owned; NULL where it is missing or malformed, as the next two */
	struct ts_json *record;
	struct ts_approval *approval;
	struct ts_case *inner; /* owned: of the evidence, where that is a sealed bundle */
	bool inner_accepted;
	char *stage; /* owned: of a bundle, as far as its statement may be believed; else NULL */
	char *subject_ref; /* owned, likewise */
	char **producers;  /* owned: the owners whose keys sealed it, under the trust policy */
	size_t producers_n;
	struct ts_json *doc; /* owned: the virtual document, once ts_case_build() made it */
};

struct ts_case *ts_case_new(void);
void ts_case_free(struct ts_case *c);

/* Add a copy of OWNER to the producers. Errors: "io". */
int ts_case_add_producer(struct ts_case *c, const char *owner, struct ts_err *err);

/*
 * Build the virtual document (docs/gates.md) out of the documents, which move into it: they are
 * found there afterwards, at /evidence and /record. An inner case must have been built. Errors:
 * "io".
 */
int ts_case_build(struct ts_case *c, struct ts_err *err);

#endif
