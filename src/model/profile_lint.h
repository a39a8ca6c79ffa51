/* Advice on a valid profile that probably does not mean what it says, such as a pointer that leads
 * nowhere. */
#ifndef TS_MODEL_PROFILE_LINT_H
#define TS_MODEL_PROFILE_LINT_H

#include "model/profile.h"

/* Report all advice on PROFILE: AT is the id of a gate or a member, TEXT the advice. */
void ts_profile_lint(const struct ts_profile *profile,
    void (*tell)(void *ctx, const char *at, const char *text), void *ctx);

#endif
