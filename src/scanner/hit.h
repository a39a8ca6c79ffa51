/* What the content scanner finds. */
#ifndef TS_SCANNER_HIT_H
#define TS_SCANNER_HIT_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/hmac.h"
#include "scanner/rule.h"

/* One secret that was found. The text itself is not kept. */
struct ts_hit {
	const struct ts_rule *rule; /* borrowed from the rules; NULL: the search took too much */
	uint64_t offset;            /* in the content, where it begins or is written inside */
	uint64_t line;              /* from 1 */
	bool more; /* there are more of the rule than are kept: waiving this one waives nothing */
	unsigned char fingerprint[TS_DIGEST_BYTES]; /* HMAC of the rule's id and the secret */
};

#define TS_SCANNER_HITS 50 /* different secrets of one rule that are kept for one content */

#endif
