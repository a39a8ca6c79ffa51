/*
 * Searching for many keywords at once, ignoring case: the automaton of Aho and Corasick
 * ("Efficient string matching", 1975) with all transitions precomputed, so that each byte costs
 * one table look-up.
 */
#ifndef TS_SCANNER_KEYWORDS_H
#define TS_SCANNER_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_keywords;

/* A keyword and what it stands for. The same text may stand for several things. Bytes beyond ASCII
 * are only told apart roughly, and "_", "-" and "." not at all. */
struct ts_keyword {
	const char *text; /* borrowed while the automaton is built; letters in lower case */
	uint32_t meaning;
};

/* Build the automaton for N keywords of at least one byte. The caller frees it. Errors: "io". */
int ts_keywords_new(
    const struct ts_keyword *list, size_t n, struct ts_keywords **keywords, struct ts_err *err);
void ts_keywords_free(struct ts_keywords *keywords);

/* The automata of the built-in rules, whose meanings are indexes of rules: one for keywords and
 * names, one for the shapes of runs. src/mktables.c writes them. */
extern const struct ts_keywords ts_builtin_keywords, ts_builtin_shapes;

struct ts_keyword_found {
	uint32_t meaning;
	uint32_t len; /* of the keyword, in bytes */
};

/*
 * Search the LEN bytes at DATA from *AT on, where the automaton is in *STATE (0 at the beginning).
 * Returns how many keywords end just before *AT, where it stops; 0 when all bytes are used. *FOUND
 * are those keywords.
 */
size_t ts_keywords_find(const struct ts_keywords *keywords, const unsigned char *data, size_t len,
    size_t *at, uint32_t *state, const struct ts_keyword_found **found);

/*
 * A search of several stretches of bytes side by side. Each step depends on the one before it, so
 * stepping through other stretches meanwhile costs next to nothing.
 */
#define TS_KEYWORD_STREAMS 4
struct ts_keyword_search {
	const unsigned char *data[TS_KEYWORD_STREAMS]; /* borrowed */
	size_t at[TS_KEYWORD_STREAMS], len[TS_KEYWORD_STREAMS];
	uint32_t state[TS_KEYWORD_STREAMS]; /* 0 at the beginning */
	unsigned
	    pending; /* a bit for each that has stopped at a keyword and was not returned yet */
};

/*
 * Continue the search. Returns how many keywords end where it stops, sets *WHICH to the stretch
 * and its `at` to the byte after them; 0 when all bytes are used. *FOUND are those keywords.
 */
size_t ts_keywords_next(const struct ts_keywords *keywords, struct ts_keyword_search *search,
    unsigned *which, const struct ts_keyword_found **found);

#endif
