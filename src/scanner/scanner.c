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

#include "scanner/rule_table.h"
#include "scanner/runs.h"
#include "scanner/scanner_state.h"

#define CHUNK ((size_t)512 << 10)
#define CARRY ((size_t)16 << 10)

#define KEYWORD_MAX 64 /* bytes; scanner/rule.c enforces it */

static void begin(struct ts_scanner *s)
{
	s->len = s->done = 0;
	s->base = s->lines = 0;
	s->phase = 0;
}

/* Note which rules want runs, and the shortest run of each class. */
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
		if (rule.keywords.n > 0)
			continue;
		runs = &s->runs[rule.run];
		if (runs->n == 0 || rule.run_min < runs->least)
			runs->least = rule.run_min;
		runs->rules[runs->n++] = i;
	}
	return 0;
}

int ts_scanner_keywords(
    const struct ts_rules *rules, struct ts_keywords **keywords, struct ts_err *err)
{
	struct ts_keyword *list;
	struct ts_rule rule;
	size_t n = 0, total = 1;
	int ret;

	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		total += rule.keywords.n;
	}
	list = calloc(total, sizeof(*list));
	if (list == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < rules->n; i++) {
		const char *text;

		ts_rules_get(rules, i, &rule);
		text = rule.keywords.first;
		for (size_t k = 0; k < rule.keywords.n; k++, text = ts_texts_next(text))
			list[n++] = (struct ts_keyword){text, (uint32_t)i};
	}
	ret = ts_keywords_new(list, n, keywords, err);
	free(list);
	return ret;
}

/* Use the built-in automaton, or build one if rules were added. */
static int take_keywords(struct ts_scanner *s, struct ts_err *err)
{
	int ret = 0;

	if (s->rules->n > ts_builtin_rules_n)
		ret = ts_scanner_keywords(s->rules, &s->built, err);
	s->keywords = s->built != NULL ? s->built : &ts_builtin_keywords;
	return ret;
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
	if (s->workers == NULL || s->scratch == NULL || s->chunk == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	if (note_runs(s, err) != 0 || take_keywords(s, err) != 0)
		goto fail;
	begin(s);
	*result = s;
	return 0;
fail:
	ts_scanner_free(s);
	return -1;
}

static void free_worker(struct worker *worker)
{
	if (worker == NULL)
		return;
	ts_regex_free(worker->regex);
	for (size_t i = 0; i < worker->allow_n; i++)
		ts_regex_free(worker->allow[i]);
	free(worker->allow);
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
	ts_keywords_free(s->built);
	ts_regex_scratch_free(s->scratch);
	free(s->chunk);
	free(s->hits);
	free(s);
}

void ts_scanner_set_salt(struct ts_scanner *s, const unsigned char salt[static TS_SALT_BYTES])
{
	memcpy(s->salt, salt, TS_SALT_BYTES);
}

/* Try the N rules whose keywords end just before AT and begin before TO. */
static int try_found(struct ts_scanner *s, const struct ts_layer *layer, unsigned stream, size_t at,
    size_t to, const struct ts_keyword_found *found, size_t n, struct ts_err *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t place = at - found[i].len, left, right;
		struct worker *worker;

		if (place >= to)
			continue;
		worker = ts_scanner_worker(s, found[i].meaning, err);
		if (worker == NULL)
			return -1;
		left = place > worker->rule.before ? place - worker->rule.before : 0;
		right = layer->len - place > worker->rule.after ? place + worker->rule.after
								: layer->len;
		if (ts_scanner_try(s, worker, layer, stream, left, right, place, err) != 0)
			return -1;
	}
	return 0;
}

/* Try the rules whose keywords begin between FROM and TO in a layer, in two halves. */
static int search_keywords(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	const size_t end = layer->len - to > KEYWORD_MAX ? to + KEYWORD_MAX : layer->len;
	const size_t middle = from + (end - from) / 2;
	/* The first half overlaps the second one, for keywords that cross the middle. */
	const size_t first_end = end - middle > KEYWORD_MAX ? middle + KEYWORD_MAX : end;
	const size_t begins[2] = {from, middle}, limits[2] = {middle < to ? middle : to, to};
	struct ts_keyword_search search = {.data = {layer->data + from, layer->data + middle},
	    .len = {first_end - from, end - middle}};
	const struct ts_keyword_found *found;
	unsigned stream;
	size_t n;

	while ((n = ts_keywords_next(s->keywords, &search, &stream, &found)) > 0)
		if (try_found(s, layer, stream, begins[stream] + search.at[stream], limits[stream],
			found, n, err) != 0)
			return -1;
	return 0;
}

static bool has_any(const unsigned char *data, size_t len, const char *bytes)
{
	for (; *bytes != '\0'; bytes++)
		if (memchr(data, *bytes, len) != NULL)
			return true;
	return false;
}

/* Try the rules that want a run of CLASS on the bytes FROM to TO. */
static int try_run(struct ts_scanner *s, const struct ts_layer *layer, enum ts_run_class class,
    size_t from, size_t to, struct ts_err *err)
{
	size_t digits = 0;

	for (size_t i = from; i < to; i++)
		digits += layer->data[i] >= '0' && layer->data[i] <= '9';
	for (size_t i = 0; i < s->runs[class].n; i++) {
		struct worker *worker = ts_scanner_worker(s, s->runs[class].rules[i], err);
		const struct ts_rule *rule;
		size_t left, right;

		if (worker == NULL)
			return -1;
		rule = &worker->rule;
		left = from > rule->before ? from - rule->before : 0;
		right = layer->len - to > rule->after ? to + rule->after : layer->len;
		if (to - from >= rule->run_min && digits >= rule->run_digits &&
		    (rule->run_with == NULL ||
			has_any(layer->data + from, to - from, rule->run_with)) &&
		    ts_scanner_try(s, worker, layer, 0, left, right, to, err) != 0)
			return -1;
	}
	return 0;
}

static int search_escaped(
    struct ts_scanner *s, const struct ts_layer *layer, size_t done, struct ts_err *err);

static int search_base64(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err);

/* Search runs: try the rules that want those which begin before TO, and decode base64 that extends
 * beyond DONE. */
static int search_runs(
    struct ts_scanner *s, const struct ts_layer *layer, size_t done, size_t to, struct ts_err *err)
{
	static const enum ts_run_class wanted[] = {[TS_RUNS_NUMBER] = TS_RUN_NUMBER,
	    [TS_RUNS_IBAN] = TS_RUN_IBAN,
	    [TS_RUNS_CODE] = TS_RUN_CODE};
	struct ts_runs runs;
	size_t left, right, wrapped = 0;
	unsigned class;
	int ret = 0;

	ts_runs_begin(&runs, layer->data, layer->len);
	while (ret == 0 && ts_runs_next(&runs, &class, &left, &right)) {
		if (class == TS_RUNS_BASE64) {
			if (left < wrapped || layer->encodings == ENCODINGS)
				continue;
			wrapped = right = ts_base64_end(layer->data, layer->len, left, right);
			if (right > done && !ts_base64_is_hex(layer->data + left, right - left))
				ret = search_base64(s, layer, left, right, err);
		} else if (left < to && right > done) {
			ret = try_run(s, layer, wanted[class], left, right, err);
		}
	}
	return ret;
}

/* Search a layer for what begins between FROM and TO, and all layers decoded from it. */
static int search(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	if (search_keywords(s, layer, from, to, err) != 0 ||
	    search_runs(s, layer, from, to, err) != 0)
		return -1;
	return search_escaped(s, layer, from, err);
}

/* Search a layer that was decoded from another one. */
static int search_taken(
    struct ts_scanner *s, struct ts_layer *layer, struct ts_buf *text, struct ts_err *err)
{
	int ret;

	if (!ts_buf_ok(text)) {
		ret = ts_err_nomem(err);
	} else {
		layer->data = text->data;
		layer->len = text->len;
		layer->serial = ++s->serial;
		ret = text->len == 0 ? 0 : search(s, layer, 0, text->len, err);
	}
	ts_buf_free(text);
	return ret;
}

/* Search the bytes FROM to TO of a layer without their escapes. SPACED: with spaces instead of
 * control sequences, which may separate a secret from what is before it, or be inside it. */
static int search_region(struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to,
    bool odd, bool spaced, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_layer inner = {.kind = TS_LAYER_UNESCAPED,
	    .below = layer,
	    .from = from,
	    .spaced = spaced,
	    .escapes = layer->escapes + 1,
	    .encodings = layer->encodings};

	ts_unescape(layer->data + from, to - from, odd, spaced, &text);
	if (text.len < to - from)
		return search_taken(s, &inner, &text, err);
	ts_buf_free(&text); /* without any escape it was searched already */
	return 0;
}

static int search_escaped(
    struct ts_scanner *s, const struct ts_layer *layer, size_t done, struct ts_err *err)
{
	const bool odd = ts_has_odd_bytes(layer->data, layer->len);
	size_t at = 0, from, to;

	while (layer->escapes < ESCAPES &&
	       ts_escaped_next(layer->data, layer->len, odd, &at, &from, &to)) {
		if (to <= done)
			continue; /* it was complete in an earlier chunk */
		if (search_region(s, layer, from, to, odd, false, err) != 0)
			return -1;
		if (odd && memchr(layer->data + from, 0x1B, to - from) != NULL &&
		    search_region(s, layer, from, to, odd, true, err) != 0)
			return -1;
	}
	return 0;
}

/* Decode the run of base64 from FROM to TO without its first SKIP characters, and search the
 * result. */
static int search_decoded(struct ts_scanner *s, const struct ts_layer *layer, size_t from,
    size_t to, unsigned skip, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_layer inner = {.kind = TS_LAYER_BASE64,
	    .below = layer,
	    .from = from,
	    .skip = skip,
	    .escapes = layer->escapes,
	    .encodings = layer->encodings + 1};
	unsigned char *decoded = ts_buf_extend(&text, (to - from) / 4 * 3 + 3);

	if (decoded != NULL)
		text.len = ts_base64_decode(layer->data + from, to - from, skip, decoded, text.len);
	return search_taken(s, &inner, &text, err);
}

/* Does the run decode to text when SKIP characters are left out? A sample from its middle decides.
 */
static bool is_aligned(const struct ts_layer *layer, size_t from, size_t to, unsigned skip)
{
	const size_t middle = from + (to - from) / 2;
	const size_t before = ts_base64_count(layer->data + from, middle - from);
	unsigned char sample[24];
	size_t text = 0, n = ts_base64_decode(layer->data + middle, to - middle,
			     (unsigned)((skip + 4 - before % 4) % 4), sample, sizeof(sample));

	for (size_t i = 0; i < n; i++)
		text += sample[i] >= 0x20 && sample[i] < 0x7F;
	return n >= 9 && text * 8 >= n * 7;
}

/* Decode it from its beginning, and from where it makes sense if characters before it belong to
 * something else. */
static int search_base64(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	const unsigned first = layer->below == NULL && from == 0 ? (4 - s->phase) % 4 : 0;

	if (search_decoded(s, layer, from, to, first, err) != 0)
		return -1;
	for (unsigned skip = 0; skip < 4; skip++)
		if (skip != first && is_aligned(layer, from, to, skip) &&
		    search_decoded(s, layer, from, to, skip, err) != 0)
			return -1;
	return 0;
}

/* How many base64 characters, modulo 4, of a run that crosses EDGE come before it. */
static unsigned phase_at(const struct ts_scanner *s, size_t edge)
{
	size_t from = ts_base64_start(s->chunk, edge);
	size_t n = ts_base64_count(s->chunk + from, edge - from);

	return (unsigned)((n + (from == 0 ? s->phase : 0)) % 4);
}

/* Search the chunk. Unless it is the LAST one, keep its end for the next. */
static int search_chunk(struct ts_scanner *s, bool last, struct ts_err *err)
{
	const struct ts_layer raw = {
	    .data = s->chunk, .len = s->len, .kind = TS_LAYER_RAW, .serial = ++s->serial};
	size_t to = last ? s->len : s->len - TS_RULE_WINDOW_MAX, edge = s->len - CARRY;

	if (search(s, &raw, s->done, to, err) != 0)
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
	return strcmp(a->rule->id, b->rule->id);
}

/* Hits are counted for each content separately. */
static void forget_counts(struct ts_scanner *s)
{
	for (size_t i = 0; s->counted && i < s->rules->n; i++)
		if (s->workers[i] != NULL)
			s->workers[i]->hits = s->workers[i]->tried = s->workers[i]->valid = 0;
	s->counted = false;
}

void ts_scanner_drop(struct ts_scanner *s)
{
	if (s->base == 0 && s->len == 0)
		return;
	forget_counts(s);
	s->hits_n = 0;
	begin(s);
}

/*
 * Does a file with these hits count? Of random numbers every tenth has a right check digit by
 * chance, so a rule that wants several of them wants more than chance explains: more than five
 * standard deviations above that tenth.
 */
static bool is_enough(const struct worker *worker)
{
	const struct ts_rule *rule = &worker->rule;
	double above = 10.0 * (double)worker->valid - (double)worker->tried;

	if (worker->hits < rule->count)
		return false;
	if (rule->count < 2 || rule->validator != TS_VALID_LUHN)
		return true;
	return above > 0 && above * above > 225.0 * (double)worker->tried;
}

int ts_scanner_end(struct ts_scanner *s, const struct ts_hit **hits, size_t *n, struct ts_err *err)
{
	size_t kept = 0;

	if (s->base == 0 && s->len == 0)
		s->hits_n = 0;
	if (search_chunk(s, true, err) != 0)
		return -1;
	for (size_t i = 0; i < s->hits_n; i++) {
		const struct ts_rule *rule = s->hits[i].rule;

		if (rule == NULL || is_enough(s->workers[rule->place]))
			s->hits[kept++] = s->hits[i];
	}
	forget_counts(s);
	s->hits_n = kept;
	if (kept > 1)
		qsort(s->hits, kept, sizeof(*s->hits), compare_hits);
	*hits = s->hits;
	*n = kept;
	begin(s);
	return 0;
}
