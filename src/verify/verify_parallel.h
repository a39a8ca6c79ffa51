/*
 * Step 4 with several threads: reading, hashing and searching the files of a bundle that lies in a
 * file, so that another thread can read elsewhere in it.
 */
#ifndef TS_VERIFY_VERIFY_PARALLEL_H
#define TS_VERIFY_VERIFY_PARALLEL_H

#include "verify/verify_state.h"

/*
 * Verify the first files of the payload, as many as are exactly what the manifest says, and add
 * them with ts_verify_add_verified(). The reader then stands behind them, and everything from there
 * is left to the caller, who reads in order: all files, where threads would not help. Returns -1
 * with S->err filled when reading ends.
 */
int ts_verify_parallel(struct ts_verification *s);

#endif
