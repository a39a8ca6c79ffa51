/*
 * The large part of OpenSSL's libcrypto, loaded only when it is needed: for PKCS#8 keys and
 * time-stamp tokens. Loading it takes longer than verifying a small bundle. (crypto/sha256.c is
 * linked with the small part that is always needed.) It reads no configuration: what OPENSSL_CONF
 * names could run any code.
 */
#ifndef TS_CRYPTO_LIBCRYPTO_H
#define TS_CRYPTO_LIBCRYPTO_H

#include <stdbool.h>

#include "base/err.h"
#include "crypto/libcrypto_functions.h"

/* Find the functions and initialise the library. The caller closes LIB, even after an error.
 * Errors: "io" when the library is missing or has no memory. */
int ts_libcrypto_open(struct ts_libcrypto *lib, struct ts_err *err);

/* Has an allocation of OpenSSL failed since ts_crypto_watch_memory()? From then on, a refusal by
 * one of its functions means nothing. */
bool ts_libcrypto_starved(void);

#endif
