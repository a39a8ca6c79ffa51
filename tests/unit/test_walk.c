/* A walk reports everything in order, and what it cannot read. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/walk.h"
#include "pack/tree.h"
#include "suites.h"
#include "verify/verify_params.h"

static char dir[] = "/tmp/tarseal-walk-XXXXXX";

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
}

static void teardown(void)
{
	char command[64];

	ck_assert_int_eq(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
}

static void make(const char *path)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(path, file);
	fclose(file);
}

/* Write down what is visited. Directories called "skipped" are skipped; at "stop", it stops. */
static int note(void *ctx, const struct ts_walk_entry *e)
{
	static const char *const kinds[] = {[TS_WALK_FILE] = "file",
	    [TS_WALK_DIRECTORY] = "dir",
	    [TS_WALK_LINK] = "link",
	    [TS_WALK_SPECIAL] = "special",
	    [TS_WALK_UNREADABLE] = "unreadable"};

	ck_assert_str_eq(e->path + strlen(e->path) - strlen(e->name), e->name);
	ck_assert_int_eq(e->errnum != 0, e->kind == TS_WALK_UNREADABLE);
	ts_buf_printf(ctx, "%u %s %s %d\n", e->level, kinds[e->kind], e->path, (int)e->size);
	if (strcmp(e->name, "stop") == 0)
		return -1;
	return strcmp(e->name, "skipped") == 0;
}

static void walks(const char *root, int expected, const char *visited)
{
	struct ts_buf seen = TS_BUF_INIT;
	struct ts_err err;

	ck_assert_int_eq(ts_walk(root, note, &seen, &err), expected);
	ck_assert_str_eq(ts_buf_cstr(&seen), visited);
	ts_buf_free(&seen);
}

START_TEST(everything_in_order)
{
	ck_assert_int_eq(mkdir("d", 0755), 0);
	ck_assert_int_eq(mkdir("d/b", 0755), 0);
	ck_assert_int_eq(mkdir("d/skipped", 0755), 0);
	make("d/b/file");
	make("d/b.x");
	make("d/a");
	make("d/skipped/file");
	ck_assert_int_eq(symlink("a", "d/link"), 0);
	ck_assert_int_eq(symlink("nowhere", "d/broken"), 0);
	ck_assert_int_eq(mkfifo("d/pipe", 0644), 0);
	walks("d", 0,
	    "0 dir d 0\n1 file d/a 3\n1 dir d/b 0\n2 file d/b/file 8\n1 file d/b.x 5\n"
	    "1 link d/broken 0\n1 link d/link 0\n1 special d/pipe 0\n1 dir d/skipped 0\n");
	walks("d/", 0,
	    "0 dir d/ 0\n1 file d/a 3\n1 dir d/b 0\n2 file d/b/file 8\n1 file d/b.x 5\n"
	    "1 link d/broken 0\n1 link d/link 0\n1 special d/pipe 0\n1 dir d/skipped 0\n");
}
END_TEST

START_TEST(roots)
{
	make("file");
	ck_assert_int_eq(mkdir("d", 0755), 0);
	make("d/stop");
	make("d/zebra");
	ck_assert_int_eq(symlink("d", "link"), 0);
	ck_assert_int_eq(symlink("nowhere", "broken"), 0);
	walks("file", 0, "0 file file 4\n");
	walks("link", -1, "0 dir link 0\n1 file link/stop 6\n");
	walks("broken", 0, "0 unreadable broken 0\n");
	walks("absent", 0, "0 unreadable absent 0\n");
	walks("", 0, "0 unreadable  0\n");
}
END_TEST

/* A path that is too long for the system is reported, and what comes after it is not lost. */
START_TEST(too_deep)
{
	struct ts_buf seen = TS_BUF_INIT;
	struct ts_err err;
	char name[201];
	int depth = 0;

	memset(name, 'n', 200);
	name[200] = '\0';
	ck_assert_int_eq(mkdir("d", 0755), 0);
	make("d/z");
	ck_assert_int_eq(chdir("d"), 0);
	for (; depth < 25; depth++) {
		ck_assert_int_eq(mkdir(name, 0755), 0);
		ck_assert_int_eq(chdir(name), 0);
	}
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(ts_walk("d", note, &seen, &err), 0);
	ck_assert_ptr_nonnull(strstr(ts_buf_cstr(&seen), " unreadable d/nn"));
	ck_assert_ptr_nonnull(strstr(ts_buf_cstr(&seen), "\n1 file d/z 3\n"));
	ts_buf_free(&seen);
}
END_TEST

START_TEST(pack_makes_nothing_that_verify_refuses)
{
	struct ts_verdict *verdict = ts_verdict_new("x");
	struct ts_tree tree = {.n = TS_VERIFY_MAX_FILES};

	ts_tree_judge_count(&tree, verdict);
	ck_assert(!ts_verdict_any_failed(verdict));
	tree.n++;
	ts_tree_judge_count(&tree, verdict);
	ck_assert(ts_verdict_has_failed(verdict, "tar.limit"));
	ts_verdict_free(verdict);
}
END_TEST

Suite *suite_walk(void)
{
	Suite *suite = suite_create("walk");
	TCase *tests = tcase_create("walk");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, everything_in_order);
	tcase_add_test(tests, roots);
	tcase_add_test(tests, too_deep);
	tcase_add_test(tests, pack_makes_nothing_that_verify_refuses);
	suite_add_tcase(suite, tests);
	return suite;
}
