#define _XOPEN_SOURCE 700 /* realpath */

#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/walk.h"

#define READ_AT_ONCE ((size_t)256 << 10)
#define THREADS_MAX  64

/* A path that the user named. */
struct operand {
	const char *path;       /* borrowed */
	struct ts_buf relative; /* the same from the base on; empty if it cannot be found out */
};

struct file {
	char *path; /* owned */
	const struct operand *operand;
};

struct scanning {
	const struct ts_scan_params *params;
	struct operand *operands; /* owned */
	size_t operands_n;
	struct file *files; /* owned */
	size_t n;
	uint64_t total;               /* the sum of their sizes */
	uint64_t links, special;      /* entries of directories that are no files */
	struct ts_verdict **verdicts; /* owned: one for each file; NULL when nothing was found */
	pthread_mutex_t lock;         /* protects everything below */
	size_t next;
	uint64_t bytes;  /* bytes searched so far */
	uint64_t binary; /* binary files, which were not searched */
	bool stopped;    /* no more files are begun: interrupted, or out of memory */
	struct ts_err err;
};

/* How many bytes of A and B are components that they share? Both are absolute and resolved. */
static size_t shared_length(const char *a, const char *b)
{
	size_t shared = 0;

	for (size_t i = 0;; i++) {
		bool ends = (a[i] == '/' || a[i] == '\0') && (b[i] == '/' || b[i] == '\0');

		if (ends)
			shared = i;
		if (a[i] != b[i] || a[i] == '\0')
			return shared;
	}
}

/* Append PATH as it is named from the directory BASE: "" for BASE itself. */
static void add_relative(const char *base, const char *path, struct ts_buf *out)
{
	size_t shared = shared_length(base, path);
	const char *slash = "";

	for (const char *p = base + shared; *p != '\0'; p++)
		if (p[0] == '/' && p[1] != '\0') {
			ts_buf_printf(out, "%s..", slash);
			slash = "/";
		}
	path += shared;
	while (*path == '/')
		path++;
	if (*path != '\0')
		ts_buf_printf(out, "%s%s", slash, path);
}

/* Find out how the waivers name the operand: however the user spells it, a file is the same. */
static void resolve(const struct scanning *s, struct operand *operand)
{
	char *base = realpath(s->params->base == NULL ? "." : s->params->base, NULL);
	char *path = strcmp(operand->path, "-") == 0 ? NULL : realpath(operand->path, NULL);

	if (base != NULL && path != NULL)
		add_relative(base, path, &operand->relative);
	else
		ts_buf_add_str(&operand->relative, operand->path);
	free(base);
	free(path);
}

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

static int add_file(struct scanning *s, const char *path, uint64_t size, struct ts_err *err)
{
	struct file *grown = ts_grow(s->files, s->n, sizeof(*grown));
	char *copy = strdup(path);

	if (grown != NULL)
		s->files = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		return ts_err_nomem(err);
	}
	s->files[s->n++] = (struct file){.path = copy, .operand = &s->operands[s->operands_n - 1]};
	s->total += size;
	return 0;
}

static void unreadable(struct ts_verdict *verdict, const char *path, int errnum)
{
	struct ts_err err;

	ts_err_errno(&err, errnum, "io", "cannot read %s", path);
	ts_verdict_fail(verdict, &(struct ts_failure){.id = "io", .file = path}, "%s", err.message);
}

struct listing {
	struct scanning *s;
	struct ts_verdict *verdict;
	struct ts_err *err;
};

static int list_entry(void *ctx, const struct ts_walk_entry *entry)
{
	struct listing *l = ctx;
	bool named = entry->level == 0;

	switch (entry->kind) {
	case TS_WALK_DIRECTORY:
		return !named && strcmp(entry->name, ".git") == 0;
	case TS_WALK_FILE:
		return add_file(l->s, entry->path, entry->size, l->err);
	case TS_WALK_LINK:
		l->s->links++;
		return 0;
	case TS_WALK_SPECIAL: /* a pipe or a device: read only if the user names it */
		if (named)
			return add_file(l->s, entry->path, 0, l->err);
		l->s->special++;
		return 0;
	default:
		unreadable(l->verdict, entry->path, entry->errnum);
		return 0;
	}
}

/* Add the files that PATH names. */
static int list(
    struct scanning *s, const char *path, struct ts_verdict *verdict, struct ts_err *err)
{
	struct listing l = {.s = s, .verdict = verdict, .err = err};

	if (strcmp(path, "-") == 0)
		return add_file(s, path, 0, err);
	return ts_walk(path, list_entry, &l, err);
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

static void count_binary(struct scanning *s)
{
	pthread_mutex_lock(&s->lock);
	s->binary++;
	pthread_mutex_unlock(&s->lock);
}

/* Search what is read from FD. Returns 0, -1 with ERR filled, or 1 when the work should stop. */
static int search(struct scanning *s, struct ts_boundary *boundary, int fd, const char *path,
    bool first, unsigned char *buffer, struct ts_err *err)
{
	enum content content = s->params->boundary.kinds ? TEXT : NOTHING_YET;

	for (;;) {
		ssize_t n = read(fd, buffer, READ_AT_ONCE);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ts_err_errno(err, errno, "io", "cannot read %s", path);
		if (n == 0)
			return 0;
		if (content == NOTHING_YET)
			content = judge(buffer, (size_t)n);
		if (content == BINARY) {
			count_binary(s);
			return 0;
		}
		if (ts_boundary_add(boundary, buffer, (size_t)n, err) != 0)
			return -1;
		if (tell(s, first, (uint64_t)n) != 0)
			return 1;
	}
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

static void look_at(
    struct scanning *s, struct ts_boundary *boundary, size_t i, bool first, unsigned char *buffer)
{
	const char *path = s->files[i].path;
	struct ts_verdict *verdict = ts_verdict_new(path);
	bool standard = strcmp(path, "-") == 0;
	struct ts_buf name = TS_BUF_INIT;
	const char *waived_as;
	bool is_below; /* the base of the waivers */
	int fd = STDIN_FILENO, ret;
	struct ts_err err;

	s->verdicts[i] = verdict;
	if (verdict == NULL)
		return;
	if (!standard && (fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0) {
		unreadable(verdict, path, errno);
		return;
	}
	add_name(&s->files[i], &name);
	verdict->failed = ts_buf_cstr(&name) == NULL;
	waived_as = verdict->failed ? path : (char *)name.data;
	is_below = strncmp(waived_as, "..", 2) != 0;
	ts_boundary_begin_file(
	    boundary, &(struct ts_boundary_file){.path = is_below ? waived_as : plain_path(path),
			  .also = is_below ? plain_path(path) : waived_as,
			  .shown = plain_path(path),
			  .number = i + 1,
			  .search = true});
	ret = search(s, boundary, fd, path, first, buffer, &err);
	if (ret == 0)
		ret = ts_boundary_end_file(boundary, verdict, &err);
	if (ret < 0)
		ts_verdict_fail_err(verdict, &err);
	if (!standard)
		close(fd);
	ts_buf_free(&name);
}

/* Take the next file that is not searched yet; false when there is none. */
static bool take_next(struct scanning *s, size_t *i)
{
	bool more;

	pthread_mutex_lock(&s->lock);
	more = !s->stopped && s->next < s->n;
	if (more)
		*i = s->next++;
	pthread_mutex_unlock(&s->lock);
	return more;
}

static void stop(struct scanning *s, const struct ts_err *err)
{
	pthread_mutex_lock(&s->lock);
	s->stopped = true;
	s->err = *err;
	pthread_mutex_unlock(&s->lock);
}

static void work(struct scanning *s, bool first)
{
	unsigned char *buffer = malloc(READ_AT_ONCE);
	struct ts_boundary *boundary = NULL;
	struct ts_err err;
	size_t i;

	if (buffer == NULL)
		ts_err_nomem(&err);
	if (buffer == NULL || ts_boundary_new(s->params->rules, &boundary, &err) != 0) {
		stop(s, &err);
	} else {
		ts_boundary_set_params(boundary, &s->params->boundary);
		while (take_next(s, &i))
			look_at(s, boundary, i, first, buffer);
	}
	ts_boundary_free(boundary);
	free(buffer);
}

static void *work_beside(void *ctx)
{
	work(ctx, false);
	return NULL;
}

/* Search all files with as many threads as requested, or as can be started. */
static void search_all(struct scanning *s)
{
	unsigned wanted = s->params->threads, started = 0;
	pthread_t threads[THREADS_MAX];

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	while (started + 1 < wanted && started + 1 < s->n &&
	       pthread_create(&threads[started], NULL, work_beside, s) == 0)
		started++;
	work(s, true);
	for (unsigned t = 0; t < started; t++)
		pthread_join(threads[t], NULL);
}

/* Collect all findings, in the order of the files. */
static void collect(struct scanning *s, struct ts_verdict *verdict)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->verdicts[i] != NULL)
			ts_verdict_merge(verdict, s->verdicts[i]);
		else if (!s->stopped)
			verdict->failed = true; /* there was no memory for the findings */
		ts_verdict_free(s->verdicts[i]);
		free(s->files[i].path);
	}
	free(s->verdicts);
	free(s->files);
}

static void hide(const struct ts_scan_params *params, struct ts_verdict *verdict)
{
	struct ts_boundary *boundary;
	struct ts_err err;

	if (ts_boundary_new(params->rules, &boundary, &err) != 0 ||
	    ts_boundary_redact(boundary, verdict, &err) != 0)
		ts_verdict_fail_err(verdict, &err);
	ts_boundary_free(boundary);
}

void ts_scan_unsearched(const struct ts_scan_count *count, struct ts_buf *out)
{
	const struct {
		uint64_t n;
		const char *one, *many;
	} kinds[] = {{count->binary, "binary file", "binary files"},
	    {count->links, "link", "links"}, {count->special, "special file", "special files"}};
	const char *comma = "";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].n == 0)
			continue;
		ts_buf_printf(out, "%s%llu %s", comma, (unsigned long long)kinds[i].n,
		    kinds[i].n == 1 ? kinds[i].one : kinds[i].many);
		comma = ", ";
	}
}

/* Say in the verdict whether everything was searched. */
static void report_count(const struct ts_scan_count *count, struct ts_verdict *verdict)
{
	bool all = count->binary + count->links + count->special == 0;
	struct ts_buf why = TS_BUF_INIT;

	if (all && count->files > 0) {
		ts_verdict_ran(verdict, "boundary.content");
		return;
	}
	ts_buf_printf(&why, "%s was searched", count->files == 0 ? "nothing" : "not everything");
	if (!all) {
		ts_buf_add_str(&why, ": ");
		ts_scan_unsearched(count, &why);
		ts_buf_add_str(&why, " passed over");
	}
	if (ts_buf_cstr(&why) == NULL)
		verdict->failed = true;
	else
		ts_verdict_skip(verdict, "boundary.content", ts_buf_cstr(&why));
	ts_buf_free(&why);
}

void ts_scan(const struct ts_scan_params *params, const char *const *paths, size_t n,
    struct ts_verdict *verdict, struct ts_scan_count *count)
{
	struct scanning s = {.params = params, .lock = PTHREAD_MUTEX_INITIALIZER};
	struct ts_err err;
	int ret = 0;

	s.operands = calloc(n + 1, sizeof(*s.operands));
	if (s.operands == NULL)
		ret = ts_err_nomem(&err);
	for (size_t i = 0; ret == 0 && i < n; i++) {
		struct operand *operand = &s.operands[s.operands_n++];

		operand->path = paths[i];
		resolve(&s, operand);
		ret = list(&s, paths[i], verdict, &err);
	}
	if (ret != 0)
		stop(&s, &err);
	s.verdicts = calloc(s.n + 1, sizeof(struct ts_verdict *));
	if (s.verdicts == NULL) {
		ts_err_nomem(&err);
		stop(&s, &err);
		for (; s.n > 0; s.n--)
			free(s.files[s.n - 1].path);
	}
	ts_progress_begin(params->progress, "searching", s.total);
	if (!s.stopped)
		search_all(&s);
	*count = (struct ts_scan_count){.files = s.n - s.binary,
	    .bytes = s.bytes,
	    .binary = s.binary,
	    .links = s.links,
	    .special = s.special};
	collect(&s, verdict);
	for (size_t i = 0; i < s.operands_n; i++)
		ts_buf_free(&s.operands[i].relative);
	free(s.operands);
	if (s.stopped)
		ts_verdict_fail_err(verdict, &s.err);
	else if (!ts_verdict_has_failed(verdict, "io"))
		report_count(count, verdict);
	ts_boundary_report_waivers(&params->boundary, verdict);
	hide(params, verdict);
	ts_verdict_finish(verdict, NULL, 0);
}
