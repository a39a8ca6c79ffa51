#include "explain/explain.h"

#include <stdio.h>
#include <string.h>

#include "explain/explain_check.h"
#include "model/audit.h"
#include "model/check.h"

#define GATE     "gate."
#define BOUNDARY "boundary."
#define ID_MAX   96

static void add(struct ts_buf *out, const char *label, const char *text)
{
	if (text != NULL)
		ts_buf_printf(out, "  %-9s %s\n", label, text);
}

static const struct ts_explained *find(const struct ts_explained *list, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].id, id) == 0)
			return &list[i];
	return NULL;
}

static void add_head(const char *id, struct ts_buf *out)
{
	enum ts_class class = ts_check_class(id);

	ts_buf_printf(out, "%s  (%s, exit code %d)\n", id, ts_class_name(class), (int)class);
}

static void add_explained(const struct ts_explained *e, struct ts_buf *out)
{
	add(out, "means", e->means);
	add(out, "example", e->example);
	add(out, "fix", e->fix);
}

/* Is WORD the id ID, or what follows PREFIX in it? */
static bool is_word(const char *word, const char *prefix, const char *id)
{
	size_t len = strlen(prefix);

	if (strncmp(word, prefix, len) == 0)
		word += len;
	return strcmp(word, id) == 0;
}

/* A gate may be in several profiles, with its own words in each. */
static bool explain_gate(
    const struct ts_profile_set *profiles, const char *word, struct ts_buf *out)
{
	bool found = false;

	for (size_t i = 0; i < profiles->n; i++) {
		const struct ts_profile *profile = profiles->list[i];

		for (size_t j = 0; j < profile->gates_n; j++) {
			const struct ts_gate *gate = &profile->gates[j];

			if (!is_word(word, GATE, gate->id))
				continue;
			if (!found)
				ts_buf_printf(out, GATE "%s  (%s, exit code %d)\n", gate->id,
				    ts_class_name(TS_BLOCKED), (int)TS_BLOCKED);
			add(out, "means", gate->title);
			add(out, "stage", profile->id);
			found = true;
		}
	}
	if (found)
		add(out, "fix",
		    "correct the document that the finding names; the conditions are those of: "
		    "tarseal profile show STAGE");
	return found;
}

static bool explain_rule(const struct ts_rules *rules, const char *word, struct ts_buf *out)
{
	for (size_t i = 0; i < rules->n; i++) {
		struct ts_rule rule;

		ts_rules_get(rules, i, &rule);
		if (!is_word(word, BOUNDARY, rule.id))
			continue;
		ts_buf_printf(out, BOUNDARY "%s  (%s, exit code %d)\n", rule.id,
		    ts_class_name(TS_BOUNDARY), (int)TS_BOUNDARY);
		ts_buf_printf(out, "  means     No file contains %s.\n", rule.title);
		add(out, "fix",
		    ts_rule_gives_access(rule.category)
			? "remove it, and revoke what it gives access to: anybody who had the "
			  "file may have it. A false alarm can be waived (docs/boundary.md)"
			: "remove it, or replace it with an opaque reference. A false alarm can "
			  "be waived (docs/boundary.md)");
		return true;
	}
	return false;
}

/* The state of an expiry in an audit, or the class of a finding. */
static bool explain_state(const char *word, struct ts_buf *out)
{
	static const enum ts_class classes[] = {
	    TS_BLOCKED, TS_DAMAGED, TS_UNTRUSTED, TS_BOUNDARY, TS_UNDECIDED};
	char code[] = "0";

	for (int i = 0; i < TS_COVERAGES; i++) {
		enum ts_coverage state = (enum ts_coverage)i;

		if (strcmp(ts_coverage_name(state), word) != 0)
			continue;
		ts_buf_printf(out, "%s  (the state of an expiry in an audit; %s)\n", word,
		    state == TS_COVERAGE_UNDECIDED ? "exit code 6"
		    : ts_coverage_fails(state)     ? "it fails, exit code 1"
						   : "it does not fail");
		add(out, "means", ts_coverage_text(state));
		add(out, "fix", ts_coverage_advice(state));
		return true;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(ts_class_name(classes[i]), word) == 0) {
			code[0] = (char)('0' + (int)classes[i]);
			ts_buf_printf(out, "%s  (a class of findings, exit code %s)\n", word, code);
			add_explained(find(ts_explained_codes, ts_explained_codes_n, code), out);
			return true;
		}
	return false;
}

bool ts_explain(const struct ts_explain_params *params, const char *word, struct ts_buf *out)
{
	const struct ts_explained *check, *code;

	code = find(ts_explained_codes, ts_explained_codes_n, word);
	if (code != NULL) {
		ts_buf_printf(out, "exit code %s\n", word);
		add_explained(code, out);
		return true;
	}
	check = find(ts_explained_checks, ts_explained_checks_n, word);
	if (check != NULL) {
		add_head(check->id, out);
		add_explained(check, out);
		return true;
	}
	if (explain_state(word, out))
		return true;
	return explain_gate(params->profiles, word, out) || explain_rule(params->rules, word, out);
}

/* Does one of the first N profiles have this gate? */
static bool is_listed(const struct ts_profile_set *profiles, size_t n, const char *gate)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < profiles->list[i]->gates_n; j++)
			if (strcmp(profiles->list[i]->gates[j].id, gate) == 0)
				return true;
	return false;
}

void ts_explain_each(
    const struct ts_explain_params *params, void (*each)(void *ctx, const char *word), void *ctx)
{
	char id[ID_MAX];

	for (size_t i = 0; i < ts_explained_checks_n; i++)
		each(ctx, ts_explained_checks[i].id);
	for (size_t i = 0; i < params->profiles->n; i++)
		for (size_t j = 0; j < params->profiles->list[i]->gates_n; j++) {
			const char *gate = params->profiles->list[i]->gates[j].id;

			if (is_listed(params->profiles, i, gate))
				continue;
			snprintf(id, sizeof(id), GATE "%s", gate);
			each(ctx, id);
		}
	for (size_t i = 0; i < params->rules->n; i++) {
		struct ts_rule rule;

		ts_rules_get(params->rules, i, &rule);
		snprintf(id, sizeof(id), BOUNDARY "%s", rule.id);
		if (find(ts_explained_checks, ts_explained_checks_n, id) == NULL)
			each(ctx, id);
	}
}
