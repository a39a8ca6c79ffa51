/*
 * A ustar header (POSIX.1-1988), 512 bytes; offset, length, and the bytes that a bundle has there:
 *
 *       0 100  name      the path, or what stands behind the split
 *     100   8  mode      "000644 " NUL
 *     108   8  uid       "000000 " NUL
 *     116   8  gid       "000000 " NUL
 *     124  12  size      11 octal digits, space
 *     136  12  mtime     "00000000000 "
 *     148   8  checksum  6 octal digits, NUL, space: the sum of all bytes, these being spaces
 *     156   1  type      "0"
 *     157 100  linkname  NUL
 *     257   6  magic     "ustar" NUL
 *     263   2  version   "00"
 *     265  64  names     NUL: user and group
 *     329  16  device    "000000 " NUL twice
 *     345 155  prefix    the directories before the split
 *     500  12  padding   NUL
 */
#include "format/tar_header.h"

#include <stdio.h>
#include <string.h>

#define NAME_LEN   100
#define PREFIX_LEN 155
#define SIZE_AT    124
#define SUM_AT     148
#define TYPE_AT    156
#define PREFIX_AT  345
#define SHOWN      110 /* bytes of a field that a message shows */

static const struct field {
	const char *name;
	size_t offset, len;
} fields[] = {
    {"type", TYPE_AT, 1}, /* first, because it explains the other differences */
    {"magic and version", 257, 8},
    {"name", 0, NAME_LEN},
    {"prefix", PREFIX_AT, PREFIX_LEN},
    {"mode", 100, 8},
    {"uid", 108, 8},
    {"gid", 116, 8},
    {"size", SIZE_AT, 12},
    {"mtime", 136, 12},
    {"linkname", 157, 100},
    {"user and group names", 265, 64},
    {"device numbers", 329, 16},
    {"padding", 500, 12},
    {"checksum", SUM_AT, 8},
};

static void put(unsigned char *header, size_t offset, const void *bytes, size_t len)
{
	memcpy(header + offset, bytes, len);
}

static void put_octal(unsigned char *field, size_t digits, uint64_t value)
{
	for (; digits > 0; value >>= 3)
		field[--digits] = (unsigned char)('0' + (value & 7));
}

/* Where to split PATH: the first '/' with at most 100 bytes after it; 0 when it is not split. */
static bool split(const char *path, size_t len, size_t *at)
{
	*at = 0;
	if (len <= NAME_LEN)
		return true;
	for (size_t i = len - NAME_LEN - 1; i < len; i++) {
		if (path[i] == '/') {
			*at = i;
			return i > 0 && i <= PREFIX_LEN && i + 1 < len;
		}
	}
	return false;
}

bool ts_tar_header(const char *path, uint64_t size, unsigned char header[static TS_TAR_BLOCK])
{
	static const unsigned char zeros[] = "000000 ";
	size_t len = strlen(path), at;
	unsigned sum = 0;

	memset(header, 0, TS_TAR_BLOCK);
	if (len == 0 || size > TS_TAR_SIZE_MAX || !split(path, len, &at))
		return false;
	if (at > 0) {
		put(header, PREFIX_AT, path, at);
		put(header, 0, path + at + 1, len - at - 1);
	} else {
		put(header, 0, path, len);
	}
	put(header, 100, "000644 ", 8);
	put(header, 108, zeros, 8);
	put(header, 116, zeros, 8);
	put_octal(header + SIZE_AT, 11, size);
	header[SIZE_AT + 11] = ' ';
	put(header, 136, "00000000000 ", 12);
	put(header, SUM_AT, "        ", 8);
	header[TYPE_AT] = '0';
	put(header, 257, "ustar\00000", 8);
	put(header, 329, zeros, 8);
	put(header, 337, zeros, 8);
	for (size_t i = 0; i < TS_TAR_BLOCK; i++)
		sum += header[i];
	put_octal(header + SUM_AT, 6, sum);
	header[SUM_AT + 6] = '\0'; /* the space after it is there already */
	return true;
}

static size_t field_length(const unsigned char *field, size_t max)
{
	const unsigned char *nul = memchr(field, '\0', max);

	return nul == NULL ? max : (size_t)(nul - field);
}

bool ts_tar_header_size(const unsigned char header[static TS_TAR_BLOCK], uint64_t *size)
{
	*size = 0;
	for (size_t i = SIZE_AT; i < SIZE_AT + 11; i++) {
		if (header[i] < '0' || header[i] > '7')
			return false;
		*size = *size << 3 | (uint64_t)(header[i] - '0');
	}
	return header[0] != '\0';
}

bool ts_tar_header_read(const unsigned char header[static TS_TAR_BLOCK],
    char path[static TS_TAR_PATH_MAX + 1], uint64_t *size)
{
	size_t name = field_length(header, NAME_LEN);
	size_t prefix = field_length(header + PREFIX_AT, PREFIX_LEN), at = 0;

	if (prefix > 0) {
		memcpy(path, header + PREFIX_AT, prefix);
		path[prefix] = '/';
		at = prefix + 1;
	}
	memcpy(path + at, header, name);
	path[at + name] = '\0';
	return ts_tar_header_size(header, size);
}

/* A description of a type that is not a regular file; NULL for '0'. */
static const char *type_description(unsigned char type)
{
	switch (type) {
	case '0':
		return NULL;
	case '\0':
		return "a file of the pre-POSIX type NUL";
	case '1':
		return "a hard link";
	case '2':
		return "a symbolic link";
	case '3':
	case '4':
		return "a device";
	case '5':
		return "a directory";
	case '6':
		return "a FIFO";
	case '7':
		return "a contiguous file";
	case 'x':
		return "a pax extended header";
	case 'g':
		return "a pax global header";
	case 'L':
	case 'K':
		return "a GNU long name";
	case 'S':
		return "a GNU sparse file";
	default:
		return "an entry of an unknown type";
	}
}

/* Append LEN bytes in readable form: NULs and unprintable bytes as \ooo. */
static void add_bytes(struct ts_buf *out, const unsigned char *bytes, size_t len)
{
	while (len > 1 && bytes[len - 1] == '\0')
		len--;
	ts_buf_add(out, "\"", 1);
	for (size_t i = 0; i < len && i < SHOWN; i++) {
		if (bytes[i] >= ' ' && bytes[i] <= '~')
			ts_buf_add(out, &bytes[i], 1);
		else
			ts_buf_printf(out, "\\%03o", bytes[i]);
	}
	ts_buf_add_str(out, len > SHOWN ? "…\"" : "\"");
}

void ts_tar_header_difference(const unsigned char expected[static TS_TAR_BLOCK],
    const unsigned char found[static TS_TAR_BLOCK], struct ts_buf *out)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *field = &fields[i];
		const char *words = NULL;

		if (memcmp(expected + field->offset, found + field->offset, field->len) == 0)
			continue;
		if (field->offset == TYPE_AT)
			words = type_description(found[TYPE_AT]);
		if (words != NULL) {
			ts_buf_printf(out, "it is %s, not a regular file", words);
			return;
		}
		ts_buf_printf(out, "its %s is ", field->name);
		add_bytes(out, found + field->offset, field->len);
		ts_buf_add_str(out, ", not ");
		add_bytes(out, expected + field->offset, field->len);
		return;
	}
}

bool ts_tar_begins_bundle(const unsigned char *block, size_t len)
{
	char path[TS_TAR_PATH_MAX + 1];
	const char *slash;
	uint64_t size;

	if (len < TS_TAR_BLOCK || memcmp(block + 257, "ustar", 5) != 0 ||
	    !ts_tar_header_read(block, path, &size))
		return false;
	slash = strchr(path, '/');
	return slash != NULL && strcmp(slash, "/bagit.txt") == 0;
}
