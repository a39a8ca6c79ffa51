#define _GNU_SOURCE /* memmem */

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "pairs/name.h"
#include "pairs/pair.h"
#include "scanner/entropy.h"
#include "scanner/scanner_state.h"
#include "scanner/secret.h"

/* Which of NAMES does the name of LEN bytes at TEXT end with, or its first TRIMMED ones?
 * Returns the length of the longest, 0 if none. */
static size_t match_name(const struct ts_texts *names, const char *text, size_t trimmed, size_t len)
{
	const char *words = names->first;
	size_t longest = 0, n;

	for (size_t i = 0; i < names->n; i++, words += n + 1) {
		n = strlen(words);
		if (n > longest && (ts_name_ends_with(text, trimmed, words) ||
				       (trimmed < len && ts_name_ends_with(text, len, words))))
			longest = n;
	}
	return longest;
}

/* The name around the bytes FROM to TO of the layer. */
static struct parsed_name *parse(struct ts_scanner *s, const struct ts_layer *layer,
    const struct ts_pair_text *text, unsigned stream, size_t from, size_t to)
{
	struct parsed_name *p = &s->parsed[stream];

	if (p->layer == layer->serial && p->to == to && p->name.name.from <= from)
		return p;
	*p = (struct parsed_name){.layer = layer->serial, .to = to};
	ts_pair_name(text, from, to, &p->name);
	if (memmem(text->data + p->name.name.from, p->name.name.to - p->name.name.from, "::", 2) !=
	    NULL)
		p->name.name.to = p->name.name.from; /* the name of a type */
	p->trimmed =
	    ts_name_trim(text->data + p->name.name.from, p->name.name.to - p->name.name.from);
	return p;
}

/* A value under a name that a rule knows. */
struct valued {
	const struct ts_layer *layer;
	size_t at; /* where it begins in the layer */
	const char *text;
	size_t len;
	bool data;
	size_t specific; /* the length of the name that the rule knows */
};

/* Judge a value, and keep it if the rule finds fault with it. */
static int judge(
    struct ts_scanner *s, struct worker *worker, const struct valued *value, struct ts_err *err)
{
	const struct ts_rule *rule = &worker->rule;
	struct ts_span whole, group;
	enum ts_matched matched;
	struct ts_secret secret;

	if (ts_scanner_prepare(worker, err) != 0)
		return -1;
	matched = ts_regex_match(
	    worker->regex, s->scratch, value->text, value->len, 0, 0, rule->group, &whole, &group);
	if (matched == TS_MATCH_NOMEM)
		return ts_err_nomem(err);
	if (matched == TS_MATCH_LIMIT)
		return ts_scanner_keep(s, TS_HIT_LIMIT, NULL,
		    &(struct ts_found){.layer = value->layer, .at = value->at, .text = ""}, err);
	if (matched != TS_MATCH || group.to == group.from)
		return 0;
	secret = (struct ts_secret){
	    value->text, value->len, group.from, group.to - group.from, value->data};
	return ts_scanner_judge(s, worker, &secret,
	    &(struct ts_found){.layer = value->layer, .at = value->at, .specific = value->specific},
	    err);
}

/* Judge a value as it is meant: without escapes, if it has any. */
static int judge_meaning(
    struct ts_scanner *s, struct worker *worker, const struct valued *value, struct ts_err *err)
{
	struct ts_buf plain[ESCAPES] = {TS_BUF_INIT, TS_BUF_INIT, TS_BUF_INIT};
	struct valued meant = *value;
	int ret = 0;

	for (unsigned i = 0; ret == 0 && i < ESCAPES; i++) {
		const unsigned char *data = (const unsigned char *)meant.text;
		struct ts_escaped part;
		size_t at = 0;

		if (!ts_escape_next(data, meant.len, &at, &part))
			break;
		ts_unescape(data, meant.len,
		    (struct ts_unescaping){.quoted_printable = part.quoted_printable}, &plain[i]);
		if (!ts_buf_ok(&plain[i]))
			ret = ts_err_nomem(err);
		else if (plain[i].len == meant.len)
			break;
		meant.text = (const char *)plain[i].data;
		meant.len = plain[i].len;
	}
	if (ret == 0 && meant.len > 0)
		ret = judge(s, worker, &meant, err);
	for (unsigned i = 0; i < ESCAPES; i++)
		ts_buf_free(&plain[i]);
	return ret;
}

/* Remember that a name is the heading of a column, which is read when all headings are known. */
static int note_heading(struct ts_scanner *s, const struct ts_table_heading *heading,
    const struct ts_rule *rule, size_t specific, struct ts_err *err)
{
	struct heading *grown = ts_grow(s->headings, s->headings_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	s->headings = grown;
	s->headings[s->headings_n++] = (struct heading){*heading, rule->place, specific};
	return 0;
}

/* Judge the values of a name. */
static int judge_values(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    const struct ts_pair_value *values, size_t n, size_t specific, struct ts_err *err)
{
	for (size_t i = 0; i < n; i++) {
		const size_t at = values[i].part.from;
		const struct valued value = {.layer = layer,
		    .at = at,
		    .text = (const char *)layer->data + at,
		    .len = values[i].part.to - at,
		    .data = values[i].data,
		    .specific = specific};

		if (judge_meaning(s, worker, &value, err) != 0)
			return -1;
	}
	return 0;
}

int ts_scanner_try_name(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t from, size_t to, struct ts_err *err)
{
	const struct ts_pair_text text = {(const char *)layer->data, layer->len};
	struct ts_table_line *line = &s->lines_seen[stream];
	const struct ts_rule *rule = &worker->rule;
	struct parsed_name *p;
	struct ts_table_heading heading;
	struct ts_pair_value cell;
	bool is_heading, is_cell;
	size_t specific, len;
	const char *name;

	if (rule->dropped || s->limited)
		return 0;
	p = parse(s, layer, &text, stream, from, to);
	/* The words must be at the end of the name, or before what does not count there. */
	if (to != p->name.name.to && to != p->name.name.from + p->trimmed)
		return 0;
	name = text.data + p->name.name.from;
	len = p->name.name.to - p->name.name.from;
	specific = match_name(&rule->names, name, p->trimmed, len);
	if (specific == 0)
		return 0;
	if (!p->read)
		p->n = ts_pair_values(&text, &p->name, p->values);
	p->read = true;
	is_heading = p->n == 0 && ts_table_heading(&text, &p->name, line, &heading);
	is_cell = p->n == 0 && !is_heading && !rule->columns &&
		  ts_table_value(&text, &p->name, line, &cell);
	if ((p->n == 0 && !is_heading && !is_cell) ||
	    match_name(&rule->except, name, p->trimmed, len) > specific)
		return 0;
	if (p->n > 0)
		return rule->columns
			   ? 0
			   : judge_values(s, worker, layer, p->values, p->n, specific, err);
	return is_heading ? note_heading(s, &heading, rule, specific, err)
			  : judge_values(s, worker, layer, &cell, 1, specific, err);
}

/* What a cell of a table is judged with. */
struct reading {
	struct ts_scanner *s;
	const struct ts_layer *layer;
	uint64_t base; /* of the layer's first byte */
	struct ts_err *err;
};

/* The meaning of a column: the index of a rule, and the length of the name that it knows. */
static uint32_t meaning_of(const struct heading *heading)
{
	return (uint32_t)(heading->rule << 8 | (heading->specific & 0xFF));
}

static int judge_cell(void *ctx, uint32_t meaning, const char *text, size_t len, uint64_t at)
{
	struct reading *r = ctx;
	struct worker *worker = ts_scanner_worker(r->s, meaning >> 8, r->err);
	const struct valued value = {.layer = r->layer,
	    .at = (size_t)(at - r->base),
	    .text = text,
	    .len = len,
	    .data = true,
	    .specific = meaning & 0xFF};

	return worker == NULL ? -1 : judge_meaning(r->s, worker, &value, r->err);
}

static int compare_headings(const void *pa, const void *pb)
{
	const struct heading *a = pa, *b = pb;

	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.column != b->at.column)
		return a->at.column < b->at.column ? -1 : 1;
	return a->rule < b->rule ? -1 : a->rule > b->rule;
}

/* Read rows up to TO of the layer. */
static int read_rows(struct reading *r, struct ts_table *table, size_t from, size_t to)
{
	if (table->ended || table->n == 0 || from >= to)
		return 0;
	return ts_table_read(table, (const char *)r->layer->data + from, to - from, r->base + from,
		   judge_cell, r) < 0
		   ? -1
		   : 0;
}

int ts_scanner_read_tables(struct ts_scanner *s, const struct ts_layer *layer, uint64_t base,
    struct ts_table *table, size_t from, size_t to, bool last, size_t first_heading,
    struct ts_err *err)
{
	struct reading r = {s, layer, base, err};
	size_t h = first_heading;
	int ret = 0;

	if (h < s->headings_n)
		qsort(&s->headings[h], s->headings_n - h, sizeof(*s->headings), compare_headings);
	while (h < s->headings_n && ret == 0) {
		const struct ts_table_heading at = s->headings[h].at;

		ret = read_rows(&r, table, from, at.line < to ? at.line : to);
		ts_table_begin(table, at.delimiter);
		from = at.rows;
		for (; h < s->headings_n && s->headings[h].at.line == at.line; h++)
			ts_table_add_column(
			    table, s->headings[h].at.column, meaning_of(&s->headings[h]));
	}
	if (ret == 0)
		ret = read_rows(&r, table, from, to);
	if (ret == 0 && last && !table->ended && table->n > 0)
		ret = ts_table_read(table, "\n", 1, base + to, judge_cell, &r) < 0 ? -1 : 0;
	s->headings_n = first_heading;
	s->rows_from = base + (from > to ? from : to);
	return ret;
}
