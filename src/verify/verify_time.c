/* What time stamps prove about a bundle: when it was sealed at the latest, by those of its seal;
 * and at the earliest, by those that it contains. */
#include <stdio.h>
#include <string.h>

#include "crypto/sha256.h"
#include "crypto/timestamp.h"
#include "verify/verify_state.h"

bool ts_verify_judges_time(const struct ts_verification *s)
{
	return s->params->trust != NULL && s->params->trust->time.n > 0;
}

struct ts_buf *ts_verify_keep_stamp(struct ts_verification *s, const char *path, uint64_t size)
{
	const unsigned number = ts_bag_stamp_number(path);
	struct ts_document_text *kept;

	if (number == TS_BAG_STAMPS || !ts_verify_judges_time(s))
		return NULL;
	kept = &s->kept_stamps[number];
	kept->text.len = 0; /* a part of it may have been kept before */
	kept->there = true;
	kept->size = size;
	return size <= TS_STAMP_MAX ? &kept->text : NULL;
}

const struct ts_time *ts_verify_before(const struct ts_verification *s)
{
	return s->has_before ? &s->before : NULL;
}

bool ts_verify_by_proof(const struct ts_verification *s)
{
	return s->params->depth == 0 && s->has_before && s->has_seal && s->params->trust != NULL &&
	       ts_trust_rules(s->params->trust, s->seal.stage).stamped;
}

/* Record which stamps count, and which do not. */
static void note_proofs(struct ts_verification *s, const struct ts_proofs *proofs)
{
	static const char *const kinds[] = {
	    [TS_PROOF_STAMP] = "stamp", [TS_PROOF_NOT_BEFORE] = "not-before"};

	for (size_t i = 0; i < proofs->n; i++) {
		const struct ts_proof *p = &proofs->list[i];

		ts_verdict_add_proof(s->verdict, &(struct ts_verdict_proof){.kind = kinds[p->kind],
						     .path = (char *)p->path,
						     .owner = (char *)p->owner,
						     .at = (char *)p->at,
						     .accuracy = p->accuracy,
						     .vouches = ts_proof_vouches(proofs, p)});
	}
	for (size_t i = 0; i < proofs->faults_n; i++) {
		const struct ts_stamp_fault *f = &proofs->faults[i];
		struct ts_buf text = TS_BUF_INIT;

		ts_buf_printf(&text, "%s does not count: %s", f->path, f->why);
		ts_verdict_skip_file(
		    s->verdict, f->check, f->path, ts_verdict_text(s->verdict, &text));
		ts_buf_free(&text);
	}
}

static void note_bound(struct ts_verification *s, char **place, const struct ts_time *bound)
{
	char text[TS_TIME_TEXT];

	ts_time_format(bound, text);
	ts_verdict_set(s->verdict, place, text);
}

/* A stamp may be newer than the outer bundle claims to be: what counts is the time of verification.
 * Each list of stamps has signatures of its own to verify, so that none is left unchecked for the
 * sake of those that anybody may put beside the bundle. */
static struct ts_proofs_params proofs_params(struct ts_verification *s)
{
	const struct ts_verify_params *params = s->params;
	const struct ts_time *now = params->depth == 0 ? &params->now : &params->outer_now;

	return (struct ts_proofs_params){.authorities = params->authorities,
	    .owners = params->trust->time.stamps,
	    .latest = ts_time_add(now, TS_CLOCK_SKEW)};
}

/* Judge the stamps beside the bundle, whose seal has this DIGEST. */
static int judge_stamps(
    struct ts_verification *s, const unsigned char digest[static TS_DIGEST_BYTES])
{
	const struct ts_proofs_params params = proofs_params(s);
	struct ts_proofs proofs;
	int ret = ts_proofs_before(
	    s->params->stamps, digest, "the seal of this bundle", &params, &proofs, &s->err);

	if (ret == 0) {
		note_proofs(s, &proofs);
		s->has_before = proofs.has_bound;
		s->before = proofs.bound;
		s->unjudged_stamp = proofs.unjudged;
		s->has_possible_before = proofs.has_possible;
		s->possible_before = proofs.possible;
	}
	if (s->has_before)
		note_bound(s, &s->verdict->sealed_before, &s->before);
	ts_proofs_free(&proofs);
	return ret;
}

int ts_verify_stamps(struct ts_verification *s)
{
	const struct ts_verify_params *params = s->params;
	unsigned char digest[TS_DIGEST_BYTES];
	char hex[TS_DIGEST_HEX];

	if (ts_sha256_of(s->seal_text.data, s->seal_text.len, digest, &s->err) != 0)
		return -1;
	ts_hex_digest(digest, hex);
	ts_verdict_set(s->verdict, &s->verdict->seal_sha256, hex);
	/* The stamps of the outer bundle cover this one. */
	s->unjudged_stamp = params->unjudged_stamp;
	if (params->sealed_before != NULL) {
		s->has_before = true;
		s->before = *params->sealed_before;
	}
	if (params->depth > 0 || params->authorities == NULL || params->stamps == NULL ||
	    params->stamps->n == 0)
		return 0;
	return judge_stamps(s, digest);
}

/* Judge the stamps in the payload: what contains them is newer. PROOFS refers to PATHS. */
static int judge_kept(struct ts_verification *s, struct ts_proofs *proofs,
    char paths[static TS_BAG_STAMPS][TS_BAG_STAMP_PATH])
{
	struct ts_proofs_params params = proofs_params(s);
	struct ts_sidecar list[TS_BAG_STAMPS] = {{.path = NULL}};
	struct ts_sidecars kept = {.list = list};

	for (unsigned i = 0; i < TS_BAG_STAMPS; i++) {
		const struct ts_document_text *text = &s->kept_stamps[i];

		if (!text->there)
			continue;
		ts_bag_stamp_path(i, paths[i]);
		list[kept.n++] = (struct ts_sidecar){.path = paths[i],
		    .data = text->text,
		    .fault = text->size > TS_STAMP_MAX ? "it is larger than 32768 bytes" : NULL};
	}
	/* When a bundle is made, a stamp that is newer than its own time is a mistake to report. */
	if (s->params->is_new)
		params.latest.sec = INT64_MAX;
	if (ts_proofs_after(&kept, &params, proofs, &s->err) != 0)
		return -1;
	note_proofs(s, proofs);
	s->verdict->may_be_newer = proofs->has_possible;
	if (proofs->has_bound)
		note_bound(s, &s->verdict->not_before, &proofs->bound);
	return 0;
}

static void fail_unstamped(struct ts_verification *s)
{
	const long long wanted = s->params->trust->time.stamps;
	const bool has_stamps = s->params->stamps != NULL && s->params->stamps->n > 0;
	struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT, fix = TS_BUF_INIT;
	struct ts_verdict *v = s->verdict;
	size_t owners = 0;

	for (size_t i = 0; i < v->proofs_n; i++)
		if (ts_verdict_names_owner(v, i, "stamp"))
			ts_buf_printf(
			    &found, "%s%s", owners++ == 0 ? "" : ", ", v->proofs[i].owner);
	if (owners == 0)
		ts_buf_add_str(&found, has_stamps ? "none that counts" : "none");
	ts_buf_printf(&expected, "stamps by %lld owner%s that the policy lists", wanted,
	    wanted == 1 ? "" : "s");
	if (s->params->depth > 0)
		ts_buf_add_str(
		    &fix, "have the bundle that contains it stamped: that covers this one");
	else if (has_stamps)
		ts_buf_add_str(&fix,
		    "stamp.form and stamp.trusted say why the others do not count; "
		    "have it stamped by further authorities of the policy");
	else if (strcmp(v->path, "-") == 0)
		ts_buf_add_str(&fix, "name its stamps: --proof FILE.tsr");
	else
		ts_buf_printf(&fix,
		    "if it was stamped, put the stamp beside it, as %s.tsr; otherwise have it "
		    "stamped: tarseal stamp request %s",
		    v->path, v->path);
	ts_verdict_fail(v,
	    &(struct ts_failure){.id = "time.stamped",
		.expected = ts_verdict_text(v, &expected),
		.found = ts_verdict_text(v, &found),
		.fix = ts_verdict_text(v, &fix)},
	    "the trust policy requires time stamps for this stage, and too few count");
	ts_buf_free(&expected);
	ts_buf_free(&found);
	ts_buf_free(&fix);
}

static void judge_stamped(struct ts_verification *s, const struct ts_stage_rules *rules)
{
	if (s->has_before)
		ts_verdict_ran(s->verdict, "time.stamped");
	else if (!rules->stamped)
		ts_verdict_skip(s->verdict, "time.stamped",
		    "the trust policy does not require time stamps for this stage");
	else if (s->params->is_new)
		ts_verdict_skip(s->verdict, "time.stamped",
		    "it can be stamped once it is sealed, and verifiers will require that");
	else
		fail_unstamped(s);
}

static void fail_created(
    struct ts_verification *s, const char *side, const struct ts_time *bound, const char *message)
{
	char expected[TS_TIME_TEXT + 48], limit[TS_TIME_TEXT];

	ts_time_format(bound, limit);
	snprintf(
	    expected, sizeof(expected), "a time %s %s, give or take five minutes", side, limit);
	ts_verdict_fail(s->verdict,
	    &(struct ts_failure){.id = "time.created",
		.at = "/predicate/created",
		.expected = expected,
		.found = s->seal.created_text,
		.fix = "do not rely on its times: whoever sealed it had a wrong clock, or gave a "
		       "wrong time"},
	    "%s", message);
}

/* What is not known decides: STAMP was not read or not verified. */
static void fail_unjudged(struct ts_verification *s, const char *stamp, const char *which)
{
	if (ts_timestamp_can_verify())
		ts_verdict_fail(s->verdict, &(struct ts_failure){.id = "io", .at = stamp},
		    "%s cannot be read", which);
	else
		ts_verdict_fail(s->verdict,
		    &(struct ts_failure){.id = "io",
			.at = stamp,
			.fix = "verify it with the tarseal program for Linux"},
		    "%s was not checked here: this build does not verify time stamps", which);
}

/* The time that the seal claims must lie between the proven ones, as exactly as clocks agree. */
static void judge_created(struct ts_verification *s, const struct ts_proofs *not_before)
{
	const struct ts_time earliest = ts_time_add(&s->seal.created, -TS_CLOCK_SKEW);
	const struct ts_time latest = ts_time_add(&s->seal.created, TS_CLOCK_SKEW);
	const char *const contradicts = "a time stamp that contradicts the time of sealing";

	if (s->has_possible_before && ts_time_compare(&earliest, &s->possible_before) > 0)
		fail_unjudged(s, s->unjudged_stamp, contradicts);
	else if (not_before->has_possible && ts_time_compare(&latest, &not_before->possible) < 0)
		fail_unjudged(s, not_before->unjudged, contradicts);
	if (!s->has_before && !not_before->has_bound) {
		ts_verdict_skip(s->verdict, "time.created", "nothing outside proves a time");
		return;
	}
	ts_verdict_ran(s->verdict, "time.created");
	if (s->has_before && ts_time_compare(&earliest, &s->before) > 0)
		fail_created(s, "before", &s->before,
		    "the bundle claims to be sealed later than its time stamps prove");
	if (not_before->has_bound && ts_time_compare(&latest, &not_before->bound) < 0)
		fail_created(s, "after", &not_before->bound,
		    "the bundle claims to be sealed earlier than a time stamp that it contains");
}

static void judge_within(struct ts_verification *s, const struct ts_stage_rules *rules)
{
	const struct ts_time limit =
	    ts_time_add(&s->seal.created, rules->proven_within < 0 ? 0 : rules->proven_within);
	char text[TS_TIME_TEXT], expected[TS_TIME_TEXT + 32], found[TS_TIME_TEXT + 32];
	struct ts_verdict *v = s->verdict;

	if (rules->proven_within < 0) {
		ts_verdict_skip(v, "time.within", "the trust policy sets no proven_within");
	} else if (s->params->depth > 0) {
		ts_verdict_skip(
		    v, "time.within", "only the bundle that contains this one is stamped");
	} else if (s->params->is_new) {
		ts_verdict_skip(v, "time.within", "it is being made");
	} else if (s->has_before) {
		ts_verdict_ran(v, "time.within");
		if (ts_time_compare(&s->before, &limit) <= 0)
			return;
		ts_time_format(&limit, text);
		snprintf(expected, sizeof(expected), "sealed before %s", text);
		ts_time_format(&s->before, text);
		snprintf(found, sizeof(found), "proven to be sealed before %s", text);
		ts_verdict_fail(v,
		    &(struct ts_failure){.id = "time.within",
			.expected = expected,
			.found = found,
			.fix = "seal it again, and have it stamped at once"},
		    "it was stamped later after the time that it claims than the trust policy's "
		    "proven_within allows");
	}
}

int ts_verify_time(struct ts_verification *s)
{
	struct ts_proofs not_before = {.n = 0};
	char paths[TS_BAG_STAMPS][TS_BAG_STAMP_PATH];
	struct ts_stage_rules rules;
	int ret = 0;

	if (s->params->authorities == NULL || !ts_verify_judges_time(s) || !s->has_seal)
		return 0;
	rules = ts_trust_rules(s->params->trust, s->seal.stage);
	if (ts_verify_is_sealed(s))
		ret = judge_kept(s, &not_before, paths);
	if (ret == 0) {
		judge_stamped(s, &rules);
		judge_created(s, &not_before);
		judge_within(s, &rules);
	}
	ts_proofs_free(&not_before);
	return ret;
}

void ts_verify_unjudged(struct ts_verification *s)
{
	static const char *const ids[] = {
	    "time.stamped", "time.within", "seal.validity", "approval.validity"};

	for (size_t i = 0; s->unjudged_stamp != NULL && i < sizeof(ids) / sizeof(ids[0]); i++)
		if (ts_verdict_has_failed(s->verdict, ids[i])) {
			fail_unjudged(s, s->unjudged_stamp, "a time stamp that might be enough");
			return;
		}
}
