/* Outputs appear complete or not at all. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "suites.h"

static char dir[] = "/tmp/tarseal-test-XXXXXX";
static char path[64];

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/out", dir);
}

static void teardown(void)
{
	unlink(path);
	rmdir(dir);
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
}

static int entries(void)
{
	DIR *d = opendir(dir);
	int n = -2; /* . and .. */

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

START_TEST(nothing_without_commit)
{
	struct ts_out *out;
	struct ts_err err;

	ck_assert_int_eq(ts_out_open(path, 0600, false, &out, &err), 0);
	ck_assert_int_eq(ts_file_write(ts_out_fd(out), "half", 4, &err), 0);
	ck_assert_int_ne(access(path, F_OK), 0);
	ts_out_free(out);
	ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(whole_with_commit)
{
	struct ts_err err;
	struct ts_buf read = TS_BUF_INIT;
	struct stat st;

	umask(022);
	ck_assert_int_eq(ts_file_create(path, 0600, false, "all", 3, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(ts_file_slurp(path, 10, &read, &err), 0);
	ck_assert_uint_eq(read.len, 3);
	ts_buf_free(&read);
	ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(never_over_another)
{
	struct ts_out *first, *second;
	struct ts_err err;

	ck_assert_int_eq(ts_out_open(path, 0600, false, &first, &err), 0);
	ck_assert_int_eq(ts_out_open(path, 0600, false, &second, &err), 0);
	ck_assert_int_eq(ts_out_commit(first, &err), 0);
	ck_assert_int_eq(ts_out_commit(second, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "already exists"));
	ts_out_free(first);
	ts_out_free(second);
	ck_assert_int_eq(ts_out_open(path, 0600, false, &first, &err), -1);
	ck_assert_ptr_null(first);
	ck_assert_int_eq(ts_file_create(path, 0600, true, "new", 3, &err), 0);
	ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(withdrawn)
{
	struct ts_out *out;
	struct ts_err err;

	ck_assert_int_eq(ts_out_open(path, 0600, false, &out, &err), 0);
	ck_assert_int_eq(ts_out_commit(out, &err), 0);
	ck_assert_int_eq(entries(), 1);
	ts_out_withdraw(out);
	ts_out_free(out);
	ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(bounded)
{
	struct ts_buf read = TS_BUF_INIT;
	struct ts_err err;

	ck_assert_int_eq(ts_file_create(path, 0600, false, "12345", 5, &err), 0);
	ck_assert_int_eq(ts_file_slurp(path, 4, &read, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "limit of 4 bytes"));
	ts_buf_free(&read);
	ck_assert_int_eq(ts_file_slurp(dir, 4, &read, &err), -1);
	ck_assert_str_eq(err.check, "io");
}
END_TEST

Suite *suite_file(void)
{
	Suite *suite = suite_create("file");
	TCase *tcase = tcase_create("file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_without_commit);
	tcase_add_test(tcase, whole_with_commit);
	tcase_add_test(tcase, never_over_another);
	tcase_add_test(tcase, withdrawn);
	tcase_add_test(tcase, bounded);
	suite_add_tcase(suite, tcase);
	return suite;
}
