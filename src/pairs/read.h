/* Reading the pieces of structured text. Positions are bytes of the text; at its end every byte
 * reads as 0. */
#ifndef TS_PAIRS_READ_H
#define TS_PAIRS_READ_H

#include "pairs/text.h"

/* The byte at AT, 0 beyond the end; and the one before it, a line end at the beginning. */
char ts_read_at(const struct ts_pair_text *text, size_t at);
char ts_read_before(const struct ts_pair_text *text, size_t at);

/* The position after spaces and tabs, or before them. */
size_t ts_read_blanks(const struct ts_pair_text *text, size_t at);
size_t ts_read_blanks_back(const struct ts_pair_text *text, size_t at);

/* The same including line ends; at most 64 bytes. */
size_t ts_read_spaces(const struct ts_pair_text *text, size_t at);
size_t ts_read_spaces_back(const struct ts_pair_text *text, size_t at);

/* Where the line of AT begins, and where it ends; at most TS_PAIR_REACH bytes away. */
size_t ts_read_line_start(const struct ts_pair_text *text, size_t at);
size_t ts_read_line_end(const struct ts_pair_text *text, size_t at);

/* Can C be part of a name without quotes? */
bool ts_read_is_name(char c);
bool ts_read_is_quote(char c);

/*
 * Read the string that begins with a quote at AT and ends in the same line: PART is what is between
 * the quotes, *AFTER the position behind it. A quote inside is escaped with a backslash or doubled.
 */
bool ts_read_string(
    const struct ts_pair_text *text, size_t at, struct ts_part *part, size_t *after);

/* Read the member of an object, or the element of an array, at *AT, where an opening bracket, a
 * comma or white space is; *AT moves behind it. NAME is empty for an element. VALUE is the inside
 * of a string, or a plain text; IS_STRING says which; or it is empty for an object or array, which
 * *AT enters. False at the end of the object. */
struct ts_read_member {
	struct ts_part name, value;
	bool is_string;
	size_t
	    depth; /* of ts_read_inside(): how many objects and arrays it is in, below the first */
};
bool ts_read_member(const struct ts_pair_text *text, size_t *at, struct ts_read_member *member);

/* The same, leaving objects and arrays at their end. *DEPTH is how many have been entered, 0 at the
 * beginning. False at the end of the outermost. */
bool ts_read_inside(
    const struct ts_pair_text *text, size_t *at, size_t *depth, struct ts_read_member *member);

#endif
