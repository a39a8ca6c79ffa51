/*
 * Instants and durations as tarseal's documents write them (docs/gates.md): strict subsets of RFC
 * 3339 and of ISO 8601. Times are compared as instants, never as text.
 */
#ifndef TS_BASE_CLOCK_H
#define TS_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct ts_time {
	int64_t
	    /* Seconds since 1970-01-01T00:00:00Z. Negative only for a time zone east of UTC on that
	       day. */
	    sec;
	int32_t nsec; /* 0 to 999,999,999 */
};

#define TS_TIME_TEXT 21 /* "YYYY-MM-DDThh:mm:ssZ" and a NUL */

/* Parse "YYYY-MM-DDThh:mm:ss[.f]" followed by "Z" or an offset such as "+02:00". Returns false for
 * anything else. */
bool ts_time_parse(const char *text, struct ts_time *time);

/* Is TIME, in UTC, in the years 1970 to 9999, so that it can be written? An offset may lead out of
 * them. */
bool ts_time_in_range(const struct ts_time *time);

/* Is TEXT a "YYYY-MM-DD" that exists, from the years 1970 to 9999? */
bool ts_date_valid(const char *text);

/* Write TIME in UTC without its fraction. Returns false, with an empty text, outside the years 1970
 * to 9999. */
bool ts_time_format(const struct ts_time *time, char text[static TS_TIME_TEXT]);

#define TS_TIME_EXACT 31 /* the same with nine digits of a fraction */

/* The same with its fraction, if it is not zero, without trailing zeros. */
bool ts_time_format_exact(const struct ts_time *time, char text[static TS_TIME_EXACT]);

/* Returns a negative number, zero or a positive number when A is before, at or after B. */
int ts_time_compare(const struct ts_time *a, const struct ts_time *b);

/* TIME plus SECONDS, limited to the range of the type. */
struct ts_time ts_time_add(const struct ts_time *time, int64_t seconds);

/* Parse an ISO 8601 duration: weeks, or any of days, hours, minutes and seconds. */
bool ts_duration_parse(const char *text, int64_t *seconds);

/* The current time of this machine. */
struct ts_time ts_clock_now(void);

#endif
