/* Sorting what is known about one subject by expiry. */
#ifndef TS_AUDIT_CELLS_H
#define TS_AUDIT_CELLS_H

#include "audit/audit_state.h"

/* All that is about one expiry of a subject. */
struct ts_cell {
	const struct ts_register_line *line; /* or NULL */
	const struct ts_entry *before, *ours;
	size_t before_n, ours_n;
	bool has_expired;
	struct ts_time expired;
	bool expected;  /* by the register, or without one by a bundle of the stage before */
	bool ambiguous; /* OURS may be about this expiry or about another one */
};

/* All that is about one subject. Refused bundles are in no cell, because nobody vouches for the
 * expiry that they are about. */
struct ts_cells {
	const char *ref;      /* NULL for a refused bundle that names no subject */
	struct ts_cell *list; /* borrowed; by expiry, those without one last */
	size_t n, dated_n;
	const struct ts_entry *refused;
	size_t refused_n;
	bool registered; /* there is a register, */
	size_t lines_n;  /* and so many of its lines are about it */
	size_t expected; /* how many cells are expected */
};

/* The number of the N sorted entries from LIST on that are about the same subject. A bundle that
 * names none stands alone. */
size_t ts_cells_count(const struct ts_entry *list, size_t n);

/* Sort the N entries from LIST on, which are about one subject, into CELLS, whose list has room for
 * two more cells than there are entries. Errors: "io". */
int ts_cells_sort(
    const struct ts_auditing *a, const struct ts_entry *list, size_t n, struct ts_cells *cells);

/* The cell of an expiry, or NULL. */
const struct ts_cell *ts_cells_find(const struct ts_cells *cells, const struct ts_time *expired);

#endif
