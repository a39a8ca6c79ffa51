/*
 * libtarseal: making signed evidence bundles and verifying them offline.
 *
 * The library never prints, never exits, never opens a network connection, and reads no
 * environment variables. Functions that verify return a verdict, which the caller frees; NULL
 * means that memory could not be allocated for the verdict. All functions may be called from
 * several threads, each with its own verdicts. Threads may share a policy once it is loaded.
 */
#ifndef TARSEAL_H
#define TARSEAL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TARSEAL_API __attribute__((visibility("default")))
#else
#define TARSEAL_API
#endif

/* The result of a verification. The numbers are the program's exit codes. */
enum tarseal_class {
	TARSEAL_ACCEPTED = 0,
	TARSEAL_BLOCKED = 1,   /* valid and trusted, but a gate is not met */
	TARSEAL_DAMAGED = 3,   /* not the bundle that was sealed */
	TARSEAL_UNTRUSTED = 4, /* not signed by anyone whom the policy trusts for this */
	TARSEAL_BOUNDARY = 5,  /* contains what must not be published */
	TARSEAL_UNDECIDED = 6, /* could not be verified */
};

/* Initialise the cryptographic library. Call it once, before anything else. Returns 0, or -1 when
 * the library cannot work. */
TARSEAL_API int tarseal_init(void);

struct tarseal_verdict;

/* One check of a verdict. The texts belong to the verdict; they are NULL if they do not apply. */
struct tarseal_check {
	const char *id; /* "gate.grace-period-recorded" */
	/* The place of an inner bundle: "evidence", "evidence/evidence"…; NULL for the bundle
	 * itself. */
	const char *chain;
	enum tarseal_class failing; /* the class of a failure of this check */
	const char *result;         /* "pass", "fail", "skip", "not-run" or "waived" */
	const char *message, *at, *expected, *found, *fix;
};

TARSEAL_API void tarseal_verdict_free(struct tarseal_verdict *verdict); /* may be NULL */
TARSEAL_API enum tarseal_class tarseal_verdict_class(const struct tarseal_verdict *verdict);
TARSEAL_API size_t tarseal_verdict_checks(
    const struct tarseal_verdict *verdict); /* the number of checks */

/* Fill CHECK with check I. Returns 0, or -1 when there is no such check. */
TARSEAL_API int tarseal_verdict_check(
    const struct tarseal_verdict *verdict, size_t i, struct tarseal_check *check);

/* What a trusted bundle says about itself, or NULL. WHAT is "name", "stage", "subject", "created",
 * "actor", "statement_sha256" or "seal_sha256"; or what time stamps prove about it,
 * "sealed_before" or "not_before", in UTC as 2026-06-20T12:30:01Z. */
TARSEAL_API const char *tarseal_verdict_text(
    const struct tarseal_verdict *verdict, const char *what);

/* A policy: whom the verifier trusts, and profiles in addition to the built-in ones. */
struct tarseal_policy;

/*
 * Parse the LEN bytes of a trust policy. If it is invalid, NULL is returned, and *VERDICT says
 * why. The caller frees both.
 */
TARSEAL_API struct tarseal_policy *tarseal_policy_parse(
    const void *trust, size_t len, struct tarseal_verdict **verdict);

/* Add the LEN bytes of a profile. Returns NULL, or a verdict that says what is wrong with it. */
TARSEAL_API struct tarseal_verdict *tarseal_policy_add_profile(
    struct tarseal_policy *policy, const void *profile, size_t len);
TARSEAL_API void tarseal_policy_free(struct tarseal_policy *policy); /* may be NULL */

/* What is expected of a bundle; a zeroed struct expects nothing. Texts are borrowed. */
struct tarseal_expect {
	const char *stage, *subject; /* refuse any other bundle */
	int64_t at;                  /* verify at this time, in seconds since 1970; 0: now */
	/* The bundle's path: the time stamps beside it, PATH.tsr and so on, are read if the policy
	 * lists anybody whose stamps count. NULL: there are none beside it. */
	const char *path;
};

/*
 * Verify a bundle. READ puts up to LEN bytes of it into BUF and returns their number, 0 at the
 * end, or -1 on failure. The bundle is read once, in order, in memory that does not grow with the
 * size of its files. POLICY must not be NULL; EXPECT may be.
 */
TARSEAL_API struct tarseal_verdict *tarseal_verify(
    ssize_t (*read)(void *ctx, void *buf, size_t len), void *ctx,
    const struct tarseal_policy *policy, const struct tarseal_expect *expect);

/* The parts of a bundle: paths of files on this machine. */
struct tarseal_pack {
	const char *profile;  /* the id of a built-in profile */
	const char *evidence; /* the approved package: a file, a directory or a sealed bundle */
	const char *approval;
	const char *record; /* the record, or a directory with it and its attachments */
	const char *key;    /* a secret key that needs no passphrase */
	const char *name;   /* of the bundle */
	const char *owner;  /* or NULL */
	const char *output; /* must not exist */
	int64_t created;    /* in seconds since 1970; 0: now */
};

/* Make a bundle. The output is written only if the verdict is TARSEAL_ACCEPTED. */
TARSEAL_API struct tarseal_verdict *tarseal_pack(const struct tarseal_pack *pack);

#ifdef __cplusplus
}
#endif

#endif
