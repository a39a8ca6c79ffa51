#include "model/profile_set.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"

static int append(struct ts_profile_set *set, struct ts_profile *profile, struct ts_err *err)
{
	struct ts_profile **grown = realloc(set->list, (set->n + 1) * sizeof(*grown));

	if (grown == NULL) {
		ts_profile_free(profile);
		return ts_err_nomem(err);
	}
	set->list = grown;
	set->list[set->n++] = profile;
	return 0;
}

int ts_profile_set_new(struct ts_profile_set **result, struct ts_err *err)
{
	struct ts_profile_set *set = calloc(1, sizeof(*set));

	*result = NULL;
	if (set != NULL)
		set->list = calloc(ts_builtins_n + 1, sizeof(struct ts_profile *));
	if (set == NULL || set->list == NULL || pthread_mutex_init(&set->lock, NULL) != 0) {
		if (set != NULL)
			free(set->list);
		free(set);
		return ts_err_nomem(err);
	}
	set->n = ts_builtins_n;
	*result = set;
	return 0;
}

/* Is NAME a built-in profile of STAGE: STAGE.json, or STAGE@REVISION.json for an older revision? */
static bool is_of(const char *name, const char *stage)
{
	size_t len = strlen(stage);

	return strncmp(name, stage, len) == 0 && (name[len] == '.' || name[len] == '@');
}

static int load(struct ts_profile_set *set, const char *stage, struct ts_err *err)
{
	for (size_t i = 0; i < ts_builtins_n; i++) {
		const struct ts_builtin *builtin = &ts_builtins[i];

		if (set->list[i] != NULL || (stage != NULL && !is_of(builtin->name, stage)))
			continue;
		if (ts_profile_parse(builtin->data, builtin->len, &set->list[i], err) != 0)
			return -1;
		set->list[i]->builtin = true;
	}
	return 0;
}

int ts_profile_set_digest(const struct ts_profile_set *set,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct ts_sha256 *hash = ts_sha256_new(err);
	unsigned char one[TS_DIGEST_BYTES];
	int ret = hash == NULL ? -1 : 0;

	for (size_t i = 0; ret == 0 && i < set->n; i++) {
		if (i < ts_builtins_n)
			ret = ts_sha256_of(ts_builtins[i].data, ts_builtins[i].len, one, err);
		else
			memcpy(one, set->list[i]->digest, sizeof(one));
		ts_sha256_add(hash, one, sizeof(one));
	}
	if (ret == 0)
		ret = ts_sha256_end(hash, digest, err);
	ts_sha256_free(hash);
	return ret;
}

int ts_profile_set_load(struct ts_profile_set *set, const char *stage, struct ts_err *err)
{
	int ret;

	pthread_mutex_lock(&set->lock);
	ret = load(set, stage, err);
	pthread_mutex_unlock(&set->lock);
	return ret;
}

void ts_profile_set_free(struct ts_profile_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->n; i++)
		ts_profile_free(set->list[i]);
	free(set->list);
	pthread_mutex_destroy(&set->lock);
	free(set);
}

/* Add PROFILE to the end, or free it if the set has a copy already. */
static int add(struct ts_profile_set *set, struct ts_profile *profile,
    const struct ts_profile **result, struct ts_err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->list[i] != NULL &&
		    memcmp(set->list[i]->digest, profile->digest, TS_DIGEST_BYTES) == 0) {
			ts_profile_free(profile);
			*result = set->list[i];
			return 0;
		}
	}
	*result = profile;
	return append(set, profile, err);
}

int ts_profile_set_add(struct ts_profile_set *set, const void *data, size_t len,
    const struct ts_profile **result, struct ts_err *err)
{
	const struct ts_profile *there;
	struct ts_profile *profile;
	int ret;

	if (ts_profile_parse(data, len, &profile, err) != 0)
		return -1;
	pthread_mutex_lock(&set->lock);
	ret = load(set, profile->id, err);
	if (ret != 0)
		ts_profile_free(profile);
	else
		ret = add(set, profile, &there, err);
	pthread_mutex_unlock(&set->lock);
	if (ret == 0 && result != NULL)
		*result = there;
	return ret;
}

static const struct ts_profile *find_builtin(const struct ts_profile_set *set, const char *id)
{
	for (size_t i = ts_builtins_n; i-- > 0;)
		if (set->list[i] != NULL && strcmp(set->list[i]->id, id) == 0)
			return set->list[i];
	return NULL;
}

const struct ts_profile *ts_profile_set_builtin(struct ts_profile_set *set, const char *id)
{
	const struct ts_profile *profile = NULL;

	pthread_mutex_lock(&set->lock);
	if (load(set, id, NULL) == 0)
		profile = find_builtin(set, id);
	pthread_mutex_unlock(&set->lock);
	return profile;
}

/* May a verifier use PROFILE under TRUST? */
static bool allowed(const struct ts_profile_set *set, const struct ts_profile *profile,
    const struct ts_trust *trust)
{
	bool pinned = trust != NULL && ts_trust_pins_profile(trust, profile->id, profile->digest);

	if (profile->builtin)
		return pinned || trust == NULL || !ts_trust_lists_profiles(trust, profile->id);
	if (pinned)
		return true;
	return set->take_unpinned && find_builtin(set, profile->id) == NULL;
}

const struct ts_profile *ts_profile_set_choose(struct ts_profile_set *set, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES], const struct ts_trust *trust, bool *same)
{
	const struct ts_profile *newest = NULL;

	*same = false;
	pthread_mutex_lock(&set->lock);
	for (size_t i = 0; !*same && i < set->n; i++) {
		const struct ts_profile *profile = set->list[i];

		if (profile == NULL || strcmp(profile->id, stage) != 0 ||
		    !allowed(set, profile, trust))
			continue;
		*same = memcmp(profile->digest, digest, TS_DIGEST_BYTES) == 0;
		newest = profile;
	}
	pthread_mutex_unlock(&set->lock);
	return newest;
}

int ts_profile_set_newest(struct ts_profile_set *set, const char *stage,
    const struct ts_trust *trust, const struct ts_profile **profile, struct ts_err *err)
{
	static const unsigned char any[TS_DIGEST_BYTES];
	bool same;

	if (ts_profile_set_load(set, stage, err) != 0)
		return -1;
	*profile = ts_profile_set_choose(set, stage, any, trust, &same);
	return 0;
}

int ts_profile_set_before(struct ts_profile_set *set, const struct ts_profile *profile,
    const struct ts_trust *trust, const struct ts_profile **before, struct ts_err *err)
{
	int ret = ts_profile_set_newest(set, profile->consumes, trust, before, err);

	if (ret == 0 && *before == NULL)
		*before = ts_profile_set_builtin(set, profile->consumes);
	return ret;
}

bool ts_profile_set_has_unpinned(
    struct ts_profile_set *set, const char *stage, const struct ts_trust *trust)
{
	bool has = false;

	pthread_mutex_lock(&set->lock);
	for (size_t i = 0; !has && i < set->n; i++)
		has = set->list[i] != NULL && strcmp(set->list[i]->id, stage) == 0 &&
		      !allowed(set, set->list[i], trust);
	pthread_mutex_unlock(&set->lock);
	return has;
}
