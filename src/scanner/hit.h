/* What the content scanner finds. */
#ifndef TS_SCANNER_HIT_H
#define TS_SCANNER_HIT_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/hmac.h"
#include "scanner/rule.h"

/* A secret that was found. Its text is not kept. */
struct ts_hit {
	const struct ts_rule
	    *rule; /* borrowed from the rules; NULL: the search took too much work */
	/* Where it begins in the content; if it was decoded from there, where its encoded form
	 * begins. */
	uint64_t offset;
	uint64_t line; /* from 1 */
	bool more; /* the rule has more hits than are kept, so waiving this one waives nothing */
	unsigned char fingerprint[TS_DIGEST_BYTES]; /* HMAC of the rule's id and the secret */
};

#define TS_SCANNER_HITS                                                                            \
	50 /* the most different secrets of one rule that are kept for one content */

#endif
