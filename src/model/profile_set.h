/*
 * The profiles that a verifier knows: the built-in ones, every released revision of each, and
 * files that the user gave. Which one judges a bundle is chosen here (docs/gates.md, "Which
 * profile judges").
 */
#ifndef TS_MODEL_PROFILE_SET_H
#define TS_MODEL_PROFILE_SET_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/profile.h"
#include "model/trust.h"

struct ts_profile_set {
	/* Owned; the built-in ones first, older revisions before newer ones, each NULL until its
	 * stage is asked for: parsing one takes as long as judging a small bundle. */
	struct ts_profile **list;
	size_t n;
	pthread_mutex_t lock; /* over LIST: a set may be shared by threads */
	/* Take files that no policy pins: for those who make bundles, never for those who judge. */
	bool take_unpinned;
};

/* A built-in profile's text, as compiled in. */
struct ts_builtin {
	const char *name; /* its file's */
	const unsigned char *data;
	size_t len;
};
extern const struct ts_builtin ts_builtins[];
extern const size_t ts_builtins_n;

/* A set of the built-in profiles. Errors: "io". Free *SET. */
int ts_profile_set_new(struct ts_profile_set **set, struct ts_err *err);
void ts_profile_set_free(struct ts_profile_set *set);

/*
 * Parse a profile file's bytes and add it; one that is a built-in's copy adds nothing. *PROFILE
 * (which may be NULL) is where it then stands, owned by SET. Errors: "profile.valid"; "io".
 */
int ts_profile_set_add(struct ts_profile_set *set, const void *data, size_t len,
    const struct ts_profile **profile, struct ts_err *err);

/* Parse the built-in profiles of STAGE, of all stages where that is NULL. Errors: "io". */
int ts_profile_set_load(struct ts_profile_set *set, const char *stage, struct ts_err *err);

/* The newest built-in profile of ID; NULL where there is none, or no memory. */
const struct ts_profile *ts_profile_set_builtin(struct ts_profile_set *set, const char *id);

/*
 * The profile that judges a bundle of STAGE whose seal names DIGEST, under TRUST (or NULL): the
 * one named, where the set has it and the policy allows it; else the newest allowed, with *SAME
 * false; NULL when there is none. The stage must have been loaded, here and below.
 */
const struct ts_profile *ts_profile_set_choose(struct ts_profile_set *set, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES], const struct ts_trust *trust, bool *same);

/* Does the set hold a file for STAGE that is not allowed, for want of a pin? */
bool ts_profile_set_has_unpinned(
    struct ts_profile_set *set, const char *stage, const struct ts_trust *trust);

#endif
