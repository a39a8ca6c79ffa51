#include "model/trust_lint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TEXT 256

struct linting {
	const struct ts_trust *trust;
	struct ts_time now;
	void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text);
	void *ctx;
};

/* Can KEY still sign something new? */
static bool is_usable(const struct linting *l, const struct ts_trust_key *key)
{
	return key->revoked == TS_NOT_REVOKED &&
	       !(key->has_until && ts_time_compare(&l->now, &key->until) > 0);
}

static bool serves(
    const struct linting *l, const struct ts_trust_key *key, enum ts_role role, const char *stage)
{
	return key->roles[role] && is_usable(l, key) && ts_trust_key_serves(key, stage);
}

/* Does an earlier key of the same owner count as well? */
static bool counted_before(const struct linting *l, size_t i, enum ts_role role, const char *stage)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(l->trust->keys[j].owner, l->trust->keys[i].owner) == 0 &&
		    serves(l, &l->trust->keys[j], role, stage))
			return true;
	return false;
}

static int64_t count_owners(const struct linting *l, enum ts_role role, const char *stage)
{
	int64_t n = 0;

	for (size_t i = 0; i < l->trust->keys_n; i++)
		n += serves(l, &l->trust->keys[i], role, stage) &&
		     !counted_before(l, i, role, stage);
	return n;
}

/* The number of owners who could act for STAGE in either role. */
static int64_t count_either(const struct linting *l, const char *stage)
{
	int64_t n = count_owners(l, TS_PRODUCER, stage);

	for (size_t i = 0; i < l->trust->keys_n; i++) {
		bool produces = false;

		if (!serves(l, &l->trust->keys[i], TS_APPROVER, stage) ||
		    counted_before(l, i, TS_APPROVER, stage))
			continue;
		for (size_t j = 0; j < l->trust->keys_n; j++)
			produces = produces ||
				   (strcmp(l->trust->keys[j].owner, l->trust->keys[i].owner) == 0 &&
				       serves(l, &l->trust->keys[j], TS_PRODUCER, stage));
		n += !produces;
	}
	return n;
}

static void lint_threshold(
    const struct linting *l, const char *at, const char *stage, enum ts_role role, int64_t wanted)
{
	int64_t owners = count_owners(l, role, stage);
	char text[TEXT];

	if (owners >= wanted)
		return;
	snprintf(text, sizeof(text),
	    "%lld %s%s must sign, but only %lld owner%s can: nothing new can be accepted",
	    (long long)wanted, ts_role_name(role), wanted == 1 ? "" : "s", (long long)owners,
	    owners == 1 ? "" : "s");
	l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
}

/* Can enough people sign for STAGE? AT names it for people. */
static void lint_people(const struct linting *l, const char *at, const char *stage)
{
	const struct ts_stage_rules rules = ts_trust_rules(l->trust, stage);

	lint_threshold(l, at, stage, TS_PRODUCER, rules.producers);
	lint_threshold(l, at, stage, TS_APPROVER, rules.approvers);
	if (rules.separate && rules.approvers > 0 &&
	    count_either(l, stage) < rules.producers + rules.approvers &&
	    count_owners(l, TS_PRODUCER, stage) >= rules.producers &&
	    count_owners(l, TS_APPROVER, stage) >= rules.approvers)
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    "producers and approvers must be different people, but there are too few");
}

/* Report what is weaker than it could be. STAGE "" stands for all that the policy does not name. */
static void lint_rules(const struct linting *l, const char *at, const char *stage)
{
	const struct ts_stage_rules rules = ts_trust_rules(l->trust, stage);

	if (rules.approvers == 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "no approver must sign: the producer alone is responsible for the approval");
	if (!rules.separate)
		l->tell(l->ctx, TS_LINT_ADVICE, at, "a producer may approve their own work");
	if (rules.max_age < 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "there is no max_age: with a stolen key, a seal can be dated before the theft");
	if (rules.approval_max_age < 0 && rules.approvers > 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "there is no approval_max_age: an approval of any age can be used");
}

/* Do two names differ only in case, or in characters other than letters and digits? */
static bool are_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a != '\0' && !isalnum((unsigned char)*a))
			a++;
		while (*b != '\0' && !isalnum((unsigned char)*b))
			b++;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

static void lint_key(const struct linting *l, size_t i)
{
	const struct ts_trust_key *key = &l->trust->keys[i];
	char at[64], text[TEXT];

	snprintf(at, sizeof(at), "/keys/%zu", i);
	if (key->example)
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    "this is a published example key: anybody can sign with it");
	if (key->has_until && ts_time_compare(&l->now, &key->until) > 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "the key has expired: it counts only for what was signed before");
	if (key->revoked != TS_NOT_REVOKED && ts_time_compare(&key->revoked_at, &l->now) > 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at, "the key's revocation is in the future");
	for (size_t j = 0; j < i; j++) {
		const char *other = l->trust->keys[j].owner;

		if (strcmp(other, key->owner) == 0 || !are_alike(other, key->owner))
			continue;
		snprintf(text, sizeof(text),
		    "the owners \"%.64s\" and \"%.64s\" have almost the same name, but count as "
		    "two people",
		    other, key->owner);
		l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
	}
}

void ts_trust_lint(const struct ts_trust *trust, const struct ts_time *now,
    const char *const *stages, size_t n,
    void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text), void *ctx)
{
	const struct linting l = {.trust = trust, .now = *now, .tell = tell, .ctx = ctx};
	const struct ts_json *named = ts_json_get(trust->json, "stages");
	const struct ts_register_rules reg = ts_trust_register(trust);
	char at[96];

	for (size_t i = 0; i < trust->keys_n; i++)
		lint_key(&l, i);
	for (const struct ts_json *s = ts_json_first(named); s != NULL; s = ts_json_next(s)) {
		snprintf(at, sizeof(at), "/stages/%s", ts_json_name(s));
		lint_people(&l, at, ts_json_name(s));
		lint_rules(&l, at, ts_json_name(s));
	}
	for (size_t i = 0; i < n; i++) {
		snprintf(at, sizeof(at), "%s, by default", stages[i]);
		if (ts_json_get(named, stages[i]) == NULL)
			lint_people(&l, at, stages[i]);
	}
	lint_rules(&l, "/default", "");
	if (reg.is_signed || reg.max_age >= 0)
		lint_threshold(&l, "/register", "register", TS_REGISTRAR, 1);
}
