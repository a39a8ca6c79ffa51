#include "scanner/shape.h"

#include <stdint.h>

#include "base/word.h"

enum { OTHER, DIGIT, UPPER, LOWER };

/* clang-format off */
static const unsigned char kinds[256] = {
    ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT,
    ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, ['A'] = UPPER, ['B'] = UPPER,
    ['C'] = UPPER, ['D'] = UPPER, ['E'] = UPPER, ['F'] = UPPER, ['G'] = UPPER, ['H'] = UPPER,
    ['I'] = UPPER, ['J'] = UPPER, ['K'] = UPPER, ['L'] = UPPER, ['M'] = UPPER, ['N'] = UPPER,
    ['O'] = UPPER, ['P'] = UPPER, ['Q'] = UPPER, ['R'] = UPPER, ['S'] = UPPER, ['T'] = UPPER,
    ['U'] = UPPER, ['V'] = UPPER, ['W'] = UPPER, ['X'] = UPPER, ['Y'] = UPPER, ['Z'] = UPPER,
    ['_'] = LOWER, ['a'] = LOWER, ['b'] = LOWER, ['c'] = LOWER, ['d'] = LOWER, ['e'] = LOWER,
    ['f'] = LOWER, ['g'] = LOWER, ['h'] = LOWER, ['i'] = LOWER, ['j'] = LOWER, ['k'] = LOWER,
    ['l'] = LOWER, ['m'] = LOWER, ['n'] = LOWER, ['o'] = LOWER, ['p'] = LOWER, ['q'] = LOWER,
    ['r'] = LOWER, ['s'] = LOWER, ['t'] = LOWER, ['u'] = LOWER, ['v'] = LOWER, ['w'] = LOWER,
    ['x'] = LOWER, ['y'] = LOWER, ['z'] = LOWER};
/* clang-format on */

static unsigned char length_byte(size_t n)
{
	if (n < 10)
		return (unsigned char)('0' + n);
	return n < 35 ? (unsigned char)('a' + (n - 10)) : 'z';
}

static void put(struct ts_shape *shape, unsigned char c, size_t place)
{
	shape->text[shape->len] = c;
	shape->place[shape->len++] = place;
}

/* How many of the eight bytes at P are digits before the first that is none. Each byte of the word
 * gets its highest bit set unless it is a digit. */
static size_t count_digits(const unsigned char *p)
{
	const uint64_t word = ts_word_load(p) ^ TS_WORD_EACH * '0';
	const uint64_t others =
	    (((word & ~TS_WORD_HIGH) + TS_WORD_EACH * 0x76) | word) & TS_WORD_HIGH;

	return others == 0 ? 8 : ts_word_first(others);
}

/* Where the group ends that begins at FROM: digits, letters, or both in class "code". */
static size_t group_end(enum ts_run_class class, const unsigned char *data, size_t from, size_t to)
{
	const unsigned char kind = kinds[data[from]];

	if (class == TS_RUN_CODE) {
		while (from < to && kinds[data[from]] != OTHER)
			from++;
		return from;
	}
	while (kind == DIGIT && to - from >= 8) {
		size_t n = count_digits(data + from);

		from += n;
		if (n < 8)
			return from;
	}
	while (from < to && kinds[data[from]] == kind)
		from++;
	return from;
}

static void put_group(struct ts_shape *shape, enum ts_run_class class, const unsigned char *data,
    size_t from, size_t to)
{
	if (class != TS_RUN_CODE && kinds[data[from]] == UPPER) {
		put(shape, to - from == 2 ? '@' : '#', from);
		return;
	}
	if (class != TS_RUN_CODE && data[from] == '0')
		put(shape, '0', from);
	put(shape, length_byte(to - from), from);
}

size_t ts_shape_write(struct ts_shape *shape, enum ts_run_class class, const unsigned char *data,
    size_t from, size_t to)
{
	shape->len = 0;
	if (from == 0 || kinds[data[from - 1]] == OTHER)
		put(shape, '^', from);
	while (from < to && shape->len + 2 < TS_SHAPE_MAX) {
		size_t end = from + 1;

		if (kinds[data[from]] == OTHER) {
			put(shape, data[from], from);
		} else {
			end = group_end(class, data, from, to);
			put_group(shape, class, data, from, end);
		}
		from = end;
	}
	return from;
}
