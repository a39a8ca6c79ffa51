#include "model/profile_set.h"

#include <stdlib.h>
#include <string.h>

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
	struct ts_profile *profile;

	*result = NULL;
	if (set == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < ts_builtins_n; i++) {
		if (ts_profile_parse(ts_builtins[i].data, ts_builtins[i].len, &profile, err) != 0)
			goto fail;
		profile->builtin = true;
		if (append(set, profile, err) != 0)
			goto fail;
	}
	*result = set;
	return 0;
fail:
	ts_profile_set_free(set);
	return -1;
}

void ts_profile_set_free(struct ts_profile_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->n; i++)
		ts_profile_free(set->list[i]);
	free(set->list);
	free(set);
}

int ts_profile_set_add(struct ts_profile_set *set, const void *data, size_t len,
    const struct ts_profile **result, struct ts_err *err)
{
	struct ts_profile *profile;

	if (ts_profile_parse(data, len, &profile, err) != 0)
		return -1;
	for (size_t i = 0; i < set->n; i++) {
		if (memcmp(set->list[i]->digest, profile->digest, TS_DIGEST_BYTES) == 0) {
			ts_profile_free(profile);
			if (result != NULL)
				*result = set->list[i];
			return 0;
		}
	}
	if (append(set, profile, err) != 0)
		return -1;
	if (result != NULL)
		*result = profile;
	return 0;
}

const struct ts_profile *ts_profile_set_builtin(const struct ts_profile_set *set, const char *id)
{
	for (size_t i = set->n; i-- > 0;)
		if (set->list[i]->builtin && strcmp(set->list[i]->id, id) == 0)
			return set->list[i];
	return NULL;
}

/* May PROFILE judge bundles of its stage under TRUST? */
static bool allowed(const struct ts_profile_set *set, const struct ts_profile *profile,
    const struct ts_trust *trust)
{
	bool pinned = trust != NULL && ts_trust_pins_profile(trust, profile->id, profile->digest);

	if (profile->builtin)
		return pinned || trust == NULL || !ts_trust_lists_profiles(trust, profile->id);
	if (pinned)
		return true;
	return set->take_unpinned && ts_profile_set_builtin(set, profile->id) == NULL;
}

const struct ts_profile *ts_profile_set_choose(const struct ts_profile_set *set, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES], const struct ts_trust *trust, bool *same)
{
	const struct ts_profile *newest = NULL;

	for (size_t i = 0; i < set->n; i++) {
		const struct ts_profile *profile = set->list[i];

		if (strcmp(profile->id, stage) != 0 || !allowed(set, profile, trust))
			continue;
		*same = memcmp(profile->digest, digest, TS_DIGEST_BYTES) == 0;
		if (*same)
			return profile;
		newest = profile;
	}
	*same = false;
	return newest;
}

bool ts_profile_set_has_unpinned(
    const struct ts_profile_set *set, const char *stage, const struct ts_trust *trust)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->list[i]->id, stage) == 0 && !allowed(set, set->list[i], trust))
			return true;
	return false;
}
