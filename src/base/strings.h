/* Many strings that live equally long, one after the other in blocks: each takes its own bytes
 * and nothing else. */
#ifndef TS_BASE_STRINGS_H
#define TS_BASE_STRINGS_H

struct ts_strings {
	struct ts_string_block *blocks; /* owned; the newest first */
};

/* Add a copy of TEXT, which stays where it is until all are freed. NULL when there is no memory. */
const char *ts_strings_add(struct ts_strings *strings, const char *text);
void ts_strings_free(struct ts_strings *strings);

#endif
