/* Searching texts with the built-in rules. */
#ifndef TS_TESTS_SEARCHING_H
#define TS_TESTS_SEARCHING_H

#include <stddef.h>

#include "scanner/rules.h"
#include "scanner/scanner.h"

extern struct ts_rules *rules;
extern struct ts_scanner *scanner;

/* Make both before a test, and free them. */
void set_up(void);
void tear_down(void);

/* Search the LEN bytes at TEXT, passed in pieces of PIECE bytes; returns the N hits. */
const struct ts_hit *search(const char *text, size_t len, size_t piece, size_t *n);

/* The first of N hits that is more than a sample, or NULL. */
const struct ts_hit *first_finding(const struct ts_hit *hits, size_t n);

/* Search, and return the hit of rule ID that is more than a sample, or NULL. */
const struct ts_hit *find(const char *id, const char *text, size_t len, size_t piece);

#endif
