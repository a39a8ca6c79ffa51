#include "pairs/table.h"

#include <string.h>

#include "pairs/read.h"

#define HEADING_MAX 64   /* bytes of a cell of a heading */
#define QUOTED_MAX  4096 /* bytes of a quoted cell; a longer one just lacks its end */

static bool is_delimiter(char c)
{
	return c == ',' || c == ';' || c == '\t' || c == '|';
}

/* Does C only decorate what is in a cell? */
static bool is_decoration(char c)
{
	return c == ' ' || c == '*' || c == '`' || c == '"' || c == '\'' || c == '\r';
}

/* The number of delimiters between FROM and TO that are not in quotes. */
static size_t count_delimiters(
    const struct ts_pair_text *text, size_t from, size_t to, char delimiter)
{
	bool quoted = false;
	size_t n = 0;

	for (; from < to; from++) {
		quoted ^= text->data[from] == '"';
		n += !quoted && text->data[from] == delimiter;
	}
	return n;
}

/* Are there only hyphens and the like: the line below a heading in Markdown? */
static bool is_rule(const struct ts_pair_text *text, size_t from, size_t to)
{
	size_t hyphens = 0;

	for (size_t i = from; i < to; i++) {
		if (text->data[i] == '\0' || strchr("-=+|: \t", text->data[i]) == NULL)
			return false;
		hyphens += text->data[i] == '-' || text->data[i] == '=';
	}
	return hyphens > 0;
}

/* Are all cells short, with no digit first and nothing that a heading does not have? Lists in code
 * are indented, or end with a comma. */
static bool has_headings(const struct ts_pair_text *text, size_t from, size_t to, char delimiter)
{
	const char first = text->data[from];
	size_t len = 0;

	if (delimiter != '|' && (first == ' ' || first == '\t' || first == '\'' ||
				    text->data[to - 1] == delimiter || text->data[to - 1] == ')'))
		return false;

	for (; from < to; from++) {
		char c = text->data[from];

		if (c == delimiter) {
			len = 0;
			continue;
		}
		if (is_decoration(c) && len == 0)
			continue;
		if (++len > HEADING_MAX || c == '=' || c == '{' || c == '}' || c == '<' ||
		    c == '>' || (len == 1 && c >= '0' && c <= '9'))
			return false;
	}
	return true;
}

/* Does a cell in quotes begin in the line, and go on in the next one? */
static bool goes_on(const struct ts_pair_text *text, size_t from, size_t to)
{
	size_t quotes = 0;

	for (; from < to; from++)
		quotes += text->data[from] == '"';
	return quotes % 2 == 1;
}

/* May the heading of a table begin at FROM: at the beginning, or behind an empty line or a remark?
 * The headings of Markdown and of database clients have a line below them instead. */
static bool begins_table(const struct ts_pair_text *text, size_t from, char delimiter)
{
	size_t line;

	if (from == 0)
		return true;
	if (text->data[from - 1] != '\n')
		return false;
	line = ts_read_line_start(text, from - 1);
	return delimiter == '|' || line + 1 >= from || text->data[line] == '#' ||
	       text->data[line] == '\r';
}

/* Find out what the line of AT is, if DELIMITER divides it. */
static void look_at(
    const struct ts_pair_text *text, size_t at, char delimiter, struct ts_table_line *line)
{
	size_t next, end, cells = 0;

	line->from = ts_read_line_start(text, at);
	line->to = ts_read_line_end(text, at);
	line->at = line->from;
	line->column = 0;
	line->known = true;
	line->is_heading = false;
	line->delimiter = delimiter;
	line->cells = 1 + count_delimiters(text, line->from, line->to, delimiter);
	if (!begins_table(text, line->from, delimiter) || line->cells < 2 ||
	    !has_headings(text, line->from, line->to, delimiter))
		return;
	next = line->to + (ts_read_at(text, line->to) == '\r') + 1;
	for (int i = 0; i < (delimiter == '|' ? 1 : 2) && next < text->len; i++) {
		end = ts_read_line_end(text, next);
		cells = 1 + count_delimiters(text, next, end, delimiter);
		if (is_rule(text, next, end) ||
		    (delimiter != '|' && (cells == line->cells || goes_on(text, next, end))))
			line->is_heading = true;
		next = end + (ts_read_at(text, end) == '\r') + 1;
	}
}

/* The delimiter beside a name that fills its cell; 0 when it does not. */
static char find_delimiter(const struct ts_pair_text *text, const struct ts_pair_name *name)
{
	size_t from = name->start, to = name->end;
	char before, after;

	while (from > 0 && is_decoration(text->data[from - 1]) && name->start - from < HEADING_MAX)
		from--;
	while (to < text->len && is_decoration(text->data[to]) && to - name->end < HEADING_MAX)
		to++;
	before = ts_read_before(text, from);
	after = ts_read_at(text, to);
	if (is_delimiter(after) && (before == after || before == '\n'))
		return after;
	if (is_delimiter(before) && (after == '\n' || after == '\0'))
		return before;
	return '\0';
}

bool ts_table_heading(const struct ts_pair_text *text, const struct ts_pair_name *name,
    struct ts_table_line *line, struct ts_table_heading *heading)
{
	const char delimiter = find_delimiter(text, name);

	if (delimiter == '\0') {
		line->known = false;
		return false;
	}
	if (!line->known || line->delimiter != delimiter || name->start < line->at ||
	    name->start >= line->to)
		look_at(text, name->start, delimiter, line);
	if (!line->is_heading)
		return false;
	line->column += count_delimiters(text, line->at, name->start, delimiter);
	line->at = name->start;
	*heading = (struct ts_table_heading){.line = line->from,
	    .rows = line->to + (ts_read_at(text, line->to) == '\r') + 1,
	    .delimiter = delimiter,
	    .column = line->column};
	return heading->rows < text->len;
}

bool ts_table_value(const struct ts_pair_text *text, const struct ts_pair_name *name,
    const struct ts_table_line *line, struct ts_pair_value *value)
{
	const bool barred = line->delimiter == '|' && ts_read_at(text, line->from) == '|';
	size_t from, to;

	if (!line->known || line->is_heading || line->cells != (barred ? 4U : 2U) ||
	    count_delimiters(text, line->from, name->start, line->delimiter) != barred)
		return false;
	for (from = name->end; from < line->to && text->data[from] != line->delimiter;)
		from++;
	for (from++; from < line->to && is_decoration(text->data[from]);)
		from++;
	for (to = line->to; to > from && (is_decoration(text->data[to - 1]) ||
					     (barred && text->data[to - 1] == '|'));)
		to--;
	*value = (struct ts_pair_value){{from, to}, true};
	return to > from && to - from <= TS_PAIR_VALUE_MAX;
}

static void begin_cell(struct ts_table *table)
{
	table->cell_len = 0;
	table->quoted = table->closed = false;
}

static void begin_row(struct ts_table *table)
{
	table->column = 0;
	table->blank = table->ruled = true;
	table->divided = false;
	begin_cell(table);
}

void ts_table_begin(struct ts_table *table, char delimiter)
{
	table->delimiter = delimiter;
	table->n = 0;
	table->ended = false;
	begin_row(table);
}

void ts_table_add_column(struct ts_table *table, size_t number, uint32_t meaning)
{
	if (table->n == TS_TABLE_COLUMNS)
		return;
	table->columns[table->n].number = number;
	table->columns[table->n++].meaning = meaning;
}

/* The cell is complete: pass it on if its column counts. */
static int end_cell(struct ts_table *table, ts_table_cell cell, void *ctx)
{
	size_t len = table->cell_len;

	while (len > 0 && is_decoration(table->cell[len - 1]) && !table->closed)
		len--;
	for (size_t i = 0; i < table->n; i++)
		if (table->columns[i].number == table->column && len > 0 &&
		    len < TS_PAIR_VALUE_MAX &&
		    cell(ctx, table->columns[i].meaning, table->cell, len, table->cell_at) != 0)
			return -1;
	table->column++;
	begin_cell(table);
	return 0;
}

/* A byte of a cell. */
static void add_byte(struct ts_table *table, char c, uint64_t at)
{
	if (c == '"' && !table->quoted && (table->cell_len == 0 || table->closed)) {
		if (table->closed && table->cell_len < TS_PAIR_VALUE_MAX) /* a doubled quote */
			table->cell[table->cell_len++] = c;
		table->quoted = true;
		table->quoted_at = table->closed ? table->quoted_at : at;
		table->closed = false;
		return;
	}
	if (c == '"' && table->quoted) {
		table->quoted = false;
		table->closed = true;
		return;
	}
	if (table->cell_len == 0) {
		if (is_decoration(c) && !table->quoted)
			return;
		table->cell_at = at;
	}
	if (table->cell_len < TS_PAIR_VALUE_MAX && !(table->closed && is_decoration(c)))
		table->cell[table->cell_len++] = c;
}

/* Does the current column count? */
static bool is_wanted(const struct ts_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->columns[i].number == table->column)
			return true;
	return false;
}

/* The number of bytes at DATA that change nothing in a cell that nobody wants. */
static size_t idle_bytes(const struct ts_table *table, const char *data, size_t len)
{
	const char delimiter = table->delimiter;
	size_t i = 0;

	while (i < len && data[i] != delimiter && data[i] != '\n' && data[i] != '"')
		i++;
	return i;
}

int64_t ts_table_read(struct ts_table *table, const char *data, size_t len, uint64_t at,
    ts_table_cell cell, void *ctx)
{
	for (size_t i = 0; i < len && !table->ended; i++) {
		char c;

		/* The first byte of a cell decides whether it is quoted. */
		if (table->cell_len > 0 && !table->blank && !is_wanted(table))
			i += idle_bytes(table, data + i, len - i);
		if (i == len)
			break;
		c = data[i];

		if (c == '\n' && (!table->quoted || at + i - table->quoted_at > QUOTED_MAX)) {
			if (end_cell(table, cell, ctx) != 0)
				return -1;
			table->ended = table->blank || (table->delimiter == '|' &&
							   !table->divided && !table->ruled);
			begin_row(table);
			if (table->ended)
				return (int64_t)i + 1;
		} else if (c == table->delimiter && !table->quoted) {
			table->divided = true;
			table->blank = false;
			if (end_cell(table, cell, ctx) != 0)
				return -1;
		} else {
			table->blank = table->blank && (c == ' ' || c == '\r' || c == '\t');
			table->ruled = table->ruled && c != '\0' && strchr("-=+|: \r", c) != NULL;
			add_byte(table, c, at + i);
		}
	}
	return (int64_t)len;
}
