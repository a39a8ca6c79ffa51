/* Names of values, as programs write them: "db_password", "dbPassword", "DB-PASSWORD",
 * "db.password". */
#ifndef TS_PAIRS_NAME_H
#define TS_PAIRS_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The length of NAME without what may be behind the words that count: separators, numbers, and
 * words such as "value" and "prod". */
size_t ts_name_trim(const char *name, size_t len);

/*
 * Does NAME end with WORDS ("api key"), whatever separates them? The first of the words must be a
 * whole word of the name, unless there is a "*" before them ("*password" is the end of "dbpassword"
 * too).
 */
bool ts_name_ends_with(const char *name, size_t len, const char *words);

/* Is NAME one under which a value stands ("value", "content"), or the name of a value ("name",
 * "key")? */
bool ts_name_means_value(const char *name, size_t len);
bool ts_name_means_name(const char *name, size_t len);

#endif
