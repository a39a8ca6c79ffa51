/*
 * Regular expressions over bytes, with PCRE2 and its JIT compiler. A match takes bounded work and
 * memory, or reports that it would take too much.
 */
#ifndef TS_SCANNER_REGEX_H
#define TS_SCANNER_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ts_regex;
struct ts_regex_scratch; /* what matching needs in addition; one for each thread */

/* Bytes FROM to TO of a subject. */
struct ts_span {
	size_t from, to;
};

enum ts_matched {
	TS_NO_MATCH,     /* no match, however the subject continues */
	TS_NO_MATCH_YET, /* no match, but one had begun at the end of the subject */
	TS_MATCH,
	TS_MATCH_LIMIT, /* it took too much work: nothing is known */
	TS_MATCH_NOMEM, /* there was no memory: nothing is known */
};

/* Compile PATTERN. Errors: CHECK, with PCRE2's reason; "io". The caller frees *REGEX. */
int ts_regex_new(
    const char *pattern, const char *check, struct ts_regex **regex, struct ts_err *err);
void ts_regex_free(struct ts_regex *regex);

/*
 * Serialise a compiled pattern by appending it to OUT, and load it again, which costs far less
 * than compiling. Only for bytes from the same build: nothing is checked except PCRE2's version.
 * Loading returns NULL when the version differs or there is no memory.
 */
struct ts_buf;
int ts_regex_write(const struct ts_regex *regex, struct ts_buf *out, struct ts_err *err);
struct ts_regex *ts_regex_load(const unsigned char *bytes);

/* The number of groups in the pattern, not counting the whole match. */
unsigned ts_regex_groups(const struct ts_regex *regex);

struct ts_regex_scratch *ts_regex_scratch_new(void); /* NULL when there is no memory */
void ts_regex_scratch_free(struct ts_regex_scratch *scratch);

/*
 * Find the first match in the LEN bytes at SUBJECT that begins between START and LATEST. *WHOLE
 * is the match, *GROUP the group of that number, which is empty if it took no part.
 */
enum ts_matched ts_regex_match(struct ts_regex *regex, struct ts_regex_scratch *scratch,
    const char *subject, size_t len, size_t start, size_t latest, unsigned number,
    struct ts_span *whole, struct ts_span *group);

#define TS_REGEX_VERSION 64 /* bytes that its text needs */

/* Write the version of PCRE2 in use to TEXT. */
void ts_regex_version(char text[static TS_REGEX_VERSION]);

/* Does PCRE2 compile patterns to machine code on this processor? */
bool ts_regex_is_compiled(void);

#endif
