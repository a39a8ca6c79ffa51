/* Times, dates and durations, valid and invalid. */
#include "base/clock.h"
#include "suites.h"

static const struct {
	const char *text;
	long long sec; /* -1: refused */
	int nsec;
} times[] = {
    {"1970-01-01T00:00:00Z", 0, 0},
    {"2026-06-20T12:00:00Z", 1781956800, 0},
    {"2000-02-29T23:59:59Z", 951868799, 0},
    {"2026-06-20T14:00:00+02:00", 1781956800, 0},
    {"2026-06-20T06:30:00-05:30", 1781956800, 0},
    {"2026-06-20T12:00:00.250Z", 1781956800, 250000000},
    {"2026-06-20T12:00:00.123456789Z", 1781956800, 123456789},
    {"9999-12-31T23:59:59Z", 253402300799, 0},
    {"2026-06-20T12:00:00", -1, 0},
    {"2026-06-20 12:00:00Z", -1, 0},
    {"2026-06-20t12:00:00Z", -1, 0},
    {"2026-06-20T12:00:00z", -1, 0},
    {"2026-06-20T12:00Z", -1, 0},
    {"2026-06-20T12:00:60Z", -1, 0},
    {"2026-06-20T24:00:00Z", -1, 0},
    {"2026-06-20T12:60:00Z", -1, 0},
    {"2026-02-29T12:00:00Z", -1, 0},
    {"2026-02-30T12:00:00Z", -1, 0},
    {"2100-02-29T12:00:00Z", -1, 0},
    {"2026-13-01T12:00:00Z", -1, 0},
    {"2026-00-01T12:00:00Z", -1, 0},
    {"2026-06-00T12:00:00Z", -1, 0},
    {"2026-06-31T12:00:00Z", -1, 0},
    {"1969-12-31T23:59:59Z", -1, 0},
    {"10000-01-01T00:00:00Z", -1, 0},
    {"2026-06-20T12:00:00.Z", -1, 0},
    {"2026-06-20T12:00:00.1234567890Z", -1, 0},
    {"2026-06-20T12:00:00,5Z", -1, 0},
    {"2026-06-20T12:00:00-00:00", -1, 0},
    {"2026-06-20T12:00:00+0200", -1, 0},
    {"2026-06-20T12:00:00+02", -1, 0},
    {"2026-06-20T12:00:00+24:00", -1, 0},
    {"2026-06-20T12:00:00+02:60", -1, 0},
    {"2026-06-20T12:00:00Z ", -1, 0},
    {" 2026-06-20T12:00:00Z", -1, 0},
    {"+026-06-20T12:00:00Z", -1, 0},
    {"", -1, 0},
};

START_TEST(parses_times)
{
	struct ts_time time;
	bool ok = ts_time_parse(times[_i].text, &time);

	ck_assert_msg(ok == (times[_i].sec >= 0), "%s", times[_i].text);
	if (ok) {
		ck_assert_int_eq(time.sec, times[_i].sec);
		ck_assert_int_eq(time.nsec, times[_i].nsec);
	}
}
END_TEST

static const struct {
	const char *text;
	long long seconds; /* -1: refused */
} durations[] = {
    {"P14D", 1209600},
    {"P2W", 1209600},
    {"PT1H", 3600},
    {"PT90M", 5400},
    {"PT5S", 5},
    {"P1DT2H3M4S", 93784},
    {"P0D", 0},
    {"PT0S", 0},
    {"P1DT1S", 86401},
    {"", -1},
    {"P", -1},
    {"PT", -1},
    {"P1DT", -1},
    {"P1Y", -1},
    {"P1M", -1},
    {"P1Y2D", -1},
    {"P1W1D", -1},
    {"P1D1D", -1},
    {"PT1S1M", -1},
    {"PT1H1H", -1},
    {"P1H", -1},
    {"PT1D", -1},
    {"P-1D", -1},
    {"P+1D", -1},
    {"P1.5D", -1},
    {"p1d", -1},
    {"14D", -1},
    {"P14", -1},
    {"P14D ", -1},
    {"P99999999999D", -1},
    {"PTT1S", -1},
    {"P1DTT1S", -1},
    {"P1D2T1S", -1},
};

START_TEST(parses_durations)
{
	int64_t seconds;
	bool ok = ts_duration_parse(durations[_i].text, &seconds);

	ck_assert_msg(ok == (durations[_i].seconds >= 0), "%s", durations[_i].text);
	if (ok)
		ck_assert_int_eq(seconds, durations[_i].seconds);
}
END_TEST

START_TEST(formats_and_compares)
{
	struct ts_time a = {.sec = 1781956800}, b = {.sec = 1781956800, .nsec = 1};
	struct ts_time early = {.sec = -1}, late = {.sec = 253402300800};
	char text[TS_TIME_TEXT];

	ck_assert(ts_time_format(&a, text));
	ck_assert_str_eq(text, "2026-06-20T12:00:00Z");
	ck_assert(!ts_time_format(&early, text));
	ck_assert(!ts_time_format(&late, text));
	ck_assert_str_eq(text, "");
	ck_assert_int_lt(ts_time_compare(&a, &b), 0);
	ck_assert_int_eq(ts_time_compare(&a, &a), 0);
	a = ts_time_add(&a, INT64_MAX);
	ck_assert_int_eq(a.sec, INT64_MAX);
}
END_TEST

START_TEST(knows_dates)
{
	ck_assert(ts_date_valid("2026-06-20"));
	ck_assert(!ts_date_valid("2026-06-20 "));
	ck_assert(!ts_date_valid("2026-6-20"));
	ck_assert(!ts_date_valid("2026-02-29"));
	ck_assert(!ts_date_valid(""));
}
END_TEST

Suite *suite_clock(void)
{
	Suite *suite = suite_create("clock");
	TCase *tcase = tcase_create("clock");

	tcase_add_loop_test(tcase, parses_times, 0, (int)(sizeof(times) / sizeof(times[0])));
	tcase_add_loop_test(
	    tcase, parses_durations, 0, (int)(sizeof(durations) / sizeof(durations[0])));
	tcase_add_test(tcase, formats_and_compares);
	tcase_add_test(tcase, knows_dates);
	suite_add_tcase(suite, tcase);
	return suite;
}
