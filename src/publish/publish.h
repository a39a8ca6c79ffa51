/* Deriving from a private bundle what may be public, and checking it (docs/boundary.md). */
#ifndef TS_PUBLISH_PUBLISH_H
#define TS_PUBLISH_PUBLISH_H

#include "base/buf.h"
#include "base/source.h"
#include "format/signer.h"
#include "verify/verify.h"

struct ts_publish_params {
	struct ts_verify_params verify; /* with a trust policy; every file is searched */
	const struct ts_signer *signer;
	const char *verifier_id; /* a URI; NULL: one made of the key's fingerprint */
};

/* What may be published; the texts are owned. */
struct ts_publication {
	struct ts_buf summary;         /* the summary in its DSSE envelope */
	struct ts_buf page;            /* Markdown, for people */
	char statement[TS_DIGEST_HEX]; /* what both are named after */
};

/*
 * Verify the bundle that SOURCE gives. Where VERDICT, finished, accepts, *PUBLICATION is what may
 * be published of it; both parts were searched themselves. The caller frees it in any case.
 */
void ts_publish(struct ts_source *source, const struct ts_publish_params *params,
    struct ts_verdict *verdict, struct ts_publication *publication);
void ts_publication_free(struct ts_publication *publication);

#endif
