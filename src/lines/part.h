/* One line of a part, from JSON. */
#ifndef TS_LINES_PART_H
#define TS_LINES_PART_H

#include "audit/examine.h"
#include "audit/listing.h"

/* The first line. Texts are borrowed from JSON. */
struct ts_part_head {
	struct ts_json *json; /* owned */
	const char *run;
	uint64_t shard, shards;
	char **stores; /* owned, and so is each of them */
	size_t stores_n;
	char *list; /* owned; or NULL */
};

/* A line about a file. */
struct ts_part_line {
	uint64_t number, store;
	bool is_hidden; /* DIGEST says what the path is not shown for */
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_examined file; /* owned: its found or its unjudged */
};

/* The last line. */
struct ts_part_end {
	uint64_t lines, files, foreign;
	uint64_t *found; /* owned: for each store, and one for the list */
	size_t found_n;
	struct ts_listing listing;
	unsigned char sha256[TS_DIGEST_BYTES];
};

/* Each reads the LEN bytes at TEXT. Errors: "lines.valid"; "io". Free them in any case. */
int ts_part_head_read(const char *text, size_t len, struct ts_part_head *head, struct ts_err *err);
void ts_part_head_free(struct ts_part_head *head);
int ts_part_line_read(const char *text, size_t len,
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], struct ts_part_line *line,
    struct ts_err *err);
void ts_part_line_free(struct ts_part_line *line);
bool ts_part_is_end(const char *text);
int ts_part_end_read(const char *text, size_t len, struct ts_part_end *end, struct ts_err *err);
void ts_part_end_free(struct ts_part_end *end);

#endif
