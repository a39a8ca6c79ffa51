#include "stamp/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "crypto/sha256.h"

/* A stamp, which may renew the one before it. */
struct link {
	const struct ts_sidecar *file;
	struct ts_stamp stamp;
	struct ts_holders holders;
	const char *fault; /* the check that it fails, or NULL */
	struct ts_err err; /* why, if that is stamp.form */
	bool counts;       /* its holder vouches for its time */
};

struct judging {
	const struct ts_proofs_params *params;
	enum ts_proof_kind kind;
	const unsigned char *digest; /* what must be stamped; NULL: anything */
	const char *what;
	struct link *links; /* owned */
	size_t n;
	unsigned checks; /* how many signatures may still be verified */
	struct ts_proofs *proofs;
	struct ts_err *err;
};

/* Read a stamp, which must be one of DIGEST unless that is NULL. */
static int read_stamp(
    struct link *link, const unsigned char *digest, const char *what, struct ts_err *err)
{
	const struct ts_buf *data = &link->file->data;

	if (link->file->fault != NULL)
		return ts_err_set(err, "stamp.form", "%s", link->file->fault);
	if (ts_stamp_read(data->data, data->len, &link->stamp, err) != 0)
		return -1;
	return digest == NULL ? 0 : ts_stamp_check(&link->stamp, digest, what, err);
}

/* Read all stamps, and check of what they are: a renewal is one of the file before it. */
static int read_links(struct judging *j, const struct ts_sidecars *stamps)
{
	for (; j->n < stamps->n; j->n++) {
		struct link *link = &j->links[j->n];
		const unsigned char *digest = j->digest;
		unsigned char renewed[TS_DIGEST_BYTES];
		const char *what = j->what;

		link->file = &stamps->list[j->n];
		if (link->file->is_renewal) {
			const struct ts_buf *before = &link[-1].file->data;

			if (ts_sha256_of(before->data, before->len, renewed, j->err) != 0)
				return -1;
			digest = renewed;
			what = "the stamp that it should renew";
		}
		if (read_stamp(link, digest, what, &link->err) != 0)
			link->fault = "stamp.form";
	}
	return 0;
}

/* Does it count only if a renewal proves it to be old enough? */
static bool needs_renewal(const struct link *link)
{
	return link->fault == NULL && link->holders.holder != NULL && link->holders.n > 0;
}

/* Find under whom the stamps verify: first those that prove something, and then as many renewals as
 * they need, so that nobody can use up the checks with more of them. */
static int judge_links(struct judging *j)
{
	const struct ts_proofs_params *params = j->params;

	for (int renewals = 0; renewals < 2; renewals++)
		for (size_t i = 0; i < j->n; i++) {
			struct link *link = &j->links[i];

			if (link->file->is_renewal != (renewals == 1) || link->fault != NULL ||
			    (renewals == 1 && !needs_renewal(&link[-1])))
				continue;
			if (ts_authorities_judge(params->authorities, &link->stamp, &params->latest,
				&j->checks, &link->holders, j->err) != 0)
				return -1;
		}
	return 0;
}

/* Is the stamp proven to be older than the compromise of each authority under whom it verifies, by
 * RENEWAL, which counts, of another owner? RENEWAL may be NULL. */
static bool is_older(const struct link *link, const struct link *renewal)
{
	struct ts_time before;

	if (renewal != NULL)
		before = ts_stamp_before(&renewal->stamp);
	for (size_t i = 0; i < link->holders.n; i++) {
		const struct ts_trust_authority *a = link->holders.compromised[i];
		bool by_another =
		    renewal != NULL && strcmp(renewal->holders.holder->owner, a->owner) != 0;

		if (ts_validity_compromised(&a->validity, by_another ? &before : NULL))
			return false;
	}
	return true;
}

/* Find which stamps count, the last renewal first. */
static void find_counting(struct judging *j)
{
	for (size_t i = j->n; i-- > 0;) {
		struct link *link = &j->links[i];
		bool is_renewed = i + 1 < j->n && link[1].file->is_renewal && link[1].counts;

		if (link->fault != NULL || (link->file->is_renewal && !needs_renewal(&link[-1])))
			continue;
		link->counts =
		    link->holders.holder != NULL && is_older(link, is_renewed ? &link[1] : NULL);
		if (link->counts)
			continue;
		link->fault = "stamp.trusted";
		if (link->holders.n > 0)
			snprintf(link->holders.why, sizeof(link->holders.why),
			    "%.128s: that authority is revoked as compromised, and no renewal by "
			    "another one proves that the stamp is older than that",
			    link->holders.compromised[0]->owner);
	}
}

static int add_fault(const struct judging *j, const struct link *link)
{
	struct ts_proofs *p = j->proofs;
	struct ts_stamp_fault *grown = ts_grow(p->faults, p->faults_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(j->err);
	p->faults = grown;
	grown = &grown[p->faults_n++];
	*grown = (struct ts_stamp_fault){.path = link->file->path, .check = link->fault};
	snprintf(grown->why, sizeof(grown->why), "%.*s", (int)sizeof(grown->why) - 1,
	    strcmp(link->fault, "stamp.form") == 0 ? link->err.message : link->holders.why);
	if (link->file->is_unreadable && p->unreadable == NULL)
		p->unreadable = link->file->path;
	return 0;
}

static int add_proof(const struct judging *j, const struct link *link)
{
	struct ts_proofs *p = j->proofs;
	struct ts_proof *grown = ts_grow(p->list, p->n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(j->err);
	p->list = grown;
	grown = &grown[p->n++];
	*grown = (struct ts_proof){.kind = j->kind,
	    .path = link->file->path,
	    .owner = link->holders.holder->owner,
	    .accuracy = link->stamp.info.has_accuracy ? link->stamp.info.accuracy : -1,
	    .bound = j->kind == TS_PROOF_STAMP ? ts_stamp_before(&link->stamp)
					       : ts_stamp_after(&link->stamp)};
	memcpy(grown->at, link->stamp.info.at_text, sizeof(grown->at));
	memcpy(grown->signer, link->holders.signer, sizeof(grown->signer));
	return 0;
}

/* The owner for whom a stamp by the same key counts already, if that is another one; or NULL. One
 * key is one voice. */
static const char *find_other_owner(const struct judging *j, const struct link *link)
{
	const struct ts_proofs *p = j->proofs;

	for (size_t i = 0; i < p->n; i++)
		if (memcmp(p->list[i].signer, link->holders.signer, sizeof(p->list[i].signer)) ==
			0 &&
		    strcmp(p->list[i].owner, link->holders.holder->owner) != 0)
			return p->list[i].owner;
	return NULL;
}

/* Record what counts, and what does not. */
static int record(struct judging *j)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < j->n; i++) {
		struct link *link = &j->links[i];
		bool is_proof = link->counts && !link->file->is_renewal;
		const char *other = is_proof ? find_other_owner(j, link) : NULL;

		if (other != NULL) {
			link->fault = "stamp.trusted";
			snprintf(link->holders.why, sizeof(link->holders.why),
			    "the same key made a stamp that counts for %.128s, and one key counts "
			    "for one owner",
			    other);
		}
		if (link->fault != NULL)
			ret = add_fault(j, link);
		else if (is_proof)
			ret = add_proof(j, link);
	}
	return ret;
}

/* Is the bound of proof A better than that of B? Of equal ones the first is. */
static bool is_better(const struct ts_proofs *p, size_t a, size_t b)
{
	const int order = ts_time_compare(&p->list[a].bound, &p->list[b].bound);

	if (order == 0)
		return a < b;
	return (order < 0) == (p->list[a].kind == TS_PROOF_STAMP);
}

/* Is proof I the best one of its owner? */
static bool is_best(const struct ts_proofs *p, size_t i)
{
	for (size_t k = 0; k < p->n; k++)
		if (k != i && strcmp(p->list[k].owner, p->list[i].owner) == 0 && is_better(p, k, i))
			return false;
	return true;
}

/* How many other owners have a better one? */
static int64_t count_better(const struct ts_proofs *p, size_t i)
{
	int64_t n = 0;

	for (size_t k = 0; k < p->n; k++)
		n += k != i && is_best(p, k) && is_better(p, k, i);
	return n;
}

/* The bound is the one for which, with all better ones, enough owners vouch: that many must be
 * wrong together for it to be wrong. */
static void find_bound(const struct judging *j)
{
	struct ts_proofs *p = j->proofs;

	for (size_t i = 0; i < p->n && !p->has_bound; i++)
		if (is_best(p, i) && count_better(p, i) == j->params->owners - 1) {
			p->has_bound = true;
			p->bound = p->list[i].bound;
		}
}

static int judge_all(struct judging *j, const struct ts_sidecars *stamps)
{
	int ret;

	*j->proofs = (struct ts_proofs){.n = 0};
	j->checks = TS_STAMP_CHECKS;
	j->links = calloc(stamps->n + 1, sizeof(*j->links));
	if (j->links == NULL)
		return ts_err_nomem(j->err);
	ret = read_links(j, stamps);
	if (ret == 0)
		ret = judge_links(j);
	if (ret == 0) {
		find_counting(j);
		ret = record(j);
	}
	if (ret == 0)
		find_bound(j);
	free(j->links);
	return ret;
}

int ts_proofs_before(const struct ts_sidecars *stamps,
    const unsigned char digest[static TS_DIGEST_BYTES], const char *what,
    const struct ts_proofs_params *params, struct ts_proofs *proofs, struct ts_err *err)
{
	return judge_all(&(struct judging){.params = params,
			     .kind = TS_PROOF_STAMP,
			     .digest = digest,
			     .what = what,
			     .proofs = proofs,
			     .err = err},
	    stamps);
}

int ts_proofs_after(const struct ts_sidecars *stamps, const struct ts_proofs_params *params,
    struct ts_proofs *proofs, struct ts_err *err)
{
	return judge_all(
	    &(struct judging){
		.params = params, .kind = TS_PROOF_NOT_BEFORE, .proofs = proofs, .err = err},
	    stamps);
}

bool ts_proof_vouches(const struct ts_proofs *proofs, const struct ts_proof *proof)
{
	const int order = ts_time_compare(&proof->bound, &proofs->bound);

	return proofs->has_bound && (proof->kind == TS_PROOF_STAMP ? order <= 0 : order >= 0);
}

void ts_proofs_free(struct ts_proofs *proofs)
{
	free(proofs->list);
	free(proofs->faults);
	*proofs = (struct ts_proofs){.n = 0};
}
