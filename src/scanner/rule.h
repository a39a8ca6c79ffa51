/*
 * Rules of the content scanner (docs/boundary.md): what a secret, a customer's record, a licence
 * key… looks like. Rules are data; this is their language, parsed and checked.
 */
#ifndef TS_SCANNER_RULE_H
#define TS_SCANNER_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"

#define TS_RULE_WINDOW_MAX 4096 /* bytes before and behind a keyword that a rule may see */

/* Classes of bytes whose long runs a rule may ask for instead of keywords. */
enum ts_run_class {
	TS_RUN_NUMBER, /* 0-9 space + ( ) . / - */
	TS_RUN_IBAN,   /* A-Z 0-9 space */
	TS_RUN_CODE,   /* A-Z 0-9 - */
};
#define TS_RUN_CLASSES 3

enum ts_validator { TS_VALID_ANY, TS_VALID_LUHN, TS_VALID_IBAN, TS_VALID_JWT, TS_VALID_PEM };

/* N texts, each behind the NUL of the one before it. */
struct ts_texts {
	const char *first;
	size_t n;
};

/* The text behind TEXT. */
const char *ts_texts_next(const char *text);

struct ts_rule {
	size_t place; /* in its set */
	const char *id, *title, *category, *pattern;
	struct ts_texts keywords; /* in lower case; none: the rule wants a run */
	enum ts_run_class run;
	size_t run_min, run_digits; /* how long a run, and how many digits in it */
	const char *run_with;       /* bytes of which one must be in it, or NULL */
	unsigned group;             /* of the pattern: the secret itself */
	double entropy;             /* the secret's least Shannon entropy, in bits a byte */
	enum ts_validator validator;
	size_t count;          /* how many different secrets of it one file must hold */
	size_t before, after;  /* what the pattern sees around a keyword's first byte, in bytes */
	struct ts_texts allow; /* patterns of secrets that are none */
	struct ts_texts examples, counterexamples;
	const unsigned char
	    *compiled; /* the pattern, of a built-in rule, for ts_regex_take(); or NULL */
	char *texts;   /* the set's: what the lists are of; NULL of a built-in rule */
	bool dropped;  /* not to be searched with */
};
/* The texts are borrowed: from the program's tables (model/rule_table.h), or the set. */

struct ts_rules {
	size_t n;               /* the built-in ones first */
	struct ts_rule *own;    /* owned: all, once they differ from the built-in ones; or NULL */
	struct ts_json **files; /* owned: those that were added */
	size_t files_n;
	char sha256[TS_DIGEST_HEX]; /* of all files' bytes, one behind the other */
	struct ts_buf added;        /* owned: the bytes of those that were added */
};

/* The built-in rules. Errors: "io". The caller frees *RULES. */
int ts_rules_new(struct ts_rules **rules, struct ts_err *err);
void ts_rules_free(struct ts_rules *rules);

/* Add the rules of a file's bytes. Errors: "rules.valid" with a pointer; "io". */
int ts_rules_add(struct ts_rules *rules, const void *data, size_t len, struct ts_err *err);

/* Do not search with the rules of a category; the digest stays that of all. Errors: "io". */
int ts_rules_drop(struct ts_rules *rules, const char *category, struct ts_err *err);

/* How many there are to search with. */
size_t ts_rules_count(const struct ts_rules *rules);

/* The rule at PLACE, which is below N: what RULE holds then is borrowed from RULES. */
void ts_rules_get(const struct ts_rules *rules, size_t place, struct ts_rule *rule);

/* Is there a rule with this id? */
bool ts_rules_have(const struct ts_rules *rules, const char *id);

/* Is TEXT formed as a rule's id: lower-case words, digits, "." and "-", at most 64 bytes? */
bool ts_rule_id_valid(const char *text);

#endif
