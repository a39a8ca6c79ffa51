#include "cli/help.h"

#include <string.h>

/* The forms that --format offers for this verb. */
static void help_forms(const struct cli_verb *verb, struct ts_buf *out)
{
	ts_buf_printf(out, "%-30s", "  --format FORM[=FILE]");
	cli_verb_list_forms(verb, out);
	ts_buf_add_str(out, "\n");
}

static void help_option(const struct cli_option *option, struct ts_buf *out)
{
	size_t start = out->len, width;

	ts_buf_add_str(out, "  ");
	if (option->letter != 0)
		ts_buf_printf(out, "-%c, ", option->letter);
	ts_buf_printf(out, "--%s", option->name);
	if (option->arg != NULL)
		ts_buf_printf(out, " %s%s", option->arg, option->many ? "…" : "");
	width = out->len - start - (option->many && option->arg != NULL ? 2 : 0);
	ts_buf_printf(out, "%*s%s\n", width < 30 ? (int)(30 - width) : 1, "", option->help);
}

void cli_help_verb(const struct cli_verb *verb, struct ts_buf *out)
{
	ts_buf_printf(out, "Usage: tarseal %s%s%s%s\n\n%s\n", verb->name,
	    verb->options_n > 0 ? " [OPTIONS]" : "", *verb->operands != 0 ? " " : "",
	    verb->operands, verb->summary);
	if (verb->options_n > 0)
		ts_buf_add_str(out, "\nOptions:\n");
	for (size_t i = 0; i < verb->options_n; i++)
		help_option(&verb->options[i], out);
	ts_buf_add_str(out, "\nOptions of every verb:\n");
	for (size_t i = 0; i < cli_common_options_n; i++) {
		if (cli_verb_has_option(verb, cli_common_options[i].id))
			continue;
		if (cli_common_options[i].id != OPT_FORMAT)
			help_option(&cli_common_options[i], out);
		else if (verb->forms != NULL)
			help_forms(verb, out);
	}
	if (verb->more != NULL)
		ts_buf_printf(out, "\n%s", verb->more);
}

void cli_help_all(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out, "tarseal makes signed evidence bundles and verifies them offline.\n\n"
			    "Usage: tarseal VERB [OPTIONS] [ARGUMENTS]\n\nVerbs:\n");
	for (size_t i = 0; i < verbs->n; i++)
		ts_buf_printf(out, "  %-15s%s\n", verbs->list[i].name, verbs->list[i].summary);
	ts_buf_add_str(out,
	    "\nA first bundle:\n"
	    "  tarseal keygen -o me          make your key pair\n"
	    "  tarseal keygen -o boss        the approver makes theirs\n"
	    "  tarseal approve expiry/ --key boss.key --ref approval:opaque-1 \\\n"
	    "      --by role:governance --stage trial-access-expiry -o approval.dsse.json\n"
	    "  tarseal pack --profile trial-expired-followup --evidence expiry/ \\\n"
	    "      --approval approval.dsse.json --record followup.json --key me.key -o b.tar\n"
	    "  tarseal trust add trust.json --public-key me.pub --owner me --role producer\n"
	    "  tarseal trust add trust.json --public-key boss.pub --owner boss --role approver\n"
	    "  tarseal verify --trust trust.json b.tar\n\n"
	    "Exit codes: 0 accepted, 1 blocked, 2 usage, 3 damaged, 4 untrusted, 5 boundary,\n"
	    "6 undecided. For more, see: tarseal help VERB, or tarseal(1).\n");
}

/* Append TEXT for mdoc(7), where a leading dot or quote and any backslash have a meaning. */
static void add_mdoc(const char *text, struct ts_buf *out)
{
	if (*text == '.' || *text == '\'')
		ts_buf_add_str(out, "\\&");
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			ts_buf_add_str(out, "\\e");
		else if (strncmp(text, "…", strlen("…")) == 0) {
			ts_buf_add_str(out, "...");
			text += strlen("…") - 1;
		} else
			ts_buf_add(out, text, 1);
	}
}

static void mdoc_option(const struct cli_option *option, struct ts_buf *out)
{
	ts_buf_add_str(out, ".It ");
	if (option->letter != 0)
		ts_buf_printf(out, "Fl %c , ", option->letter);
	ts_buf_printf(out, "Fl -%s", option->name);
	if (option->arg != NULL)
		ts_buf_printf(out, " Ar %s%s", option->arg, option->many ? " ..." : "");
	ts_buf_add_str(out, "\n");
	add_mdoc(option->help, out);
	ts_buf_add_str(out, ".\n");
}

void cli_help_mdoc(const struct cli_verbs *verbs, struct ts_buf *out)
{
	for (size_t i = 0; i < verbs->n; i++) {
		const struct cli_verb *verb = &verbs->list[i];

		ts_buf_printf(out, ".Ss %s", verb->name);
		if (verb->operands[0] != '\0') {
			ts_buf_add_str(out, " ");
			add_mdoc(verb->operands, out);
		}
		ts_buf_add_str(out, "\n");
		add_mdoc(verb->summary, out);
		ts_buf_add_str(out, ".\n");
		if (verb->options_n == 0 && verb->forms == NULL)
			continue;
		ts_buf_add_str(out, ".Bl -tag -width Ds\n");
		for (size_t j = 0; j < verb->options_n; j++)
			mdoc_option(&verb->options[j], out);
		if (verb->forms != NULL) {
			ts_buf_add_str(out, ".It Fl -format Ar FORMAT\n");
			cli_verb_list_forms(verb, out);
			ts_buf_add_str(out, ".\n");
		}
		ts_buf_add_str(out, ".El\n");
	}
	ts_buf_add_str(out, ".Ss Options of every verb\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < cli_common_options_n; i++)
		mdoc_option(&cli_common_options[i], out);
	ts_buf_add_str(out, ".El\n");
}

static void completion_options(const struct cli_option *options, size_t n, struct ts_buf *out)
{
	for (size_t i = 0; i < n; i++)
		ts_buf_printf(out, " --%s", options[i].name);
}

void cli_help_completion(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out, "_tarseal() {\n"
			    "\tlocal word=${COMP_WORDS[COMP_CWORD]} list= forms=\n"
			    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tlist=\"");
	for (size_t i = 0; i < verbs->n; i++)
		ts_buf_printf(out, "%s%s", i > 0 ? " " : "", verbs->list[i].name);
	ts_buf_add_str(out, "\"\n\telse\n\t\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < verbs->n; i++) {
		ts_buf_printf(out, "\t\t%s) list=\"", verbs->list[i].name);
		completion_options(verbs->list[i].options, verbs->list[i].options_n, out);
		completion_options(cli_common_options, cli_common_options_n, out);
		ts_buf_printf(out, "\" forms=\"%s\" ;;\n",
		    verbs->list[i].forms == NULL ? "text" : verbs->list[i].forms);
	}
	ts_buf_add_str(out, "\t\tesac\n"
			    "\t\tcase ${COMP_WORDS[COMP_CWORD - 1]}:$word in\n"
			    "\t\t--format:*) list=$forms ;;\n"
			    "\t\t*:-*) ;;\n"
			    "\t\t*) list= ;;\n"
			    "\t\tesac\n"
			    "\tfi\n"
			    "\tmapfile -t COMPREPLY < <(compgen -W \"$list\" -- \"$word\")\n"
			    "}\ncomplete -o default -F _tarseal tarseal\n");
}
