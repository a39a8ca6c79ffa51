/* Pieces of the text around an e-mail address. Private to scanner/mailbox*.c and scanner/piece.c.
 */
#ifndef TS_SCANNER_PIECE_H
#define TS_SCANNER_PIECE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a text. */
struct ts_piece {
	const char *at;
	size_t len;
};

/* Case is ignored: TEXT is compared with words in small letters. */
char ts_piece_lower(char c);
bool ts_piece_begins(struct ts_piece text, const char *with);
bool ts_piece_ends(struct ts_piece text, const char *with);
bool ts_piece_is(struct ts_piece text, const char *what);
bool ts_piece_ends_with(struct ts_piece text, char c);

/* Does the test hold for the text and one of the N words? */
#define ANY(test, text, words) ts_piece_any(test, text, words, sizeof(words) / sizeof((words)[0]))
bool ts_piece_any(bool (*test)(struct ts_piece, const char *), struct ts_piece text,
    const char *const *words, size_t n);

/* Does the text contain one of the N words? */
#define CONTAINS(text, words) ts_piece_contains(text, words, sizeof(words) / sizeof((words)[0]))
bool ts_piece_contains(struct ts_piece text, const char *const *words, size_t n);

/* Has it a capital letter, or a small one? */
bool ts_piece_has_case(struct ts_piece text, bool upper);

/* What is behind the last line end. */
struct ts_piece ts_piece_last_line(struct ts_piece text);

bool ts_piece_is_blank(char c);

/* The parts of an address, and what is around it. */
struct ts_mailbox_view {
	struct ts_piece local, domain;
	struct ts_piece before, after; /* up to TS_MAILBOX_REACH bytes */
	struct ts_piece line; /* of what is before, up to LINE_MAX bytes in the same line */
};

#endif
