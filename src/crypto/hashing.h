/* A source that hashes and counts what is read through it. */
#ifndef TS_CRYPTO_HASHING_H
#define TS_CRYPTO_HASHING_H

#include <stdint.h>

#include "base/progress.h"
#include "base/source.h"
#include "crypto/sha256.h"

struct ts_hashing {
	struct ts_source *from; /* borrowed */
	struct ts_sha256 *hash; /* owned by the caller; NULL: only count */
	uint64_t bytes;
	struct ts_progress *progress; /* or NULL */
};

/* Make the source. HASHING, already filled in, must outlive it. It can seek if FROM can and nothing
 * is hashed. */
struct ts_source ts_source_hashing(struct ts_hashing *hashing);

#endif
