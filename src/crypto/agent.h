/*
 * Keys that an ssh-agent holds (draft-miller-ssh-agent). The agent signs over its local socket,
 * and the secret key never leaves it. Code that verifies does not use this.
 */
#ifndef TS_CRYPTO_AGENT_H
#define TS_CRYPTO_AGENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "crypto/key.h"
#include "crypto/sign.h"

struct ts_agent {
	const char *socket; /* a path; NULL or empty: there is no agent */
	unsigned timeout;   /* how many seconds to wait for an answer */
	bool (*stop)(void); /* no longer wait for one; or NULL */
};

/* Find the Ed25519 key with the fingerprint ID among those that the agent holds. Errors: "io". */
int ts_agent_find(
    const struct ts_agent *agent, const char *id, struct ts_public_key *key, struct ts_err *err);

/* Let the agent sign the LEN bytes at MESSAGE with KEY. Errors: "io". */
int ts_agent_sign(const struct ts_agent *agent, const struct ts_public_key *key,
    const void *message, size_t len, unsigned char signature[static TS_SIGNATURE_BYTES],
    struct ts_err *err);

#endif
