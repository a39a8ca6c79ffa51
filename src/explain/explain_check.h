/* The meaning of each check, in words. */
#ifndef TS_EXPLAIN_EXPLAIN_CHECK_H
#define TS_EXPLAIN_EXPLAIN_CHECK_H

#include <stddef.h>

struct ts_explained {
	const char *id;
	const char *means;   /* what is true when the check passes */
	const char *example; /* of a failure */
	const char *fix;     /* what to do then */
};

/* Every check with an id of its own; gates and rules of the scanner describe themselves. */
extern const struct ts_explained ts_explained_checks[];
extern const size_t ts_explained_checks_n;

/* The exit codes, whose ids are their digits. */
extern const struct ts_explained ts_explained_codes[];
extern const size_t ts_explained_codes_n;

#endif
