/* JUnit XML of verdicts that users rarely get: none, empty ones, one that ran out of memory. */
#include <string.h>

#include "show/junit.h"
#include "suites.h"

/* The report on VERDICT (NULL: on none), which is freed. */
static const char *report(struct ts_verdict *verdict)
{
	static char text[4096];
	struct ts_buf out = TS_BUF_INIT;

	ts_show_junit(&verdict, verdict == NULL ? 0 : 1, NULL, &out);
	ck_assert(ts_buf_ok(&out));
	ck_assert_uint_lt(out.len, sizeof(text));
	memcpy(text, out.data, out.len);
	text[out.len] = '\0';
	ts_buf_free(&out);
	ts_verdict_free(verdict);
	return text;
}

static void has(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no %s in %s", part, text);
}

START_TEST(nothing)
{
	const char *text = report(NULL);

	has(text, "<testsuites name=\"tarseal\" tests=\"1\" failures=\"0\" errors=\"1\"");
	has(text, "message=\"nothing was verified\"");
}
END_TEST

START_TEST(without_checks)
{
	struct ts_verdict *verdict = ts_verdict_new("b.tar");

	ts_verdict_finish(verdict, NULL, 0);
	has(report(verdict), "<testcase classname=\"b.tar\" name=\"verdict\" time=\"0\">\n"
			     "      <error message=\"nothing was verified\" type=\"undecided\">");
}
END_TEST

START_TEST(without_memory)
{
	struct ts_verdict *verdict = ts_verdict_new("b.tar");
	const char *text;

	ts_verdict_ran(verdict, "tar.canonical");
	verdict->failed = true;
	ts_verdict_finish(verdict, NULL, 0);
	text = report(verdict);
	has(text, "tests=\"2\" failures=\"0\" errors=\"1\"");
	has(text, "name=\"verdict\" time=\"0\">\n      <error message=\"could not be verified\"");
}
END_TEST

START_TEST(not_run)
{
	static const char *const expected[] = {"tar.canonical"};
	struct ts_verdict *verdict = ts_verdict_new("b.tar");
	const char *text;

	ts_verdict_finish(verdict, expected, 1);
	text = report(verdict);
	has(text, "tests=\"1\" failures=\"0\" errors=\"1\"");
	has(text, "<error message=\"this check did not run\" type=\"not-run\">");
}
END_TEST

/* GitLab reads only the first of several cases with the same name, so a waiver must not hide a
 * failure. */
START_TEST(several_of_one_check)
{
	const struct ts_failure failure = {.id = "boundary.x"};
	struct ts_verdict *verdict = ts_verdict_new("b.tar");
	const char *text;

	ts_verdict_waive(verdict, "boundary.x", "a", "a: waived by role:x");
	ts_verdict_fail(verdict, &failure, "one");
	ts_verdict_fail(verdict, &failure, "two");
	ts_verdict_finish(verdict, NULL, 0);
	text = report(verdict);
	has(text, "name=\"boundary.x\" time");
	has(text, "name=\"boundary.x (2)\" time");
	has(text, "name=\"boundary.x (3)\" time");
	has(text, "tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"1\"");
	has(text, "<skipped message=\"waived: a: waived by role:x\"/>");
}
END_TEST

START_TEST(escapes)
{
	struct ts_verdict *verdict = ts_verdict_new("<&>\"' ]]> ::error::x \x1b \xe2\x80\xae "
						    "\xef\xbf\xbf \xef\xbf\xbe \xff \\ \xc3\xa4\n");

	ts_verdict_ran(verdict, "tar.canonical");
	ts_verdict_finish(verdict, NULL, 0);
	has(report(verdict),
	    "classname=\"&lt;&amp;&gt;&quot;&#39; ]]&gt; :\\x3aerror:\\x3ax \\u{1b} \\u{202e} "
	    "\\u{ffff} \\u{fffe} \\xff \\\\ \xc3\xa4\\u{a}\"");
}
END_TEST

Suite *suite_junit(void)
{
	Suite *suite = suite_create("junit");
	TCase *tests = tcase_create("report");

	tcase_add_test(tests, nothing);
	tcase_add_test(tests, without_checks);
	tcase_add_test(tests, without_memory);
	tcase_add_test(tests, not_run);
	tcase_add_test(tests, several_of_one_check);
	tcase_add_test(tests, escapes);
	suite_add_tcase(suite, tests);
	return suite;
}
