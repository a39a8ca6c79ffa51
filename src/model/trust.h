/*
 * The verifier's trust policy (docs/trust.md): which keys are trusted, who owns them, in which
 * roles and for which stages and times, and how many people must sign.
 */
#ifndef TS_MODEL_TRUST_H
#define TS_MODEL_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "crypto/key.h"
#include "format/json.h"
#include "model/trust_time.h"
#include "model/validity.h"
#include "scanner/rules.h"

enum ts_role { TS_PRODUCER, TS_APPROVER, TS_VERIFIER, TS_REGISTRAR };
#define TS_ROLES 4

struct ts_trust_key {
	struct ts_public_key key;
	const char *owner; /* borrowed from the policy's JSON */
	bool roles[TS_ROLES];
	const struct ts_json *stages; /* patterns, or NULL for every stage; borrowed likewise */
	struct ts_validity validity;
	bool example; /* its secret half is published */
};

struct ts_trust {
	struct ts_json *json;      /* owned */
	struct ts_trust_key *keys; /* owned */
	size_t keys_n;
	const struct ts_trust_key **by_id; /* owned: the keys by ascending fingerprint */
	struct ts_trust_time time;         /* owned: whose time stamps count */
	char sha256[TS_DIGEST_HEX];        /* of the policy file's bytes */
};

/* Keys of a policy, such as those whose signatures on a document verified. */
struct ts_signers {
	const struct ts_trust_key **keys; /* owned array of pointers into the policy */
	size_t n;
};
void ts_signers_free(struct ts_signers *signers);

/* What a policy requires for one stage. */
struct ts_stage_rules {
	int64_t producers, approvers; /* how many distinct owners must sign */
	bool separate;
	int64_t max_age, approval_max_age; /* seconds, or -1 for no limit */
	bool stamped;                      /* time stamps must prove when a bundle was sealed */
	int64_t proven_within;         /* seconds after it says it was sealed, or -1 for no limit */
	bool scan;                     /* every file's content is searched */
	const struct ts_json *waivers; /* ids of the rules that may be waived; NULL: none */
	const char *rules_sha256;      /* of the rules that must be used, or NULL */
};

/* What a policy requires of the register. */
struct ts_register_rules {
	bool is_signed;
	int64_t max_age; /* seconds, or -1 for no limit */
};
struct ts_register_rules ts_trust_register(const struct ts_trust *trust);

/* Must a verifier have signed the lines that an audit joins (docs/scale.md)? */
bool ts_trust_lines_signed(const struct ts_trust *trust);

/* Parse the bytes of a policy. The caller frees *TRUST. Errors: "trust.valid" with a pointer; "io".
 */
int ts_trust_parse(const void *data, size_t len, struct ts_trust **trust, struct ts_err *err);
void ts_trust_free(struct ts_trust *trust);

/* Add the vendor's own domains in the policy to RULES. TRUST may be NULL. Errors: "io". */
int ts_trust_own_domains(const struct ts_trust *trust, struct ts_rules *rules, struct ts_err *err);

const char *ts_role_name(enum ts_role role); /* "producer", "approver"… */

/* The key with the fingerprint ID, or NULL; by binary search. */
const struct ts_trust_key *ts_trust_find(const struct ts_trust *trust, const char *id);

/* May KEY act for STAGE? */
bool ts_trust_key_serves(const struct ts_trust_key *key, const char *stage);

/* The member NAME of a stage's OWN rules (which may be NULL), or else of the default's; NULL when
 * neither has it. */
const struct ts_json *ts_trust_rule(
    const struct ts_trust *trust, const struct ts_json *own, const char *name);

/* The requirements for STAGE: its own, or else the default's, or else one producer, one approver,
 * separate people, no limits. */
struct ts_stage_rules ts_trust_rules(const struct ts_trust *trust, const char *stage);

/* The same, where OWN are the stage's own rules in the policy (a member of "stages"), or NULL. */
struct ts_stage_rules ts_trust_rules_of(const struct ts_trust *trust, const struct ts_json *own);

/* Does TEXT match PATTERN, in which "*" stands for any bytes? */
bool ts_trust_pattern_matches(const char *pattern, const char *text);

/* Does the policy list the allowed revisions of STAGE's profile, and is DIGEST one of them? */
bool ts_trust_lists_profiles(const struct ts_trust *trust, const char *stage);
bool ts_trust_pins_profile(const struct ts_trust *trust, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES]);

#endif
