#include "scanner/rule.h"

#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "scanner/entropy.h"
#include "scanner/expand.h"
#include "scanner/regex.h"

#define CHECK       "rules.valid"
#define ID_MAX      64
#define KEYWORD_MAX 64
#define COUNT_MAX   50
#define RUN_MAX     4096

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the rule file: %s", what);
	return ts_err_at(err, "%s", at);
}

bool ts_rule_id_valid(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= ID_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len && text[0] != '.' &&
	       text[0] != '-';
}

static int read_count(const struct ts_json *json, const char *at, const char *name, int64_t least,
    int64_t most, int64_t missing, size_t *value, struct ts_err *err)
{
	int64_t n = missing;

	ts_json_int(ts_json_get(json, name), &n);
	if (n < least || n > most) {
		wrong(err, at, "a number is out of range");
		ts_err_expected(
		    err, "%s from %lld to %lld", name, (long long)least, (long long)most);
		return -1;
	}
	*value = (size_t)n;
	return 0;
}

/* At most 8 bits per byte, or nothing would ever be found. */
static int read_entropy(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	double bits = 0;

	ts_json_number(json, &bits);
	if (!(bits >= 0 && bits <= 8))
		return wrong(err, at, "the entropy is not between 0 and 8 bits per byte");
	rule->entropy = (uint32_t)(bits * TS_ENTROPY_ONE + 0.5);
	return 0;
}

static int read_window(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	const struct ts_json *first = ts_json_first(json), *second;
	int64_t before = 64, after = 512;

	if (json != NULL) {
		second = first == NULL ? NULL : ts_json_next(first);
		if (ts_json_count(json) != 2 || !ts_json_int(first, &before) ||
		    !ts_json_int(second, &after) || before < 0 || after < 1 ||
		    before > TS_RULE_WINDOW_MAX || after > TS_RULE_WINDOW_MAX)
			return wrong(err, at, "the window is not two numbers of bytes up to 4096");
	}
	rule->before = (size_t)before;
	rule->after = (size_t)after;
	return 0;
}

const char *ts_texts_next(const char *text)
{
	return text + strlen(text) + 1;
}

/* Add the length of all texts in LIST (which may be NULL), each with a NUL. Returns false with ERR
 * filled when an element is not a text. */
static bool measure_texts(
    const struct ts_json *list, const char *at, size_t *total, struct ts_err *err)
{
	for (const struct ts_json *t = ts_json_first(list); t != NULL; t = ts_json_next(t)) {
		if (ts_json_string(t) == NULL) {
			wrong(err, at, "an element of a list of texts is not a text");
			return false;
		}
		*total += strlen(ts_json_string(t)) + 1;
	}
	return true;
}

static int read_texts(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	const struct {
		struct ts_texts *texts;
		const struct ts_json *list;
	} lists[] = {{&rule->keywords, ts_json_get(json, "keywords")},
	    {&rule->names, ts_json_get(json, "names")},
	    {&rule->except, ts_json_get(json, "except")},
	    {&rule->shapes, ts_json_get(ts_json_get(json, "run"), "shapes")},
	    {&rule->allow, ts_json_get(json, "allow")},
	    {&rule->samples, ts_json_get(json, "samples")},
	    {&rule->examples, ts_json_get(json, "examples")},
	    {&rule->counterexamples, ts_json_get(json, "counterexamples")}};
	size_t total = 1;
	char *next;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!measure_texts(lists[i].list, at, &total, err))
			return -1;
	next = rule->texts = malloc(total);
	if (next == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct ts_json *list = lists[i].list;

		*lists[i].texts = (struct ts_texts){next, ts_json_count(list)};
		for (const struct ts_json *t = ts_json_first(list); t != NULL;
		     t = ts_json_next(t)) {
			size_t len = strlen(ts_json_string(t)) + 1;

			memcpy(next, ts_json_string(t), len);
			next += len;
		}
	}
	return 0;
}

/* Check keywords or names. */
static int check_words(const char *at, const struct ts_texts *words, struct ts_err *err)
{
	const char *text = words->first;

	for (size_t i = 0; i < words->n; i++, text = ts_texts_next(text)) {
		size_t len = strlen(text);

		if (len == 0 || len > KEYWORD_MAX)
			return wrong(err, at, "a keyword or name is not a text of 1 to 64 bytes");
		for (size_t k = 0; k < len; k++)
			if (text[k] >= 'A' && text[k] <= 'Z')
				return wrong(err, at, "a keyword or name is not in lower case");
	}
	return 0;
}

static int ignore(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	return 0;
}

static int check_shapes(const char *at, const struct ts_texts *shapes, struct ts_err *err)
{
	const char *shape = shapes->first;

	for (size_t i = 0; i < shapes->n; i++, shape = ts_texts_next(shape))
		if (ts_expand(shape, ignore, NULL) != 0)
			return wrong(err, at, "a shape is malformed, or stands for too many");
	return 0;
}

static int read_run(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	static const struct ts_member members[] = {{"class", TS_JSON_STRING, true},
	    {"shapes", TS_JSON_ARRAY, false}, {"min", TS_JSON_INT, false},
	    {"max", TS_JSON_INT, false}, {"digits", TS_JSON_INT, false},
	    {"with", TS_JSON_STRING, false}};
	static const char *const names[TS_RUN_CLASSES] = {"number", "iban", "code", "base64"};
	static const size_t shortest[TS_RUN_CLASSES] = {11, 11, 16, 32};
	const char *name;

	if (ts_json_shape(json, at, members, sizeof(members) / sizeof(members[0]), CHECK, err) !=
		0 ||
	    read_count(json, at, "min", 11, 4096, 16, &rule->run_min, err) != 0 ||
	    read_count(json, at, "max", 11, RUN_MAX, RUN_MAX, &rule->run_max, err) != 0 ||
	    read_count(json, at, "digits", 0, 64, 0, &rule->run_digits, err) != 0)
		return -1;
	if (check_shapes(at, &rule->shapes, err) != 0)
		return -1;
	name = ts_json_string(ts_json_get(json, "class"));
	rule->run_with = ts_json_string(ts_json_get(json, "with"));
	for (rule->run = 0; rule->run < TS_RUN_CLASSES; rule->run++)
		if (strcmp(names[rule->run], name) == 0)
			return rule->run_min >= shortest[rule->run]
				   ? 0
				   : wrong(err, at, "runs of this class have more bytes");
	return wrong(err, at, "unknown class of runs");
}

static int read_validator(
    const char *name, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	static const char *const names[] = {[TS_VALID_LUHN] = "luhn",
	    [TS_VALID_IBAN] = "iban",
	    [TS_VALID_JWT] = "jwt",
	    [TS_VALID_PEM] = "pem-private",
	    [TS_VALID_PASSWORD] = "password",
	    [TS_VALID_TOKEN] = "token",
	    [TS_VALID_PLAIN] = "plain",
	    [TS_VALID_MAILBOX] = "mailbox"};

	if (name == NULL)
		return 0;
	if (ts_scheme_find(name, &rule->scheme)) {
		rule->validator = TS_VALID_SCHEME;
		return 0;
	}
	for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			rule->validator = (enum ts_validator)i;
			return 0;
		}
	return wrong(err, at, "unknown validator");
}

static int check_pattern(const char *pattern, unsigned group, const char *at, struct ts_err *err)
{
	struct ts_regex *regex;
	bool short_of_groups;

	if (ts_regex_new(pattern, CHECK, &regex, err) != 0)
		return ts_err_at(err, "%s", at);
	short_of_groups = ts_regex_groups(regex) < group;
	ts_regex_free(regex);
	return short_of_groups ? wrong(err, at, "the pattern has no group of this number") : 0;
}

/* Check that every pattern compiles: the rule's own and those of its exceptions. */
static int check_patterns(const struct ts_rule *rule, const char *at, struct ts_err *err)
{
	const struct ts_texts *const lists[] = {&rule->allow, &rule->samples};

	if (check_pattern(rule->pattern, rule->group, at, err) != 0)
		return -1;
	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		const char *text = lists[k]->first;

		for (size_t i = 0; i < lists[k]->n; i++, text = ts_texts_next(text))
			if (check_pattern(text, 0, at, err) != 0)
				return -1;
	}
	return 0;
}

static int read_members(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"id", TS_JSON_STRING, true},
	    {"title", TS_JSON_STRING, true},
	    {"regex", TS_JSON_STRING, true},
	    {"keywords", TS_JSON_ARRAY, false},
	    {"names", TS_JSON_ARRAY, false},
	    {"except", TS_JSON_ARRAY, false},
	    {"columns", TS_JSON_BOOL, false},
	    {"word", TS_JSON_BOOL, false},
	    {"run", TS_JSON_OBJECT, false},
	    {"secret_group", TS_JSON_INT, false},
	    {"entropy", TS_JSON_NUMBER, false},
	    {"validator", TS_JSON_STRING, false},
	    {"count", TS_JSON_INT, false},
	    {"window", TS_JSON_ARRAY, false},
	    {"allow", TS_JSON_ARRAY, false},
	    {"samples", TS_JSON_ARRAY, false},
	    {"examples", TS_JSON_ARRAY, false},
	    {"counterexamples", TS_JSON_ARRAY, false},
	};
	const struct ts_json *run;
	size_t group;

	if (ts_json_shape(json, at, members, sizeof(members) / sizeof(members[0]), CHECK, err) != 0)
		return -1;
	*rule = (struct ts_rule){.id = ts_json_string(ts_json_get(json, "id")),
	    .title = ts_json_string(ts_json_get(json, "title")),
	    .pattern = ts_json_string(ts_json_get(json, "regex"))};
	run = ts_json_get(json, "run");
	if (!ts_rule_id_valid(rule->id))
		return wrong(err, at,
		    "the id does not consist of lower-case letters, digits, \".\" and \"-\"");
	if (!ts_value_is_line(rule->title, 128))
		return wrong(err, at, "the title is not one line of printable ASCII");
	if (read_texts(json, at, rule, err) != 0)
		return -1;
	if ((rule->keywords.n > 0) + (rule->names.n > 0) + (run != NULL) != 1)
		return wrong(err, at, "a rule needs either keywords, names or a run");
	if (read_entropy(ts_json_get(json, "entropy"), at, rule, err) != 0 ||
	    read_count(json, at, "secret_group", 0, 9, 0, &group, err) != 0 ||
	    read_count(json, at, "count", 1, COUNT_MAX, 1, &rule->count, err) != 0 ||
	    read_window(ts_json_get(json, "window"), at, rule, err) != 0 ||
	    read_validator(ts_json_string(ts_json_get(json, "validator")), at, rule, err) != 0)
		return -1;
	rule->group = (unsigned)group;
	ts_json_bool(ts_json_get(json, "columns"), &rule->columns);
	ts_json_bool(ts_json_get(json, "word"), &rule->word);
	if (run != NULL)
		return read_run(run, at, rule, err);
	if (check_words(at, &rule->keywords, err) != 0 || check_words(at, &rule->names, err) != 0)
		return -1;
	return check_words(at, &rule->except, err);
}

int ts_rule_read(
    const struct ts_json *json, const char *at, struct ts_rule *rule, struct ts_err *err)
{
	*rule = (struct ts_rule){0};
	if (read_members(json, at, rule, err) == 0 && check_patterns(rule, at, err) == 0)
		return 0;
	free(rule->texts);
	rule->texts = NULL;
	return -1;
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
