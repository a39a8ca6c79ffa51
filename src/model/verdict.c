#include "model/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define FINDINGS_PER_ID 50

const char *ts_result_name(enum ts_result result)
{
	static const char *const names[] = {
	    [TS_PASS] = "pass",
	    [TS_FAIL] = "fail",
	    [TS_SKIP] = "skip",
	    [TS_WAIVED] = "waived",
	    [TS_NOT_RUN] = "not-run",
	};

	return names[result];
}

struct ts_verdict *ts_verdict_new(const char *path)
{
	struct ts_verdict *verdict = calloc(1, sizeof(*verdict));

	if (verdict == NULL)
		return NULL;
	verdict->class = TS_UNDECIDED;
	verdict->path = strdup(path);
	if (verdict->path == NULL) {
		free(verdict);
		return NULL;
	}
	return verdict;
}

static void finding_free(struct ts_finding *finding)
{
	free(finding->id);
	free(finding->message);
	free(finding->at);
	free(finding->expected);
	free(finding->found);
	free(finding->fix);
	free(finding->file);
	free(finding->in);
}

static void clear_list(char **list, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		free(list[i]);
	*n = 0;
}

static void clear_proofs(struct ts_verdict *verdict)
{
	for (size_t i = 0; i < verdict->proofs_n; i++) {
		free(verdict->proofs[i].path);
		free(verdict->proofs[i].owner);
		free(verdict->proofs[i].at);
	}
	verdict->proofs_n = 0;
}

void ts_verdict_clear(struct ts_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n; i++)
		finding_free(&verdict->findings[i]);
	clear_list(verdict->approvers, &verdict->approvers_n);
	clear_list(verdict->conditions, &verdict->conditions_n);
	clear_proofs(verdict);
	verdict->n = 0;
	ts_verdict_index_clear(&verdict->index);
	verdict->class = TS_UNDECIDED;
}

void ts_verdict_set_path(struct ts_verdict *verdict, const char *path)
{
	char *made = strdup(path);

	if (made == NULL) {
		verdict->failed = true;
		return;
	}
	free(verdict->path);
	verdict->path = made;
}

void ts_verdict_free(struct ts_verdict *verdict)
{
	if (verdict == NULL)
		return;
	ts_verdict_clear(verdict);
	free(verdict->findings);
	free(verdict->approvers);
	free(verdict->conditions);
	free(verdict->proofs);
	free(verdict->path);
	free(verdict->name);
	free(verdict->stage);
	free(verdict->subject);
	free(verdict->created);
	free(verdict->actor);
	free(verdict->statement_sha256);
	free(verdict->seal_sha256);
	free(verdict->sealed_before);
	free(verdict->not_before);
	free(verdict->sha256);
	free(verdict);
}

static char *copy(struct ts_verdict *verdict, const char *text)
{
	char *kept;

	if (text == NULL || text[0] == '\0')
		return NULL;
	kept = strdup(text);
	if (kept == NULL)
		verdict->failed = true;
	return kept;
}

void ts_verdict_set(struct ts_verdict *verdict, char **place, const char *text)
{
	free(*place);
	*place = copy(verdict, text);
}

static void add_text(struct ts_verdict *verdict, char ***list, size_t *n, const char *text)
{
	char **grown = realloc(*list, (*n + 1) * sizeof(*grown));
	char *kept = strdup(text);

	if (grown != NULL)
		*list = grown;
	if (grown == NULL || kept == NULL) {
		free(kept);
		verdict->failed = true;
		return;
	}
	grown[(*n)++] = kept;
}

void ts_verdict_add_approver(struct ts_verdict *verdict, const char *text)
{
	add_text(verdict, &verdict->approvers, &verdict->approvers_n, text);
}

void ts_verdict_add_condition(struct ts_verdict *verdict, const char *text)
{
	add_text(verdict, &verdict->conditions, &verdict->conditions_n, text);
}

void ts_verdict_add_proof(struct ts_verdict *verdict, const struct ts_verdict_proof *proof)
{
	struct ts_verdict_proof *grown =
	    ts_grow(verdict->proofs, verdict->proofs_n, sizeof(*grown));

	if (grown == NULL) {
		verdict->failed = true;
		return;
	}
	verdict->proofs = grown;
	grown = &grown[verdict->proofs_n++];
	*grown = *proof;
	grown->path = copy(verdict, proof->path);
	grown->owner = copy(verdict, proof->owner);
	grown->at = copy(verdict, proof->at);
}

bool ts_verdict_names_owner(const struct ts_verdict *verdict, size_t i, const char *kind)
{
	const struct ts_verdict_proof *list = verdict->proofs;

	if (verdict->failed || strcmp(list[i].kind, kind) != 0)
		return false;
	for (size_t k = 0; k < i; k++)
		if (strcmp(list[k].kind, kind) == 0 && strcmp(list[k].owner, list[i].owner) == 0 &&
		    list[k].vouches == list[i].vouches)
			return false;
	return true;
}

static bool make_room(struct ts_verdict *verdict)
{
	size_t cap = verdict->cap == 0 ? 64 : 2 * verdict->cap;
	struct ts_finding *grown;

	if (verdict->n < verdict->cap)
		return true;
	grown = realloc(verdict->findings, cap * sizeof(*grown));
	if (grown == NULL)
		return false;
	verdict->findings = grown;
	verdict->cap = cap;
	return true;
}

/* Add a finding of check ID; NULL (with failed set) when there is no memory. */
static struct ts_finding *add(struct ts_verdict *verdict, const char *id, enum ts_result result)
{
	size_t place = ts_check_find(id);
	struct ts_finding finding = {.id = copy(verdict, id),
	    .place = place,
	    .class = place == ts_checks_n ? TS_UNDECIDED : ts_checks[place].class,
	    .result = result};

	if (finding.id == NULL || !make_room(verdict)) {
		free(finding.id);
		verdict->failed = true;
		return NULL;
	}
	verdict->findings[verdict->n] = finding;
	return &verdict->findings[verdict->n++];
}

/* The verdict's own findings of check ID. Without memory for the index nothing is found, and the
 * verdict has failed anyway. */
static const struct ts_verdict_slot *look_up(struct ts_verdict *verdict, const char *id)
{
	if (ts_verdict_index_update(&verdict->index, verdict->findings, verdict->n) != 0) {
		verdict->failed = true;
		return NULL;
	}
	return ts_verdict_index_find(&verdict->index, verdict->findings, id);
}

/* The first of them, or NULL. */
static struct ts_finding *find(struct ts_verdict *verdict, const char *id)
{
	const struct ts_verdict_slot *slot = look_up(verdict, id);

	return slot == NULL ? NULL : &verdict->findings[slot->first];
}

void ts_verdict_pass(struct ts_verdict *verdict, const char *id, const char *what)
{
	struct ts_finding *finding;

	if (find(verdict, id) != NULL)
		return;
	finding = add(verdict, id, TS_PASS);
	if (finding != NULL)
		finding->message = copy(verdict, what);
}

void ts_verdict_ran(struct ts_verdict *verdict, const char *id)
{
	ts_verdict_pass(verdict, id, NULL);
}

void ts_verdict_skip(struct ts_verdict *verdict, const char *id, const char *why)
{
	struct ts_finding *finding;

	if (find(verdict, id) != NULL)
		return;
	finding = add(verdict, id, TS_SKIP);
	if (finding != NULL)
		finding->message = copy(verdict, why);
}

static size_t count(struct ts_verdict *verdict, const char *id)
{
	const struct ts_verdict_slot *slot = look_up(verdict, id);

	return slot == NULL ? 0 : slot->n;
}

bool ts_verdict_is_full(struct ts_verdict *verdict, const char *id)
{
	return count(verdict, id) > FINDINGS_PER_ID;
}

void ts_verdict_not_run(struct ts_verdict *verdict, const char *id)
{
	if (find(verdict, id) == NULL)
		add(verdict, id, TS_NOT_RUN);
}

/* Where to record a failure of check ID: instead of a pass, or else at the end; NULL beyond the
 * limit. */
static struct ts_finding *place_failure(struct ts_verdict *verdict, const char *id)
{
	struct ts_finding *first = find(verdict, id);
	size_t same = count(verdict, id);

	if (first != NULL && first->result != TS_FAIL && first->result != TS_WAIVED) {
		free(first->message);
		first->message = NULL;
		first->result = TS_FAIL;
		return first;
	}
	if (same > FINDINGS_PER_ID)
		return NULL;
	first = add(verdict, id, TS_FAIL);
	if (first != NULL && same == FINDINGS_PER_ID) {
		first->message =
		    copy(verdict, "there are more findings of this kind than are listed");
		return NULL;
	}
	return first;
}

void ts_verdict_fail(
    struct ts_verdict *verdict, const struct ts_failure *failure, const char *fmt, ...)
{
	struct ts_finding *finding = place_failure(verdict, failure->id);
	char text[1024];
	va_list ap;

	if (finding == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding->message = copy(verdict, text);
	finding->at = copy(verdict, failure->at);
	finding->expected = copy(verdict, failure->expected);
	finding->found = copy(verdict, failure->found);
	finding->fix = copy(verdict, failure->fix);
	finding->file = copy(verdict, failure->file);
	finding->line = failure->line;
}

/* Add a finding about FILE, whatever else there is about check ID. */
static void add_about(struct ts_verdict *verdict, const char *id, enum ts_result result,
    const char *file, const char *why)
{
	struct ts_finding *finding = add(verdict, id, result);

	if (finding == NULL)
		return;
	finding->message = copy(verdict, why);
	finding->file = copy(verdict, file);
}

void ts_verdict_skip_file(
    struct ts_verdict *verdict, const char *id, const char *file, const char *why)
{
	add_about(verdict, id, TS_SKIP, file, why);
}

void ts_verdict_waive(struct ts_verdict *verdict, const char *id, const char *file, const char *why)
{
	add_about(verdict, id, TS_WAIVED, file, why);
}

void ts_verdict_fail_err(struct ts_verdict *verdict, const struct ts_err *err)
{
	ts_verdict_fail(verdict,
	    &(struct ts_failure){
		.id = err->check, .at = err->at, .expected = err->expected, .fix = err->fix},
	    "%s", err->message);
}

bool ts_verdict_has_failed(const struct ts_verdict *verdict, const char *id)
{
	for (size_t i = 0; i < verdict->n; i++)
		if (verdict->findings[i].result == TS_FAIL && verdict->findings[i].in == NULL &&
		    strcmp(verdict->findings[i].id, id) == 0)
			return true;
	return false;
}

bool ts_verdict_any_failed(const struct ts_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n; i++)
		if (verdict->findings[i].result == TS_FAIL)
			return true;
	return verdict->failed;
}

const char *ts_verdict_text(struct ts_verdict *verdict, struct ts_buf *words)
{
	const char *text = ts_buf_cstr(words);

	verdict->failed = verdict->failed || text == NULL;
	return text;
}

void ts_verdict_merge_failures(struct ts_verdict *verdict, struct ts_verdict *other)
{
	verdict->failed = verdict->failed || other->failed;
	for (size_t i = 0; i < other->n; i++) {
		struct ts_finding *theirs = &other->findings[i], *finding = NULL;
		char *id;

		if (theirs->result == TS_FAIL)
			finding = place_failure(verdict, theirs->id);
		if (finding == NULL)
			continue;
		id = finding->id;
		*finding = *theirs;
		*theirs = (struct ts_finding){.id = id};
	}
	ts_verdict_clear(other);
}

void ts_verdict_merge(struct ts_verdict *verdict, struct ts_verdict *other)
{
	verdict->failed = verdict->failed || other->failed;
	for (size_t i = 0; i < other->n; i++) {
		struct ts_finding *finding = add(verdict, other->findings[i].id, TS_PASS);

		if (finding == NULL)
			return;
		free(finding->id);
		*finding = other->findings[i];
		other->findings[i] = (struct ts_finding){0};
	}
	other->n = 0;
	ts_verdict_index_clear(&other->index);
}

void ts_verdict_merge_inner(struct ts_verdict *verdict, struct ts_verdict *inner, const char *place)
{
	verdict->failed = verdict->failed || inner->failed;
	for (size_t i = 0; i < inner->n; i++) {
		struct ts_finding *theirs = &inner->findings[i];
		struct ts_finding *finding = add(verdict, theirs->id, theirs->result);
		char where[512];

		if (finding == NULL)
			return;
		free(finding->id);
		*finding = *theirs;
		*theirs = (struct ts_finding){0};
		if (finding->in == NULL)
			snprintf(where, sizeof(where), "%s", place);
		else
			snprintf(where, sizeof(where), "%s/%s", place, finding->in);
		free(finding->in);
		finding->in = NULL;
		finding->in = copy(verdict, where);
	}
	inner->n = 0;
	ts_verdict_index_clear(&inner->index);
}

/* The order of a finding: the verdict's own by check, then those of inner packages by depth. */
static size_t rank(const struct ts_finding *finding)
{
	return finding->in == NULL ? finding->place : ts_checks_n + strlen(finding->in);
}

/* Sort by rank, by counting. It is stable: gates and findings of the same check keep their order.
 */
static void sort(struct ts_verdict *verdict)
{
	struct ts_finding *sorted = NULL;
	size_t *starts = NULL, ranks = 0;

	for (size_t i = 0; i < verdict->n; i++)
		if (rank(&verdict->findings[i]) >= ranks)
			ranks = rank(&verdict->findings[i]) + 1;
	starts = calloc(ranks + 1, sizeof(*starts));
	sorted = calloc(verdict->n + 1, sizeof(*sorted));
	if (starts == NULL || sorted == NULL) {
		free(starts);
		free(sorted);
		verdict->failed = true;
		return;
	}
	for (size_t i = 0; i < verdict->n; i++)
		starts[rank(&verdict->findings[i]) + 1]++;
	for (size_t r = 1; r < ranks; r++)
		starts[r] += starts[r - 1];
	for (size_t i = 0; i < verdict->n; i++)
		sorted[starts[rank(&verdict->findings[i])]++] = verdict->findings[i];
	free(starts);
	free(verdict->findings);
	verdict->findings = sorted;
	verdict->cap = verdict->n + 1;
	ts_verdict_index_clear(&verdict->index);
}

void ts_verdict_finish(struct ts_verdict *verdict, const char *const *expected, size_t n)
{
	enum ts_class class = TS_ACCEPTED;
	bool not_run = false;

	for (size_t i = 0; i < n; i++)
		ts_verdict_not_run(verdict, expected[i]);
	sort(verdict);
	for (size_t i = 0; i < verdict->n; i++) {
		not_run = not_run || verdict->findings[i].result == TS_NOT_RUN;
		if (verdict->findings[i].result == TS_FAIL)
			class = ts_class_worse(class, verdict->findings[i].class);
	}
	if (verdict->failed || verdict->n == 0 || (not_run && class == TS_ACCEPTED))
		class = TS_UNDECIDED;
	verdict->class = class;
}
