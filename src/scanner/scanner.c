/*
 * The content passes through a buffer of CHUNK bytes. A rule sees at most TS_RULE_WINDOW_MAX
 * bytes before and after a keyword. Keywords in the last bytes of the buffer therefore wait for
 * the next chunk, and the last CARRY bytes stay in the buffer, so that nothing is missed at its
 * edges.
 */
#include "scanner/scanner.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/automata.h"
#include "scanner/rule_table.h"
#include "scanner/scanner_state.h"

#define CHUNK ((size_t)512 << 10)
#define CARRY ((size_t)16 << 10)

static void begin(struct ts_scanner *s)
{
	s->len = s->done = 0;
	s->base = s->lines = 0;
	s->phase = 0;
	s->headings_n = 0;
	s->rows_from = 0;
	ts_table_begin(s->table, ',');
}

/* Note which rules want runs. */
static int note_runs(struct ts_scanner *s, struct ts_err *err)
{
	for (int class = 0; class < TS_RUN_CLASSES; class ++) {
		s->runs[class].rules = calloc(s->rules->n + 1, sizeof(size_t));
		if (s->runs[class].rules == NULL)
			return ts_err_nomem(err);
	}
	for (size_t i = 0; i < s->rules->n; i++) {
		struct ts_rule rule;
		struct runs *runs;

		ts_rules_get(s->rules, i, &rule);
		if (rule.keywords.n > 0 || rule.names.n > 0)
			continue;
		runs = &s->runs[rule.run];
		if (rule.shapes.n == 0)
			runs->rules[runs->n++] = i;
	}
	return 0;
}

/* Use the built-in automata, or build them if rules were added. */
static int take_automata(struct ts_scanner *s, struct ts_err *err)
{
	s->keywords = &ts_builtin_keywords;
	s->shapes = &ts_builtin_shapes;
	if (s->rules->n == ts_builtin_rules_n)
		return 0;
	if (ts_automata_new(s->rules, &s->built_keywords, &s->built_shapes, err) != 0)
		return -1;
	s->keywords = s->built_keywords;
	s->shapes = s->built_shapes;
	return 0;
}

int ts_scanner_new(const struct ts_rules *rules, const unsigned char salt[static TS_SALT_BYTES],
    struct ts_scanner **result, struct ts_err *err)
{
	struct ts_scanner *s = calloc(1, sizeof(*s));

	*result = NULL;
	if (s == NULL)
		return ts_err_nomem(err);
	s->rules = rules;
	memcpy(s->salt, salt, TS_SALT_BYTES);
	s->workers = calloc(rules->n == 0 ? 1 : rules->n, sizeof(*s->workers));
	s->scratch = ts_regex_scratch_new();
	s->chunk = malloc(CHUNK);
	s->table = malloc(sizeof(*s->table));
	if (s->workers == NULL || s->scratch == NULL || s->chunk == NULL || s->table == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	if (note_runs(s, err) != 0 || take_automata(s, err) != 0)
		goto fail;
	begin(s);
	*result = s;
	return 0;
fail:
	ts_scanner_free(s);
	return -1;
}

static void free_patterns(struct patterns *patterns)
{
	for (size_t i = 0; i < patterns->n; i++)
		ts_regex_free(patterns->list[i]);
	free(patterns->list);
}

static void free_worker(struct worker *worker)
{
	if (worker == NULL)
		return;
	ts_regex_free(worker->regex);
	free_patterns(&worker->allow);
	free_patterns(&worker->samples);
	free(worker->columns);
	free(worker);
}

void ts_scanner_free(struct ts_scanner *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->workers != NULL && i < s->rules->n; i++)
		free_worker(s->workers[i]);
	free(s->workers);
	for (int class = 0; class < TS_RUN_CLASSES; class ++)
		free(s->runs[class].rules);
	ts_keywords_free(s->built_keywords);
	ts_keywords_free(s->built_shapes);
	ts_regex_scratch_free(s->scratch);
	free(s->chunk);
	free(s->table);
	free(s->headings);
	free(s->hits);
	free(s);
}

void ts_scanner_set_salt(struct ts_scanner *s, const unsigned char salt[static TS_SALT_BYTES])
{
	memcpy(s->salt, salt, TS_SALT_BYTES);
}

void ts_scanner_set_origin(struct ts_scanner *s, enum ts_origin origin)
{
	s->origin = origin;
}

/* How many base64 characters, modulo 4, of a run that crosses EDGE come before it. */
static unsigned phase_at(const struct ts_scanner *s, size_t edge)
{
	size_t from = ts_base64_start(s->chunk, edge);
	size_t n = ts_base_count(TS_BASE64, s->chunk + from, edge - from);

	return (unsigned)((n + (from == 0 ? s->phase : 0)) % 4);
}

/* Search the chunk. Unless it is the LAST one, keep its end for the next. */
static int search_chunk(struct ts_scanner *s, bool last, struct ts_err *err)
{
	const struct ts_layer raw = {
	    .data = s->chunk, .len = s->len, .kind = TS_LAYER_RAW, .serial = ++s->serial};
	size_t to = last ? s->len : s->len - TS_RULE_WINDOW_MAX, edge = s->len - CARRY;

	if (ts_scanner_search(s, &raw, s->done, to, err) != 0)
		return -1;
	if (last)
		return 0;
	s->phase = phase_at(s, edge);
	s->lines += ts_scanner_lines(s->chunk, edge);
	s->base += edge;
	s->done = to - edge;
	memmove(s->chunk, s->chunk + edge, CARRY);
	s->len = CARRY;
	return 0;
}

int ts_scanner_add(struct ts_scanner *s, const void *data, size_t len, struct ts_err *err)
{
	const unsigned char *p = data;

	if (s->base == 0 && s->len == 0)
		s->hits_n = 0;
	while (len > 0) {
		size_t n = CHUNK - s->len < len ? CHUNK - s->len : len;

		memcpy(s->chunk + s->len, p, n);
		s->len += n;
		p += n;
		len -= n;
		if (s->len == CHUNK && search_chunk(s, false, err) != 0)
			return -1;
	}
	return 0;
}

static int compare_hits(const void *pa, const void *pb)
{
	const struct ts_hit *a = pa, *b = pb;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (a->rule == NULL || b->rule == NULL)
		return (b->rule == NULL) - (a->rule == NULL);
	if (a->specific != b->specific)
		return a->specific > b->specific ? -1 : 1;
	return strcmp(a->rule->id, b->rule->id);
}

/* Hits are counted for each content separately. */
static void forget_counts(struct ts_scanner *s)
{
	for (size_t i = 0; s->counted && i < s->rules->n; i++) {
		struct worker *worker = s->workers[i];

		if (worker == NULL)
			continue;
		worker->hits = 0;
		worker->more = false;
		worker->last_len = 0;
		if (worker->columns != NULL)
			memset(worker->columns, 0, COLUMNS * sizeof(*worker->columns));
	}
	s->counted = false;
	s->samples_n = 0;
	s->work = 0;
	s->limited = false;
}

void ts_scanner_drop(struct ts_scanner *s)
{
	if (s->base == 0 && s->len == 0)
		return;
	forget_counts(s);
	s->hits_n = 0;
	s->origin = TS_EVIDENCE;
	begin(s);
}

/* Of random numbers every tenth has a right check digit. Are more right than chance explains: more
 * than four standard deviations above that tenth? */
static bool is_no_chance(const struct tally *tally, size_t least)
{
	const double above = 10.0 * (double)tally->valid - (double)tally->tried;

	return tally->valid >= least && above > 0 && above * above > 144.0 * (double)tally->tried;
}

/* Does a file with these hits count? A rule that wants several right check digits wants more than
 * chance explains, in the file or in a column of it. */
static bool is_enough(const struct worker *worker)
{
	const struct ts_rule *rule = &worker->rule;
	struct tally all = {0, 0};

	if (worker->hits < rule->count)
		return false;
	if (worker->columns == NULL)
		return true;
	for (size_t i = 0; i < COLUMNS; i++) {
		if (is_no_chance(&worker->columns[i], rule->count))
			return true;
		all.tried += worker->columns[i].tried;
		all.valid += worker->columns[i].valid;
	}
	return is_no_chance(&all, rule->count);
}

static bool counts(const struct ts_scanner *s, const struct ts_hit *hit)
{
	return hit->kind != TS_HIT_RULE || is_enough(s->workers[hit->rule->place]);
}

/* Is it known by its own form, and not by what is before it? */
static bool is_formed(const struct ts_hit *hit)
{
	return hit->kind == TS_HIT_SAMPLE ||
	       (hit->kind == TS_HIT_RULE && hit->specific == 0 && hit->rule->group == 0);
}

/* The hits from FROM on that are at the same place. */
static size_t place_end(const struct ts_scanner *s, size_t from)
{
	size_t to = from + 1;

	while (to < s->hits_n && s->hits[to].offset == s->hits[from].offset)
		to++;
	return to;
}

/* Keep the hits that count. What is known by its own form is named by that, not also by the name
 * that it stands under; of several rules that know the name, only the one that knows it best
 * counts: "client secret", not also "secret". Returns how many are left. */
static size_t select_hits(struct ts_scanner *s)
{
	size_t kept = 0, to;

	for (size_t from = 0; from < s->hits_n; from = to) {
		size_t best = 0;
		bool formed = false;

		to = place_end(s, from);
		for (size_t i = from; i < to; i++) {
			if (!counts(s, &s->hits[i]))
				continue;
			formed = formed || is_formed(&s->hits[i]);
			best = s->hits[i].specific > best ? s->hits[i].specific : best;
		}
		for (size_t i = from; i < to; i++) {
			const struct ts_hit hit = s->hits[i];

			if (counts(s, &hit) &&
			    (hit.specific == 0 || (!formed && hit.specific == best)))
				s->hits[kept++] = hit;
		}
	}
	return kept;
}

int ts_scanner_end(struct ts_scanner *s, const struct ts_hit **hits, size_t *n, struct ts_err *err)
{
	if (s->base == 0 && s->len == 0)
		s->hits_n = 0;
	if (search_chunk(s, true, err) != 0)
		return -1;
	if (s->hits_n > 1)
		qsort(s->hits, s->hits_n, sizeof(*s->hits), compare_hits);
	s->hits_n = select_hits(s);
	forget_counts(s);
	*hits = s->hits;
	*n = s->hits_n;
	s->origin = TS_EVIDENCE;
	begin(s);
	return 0;
}
