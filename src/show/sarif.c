#include "show/sarif.h"

#include <string.h>

#include "format/json_write.h"
#include "show/escape.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static bool is_result(const struct ts_finding *f)
{
	return f->result == TS_FAIL || f->result == TS_WAIVED;
}

/* Does an earlier finding have the same id? */
static bool is_repeated(const struct ts_verdict *v, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_result(&v->findings[j]) && strcmp(v->findings[j].id, v->findings[i].id) == 0)
			return true;
	return false;
}

/* Append a message: made safe like any other text, with "[" escaped, because it begins a link
 * (SARIF 2.1.0, 3.11.6). */
static void add_text(struct ts_json_writer *w, const char *name, const char *text)
{
	struct ts_buf safe = TS_BUF_INIT, plain = TS_BUF_INIT;

	ts_show_escape(&safe, text);
	for (size_t i = 0; i < safe.len; i++) {
		if (strchr("[]\\", safe.data[i]) != NULL)
			ts_buf_add_str(&plain, "\\");
		ts_buf_add(&plain, &safe.data[i], 1);
	}
	plain.failed = plain.failed || !ts_buf_ok(&safe);
	ts_jw_open(w, name, '{');
	ts_jw_text(w, "text", &plain);
	ts_jw_close(w, '}');
	ts_buf_free(&safe);
	ts_buf_free(&plain);
}

static void add_rules(struct ts_json_writer *w, const struct ts_verdict *v)
{
	ts_jw_open(w, "rules", '[');
	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (!is_result(f) || is_repeated(v, i))
			continue;
		ts_jw_open(w, NULL, '{');
		ts_jw_string(w, "id", f->id);
		add_text(w, "shortDescription", f->message == NULL ? f->id : f->message);
		if (f->fix != NULL)
			add_text(w, "help", f->fix);
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, ']');
}

/* Append a path as a relative URI reference (RFC 3986), percent-encoding all but unreserved
 * characters. */
static void add_uri(struct ts_json_writer *w, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "-._~/";
	struct ts_buf uri = TS_BUF_INIT;

	while (path[0] == '/' && path[1] == '/') /* two slashes would begin a host name */
		path++;
	for (const char *p = path; *p != '\0'; p++) {
		if (strchr(plain, *p) != NULL)
			ts_buf_add(&uri, p, 1);
		else
			ts_buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
	}
	ts_jw_text(w, "uri", &uri);
	ts_buf_free(&uri);
}

static void add_location(struct ts_json_writer *w, const char *file, uint64_t line)
{
	ts_jw_open(w, "locations", '[');
	ts_jw_open(w, NULL, '{');
	ts_jw_open(w, "physicalLocation", '{');
	ts_jw_open(w, "artifactLocation", '{');
	add_uri(w, file);
	ts_jw_close(w, '}');
	if (line > 0) {
		ts_jw_open(w, "region", '{');
		ts_jw_int(w, "startLine", (int64_t)line);
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, '}');
	ts_jw_close(w, '}');
	ts_jw_close(w, ']');
}

static void add_result(
    struct ts_json_writer *w, const struct ts_finding *f, const char *about, bool suppressing)
{
	const char *fingerprint = f->found == NULL ? NULL : strstr(f->found, "fingerprint ");
	const char *file = f->file == NULL ? about : f->file;

	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "ruleId", f->id);
	ts_jw_string(w, "level", f->result == TS_FAIL ? "error" : "note");
	add_text(w, "message", f->message == NULL ? f->id : f->message);
	add_location(w, file, f->line);
	if (fingerprint != NULL) {
		ts_jw_open(w, "partialFingerprints", '{');
		ts_jw_string(w, "tarsealFinding/v1", fingerprint + strlen("fingerprint "));
		ts_jw_close(w, '}');
	}
	if (suppressing) { /* for all results or for none (SARIF 2.1.0, 3.27.23) */
		ts_jw_open(w, "suppressions", '[');
		if (f->result == TS_WAIVED) {
			ts_jw_open(w, NULL, '{');
			ts_jw_string(w, "kind", "external");
			ts_jw_close(w, '}');
		}
		ts_jw_close(w, ']');
	}
	ts_jw_close(w, '}');
}

/* Append which files were not searched, and why: notifications of the run (SARIF 2.1.0, 3.20.21).
 */
static void add_invocation(struct ts_json_writer *w, const struct ts_verdict *v)
{
	ts_jw_open(w, "invocations", '[');
	ts_jw_open(w, NULL, '{');
	ts_jw_bool(w, "executionSuccessful", v->class != TS_UNDECIDED);
	ts_jw_open(w, "toolExecutionNotifications", '[');
	for (size_t i = 0; i < v->n; i++) {
		const struct ts_finding *f = &v->findings[i];

		if (f->result != TS_SKIP || f->file == NULL)
			continue;
		ts_jw_open(w, NULL, '{');
		ts_jw_string(w, "level", "note");
		add_text(w, "message", f->message == NULL ? f->id : f->message);
		add_location(w, f->file, 0);
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, ']');
	ts_jw_close(w, '}');
	ts_jw_close(w, ']');
}

void ts_show_sarif(const struct ts_verdict *verdict, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};
	bool suppressing = false;

	for (size_t i = 0; i < verdict->n; i++)
		suppressing = suppressing || verdict->findings[i].result == TS_WAIVED;
	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "$schema", SCHEMA);
	ts_jw_string(&w, "version", "2.1.0");
	ts_jw_open(&w, "runs", '[');
	ts_jw_open(&w, NULL, '{');
	ts_jw_open(&w, "tool", '{');
	ts_jw_open(&w, "driver", '{');
	ts_jw_string(&w, "name", "tarseal");
	ts_jw_string(&w, "version", TS_VERSION);
	add_rules(&w, verdict);
	ts_jw_close(&w, '}');
	ts_jw_close(&w, '}');
	add_invocation(&w, verdict);
	ts_jw_open(&w, "results", '[');
	for (size_t i = 0; i < verdict->n; i++)
		if (is_result(&verdict->findings[i]))
			add_result(&w, &verdict->findings[i], verdict->path, suppressing);
	ts_jw_close(&w, ']');
	ts_jw_close(&w, '}');
	ts_jw_close(&w, ']');
	ts_jw_close(&w, '}');
}
