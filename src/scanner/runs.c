/*
 * Each byte of a block gets a mark: the classes it belongs to, computed by comparisons of TS_VECTOR
 * bytes at a time. Marks are then combined with those 1, 2, 4… bytes further on, after which a
 * mark stands for a run of 2, 4, 8… bytes that begins there. Most blocks of text have no mark
 * left. Only the others are searched byte by byte.
 */
#include "scanner/runs.h"

#include <stdint.h>
#include <string.h>

#include "base/vector.h"
#include "base/word.h"

#define AHEAD TS_RUNS_AHEAD

/* The classes of TS_VECTOR bytes. */
static ts_vector classes(ts_vector v)
{
	const ts_vector digit = ts_vector_in_range(v, '0', '9'),
			upper = ts_vector_in_range(v, 'A', 'Z');
	const ts_vector letter = ts_vector_in_range(v | 0x20, 'a', 'z');
	const ts_vector space = ts_vector_is(v, ' '), hyphen = ts_vector_is(v, '-');
	const ts_vector plus = ts_vector_is(v, '+'), slash = ts_vector_is(v, '/');
	const ts_vector number = digit | space | hyphen | plus | slash | ts_vector_is(v, '(') |
				 ts_vector_is(v, ')') | ts_vector_is(v, '.');
	const ts_vector iban = digit | upper | space;
	const ts_vector code = digit | upper | hyphen;
	const ts_vector base64 = digit | letter | plus | slash | hyphen | ts_vector_is(v, '_');

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
	for (size_t i = 0; i < n; i += TS_VECTOR) {
		ts_vector here = ts_vector_load(marks + i),
			  there = ts_vector_load(marks + i + step);

		here &= there | (uint8_t)~among;
		memcpy(marks + i, &here, TS_VECTOR);
	}
}

/* Numbers alone are no IBAN: keep a mark of that class only where a letter is. */
static void begin_with_letter(unsigned char *marks, const unsigned char *text, size_t n)
{
	for (size_t i = 0; i < n; i += TS_VECTOR) {
		ts_vector here = ts_vector_load(marks + i);

		here &=
		    ts_vector_in_range(ts_vector_load(text + i), 'A', 'Z') | (uint8_t)~TS_RUNS_IBAN;
		memcpy(marks + i, &here, TS_VECTOR);
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
	n = (len + TS_VECTOR - 1) / TS_VECTOR * TS_VECTOR;
	if (n > len) { /* near the end: bytes beyond it must not be read */
		memcpy(text, from, len);
		memset(text + len, 0, n - len);
		from = text;
	}
	for (size_t i = 0; i < n; i += TS_VECTOR) {
		ts_vector v = classes(ts_vector_load(from + i));

		memcpy(runs->marks + i, &v, TS_VECTOR);
	}
	memset(runs->marks + n, 0, TS_VECTOR);
	combine(runs->marks, n, 1, 0xFF);
	combine(runs->marks, n, 2, 0xFF);
	combine(runs->marks, n, 4, 0xFF);
	combine(runs->marks, n, 3, TS_RUNS_NUMBER | TS_RUNS_IBAN);
	begin_with_letter(runs->marks, from, n);
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

/* The marks of the next eight bytes whose class is in a run already. */
static uint64_t passed(const struct ts_runs *runs)
{
	uint64_t marks = 0;

	for (unsigned k = 0; k < TS_RUNS; k++) {
		const size_t n = runs->past[k] > runs->at ? runs->past[k] - runs->at : 0;
		const uint64_t bytes = n >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * n) - 1;

		marks |= TS_WORD_EACH << k & bytes;
	}
	return marks;
}

/* Go to the next mark of a class that is not in a run already; 0 at the end. */
static unsigned find_mark(struct ts_runs *runs)
{
	while (runs->at < runs->len) {
		const size_t place = runs->at - runs->block;
		uint64_t word;
		unsigned first;

		if (place >= TS_RUNS_BLOCK) {
			runs->block = runs->at - runs->at % TS_RUNS_BLOCK;
			mark(runs);
			continue;
		}
		word = ts_word_load(runs->marks + place);
		if (word != 0)
			word &= ~passed(runs);
		if (word == 0) { /* marks behind the block are not complete */
			runs->at += TS_RUNS_BLOCK - place < sizeof(word) ? TS_RUNS_BLOCK - place
									 : sizeof(word);
			continue;
		}
		first = ts_word_first(word);
		runs->at += first;
		if (runs->at - runs->block < TS_RUNS_BLOCK)
			return (unsigned)(word >> 8 * first) & 0xFF;
	}
	return 0;
}

static size_t run_end(const struct ts_runs *runs, size_t at, unsigned class)
{
	while (at < runs->len && (class_of[runs->data[at]] & class) != 0)
		at++;
	return at;
}

bool ts_runs_next(struct ts_runs *runs, unsigned *class, size_t *from, size_t *to)
{
	const unsigned marks = find_mark(runs);
	const unsigned first = marks & ~(marks - 1); /* of several classes, the lowest bit */

	if (marks == 0)
		return false;
	*class = first;
	*from = runs->at;
	*to = run_end(runs, runs->at, first);
	for (unsigned k = 0; k < TS_RUNS; k++)
		if (first == 1U << k)
			runs->past[k] = *to;
	return true;
}
