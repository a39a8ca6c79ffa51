/* Mutate archives in such a way that the result is often still well-formed. */
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

/* Find everything that can be an entry, whatever else there is. A size beyond the end is cut to
 * fit. */
void take_apart(const uint8_t *data, size_t size, struct archive_parts *parts);

/*
 * Change the archive of SIZE bytes at DATA, using at most MAX bytes: remove, duplicate, swap or
 * rename entries, or change their content. In most cases headers and padding are written again.
 * Returns the new size.
 */
size_t mutate_tar(uint8_t *data, size_t size, size_t max, unsigned seed);

#endif
