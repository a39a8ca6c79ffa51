/*
 * Each byte of a block gets a mark: the classes it belongs to, computed by comparisons of VECTOR
 * bytes at a time. Marks are then combined with those 1, 2, 4… bytes further on, after which a
 * mark stands for a run of 2, 4, 8… bytes that begins there. Most blocks of text have no mark
 * left. Only the others are searched byte by byte.
 */
#include "scanner/runs.h"

#include <stdint.h>
#include <string.h>

#define VECTOR 16
#define AHEAD  TS_RUNS_AHEAD

typedef uint8_t vector __attribute__((vector_size(VECTOR)));

static vector load(const unsigned char *p)
{
	vector v;

	memcpy(&v, p, VECTOR);
	return v;
}

static vector in_range(vector v, uint8_t from, uint8_t to)
{
	return (vector)((v - from) <= (uint8_t)(to - from));
}

static vector is(vector v, uint8_t c)
{
	return (vector)(v == c);
}

/* The classes of VECTOR bytes. */
static vector classes(vector v)
{
	const vector digit = in_range(v, '0', '9'), upper = in_range(v, 'A', 'Z');
	const vector letter = in_range(v | 0x20, 'a', 'z');
	const vector space = is(v, ' '), hyphen = is(v, '-');
	const vector plus = is(v, '+'), slash = is(v, '/');
	const vector number =
	    digit | space | hyphen | plus | slash | is(v, '(') | is(v, ')') | is(v, '.');
	const vector iban = digit | upper | space;
	const vector code = digit | upper | hyphen;
	const vector base64 = digit | letter | plus | slash | hyphen | is(v, '_');

	return (number & TS_RUNS_NUMBER) | (iban & TS_RUNS_IBAN) | (code & TS_RUNS_CODE) |
	       (base64 & TS_RUNS_BASE64);
}

/* The same for one byte. */
/* clang-format off */
static const unsigned char class_of[256] = {
    [' '] = 3, ['('] = 1, [')'] = 1, ['+'] = 9, ['-'] = 13, ['.'] = 1, ['/'] = 9, ['0'] = 15,
    ['1'] = 15, ['2'] = 15, ['3'] = 15, ['4'] = 15, ['5'] = 15, ['6'] = 15, ['7'] = 15, ['8'] = 15,
    ['9'] = 15, ['A'] = 14, ['B'] = 14, ['C'] = 14, ['D'] = 14, ['E'] = 14, ['F'] = 14, ['G'] = 14,
    ['H'] = 14, ['I'] = 14, ['J'] = 14, ['K'] = 14, ['L'] = 14, ['M'] = 14, ['N'] = 14, ['O'] = 14,
    ['P'] = 14, ['Q'] = 14, ['R'] = 14, ['S'] = 14, ['T'] = 14, ['U'] = 14, ['V'] = 14, ['W'] = 14,
    ['X'] = 14, ['Y'] = 14, ['Z'] = 14, ['_'] = 8, ['a'] = 8, ['b'] = 8, ['c'] = 8, ['d'] = 8,
    ['e'] = 8, ['f'] = 8, ['g'] = 8, ['h'] = 8, ['i'] = 8, ['j'] = 8, ['k'] = 8, ['l'] = 8,
    ['m'] = 8, ['n'] = 8, ['o'] = 8, ['p'] = 8, ['q'] = 8, ['r'] = 8, ['s'] = 8, ['t'] = 8,
    ['u'] = 8, ['v'] = 8, ['w'] = 8, ['x'] = 8, ['y'] = 8, ['z'] = 8};
/* clang-format on */

/* Keep in MARKS those bits of CLASSES that are also set STEP bytes further on; leave other bits. */
static void combine(unsigned char *marks, size_t n, size_t step, unsigned char among)
{
	for (size_t i = 0; i < n; i += VECTOR) {
		vector here = load(marks + i), there = load(marks + i + step);

		here &= there | (uint8_t)~among;
		memcpy(marks + i, &here, VECTOR);
	}
}

/* Mark the block at RUNS->block. */
static void mark(struct ts_runs *runs)
{
	unsigned char text[TS_RUNS_BLOCK + AHEAD];
	const unsigned char *from = runs->data + runs->block;
	size_t len = runs->len - runs->block, n;

	if (len > sizeof(text))
		len = sizeof(text);
	n = (len + VECTOR - 1) / VECTOR * VECTOR;
	if (n > len) { /* near the end: bytes beyond it must not be read */
		memcpy(text, from, len);
		memset(text + len, 0, n - len);
		from = text;
	}
	for (size_t i = 0; i < n; i += VECTOR) {
		vector v = classes(load(from + i));

		memcpy(runs->marks + i, &v, VECTOR);
	}
	memset(runs->marks + n, 0, VECTOR);
	combine(runs->marks, n, 1, 0xFF);
	combine(runs->marks, n, 2, 0xFF);
	combine(runs->marks, n, 4, 0xFF);
	combine(runs->marks, n, 3, TS_RUNS_NUMBER | TS_RUNS_IBAN);
	combine(runs->marks, n, 8, TS_RUNS_CODE | TS_RUNS_BASE64);
	combine(runs->marks, n, 16, TS_RUNS_BASE64);
}

void ts_runs_begin(struct ts_runs *runs, const unsigned char *data, size_t len)
{
	runs->data = data;
	runs->len = len;
	runs->at = runs->block = 0;
	memset(runs->past, 0, sizeof(runs->past));
	if (len > 0)
		mark(runs);
}

/* Go to the next mark; false at the end. */
static bool find_mark(struct ts_runs *runs)
{
	while (runs->at < runs->len) {
		size_t place = runs->at - runs->block;
		uint64_t word;

		if (place >= TS_RUNS_BLOCK) {
			runs->block = runs->at - runs->at % TS_RUNS_BLOCK;
			mark(runs);
			continue;
		}
		if (place % sizeof(word) == 0) {
			memcpy(&word, runs->marks + place, sizeof(word));
			if (word == 0) {
				runs->at += sizeof(word);
				continue;
			}
		}
		if (runs->marks[place] != 0)
			return true;
		runs->at++;
	}
	return false;
}

static size_t run_end(const struct ts_runs *runs, size_t at, unsigned class)
{
	while (at < runs->len && (class_of[runs->data[at]] & class) != 0)
		at++;
	return at;
}

bool ts_runs_next(struct ts_runs *runs, unsigned *class, size_t *from, size_t *to)
{
	while (find_mark(runs)) {
		unsigned marks = runs->marks[runs->at - runs->block];
		size_t on = SIZE_MAX;

		for (unsigned k = 0; k < TS_RUNS; k++) {
			if ((marks & 1U << k) == 0)
				continue;
			if (runs->at >= runs->past[k]) {
				*class = 1U << k;
				*from = runs->at;
				*to = runs->past[k] = run_end(runs, runs->at, *class);
				return true;
			}
			if (runs->past[k] < on)
				on = runs->past[k];
		}
		runs->at = on; /* all of them are set */
	}
	return false;
}
