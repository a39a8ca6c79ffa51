/* The automata that find where rules apply: one for keywords and names in a text, one for the
 * shapes of runs. */
#ifndef TS_SCANNER_AUTOMATA_H
#define TS_SCANNER_AUTOMATA_H

#include "base/err.h"
#include "scanner/keywords.h"
#include "scanner/rules.h"

/* Build both for RULES; their meanings are indexes of rules. The caller frees them. Errors:
 * "io". */
int ts_automata_new(const struct ts_rules *rules, struct ts_keywords **keywords,
    struct ts_keywords **shapes, struct ts_err *err);

#endif
