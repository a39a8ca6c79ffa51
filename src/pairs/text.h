/* What the parts of pairs/ work on: a text, and names and values in it. */
#ifndef TS_PAIRS_TEXT_H
#define TS_PAIRS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define TS_PAIR_NAME_MAX   128  /* bytes of a name */
#define TS_PAIR_VALUE_MAX  512  /* bytes of a value without quotes; a longer one is no pair */
#define TS_PAIR_STRING_MAX 4096 /* and of a string */
#define TS_PAIR_REACH      ((size_t)1024)

/* A text. */
struct ts_pair_text {
	const char *data; /* borrowed */
	size_t len;
};

/* Bytes FROM to TO of a text. */
struct ts_part {
	size_t from, to;
};

/* A name, with the quotes around it if it has any. */
struct ts_pair_name {
	struct ts_part name;
	size_t end;   /* the byte after its closing quote, or after itself */
	size_t start; /* its opening quote, or its first byte */
	char quote;   /* '"', '\'' or '`'; or 0 */
};

/* A value. DATA: its carrier holds data, and where it ends is certain; not code or prose. */
struct ts_pair_value {
	struct ts_part part;
	bool data;
};

#define TS_PAIR_VALUES 8 /* the most values of a name */

#endif
