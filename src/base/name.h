/*
 * Names that are safe on every file system (docs/format.md, "Names"). A name may be unprintable,
 * so a fault describes it without quoting it.
 */
#ifndef TS_BASE_NAME_H
#define TS_BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define TS_NAME_BUNDLE_MAX    64
#define TS_NAME_COMPONENT_MAX 100

/* What is wrong with the LEN bytes at PATH as a path of components joined by '/': the end of a
 * sentence, or NULL when nothing is. */
const char *ts_name_path_fault(const char *path, size_t len);

/* The length of what two paths have in common, up to and including their last common '/'. */
size_t ts_name_common_directory(const char *a, const char *b);

/* What is wrong with the LEN bytes at NAME as the name of a bundle: the end of a sentence, or NULL
 * when nothing is. */
const char *ts_name_bundle_fault(const char *name, size_t len);

/* Is NAME that of a bundle, or of one that was compressed, encrypted, copied or numbered? Such a
 * file is never counted as something else: a damaged bundle could hide behind that. */
bool ts_name_is_bundle(const char *name);

/* Does NAME (LEN bytes) look like the name of a JSON member in a format or a record: up to 32
 * letters, digits, "_" and "-", the first of them a letter? */
bool ts_name_is_field(const char *name, size_t len);

#define TS_NAME_SHELL_MAX 1024

/* Write PATH to OUT as it can be pasted into a shell as an argument: quoted if necessary, and never
 * like an option. Returns OUT. */
const char *ts_name_shell(const char *path, char out[static TS_NAME_SHELL_MAX]);

/*
 * Find paths that cannot exist side by side on every file system: they are equal if case is
 * ignored, as a whole or in one of their directories, or one is a directory of the other. PATHS
 * are N valid paths; the array is reordered. FOUND is called for each such pair.
 */
void ts_name_collisions(const char **paths, size_t n,
    void (*found)(void *ctx, const char *a, const char *b), void *ctx);

#endif
