/*
 * The documents of a case, wherever they were read from: taking them in, and judging all that
 * depends on them. A bundle under verification and inputs that would become one both end here, so
 * that "check" finds what "verify" would.
 */
#ifndef TS_VERIFY_DOCUMENTS_H
#define TS_VERIFY_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/signers.h"
#include "model/case.h"
#include "model/trust.h"
#include "model/verdict.h"

enum ts_document { TS_DOCUMENT_EVIDENCE, TS_DOCUMENT_APPROVAL, TS_DOCUMENT_RECORD };
#define TS_DOCUMENTS 3

/* Parse a document's bytes into its place in C; what is wrong with it goes into VERDICT. PATH is
 * its name for the user. */
void ts_documents_parse(struct ts_case *c, enum ts_document document, const char *path,
    const void *data, size_t len, struct ts_verdict *verdict);

/* Under what documents are judged. */
struct ts_documents_params {
	const struct ts_trust *trust; /* NULL: who signed the approval is not judged */
	struct ts_time latest;        /* no signing time after it is believed */
	bool allow_example_keys;
};

/*
 * Build the virtual document of C, whose profile, inner case and package_file are in place, and
 * judge whether the documents for it are there: evidence.stage, document.parse. Errors: "io".
 */
int ts_documents_build(struct ts_case *c, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Judge the documents of C, which was built, and whose package is known: document.field,
 * approval.*, boundary.unknown-field and every gate. RESULTS has room for the profile's gates.
 * Errors: "io".
 */
int ts_documents_judge(struct ts_case *c, const struct ts_documents_params *params,
    enum ts_result *results, struct ts_verdict *verdict, struct ts_err *err);

/* The checks that these two answer for, gates apart. */
extern const char *const ts_documents_checks[];
extern const size_t ts_documents_checks_n;

#endif
