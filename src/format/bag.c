/*
 * bagit.txt              two lines that RFC 8493, section 2.1.1, asks for
 * bag-info.txt           Bagging-Date: YYYY-MM-DD
 *                        External-Identifier: NAME
 *                        Payload-Oxum: BYTES.FILES
 * manifest-sha256.txt    for each payload file: HEX, two spaces, PATH, newline
 */
#include "format/bag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_HEAD (2 * TS_DIGEST_BYTES + 2) /* the digest and two spaces */

const char ts_bag_bagit[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

bool ts_bag_path(const char *name, const char *path, char full[static TS_TAR_PATH_MAX + 1])
{
	if (strlen(name) + 1 + strlen(path) > TS_TAR_PATH_MAX)
		return false;
	full = stpcpy(full, name);
	*full++ = '/';
	stpcpy(full, path);
	return true;
}

void ts_bag_info(
    const char *date, const char *name, uint64_t bytes, uint64_t files, struct ts_buf *out)
{
	ts_buf_printf(out,
	    "Bagging-Date: %s\n"
	    "External-Identifier: %s\n"
	    "Payload-Oxum: %llu.%llu\n",
	    date, name, (unsigned long long)bytes, (unsigned long long)files);
}

void ts_bag_manifest_line(
    const unsigned char digest[static TS_DIGEST_BYTES], const char *path, struct ts_buf *out)
{
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(digest, hex);
	ts_buf_add(out, hex, TS_DIGEST_HEX - 1);
	ts_buf_add(out, "  ", 2);
	ts_buf_add_str(out, path);
	ts_buf_add(out, "\n", 1);
}

static int bad_line(size_t number, const char *what, struct ts_err *err)
{
	ts_err_set(err, "manifest.canonical", "line %zu of the manifest %s", number, what);
	ts_err_at(err, TS_BAG_MANIFEST ", line %zu", number);
	return ts_err_expected(err, "64 lower-case hexadecimal digits, two spaces, and a path "
				    "below data/; lines sorted by path, as bytes");
}

static size_t count_lines(const struct ts_buf *text)
{
	const unsigned char *p = text->data, *newline;
	size_t left = text->len, n = 0;

	while (left > 0 && (newline = memchr(p, '\n', left)) != NULL) {
		left -= (size_t)(newline + 1 - p);
		p = newline + 1;
		n++;
	}
	return n;
}

/* Check the line from P to its newline at END, and add its path. */
static int add_line(struct ts_manifest *manifest, char *p, char *end, struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];
	size_t number = manifest->n + 1;
	const char *path = p + LINE_HEAD;

	if (end - p <= (ptrdiff_t)(LINE_HEAD + strlen("data/")) ||
	    !ts_hex_read_digest(p, (size_t)2 * TS_DIGEST_BYTES, digest) ||
	    memcmp(path - 2, "  ", 2) != 0 || memcmp(path, "data/", 5) != 0 ||
	    memchr(p, '\0', (size_t)(end - p)) != NULL)
		return bad_line(number, "is malformed", err);
	*end = '\0';
	if (manifest->n > 0 && strcmp(manifest->paths[manifest->n - 1], path) >= 0)
		return bad_line(number, "is out of order, or names a path twice", err);
	manifest->paths[manifest->n++] = path;
	return 0;
}

int ts_manifest_parse(
    struct ts_buf *text, uint64_t max_files, struct ts_manifest *manifest, struct ts_err *err)
{
	char *p, *end;
	size_t lines;

	*manifest = (struct ts_manifest){.text = *text};
	*text = (struct ts_buf)TS_BUF_INIT;
	lines = count_lines(&manifest->text);
	if (lines > max_files) {
		ts_err_set(err, "tar.limit", "the bundle contains %zu files", lines);
		ts_err_expected(err, "at most %llu", (unsigned long long)max_files);
		ts_err_fix(err, "raise the limit with --max-files");
		goto fail;
	}
	manifest->paths = calloc(lines + 1, sizeof(manifest->paths[0]));
	if (manifest->paths == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	p = (char *)manifest->text.data;
	for (size_t left = manifest->text.len; left > 0;
	     left -= (size_t)(end + 1 - p), p = end + 1) {
		end = memchr(p, '\n', left);
		if (end == NULL) {
			bad_line(manifest->n + 1, "has no newline at its end", err);
			goto fail;
		}
		if (add_line(manifest, p, end, err) != 0)
			goto fail;
	}
	return 0;
fail:
	ts_manifest_free(manifest);
	return -1;
}

void ts_manifest_free(struct ts_manifest *manifest)
{
	ts_buf_free(&manifest->text);
	free(manifest->paths);
	*manifest = (struct ts_manifest){0};
}

void ts_manifest_digest(
    const struct ts_manifest *manifest, size_t i, unsigned char digest[static TS_DIGEST_BYTES])
{
	/* ts_manifest_parse() has checked every line. */
	ts_hex_read_digest(manifest->paths[i] - LINE_HEAD, (size_t)2 * TS_DIGEST_BYTES, digest);
}

static int compare_path(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

size_t ts_manifest_find(const struct ts_manifest *manifest, const char *path)
{
	const char **found = NULL;

	if (manifest->n > 0)
		found = bsearch(
		    path, manifest->paths, manifest->n, sizeof(manifest->paths[0]), compare_path);
	return found == NULL ? manifest->n : (size_t)(found - manifest->paths);
}

#define STAMP TS_BAG_RECORD "not-before"

void ts_bag_stamp_path(unsigned number, char path[static TS_BAG_STAMP_PATH])
{
	if (number == 0)
		snprintf(path, TS_BAG_STAMP_PATH, STAMP ".tsr");
	else
		snprintf(path, TS_BAG_STAMP_PATH, STAMP ".%u.tsr", number + 1);
}

unsigned ts_bag_stamp_number(const char *path)
{
	char known[TS_BAG_STAMP_PATH];
	unsigned number = 0;

	if (strncmp(path, STAMP, strlen(STAMP)) != 0)
		return TS_BAG_STAMPS;
	do
		ts_bag_stamp_path(number, known);
	while (strcmp(path, known) != 0 && ++number < TS_BAG_STAMPS);
	return number;
}
