/*
 * A verdict: what was found about one bundle, or about the inputs of one. A check that ran and
 * found nothing passes. A check that never ran is not-run, and prevents acceptance: an empty
 * verdict accepts nothing.
 */
#ifndef TS_MODEL_VERDICT_H
#define TS_MODEL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/finding.h"
#include "model/verdict_index.h"

/* A time stamp that counts: of the seal, or of something that the seal contains ("not-before"). */
struct ts_verdict_proof {
	const char *kind;        /* "stamp" or "not-before"; of static lifetime */
	char *path, *owner, *at; /* owned: AT is when the authority says that it made it */
	int64_t accuracy;        /* seconds, or -1 when it says nothing */
	bool vouches; /* for the moment that is proven, if one is: it names none that is worse */
};

struct ts_verdict {
	char *path; /* as the user named it */
	char *name; /* of the bundle, or NULL, like the next eight */
	char *stage;
	char *subject;
	char *created;
	char *actor;
	char *statement_sha256; /* in hexadecimal: of the seal's payload */
	char *seal_sha256;      /* of the whole seal, signatures included: what is stamped */
	char *sealed_before, *not_before; /* the moments that time stamps prove */
	bool may_be_newer; /* a time stamp in it was not verified: NOT_BEFORE may be later */
	char *sha256; /* in hexadecimal: of the whole file, if that was requested and it was read to
			 its end */
	uint64_t bytes;   /* of the bundle that were read */
	char **approvers; /* the owners whose approval counts */
	size_t approvers_n;
	char **conditions; /* under which the package was approved: labels */
	size_t conditions_n;
	struct ts_verdict_proof *proofs; /* owned */
	size_t proofs_n;
	struct ts_finding *findings;
	size_t n, cap;                 /* findings, and how many there is room for */
	struct ts_verdict_index index; /* owned; private: of the findings */
	enum ts_class class; /* TS_ACCEPTED, or the class that decides; set by ts_verdict_finish()
			      */
	bool failed;         /* there was no memory for a text */
};
/*
 * Called with a verdict that accepts, before what it is about appears under its name: whoever
 * reports it prepares the report now, so that a failure leaves no output. Returns -1 with ERR
 * filled to prevent it. CALL may be NULL.
 */
struct ts_verdict_ready {
	int (*call)(void *ctx, struct ts_verdict *verdict, struct ts_err *err);
	void *ctx;
};

/* Invariant: all texts are owned. After ts_verdict_finish() the findings are in the order of the
 * checks, those of inner bundles last, and class is TS_ACCEPTED only if no check failed or is
 * not-run. */

const char *ts_result_name(enum ts_result result);

/* Make an empty verdict about PATH; NULL when there is no memory. */
struct ts_verdict *ts_verdict_new(const char *path);
/* Name another file, which turned out to be what the findings are about. */
void ts_verdict_set_path(struct ts_verdict *verdict, const char *path);
void ts_verdict_free(struct ts_verdict *verdict);

/* Replace the text in *PLACE (one of the verdict's) with a copy of TEXT, which may be NULL. */
void ts_verdict_set(struct ts_verdict *verdict, char **place, const char *text);

/* Add a copy of TEXT to the approvers; to the conditions of the approval. */
void ts_verdict_add_approver(struct ts_verdict *verdict, const char *text);
void ts_verdict_add_condition(struct ts_verdict *verdict, const char *text);

/* Add a copy of PROOF. */
void ts_verdict_add_proof(struct ts_verdict *verdict, const struct ts_verdict_proof *proof);

/* Is proof I of KIND, and the first of its owner? Of those that count each owner is named once. */
bool ts_verdict_names_owner(const struct ts_verdict *verdict, size_t i, const char *kind);

/* Check ID ran to its end: it passes unless a failure of it is recorded. */
void ts_verdict_ran(struct ts_verdict *verdict, const char *id);

/* The same, with what is known thereby. */
void ts_verdict_pass(struct ts_verdict *verdict, const char *id, const char *what);

/* Check ID does not apply, for the reason WHY. */
void ts_verdict_skip(struct ts_verdict *verdict, const char *id, const char *why);

/* Check ID does not count for FILE, for the reason WHY. Each such file is listed. */
void ts_verdict_skip_file(
    struct ts_verdict *verdict, const char *id, const char *file, const char *why);

/* A finding of check ID is waived. Each such finding is listed. */
void ts_verdict_waive(
    struct ts_verdict *verdict, const char *id, const char *file, const char *why);

/* Check ID did not run, unless something else is recorded about it. */
void ts_verdict_not_run(struct ts_verdict *verdict, const char *id);

/* A failure. Everything except the id may be NULL. All texts are copied. */
struct ts_failure {
	const char *id, *at, *expected, *found, *fix;
	const char *file; /* for other programs: the file, and the line or 0 */
	uint64_t line;
};

/* Record a failure. After 50 failures of one check only their number is recorded. */
void ts_verdict_fail(struct ts_verdict *verdict, const struct ts_failure *failure, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/* Record ERR as a failure. */
void ts_verdict_fail_err(struct ts_verdict *verdict, const struct ts_err *err);

/* Remove all findings before verifying the same thing again. The texts about it remain. */
void ts_verdict_clear(struct ts_verdict *verdict);

/* Are there so many failures of check ID that a further one would not be listed? */
bool ts_verdict_is_full(struct ts_verdict *verdict, const char *id);

/* Did check ID fail? */
bool ts_verdict_has_failed(const struct ts_verdict *verdict, const char *id);

/* Has anything in VERDICT failed so far? */
bool ts_verdict_any_failed(const struct ts_verdict *verdict);

/* The text in WORDS, for a finding of VERDICT. If WORDS ran out of memory, VERDICT fails. */
const char *ts_verdict_text(struct ts_verdict *verdict, struct ts_buf *words);

/* Move the failures of OTHER into VERDICT, at most as many of a check as are listed. */
void ts_verdict_merge_failures(struct ts_verdict *verdict, struct ts_verdict *other);

/* Move all findings of OTHER, which is about the same thing, into VERDICT. */
void ts_verdict_merge(struct ts_verdict *verdict, struct ts_verdict *other);

/* Move all findings of INNER, which is finished, into VERDICT as those of a bundle inside it, at
 * PLACE. */
void ts_verdict_merge_inner(
    struct ts_verdict *verdict, struct ts_verdict *inner, const char *place);

/*
 * Decide. The checks in EXPECTED (N ids) that neither ran nor were skipped become not-run, the
 * findings are sorted, and the class is set.
 */
void ts_verdict_finish(struct ts_verdict *verdict, const char *const *expected, size_t n);

#endif
