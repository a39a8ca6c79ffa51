#include <stdlib.h>
#include <string.h>

#include "scanner/entropy.h"
#include "scanner/scanner_state.h"
#include "scanner/secret.h"

#define AROUND 8 /* bytes before and after a secret */

/* Compile the patterns of a rule's exceptions, when it finds something for the first time. */
static int prepare_allow(struct worker *worker, struct ts_err *err)
{
	const struct ts_texts *texts = &worker->rule.allow;
	const char *text = texts->first;

	if (worker->allow_n == texts->n)
		return 0;
	if (worker->allow == NULL)
		worker->allow = calloc(texts->n, sizeof(*worker->allow));
	if (worker->allow == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < texts->n; i++, text = ts_texts_next(text)) {
		if (i < worker->allow_n)
			continue; /* left over from an attempt that ran out of memory */
		if (ts_regex_new(text, "io", &worker->allow[i], err) != 0)
			return -1;
		worker->allow_n++;
	}
	return 0;
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
	for (size_t i = s->hits_n; i > 0; i--)
		if (s->hits[i - 1].rule == rule) {
			s->hits[i - 1].more = true;
			return;
		}
}

int ts_scanner_keep(struct ts_scanner *s, enum ts_hit_kind kind, const struct ts_rule *rule,
    const struct ts_found *found, struct ts_err *err)
{
	static const char *const ids[] = {[TS_HIT_LIMIT] = "limit", [TS_HIT_ARCHIVE] = "archive"};
	const char *id = kind == TS_HIT_RULE ? rule->id : ids[kind];
	struct ts_hit hit = {.kind = kind, .rule = rule, .specific = found->specific};
	size_t origin;

	ts_hmac(s->salt, id, strlen(id) + 1, found->text, found->len, hit.fingerprint);
	for (size_t i = 0; i < s->hits_n; i++)
		if (s->hits[i].kind == kind && s->hits[i].rule == rule &&
		    (rule == NULL ||
			memcmp(s->hits[i].fingerprint, hit.fingerprint, TS_DIGEST_BYTES) == 0))
			return 0;
	if (rule != NULL) {
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

int ts_scanner_allowed(struct ts_scanner *s, struct worker *worker, const char *secret, size_t len,
    bool *allowed, struct ts_err *err)
{
	struct ts_span whole, group;

	*allowed = false;
	if (prepare_allow(worker, err) != 0)
		return -1;
	for (size_t i = 0; !*allowed && i < worker->allow_n; i++) {
		enum ts_matched matched = ts_regex_match(
		    worker->allow[i], s->scratch, secret, len, 0, len, 0, &whole, &group);

		if (matched == TS_MATCH_NOMEM)
			return ts_err_nomem(err);
		*allowed = matched == TS_MATCH;
	}
	return 0;
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

	if (worker != NULL)
		return worker;
	worker = s->workers[place] = calloc(1, sizeof(*worker));
	if (worker == NULL)
		ts_err_nomem(err);
	else
		ts_rules_get(s->rules, place, &worker->rule);
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
	const char *text = (const char *)layer->data + from;
	struct resume *resume = &worker->resume[stream][layer->escapes + layer->encodings];
	struct ts_span whole, group;
	size_t start;
	bool allowed;

	if (rule->dropped)
		return 0;
	if (ts_scanner_prepare(worker, err) != 0)
		return -1;
	start = resume->layer == layer->serial && resume->at > from ? resume->at - from : 0;
	while (start <= latest - from && start < to - from) {
		enum ts_matched matched = ts_regex_match(worker->regex, s->scratch, text, to - from,
		    start, latest - from, rule->group, &whole, &group);
		const char *secret;
		size_t len;

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
		secret = text + group.from;
		len = group.to - group.from;
		start = whole.to > whole.from ? whole.to : whole.to + 1;
		*resume = (struct resume){layer->serial, from + start};
		if (len == 0 || !is_among_text(layer, from + group.from, from + group.to))
			continue;
		worker->tried++;
		s->counted = true;
		if (!ts_secret_valid(rule->validator, secret, len, true))
			continue;
		worker->valid++;
		if (rule->entropy > 0 && ts_entropy(secret, len) < rule->entropy)
			continue;
		if (ts_scanner_allowed(s, worker, secret, len, &allowed, err) != 0)
			return -1;
		if (!allowed &&
		    ts_scanner_keep(s, TS_HIT_RULE, rule,
			&(struct ts_found){
			    .layer = layer, .at = from + group.from, .text = secret, .len = len},
			err) != 0)
			return -1;
	}
	return 0;
}
