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
#include "scan/scan_state.h"

#define THREADS_MAX 64

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
		ts_scan_pass_over(
		    l->verdict, entry->path, "it is a link, and links are not followed");
		return 0;
	case TS_WALK_SPECIAL: /* a pipe or a device: read only if the user names it */
		if (named)
			return add_file(l->s, entry->path, 0, l->err);
		l->s->special++;
		ts_scan_pass_over(l->verdict, entry->path, "it is a pipe, a socket or a device");
		return 0;
	default:
		ts_scan_unreadable(l->verdict, entry->path, entry->errnum);
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
	unsigned char *buffer = malloc(TS_SCAN_READ);
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
			ts_scan_file(s, boundary, i, first, buffer);
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
	*count = (struct ts_scan_count){.files = s.searched,
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
	else if (ts_verdict_has_failed(verdict, "scan.archive"))
		ts_verdict_skip(verdict, "boundary.content", "not everything was searched");
	else if (!ts_verdict_has_failed(verdict, "io"))
		report_count(count, verdict);
	ts_boundary_report_waivers(&params->boundary, verdict);
	hide(params, verdict);
	ts_verdict_finish(verdict, NULL, 0);
}
