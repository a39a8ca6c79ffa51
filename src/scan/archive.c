#include "scan/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define CHECK "scan.archive"
#define BLOCK ((size_t)64 << 10)
#define END   22 /* the end of a ZIP archive without a comment (APPNOTE.TXT, 4.3.16) */

/* Where the bytes of an archive come from: a file, or the archive that it is in. */
struct source {
	int fd;
	struct archive *outer; /* borrowed; NULL: the file */
	const void *head;      /* borrowed: bytes that were read already, or NULL */
	size_t head_len;
	int errnum;             /* of a read that failed, or 0 */
	uint64_t bytes;         /* that were read */
	unsigned char end[END]; /* the last of them */
	unsigned char block[BLOCK];
};

/* One reading, of an archive and those inside it. */
struct reading {
	const struct ts_archive_calls *calls;
	uint64_t bytes, entries;
	unsigned depth;
	unsigned char *block; /* owned */
};

static void note_bytes(struct source *source, const unsigned char *data, size_t len)
{
	source->bytes += len;
	if (len >= END) {
		memcpy(source->end, data + len - END, END);
	} else if (len > 0) {
		memmove(source->end, source->end + len, END - len);
		memcpy(source->end + END - len, data, len);
	}
}

static la_ssize_t read_source(struct archive *a, void *ctx, const void **data)
{
	struct source *source = ctx;
	ssize_t n;

	(void)a;
	if (source->head != NULL) {
		*data = source->head;
		source->head = NULL;
		note_bytes(source, *data, source->head_len);
		return (la_ssize_t)source->head_len;
	}
	*data = source->block;
	if (source->outer != NULL) {
		n = archive_read_data(source->outer, source->block, BLOCK);
	} else {
		do
			n = read(source->fd, source->block, BLOCK);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			source->errnum = errno;
	}
	if (n > 0)
		note_bytes(source, source->block, (size_t)n);
	return n;
}

/* Read what is left of the source. Is there anything behind the end of the archive, or is its end
 * missing? libarchive reads neither. */
static bool is_whole(struct archive *a, struct source *source)
{
	const bool zip = (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
	const void *data;

	while (read_source(a, source, &data) > 0)
		;
	if (zip)
		return archive_filter_count(a) < 2 && source->bytes >= END &&
		       memcmp(source->end, "PK\5\6", 4) == 0 && source->end[20] == 0 &&
		       source->end[21] == 0;
	return (uint64_t)archive_filter_bytes(a, -1) == source->bytes;
}

static int too_large(const char *path, struct ts_err *err)
{
	ts_err_set(err, CHECK, "%s was not searched to its end: too much is in it", path);
	ts_err_expected(err, "at most %d GiB in %d files, and archives inside each other %d deep",
	    (int)(TS_ARCHIVE_BYTES >> 30), TS_ARCHIVE_ENTRIES, TS_ARCHIVE_DEPTH);
	ts_err_fix(err, "unpack it, and search the directory");
	return -1;
}

static int unreadable(
    struct archive *a, const struct source *source, const char *path, struct ts_err *err)
{
	const char *why = archive_error_string(a);

	if (source->errnum != 0)
		return ts_err_errno(err, source->errnum, "io", "cannot read %s", path);
	if (archive_errno(a) == ENOMEM)
		return ts_err_nomem(err);
	ts_err_set(err, CHECK, "%s was not searched to its end: it cannot be opened (%s)", path,
	    why == NULL ? "unknown reason" : why);
	ts_err_expected(err, "tar, gzip, bzip2, xz, zstd or zip, undamaged and not encrypted");
	ts_err_fix(err, "unpack it, and search the directory; or leave it out");
	return -1;
}

static int read_archive(
    struct reading *r, struct source *source, const char *path, struct ts_err *err);

/* The first bytes of an entry; fewer than BLOCK only at its end. Returns -1 if they cannot be read.
 */
static la_ssize_t read_block(struct archive *a, unsigned char *block)
{
	size_t n = 0;

	while (n < BLOCK) {
		la_ssize_t got = archive_read_data(a, block + n, BLOCK - n);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (la_ssize_t)n;
}

static bool is_empty(const unsigned char *block)
{
	return block[0] == 0 && memcmp(block, block + 1, BLOCK - 1) == 0;
}

/* Pass on a file that begins with the N bytes of r->block. Of the holes of a sparse file, which may
 * have gigabytes in an archive of a few kilobytes, one block is enough. */
static int pass_file(struct reading *r, struct archive *a, const struct source *source,
    const char *path, la_ssize_t n, struct ts_err *err)
{
	int ret = r->calls->begin(r->calls->ctx, path, err);
	bool in_hole = false;

	for (; ret == 0 && n > 0; n = read_block(a, r->block)) {
		const bool was_in_hole = in_hole;

		r->bytes += (uint64_t)n;
		in_hole = (size_t)n == BLOCK && is_empty(r->block);
		if (was_in_hole && in_hole && r->bytes <= TS_ARCHIVE_BYTES)
			continue;
		ret = r->bytes > TS_ARCHIVE_BYTES
			  ? too_large(path, err)
			  : r->calls->add(r->calls->ctx, r->block, (size_t)n, err);
	}
	if (ret == 0 && n < 0)
		ret = unreadable(a, source, path, err);
	return ret == 0 ? r->calls->end(r->calls->ctx, err) : ret;
}

/* Read an archive inside the archive A, which begins with the N bytes of r->block. */
static int read_inner(
    struct reading *r, struct archive *a, const char *path, size_t n, struct ts_err *err)
{
	struct source *inner;
	void *head;
	int ret;

	if (r->depth == TS_ARCHIVE_DEPTH)
		return too_large(path, err);
	inner = calloc(1, sizeof(*inner));
	head = malloc(n);
	if (inner == NULL || head == NULL) {
		ret = ts_err_nomem(err);
	} else {
		memcpy(head, r->block, n);
		*inner = (struct source){.fd = -1, .outer = a, .head = head, .head_len = n};
		r->depth++;
		ret = read_archive(r, inner, path, err);
		r->depth--;
	}
	free(head);
	free(inner);
	return ret;
}

/* Read the entry of A that was found, which is in the archive at PATH. */
static int read_entry(struct reading *r, struct archive *a, struct archive_entry *entry,
    const struct source *source, const char *path, struct ts_err *err)
{
	const bool is_stream = archive_format(a) == ARCHIVE_FORMAT_RAW; /* compressed, no archive */
	const char *name = archive_entry_pathname(entry);
	struct ts_buf where = TS_BUF_INIT;
	bool is_file;
	la_ssize_t n;
	int ret = 0;

	if (++r->entries > TS_ARCHIVE_ENTRIES)
		return too_large(path, err);
	if (!is_stream && archive_entry_filetype(entry) == AE_IFDIR)
		return 0;
	if (is_stream)
		ts_buf_add_str(&where, path);
	else if (name != NULL)
		ts_buf_printf(&where, "%s: %s", path, name);
	else
		ts_buf_printf(&where, "%s: entry %llu", path, (unsigned long long)r->entries);
	is_file = is_stream || (archive_entry_filetype(entry) == AE_IFREG &&
				   archive_entry_hardlink(entry) == NULL);
	n = is_file ? read_block(a, r->block) : 0;
	if (ts_buf_cstr(&where) == NULL)
		ret = ts_err_nomem(err);
	else if (!is_file)
		r->calls->skip(r->calls->ctx, ts_buf_cstr(&where), "it is a link or a device");
	else if (n < 0)
		ret = unreadable(a, source, ts_buf_cstr(&where), err);
	else if (n > 0 && ts_archive_opens(r->block, (size_t)n))
		ret = read_inner(r, a, ts_buf_cstr(&where), (size_t)n, err);
	else
		ret = pass_file(r, a, source, ts_buf_cstr(&where), n, err);
	ts_buf_free(&where);
	return ret;
}

static struct archive *new_archive(void)
{
	struct archive *a = archive_read_new();

	if (a == NULL)
		return NULL;
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	/* Zeros are no end: what is behind them is read too, or refused. */
	archive_read_set_options(a, "tar:read_concatenated_archives");
	return a;
}

static int read_archive(
    struct reading *r, struct source *source, const char *path, struct ts_err *err)
{
	struct archive *a = new_archive();
	struct archive_entry *entry;
	int found, ret = 0;

	if (a == NULL)
		return ts_err_nomem(err);
	found = archive_read_open(a, source, NULL, read_source, NULL);
	while (ret == 0 && found >= ARCHIVE_WARN && found != ARCHIVE_EOF) {
		found = archive_read_next_header(a, &entry);
		if (found < ARCHIVE_WARN || found == ARCHIVE_EOF)
			break;
		/* Without a filter the raw format is just a file of a kind that is not known. */
		if (archive_format(a) == ARCHIVE_FORMAT_RAW && archive_filter_count(a) < 2) {
			archive_set_error(a, EINVAL, "unknown format");
			found = ARCHIVE_FATAL;
			break;
		}
		ret = read_entry(r, a, entry, source, path, err);
	}
	if (ret == 0 && found == ARCHIVE_EOF && !is_whole(a, source)) {
		archive_set_error(a, EINVAL, "something is behind its end, or its end is missing");
		found = ARCHIVE_FATAL;
	}
	if (ret == 0 && found != ARCHIVE_EOF)
		ret = unreadable(a, source, path, err);
	archive_read_free(a);
	return ret;
}

bool ts_archive_opens(const unsigned char *head, size_t len)
{
	static const struct {
		size_t at, len;
		const char *bytes;
	} magics[] = {{0, 2, "\x1F\x8B"}, {0, 3, "BZh"},
	    {0, 5,
		"\xFD"
		"7zXZ"},
	    {0, 3, "]\0\0"}, {0, 4, "\x28\xB5\x2F\xFD"}, {0, 4, "PK\3\4"}, {0, 4, "PK\5\6"},
	    {257, 5, "ustar"}};

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= magics[i].at + magics[i].len &&
		    memcmp(head + magics[i].at, magics[i].bytes, magics[i].len) == 0)
			return true;
	return false;
}

int ts_archive_read(int fd, const void *head, size_t len, const char *path,
    const struct ts_archive_calls *calls, struct ts_err *err)
{
	struct reading r = {.calls = calls, .block = malloc(BLOCK)};
	struct source *source = calloc(1, sizeof(*source));
	int ret;

	if (r.block == NULL || source == NULL) {
		ret = ts_err_nomem(err);
	} else {
		*source = (struct source){.fd = fd, .head = head, .head_len = len};
		ret = read_archive(&r, source, path, err);
	}
	free(source);
	free(r.block);
	return ret;
}
