#include "scanner/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "scanner/rule_table.h"

#define CHECK "rules.valid"

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the rule file: %s", what);
	return ts_err_at(err, "%s", at);
}

/* Make a copy of the list with space for MORE rules: until then the built-in list is borrowed. */
static int own_list(struct ts_rules *rules, size_t more, struct ts_err *err)
{
	struct ts_rule *grown = realloc(rules->own, (rules->n + more + 1) * sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; rules->own == NULL && i < rules->n; i++)
		ts_rules_get(rules, i, &grown[i]);
	rules->own = grown;
	return 0;
}

static int read_file(struct ts_rules *rules, const struct ts_json *json, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"tarseal", TS_JSON_STRING, true},
	    {"category", TS_JSON_STRING, true},
	    {"title", TS_JSON_STRING, true},
	    {"rules", TS_JSON_ARRAY, true},
	};
	const struct ts_json *list;
	size_t i = 0;

	if (ts_json_shape(json, "", members, 4, CHECK, err) != 0)
		return -1;
	if (strcmp(ts_json_string(ts_json_get(json, "tarseal")), "rules/1") != 0)
		return wrong(err, "/tarseal", "the file has another version than rules/1");
	list = ts_json_get(json, "rules");
	if (own_list(rules, ts_json_count(list), err) != 0)
		return -1;
	for (const struct ts_json *r = ts_json_first(list); r != NULL; r = ts_json_next(r), i++) {
		struct ts_rule *rule = &rules->own[rules->n];
		char at[48];

		snprintf(at, sizeof(at), "/rules/%zu", i);
		if (ts_rule_read(r, at, rule, err) != 0)
			return -1;
		if (ts_rules_have(rules, rule->id)) {
			free(rule->texts);
			return wrong(err, at, "another rule has the same id");
		}
		rule->category = ts_json_string(ts_json_get(json, "category"));
		rule->place = rules->n++;
	}
	return 0;
}

int ts_rules_new(struct ts_rules **result, struct ts_err *err)
{
	struct ts_rules *rules = calloc(1, sizeof(*rules));

	*result = NULL;
	if (rules == NULL)
		return ts_err_nomem(err);
	rules->n = ts_builtin_rules_n;
	memcpy(rules->sha256, ts_builtin_rules_sha256, sizeof(rules->sha256));
	*result = rules;
	return 0;
}

void ts_rules_free(struct ts_rules *rules)
{
	if (rules == NULL)
		return;
	for (size_t i = 0; rules->own != NULL && i < rules->n; i++)
		free(rules->own[i].texts);
	for (size_t i = 0; i < rules->files_n; i++)
		ts_json_free(rules->files[i]);
	free(rules->files);
	free(rules->own);
	ts_buf_free(&rules->added);
	ts_buf_free(&rules->own_text);
	free(rules);
}

static int digest(struct ts_rules *rules, struct ts_err *err)
{
	struct ts_sha256 *hash = ts_sha256_new(err);
	unsigned char bytes[TS_DIGEST_BYTES];
	int ret;

	if (hash == NULL)
		return -1;
	ts_sha256_add(hash, ts_builtin_rules_text, ts_builtin_rules_len);
	ts_sha256_add(hash, rules->added.data, rules->added.len);
	ret = ts_sha256_end(hash, bytes, err);
	if (ret == 0)
		ts_hex_digest(bytes, rules->sha256);
	ts_sha256_free(hash);
	return ret;
}

int ts_rules_add(struct ts_rules *rules, const void *data, size_t len, struct ts_err *err)
{
	struct ts_json **grown = realloc(rules->files, (rules->files_n + 1) * sizeof(*grown));
	struct ts_json *json;

	if (grown == NULL)
		return ts_err_nomem(err);
	rules->files = grown;
	if (ts_json_parse(data, len, CHECK, &json, err) != 0)
		return -1;
	rules->files[rules->files_n++] = json;
	ts_buf_add(&rules->added, data, len);
	if (!ts_buf_ok(&rules->added))
		return ts_err_nomem(err);
	return read_file(rules, json, err) != 0 ? -1 : digest(rules, err);
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

int ts_rules_drop(struct ts_rules *rules, const char *category, struct ts_err *err)
{
	if (own_list(rules, 0, err) != 0)
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
