/*
 * Rules of the content scanner (docs/boundary.md): what a secret, a customer's record, a licence
 * key and so on look like. Rules are data; this parses and checks their language.
 */
#ifndef TS_SCANNER_RULE_H
#define TS_SCANNER_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"
#include "scanner/check_digits.h"

#define TS_RULE_WINDOW_MAX 4096 /* bytes before and after a keyword that a rule may see */

/* Classes of bytes. A rule may ask for a long run of one class instead of keywords. */
enum ts_run_class {
	TS_RUN_NUMBER, /* 0-9 space + ( ) . / - */
	TS_RUN_IBAN,   /* A-Z 0-9 space, beginning with a letter */
	TS_RUN_CODE,   /* A-Z 0-9 - */
	TS_RUN_BASE64, /* A-Z a-z 0-9 + / - _ */
};
#define TS_RUN_CLASSES 4

enum ts_validator {
	TS_VALID_ANY,
	TS_VALID_LUHN,
	TS_VALID_IBAN,
	TS_VALID_JWT,
	TS_VALID_PEM,
	TS_VALID_PASSWORD, /* what a person might have chosen as a password */
	TS_VALID_TOKEN,    /* what a machine might have made as a secret */
	TS_VALID_PLAIN,    /* anything but a placeholder */
	TS_VALID_MAILBOX,  /* an e-mail address of a person or a customer */
	TS_VALID_SCHEME,   /* a number whose check digits are right: of the rule's scheme */
};

/* N texts, one after the other, each ended by a NUL. */
struct ts_texts {
	const char *first;
	size_t n;
};

/* The text after TEXT. */
const char *ts_texts_next(const char *text);

struct ts_rule {
	size_t place; /* its index in the set */
	const char *id, *title, *category, *pattern;
	/* What the rule waits for: keywords in lower case, names whose values it judges, or a run.
	 */
	struct ts_texts keywords, names;
	struct ts_texts except; /* longer names that mean something else: "page token" */
	bool columns;           /* of names: only those that are headings of columns */
	bool word;              /* a keyword begins a word */
	enum ts_run_class run;
	struct ts_texts shapes; /* of the run (scanner/shape.h); none: any shape */
	size_t run_min, run_max,
	    run_digits;       /* the length of the run, and the least of its digits */
	const char *run_with; /* the run must contain one of these bytes; or NULL */
	unsigned group;       /* the group of the pattern that is the secret itself */
	uint32_t entropy;     /* the least Shannon entropy of the secret (scanner/entropy.h) */
	enum ts_validator validator;
	enum ts_scheme scheme;   /* of TS_VALID_SCHEME */
	size_t count;            /* how many different secrets of it a file must contain to count */
	size_t before, after;    /* bytes around the beginning of a keyword that the pattern sees */
	struct ts_texts allow;   /* patterns of exceptions: matches that are not secrets */
	struct ts_texts samples; /* patterns of values that documentation shows to everybody */
	struct ts_texts examples, counterexamples;
	const unsigned char
	    *compiled; /* the pattern of a built-in rule, for ts_regex_load(); otherwise NULL */
	char *texts;   /* the set's storage of the lists; NULL for a built-in rule */
	bool dropped;  /* excluded from the search */
};
/* The texts are borrowed from the program's tables (scanner/rule_table.h) or from the set. */

/* Read a rule, which is at AT in its file. Its texts are the caller's to free, its id, title and
 * pattern are borrowed from JSON. Errors: "rules.valid" with a pointer; "io". */
int ts_rule_read(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err);

/* Does what rules of this CATEGORY find give access to something? Not data about people, or code.
 */
bool ts_rule_gives_access(const char *category);

/* Does TEXT have the form of a rule id: lower-case words, digits, "." and "-", at most 64 bytes? */
bool ts_rule_id_valid(const char *text);

#endif
