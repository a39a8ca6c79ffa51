#include "stamp/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "crypto/sha256.h"

/* A stamp of a chain: the first is of what is to be proven, and each further one of the file before
 * it. */
struct link {
	const struct ts_sidecar *file;
	struct ts_stamp stamp;
	struct ts_holders holders;
	const char *fault;                       /* the check that it fails, or NULL */
	struct ts_err err;                       /* why, if that is stamp.form */
	const struct ts_trust_authority *holder; /* under whom it holds in the end, or NULL */
};

struct judging {
	const struct ts_proofs_params *params;
	enum ts_proof_kind kind;
	const unsigned char *digest; /* what must be stamped; NULL: anything */
	const char *what;
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

/* Read and judge the stamps of a chain, each by itself, in their order. */
static int judge_links(const struct judging *j, struct link *links, size_t n)
{
	const unsigned char *digest = j->digest;
	unsigned char file[TS_DIGEST_BYTES];
	const char *what = j->what;

	for (size_t i = 0; i < n; i++) {
		struct link *link = &links[i];

		if (read_stamp(link, digest, what, &link->err) != 0)
			link->fault = "stamp.form";
		else if (ts_authorities_judge(j->params->authorities, &link->stamp,
			     &j->params->latest, j->params->checks, &link->holders, j->err) != 0)
			return -1;
		if (ts_sha256_of(link->file->data.data, link->file->data.len, file, j->err) != 0)
			return -1;
		digest = file;
		what = "the stamp that it should renew";
	}
	return 0;
}

/* Find under whom each stamp of the chain holds, the last one first: under one who is not
 * compromised, or whose stamp a renewal by another owner proves to be older than that. */
static void find_holders(struct link *links, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		struct link *link = &links[i];
		const struct link *renewal =
		    i + 1 < n && links[i + 1].holder != NULL ? &links[i + 1] : NULL;
		struct ts_time before;

		if (link->fault != NULL)
			continue;
		if (renewal != NULL)
			before = ts_stamp_before(&renewal->stamp);
		for (size_t k = 0; k < link->holders.n && link->holder == NULL; k++) {
			const struct ts_trust_authority *a = link->holders.list[k];
			bool by_another =
			    renewal != NULL && strcmp(renewal->holder->owner, a->owner) != 0;

			if (!ts_validity_compromised(&a->validity, by_another ? &before : NULL))
				link->holder = a;
		}
		if (link->holder != NULL)
			continue;
		link->fault = "stamp.trusted";
		if (link->holders.n > 0)
			snprintf(link->holders.why, sizeof(link->holders.why),
			    "%.128s: that authority is revoked as compromised, and no renewal by "
			    "another one proves that the stamp is older than that",
			    link->holders.list[0]->owner);
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
	snprintf(grown->why, sizeof(grown->why), "%s",
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
	    .owner = link->holder->owner,
	    .accuracy = link->stamp.info.has_accuracy ? link->stamp.info.accuracy : -1,
	    .bound = j->kind == TS_PROOF_STAMP ? ts_stamp_before(&link->stamp)
					       : ts_stamp_after(&link->stamp)};
	memcpy(grown->at, link->stamp.info.at_text, sizeof(grown->at));
	return 0;
}

/* Judge a stamp, and the renewals behind it. */
static int judge_chain(const struct judging *j, const struct ts_sidecar *files, size_t n)
{
	struct link *links = calloc(n, sizeof(*links));
	int ret = -1;

	if (links == NULL)
		return ts_err_nomem(j->err);
	for (size_t i = 0; i < n; i++)
		links[i].file = &files[i];
	if (judge_links(j, links, n) != 0)
		goto done;
	find_holders(links, n);
	ret = 0;
	for (size_t i = 0; ret == 0 && i < n; i++) {
		if (links[i].fault != NULL)
			ret = add_fault(j, &links[i]);
		else if (i == 0)
			ret = add_proof(j, &links[i]);
	}
done:
	free(links);
	return ret;
}

/* Is the bound of A better than that of B? */
static bool is_better(enum ts_proof_kind kind, const struct ts_proof *a, const struct ts_proof *b)
{
	const int order = ts_time_compare(&a->bound, &b->bound);

	return kind == TS_PROOF_STAMP ? order < 0 : order > 0;
}

/* Is proof I the best one of its owner? Of equal ones it is the first. */
static bool is_best(const struct ts_proofs *p, size_t i)
{
	for (size_t k = 0; k < p->n; k++)
		if (k != i && strcmp(p->list[k].owner, p->list[i].owner) == 0 &&
		    (is_better(p->list[i].kind, &p->list[k], &p->list[i]) ||
			(k < i && !is_better(p->list[i].kind, &p->list[i], &p->list[k]))))
			return false;
	return true;
}

/* How many other owners have a better bound than proof I? Of equal ones the first is better. */
static int64_t count_better(const struct ts_proofs *p, size_t i)
{
	int64_t n = 0;

	for (size_t k = 0; k < p->n; k++)
		n += k != i && is_best(p, k) &&
		     (is_better(p->list[i].kind, &p->list[k], &p->list[i]) ||
			 (k < i && !is_better(p->list[i].kind, &p->list[i], &p->list[k])));
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

static int judge_all(const struct judging *j, const struct ts_sidecars *stamps)
{
	size_t n;

	*j->proofs = (struct ts_proofs){.n = 0};
	for (size_t i = 0; i < stamps->n; i += n) {
		for (n = 1; i + n < stamps->n && stamps->list[i + n].is_renewal;)
			n++;
		if (judge_chain(j, &stamps->list[i], n) != 0)
			return -1;
	}
	find_bound(j);
	return 0;
}

int ts_proofs_before(const struct ts_sidecars *stamps,
    const unsigned char digest[static TS_DIGEST_BYTES], const char *what,
    const struct ts_proofs_params *params, struct ts_proofs *proofs, struct ts_err *err)
{
	return judge_all(&(const struct judging){.params = params,
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
	    &(const struct judging){
		.params = params, .kind = TS_PROOF_NOT_BEFORE, .proofs = proofs, .err = err},
	    stamps);
}

void ts_proofs_free(struct ts_proofs *proofs)
{
	free(proofs->list);
	free(proofs->faults);
	*proofs = (struct ts_proofs){.n = 0};
}
