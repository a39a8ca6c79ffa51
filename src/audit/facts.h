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

struct ts_fact {
	char *at; /* owned: a JSON Pointer into the record */
	/*
	 * The code of the value under a secret key. 4 bytes are enough, because nobody who writes a
	 * record knows the key, and an audit keeps those of every bundle. Times are coded as
	 * instants, so two ways of writing one are equal.
	 */
	uint32_t value;
};

struct ts_facts {
	struct ts_fact *list; /* owned */
	size_t n;
};

/* Take the facts of RECORD (which may be NULL), a record of PROFILE's stage. The caller frees
 * FACTS, also after an error. Errors: "io". */
int ts_facts_take(const struct ts_json *record, const struct ts_profile *profile,
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], struct ts_facts *facts,
    struct ts_err *err);
void ts_facts_free(struct ts_facts *facts);

#endif
