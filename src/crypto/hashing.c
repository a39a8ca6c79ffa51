#include "crypto/hashing.h"

static ssize_t read_hashing(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct ts_hashing *hashing = ctx;
	ssize_t n = hashing->from->read(hashing->from->ctx, buf, len, err);

	if (n > 0) {
		hashing->bytes += (uint64_t)n;
		if (hashing->hash != NULL)
			ts_sha256_add(hashing->hash, buf, (size_t)n);
		if (ts_progress_add(hashing->progress, (uint64_t)n, err) != 0)
			return -1;
	}
	return n;
}

static int seek_hashing(void *ctx, uint64_t offset, struct ts_err *err)
{
	struct ts_hashing *hashing = ctx;

	if (hashing->from->seek(hashing->from->ctx, offset, err) != 0)
		return -1;
	hashing->bytes = offset;
	return 0;
}

static ssize_t read_hashing_at(
    void *ctx, void *buf, size_t len, uint64_t offset, struct ts_err *err)
{
	struct ts_hashing *hashing = ctx;

	return hashing->from->read_at(hashing->from->ctx, buf, len, offset, err);
}

struct ts_source ts_source_hashing(struct ts_hashing *hashing)
{
	struct ts_source source = {
	    .read = read_hashing, .ctx = hashing, .size = hashing->from->size};

	/* Hashed bytes are read once and in order. */
	if (hashing->hash == NULL && hashing->from->seek != NULL) {
		source.seek = seek_hashing;
		source.read_at = read_hashing_at;
	}
	return source;
}
