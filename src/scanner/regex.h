/*
 * Regular expressions over bytes, by PCRE2 with its JIT compiler; a match takes bounded work and
 * memory, or is said to have taken too much.
 */
#ifndef TS_SCANNER_REGEX_H
#define TS_SCANNER_REGEX_H

#include <stddef.h>

#include "base/err.h"

struct ts_regex;
struct ts_regex_scratch; /* what matching needs besides, one for each thread */

/* Bytes FROM to TO of a subject. */
struct ts_span {
	size_t from, to;
};

enum ts_matched {
	TS_NO_MATCH,     /* none, and none however the subject went on */
	TS_NO_MATCH_YET, /* none; but one was begun where the subject ended */
	TS_MATCH,
	TS_MATCH_LIMIT, /* it took too much: nothing is known */
	TS_MATCH_NOMEM, /* there is no memory: nothing is known */
};

/* Compile PATTERN. Errors: CHECK, with PCRE2's reason; "io". The caller frees *REGEX. */
int ts_regex_new(
    const char *pattern, const char *check, struct ts_regex **regex, struct ts_err *err);
void ts_regex_free(struct ts_regex *regex);

/*
 * A compiled pattern as bytes, and back: taking it back costs far less than compiling. Only for
 * bytes made by the same build: nothing in them is checked but that PCRE2 knows its own version of
 * them. Writing appends to OUT. Taking returns NULL where they are of another version, or there is
 * no memory.
 */
struct ts_buf;
int ts_regex_write(const struct ts_regex *regex, struct ts_buf *out, struct ts_err *err);
struct ts_regex *ts_regex_load(const unsigned char *bytes);

/* How many groups the pattern has, the whole match not counted. */
unsigned ts_regex_groups(const struct ts_regex *regex);

struct ts_regex_scratch *ts_regex_scratch_new(void); /* NULL for want of memory */
void ts_regex_scratch_free(struct ts_regex_scratch *scratch);

/*
 * Find the first match in the LEN bytes at SUBJECT that begins from START to LATEST. *WHOLE is the
 * match, *GROUP the group of that number (where it took part; else empty at the match).
 */
enum ts_matched ts_regex_match(struct ts_regex *regex, struct ts_regex_scratch *scratch,
    const char *subject, size_t len, size_t start, size_t latest, unsigned number,
    struct ts_span *whole, struct ts_span *group);

#endif
