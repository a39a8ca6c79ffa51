/*
 * What a check, an exit code, a gate or a rule of the content scanner means, with an example, and
 * what to do when it fails (the verb explain).
 */
#ifndef TS_EXPLAIN_EXPLAIN_H
#define TS_EXPLAIN_EXPLAIN_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/profile_set.h"
#include "scanner/rules.h"

/* Everything that has a name: the profiles' gates and the scanner's rules. */
struct ts_explain_params {
	const struct ts_profile_set *profiles; /* all of them loaded */
	const struct ts_rules *rules;
};

/* Append what WORD means: the id of a check ("seal.trusted", "gate.same-trial",
 * "boundary.customer.email", or without "gate." or "boundary."), an exit code, a class of findings
 * ("untrusted") or a state in an audit ("late"). Returns false if it is none of these. */
bool ts_explain(const struct ts_explain_params *params, const char *word, struct ts_buf *out);

/* Call EACH with every word that can be explained, except exit codes. */
void ts_explain_each(
    const struct ts_explain_params *params, void (*each)(void *ctx, const char *word), void *ctx);

#endif
