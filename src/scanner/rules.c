/* The set of rules that a search uses. */
#include <stdlib.h>
#include <string.h>

#include "scanner/rule.h"
#include "scanner/rule_table.h"

int ts_rules_own(struct ts_rules *rules, size_t more, struct ts_err *err)
{
	struct ts_rule *grown = realloc(rules->own, (rules->n + more + 1) * sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; rules->own == NULL && i < rules->n; i++)
		ts_rules_get(rules, i, &grown[i]);
	rules->own = grown;
	return 0;
}

int ts_rules_add_own_domain(struct ts_rules *rules, const char *domain, struct ts_err *err)
{
	ts_buf_add(&rules->own_text, domain, strlen(domain) + 1);
	if (!ts_buf_ok(&rules->own_text))
		return ts_err_nomem(err);
	rules->own_domains =
	    (struct ts_texts){(const char *)rules->own_text.data, rules->own_domains.n + 1};
	return 0;
}

bool ts_rule_gives_access(const char *category)
{
	static const char *const plain[] = {
	    "customer-records", "crm-payloads", "policy-packs", "source-code"};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(category, plain[i]) == 0)
			return false;
	return true;
}

int ts_rules_drop(struct ts_rules *rules, const char *category, struct ts_err *err)
{
	if (ts_rules_own(rules, 0, err) != 0)
		return -1;
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->own[i].category, category) == 0)
			rules->own[i].dropped = true;
	return 0;
}

static const char *unpack_text(uint32_t at)
{
	return at == 0 ? NULL : ts_builtin_words + at;
}

static struct ts_texts unpack_texts(const struct ts_packed_texts *texts)
{
	return (struct ts_texts){unpack_text(texts->at), texts->n};
}

void ts_rules_get(const struct ts_rules *rules, size_t place, struct ts_rule *rule)
{
	const struct ts_packed_rule *p;

	if (rules->own != NULL) {
		*rule = rules->own[place];
		return;
	}
	p = &ts_builtin_rules[place];
	*rule = (struct ts_rule){.place = place,
	    .id = unpack_text(p->id),
	    .title = unpack_text(p->title),
	    .category = unpack_text(p->category),
	    .pattern = unpack_text(p->pattern),
	    .keywords = unpack_texts(&p->keywords),
	    .names = unpack_texts(&p->names),
	    .except = unpack_texts(&p->except),
	    .columns = p->columns != 0,
	    .word = p->word != 0,
	    .shapes = unpack_texts(&p->shapes),
	    .run = (enum ts_run_class)p->run,
	    .run_min = p->run_min,
	    .run_max = p->run_max,
	    .run_digits = p->run_digits,
	    .run_with = unpack_text(p->run_with),
	    .group = p->group,
	    .entropy = p->entropy,
	    .validator = (enum ts_validator)p->validator,
	    .scheme = (enum ts_scheme)p->scheme,
	    .count = p->count,
	    .before = p->before,
	    .after = p->after,
	    .allow = unpack_texts(&p->allow),
	    .samples = unpack_texts(&p->samples),
	    .examples = unpack_texts(&p->examples),
	    .counterexamples = unpack_texts(&p->counterexamples),
	    .compiled = ts_builtin_patterns + p->compiled};
}

size_t ts_rules_count(const struct ts_rules *rules)
{
	size_t n = rules->n;

	for (size_t i = 0; rules->own != NULL && i < rules->n; i++)
		n -= rules->own[i].dropped;
	return n;
}

bool ts_rules_have(const struct ts_rules *rules, const char *id)
{
	struct ts_rule rule;

	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		if (strcmp(rule.id, id) == 0)
			return true;
	}
	return false;
}
