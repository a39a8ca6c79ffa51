/* The tar header, field by field and compared with libarchive's; what the reader refuses. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/tar.h"
#include "format/tar_write.h"
#include "suites.h"

static void is_field(const unsigned char *header, size_t offset, const char *bytes, size_t len)
{
	ck_assert_msg(memcmp(header + offset, bytes, len) == 0, "the field at %zu differs", offset);
}

START_TEST(fields)
{
	unsigned char header[TS_TAR_BLOCK];

	ck_assert(ts_tar_header("b/bagit.txt", 54, header));
	is_field(header, 0, "b/bagit.txt\0", 12);
	is_field(header, 100, "000644 \0", 8);
	is_field(header, 108, "000000 \0", 8);
	is_field(header, 116, "000000 \0", 8);
	is_field(header, 124, "00000000066 ", 12);
	is_field(header, 136, "00000000000 ", 12);
	is_field(header, 154, "\0 0", 3);
	is_field(header, 257, "ustar\00000", 8);
	is_field(header, 329, "000000 \0", 8);
	is_field(header, 337, "000000 \0", 8);
	memset(header, 0, 12);
	memset(header + 100, 0, 57);
	memset(header + 257, 0, 8);
	memset(header + 329, 0, 16);
	for (size_t i = 0; i < TS_TAR_BLOCK; i++)
		ck_assert_msg(header[i] == 0, "byte %zu is not zero", i);
}
END_TEST

/* Paths of N bytes: directories of D bytes each, then a name. */
static void make_path(char *path, size_t n, size_t d)
{
	for (size_t i = 0; i < n; i++)
		path[i] = (i + 1) % (d + 1) == 0 && i + 1 < n ? '/' : 'x';
	path[n] = '\0';
}

/* Every header that the builder makes is the one that libarchive writes. */
START_TEST(like_libarchive)
{
	unsigned char ours[TS_TAR_BLOCK], theirs[TS_TAR_BLOCK];
	char path[TS_TAR_PATH_MAX + 2];
	struct ts_tar_writer *writer;
	struct ts_err err;
	int ends[2];
	size_t made = 0;

	for (size_t n = 1; n <= TS_TAR_PATH_MAX; n++) {
		for (size_t d = 7; d <= 99; d += 23) {
			make_path(path, n, d);
			if (!ts_tar_header(path, n & 1 ? 0 : 077777777777, ours))
				continue;
			ck_assert_int_eq(pipe(ends), 0);
			ck_assert_int_eq(ts_tar_writer_new(ends[1], false, &writer, &err), 0);
			ck_assert_int_eq(
			    ts_tar_write_entry(writer, path, n & 1 ? 0 : 077777777777, &err), 0);
			ck_assert_int_eq(ts_tar_writer_flush(writer, &err), 0);
			ck_assert_int_eq(read(ends[0], theirs, sizeof(theirs)), TS_TAR_BLOCK);
			close(ends[0]);
			close(ends[1]);
			ts_tar_writer_free(writer);
			ck_assert_msg(memcmp(ours, theirs, TS_TAR_BLOCK) == 0, "%s", path);
			made++;
		}
	}
	ck_assert_uint_gt(made, 700);
}
END_TEST

START_TEST(limits)
{
	unsigned char header[TS_TAR_BLOCK];
	char path[TS_TAR_PATH_MAX + 2];

	memset(path, 'x', 101);
	path[101] = '\0';
	ck_assert(!ts_tar_header(path, 0, header));
	make_path(path, TS_TAR_PATH_MAX + 1, 99);
	ck_assert(!ts_tar_header(path, 0, header));
	ck_assert(!ts_tar_header("", 0, header));
	ck_assert(ts_tar_header("a", TS_TAR_SIZE_MAX, header));
	ck_assert(!ts_tar_header("a", TS_TAR_SIZE_MAX + 1, header));
}
END_TEST

/* A changed archive of two small files: which entry is named, and the message. */
static const struct {
	size_t offset, len; /* LEN 0: the archive is truncated at OFFSET */
	const char *bytes, *message;
} changes[] = {
    {156, 1, "2", "a symbolic link"},
    {156, 1, "1", "a hard link"},
    {156, 1, "5", "a directory"},
    {156, 1, "x", "a pax extended header"},
    {156, 1, "g", "a pax global header"},
    {156, 1, "L", "a GNU long name"},
    {156, 1, "S", "a GNU sparse file"},
    {156, 1, "3", "a device"},
    {156, 1, "6", "a FIFO"},
    {156, 1, "\0", "pre-POSIX type"},
    {156, 1, "\x80", "unknown type"},
    {100, 8, "0000644\0", "its mode is \"0000644\""},
    {108, 8, "000001 \0", "its uid"},
    {136, 12, "00000000001 ", "its mtime"},
    {148, 8, "007777\0 ", "its checksum"},
    {148, 8, "  7777\0 ", "its checksum"},
    {257, 8, "ustar  \0", "its magic and version"},
    {265, 4, "root", "its user and group names"},
    {500, 1, "x", "its padding"},
    {20, 4, "evil", "its name"},
    {345, 1, "p", "its name"},
    {124, 1, "\x80", "no path and size"},
    {124, 12, "-0000000005 ", "no path and size"},
    {124, 12, "         5  ", "no path and size"},
    {512 + 5, 1, "x", "padding after its data is not zero"},
    {1024 + 156, 1, "2", "entry 2, b/two: it is a symbolic link"},
    {100, 0, NULL, "not a bundle: it ends after 100 bytes"},
    {512, 0, NULL, "truncated in or after entry 1, b/one"},
    {514, 0, NULL, "truncated in or after entry 1, b/one"},
    {1024, 0, NULL, "truncated in or after entry 1, b/one"},
    {2048, 0, NULL, "truncated in or after entry 2, b/two"},
    {2560, 0, NULL, "does not end with two zero blocks"},
    {3071, 0, NULL, "does not end with two zero blocks"},
    {2048 + 600, 1, "x", "a zero block comes before the end of the archive"},
};

static size_t make_archive(unsigned char *archive)
{
	memset(archive, 0, 3072);
	ck_assert(ts_tar_header("b/one", 5, archive));
	memcpy(archive + 512, "hello", 5);
	ck_assert(ts_tar_header("b/two", 512, archive + 1024));
	memset(archive + 1536, 'z', 512);
	return 3072;
}

/* Read all of an archive; 0, or -1 with ERR filled. */
static int read_all(const unsigned char *archive, size_t len, struct ts_err *err)
{
	struct ts_source_mem mem = {archive, len};
	struct ts_source source = ts_source_mem(&mem);
	struct ts_tar_reader *reader = ts_tar_reader_new(&source, err);
	struct ts_tar_entry entry;
	int got;

	while ((got = ts_tar_next(reader, &entry, err)) > 0)
		;
	ts_tar_reader_free(reader);
	return got;
}

START_TEST(reads)
{
	unsigned char archive[3072 + 1];
	struct ts_err err;
	size_t len = make_archive(archive);

	ck_assert_int_eq(read_all(archive, len, &err), 0);
	archive[len] = 0;
	ck_assert_int_eq(read_all(archive, len + 1, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "bytes after its end"));
}
END_TEST

START_TEST(refuses)
{
	unsigned char archive[3072];
	size_t len = make_archive(archive);
	struct ts_err err;

	if (changes[_i].len == 0)
		len = changes[_i].offset;
	else
		memcpy(archive + changes[_i].offset, changes[_i].bytes, changes[_i].len);
	ck_assert_int_eq(read_all(archive, len, &err), -1);
	ck_assert_str_eq(err.check, "tar.canonical");
	ck_assert_msg(strstr(err.message, changes[_i].message) != NULL, "%s", err.message);
}
END_TEST

Suite *suite_tar(void)
{
	Suite *suite = suite_create("tar");
	TCase *tcase = tcase_create("tar");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, fields);
	tcase_add_test(tcase, like_libarchive);
	tcase_add_test(tcase, limits);
	tcase_add_test(tcase, reads);
	tcase_add_loop_test(tcase, refuses, 0, (int)(sizeof(changes) / sizeof(changes[0])));
	suite_add_tcase(suite, tcase);
	return suite;
}
