#include "stamp/authority.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/timestamp.h"
#include "stamp/certificate.h"

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

/* The certificates of authority I, parsed once. *TSA is NULL if OpenSSL cannot read them: another
 * version of it may. */
static int load(struct ts_authorities *a, size_t i, const struct ts_tsa **tsa, struct ts_err *err)
{
	const struct ts_trust_authority *authority = &a->time->authorities[i];
	int ret = 0;

	pthread_mutex_lock(&a->lock);
	if (a->loaded[i] == NULL)
		ret = ts_tsa_new(
		    authority->certificates, authority->certificates_n, &a->loaded[i], err);
	*tsa = a->loaded[i];
	pthread_mutex_unlock(&a->lock);
	return ret != 0 && strcmp(err->check, "trust.valid") == 0 ? 0 : ret;
}

/* Why AUTHORITY does not count for a stamp of that time, if nobody else had its key; or NULL. */
static const char *judge_time(
    const struct ts_trust_authority *authority, const struct ts_stamp *stamp)
{
	const struct ts_validity *v = &authority->validity;

	if (authority->policy != NULL && strcmp(authority->policy, stamp->info.policy) != 0)
		return "only stamps under another policy count for it";
	if (v->has_from && ts_time_compare(&stamp->info.at, &v->from) < 0)
		return "stamps from before its valid_from do not count";
	if (v->has_until && ts_time_compare(&stamp->info.at, &v->until) > 0)
		return "stamps from after its valid_until do not count";
	if (v->revoked != TS_NOT_REVOKED && v->revoked != TS_COMPROMISED &&
	    ts_time_compare(&stamp->info.at, &v->revoked_at) >= 0)
		return "stamps from after its revocation do not count";
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
static int verify(
    struct judged *j, const struct ts_tsa *tsa, struct ts_tsa_answer *answer, struct ts_err *err)
{
	if (!j->is_parsed &&
	    ts_token_open(j->stamp->token, j->stamp->token_len, &j->token, err) != 0)
		return -1;
	j->is_parsed = true;
	if (j->token != NULL)
		return ts_tsa_verify(tsa, j->token, j->stamp->info.at.sec, answer, err);
	*answer = (struct ts_tsa_answer){.holds = false};
	snprintf(answer->why, sizeof(answer->why), "OpenSSL cannot read it");
	return 0;
}

/* Does the stamp verify under authority I? Returns 1, 0 with the reason noted, or -1. */
static int verify_under(struct ts_authorities *a, size_t i, struct judged *j, unsigned *checks,
    struct ts_holders *holders, struct ts_err *err)
{
	const struct ts_trust_authority *authority = &a->time->authorities[i];
	struct ts_tsa_answer answer;
	const struct ts_tsa *tsa;

	if (*checks == 0) {
		add_why(holders, authority->owner,
		    "it was not checked: 32 signatures were verified already");
		return 0;
	}
	--*checks;
	if (load(a, i, &tsa, err) != 0)
		return -1;
	if (tsa == NULL) {
		add_why(holders, authority->owner, "OpenSSL cannot read its certificates");
		return 0;
	}
	if (verify(j, tsa, &answer, err) != 0)
		return -1;
	if (answer.holds)
		memcpy(holders->signer, answer.signer, sizeof(holders->signer));
	else
		add_why(holders, authority->owner, answer.why);
	return answer.holds;
}

/* Find the first authority under whom it verifies, of those that are compromised or of the others.
 */
static int find_holder(struct ts_authorities *a, struct judged *j, bool compromised,
    unsigned *checks, struct ts_holders *holders, struct ts_err *err)
{
	for (size_t i = 0; i < a->time->n; i++) {
		const struct ts_trust_authority *authority = &a->time->authorities[i];
		const char *fault = judge_time(authority, j->stamp);
		int ret;

		if ((authority->validity.revoked == TS_COMPROMISED) != compromised)
			continue;
		if (fault != NULL) {
			add_why(holders, authority->owner, fault);
			continue;
		}
		ret = verify_under(a, i, j, checks, holders, err);
		if (ret > 0)
			holders->holder = authority;
		if (ret != 0)
			return ret < 0 ? -1 : 0;
	}
	return 0;
}

/* Take the certificate in DER, which is whole. */
static struct ts_der_item as_item(const struct ts_buf *der)
{
	const unsigned char *data = (const unsigned char *)der->data;
	struct ts_der in = {.next = data, .end = data + der->len};
	struct ts_der_item item = {.len = 0};

	ts_der_next(&in, &item);
	return item;
}

/* Has the certificate a key of AUTHORITY's? If that cannot be known, it may have. */
static bool shares_key(
    const struct ts_der_item *certificate, const struct ts_trust_authority *authority)
{
	struct ts_der_item key, known;

	if (!ts_certificate_key(certificate, &key))
		return true;
	for (size_t i = 0; i < authority->certificates_n; i++) {
		const struct ts_der_item listed = as_item(&authority->certificates[i]);

		if (!ts_certificate_key(&listed, &known) || ts_der_is(&known, key.data, key.len))
			return true;
	}
	return false;
}

/* May a key of AUTHORITY's have had a part in the stamp, directly or as an issuer's? Each link of
 * the chain stands in the token or under the holder. Names and dates say nothing here: whoever has
 * such a key can choose them. */
static bool may_have_made(const struct ts_trust_authority *authority,
    const struct ts_holders *holders, const struct ts_stamp *stamp)
{
	struct ts_der in = ts_der_inside(&stamp->certificates);
	const struct ts_trust_authority *holder = holders->holder;
	struct ts_der_item item;

	if (authority == holder)
		return true;
	while (ts_der_next(&in, &item))
		if (shares_key(&item, authority))
			return true;
	for (size_t i = 0; i < holder->certificates_n; i++) {
		item = as_item(&holder->certificates[i]);
		if (shares_key(&item, authority))
			return true;
	}
	return false;
}

/* Note the compromised authorities that may have had a part in it. */
static void find_compromised(
    const struct ts_authorities *a, const struct ts_stamp *stamp, struct ts_holders *holders)
{
	for (size_t i = 0; i < a->time->n; i++) {
		const struct ts_trust_authority *authority = &a->time->authorities[i];

		if (authority->validity.revoked != TS_COMPROMISED ||
		    !may_have_made(authority, holders, stamp))
			continue;
		if (holders->n == TS_STAMP_CHECKS) {
			holders->holder = NULL;
			add_why(holders, authority->owner, "too many compromised authorities");
			return;
		}
		holders->compromised[holders->n++] = authority;
	}
}

int ts_authorities_judge(struct ts_authorities *a, const struct ts_stamp *stamp,
    const struct ts_time *latest, unsigned *checks, struct ts_holders *holders, struct ts_err *err)
{
	struct judged judged = {.stamp = stamp};
	int ret;

	*holders = (struct ts_holders){.holder = NULL};
	if (ts_time_compare(&stamp->info.at, latest) > 0) {
		snprintf(holders->why, sizeof(holders->why),
		    "it is dated %s, after the time of verification: is this machine's clock, or "
		    "--at, right?",
		    stamp->info.at_text);
		return 0;
	}
	ret = find_holder(a, &judged, false, checks, holders, err);
	if (ret == 0 && holders->holder == NULL)
		ret = find_holder(a, &judged, true, checks, holders, err);
	ts_token_close(judged.token);
	if (ret == 0 && holders->holder != NULL)
		find_compromised(a, stamp, holders);
	if (ret == 0 && holders->holder == NULL && holders->why[0] == '\0')
		snprintf(
		    holders->why, sizeof(holders->why), "no authority of the trust policy made it");
	return ret;
}
