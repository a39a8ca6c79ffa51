#include "cli/help.h"

#include <string.h>

#define WIDTH  80
#define COLUMN 30 /* where the descriptions of options begin */

/* The columns of LEN bytes of UTF-8: all characters here are one column wide. */
static size_t columns(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* Append the words of TEXT, up to END, from column AT on, and on further lines from column INDENT.
 */
static void add_words(
    const char *text, const char *end, size_t at, size_t indent, struct ts_buf *out)
{
	bool first = true;

	while ((text += strspn(text, " \n")) < end) {
		size_t len = strcspn(text, " \n"), width = columns(text, len);

		if (!first && at + 1 + width > WIDTH) {
			ts_buf_printf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			ts_buf_add_str(out, " ");
			at++;
		}
		ts_buf_add(out, text, len);
		at += width;
		text += len;
		first = false;
	}
	ts_buf_add_str(out, "\n");
}

/* Append TEXT. A line that begins with two spaces is a command, which stays as it is. */
static void add_text(const char *text, struct ts_buf *out)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\n  ");
		size_t len = strcspn(text, "\n");

		if (strncmp(text, "  ", 2) == 0) {
			ts_buf_printf(out, "%.*s\n", (int)len, text);
			text += len + (text[len] == '\n');
			continue;
		}
		if (end == NULL)
			end = text + strlen(text);
		if (*text == '\n')
			ts_buf_add_str(out, "\n");
		add_words(text, end, 0, 0, out);
		if (*end != '\0' && end > text && end[-1] == '\n')
			ts_buf_add_str(out, "\n");
		text = end + (*end == '\n');
	}
}

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
	if (width < COLUMN)
		ts_buf_printf(out, "%*s", (int)(COLUMN - width), "");
	else
		ts_buf_printf(out, "\n%*s", COLUMN, "");
	add_words(option->help, strchr(option->help, '\0'), COLUMN, COLUMN, out);
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
	if (verb->more != NULL) {
		ts_buf_add_str(out, "\n");
		add_text(verb->more, out);
	}
}

void cli_help_all(const struct cli_verbs *verbs, struct ts_buf *out)
{
	ts_buf_printf(
	    out, "%s\n\nUsage: tarseal VERB [OPTIONS] [ARGUMENTS]\n\nVerbs:\n", verbs->about);
	for (size_t i = 0; i < verbs->n; i++) {
		ts_buf_printf(out, "  %-15s", verbs->list[i]->name);
		add_words(
		    verbs->list[i]->summary, strchr(verbs->list[i]->summary, '\0'), 17, 17, out);
	}
	ts_buf_printf(out,
	    "\n%s\nExit codes: 0 accepted, 1 blocked, 2 usage, 3 damaged, 4 untrusted, 5 "
	    "boundary,\n"
	    "6 undecided. For more, see: %s.\n",
	    verbs->example, verbs->more);
}
