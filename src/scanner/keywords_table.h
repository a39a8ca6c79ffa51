/* The automaton of judge/keywords.c as it lies in memory, so that one can be made when the program
 * is built; private to that file and src/mktables.c. */
#ifndef TS_SCANNER_KEYWORDS_TABLE_H
#define TS_SCANNER_KEYWORDS_TABLE_H

#include "scanner/keywords.h"

struct ts_keywords {
	uint8_t classes[256];
	unsigned shift;        /* a row has 1 << shift columns */
	uint32_t accepting;    /* states from here on have keywords that end there */
	uint32_t states;       /* the last row of NEXT is one more than these, and zero */
	const uint16_t *next;  /* owned, but for the built-in one: [state << shift | class] */
	const uint32_t *first; /* owned so: [state - accepting] into found; one more at the end */
	const struct ts_keyword_found *found; /* owned so */
};

#endif
