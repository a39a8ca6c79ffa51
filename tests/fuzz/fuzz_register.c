/* Registers of trials, JSON lines and CSV, and a registrar's statement of one. */
#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "fuzz.h"
#include "model/register.h"

void set_up(void)
{
}

static void lines(const struct ts_register *reg)
{
	for (size_t i = 0; i < reg->n; i++) {
		const struct ts_register_line *line = &reg->lines[i];

		holds(ts_value_is_ref(line->ref), "a line names a trial by a reference");
		holds(i == 0 || strcmp(line[-1].ref, line->ref) < 0 ||
			  (strcmp(line[-1].ref, line->ref) == 0 &&
			      ts_time_compare(&line[-1].expired, &line->expired) < 0),
		    "lines are sorted, and each expiry of a trial is there once");
		holds(line->outcome == NULL || ts_value_is_label(line->outcome),
		    "an outcome is a label");
	}
	holds(reg->n > 0, "a register names a trial");
}

/* A statement that is read says the same after it is written and read again. */
static void statement(const unsigned char *data, size_t size)
{
	struct ts_register_claim claim, again;
	struct ts_json *json = NULL, *second = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;

	if (ts_json_parse(data, size, "register.statement", &json, &err) != 0)
		return;
	if (ts_register_claim_read(json, &claim, &err) == 0) {
		ts_register_claim_write(&claim, &out);
		holds(ts_buf_ok(&out), "there is memory");
		holds(ts_json_parse(out.data, out.len, "register.statement", &second, &err) == 0 &&
			  ts_register_claim_read(second, &again, &err) == 0,
		    "what is written can be read");
		holds(strcmp(claim.name, again.name) == 0 &&
			  strcmp(claim.sha256, again.sha256) == 0 &&
			  ts_time_compare(&claim.issued, &again.issued) == 0 &&
			  ts_time_compare(&claim.from, &again.from) == 0 &&
			  ts_time_compare(&claim.to, &again.to) == 0,
		    "and says the same");
		holds(strchr(claim.name, '/') == NULL, "it names a file beside it, and no other");
	} else {
		holds_err(&err, "register.statement");
	}
	ts_buf_free(&out);
	ts_json_free(second);
	ts_json_free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size + 1);
	struct ts_register *reg;
	struct ts_err err;

	holds(copy != NULL, "there is memory");
	memcpy(copy, data, size);
	if (ts_register_parse(copy, size, &reg, &err) == 0) {
		lines(reg);
		ts_register_free(reg);
	} else {
		holds_err(&err, "register.valid");
	}
	statement(copy, size);
	free(copy);
	return 0;
}
