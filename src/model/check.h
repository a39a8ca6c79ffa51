/*
 * The checks: their ids, which never change their meaning, and the class that a failure of each
 * belongs to. The classes' numbers are the program's exit codes (docs/tarseal.1).
 */
#ifndef TS_MODEL_CHECK_H
#define TS_MODEL_CHECK_H

#include <stddef.h>

enum ts_class {
	TS_ACCEPTED = 0,
	TS_BLOCKED = 1,
	TS_USAGE = 2,
	TS_DAMAGED = 3,
	TS_UNTRUSTED = 4,
	TS_BOUNDARY = 5,
	TS_UNDECIDED = 6,
};

struct ts_check {
	const char *id; /* "gate." and "boundary." stand for all that begin with them */
	enum ts_class class;
};

/* All checks, in the order in which a verdict lists them. */
extern const struct ts_check ts_checks[];
extern const size_t ts_checks_n;

/* The place of ID in ts_checks; ts_checks_n when there is no such check. */
size_t ts_check_find(const char *id);

/* The class of ID; TS_UNDECIDED for an id that there is not. */
enum ts_class ts_check_class(const char *id);

/* "damaged", "blocked"… */
const char *ts_class_name(enum ts_class class);

/* Of two classes the one that decides the exit code: 6, 3, 4, 5, 1, then 0. */
enum ts_class ts_class_worse(enum ts_class a, enum ts_class b);

#endif
