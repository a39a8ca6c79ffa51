/*
 * libtarseal: make signed evidence bundles, and judge them offline.
 *
 * The library never prints, never exits, never opens the network, and reads no environment. Every
 * function that judges returns a verdict, which the caller frees; NULL means that there was no
 * memory even for that. Functions are safe to call from several threads, each with its own
 * verdicts; a policy may be shared by them once it is loaded.
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

/* What a verdict comes to; the numbers are the program's exit codes. */
enum tarseal_class {
	TARSEAL_ACCEPTED = 0,
	TARSEAL_BLOCKED = 1,   /* sound and trusted, but a gate is not met */
	TARSEAL_DAMAGED = 3,   /* not the bundle that was sealed */
	TARSEAL_UNTRUSTED = 4, /* signed by nobody whom the policy trusts for this */
	TARSEAL_BOUNDARY = 5,  /* holds what may not be published */
	TARSEAL_UNDECIDED = 6, /* could not be judged */
};

/* Prepare the cryptographic library; call it first, once. Returns 0, or -1 when it cannot work. */
TARSEAL_API int tarseal_init(void);

struct tarseal_verdict;

/* One check of a verdict. Texts belong to the verdict; those that do not apply are NULL. */
struct tarseal_check {
	const char *id;    /* "gate.grace-period-recorded" */
	const char *chain; /* of a bundle inside: "evidence", "evidence/evidence"…; else NULL */
	enum tarseal_class failing; /* the class that a failure of it belongs to */
	const char *result;         /* "pass", "fail", "skip" or "not-run" */
	const char *message, *at, *expected, *found, *fix;
};

TARSEAL_API void tarseal_verdict_free(struct tarseal_verdict *verdict); /* NULL is fine */
TARSEAL_API enum tarseal_class tarseal_verdict_class(const struct tarseal_verdict *verdict);
TARSEAL_API size_t tarseal_verdict_checks(const struct tarseal_verdict *verdict); /* how many */

/* Fill CHECK with check I; -1 when there are not so many. */
TARSEAL_API int tarseal_verdict_check(
    const struct tarseal_verdict *verdict, size_t i, struct tarseal_check *check);

/* What a believed bundle says, or NULL: "name", "stage", "subject", "created", "actor",
 * "statement_sha256". */
TARSEAL_API const char *tarseal_verdict_text(
    const struct tarseal_verdict *verdict, const char *what);

/* A policy: whom the verifier trusts, and the profiles it judges by beyond the built-in ones. */
struct tarseal_policy;

/*
 * Parse the LEN bytes of a trust policy file. *VERDICT says what is wrong where NULL is returned.
 * The caller frees both.
 */
TARSEAL_API struct tarseal_policy *tarseal_policy_parse(
    const void *trust, size_t len, struct tarseal_verdict **verdict);

/* Add the LEN bytes of a profile file. Returns NULL when it was added, else what is wrong. */
TARSEAL_API struct tarseal_verdict *tarseal_policy_add_profile(
    struct tarseal_policy *policy, const void *profile, size_t len);
TARSEAL_API void tarseal_policy_free(struct tarseal_policy *policy); /* NULL is fine */

/* Expectations of a verification; a zeroed struct has none. Texts are borrowed. */
struct tarseal_expect {
	const char *stage, *subject; /* refuse any other bundle */
	int64_t at;                  /* judge as of this time, in seconds since 1970; 0: now */
};

/*
 * Judge the bundle that READ gives: it puts up to LEN bytes into BUF and returns how many, 0 at
 * the end, -1 on failure. The bundle is read once, in order, in memory that does not grow with the
 * size of its files. POLICY must not be NULL; EXPECT may be.
 */
TARSEAL_API struct tarseal_verdict *tarseal_verify(
    ssize_t (*read)(void *ctx, void *buf, size_t len), void *ctx,
    const struct tarseal_policy *policy, const struct tarseal_expect *expect);

/* What a bundle is made of; paths of files on this machine. */
struct tarseal_pack {
	const char *profile;  /* a built-in profile's id */
	const char *evidence; /* the approved package: a file, a directory, a sealed bundle */
	const char *approval;
	const char *record; /* the record, or a directory with it and its attachments */
	const char *key;    /* a secret key that needs no passphrase */
	const char *name;   /* the bundle's */
	const char *owner;  /* or NULL */
	const char *output; /* must not exist */
	int64_t created;    /* in seconds since 1970; 0: now */
};

/* Make a bundle: there is an output only where the verdict accepts. */
TARSEAL_API struct tarseal_verdict *tarseal_pack(const struct tarseal_pack *pack);

#ifdef __cplusplus
}
#endif

#endif
