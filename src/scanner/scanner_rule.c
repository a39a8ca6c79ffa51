#include <stdlib.h>
#include <string.h>

#include "scanner/entropy.h"
#include "scanner/scanner_state.h"
#include "scanner/secret.h"

#define AROUND   8    /* bytes before and after a secret */
#define BEHIND   16   /* bytes that a pattern may look back at */
#define LINE_MAX 1024 /* bytes of a line in which columns are counted */

/* How much work judging secrets may be: so many bytes, and so many for each byte of the content. No
 * text comes near that unless it was made to. */
#define WORK_LEAST   (1 << 20)
#define WORK_SHARE   8
#define MAILBOX_COST 320

static int compile(const struct ts_texts *texts, struct patterns *patterns, struct ts_err *err)
{
	const char *text = texts->first;

	if (patterns->n == texts->n)
		return 0;
	if (patterns->list == NULL)
		patterns->list = calloc(texts->n, sizeof(*patterns->list));
	if (patterns->list == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < texts->n; i++, text = ts_texts_next(text)) {
		if (i < patterns->n)
			continue; /* left over from an attempt that ran out of memory */
		if (ts_regex_new(text, "io", &patterns->list[i], err) != 0)
			return -1;
		patterns->n++;
	}
	return 0;
}

/* Compile the patterns of a rule's exceptions, when it finds something for the first time. */
static int prepare_patterns(struct worker *worker, struct ts_err *err)
{
	return compile(&worker->rule.allow, &worker->allow, err) != 0
		   ? -1
		   : compile(&worker->rule.samples, &worker->samples, err);
}

uint64_t ts_scanner_lines(const unsigned char *data, size_t len)
{
	const unsigned char *end = data + len, *next;
	uint64_t n = 0;

	for (; (next = memchr(data, '\n', (size_t)(end - data))) != NULL; data = next + 1)
		n++;
	return n;
}

/* Mark the last hit kept of the rule: it stands for all that are not kept. */
static void mark_more(struct ts_scanner *s, const struct ts_rule *rule)
{
	s->workers[rule->place]->more = true;
	for (size_t i = s->hits_n; i > 0; i--)
		if (s->hits[i - 1].kind == TS_HIT_RULE && s->hits[i - 1].rule == rule) {
			s->hits[i - 1].more = true;
			return;
		}
}

int ts_scanner_keep(struct ts_scanner *s, enum ts_hit_kind kind, const struct ts_rule *rule,
    const struct ts_found *found, struct ts_err *err)
{
	static const char *const ids[] = {[TS_HIT_LIMIT] = "limit", [TS_HIT_ARCHIVE] = "archive"};
	const char *id = rule != NULL ? rule->id : ids[kind];
	struct ts_hit hit = {.kind = kind, .rule = rule, .specific = found->specific};
	size_t origin;

	ts_hmac(s->salt, id, strlen(id) + 1, found->text, found->len, hit.fingerprint);
	for (size_t i = 0; i < s->hits_n; i++)
		if (s->hits[i].kind == kind && s->hits[i].rule == rule &&
		    (rule == NULL ||
			memcmp(s->hits[i].fingerprint, hit.fingerprint, TS_DIGEST_BYTES) == 0))
			return 0;
	if (kind == TS_HIT_SAMPLE && s->samples_n++ >= TS_SCANNER_HITS)
		return 0;
	if (kind == TS_HIT_RULE) {
		size_t *hits = &s->workers[rule->place]->hits;

		if (*hits == TS_SCANNER_HITS) {
			mark_more(s, rule);
			return 0;
		}
		++*hits;
	}
	origin = ts_layer_origin(found->layer, found->at);
	hit.offset = s->base + origin;
	hit.line = s->lines + 1 + ts_scanner_lines(s->chunk, origin);
	if (s->hits_n == s->hits_cap) {
		size_t capacity = s->hits_cap == 0 ? 16 : s->hits_cap * 2;
		struct ts_hit *grown = realloc(s->hits, capacity * sizeof(*grown));

		if (grown == NULL)
			return ts_err_nomem(err);
		s->hits = grown;
		s->hits_cap = capacity;
	}
	s->hits[s->hits_n++] = hit;
	return 0;
}

/* Is the secret one of those that PATTERNS describe? Reaching a limit counts as no. Errors: "io".
 */
static int is_described(struct ts_scanner *s, const struct patterns *patterns,
    const struct ts_secret *secret, bool *described, struct ts_err *err)
{
	struct ts_span whole, group;

	*described = false;
	for (size_t i = 0; !*described && i < patterns->n; i++) {
		enum ts_matched matched = ts_regex_match(patterns->list[i], s->scratch,
		    secret->around + secret->at, secret->len, 0, secret->len, 0, &whole, &group);

		if (matched == TS_MATCH_NOMEM)
			return ts_err_nomem(err);
		*described = matched == TS_MATCH;
	}
	return 0;
}

/* The column of a table that a match is in, from 0. All columns from the last one that is counted
 * separately are counted together. */
static size_t column_of(const struct ts_secret *secret)
{
	size_t column = 0, from = secret->at;

	while (from > 0 && secret->at - from < LINE_MAX && secret->around[from - 1] != '\n') {
		const char c = secret->around[--from];

		column += c == ',' || c == ';' || c == '\t' || c == '|';
	}
	return column < COLUMNS ? column : COLUMNS - 1;
}

/* Where check digits may be right by chance, count how many are. */
static int count_digits(
    struct worker *worker, const struct ts_secret *secret, bool valid, struct ts_err *err)
{
	struct tally *tally;

	if (worker->rule.count < 2 || worker->rule.validator != TS_VALID_LUHN)
		return 0;
	if (worker->columns == NULL)
		worker->columns = calloc(COLUMNS, sizeof(*worker->columns));
	if (worker->columns == NULL)
		return ts_err_nomem(err);
	tally = &worker->columns[column_of(secret)];
	tally->tried++;
	tally->valid += valid;
	return 0;
}

/* What judging a secret costs, in bytes that are looked at. */
static uint64_t cost_of(
    const struct ts_scanner *s, const struct ts_rule *rule, const struct ts_secret *secret)
{
	switch (rule->validator) {
	case TS_VALID_MAILBOX:
		return s->origin == TS_CREDITS ? 0 : MAILBOX_COST;
	case TS_VALID_PASSWORD:
	case TS_VALID_TOKEN:
	case TS_VALID_PLAIN:
		return secret->len;
	default:
		return 0;
	}
}

/* Is it the secret that was kept last? */
static bool is_last(const struct worker *worker, const char *text, size_t len)
{
	return len == worker->last_len && memcmp(text, worker->last, len) == 0 && len > 0 &&
	       worker->rule.count < 2;
}

static void note_last(struct worker *worker, const char *text, size_t len)
{
	worker->last_len = len <= sizeof(worker->last) ? len : 0;
	memcpy(worker->last, text, worker->last_len);
}

int ts_scanner_judge(struct ts_scanner *s, struct worker *worker, const struct ts_secret *secret,
    struct ts_found *found, struct ts_err *err)
{
	const struct ts_rule *rule = &worker->rule;
	const char *text = secret->around + secret->at;
	bool valid, described;

	if (s->limited || (worker->more && rule->count < 2) || is_last(worker, text, secret->len))
		return 0; /* it has more than are kept already, or the same again */
	s->work += cost_of(s, rule, secret);
	if (s->work > WORK_LEAST + WORK_SHARE * (s->base + s->len)) {
		s->limited = true;
		found->text = "";
		return ts_scanner_keep(s, TS_HIT_LIMIT, NULL, found, err);
	}
	valid =
	    ts_secret_valid(rule, &(struct ts_place){&s->rules->own_domains, s->origin}, secret);
	s->counted = true;
	if (count_digits(worker, secret, valid, err) != 0)
		return -1;
	if (!valid || (rule->entropy > 0 && ts_entropy(text, secret->len) < rule->entropy))
		return 0;
	found->text = text;
	found->len = secret->len;
	if (prepare_patterns(worker, err) != 0 ||
	    is_described(s, &worker->allow, secret, &described, err) != 0)
		return -1;
	if (described)
		return 0;
	if (is_described(s, &worker->samples, secret, &described, err) != 0)
		return -1;
	note_last(worker, text, secret->len);
	return ts_scanner_keep(s, described ? TS_HIT_SAMPLE : TS_HIT_RULE, rule, found, err);
}

/* Base64 of digests and signatures decodes to random bytes, in which short matches occur by chance.
 * So the bytes around a secret must be text. */
static bool is_among_text(const struct ts_layer *layer, size_t from, size_t to)
{
	size_t text = 0, n = 0;

	if (layer->encodings == 0)
		return true;
	from = from > AROUND ? from - AROUND : 0;
	to = layer->len - to > AROUND ? to + AROUND : layer->len;
	for (size_t i = from; i < to; i++, n++)
		text += (layer->data[i] >= 0x20 && layer->data[i] < 0x7F) ||
			layer->data[i] == '\n' || layer->data[i] == '\r' || layer->data[i] == '\t';
	return text * 4 >= n * 3;
}

struct worker *ts_scanner_worker(struct ts_scanner *s, size_t place, struct ts_err *err)
{
	struct worker *worker = s->workers[place];
	const char *name;

	if (worker != NULL)
		return worker;
	worker = s->workers[place] = calloc(1, sizeof(*worker));
	if (worker == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	ts_rules_get(s->rules, place, &worker->rule);
	name = worker->rule.names.first;
	for (size_t i = 0; i < worker->rule.names.n; i++, name = ts_texts_next(name))
		worker->any_part = worker->any_part || *name == '*';
	return worker;
}

int ts_scanner_prepare(struct worker *worker, struct ts_err *err)
{
	if (worker->regex == NULL && worker->rule.compiled != NULL)
		worker->regex = ts_regex_load(worker->rule.compiled);
	if (worker->regex != NULL)
		return 0;
	return ts_regex_new(worker->rule.pattern, "io", &worker->regex, err);
}

int ts_scanner_try(struct ts_scanner *s, struct worker *worker, const struct ts_layer *layer,
    unsigned stream, size_t from, size_t to, size_t latest, struct ts_err *err)
{
	const struct ts_rule *rule = &worker->rule;
	/* What the pattern looks back at is before its window. */
	const size_t begin = from > BEHIND ? from - BEHIND : 0;
	const char *text = (const char *)layer->data + begin;
	struct resume *resume = &worker->resume[stream][layer->escapes + layer->encodings];
	struct ts_span whole, group;
	size_t start;

	if (rule->dropped)
		return 0;
	if (ts_scanner_prepare(worker, err) != 0)
		return -1;
	start = (resume->layer == layer->serial && resume->at > from ? resume->at : from) - begin;
	while (start <= latest - begin && start < to - begin) {
		enum ts_matched matched = ts_regex_match(worker->regex, s->scratch, text,
		    to - begin, start, latest - begin, rule->group, &whole, &group);
		struct ts_secret secret;

		/* Everything that begins before here is decided, however often the keyword is
		 * repeated. */
		if (matched == TS_NO_MATCH)
			*resume = (struct resume){layer->serial, latest + 1};
		if (matched == TS_NO_MATCH || matched == TS_NO_MATCH_YET)
			break;
		if (matched == TS_MATCH_NOMEM)
			return ts_err_nomem(err);
		if (matched == TS_MATCH_LIMIT)
			return ts_scanner_keep(s, TS_HIT_LIMIT, NULL,
			    &(struct ts_found){.layer = layer, .at = from, .text = ""}, err);
		start = whole.to > whole.from ? whole.to : whole.to + 1;
		*resume = (struct resume){layer->serial, begin + start};
		if (group.to == group.from ||
		    !is_among_text(layer, begin + group.from, begin + group.to))
			continue;
		secret = (struct ts_secret){(const char *)layer->data, layer->len,
		    begin + group.from, group.to - group.from, true};
		if (ts_scanner_judge(s, worker, &secret,
			&(struct ts_found){.layer = layer, .at = secret.at}, err) != 0)
			return -1;
	}
	return 0;
}
