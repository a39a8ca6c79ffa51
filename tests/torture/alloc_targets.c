/* The inputs of alloc_unit, and the functions that it runs on them. */
#define _GNU_SOURCE
#include "alloc_unit.h"

#include <cjson/cJSON.h>
#include <execinfo.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/html_samples.h"
#include "audit/audit.h"
#include "base/file.h"
#include "pack/approve.h"
#include "pack/pack.h"
#include "show/audit.h"
#include "show/html/html.h"
#include "show/json.h"
#include "show/sarif.h"
#include "show/text.h"
#include "verify/boundary.h"
#include "verify/inspect.h"
#include "verify/verify.h"

#define CREATED   1795168800
#define CHECKS_AT 1795305600

struct alloc_fault alloc_fault;

static void note_caller(void)
{
	bool armed = alloc_fault.armed;

	alloc_fault.armed = false; /* backtrace may allocate */
	alloc_fault.frames_n = backtrace(alloc_fault.frames, ALLOC_FRAMES);
	alloc_fault.armed = armed;
}

static bool fails(void)
{
	if (!alloc_fault.armed || alloc_fault.at == 0) {
		alloc_fault.n += alloc_fault.armed;
		return false;
	}
	alloc_fault.n++;
	if (alloc_fault.n < alloc_fault.at ||
	    (alloc_fault.n > alloc_fault.at && !alloc_fault.lasting))
		return false;
	if (alloc_fault.delivered++ == 0)
		note_caller();
	return true;
}

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
char *__wrap_strndup(const char *, size_t);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t max)
{
	return fails() ? NULL : __real_strndup(text, max);
}

static void *crypto_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return size == 0 || fails() ? NULL : __real_malloc(size);
}

static void *crypto_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if (size == 0) {
		free(old);
		return NULL;
	}
	return fails() ? NULL : __real_realloc(old, size);
}

static void crypto_free(void *old, const char *file, int line)
{
	(void)file, (void)line;
	free(old);
}

bool alloc_hook(void)
{
	cJSON_Hooks hooks = {__wrap_malloc, free};

	cJSON_InitHooks(&hooks);
	return CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) == 1;
}

/* What the targets work on. It is made before any allocation fails, and never freed. */
static struct {
	const char *inputs, *scratch;
	struct ts_buf bundle, chain, trust_text, profile_text, approval_text;
	struct ts_trust *trust;
	struct ts_profile_set *set;
	struct ts_rules *rules;
	struct ts_boundary *boundary;
	struct ts_signer *signer, *approver;
	struct ts_verdict *verdict;
	struct ts_report *report;
	struct ts_audit audit;
	const struct ts_passphrase *none;
} given;

static uint64_t digest_of(const void *data, size_t len)
{
	unsigned char hash[8 + crypto_generichash_BYTES];
	uint64_t digest;

	crypto_generichash(hash, crypto_generichash_BYTES, data, len, NULL, 0);
	memcpy(&digest, hash, sizeof(digest));
	return digest;
}

/* Record what VERDICT says, with no allocation failing, and free it. */
static struct outcome judged(struct ts_verdict *verdict)
{
	struct outcome outcome = {.class = TS_UNDECIDED};
	struct ts_buf out = TS_BUF_INIT;

	alloc_fault.armed = false;
	if (verdict != NULL && verdict->class != TS_UNDECIDED) {
		outcome.class = verdict->class;
		ts_show_json(&verdict, 1, verdict->class, NULL, &out);
		outcome.digest = digest_of(out.data, out.len);
	}
	ts_buf_free(&out);
	ts_verdict_free(verdict);
	return outcome;
}

/* The outcome of a function that returns RET and ERR, and OUT (or NULL) when it succeeds. */
static struct outcome returned(int ret, const struct ts_err *err, const struct ts_buf *out)
{
	struct outcome outcome = {.class = TS_ACCEPTED};

	alloc_fault.armed = false;
	if (ret != 0 || (out != NULL && !ts_buf_ok(out)))
		outcome.class = ret == 0 ? TS_UNDECIDED : ts_check_class(err->check);
	else if (out != NULL)
		outcome.digest = digest_of(out->data, out->len);
	return outcome;
}

static struct outcome run_json(void)
{
	struct ts_json *json = NULL;
	struct ts_err err;
	struct outcome outcome;

	outcome = returned(ts_json_parse(given.approval_text.data, given.approval_text.len,
			       "document.parse", &json, &err),
	    &err, NULL);
	ts_json_free(json);
	return outcome;
}

static struct outcome run_trust(void)
{
	struct ts_trust *trust = NULL;
	struct ts_err err;
	struct outcome outcome = returned(
	    ts_trust_parse(given.trust_text.data, given.trust_text.len, &trust, &err), &err, NULL);

	if (outcome.class == TS_ACCEPTED)
		outcome.digest = trust->keys_n;
	ts_trust_free(trust);
	return outcome;
}

static struct outcome run_profile(void)
{
	struct ts_profile_set *set = NULL;
	struct ts_err err;
	int ret = ts_profile_set_new(&set, &err);
	struct outcome outcome;

	if (ret == 0)
		ret = ts_profile_set_add(
		    set, given.profile_text.data, given.profile_text.len, NULL, &err);
	outcome = returned(ret, &err, NULL);
	if (outcome.class == TS_ACCEPTED)
		outcome.digest = set->n;
	if (set != NULL)
		ts_profile_set_free(set);
	return outcome;
}

static struct outcome run_rules(void)
{
	struct ts_rules *rules = NULL;
	struct ts_err err;
	struct outcome outcome = returned(ts_rules_new(&rules, &err), &err, NULL);

	if (outcome.class == TS_ACCEPTED)
		outcome.digest = digest_of(rules->sha256, sizeof(rules->sha256));
	ts_rules_free(rules);
	return outcome;
}

static struct outcome run_approval(void)
{
	struct ts_approval *approval = NULL;
	struct ts_err err;
	struct outcome outcome = returned(
	    ts_approval_parse(given.approval_text.data, given.approval_text.len, &approval, &err),
	    &err, NULL);

	ts_approval_free(approval);
	return outcome;
}

/* PATH in the inputs; static storage. */
static const char *input(const char *path)
{
	static char full[4][4096];
	static unsigned next;
	char *place = full[next++ % 4];

	snprintf(place, sizeof(full[0]), "%s/%s", given.inputs, path);
	return place;
}

static struct outcome run_secret(void)
{
	struct ts_signer *signer = NULL;
	struct ts_err err;
	struct outcome outcome = returned(
	    ts_signer_load(input("producer.key"), given.none, NULL, &signer, &err), &err, NULL);

	ts_signer_free(signer);
	return outcome;
}

static struct outcome run_approve(void)
{
	struct ts_approval_draft draft = {.package_name = "expiry",
	    .approval_ref = "approval:opaque-1",
	    .decision = "approved",
	    .approved_by = "role:trial-governance",
	    .decided_at = "2026-11-05T09:00:00Z"};
	struct ts_buf statement = TS_BUF_INIT, out = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_approval_write(&draft, &statement, &err);
	struct outcome outcome;

	if (ret == 0)
		ret = ts_approve(statement.data, statement.len, given.approver, &out, &err);
	outcome = returned(ret, &err, &out);
	ts_buf_free(&statement);
	ts_buf_free(&out);
	return outcome;
}

static struct outcome run_digest(void)
{
	struct ts_verdict *verdict = ts_verdict_new("x");
	struct ts_package package = {0};
	struct outcome outcome = {.class = TS_UNDECIDED};
	struct ts_tree_facts facts = {.keep = "expiry.json"};
	struct ts_err err;

	if (verdict != NULL) {
		int ret = ts_tree_digest(
		    input("alder-revoked/expiry"), &package, &facts, NULL, verdict, &err);

		outcome = returned(ret, &err, NULL);
		if (ts_verdict_any_failed(verdict))
			outcome.class = TS_UNDECIDED;
		else if (outcome.class == TS_ACCEPTED)
			outcome.digest = digest_of(package.digest, sizeof(package.digest));
	}
	alloc_fault.armed = false;
	ts_buf_free(&facts.text);
	ts_verdict_free(verdict);
	return outcome;
}

static struct outcome verify(const struct ts_buf *bundle, struct ts_boundary *boundary)
{
	const struct ts_verify_params params = {.trust = given.trust,
	    .profiles = given.set,
	    .rules = given.rules,
	    .boundary = boundary,
	    .now = {.sec = CHECKS_AT},
	    .latest = {.sec = CHECKS_AT},
	    .want_sha256 = true,
	    .scan = true,
	    .max_files = 1000};
	struct ts_source_mem mem = {bundle->data, bundle->len};
	struct ts_source source = ts_source_mem(&mem);
	struct ts_verdict *verdict = ts_verdict_new("bundle");

	if (verdict != NULL)
		ts_verify(&source, &params, verdict, NULL);
	return judged(verdict);
}

static struct outcome run_verify(void)
{
	return verify(&given.bundle, given.boundary);
}

static struct outcome run_verify_alone(void)
{
	return verify(&given.bundle, NULL);
}

static struct outcome run_verify_chain(void)
{
	return verify(&given.chain, given.boundary);
}

static struct outcome run_inspect(void)
{
	struct ts_source_mem mem = {given.bundle.data, given.bundle.len};
	struct ts_source source = ts_source_mem(&mem);
	struct ts_inspection in;
	struct ts_err err;
	int ret = ts_inspect(&source, &in, &err);
	struct outcome outcome = returned(ret, &err, NULL);

	if (ret == 0)
		ts_inspection_free(&in);
	return outcome;
}

static struct ts_check_params inputs_of(const char *evidence, const char *approval)
{
	return (struct ts_check_params){.evidence = input(evidence),
	    .approval = input(approval),
	    .record = input("alder-revoked/followup.json"),
	    .profile = ts_profile_set_builtin(given.set, "trial-expired-followup"),
	    .profiles = given.set,
	    .trust = given.trust,
	    .name = "out",
	    .created = {.sec = CREATED},
	    .rules = given.rules};
}

static struct ts_check_params inputs_of_trial(void)
{
	return inputs_of("alder-revoked/expiry", "alder-revoked/approval.dsse.json");
}

static struct outcome check(struct ts_check_params params)
{
	struct ts_verdict *verdict = ts_verdict_new("inputs");
	struct ts_plan plan = {0};

	if (verdict != NULL)
		ts_check(&params, &plan, verdict);
	alloc_fault.armed = false;
	ts_plan_free(&plan);
	return judged(verdict);
}

static struct outcome run_check(void)
{
	return check(inputs_of_trial());
}

/* Either everything is found, or nothing is reported. Fingerprints differ between runs. */
static struct outcome run_secret_text(void)
{
	struct outcome outcome = check(inputs_of("secret/expiry", "secret/approval.dsse.json"));

	outcome.digest = 0;
	return outcome;
}

static struct outcome run_secret_base64(void)
{
	struct outcome outcome = check(inputs_of("wrapped/expiry", "wrapped/approval.dsse.json"));

	outcome.digest = 0;
	return outcome;
}

static struct outcome run_pack(void)
{
	struct ts_verdict *verdict = ts_verdict_new("out.tar");
	struct outcome outcome;
	char path[4096];

	snprintf(path, sizeof(path), "%s/alloc-%d.tar", given.scratch, (int)getpid());
	if (verdict != NULL)
		ts_pack(&(struct ts_pack_params){.check = inputs_of_trial(),
			    .signers = (const struct ts_signer *const *)&given.signer,
			    .signers_n = 1,
			    .output = path},
		    verdict);
	outcome = judged(verdict);
	/* There is an output when the verdict is accepted, and only then. */
	if ((unlink(path) == 0) != (outcome.class == TS_ACCEPTED))
		outcome.class = TS_USAGE;
	return outcome;
}

static struct outcome shown(void (*show)(struct ts_buf *out))
{
	struct ts_buf out = TS_BUF_INIT;
	struct outcome outcome;

	show(&out);
	outcome = returned(0, NULL, &out);
	ts_buf_free(&out);
	return outcome;
}

static void show_text(struct ts_buf *out)
{
	const struct ts_text_style style = {.detail = TS_DETAIL_ALL, .accepted = "yes"};

	ts_show_text(given.verdict, &style, out);
}

static void show_json(struct ts_buf *out)
{
	ts_show_json(&given.verdict, 1, given.verdict->class, NULL, out);
}

static void show_sarif(struct ts_buf *out)
{
	ts_show_sarif(given.verdict, out);
}

static void show_report(struct ts_buf *out)
{
	ts_show_report(&given.report, 1, &sample_at, NULL, false, out);
}

static void show_audit(struct ts_buf *out)
{
	ts_show_audit_html(&given.audit, out);
}

static struct outcome run_text(void)
{
	return shown(show_text);
}

static struct outcome run_show_json(void)
{
	return shown(show_json);
}

static struct outcome run_sarif(void)
{
	return shown(show_sarif);
}

static struct outcome run_report(void)
{
	return shown(show_report);
}

static struct outcome run_audit(void)
{
	return shown(show_audit);
}

/* Audit a store in which two bundles contradict each other. */
static struct outcome run_audit_store(void)
{
	const char *paths[] = {
	    input("alder-revoked.tar"), input("birch-conversion.tar"), input("before.tar")};
	const struct ts_verify_params verify = {.trust = given.trust,
	    .profiles = given.set,
	    .rules = given.rules,
	    .now = {.sec = CHECKS_AT},
	    .latest = {.sec = CHECKS_AT},
	    .max_files = 1000};
	struct ts_audit_params params = {
	    .trust = given.trust, .at = verify.now, .due_after = 14 * INT64_C(86400)};
	struct outcome outcome = {.class = TS_UNDECIDED};
	const struct ts_profile *before;
	struct ts_audit audit = {.stage = NULL};
	struct ts_store store = {.list = NULL};
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;

	if (ts_audit_profiles(given.set, "trial-expired-followup", given.trust, &params.profile,
		&before, &err) == 0 &&
	    ts_store_read(&(struct ts_store_params){.paths = paths,
			      .n = 3,
			      .verify = &verify,
			      .stage = params.profile,
			      .before = before},
		&store, &err) == 0 &&
	    ts_audit(&params, &store, &audit, &err) == 0) {
		outcome.class = audit.class;
		alloc_fault.armed = false;
		ts_show_audit_json(&audit, &out);
		if (outcome.class != TS_UNDECIDED)
			outcome.digest = digest_of(out.data, out.len);
	}
	alloc_fault.armed = false;
	ts_buf_free(&out);
	ts_audit_free(&audit);
	ts_store_free(&store);
	return outcome;
}

const struct target alloc_targets[] = {{"json", run_json, TS_ACCEPTED},
    {"trust", run_trust, TS_ACCEPTED}, {"approval", run_approval, TS_ACCEPTED},
    {"secret key", run_secret, TS_ACCEPTED}, {"profile", run_profile, TS_ACCEPTED},
    {"digest", run_digest, TS_ACCEPTED}, {"approve", run_approve, TS_ACCEPTED},
    {"inspect", run_inspect, TS_ACCEPTED}, {"verify", run_verify, TS_ACCEPTED},
    {"verify, a chain", run_verify_chain, TS_ACCEPTED}, {"check", run_check, TS_ACCEPTED},
    {"check, a secret", run_secret_text, TS_BOUNDARY},
    {"check, one in base64", run_secret_base64, TS_BOUNDARY}, {"pack", run_pack, TS_ACCEPTED},
    {"show text", run_text, TS_ACCEPTED}, {"show json", run_show_json, TS_ACCEPTED},
    {"show sarif", run_sarif, TS_ACCEPTED}, {"show report", run_report, TS_ACCEPTED},
    {"show audit", run_audit, TS_ACCEPTED}, {"audit", run_audit_store, TS_BLOCKED},
    {"rules", run_rules, TS_ACCEPTED}, {"verify, its own look", run_verify_alone, TS_ACCEPTED}};
const size_t alloc_targets_n = sizeof(alloc_targets) / sizeof(alloc_targets[0]);

static bool slurp(const char *path, struct ts_buf *buf)
{
	return ts_file_slurp(input(path), (size_t)1 << 24, buf, NULL) == 0;
}

bool alloc_prepare(const char *inputs, const char *scratch)
{
	static const struct ts_passphrase none = {0};
	struct ts_err err = {0};
	struct ts_source_mem mem;
	struct ts_source source;
	struct ts_verify_params params;

	given.inputs = inputs;
	given.scratch = scratch;
	given.none = &none;
	if (!slurp("alder-revoked.tar", &given.bundle) ||
	    !slurp("birch-conversion.tar", &given.chain) ||
	    !slurp("trust.json", &given.trust_text) ||
	    !slurp("profile.json", &given.profile_text) ||
	    !slurp("alder-revoked/approval.dsse.json", &given.approval_text))
		return false;
	if (ts_trust_parse(given.trust_text.data, given.trust_text.len, &given.trust, &err) != 0 ||
	    ts_profile_set_new(&given.set, &err) != 0 || ts_rules_new(&given.rules, &err) != 0 ||
	    ts_boundary_new(given.rules, &given.boundary, &err) != 0 ||
	    ts_signer_load(input("producer.key"), given.none, NULL, &given.signer, &err) != 0 ||
	    ts_signer_load(input("approver.key"), given.none, NULL, &given.approver, &err) != 0)
		return false;
	given.verdict = ts_verdict_new("bundle");
	mem = (struct ts_source_mem){given.bundle.data, given.bundle.len};
	source = ts_source_mem(&mem);
	params = (struct ts_verify_params){.trust = given.trust,
	    .profiles = given.set,
	    .rules = given.rules,
	    .boundary = given.boundary,
	    .now = {.sec = CHECKS_AT + 500L * 86400}, /* so that something fails and is reported */
	    .latest = {.sec = CHECKS_AT + 500L * 86400},
	    .max_files = 1000};
	ts_verify(&source, &params, given.verdict, NULL);
	given.report = sample_report(SAMPLE_HOSTILE);
	sample_audit(SAMPLE_EVIL, &given.audit);
	return true;
}
