#include "verify/verify_state.h"

#include <stdio.h>
#include <string.h>

bool ts_verify_is_sealed(const struct ts_verification *s)
{
	static const char *const ids[] = {"tar.order", "seal.statement", "bag.tagfiles",
	    "manifest.canonical", "manifest.complete", "manifest.digest", "package.digest"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (ts_verdict_has_failed(s->verdict, ids[i]))
			return false;
	return true;
}

size_t ts_verify_document_line(const struct ts_verification *s, enum ts_document which)
{
	const struct ts_profile *profile = s->c->profile;
	char path[TS_TAR_PATH_MAX + 1];
	int len = 0;

	if (which == TS_DOCUMENT_APPROVAL)
		return ts_manifest_find(&s->manifest, s->seal.approval_path);
	if (which == TS_DOCUMENT_RECORD)
		len = snprintf(path, sizeof(path), TS_BAG_RECORD "%s", profile->record);
	else
		len = snprintf(path, sizeof(path), TS_BAG_EVIDENCE "%s", profile->evidence);
	/* A tar header cannot hold a longer path. */
	return len < 0 || (size_t)len >= sizeof(path) ? s->manifest.n
						      : ts_manifest_find(&s->manifest, path);
}

void ts_verify_add_verified(
    struct ts_verification *s, size_t n, uint64_t bytes, uint64_t package_bytes)
{
	unsigned char digest[TS_DIGEST_BYTES];

	for (; n > 0; n--, s->next++, s->payload_files++) {
		const char *path = s->manifest.paths[s->next];

		s->seen[s->next] = 1;
		if (strncmp(path, TS_BAG_EVIDENCE, strlen(TS_BAG_EVIDENCE)) != 0)
			continue;
		s->package_files++;
		ts_manifest_digest(&s->manifest, s->next, digest);
		ts_dirhash_add(s->dirhash, path + strlen(TS_BAG_EVIDENCE), digest);
	}
	s->payload_bytes += bytes;
	s->package_bytes += package_bytes;
}
