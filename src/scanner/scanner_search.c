/* Searching one layer: for keywords and names, in tables, for runs, and in the layers inside it. */
#include <string.h>

#include "base/ascii.h"
#include "scanner/expand.h"
#include "scanner/runs.h"
#include "scanner/scanner_state.h"

#define KEYWORD_MAX 64 /* bytes; scanner/rule.c enforces it */
#define SAMPLE      24 /* bytes that say whether a run decodes to text */
#define SMALL       1024

/* Try a rule in its window around PLACE, where a keyword begins; its match may begin up to LATEST.
 */
static int try_near(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t place, size_t latest, struct ts_err *err)
{
	const struct ts_rule *rule = &worker->rule;
	size_t left = place > rule->before ? place - rule->before : 0;
	size_t right = layer->len - place > rule->after ? place + rule->after : layer->len;

	return ts_scanner_try(s, worker, layer, stream, left, right, latest, err);
}

static bool is_in_word(unsigned char c)
{
	return ts_is_digit((char)c) || ts_is_upper((char)c) || ts_is_lower((char)c) || c == '_';
}

/* May the bytes FROM to TO be the last words of a name? A small letter goes on with the word, and
 * before the first word is none. Most words of a text that contain a short name end here. */
static bool may_be_name(
    const struct worker *worker, const struct ts_layer *layer, size_t from, size_t to)
{
	const unsigned char *data = layer->data;

	if (to < layer->len && ts_is_lower((char)data[to]))
		return false;
	if (from == 0 || worker->any_part)
		return true;
	return !ts_is_lower((char)data[from]) ||
	       !(ts_is_lower((char)data[from - 1]) || ts_is_upper((char)data[from - 1]));
}

/* Try the N rules whose keywords end just before AT and begin before TO. */
static int try_found(struct ts_scanner *s, const struct ts_layer *layer, unsigned stream, size_t at,
    size_t to, const struct ts_keyword_found *found, size_t n, struct ts_err *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t place = at - found[i].len;
		struct worker *worker;

		if (place >= to)
			continue;
		worker = ts_scanner_worker(s, found[i].meaning, err);
		if (worker == NULL)
			return -1;
		if (worker->rule.word && place > 0 && is_in_word(layer->data[place - 1]))
			continue;
		if (worker->rule.names.n > 0 && !may_be_name(worker, layer, place, at))
			continue;
		if ((worker->rule.names.n > 0
			    ? ts_scanner_try_name(s, worker, layer, stream, place, at, err)
			    : try_near(s, worker, layer, stream, place, place, err)) != 0)
			return -1;
	}
	return 0;
}

/* Try the rules whose keywords begin between FROM and TO in a layer, in several parts at once. Each
 * part overlaps the one behind it, for keywords that cross their border. */
static int search_keywords(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	const size_t end = layer->len - to > KEYWORD_MAX ? to + KEYWORD_MAX : layer->len;
	const size_t part = (end - from) / TS_KEYWORD_STREAMS;
	size_t begins[TS_KEYWORD_STREAMS], limits[TS_KEYWORD_STREAMS];
	struct ts_keyword_search search = {.pending = 0};
	const struct ts_keyword_found *found;
	unsigned stream;
	size_t n;

	for (unsigned k = 0; k < TS_KEYWORD_STREAMS; k++) {
		const size_t border = k + 1 == TS_KEYWORD_STREAMS ? end : from + (k + 1) * part;
		const size_t beyond = end - border > KEYWORD_MAX ? border + KEYWORD_MAX : end;

		begins[k] = from + k * part;
		limits[k] = border < to ? border : to;
		search.data[k] = layer->data + begins[k];
		search.len[k] = beyond - begins[k];
	}
	memset(s->lines_seen, 0, sizeof(s->lines_seen));
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

/* Is the run from FROM to TO one that the rule wants? */
static bool wants_run(
    const struct ts_rule *rule, const struct ts_layer *layer, size_t from, size_t to)
{
	size_t digits = 0;

	if (to - from < rule->run_min || to - from > rule->run_max)
		return false;
	for (size_t i = from; i < to && digits < rule->run_digits; i++)
		digits += layer->data[i] >= '0' && layer->data[i] <= '9';
	return digits >= rule->run_digits &&
	       (rule->run_with == NULL || has_any(layer->data + from, to - from, rule->run_with));
}

/* Try the rules that want a run of CLASS of any shape on the bytes FROM to TO. */
static int try_run(struct ts_scanner *s, const struct ts_layer *layer, enum ts_run_class class,
    size_t from, size_t to, struct ts_err *err)
{
	for (size_t i = 0; i < s->runs[class].n; i++) {
		struct worker *worker = ts_scanner_worker(s, s->runs[class].rules[i], err);
		size_t left, right;

		if (worker == NULL)
			return -1;
		if (!wants_run(&worker->rule, layer, from, to))
			continue;
		left = from > worker->rule.before ? from - worker->rule.before : 0;
		right = layer->len - to > worker->rule.after ? to + worker->rule.after : layer->len;
		if (ts_scanner_try(s, worker, layer, 0, left, right, to, err) != 0)
			return -1;
	}
	return 0;
}

/* Try the rules that want a shape which occurs in s->shape, of a run of CLASS. */
static int try_shapes(
    struct ts_scanner *s, const struct ts_layer *layer, enum ts_run_class class, struct ts_err *err)
{
	const struct ts_shape *shape = &s->shape;
	const struct ts_keyword_found *found;
	uint32_t state = 0;
	size_t at = 0, n;

	while ((n = ts_keywords_find(s->shapes, shape->text, shape->len, &at, &state, &found)) > 0)
		for (size_t i = 0; i < n; i++) {
			struct worker *worker = ts_scanner_worker(s, found[i].meaning, err);
			const size_t *end = shape->place + at;

			if (worker == NULL)
				return -1;
			if (worker->rule.run == class &&
			    try_near(s, worker, layer, 0, end[-(ptrdiff_t)found[i].len], end[-1],
				err) != 0)
				return -1;
		}
	return 0;
}

/* Try the rules that want a run of CLASS on the bytes FROM to TO. A run that is longer than a shape
 * is done in pieces, of which each begins well within the one before. */
static int search_run(struct ts_scanner *s, const struct ts_layer *layer, enum ts_run_class class,
    size_t from, size_t to, struct ts_err *err)
{
	if (s->runs[class].n > 0 && try_run(s, layer, class, from, to, err) != 0)
		return -1;
	for (;;) {
		size_t end = ts_shape_write(&s->shape, class, layer->data, from, to);

		if (try_shapes(s, layer, class, err) != 0)
			return -1;
		if (end == to)
			return 0;
		from = s->shape.place[s->shape.len - TS_EXPAND_MAX];
	}
}

/* A run of characters in a layer. */
struct run {
	const struct ts_layer *layer;
	size_t from, to;
};

/* Search what was decoded, where it is text: random bytes, such as digests and keys, are not worth
 * a search. */
static int search_bytes(struct ts_scanner *s, struct ts_layer *inner, const unsigned char *data,
    size_t len, struct ts_err *err)
{
	size_t from = 0, to;
	int ret = 0;

	if (ts_base_is_archive(data, len))
		ret = ts_scanner_keep(s, TS_HIT_ARCHIVE, NULL,
		    &(struct ts_found){.layer = inner->below, .at = inner->from, .text = ""}, err);
	for (; ret == 0 && ts_base_next_text(data, len, &from, &to); from = to) {
		inner->offset = from;
		ret = ts_scanner_search_inner(s, inner, data + from, to - from, err);
	}
	return ret;
}

/* Decode a run without its first SKIP characters, and search the result. */
static int search_decoded(struct ts_scanner *s, const struct run *run, enum ts_base base,
    unsigned skip, struct ts_err *err)
{
	const unsigned char *encoded = run->layer->data + run->from;
	const size_t len = run->to - run->from;
	struct ts_layer inner = {.kind = TS_LAYER_ENCODED,
	    .below = run->layer,
	    .from = run->from,
	    .base = base,
	    .skip = skip,
	    .escapes = run->layer->escapes,
	    .encodings = run->layer->encodings + 1};
	struct ts_buf text = TS_BUF_INIT;
	unsigned char small[SMALL], *decoded = small;
	size_t n = sizeof(small);
	int ret;

	if (len > sizeof(small)) { /* no base makes it longer */
		n = len;
		decoded = ts_buf_extend(&text, n);
	}
	if (decoded == NULL) {
		ret = ts_err_nomem(err);
	} else {
		n = ts_base_decode(base, encoded, len, skip, decoded, n);
		ret = search_bytes(s, &inner, decoded, n, err);
	}
	ts_buf_free(&text);
	return ret;
}

/* Does the run decode to text when SKIP characters are left out? A sample from the middle decides,
 * BEFORE characters behind the beginning of the run. */
static bool is_aligned(const struct run *run, size_t middle, size_t before, unsigned skip)
{
	const unsigned phase = (unsigned)((skip + 4 - before % 4) % 4);
	unsigned char sample[SAMPLE];
	size_t text = 0, n = ts_base_decode(TS_BASE64, run->layer->data + middle, run->to - middle,
			     phase, sample, sizeof(sample));

	for (size_t i = 0; i < n; i++)
		text += sample[i] >= 0x20 && sample[i] < 0x7F;
	return n >= 9 && text * 8 >= n * 7;
}

/* Decode base64 from its beginning, and from where it makes sense if characters before it belong to
 * something else. */
static int search_base64(struct ts_scanner *s, const struct run *run, struct ts_err *err)
{
	const struct ts_layer *layer = run->layer;
	const unsigned first = layer->below == NULL && run->from == 0 ? (4 - s->phase) % 4 : 0;
	const size_t middle = run->from + (run->to - run->from) / 2;
	const size_t before = ts_base_count(TS_BASE64, layer->data + run->from, middle - run->from);

	if (search_decoded(s, run, TS_BASE64, first, err) != 0)
		return -1;
	for (unsigned skip = 0; skip < 4; skip++)
		if (skip != first && is_aligned(run, middle, before, skip) &&
		    search_decoded(s, run, TS_BASE64, skip, err) != 0)
			return -1;
	return 0;
}

/* Do the hexadecimal digits at P stand for text, or for an archive? Of text, the first digit of
 * each pair says so. */
static bool is_hex_content(const unsigned char *p, size_t len)
{
	unsigned char head[10];
	size_t text = 0;

	for (size_t i = 0; i < 8 && 2 * i < len; i++)
		text += p[2 * i] >= '2' && p[2 * i] <= '7';
	return text >= 7 ||
	       ts_base_is_archive(head, ts_base_decode(TS_BASE16, p, len, 0, head, sizeof(head)));
}

/* Search the hexadecimal numbers in a run. Where there is an odd digit before the text, it is
 * skipped. */
static int search_hex(struct ts_scanner *s, const struct run *run, struct ts_err *err)
{
	const unsigned char *data = run->layer->data;
	size_t from = run->from, to;

	for (; ts_base16_next(data, run->to, &from, &to); from = to)
		for (unsigned skip = 0; skip < 2; skip++) {
			const struct run digits = {run->layer, from, to};

			if (is_hex_content(data + from + skip, to - from - skip) &&
			    search_decoded(s, &digits, TS_BASE16, skip, err) != 0)
				return -1;
		}
	return 0;
}

static int search_encoded(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	const struct run run = {layer, from, to};

	if (ts_base_is_hex(layer->data + from, to - from)) {
		if (memchr(layer->data + from, '\n', to - from) != NULL)
			return search_decoded(s, &run, TS_BASE16, 0, err);
		return search_hex(s, &run, err);
	}
	if (search_hex(s, &run, err) != 0 || search_base64(s, &run, err) != 0)
		return -1;
	return ts_base_is_base32(layer->data + from, to - from)
		   ? search_decoded(s, &run, TS_BASE32, 0, err)
		   : 0;
}

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
			if (left < to && right > done)
				ret = try_run(s, layer, TS_RUN_BASE64, left, right, err);
			if (ret != 0 || left < wrapped || layer->encodings == ENCODINGS)
				continue;
			wrapped = right = ts_base64_end(layer->data, layer->len, left, right);
			if (right > done)
				ret = search_encoded(s, layer, left, right, err);
		} else if (left < to && right > done) {
			ret = search_run(s, layer, wanted[class], left, right, err);
		}
	}
	return ret;
}

/* Read the tables of a layer that was decoded from another one: it has all their rows. */
static int read_inner_tables(
    struct ts_scanner *s, const struct ts_layer *layer, size_t first_heading, struct ts_err *err)
{
	struct ts_table table = {.ended = true};

	if (s->headings_n == first_heading)
		return 0;
	return ts_scanner_read_tables(
	    s, layer, 0, &table, layer->len, layer->len, true, first_heading, err);
}

/* Read the tables of the content up to TO in the chunk. */
static int read_tables(
    struct ts_scanner *s, const struct ts_layer *layer, size_t to, struct ts_err *err)
{
	size_t from = s->rows_from > s->base ? (size_t)(s->rows_from - s->base) : 0;

	return ts_scanner_read_tables(
	    s, layer, s->base, s->table, from, to, to == layer->len, 0, err);
}

/* Search a part of a layer without its escapes. SPACED: with spaces instead of control sequences,
 * which may separate a secret from what is before it, or be inside it. */
static int search_part(struct ts_scanner *s, const struct ts_layer *layer,
    const struct ts_escaped *part, bool spaced, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_layer inner = {.kind = TS_LAYER_UNESCAPED,
	    .below = layer,
	    .from = part->from,
	    .how = {.quoted_printable = part->quoted_printable,
		.indented = part->indented,
		.spaced = spaced},
	    .escapes = layer->escapes + 1,
	    .encodings = layer->encodings};
	int ret = 0;

	ts_unescape(layer->data + part->from, part->to - part->from, inner.how, &text);
	if (!ts_buf_ok(&text))
		ret = ts_err_nomem(err);
	else if (text.len < part->to - part->from) /* or it was searched already */
		ret = ts_scanner_search_inner(s, &inner, text.data, text.len, err);
	ts_buf_free(&text);
	return ret;
}

/* Search the parts of a layer with escapes that extend beyond DONE. */
static int search_escaped(
    struct ts_scanner *s, const struct ts_layer *layer, size_t done, struct ts_err *err)
{
	struct ts_escaped part;
	size_t at = 0;

	while (layer->escapes < ESCAPES && ts_escape_next(layer->data, layer->len, &at, &part)) {
		if (part.to <= done)
			continue; /* it was complete in an earlier chunk */
		if (search_part(s, layer, &part, false, err) != 0 ||
		    (part.terminal && search_part(s, layer, &part, true, err) != 0))
			return -1;
	}
	return 0;
}

int ts_scanner_search(
    struct ts_scanner *s, const struct ts_layer *layer, size_t from, size_t to, struct ts_err *err)
{
	const size_t headings = s->headings_n;
	int ret = search_keywords(s, layer, from, to, err);

	if (ret == 0)
		ret = layer->below == NULL ? read_tables(s, layer, to, err)
					   : read_inner_tables(s, layer, headings, err);
	if (ret != 0 || search_runs(s, layer, from, to, err) != 0)
		return -1;
	return search_escaped(s, layer, from, err);
}

int ts_scanner_search_inner(struct ts_scanner *s, struct ts_layer *layer, const unsigned char *data,
    size_t len, struct ts_err *err)
{
	layer->data = data;
	layer->len = len;
	layer->serial = ++s->serial;
	return len == 0 ? 0 : ts_scanner_search(s, layer, 0, len, err);
}
