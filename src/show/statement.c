#include "show/statement.h"

#include <string.h>

#include "show/escape.h"

/* What people call the members of a statement. Others are shown under their own names. */
static const char *label_of(const char *member)
{
	static const struct {
		const char *member, *label;
	} labels[] = {
	    {"approval_ref", "reference"},
	    {"approved_by", "by"},
	    {"decided_at", "decided"},
	    {"expires_at", "expires"},
	    {"conditions", "condition"},
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(labels[i].member, member) == 0)
			return labels[i].label;
	return member;
}

static void add_line(const char *label, const char *text, struct ts_buf *out)
{
	size_t len = strlen(label);

	ts_buf_add_str(out, "  ");
	ts_show_escape(out, label);
	for (; len < 9; len++)
		ts_buf_add_str(out, " ");
	ts_buf_add_str(out, " ");
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

static void add_absent(
    const struct ts_json *predicate, const char *member, const char *means, struct ts_buf *out)
{
	if (ts_json_get(predicate, member) == NULL)
		add_line(label_of(member), means, out);
}

static void add_digests(const struct ts_json *digests, struct ts_buf *out)
{
	for (const struct ts_json *d = ts_json_first(digests); d != NULL; d = ts_json_next(d)) {
		struct ts_buf text = TS_BUF_INIT;

		ts_buf_printf(&text, "%s:%s", ts_json_name(d), ts_json_string(d));
		if (ts_buf_cstr(&text) != NULL)
			add_line("digest", (char *)text.data, out);
		else
			out->failed = true;
		ts_buf_free(&text);
	}
}

void ts_show_statement(const struct ts_json *statement, struct ts_buf *out)
{
	const struct ts_json *subject = ts_json_first(ts_json_get(statement, "subject"));
	const struct ts_json *predicate = ts_json_get(statement, "predicate");

	add_line("name", ts_json_string(ts_json_get(subject, "name")), out);
	add_digests(ts_json_get(subject, "digest"), out);
	for (const struct ts_json *m = ts_json_first(predicate); m != NULL; m = ts_json_next(m)) {
		const char *text = ts_json_string(m);

		if (text != NULL)
			add_line(label_of(ts_json_name(m)), text, out);
		else if (ts_json_first(m) == NULL)
			add_line(label_of(ts_json_name(m)), "none, in an empty list", out);
		for (const struct ts_json *c = ts_json_first(m); c != NULL; c = ts_json_next(c))
			add_line(label_of(ts_json_name(m)), ts_json_string(c), out);
	}
	add_absent(predicate, "stage", "any: the approval does not say", out);
	add_absent(predicate, "expires_at", "never", out);
	add_absent(predicate, "conditions", "none", out);
}
