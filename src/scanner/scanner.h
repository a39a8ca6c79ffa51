/*
 * The third wall of the public boundary: content searched with rules (docs/boundary.md), as it
 * streams, in memory that does not grow with it; what is written inside text (escapes, base64) is
 * searched too.
 */
#ifndef TS_SCANNER_SCANNER_H
#define TS_SCANNER_SCANNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/hmac.h"
#include "scanner/hit.h"
#include "scanner/rule.h"

struct ts_scanner;
struct ts_keywords;

/* The automaton of all keywords of RULES, each meaning its rule's place. Errors: "io". The caller
 * frees it. */
int ts_scanner_keywords(
    const struct ts_rules *rules, struct ts_keywords **keywords, struct ts_err *err);

/*
 * A scanner with these rules, which must outlive it. Fingerprints are made with SALT. Errors: "io".
 * The caller frees *SCANNER. It serves one content after the other, in one thread.
 */
int ts_scanner_new(const struct ts_rules *rules, const unsigned char salt[static TS_SALT_BYTES],
    struct ts_scanner **scanner, struct ts_err *err);
void ts_scanner_free(struct ts_scanner *scanner);

/* Make fingerprints with another salt, from the next content on. */
void ts_scanner_set_salt(
    struct ts_scanner *scanner, const unsigned char salt[static TS_SALT_BYTES]);

/* Forget a content that did not come to its end. */
void ts_scanner_drop(struct ts_scanner *scanner);

/* Search LEN more bytes of the content. Errors: "io". */
int ts_scanner_add(struct ts_scanner *scanner, const void *data, size_t len, struct ts_err *err);

/*
 * The content ends. *HITS, N of them by their place, are valid until the next content's first
 * bytes: each different secret once, at most TS_SCANNER_HITS for a rule; of a rule with a count
 * only where there are so many. Errors: "io".
 */
int ts_scanner_end(
    struct ts_scanner *scanner, const struct ts_hit **hits, size_t *n, struct ts_err *err);

#endif
