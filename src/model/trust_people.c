#include "model/trust_people.h"

#include <stdlib.h>
#include <string.h>

/* An owner may act, in these roles, for the stages that match PATTERN. */
struct grant {
	const char *pattern;
	const char *owner_name;
	size_t owner; /* the number of that owner */
	unsigned roles;
};

/* The grants of one pattern: N of them from FIRST on. */
struct pattern {
	const char *text;
	size_t literal; /* the length of what comes before the first "*" */
	size_t first, n;
};

struct ts_people {
	struct grant *grants; /* owned, like all arrays here; sorted by pattern */
	size_t n;
	struct pattern *patterns; /* sorted by literal part: shorter ones first, then by bytes */
	size_t patterns_n;
	unsigned *roles; /* for each owner: those counted for the current stage */
	size_t *counted; /* for each owner: the number of the last count that ROLES is of */
	size_t counts;
	/* The patterns that the last stage matched, and its count: the next one's is often the
	 * same. */
	size_t *hits, *last;
	size_t last_n;
	struct ts_people_count last_count;
};

static size_t count_grants(const struct ts_trust *trust)
{
	size_t n = 0;

	for (size_t i = 0; i < trust->keys_n; i++)
		n += trust->keys[i].stages == NULL ? 1 : ts_json_count(trust->keys[i].stages);
	return n;
}

static void add_grant(struct ts_people *people, const struct ts_trust_key *key, const char *pattern)
{
	struct grant *grant = &people->grants[people->n++];

	*grant = (struct grant){.pattern = pattern, .owner_name = key->owner};
	for (int r = 0; r < TS_ROLES; r++)
		grant->roles |= key->roles[r] ? 1U << r : 0;
}

static void list_grants(
    struct ts_people *people, const struct ts_trust *trust, const struct ts_time *now)
{
	for (size_t i = 0; i < trust->keys_n; i++) {
		const struct ts_trust_key *key = &trust->keys[i];

		if (!ts_validity_usable(&key->validity, now))
			continue;
		if (key->stages == NULL)
			add_grant(people, key, "*");
		for (const struct ts_json *s = ts_json_first(key->stages); s != NULL;
		     s = ts_json_next(s))
			add_grant(people, key, ts_json_string(s));
	}
}

static int compare_owners(const void *a, const void *b)
{
	return strcmp(((const struct grant *)a)->owner_name, ((const struct grant *)b)->owner_name);
}

static void number_owners(struct ts_people *people)
{
	size_t number = 0;

	qsort(people->grants, people->n, sizeof(struct grant), compare_owners);
	for (size_t i = 0; i < people->n; i++) {
		if (i > 0 && compare_owners(&people->grants[i - 1], &people->grants[i]) != 0)
			number++;
		people->grants[i].owner = number;
	}
}

static size_t literal_length(const char *pattern)
{
	return strcspn(pattern, "*");
}

static int compare_patterns(const char *a, const char *b)
{
	size_t one = literal_length(a), other = literal_length(b);
	int order = (one > other) - (one < other);

	return order != 0 ? order : strcmp(a, b);
}

static int compare_grants(const void *a, const void *b)
{
	const struct grant *one = a, *other = b;
	int order = compare_patterns(one->pattern, other->pattern);

	return order != 0 ? order : (one->owner > other->owner) - (one->owner < other->owner);
}

static void list_patterns(struct ts_people *people)
{
	qsort(people->grants, people->n, sizeof(struct grant), compare_grants);
	for (size_t i = 0; i < people->n; i++) {
		const char *text = people->grants[i].pattern;
		struct pattern *last = &people->patterns[people->patterns_n];

		if (i > 0 && strcmp(last[-1].text, text) == 0) {
			last[-1].n++;
			continue;
		}
		*last = (struct pattern){
		    .text = text, .literal = literal_length(text), .first = i, .n = 1};
		people->patterns_n++;
	}
}

int ts_people_new(const struct ts_trust *trust, const struct ts_time *now,
    struct ts_people **result, struct ts_err *err)
{
	struct ts_people *people = calloc(1, sizeof(*people));
	size_t n = count_grants(trust) + 1;

	*result = NULL;
	if (people == NULL)
		return ts_err_nomem(err);
	people->grants = calloc(n, sizeof(*people->grants));
	people->patterns = calloc(n, sizeof(*people->patterns));
	people->roles = calloc(n, sizeof(*people->roles));
	people->counted = calloc(n, sizeof(*people->counted));
	people->hits = calloc(n, sizeof(*people->hits));
	people->last = calloc(n, sizeof(*people->last));
	if (people->grants == NULL || people->patterns == NULL || people->roles == NULL ||
	    people->counted == NULL || people->hits == NULL || people->last == NULL) {
		ts_people_free(people);
		return ts_err_nomem(err);
	}
	list_grants(people, trust, now);
	number_owners(people);
	list_patterns(people);
	*result = people;
	return 0;
}

void ts_people_free(struct ts_people *people)
{
	if (people == NULL)
		return;
	free(people->grants);
	free(people->patterns);
	free(people->roles);
	free(people->counted);
	free(people->hits);
	free(people->last);
	free(people);
}

/* The first pattern whose literal part is not before the LEN bytes at TEXT. */
static size_t lower_bound(const struct ts_people *people, const char *text, size_t len)
{
	size_t from = 0, to = people->patterns_n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct pattern *p = &people->patterns[middle];

		if (p->literal < len || (p->literal == len && strncmp(p->text, text, len) < 0))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* List the patterns that STAGE matches in people->hits: only those can whose literal part it begins
 * with. */
static size_t find_patterns(struct ts_people *people, const char *stage)
{
	size_t n = 0;

	for (size_t len = 0; len <= strlen(stage); len++) {
		for (size_t i = lower_bound(people, stage, len); i < people->patterns_n; i++) {
			const struct pattern *p = &people->patterns[i];

			if (p->literal != len || strncmp(p->text, stage, len) != 0)
				break;
			if (ts_trust_pattern_matches(p->text, stage))
				people->hits[n++] = i;
		}
	}
	return n;
}

static void count_grant(
    struct ts_people *people, const struct grant *grant, struct ts_people_count *count)
{
	const unsigned either = 1U << TS_PRODUCER | 1U << TS_APPROVER;
	unsigned before, after;

	if (people->counted[grant->owner] != people->counts) {
		people->counted[grant->owner] = people->counts;
		people->roles[grant->owner] = 0;
	}
	before = people->roles[grant->owner];
	after = before | grant->roles;
	people->roles[grant->owner] = after;
	for (int r = 0; r < TS_ROLES; r++)
		count->in_role[r] += (after & ~before) >> r & 1;
	count->either += (before & either) == 0 && (after & either) != 0;
}

void ts_people_count(struct ts_people *people, const char *stage, struct ts_people_count *count)
{
	size_t n = find_patterns(people, stage);

	if (people->counts == 0 || n != people->last_n ||
	    memcmp(people->hits, people->last, n * sizeof(*people->hits)) != 0) {
		struct ts_people_count fresh = {0};

		people->counts++;
		for (size_t i = 0; i < n; i++) {
			const struct pattern *p = &people->patterns[people->hits[i]];

			for (size_t j = 0; j < p->n; j++)
				count_grant(people, &people->grants[p->first + j], &fresh);
		}
		memcpy(people->last, people->hits, n * sizeof(*people->hits));
		people->last_n = n;
		people->last_count = fresh;
	}
	*count = people->last_count;
}
