#include "model/register.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "crypto/sha256.h"
#include "format/value.h"

#define CHECK    "register.valid"
#define LINE_MAX 4096
#define COLUMNS  4
#define EXPECTED "subject_ref and expired_at, and optionally outcome and due"
#define HEAD_MAX 256 /* columns whose names are looked at */

/* The members of a line, or columns of CSV. The first two are required. The first has an older
 * name. */
static const char *const names[COLUMNS] = {"subject_ref", "expired_at", "outcome", "due"};
static const char alias[] = "trial_ref";

struct reading {
	struct ts_register *reg;
	size_t number;        /* of the line, from 1 */
	int columns[COLUMNS]; /* CSV: the position of each column, or -1 */
	int columns_n;
};

static int wrong(const struct reading *r, const char *what, struct ts_err *err)
{
	ts_err_set(err, CHECK, "the register: %s", what);
	return ts_err_at(err, "line %zu", r->number);
}

static void free_line(struct ts_register_line *line)
{
	free(line->ref);
	free(line->outcome);
}

static bool read_time(const char *text, struct ts_time *time)
{
	return text != NULL && ts_time_parse(text, time) && ts_time_in_range(time);
}

static int wrong_time(
    const struct reading *r, const char *what, const char *text, struct ts_err *err)
{
	wrong(r, what, err);
	return text != NULL && strlen(text) == strlen("2026-11-22")
		   ? ts_err_fix(err, "add the time of day: bundles and register are joined by the "
				     "exact time of expiry")
		   : -1;
}

static int add_line(struct reading *r, const char *const values[static COLUMNS], struct ts_err *err)
{
	struct ts_register *reg = r->reg;
	struct ts_register_line line = {.number = r->number, .has_due = values[3] != NULL}, *grown;

	if (values[0] == NULL || !ts_value_is_ref(values[0])) {
		wrong(r, "subject_ref is missing or not a reference", err);
		return ts_err_expected(
		    err, "a scheme, a colon and an id, such as trial:opaque-4711");
	}
	if (!read_time(values[1], &line.expired))
		return wrong_time(r,
		    "expired_at is missing or not a time such as 2026-11-22T12:00:00Z", values[1],
		    err);
	if (values[2] != NULL && !ts_value_is_label(values[2])) {
		wrong(r, "outcome is not a label", err);
		return ts_err_expected(err, "1 to 64 of a-z 0-9 _ -, such as renewed");
	}
	if (line.has_due && !read_time(values[3], &line.due))
		return wrong_time(
		    r, "due is not a time such as 2026-11-22T12:00:00Z", values[3], err);
	grown = ts_grow(reg->lines, reg->n, sizeof(*grown));
	if (grown == NULL)
		return ts_err_nomem(err);
	reg->lines = grown;
	line.ref = strdup(values[0]);
	line.outcome = values[2] == NULL ? NULL : strdup(values[2]);
	if (line.ref == NULL || (values[2] != NULL && line.outcome == NULL)) {
		free_line(&line);
		return ts_err_nomem(err);
	}
	reg->lines[reg->n++] = line;
	return 0;
}

static int take_json(struct reading *r, const char *text, size_t len, struct ts_err *err)
{
	static const struct ts_member members[] = {{"subject_ref", TS_JSON_STRING, false},
	    {"expired_at", TS_JSON_STRING, true}, {"outcome", TS_JSON_STRING, false},
	    {"due", TS_JSON_STRING, false}, {alias, TS_JSON_STRING, false}};
	const char *values[COLUMNS], *other;
	struct ts_json *json = NULL;
	int ret = -1;

	if (ts_json_parse(text, len, CHECK, &json, err) != 0 ||
	    ts_json_shape(json, "", members, sizeof(members) / sizeof(members[0]), CHECK, err) !=
		0) {
		char at[TS_ERR_TEXT];

		memcpy(at, err->at, sizeof(at));
		/* Each line is parsed as a text of its own. */
		ts_err_at(err, "line %zu, %.200s", r->number,
		    strncmp(at, "line 1, ", 8) == 0 ? at + 8 : at);
		ts_err_fix(err, "write each expiry as a JSON object on one line (jq -c does)");
		goto done;
	}
	for (size_t i = 0; i < COLUMNS; i++)
		values[i] = ts_json_string(ts_json_get(json, names[i]));
	other = ts_json_string(ts_json_get(json, alias));
	if (values[0] != NULL && other != NULL) {
		wrong(r, "a line has both subject_ref and trial_ref, which mean the same", err);
		goto done;
	}
	values[0] = values[0] == NULL ? other : values[0];
	ret = add_line(r, values, err);
done:
	ts_json_free(json);
	return ret;
}

/*
 * Split a line of CSV (RFC 4180, without line ends inside quotes) in place. Returns the number of
 * fields, at most MOST; -1 when the quotes are wrong.
 */
static int split_csv(char *line, char *fields[], int most)
{
	int n = 0;
	char *p = line;

	for (;;) {
		char *to = p;

		if (n == most)
			return -1;
		fields[n++] = to;
		if (*p == '"') {
			for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++) {
				p += *p == '"';
				*to++ = *p;
			}
			if (*p++ != '"' || (*p != ',' && *p != '\0'))
				return -1;
		} else {
			for (; *p != ',' && *p != '\0'; p++) {
				if (*p == '"')
					return -1;
				*to++ = *p;
			}
		}
		if (*p == '\0') {
			*to = '\0';
			return n;
		}
		*to = '\0';
		p++;
	}
}

static int unknown_column(const struct reading *r, const char *name, struct ts_err *err)
{
	bool semicolon = strchr(name, ';') != NULL, tab = strchr(name, '\t') != NULL;

	if (name[0] == '\0')
		ts_err_set(err, CHECK, "the register: a column has no name");
	else
		ts_err_set(err, CHECK, "the register: unknown column \"%.100s\"", name);
	ts_err_at(err, "line %zu", r->number);
	ts_err_expected(err, EXPECTED);
	if (strncmp(name, "sep=", 4) == 0)
		ts_err_fix(err, "remove this line, and separate the fields with commas");
	else if (semicolon || tab)
		ts_err_fix(err, "separate the fields with commas, not with %s",
		    semicolon ? "semicolons" : "tabs");
	else
		ts_err_fix(err, "export only these columns, under these names");
	return -1;
}

/* The column with this name, or COLUMNS. */
static int column_of(const char *name)
{
	int c = 0;

	while (c < COLUMNS && strcmp(name, names[c]) != 0)
		c++;
	return c;
}

/* Read the first line of CSV, which names the columns. */
static int take_head(struct reading *r, char *text, struct ts_err *err)
{
	char *fields[HEAD_MAX];
	int n = split_csv(text, fields, HEAD_MAX);

	r->columns_n = n;
	for (int c = 0; c < COLUMNS; c++)
		r->columns[c] = -1;
	for (int i = 0; i < n; i++) {
		int c = strcmp(fields[i], alias) == 0 ? 0 : column_of(fields[i]);

		if (c == COLUMNS)
			return unknown_column(r, fields[i], err);
		if (r->columns[c] >= 0)
			return wrong(r, "a column appears twice", err);
		r->columns[c] = i;
	}
	if (n < 0 || r->columns[0] < 0 || r->columns[1] < 0) {
		wrong(r, "the first line of CSV must name the columns", err);
		return ts_err_expected(err, EXPECTED);
	}
	return 0;
}

static int take_csv(struct reading *r, char *text, struct ts_err *err)
{
	const char *values[COLUMNS] = {NULL};
	char *fields[COLUMNS];
	int n = split_csv(text, fields, COLUMNS);

	if (n != r->columns_n)
		return wrong(r,
		    "a line does not have as many fields as the first one, or its quotes are wrong",
		    err);
	for (int c = 0; c < COLUMNS; c++)
		if (r->columns[c] >= 0 && fields[r->columns[c]][0] != '\0')
			values[c] = fields[r->columns[c]];
	return add_line(r, values, err);
}

/* Read the line from P to END, without its newline. */
static int take_line(struct reading *r, const char *p, size_t len, bool json, struct ts_err *err)
{
	char text[LINE_MAX];

	if (len > 0 && p[len - 1] == '\r')
		len--;
	if (len == 0)
		return 0;
	if (memchr(p, '\0', len) != NULL) {
		wrong(r, "a line contains a NUL", err);
		return ts_err_fix(err, "if it is text in UTF-16, save it as UTF-8");
	}
	if (len >= sizeof(text))
		return wrong(r, "a line is longer than 4095 bytes", err);
	if (json)
		return take_json(r, p, len, err);
	memcpy(text, p, len);
	text[len] = '\0';
	return r->columns_n == 0 ? take_head(r, text, err) : take_csv(r, text, err);
}

static int compare_lines(const void *a, const void *b)
{
	const struct ts_register_line *x = a, *y = b;
	int order = strcmp(x->ref, y->ref);

	return order != 0 ? order : ts_time_compare(&x->expired, &y->expired);
}

/* Sort the lines. What was renewed expires again, so it may have a line for each expiry,
 * but only one. */
static int finish(struct ts_register *reg, struct ts_err *err)
{
	if (reg->n == 0) {
		ts_err_set(err, CHECK, "the register has no lines");
		return ts_err_fix(err, "check how it was exported: an audit against an empty "
				       "register would prove nothing");
	}
	qsort(reg->lines, reg->n, sizeof(*reg->lines), compare_lines);
	for (size_t i = 1; i < reg->n; i++) {
		const struct ts_register_line *a = &reg->lines[i - 1], *b = &reg->lines[i];
		char expired[TS_TIME_EXACT];

		if (compare_lines(a, b) != 0)
			continue;
		ts_time_format_exact(&b->expired, expired);
		ts_err_set(
		    err, CHECK, "the register names the expiry of %s at %s twice", b->ref, expired);
		return ts_err_at(err, "lines %zu and %zu",
		    a->number < b->number ? a->number : b->number,
		    a->number < b->number ? b->number : a->number);
	}
	return 0;
}

/* Name what people give instead of a register. */
static int refuse_others(const char *data, size_t len, struct ts_err *err)
{
	static const char zip[] = "PK\3\4", office[] = "\xd0\xcf\x11\xe0";

	if (len > 4 && (memcmp(data, zip, 4) == 0 || memcmp(data, office, 4) == 0)) {
		ts_err_set(err, CHECK, "the register is a workbook, not text");
		return ts_err_fix(err, "export it as CSV");
	}
	if (len > 0 && data[0] == '[') {
		ts_err_set(err, CHECK, "the register is a JSON array");
		return ts_err_fix(err, "write one object per line instead, as jq -c '.[]' does");
	}
	if (len > 0 && memchr(data, '\r', len) != NULL && memchr(data, '\n', len) == NULL &&
	    memchr(data, '\0', len) == NULL) {
		ts_err_set(err, CHECK, "the register has lines that end with CR only");
		return ts_err_fix(err, "save it with LF or CR LF at the end of each line");
	}
	return 0;
}

int ts_register_parse(const void *data, size_t len, struct ts_register **result, struct ts_err *err)
{
	static const char bom[] = "\xef\xbb\xbf"; /* which spreadsheets write */
	bool marked = len >= strlen(bom) && memcmp(data, bom, strlen(bom)) == 0;
	const char *end = (const char *)data + len;
	const char *p = (const char *)data + (marked ? strlen(bom) : 0);
	const char *first = p;
	bool json;
	unsigned char digest[TS_DIGEST_BYTES];
	struct reading r = {.reg = calloc(1, sizeof(struct ts_register))};

	*result = NULL;
	if (r.reg == NULL)
		return ts_err_nomem(err);
	if (ts_sha256_of(data, len, digest, err) != 0)
		goto fail;
	ts_hex_digest(digest, r.reg->sha256);
	if (refuse_others(p, (size_t)(end - p), err) != 0)
		goto fail;
	while (first < end && strchr(" \t\r\n", *first) != NULL && *first != '\0')
		first++;
	json = first < end && *first == '{';
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline == NULL ? end : newline;

		r.number++;
		if (take_line(&r, p, (size_t)(stop - p), json, err) != 0)
			goto fail;
		p = newline == NULL ? end : newline + 1;
	}
	if (finish(r.reg, err) != 0)
		goto fail;
	*result = r.reg;
	return 0;
fail:
	ts_register_free(r.reg);
	return -1;
}

void ts_register_free(struct ts_register *reg)
{
	if (reg == NULL)
		return;
	for (size_t i = 0; i < reg->n; i++)
		free_line(&reg->lines[i]);
	free(reg->lines);
	free(reg);
}
