/*
 * The text files of a BagIt 1.0 bag (RFC 8493) in their one form: bagit.txt, bag-info.txt and
 * manifest-sha256.txt.
 */
#ifndef TS_FORMAT_BAG_H
#define TS_FORMAT_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "format/tar.h"

#define TS_BAG_BAGIT     "bagit.txt"
#define TS_BAG_SEAL      "seal.dsse.json"
#define TS_BAG_INFO      "bag-info.txt"
#define TS_BAG_MANIFEST  "manifest-sha256.txt"
#define TS_BAG_TAG_FILES 4 /* entries before the payload: the files above */

#define TS_BAG_APPROVAL "data/approval/"
#define TS_BAG_EVIDENCE "data/evidence/"
#define TS_BAG_RECORD   "data/record/"

/* Time stamps in the payload: whatever contains them is newer than they are. */
#define TS_BAG_STAMPS     9
#define TS_BAG_STAMP_PATH 32 /* with its NUL */

/* The path of stamp NUMBER, from 0: data/record/not-before.tsr, not-before.2.tsr… */
void ts_bag_stamp_path(unsigned number, char path[static TS_BAG_STAMP_PATH]);

/* The number of the stamp that PATH names; TS_BAG_STAMPS for any other path. */
unsigned ts_bag_stamp_number(const char *path);

#define TS_BAG_MANIFEST_MAX ((size_t)256 << 20)
#define TS_BAG_TEXT_MAX     4096 /* the most bytes of bagit.txt and bag-info.txt */

/* The path of the bag's file PATH in the archive, which begins with the bundle's NAME. Returns
 * false when it does not fit a tar header. */
bool ts_bag_path(const char *name, const char *path, char full[static TS_TAR_PATH_MAX + 1]);

/* The content of bagit.txt. */
extern const char ts_bag_bagit[];

/* Append bag-info.txt. DATE is "YYYY-MM-DD". */
void ts_bag_info(
    const char *date, const char *name, uint64_t bytes, uint64_t files, struct ts_buf *out);

/* Append one line of the manifest. */
void ts_bag_manifest_line(
    const unsigned char digest[static TS_DIGEST_BYTES], const char *path, struct ts_buf *out);

/* How many files a bundle holds at most, unless a verifier says otherwise. */
#define TS_BAG_FILES_MOST 1000000

/* A parsed manifest: the paths of its lines, in order. */
struct ts_manifest {
	struct ts_buf text; /* owned; each newline is replaced by a NUL */
	const char *
	    *paths; /* owned array of pointers into text; each digest is in front of its path */
	size_t n;
};

/*
 * Split TEXT, which is owned from here on, into lines: 64 lower-case hexadecimal digits, two
 * spaces, a path below "data/", and a newline. Paths must ascend by bytes. Errors:
 * "manifest.canonical", naming the line; "tar.limit" when there are more than MAX_FILES; "io".
 * Free with ts_manifest_free().
 */
int ts_manifest_parse(
    struct ts_buf *text, uint64_t max_files, struct ts_manifest *manifest, struct ts_err *err);
void ts_manifest_free(struct ts_manifest *manifest);

/* The digest on line I. */
void ts_manifest_digest(
    const struct ts_manifest *manifest, size_t i, unsigned char digest[static TS_DIGEST_BYTES]);

/* The line that lists PATH, or manifest->n. */
size_t ts_manifest_find(const struct ts_manifest *manifest, const char *path);

#endif
