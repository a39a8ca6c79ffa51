/*
 * Names that are safe on every file system (docs/format.md, "Names"). Texts are not trusted to be
 * printable: a fault is told in words that hold nothing of the name.
 */
#ifndef TS_BASE_NAME_H
#define TS_BASE_NAME_H

#include <stddef.h>

#define TS_NAME_BUNDLE_MAX    64
#define TS_NAME_COMPONENT_MAX 100

/* What is wrong with the LEN bytes at PATH as a path of components joined by '/'; NULL when fine.
 */
const char *ts_name_path_fault(const char *path, size_t len);

/* The bytes that two paths have in common, up to their last '/' and with it. */
size_t ts_name_common_directory(const char *a, const char *b);

/* What is wrong with the LEN bytes at NAME as a bundle's name; NULL when fine. */
const char *ts_name_bundle_fault(const char *name, size_t len);

/*
 * Find paths that cannot stand side by side on every file system: equal when case is ignored, in
 * themselves or in one of their directories, or one of them a directory of another. PATHS are
 * N strings with no fault of their own; the array is reordered. FOUND is called for each pair.
 */
void ts_name_collisions(const char **paths, size_t n,
    void (*found)(void *ctx, const char *a, const char *b), void *ctx);

#endif
