#include "verify/input.h"

int ts_verify_input_open(struct ts_verify_input *p, struct ts_source *source,
    const struct ts_verify_params *params, struct ts_err *err)
{
	bool in_order = params->want_sha256 || params->observer != NULL || source->seek == NULL;

	*p = (struct ts_verify_input){.hashing = {.from = source},
	    .counting = {.from = source, .progress = params->progress}};
	if (params->want_sha256) {
		p->hashing.hash = ts_sha256_new(err);
		if (p->hashing.hash == NULL)
			return -1;
		p->hashed = ts_source_hashing(&p->hashing);
		p->counting.from = &p->hashed;
	}
	if (in_order && params->threads > 1 && params->depth == 0) {
		if (ts_readahead_new(p->counting.from, &p->readahead, err) != 0)
			return -1;
		p->ahead = ts_readahead_source(p->readahead);
		p->counting.from = &p->ahead;
	}
	p->counted = ts_source_hashing(&p->counting);
	return 0;
}

int ts_verify_input_sha256(
    struct ts_verify_input *p, char hex[static TS_DIGEST_HEX], struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];

	/* Until the thread ends, the hash of the last bytes may be incomplete. */
	ts_readahead_free(p->readahead);
	p->readahead = NULL;
	if (ts_sha256_end(p->hashing.hash, digest, err) != 0)
		return -1;
	ts_hex_digest(digest, hex);
	return 0;
}

void ts_verify_input_close(struct ts_verify_input *p)
{
	ts_readahead_free(p->readahead);
	ts_sha256_free(p->hashing.hash);
	*p = (struct ts_verify_input){.readahead = NULL};
}
