/* Mutating archives so that what comes out is often a sound frame. */
#ifndef MUTATE_TAR_H
#define MUTATE_TAR_H

#include <stddef.h>
#include <stdint.h>

#include "format/tar.h"

#define MUTATE_ENTRIES 64

struct archive_part {
	char path[TS_TAR_PATH_MAX + 1];
	const uint8_t *data; /* borrowed from the input */
	size_t len;
};

struct archive_parts {
	struct archive_part list[MUTATE_ENTRIES];
	size_t n;
};

/* Take what can be taken for entries, whatever else there is; sizes that reach beyond the end end
 * there. */
void take_apart(const uint8_t *data, size_t size, struct archive_parts *parts);

/*
 * Change the archive of SIZE bytes at DATA, in at most MAX bytes: entries are taken away, doubled,
 * exchanged, renamed, or change in their content; headers and padding are made anew, mostly.
 * Returns the new size.
 */
size_t mutate_tar(uint8_t *data, size_t size, size_t max, unsigned seed);

#endif
