/*
 * The verifier reads the bundle. As an observer (struct ts_tar_observer), this lets libarchive
 * write what is read into a hidden directory. Nothing more is written once a check has failed, so
 * a bundle that nobody trusted cannot fill the disk.
 */
#include "verify/extract.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/name.h"
#include "base/outdir.h"
#include "format/tar.h"

/* The names were checked already. libarchive checks them, and what is in their way, once more. */
#define SECURE                                                                                     \
	(ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT |                       \
	    ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS | ARCHIVE_EXTRACT_NO_OVERWRITE)

struct extracting {
	struct ts_verdict *verdict;
	struct ts_outdir *out;       /* owned */
	struct archive *disk;        /* owned */
	struct archive_entry *entry; /* owned, reused for each file */
	int before;                  /* owned: the working directory of the process */
	bool writing;                /* an entry is open */
};

static int failed(struct extracting *x, struct ts_err *err)
{
	const char *words = archive_error_string(x->disk);

	if (words == NULL)
		return ts_err_nomem(err);
	return ts_err_errno(
	    err, archive_errno(x->disk), "io", "cannot write a file: %.200s", words);
}

static int finish_entry(struct extracting *x, struct ts_err *err)
{
	if (x->writing && archive_write_finish_entry(x->disk) != ARCHIVE_OK)
		return failed(x, err);
	x->writing = false;
	return 0;
}

/* The bundle's name is known at its first entry. */
static int refuse_existing(struct extracting *x, const char *path, struct ts_err *err)
{
	char name[TS_TAR_PATH_MAX + 1];
	size_t len = strcspn(path, "/");

	memcpy(name, path, len);
	name[len] = '\0';
	return ts_outdir_refuse(x->out, name, err);
}

static int take_entry(void *ctx, const struct ts_tar_entry *entry, struct ts_err *err)
{
	struct extracting *x = ctx;

	if (finish_entry(x, err) != 0)
		return -1;
	if (ts_verdict_any_failed(x->verdict) ||
	    ts_name_path_fault(entry->path, strlen(entry->path)) != NULL)
		return 0;
	if (entry->number == 1 && refuse_existing(x, entry->path, err) != 0)
		return -1;
	archive_entry_clear(x->entry);
	archive_entry_set_pathname(x->entry, entry->path);
	archive_entry_set_size(x->entry, (la_int64_t)entry->size);
	archive_entry_set_filetype(x->entry, AE_IFREG);
	archive_entry_set_perm(x->entry, 0644);
	if (archive_write_header(x->disk, x->entry) != ARCHIVE_OK)
		return failed(x, err);
	x->writing = true;
	return 0;
}

static int take_data(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct extracting *x = ctx;

	if (x->writing && archive_write_data(x->disk, data, len) != (la_ssize_t)len)
		return failed(x, err);
	return 0;
}

/* libarchive writes only below the working directory of the process. */
static int begin(struct extracting *x, const char *directory, struct ts_err *err)
{
	x->disk = archive_write_disk_new();
	x->entry = archive_entry_new();
	if (x->disk == NULL || x->entry == NULL)
		return ts_err_nomem(err);
	if (archive_write_disk_set_options(x->disk, SECURE) != ARCHIVE_OK)
		return failed(x, err);
	if (ts_outdir_open(directory, &x->out, err) != 0)
		return -1;
	x->before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->before < 0 || fchdir(ts_outdir_fd(x->out)) != 0)
		return ts_err_errno(err, errno, "io", "cannot change to %s", directory);
	return 0;
}

static int end(struct extracting *x, const struct ts_verdict_ready *ready, struct ts_err *err)
{
	if (finish_entry(x, err) != 0)
		return -1;
	if (archive_write_close(x->disk) != ARCHIVE_OK)
		return failed(x, err);
	if (ready->call != NULL && ready->call(ready->ctx, x->verdict, err) != 0)
		return -1;
	return ts_outdir_commit(x->out, x->verdict->name, err);
}

static bool release(struct extracting *x, struct ts_err *err)
{
	if (x->before >= 0 && fchdir(x->before) != 0)
		ts_err_errno(err, errno, "io", "cannot change back to the previous directory");
	if (x->before >= 0)
		close(x->before);
	archive_write_free(x->disk);
	archive_entry_free(x->entry);
	return ts_outdir_free(x->out);
}

bool ts_extract(struct ts_source *source, const struct ts_verify_params *params,
    const char *directory, const struct ts_verdict_ready *ready, struct ts_verdict *verdict)
{
	struct extracting x = {.verdict = verdict, .before = -1};
	const struct ts_tar_observer observer = {.entry = take_entry, .data = take_data, .ctx = &x};
	struct ts_verify_params watched = *params;
	struct ts_err err = {.check = NULL};
	bool tidy;

	watched.observer = &observer;
	if (begin(&x, directory, &err) == 0) {
		ts_verify(source, &watched, verdict, NULL);
		if (verdict->class == TS_ACCEPTED)
			end(&x, ready, &err);
	}
	tidy = release(&x, &err);
	if (err.check != NULL) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	return tidy;
}
