/*
 * An error is a value: which check it fails, what happened, and where.
 * It travels up in a struct ts_err that the caller owns; nothing prints it but the program.
 */
#ifndef TS_BASE_ERR_H
#define TS_BASE_ERR_H

#define TS_ERR_TEXT 512

struct ts_err {
	const char *check; /* a check id of static lifetime; "io" until something says better */
	char message[TS_ERR_TEXT];  /* what happened, and to what */
	char at[TS_ERR_TEXT];       /* where: a JSON pointer, "line 3, column 9", or empty */
	char expected[TS_ERR_TEXT]; /* or empty */
	char fix[TS_ERR_TEXT];      /* what to do about it, or empty */
};

/*
 * Fill ERR (which may be NULL) with CHECK and a formatted message; the other texts become empty.
 * Always returns -1, so that a function can end with "return ts_err_set(...)".
 */
int ts_err_set(struct ts_err *err, const char *check, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the words for ERRNUM behind the message. */
int ts_err_errno(struct ts_err *err, int errnum, const char *check, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* No memory: check "io". Always returns -1. */
int ts_err_nomem(struct ts_err *err);

/* Set one of the further texts of ERR (which may be NULL). Always returns -1. */
int ts_err_at(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int ts_err_expected(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int ts_err_fix(struct ts_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
