/*
 * Keys that an ssh-agent holds (draft-miller-ssh-agent): the agent signs, on this machine, over its
 * local socket; the secret never comes here. Nothing that verifies uses this.
 */
#ifndef TS_CRYPTO_AGENT_H
#define TS_CRYPTO_AGENT_H

#include <stddef.h>

#include "base/err.h"
#include "crypto/key.h"
#include "crypto/sign.h"

/*
 * Find the Ed25519 key with the fingerprint ID among those that the agent at SOCKET (a path, or
 * NULL or empty where there is none) holds. Errors: "io".
 */
int ts_agent_find(
    const char *socket, const char *id, struct ts_public_key *key, struct ts_err *err);

/* Have the agent sign the LEN bytes at MESSAGE with KEY. Errors: "io". */
int ts_agent_sign(const char *socket, const struct ts_public_key *key, const void *message,
    size_t len, unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err);

#endif
