/* The automaton of scanner/keywords.c in memory, so that it can be made when the program is built.
 * Private to that file and src/mktables.c. */
#ifndef TS_SCANNER_KEYWORDS_TABLE_H
#define TS_SCANNER_KEYWORDS_TABLE_H

#include "scanner/keywords.h"

/* Marks accepting states in the table, so that several can be tested at once. */
#define TS_KEYWORDS_ACCEPTS 0x8000U

struct ts_keywords {
	uint8_t classes[256];
	unsigned shift;       /* a row has 1 << shift columns */
	uint32_t accepting;   /* the states from here on are accepting */
	uint32_t states;      /* the table has one more row than this, which is zero */
	const uint16_t *next; /* owned, except the built-in one: [state << shift | class]; with
				 TS_KEYWORDS_ACCEPTS if the state is accepting */
	const uint32_t
	    *first; /* owned likewise: [state - accepting] into found, and one more at the end */
	const struct ts_keyword_found *found; /* owned likewise */
};

#endif
