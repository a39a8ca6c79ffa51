/*
 * An approval of a package (docs/trust.md, "Approvals"): an in-toto Statement of type
 * urn:tarseal:approval:v1 in a DSSE envelope, or a plain JSON document with the same content.
 */
#ifndef TS_MODEL_APPROVAL_H
#define TS_MODEL_APPROVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "format/dsse.h"
#include "format/json.h"
#include "model/package.h"

#define TS_APPROVAL_TYPE "urn:tarseal:approval:v1"

struct ts_approval {
	bool is_signed;
	struct ts_dsse envelope;  /* owned; empty when the approval is not signed */
	struct ts_json *plain;    /* owned: an approval that is not signed, until it is read */
	struct ts_json *document; /* owned: what becomes /approval of the virtual document */
	/* The rest is borrowed from DOCUMENT; NULL or absent when the approval does not contain it.
	 */
	const char *approval_ref, *decision;
	const struct ts_json *conditions; /* labels */
	const struct ts_json *digests;    /* a DigestSet */
	bool has_decided, has_expires;
	struct ts_time decided_at, expires_at;
	char *stage;        /* owned: the stage of the package, or NULL */
	char *package_name; /* owned: the package's name, as the approver saw it, or NULL */
};

/*
 * Find out the form of an approval, and read its envelope if it has one, but nothing that it says.
 * Signatures can then be verified before anything in the approval is believed. The caller frees
 * *APPROVAL. Errors: "approval.parse"; "io".
 */
int ts_approval_open(
    const void *data, size_t len, struct ts_approval **approval, struct ts_err *err);

/* Read what an opened approval says. Errors: "approval.parse"; "io". */
int ts_approval_read(struct ts_approval *approval, struct ts_err *err);

/* Do both. */
int ts_approval_parse(
    const void *data, size_t len, struct ts_approval **approval, struct ts_err *err);
void ts_approval_free(struct ts_approval *approval);

/* Read the LEN bytes at STATEMENT, which nobody has signed yet, likewise. */
int ts_approval_of_statement(
    const void *statement, size_t len, struct ts_approval **approval, struct ts_err *err);

/* What a new approval says. Only the texts marked so may be NULL. */
struct ts_approval_draft {
	const char *package_name; /* the package's base name */
	struct ts_package package;
	const char *approval_ref, *decision, *approved_by, *decided_at;
	const char *expires_at, *stage; /* or NULL */
	const char *const *conditions;
	size_t conditions_n;
};

/*
 * Append the statement's canonical JSON. Errors: "approval.parse", naming the member that is
 * invalid; "io".
 */
int ts_approval_write(
    const struct ts_approval_draft *draft, struct ts_buf *out, struct ts_err *err);

#endif
