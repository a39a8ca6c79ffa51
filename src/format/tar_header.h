/* The fields of a ustar header: building it, and naming the field that differs. */
#ifndef TS_FORMAT_TAR_HEADER_H
#define TS_FORMAT_TAR_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "format/tar.h"

/* Read path and size from HEADER. Returns false when they cannot be read. */
bool ts_tar_header_read(const unsigned char header[static TS_TAR_BLOCK],
    char path[static TS_TAR_PATH_MAX + 1], uint64_t *size);

/* Append a description of how FOUND differs from the canonical header EXPECTED. */
void ts_tar_header_difference(const unsigned char expected[static TS_TAR_BLOCK],
    const unsigned char found[static TS_TAR_BLOCK], struct ts_buf *out);

#endif
