/* Times and durations. The input's lines are two times and a duration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "fuzz.h"

void set_up(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
}

/* The C library's value for the date and time, without offset and fraction. */
static int64_t by_libc(const char *text)
{
	struct tm tm = {0};
	int *const parts[] = {
	    &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *end;

		*parts[i] = (int)strtol(text, &end, 10);
		holds(end > text && *end != '\0', "a time has six numbers");
		text = end + 1;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int64_t)mktime(&tm);
}

static bool one(const char *text, struct ts_time *time)
{
	char written[TS_TIME_TEXT];
	struct ts_time again;
	size_t len = strlen(text);

	if (!ts_time_parse(text, time))
		return false;
	holds(time->nsec >= 0 && time->nsec < 1000000000, "nanoseconds are less than a second");
	holds(ts_time_compare(time, time) == 0, "a time is at itself");
	if (text[len - 1] == 'Z')
		holds(time->sec == by_libc(text), "the C library agrees");
	else
		holds(llabs((long long)(time->sec - by_libc(text))) < (int64_t)24 * 3600,
		    "an offset is less than a day");
	if (!ts_time_format(time, written)) {
		holds(time->sec < 0 || time->sec >= 253402300800, "a time of the range is written");
		return true;
	}
	holds(ts_time_parse(written, &again) && again.sec == time->sec && again.nsec == 0,
	    "a time that is written is read as the same");
	if (len == TS_TIME_TEXT - 1 && text[len - 1] == 'Z')
		holds(strcmp(text, written) == 0, "a time is written as it was read");
	return true;
}

static void two(const struct ts_time *a, const struct ts_time *b)
{
	struct ts_time later = ts_time_add(a, 1), moved = ts_time_add(a, b->sec);
	int order = ts_time_compare(a, b);

	holds(order == -ts_time_compare(b, a) || (order < 0) == (ts_time_compare(b, a) > 0),
	    "comparison is antisymmetric");
	holds(ts_time_compare(a, &later) < 0, "a second later is later");
	holds(ts_time_add(&moved, -b->sec).sec == a->sec, "moving there and back is nothing");
}

static void duration(const char *text, const struct ts_time *time)
{
	int64_t seconds, again;
	struct ts_time moved;
	char written[64];

	if (!ts_duration_parse(text, &seconds))
		return;
	holds(seconds >= 0, "a duration is not negative");
	holds(text[0] == 'P' && strlen(text) >= 3, "a duration begins with P");
	moved = ts_time_add(time, seconds);
	holds(ts_time_compare(time, &moved) <= 0, "a duration moves ahead");
	if (seconds / 86400 > 1000000000)
		return;
	snprintf(written, sizeof(written), "P%lldDT%lldH%lldM%lldS", (long long)(seconds / 86400),
	    (long long)(seconds / 3600 % 24), (long long)(seconds / 60 % 60),
	    (long long)(seconds % 60));
	holds(ts_duration_parse(written, &again) && again == seconds,
	    "a duration that is written is read as the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_copy(data, size), *rest = text, *lines[3] = {text, text, text};
	struct ts_time a = {0}, b = {0};
	bool is_a, is_b;

	for (int i = 1; i < 3 && (rest = strchr(rest, '\n')) != NULL; i++) {
		*rest++ = '\0';
		lines[i] = rest;
	}
	is_a = one(lines[0], &a);
	is_b = one(lines[1], &b);
	if (is_a && is_b)
		two(&a, &b);
	duration(lines[2], &a);
	holds(!ts_date_valid(lines[0]) || strlen(lines[0]) == 10, "a date has ten bytes");
	free(text);
	return 0;
}
