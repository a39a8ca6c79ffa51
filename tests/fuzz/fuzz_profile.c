/* Profiles: parse them, lint them, and apply them to a fixed case. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "judge/field.h"
#include "judge/gate.h"
#include "model/profile_lint.h"

static struct ts_json *evidence, *record;
static unsigned char *approval;
static size_t approval_len;

static struct ts_json *read_json(const char *name)
{
	struct ts_json *json = NULL;
	struct ts_err err;
	size_t len;
	unsigned char *text = read_beside(name, &len);

	holds(ts_json_parse(text, len, "x", &json, &err) == 0, "the case's documents parse");
	free(text);
	return json;
}

void set_up(void)
{
	evidence = read_json("setup/evidence.json");
	record = read_json("setup/record.json");
	approval = read_beside("setup/approval.json", &approval_len);
}

static void tell(void *ctx, const char *at, const char *text)
{
	(void)ctx;
	holds(at != NULL && text != NULL && text[0] != '\0', "the lint says what and where");
}

/* The case under PROFILE, made from a golden bundle's documents. */
static struct ts_case *make_case(const struct ts_profile *profile)
{
	struct ts_case *c = ts_case_new();
	struct ts_err err;

	holds(c != NULL, "there is memory");
	c->profile = profile;
	c->name = "golden-followup";
	c->created = (struct ts_time){.sec = 1781956800};
	c->has_package = true;
	c->package.kind = TS_PACKAGE_DIRECTORY;
	memset(c->package.digest, 0xaa, TS_DIGEST_BYTES);
	c->evidence = ts_json_copy(evidence);
	c->record = ts_json_copy(record);
	holds(ts_approval_parse(approval, approval_len, &c->approval, &err) == 0,
	    "the case's approval parses");
	holds(ts_case_build(c, &err) == 0, "the case is built");
	return c;
}

static void judge(const struct ts_profile *profile, struct ts_buf *out)
{
	struct ts_case *c = make_case(profile);
	struct ts_verdict *verdict = ts_verdict_new("a case");
	enum ts_result *results = calloc(profile->gates_n, sizeof(*results));

	holds(verdict != NULL && results != NULL, "there is memory");
	ts_gates_judge(c, results, verdict);
	for (size_t i = 0; i < profile->gates_n; i++) {
		struct ts_buf id = TS_BUF_INIT;

		ts_buf_printf(&id, "gate.%s", profile->gates[i].id);
		holds(ts_verdict_has_failed(verdict, ts_buf_cstr(&id)) == (results[i] == TS_FAIL),
		    "a gate's result is its finding");
		holds(results[i] == TS_PASS || results[i] == TS_FAIL || results[i] == TS_SKIP,
		    "a gate passes, fails or is skipped");
		ts_buf_free(&id);
	}
	ts_fields_judge(c, verdict);
	ts_verdict_finish(verdict, NULL, 0);
	holds_verdict(verdict);
	tell_verdict(verdict, out);
	free(results);
	ts_verdict_free(verdict);
	ts_case_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);
	struct ts_profile *profile, *again;
	struct ts_buf first = TS_BUF_INIT, second = TS_BUF_INIT;
	struct ts_err err;

	if (ts_profile_parse(copy, size, &profile, &err) != 0) {
		holds_err(&err, "profile.valid");
		free(copy);
		return 0;
	}
	holds(profile->gates_n > 0, "a profile has gates");
	holds(ts_profile_parse(copy, size, &again, &err) == 0, "a second parse agrees");
	holds(memcmp(profile->digest, again->digest, TS_DIGEST_BYTES) == 0, "on the digest");
	ts_profile_lint(profile, tell, NULL);
	judge(profile, &first);
	judge(again, &second);
	holds(same(&first, &second), "a second judgement is the same");
	ts_buf_free(&first);
	ts_buf_free(&second);
	ts_profile_free(profile);
	ts_profile_free(again);
	free(copy);
	return 0;
}
