/*
 * In every archive that the reader accepts, libarchive finds the same files: paths, sizes and
 * contents, without a warning. With FUZZ_ACCEPTED=DIR in the environment, every accepted archive
 * whose paths are allowed in a bundle is written there as N.tar, and what the reader found in it
 * as N.list, for other programs to compare (differential.sh).
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"
#include "format/tar.h"
#include "fuzz.h"
#include "mutate_tar.h"

#define FILES 256

struct file {
	char path[TS_TAR_PATH_MAX + 1];
	uint64_t size;
	unsigned char digest[TS_DIGEST_BYTES];
};

static struct file files[FILES];
static const char *accepted; /* the folder for accepted archives, or NULL */

void set_up(void)
{
	accepted = getenv("FUZZ_ACCEPTED");
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_tar(data, size, max_size, seed);
}

/* Read the archive; returns the number of FILES, or -1 if it is refused. */
static int read_ours(const uint8_t *data, size_t size, size_t piece)
{
	struct pieces pieces = {data, size, piece};
	struct ts_source source = source_pieces(&pieces);
	struct ts_err err;
	struct ts_tar_reader *reader = ts_tar_reader_new(&source, &err);
	struct ts_sha256 *hash = ts_sha256_new(&err);
	struct ts_tar_entry entry;
	const unsigned char *run;
	size_t len;
	int got, n = 0;

	holds(reader != NULL && hash != NULL, "there is memory");
	while ((got = ts_tar_next(reader, &entry, &err)) > 0 && n < FILES) {
		uint64_t sum = 0;

		while ((got = ts_tar_data(reader, SIZE_MAX, &run, &len, &err)) > 0) {
			ts_sha256_add(hash, run, len);
			sum += len;
		}
		holds(got < 0 || sum == entry.size, "an entry has the bytes that it says");
		memcpy(files[n].path, entry.path, sizeof(entry.path));
		files[n].size = entry.size;
		holds(ts_sha256_end(hash, files[n].digest, &err) == 0, "a digest is made");
		if (got < 0)
			break;
		n++;
	}
	if (got < 0)
		holds_err(&err, "tar.canonical");
	ts_tar_reader_free(reader);
	ts_sha256_free(hash);
	return got < 0 ? -1 : n;
}

static void entry_is(struct archive *archive, struct archive_entry *entry, const struct file *file)
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_err err;
	struct ts_sha256 *hash = ts_sha256_new(&err);
	static uint8_t block[65536];
	la_ssize_t got;

	holds(hash != NULL, "there is memory");
	holds(strcmp(archive_entry_pathname(entry), file->path) == 0, "libarchive: the same path");
	holds(archive_entry_filetype(entry) == AE_IFREG, "libarchive: a regular file");
	holds(archive_entry_hardlink(entry) == NULL && archive_entry_symlink(entry) == NULL,
	    "libarchive: no link");
	holds(
	    archive_entry_size_is_set(entry) && archive_entry_size(entry) == (la_int64_t)file->size,
	    "libarchive: the same size");
	holds(archive_entry_sparse_count(entry) == 0 && archive_entry_xattr_count(entry) == 0,
	    "libarchive: nothing besides");
	holds((archive_entry_mode(entry) & 07777) == 0644 && archive_entry_mtime(entry) == 0 &&
		  archive_entry_uid(entry) == 0 && archive_entry_gid(entry) == 0,
	    "libarchive: the same mode, owner and time");
	while ((got = archive_read_data(archive, block, sizeof(block))) > 0)
		ts_sha256_add(hash, block, (size_t)got);
	holds(got == 0, "libarchive: the content can be read");
	holds(ts_sha256_end(hash, digest, &err) == 0 &&
		  memcmp(digest, file->digest, sizeof(digest)) == 0,
	    "libarchive: the same content");
	ts_sha256_free(hash);
}

static void read_theirs(const uint8_t *data, size_t size, int n)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;

	holds(archive != NULL && archive_read_support_format_tar(archive) == ARCHIVE_OK,
	    "libarchive can be used");
	if (n == 0) { /* two zero blocks: without them libarchive does not recognize an archive */
		archive_read_free(archive);
		return;
	}
	holds(archive_read_open_memory(archive, data, size) == ARCHIVE_OK, "libarchive: it opens");
	for (int i = 0; i < n; i++) {
		holds(archive_read_next_header(archive, &entry) == ARCHIVE_OK,
		    "libarchive: as many entries, and nothing to warn of");
		entry_is(archive, entry, &files[i]);
	}
	holds(
	    archive_read_next_header(archive, &entry) == ARCHIVE_EOF, "libarchive: no entry more");
	holds(archive_format(archive) == ARCHIVE_FORMAT_TAR_USTAR, "libarchive: it is ustar");
	archive_read_free(archive);
}

/* Whether a bundle may have these paths. Other programs read some paths differently, such as "a/".
 */
static bool fine_paths(int n)
{
	for (int i = 0; i < n; i++)
		if (ts_name_path_fault(files[i].path, strlen(files[i].path)) != NULL)
			return false;
	return true;
}

static void keep_file(const char *name, const char *suffix, const void *data, size_t size)
{
	char path[4200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%.16s.%s", accepted, name, suffix);
	file = fopen(path, "wb");
	holds(file != NULL && fwrite(data, 1, size, file) == size && fclose(file) == 0,
	    "a frame is kept");
}

static void keep(const uint8_t *data, size_t size, int n)
{
	unsigned char digest[TS_DIGEST_BYTES];
	char name[TS_DIGEST_HEX], hex[TS_DIGEST_HEX];
	struct ts_buf list = TS_BUF_INIT;
	struct ts_err err;

	holds(ts_sha256_of(data, size, digest, &err) == 0, "a digest is made");
	ts_hex_digest(digest, name);
	for (int i = 0; i < n; i++) {
		ts_hex_digest(files[i].digest, hex);
		ts_buf_printf(
		    &list, "%s %llu %s\n", hex, (unsigned long long)files[i].size, files[i].path);
	}
	holds(ts_buf_ok(&list), "there is memory");
	keep_file(name, "tar", data, size);
	keep_file(name, "list", list.data, list.len);
	ts_buf_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int n = read_ours(data, size, 0);

	holds(read_ours(data, size, size % 2 == 0 ? 1 : 511) == n, "pieces make no difference");
	if (n < 0 || n == FILES || !fine_paths(n))
		return 0;
	read_theirs(data, size, n);
	if (accepted != NULL)
		keep(data, size, n);
	return 0;
}
