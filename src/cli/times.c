#define _POSIX_C_SOURCE 200809L /* strdup */

#include "cli/times.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

#define DURATION_MAX 64 /* bytes of a duration as text */

/* Write "30d" as "P30D": a number of weeks, days or hours. A duration of ISO 8601 stays as it is.
 */
static bool read_duration(const char *value, char text[static DURATION_MAX], int64_t *seconds)
{
	size_t digits = strspn(value, "0123456789");
	const char *unit = value + digits;

	if (strlen(value) >= DURATION_MAX - 3)
		return false;
	if (digits > 0 && *unit != '\0' && unit[1] == '\0' && strchr("wdh", *unit) != NULL)
		snprintf(text, DURATION_MAX, "%s%.*s%c", *unit == 'h' ? "PT" : "P", (int)digits,
		    value, *unit - 'a' + 'A');
	else
		snprintf(text, DURATION_MAX, "%s", value);
	return ts_duration_parse(text, seconds);
}

static int refuse_duration(
    const struct cli *cli, const struct cli_option *option, const char *value)
{
	return cli_usage(cli,
	    "--%s takes a duration in weeks, days or hours (2w, 14d, 12h) or as ISO 8601 has "
	    "it (P14D), not \"%s\"",
	    option->name, value);
}

static int refuse_time(
    const struct cli *cli, const struct cli_option *option, bool ahead, const char *value)
{
	char zoned[TS_TIME_TEXT + 1];
	struct ts_time time;

	if (strlen(value) + 1 < sizeof(zoned)) {
		snprintf(zoned, sizeof(zoned), "%sZ", value);
		if (ts_time_parse(zoned, &time))
			return cli_usage(cli,
			    "--%s takes a time with its zone: add Z for UTC, or an offset such as "
			    "+02:00, to \"%s\"",
			    option->name, value);
	}
	return cli_usage(cli,
	    "--%s takes a time or a date, such as 2026-12-31T00:00:00Z or 2026-12-31%s, not \"%s\"",
	    option->name, ahead ? ", or a duration from now, such as 30d" : "", value);
}

/* The time from which a duration counts, the same that a new document gets. */
static struct ts_time now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct ts_time time = ts_clock_now();
	char *end;
	long long seconds;

	time.nsec = 0;
	if (epoch == NULL || *epoch < '0' || *epoch > '9')
		return time;
	errno = 0;
	seconds = strtoll(epoch, &end, 10);
	if (errno == 0 && *end == '\0')
		time.sec = seconds;
	return time;
}

/* Turn VALUE into a time in TEXT, unless it is one already. Returns false if it is none. */
static bool read_time(const char *value, bool ahead, char text[static TS_TIME_TEXT])
{
	char duration[DURATION_MAX];
	struct ts_time time;
	int64_t seconds;

	text[0] = '\0';
	if (ts_time_parse(value, &time))
		return true;
	if (ts_date_valid(value)) {
		snprintf(text, TS_TIME_TEXT, "%sT00:00:00Z", value);
		return true;
	}
	if (!ahead || !read_duration(value, duration, &seconds))
		return false;
	time = now();
	time = ts_time_add(&time, seconds);
	return ts_time_format(&time, text);
}

int cli_times_read(
    const struct cli *cli, const struct cli_option *option, const char *value, char **result)
{
	bool ahead = strcmp(option->arg, "TIME|DURATION") == 0;
	char text[DURATION_MAX] = "";
	int64_t seconds;

	*result = NULL;
	if (strcmp(option->arg, "DURATION") == 0) {
		if (!read_duration(value, text, &seconds))
			return refuse_duration(cli, option, value);
	} else if (strcmp(option->arg, "TIME") == 0 || ahead) {
		if (!read_time(value, ahead, text))
			return refuse_time(cli, option, ahead, value);
	}
	if (text[0] == '\0' || strcmp(text, value) == 0)
		return 0;
	*result = strdup(text);
	return *result == NULL ? cli_fail_nomem(cli) : 0;
}
