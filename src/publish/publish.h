/* Deriving what may be public from a private bundle (docs/boundary.md). */
#ifndef TS_PUBLISH_PUBLISH_H
#define TS_PUBLISH_PUBLISH_H

#include "base/buf.h"
#include "base/source.h"
#include "format/signer.h"
#include "verify/verify.h"

struct ts_publish_params {
	struct ts_verify_params verify; /* must have a trust policy; every file is searched */
	const struct ts_signer *signer;
	const char *verifier_id; /* a URI; NULL: a URN of the key */
};

/* What may be published. The texts are owned. */
struct ts_publication {
	struct ts_buf summary;         /* the summary in its DSSE envelope */
	struct ts_buf page;            /* Markdown, for people */
	char statement[TS_DIGEST_HEX]; /* what both files are named after */
};

/*
 * Verify the bundle in SOURCE. If VERDICT, which is finished, accepts it, *PUBLICATION is what
 * may be published about it; both parts were searched as well. The caller frees it in either
 * case.
 */
void ts_publish(struct ts_source *source, const struct ts_publish_params *params,
    struct ts_verdict *verdict, struct ts_publication *publication);
void ts_publication_free(struct ts_publication *publication);

#endif
