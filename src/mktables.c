/*
 * mktables RULES…: write the tables that the content scanner would otherwise compute from these
 * rule files at every start, as C source. It runs only in the build: parsing the files takes longer
 * than verifying a bundle.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/profile_set.h"
#include "scanner/automata.h"
#include "scanner/keywords_table.h"
#include "scanner/regex.h"
#include "scanner/rule_table.h"
#include "scanner/rules.h"

#define RULES_MAX ((size_t)4 << 20)

/* This program is linked with the library but without its tables. */
const struct ts_packed_rule ts_builtin_rules[1] = {{.id = 0}};
const size_t ts_builtin_rules_n = 0;
const char ts_builtin_words[1] = "";
const unsigned char ts_builtin_patterns[1] = {0};
const unsigned char ts_builtin_rules_text[1] = {0};
const size_t ts_builtin_rules_len = 0;
const char ts_builtin_rules_sha256[TS_DIGEST_HEX] = "";
const struct ts_keywords ts_builtin_keywords = {.shift = 0}, ts_builtin_shapes = {.shift = 0};
const struct ts_builtin ts_builtins[1] = {{.name = ""}};
const size_t ts_builtins_n = 0;

/* The storage that offsets in the tables refer to. */
static struct ts_buf words, patterns;

static uint32_t pack_text(const char *text)
{
	uint32_t at = (uint32_t)words.len;

	if (text == NULL)
		return 0;
	ts_buf_add(&words, text, strlen(text) + 1);
	return at;
}

static struct ts_packed_texts pack_texts(const struct ts_texts *texts)
{
	struct ts_packed_texts packed = {(uint32_t)words.len, (uint32_t)texts->n};
	const char *text = texts->first;

	for (size_t i = 0; i < texts->n; i++, text = ts_texts_next(text))
		pack_text(text);
	return packed;
}

/* Append the compiled pattern, aligned as PCRE2 requires. */
static int pack_pattern(const struct ts_rule *rule, uint32_t *at, struct ts_err *err)
{
	static const unsigned char zeros[8];
	struct ts_regex *regex;
	int ret;

	ts_buf_add(&patterns, zeros, -patterns.len % sizeof(zeros));
	*at = (uint32_t)patterns.len;
	if (ts_regex_new(rule->pattern, "io", &regex, err) != 0)
		return -1;
	ret = ts_regex_write(regex, &patterns, err);
	ts_regex_free(regex);
	return ret;
}

/* Text is printed as character constants: what 128 and more are as numbers depends on whether char
 * is signed on the target. */
static void print_bytes(const char *declaration, const struct ts_buf *bytes, bool is_text)
{
	printf("%s = {", declaration);
	for (size_t i = 0; i < bytes->len; i++)
		printf(is_text ? "'\\%o'," : "%d,", bytes->data[i]);
	printf("};\n");
}

static void print_rule(const struct ts_packed_rule *r)
{
	const struct ts_packed_texts *const lists[] = {&r->keywords, &r->names, &r->except,
	    &r->shapes, &r->allow, &r->samples, &r->examples, &r->counterexamples};

	printf("{%u,%u,%u,%u,%u,%u,", r->entropy, r->id, r->title, r->category, r->pattern,
	    r->run_with);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		printf("{%u,%u},", lists[i]->at, lists[i]->n);
	printf("%u,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u},\n", r->run_min, r->run_max, r->run_digits,
	    r->count, r->before, r->after, r->compiled, r->run, r->group, r->validator, r->scheme,
	    r->columns, r->word);
}

static void pack_rule(const struct ts_rule *rule, struct ts_packed_rule *r)
{
	*r = (struct ts_packed_rule){.entropy = rule->entropy,
	    .id = pack_text(rule->id),
	    .title = pack_text(rule->title),
	    .category = pack_text(rule->category),
	    .pattern = pack_text(rule->pattern),
	    .run_with = pack_text(rule->run_with),
	    .keywords = pack_texts(&rule->keywords),
	    .names = pack_texts(&rule->names),
	    .except = pack_texts(&rule->except),
	    .shapes = pack_texts(&rule->shapes),
	    .allow = pack_texts(&rule->allow),
	    .samples = pack_texts(&rule->samples),
	    .run_min = (uint32_t)rule->run_min,
	    .run_max = (uint32_t)rule->run_max,
	    .run_digits = (uint32_t)rule->run_digits,
	    .count = (uint32_t)rule->count,
	    .before = (uint32_t)rule->before,
	    .after = (uint32_t)rule->after,
	    .run = (uint8_t)rule->run,
	    .group = (uint8_t)rule->group,
	    .validator = (uint8_t)rule->validator,
	    .scheme = (uint8_t)rule->scheme,
	    .columns = rule->columns,
	    .word = rule->word};
}

/* Pack the rules. Texts that only tests use come after those that a search needs. */
static int pack_rules(
    const struct ts_rules *rules, struct ts_packed_rule *packed, struct ts_err *err)
{
	struct ts_rule rule;

	pack_text(""); /* offset 0 means none */
	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		pack_rule(&rule, &packed[i]);
		if (pack_pattern(&rule, &packed[i].compiled, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		packed[i].examples = pack_texts(&rule.examples);
		packed[i].counterexamples = pack_texts(&rule.counterexamples);
	}
	return ts_buf_ok(&words) && ts_buf_ok(&patterns) ? 0 : ts_err_nomem(err);
}

static int print_rules(const struct ts_rules *rules, struct ts_err *err)
{
	struct ts_packed_rule *packed = calloc(rules->n + 1, sizeof(*packed));
	int ret = packed == NULL ? ts_err_nomem(err) : pack_rules(rules, packed, err);

	if (ret != 0)
		goto done;
	printf("const struct ts_packed_rule ts_builtin_rules[] = {\n");
	for (size_t i = 0; i < rules->n; i++)
		print_rule(&packed[i]);
	printf("};\nconst size_t ts_builtin_rules_n = %zu;\n", rules->n);
	print_bytes("const char ts_builtin_words[]", &words, true);
	print_bytes("const unsigned char ts_builtin_patterns[] __attribute__((aligned(8)))",
	    &patterns, false);
	print_bytes("const unsigned char ts_builtin_rules_text[]", &rules->added, false);
	printf("const size_t ts_builtin_rules_len = %zu;\n", rules->added.len);
	printf("const char ts_builtin_rules_sha256[TS_DIGEST_HEX] = \"%s\";\n", rules->sha256);
done:
	free(packed);
	return ret;
}

/* Print an automaton as NAME. */
static void print_keywords(const struct ts_keywords *k, const char *name)
{
	const size_t cells = (size_t)(k->states + 1) << k->shift;
	const uint32_t accepting = k->states - k->accepting;

	printf("static const uint16_t %s_next[] = {", name);
	for (size_t i = 0; i < cells; i++)
		printf("%u,", k->next[i]);
	printf("};\nstatic const uint32_t %s_first[] = {", name);
	for (uint32_t i = 0; i <= accepting; i++)
		printf("%u,", k->first[i]);
	printf("};\nstatic const struct ts_keyword_found %s_found[] = {", name);
	for (uint32_t i = 0; i < k->first[accepting]; i++)
		printf("{%u,%u},", k->found[i].meaning, k->found[i].len);
	printf("};\nconst struct ts_keywords %s = {.classes = {", name);
	for (size_t i = 0; i < sizeof(k->classes); i++)
		printf("%u,", k->classes[i]);
	printf("}, .shift = %u, .accepting = %u, .states = %u, .next = %s_next, .first = %s_first, "
	       ".found = %s_found};\n",
	    k->shift, k->accepting, k->states, name, name, name);
}

static int add_file(struct ts_rules *rules, const char *path, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret = ts_file_slurp(path, RULES_MAX, &text, err);

	if (ret == 0)
		ret = ts_rules_add(rules, text.data, text.len, err);
	if (ret != 0)
		fprintf(stderr, "%s: %s: %s\n", path, err->at, err->message);
	ts_buf_free(&text);
	return ret;
}

int main(int argc, char **argv)
{
	struct ts_rules *rules = NULL;
	struct ts_keywords *keywords = NULL, *shapes = NULL;
	struct ts_err err;
	int ret = 1;

	if (ts_rules_new(&rules, &err) != 0)
		return 1;
	for (int i = 1; i < argc; i++)
		if (add_file(rules, argv[i], &err) != 0)
			goto done;
	if (ts_automata_new(rules, &keywords, &shapes, &err) != 0) {
		fprintf(stderr, "mktables: %s\n", err.message);
		goto done;
	}
	printf("/* Made by src/mktables.c. */\n"
	       "#include \"scanner/keywords_table.h\"\n#include \"scanner/rule_table.h\"\n\n");
	if (print_rules(rules, &err) != 0)
		goto done;
	print_keywords(keywords, "ts_builtin_keywords");
	print_keywords(shapes, "ts_builtin_shapes");
	ret = ferror(stdout) || fflush(stdout) != 0;
done:
	ts_buf_free(&words);
	ts_buf_free(&patterns);
	ts_keywords_free(keywords);
	ts_keywords_free(shapes);
	ts_rules_free(rules);
	return ret;
}
