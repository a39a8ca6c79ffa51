/* The signed content of a token: TSTInfo (RFC 3161, section 2.4.2). */
#ifndef TS_STAMP_TSTINFO_H
#define TS_STAMP_TSTINFO_H

#include "stamp/stamp.h"

/* Is ITEM, an AlgorithmIdentifier, SHA-256, SHA-384 or SHA-512 with no parameters or NULL? *NAME is
 * which, and *LEN how many bytes its digests have. */
bool ts_stamp_algorithm(const struct ts_der_item *item, const char **name, size_t *len);

/* Take a MessageImprint from IN. Errors: "stamp.form". */
int ts_imprint_read(struct ts_der *in, struct ts_imprint *imprint, struct ts_err *err);

/* Read the LEN bytes at DATA into STAMP. Errors: "stamp.form". */
int ts_tstinfo_read(const void *data, size_t len, struct ts_stamp *stamp, struct ts_err *err);

#endif
