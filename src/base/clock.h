/*
 * Instants and durations as tarseal's documents write them (docs/gates.md): a strict subset of
 * RFC 3339 and of ISO 8601 durations. Times are compared as instants, never as text.
 */
#ifndef TS_BASE_CLOCK_H
#define TS_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct ts_time {
	int64_t
	    sec; /* since 1970-01-01T00:00:00Z; negative only for an offset east of it that day */
	int32_t nsec; /* 0 to 999,999,999 */
};

#define TS_TIME_TEXT 21 /* "YYYY-MM-DDThh:mm:ssZ" and a NUL */

/* Parse "YYYY-MM-DDThh:mm:ss[.f]Z" or with "+hh:mm"; false when TEXT is anything else. */
bool ts_time_parse(const char *text, struct ts_time *time);

/* True when TEXT is a real "YYYY-MM-DD" of the years 1970 to 9999. */
bool ts_date_valid(const char *text);

/* TIME in UTC without its fraction. False, and an empty text, when it is outside 1970 to 9999. */
bool ts_time_format(const struct ts_time *time, char text[static TS_TIME_TEXT]);

/* Negative, zero or positive as A is before, at or after B. */
int ts_time_compare(const struct ts_time *a, const struct ts_time *b);

/* TIME moved by SECONDS; kept at the end of the range instead of overflowing. */
struct ts_time ts_time_add(const struct ts_time *time, int64_t seconds);

/* Parse an ISO 8601 duration of weeks, or of days, hours, minutes, seconds, into seconds. */
bool ts_duration_parse(const char *text, int64_t *seconds);

/* The machine's clock. */
struct ts_time ts_clock_now(void);

#endif
