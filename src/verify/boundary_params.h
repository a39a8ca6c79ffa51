/* The parameters of the public boundary, and what is said of a file that passes it. */
#ifndef TS_VERIFY_BOUNDARY_PARAMS_H
#define TS_VERIFY_BOUNDARY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/verdict.h"
#include "scanner/rule.h"
#include "scanner/scanner.h"
#include "scanner/waiver.h"

/* The parameters of the checks. Everything is borrowed. */
struct ts_boundary_params {
	bool kinds; /* whether to check the kind of file */
	const struct ts_json
	    *media; /* the media types that the profile additionally allows, or NULL */
	unsigned char salt[TS_SALT_BYTES];
	const struct ts_waivers *waivers; /* or NULL */
	bool any_waiver;                  /* there is no policy, so any rule may be waived */
	bool
	    any_files; /* not evidence: samples are listed, and files such as AUTHORS name people */
	const struct ts_json
	    *may_waive; /* the ids of the rules that the policy allows to be waived, or NULL */
	struct ts_time as_of; /* the time at which waivers must be valid */
	bool *matched;        /* for each waiver, whether it matched a finding; or NULL */
	/* Called for each finding that is not waived, to draft a waiver; or NULL. */
	void (*found)(void *ctx, const char *rule, const char *path, const char *fingerprint);
	void *ctx;
};

/* A file. */
struct ts_boundary_file {
	const char *path;    /* as waivers name it */
	const char *also;    /* as they may name it, too; or NULL */
	const char *shown;   /* as the user knows it */
	const char *archive; /* the file that it is in, for other programs; or NULL */
	uint64_t number;     /* identifies a file whose name must not be shown */
	bool document;       /* it is parsed elsewhere, so its JSON is not checked here */
	bool search;         /* search its content as well */
};

#endif
