/* What is sound in a profile and can still not be meant: pointers into nowhere. */
#ifndef TS_MODEL_PROFILE_LINT_H
#define TS_MODEL_PROFILE_LINT_H

#include "model/profile.h"

/* Tell all there is to tell of PROFILE: AT is a gate's id or a member, TEXT what is the matter. */
void ts_profile_lint(const struct ts_profile *profile,
    void (*tell)(void *ctx, const char *at, const char *text), void *ctx);

#endif
