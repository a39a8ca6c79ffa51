#include "audit/listing.h"

#include <string.h>

#include "crypto/sha256.h"

int ts_listing_add(struct ts_listing *listing, const char *path,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	unsigned carry = 0;

	if (ts_sha256_of(path, strlen(path), digest, err) != 0)
		return -1;
	for (size_t i = TS_DIGEST_BYTES; i-- > 0;) {
		carry += (unsigned)listing->sum[i] + digest[i];
		listing->sum[i] = (unsigned char)(carry & 0xFF);
		carry >>= 8;
	}
	listing->count++;
	return 0;
}

uint64_t ts_listing_shard(const unsigned char digest[static TS_DIGEST_BYTES], uint64_t shards)
{
	uint64_t number = 0;

	for (size_t i = 0; i < 8; i++)
		number = number << 8 | digest[i];
	return number % shards + 1;
}

const char *ts_listing_relative(const char *path, const char *store)
{
	size_t len = strlen(store);

	if (strncmp(path, store, len) != 0 || path[len] == '\0')
		return path;
	path += len;
	return path + strspn(path, "/");
}

bool ts_listing_before(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	/* The end of a name comes before any byte that a name may have. */
	if (*a == '/' || *b == '/')
		return *a == '\0' || (*a == '/' && *b != '\0' && *b != '/');
	return (unsigned char)*a < (unsigned char)*b;
}
