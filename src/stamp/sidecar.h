/* The files with stamps beside a bundle: BUNDLE.tsr, BUNDLE.2.tsr to BUNDLE.9.tsr, and FILE.tsr
 * with a renewal of any FILE of them. */
#ifndef TS_STAMP_SIDECAR_H
#define TS_STAMP_SIDECAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/trust_time.h"

#define TS_SIDECARS     TS_STAMPS_KEPT
#define TS_RENEWALS     8 /* how deep */
#define TS_SIDECAR_PATH 4096

struct ts_sidecar {
	char *path; /* owned */
	struct ts_buf data;
	bool is_renewal;    /* of the one before it in the list */
	const char *fault;  /* why it was not read, or NULL */
	bool is_unreadable; /* because reading it failed: what it says is unknown */
};

struct ts_sidecars {
	struct ts_sidecar *list; /* owned: each followed by its renewals */
	size_t n;
};

/* The path of sidecar NUMBER, from 1 to TS_SIDECARS, of the file at PATH. Returns false when it is
 * too long. */
bool ts_sidecar_path(const char *path, unsigned number, char result[static TS_SIDECAR_PATH]);

/* Read those of the file at PATH. A file that cannot be read is in the list, with its fault.
 * Errors: "io". Free SIDECARS in any case. */
int ts_sidecars_read(const char *path, struct ts_sidecars *sidecars, struct ts_err *err);

/* Read the stamp at PATH, which must be a regular file, and its renewals. Errors: "io". */
int ts_sidecars_add(const char *path, struct ts_sidecars *sidecars, struct ts_err *err);

void ts_sidecars_free(struct ts_sidecars *sidecars);

#endif
