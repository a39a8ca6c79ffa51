/*
 * What a record says: the pointer to each field that its stage's profile lists, and a code of its
 * value. Two records contradict each other if a field that both have differs.
 */
#ifndef TS_AUDIT_FACTS_H
#define TS_AUDIT_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/shorthash.h"
#include "format/json.h"
#include "model/profile.h"

#define TS_FACT_EXACT 16 /* the first bytes of a SHA-256 */

struct ts_fact {
	char *at; /* owned: a JSON Pointer into the record */
	/*
	 * The code of the value under a secret key. 4 bytes are enough, because nobody who writes a
	 * record knows the key, and an audit keeps those of every bundle. Times are coded as
	 * instants, so two ways of writing one are equal.
	 */
	uint32_t value;
	unsigned char exact[TS_FACT_EXACT]; /* only if asked for: a code that needs no key */
};

struct ts_facts {
	struct ts_fact *list; /* owned */
	size_t n;
};

/* Take the facts of RECORD (which may be NULL), a record of PROFILE's stage; without a KEY (NULL)
 * their exact codes. The caller frees FACTS, also after an error. Errors: "io". */
int ts_facts_take(const struct ts_json *record, const struct ts_profile *profile,
    const unsigned char *key, struct ts_facts *facts, struct ts_err *err);

/* The value of a fact under KEY whose exact code is known. Those of one audit must all be made in
 * the same way. */
uint32_t ts_fact_value(
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], const unsigned char *exact);
void ts_facts_free(struct ts_facts *facts);

#endif
