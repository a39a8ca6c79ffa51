/*
 * A verdict: what was found about one bundle, or about inputs that would become one. Every check
 * that ran and found nothing passes; one that never ran is not-run, and nothing is accepted with
 * such a check: a verdict that nobody filled accepts nothing.
 */
#ifndef TS_MODEL_VERDICT_H
#define TS_MODEL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/check.h"

enum ts_result {
	TS_PASS,
	TS_FAIL,
	TS_SKIP,
	TS_WAIVED, /* somebody answers for what was found (docs/boundary.md) */
	TS_NOT_RUN,
};
#define TS_RESULTS 5

struct ts_finding {
	char *id;
	size_t place; /* of the id in ts_checks */
	enum ts_class class;
	enum ts_result result;
	char *message; /* or NULL, as are the next five */
	char *at;      /* where: a JSON pointer, a path */
	char *expected;
	char *found;
	char *fix;
	char *file;    /* where that is a place in a file: the file, and the line from 1 */
	uint64_t line; /* or 0 */
	char *in; /* the place in the chain of an inner bundle's check: "evidence"; NULL for one's
		     own */
};

struct ts_verdict {
	char *path; /* as the user named it */
	char *name; /* of the bundle, or NULL; so are the next five */
	char *stage;
	char *subject;
	char *created;
	char *actor;
	char *statement_sha256; /* hex of the seal's payload's digest */
	char *sha256;     /* hex of the file's digest, where it was asked for and read to the end */
	uint64_t bytes;   /* read of the bundle */
	char **approvers; /* owners whose approval counts */
	size_t approvers_n;
	struct ts_finding *findings;
	size_t n;
	enum ts_class class; /* TS_ACCEPTED, or the class that decides; set by ts_verdict_finish()
			      */
	bool failed;         /* a text could not be kept: no memory */
};
/* Invariant: all texts are owned; after ts_verdict_finish() the findings stand in the checks'
 * order with those of inner bundles last, and class is TS_ACCEPTED only if none failed or is
 * not-run. */

const char *ts_result_name(enum ts_result result);

/* An empty verdict about PATH; NULL for want of memory. */
struct ts_verdict *ts_verdict_new(const char *path);
void ts_verdict_free(struct ts_verdict *verdict);

/* Replace the text in *PLACE (one of the verdict's) by a copy of TEXT (which may be NULL). */
void ts_verdict_set(struct ts_verdict *verdict, char **place, const char *text);

/* Say that check ID ran to its end; it passes unless something fails it. */
void ts_verdict_ran(struct ts_verdict *verdict, const char *id);

/* The same, with words for what is thereby known. */
void ts_verdict_pass(struct ts_verdict *verdict, const char *id, const char *what);

/* Say that check ID does not apply, and why. */
void ts_verdict_skip(struct ts_verdict *verdict, const char *id, const char *why);

/* Record that something which check ID finds is waived, and by whom: each such finding is listed.
 */
void ts_verdict_waive(
    struct ts_verdict *verdict, const char *id, const char *file, const char *why);

/* Say that check ID did not run, unless something else was said of it. */
void ts_verdict_not_run(struct ts_verdict *verdict, const char *id);

/* What a failure tells; all but the id may be NULL. Nothing is kept by reference. */
struct ts_failure {
	const char *id, *at, *expected, *found, *fix;
	const char *file; /* for tools: the file, and the line or 0 */
	uint64_t line;
};

/* Record a failure. After 50 of one id only their number is told, not each. */
void ts_verdict_fail(struct ts_verdict *verdict, const struct ts_failure *failure, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/* Record the failure that ERR tells. */
void ts_verdict_fail_err(struct ts_verdict *verdict, const struct ts_err *err);

/* Forget all findings, for a new judgement of the same thing; the texts about it stay. */
void ts_verdict_clear(struct ts_verdict *verdict);

/* Have so many failures of check ID been recorded that a further one would not be listed? */
bool ts_verdict_is_full(const struct ts_verdict *verdict, const char *id);

/* Did check ID fail? */
bool ts_verdict_has_failed(const struct ts_verdict *verdict, const char *id);

/* Does anything in VERDICT fail so far? */
bool ts_verdict_any_failed(const struct ts_verdict *verdict);

/* The text in WORDS for a finding of VERDICT, which fails for want of memory where WORDS did. */
const char *ts_verdict_text(struct ts_verdict *verdict, struct ts_buf *words);

/* Take over the failures of OTHER as if they had failed here: no more than are listed of a check.
 */
void ts_verdict_merge_failures(struct ts_verdict *verdict, struct ts_verdict *other);

/* Take over all findings of OTHER, about the same thing. */
void ts_verdict_merge(struct ts_verdict *verdict, struct ts_verdict *other);

/* Take over all findings of INNER (which was finished) as those of a bundle inside, under PLACE. */
void ts_verdict_merge_inner(
    struct ts_verdict *verdict, struct ts_verdict *inner, const char *place);

/*
 * Decide: the checks in EXPECTED (N ids) that neither ran nor were skipped are not-run; sort the
 * findings; set the class.
 */
void ts_verdict_finish(struct ts_verdict *verdict, const char *const *expected, size_t n);

#endif
