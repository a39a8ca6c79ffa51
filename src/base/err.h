/*
 * An error is a value: which check fails, what happened, and where. The caller owns the struct
 * ts_err, and errors travel up in it; only the program prints them.
 */
#ifndef TS_BASE_ERR_H
#define TS_BASE_ERR_H

#define TS_ERR_TEXT 512

struct ts_err {
	const char *check;          /* a check id of static lifetime; "io" if no other fits */
	char message[TS_ERR_TEXT];  /* what happened, and to what */
	char at[TS_ERR_TEXT];       /* where: a JSON pointer, "line 3, column 9", or empty */
	char expected[TS_ERR_TEXT]; /* or empty */
	char fix[TS_ERR_TEXT];      /* what to do about it, or empty */
};

/*
 * Set ERR (which may be NULL) to CHECK and a formatted message, and clear the other texts. Always
 * returns -1, so that a function can end with "return ts_err_set(...)".
 */
int ts_err_set(struct ts_err *err, const char *check, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the description of ERRNUM after the message. */
int ts_err_errno(struct ts_err *err, int errnum, const char *check, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Out of memory: check "io". Always returns -1. */
int ts_err_nomem(struct ts_err *err);

/* Set one of the other texts of ERR (which may be NULL). Always returns -1. */
int ts_err_at(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int ts_err_expected(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int ts_err_fix(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
