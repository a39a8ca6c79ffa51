#include "base/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/grow.h"

struct walking {
	ts_walk_visit *visit;
	void *ctx;
	struct ts_buf path; /* owned: of the current entry */
	struct ts_err *err;
};

/* The names in a directory. */
struct names {
	char **list; /* owned, and so is each of them */
	size_t n;
};

static int walk(struct walking *w, size_t name, unsigned level);

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static int add_name(struct names *names, const char *name)
{
	char **grown = ts_grow(names->list, names->n, sizeof(*grown));
	char *copy;

	if (grown == NULL)
		return -1;
	names->list = grown;
	copy = strdup(name);
	if (copy == NULL)
		return -1;
	names->list[names->n++] = copy;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Read the names in the directory, sorted. *ERRNUM says why they may not be all. */
static int read_names(struct walking *w, struct names *names, int *errnum)
{
	DIR *dir = opendir(ts_buf_cstr(&w->path));
	struct dirent *entry;
	int ret = 0;

	*errnum = dir == NULL ? errno : 0;
	while (dir != NULL && ret == 0) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL) {
			*errnum = errno;
			break;
		}
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ret = add_name(names, entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	if (names->n > 1)
		qsort(names->list, names->n, sizeof(*names->list), compare_names);
	return ret == 0 ? 0 : ts_err_nomem(w->err);
}

static int visit(struct walking *w, size_t name, unsigned level, enum ts_walk_kind kind,
    uint64_t size, int errnum)
{
	const char *path = ts_buf_cstr(&w->path);

	if (path == NULL)
		return ts_err_nomem(w->err);
	return w->visit(w->ctx, &(struct ts_walk_entry){.path = path,
				    .name = path + name,
				    .level = level,
				    .kind = kind,
				    .size = size,
				    .errnum = errnum});
}

static int walk_directory(struct walking *w, size_t name, unsigned level)
{
	struct names names = {.list = NULL};
	size_t len = w->path.len;
	bool slash = len > 0 && w->path.data[len - 1] == '/';
	int errnum, ret;

	ret = visit(w, name, level, TS_WALK_DIRECTORY, 0, 0);
	if (ret != 0)
		return ret > 0 ? 0 : -1;
	ret = read_names(w, &names, &errnum);
	for (size_t i = 0; ret == 0 && i < names.n; i++) {
		ts_buf_printf(&w->path, "%s%s", slash ? "" : "/", names.list[i]);
		ret = walk(w, len + !slash, level + 1);
		w->path.len = len;
	}
	free_names(&names);
	if (ret == 0 && errnum != 0)
		ret = visit(w, name, level, TS_WALK_UNREADABLE, 0, errnum);
	return ret < 0 ? -1 : 0;
}

/* Visit the entry at the path, whose last component begins at NAME, and everything below it. */
static int walk(struct walking *w, size_t name, unsigned level)
{
	const char *path = ts_buf_cstr(&w->path);
	struct stat st;
	int ret;

	if (path == NULL)
		return ts_err_nomem(w->err);
	if ((level == 0 ? stat(path, &st) : lstat(path, &st)) != 0)
		ret = visit(w, name, level, TS_WALK_UNREADABLE, 0, errno);
	else if (S_ISDIR(st.st_mode))
		ret = walk_directory(w, name, level);
	else if (S_ISREG(st.st_mode))
		ret = visit(w, name, level, TS_WALK_FILE, (uint64_t)st.st_size, 0);
	else
		ret = visit(
		    w, name, level, S_ISLNK(st.st_mode) ? TS_WALK_LINK : TS_WALK_SPECIAL, 0, 0);
	return ret < 0 ? -1 : 0;
}

int ts_walk(const char *root, ts_walk_visit *visit_entry, void *ctx, struct ts_err *err)
{
	struct walking w = {.visit = visit_entry, .ctx = ctx, .err = err};
	int ret;

	ts_buf_add_str(&w.path, root);
	ret = walk(&w, 0, 0);
	ts_buf_free(&w.path);
	return ret;
}
