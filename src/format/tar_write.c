#include "format/tar_write.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/writebehind.h"
#include "format/tar.h"

struct ts_tar_writer {
	struct archive *archive;     /* owned */
	struct archive_entry *entry; /* owned, used again for each file */
	struct ts_err why;           /* why a write to fd failed, which libarchive cannot express */
	struct ts_writebehind *to;   /* owned; collects headers and padding, which libarchive writes
					as separate blocks */
};

static la_ssize_t write_blocks(struct archive *archive, void *ctx, const void *data, size_t len)
{
	struct ts_tar_writer *writer = ctx;

	(void)archive;
	return ts_writebehind_add(writer->to, data, len, &writer->why) == 0 ? (la_ssize_t)len : -1;
}

static int failed(struct ts_tar_writer *writer, struct ts_err *err)
{
	const char *words = archive_error_string(writer->archive);

	if (writer->why.check != NULL) {
		*err = writer->why;
		return -1;
	}
	return ts_err_set(err, "io", "cannot write the archive: %s", words ? words : "no memory");
}

int ts_tar_writer_new(int fd, bool threaded, struct ts_tar_writer **result, struct ts_err *err)
{
	struct ts_tar_writer *writer = calloc(1, sizeof(*writer));

	*result = NULL;
	if (writer == NULL)
		return ts_err_nomem(err);
	writer->archive = archive_write_new();
	writer->entry = archive_entry_new();
	if (writer->archive == NULL || writer->entry == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	if (ts_writebehind_new(fd, threaded, &writer->to, err) != 0)
		goto fail;
	/* Blocks of 512 bytes, without padding the last: libarchive pads to 10,240 bytes by
	 * default. */
	if (archive_write_set_format_ustar(writer->archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(writer->archive, TS_TAR_BLOCK) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(writer->archive, 1) != ARCHIVE_OK ||
	    archive_write_open(writer->archive, writer, NULL, write_blocks, NULL) != ARCHIVE_OK) {
		failed(writer, err);
		goto fail;
	}
	*result = writer;
	return 0;
fail:
	ts_tar_writer_free(writer);
	return -1;
}

int ts_tar_write_entry(
    struct ts_tar_writer *writer, const char *path, uint64_t size, struct ts_err *err)
{
	archive_entry_clear(writer->entry);
	archive_entry_set_pathname(writer->entry, path);
	archive_entry_set_size(writer->entry, (la_int64_t)size);
	archive_entry_set_filetype(writer->entry, AE_IFREG);
	archive_entry_set_perm(writer->entry, 0644);
	archive_entry_set_mtime(writer->entry, 0, 0);
	if (archive_write_header(writer->archive, writer->entry) != ARCHIVE_OK)
		return failed(writer, err);
	return 0;
}

int ts_tar_write_data(
    struct ts_tar_writer *writer, const void *data, size_t len, struct ts_err *err)
{
	if (len > 0 && archive_write_data(writer->archive, data, len) != (la_ssize_t)len)
		return failed(writer, err);
	return 0;
}

uint64_t ts_tar_writer_offset(const struct ts_tar_writer *writer)
{
	return ts_writebehind_offset(writer->to);
}

int ts_tar_writer_flush(struct ts_tar_writer *writer, struct ts_err *err)
{
	return ts_writebehind_flush(writer->to, err);
}

int ts_tar_write_end(struct ts_tar_writer *writer, struct ts_err *err)
{
	if (archive_write_close(writer->archive) != ARCHIVE_OK)
		return failed(writer, err);
	return ts_tar_writer_flush(writer, err);
}

void ts_tar_writer_free(struct ts_tar_writer *writer)
{
	if (writer == NULL)
		return;
	archive_entry_free(writer->entry);
	archive_write_free(writer->archive);
	ts_writebehind_free(writer->to);
	free(writer);
}

const char *ts_tar_writer_version(void)
{
	/* "libarchive 3.6.2" */
	return strchr(archive_version_string(), ' ') + 1;
}
