/* Names that are safe on every system. */
#include <string.h>

#include "base/name.h"
#include "base/nearest.h"
#include "suites.h"

static const char *const good[] = {"a", "data/evidence/expiry.json", "A b/c", "a..b/.x", "x~", "a-",
    "console", "com10", "lpt", "xcon", "!#$&'()+,;=@[]^_`{}"};
static const char *const bad[] = {"", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "a/.", "-x",
    "~x", " x", "x ", "x.", "a/._b", "a\\b", "a%b", "a:b", "a*b", "a?b", "a\"b", "a<b", "a>b",
    "a|b", "a\x01", "a\x7f", "\xc3\xa4", "CON", "nul.txt", "Com1", "LPT9.tar.gz", "aux", "prn.x",
    "com0", "con .txt", "...", "a/ b"};
static const char *const bad_bundles[] = {"", "A", "-a", ".a", "_a", "a b", "a/b", "a.", "con",
    "\xc3\xa4", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

START_TEST(takes)
{
	ck_assert_msg(ts_name_path_fault(good[_i], strlen(good[_i])) == NULL, "%s", good[_i]);
}
END_TEST

START_TEST(refuses)
{
	ck_assert_msg(ts_name_path_fault(bad[_i], strlen(bad[_i])) != NULL, "%s", bad[_i]);
}
END_TEST

START_TEST(component_length)
{
	char path[128];

	memset(path, 'a', sizeof(path));
	ck_assert_ptr_null(ts_name_path_fault(path, 100));
	ck_assert_ptr_nonnull(ts_name_path_fault(path, 101));
}
END_TEST

START_TEST(bundle_names)
{
	ck_assert_ptr_null(ts_name_bundle_fault("trial-4711.a_b", 14));
	ck_assert_ptr_null(ts_name_bundle_fault("0", 1));
	for (size_t i = 0; i < sizeof(bad_bundles) / sizeof(bad_bundles[0]); i++)
		ck_assert_msg(ts_name_bundle_fault(bad_bundles[i], strlen(bad_bundles[i])) != NULL,
		    "%s", bad_bundles[i]);
}
END_TEST

static void count(void *ctx, const char *a, const char *b)
{
	(void)a;
	(void)b;
	(*(int *)ctx)++;
}

static const struct {
	const char *paths[5];
	int clashes;
} sets[] = {
    {{"a", "b", "c"}, 0},
    {{"Refs/a", "refs/b"}, 1},
    {{"a/x", "a/y", "b/x"}, 0},
    {{"a", "A"}, 1},
    {{"a", "a/b"}, 1},
    {{"a", "A/b"}, 1},
    {{"a", "a-b", "a/c"}, 1},
    {{"a-b", "a/c", "a.d"}, 0},
    {{"x/Data/a", "x/data/b", "x/DATA/c"}, 2},
    {{"ab", "a/b", "aB"}, 1},
    {{"d/e/f", "d/E"}, 1},
};

START_TEST(collisions)
{
	const char *paths[5];
	size_t n = 0;
	int found = 0;

	while (n < 5 && sets[_i].paths[n] != NULL) {
		paths[n] = sets[_i].paths[n];
		n++;
	}
	ts_name_collisions(paths, n, count, &found);
	ck_assert_int_eq(found, sets[_i].clashes);
}
END_TEST

static const struct {
	const char *word, *nearest;
} typed[] = {
    {"trial-expired-folowup", "trial-expired-followup"},
    {"trial-acces-*", "trial-access-expiry"},
    {"trial-access", NULL}, /* too far from either */
    {"tril-acess-expiry", "trial-access-expiry"},
    {"*-followp", "trial-expired-followup"},
    {"payroll", NULL},
    {"", NULL},
    {"*", "trial-access-expiry"}, /* all are equally near */
    {"a-word-that-is-longer-than-any-of-the-names-can-be-in-128-bytes-"
     "a-word-that-is-longer-than-any-of-the-names-can-be-in-128-bytes-xx",
	NULL},
};

START_TEST(suggests)
{
	static const char *const names[] = {"trial-access-expiry", "trial-expired-followup"};

	ck_assert_pstr_eq(ts_nearest(typed[_i].word, names, 2), typed[_i].nearest);
}
END_TEST

Suite *suite_name(void)
{
	Suite *suite = suite_create("name");
	TCase *tcase = tcase_create("name");

	tcase_add_loop_test(tcase, takes, 0, (int)(sizeof(good) / sizeof(good[0])));
	tcase_add_loop_test(tcase, refuses, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(tcase, component_length);
	tcase_add_test(tcase, bundle_names);
	tcase_add_loop_test(tcase, collisions, 0, (int)(sizeof(sets) / sizeof(sets[0])));
	tcase_add_loop_test(tcase, suggests, 0, (int)(sizeof(typed) / sizeof(typed[0])));
	suite_add_tcase(suite, tcase);
	return suite;
}
