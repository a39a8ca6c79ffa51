#define _GNU_SOURCE /* qsort_r */

#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

#include "audit/audit_state.h"
#include "base/permute.h"

static int compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int failing_first(const void *a, const void *b)
{
	const struct ts_expiry *x = a, *y = b;
	int order = (int)ts_coverage_fails(y->state) - (int)ts_coverage_fails(x->state);

	if (order == 0)
		order = compare_texts(x->ref, y->ref);
	if (order == 0)
		order = (int)y->has_expired - (int)x->has_expired;
	if (order == 0 && x->has_expired)
		order = ts_time_compare(&x->expired, &y->expired);
	return order != 0 ? order : compare_texts(ts_expiry_path(x), ts_expiry_path(y));
}

static int compare_faults(const void *a, const void *b)
{
	const struct ts_audit_fault *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order != 0 ? order : strcmp(x->message, y->message);
}

/* List the faults by path: threads find them in any order. */
static int list_faults(struct ts_auditing *a)
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
	if (audit->faults_n > 1)
		qsort(audit->faults, audit->faults_n, sizeof(*audit->faults), compare_faults);
	return 0;
}

static void describe(struct ts_auditing *a)
{
	const struct ts_audit_params *params = a->params;
	const struct ts_registered *reg = params->reg;
	struct ts_audit *audit = a->audit;

	*audit = (struct ts_audit){.stage = params->profile->id,
	    .stage_title = params->profile->title,
	    .name = params->profile->subject_name,
	    .consumes = params->profile->consumes,
	    .at = params->at,
	    .due_after = params->due_after,
	    .files = a->store->files,
	    .brief = a->store->brief,
	    .foreign = a->store->foreign,
	    .trust_sha256 = params->trust->sha256};
	if (reg == NULL)
		return;
	audit->reg.given = true;
	audit->reg.path = reg->path;
	audit->reg.sha256 = reg->lines->sha256;
	audit->reg.lines = reg->lines->n;
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
	if (audit->faults_n > 0 || audit->expiries_n == 0 ||
	    audit->counts[TS_COVERAGE_UNDECIDED] > 0)
		return TS_UNDECIDED;
	for (int state = 0; state < TS_COVERAGES; state++)
		if (audit->counts[state] > 0 && ts_coverage_fails((enum ts_coverage)state))
			return TS_BLOCKED;
	return TS_ACCEPTED;
}

int ts_audit_profiles(struct ts_profile_set *profiles, const char *stage,
    const struct ts_trust *trust, const struct ts_profile **result,
    const struct ts_profile **before, struct ts_err *err)
{
	const struct ts_profile *profile;

	if (ts_profile_set_newest(profiles, stage, trust, &profile, err) != 0)
		return -1;
	if (profile == NULL) {
		ts_err_set(err, "profile.known", "unknown stage %.100s", stage);
		return ts_err_fix(
		    err, "see tarseal profile list, or give the stage's profile with --profile");
	}
	*result = profile;
	return ts_profile_set_newest(profiles, profile->consumes, trust, before, err);
}

static int failing_first_of(const void *a, const void *b, void *ctx)
{
	const struct ts_expiry *list = ctx;

	return failing_first(&list[*(const size_t *)a], &list[*(const size_t *)b]);
}

/* Sort the expiries by their numbers, which are small: sorting them as they are would take as much
 * memory again. */
static int sort_expiries(struct ts_audit *audit, struct ts_err *err)
{
	const size_t n = audit->expiries_n;
	size_t *order = calloc(n + 1, sizeof(*order));
	int ret;

	if (order == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), failing_first_of, audit->expiries);
	ret = ts_permute(audit->expiries, n, sizeof(*audit->expiries), order, err);
	free(order);
	return ret;
}

int ts_audit(const struct ts_audit_params *params, const struct ts_store *store,
    struct ts_audit *audit, struct ts_err *err)
{
	struct ts_auditing a = {.params = params, .store = store, .audit = audit, .err = err};
	int ret = -1;

	describe(&a);
	if (ts_audit_entries(&a) == 0 && ts_audit_join(&a) == 0)
		ret = list_faults(&a);
	free(a.entries);
	if (ret == 0) {
		audit->class = class_of(audit);
		ret = sort_expiries(audit, err);
	}
	if (ret != 0)
		ts_audit_free(audit);
	return ret;
}

void ts_audit_free(struct ts_audit *audit)
{
	for (size_t i = 0; i < audit->notes_n; i++)
		free(audit->notes[i]);
	free(audit->notes);
	free(audit->expiries);
	free(audit->refused);
	free(audit->outside);
	free(audit->faults);
	*audit = (struct ts_audit){.stage = NULL};
}
