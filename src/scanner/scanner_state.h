/* What the parts of the scanner share. Private to scanner/scanner*.c. */
#ifndef TS_SCANNER_SCANNER_STATE_H
#define TS_SCANNER_SCANNER_STATE_H

#include <stdbool.h>

#include "pairs/table.h"
#include "scanner/hit.h"
#include "scanner/keywords.h"
#include "scanner/layer.h"
#include "scanner/mailbox.h"
#include "scanner/regex.h"
#include "scanner/rules.h"
#include "scanner/secret.h"
#include "scanner/shape.h"

#define ESCAPES   3 /* layers of escapes that are decoded */
#define ENCODINGS 2 /* layers of base64 that are decoded */
#define LAYERS    (1 + ESCAPES + ENCODINGS)
#define LAST_MAX  128 /* bytes of a secret that are remembered */
#define COLUMNS   64  /* of a table that are counted separately */

/* A rule and its compiled patterns. */
struct worker {
	struct ts_rule rule;
	struct ts_regex *regex; /* owned; NULL until it is needed */
	struct patterns {
		struct ts_regex **list; /* owned, and so is each of them */
		size_t n;
	} allow, samples;
	/* For each stream and layer, where the search for matches continues. */
	struct resume {
		uint64_t layer; /* the serial number of the layer; the search of another layer
				   starts again */
		size_t at;
	} resume[TS_KEYWORD_STREAMS][LAYERS];
	bool any_part; /* some name of the rule may be a part of a longer word */
	size_t hits;
	bool more;           /* it has more hits than are kept */
	char last[LAST_MAX]; /* the secret that was kept last */
	size_t last_len;
	struct tally {
		uint64_t tried, valid; /* matches, and those with the right check digit */
	} * columns;                   /* owned: COLUMNS of them, or NULL */
};

/* The heading of a column that a rule wants to see. */
struct heading {
	struct ts_table_heading at;
	size_t rule;     /* its index */
	size_t specific; /* the length of the name that it knows */
};

struct ts_scanner {
	const struct ts_rules *rules;
	unsigned char salt[TS_SALT_BYTES];
	const struct ts_keywords *keywords, *shapes; /* the built-in ones, or built */
	struct ts_keywords *built_keywords,
	    *built_shapes; /* owned; NULL when no rules were added */
	struct worker *
	    *workers; /* owned, and so is each of them: one for each rule, NULL until it is tried */
	struct ts_regex_scratch *scratch; /* owned */
	struct runs {
		size_t *rules; /* owned: indexes of the rules that want one of any shape */
		size_t n;
	} runs[TS_RUN_CLASSES];
	struct ts_shape shape; /* of the run that is being searched */

	unsigned char *chunk; /* owned */
	size_t len;
	uint64_t base, lines; /* bytes and line ends of the content before the chunk */
	size_t done;          /* keywords that begin before here were seen in an earlier chunk */
	unsigned phase; /* base64 characters, modulo 4, of a run that began before the chunk */

	struct heading *headings; /* owned: of tables in the layers that are being searched */
	size_t headings_n;
	struct parsed_name {
		uint64_t layer; /* its serial number */
		size_t to;      /* where the keyword ended */
		struct ts_pair_name name;
		size_t trimmed; /* its length without what does not count */
		struct ts_pair_value values[TS_PAIR_VALUES];
		size_t n;
		bool read;            /* the values are known */
	} parsed[TS_KEYWORD_STREAMS]; /* for each stream, the last name: several rules may want it
				       */
	struct ts_table_line
	    lines_seen[TS_KEYWORD_STREAMS]; /* for each stream, the last line with a heading */
	struct ts_table *table;             /* owned: the content's table that is being read */
	uint64_t rows_from;                 /* how far it was read */

	enum ts_origin origin; /* of the content */
	bool counted;          /* some worker has counted something in this content */
	uint64_t work;         /* that judging secrets was, in bytes */
	bool limited;          /* it was too much: no more is judged in this content */
	uint64_t serial;       /* the serial number of the last layer that was searched */

	struct ts_hit *hits; /* owned */
	size_t hits_n, hits_cap, samples_n;
};

/* The worker of the rule at index PLACE; NULL with ERR filled ("io") when there is no memory. */
struct worker *ts_scanner_worker(struct ts_scanner *s, size_t place, struct ts_err *err);

/* Compile the rule's pattern, unless that is done. Errors: "io". */
int ts_scanner_prepare(struct worker *worker, struct ts_err *err);

/* A secret that was found at AT in LAYER. */
struct ts_found {
	const struct ts_layer *layer;
	size_t at;
	const char *text;
	size_t len, specific; /* as in struct ts_hit */
};

/* Keep a hit, unless it is known already. RULE is NULL unless the kind is TS_HIT_RULE or
 * TS_HIT_SAMPLE. Errors: "io". */
int ts_scanner_keep(struct ts_scanner *s, enum ts_hit_kind kind, const struct ts_rule *rule,
    const struct ts_found *found, struct ts_err *err);

/* Keep a SECRET that matches the rule, if it satisfies all of the rule; FOUND says where it is.
 * Errors: "io". */
int ts_scanner_judge(struct ts_scanner *s, struct worker *worker, const struct ts_secret *secret,
    struct ts_found *found, struct ts_err *err);

/*
 * Try a rule on the bytes FROM to TO of a layer, and keep its matches that begin no later than
 * LATEST. STREAM distinguishes searches that run side by side. Errors: "io".
 */
int ts_scanner_try(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t from, size_t to, size_t latest, struct ts_err *err);

/* Judge the values of the name around the bytes FROM to TO of a layer with a rule that knows it.
 * Errors: "io". */
int ts_scanner_try_name(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t from, size_t to, struct ts_err *err);

/*
 * Read the rows of tables between FROM and TO of a layer whose first byte has position BASE: first
 * those of TABLE, then those below the headings from index FIRST_HEADING on, which are forgotten.
 * The table that goes on beyond TO is left in TABLE, unless this is the LAST piece. Errors: "io".
 */
int ts_scanner_read_tables(struct ts_scanner *s, const struct ts_layer *layer, uint64_t base,
    struct ts_table *table, size_t from, size_t to, bool last, size_t first_heading,
    struct ts_err *err);

/* Search a layer for what begins between FROM and TO, and all layers decoded from it. Errors: "io".
 */
int ts_scanner_search(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err);

/* Search the LEN bytes at DATA, which LAYER describes. Errors: "io". */
int ts_scanner_search_inner(struct ts_scanner *s, struct ts_layer *layer, const unsigned char *data,
    size_t len, struct ts_err *err);

/* The number of line ends in the LEN bytes at DATA. */
uint64_t ts_scanner_lines(const unsigned char *data, size_t len);

#endif
