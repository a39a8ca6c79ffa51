/*
 * The documents of a case, wherever they were read from: parsing them, and judging everything
 * that depends on them. Bundles and inputs both end here, so "check" finds what "verify" would
 * find.
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

/* The parameters of judging documents. */
struct ts_documents_params {
	const struct ts_trust *trust; /* NULL: who signed the approval is not checked */
	struct ts_time now, latest;   /* as in ts_verify_params */
	const struct ts_time *before; /* as in ts_signing_params, like the next one */
	bool by_proof;
	bool allow_example_keys;
};

/*
 * Parse the bytes of a document into C, whose profile is set. If the policy requires approvers, an
 * approval is parsed only after a key of the policy has verified its signature. Failures go into
 * VERDICT. PATH is the name that the user knows. Errors: "io".
 */
int ts_documents_parse(struct ts_case *c, enum ts_document document, const char *path,
    const void *data, size_t len, const struct ts_documents_params *params,
    struct ts_verdict *verdict, struct ts_err *err);

/*
 * Build the virtual document of C, whose profile, inner case and package_file are set, and judge
 * whether all documents are there: evidence.stage and document.parse. Errors: "io".
 */
int ts_documents_build(struct ts_case *c, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Judge the documents of C, which was built and whose package is known: document.field,
 * approval.*, boundary.unknown-field and every gate. RESULTS has space for the profile's gates.
 */
void ts_documents_judge(struct ts_case *c, const struct ts_documents_params *params,
    enum ts_result *results, struct ts_verdict *verdict);

/* The checks of these two functions, except gates. */
extern const char *const ts_documents_checks[];
extern const size_t ts_documents_checks_n;

#endif
