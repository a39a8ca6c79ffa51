/* Reading a register of trials, with or without its registrar's statement. */
#ifndef TS_AUDIT_REGISTER_H
#define TS_AUDIT_REGISTER_H

#include "model/register.h"
#include "model/trust.h"
#include "model/verdict.h"

/* A register that was read. */
struct ts_registered {
	struct ts_register *lines; /* owned */
	char *path;                /* owned: of the lines */
	struct ts_json *statement; /* owned; NULL where it is not signed */
	struct ts_register_claim claim;
	const struct ts_trust_key
	    *signer; /* borrowed from the policy; NULL where it is not signed */
};

struct ts_register_params {
	const struct ts_trust *trust;
	struct ts_time now, latest; /* as ts_verify_params has them */
	bool allow_example_keys;
};

/*
 * Read the register at PATH: its lines, or the statement of them, which stand beside it under the
 * name that it gives. What is wrong, for the policy too, is in VERDICT, which is finished; REG is
 * of use only where it accepts. The caller frees REG.
 */
void ts_register_read(const char *path, const struct ts_register_params *params,
    struct ts_registered *reg, struct ts_verdict *verdict);
void ts_registered_free(struct ts_registered *reg);

#endif
