/*
 * Many keywords searched for at once, whatever their case: the automaton of Aho and Corasick
 * ("Efficient string matching", 1975), with every transition worked out, a table look-up a byte.
 */
#ifndef TS_SCANNER_KEYWORDS_H
#define TS_SCANNER_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_keywords;

/* One keyword and what it stands for: the same text may stand for several things. */
struct ts_keyword {
	const char *text; /* borrowed while the automaton is built; ASCII letters in lower case */
	uint32_t meaning;
};

/* Build the automaton for N keywords of 1 byte and more. Errors: "io". The caller frees it. */
int ts_keywords_new(
    const struct ts_keyword *list, size_t n, struct ts_keywords **keywords, struct ts_err *err);
void ts_keywords_free(struct ts_keywords *keywords);

/* That of the built-in rules, each meaning its place among them; made by src/mktables.c. */
extern const struct ts_keywords ts_builtin_keywords;

struct ts_keyword_found {
	uint32_t meaning;
	uint32_t len; /* of the keyword, in bytes */
};

/*
 * A search, of two stretches of bytes side by side: each step waits for the one before it, and a
 * second stretch costs next to nothing while the first one waits.
 */
struct ts_keyword_search {
	const unsigned char *data[2]; /* borrowed */
	size_t at[2], len[2];
	uint32_t state[2]; /* 0 at the beginning */
	bool pending;      /* the second one has stopped at a keyword, too */
};

/*
 * Search on. Returns how many keywords end where the search stops, in the stretch *WHICH, and
 * leaves its at behind their last byte; 0 when the bytes are used up. *FOUND are those keywords.
 */
size_t ts_keywords_next(const struct ts_keywords *keywords, struct ts_keyword_search *search,
    unsigned *which, const struct ts_keyword_found **found);

#endif
