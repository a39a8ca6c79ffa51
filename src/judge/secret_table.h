/* What judge/secret.c would need libm for: loading that takes a fiftieth of a small verify. Made by
 * src/mktables.c. */
#ifndef TS_JUDGE_SECRET_TABLE_H
#define TS_JUDGE_SECRET_TABLE_H

#define TS_LOG2_N 1024

/* The logarithm to the base 2 of each number below TS_LOG2_N; 0 of 0. */
extern const double ts_log2[TS_LOG2_N];

#endif
