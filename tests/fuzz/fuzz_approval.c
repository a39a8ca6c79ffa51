/* Approvals, unsigned and signed: parse them, apply them, and write them again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "judge/approval.h"
#include "model/profile_set.h"

#define CONDITIONS 16

static struct ts_profile_set *profiles;

void set_up(void)
{
	struct ts_err err;

	holds(ts_profile_set_new(&profiles, &err) == 0 &&
		  ts_profile_set_load(profiles, NULL, &err) == 0 && profiles->n > 0,
	    "there are profiles");
}

static const char *const names[] = {
    "approval_ref", "decision", "approved_by", "decided_at", "expires_at"};
#define NAMES (sizeof(names) / sizeof(names[0]))

static const char *text_of(const struct ts_approval *approval, const char *name)
{
	return ts_json_string(ts_json_get(approval->document, name));
}

/* Put TEXT, a statement, into an unsigned envelope, and parse that. */
static struct ts_approval *enclose(const struct ts_buf *text)
{
	struct ts_dsse envelope = {0};
	struct ts_approval *approval = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;

	ts_buf_add(&envelope.payload, text->data, text->len);
	holds(ts_dsse_add(&envelope) != NULL, "there is memory");
	ts_dsse_write(&envelope, &out);
	holds(ts_buf_ok(&out) && ts_approval_parse(out.data, out.len, &approval, &err) == 0,
	    "what is written can be read");
	ts_dsse_free(&envelope);
	ts_buf_free(&out);
	return approval;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Gates see of an approval exactly what it contains. */
static void says(const struct ts_approval *a, const void *data, size_t len)
{
	struct ts_json *json = NULL;
	const struct ts_json *body;
	struct ts_err err;

	if (a->is_signed) {
		data = a->envelope.payload.data;
		len = a->envelope.payload.len;
	}
	holds(ts_json_parse(data, len, "x", &json, &err) == 0, "an approval is JSON");
	body = a->is_signed ? ts_json_get(json, "predicate") : json;
	for (size_t i = 0; i < NAMES; i++)
		holds(same_text(text_of(a, names[i]), ts_json_string(ts_json_get(body, names[i]))),
		    "the document says what the approval says");
	holds(same_text(a->stage, ts_json_string(ts_json_get(body, "stage"))), "of its stage");
	holds(a->has_decided == (ts_json_get(body, "decided_at") != NULL) &&
		  a->has_expires == (ts_json_get(body, "expires_at") != NULL),
	    "its times are known");
	ts_json_free(json);
}

/* An approval, written again as a statement to sign, says the same. */
static void write_again(const struct ts_approval *a, const struct ts_package *package)
{
	const struct ts_json *list = ts_json_get(a->document, "conditions");
	const char *conditions[CONDITIONS];
	struct ts_approval_draft draft = {.package_name = "expiry",
	    .package = *package,
	    .approval_ref = a->approval_ref,
	    .decision = a->decision,
	    .approved_by = text_of(a, "approved_by"),
	    .decided_at = text_of(a, "decided_at"),
	    .expires_at = text_of(a, "expires_at"),
	    .stage = a->stage,
	    .conditions = conditions};
	struct ts_buf out = TS_BUF_INIT;
	struct ts_approval *again;
	struct ts_err err;

	if (draft.approved_by == NULL || draft.decided_at == NULL ||
	    ts_json_count(list) > CONDITIONS)
		return;
	for (const struct ts_json *c = ts_json_first(list); c != NULL; c = ts_json_next(c))
		conditions[draft.conditions_n++] = ts_json_string(c);
	holds(ts_approval_write(&draft, &out, &err) == 0, "what could be read can be written");
	again = enclose(&out);
	for (size_t i = 0; i < NAMES; i++)
		holds(same_text(text_of(a, names[i]), text_of(again, names[i])),
		    "an approval that is written says the same");
	holds(same_text(a->stage, again->stage), "of the same stage");
	holds(ts_package_matches(package, again->digests), "of the same package");
	ts_approval_free(again);
	ts_buf_free(&out);
}

/* Check it against a package that it may cover. A denied one never passes. */
static void judge(struct ts_approval *approval, const struct ts_package *package)
{
	struct ts_case *c = ts_case_new();
	struct ts_verdict *verdict = ts_verdict_new("a case");
	bool binds = ts_package_matches(package, approval->digests);
	bool approves = strcmp(approval->decision, "approved") == 0;
	struct ts_err err;

	holds(c != NULL && verdict != NULL, "there is memory");
	c->profile = profiles->list[0];
	c->created = (struct ts_time){.sec = 1795168800};
	c->has_package = true;
	c->package = *package;
	c->approval = approval;
	holds(ts_case_build(c, &err) == 0, "the case is built");
	ts_approval_judge(c, NULL, verdict);
	holds(binds || ts_verdict_has_failed(verdict, "approval.binds"),
	    "an approval of another package does not bind");
	holds(approves != ts_verdict_has_failed(verdict, "approval.decision"),
	    "just an approval that approves passes");
	ts_verdict_finish(verdict, NULL, 0);
	holds_verdict(verdict);
	c->approval = NULL;
	ts_verdict_free(verdict);
	ts_case_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);
	struct ts_approval *approval;
	struct ts_err err;

	if (ts_approval_parse(copy, size, &approval, &err) == 0) {
		struct ts_package package = {.kind = TS_PACKAGE_DIRECTORY};
		const char *hex = ts_json_string(ts_json_get(approval->digests, "dirHash1"));

		holds(approval->approval_ref != NULL && approval->decision != NULL &&
			  approval->digests != NULL,
		    "an approval says what it is of");
		if (hex == NULL) {
			package.kind = TS_PACKAGE_FILE;
			hex = ts_json_string(ts_json_get(approval->digests, "sha256"));
		}
		if (hex != NULL)
			ts_hex_read_digest(hex, strlen(hex), package.digest);
		says(approval, copy, size);
		write_again(approval, &package);
		judge(approval, &package);
		ts_approval_free(approval);
	} else {
		holds_err(&err, "approval.parse");
	}
	free(copy);
	return 0;
}
