#include "model/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "format/value.h"
#include "scanner/mailbox.h"

#define CHECK     "trust.valid"
#define OWNER_MAX 128
#define MANY      64

static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the trust policy: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

static int shape(const struct ts_json *json, const char *at, const struct ts_member *members,
    size_t n, struct ts_err *err)
{
	return ts_json_shape(json, at, members, n, CHECK, err);
}

const char *ts_role_name(enum ts_role role)
{
	static const char *const names[TS_ROLES] = {
	    [TS_PRODUCER] = "producer",
	    [TS_APPROVER] = "approver",
	    [TS_VERIFIER] = "verifier",
	    [TS_REGISTRAR] = "registrar",
	};

	return names[role];
}

static int read_roles(
    const struct ts_json *roles, const char *at, struct ts_trust_key *key, struct ts_err *err)
{
	size_t index = 0;

	if (ts_json_count(roles) == 0)
		return wrong(
		    err, at, "a key has no role", "producer, approver, verifier, registrar");
	for (const struct ts_json *r = ts_json_first(roles); r != NULL; r = ts_json_next(r)) {
		const char *name = ts_json_string(r);
		size_t role = 0;

		while (role < TS_ROLES &&
		       (name == NULL || strcmp(name, ts_role_name((enum ts_role)role)) != 0))
			role++;
		if (role == TS_ROLES) {
			wrong(err, at, "a key has an unknown role",
			    "producer, approver, verifier, registrar");
			return ts_err_at(err, "%s/roles/%zu", at, index);
		}
		key->roles[role] = true;
		index++;
	}
	return 0;
}

static int read_patterns(const struct ts_json *stages, const char *at, struct ts_err *err)
{
	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s)) {
		const char *pattern = ts_json_string(s);

		if (pattern == NULL || pattern[0] == '\0' || strlen(pattern) > 64 ||
		    strspn(pattern, "abcdefghijklmnopqrstuvwxyz0123456789-*") != strlen(pattern))
			return wrong(err, at, "a stage pattern in \"stages\" is malformed",
			    "a stage id in which \"*\" stands for any text");
	}
	if (stages != NULL && ts_json_count(stages) == 0)
		return wrong(
		    err, at, "a key has an empty list of stages", "at least one stage, or no list");
	return 0;
}

static int refuse_twin(const struct ts_trust *trust, const struct ts_trust_key *twin,
    const struct ts_trust_key *key, struct ts_err *err)
{
	char at[64];

	snprintf(at, sizeof(at), "/keys/%zu", (size_t)(key - trust->keys));
	if (strcmp(twin->owner, key->owner) == 0)
		return wrong(
		    err, at, "the key is listed twice", "each key once, with all of its roles");
	ts_err_set(err, CHECK, "the key is listed twice, for two owners: \"%.64s\" and \"%.64s\"",
	    twin->owner, key->owner);
	ts_err_at(err, "%s", at);
	ts_err_expected(err, "one owner, who alone has the secret key");
	return -1;
}

/* By fingerprint, and equal ones in the order of the file. */
static int compare_keys(const void *a, const void *b)
{
	const struct ts_trust_key *one = *(const struct ts_trust_key *const *)a;
	const struct ts_trust_key *other = *(const struct ts_trust_key *const *)b;
	int order = strcmp(one->key.id, other->key.id);

	return order != 0 ? order : (one > other) - (one < other);
}

/* Sort the keys by fingerprint. One key may not count for two people, nor twice for one. */
static int index_keys(struct ts_trust *trust, struct ts_err *err)
{
	trust->by_id = calloc(trust->keys_n + 1, sizeof(struct ts_trust_key *));
	if (trust->by_id == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < trust->keys_n; i++)
		trust->by_id[i] = &trust->keys[i];
	qsort(trust->by_id, trust->keys_n, sizeof(struct ts_trust_key *), compare_keys);
	for (size_t i = 1; i < trust->keys_n; i++)
		if (strcmp(trust->by_id[i - 1]->key.id, trust->by_id[i]->key.id) == 0)
			return refuse_twin(trust, trust->by_id[i - 1], trust->by_id[i], err);
	return 0;
}

static int read_key(
    const struct ts_json *json, size_t index, struct ts_trust *trust, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"public_key", TS_JSON_STRING, true},
	    {"owner", TS_JSON_STRING, true},
	    {"roles", TS_JSON_ARRAY, true},
	    {"stages", TS_JSON_ARRAY, false},
	    {"valid_from", TS_JSON_STRING, false},
	    {"valid_until", TS_JSON_STRING, false},
	    {"revoked", TS_JSON_OBJECT, false},
	};
	struct ts_trust_key *key = &trust->keys[trust->keys_n];
	const char *text;
	char at[64];

	snprintf(at, sizeof(at), "/keys/%zu", index);
	if (shape(json, at, members, 7, err) != 0)
		return -1;
	text = ts_json_string(ts_json_get(json, "public_key"));
	if (ts_public_key_parse(text, strlen(text), CHECK, &key->key, err) != 0)
		return ts_err_at(err, "%s/public_key", at);
	key->owner = ts_json_string(ts_json_get(json, "owner"));
	if (!ts_value_is_line(key->owner, OWNER_MAX)) {
		wrong(err, at, "the owner is malformed", "1 to 128 bytes of printable ASCII");
		return ts_err_at(err, "%s/owner", at);
	}
	key->stages = ts_json_get(json, "stages");
	if (read_roles(ts_json_get(json, "roles"), at, key, err) != 0 ||
	    read_patterns(key->stages, at, err) != 0 ||
	    ts_validity_read(json, at, &key->validity, err) != 0)
		return -1;
	key->example = ts_key_is_example(&key->key);
	trust->keys_n++;
	return 0;
}

static int check_threshold(const struct ts_json *rules, const char *at, const char *name,
    int64_t least, struct ts_err *err)
{
	int64_t number;

	if (!ts_json_int(ts_json_get(rules, name), &number) || (number >= least && number <= MANY))
		return 0;
	ts_err_set(err, CHECK, "the trust policy: %s is %lld", name, (long long)number);
	ts_err_expected(err, "%lld to %d", (long long)least, MANY);
	return ts_err_at(err, "%s/%s", at, name);
}

static int check_duration(
    const struct ts_json *rules, const char *at, const char *name, struct ts_err *err)
{
	const char *text = ts_json_string(ts_json_get(rules, name));
	int64_t seconds;

	if (text == NULL || ts_duration_parse(text, &seconds))
		return 0;
	ts_err_set(err, CHECK, "the trust policy: %s is not a duration", name);
	ts_err_expected(err, "a duration of weeks, or of days and hours, such as P30D");
	return ts_err_at(err, "%s/%s", at, name);
}

static int check_profiles(const struct ts_json *profiles, const char *stage_at, struct ts_err *err)
{
	static const struct ts_member members[] = {{"sha256", TS_JSON_STRING, true}};
	unsigned char digest[TS_DIGEST_BYTES];
	size_t index = 0;
	char at[128];

	for (const struct ts_json *p = ts_json_first(profiles); p != NULL; p = ts_json_next(p)) {
		const char *hex;

		snprintf(at, sizeof(at), "%s/profiles/%zu", stage_at, index++);
		if (shape(p, at, members, 1, err) != 0)
			return -1;
		hex = ts_json_string(ts_json_get(p, "sha256"));
		if (!ts_hex_read_digest(hex, strlen(hex), digest))
			return wrong(err, at, "a profile's digest is malformed",
			    "64 lower-case hexadecimal digits");
	}
	return 0;
}

static int check_boundary(const struct ts_json *rules, const char *at, struct ts_err *err)
{
	static const struct ts_member members[] = {{"sha256", TS_JSON_STRING, true}};
	const struct ts_json *pin = ts_json_get(rules, "rules");
	const struct ts_json *waivers = ts_json_get(rules, "waivers");
	unsigned char digest[TS_DIGEST_BYTES];
	const char *hex;

	for (const struct ts_json *w = ts_json_first(waivers); w != NULL; w = ts_json_next(w))
		if (ts_json_string(w) == NULL || !ts_rule_id_valid(ts_json_string(w))) {
			wrong(err, at, "waivers lists something that is not a rule id",
			    "ids such as \"customer.email\"");
			return ts_err_at(err, "%s/waivers", at);
		}
	if (pin == NULL)
		return 0;
	if (shape(pin, at, members, 1, err) != 0)
		return ts_err_at(err, "%s/rules", at);
	hex = ts_json_string(ts_json_get(pin, "sha256"));
	if (ts_hex_read_digest(hex, strlen(hex), digest))
		return 0;
	wrong(err, at, "the rules' digest is malformed", "64 lower-case hexadecimal digits");
	return ts_err_at(err, "%s/rules/sha256", at);
}

static int check_rules(const struct ts_json *rules, const char *at, bool stage, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"producers", TS_JSON_INT, false}, {"approvers", TS_JSON_INT, false},
	    {"separate", TS_JSON_BOOL, false}, {"max_age", TS_JSON_STRING, false},
	    {"approval_max_age", TS_JSON_STRING, false}, {"scan", TS_JSON_BOOL, false},
	    {"waivers", TS_JSON_ARRAY, false}, {"rules", TS_JSON_OBJECT, false},
	    {"stamped", TS_JSON_BOOL, false}, {"proven_within", TS_JSON_STRING, false},
	    {"profiles", TS_JSON_ARRAY, false}, /* only for a stage, not for the default */
	};

	if (shape(rules, at, members, stage ? 11 : 10, err) != 0 ||
	    check_threshold(rules, at, "producers", 1, err) != 0 ||
	    check_threshold(rules, at, "approvers", 0, err) != 0 ||
	    check_duration(rules, at, "max_age", err) != 0 ||
	    check_duration(rules, at, "approval_max_age", err) != 0 ||
	    check_duration(rules, at, "proven_within", err) != 0 ||
	    check_boundary(rules, at, err) != 0)
		return -1;
	return check_profiles(ts_json_get(rules, "profiles"), at, err);
}

static int check_stages(const struct ts_json *stages, struct ts_err *err)
{
	char at[96];

	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s)) {
		if (!ts_value_is_id(ts_json_name(s)))
			return wrong(
			    err, "/stages", "the name of a stage is malformed", "a kebab-case id");
		snprintf(at, sizeof(at), "/stages/%s", ts_json_name(s));
		if (check_rules(s, at, true, err) != 0)
			return -1;
	}
	return 0;
}

static int check_register(const struct ts_json *json, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"signed", TS_JSON_BOOL, false},
	    {"max_age", TS_JSON_STRING, false},
	};

	if (json == NULL)
		return 0;
	if (shape(json, "/register", members, 2, err) != 0)
		return -1;
	return check_duration(json, "/register", "max_age", err);
}

static int check_lines(const struct ts_json *json, struct ts_err *err)
{
	static const struct ts_member members[] = {{"signed", TS_JSON_BOOL, false}};

	return json == NULL ? 0 : shape(json, "/lines", members, 1, err);
}

static int check_domains(const struct ts_json *list, struct ts_err *err)
{
	for (const struct ts_json *d = ts_json_first(list); d != NULL; d = ts_json_next(d))
		if (ts_json_string(d) == NULL || !ts_mailbox_domain_valid(ts_json_string(d)))
			return wrong(err, "/own_domains",
			    "own_domains lists something that is not a "
			    "domain",
			    "a domain in lower case, such as norrland.example");
	return 0;
}

const struct ts_json *ts_trust_rule(
    const struct ts_trust *trust, const struct ts_json *own, const char *name)
{
	const struct ts_json *value = ts_json_get(own, name);

	return value != NULL ? value : ts_json_get(ts_json_get(trust->json, "default"), name);
}

/* Check what the stage's OWN rules (NULL: the default) say of time stamps together with the rest of
 * the policy. */
static int check_stamped(
    const struct ts_trust *trust, const struct ts_json *own, const char *at, struct ts_err *err)
{
	const struct ts_json *rules = own != NULL ? own : ts_json_get(trust->json, "default");
	bool stamped = false;

	ts_json_bool(ts_trust_rule(trust, own, "stamped"), &stamped);
	if (stamped && trust->time.n == 0) {
		wrong(err, at, "stamped needs authorities whose time stamps count",
		    "the member \"time\" with its authorities");
		return ts_err_fix(err,
		    "add one first: tarseal trust add-authority FILE AUTHORITY.pem --owner OWNER");
	}
	/* One that is inherited has no effect where stamps are not required. */
	if (ts_json_get(rules, "proven_within") != NULL && !stamped) {
		wrong(err, at, "proven_within needs time stamps",
		    "\"stamped\": true beside proven_within");
		return ts_err_fix(err, "give both: tarseal trust require FILE --stamped "
				       "--proven-within DURATION");
	}
	return 0;
}

static int read_time(struct ts_trust *trust, struct ts_err *err)
{
	const struct ts_json *stages = ts_json_get(trust->json, "stages");
	char at[96];

	if (ts_trust_time_read(ts_json_get(trust->json, "time"), &trust->time, err) != 0 ||
	    check_stamped(trust, NULL, "/default", err) != 0)
		return -1;
	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s)) {
		snprintf(at, sizeof(at), "/stages/%s", ts_json_name(s));
		if (check_stamped(trust, s, at, err) != 0)
			return -1;
	}
	return 0;
}

static int read_policy(struct ts_trust *trust, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"tarseal", TS_JSON_STRING, true},
	    {"keys", TS_JSON_ARRAY, true},
	    {"stages", TS_JSON_OBJECT, false},
	    {"default", TS_JSON_OBJECT, false},
	    {"register", TS_JSON_OBJECT, false},
	    {"lines", TS_JSON_OBJECT, false},
	    {"time", TS_JSON_OBJECT, false},
	    {"own_domains", TS_JSON_ARRAY, false},
	};
	const struct ts_json *keys, *rules;
	size_t index = 0;

	if (shape(trust->json, "", members, 8, err) != 0)
		return -1;
	if (strcmp(ts_json_string(ts_json_get(trust->json, "tarseal")), "trust/1") != 0)
		return wrong(err, "/tarseal", "it is not a trust policy of a known version",
		    "\"tarseal\": \"trust/1\"");
	keys = ts_json_get(trust->json, "keys");
	trust->keys = calloc(ts_json_count(keys) + 1, sizeof(*trust->keys));
	if (trust->keys == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *k = ts_json_first(keys); k != NULL; k = ts_json_next(k))
		if (read_key(k, index++, trust, err) != 0)
			return -1;
	if (index_keys(trust, err) != 0)
		return -1;
	rules = ts_json_get(trust->json, "default");
	if ((rules != NULL && check_rules(rules, "/default", false, err) != 0) ||
	    check_register(ts_json_get(trust->json, "register"), err) != 0 ||
	    check_lines(ts_json_get(trust->json, "lines"), err) != 0 ||
	    check_domains(ts_json_get(trust->json, "own_domains"), err) != 0 ||
	    check_stages(ts_json_get(trust->json, "stages"), err) != 0)
		return -1;
	return read_time(trust, err);
}

int ts_trust_own_domains(const struct ts_trust *trust, struct ts_rules *rules, struct ts_err *err)
{
	const struct ts_json *list = trust == NULL ? NULL : ts_json_get(trust->json, "own_domains");

	for (const struct ts_json *d = ts_json_first(list); d != NULL; d = ts_json_next(d))
		if (ts_rules_add_own_domain(rules, ts_json_string(d), err) != 0)
			return -1;
	return 0;
}

int ts_trust_parse(const void *data, size_t len, struct ts_trust **result, struct ts_err *err)
{
	struct ts_trust *trust = calloc(1, sizeof(*trust));
	unsigned char digest[TS_DIGEST_BYTES];

	*result = NULL;
	if (trust == NULL)
		return ts_err_nomem(err);
	if (ts_sha256_of(data, len, digest, err) != 0 ||
	    ts_json_parse(data, len, CHECK, &trust->json, err) != 0 ||
	    read_policy(trust, err) != 0) {
		ts_trust_free(trust);
		return -1;
	}
	ts_hex_digest(digest, trust->sha256);
	*result = trust;
	return 0;
}

void ts_trust_free(struct ts_trust *trust)
{
	if (trust == NULL)
		return;
	ts_json_free(trust->json);
	free(trust->keys);
	free(trust->by_id);
	ts_trust_time_free(&trust->time);
	free(trust);
}

void ts_signers_free(struct ts_signers *signers)
{
	free(signers->keys);
	*signers = (struct ts_signers){0};
}

const struct ts_trust_key *ts_trust_find(const struct ts_trust *trust, const char *id)
{
	size_t from = 0, to = trust->keys_n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(id, trust->by_id[middle]->key.id);

		if (order == 0)
			return trust->by_id[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}
