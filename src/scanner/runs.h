/*
 * Finding long runs of bytes of one class, many bytes at a time: digits as in telephone and card
 * numbers, capital letters and digits as in IBANs and licence keys, base64.
 */
#ifndef TS_SCANNER_RUNS_H
#define TS_SCANNER_RUNS_H

#include <stdbool.h>
#include <stddef.h>

/* Classes of bytes, one bit each. */
#define TS_RUNS_NUMBER 1U /* 0-9 space + ( ) . / - */
#define TS_RUNS_IBAN   2U /* A-Z 0-9 space, beginning with a letter */
#define TS_RUNS_CODE   4U /* A-Z 0-9 - */
#define TS_RUNS_BASE64 8U /* A-Z a-z 0-9 + / - _ */
#define TS_RUNS        4

/* The shortest runs that are found: 11 bytes of numbers and IBANs (so a date such as 2026-11-25 is
 * no run), 16 of codes, 32 of base64. scanner/rule.c enforces these. */

#define TS_RUNS_BLOCK 4096
#define TS_RUNS_AHEAD 32 /* bytes after a block that its runs may extend into */

struct ts_runs {
	const unsigned char *data; /* borrowed */
	size_t len;
	size_t at;            /* the position of the search */
	size_t block;         /* the block that the marks belong to */
	size_t past[TS_RUNS]; /* for each class, the end of the last run */
	unsigned char marks[TS_RUNS_BLOCK + 2 * TS_RUNS_AHEAD];
};

/* Begin a search of the LEN bytes at DATA. */
void ts_runs_begin(struct ts_runs *runs, const unsigned char *data, size_t len);

/*
 * Find the next run: *CLASS is its bit, and its bytes are FROM to TO. Runs of one class come in
 * order. Returns false when there are no more.
 */
bool ts_runs_next(struct ts_runs *runs, unsigned *class, size_t *from, size_t *to);

#endif
