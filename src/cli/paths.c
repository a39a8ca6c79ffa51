#define _POSIX_C_SOURCE 200809L /* strdup */

#include "cli/paths.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/grow.h"
#include "base/name.h"
#include "base/path_list.h"
#include "base/walk.h"

static int add(struct cli_paths *paths, const char *path, struct ts_err *err)
{
	char **grown = ts_grow(paths->list, paths->n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	paths->list = grown;
	paths->list[paths->n] = strdup(path);
	if (paths->list[paths->n] == NULL)
		return ts_err_nomem(err);
	paths->n++;
	return 0;
}

struct walking {
	struct cli_paths *paths;
	struct ts_err *err;
};

/* Count a link to a directory, which is not followed: it may lead to bundles. */
static int pass_over(struct walking *w, const struct ts_walk_entry *entry)
{
	struct stat st;

	if (entry->level == 0 || entry->kind != TS_WALK_LINK || stat(entry->path, &st) != 0 ||
	    !S_ISDIR(st.st_mode))
		return 0;
	if (w->paths->passed++ == 0) {
		w->paths->passed_over = strdup(entry->path);
		if (w->paths->passed_over == NULL)
			return ts_err_nomem(w->err);
	}
	return 0;
}

static int look(void *ctx, const struct ts_walk_entry *entry)
{
	struct walking *w = ctx;

	if (entry->kind == TS_WALK_DIRECTORY)
		return 0;
	if (entry->kind != TS_WALK_UNREADABLE &&
	    (entry->level == 0 || !ts_name_is_bundle(entry->name)))
		return pass_over(w, entry);
	return add(w->paths, entry->path, w->err) == 0 ? 0 : -1;
}

/* PATH, or what is below it. */
static int expand(struct cli_paths *paths, const char *path, struct ts_err *err)
{
	struct walking w = {paths, err};
	struct stat st;
	size_t before = paths->n;

	if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return add(paths, path, err);
	if (ts_walk(path, look, &w, err) != 0)
		return -1;
	return paths->n > before ? 0 : add(paths, path, err);
}

static int take_listed(void *ctx, const char *path, struct ts_err *err)
{
	return expand(ctx, path, err);
}

int cli_paths_expand(
    const struct cli_values *named, const char *list, struct cli_paths *paths, struct ts_err *err)
{
	for (size_t i = 0; i < named->n; i++)
		if (expand(paths, named->list[i], err) != 0)
			return -1;
	if (list == NULL)
		return 0;
	if (ts_path_list_read(list, take_listed, paths, err) != 0)
		return -1;
	if (paths->n > 0)
		return 0;
	ts_err_set(err, "io", "%s names no bundle", list);
	return ts_err_fix(err, "nothing was verified: check what writes the list");
}

void cli_paths_free(struct cli_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		free(paths->list[i]);
	free(paths->list);
	free(paths->passed_over);
}
