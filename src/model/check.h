/*
 * The checks: their ids, which never change their meaning, and the class of each one's failure.
 * The numbers of the classes are the program's exit codes (docs/tarseal.1.in).
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
	const char *id; /* "gate." and "boundary." stand for all ids that begin with them */
	enum ts_class class;
};

/* All checks, in the order of a verdict. */
extern const struct ts_check ts_checks[];
extern const size_t ts_checks_n;

/* The index of ID in ts_checks; ts_checks_n when there is no such check. */
size_t ts_check_find(const char *id);

/* The class of ID; TS_UNDECIDED for an unknown id. */
enum ts_class ts_check_class(const char *id);

/* "damaged", "blocked"… */
const char *ts_class_name(enum ts_class class);

/* The class of the two that decides the exit code: the first of 6, 3, 4, 5, 1, 0. */
enum ts_class ts_class_worse(enum ts_class a, enum ts_class b);

#endif
