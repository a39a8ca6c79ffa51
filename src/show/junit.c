#include "show/junit.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "show/escape.h"

/* Append text that show/escape has made safe, for an attribute in double quotes or for element
 * content. */
static void add_xml(struct ts_buf *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t c;
	size_t len;

	for (; p < end && (len = ts_utf8_read(p, end, &c)) > 0; p += len) {
		if (c == '&')
			ts_buf_add_str(out, "&amp;");
		else if (c == '<')
			ts_buf_add_str(out, "&lt;");
		else if (c == '>') /* always, because "]]>" must not occur in text */
			ts_buf_add_str(out, "&gt;");
		else if (c == '"')
			ts_buf_add_str(out, "&quot;");
		else if (c == '\'')
			ts_buf_add_str(out, "&#39;");
		else if (c == 0xFFFE || c == 0xFFFF) /* not characters of XML 1.0 */
			ts_buf_printf(out, "\\u{%x}", (unsigned)c);
		else
			ts_buf_add(out, p, len);
	}
}

static void add_text(struct ts_buf *out, const char *text)
{
	struct ts_buf safe = TS_BUF_INIT;
	const char *shown;

	ts_show_escape(&safe, text);
	shown = ts_buf_cstr(&safe);
	if (shown != NULL)
		add_xml(out, shown);
	else
		out->failed = true;
	ts_buf_free(&safe);
}

static void add_attribute(struct ts_buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	ts_buf_printf(out, " %s=\"", name);
	add_text(out, value);
	ts_buf_add_str(out, "\"");
}

void ts_junit_property(struct ts_junit *junit, const char *name, const char *value)
{
	if (value == NULL)
		return;
	ts_buf_add_str(&junit->properties, "      <property");
	add_attribute(&junit->properties, "name", name);
	add_attribute(&junit->properties, "value", value);
	ts_buf_add_str(&junit->properties, "/>\n");
}

/* Append the result of a case that does not pass: an element with the message, and the details as
 * text. */
static void add_outcome(const char *element, const struct ts_junit_case *test, struct ts_buf *out)
{
	bool skipped = test->result == TS_JUNIT_SKIPPED;

	ts_buf_printf(out, "      <%s", element);
	add_attribute(out, "message", test->message);
	if (skipped) {
		ts_buf_add_str(out, "/>\n");
		return;
	}
	add_attribute(out, "type", test->type);
	ts_buf_add_str(out, ">");
	if (test->message != NULL)
		add_text(out, test->message);
	for (size_t i = 0; i < test->details_n; i++) {
		if (test->details[i].text == NULL)
			continue;
		ts_buf_printf(out, "\n%-10s", test->details[i].label);
		add_text(out, test->details[i].text);
	}
	ts_buf_printf(out, "</%s>\n", element);
}

void ts_junit_case(struct ts_junit *junit, const struct ts_junit_case *test)
{
	static const char *const elements[] = {
	    [TS_JUNIT_FAILURE] = "failure",
	    [TS_JUNIT_ERROR] = "error",
	    [TS_JUNIT_SKIPPED] = "skipped",
	};
	struct ts_buf *out = &junit->cases;

	junit->own[test->result]++;
	ts_buf_add_str(out, "    <testcase");
	add_attribute(out, "classname", test->about);
	add_attribute(out, "name", test->name);
	ts_buf_add_str(out, " time=\"0\"");
	if (test->result == TS_JUNIT_PASS && test->remark == NULL) {
		ts_buf_add_str(out, "/>\n");
		return;
	}
	ts_buf_add_str(out, ">\n");
	if (test->result != TS_JUNIT_PASS)
		add_outcome(elements[test->result], test, out);
	if (test->remark != NULL) {
		ts_buf_add_str(out, "      <system-out>");
		add_text(out, test->remark);
		ts_buf_add_str(out, "</system-out>\n");
	}
	ts_buf_add_str(out, "    </testcase>\n");
}

static size_t total(const size_t counts[static TS_JUNIT_RESULTS])
{
	size_t n = 0;

	for (size_t i = 0; i < TS_JUNIT_RESULTS; i++)
		n += counts[i];
	return n;
}

/* Append all of FROM, and empty it. */
static void move(struct ts_buf *out, struct ts_buf *from)
{
	if (ts_buf_ok(from))
		ts_buf_add(out, from->data, from->len);
	else
		out->failed = true;
	ts_buf_free(from);
}

static void add_counts(const size_t counts[static TS_JUNIT_RESULTS], struct ts_buf *out)
{
	ts_buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", total(counts),
	    counts[TS_JUNIT_FAILURE], counts[TS_JUNIT_ERROR]);
}

void ts_junit_end_suite(struct ts_junit *junit, const char *name)
{
	struct ts_buf *out = &junit->suites;

	if (total(junit->own) == 0)
		ts_junit_case(junit, &(struct ts_junit_case){.about = name,
					 .name = "verdict",
					 .result = TS_JUNIT_ERROR,
					 .type = ts_class_name(TS_UNDECIDED),
					 .message = "nothing was verified"});
	ts_buf_add_str(out, "  <testsuite");
	add_attribute(out, "name", name);
	add_counts(junit->own, out);
	ts_buf_printf(out, " skipped=\"%zu\" time=\"0\">\n", junit->own[TS_JUNIT_SKIPPED]);
	if (junit->properties.len > 0 || !ts_buf_ok(&junit->properties)) {
		ts_buf_add_str(out, "    <properties>\n");
		move(out, &junit->properties);
		ts_buf_add_str(out, "    </properties>\n");
	}
	move(out, &junit->cases);
	ts_buf_add_str(out, "  </testsuite>\n");
	for (size_t i = 0; i < TS_JUNIT_RESULTS; i++) {
		junit->all[i] += junit->own[i];
		junit->own[i] = 0;
	}
	junit->suites_n++;
}

void ts_junit_finish(struct ts_junit *junit, struct ts_buf *out)
{
	if (junit->suites_n == 0)
		ts_junit_end_suite(junit, "tarseal");
	ts_buf_add_str(
	    out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tarseal\"");
	add_counts(junit->all, out);
	ts_buf_add_str(out, " time=\"0\">\n");
	move(out, &junit->suites);
	ts_buf_add_str(out, "</testsuites>\n");
	ts_buf_free(&junit->properties); /* left over only if no suite was ended */
	ts_buf_free(&junit->cases);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The number of earlier findings of the same check in the same bundle of the chain. */
static size_t earlier(const struct ts_verdict *v, size_t i)
{
	const struct ts_finding *f = &v->findings[i];
	size_t n = 0;

	for (size_t j = 0; j < i; j++)
		n += v->findings[j].place == f->place && strcmp(v->findings[j].id, f->id) == 0 &&
		     same_text(v->findings[j].in, f->in);
	return n;
}

/* The name of a case: "gate.x"; for a bundle inside, "evidence: gate.x"; for a further finding of
 * the same check, "… (2)". */
static void name_case(const struct ts_verdict *v, size_t i, struct ts_buf *name)
{
	const struct ts_finding *f = &v->findings[i];
	size_t before = earlier(v, i);

	if (f->in != NULL)
		ts_buf_printf(name, "%s: ", f->in);
	ts_buf_add_str(name, f->id);
	if (before > 0)
		ts_buf_printf(name, " (%zu)", before + 1);
}

static enum ts_junit_result result_of(const struct ts_finding *f)
{
	switch (f->result) {
	case TS_PASS:
		return TS_JUNIT_PASS;
	case TS_FAIL:
		return f->class == TS_UNDECIDED ? TS_JUNIT_ERROR : TS_JUNIT_FAILURE;
	case TS_SKIP:
	case TS_WAIVED:
		return TS_JUNIT_SKIPPED;
	case TS_NOT_RUN:
		break;
	}
	return TS_JUNIT_ERROR;
}

/* Append the message; for a waived finding, "waived: " and who is responsible. */
static void say_message(const struct ts_finding *f, struct ts_buf *message)
{
	if (f->result == TS_WAIVED)
		ts_buf_add_str(message, "waived: ");
	if (f->message != NULL)
		ts_buf_add_str(message, f->message);
	else if (f->result == TS_NOT_RUN)
		ts_buf_add_str(message, "this check did not run");
	else
		ts_buf_add_str(message, f->id);
}

static void add_finding(
    struct ts_junit *junit, const struct ts_verdict *v, size_t i, const char *about)
{
	const struct ts_finding *f = &v->findings[i];
	const struct ts_junit_detail details[] = {
	    {"at", f->at}, {"expected", f->expected}, {"found", f->found}, {"fix", f->fix}};
	struct ts_buf name = TS_BUF_INIT, message = TS_BUF_INIT;
	const char *name_text, *message_text;

	name_case(v, i, &name);
	say_message(f, &message);
	name_text = ts_buf_cstr(&name);
	message_text = ts_buf_cstr(&message);
	if (name_text == NULL || message_text == NULL)
		junit->cases.failed = true;
	else
		ts_junit_case(
		    junit, &(struct ts_junit_case){.about = about,
			       .name = name_text,
			       .result = result_of(f),
			       .type = f->result == TS_NOT_RUN ? ts_result_name(TS_NOT_RUN)
							       : ts_class_name(f->class),
			       .message = message_text,
			       .details = details,
			       .details_n = sizeof(details) / sizeof(details[0])});
	ts_buf_free(&name);
	ts_buf_free(&message);
}

static void add_properties(
    struct ts_junit *junit, const struct ts_verdict *v, const char *trust_sha256)
{
	ts_junit_property(junit, "tarseal", TS_VERSION);
	ts_junit_property(junit, "class", ts_class_name(v->class));
	ts_junit_property(junit, "trust_sha256", trust_sha256);
	ts_junit_property(junit, "statement_sha256", v->statement_sha256);
	ts_junit_property(junit, "seal_sha256", v->seal_sha256);
	ts_junit_property(junit, "sha256", v->sha256);
	ts_junit_property(junit, "name", v->name);
	ts_junit_property(junit, "stage", v->stage);
	ts_junit_property(junit, "subject", v->subject);
	ts_junit_property(junit, "created", v->created);
	ts_junit_property(junit, "time",
	    v->sealed_before != NULL ? "proven"
	    : v->created != NULL     ? "claimed"
				     : NULL);
	ts_junit_property(junit, "sealed_before", v->sealed_before);
	ts_junit_property(junit, "not_before", v->not_before);
	for (size_t i = 0; i < v->proofs_n; i++)
		ts_junit_property(junit,
		    strcmp(v->proofs[i].kind, "stamp") == 0 ? "stamp" : "stamp_not_before",
		    v->proofs[i].owner);
	ts_junit_property(junit, "actor", v->actor);
	for (size_t i = 0; i < v->approvers_n; i++)
		ts_junit_property(junit, "approver", v->approvers[i]);
	for (size_t i = 0; i < v->conditions_n; i++)
		ts_junit_property(junit, "condition", v->conditions[i]);
}

static void add_verdict(
    struct ts_junit *junit, const struct ts_verdict *v, const char *trust_sha256)
{
	const char *about = v->path[0] == '\0' ? "(no name)" : v->path;

	add_properties(junit, v, trust_sha256);
	for (size_t i = 0; i < v->n; i++)
		add_finding(junit, v, i, about);
	/* Not accepted, but no check says why: a verdict that ran out of memory, or that nobody
	 * filled in. */
	if (v->class != TS_ACCEPTED && v->n > 0 && junit->own[TS_JUNIT_FAILURE] == 0 &&
	    junit->own[TS_JUNIT_ERROR] == 0)
		ts_junit_case(junit, &(struct ts_junit_case){.about = about,
					 .name = "verdict",
					 .result = TS_JUNIT_ERROR,
					 .type = ts_class_name(v->class),
					 .message = "could not be verified"});
	ts_junit_end_suite(junit, about);
}

void ts_show_junit(
    struct ts_verdict *const *verdicts, size_t n, const char *trust_sha256, struct ts_buf *out)
{
	struct ts_junit junit = {0};

	for (size_t i = 0; i < n; i++)
		add_verdict(&junit, verdicts[i], trust_sha256);
	ts_junit_finish(&junit, out);
}
