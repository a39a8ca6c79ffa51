/*
 * One bundle for a reader: its verdict, and what else the verifier learnt of it. What is here of
 * the seal and the documents was believed: it is empty of a bundle that nobody trusted has sealed.
 */
#ifndef TS_MODEL_REPORT_H
#define TS_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypto/encode.h"
#include "model/verdict.h"

/* A signature by a key of the policy. */
struct ts_report_signer {
	char *what;        /* owned, as are the next two: "seal" or "approval" */
	char *owner;       /* as the policy names it */
	char *keyid;       /* the key's fingerprint */
	struct ts_time at; /* when it says that it signed */
};

/* A moment of the trial, as the documents have it. */
struct ts_report_event {
	const char *what; /* constant: "trial expired", "approval decided"… */
	struct ts_time at;
};

struct ts_report_file {
	char *path; /* owned */
	char sha256[TS_DIGEST_HEX];
};

#define TS_REPORT_MOMENTS 8

struct ts_report {
	struct ts_verdict *verdict; /* owned, finished */
	bool trusted;
	/* Owned texts, NULL where not known: who acts (owner, key), what changes (in the verdict),
	 * under which policy, and by which evidence. */
	char *owner, *keyid, *profile, *profile_title, *profile_sha256;
	char *package_path, *package_digest, *approval_path, *approval_ref, *record_path;
	int64_t package_files, package_bytes;
	struct ts_report_signer *signers; /* owned */
	size_t signers_n;
	struct ts_report_event events[TS_REPORT_MOMENTS]; /* by time */
	size_t events_n;
	struct ts_report_file *files; /* owned: the manifest's */
	size_t files_n;
	/* The rule for the stage: how many producers and approvers, apart or not. */
	int64_t producers, approvers;
	bool separate;
};

struct ts_report *ts_report_new(const char *path); /* NULL for want of memory */
void ts_report_free(struct ts_report *report);

#endif
