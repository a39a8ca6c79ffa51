/* Reading a register, with or without its registrar's statement. */
#ifndef TS_AUDIT_REGISTER_H
#define TS_AUDIT_REGISTER_H

#include "model/register.h"
#include "model/trust.h"
#include "model/verdict.h"

/* A register that was read. */
struct ts_registered {
	struct ts_register *lines; /* owned */
	char *path;                /* owned: of the file with the lines */
	struct ts_json *statement; /* owned; NULL when the register is not signed */
	struct ts_register_claim claim;
	const struct ts_trust_key
	    *signer; /* borrowed from the policy; NULL when the register is not signed */
};

struct ts_register_params {
	const struct ts_trust *trust;
	struct ts_time now, latest; /* as in ts_verify_params */
	bool allow_example_keys;
};

/*
 * Read the register at PATH: its lines, or a statement about them. In that case, the lines are in
 * the same directory, under the name that the statement gives. VERDICT, which is finished,
 * contains everything that is wrong, also according to the policy; REG is valid only if it
 * accepts. The caller frees REG.
 */
void ts_register_read(const char *path, const struct ts_register_params *params,
    struct ts_registered *reg, struct ts_verdict *verdict);
void ts_registered_free(struct ts_registered *reg);

#endif
