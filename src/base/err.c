#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void set_text(char text[static TS_ERR_TEXT], const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void set_text(char text[static TS_ERR_TEXT], const char *fmt, va_list ap)
{
	if (vsnprintf(text, TS_ERR_TEXT, fmt, ap) < 0)
		text[0] = '\0';
}

static void clear(struct ts_err *err, const char *check)
{
	err->check = check;
	err->message[0] = err->at[0] = err->expected[0] = err->fix[0] = '\0';
}

int ts_err_set(struct ts_err *err, const char *check, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	clear(err, check);
	va_start(ap, fmt);
	set_text(err->message, fmt, ap);
	va_end(ap);
	return -1;
}

int ts_err_errno(struct ts_err *err, int errnum, const char *check, const char *fmt, ...)
{
	char words[128];
	size_t len;
	va_list ap;

	if (err == NULL)
		return -1;
	clear(err, check);
	va_start(ap, fmt);
	set_text(err->message, fmt, ap);
	va_end(ap);
	len = strlen(err->message);
	if (strerror_r(errnum, words, sizeof(words)) != 0)
		snprintf(words, sizeof(words), "error %d", errnum);
	snprintf(err->message + len, TS_ERR_TEXT - len, ": %s", words);
	return -1;
}

int ts_err_nomem(struct ts_err *err)
{
	return ts_err_set(err, "io", "out of memory");
}

int ts_err_at(struct ts_err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set_text(err->at, fmt, ap);
	va_end(ap);
	return -1;
}

int ts_err_expected(struct ts_err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set_text(err->expected, fmt, ap);
	va_end(ap);
	return -1;
}

int ts_err_fix(struct ts_err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	set_text(err->fix, fmt, ap);
	va_end(ap);
	return -1;
}
