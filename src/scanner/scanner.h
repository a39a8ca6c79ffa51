/*
 * Searching content with rules (docs/boundary.md, "Content") as it is read, in constant memory.
 * Text inside escapes and base64 is searched too.
 */
#ifndef TS_SCANNER_SCANNER_H
#define TS_SCANNER_SCANNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/hmac.h"
#include "scanner/hit.h"
#include "scanner/mailbox.h"
#include "scanner/rules.h"

struct ts_scanner;

/*
 * Make a scanner with these rules, which must outlive it. Fingerprints are made with SALT. It
 * searches one content after the other, in one thread. The caller frees *SCANNER. Errors: "io".
 */
int ts_scanner_new(const struct ts_rules *rules, const unsigned char salt[static TS_SALT_BYTES],
    struct ts_scanner **scanner, struct ts_err *err);
void ts_scanner_free(struct ts_scanner *scanner);

/* Use another salt from the next content on. */
void ts_scanner_set_salt(
    struct ts_scanner *scanner, const unsigned char salt[static TS_SALT_BYTES]);

/* Say where the next content is from; the ones after it are evidence again. */
void ts_scanner_set_origin(struct ts_scanner *scanner, enum ts_origin origin);

/* Discard a content that was not completed. */
void ts_scanner_drop(struct ts_scanner *scanner);

/* Search LEN more bytes of the content. Errors: "io". */
int ts_scanner_add(struct ts_scanner *scanner, const void *data, size_t len, struct ts_err *err);

/*
 * The content is complete. *HITS are N hits in order of position, valid until the next content
 * begins: each different secret once, and at most TS_SCANNER_HITS for a rule. A rule with a count
 * has hits only if there are that many. Errors: "io".
 */
int ts_scanner_end(
    struct ts_scanner *scanner, const struct ts_hit **hits, size_t *n, struct ts_err *err);

#endif
