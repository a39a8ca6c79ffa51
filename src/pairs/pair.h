/*
 * Names and their values in text of any form: members of JSON objects, YAML, assignments and
 * properties, labels and headers, elements and attributes of XML, query strings, options of command
 * lines, rows and columns of tables. Where a name stands is known; this reads the structure around
 * it, at most TS_PAIR_REACH bytes in both directions, and never fails: in text that is broken, or
 * has no structure, there is no pair.
 */
#ifndef TS_PAIRS_PAIR_H
#define TS_PAIRS_PAIR_H

#include "pairs/text.h"

/* The name that contains the bytes FROM to TO, with the quotes around it if it has any. It is empty
 * if much more follows. */
void ts_pair_name(
    const struct ts_pair_text *text, size_t from, size_t to, struct ts_pair_name *name);

/* The values of NAME: at most MAX at VALUES. Returns their number. */
size_t ts_pair_values(const struct ts_pair_text *text, const struct ts_pair_name *name,
    struct ts_pair_value values[static TS_PAIR_VALUES]);

#endif
