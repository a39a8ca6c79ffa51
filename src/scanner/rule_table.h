/*
 * The built-in rules as they lie in memory: no addresses, so that nothing has to be relocated when
 * the program starts, and what is not looked at is not even read. Made by src/mktables.c of
 * src/rules/.
 */
#ifndef TS_SCANNER_RULE_TABLE_H
#define TS_SCANNER_RULE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/encode.h"

/* N texts, from a place in the words on, each with a NUL behind it. */
struct ts_packed_texts {
	uint32_t at, n;
};

/* A rule (model/rule.h); texts are places in the words, 0 for none. */
struct ts_packed_rule {
	double entropy;
	uint32_t id, title, category, pattern, run_with;
	struct ts_packed_texts keywords, allow, examples, counterexamples;
	uint32_t run_min, run_digits, count, before, after;
	uint32_t compiled; /* a place in the patterns */
	uint8_t run, group, validator;
};

extern const struct ts_packed_rule ts_builtin_rules[];
extern const size_t ts_builtin_rules_n;
extern const char ts_builtin_words[];
extern const unsigned char ts_builtin_patterns[]; /* as PCRE2 keeps them */

/* The files' bytes, one behind the other, and the digest of these. */
extern const unsigned char ts_builtin_rules_text[];
extern const size_t ts_builtin_rules_len;
extern const char ts_builtin_rules_sha256[TS_DIGEST_HEX];

#endif
