/*
 * The profiles that a verifier knows: every released revision of the built-in ones, and files
 * that the user gave. This also chooses the profile for a bundle (docs/gates.md, "Which profile
 * judges").
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
	/* Owned. The built-in ones come first, older revisions before newer ones. Each is NULL
	 * until its stage is needed, because parsing one takes as long as verifying a small bundle.
	 */
	struct ts_profile **list;
	size_t n;
	pthread_mutex_t lock; /* protects LIST, because threads may share a set */
	/* Use files that no policy pins: for making bundles, never for verifying them. */
	bool take_unpinned;
};

/* The text of a built-in profile. */
struct ts_builtin {
	const char *name; /* the name of its file */
	const unsigned char *data;
	size_t len;
};
extern const struct ts_builtin ts_builtins[];
extern const size_t ts_builtins_n;

/* Make a set of the built-in profiles. Free *SET. Errors: "io". */
int ts_profile_set_new(struct ts_profile_set **set, struct ts_err *err);
void ts_profile_set_free(struct ts_profile_set *set);

/*
 * Parse the bytes of a profile file and add it. A copy of a built-in profile adds nothing.
 * *PROFILE (PROFILE may be NULL) is the profile, which SET owns. Errors: "profile.valid"; "io".
 */
int ts_profile_set_add(struct ts_profile_set *set, const void *data, size_t len,
    const struct ts_profile **profile, struct ts_err *err);

/* Parse the built-in profiles of STAGE, or of all stages if that is NULL. Errors: "io". */
int ts_profile_set_load(struct ts_profile_set *set, const char *stage, struct ts_err *err);

/* The SHA-256 of the digests of all profiles, the built-in ones and those that were added, in their
 * order: what decides which profile judges. Errors: "io". */
int ts_profile_set_digest(const struct ts_profile_set *set,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

/* The newest built-in profile of ID; NULL when there is none, or no memory. */
const struct ts_profile *ts_profile_set_builtin(struct ts_profile_set *set, const char *id);

/*
 * Choose the profile for a bundle of STAGE whose seal names DIGEST, under TRUST (or NULL): the
 * one it names, if the set has it and the policy allows it; otherwise the newest that is allowed,
 * with *SAME false; NULL when there is none. The stage must have been loaded.
 */
const struct ts_profile *ts_profile_set_choose(struct ts_profile_set *set, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES], const struct ts_trust *trust, bool *same);

/* The newest profile of STAGE that TRUST (or NULL) allows, loaded if necessary; *PROFILE is NULL
 * when there is none. Errors: "io". */
int ts_profile_set_newest(struct ts_profile_set *set, const char *stage,
    const struct ts_trust *trust, const struct ts_profile **profile, struct ts_err *err);

/*
 * The profile by which evidence of the stage that PROFILE consumes is judged, where that is not
 * sealed: the newest one that TRUST (or NULL) allows; if the set has none of those that the policy
 * pins, the newest built-in one; *BEFORE is NULL when there is none. Errors: "io".
 */
int ts_profile_set_before(struct ts_profile_set *set, const struct ts_profile *profile,
    const struct ts_trust *trust, const struct ts_profile **before, struct ts_err *err);

/* Does the set have a file for STAGE that is not allowed only because no policy pins it? */
bool ts_profile_set_has_unpinned(
    struct ts_profile_set *set, const char *stage, const struct ts_trust *trust);

#endif
