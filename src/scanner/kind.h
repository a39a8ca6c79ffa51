/*
 * The second wall of the public boundary: what kind of file this is, by content first and then by
 * name, and whether a package may hold it (docs/boundary.md).
 */
#ifndef TS_SCANNER_KIND_H
#define TS_SCANNER_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/json.h"

#define TS_KIND_HEAD                                                                               \
	((size_t)32 << 10) /* bytes that a kind is recognised by; no token has more                \
			    */

/* Bytes of a file as they pass. Zero it, then ts_kind_begin(). */
struct ts_kind {
	const char *name;    /* borrowed: the file's path */
	unsigned char *head; /* owned: TS_KIND_HEAD bytes; NULL until there are some */
	size_t head_len;
	bool is_longer;        /* than the head */
	bool is_text;          /* UTF-8 without NUL, so far */
	unsigned char part[4]; /* a character that the last bytes began */
	size_t part_len;
	enum { TS_KIND_PLAIN, TS_KIND_JSON, TS_KIND_LINES } json; /* as its name says */
	bool is_json;                                             /* so far */
	bool judged;        /* whether JSON that is none is a fault */
	char why[256];      /* why its JSON is none; or empty */
	struct ts_buf text; /* owned: JSON not yet parsed; also what a pointer is found in */
};

/* Begin a file. A DOCUMENT is parsed elsewhere: whether it is JSON is not judged here. */
void ts_kind_begin(struct ts_kind *kind, const char *name, bool document);

/* Look at LEN more bytes. Errors: "io". */
int ts_kind_add(struct ts_kind *kind, const void *data, size_t len, struct ts_err *err);

/* Why a package may not hold a file. */
struct ts_kind_fault {
	const char *check; /* "boundary.artifact-bytes"…; NULL where it may */
	const char *saw;   /* "an ELF executable"; the kind's, or constant */
	const char *expected, *fix;
};

/*
 * The file ends: may a package hold it? MEDIA lists the media types that the profile allows
 * besides, or is NULL. Errors: "io".
 */
int ts_kind_end(struct ts_kind *kind, const struct ts_json *media, struct ts_kind_fault *fault,
    struct ts_err *err);

void ts_kind_free(struct ts_kind *kind);

#endif
