/* What the parts of the scanner share. Private to scanner/scanner*.c. */
#ifndef TS_SCANNER_SCANNER_STATE_H
#define TS_SCANNER_SCANNER_STATE_H

#include <stdbool.h>

#include "scanner/hit.h"
#include "scanner/keywords.h"
#include "scanner/layer.h"
#include "scanner/regex.h"

#define ESCAPES   3 /* layers of escapes that are decoded */
#define ENCODINGS 2 /* layers of base64 that are decoded */
#define LAYERS    (1 + ESCAPES + ENCODINGS)

/* A rule and its compiled patterns. */
struct worker {
	struct ts_rule rule;
	struct ts_regex *regex;  /* owned; NULL until it is needed */
	struct ts_regex **allow; /* owned, and so is each of them */
	size_t allow_n;
	/* For each stream and layer, where the search for matches continues. */
	struct resume {
		uint64_t layer; /* the serial number of the layer; the search of another layer
				   starts again */
		size_t at;
	} resume[2][LAYERS];
	size_t hits;
	uint64_t tried, valid; /* matches, and those with the right check digit */
};

struct ts_scanner {
	const struct ts_rules *rules;
	unsigned char salt[TS_SALT_BYTES];
	const struct ts_keywords *keywords; /* the built-in ones, or built */
	struct ts_keywords *built;          /* owned; NULL when no rules were added */
	struct worker *
	    *workers; /* owned, and so is each of them: one for each rule, NULL until it is tried */
	struct ts_regex_scratch *scratch; /* owned */
	struct runs {
		size_t least;  /* the shortest run that any rule wants */
		size_t *rules; /* owned: indexes of the rules that want one */
		size_t n;
	} runs[TS_RUN_CLASSES];

	unsigned char *chunk; /* owned */
	size_t len;
	uint64_t base, lines; /* bytes and line ends of the content before the chunk */
	size_t done;          /* keywords that begin before here were seen in an earlier chunk */
	unsigned phase; /* base64 characters, modulo 4, of a run that began before the chunk */

	bool counted;    /* some worker has counted something in this content */
	uint64_t serial; /* the serial number of the last layer that was searched */

	struct ts_hit *hits; /* owned */
	size_t hits_n, hits_cap;
};

/* The worker of the rule at index PLACE; NULL with ERR filled ("io") when there is no memory. */
struct worker *ts_scanner_worker(struct ts_scanner *s, size_t place, struct ts_err *err);

/*
 * Try a rule on the bytes FROM to TO of a layer, and keep its matches that begin no later than
 * LATEST. STREAM distinguishes searches that run side by side. Errors: "io".
 */
int ts_scanner_try(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t from, size_t to, size_t latest, struct ts_err *err);

/* The number of line ends in the LEN bytes at DATA. */
uint64_t ts_scanner_lines(const unsigned char *data, size_t len);

#endif
