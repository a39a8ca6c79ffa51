/*
 * mktables RULES…: write what the content scanner would have to work out of these rule files at
 * every start, as C tables. Part of the build only: parsing the files takes longer than judging a
 * bundle.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "format/regex.h"
#include "judge/keywords_table.h"
#include "judge/scanner.h"
#include "model/profile_set.h"
#include "model/rule.h"

#define RULES_MAX ((size_t)4 << 20)

/* In this program there are no tables yet. */
const struct ts_rule ts_builtin_rules[1] = {{.id = ""}};
const size_t ts_builtin_rules_n = 0;
const unsigned char ts_builtin_rules_text[1] = {0};
const size_t ts_builtin_rules_len = 0;
const char ts_builtin_rules_sha256[TS_DIGEST_HEX] = "";
const struct ts_keywords ts_builtin_keywords = {.shift = 0};
const struct ts_builtin ts_builtins[1] = {{.name = ""}};
const size_t ts_builtins_n = 0;

static void print_text(const char *text)
{
	if (text == NULL) {
		fputs("NULL", stdout);
		return;
	}
	putchar('"');
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\' || *p == '?')
			printf("\\%03o", *p);
		else
			putchar(*p);
	}
	putchar('"');
}

static void print_texts(const char *name, const struct ts_texts *texts)
{
	printf(" .%s = {", name);
	if (texts->n == 0) {
		printf("NULL, 0},");
		return;
	}
	printf("(const char *const[]){");
	for (size_t i = 0; i < texts->n; i++) {
		print_text(texts->list[i]);
		putchar(',');
	}
	printf("}, %zu},", texts->n);
}

/* The pattern as PCRE2 keeps it, aligned as it asks for. */
static int print_compiled(size_t number, const struct ts_rule *rule, struct ts_err *err)
{
	struct ts_buf bytes = TS_BUF_INIT;
	struct ts_regex *regex;
	int ret;

	if (ts_regex_new(rule->pattern, "io", &regex, err) != 0)
		return -1;
	ret = ts_regex_write(regex, &bytes, err);
	printf("static const unsigned char compiled_%zu[] __attribute__((aligned(8))) = {", number);
	for (size_t i = 0; i < bytes.len; i++)
		printf("%u,", bytes.data[i]);
	printf("};\n");
	ts_regex_free(regex);
	ts_buf_free(&bytes);
	return ret;
}

static void print_rule(size_t number, const struct ts_rule *rule)
{
	printf("{.id = ");
	print_text(rule->id);
	printf(", .title = ");
	print_text(rule->title);
	printf(", .category = ");
	print_text(rule->category);
	printf(", .pattern = ");
	print_text(rule->pattern);
	printf(",");
	print_texts("keywords", &rule->keywords);
	print_texts("allow", &rule->allow);
	print_texts("examples", &rule->examples);
	print_texts("counterexamples", &rule->counterexamples);
	printf(" .run = %d, .run_min = %zu, .run_digits = %zu, .run_with = ", (int)rule->run,
	    rule->run_min, rule->run_digits);
	print_text(rule->run_with);
	printf(", .group = %u, .entropy = %.17g, .validator = %d, .count = %zu,", rule->group,
	    rule->entropy, (int)rule->validator, rule->count);
	printf(" .before = %zu, .after = %zu, .compiled = compiled_%zu},\n", rule->before,
	    rule->after, number);
}

static int print_rules(const struct ts_rules *rules, struct ts_err *err)
{
	for (size_t i = 0; i < rules->n; i++)
		if (print_compiled(i, &rules->list[i], err) != 0)
			return -1;
	printf("const struct ts_rule ts_builtin_rules[] = {\n");
	for (size_t i = 0; i < rules->n; i++)
		print_rule(i, &rules->list[i]);
	printf("};\nconst size_t ts_builtin_rules_n = %zu;\n", rules->n);
	printf("const unsigned char ts_builtin_rules_text[] = {");
	for (size_t i = 0; i < rules->added.len; i++)
		printf("%u,", rules->added.data[i]);
	printf("};\nconst size_t ts_builtin_rules_len = %zu;\n", rules->added.len);
	printf("const char ts_builtin_rules_sha256[TS_DIGEST_HEX] = \"%s\";\n", rules->sha256);
	return 0;
}

static void print_keywords(const struct ts_keywords *k)
{
	const size_t cells = (size_t)(k->states + 1) << k->shift;
	const uint32_t accepting = k->states - k->accepting;

	printf("static const uint16_t next[] = {");
	for (size_t i = 0; i < cells; i++)
		printf("%u,", k->next[i]);
	printf("};\nstatic const uint32_t first[] = {");
	for (uint32_t i = 0; i <= accepting; i++)
		printf("%u,", k->first[i]);
	printf("};\nstatic const struct ts_keyword_found found[] = {");
	for (uint32_t i = 0; i < k->first[accepting]; i++)
		printf("{%u,%u},", k->found[i].meaning, k->found[i].len);
	printf("};\nconst struct ts_keywords ts_builtin_keywords = {.classes = {");
	for (size_t i = 0; i < sizeof(k->classes); i++)
		printf("%u,", k->classes[i]);
	printf(
	    "}, .shift = %u, .accepting = %u, .states = %u, .next = next, .first = first, .found = "
	    "found};\n",
	    k->shift, k->accepting, k->states);
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
	struct ts_keywords *keywords = NULL;
	struct ts_err err;
	int ret = 1;

	if (ts_rules_new(&rules, &err) != 0)
		return 1;
	for (int i = 1; i < argc; i++)
		if (add_file(rules, argv[i], &err) != 0)
			goto done;
	if (ts_scanner_keywords(rules, &keywords, &err) != 0)
		goto done;
	printf("/* Made by src/mktables.c. */\n"
	       "#include \"judge/keywords_table.h\"\n#include \"model/rule.h\"\n\n");
	if (print_rules(rules, &err) != 0)
		goto done;
	print_keywords(keywords);
	ret = ferror(stdout) || fflush(stdout) != 0;
done:
	ts_keywords_free(keywords);
	ts_rules_free(rules);
	return ret;
}
