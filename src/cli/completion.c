#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "cli/suggest.h"

#define STAGES_MAX 32

static void bash(const struct cli_verbs *verbs, struct ts_buf *out);
static void fish(const struct cli_verbs *verbs, struct ts_buf *out);
static void zsh(const struct cli_verbs *verbs, struct ts_buf *out);

static const struct {
	const char *name;
	void (*script)(const struct cli_verbs *verbs, struct ts_buf *out);
} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

const char *const cli_shells[] = {"bash", "zsh", "fish"};
const size_t cli_shells_n = sizeof(cli_shells) / sizeof(cli_shells[0]);

bool cli_completion(const char *shell, const struct cli_verbs *verbs, struct ts_buf *out)
{
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].name, shell) == 0) {
			shells[i].script(verbs, out);
			return true;
		}
	return false;
}

/* Append the ids of the built-in stages. */
static void add_stages(struct ts_buf *out)
{
	const char *names[STAGES_MAX];
	size_t n = cli_list_stages(names, STAGES_MAX);

	for (size_t i = 0; i < n; i++)
		ts_buf_printf(out, "%s%s", i > 0 ? " " : "", names[i]);
}

/* Append the words that an option takes; none if it takes anything else. */
static void add_values(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out)
{
	switch (option->id) {
	case OPT_FORMAT:
		ts_buf_add_str(out, verb->forms == NULL ? "text" : verb->forms);
		break;
	case OPT_STAGE:
	case OPT_PROFILE:
		add_stages(out);
		break;
	case OPT_COLOR:
		ts_buf_add_str(out, "auto always never");
		break;
	case OPT_ROLE:
		ts_buf_add_str(out, "producer approver verifier registrar");
		break;
	case OPT_REASON:
		ts_buf_add_str(out, "superseded retired compromised");
		break;
	case OPT_DECISION:
		ts_buf_add_str(out, "approved denied needs_more_info");
		break;
	case OPT_ONLY:
		ts_buf_add_str(out, "failing");
		break;
	case OPT_COMPLETION:
		for (size_t i = 0; i < cli_shells_n; i++)
			ts_buf_printf(out, "%s%s", i > 0 ? " " : "", cli_shells[i]);
		break;
	default:
		break;
	}
}

static bool takes_files(const struct cli_option *option)
{
	return option->arg != NULL &&
	       (strstr(option->arg, "FILE") != NULL || strstr(option->arg, "PATH") != NULL ||
		   strcmp(option->arg, "KEY") == 0 || strcmp(option->arg, "NAME") == 0);
}

static bool takes_directories(const struct cli_option *option)
{
	return option->arg != NULL && strcmp(option->arg, "DIR") == 0;
}

static void add_verb_names(const struct cli_verbs *verbs, struct ts_buf *out)
{
	for (size_t i = 0; i < verbs->n; i++)
		ts_buf_printf(out, "%s%s", i > 0 ? " " : "", verbs->list[i]->name);
}

/* Append the words that the first argument of VERB can be: its actions, which its OPERANDS list
 * in small letters ("list | show ID"), or the names of verbs or stages. */
static void add_actions(
    const struct cli_verbs *verbs, const struct cli_verb *verb, struct ts_buf *out)
{
	const char *p = verb->operands;
	size_t n = 0;

	if (strcmp(p, "[VERB]") == 0)
		add_verb_names(verbs, out);
	while (*p != '\0') {
		size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyz-");

		if (len > 0) {
			ts_buf_printf(out, "%s%.*s", n++ > 0 ? " " : "", (int)len, p);
			p += len;
		}
		while (*p != '\0' && *p != '|')
			p++;
		while (*p == '|' || *p == ' ')
			p++;
	}
}

static bool has_common(const struct cli_verb *verb, const struct cli_option *option)
{
	return !cli_verb_has_option(verb, option->id) &&
	       (option->id != OPT_FORMAT || verb->forms != NULL);
}

typedef void visit_option(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out);

/* Call VISIT for each option of VERB, its own and the common ones. */
static void each_option(const struct cli_verb *verb, visit_option *visit, struct ts_buf *out)
{
	for (size_t i = 0; i < verb->options_n; i++)
		visit(verb, &verb->options[i], out);
	for (size_t i = 0; i < cli_common_options_n; i++)
		if (has_common(verb, &cli_common_options[i]))
			visit(verb, &cli_common_options[i], out);
}

static void bash_option(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out)
{
	(void)verb;
	ts_buf_printf(out, " --%s", option->name);
}

/* A case for an option that takes certain words. */
static void bash_values(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out)
{
	struct ts_buf words = TS_BUF_INIT;

	add_values(verb, option, &words);
	if (words.len > 0 && ts_buf_cstr(&words) != NULL)
		ts_buf_printf(
		    out, "\t\t\t--%s) list=\"%s\" ;;\n", option->name, (char *)words.data);
	else if (option->arg != NULL)
		ts_buf_printf(out, "\t\t\t--%s) list= ;;\n", option->name);
	ts_buf_free(&words);
}

static void bash(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out,
	    "# bash completion for tarseal\n_tarseal() {\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} "
	    "list=\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tlist=\"");
	add_verb_names(verbs, out);
	ts_buf_add_str(out, "\"\n\telse\n\t\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < verbs->n; i++) {
		const struct cli_verb *verb = verbs->list[i];

		ts_buf_printf(out, "\t\t%s)\n\t\t\tcase $word in\n\t\t\t-*) list=\"", verb->name);
		each_option(verb, bash_option, out);
		ts_buf_add_str(out, "\" ;;\n\t\t\t*) [ \"$COMP_CWORD\" -gt 2 ] || list=\"");
		add_actions(verbs, verb, out);
		ts_buf_add_str(out, "\" ;;\n\t\t\tesac\n\t\t\tcase $before in\n");
		each_option(verb, bash_values, out);
		ts_buf_add_str(out, "\t\t\tesac ;;\n");
	}
	ts_buf_add_str(out, "\t\tesac\n\tfi\n"
			    "\tmapfile -t COMPREPLY < <(compgen -W \"$list\" -- \"$word\")\n"
			    "}\ncomplete -o default -F _tarseal tarseal\n");
}

/* Append TEXT inside the single quotes of fish or zsh; zsh also needs a backslash before some. */
static void add_quoted(const char *text, const char *special, struct ts_buf *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			ts_buf_add_str(out, "’");
		else if (strchr(special, *text) != NULL)
			ts_buf_printf(out, "\\%c", *text);
		else
			ts_buf_add(out, text, 1);
	}
}

static void zsh_option(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out)
{
	struct ts_buf words = TS_BUF_INIT;

	add_values(verb, option, &words);
	ts_buf_add_str(out, "\t\t\t'");
	if (option->many)
		ts_buf_add_str(out, "*");
	ts_buf_printf(out, "--%s%s[", option->name, option->arg != NULL ? "=" : "");
	add_quoted(option->help, "[]:\\", out);
	ts_buf_add_str(out, "]");
	if (option->arg != NULL) {
		ts_buf_add_str(out, ":");
		add_quoted(option->arg, "[]:\\", out);
		ts_buf_add_str(out, ":");
	}
	if (words.len > 0 && ts_buf_cstr(&words) != NULL && takes_files(option) &&
	    option->id != OPT_FORMAT)
		ts_buf_printf(out, "_tarseal_words_or_files %s", (char *)words.data);
	else if (words.len > 0 && ts_buf_cstr(&words) != NULL)
		ts_buf_printf(out, "(%s)", (char *)words.data);
	else if (takes_files(option))
		ts_buf_add_str(out, "_files");
	else if (takes_directories(option))
		ts_buf_add_str(out, "_files -/");
	ts_buf_add_str(out, "' \\\n");
	ts_buf_free(&words);
}

static void zsh(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out, "#compdef tarseal\n"
			    "_tarseal_words_or_files() {\n"
			    "\tlocal -a words_here\n\twords_here=(${@:#-*})\n"
			    "\t_alternative \"words:word:($words_here)\" 'files:file:_files'\n}\n"
			    "_tarseal() {\n"
			    "\tlocal -a verbs\n\tif (( CURRENT == 2 )); then\n\t\tverbs=(\n");
	for (size_t i = 0; i < verbs->n; i++) {
		ts_buf_printf(out, "\t\t\t'%s:", verbs->list[i]->name);
		add_quoted(verbs->list[i]->summary, ":\\", out);
		ts_buf_add_str(out, "'\n");
	}
	ts_buf_add_str(out, "\t\t)\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n"
			    "\tshift words\n\t(( CURRENT-- ))\n\tcase $words[1] in\n");
	for (size_t i = 0; i < verbs->n; i++) {
		struct ts_buf actions = TS_BUF_INIT;

		ts_buf_printf(out, "\t%s)\n\t\t_arguments -s \\\n", verbs->list[i]->name);
		each_option(verbs->list[i], zsh_option, out);
		add_actions(verbs, verbs->list[i], &actions);
		if (actions.len > 0 && ts_buf_cstr(&actions) != NULL)
			ts_buf_printf(out, "\t\t\t'1:action:(%s)' \\\n", (char *)actions.data);
		ts_buf_add_str(out, "\t\t\t'*:file:_files' ;;\n");
		ts_buf_free(&actions);
	}
	ts_buf_add_str(out, "\tesac\n}\ncompdef _tarseal tarseal\n");
}

static void fish_option(
    const struct cli_verb *verb, const struct cli_option *option, struct ts_buf *out)
{
	struct ts_buf words = TS_BUF_INIT;

	add_values(verb, option, &words);
	ts_buf_printf(out, "complete -c tarseal -n '__fish_seen_subcommand_from %s' -l %s",
	    verb->name, option->name);
	if (option->letter != 0)
		ts_buf_printf(out, " -s %c", option->letter);
	if (option->arg != NULL && takes_files(option))
		ts_buf_add_str(out, " -r -F");
	else if (takes_directories(option))
		ts_buf_add_str(out, " -x -a '(__fish_complete_directories)'");
	else if (option->arg != NULL)
		ts_buf_add_str(out, " -x");
	if (words.len > 0 && ts_buf_cstr(&words) != NULL)
		ts_buf_printf(out, " -a '%s'", (char *)words.data);
	ts_buf_add_str(out, " -d '");
	add_quoted(option->help, "\\", out);
	ts_buf_add_str(out, "'\n");
	ts_buf_free(&words);
}

static void fish(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out, "# fish completion for tarseal\n");
	for (size_t i = 0; i < verbs->n; i++) {
		struct ts_buf actions = TS_BUF_INIT;

		ts_buf_printf(out, "complete -c tarseal -f -n __fish_use_subcommand -a %s -d '",
		    verbs->list[i]->name);
		add_quoted(verbs->list[i]->summary, "\\", out);
		ts_buf_add_str(out, "'\n");
		add_actions(verbs, verbs->list[i], &actions);
		if (actions.len > 0 && ts_buf_cstr(&actions) != NULL)
			ts_buf_printf(out,
			    "complete -c tarseal -n '__fish_seen_subcommand_from %s' -a '%s'\n",
			    verbs->list[i]->name, (char *)actions.data);
		each_option(verbs->list[i], fish_option, out);
		ts_buf_free(&actions);
	}
}
