/* Where a value is that follows its name. */
#ifndef TS_PAIRS_VALUE_H
#define TS_PAIRS_VALUE_H

#include "pairs/text.h"

/* Values that were found, at most TS_PAIR_VALUES. */
struct ts_pair_list {
	const struct ts_pair_text *text;
	struct ts_pair_value *values;
	size_t n;
};
void ts_pair_add(struct ts_pair_list *list, size_t from, size_t to, bool data);

/* A value that follows a separator. */
struct ts_value_place {
	size_t name;    /* where its name begins, with its quote */
	size_t at;      /* the byte after the separator */
	char separator; /* ':' or '=' */
	bool quoted_name;
	bool spaced; /* there are spaces around the separator */
	bool inner;  /* it is below another name already: what is below it is not read */
};
void ts_value_after(struct ts_pair_list *list, const struct ts_value_place *place);

/* The content of the element whose name ends at AT: "<password>…</password>". */
void ts_value_of_element(struct ts_pair_list *list, size_t at);

/* The argument at AT of an option on a command line: "--password …". */
void ts_value_of_option(struct ts_pair_list *list, size_t at);

#endif
