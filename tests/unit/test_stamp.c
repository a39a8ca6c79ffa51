/* Strict DER; time stamps whose bits are flipped; what several stamps prove together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "format/der.h"
#include "stamp/proof.h"
#include "stamp/request.h"
#include "suites.h"

#define BYTES(...)                                                                                 \
	{                                                                                          \
		sizeof((const unsigned char[]){__VA_ARGS__}),                                      \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}

struct bytes {
	size_t len;
	unsigned char data[16];
};

START_TEST(der)
{
	static const struct bytes good[] = {BYTES(0x05, 0x00), BYTES(0x30, 0x00),
	    BYTES(0x30, 0x02, 0x05, 0x00), BYTES(0x04, 0x01, 0xFF),
	    BYTES(0xA0, 0x03, 0x02, 0x01, 0x00), BYTES(0x30, 0x04, 0x31, 0x00, 0x31, 0x00)};
	static const struct bytes bad[] = {BYTES(0x05), BYTES(0x05, 0x01), BYTES(0x05, 0x00, 0x00),
	    BYTES(0x30, 0x80, 0x00, 0x00), BYTES(0x04, 0x81, 0x01, 0xFF),
	    BYTES(0x04, 0x82, 0x00, 0x01, 0xFF), BYTES(0x00, 0x00), BYTES(0x1F, 0x01, 0x00),
	    BYTES(0x30, 0x02, 0x05, 0x01), BYTES(0x30, 0x01, 0x05),
	    BYTES(0x04, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00), BYTES(0x30, 0x02, 0x00, 0x00),
	    BYTES(0x04, 0xFF)};
	unsigned char deep[2 * (TS_DER_DEPTH + 2)];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(ts_der_valid(good[i].data, good[i].len), "good %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!ts_der_valid(bad[i].data, bad[i].len), "bad %zu", i);
	ck_assert(!ts_der_valid(deep, 0));
	for (size_t levels = 1; levels <= TS_DER_DEPTH + 1; levels++) {
		for (size_t i = 0; i < levels; i++) {
			deep[2 * i] = TS_DER_SEQUENCE;
			deep[2 * i + 1] = (unsigned char)(2 * (levels - 1 - i));
		}
		ck_assert_msg(ts_der_valid(deep, 2 * levels) == (levels <= TS_DER_DEPTH),
		    "%zu levels", levels);
	}
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		struct bytes bytes;
		int64_t most, number; /* -1: refused */
	} rows[] = {{BYTES(0x00), 0, 0}, {BYTES(0x7F), 127, 127}, {BYTES(0x7F), 126, -1},
	    {BYTES(0x00, 0x80), 128, 128}, {BYTES(0x00, 0x7F), 1000, -1}, {BYTES(0x80), 1000, -1},
	    {BYTES(0x0E, 0x10), 3600, 3600},
	    {BYTES(0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), INT64_MAX, INT64_MAX},
	    {BYTES(0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), INT64_MAX, -1}};
	int64_t number;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ts_der_item item = {
		    .data = rows[i].bytes.data, .len = rows[i].bytes.len};
		bool is = ts_der_number(&item, rows[i].most, &number);

		ck_assert_msg(is == (rows[i].number >= 0), "row %zu", i);
		ck_assert_msg(
		    !is || number == rows[i].number, "row %zu: %lld", i, (long long)number);
	}
}
END_TEST

START_TEST(oids)
{
	static const struct {
		struct bytes bytes;
		const char *text; /* NULL: refused */
	} rows[] = {{BYTES(0x2A, 0x86, 0x48), "1.2.840"}, {BYTES(0x00), "0.0"},
	    {BYTES(0x4F), "1.39"}, {BYTES(0x50), "2.0"}, {BYTES(0x88, 0x37), "2.999"},
	    {BYTES(0x2B, 0x06, 0x01, 0x04, 0x01, 0x86, 0x8D, 0x1F, 0x01), "1.3.6.1.4.1.99999.1"},
	    {BYTES(0x86), NULL}, {BYTES(0x2A, 0x80, 0x01), NULL},
	    {BYTES(0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F), NULL}};
	static const char *const valid[] = {"0.0", "1.39.5", "2.40", "2.999.1"};
	static const char *const invalid[] = {"", "1", "1.", ".1", "1..2", "3.1", "1.40", "1.100",
	    "01.2", "1.02", "1.2 ", "1.2.x", "1.2.99999999999999999999"};
	char text[TS_OID_TEXT];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ts_der_item item = {
		    .data = rows[i].bytes.data, .len = rows[i].bytes.len};
		bool is = ts_der_oid(&item, text);

		ck_assert_msg(is == (rows[i].text != NULL), "row %zu", i);
		if (is) {
			ck_assert_str_eq(text, rows[i].text);
			ck_assert(ts_oid_valid(text));
		}
	}
	for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
		ck_assert_msg(ts_oid_valid(valid[i]), "%s", valid[i]);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		ck_assert_msg(!ts_oid_valid(invalid[i]), "\"%s\"", invalid[i]);
}
END_TEST

START_TEST(request)
{
	unsigned char bytes[TS_REQUEST_BYTES], again[TS_REQUEST_BYTES];
	unsigned char *golden, *data;
	struct ts_stamp stamp;
	struct ts_err err;
	size_t len;

	golden = read_fixture("time/request.tsq", &len);
	ck_assert_uint_eq(len, TS_REQUEST_BYTES);
	ts_request_write(golden + 24, bytes);
	ts_request_write(golden + 24, again);
	ck_assert_mem_eq(bytes, golden, 58);
	ck_assert_mem_eq(bytes + 66, golden + 66, 3);
	ck_assert_mem_ne(bytes + 58, again + 58, 8);
	ck_assert(bytes[58] > 0 && bytes[58] < 0x80);
	data = read_fixture("time/stamps/good-plain.tsr", &len);
	ck_assert_int_eq(ts_stamp_read(data, len, &stamp, &err), 0);
	/* That stamp has no nonce. */
	ck_assert_int_ne(ts_request_check(bytes, sizeof(bytes), &stamp, &err), 0);
	ck_assert_str_eq(err.check, "stamp.form");
	for (size_t i = 0; i < sizeof(bytes); i++)
		ck_assert_int_ne(ts_request_check(bytes, i, &stamp, &err), 0);
	free(data);
	free(golden);
}
END_TEST

/* The authorities of the golden policy. */
static struct ts_trust *trust;
static struct ts_authorities *authorities;

static void load_authorities(void)
{
	struct ts_err err;
	size_t len;
	unsigned char *data = read_fixture("time/trust.json", &len);

	ck_assert_int_eq(ts_trust_parse(data, len, &trust, &err), 0);
	ck_assert_int_eq(ts_authorities_new(trust, &authorities, &err), 0);
	free(data);
}

static void free_authorities(void)
{
	ts_authorities_free(authorities);
	ts_trust_free(trust);
}

/* Judge the N files as stamps of anything. */
static void judge(struct ts_sidecar *files, size_t n, struct ts_proofs *proofs)
{
	const struct ts_sidecars stamps = {.list = files, .n = n};
	const struct ts_proofs_params params = {
	    .authorities = authorities, .owners = 1, .latest = {.sec = 1893456000}};
	struct ts_err err;

	ck_assert_msg(ts_proofs_after(&stamps, &params, proofs, &err) == 0, "%s", err.message);
}

/* Flip each bit of a stamp. It proves nothing then, or what it proved before: what is not signed
 * can be changed. */
START_TEST(flips)
{
	static const char *const names[] = {"time/stamps/good-plain.tsr",
	    "time/stamps/good-openssl.tsr", "time/stamps/good-token.tsr"};
	size_t len, proven = 0;
	unsigned char *data = read_fixture(names[_i], &len);
	struct ts_sidecar file = {.path = (char *)"f.tsr", .data = {.data = data, .len = len}};
	struct ts_proofs before, after;

	judge(&file, 1, &before);
	ck_assert_uint_eq(before.n, 1);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		data[bit / 8] ^= (unsigned char)(1 << bit % 8);
		judge(&file, 1, &after);
		ck_assert_uint_eq(after.n + after.faults_n, 1);
		if (after.n == 1) {
			proven++;
			ck_assert_str_eq(after.list[0].at, before.list[0].at);
			ck_assert_str_eq(after.list[0].owner, before.list[0].owner);
			ck_assert_int_eq(after.list[0].accuracy, before.list[0].accuracy);
		}
		ts_proofs_free(&after);
		data[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	ck_assert_msg(proven < 4 * len, "%zu of %zu bits are not signed", proven, 8 * len);
	ts_proofs_free(&before);
	free(data);
}
END_TEST

/* Cut a stamp everywhere, and put a byte in everywhere. */
START_TEST(cuts)
{
	size_t len;
	unsigned char *data = read_fixture("time/stamps/good-plain.tsr", &len);
	unsigned char *longer = malloc(len + 1);
	struct ts_stamp stamp;
	struct ts_err err;

	ck_assert(longer != NULL);
	for (size_t i = 0; i < len; i++) {
		ck_assert_int_ne(ts_stamp_read(data, i, &stamp, &err), 0);
		memcpy(longer, data, i);
		longer[i] = 0;
		memcpy(longer + i + 1, data + i, len - i);
		ck_assert_int_ne(ts_stamp_read(longer, len + 1, &stamp, &err), 0);
		ck_assert_str_eq(err.check, "stamp.form");
	}
	free(longer);
	free(data);
}
END_TEST

/* What a stranger can lay beside a bundle costs at most 32 signatures. */
START_TEST(budget)
{
	struct ts_sidecar files[TS_SIDECARS * (TS_RENEWALS + 1)];
	const size_t n = sizeof(files) / sizeof(files[0]);
	struct ts_proofs proofs;
	size_t len, unchecked = 0;
	unsigned char *data = read_fixture("time/stamps/bad-stranger.tsr", &len);

	for (size_t i = 0; i < n; i++)
		files[i] = (struct ts_sidecar){.path = (char *)"f.tsr",
		    .data = {.data = data, .len = len},
		    .is_renewal = false};
	judge(files, n, &proofs);
	ck_assert_uint_eq(proofs.n, 0);
	ck_assert_uint_eq(proofs.faults_n, n);
	for (size_t i = 0; i < n; i++)
		unchecked += strstr(proofs.faults[i].why, "it was not checked") != NULL;
	ck_assert_uint_eq(unchecked, n - TS_STAMP_CHECKS / trust->time.n);
	ts_proofs_free(&proofs);
	free(data);
}
END_TEST

START_TEST(paths)
{
	char path[TS_SIDECAR_PATH], longest[TS_SIDECAR_PATH + 8];

	ck_assert(ts_sidecar_path("b.tar", 1, path));
	ck_assert_str_eq(path, "b.tar.tsr");
	ck_assert(ts_sidecar_path("b.tar", 9, path));
	ck_assert_str_eq(path, "b.tar.9.tsr");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	ck_assert(!ts_sidecar_path(longest, 1, path));
}
END_TEST

Suite *suite_stamp(void)
{
	Suite *suite = suite_create("stamp");
	TCase *forms = tcase_create("forms"), *judged = tcase_create("judged");

	tcase_add_test(forms, der);
	tcase_add_test(forms, numbers);
	tcase_add_test(forms, oids);
	tcase_add_test(forms, request);
	tcase_add_test(forms, cuts);
	tcase_add_test(forms, paths);
	suite_add_tcase(suite, forms);
	tcase_add_unchecked_fixture(judged, load_authorities, free_authorities);
	tcase_add_loop_test(judged, flips, 0, 2);
	tcase_add_test(judged, budget);
	tcase_set_timeout(judged, 600);
	suite_add_tcase(suite, judged);
	return suite;
}
