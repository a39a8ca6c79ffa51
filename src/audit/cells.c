#include "audit/cells.h"

#include <stdint.h>
#include <string.h>

#include "audit/contradiction.h"

#define JOIN_MAX 1000000

/* The number of entries from LIST on, of N, that are of this kind. */
static size_t count_kind(const struct ts_entry *list, size_t n, enum ts_entry_kind kind)
{
	size_t count = 0;

	while (count < n && list[count].kind == kind)
		count++;
	return count;
}

/* The number of entries from LIST on, of N, that are about the same expiry. */
static size_t count_expiry(const struct ts_entry *list, size_t n)
{
	size_t count = 0;

	while (count < n && ts_entry_expired(&list[count]) != NULL &&
	       ts_time_compare(ts_entry_expired(&list[count]), ts_entry_expired(list)) == 0)
		count++;
	return count;
}

static void add_expiry(struct ts_cells *s, const struct ts_entry *list, size_t n)
{
	struct ts_cell *c = &s->list[s->n++];
	bool has_line = list->kind == TS_ENTRY_LINE;

	*c = (struct ts_cell){.has_expired = true,
	    .expired = *ts_entry_expired(list),
	    .line = has_line ? list->line : NULL};
	c->before = list + has_line;
	c->before_n = count_kind(c->before, n - has_line, TS_ENTRY_BEFORE);
	c->ours = c->before + c->before_n;
	c->ours_n = n - has_line - c->before_n;
	c->expected = s->registered ? has_line : c->before_n > 0;
	s->expected += c->expected;
	s->lines_n += has_line;
}

/* Bundles of the stage before that agree with no expiry. */
struct left {
	const struct ts_entry *first; /* or NULL */
	size_t n;                     /* that one, and those that do not agree with it */
};

/* Does a bundle of the stage before agree with another one? */
static int agrees(const struct ts_store *store, const struct ts_entry *before,
    const struct ts_entry *other, bool *agree, struct ts_err *err)
{
	struct ts_contradiction found;
	int ret = ts_contradiction_find(store, before, 1, other, 1, &found, err);

	*agree = found.at == NULL;
	return ret;
}

/*
 * Join N bundles of the stage before, whose profile never says when the subject expires. Each
 * should agree with what the bundles of the stage say about one of the expiries; a cell with which
 * none agrees gets all of them, so that it contradicts them. Otherwise LEFT says which agree with
 * no cell.
 */
static int join_before(struct ts_cells *s, const struct ts_store *store,
    const struct ts_entry *before, size_t n, struct left *left, struct ts_err *err)
{
	bool agree = false, contradicted = false;

	for (size_t i = 0; i < s->n; i++) {
		struct ts_cell *c = &s->list[i];

		agree = c->ours_n == 0 || c->before_n > 0;
		for (size_t k = 0; k < n && !agree; k++)
			if (agrees(store, &before[k], c->ours, &agree, err) != 0)
				return -1;
		if (agree)
			continue;
		c->before = before;
		c->before_n = n;
		contradicted = true;
	}
	for (size_t k = 0; k < n && !contradicted; k++) {
		agree = false;
		for (size_t i = 0; i < s->n && !agree; i++)
			if (s->list[i].ours_n > 0 &&
			    agrees(store, &before[k], s->list[i].ours, &agree, err) != 0)
				return -1;
		if (!agree && left->first != NULL &&
		    agrees(store, &before[k], left->first, &agree, err) != 0)
			return -1;
		if (agree)
			continue;
		left->first = left->first == NULL ? &before[k] : left->first;
		left->n++;
	}
	return 0;
}

/* How many expected cells have no accepted bundle of the stage? */
static size_t count_lacking(const struct ts_cells *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->list[i].expected && s->list[i].ours_n == 0;
	return n;
}

/* Can bundles of the stage before, none of which says when the subject expired, be joined by the
 * subject alone? Only if their profile never says it, and something else does. */
static bool is_joined(const struct ts_cells *s, const struct ts_entry *before, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (before[i].bundle->is_dated)
			return false;
	if (s->registered)
		return s->lines_n > 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].ours_n > 0)
			return true;
	return false;
}

/* Add bundles of the stage before that do not say when the subject expired. One that agrees with no
 * expiry may be about a registered one that is still open; otherwise nothing names what it is
 * about.
 */
static int add_before(struct ts_cells *s, const struct ts_store *store,
    const struct ts_entry *before, size_t n, struct ts_err *err)
{
	struct left left = {.first = NULL};

	/* Nobody has that many of both; comparing all of them would take too long. */
	if (!is_joined(s, before, n) || n > JOIN_MAX / (s->n + 1))
		left = (struct left){before, SIZE_MAX};
	else if (join_before(s, store, before, n, &left, err) != 0)
		return -1;
	if (left.n > count_lacking(s))
		s->list[s->n++] = (struct ts_cell){
		    .before = left.first, .before_n = 1, .expected = !s->registered};
	return 0;
}

/* Join bundles of the stage, whose profile never says which expiry they are about, by the subject
 * alone. Where it expired more than once, nobody can tell which one they answer. */
static void add_by_subject(struct ts_cells *s, const struct ts_entry *ours, size_t n)
{
	bool joined = false;

	for (size_t i = 0; n > 0 && i < s->n; i++) {
		struct ts_cell *c = &s->list[i];

		if (!c->expected || c->ours_n > 0)
			continue;
		c->ours = ours;
		c->ours_n = n;
		c->ambiguous = s->expected > 1 || s->dated_n > 1;
		joined = true;
	}
	if (n > 0 && !joined)
		s->list[s->n++] = (struct ts_cell){.ours = ours, .ours_n = n};
}

/* Add what says nothing about an expiry: bundles of the stage before, those of the stage, and those
 * that were refused. */
static int add_undated(struct ts_cells *s, const struct ts_store *store,
    const struct ts_entry *list, size_t n, struct ts_err *err)
{
	size_t before_n = count_kind(list, n, TS_ENTRY_BEFORE);
	const struct ts_entry *ours = list + before_n;
	size_t ours_n = count_kind(ours, n - before_n, TS_ENTRY_OURS), by_subject = 0;
	bool alone;

	s->refused = ours + ours_n;
	s->refused_n = n - before_n - ours_n;
	while (by_subject < ours_n && !ours[by_subject].bundle->is_dated)
		by_subject++;
	/* If neither stage ever says when the subject expires, only the subject joins them. */
	alone = before_n > 0 && by_subject > 0 && s->n == 0 && !s->registered &&
		!list[before_n - 1].bundle->is_dated;
	if (alone) {
		s->list[s->n++] =
		    (struct ts_cell){.before = list, .before_n = before_n, .expected = true};
		s->expected++;
	}
	add_by_subject(s, ours, by_subject);
	if (before_n > 0 && !alone && add_before(s, store, list, before_n, err) != 0)
		return -1;
	if (by_subject < ours_n)
		s->list[s->n++] =
		    (struct ts_cell){.ours = ours + by_subject, .ours_n = ours_n - by_subject};
	return 0;
}

size_t ts_cells_count(const struct ts_entry *list, size_t n)
{
	const char *ref = ts_entry_ref(list);
	size_t count = 1;

	while (ref != NULL && count < n && strcmp(ts_entry_ref(&list[count]), ref) == 0)
		count++;
	return count;
}

int ts_cells_sort(
    const struct ts_auditing *a, const struct ts_entry *list, size_t n, struct ts_cells *cells)
{
	*cells = (struct ts_cells){
	    .ref = ts_entry_ref(list), .list = cells->list, .registered = a->params->reg != NULL};
	while (n > 0 && ts_entry_expired(list) != NULL) {
		size_t same = count_expiry(list, n);

		add_expiry(cells, list, same);
		list += same;
		n -= same;
	}
	cells->dated_n = cells->n;
	return add_undated(cells, a->store, list, n, a->err);
}

const struct ts_cell *ts_cells_find(const struct ts_cells *cells, const struct ts_time *expired)
{
	size_t low = 0, high = cells->dated_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = ts_time_compare(&cells->list[middle].expired, expired);

		if (order == 0)
			return &cells->list[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
