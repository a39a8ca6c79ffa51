#include "judge/reference.h"

#include <stddef.h>

#include "scanner/reference.h"

void ts_reference_judge(const char *at, const char *text, struct ts_verdict *verdict)
{
	const char *carries = text == NULL ? NULL : ts_reference_private(text);

	if (carries == NULL)
		return;
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = "boundary.private-reference",
		.at = at,
		.expected = "an opaque reference, such as an id in your own system",
		.fix = "use a reference that says nothing about the person or the payment"},
	    "the reference carries %s", carries);
}
