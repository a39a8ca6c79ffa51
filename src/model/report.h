/*
 * A report on one bundle: its verdict, and what else the verifier learnt. Everything taken from
 * the seal and the documents is trusted; for a bundle that no trusted key sealed, it is empty.
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
	char *what;        /* owned, like the next two: "seal" or "approval" */
	char *owner;       /* as the policy names it */
	char *keyid;       /* the key's fingerprint */
	struct ts_time at; /* when it says that it was signed */
};

/* An event in the life of the subject, according to the documents. */
struct ts_report_event {
	char *what; /* owned: "trial expired", "approval decided"… */
	struct ts_time at;
};

/* Something that the record says, such as "Notification channel", "email". */
struct ts_report_detail {
	char *term, *text; /* owned */
};

struct ts_report_file {
	char *path; /* owned */
	char sha256[TS_DIGEST_HEX];
};

#define TS_REPORT_MOMENTS 16

struct ts_report {
	struct ts_verdict *verdict; /* owned; finished */
	bool trusted;
	/* Owned texts, or NULL when unknown: who is acting (owner, key), under which policy, and by
	 * which evidence. What changes is in the verdict. */
	char *owner, *keyid, *profile, *profile_title, *profile_sha256;
	char *package_path, *package_digest, *approval_path, *approval_ref, *record_path;
	int64_t package_files, package_bytes;
	struct ts_report_signer *signers; /* owned */
	size_t signers_n;
	struct ts_report_event events[TS_REPORT_MOMENTS]; /* in order of time */
	size_t events_n;
	struct ts_report_detail *details; /* owned: labels and owners in the record */
	size_t details_n;
	struct ts_report_file *files; /* owned: those of the manifest */
	size_t files_n;
	/* The policy's rule for the stage: how many producers and approvers, and whether they must
	 * be different people. */
	int64_t producers, approvers;
	bool separate, stamped; /* STAMPED: time stamps must prove when it was sealed */
};

struct ts_report *ts_report_new(const char *path); /* NULL when there is no memory */
void ts_report_free(struct ts_report *report);

#endif
