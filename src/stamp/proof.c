#include "stamp/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "crypto/sha256.h"
#include "crypto/timestamp.h"

/* A stamp, which may renew the one before it. */
struct link {
	const struct ts_sidecar *file;
	struct ts_stamp stamp;
	struct ts_holders holders;
	const char *fault; /* the check that it fails, or NULL */
	struct ts_err err; /* why, if that is stamp.form */
	bool is_judged;    /* it was verified */
	bool is_unknown;   /* this build cannot verify it */
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

/* Read all stamps, and check what each is a stamp of: a renewal is one of the file before it. */
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

static int judge_link(struct judging *j, struct link *link)
{
	const struct ts_proofs_params *params = j->params;

	if (link->fault != NULL)
		return 0;
	if (!ts_timestamp_can_verify()) {
		link->is_unknown = true;
		link->fault = "stamp.trusted";
		snprintf(link->holders.why, sizeof(link->holders.why),
		    "not checked here: this build does not verify time stamps");
		return 0;
	}
	link->is_judged = true;
	return ts_authorities_judge(
	    params->authorities, &link->stamp, &params->latest, &j->checks, &link->holders, j->err);
}

/* Find under whom the stamps verify: first those that prove something, and then the renewals of
 * those that need one. All of the former share their checks, and the renewals of each have checks
 * of their own, so that files laid beside a bundle cannot use up those of another stamp.
 */
static int judge_links(struct judging *j)
{
	const struct link *base = NULL;

	j->checks = TS_STAMP_CHECKS;
	for (size_t i = 0; i < j->n; i++)
		if (!j->links[i].file->is_renewal && judge_link(j, &j->links[i]) != 0)
			return -1;
	for (size_t i = 0; i < j->n; i++) {
		if (!j->links[i].file->is_renewal) {
			base = &j->links[i];
			j->checks = TS_STAMP_CHECKS;
		} else if (base != NULL && needs_renewal(base) &&
			   judge_link(j, &j->links[i]) != 0) {
			return -1;
		}
	}
	return 0;
}

/* Does a renewal that counts prove that link I is older than the compromise of AUTHORITY? Each
 * renewal contains the digest of the file before it, whoever made that. */
static bool is_older(const struct judging *j, size_t i, const struct ts_trust_authority *authority)
{
	const struct link *link = &j->links[i];

	for (size_t k = i + 1; k < j->n && j->links[k].file->is_renewal; k++) {
		const struct link *renewal = &j->links[k];
		struct ts_time before;

		if (renewal->fault != NULL && strcmp(renewal->fault, "stamp.form") == 0)
			break;
		if (!renewal->counts ||
		    strcmp(renewal->holders.holder->owner, authority->owner) == 0 ||
		    memcmp(renewal->holders.signer, link->holders.signer,
			sizeof(link->holders.signer)) == 0)
			continue;
		before = ts_stamp_before(&renewal->stamp);
		if (!ts_validity_compromised(&authority->validity, &before))
			return true;
	}
	return false;
}

static bool does_count(const struct judging *j, size_t i)
{
	const struct ts_holders *holders = &j->links[i].holders;

	if (holders->holder == NULL)
		return false;
	for (size_t k = 0; k < holders->n; k++)
		if (!is_older(j, i, holders->compromised[k]))
			return false;
	return true;
}

/* Find which stamps count, the last renewal first. */
static void find_counting(struct judging *j)
{
	for (size_t i = j->n; i-- > 0;) {
		struct link *link = &j->links[i];

		if (!link->is_judged)
			continue;
		link->counts = does_count(j, i);
		if (link->counts)
			continue;
		link->fault = "stamp.trusted";
		if (link->holders.holder != NULL)
			snprintf(link->holders.why, sizeof(link->holders.why),
			    "%.128s: that authority is revoked as compromised, and no renewal by "
			    "another one proves that the stamp is older than that",
			    link->holders.compromised[0]->owner);
	}
}

static int add_fault(const struct judging *j, const char *path, const char *check, const char *why)
{
	struct ts_proofs *p = j->proofs;
	struct ts_stamp_fault *grown = ts_grow(p->faults, p->faults_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(j->err);
	p->faults = grown;
	grown = &grown[p->faults_n++];
	*grown = (struct ts_stamp_fault){.path = path, .check = check};
	snprintf(grown->why, sizeof(grown->why), "%.*s", (int)sizeof(grown->why) - 1, why);
	return 0;
}

static struct ts_time bound_of(const struct judging *j, const struct link *link)
{
	return j->kind == TS_PROOF_STAMP ? ts_stamp_before(&link->stamp)
					 : ts_stamp_after(&link->stamp);
}

/* Note what a stamp would prove that may count, of all of them the strictest. */
static void add_possible(const struct judging *j, const struct link *link)
{
	const struct ts_time bound = bound_of(j, link);
	struct ts_proofs *p = j->proofs;
	const int order = p->has_possible ? ts_time_compare(&bound, &p->possible) : 0;

	if (!p->has_possible || (order < 0) == (j->kind == TS_PROOF_STAMP))
		p->possible = bound;
	p->has_possible = true;
}

static int add_link_fault(const struct judging *j, const struct link *link)
{
	if ((link->file->is_unreadable || link->is_unknown) && j->proofs->unjudged == NULL)
		j->proofs->unjudged = link->file->path;
	if (link->is_unknown && !link->file->is_renewal)
		add_possible(j, link);
	return add_fault(j, link->file->path, link->fault,
	    strcmp(link->fault, "stamp.form") == 0 ? link->err.message : link->holders.why);
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
	    .bound = bound_of(j, link)};
	memcpy(grown->at, link->stamp.info.at_text, sizeof(grown->at));
	memcpy(grown->signer, link->holders.signer, sizeof(grown->signer));
	return 0;
}

/* Record what counts, and what does not. */
static int record(const struct judging *j)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < j->n; i++) {
		const struct link *link = &j->links[i];

		if (link->fault != NULL)
			ret = add_link_fault(j, link);
		else if (link->counts && !link->file->is_renewal)
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

static bool has_same_key(const struct ts_proof *a, const struct ts_proof *b)
{
	return memcmp(a->signer, b->signer, sizeof(a->signer)) == 0;
}

/* Has the owner of PROOF, or whoever has its key, vouched for a better bound already? */
static bool has_vouched(const struct ts_proofs *p, const struct ts_proof *proof)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].is_voice && (strcmp(p->list[i].owner, proof->owner) == 0 ||
					       has_same_key(&p->list[i], proof)))
			return true;
	return false;
}

/* The best proof of those who have not vouched yet, or NULL. */
static struct ts_proof *find_next(const struct ts_proofs *p)
{
	struct ts_proof *best = NULL;

	for (size_t i = 0; i < p->n; i++)
		if (!has_vouched(p, &p->list[i]) &&
		    (best == NULL || is_better(p, i, (size_t)(best - p->list))))
			best = &p->list[i];
	return best;
}

/* The bound is the one for which, with all better ones, enough owners vouch: that many must be
 * wrong together for it to be wrong. */
static void find_bound(const struct judging *j)
{
	struct ts_proofs *p = j->proofs;
	struct ts_proof *next;

	for (int64_t n = 1; (next = find_next(p)) != NULL; n++) {
		next->is_voice = true;
		if (n == j->params->owners) {
			p->has_bound = true;
			p->bound = next->bound;
		}
	}
}

/* The owner for whom the key of PROOF counts, if that is another one; or NULL. */
static const char *find_other_owner(const struct ts_proofs *p, const struct ts_proof *proof)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].is_voice && has_same_key(&p->list[i], proof) &&
		    strcmp(p->list[i].owner, proof->owner) != 0)
			return p->list[i].owner;
	return NULL;
}

/* One key is one voice: take out what it says for a second owner. */
static int drop_second_owners(const struct judging *j)
{
	struct ts_proofs *p = j->proofs;
	char why[TS_STAMP_WHY];
	size_t kept = 0;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < p->n; i++) {
		const char *other = find_other_owner(p, &p->list[i]);

		if (other == NULL) {
			p->list[kept++] = p->list[i];
			continue;
		}
		snprintf(why, sizeof(why),
		    "the same key made a stamp that counts for %.128s, and one key counts for one "
		    "owner",
		    other);
		ret = add_fault(j, p->list[i].path, "stamp.trusted", why);
	}
	p->n = kept;
	return ret;
}

static int judge_all(struct judging *j, const struct ts_sidecars *stamps)
{
	int ret;

	*j->proofs = (struct ts_proofs){.n = 0};
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
	if (ret == 0) {
		find_bound(j);
		ret = drop_second_owners(j);
	}
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
