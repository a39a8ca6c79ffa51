/*
 * Key files as people have them: finding the key in the text, and naming the kinds of key that
 * tarseal does not use.
 */
#ifndef TS_CRYPTO_KEY_KIND_H
#define TS_CRYPTO_KEY_KIND_H

#include <stdbool.h>
#include <stddef.h>

#define TS_KEY_KIND_MAX 160

/*
 * Move *TEXT and *LEN to the key in the text: without a byte-order mark, comments and blank lines
 * before it (as ssh-keygen reads public keys, and OpenSSL PEM), and blanks after it.
 */
void ts_key_trim(const char **text, size_t *len);

/*
 * Is the LEN bytes at TEXT, which were trimmed, a key or certificate of another kind than tarseal
 * uses? Then KIND names it, such as "a public key of type ssh-rsa", and *FIX says what to do.
 * *PUBLIC: it is not secret.
 */
bool ts_key_kind(const char *text, size_t len, char kind[static TS_KEY_KIND_MAX], const char **fix,
    bool *public);

/* The name of the algorithm whose object identifier is the LEN bytes of DER content at OID, such as
 * "RSA"; "another algorithm" if it is not known. */
const char *ts_key_algorithm(const unsigned char *oid, size_t len);

#endif
