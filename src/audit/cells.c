#include "audit/cells.h"

#include <string.h>

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

	*c = (struct ts_cell){
	    .has_expired = true, .expired = *ts_entry_expired(list), .line = list->line};
	c->before = list + has_line;
	c->before_n = count_kind(c->before, n - has_line, TS_ENTRY_BEFORE);
	c->ours = c->before + c->before_n;
	c->ours_n = n - has_line - c->before_n;
	c->expected = s->registered ? has_line : c->before_n > 0;
	s->expected += c->expected;
	s->lines_n += has_line;
}

/* Are bundles of the stage before answered that do not say when the trial expired? Only if their
 * profile never says it, and something else does. */
static bool is_answered(const struct ts_cells *s, const struct ts_entry *before, size_t n)
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

/* Join bundles of the stage, whose profile never says which expiry they are about, by the trial
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
		c->ambiguous = s->expected > 1;
		joined = true;
	}
	if (n > 0 && !joined)
		s->list[s->n++] = (struct ts_cell){.ours = ours, .ours_n = n};
}

/* Add what says nothing about an expiry: bundles of the stage before, those of the stage, and those
 * that were refused. */
static void add_undated(struct ts_cells *s, const struct ts_entry *list, size_t n)
{
	size_t before_n = count_kind(list, n, TS_ENTRY_BEFORE);
	const struct ts_entry *ours = list + before_n;
	size_t ours_n = count_kind(ours, n - before_n, TS_ENTRY_OURS), by_subject = 0;

	s->refused = ours + ours_n;
	s->refused_n = n - before_n - ours_n;
	if (before_n > 0 && !is_answered(s, list, before_n)) {
		bool expected = !s->registered;

		s->list[s->n++] =
		    (struct ts_cell){.before = list, .before_n = before_n, .expected = expected};
		s->expected += expected;
	}
	while (by_subject < ours_n && !ours[by_subject].bundle->is_dated)
		by_subject++;
	add_by_subject(s, ours, by_subject);
	if (by_subject < ours_n)
		s->list[s->n++] =
		    (struct ts_cell){.ours = ours + by_subject, .ours_n = ours_n - by_subject};
}

size_t ts_cells_count(const struct ts_entry *list, size_t n)
{
	const char *ref = ts_entry_ref(list);
	size_t count = 1;

	while (ref != NULL && count < n && strcmp(ts_entry_ref(&list[count]), ref) == 0)
		count++;
	return count;
}

void ts_cells_sort(const struct ts_entry *list, size_t n, bool registered, struct ts_cells *cells)
{
	*cells = (struct ts_cells){
	    .ref = ts_entry_ref(list), .list = cells->list, .registered = registered};
	while (n > 0 && ts_entry_expired(list) != NULL) {
		size_t same = count_expiry(list, n);

		add_expiry(cells, list, same);
		list += same;
		n -= same;
	}
	add_undated(cells, list, n);
}
