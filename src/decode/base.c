#include "decode/base.h"

#include <stdint.h>
#include <string.h>

#include "base/word.h"

#define WRAPPED  32  /* the shortest line of wrapped base64 */
#define INDENTED 16  /* the most white space before its lines */
#define NEAR     256 /* bytes around text that may belong to it */

/* The value of a character in each base, plus 1; 0 for any other byte. */
/* clang-format off */
static const unsigned char values64[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
    ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
    ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
    ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
    ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
    ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
    ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
    ['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64};
static const unsigned char values32[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
    ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
    ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 1, ['b'] = 2, ['c'] = 3, ['d'] = 4,
    ['e'] = 5, ['f'] = 6, ['g'] = 7, ['h'] = 8, ['i'] = 9, ['j'] = 10,
    ['k'] = 11, ['l'] = 12, ['m'] = 13, ['n'] = 14, ['o'] = 15, ['p'] = 16,
    ['q'] = 17, ['r'] = 18, ['s'] = 19, ['t'] = 20, ['u'] = 21, ['v'] = 22,
    ['w'] = 23, ['x'] = 24, ['y'] = 25, ['z'] = 26, ['2'] = 27, ['3'] = 28,
    ['4'] = 29, ['5'] = 30, ['6'] = 31, ['7'] = 32};
static const unsigned char values16[256] = {
    ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16};
/* clang-format on */

static const struct {
	const unsigned char *values;
	unsigned bits; /* of a character */
	unsigned group;
} bases[] = {
    [TS_BASE64] = {values64, 6, 4}, [TS_BASE32] = {values32, 5, 8}, [TS_BASE16] = {values16, 4, 2}};

unsigned ts_base_group(enum ts_base base)
{
	return bases[base].group;
}

size_t ts_base_count(enum ts_base base, const unsigned char *data, size_t len)
{
	const unsigned char *values = bases[base].values;
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += values[data[i]] != 0;
	return n;
}

size_t ts_base_find(enum ts_base base, const unsigned char *data, size_t len, size_t number)
{
	const unsigned char *values = bases[base].values;
	size_t i = 0;

	for (; i < len; i++)
		if (values[data[i]] != 0 && number-- == 0)
			break;
	return i;
}

/* Decode a group of four characters of base64, if there is nothing else among them. */
static bool decode_four(const unsigned char p[static 4], unsigned char out[static 3])
{
	const uint32_t a = values64[p[0]], b = values64[p[1]], c = values64[p[2]],
		       d = values64[p[3]];
	const uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);

	if (a == 0 || b == 0 || c == 0 || d == 0)
		return false;
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return true;
}

size_t ts_base_decode(enum ts_base base, const unsigned char *data, size_t len, unsigned skip,
    unsigned char *out, size_t size)
{
	const unsigned char *values = bases[base].values;
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	for (size_t i = 0; i < len && n < size; i++) {
		const unsigned char value = values[data[i]];

		if (base == TS_BASE64 && have == 0 && skip == 0 && len - i >= 4 && size - n >= 3 &&
		    decode_four(data + i, out + n)) {
			i += 3;
			n += 3;
			continue;
		}
		if (value == 0)
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		bits = bits << bases[base].bits | (uint32_t)(value - 1);
		have += bases[base].bits;
		if (have >= 8) {
			have -= 8;
			out[n++] = (unsigned char)(bits >> have);
		}
	}
	return n;
}

/* Is what begins at AT a line of wrapped base64: long, or the last one, with nothing behind it? */
static bool is_line(const unsigned char *data, size_t len, size_t at)
{
	const size_t from = at;

	while (at < len && at - from < WRAPPED && values64[data[at]] != 0)
		at++;
	if (at - from == WRAPPED || at == len)
		return true;
	while (at < len && data[at] == '=')
		at++;
	return at == len || (data[at] != '\0' && strchr("\r\n\"',;)]}<\\ ", data[at]) != NULL);
}

/* Where the next line of wrapped base64 begins after a line that ends at AT; 0 when there is none.
 */
static size_t next_line(const unsigned char *data, size_t len, size_t at)
{
	size_t limit;

	if (at < len && data[at] == '\r')
		at++;
	if (at >= len || data[at] != '\n')
		return 0;
	limit = len - at - 1 > INDENTED ? at + 1 + INDENTED : len;
	for (at++; at < limit; at++) {
		if (values64[data[at]] != 0)
			return is_line(data, len, at) ? at : 0;
		if (data[at] == '\0' || strchr(" \t>#*|\"'", data[at]) == NULL)
			return 0;
	}
	return 0;
}

size_t ts_base64_end(const unsigned char *data, size_t len, size_t from, size_t at)
{
	for (;;) {
		size_t next;

		while (at < len && values64[data[at]] != 0)
			at++;
		next = at - from < WRAPPED ? 0 : next_line(data, len, at);
		if (next == 0)
			return at;
		from = at = next;
	}
}

size_t ts_base64_start(const unsigned char *data, size_t at)
{
	for (;;) {
		size_t line = at, end;

		while (line > 0 && values64[data[line - 1]] != 0)
			line--;
		if (line == 0 || data[line - 1] != '\n')
			return line;
		end = line - 1;
		if (end > 0 && data[end - 1] == '\r')
			end--;
		at = end;
		while (at > 0 && values64[data[at - 1]] != 0)
			at--;
		if (end - at < WRAPPED)
			return line;
	}
}

bool ts_base16_next(const unsigned char *data, size_t len, size_t *from, size_t *to)
{
	size_t at = *from;

	while (len - at >= TS_BASE_LEAST) {
		/* Backwards from where a run would have to extend to: most are ruled out at once.
		 */
		size_t i = TS_BASE_LEAST;

		while (i > 0 && values16[data[at + i - 1]] != 0)
			i--;
		if (i > 0) {
			at += i;
			continue;
		}
		*from = at;
		for (at += TS_BASE_LEAST; at < len && values16[data[at]] != 0;)
			at++;
		*to = at;
		return true;
	}
	return false;
}

/* What a byte means for the question whether text is hexadecimal or base32: 1, 2: it is a letter of
 * either case; 4, 8: it is a character of base64 that the base does not have. */
/* clang-format off */
#define UPPER 1
#define LOWER 2
#define NO16  4
#define NO32  8
static const unsigned char meanings[256] = {
    ['0'] = NO32, ['1'] = NO32, ['8'] = NO32, ['9'] = NO32,
    ['+'] = NO16 | NO32, ['-'] = NO16 | NO32, ['/'] = NO16 | NO32, ['_'] = NO16 | NO32,
    ['A'] = UPPER, ['B'] = UPPER, ['C'] = UPPER, ['D'] = UPPER, ['E'] = UPPER, ['F'] = UPPER,
    ['a'] = LOWER, ['b'] = LOWER, ['c'] = LOWER, ['d'] = LOWER, ['e'] = LOWER, ['f'] = LOWER,
    ['G'] = UPPER | NO16, ['H'] = UPPER | NO16, ['I'] = UPPER | NO16, ['J'] = UPPER | NO16,
    ['K'] = UPPER | NO16, ['L'] = UPPER | NO16, ['M'] = UPPER | NO16, ['N'] = UPPER | NO16,
    ['O'] = UPPER | NO16, ['P'] = UPPER | NO16, ['Q'] = UPPER | NO16, ['R'] = UPPER | NO16,
    ['S'] = UPPER | NO16, ['T'] = UPPER | NO16, ['U'] = UPPER | NO16, ['V'] = UPPER | NO16,
    ['W'] = UPPER | NO16, ['X'] = UPPER | NO16, ['Y'] = UPPER | NO16, ['Z'] = UPPER | NO16,
    ['g'] = LOWER | NO16, ['h'] = LOWER | NO16, ['i'] = LOWER | NO16, ['j'] = LOWER | NO16,
    ['k'] = LOWER | NO16, ['l'] = LOWER | NO16, ['m'] = LOWER | NO16, ['n'] = LOWER | NO16,
    ['o'] = LOWER | NO16, ['p'] = LOWER | NO16, ['q'] = LOWER | NO16, ['r'] = LOWER | NO16,
    ['s'] = LOWER | NO16, ['t'] = LOWER | NO16, ['u'] = LOWER | NO16, ['v'] = LOWER | NO16,
    ['w'] = LOWER | NO16, ['x'] = LOWER | NO16, ['y'] = LOWER | NO16, ['z'] = LOWER | NO16};
/* clang-format on */

/* Are all letters of one case, and no characters such as OTHERS there? Line ends and indentation do
 * not count. */
static bool is_only(unsigned others, const unsigned char *data, size_t len)
{
	unsigned seen = 0;

	for (size_t i = 0; i < len && (seen & others) == 0; i += 16)
		for (size_t k = i; k < i + 16 && k < len; k++)
			seen |= meanings[data[k]];
	return (seen & others) == 0 && (seen & (UPPER | LOWER)) != (UPPER | LOWER);
}

bool ts_base_is_hex(const unsigned char *data, size_t len)
{
	return is_only(NO16, data, len);
}

bool ts_base_is_base32(const unsigned char *data, size_t len)
{
	return is_only(NO32, data, len);
}

/* The number of bytes at P, of eight, that are printable ASCII: each byte of the word becomes 1 or
 * 0, and a multiplication adds them. */
static unsigned count_text(const unsigned char *p)
{
	const uint64_t word = ts_word_load(p);
	const uint64_t low = word & ~TS_WORD_HIGH;
	/* At least 0x20, or a NUL: that is every second byte of text in UTF-16. */
	const uint64_t text =
	    ((low + TS_WORD_EACH * 0x60) | ~(low + TS_WORD_EACH * 0x7F)) & ~word & TS_WORD_HIGH;

	return (unsigned)((text >> 7) * TS_WORD_EACH >> 56);
}

bool ts_base_next_text(const unsigned char *data, size_t len, size_t *from, size_t *to)
{
	const size_t enough = len < 40 ? 2 : 3;
	size_t blocks = 0, last = 0, at = *from;
	bool found = false;

	for (; at + 8 <= len && (!found || at - last <= NEAR); at += 8) {
		blocks = count_text(data + at) >= 6 ? blocks + 1 : 0;
		if (blocks < enough)
			continue;
		if (!found && at > *from + NEAR)
			*from = at - NEAR;
		found = true;
		last = at;
	}
	*to = at + 8 > len ? len : at;
	return found;
}

bool ts_base_is_archive(const unsigned char *data, size_t len)
{
	static const struct {
		const char *bytes;
		size_t len;
	} magics[] = {{"PK\3\4", 4},
	    {"\xFD"
	     "7zXZ\0",
		6},
	    {"\x28\xB5\x2F\xFD", 4}, {"7z\xBC\xAF\x27\x1C", 6}, {"Rar!\x1A\x07", 6},
	    {"\x04\x22\x4D\x18", 4}, {"LZIP\1", 5}};

	if (len >= 10 && memcmp(data, "BZh", 3) == 0 && memcmp(data + 4, "1AY&SY", 6) == 0)
		return true;
	if (len >= 4 && memcmp(data, "\x1F\x8B\x08", 3) == 0 && data[3] < 0x20)
		return true;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= magics[i].len && memcmp(data, magics[i].bytes, magics[i].len) == 0)
			return true;
	return false;
}
