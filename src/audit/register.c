#include "audit/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/dsse.h"
#include "judge/signers.h"

#define STATEMENT_MAX ((size_t)2 << 20)

struct registering {
	const struct ts_register_params *params;
	struct ts_registered *reg;
	struct ts_verdict *verdict;
	struct ts_err err;
};

static void judge_age(const struct registering *r, const struct ts_register_rules *rules)
{
	struct ts_time latest = ts_time_add(&r->reg->claim.issued, rules->max_age);
	struct ts_time earliest = ts_time_add(&r->params->now, -rules->max_age);
	char text[TS_TIME_TEXT], expected[64];

	if (rules->max_age < 0) {
		ts_verdict_skip(
		    r->verdict, "register.age", "the trust policy sets no max_age for registers");
		return;
	}
	ts_time_format(&earliest, text);
	snprintf(expected, sizeof(expected), "issued at %s or later", text);
	ts_verdict_ran(r->verdict, "register.age");
	if (ts_time_compare(&r->params->now, &latest) > 0)
		ts_verdict_fail(r->verdict,
		    &(struct ts_failure){.id = "register.age",
			.expected = expected,
			.found = r->reg->claim.issued_text,
			.fix = "get a current register: an old one may lack newer lines"},
		    "the register is older than the trust policy's max_age allows");
}

/* Every line must lie in the period that the registrar's statement covers. */
static void judge_covers(const struct registering *r)
{
	const struct ts_register_claim *claim = &r->reg->claim;

	ts_verdict_ran(r->verdict, "register.covers");
	for (size_t i = 0; i < r->reg->lines->n; i++) {
		const struct ts_register_line *line = &r->reg->lines->lines[i];

		if (ts_time_compare(&line->expired, &claim->from) < 0 ||
		    ts_time_compare(&line->expired, &claim->to) > 0)
			ts_verdict_fail(r->verdict,
			    &(struct ts_failure){.id = "register.covers", .at = line->ref},
			    "one of its lines expired outside the period that the register covers");
	}
}

/* Judge the statement in ENVELOPE, whose signatures verified. */
static int judge_statement(
    struct registering *r, const struct ts_dsse *envelope, const struct ts_signers *signers)
{
	const struct ts_register_params *t = r->params;
	struct ts_registered *reg = r->reg;

	if (ts_json_parse(envelope->payload.data, envelope->payload.len, "register.statement",
		&reg->statement, &r->err) != 0 ||
	    ts_register_claim_read(reg->statement, &reg->claim, &r->err) != 0)
		return -1;
	ts_verdict_ran(r->verdict, "register.statement");
	reg->signer = signers->keys[0];
	/* A register belongs to no stage, so a key that is limited to some stages may not sign it.
	 */
	ts_signers_judge(signers, &ts_signing_register,
	    &(struct ts_signing_params){.stage = "register",
		.signed_at = reg->claim.issued,
		.now = t->now,
		.latest = t->latest,
		.threshold = 1,
		.allow_example_keys = t->allow_example_keys},
	    r->verdict, NULL, NULL);
	return 0;
}

/* The file NAME in the directory of PATH. */
static char *beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	size_t head = slash == NULL ? 0 : (size_t)(slash - path) + 1, len = strlen(name) + 1;
	char *file = malloc(head + len);

	if (file == NULL)
		return NULL;
	memcpy(file, path, head);
	memcpy(file + head, name, len);
	return file;
}

static int read_signed(struct registering *r, const char *path, const struct ts_json *json)
{
	struct ts_dsse envelope = {0};
	struct ts_signers signers = {0};
	int ret = -1;

	if (ts_dsse_read(json, "register.statement", &envelope, &r->err) != 0 ||
	    ts_signers_verify(&envelope, r->params->trust, &ts_signing_register, NULL, &signers,
		r->verdict, &r->err) != 0)
		goto done;
	ret = 0;
	/* Read no file that only an unknown signer names. */
	if (signers.n == 0)
		goto done;
	ret = judge_statement(r, &envelope, &signers);
	if (ret != 0)
		goto done;
	r->reg->path = beside(path, r->reg->claim.name);
	if (r->reg->path == NULL)
		ret = ts_err_nomem(&r->err);
done:
	ts_signers_free(&signers);
	ts_dsse_free(&envelope);
	return ret;
}

static int read_lines(struct registering *r, const void *data, size_t len)
{
	struct ts_registered *reg = r->reg;

	if (ts_register_parse(data, len, &reg->lines, &r->err) != 0)
		return -1;
	ts_verdict_ran(r->verdict, "register.valid");
	if (reg->statement == NULL)
		return 0;
	ts_verdict_ran(r->verdict, "register.digest");
	if (strcmp(reg->lines->sha256, reg->claim.sha256) != 0)
		ts_verdict_fail(r->verdict,
		    &(struct ts_failure){.id = "register.digest",
			.at = reg->path,
			.expected = reg->claim.sha256,
			.found = reg->lines->sha256,
			.fix = "get the register that was signed, or have this one signed"},
		    "the register differs from the one that was signed");
	judge_covers(r);
	return 0;
}

/* The text as an envelope; NULL when it is none. JSON lines are not one document, unless there is
 * only one line. */
static struct ts_json *as_envelope(const struct ts_buf *text)
{
	struct ts_json *json = NULL;

	if (text->len > STATEMENT_MAX ||
	    ts_json_parse(text->data, text->len, "register.statement", &json, NULL) != 0)
		return NULL;
	if (ts_json_kind(json) == TS_JSON_OBJECT && ts_dsse_is_envelope(json))
		return json;
	ts_json_free(json);
	return NULL;
}

static int read_any(struct registering *r, const char *path)
{
	const struct ts_register_rules rules = ts_trust_register(r->params->trust);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_json *envelope = NULL;
	int ret = ts_file_slurp(path, TS_REGISTER_MAX, &text, &r->err);

	if (ret == 0)
		envelope = as_envelope(&text);
	if (ret == 0 && envelope != NULL) {
		ret = read_signed(r, path, envelope);
		text.len = 0;
		if (ret == 0 && r->reg->path != NULL)
			ret = ts_file_slurp(r->reg->path, TS_REGISTER_MAX, &text, &r->err);
		if (ret == 0 && r->reg->path != NULL)
			judge_age(r, &rules);
	} else if (ret == 0) {
		r->reg->path = strdup(path);
		if (rules.is_signed || rules.max_age >= 0)
			ts_verdict_fail(r->verdict,
			    &(struct ts_failure){.id = "register.signed",
				.at = path,
				.expected =
				    "a statement about the register, signed with a registrar's key",
				.fix = "have the register signed (tarseal register sign), and pass "
				       "the statement"},
			    "the trust policy requires a signed register");
		else
			ts_verdict_skip(r->verdict, "register.signed",
			    "the trust policy does not require a signed register");
		if (r->reg->path == NULL)
			ret = ts_err_nomem(&r->err);
	}
	if (ret == 0 && r->reg->path != NULL)
		ret = read_lines(r, text.data, text.len);
	ts_json_free(envelope);
	ts_buf_free(&text);
	return ret;
}

void ts_register_read(const char *path, const struct ts_register_params *params,
    struct ts_registered *reg, struct ts_verdict *verdict)
{
	static const char *const ids[] = {"register.valid"};
	struct registering r = {.params = params, .reg = reg, .verdict = verdict};

	*reg = (struct ts_registered){.lines = NULL};
	if (read_any(&r, path) != 0)
		ts_verdict_fail_err(verdict, &r.err);
	ts_verdict_finish(verdict, ids, 1);
}

void ts_registered_free(struct ts_registered *reg)
{
	ts_register_free(reg->lines);
	ts_json_free(reg->statement);
	free(reg->path);
	*reg = (struct ts_registered){.lines = NULL};
}
