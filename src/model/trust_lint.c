#include "model/trust_lint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "crypto/timestamp.h"
#include "model/trust_people.h"

#define TEXT      256
#define NAMES_MAX 100 /* how many names are compared to suggest one */

struct linting {
	const struct ts_trust *trust;
	struct ts_time now;
	struct ts_people *people;
	const char *const *builtin; /* the stages that every verifier knows */
	size_t builtin_n;
	const char **known; /* owned: these, and those that the policy pins; sorted */
	size_t known_n;
	void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text);
	void *ctx;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_known(struct linting *l, struct ts_err *err)
{
	const struct ts_json *named = ts_json_get(l->trust->json, "stages");

	l->known = calloc(l->builtin_n + ts_json_count(named) + 1, sizeof(*l->known));
	if (l->known == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < l->builtin_n; i++)
		l->known[l->known_n++] = l->builtin[i];
	for (const struct ts_json *s = ts_json_first(named); s != NULL; s = ts_json_next(s))
		if (ts_json_count(ts_json_get(s, "profiles")) > 0)
			l->known[l->known_n++] = ts_json_name(s);
	qsort(l->known, l->known_n, sizeof(*l->known), compare_names);
	return 0;
}

/* Does PATTERN match a stage that exists? */
static bool matches_known(const struct linting *l, const char *pattern)
{
	size_t literal = strcspn(pattern, "*"), from = 0, to = l->known_n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strncmp(l->known[middle], pattern, literal) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < l->known_n && strncmp(l->known[from], pattern, literal) == 0; from++)
		if (ts_trust_pattern_matches(pattern, l->known[from]))
			return true;
	return false;
}

/* Report that what AT names, NAME, is no stage that exists. */
static void tell_unknown(const struct linting *l, const char *at, const char *before,
    const char *name, const char *after)
{
	const char *near =
	    ts_nearest(name, l->known, l->known_n < NAMES_MAX ? l->known_n : NAMES_MAX);
	char text[TEXT], hint[96] = "";

	if (near != NULL)
		snprintf(hint, sizeof(hint), " (did you mean \"%.64s\"?)", near);
	snprintf(text, sizeof(text),
	    "%s \"%.64s\" %s: it is neither built in nor pinned by this policy%s", before, name,
	    after, hint);
	l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
}

static void lint_threshold(
    const struct linting *l, const char *at, enum ts_role role, int64_t wanted, int64_t owners)
{
	char text[TEXT], can[48];

	if (owners >= wanted)
		return;
	if (owners == 0)
		snprintf(can, sizeof(can), "nobody can");
	else
		snprintf(can, sizeof(can), "only %lld owner%s can", (long long)owners,
		    owners == 1 ? "" : "s");
	snprintf(text, sizeof(text), "%lld %s%s must sign, but %s: nothing new can be accepted",
	    (long long)wanted, ts_role_name(role), wanted == 1 ? "" : "s", can);
	l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
}

/* Can enough people sign for STAGE under RULES? */
static bool is_possible(
    const struct linting *l, const struct ts_stage_rules *rules, const char *stage)
{
	struct ts_people_count people;

	ts_people_count(l->people, stage, &people);
	return people.in_role[TS_PRODUCER] >= rules->producers &&
	       people.in_role[TS_APPROVER] >= rules->approvers &&
	       (!rules->separate || rules->approvers == 0 ||
		   people.either >= rules->producers + rules->approvers);
}

/* Report why not enough people can sign for STAGE. */
static void lint_people(
    const struct linting *l, const struct ts_stage_rules *rules, const char *at, const char *stage)
{
	struct ts_people_count people;

	ts_people_count(l->people, stage, &people);
	lint_threshold(l, at, TS_PRODUCER, rules->producers, people.in_role[TS_PRODUCER]);
	lint_threshold(l, at, TS_APPROVER, rules->approvers, people.in_role[TS_APPROVER]);
	if (people.in_role[TS_PRODUCER] >= rules->producers &&
	    people.in_role[TS_APPROVER] >= rules->approvers && !is_possible(l, rules, stage))
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    "producers and approvers must be different people, but there are too few");
}

/* Report what is weaker than it could be, and what nothing can meet. */
static void lint_rules(const struct linting *l, const struct ts_stage_rules *rules, const char *at)
{
	if (rules->max_age == 0 || rules->approval_max_age == 0)
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    rules->max_age == 0
			? "max_age is zero: nothing can be accepted"
			: "approval_max_age is zero: nothing can be sealed in time");
	if (rules->approvers == 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "no approver must sign: the producer alone is responsible for the approval");
	if (!rules->separate)
		l->tell(l->ctx, TS_LINT_ADVICE, at, "a producer may approve their own work");
	if (rules->max_age < 0 && rules->proven_within < 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    rules->stamped ? "there is no max_age and no proven_within: with a stolen key, "
				     "a seal can be dated before the theft"
				   : "there is no max_age: with a stolen key, a seal can be dated "
				     "before the theft");
	if (rules->approval_max_age < 0 && rules->approvers > 0)
		l->tell(l->ctx, TS_LINT_ADVICE, at,
		    "there is no approval_max_age: an approval of any age can be used");
}

/* Report the key's patterns that match no stage. A registrar acts for the "register", and
 * a verifier who signs lines for "lines". */
static void lint_patterns(const struct linting *l, const struct ts_trust_key *key, const char *at)
{
	for (const struct ts_json *s = ts_json_first(key->stages); s != NULL; s = ts_json_next(s)) {
		const char *pattern = ts_json_string(s);

		if (!matches_known(l, pattern) &&
		    !(key->roles[TS_REGISTRAR] && ts_trust_pattern_matches(pattern, "register")) &&
		    !(key->roles[TS_VERIFIER] && ts_trust_pattern_matches(pattern, "lines")))
			tell_unknown(l, at, "the key's pattern", pattern, "matches no stage");
	}
}

/* Report what keeps WHAT from counting for what it signs now. */
static void lint_validity(
    const struct linting *l, const struct ts_validity *v, const char *what, const char *at)
{
	char text[TEXT];

	if (v->has_from && ts_time_compare(&l->now, &v->from) < 0) {
		snprintf(text, sizeof(text),
		    "the %s is not valid yet: nothing that is signed now counts", what);
		l->tell(l->ctx, TS_LINT_ADVICE, at, text);
	}
	if (v->has_until && ts_time_compare(&l->now, &v->until) > 0) {
		snprintf(text, sizeof(text),
		    "the %s has expired: it counts only for what was signed before", what);
		l->tell(l->ctx, TS_LINT_ADVICE, at, text);
	}
	if (v->revoked != TS_NOT_REVOKED && ts_time_compare(&v->revoked_at, &l->now) > 0) {
		snprintf(text, sizeof(text), "the %s's revocation is in the future", what);
		l->tell(l->ctx, TS_LINT_ADVICE, at, text);
	}
}

static void lint_key(const struct linting *l, size_t i)
{
	const struct ts_trust_key *key = &l->trust->keys[i];
	char at[64];

	snprintf(at, sizeof(at), "/keys/%zu", i);
	if (key->example)
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    "this is a published example key: anybody can sign with it");
	lint_validity(l, &key->validity, "key", at);
	lint_patterns(l, key, at);
}

/* Compare two names by their letters and digits, ignoring case. */
static int compare_loosely(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a != '\0' && !isalnum((unsigned char)*a))
			a++;
		while (*b != '\0' && !isalnum((unsigned char)*b))
			b++;
		if (*a == '\0' || tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return tolower((unsigned char)*a) - tolower((unsigned char)*b);
	}
}

/* Like names come together, each owner's keys in the order of the policy. */
static int compare_owners(const void *a, const void *b)
{
	const struct ts_trust_key *one = *(const struct ts_trust_key *const *)a;
	const struct ts_trust_key *other = *(const struct ts_trust_key *const *)b;
	int order = compare_loosely(one->owner, other->owner);

	if (order == 0)
		order = strcmp(one->owner, other->owner);
	return order != 0 ? order : (one > other) - (one < other);
}

/* Report names that are almost the same, once for each. */
static int lint_owners(const struct linting *l, struct ts_err *err)
{
	const struct ts_trust *trust = l->trust;
	const struct ts_trust_key **keys = calloc(trust->keys_n + 1, sizeof(*keys));
	char at[64], text[TEXT];

	if (keys == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < trust->keys_n; i++)
		keys[i] = &trust->keys[i];
	qsort(keys, trust->keys_n, sizeof(struct ts_trust_key *), compare_owners);
	for (size_t i = 1; i < trust->keys_n; i++) {
		const char *before = keys[i - 1]->owner, *owner = keys[i]->owner;

		if (compare_loosely(before, owner) != 0 || strcmp(before, owner) == 0)
			continue;
		snprintf(at, sizeof(at), "/keys/%zu", (size_t)(keys[i] - trust->keys));
		snprintf(text, sizeof(text),
		    "the owners \"%.64s\" and \"%.64s\" have almost the same name, but count as "
		    "two people",
		    before, owner);
		l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
	}
	free(keys);
	return 0;
}

/* The stages that the policy names. */
static void lint_named(const struct linting *l)
{
	const struct ts_json *named = ts_json_get(l->trust->json, "stages");
	char at[96];

	for (const struct ts_json *s = ts_json_first(named); s != NULL; s = ts_json_next(s)) {
		const struct ts_stage_rules rules = ts_trust_rules_of(l->trust, s);
		const char *stage = ts_json_name(s);

		snprintf(at, sizeof(at), "/stages/%.64s", stage);
		if (!matches_known(l, stage)) {
			tell_unknown(l, at, "the rules for", stage,
			    "never apply, because there is no such stage");
			continue;
		}
		if (ts_json_get(s, "profiles") != NULL &&
		    ts_json_count(ts_json_get(s, "profiles")) == 0)
			l->tell(l->ctx, TS_LINT_PROBLEM, at,
			    "profiles is empty, so no profile of the stage is allowed: nothing can "
			    "be accepted");
		lint_people(l, &rules, at, stage);
		lint_rules(l, &rules, at);
	}
}

/* The stages that have no rules of their own. Nobody has to use every built-in one, but if somebody
 * may sign for some of them, at least one must be possible. */
static void lint_default(const struct linting *l)
{
	const struct ts_stage_rules rules = ts_trust_rules_of(l->trust, NULL);
	const struct ts_json *named = ts_json_get(l->trust->json, "stages");
	bool possible = false;
	char at[96];

	for (size_t i = 0; i < l->builtin_n; i++)
		possible = possible || (ts_json_get(named, l->builtin[i]) == NULL &&
					   is_possible(l, &rules, l->builtin[i]));
	for (size_t i = 0; !possible && i < l->builtin_n; i++) {
		struct ts_people_count people;

		ts_people_count(l->people, l->builtin[i], &people);
		if (ts_json_get(named, l->builtin[i]) != NULL ||
		    (ts_json_first(named) != NULL && people.either == 0))
			continue;
		snprintf(at, sizeof(at), "%.64s, by default", l->builtin[i]);
		lint_people(l, &rules, at, l->builtin[i]);
	}
	lint_rules(l, &rules, "/default");
}

static void lint_register(const struct linting *l)
{
	const struct ts_register_rules rules = ts_trust_register(l->trust);
	struct ts_people_count people;

	ts_people_count(l->people, "register", &people);
	if (rules.is_signed || rules.max_age >= 0)
		lint_threshold(l, "/register", TS_REGISTRAR, 1, people.in_role[TS_REGISTRAR]);
}

static void lint_lines(const struct linting *l)
{
	struct ts_people_count people;

	ts_people_count(l->people, "lines", &people);
	if (ts_trust_lines_signed(l->trust))
		lint_threshold(l, "/lines", TS_VERIFIER, 1, people.in_role[TS_VERIFIER]);
}

/* Report what is wrong with a certificate. Can it vouch for stamps that are made now? Returns 1, 0,
 * or -1 when that is unknown. */
static int lint_certificate(
    const struct linting *l, const struct ts_buf *der, const char *at, struct ts_err *err)
{
	struct ts_certificate certificate;
	char text[TEXT + TS_ERR_TEXT];

	if (ts_certificate_read(der->data, der->len, &certificate, err) != 0) {
		if (strcmp(err->check, "io") == 0)
			return -1;
		l->tell(l->ctx, TS_LINT_PROBLEM, at, err->message);
		return 0;
	}
	if (!certificate.is_issuer && !certificate.is_authority) {
		snprintf(text, sizeof(text),
		    "the certificate of %.128s is neither that of a time-stamping authority nor "
		    "that of an issuer: no stamp counts under it",
		    certificate.subject);
		l->tell(l->ctx, TS_LINT_PROBLEM, at, text);
		return 0;
	}
	if (ts_time_compare(&l->now, &certificate.until) <= 0)
		return 1;
	snprintf(text, sizeof(text),
	    "the certificate of %.128s has ended: it counts only for stamps made before",
	    certificate.subject);
	l->tell(l->ctx, TS_LINT_ADVICE, at, text);
	return 0;
}

/* The same for an authority. */
static int lint_authority(const struct linting *l, size_t i, struct ts_err *err)
{
	const struct ts_trust_authority *authority = &l->trust->time.authorities[i];
	int can, usable = 0;
	char at[64];

	snprintf(at, sizeof(at), "/time/authorities/%zu", i);
	lint_validity(l, &authority->validity, "authority", at);
	for (size_t k = 0; k < authority->certificates_n; k++) {
		can = lint_certificate(l, &authority->certificates[k], at, err);
		if (can < 0)
			return -1;
		usable |= can;
	}
	for (size_t k = 0; k < l->trust->keys_n; k++)
		if (l->trust->keys[k].roles[TS_PRODUCER] &&
		    compare_loosely(l->trust->keys[k].owner, authority->owner) == 0) {
			l->tell(l->ctx, TS_LINT_ADVICE, at,
			    "its owner is also a producer: whoever seals vouches for the time");
			break;
		}
	return usable && ts_validity_usable(&authority->validity, &l->now);
}

/* Report what is wrong with the authorities, and whether too few of them can vouch for a time. */
static int lint_time(const struct linting *l, struct ts_err *err)
{
	const struct ts_trust_time *time = &l->trust->time;
	const char *counted[TS_STAMPS_MOST] = {NULL};
	int64_t owners = 0;
	char text[TEXT];

	if (ts_json_get(l->trust->json, "time") == NULL)
		return 0;
	for (size_t i = 0; i < time->n; i++) {
		int can = lint_authority(l, i, err);
		int64_t k = 0;

		if (can < 0)
			return -1;
		if (can == 0)
			continue;
		while (k < owners && strcmp(counted[k], time->authorities[i].owner) != 0)
			k++;
		if (k == owners && owners < TS_STAMPS_MOST)
			counted[owners++] = time->authorities[i].owner;
	}
	if (time->stamps > TS_STAMPS_KEPT) {
		snprintf(text, sizeof(text),
		    "%lld owners must vouch for a time, but at most %d stamps can lie beside a "
		    "bundle",
		    (long long)time->stamps, TS_STAMPS_KEPT);
		l->tell(l->ctx, TS_LINT_PROBLEM, "/time/stamps", text);
	}
	if ((int64_t)time->n * time->stamps > TS_STAMPS_CHECKED)
		l->tell(l->ctx, TS_LINT_ADVICE, "/time/authorities",
		    "at most 32 signatures of stamps are verified for a bundle, each under each "
		    "authority in this order: put those in use first");
	if (owners >= time->stamps)
		return 0;
	snprintf(text, sizeof(text),
	    "%lld owner%s must vouch for a time, but only %lld can: nothing new can be proven",
	    (long long)time->stamps, time->stamps == 1 ? "" : "s", (long long)owners);
	l->tell(l->ctx, TS_LINT_PROBLEM, "/time/stamps", text);
	return 0;
}

/* Report keys that still count for what is proven, where nothing can prove it. */
static void lint_since(const struct linting *l)
{
	char at[64];

	for (size_t i = 0; i < l->trust->keys_n && l->trust->time.n == 0; i++) {
		if (!l->trust->keys[i].validity.has_since)
			continue;
		snprintf(at, sizeof(at), "/keys/%zu", i);
		l->tell(l->ctx, TS_LINT_PROBLEM, at,
		    "\"since\" has no effect: the policy lists nobody whose time stamps count");
	}
}

int ts_trust_lint(const struct ts_trust *trust, const struct ts_time *now,
    const char *const *stages, size_t n,
    void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text), void *ctx,
    struct ts_err *err)
{
	struct linting l = {.trust = trust,
	    .now = *now,
	    .builtin = stages,
	    .builtin_n = n,
	    .tell = tell,
	    .ctx = ctx};
	int ret = -1;

	if (ts_people_new(trust, now, &l.people, err) != 0 || list_known(&l, err) != 0)
		goto done;
	for (size_t i = 0; i < trust->keys_n; i++)
		lint_key(&l, i);
	if (lint_owners(&l, err) != 0)
		goto done;
	lint_named(&l);
	lint_default(&l);
	lint_register(&l);
	lint_lines(&l);
	lint_since(&l);
	ret = lint_time(&l, err);
done:
	ts_people_free(l.people);
	free(l.known);
	return ret;
}
