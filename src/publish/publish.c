#include "publish/publish.h"

#include <string.h>

#include "crypto/encode.h"
#include "crypto/sha256.h"
#include "judge/signers.h"
#include "model/summary.h"
#include "verify/boundary.h"

#define VERIFIER_URN "urn:tarseal:verifier:sha256:"

struct publishing {
	const struct ts_publish_params *params;
	struct ts_verdict *verdict;
	struct ts_publication *out;
	struct ts_case *c; /* owned */
	struct ts_err err;
	struct ts_summary summary;
	char time[TS_TIME_TEXT];
	struct ts_buf id; /* owned */
};

static void refuse(struct publishing *p, const char *message, const char *fix)
{
	ts_verdict_fail(
	    p->verdict, &(struct ts_failure){.id = "publish.terms", .fix = fix}, "%s", message);
}

/* The evidence of a bundle counts as much as the bundle. */
static void refuse_unapproved(struct publishing *p, const struct ts_case *c)
{
	const struct ts_stage_rules rules = ts_trust_rules(p->params->verify.trust, c->profile->id);

	if (rules.approvers > 0)
		return;
	ts_verdict_fail(p->verdict,
	    &(struct ts_failure){.id = "publish.terms",
		.found = c->profile->id,
		.fix = "require an approver for that stage in the policy"},
	    "a bundle of a stage that requires no approver is not published%s",
	    c == p->c ? "" : ", nor a bundle that has such a bundle as its evidence");
}

/* Refuse what was accepted on terms that only this verifier knows. */
static void refuse_terms(struct publishing *p)
{
	const struct ts_verdict *v = p->verdict;

	ts_verdict_ran(p->verdict, "publish.terms");
	if (p->params->verify.allow_example_keys)
		refuse(p, "a bundle that example keys signed is not published",
		    "list your own keys in the policy");
	for (const struct ts_case *c = p->c; c != NULL; c = c->inner)
		refuse_unapproved(p, c);
	for (size_t i = 0; i < v->n; i++)
		if (v->findings[i].result == TS_WAIVED) {
			refuse(p, "a bundle with waived findings is not published",
			    "remove what was waived, and seal the bundle again");
			break;
		}
}

/* The policy must allow the key to sign summaries of this stage, now. */
static void judge_verifier(struct publishing *p)
{
	const struct ts_verify_params *v = &p->params->verify;
	const char *id = ts_signer_public(p->params->signer)->id;
	const struct ts_trust_key *key = ts_trust_find(v->trust, id);
	const struct ts_signers signers = {.keys = &key, .n = 1};

	ts_verdict_ran(p->verdict, "publish.verifier");
	if (key == NULL || !key->roles[TS_VERIFIER]) {
		ts_verdict_fail(p->verdict,
		    &(struct ts_failure){.id = "publish.verifier",
			.found = id,
			.expected = "a key with the role verifier in the trust policy",
			.fix = "trust add FILE --public-key KEY.pub --owner WHO --role verifier"},
		    "the key may not sign summaries");
		return;
	}
	ts_signers_judge(&signers, &ts_signing_summary,
	    &(struct ts_signing_params){.stage = p->verdict->stage,
		.signed_at = v->now,
		.now = v->now,
		.latest = v->latest,
		.threshold = 1},
	    p->verdict, NULL, NULL);
}

static int fill_summary(struct publishing *p)
{
	const struct ts_verdict *v = p->verdict;
	struct ts_summary *s = &p->summary;
	const struct ts_public_key *key = ts_signer_public(p->params->signer);
	unsigned char digest[TS_DIGEST_BYTES];
	char hex[TS_DIGEST_HEX];
	struct ts_time now = p->params->verify.now;

	now.nsec = 0;
	if (v->sha256 == NULL || v->statement_sha256 == NULL || !ts_time_format(&now, p->time))
		return ts_err_set(&p->err, "io", "the digest of the bundle is unknown");
	memcpy(s->bundle, v->sha256, TS_DIGEST_HEX);
	memcpy(s->statement, v->statement_sha256, TS_DIGEST_HEX);
	memcpy(p->out->statement, v->statement_sha256, TS_DIGEST_HEX);
	memcpy(s->policy, p->params->verify.trust->sha256, TS_DIGEST_HEX);
	memcpy(s->rules, p->params->verify.rules->sha256, TS_DIGEST_HEX);
	ts_hex_digest(p->c->profile->digest, s->profile);
	ts_summary_level(v->stage, s->level);
	s->version = TS_VERSION;
	s->time_text = p->time;
	s->verifier_id = p->params->verifier_id;
	if (s->verifier_id != NULL)
		return 0;
	if (ts_sha256_of(key->bytes, TS_KEY_BYTES, digest, &p->err) != 0)
		return -1;
	ts_hex_digest(digest, hex);
	ts_buf_printf(&p->id, VERIFIER_URN "%s", hex);
	s->verifier_id = ts_buf_cstr(&p->id);
	return s->verifier_id == NULL ? ts_err_nomem(&p->err) : 0;
}

static int write_summary(struct publishing *p)
{
	struct ts_dsse envelope = {0};
	int ret;

	ts_summary_write(&p->summary, &envelope.payload);
	ret = ts_buf_ok(&envelope.payload)
		  ? ts_signer_envelope(p->params->signer, &envelope, &p->out->summary, &p->err)
		  : ts_err_nomem(&p->err);
	ts_dsse_free(&envelope);
	return ret;
}

/* Append the labels that the profile declares public, and nothing that is not a label. */
static void write_labels(const struct publishing *p, struct ts_buf *page)
{
	const struct ts_json *list = ts_json_get(p->c->profile->json, "public");

	for (const struct ts_json *at = ts_json_first(list); at != NULL; at = ts_json_next(at)) {
		struct ts_pointer pointer;
		const char *value;

		if (ts_pointer_parse(ts_json_string(at), &pointer) != 0) {
			page->failed = true; /* the profile is valid, so there is no memory */
			return;
		}
		value = ts_json_string(ts_pointer_find(&pointer, p->c->doc));
		if (value != NULL && ts_value_is_label(value))
			ts_buf_printf(page, "| `%s` | %s |\n", pointer.text, value);
		ts_pointer_free(&pointer);
	}
}

static void write_gates(const struct publishing *p, struct ts_buf *page)
{
	const struct ts_verdict *v = p->verdict;

	ts_buf_add_str(page, "\n## Gates\n\n| gate | result |\n|---|---|\n");
	for (size_t i = 0; i < v->n; i++)
		if (v->findings[i].in == NULL && strncmp(v->findings[i].id, "gate.", 5) == 0)
			ts_buf_printf(page, "| %s | %s |\n", v->findings[i].id + 5,
			    ts_result_name(v->findings[i].result));
}

/* Write the page for people: digests, results, labels and times, and what was left out. */
static int write_page(struct publishing *p)
{
	const struct ts_summary *s = &p->summary;
	struct ts_buf *page = &p->out->page;

	ts_buf_printf(page,
	    "# %s: accepted\n\nA sealed evidence bundle of this stage was verified, and every "
	    "check "
	    "passed. The bundle itself is private.\n\n"
	    "| | |\n|---|---|\n| stage | `%s` |\n| result | PASSED (`%s`) |\n| verified | %s |\n",
	    p->c->profile->title, p->verdict->stage, s->level, s->time_text);
	write_labels(p, page);
	write_gates(p, page);
	ts_buf_printf(page,
	    "\n## Digests (SHA-256)\n\n| of | |\n|---|---|\n| the bundle | `%s` |\n"
	    "| its signed statement | `%s` |\n| the trust policy | `%s` |\n"
	    "| the stage's profile | `%s` |\n| the content scanner's rules | `%s` |\n",
	    s->bundle, s->statement, s->policy, s->profile, s->rules);
	ts_buf_printf(page,
	    "\nThe signed form of this page is `%s.vsa.dsse.json`, a SLSA verification summary. "
	    "Check it with `tarseal verify-summary`. It says what was true when it was signed, and "
	    "outlives a later revocation of the keys behind it.\n\n## What is deliberately "
	    "absent\n\nNames of customers, products and people; references to what it is about, "
	    "to approvals and to tickets; the records and their texts; the files and their "
	    "digests; who "
	    "approved and who sealed it.\n",
	    s->statement);
	return ts_buf_ok(page) ? 0 : ts_err_nomem(&p->err);
}

/* What is to be published is searched like any other file. */
static int search(struct publishing *p, const char *name, const struct ts_buf *text)
{
	struct ts_boundary_params boundary_params = {.as_of = p->params->verify.now};
	struct ts_boundary *boundary;
	int ret;

	ts_salt_new(boundary_params.salt);
	if (ts_boundary_new(p->params->verify.rules, &boundary, &p->err) != 0)
		return -1;
	ts_boundary_set_params(boundary, &boundary_params);
	ts_boundary_begin_file(boundary,
	    &(struct ts_boundary_file){.path = name, .shown = name, .search = true, .number = 1});
	ret = ts_boundary_add(boundary, text->data, text->len, &p->err);
	if (ret == 0)
		ret = ts_boundary_end_file(boundary, p->verdict, &p->err);
	ts_boundary_free(boundary);
	return ret;
}

static int publish(struct publishing *p)
{
	refuse_terms(p);
	judge_verifier(p);
	if (ts_verdict_any_failed(p->verdict))
		return 0;
	if (fill_summary(p) != 0 || write_summary(p) != 0 || write_page(p) != 0)
		return -1;
	if (search(p, "vsa.dsse.json", &p->out->summary) != 0)
		return -1;
	return search(p, "public.md", &p->out->page);
}

void ts_publish(struct ts_source *source, const struct ts_publish_params *params,
    struct ts_verdict *verdict, struct ts_publication *publication)
{
	struct publishing p = {.params = params, .verdict = verdict, .out = publication};
	struct ts_verify_params verify = params->verify;

	*publication = (struct ts_publication){0};
	verify.scan = true;
	verify.want_sha256 = true;
	ts_verify(source, &verify, verdict, &p.c);
	if (verdict->class == TS_ACCEPTED) {
		if (publish(&p) != 0)
			ts_verdict_fail_err(verdict, &p.err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	if (verdict->class != TS_ACCEPTED)
		ts_publication_free(publication);
	ts_case_free(p.c);
	ts_buf_free(&p.id);
}

void ts_publication_free(struct ts_publication *publication)
{
	ts_buf_free(&publication->summary);
	ts_buf_free(&publication->page);
	*publication = (struct ts_publication){0};
}
