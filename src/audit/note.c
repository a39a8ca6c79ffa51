#define _GNU_SOURCE /* vasprintf */

#include "audit/note.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/grow.h"

int ts_note_set(struct ts_auditing *a, struct ts_expiry *expiry, const char *fmt, ...)
{
	struct ts_audit *audit = a->audit;
	char **grown = ts_grow(audit->notes, audit->notes_n, sizeof(*grown));
	char *text = NULL;
	va_list args;
	int n;

	if (grown == NULL)
		return ts_err_nomem(a->err);
	audit->notes = grown;
	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0)
		return ts_err_nomem(a->err);
	audit->notes[audit->notes_n++] = text;
	expiry->note = text;
	return 0;
}

int ts_note_add(struct ts_auditing *a, struct ts_expiry *expiry, const char *text)
{
	return expiry->note == NULL ? ts_note_set(a, expiry, "%s", text)
				    : ts_note_set(a, expiry, "%s; %s", expiry->note, text);
}
