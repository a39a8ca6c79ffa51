/*
 * States are numbered so that those where no keyword ends come first; in the table the others have
 * a bit of their own, so that one test does for several. Bytes are grouped into classes: one for
 * each byte of ASCII that occurs in a keyword, and one for all others. The table then fits into the
 * processor's caches. The next state is in row STATE, column CLASS.
 */
#include "scanner/keywords_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* A state while the trie is built. */
struct node {
	uint32_t child, sibling; /* the first child, and the next child of the parent; or NONE */
	uint32_t fail;
	uint32_t parent;
	uint32_t ends; /* how many keywords end here, including those of the fail chain */
	uint32_t depth;
	uint8_t class;
};

struct building {
	struct node *nodes; /* owned */
	size_t n;
	uint32_t *order;  /* owned: the nodes breadth first */
	uint32_t *number; /* owned: the state of each node */
	uint32_t *last;   /* owned: the node where each keyword of the list ends */
};

/* Give byte C a class, unless it has one. What joins words shares one, and those beyond ASCII share
 * a few, or the names in rules would make the table several times as large: whoever searches looks
 * at what is found. */
static unsigned add_class(uint8_t *classes, unsigned char c, unsigned n)
{
	if (classes[c] != 0)
		return n;
	if (c < 0x80)
		classes[c] = (uint8_t)n;
	if (c == '_' || c == '-' || c == '.')
		classes['_'] = classes['-'] = classes['.'] = (uint8_t)n;
	if (c >= 0x80)
		for (unsigned same = 0x80 | (c & 3); same < 256; same += 4)
			classes[same] = (uint8_t)n;
	return n + 1;
}

static void classify(struct ts_keywords *k, const struct ts_keyword *list, size_t n)
{
	unsigned classes = 1;

	for (size_t i = 0; i < n; i++)
		for (const unsigned char *p = (const unsigned char *)list[i].text; *p != '\0'; p++)
			classes = add_class(k->classes, *p, classes);
	for (unsigned c = 'a'; c <= 'z'; c++)
		k->classes[c - 'a' + 'A'] = k->classes[c];
	for (k->shift = 1; 1U << k->shift < classes; k->shift++)
		;
}

static uint32_t child_of(const struct building *b, uint32_t node, uint8_t class)
{
	uint32_t c = b->nodes[node].child;

	while (c != NONE && b->nodes[c].class != class)
		c = b->nodes[c].sibling;
	return c;
}

static void grow_trie(
    struct building *b, const struct ts_keywords *k, const struct ts_keyword *list, size_t n)
{
	b->nodes[0] = (struct node){.child = NONE, .sibling = NONE};
	b->n = 1;
	for (size_t i = 0; i < n; i++) {
		uint32_t at = 0;

		for (const unsigned char *p = (const unsigned char *)list[i].text; *p != '\0';
		     p++) {
			uint32_t next = child_of(b, at, k->classes[*p]);

			if (next == NONE) {
				next = (uint32_t)b->n++;
				b->nodes[next] = (struct node){.child = NONE,
				    .sibling = b->nodes[at].child,
				    .parent = at,
				    .depth = b->nodes[at].depth + 1,
				    .class = k->classes[*p]};
				b->nodes[at].child = next;
			}
			at = next;
		}
		b->last[i] = at;
		b->nodes[at].ends++;
	}
}

/* Breadth first: find where each node continues when none of its children matches. */
static void link_failures(struct building *b)
{
	size_t done = 0, known = 1;

	b->order[0] = 0;
	while (done < known) {
		uint32_t at = b->order[done++];

		for (uint32_t c = b->nodes[at].child; c != NONE; c = b->nodes[c].sibling) {
			uint32_t fail = b->nodes[at].fail, to = NONE;

			b->order[known++] = c;
			while (at != 0 && (to = child_of(b, fail, b->nodes[c].class)) == NONE &&
			       fail != 0)
				fail = b->nodes[fail].fail;
			b->nodes[c].fail = to == NONE ? 0 : to;
			b->nodes[c].ends += b->nodes[b->nodes[c].fail].ends;
		}
	}
}

/* Number the states: the root is 0, and the accepting ones come last. */
static void number_states(struct building *b, struct ts_keywords *k)
{
	uint32_t next = 0;

	for (size_t i = 0; i < b->n; i++)
		if (b->nodes[b->order[i]].ends == 0)
			b->number[b->order[i]] = next++;
	k->accepting = next;
	for (size_t i = 0; i < b->n; i++)
		if (b->nodes[b->order[i]].ends > 0)
			b->number[b->order[i]] = next++;
	k->states = next;
}

/* Fill the table breadth first: each row begins as a copy of its fallback state's row. */
static bool fill_table(const struct building *b, struct ts_keywords *k)
{
	const size_t row = (size_t)1 << k->shift;
	uint16_t *next = calloc((size_t)(k->states + 1) << k->shift, sizeof(*next));

	k->next = next;
	if (next == NULL)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		uint32_t at = b->order[i];
		uint16_t *to = next + ((size_t)b->number[at] << k->shift);

		if (at != 0)
			memcpy(to, next + ((size_t)b->number[b->nodes[at].fail] << k->shift),
			    row * sizeof(*to));
		for (uint32_t c = b->nodes[at].child; c != NONE; c = b->nodes[c].sibling)
			to[b->nodes[c].class] =
			    (uint16_t)(b->number[c] |
				       (b->number[c] >= k->accepting ? TS_KEYWORDS_ACCEPTS : 0));
	}
	return true;
}

/* List the keywords that end in each accepting state: its own and those of its fail chain. */
static bool list_found(
    const struct building *b, struct ts_keywords *k, const struct ts_keyword *list, size_t n)
{
	uint32_t total = 0, accepting = k->states - k->accepting;
	uint32_t *first = calloc((size_t)accepting + 1, sizeof(*first));
	struct ts_keyword_found *ends;

	k->first = first;
	if (first == NULL)
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (b->nodes[i].ends > 0)
			first[b->number[i] - k->accepting] = b->nodes[i].ends;
	for (uint32_t s = 0; s <= accepting; s++) {
		uint32_t here = first[s];

		first[s] = total;
		total += here;
	}
	ends = calloc(total == 0 ? 1 : total, sizeof(*ends));
	k->found = ends;
	if (ends == NULL)
		return false;
	for (size_t node = 0; node < b->n; node++) {
		uint32_t to;

		if (b->nodes[node].ends == 0)
			continue;
		to = first[b->number[node] - k->accepting];
		for (uint32_t at = (uint32_t)node; at != 0; at = b->nodes[at].fail)
			for (size_t i = 0; i < n; i++)
				if (b->last[i] == at)
					ends[to++] = (struct ts_keyword_found){
					    list[i].meaning, b->nodes[at].depth};
	}
	return true;
}

int ts_keywords_new(
    const struct ts_keyword *list, size_t n, struct ts_keywords **result, struct ts_err *err)
{
	struct ts_keywords *k = calloc(1, sizeof(*k));
	struct building b = {0};
	size_t most = 1;
	bool ok = false;

	for (size_t i = 0; i < n; i++)
		most += strlen(list[i].text);
	b.nodes = calloc(most, sizeof(*b.nodes));
	b.order = calloc(most, sizeof(*b.order));
	b.number = calloc(most, sizeof(*b.number));
	b.last = calloc(n == 0 ? 1 : n, sizeof(*b.last));
	if (k == NULL || b.nodes == NULL || b.order == NULL || b.number == NULL || b.last == NULL)
		goto done;
	classify(k, list, n);
	grow_trie(&b, k, list, n);
	if (b.n >= TS_KEYWORDS_ACCEPTS)
		goto done;
	link_failures(&b);
	number_states(&b, k);
	ok = fill_table(&b, k) && list_found(&b, k, list, n);
done:
	free(b.nodes);
	free(b.order);
	free(b.number);
	free(b.last);
	if (!ok) {
		ts_keywords_free(k);
		return ts_err_nomem(err);
	}
	*result = k;
	return 0;
}

void ts_keywords_free(struct ts_keywords *keywords)
{
	if (keywords == NULL)
		return;
	free((void *)(uintptr_t)keywords->next);
	free((void *)(uintptr_t)keywords->first);
	free((void *)(uintptr_t)keywords->found);
	free(keywords);
}

/* List the keywords that end in STATE. */
static size_t list_state(
    const struct ts_keywords *keywords, uint32_t state, const struct ts_keyword_found **found)
{
	const uint32_t *first = keywords->first + (state - keywords->accepting);

	*found = keywords->found + first[0];
	return first[1] - first[0];
}

size_t ts_keywords_find(const struct ts_keywords *keywords, const unsigned char *data, size_t len,
    size_t *at, uint32_t *state, const struct ts_keyword_found **found)
{
	const uint8_t *classes = keywords->classes;
	const uint16_t *next = keywords->next;
	const unsigned shift = keywords->shift;
	uint32_t s = *state;
	size_t i = *at;

	while (i < len && s < TS_KEYWORDS_ACCEPTS)
		s = next[(size_t)s << shift | classes[data[i++]]];
	*at = i;
	*state = s & ~TS_KEYWORDS_ACCEPTS;
	return s < TS_KEYWORDS_ACCEPTS ? 0 : list_state(keywords, *state, found);
}

/* Step through all stretches until a keyword ends in one of them, or one is used up. */
static void search_all(const struct ts_keywords *keywords, struct ts_keyword_search *search)
{
	const uint8_t *classes = keywords->classes;
	const uint16_t *next = keywords->next;
	const unsigned shift = keywords->shift;
	const unsigned char *a = search->data[0] + search->at[0];
	const unsigned char *b = search->data[1] + search->at[1];
	const unsigned char *c = search->data[2] + search->at[2];
	const unsigned char *d = search->data[3] + search->at[3];
	uint32_t s = search->state[0], t = search->state[1];
	uint32_t u = search->state[2], v = search->state[3];
	size_t n = SIZE_MAX, i = 0;

	for (unsigned k = 0; k < TS_KEYWORD_STREAMS; k++)
		if (search->len[k] - search->at[k] < n)
			n = search->len[k] - search->at[k];
	while (i < n) {
		s = next[(size_t)s << shift | classes[a[i]]];
		t = next[(size_t)t << shift | classes[b[i]]];
		u = next[(size_t)u << shift | classes[c[i]]];
		v = next[(size_t)v << shift | classes[d[i]]];
		i++;
		if (((s | t | u | v) & TS_KEYWORDS_ACCEPTS) != 0)
			break;
	}
	search->state[0] = s;
	search->state[1] = t;
	search->state[2] = u;
	search->state[3] = v;
	for (unsigned k = 0; k < TS_KEYWORD_STREAMS; k++) {
		search->at[k] += i;
		search->pending |= (unsigned)(search->state[k] >= TS_KEYWORDS_ACCEPTS) << k;
		search->state[k] &= ~TS_KEYWORDS_ACCEPTS;
	}
}

static bool is_used_up(const struct ts_keyword_search *search, unsigned which)
{
	return search->at[which] >= search->len[which];
}

size_t ts_keywords_next(const struct ts_keywords *keywords, struct ts_keyword_search *search,
    unsigned *which, const struct ts_keyword_found **found)
{
	bool all = true;

	for (unsigned k = 0; search->pending == 0 && k < TS_KEYWORD_STREAMS; k++)
		all = all && !is_used_up(search, k);
	if (search->pending == 0 && all)
		search_all(keywords, search);
	for (unsigned k = 0; search->pending == 0 && k < TS_KEYWORD_STREAMS; k++) {
		size_t n = ts_keywords_find(keywords, search->data[k], search->len[k],
		    &search->at[k], &search->state[k], found);

		*which = k;
		if (n > 0)
			return n;
	}
	for (unsigned k = 0; k < TS_KEYWORD_STREAMS; k++)
		if ((search->pending & 1U << k) != 0) {
			search->pending &= ~(1U << k);
			*which = k;
			return list_state(keywords, search->state[k], found);
		}
	return 0;
}
