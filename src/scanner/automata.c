#include "scanner/automata.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/strings.h"
#include "scanner/expand.h"

struct collecting {
	struct ts_keyword *list; /* owned */
	size_t n;
	struct ts_strings texts; /* owned */
	uint32_t meaning;
	size_t first; /* the first keyword with this meaning */
};

static int add(void *ctx, const char *text)
{
	struct collecting *c = ctx;
	struct ts_keyword *grown;
	const char *copy;

	for (size_t i = c->first; i < c->n; i++)
		if (strcmp(c->list[i].text, text) == 0)
			return 0;
	grown = ts_grow(c->list, c->n, sizeof(*grown));
	copy = ts_strings_add(&c->texts, text);
	if (grown != NULL)
		c->list = grown;
	if (grown == NULL || copy == NULL)
		return -1;
	c->list[c->n++] = (struct ts_keyword){copy, c->meaning};
	return 0;
}

/* Add a name with SEPARATOR between its words. */
static int add_spelling(struct collecting *c, const char *name, const char *separator)
{
	char text[TS_EXPAND_MAX + 1]; /* scanner/rule.c sees to it that no name is longer */
	size_t len = 0;

	for (; *name != '\0'; name++)
		if (*name != ' ')
			text[len++] = *name;
		else if (*separator != '\0')
			text[len++] = *separator;
	text[len] = '\0';
	return add(c, text);
}

/* The words of a name are written in several ways: "api key", "api_key", "apiKey". A "*" before
 * them says what may be before them, which is none of the automaton's business. */
static int add_name(struct collecting *c, const char *name)
{
	static const char *const separators[] = {"", "_", " "}; /* "_" stands for others too */
	int ret = 0;

	name += *name == '*';
	for (size_t i = 0; ret == 0 && i < sizeof(separators) / sizeof(separators[0]); i++)
		ret = add_spelling(c, name, separators[i]);
	return ret;
}

static int add_rule(struct collecting *c, struct collecting *shapes, const struct ts_rule *rule)
{
	const char *text = rule->keywords.first;
	int ret = 0;

	c->meaning = shapes->meaning = (uint32_t)rule->place;
	c->first = c->n;
	shapes->first = shapes->n;
	for (size_t i = 0; ret == 0 && i < rule->keywords.n; i++, text = ts_texts_next(text))
		ret = add(c, text);
	text = rule->names.first;
	for (size_t i = 0; ret == 0 && i < rule->names.n; i++, text = ts_texts_next(text))
		ret = add_name(c, text);
	text = rule->shapes.first;
	for (size_t i = 0; ret == 0 && i < rule->shapes.n; i++, text = ts_texts_next(text))
		ret = ts_expand(text, add, shapes);
	return ret;
}

int ts_automata_new(const struct ts_rules *rules, struct ts_keywords **keywords,
    struct ts_keywords **shapes, struct ts_err *err)
{
	struct collecting texts = {0}, runs = {0};
	struct ts_rule rule;
	int ret = 0;

	*keywords = *shapes = NULL;
	for (size_t i = 0; ret == 0 && i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		if (add_rule(&texts, &runs, &rule) != 0)
			ret = ts_err_nomem(err);
	}
	if (ret == 0)
		ret = ts_keywords_new(texts.list, texts.n, keywords, err);
	if (ret == 0)
		ret = ts_keywords_new(runs.list, runs.n, shapes, err);
	if (ret != 0) {
		ts_keywords_free(*keywords);
		*keywords = NULL;
	}
	free(texts.list);
	free(runs.list);
	ts_strings_free(&texts.texts);
	ts_strings_free(&runs.texts);
	return ret;
}
