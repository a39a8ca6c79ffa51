/* What the content scanner finds. */
#ifndef TS_SCANNER_HIT_H
#define TS_SCANNER_HIT_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/hmac.h"
#include "scanner/rule.h"

enum ts_hit_kind {
	TS_HIT_RULE,    /* a rule matches */
	TS_HIT_SAMPLE,  /* a rule matches a value that documentation shows to everybody */
	TS_HIT_ARCHIVE, /* compressed data or an archive, encoded as text */
	TS_HIT_LIMIT,   /* the search took too much work */
};

/* Something that was found. Its text is not kept. */
struct ts_hit {
	enum ts_hit_kind kind;
	const struct ts_rule *rule; /* borrowed from the rules; NULL for the last two kinds */
	/* Where it begins in the content; if it was decoded from there, where its encoded form
	 * begins. */
	uint64_t offset;
	uint64_t line;   /* from 1 */
	size_t specific; /* of several hits at one place under a name, the greatest counts; or 0 */
	bool more; /* the rule has more hits than are kept, so waiving this one waives nothing */
	unsigned char fingerprint[TS_DIGEST_BYTES]; /* HMAC of the rule's id and the secret */
};

#define TS_SCANNER_HITS                                                                            \
	50 /* the most different secrets of one rule that are kept for one content */

#endif
