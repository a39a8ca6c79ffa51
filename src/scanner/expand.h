/*
 * Words with alternatives, in the language of rules: "[-.]" stands for any one of these bytes,
 * "[2-9]" for a range of them, and "?" after a byte or brackets makes them optional. So "3[-.]?4"
 * stands for "3-4", "3.4" and "34".
 */
#ifndef TS_SCANNER_EXPAND_H
#define TS_SCANNER_EXPAND_H

#define TS_EXPAND_MAX  64   /* the longest text that is made, in bytes */
#define TS_EXPAND_MANY 4096 /* the most texts that a pattern may stand for */

/* Call ADD for every text that PATTERN stands for. Returns -1 if ADD does, or if PATTERN is
 * malformed, or stands for more than TS_EXPAND_MANY texts or one that is longer than TS_EXPAND_MAX.
 */
int ts_expand(const char *pattern, int (*add)(void *ctx, const char *text), void *ctx);

#endif
