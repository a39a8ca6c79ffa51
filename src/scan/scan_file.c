#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "scan/archive.h"
#include "scan/scan_state.h"
#include "scanner/kind.h"

#define TAR_RECORD 512
#define MAGIC      6 /* bytes that compressed data is known by */

/* Append the name of FILE in waivers. */
static void add_name(const struct file *file, struct ts_buf *out)
{
	const struct ts_buf *relative = &file->operand->relative;
	const char *rest = file->path + strlen(file->operand->path);

	while (*rest == '/')
		rest++;
	ts_buf_add(out, relative->data, relative->len);
	if (relative->len > 0 && *rest != '\0')
		ts_buf_add_str(out, "/");
	ts_buf_add_str(out, rest);
}

void ts_scan_unreadable(struct ts_verdict *verdict, const char *path, int errnum)
{
	struct ts_err err;

	ts_err_errno(&err, errnum, "io", "cannot read %s", path);
	ts_verdict_fail(verdict, &(struct ts_failure){.id = "io", .file = path}, "%s", err.message);
}

void ts_scan_pass_over(struct ts_verdict *verdict, const char *path, const char *why)
{
	struct ts_buf words = TS_BUF_INIT;

	ts_buf_printf(&words, "%s was not searched: %s", path, why);
	ts_verdict_skip_file(verdict, "boundary.content", path, ts_verdict_text(verdict, &words));
	ts_buf_free(&words);
}

/* BYTES more were searched; the first worker reports the progress. Returns -1 when the work should
 * stop. */
static int tell(struct scanning *s, bool first, uint64_t bytes)
{
	struct ts_progress *progress = s->params->progress;
	bool stopped;

	pthread_mutex_lock(&s->lock);
	s->bytes += bytes;
	if (first && progress != NULL && !s->stopped) {
		progress->done = s->bytes;
		if (ts_progress_add(progress, 0, &s->err) != 0)
			s->stopped = true;
	}
	stopped = s->stopped;
	pthread_mutex_unlock(&s->lock);
	return stopped ? -1 : 0;
}

/* What the bytes read so far are. NULs alone say nothing: a log that was rotated by copying and
 * truncating it begins with them. */
enum content { NOTHING_YET, TEXT, BINARY };

/* Is it a control byte that text does not have? */
static bool is_control(unsigned char c)
{
	return c == 0x7F || (c < 0x20 && strchr("\a\b\t\n\f\r\033", c) == NULL);
}

/*
 * Is this the beginning of text? Text with NULs in it is searched too: UTF-16, with a byte-order
 * mark or without, and text with a stray NUL. Binary data has other control bytes as well.
 */
static enum content judge(const unsigned char *data, size_t len)
{
	size_t others = 0, odd = 0;

	if (len >= 2 &&
	    ((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF)))
		return TEXT;
	if (memchr(data, 0, len) == NULL)
		return TEXT;
	for (size_t i = 0; i < len; i++) {
		others += data[i] != 0;
		odd += data[i] != 0 && is_control(data[i]);
	}
	if (others == 0)
		return NOTHING_YET;
	return odd * 300 <= others ? TEXT : BINARY;
}

/* Does what begins like an archive begin so because it is one, and not text? A tar archive of texts
 * has nothing that text does not have, except NULs. */
static bool judge_archive(const unsigned char *data, size_t len)
{
	return memchr(data, 0, len < 512 ? len : 512) != NULL || judge(data, len) == BINARY ||
	       data[0] >= 0x80 || data[0] == 0x1F;
}

/* A file that is being searched, or the file that is being searched in it. */
struct looking {
	struct scanning *s;
	struct ts_boundary *boundary;
	struct ts_verdict *verdict;
	const struct ts_boundary_file *file; /* as a whole */
	bool first;
	enum content content;
	const char
	    *archive; /* what it is, if it is a kind of archive that cannot be opened; or NULL */
	struct ts_buf shown, path, also; /* owned: the names of a file in an archive */
};

/* Say why the file was not searched. */
static void pass_over(struct looking *l)
{
	struct ts_buf why = TS_BUF_INIT;

	ts_buf_printf(&why, "it is %s%s", l->archive == NULL ? "not text" : l->archive,
	    l->archive == NULL ? "" : ", which is not opened");
	ts_scan_pass_over(l->verdict, l->shown.len > 0 ? (char *)l->shown.data : l->file->shown,
	    ts_verdict_text(l->verdict, &why));
	ts_buf_free(&why);
}

static void count(struct looking *l, bool searched)
{
	pthread_mutex_lock(&l->s->lock);
	l->s->searched += searched;
	l->s->binary += !searched;
	pthread_mutex_unlock(&l->s->lock);
	if (!searched)
		pass_over(l);
}

/* Search LEN more bytes. Returns 0, -1 with ERR filled, or 1 when the work should stop. */
static int add(struct looking *l, const void *data, size_t len, struct ts_err *err)
{
	if (l->content == NOTHING_YET) {
		l->content = judge(data, len);
		l->archive = ts_kind_archive(data, len);
	}
	if (l->content == BINARY)
		return 0;
	return ts_boundary_add(l->boundary, data, len, err) != 0 ? -1
								 : tell(l->s, l->first, len) != 0;
}

/* The file is complete. */
static int end(struct looking *l, struct ts_err *err)
{
	count(l, l->content != BINARY);
	return l->content == BINARY ? 0 : ts_boundary_end_file(l->boundary, l->verdict, err);
}

/* Name a file in an archive: NAME is the archive's, INSIDE where the file is in it. */
static void name_inside(struct ts_buf *out, const char *name, const char *inside)
{
	out->len = 0;
	ts_buf_printf(out, "%s%s", name, inside);
	ts_buf_cstr(out);
}

static int begin_inside(void *ctx, const char *path, struct ts_err *err)
{
	struct looking *l = ctx;
	const char *inside = path + strlen(l->file->shown);

	name_inside(&l->shown, l->file->shown, inside);
	name_inside(&l->path, l->file->path, inside);
	name_inside(&l->also, l->file->also, inside);
	if (!ts_buf_ok(&l->shown) || !ts_buf_ok(&l->path) || !ts_buf_ok(&l->also))
		return ts_err_nomem(err);
	l->content = NOTHING_YET;
	ts_boundary_begin_file(l->boundary, &(struct ts_boundary_file){.path = (char *)l->path.data,
						.also = (char *)l->also.data,
						.shown = (char *)l->shown.data,
						.archive = l->file->shown,
						.number = l->file->number,
						.search = true});
	return 0;
}

/* An entry of an archive that is no file. */
static void skip_inside(void *ctx, const char *path, const char *why)
{
	struct looking *l = ctx;

	pthread_mutex_lock(&l->s->lock);
	l->s->links++;
	pthread_mutex_unlock(&l->s->lock);
	ts_scan_pass_over(l->verdict, path, why);
}

static int add_inside(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	return add(ctx, data, len, err);
}

static int end_inside(void *ctx, struct ts_err *err)
{
	return end(ctx, err);
}

/* Read from FD until BUFFER is full or the file ends. Returns the number of bytes, or -1. */
static ssize_t fill(int fd, unsigned char *buffer)
{
	size_t n = 0;

	while (n < TS_SCAN_READ) {
		ssize_t got = read(fd, buffer + n, TS_SCAN_READ - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

/* Search what is read from FD as a text, after the N bytes in BUFFER. Returns 0, -1 with ERR
 * filled, or 1 when the work should stop. */
static int search_text(
    struct looking *l, int fd, unsigned char *buffer, ssize_t n, struct ts_err *err)
{
	int ret = 0;

	ts_boundary_begin_file(l->boundary, l->file);
	l->shown.len = 0;
	for (; ret == 0 && n > 0; n = l->content == BINARY ? 0 : fill(fd, buffer))
		ret = add(l, buffer, (size_t)n, err);
	if (ret == 0 && n < 0)
		return ts_err_errno(err, errno, "io", "cannot read %s", l->file->shown);
	return ret == 0 ? end(l, err) : ret;
}

/* Is it a tar archive, which is not compressed? */
static bool is_tar(const unsigned char *data, size_t len)
{
	return len > 262 && memcmp(data + 257, "ustar", 5) == 0;
}

/* May a file in the tar archive be compressed, or an archive itself? Then it begins a record
 * (POSIX, pax, "ustar Interchange Format"). Also true if it cannot be read. */
static bool holds_archives(int fd, unsigned char *buffer)
{
	ssize_t n = -1;

	if (lseek(fd, 0, SEEK_SET) == 0)
		while ((n = fill(fd, buffer)) > 0)
			for (size_t at = 0; at + TAR_RECORD <= (size_t)n; at += TAR_RECORD)
				if (ts_archive_opens(buffer + at, MAGIC))
					return true;
	return n != 0;
}

/* Search what is in an archive. One that is damaged but not compressed is searched as it is, so
 * that nothing of it is left out, unless something in it is compressed. */
static int search_archive(
    struct looking *l, int fd, unsigned char *buffer, ssize_t n, struct ts_err *err)
{
	const bool tar = is_tar(buffer, (size_t)n);
	int ret = ts_archive_read(fd, buffer, (size_t)n, l->file->shown,
	    &(struct ts_archive_calls){begin_inside, add_inside, end_inside, skip_inside, l}, err);

	if (ret >= 0 || !tar || strcmp(err->check, "scan.archive") != 0 ||
	    holds_archives(fd, buffer) || lseek(fd, 0, SEEK_SET) != 0)
		return ret;
	l->content = TEXT;
	return search_text(l, fd, buffer, fill(fd, buffer), err);
}

/* Search what is read from FD, as above. */
static int search(struct looking *l, int fd, unsigned char *buffer, struct ts_err *err)
{
	const bool kinds = l->s->params->boundary.kinds;
	const ssize_t n = fill(fd, buffer);

	if (n > 0 && !kinds && ts_archive_opens(buffer, (size_t)n) &&
	    judge_archive(buffer, (size_t)n))
		return search_archive(l, fd, buffer, n, err);
	l->content = kinds ? TEXT : NOTHING_YET;
	return search_text(l, fd, buffer, n, err);
}

/* The path as it was named, without a leading "./": so are files named that are not below the
 * baseline, such as those of a checkout somewhere else. */
static const char *plain_path(const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	return path;
}

void ts_scan_file(
    struct scanning *s, struct ts_boundary *boundary, size_t i, bool first, unsigned char *buffer)
{
	const char *path = s->files[i].path, *waived_as;
	struct ts_verdict *verdict = ts_verdict_new(path);
	struct looking l = {.s = s, .boundary = boundary, .verdict = verdict, .first = first};
	bool standard = strcmp(path, "-") == 0, is_below; /* the base of the waivers */
	struct ts_buf name = TS_BUF_INIT;
	int fd = STDIN_FILENO, ret;
	struct ts_err err;

	s->verdicts[i] = verdict;
	if (verdict == NULL)
		return;
	if (!standard && (fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0) {
		ts_scan_unreadable(verdict, path, errno);
		return;
	}
	add_name(&s->files[i], &name);
	verdict->failed = ts_buf_cstr(&name) == NULL;
	waived_as = verdict->failed ? path : (char *)name.data;
	is_below = strncmp(waived_as, "..", 2) != 0;
	l.file = &(struct ts_boundary_file){.path = is_below ? waived_as : plain_path(path),
	    .also = is_below ? plain_path(path) : waived_as,
	    .shown = plain_path(path),
	    .number = i + 1,
	    .search = true};
	ret = search(&l, fd, buffer, &err);
	if (ret < 0)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = err.check,
			.expected = err.expected,
			.fix = err.fix,
			.file = l.file->shown},
		    "%s", err.message);
	if (!standard)
		close(fd);
	ts_buf_free(&name);
	ts_buf_free(&l.shown);
	ts_buf_free(&l.path);
	ts_buf_free(&l.also);
}
