/*
 * The kind of a file, recognised by its content and then by its name, and whether a package may
 * contain it (docs/boundary.md, "Kinds of file").
 */
#ifndef TS_SCANNER_KIND_H
#define TS_SCANNER_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/json.h"

/* Bytes that a kind is recognised by. No time-stamp token is longer. */
#define TS_KIND_HEAD ((size_t)32 << 10)

/* The state of a file whose bytes are added as they are read. Zero it, then call ts_kind_begin().
 */
struct ts_kind {
	const char *name;    /* borrowed: the file's path */
	unsigned char *head; /* owned: TS_KIND_HEAD bytes; NULL until there are some */
	size_t head_len;
	bool is_longer;        /* than the head */
	bool is_text;          /* so far valid UTF-8 without NUL */
	unsigned char part[4]; /* a character that is not complete yet */
	size_t part_len;
	enum { TS_KIND_PLAIN, TS_KIND_JSON, TS_KIND_LINES } json; /* according to its name */
	bool is_json;                                             /* so far */
	bool judged;                                              /* invalid JSON is a fault */
	char why[256];                                            /* why it is not JSON; or empty */
	struct ts_buf text; /* owned: JSON to be parsed; also searched for pointers */
};

/* Begin a file. A DOCUMENT is parsed elsewhere, so its JSON is not checked here. */
void ts_kind_begin(struct ts_kind *kind, const char *name, bool document);

/* Add LEN more bytes. Errors: "io". */
int ts_kind_add(struct ts_kind *kind, const void *data, size_t len, struct ts_err *err);

/* Why a package may not contain a file. */
struct ts_kind_fault {
	const char *check; /* "boundary.artifact-bytes"…; NULL when it may */
	const char *saw;   /* "an ELF executable"; of static lifetime, or a part of the kind */
	const char *expected, *fix;
};

/*
 * The file is complete: may a package contain it? MEDIA lists the media types that the profile
 * additionally allows, or is NULL. Errors: "io".
 */
int ts_kind_end(struct ts_kind *kind, const struct ts_json *media, struct ts_kind_fault *fault,
    struct ts_err *err);

/* Do the LEN bytes at HEAD begin an archive or compressed data? Then what it is, "a tar archive",
 * of static lifetime; otherwise NULL. */
const char *ts_kind_archive(const unsigned char *head, size_t len);

void ts_kind_free(struct ts_kind *kind);

#endif
