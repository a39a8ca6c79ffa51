#define _GNU_SOURCE /* memmem */

#include "cli/stamp_target.h"

#include <string.h>

#include "base/name.h"
#include "cli/verifier.h"
#include "crypto/sha256.h"
#include "verify/inspect.h"

/* A source whose first bytes were read already. */
struct rewound {
	struct ts_source *from; /* borrowed */
	unsigned char head[TS_TAR_BLOCK];
	size_t len, used; /* of HEAD */
};

static ssize_t read_rewound(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct rewound *r = ctx;
	const size_t left = r->len - r->used, n = left < len ? left : len;

	if (n == 0)
		return r->from->read(r->from->ctx, buf, len, err);
	memcpy(buf, r->head + r->used, n);
	r->used += n;
	return (ssize_t)n;
}

static int read_head(struct rewound *r, struct ts_err *err)
{
	ssize_t n = 1;

	while (n > 0 && r->len < sizeof(r->head)) {
		n = r->from->read(r->from->ctx, r->head + r->len, sizeof(r->head) - r->len, err);
		r->len += n > 0 ? (size_t)n : 0;
	}
	return n < 0 ? -1 : 0;
}

/* Does the file begin like a bundle, perhaps one that another tar program has written again? */
static bool looks_like_bundle(const struct rewound *r)
{
	static const char first[] = "/" TS_BAG_BAGIT; /* the name in a header ends with a NUL */

	return memmem(r->head, r->len < 101 ? r->len : 101, first, sizeof(first)) != NULL;
}

static int hash_all(struct ts_source *source, unsigned char *digest, struct ts_err *err)
{
	struct ts_sha256 *hash = ts_sha256_new(err);
	unsigned char data[16384];
	ssize_t n = -1;
	int ret = -1;

	if (hash == NULL)
		return -1;
	while ((n = source->read(source->ctx, data, sizeof(data), err)) > 0)
		ts_sha256_add(hash, data, (size_t)n);
	if (n == 0)
		ret = ts_sha256_end(hash, digest, err);
	ts_sha256_free(hash);
	return ret;
}

static int read_target(struct ts_source *from, struct cli_stamp_target *target, struct ts_err *err)
{
	struct rewound rewound = {.from = from};
	struct ts_source source = {.read = read_rewound, .ctx = &rewound, .size = from->size};
	struct ts_inspection in;

	if (read_head(&rewound, err) != 0)
		return -1;
	target->is_bundle = looks_like_bundle(&rewound);
	if (rewound.len == 0)
		return ts_err_set(err, "stamp.form", "there is nothing to stamp: it is empty");
	if (!target->is_bundle)
		return hash_all(&source, target->digest, err);
	if (ts_inspect(&source, &in, err) != 0)
		return ts_err_fix(err, "it looks like a bundle, but is none, and a stamp of it "
				       "would prove nothing: get it "
				       "again from its producer");
	memcpy(target->digest, in.seal_digest, TS_DIGEST_BYTES);
	ts_inspection_free(&in);
	return 0;
}

int cli_stamp_target_read(const char *path, struct cli_stamp_target *target, struct ts_err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	struct cli_bundle bundle;
	int ret;

	if (cli_bundle_open(path, NULL, &bundle, err) != 0)
		return -1;
	ret = read_target(&bundle.source, target, err);
	cli_bundle_close(&bundle);
	if (ret == 0 && !target->is_bundle && ts_name_is_bundle(name)) {
		ret = ts_err_set(err, "tar.canonical", "it has the name of a bundle, but is none");
		ts_err_fix(err, "name the bundle itself; a stamp of this file would prove nothing");
	}
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "%s", path);
	return ret;
}
