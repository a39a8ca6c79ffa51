#include "audit/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A trial to expect: a line of the register, or a bundle of the stage before. */
struct expected {
	const char *ref, *outcome;
	bool has_expired, has_due;
	struct ts_time expired, due;
};

struct auditing {
	const struct ts_audit_params *params;
	const struct ts_store *store;
	struct ts_audit *audit;
	const struct ts_profile *profile; /* of the stage audited */
	const struct ts_stored **ours;    /* owned: the bundles of the stage, by reference */
	size_t ours_n;
	const struct ts_stored **by_digest,
	    /* Owned: all bundles; and those with a bundle inside, by its digest. */
	    **by_package;
	size_t by_digest_n, by_package_n;
	struct expected *expected; /* owned: by reference, each once */
	size_t expected_n;
	struct ts_err *err;
};

/* A bundle that does not say what it is about comes first. */
static int compare_refs(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int by_ref(const void *a, const void *b)
{
	const struct ts_stored *x = *(const struct ts_stored *const *)a;
	const struct ts_stored *y = *(const struct ts_stored *const *)b;
	int order = compare_refs(x->ref, y->ref);

	return order != 0 ? order : strcmp(x->path, y->path);
}

static int by_sha256(const void *a, const void *b)
{
	return memcmp((*(const struct ts_stored *const *)a)->sha256,
	    (*(const struct ts_stored *const *)b)->sha256, TS_DIGEST_BYTES);
}

static int by_package(const void *a, const void *b)
{
	return memcmp((*(const struct ts_stored *const *)a)->package,
	    (*(const struct ts_stored *const *)b)->package, TS_DIGEST_BYTES);
}

static int by_expected_ref(const void *a, const void *b)
{
	return strcmp(((const struct expected *)a)->ref, ((const struct expected *)b)->ref);
}

static void sort(void *list, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n > 1)
		qsort(list, n, size, compare);
}

static bool is_stage(const struct ts_stored *s, const char *stage)
{
	return s->stage != NULL && strcmp(s->stage, stage) == 0;
}

/* Is the bundle of the stage audited, or refused without naming any stage? */
static bool counts_here(const struct auditing *a, const struct ts_stored *s)
{
	return is_stage(s, a->params->stage) || (s->stage == NULL && !s->accepted);
}

/* Does the bundle decide about a trial? One that was refused does if it names no stage, or if it is
 * of the stage before and there is no register: accepted, it would name a trial to expect. */
static bool is_ours(const struct auditing *a, const struct ts_stored *s)
{
	return counts_here(a, s) ||
	       (!s->accepted && a->params->reg == NULL && is_stage(s, a->profile->consumes));
}

static int sort_out(struct auditing *a)
{
	const struct ts_store *store = a->store;

	a->ours = calloc(store->n + 1, sizeof(*a->ours));
	a->by_digest = calloc(store->n + 1, sizeof(*a->by_digest));
	a->by_package = calloc(store->n + 1, sizeof(*a->by_package));
	if (a->ours == NULL || a->by_digest == NULL || a->by_package == NULL)
		return ts_err_nomem(a->err);
	for (size_t i = 0; i < store->n; i++) {
		const struct ts_stored *s = &store->list[i];

		if (is_ours(a, s))
			a->ours[a->ours_n++] = s;
		if (counts_here(a, s)) {
			a->audit->accepted += s->accepted;
			a->audit->bundles++;
		} else {
			a->audit->others_refused += !s->accepted;
		}
		if (s->inspected)
			a->by_digest[a->by_digest_n++] = s;
		if (s->accepted && s->has_inner)
			a->by_package[a->by_package_n++] = s;
	}
	a->audit->others = store->n - a->audit->bundles;
	sort(a->ours, a->ours_n, sizeof(*a->ours), by_ref);
	sort(a->by_digest, a->by_digest_n, sizeof(*a->by_digest), by_sha256);
	sort(a->by_package, a->by_package_n, sizeof(*a->by_package), by_package);
	return 0;
}

static void expect_registered(struct auditing *a)
{
	const struct ts_register *reg = a->params->reg->lines;

	for (size_t i = 0; i < reg->n; i++) {
		const struct ts_register_line *line = &reg->lines[i];

		a->expected[a->expected_n++] = (struct expected){.ref = line->ref,
		    .outcome = line->outcome,
		    .has_expired = true,
		    .has_due = line->has_due,
		    .expired = line->expired,
		    .due = line->due};
	}
}

/* Without a register, each accepted bundle of the stage before stands for a trial. */
static void expect_consumed(struct auditing *a)
{
	size_t kept = 0;

	for (size_t i = 0; i < a->store->n; i++) {
		const struct ts_stored *s = &a->store->list[i];

		if (s->accepted && is_stage(s, a->profile->consumes))
			a->expected[a->expected_n++] = (struct expected){.ref = s->ref,
			    .outcome = s->outcome,
			    .has_expired = s->has_expired,
			    .expired = s->expired};
	}
	sort(a->expected, a->expected_n, sizeof(*a->expected), by_expected_ref);
	for (size_t i = 0; i < a->expected_n; i++)
		if (kept == 0 || strcmp(a->expected[kept - 1].ref, a->expected[i].ref) != 0)
			a->expected[kept++] = a->expected[i];
	a->expected_n = kept;
}

static int expect(struct auditing *a)
{
	const struct ts_registered *reg = a->params->reg;

	a->expected = calloc((reg == NULL ? a->store->n : reg->lines->n) + 1, sizeof(*a->expected));
	if (a->expected == NULL)
		return ts_err_nomem(a->err);
	if (reg != NULL)
		expect_registered(a);
	else
		expect_consumed(a);
	return 0;
}

/* Is the bundle before S missing from the store, or is S not the only one of its stage that follows
 * it? */
static bool is_broken(const struct auditing *a, const struct ts_stored *s, const char **note)
{
	struct ts_stored key;
	const struct ts_stored *wanted = &key;
	const struct ts_stored **found;

	if (!s->has_inner)
		return false;
	memcpy(key.sha256, s->package, TS_DIGEST_BYTES);
	memcpy(key.package, s->package, TS_DIGEST_BYTES);
	*note = "the bundle that it contains as evidence is missing from the store";
	if (a->by_digest_n == 0 || bsearch(&wanted, a->by_digest, a->by_digest_n,
				       sizeof(*a->by_digest), by_sha256) == NULL)
		return true;
	*note = "another bundle of the stage contains the same bundle";
	found =
	    bsearch(&wanted, a->by_package, a->by_package_n, sizeof(*a->by_package), by_package);
	while (found > a->by_package && by_package(found - 1, &wanted) == 0)
		found--;
	for (; found < a->by_package + a->by_package_n && by_package(found, &wanted) == 0; found++)
		if (strcmp((*found)->stage, s->stage) == 0 &&
		    memcmp((*found)->statement, s->statement, TS_DIGEST_BYTES) != 0)
			return true;
	*note = NULL;
	return false;
}

/* The bundles about one trial. */
struct group {
	const struct ts_stored **list;
	size_t n;
	const struct ts_stored *accepted, *refused; /* the first of each, or NULL */
	const struct ts_stored *other;    /* an accepted one with another statement, or NULL */
	const struct ts_stored *rejected; /* the first refused one that decides, or NULL */
	size_t deciding;                  /* how many of them decide */
};

/* A refused bundle of the stage before does not decide if an accepted one already says that the
 * trial is EXPECTED. */
static void check_group(const struct auditing *a, struct group *g, bool expected)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct ts_stored *s = g->list[i];
		bool decides = !expected || counts_here(a, s);

		g->deciding += decides;
		if (!s->accepted && g->refused == NULL)
			g->refused = s;
		if (!s->accepted && decides && g->rejected == NULL)
			g->rejected = s;
		if (!s->accepted)
			continue;
		if (g->accepted == NULL)
			g->accepted = s;
		else if (memcmp(g->accepted->statement, s->statement, TS_DIGEST_BYTES) != 0)
			g->other = s;
	}
}

/* Set when the trial is due, and when it expired according to the best source. */
static void set_times(const struct auditing *a, const struct expected *e, const struct ts_stored *s,
    struct ts_trial *trial)
{
	if (e != NULL && e->has_expired) {
		trial->has_expired = true;
		trial->expired = e->expired;
	} else if (s != NULL && s->has_expired) {
		trial->has_expired = true;
		trial->expired = s->expired;
	}
	if (e != NULL && e->has_due) {
		trial->has_due = true;
		trial->due = e->due;
	} else if (trial->has_expired) {
		trial->has_due = true;
		trial->due = ts_time_add(&trial->expired, a->params->due_after);
	}
	if (s != NULL && s->has_delivered) {
		trial->has_delivered = true;
		trial->delivered = s->delivered;
	}
	if (e != NULL && s != NULL && e->has_expired && s->has_expired &&
	    ts_time_compare(&e->expired, &s->expired) != 0)
		trial->note = "the evidence has another time of expiry";
}

static enum ts_coverage state_of(const struct auditing *a, const struct group *g,
    const struct expected *e, struct ts_trial *trial)
{
	const char *note = NULL;

	if (g->other != NULL)
		return TS_DUPLICATE;
	if (g->accepted == NULL && g->rejected != NULL)
		return TS_REJECTED;
	if (g->accepted == NULL)
		return trial->has_due && ts_time_compare(&trial->due, &a->params->at) < 0
			   ? TS_MISSING
			   : TS_OPEN;
	if (e == NULL && a->params->reg != NULL)
		return TS_ORPHAN;
	if (is_broken(a, g->accepted, &note)) {
		trial->note = note;
		return TS_BROKEN;
	}
	if (trial->has_due && trial->has_delivered &&
	    ts_time_compare(&trial->delivered, &trial->due) > 0)
		return TS_LATE;
	return TS_COVERED;
}

static void add_trial(
    struct auditing *a, const char *ref, const struct expected *e, struct group *g)
{
	struct ts_trial *trial = &a->audit->trials[a->audit->trials_n++];
	const struct ts_stored *s;

	check_group(a, g, e != NULL);
	s = g->accepted;
	*trial = (struct ts_trial){.ref = ref, .bundles = g->deciding};
	set_times(a, e, s, trial);
	trial->outcome = e != NULL && e->outcome != NULL ? e->outcome
			 : s != NULL                     ? s->outcome
							 : NULL;
	trial->state = state_of(a, g, e, trial);
	a->audit->counts[trial->state]++;
	if (g->refused != NULL && (s != NULL || g->refused != g->rejected))
		trial->refused = g->refused->path;
	if (s != NULL) {
		trial->path = s->path;
		trial->statement_sha256 = a->audit->digests[a->audit->trials_n - 1];
		ts_hex_digest(s->statement, a->audit->digests[a->audit->trials_n - 1]);
	} else if (g->rejected != NULL) {
		trial->path = g->rejected->path;
		trial->check = g->rejected->check;
		if (!g->rejected->trusted)
			trial->note = ref == NULL
					  ? "it does not say what it is about"
					  : "nobody trusted says that it is about this trial";
	}
}

/* Returns -1 when the bundle comes first, 1 when the expected trial does, 0 when they belong
 * together. */
static int compare_sides(const struct ts_stored *bundle, const struct expected *expected)
{
	if (bundle == NULL)
		return 1;
	if (expected == NULL || bundle->ref == NULL)
		return -1;
	return strcmp(bundle->ref, expected->ref);
}

/* The number of bundles from I on that are about the same trial. A bundle that names no trial
 * stands alone. */
static size_t group_length(const struct auditing *a, size_t i)
{
	const char *ref = a->ours[i]->ref;
	size_t n = 1;

	while (ref != NULL && i + n < a->ours_n && strcmp(a->ours[i + n]->ref, ref) == 0)
		n++;
	return n;
}

/* Go through the trials and the bundles side by side, both sorted by reference. */
static int join(struct auditing *a)
{
	size_t i = 0, e = 0;

	a->audit->trials = calloc(a->ours_n + a->expected_n + 1, sizeof(*a->audit->trials));
	a->audit->digests = calloc(a->ours_n + a->expected_n + 1, sizeof(*a->audit->digests));
	if (a->audit->trials == NULL || a->audit->digests == NULL)
		return ts_err_nomem(a->err);
	while (i < a->ours_n || e < a->expected_n) {
		const struct ts_stored *bundle = i < a->ours_n ? a->ours[i] : NULL;
		const struct expected *expected = e < a->expected_n ? &a->expected[e] : NULL;
		int order = compare_sides(bundle, expected);
		struct group g = {.list = a->ours + i};

		if (order <= 0)
			g.n = group_length(a, i);
		add_trial(
		    a, order < 0 ? bundle->ref : expected->ref, order < 0 ? NULL : expected, &g);
		i += g.n;
		if (order >= 0)
			e++;
	}
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): a->expected still owns them */
	return 0;
}

static int failing_first(const void *a, const void *b)
{
	const struct ts_trial *x = a, *y = b;
	int order = (int)ts_coverage_fails(y->state) - (int)ts_coverage_fails(x->state);

	if (order == 0)
		order = compare_refs(x->ref, y->ref);
	if (order == 0 && x->path != NULL && y->path != NULL)
		order = strcmp(x->path, y->path);
	return order;
}

static int list_faults(struct auditing *a)
{
	const struct ts_store *store = a->store;
	struct ts_audit *audit = a->audit;

	audit->faults = calloc(store->unjudged_n + 1, sizeof(*audit->faults));
	if (audit->faults == NULL)
		return ts_err_nomem(a->err);
	audit->faults_n = store->unjudged_n;
	for (size_t i = 0; i < store->unjudged_n; i++)
		audit->faults[i] = (struct ts_audit_fault){.path = store->unjudged[i].path,
		    .check = store->unjudged[i].check,
		    .message = store->unjudged[i].message,
		    .class = TS_UNDECIDED};
	return 0;
}

static void describe(struct auditing *a)
{
	const struct ts_registered *reg = a->params->reg;
	struct ts_audit *audit = a->audit;

	*audit = (struct ts_audit){.stage = a->profile->id,
	    .stage_title = a->profile->title,
	    .consumes = a->profile->consumes,
	    .at = a->params->at,
	    .due_after = a->params->due_after,
	    .files = a->store->files,
	    .foreign = a->store->foreign,
	    .trust_sha256 = a->params->trust->sha256};
	if (reg == NULL)
		return;
	audit->reg.given = true;
	audit->reg.path = reg->path;
	audit->reg.sha256 = reg->lines->sha256;
	audit->reg.trials = reg->lines->n;
	if (reg->signer == NULL)
		return;
	audit->reg.is_signed = audit->reg.has_issued = true;
	audit->reg.owner = reg->signer->owner;
	audit->reg.keyid = reg->signer->key.id;
	audit->reg.issued = reg->claim.issued;
	audit->reg.from = reg->claim.from;
	audit->reg.to = reg->claim.to;
}

static enum ts_class class_of(const struct ts_audit *audit)
{
	if (audit->faults_n > 0 || audit->trials_n == 0)
		return TS_UNDECIDED;
	for (int state = 0; state < TS_COVERAGES; state++)
		if (audit->counts[state] > 0 && ts_coverage_fails((enum ts_coverage)state))
			return TS_BLOCKED;
	return TS_ACCEPTED;
}

int ts_audit(const struct ts_audit_params *params, const struct ts_store *store,
    struct ts_audit *audit, struct ts_err *err)
{
	static const unsigned char any[TS_DIGEST_BYTES];
	struct auditing a = {.params = params, .store = store, .audit = audit, .err = err};
	bool same;
	int ret = -1;

	*audit = (struct ts_audit){.stage = params->stage};
	if (ts_profile_set_load(params->profiles, params->stage, err) != 0)
		return -1;
	a.profile =
	    ts_profile_set_choose(params->profiles, params->stage, any, params->trust, &same);
	if (a.profile == NULL) {
		ts_err_set(err, "profile.known", "unknown stage %.100s", params->stage);
		return ts_err_fix(
		    err, "see tarseal profile list, or give the stage's profile with --profile");
	}
	describe(&a);
	if (sort_out(&a) == 0 && expect(&a) == 0 && join(&a) == 0 && list_faults(&a) == 0) {
		sort(audit->trials, audit->trials_n, sizeof(*audit->trials), failing_first);
		audit->class = class_of(audit);
		ret = 0;
	}
	free(a.ours);
	free(a.by_digest);
	free(a.by_package);
	free(a.expected);
	if (ret != 0)
		ts_audit_free(audit);
	return ret;
}

void ts_audit_free(struct ts_audit *audit)
{
	free(audit->trials);
	free(audit->digests);
	free(audit->faults);
	*audit = (struct ts_audit){.stage = NULL};
}
