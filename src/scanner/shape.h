/*
 * The shape of a run (scanner/runs.h): how its digits and letters are grouped. Rules that want a
 * run of a certain shape are found with one automaton, so that most runs cost no regular
 * expression.
 *
 * A group is written as its length, one byte: 1 to 9, then a to y for 10 to 34, and z for more. A
 * group of digits that begins with a zero has a "0" before its length. In class "iban" groups of
 * digits and of letters are distinguished: two letters are "@", any other number of them "#". In
 * class "code" a group may have both. All other bytes stand for themselves. At the beginning of a
 * run there is a "^", unless a letter, a digit or "_" is before it.
 */
#ifndef TS_SCANNER_SHAPE_H
#define TS_SCANNER_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "scanner/rule.h"

#define TS_SHAPE_MAX 512

struct ts_shape {
	unsigned char text[TS_SHAPE_MAX];
	size_t place[TS_SHAPE_MAX]; /* where in the run each of its bytes begins */
	size_t len;
};

/*
 * Write the shape of the run of CLASS at FROM to TO in DATA, or as much of it as there is space
 * for. Returns where it stopped: TO when it is complete.
 */
size_t ts_shape_write(struct ts_shape *shape, enum ts_run_class class, const unsigned char *data,
    size_t from, size_t to);

#endif
