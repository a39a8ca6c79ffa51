#include "cli/status.h"

#include <string.h>

#include "format/value.h"
#include "scanner/reference.h"
#include "show/escape.h"
#include "start/skeleton.h"

void cli_add_fact(struct ts_buf *out, const char *label, const char *text)
{
	ts_buf_printf(out, "  %-9s ", label);
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

/* How many values are still the placeholder of a new working set? */
static size_t count_open(const struct ts_json *value)
{
	const char *text = ts_json_string(value);
	size_t n = text != NULL && strcmp(text, TS_PLACEHOLDER) == 0;

	for (const struct ts_json *c = ts_json_first(value); c != NULL; c = ts_json_next(c))
		n += count_open(c);
	return n;
}

/* Describe the status in the record whose bytes are TEXT, or why it cannot be read. */
static void describe_status(const struct ts_buf *text, struct ts_buf *words)
{
	struct ts_json *record = NULL;
	const char *status;
	size_t open;
	struct ts_err err;

	if (text->len > TS_JSON_DOCUMENT_MAX) {
		ts_buf_add_str(words, "unknown: the record is larger than 4 MiB");
	} else if (ts_json_parse(text->data, text->len, "document.parse", &record, &err) != 0) {
		ts_buf_printf(
		    words, "unknown: %s%s%s", err.message, err.at[0] == '\0' ? "" : ", ", err.at);
	} else {
		status = ts_json_string(ts_json_get(record, "status"));
		if (status != NULL && ts_reference_private(status) != NULL)
			ts_buf_printf(
			    words, "no label: it carries %s", ts_reference_private(status));
		else
			ts_value_describe(ts_json_get(record, "status"), words);
		open = count_open(record);
		if (open > 0)
			ts_buf_printf(words, ", and %zu value%s still " TS_PLACEHOLDER, open,
			    open == 1 ? " is" : "s are");
	}
	ts_json_free(record);
}

void cli_add_status(const struct ts_package *package, const char *path,
    const struct ts_tree_facts *facts, struct ts_buf *out)
{
	struct ts_buf words = TS_BUF_INIT;

	if (facts->keep == NULL)
		return;
	if (facts->kept)
		describe_status(&facts->text, &words);
	else if (package->kind == TS_PACKAGE_DIRECTORY)
		ts_buf_add_str(&words, "unknown: there is no such file");
	else
		ts_buf_add_str(&words, "not looked at: if it is a sealed bundle, verify it first");
	if (package->kind == TS_PACKAGE_DIRECTORY)
		ts_buf_printf(&words, ", in %s/%s", path, facts->keep);
	if (ts_buf_cstr(&words) != NULL)
		cli_add_fact(out, "status", (char *)words.data);
	ts_buf_free(&words);
}

const char *cli_status_file(const struct ts_profile_set *set, const char *stage)
{
	const char *own = NULL, *consumed = NULL;

	for (size_t i = 0; stage != NULL && i < set->n; i++) {
		const struct ts_profile *profile = set->list[i];

		if (strcmp(profile->id, stage) == 0)
			own = profile->record;
		if (strcmp(profile->consumes, stage) == 0)
			consumed = profile->evidence;
	}
	return own != NULL ? own : consumed;
}
