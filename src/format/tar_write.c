#include "format/tar_write.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/tar.h"

/* libarchive writes headers and padding as separate blocks. They are collected here, so that a
 * small file does not cost several system calls. */
#define GATHER ((size_t)256 << 10)

struct ts_tar_writer {
	struct archive *archive;     /* owned */
	struct archive_entry *entry; /* owned, used again for each file */
	struct ts_err why;           /* why a write to fd failed, which libarchive cannot express */
	int fd;                      /* borrowed */
	unsigned char *gathered;     /* owned, GATHER bytes */
	size_t len;                  /* bytes of it that are in use */
	uint64_t offset;             /* bytes written to fd */
};

static int give(struct ts_tar_writer *writer, const void *data, size_t len)
{
	if (ts_file_write(writer->fd, data, len, &writer->why) != 0)
		return -1;
	writer->offset += len;
	return 0;
}

static int flush(struct ts_tar_writer *writer)
{
	size_t len = writer->len;

	writer->len = 0;
	return give(writer, writer->gathered, len);
}

static la_ssize_t write_fd(struct archive *archive, void *ctx, const void *data, size_t len)
{
	struct ts_tar_writer *writer = ctx;

	(void)archive;
	if (len > GATHER - writer->len && flush(writer) != 0)
		return -1;
	if (len > GATHER)
		return give(writer, data, len) == 0 ? (la_ssize_t)len : -1;
	memcpy(writer->gathered + writer->len, data, len);
	writer->len += len;
	return (la_ssize_t)len;
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

int ts_tar_writer_new(int fd, struct ts_tar_writer **result, struct ts_err *err)
{
	struct ts_tar_writer *writer = calloc(1, sizeof(*writer));

	*result = NULL;
	if (writer == NULL)
		return ts_err_nomem(err);
	writer->fd = fd;
	writer->archive = archive_write_new();
	writer->entry = archive_entry_new();
	writer->gathered = malloc(GATHER);
	if (writer->archive == NULL || writer->entry == NULL || writer->gathered == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	/* Blocks of 512 bytes, without padding the last: libarchive pads to 10,240 bytes by
	 * default. */
	if (archive_write_set_format_ustar(writer->archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(writer->archive, TS_TAR_BLOCK) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(writer->archive, 1) != ARCHIVE_OK ||
	    archive_write_open(writer->archive, writer, NULL, write_fd, NULL) != ARCHIVE_OK) {
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
	return writer->offset;
}

int ts_tar_writer_flush(struct ts_tar_writer *writer, struct ts_err *err)
{
	return flush(writer) == 0 ? 0 : failed(writer, err);
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
	free(writer->gathered);
	free(writer);
}
