/*
 * Tables: CSV (RFC 4180) with commas, semicolons, tabs or bars, and tables of Markdown and of
 * database clients. The heading says what is below it, however many rows there are: so rows are
 * read as they come, in pieces of any size.
 */
#ifndef TS_PAIRS_TABLE_H
#define TS_PAIRS_TABLE_H

#include <stdint.h>

#include "pairs/text.h"

#define TS_TABLE_COLUMNS 64 /* the most columns of one table that are read */

/* A column that a name is the heading of. */
struct ts_table_heading {
	size_t line; /* where the heading's line begins */
	size_t rows; /* where the line after it begins */
	char delimiter;
	size_t column; /* its number */
};

/* What is known about the line that was looked at last; zero it at first. A line is looked at once,
 * however many names are in it. */
struct ts_table_line {
	size_t from, to;   /* the line */
	size_t at, column; /* how far its columns are counted */
	char delimiter;
	bool known, is_heading;
	size_t cells;
};

/* Is NAME the heading of a column of a table? Then *HEADING says where. */
bool ts_table_heading(const struct ts_pair_text *text, const struct ts_pair_name *name,
    struct ts_table_line *line, struct ts_table_heading *heading);

/* Is NAME the first of two cells in its line? Then *VALUE is the second. */
bool ts_table_value(const struct ts_pair_text *text, const struct ts_pair_name *name,
    const struct ts_table_line *line, struct ts_pair_value *value);

/* A table whose rows are being read. */
struct ts_table {
	char delimiter;
	struct {
		size_t number;
		uint32_t meaning;
	} columns[TS_TABLE_COLUMNS];
	size_t n;
	bool ended;
	/* The state of the row. */
	size_t column;
	bool quoted, closed, blank, divided, ruled; /* RULED: it is only hyphens and the like */
	uint64_t quoted_at;                         /* where the quoted cell begins */
	char cell[TS_PAIR_VALUE_MAX];
	size_t cell_len;
	uint64_t cell_at;
};

/* Begin a table without columns. */
void ts_table_begin(struct ts_table *table, char delimiter);

/* Add a column; further ones than TS_TABLE_COLUMNS are ignored. */
void ts_table_add_column(struct ts_table *table, size_t number, uint32_t meaning);

/* A cell of a column that was added: LEN bytes at TEXT, which begin at position AT. */
typedef int (*ts_table_cell)(
    void *ctx, uint32_t meaning, const char *text, size_t len, uint64_t at);

/* Read LEN more bytes of the rows, which begin at position AT. Returns how many were read: less
 * than LEN if the table ends; -1 if CELL returns anything but 0. */
int64_t ts_table_read(struct ts_table *table, const char *data, size_t len, uint64_t at,
    ts_table_cell cell, void *ctx);

#endif
