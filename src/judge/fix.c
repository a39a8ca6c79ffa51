#include "judge/fix.h"

#include <string.h>

#include "format/pointer.h"

/* Append all but the first of the pointer's tokens, joined by dots. */
static void add_member(const struct ts_pointer *pointer, struct ts_buf *out)
{
	for (size_t i = 1; i < pointer->n; i++)
		ts_buf_printf(out, "%s%s", i > 1 ? "." : "", pointer->tokens[i]);
}

void ts_fix_value(const struct ts_case *c, const char *pointer, bool binding, struct ts_buf *out)
{
	struct ts_pointer parsed;
	const char *root, *verb;
	bool absent;

	if (binding) {
		ts_buf_add_str(out, "have exactly this package approved: tarseal approve PACKAGE");
		return;
	}
	if (pointer == NULL)
		return;
	if (ts_pointer_parse(pointer, &parsed) != 0) {
		out->failed = true; /* pointers of conditions are valid, so there is no memory */
		return;
	}
	root = parsed.n == 0 ? "" : parsed.tokens[0];
	absent = ts_pointer_find(&parsed, c->doc) == NULL;
	verb = absent ? "add" : "correct";
	if (strcmp(root, "record") == 0 && parsed.n > 1) {
		ts_buf_printf(out, "%s ", verb);
		add_member(&parsed, out);
		ts_buf_printf(out, " %s %s", absent ? "to" : "in", ts_case_record_file(c));
	} else if (strcmp(root, "evidence") == 0 && parsed.n > 1 && c->inner == NULL) {
		ts_buf_printf(out, "%s ", verb);
		add_member(&parsed, out);
		ts_buf_printf(out, " %s %s, then have the package approved again",
		    absent ? "to" : "in", ts_case_evidence_file(c));
	} else if (strcmp(root, "evidence") == 0 || strcmp(root, "inner") == 0) {
		ts_buf_add_str(out, "it belongs to the sealed bundle that is the evidence: correct "
				    "and seal that stage again, then have it approved");
	} else if (strcmp(root, "approval") == 0) {
		ts_buf_add_str(
		    out, "get an approval of this package that says so: tarseal approve");
	} else if (strcmp(root, "bundle") == 0) {
		ts_buf_add_str(out, "seal the bundle again");
	}
	ts_pointer_free(&parsed);
}
