/*
 * Could a value be a secret? It is judged under a name that says so, by what it consists of. What
 * has the form of words, an identifier or a reference is excused only where its carrier is one in
 * which such things stand: code and prose, not a string of data.
 */
#ifndef TS_SCANNER_PLAUSIBLE_H
#define TS_SCANNER_PLAUSIBLE_H

#include <stdbool.h>
#include <stddef.h>

/* Does TEXT stand for a value instead of being one? "<token>", "${TOKEN}", "********",
 * "your-api-key", "changeme", "secret:opaque-5", "arn:aws:…", "/run/secrets/x". */
bool ts_is_placeholder(const char *text, size_t len);

/* Could it be a password that a person chose? DATA: a string of data, not of code or prose. */
bool ts_is_password(const char *text, size_t len, bool data);

/* Could it be a secret that a machine made, such as a key or a token? */
bool ts_is_token(const char *text, size_t len, bool data);

#endif
