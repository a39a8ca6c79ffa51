/*
 * The built-in rules in memory. They contain no addresses, so nothing needs relocating when the
 * program starts, and unused parts are not even read from disk. src/mktables.c makes them from
 * src/rules/.
 */
#ifndef TS_SCANNER_RULE_TABLE_H
#define TS_SCANNER_RULE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/encode.h"

/* N texts that begin at an offset of the words, each ended by a NUL. */
struct ts_packed_texts {
	uint32_t at, n;
};

/* A rule (scanner/rule.h). Texts are offsets of the words; 0 means none. */
struct ts_packed_rule {
	uint32_t entropy, id, title, category, pattern, run_with;
	struct ts_packed_texts keywords, names, except, shapes, allow, samples, examples,
	    counterexamples;
	uint32_t run_min, run_max, run_digits, count, before, after;
	uint32_t compiled; /* an offset of the patterns */
	uint8_t run, group, validator, scheme, columns, word;
};

extern const struct ts_packed_rule ts_builtin_rules[];
extern const size_t ts_builtin_rules_n;
extern const char ts_builtin_words[];
extern const unsigned char ts_builtin_patterns[]; /* as PCRE2 serialises them */

/* The bytes of all rule files, one after the other, and their digest. */
extern const unsigned char ts_builtin_rules_text[];
extern const size_t ts_builtin_rules_len;
extern const char ts_builtin_rules_sha256[TS_DIGEST_HEX];

#endif
