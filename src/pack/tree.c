#include "pack/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/grow.h"
#include "base/name.h"
#include "crypto/sha256.h"
#include "format/bag.h"
#include "format/tar.h"
#include "scanner/kind_text.h"

#define READ_AT_ONCE ((size_t)128 << 10)
#define DEPTH_MAX    128 /* a path of 256 bytes cannot be deeper */

/* A walk through one directory. */
struct walk {
	struct ts_tree *tree;
	struct ts_verdict *verdict;
	struct ts_err *err;
	unsigned depth;
};

/* Join DIRECTORY (which may be empty, or end in a slash) and NAME. */
static char *join(const char *directory, const char *name)
{
	size_t len = strlen(directory);
	bool slash = len > 0 && directory[len - 1] != '/';
	char *path = malloc(len + slash + strlen(name) + 1);

	if (path != NULL)
		stpcpy(stpcpy(stpcpy(path, directory), slash ? "/" : ""), name);
	return path;
}

static const char *kind_description(mode_t mode)
{
	if (S_ISLNK(mode))
		return "a symbolic link";
	if (S_ISFIFO(mode))
		return "a FIFO";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

static void refuse_kind(const char *file, mode_t mode, struct ts_verdict *verdict)
{
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = "boundary.file-kind",
		.at = file,
		.expected = "regular files and directories",
		.found = kind_description(mode),
		.fix = S_ISLNK(mode)
			   ? "replace it with the file itself, or name the file that it points to"
			   : "remove it from the input"},
	    "the input contains something that is neither a file nor a directory");
}

/* Check that a bundle can contain PATH, which is relative to the payload. */
static bool judge_name(
    const char *path, const char *file, uint64_t size, struct ts_verdict *verdict)
{
	const char *fault = ts_name_path_fault(path, strlen(path));

	if (fault != NULL)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "tar.name",
			.at = file,
			.fix = ts_kind_is_left_over(file)
				   ? "delete it: it is no part of the package"
				   : "rename it, and use the new name in references to it"},
		    "the path %s", fault);
	else if (size > TS_TAR_SIZE_MAX)
		ts_verdict_fail(verdict,
		    &(struct ts_failure){.id = "tar.name", .at = file, .fix = "split the file"},
		    "the file is larger than the limit of 8 GiB - 1");
	else
		return true;
	return false;
}

/* Append a file. PATH and FILE are owned from then on, even after a failure. */
static int append(struct ts_tree *tree, char *path, char *file, uint64_t size, struct ts_err *err)
{
	struct ts_tree_file *grown = ts_grow(tree->files, tree->n, sizeof(*grown));

	if (grown == NULL) {
		free(path);
		free(file);
		return ts_err_nomem(err);
	}
	tree->files = grown;
	tree->files[tree->n++] = (struct ts_tree_file){path, file, size};
	return 0;
}

static int add_directory(struct walk *w, const char *path, const char *file);

/* Add FILE as PATH. Both are owned from then on. */
static int add_node(struct walk *w, char *path, char *file, const struct stat *st)
{
	int ret = 0;

	if (S_ISREG(st->st_mode) && judge_name(path, file, (uint64_t)st->st_size, w->verdict))
		return append(w->tree, path, file, (uint64_t)st->st_size, w->err);
	if (S_ISDIR(st->st_mode))
		ret = add_directory(w, path, file);
	else if (!S_ISREG(st->st_mode))
		refuse_kind(file, st->st_mode, w->verdict);
	free(path);
	free(file);
	return ret;
}

/* Add NAME in the directory FD, which FILE names. */
static int add_entry(struct walk *w, int fd, const char *path, const char *file, const char *name)
{
	char *child_path = join(path, name), *child_file = join(file, name);
	struct stat st;

	if (child_path == NULL || child_file == NULL) {
		free(child_path);
		free(child_file);
		return ts_err_nomem(w->err);
	}
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		ts_err_errno(w->err, errno, "io", "cannot access %s", child_file);
		free(child_path);
		free(child_file);
		return -1;
	}
	return add_node(w, child_path, child_file, &st);
}

static int add_directory(struct walk *w, const char *path, const char *file)
{
	DIR *dir;
	struct dirent *entry;
	int ret = 0;

	if (w->depth == DEPTH_MAX)
		return ts_err_set(w->err, "io", "%s is nested too deeply", file);
	dir = opendir(file);
	if (dir == NULL)
		return ts_err_errno(w->err, errno, "io", "cannot read the directory %s", file);
	w->depth++;
	while (ret == 0) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL) {
			if (errno != 0)
				ret = ts_err_errno(
				    w->err, errno, "io", "cannot read the directory %s", file);
			break;
		}
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ret = add_entry(w, dirfd(dir), path, file, entry->d_name);
	}
	w->depth--;
	closedir(dir);
	return ret;
}

int ts_tree_add(struct ts_tree *tree, const char *path, const char *file, bool *is_directory,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct walk w = {.tree = tree, .verdict = verdict, .err = err};
	char *own_path, *own_file, *base;
	struct stat st;

	if (lstat(file, &st) != 0)
		return ts_err_errno(err, errno, "io", "cannot read %s", file);
	if (is_directory != NULL)
		*is_directory = S_ISDIR(st.st_mode);
	base = ts_tree_base_name(file);
	if (base == NULL)
		return ts_err_nomem(err);
	if (!S_ISDIR(st.st_mode) && (*path == '\0' || path[strlen(path) - 1] == '/'))
		own_path = join(path, base);
	else
		own_path = strdup(path);
	own_file = strdup(file);
	free(base);
	if (own_path == NULL || own_file == NULL) {
		free(own_path);
		free(own_file);
		return ts_err_nomem(err);
	}
	return add_node(&w, own_path, own_file, &st);
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(
	    ((const struct ts_tree_file *)a)->path, ((const struct ts_tree_file *)b)->path);
}

static void note_collision(void *ctx, const char *a, const char *b)
{
	ts_verdict_fail(ctx,
	    &(struct ts_failure){
		.id = "tar.name", .at = a, .found = b, .fix = "rename one of them"},
	    "two paths clash if case is ignored, or a file is also a directory");
}

int ts_tree_finish(struct ts_tree *tree, struct ts_verdict *verdict, struct ts_err *err)
{
	const char **paths = calloc(tree->n + 1, sizeof(paths[0]));

	if (paths == NULL)
		return ts_err_nomem(err);
	if (tree->n > 1)
		qsort(tree->files, tree->n, sizeof(tree->files[0]), compare_files);
	for (size_t i = 0; i < tree->n; i++)
		paths[i] = tree->files[i].path;
	ts_name_collisions(paths, tree->n, note_collision, verdict);
	free(paths);
	return 0;
}

void ts_tree_judge_count(const struct ts_tree *tree, struct ts_verdict *verdict)
{
	char expected[32];

	if (tree->n <= TS_BAG_FILES_MOST)
		return;
	snprintf(expected, sizeof(expected), "at most %d", TS_BAG_FILES_MOST);
	ts_verdict_fail(verdict,
	    &(struct ts_failure){.id = "tar.limit",
		.expected = expected,
		.fix = "divide them into several bundles, or put archives of them elsewhere and "
		       "their digests into the evidence"},
	    "the bundle would contain %zu files, which verifiers refuse", tree->n);
}

void ts_tree_free(struct ts_tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		free(tree->files[i].path);
		free(tree->files[i].file);
	}
	free(tree->files);
	*tree = (struct ts_tree){0};
}

char *ts_tree_base_name(const char *file)
{
	size_t end = strlen(file), start;

	while (end > 1 && file[end - 1] == '/')
		end--;
	for (start = end; start > 0 && file[start - 1] != '/'; start--)
		;
	return strndup(file + start, end - start);
}

int ts_tree_read(const char *file, uint64_t size,
    int (*take)(void *ctx, const void *data, size_t len, struct ts_err *err), void *ctx,
    struct ts_progress *progress, struct ts_err *err)
{
	size_t capacity = size < READ_AT_ONCE ? (size_t)size + 1 : READ_AT_ONCE;
	unsigned char *buffer = malloc(capacity);
	struct stat before, after;
	uint64_t got = 0;
	int fd = -1, ret = -1;
	ssize_t n;

	if (buffer == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (ts_file_open(AT_FDCWD, file, true, &fd, &before, err) != 0)
		goto done;
	for (;;) {
		do
			n = read(fd, buffer, capacity);
		while (n < 0 && errno == EINTR);
		if (n < 0) {
			ts_err_errno(err, errno, "io", "cannot read %s", file);
			goto done;
		}
		if (n == 0)
			break;
		got += (uint64_t)n;
		if (got > size)
			break;
		if (take(ctx, buffer, (size_t)n, err) != 0 ||
		    ts_progress_add(progress, (uint64_t)n, err) != 0)
			goto done;
		/* A file that has grown is detected below. */
		if (got == size)
			break;
	}
	if (fstat(fd, &after) != 0 || got != size || before.st_size != after.st_size ||
	    before.st_mtim.tv_sec != after.st_mtim.tv_sec ||
	    before.st_mtim.tv_nsec != after.st_mtim.tv_nsec) {
		ts_err_set(err, "io", "%s changed while it was read", file);
		ts_err_fix(err, "make sure that nothing writes to the input, and try again");
		goto done;
	}
	ret = 0;
done:
	if (fd >= 0)
		close(fd);
	free(buffer);
	return ret;
}

/* A file that is digested, and perhaps kept. */
struct digesting {
	struct ts_sha256 *hash;
	struct ts_buf *keep; /* or NULL */
};

static int take_bytes(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct digesting *d = ctx;
	size_t left;

	(void)err;
	ts_sha256_add(d->hash, data, len);
	if (d->keep == NULL)
		return 0;
	left = TS_TREE_KEEP_MAX + 1 - d->keep->len;
	ts_buf_add(d->keep, data, len < left ? len : left);
	return ts_buf_ok(d->keep) ? 0 : ts_err_nomem(err);
}

int ts_tree_digest(const char *file, struct ts_package *package, struct ts_tree_facts *facts,
    struct ts_progress *progress, struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_tree tree = {0};
	struct ts_sha256 *hash = ts_sha256_new(err);
	struct ts_dirhash *dirhash = ts_dirhash_new(err);
	bool directory = false;
	int ret = -1;

	if (hash == NULL || dirhash == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (ts_tree_add(&tree, "", file, &directory, verdict, err) != 0 ||
	    ts_tree_finish(&tree, verdict, err) != 0)
		goto done;
	package->kind = directory ? TS_PACKAGE_DIRECTORY : TS_PACKAGE_FILE;
	for (size_t i = 0; i < tree.n; i++) {
		const struct ts_tree_file *f = &tree.files[i];
		struct digesting digesting = {.hash = hash};

		if (facts->keep != NULL && strcmp(f->path, facts->keep) == 0) {
			facts->kept = true;
			digesting.keep = &facts->text;
		}
		if (ts_tree_read(f->file, f->size, take_bytes, &digesting, progress, err) != 0 ||
		    ts_sha256_end(hash, package->digest, err) != 0)
			goto done;
		ts_dirhash_add(dirhash, f->path, package->digest);
		facts->bytes += f->size;
	}
	facts->files = tree.n;
	if (directory && ts_dirhash_end(dirhash, package->digest, err) != 0)
		goto done;
	if (directory && tree.n == 0 && !ts_verdict_any_failed(verdict)) {
		ts_err_set(err, "io", "%s contains no file", file);
		goto done;
	}
	ret = 0;
done:
	ts_sha256_free(hash);
	ts_dirhash_free(dirhash);
	ts_tree_free(&tree);
	return ret;
}
