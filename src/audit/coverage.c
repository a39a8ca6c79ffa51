/* The state of each expiry: each cell becomes one of the result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/cells.h"
#include "audit/contradiction.h"
#include "audit/note.h"

#define NOT_SEALED                                                                                 \
	"no trusted key sealed it, or the seal is not of this file: what it says it is about is "  \
	"only a claim"

/* What is wrong with how a bundle is linked to the one that is its evidence. */
static const char *const links[] = {
    [TS_LINK_WHOLE] = NULL,
    [TS_LINK_MISSING] = "the bundle that it contains as evidence is missing from the store",
    [TS_LINK_SHARED] = "another bundle of the stage contains the same bundle",
};

struct subject {
	struct ts_auditing *a;
	struct ts_cells cells;
	size_t lack_ours; /* how many expected cells have no accepted bundle of the stage */
	const struct ts_register_line *line; /* the first in the register, or NULL */
	const struct ts_entry *stray;        /* one about an expiry that is not expected, or NULL */
	const struct ts_stored
	    *rejected; /* the first refused one that an expected cell may lack, or NULL */
	const struct ts_stored *shown;       /* the same, once an expiry shows it */
	const struct ts_stored *unexplained; /* the first that no cell explains, or NULL */
	size_t rejected_n, unexplained_n;
};

/* Does the register answer for expiries at this time? One that is not signed answers for all. */
static bool is_covered(const struct ts_registered *reg, const struct ts_time *expired)
{
	return reg->signer == NULL || (ts_time_compare(expired, &reg->claim.from) >= 0 &&
					  ts_time_compare(expired, &reg->claim.to) <= 0);
}

/* Set the bundle that answers, if one does. */
static void set_answer(const struct ts_cell *c, struct ts_expiry *expiry)
{
	expiry->is_answered = c->ours_n > 0;
	if (expiry->is_answered)
		expiry->bundle = c->ours[0].bundle;
}

/* Set when the expiry is due, and when it expired according to the best source. */
static void set_times(
    const struct ts_auditing *a, const struct ts_cell *c, struct ts_expiry *expiry)
{
	const struct ts_stored *s = c->ours_n > 0 ? c->ours[0].bundle : NULL;

	expiry->has_expired = c->has_expired;
	expiry->expired = c->expired;
	if (c->line != NULL && c->line->has_due) {
		expiry->has_due = true;
		expiry->due = c->line->due;
	} else if (expiry->has_expired) {
		expiry->has_due = true;
		expiry->due = ts_time_add(&expiry->expired, a->params->due_after);
	}
	expiry->has_delivered = s != NULL && s->has_delivered && !c->ambiguous;
}

/* Has the expiry's due date passed? */
static bool has_passed(const struct ts_expiry *expiry, const struct ts_time *at)
{
	return expiry->has_due && ts_time_compare(&expiry->due, at) < 0;
}

/* What a sealed record says counts more than the register. */
static void set_outcome(const struct ts_cell *c, struct ts_expiry *expiry)
{
	if (c->ours_n > 0)
		expiry->outcome = c->ours[0].bundle->outcome;
	else if (c->before_n > 0)
		expiry->outcome = c->before[0].bundle->outcome;
	if (expiry->outcome == NULL && c->line != NULL)
		expiry->outcome = c->line->outcome;
}

/* Remark on a due date that alone keeps an expiry from failing. */
static int note_due(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	struct ts_time due = ts_time_add(&c->expired, s->a->params->due_after);
	const struct ts_time *when = NULL;
	char usual[TS_TIME_EXACT], text[128];

	if (expiry->state == TS_OPEN)
		when = &s->a->params->at;
	else if (expiry->state == TS_COVERED && expiry->has_delivered)
		when = ts_expiry_delivered(expiry);
	if (when == NULL || !c->line->has_due || ts_time_compare(&due, when) >= 0)
		return 0;
	ts_time_format_exact(&due, usual);
	snprintf(text, sizeof(text),
	    "%s %s by the usual rule, but the register sets a later due date",
	    expiry->state == TS_OPEN ? "overdue since" : "delivered after", usual);
	return ts_note_add(s->a, expiry, text);
}

/* Remark on what the register alone says: a later due date than others have, or another outcome. */
static int note_register(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	char text[192];

	if (c->line == NULL)
		return 0;
	if (note_due(s, c, expiry) != 0)
		return -1;
	if (c->line->outcome == NULL || expiry->outcome == NULL ||
	    strcmp(c->line->outcome, expiry->outcome) == 0)
		return 0;
	snprintf(text, sizeof(text), "the register says %.64s, the record says %.64s",
	    c->line->outcome, expiry->outcome);
	return ts_note_add(s->a, expiry, text);
}

/* Find an accepted bundle of the cell that is not a copy of the first one. */
static const struct ts_stored *find_other(const struct ts_cell *c)
{
	for (size_t i = 1; i < c->ours_n; i++)
		if (memcmp(c->ours[0].bundle->statement, c->ours[i].bundle->statement,
			TS_DIGEST_BYTES) != 0)
			return c->ours[i].bundle;
	return NULL;
}

/* Do the accepted bundles of the cell disagree? Then the state is set. */
static int judge_agreement(struct ts_auditing *a, const struct ts_cell *c, struct ts_expiry *expiry)
{
	struct ts_contradiction found;

	if (ts_contradiction_find(a->store, c->before, c->before_n, c->ours,
		c->ambiguous ? 0 : c->ours_n, &found, a->err) != 0)
		return -1;
	if (found.at == NULL)
		return 0;
	expiry->state = TS_CONTRADICTION;
	return ts_note_set(a, expiry, "%s and %s differ in %.*s%s", found.a->path, found.b->path,
	    (int)found.len, found.at,
	    c->ours_n == 0 && has_passed(expiry, &a->params->at)
		? "; there is no accepted bundle of the stage, although it is overdue"
		: "");
}

/* Say why a cell is not in the register. */
static int note_orphan(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	char expired[TS_TIME_EXACT];

	if (s->line != NULL) {
		ts_time_format_exact(&s->line->expired, expired);
		return ts_note_set(
		    s->a, expiry, "the register has it with another expiry, %s", expired);
	}
	if (c->has_expired && !is_covered(s->a->params->reg, &c->expired))
		expiry->note = "it expired outside the period that the register covers";
	else
		expiry->note = "the register does not name it";
	return 0;
}

/* The state of a cell that no accepted bundle of the stage is about. */
static int judge_absence(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	struct ts_auditing *a = s->a;
	char expired[TS_TIME_EXACT];

	if (!c->expected && c->has_expired) {
		expiry->state = TS_ORPHAN;
		return note_orphan(s, c, expiry);
	}
	if (!expiry->has_due) {
		expiry->state = TS_COVERAGE_UNDECIDED;
		expiry->note = "the bundle of the previous stage does not say when it expired";
		return 0;
	}
	if (c->expected && s->rejected != NULL) {
		expiry->state = TS_REJECTED;
		if (!s->rejected->trusted)
			expiry->note = has_passed(expiry, &a->params->at) ? NOT_SEALED
					   "; what it names is overdue"
									  : NOT_SEALED;
		return 0;
	}
	expiry->state = has_passed(expiry, &a->params->at) ? TS_MISSING : TS_OPEN;
	if (s->stray == NULL)
		return 0;
	ts_time_format_exact(ts_entry_expired(s->stray), expired);
	return ts_note_set(
	    a, expiry, "%s is about another expiry, %s", s->stray->bundle->path, expired);
}

/* Why it is not known which expiry the accepted bundles of the cell are about; NULL if it is. */
static const char *why_unknown(const struct subject *s, const struct ts_cell *c)
{
	const struct ts_cells *cells = &s->cells;

	if (c->ambiguous)
		return "bundles of this stage do not say which expiry they are about, and there "
		       "is more than one";
	if (c->has_expired || c->expected)
		return NULL;
	return c->ours[0].bundle->is_dated || cells->expected > 0 || cells->dated_n > 0
		   ? "the bundle does not say which expiry it is about"
		   : NULL;
}

/* Was the bundle of the cell late: was the follow-up delivered after it was due, or is the bundle
 * proven to be sealed only after that, whatever it says? */
static int judge_late(struct subject *s, struct ts_expiry *expiry)
{
	const struct ts_stored *bundle = expiry->bundle;
	const struct ts_time not_before = {.sec = bundle->not_before};
	char text[TS_TIME_TEXT];

	if (!expiry->has_due)
		return 0;
	if (expiry->has_delivered && ts_time_compare(&bundle->delivered, &expiry->due) > 0) {
		expiry->state = TS_LATE;
		return 0;
	}
	if (!bundle->has_not_before || ts_time_compare(&not_before, &expiry->due) <= 0)
		return 0;
	expiry->state = TS_LATE;
	ts_time_format(&not_before, text);
	return ts_note_set(
	    s->a, expiry, "a time stamp in the bundle proves that it was sealed after %s", text);
}

/* The state of a cell that accepted bundles of the stage are about. */
static int judge_presence(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	const struct ts_stored *other;

	expiry->state = TS_COVERAGE_UNDECIDED;
	expiry->note = why_unknown(s, c);
	if (expiry->note != NULL)
		return 0;
	expiry->state = TS_DUPLICATE;
	other = find_other(c);
	if (other != NULL)
		return ts_note_set(s->a, expiry, "%s has another statement", other->path);
	expiry->state = TS_ORPHAN;
	if (s->cells.registered && c->line == NULL)
		return note_orphan(s, c, expiry);
	expiry->state = TS_BROKEN;
	expiry->note = links[c->ours[0].bundle->link];
	if (expiry->note != NULL)
		return 0;
	expiry->state = TS_COVERED;
	if (expiry->has_expired && expiry->has_delivered &&
	    ts_time_compare(&expiry->bundle->delivered, &expiry->expired) < 0) {
		expiry->state = TS_EARLY;
		return 0;
	}
	return judge_late(s, expiry);
}

/* Set which other bundles the expiry shows, and one that decides although it does not answer. */
static void set_bundle(struct subject *s, const struct ts_cell *c, struct ts_expiry *expiry)
{
	expiry->bundles = (uint32_t)c->ours_n;
	if (!expiry->is_answered && expiry->state == TS_REJECTED) {
		s->shown = s->rejected;
		expiry->bundle = s->rejected;
		expiry->bundles = (uint32_t)s->rejected_n;
	} else if (!expiry->is_answered && c->before_n > 0 && ts_coverage_fails(expiry->state) &&
		   expiry->state != TS_MISSING) {
		expiry->bundle = c->before[0].bundle;
	}
	if (c->before_n > 0)
		expiry->before = c->before[0].bundle->path;
	for (size_t i = 0; i < s->cells.refused_n && expiry->refused == NULL; i++)
		if (s->cells.refused[i].bundle != s->rejected || expiry->state != TS_REJECTED)
			expiry->refused = s->cells.refused[i].bundle->path;
}

/* Is the cell nobody's business: the register does not answer for an expiry at that time? */
static bool is_outside(const struct ts_auditing *a, const struct ts_cell *c)
{
	return a->params->reg != NULL && c->line == NULL && c->ours_n == 0 && c->has_expired &&
	       !is_covered(a->params->reg, &c->expired);
}

static int add_cell(struct subject *s, const struct ts_cell *c)
{
	struct ts_audit *audit = s->a->audit;
	struct ts_expiry *expiry = &audit->expiries[audit->expiries_n];
	int ret;

	if (is_outside(s->a, c)) {
		audit->outside[audit->outside_n++] =
		    (struct ts_audit_outside){s->cells.ref, c->before[0].bundle->path, c->expired};
		return 0;
	}
	audit->expiries_n++;
	*expiry = (struct ts_expiry){.ref = s->cells.ref};
	set_answer(c, expiry);
	set_times(s->a, c, expiry);
	set_outcome(c, expiry);
	ret = c->ours_n > 0 ? judge_presence(s, c, expiry) : judge_absence(s, c, expiry);
	if (ret == 0)
		ret = judge_agreement(s->a, c, expiry);
	if (ret == 0)
		ret = note_register(s, c, expiry);
	set_bundle(s, c, expiry);
	audit->counts[expiry->state]++;
	return ret;
}

/* Add an expiry for refused bundles that no cell explains: they may be about an expiry that nothing
 * else names. */
static void add_unexplained(struct subject *s)
{
	struct ts_audit *audit = s->a->audit;
	struct ts_expiry *expiry = &audit->expiries[audit->expiries_n++];
	const struct ts_stored *bundle = s->unexplained;

	*expiry = (struct ts_expiry){.ref = s->cells.ref,
	    .state = TS_REJECTED,
	    .bundle = bundle,
	    .bundles = (uint32_t)s->unexplained_n};
	if (s->cells.ref == NULL)
		expiry->note = "it does not say what it is about, or is too damaged to tell";
	else if (!bundle->trusted)
		expiry->note = NOT_SEALED;
	else if (s->cells.n > 0)
		expiry->note = "it may be about another expiry, or contradict what is accepted";
	audit->counts[TS_REJECTED]++;
}

/* Does a trusted key say that a refused bundle is of the stage audited? */
static bool is_ours(const struct subject *s, const struct ts_stored *refused)
{
	return refused->trusted && strcmp(refused->stage, s->a->params->profile->id) == 0;
}

/* Is it known what a refused bundle is about, and does that lack nothing? A damaged copy has the
 * statement of an accepted bundle; and an undamaged one says which expiry it is about. */
static bool is_settled(const struct subject *s, const struct ts_stored *refused)
{
	const struct ts_registered *reg = s->a->params->reg;
	const struct ts_cell *c;

	if (refused->is_copy)
		return true;
	if (!refused->has_expired)
		return false;
	c = ts_cells_find(&s->cells, &refused->expired);
	if (is_ours(s, refused))
		return c != NULL && c->ours_n > 0;
	if (reg != NULL && !is_covered(reg, &refused->expired))
		return true;
	return c != NULL && (c->before_n > 0 || c->expected);
}

/*
 * Find the expiry that a refused bundle belongs to. If it may be of the stage audited, it may be
 * the bundle that an expected cell lacks. Otherwise it may be about an expiry that nothing else
 * names, or contradict what is accepted.
 */
static void place_refused(struct subject *s, const struct ts_stored *refused)
{
	if (is_settled(s, refused))
		return;
	if ((is_ours(s, refused) || !refused->trusted) && s->lack_ours > 0) {
		s->rejected = s->rejected == NULL ? refused : s->rejected;
		s->rejected_n++;
	} else {
		s->unexplained = s->unexplained == NULL ? refused : s->unexplained;
		s->unexplained_n++;
	}
}

static void list_refused(struct subject *s)
{
	struct ts_audit *audit = s->a->audit;

	for (size_t i = 0; i < s->cells.refused_n; i++) {
		const struct ts_stored *r = s->cells.refused[i].bundle;

		audit->refused[audit->refused_n++] = (struct ts_audit_refused){.path = r->path,
		    .check = r->check,
		    .ref = r->ref,
		    .stage = r->stage,
		    .trusted = r->trusted,
		    .decides = r == s->shown || r == s->unexplained};
	}
}

/* Count what decides where the refused bundles belong. */
static void count_cells(struct subject *s)
{
	for (size_t i = 0; i < s->cells.n; i++) {
		const struct ts_cell *c = &s->cells.list[i];

		s->line = s->line == NULL ? c->line : s->line;
		if (c->ours_n > 0 && !c->expected && c->has_expired && s->stray == NULL)
			s->stray = c->ours;
		s->lack_ours += c->expected && c->ours_n == 0;
	}
}

static int add_subject(struct subject *s)
{
	int ret = 0;

	count_cells(s);
	for (size_t i = 0; i < s->cells.refused_n; i++)
		place_refused(s, s->cells.refused[i].bundle);
	for (size_t i = 0; ret == 0 && i < s->cells.n; i++)
		ret = add_cell(s, &s->cells.list[i]);
	if (ret == 0 && s->unexplained != NULL)
		add_unexplained(s);
	list_refused(s);
	return ret;
}

/* Refused bundles of stages that this audit is not about are only listed. */
static void list_others(struct ts_auditing *a)
{
	const struct ts_profile *profile = a->params->profile;

	for (size_t i = 0; i < a->store->n; i++) {
		const struct ts_stored *s = &a->store->list[i];

		if (s->accepted || !s->trusted || strcmp(s->stage, profile->id) == 0 ||
		    strcmp(s->stage, profile->consumes) == 0)
			continue;
		a->audit->refused[a->audit->refused_n++] =
		    (struct ts_audit_refused){.path = s->path,
			.check = s->check,
			.ref = s->ref,
			.stage = s->stage,
			.trusted = true};
	}
}

int ts_audit_join(struct ts_auditing *a)
{
	struct ts_audit *audit = a->audit;
	bool registered = a->params->reg != NULL;
	struct subject s = {.a = a};
	struct ts_cell *list = calloc(a->n + 2, sizeof(*list));
	int ret = 0;

	audit->expiries = calloc(a->n + 1, sizeof(*audit->expiries));
	audit->refused = calloc(a->store->n + 1, sizeof(*audit->refused));
	audit->outside = calloc(registered ? a->store->n + 1 : 1, sizeof(*audit->outside));
	if (list == NULL || audit->expiries == NULL || audit->refused == NULL ||
	    audit->outside == NULL)
		ret = ts_err_nomem(a->err);
	for (size_t i = 0, n = 0; ret == 0 && i < a->n; i += n) {
		n = ts_cells_count(a->entries + i, a->n - i);
		s = (struct subject){.a = a, .cells = {.list = list}};
		ret = ts_cells_sort(a, a->entries + i, n, &s.cells);
		if (ret == 0)
			ret = add_subject(&s);
	}
	if (ret == 0)
		list_others(a);
	free(list);
	return ret;
}
