/* The golden bundle is accepted; with any byte changed, truncated anywhere, or continued, it is
 * refused. */
#include <stdlib.h>
#include <string.h>

#include "suites.h"
#include "verify/boundary.h"
#include "verify/verify.h"

struct golden {
	unsigned char *bundle;
	size_t len;
	struct ts_trust *trust;
	struct ts_profile_set *set;
	struct ts_rules *rules;
	struct ts_boundary *boundary;
};

static struct golden golden;

static void setup(void)
{
	unsigned char *text;
	size_t len;
	struct ts_err err;

	golden.bundle = read_fixture("golden/golden-followup.tar", &golden.len);
	text = read_fixture("golden/trust.json", &len);
	ck_assert_int_eq(ts_trust_parse(text, len, &golden.trust, &err), 0);
	free(text);
	ck_assert_int_eq(ts_profile_set_new(&golden.set, &err), 0);
	ck_assert_int_eq(ts_rules_new(&golden.rules, &err), 0);
	ck_assert_int_eq(ts_boundary_new(golden.rules, &golden.boundary, &err), 0);
	text = read_fixture("golden/profile.json", &len);
	ck_assert_int_eq(ts_profile_set_add(golden.set, text, len, NULL, &err), 0);
	free(text);
}

static void teardown(void)
{
	free(golden.bundle);
	ts_trust_free(golden.trust);
	ts_profile_set_free(golden.set);
	ts_boundary_free(golden.boundary);
	ts_rules_free(golden.rules);
}

/* Verify a bundle as of a time soon after it was sealed. */
static void verify(struct ts_source *source, uint64_t max_files, struct ts_verdict *verdict)
{
	const struct ts_verify_params params = {.trust = golden.trust,
	    .profiles = golden.set,
	    .rules = golden.rules,
	    .boundary = golden.boundary,
	    .now = {.sec = 1782000000},
	    .latest = {.sec = 1782000000},
	    .max_files = max_files};

	ts_verify(source, &params, verdict, NULL);
}

static enum ts_class judge(const unsigned char *bundle, size_t len)
{
	struct ts_source_mem mem = {bundle, len};
	struct ts_source source = ts_source_mem(&mem);
	struct ts_verdict *verdict = ts_verdict_new("golden");
	enum ts_class class;
	bool silent = false;

	verify(&source, 1000, verdict);
	class = verdict->class;
	for (size_t i = 0; i < verdict->n; i++)
		silent = silent || (verdict->findings[i].result == TS_FAIL &&
				       verdict->findings[i].message == NULL);
	ck_assert_msg(!silent, "a finding without a message");
	ts_verdict_free(verdict);
	return class;
}

START_TEST(accepts)
{
	ck_assert_int_eq(judge(golden.bundle, golden.len), TS_ACCEPTED);
}
END_TEST

/* Every byte, with its lowest bit, its highest bit, and all bits changed. */
START_TEST(any_byte)
{
	static const unsigned char masks[] = {0x01, 0x80, 0xff};

	for (size_t i = 0; i < golden.len; i++) {
		for (size_t m = 0; m < sizeof(masks); m++) {
			enum ts_class class;

			golden.bundle[i] ^= masks[m];
			class = judge(golden.bundle, golden.len);
			golden.bundle[i] ^= masks[m];
			ck_assert_msg(class == TS_DAMAGED || class == TS_UNTRUSTED,
			    "byte %zu changed by %#x gives %d", i, masks[m], (int)class);
		}
	}
}
END_TEST

START_TEST(any_length)
{
	unsigned char longer[16384] = {0};

	for (size_t len = 0; len < golden.len; len++)
		ck_assert_msg(judge(golden.bundle, len) == TS_DAMAGED, "cut at %zu", len);
	memcpy(longer, golden.bundle, golden.len);
	for (size_t more = 1; more <= 1024; more += 511)
		ck_assert_int_eq(judge(longer, golden.len + more), TS_DAMAGED);
}
END_TEST

/* A source that fails, or that returns one byte at a time. */
struct slow {
	struct ts_source_mem mem;
	size_t fail_at, given;
};

static ssize_t read_slow(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct slow *slow = ctx;
	struct ts_source source = ts_source_mem(&slow->mem);

	(void)len;
	if (slow->given == slow->fail_at)
		return ts_err_set(err, "io", "a failure");
	slow->given++;
	return source.read(source.ctx, buf, 1, err);
}

static enum ts_class judge_slow(size_t fail_at)
{
	struct slow slow = {.mem = {golden.bundle, golden.len}, .fail_at = fail_at};
	struct ts_source source = {.read = read_slow, .ctx = &slow, .size = TS_SIZE_UNKNOWN};
	struct ts_verdict *verdict = ts_verdict_new("golden");
	enum ts_class class;

	verify(&source, 1000, verdict);
	class = verdict->class;
	ts_verdict_free(verdict);
	return class;
}

START_TEST(byte_by_byte)
{
	ck_assert_int_eq(judge_slow(SIZE_MAX), TS_ACCEPTED);
	for (size_t at = 0; at <= golden.len; at += 37)
		ck_assert_int_eq(judge_slow(at), TS_UNDECIDED);
}
END_TEST

START_TEST(too_many_files)
{
	struct ts_source_mem mem = {golden.bundle, golden.len};
	struct ts_source source = ts_source_mem(&mem);
	struct ts_verdict *verdict = ts_verdict_new("golden");

	verify(&source, 4, verdict);
	ck_assert(ts_verdict_has_failed(verdict, "tar.limit"));
	ck_assert_int_eq(verdict->class, TS_UNDECIDED);
	ts_verdict_free(verdict);
}
END_TEST

/* An empty verdict, or one in which a check was forgotten, accepts nothing. */
START_TEST(fails_closed)
{
	static const char *const ids[] = {"tar.canonical", "seal.trusted"};
	struct ts_verdict *verdict = ts_verdict_new("x");

	ck_assert_int_eq(verdict->class, TS_UNDECIDED);
	ts_verdict_finish(verdict, NULL, 0);
	ck_assert_int_eq(verdict->class, TS_UNDECIDED);
	ts_verdict_ran(verdict, "tar.canonical");
	ts_verdict_finish(verdict, ids, 2);
	ck_assert_int_eq(verdict->class, TS_UNDECIDED);
	ck_assert_int_eq(verdict->findings[1].result, TS_NOT_RUN);
	ts_verdict_free(verdict);
}
END_TEST

Suite *suite_verify(void)
{
	Suite *suite = suite_create("verify");
	TCase *tcase = tcase_create("verify");

	tcase_set_timeout(tcase, 600);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, accepts);
	tcase_add_test(tcase, any_byte);
	tcase_add_test(tcase, any_length);
	tcase_add_test(tcase, byte_by_byte);
	tcase_add_test(tcase, too_many_files);
	tcase_add_test(tcase, fails_closed);
	suite_add_tcase(suite, tcase);
	return suite;
}
