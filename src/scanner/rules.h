/* The set of rules that a search uses: the built-in ones, and those in files. */
#ifndef TS_SCANNER_RULES_H
#define TS_SCANNER_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"
#include "scanner/rule.h"

struct ts_rules {
	size_t n;               /* the built-in ones first */
	struct ts_rule *own;    /* owned: all rules, once some were added or dropped; NULL before */
	struct ts_json **files; /* owned: the files that were added */
	size_t files_n;
	char sha256[TS_DIGEST_HEX];  /* of the bytes of all files, one after the other */
	struct ts_buf added;         /* owned: the bytes of the files that were added */
	struct ts_texts own_domains; /* whose e-mail addresses are nobody's secret; in OWN_TEXT */
	struct ts_buf own_text;      /* owned */
};

/* Make a set of the built-in rules. The caller frees *RULES. Errors: "io". */
int ts_rules_new(struct ts_rules **rules, struct ts_err *err);
void ts_rules_free(struct ts_rules *rules);

/* Add the rules in the bytes of a file. Errors: "rules.valid" with a pointer; "io". */
int ts_rules_add(struct ts_rules *rules, const void *data, size_t len, struct ts_err *err);

/* Addresses below DOMAIN belong to whoever searches, not to a customer. It must have the form of a
 * domain (ts_mailbox_domain_valid()). Errors: "io". */
int ts_rules_add_own_domain(struct ts_rules *rules, const char *domain, struct ts_err *err);

/* Exclude the rules of a category from the search. The digest remains that of all rules. Errors:
 * "io". */
int ts_rules_drop(struct ts_rules *rules, const char *category, struct ts_err *err);

/* The number of rules that are searched with. */
size_t ts_rules_count(const struct ts_rules *rules);

/* Get the rule at index PLACE, which is less than N. What RULE points to is borrowed from RULES. */
void ts_rules_get(const struct ts_rules *rules, size_t place, struct ts_rule *rule);

/* Is there a rule with this id? */
bool ts_rules_have(const struct ts_rules *rules, const char *id);

#endif
