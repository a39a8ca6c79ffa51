#define _POSIX_C_SOURCE 200809L

#include "lines/line_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "crypto/sha256.h"

#define CHUNK 65536 /* bytes */

struct ts_line_reader {
	int fd;             /* owned, unless it is standard input */
	struct ts_buf text; /* owned: what was read */
	size_t start;       /* where the line that was returned last begins in it */
	size_t line;        /* the length of that line, with its newline; 0 before the first */
	struct ts_sha256 *before, *whole; /* owned */
};

int ts_line_reader_open(const char *file, struct ts_line_reader **result, struct ts_err *err)
{
	struct ts_line_reader *reader = calloc(1, sizeof(*reader));

	*result = NULL;
	if (reader == NULL)
		return ts_err_nomem(err);
	reader->before = ts_sha256_new(err);
	reader->whole = ts_sha256_new(err);
	reader->fd = strcmp(file, "-") == 0 ? STDIN_FILENO : ts_file_descriptor(file);
	if (reader->fd < 0)
		reader->fd = ts_file_open_plain(file);
	if (reader->fd < 0)
		ts_err_errno(err, errno, "io", "cannot open %s", file);
	if (reader->fd < 0 || reader->before == NULL || reader->whole == NULL) {
		ts_line_reader_free(reader);
		return -1;
	}
	*result = reader;
	return 0;
}

void ts_line_reader_free(struct ts_line_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->fd > STDIN_FILENO)
		close(reader->fd);
	ts_buf_free(&reader->text);
	ts_sha256_free(reader->before);
	ts_sha256_free(reader->whole);
	free(reader);
}

/* Read more. Returns 1, 0 at the end, or -1. */
static int fill(struct ts_line_reader *reader, struct ts_err *err)
{
	struct ts_buf *text = &reader->text;
	unsigned char *place;
	ssize_t n;

	if (reader->start > 0) {
		memmove(text->data, text->data + reader->start, text->len - reader->start);
		text->len -= reader->start;
		reader->start = 0;
	}
	place = ts_buf_extend(text, CHUNK);

	if (place == NULL)
		return ts_err_nomem(err);
	do
		n = read(reader->fd, place, CHUNK);
	while (n < 0 && errno == EINTR);
	text->len -= CHUNK - (size_t)(n < 0 ? 0 : n);
	if (n < 0 && errno == EISDIR) {
		ts_err_set(err, "io", "it is a directory, not a part");
		return ts_err_fix(err, "name the parts in it: DIRECTORY/*.lines");
	}
	if (n < 0)
		return ts_err_errno(err, errno, "io", "cannot read it");
	ts_sha256_add(reader->whole, place, (size_t)n);
	return n > 0;
}

/* Forget the line that was returned last. */
static void drop(struct ts_line_reader *reader)
{
	unsigned char *line = reader->text.data + reader->start;

	if (reader->line == 0)
		return;
	line[reader->line - 1] = '\n';
	ts_sha256_add(reader->before, line, reader->line);
	reader->start += reader->line;
	reader->line = 0;
}

int ts_line_reader_next(
    struct ts_line_reader *reader, const char **line, size_t *len, struct ts_err *err)
{
	struct ts_buf *text = &reader->text;
	unsigned char *newline = NULL;
	size_t searched = 0; /* bytes of the line */
	int more = 1;

	drop(reader);
	while (newline == NULL && more == 1) {
		size_t there = text->len - reader->start;

		if (there > searched)
			newline =
			    memchr(text->data + reader->start + searched, '\n', there - searched);
		searched = there;
		if (newline == NULL && searched > TS_LINE_LONGEST)
			return ts_err_set(err, "lines.valid", "a line is longer than 1 MiB");
		if (newline == NULL)
			more = fill(reader, err);
	}
	if (newline == NULL && (more < 0 || searched == 0))
		return more;
	if (newline == NULL)
		return ts_err_set(err, "lines.valid", "it ends in the middle of a line");
	*line = (const char *)text->data + reader->start;
	reader->line = (size_t)((const char *)newline - *line) + 1;
	if (reader->line > TS_LINE_LONGEST)
		return ts_err_set(err, "lines.valid", "a line is longer than 1 MiB");
	*newline = '\0';
	*len = reader->line - 1;
	if (strlen(*line) == *len)
		return 1;
	ts_err_set(err, "lines.valid", "a line contains a NUL");
	return ts_err_fix(err, "if the part is compressed, decompress it first");
}

int ts_line_reader_before(
    struct ts_line_reader *reader, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	return ts_sha256_end(reader->before, digest, err);
}

int ts_line_reader_whole(
    struct ts_line_reader *reader, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	return ts_sha256_end(reader->whole, digest, err);
}
