#include "base/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY 86400

static bool digits(const char *text, size_t n, int *value)
{
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to 1 January of YEAR. */
static int64_t days_to_year(int year)
{
	int64_t past = year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400 - 719162;
}

/* Parse the ten bytes of a date; DAYS counts from 1970-01-01. */
static bool parse_date(const char *text, int64_t *days)
{
	int year, month, day;

	if (strnlen(text, 10) < 10 || !digits(text, 4, &year) || text[4] != '-' ||
	    !digits(text + 5, 2, &month) || text[7] != '-' || !digits(text + 8, 2, &day))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return false;
	*days = days_to_year(year) + day - 1;
	for (int m = 1; m < month; m++)
		*days += days_in_month(year, m);
	return true;
}

bool ts_date_valid(const char *text)
{
	int64_t days;

	return parse_date(text, &days) && text[10] == '\0';
}

/* Parse an optional ".digits"; *TEXT moves behind it. */
static bool parse_fraction(const char **text, int32_t *nsec)
{
	const char *p = *text;
	int32_t unit = 100000000;

	*nsec = 0;
	if (*p != '.')
		return true;
	for (p++; *p >= '0' && *p <= '9'; p++) {
		if (unit == 0)
			return false;
		*nsec += (*p - '0') * unit;
		unit /= 10;
	}
	if (unit == 100000000)
		return false;
	*text = p;
	return true;
}

/* Parse "Z" or "+hh:mm" up to the end of the text; SECONDS east of UTC. */
static bool parse_offset(const char *text, int *seconds)
{
	int hours, minutes;

	if (strcmp(text, "Z") == 0) {
		*seconds = 0;
		return true;
	}
	if (strnlen(text, 7) != 6 || (text[0] != '+' && text[0] != '-') ||
	    !digits(text + 1, 2, &hours) || text[3] != ':' || !digits(text + 4, 2, &minutes))
		return false;
	if (hours > 23 || minutes > 59 || strcmp(text, "-00:00") == 0)
		return false;
	*seconds = (hours * 60 + minutes) * 60 * (text[0] == '-' ? -1 : 1);
	return true;
}

bool ts_time_parse(const char *text, struct ts_time *time)
{
	int hour, minute, second, offset;
	int64_t days;
	int32_t nsec;

	if (strnlen(text, 19) < 19 || !parse_date(text, &days) || text[10] != 'T' ||
	    !digits(text + 11, 2, &hour) || text[13] != ':' || !digits(text + 14, 2, &minute) ||
	    text[16] != ':' || !digits(text + 17, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	text += 19;
	if (!parse_fraction(&text, &nsec) || !parse_offset(text, &offset))
		return false;
	time->sec = days * DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second - offset;
	time->nsec = nsec;
	return true;
}

/* gmtime_r() is not used, because it would read the environment and time zone files. */
bool ts_time_in_range(const struct ts_time *time)
{
	return time->sec >= 0 && time->sec / DAY < days_to_year(10000);
}

bool ts_time_format(const struct ts_time *time, char text[static TS_TIME_TEXT])
{
	int64_t day = time->sec / DAY;
	int second = (int)(time->sec % DAY), year = (int)(1970 + day / 366), month = 1, len;

	text[0] = '\0';
	if (!ts_time_in_range(time))
		return false;
	while (days_to_year(year + 1) <= day)
		year++;
	for (day -= days_to_year(year); day >= days_in_month(year, month); month++)
		day -= days_in_month(year, month);
	len = snprintf(text, TS_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month,
	    (int)day + 1, second / 3600, second / 60 % 60, second % 60);
	return len == TS_TIME_TEXT - 1;
}

bool ts_time_format_exact(const struct ts_time *time, char text[static TS_TIME_EXACT])
{
	size_t len = TS_TIME_TEXT - 2;

	if (!ts_time_format(time, text) || time->nsec == 0)
		return text[0] != '\0';
	len += (size_t)snprintf(text + len, TS_TIME_EXACT - len, ".%09d", (int)time->nsec);
	while (text[len - 1] == '0')
		len--;
	snprintf(text + len, TS_TIME_EXACT - len, "Z");
	return true;
}

int ts_time_compare(const struct ts_time *a, const struct ts_time *b)
{
	if (a->sec != b->sec)
		return a->sec < b->sec ? -1 : 1;
	return (a->nsec > b->nsec) - (a->nsec < b->nsec);
}

struct ts_time ts_time_add(const struct ts_time *time, int64_t seconds)
{
	struct ts_time sum = *time;

	if (__builtin_add_overflow(time->sec, seconds, &sum.sec))
		sum.sec = seconds < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

/* Parse one "<digits><unit>", where the unit is one of UNITS; *TEXT moves behind it. */
static bool parse_part(const char **text, const char *units, char *unit, int64_t *value)
{
	const char *p = *text;

	*value = 0;
	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		*value = *value * 10 + (*p - '0');
		if (*value > 1000000000)
			return false;
	}
	if (*p == '\0' || strchr(units, *p) == NULL)
		return false;
	*unit = *p;
	*text = p + 1;
	return true;
}

bool ts_duration_parse(const char *text, int64_t *seconds)
{
	const char *units = "WD";
	int64_t value;
	bool some = false, in_time = false;
	char unit;

	*seconds = 0;
	if (*text++ != 'P')
		return false;
	while (*text != '\0') {
		if (*text == 'T' && !in_time) {
			in_time = true;
			units = "HMS";
			text++;
			if (*text == '\0')
				return false;
			continue;
		}
		if (!parse_part(&text, units, &unit, &value))
			return false;
		some = true;
		switch (unit) {
		case 'W': /* ISO 8601: weeks are not combined with other units */
			*seconds = value * 7 * DAY;
			return *text == '\0';
		case 'D':
			*seconds += value * DAY;
			units = "";
			break;
		case 'H':
			*seconds += value * 3600;
			units = "MS";
			break;
		case 'M':
			*seconds += value * 60;
			units = "S";
			break;
		default:
			*seconds += value;
			units = "";
			break;
		}
	}
	return some;
}

struct ts_time ts_clock_now(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_REALTIME, &now);
	return (struct ts_time){.sec = now.tv_sec, .nsec = (int32_t)now.tv_nsec};
}
