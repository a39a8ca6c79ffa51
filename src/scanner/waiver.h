/*
 * Waivers: findings of the content scanner that a person has reviewed and accepts, each
 * identified by rule, path and fingerprint, for a reason and until a date (docs/boundary.md). A
 * seal contains them; the baseline of "scan" has the same form.
 */
#ifndef TS_SCANNER_WAIVER_H
#define TS_SCANNER_WAIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "crypto/hmac.h"
#include "format/json.h"

#define TS_WAIVERS_MAX 1000 /* in a seal */

struct ts_waiver {
	const char *rule; /* its id; borrowed, like the texts below */
	const char
	    *path; /* of the file in the payload: "data/evidence/…"; in a scan, as it was named */
	char fingerprint[TS_DIGEST_HEX];
	const char *reason_ref, *waived_by; /* references */
	const char *expires_text;
	struct ts_time expires;
};

struct ts_waivers {
	unsigned char salt[TS_SALT_BYTES]; /* the key of the fingerprints */
	bool has_salt;
	struct ts_waiver *list; /* owned */
	size_t n;
	const struct ts_waiver **sorted; /* owned: the same by fingerprint, path and rule */
};

/*
 * Read the waivers in JSON (an array, which must outlive WAIVERS) and the salt in hexadecimal
 * (NULL: none). AT is the pointer to the array. Errors: CHECK; "io". Free with ts_waivers_free().
 */
int ts_waivers_read(const struct ts_json *json, const char *salt, const char *at, const char *check,
    struct ts_waivers *waivers, struct ts_err *err);
void ts_waivers_free(struct ts_waivers *waivers);

/* Read a waivers file. *JSON must outlive WAIVERS; free both. Errors: CHECK; "io". */
int ts_waivers_parse(const void *data, size_t len, const char *check, struct ts_json **json,
    struct ts_waivers *waivers, struct ts_err *err);

/* The waiver of this finding, or NULL. */
const struct ts_waiver *ts_waivers_find(const struct ts_waivers *waivers, const char *rule,
    const char *path, const char fingerprint[static TS_DIGEST_HEX]);

/* Append the array in canonical form (RFC 8785). */
void ts_waivers_write(const struct ts_waivers *waivers, struct ts_buf *out);

#endif
