#include "stamp/authority.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/timestamp.h"

struct ts_authorities {
	const struct ts_trust_time *time; /* borrowed */
	pthread_mutex_t lock;
	struct ts_tsa **loaded; /* owned, and so is each of them; LOCK protects the list */
};

int ts_authorities_new(
    const struct ts_trust *trust, struct ts_authorities **result, struct ts_err *err)
{
	struct ts_authorities *a = calloc(1, sizeof(*a));

	*result = NULL;
	if (a == NULL)
		return ts_err_nomem(err);
	a->time = &trust->time;
	a->loaded = calloc(a->time->n + 1, sizeof(struct ts_tsa *));
	if (a->loaded == NULL) {
		free(a);
		return ts_err_nomem(err);
	}
	pthread_mutex_init(&a->lock, NULL);
	*result = a;
	return 0;
}

void ts_authorities_free(struct ts_authorities *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->time->n; i++)
		ts_tsa_free(a->loaded[i]);
	free(a->loaded);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

/* The certificates of authority I, parsed once; NULL with ERR filled. */
static const struct ts_tsa *load(struct ts_authorities *a, size_t i, struct ts_err *err)
{
	const struct ts_trust_authority *authority = &a->time->authorities[i];
	struct ts_tsa *tsa;

	pthread_mutex_lock(&a->lock);
	if (a->loaded[i] == NULL &&
	    ts_tsa_new(authority->certificates, authority->certificates_n, &a->loaded[i], err) !=
		0 &&
	    strcmp(err->check, "trust.valid") == 0)
		ts_err_at(err, "/time/authorities/%zu/certificates", i);
	tsa = a->loaded[i];
	pthread_mutex_unlock(&a->lock);
	return tsa;
}

/* Why AUTHORITY does not count for a stamp of that time, whoever signed it; or NULL. */
static const char *judge_time(
    const struct ts_trust_authority *authority, const struct ts_stamp *stamp)
{
	const struct ts_validity *v = &authority->validity;

	if (authority->policy != NULL && strcmp(authority->policy, stamp->info.policy) != 0)
		return "it was made under another policy of that authority";
	if (v->has_from && ts_time_compare(&stamp->info.at, &v->from) < 0)
		return "it was made before the trust policy counts that authority";
	if (v->has_until && ts_time_compare(&stamp->info.at, &v->until) > 0)
		return "it was made after the trust policy counts that authority";
	if (v->revoked == TS_COMPROMISED)
		return v->has_since ? NULL : "that authority is revoked as compromised";
	if (v->revoked != TS_NOT_REVOKED && ts_time_compare(&stamp->info.at, &v->revoked_at) >= 0)
		return "it was made after that authority was revoked";
	return NULL;
}

/* Note why the stamp does not hold under OWNER. That others made it needs no mention. */
static void add_why(struct ts_holders *holders, const char *owner, const char *why)
{
	const size_t used = strlen(holders->why);

	if (strcmp(why, TS_TSA_STRANGER) == 0)
		return;
	snprintf(holders->why + used, sizeof(holders->why) - used, "%s%s: %s",
	    used == 0 ? "" : "; ", owner, why);
}

/* A stamp, and its token once OpenSSL has parsed it. */
struct judged {
	const struct ts_stamp *stamp;
	struct ts_token *token; /* owned */
	bool is_parsed;         /* TOKEN is NULL if OpenSSL cannot read it */
};

/* Verify the token under TSA. */
static int verify(struct judged *j, const struct ts_tsa *tsa, bool *holds,
    char why[static TS_TSA_WHY], struct ts_err *err)
{
	if (!j->is_parsed &&
	    ts_token_open(j->stamp->token, j->stamp->token_len, &j->token, err) != 0)
		return -1;
	j->is_parsed = true;
	*holds = false;
	if (j->token != NULL)
		return ts_tsa_verify(tsa, j->token, j->stamp->info.at.sec, holds, why, err);
	snprintf(why, TS_TSA_WHY, "OpenSSL cannot read it");
	return 0;
}

/* Does the stamp verify under authority I? Returns 1, 0 with the reason noted, or -1. */
static int judge_one(struct ts_authorities *a, size_t i, struct judged *j, unsigned *checks,
    struct ts_holders *holders, struct ts_err *err)
{
	const struct ts_trust_authority *authority = &a->time->authorities[i];
	const char *fault = judge_time(authority, j->stamp);
	const struct ts_tsa *tsa;
	char why[TS_TSA_WHY];
	bool holds;

	if (fault == NULL && *checks == 0)
		fault = "it was not checked, because there are too many stamps";
	if (fault != NULL) {
		add_why(holders, authority->owner, fault);
		return 0;
	}
	--*checks;
	tsa = load(a, i, err);
	if (tsa == NULL || verify(j, tsa, &holds, why, err) != 0)
		return -1;
	if (!holds)
		add_why(holders, authority->owner, why);
	return holds;
}

int ts_authorities_judge(struct ts_authorities *a, const struct ts_stamp *stamp,
    const struct ts_time *latest, unsigned *checks, struct ts_holders *holders, struct ts_err *err)
{
	struct judged judged = {.stamp = stamp};
	int ret = 0;

	holders->n = 0;
	holders->why[0] = '\0';
	if (ts_time_compare(&stamp->info.at, latest) > 0) {
		snprintf(holders->why, sizeof(holders->why),
		    "it is dated %s, after the time of verification", stamp->info.at_text);
		return 0;
	}
	for (size_t i = 0; i < a->time->n && ret >= 0; i++) {
		const struct ts_trust_authority *authority = &a->time->authorities[i];

		ret = judge_one(a, i, &judged, checks, holders, err);
		if (ret <= 0)
			continue;
		holders->list[holders->n++] = authority;
		if (authority->validity.revoked != TS_COMPROMISED)
			break;
	}
	ts_token_close(judged.token);
	if (ret >= 0 && holders->n == 0 && holders->why[0] == '\0')
		snprintf(
		    holders->why, sizeof(holders->why), "no authority of the trust policy made it");
	return ret < 0 ? -1 : 0;
}
