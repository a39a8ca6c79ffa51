#include "format/hashing.h"

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

struct ts_source ts_source_hashing(struct ts_hashing *hashing)
{
	return (struct ts_source){
	    .read = read_hashing, .ctx = hashing, .size = hashing->from->size};
}
