/* Preparing the cryptographic libraries. */
#ifndef TS_CRYPTO_INIT_H
#define TS_CRYPTO_INIT_H

/* Initialise libsodium. Call it once, before anything else in this folder; further calls do
 * nothing. Returns 0, or -1 when the library cannot work on this machine. */
int ts_crypto_init(void);

/* For a program, before anything else: have OpenSSL allocate through functions that know when there
 * is no memory. A library cannot do that to the program that it is in. */
void ts_crypto_watch_memory(void);

/* The version of libsodium in use. */
const char *ts_crypto_version(void);

#endif
