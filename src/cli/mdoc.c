#include "cli/mdoc.h"

#include <ctype.h>
#include <string.h>

/* Does a sentence end at the space P? It begins a new line then, as mandoc(1) advises. */
static bool ends_sentence(const char *start, const char *p)
{
	return *p == ' ' && p > start && (p[-1] == '.' || p[-1] == '?') &&
	       isupper((unsigned char)p[1]);
}

/* Append LEN bytes of TEXT, where a leading dot or quote and any backslash have a meaning. */
static void add(const char *text, size_t len, struct ts_buf *out)
{
	const char *start = text, *end = text + len;

	if (len > 0 && (*text == '.' || *text == '\''))
		ts_buf_add_str(out, "\\&");
	for (; text < end; text++) {
		if (*text == '\\')
			ts_buf_add_str(out, "\\e");
		else if (ends_sentence(start, text))
			ts_buf_add_str(out, "\n");
		else if (strncmp(text, "…", strlen("…")) == 0) {
			ts_buf_add_str(out, "...");
			text += strlen("…") - 1;
		} else
			ts_buf_add(out, text, 1);
	}
}

static void add_text(const char *text, struct ts_buf *out)
{
	add(text, strlen(text), out);
}

static void add_option(const struct cli_option *option, struct ts_buf *out)
{
	ts_buf_add_str(out, ".It ");
	if (option->letter != 0)
		ts_buf_printf(out, "Fl %c , ", option->letter);
	ts_buf_printf(out, "Fl -%s", option->name);
	if (option->arg != NULL)
		ts_buf_printf(out, " Ar %s%s", option->arg, option->many ? " ..." : "");
	ts_buf_add_str(out, "\n");
	add_text(option->help, out);
	ts_buf_add_str(out, ".\n");
}

static void add_common(const struct cli_verb *verb, struct ts_buf *out)
{
	ts_buf_add_str(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < cli_common_options_n; i++) {
		const struct cli_option *option = &cli_common_options[i];

		if (verb != NULL && (cli_verb_has_option(verb, option->id) ||
					(option->id == OPT_FORMAT && verb->forms == NULL)))
			continue;
		add_option(option, out);
		if (verb == NULL || option->id != OPT_FORMAT)
			continue;
		ts_buf_add_str(out, "FORM is ");
		cli_verb_list_forms(verb, out);
		ts_buf_add_str(out, ".\n");
	}
	ts_buf_add_str(out, ".El\n");
}

void cli_mdoc_verbs(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_add_str(out, ".Bl -tag -width verify-summary\n");
	for (size_t i = 0; i < verbs->n; i++) {
		ts_buf_printf(out, ".It Xr tarseal-%s 1\n", verbs->list[i]->name);
		add_text(verbs->list[i]->summary, out);
		ts_buf_add_str(out, ".\n");
	}
	ts_buf_add_str(out, ".El\n.Ss Options of every verb\n");
	add_common(NULL, out);
}

/* Append what help says after the options: paragraphs, and indented lines to be typed. */
static void add_more(const char *more, struct ts_buf *out)
{
	while (*more != '\0') {
		size_t len = strcspn(more, "\n");

		if (len == 0)
			ts_buf_add_str(out, ".Pp");
		else if (strncmp(more, "  ", 2) == 0) {
			ts_buf_add_str(out, ".Dl ");
			add(more + 2, len - 2, out);
		} else
			add(more, len, out);
		ts_buf_add_str(out, "\n");
		more += len + (more[len] == '\n');
	}
}

void cli_mdoc_verb(const struct cli_verb *verb, struct ts_buf *out)
{
	ts_buf_add_str(out, ".Dd @DATE@\n.Dt TARSEAL-");
	for (const char *p = verb->name; *p != '\0'; p++)
		ts_buf_add(out, &(char){(char)toupper((unsigned char)*p)}, 1);
	ts_buf_printf(out, " 1\n.Os\n.Sh NAME\n.Nm tarseal-%s\n.Nd ", verb->name);
	add_text(verb->summary, out);
	ts_buf_printf(out, "\n.Sh SYNOPSIS\n.Nm tarseal %s\n", verb->name);
	if (verb->options_n > 0)
		ts_buf_add_str(out, ".Op Ar options\n");
	if (verb->operands[0] != '\0') {
		ts_buf_add_str(out, ".Ar ");
		add_text(verb->operands, out);
		ts_buf_add_str(out, "\n");
	}
	if (verb->more != NULL) {
		ts_buf_add_str(out, ".Sh DESCRIPTION\n");
		add_more(verb->more, out);
	}
	ts_buf_add_str(out, ".Sh OPTIONS\n");
	if (verb->options_n > 0)
		ts_buf_add_str(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < verb->options_n; i++)
		add_option(&verb->options[i], out);
	if (verb->options_n > 0)
		ts_buf_add_str(out, ".El\n");
	ts_buf_add_str(out, ".Ss Options of every verb\n");
	add_common(verb, out);
	ts_buf_add_str(out,
	    ".Sh EXIT STATUS\nThe exit codes are those of\n.Xr tarseal 1 .\n"
	    ".Sh SEE ALSO\n.Xr tarseal 1 ,\n.Xr tarseal-bundle 5 ,\n.Xr tarseal-lines 5 ,\n"
	    ".Xr tarseal-profile 5 ,\n.Xr tarseal-trust 5 ,\n.Xr tarseal 7\n");
}
