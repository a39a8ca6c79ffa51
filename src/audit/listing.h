/*
 * Everything that a store contains, as every worker of a divided audit lists it: the number of the
 * entries, and the sum of the digests of their paths, so that two listings can be compared; and the
 * shard that each entry belongs to (docs/scale.md).
 */
#ifndef TS_AUDIT_LISTING_H
#define TS_AUDIT_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/encode.h"

#define TS_SHARDS_MAX 1000000

struct ts_listing {
	uint64_t count;
	unsigned char sum[TS_DIGEST_BYTES]; /* modulo 2^256, big-endian */
};

/* Add the entry at PATH, relative to its store. *DIGEST is the SHA-256 of the path. Errors: "io".
 */
int ts_listing_add(struct ts_listing *listing, const char *path,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

/* The shard, from 1 to SHARDS, of the entry whose path has DIGEST. */
uint64_t ts_listing_shard(const unsigned char digest[static TS_DIGEST_BYTES], uint64_t shards);

/* The part of PATH that is relative to STORE, which it begins with unless it is STORE itself. */
const char *ts_listing_relative(const char *path, const char *store);

/* Does A come before B, when directories are walked and the names in each are sorted by bytes? */
bool ts_listing_before(const char *a, const char *b);

#endif
