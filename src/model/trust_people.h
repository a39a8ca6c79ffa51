/*
 * Who can sign something new under a trust policy: how many owners, in which role, for which stage.
 * Counting for many stages costs no more than reading the policy, however many keys there are.
 */
#ifndef TS_MODEL_TRUST_PEOPLE_H
#define TS_MODEL_TRUST_PEOPLE_H

#include "model/trust.h"

struct ts_people;

/* The people of TRUST as of NOW. It borrows from TRUST. Errors: "io". Free *PEOPLE. */
int ts_people_new(const struct ts_trust *trust, const struct ts_time *now,
    struct ts_people **people, struct ts_err *err);
void ts_people_free(struct ts_people *people);

/* Distinct owners. */
struct ts_people_count {
	int64_t in_role[TS_ROLES];
	int64_t either; /* producers, approvers, and those who are both once */
};

/* Count those whose keys may act for STAGE, and are valid now: neither too early, nor expired,
 * nor revoked. */
void ts_people_count(struct ts_people *people, const char *stage, struct ts_people_count *count);

#endif
