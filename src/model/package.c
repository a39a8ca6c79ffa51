#include "model/package.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "format/bag.h"

struct ts_dirhash {
	struct ts_sha256 *hash;
	struct ts_buf line;
};

const char *ts_package_algorithm(enum ts_package_kind kind)
{
	return kind == TS_PACKAGE_FILE ? "sha256" : "dirHash1";
}

bool ts_package_matches(const struct ts_package *package, const struct ts_json *digests)
{
	const char *hex = ts_json_string(ts_json_get(digests, ts_package_algorithm(package->kind)));
	unsigned char claimed[TS_DIGEST_BYTES];

	return hex != NULL && ts_hex_read_digest(hex, strlen(hex), claimed) &&
	       memcmp(claimed, package->digest, TS_DIGEST_BYTES) == 0 &&
	       ts_json_count(digests) == 1;
}

void ts_package_describe(const struct ts_package *package, struct ts_buf *out)
{
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(package->digest, hex);
	ts_buf_printf(out, "%s:%s", ts_package_algorithm(package->kind), hex);
}

void ts_package_describe_claim(
    enum ts_package_kind kind, const struct ts_json *digests, struct ts_buf *out)
{
	const char *hex = ts_json_string(ts_json_get(digests, ts_package_algorithm(kind)));
	unsigned char digest[TS_DIGEST_BYTES];

	if (hex != NULL && ts_hex_read_digest(hex, strlen(hex), digest))
		ts_buf_printf(out, "%s:%s", ts_package_algorithm(kind), hex);
	else
		ts_buf_printf(out, "no %s digest", ts_package_algorithm(kind));
	for (const struct ts_json *d = ts_json_first(digests); d != NULL; d = ts_json_next(d)) {
		const char *name = ts_json_name(d);

		if (strcmp(name, "sha256") != 0 && strcmp(name, "dirHash1") != 0)
			ts_buf_add_str(out, ", and one of an algorithm that tarseal does not know");
		else if (strcmp(name, ts_package_algorithm(kind)) != 0)
			ts_buf_printf(out, ", but a %s", name);
	}
}

struct ts_dirhash *ts_dirhash_new(struct ts_err *err)
{
	struct ts_dirhash *hash = calloc(1, sizeof(*hash));

	if (hash == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	hash->hash = ts_sha256_new(err);
	if (hash->hash == NULL) {
		free(hash);
		return NULL;
	}
	return hash;
}

void ts_dirhash_add(
    struct ts_dirhash *hash, const char *path, const unsigned char digest[static TS_DIGEST_BYTES])
{
	hash->line.len = 0;
	ts_bag_manifest_line(digest, path, &hash->line);
	ts_sha256_add(hash->hash, hash->line.data, hash->line.len);
}

int ts_dirhash_end(
    struct ts_dirhash *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	if (!ts_buf_ok(&hash->line))
		return ts_err_nomem(err);
	return ts_sha256_end(hash->hash, digest, err);
}

void ts_dirhash_free(struct ts_dirhash *hash)
{
	if (hash == NULL)
		return;
	ts_sha256_free(hash->hash);
	ts_buf_free(&hash->line);
	free(hash);
}
