/* Public keys in their usual forms, and those that no honest program creates; base64; DSSE. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/key.h"
#include "crypto/sign.h"
#include "format/dsse.h"
#include "suites.h"

#define LINE "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINgHIYt9qv6AIWgG3Bh9KHZcB8EOmlpwzMBVXQcIQvLN"

static int parse(const char *text, struct ts_public_key *key, struct ts_err *err)
{
	return ts_public_key_parse(text, strlen(text), "trust.valid", key, err);
}

START_TEST(forms)
{
	static const char *const texts[] = {LINE, LINE "\n", LINE " a comment\n", LINE "\r\n",
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MCowBQYDK2VwAyEA2Achi32q/oAhaAbcGH0odlwHwQ6aWnDMwFVdBwhC8s0=\n"
	    "-----END PUBLIC KEY-----\n"};
	struct ts_public_key key;
	struct ts_buf line = TS_BUF_INIT;
	struct ts_err err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_msg(parse(texts[i], &key, &err) == 0, "%s", err.message);
		ck_assert_str_eq(key.id, "SHA256:5VFyQ6imBk8qNUWyO4BX6oIWXG675c9xwerbXPe/FeA");
	}
	ts_public_key_line(&key, NULL, &line);
	ck_assert_str_eq(ts_buf_cstr(&line), LINE);
	ts_buf_free(&line);
	ck_assert(ts_key_id_valid(key.id));
	ck_assert(!ts_key_id_valid("SHA256:5VFyQ6imBk8qNUWyO4BX6oIWXG675c9xwerbXPe/FeB"));
	ck_assert(!ts_key_id_valid("SHA256:5VFyQ6imBk8qNUWyO4BX6oIWXG675c9xwerbXPe/FQ="));
	/* libsodium 1.0.18 would read this as a digest. */
	ck_assert(!ts_key_id_valid("SHA256:\xff"
				   "5VFyQ6imBk8qNUWyO4BX6oIWXG675c9xwerbXPe/Fe"));
	ck_assert(!ts_key_id_valid("SHA256:"));
	ck_assert(!ts_key_is_example(&key));
}
END_TEST

/* A key that minisign made, and the same key as OpenSSH writes it. */
#define MINISIGN "RWT+GL4V77MRAIosYiZWuRLMUaBjV1FjodpBklTVjofnHtjn6h1Y2eB2"

START_TEST(minisign)
{
	static const char *const texts[] = {MINISIGN, MINISIGN "\n",
	    "untrusted comment: minisign public key 11B3EF15BE18FE\n" MINISIGN "\n",
	    "untrusted comment: \r\n" MINISIGN "\r\n"};
	static const char *const malformed[] = {"untrusted comment: x", "untrusted comment: x\n",
	    "untrusted comment: x\nRWT+GL4V77MRAIosYiZWuRLMUaBjV1Fjo\n", "x\n" MINISIGN,
	    "RWT+GL4V77MRAIosYiZWuRLMUaBjV1FjodpBklTVjofnHtjn6h1Y2e!2",
	    /* the algorithm of signatures over a hash; a point of small order */
	    "RUT+GL4V77MRAIosYiZWuRLMUaBjV1FjodpBklTVjofnHtjn6h1Y2eB2",
	    "RWT+GL4V77MRAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", MINISIGN "\n" MINISIGN};
	struct ts_public_key key;
	struct ts_err err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct ts_buf line = TS_BUF_INIT;

		ck_assert_msg(parse(texts[i], &key, &err) == 0, "%s", err.message);
		ts_public_key_line(&key, NULL, &line);
		ck_assert_str_eq(ts_buf_cstr(&line),
		    "ssh-ed25519 "
		    "AAAAC3NzaC1lZDI1NTE5AAAAIIosYiZWuRLMUaBjV1FjodpBklTV"
		    "jofnHtjn6h1Y2eB2");
		ts_buf_free(&line);
	}
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		ck_assert_msg(parse(malformed[i], &key, &err) == -1, "%s", malformed[i]);
}
END_TEST

static const char *const bad[] = {"", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 AAAA",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINgHIYt9qv6AIWgG3Bh9KHZcB8EOmlpwzMBVXQcIQvL",
    LINE "\n" LINE "\n", " " LINE, "-----BEGIN PUBLIC KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n",
    /* X25519 instead of Ed25519 */
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA2Achi32q/oAhaAbcGH0odlwHwQ6aWnDMwFVdBwhC8s0=\n"
    "-----END PUBLIC KEY-----\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"};

START_TEST(refuses_texts)
{
	struct ts_public_key key;
	struct ts_err err;

	ck_assert_msg(parse(bad[_i], &key, &err) == -1, "%s", bad[_i]);
	ck_assert_str_eq(err.check, "trust.valid");
}
END_TEST

/* Points of small order, of mixed order, not on the curve, and non-canonical encodings. */
static const char *const points[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0200000000000000000000000000000000000000000000000000000000000000",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    /* the base point plus a point of order 8 */
    "da99e28ba529cdde35a25fba9059e78ecaee239f99755b9b1aa4f65df00803e2",
};

START_TEST(refuses_points)
{
	unsigned char bytes[TS_KEY_BYTES];
	struct ts_public_key key;
	struct ts_err err;

	ck_assert(ts_hex_read_digest(points[_i], 64, bytes));
	ck_assert_int_eq(ts_public_key_from_bytes(bytes, "trust.valid", &key, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "prime order"));
}
END_TEST

static const char *const base64_bad[] = {"A", "AA", "AAA", "A===", "AA=A",
    "AB==", "AAB=", "AA= =", "AAAA=", "AA-A", "AA\nA", "====", "AAAAA==="};

START_TEST(base64)
{
	struct ts_buf out = TS_BUF_INIT;

	ck_assert_msg(
	    !ts_base64_read(base64_bad[_i], strlen(base64_bad[_i]), &out), "%s", base64_bad[_i]);
	ck_assert_uint_eq(out.len, 0);
	ts_buf_free(&out);
	ck_assert(ts_base64_read("aGk=", 4, &out));
	ck_assert_uint_eq(out.len, 2);
	ts_buf_free(&out);
}
END_TEST

/* What libsodium says of the same text, with each byte of it replaced by every other one; but
 * libsodium 1.0.18 takes bytes that are not ASCII for digits. */
START_TEST(base64_as_libsodium)
{
	unsigned char data[10], decoded[16];
	char text[20], expected[20];
	struct ts_buf out = TS_BUF_INIT;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(251 * i + 239);
	sodium_bin2base64(
	    expected, sizeof(expected), data, (size_t)_i, sodium_base64_VARIANT_ORIGINAL);
	ts_base64_add(&out, data, (size_t)_i, true);
	ck_assert_str_eq(ts_buf_cstr(&out), expected);
	for (size_t at = 0; at < out.len; at++)
		for (int byte = 1; byte < 256; byte++)
			for (int url = 0; url < 2; url++) {
				int variant = url ? sodium_base64_VARIANT_URLSAFE
						  : sodium_base64_VARIANT_ORIGINAL;
				struct ts_buf mine = TS_BUF_INIT;
				size_t n = 0;
				bool right, read;

				memcpy(text, out.data, out.len);
				text[at] = (char)byte;
				right =
				    byte < 0x80 && sodium_base642bin(decoded, sizeof(decoded), text,
						       out.len, NULL, &n, NULL, variant) == 0;
				read = url ? ts_base64url_read(text, out.len, &mine)
					   : ts_base64_read(text, out.len, &mine);
				ck_assert_msg(read == right, "%.*s", (int)out.len, text);
				ck_assert_uint_eq(mine.len, right ? n : 0);
				ck_assert(!right || memcmp(mine.data, decoded, n) == 0);
				ts_buf_free(&mine);
			}
	ts_buf_free(&out);
}
END_TEST

/* Read the hexadecimal digits at TEXT, up to a tab, into OUT; returns the number of bytes. */
static size_t read_hex(const char *text, unsigned char *out, size_t size)
{
	size_t n = 0;

	while (n < size && strchr("\t-", text[2 * n]) == NULL &&
	       sscanf(text + 2 * n, "%2hhx", &out[n]) == 1)
		n++;
	ck_assert(text[2 * n] == '\t' || strncmp(text, "-\t", 2) == 0);
	return n;
}

/* Does the signature, of any length, verify as it would in an envelope? */
static bool verifies(const unsigned char *point, const void *message, size_t len,
    const unsigned char *signature, size_t signature_len)
{
	struct ts_public_key key;

	return signature_len == TS_SIGNATURE_BYTES &&
	       ts_public_key_from_bytes(point, "trust.valid", &key, NULL) == 0 &&
	       ts_sign_verify(&key, message, len, signature);
}

START_TEST(wycheproof)
{
	unsigned char point[TS_KEY_BYTES], message[2048], signature[128];
	size_t len, cases = 0, valid = 0;
	char *text = (char *)read_fixture("wycheproof/ed25519.tsv", &len), *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *field[6] = {line};
		bool want;

		if (line[0] == '#')
			continue;
		for (size_t i = 1; i < 6; i++)
			field[i] = strchr(field[i - 1], '\t') + 1;
		want = strncmp(field[1], "valid\t", 6) == 0;
		ck_assert_uint_eq(read_hex(field[2], point, sizeof(point)), TS_KEY_BYTES);
		ck_assert_msg(
		    verifies(point, message, read_hex(field[3], message, sizeof(message)),
			signature, read_hex(field[4], signature, sizeof(signature))) == want,
		    "%s", line);
		cases++;
		valid += want;
	}
	ck_assert_uint_eq(cases, 148);
	ck_assert_uint_eq(valid, 85);
	free(text);
}
END_TEST

START_TEST(pae)
{
	struct ts_dsse dsse = {0};
	struct ts_buf out = TS_BUF_INIT;

	ts_buf_add_str(&dsse.payload, "{}");
	ts_dsse_pae(&dsse, &out);
	ck_assert_str_eq(ts_buf_cstr(&out), "DSSEv1 28 application/vnd.in-toto+json 2 {}");
	ts_buf_free(&out);
	ts_dsse_free(&dsse);
}
END_TEST

Suite *suite_key(void)
{
	Suite *suite = suite_create("key");
	TCase *tcase = tcase_create("key");

	tcase_add_test(tcase, forms);
	tcase_add_loop_test(tcase, refuses_texts, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_loop_test(tcase, refuses_points, 0, (int)(sizeof(points) / sizeof(points[0])));
	tcase_add_loop_test(tcase, base64_as_libsodium, 0, 11);
	tcase_add_loop_test(tcase, base64, 0, (int)(sizeof(base64_bad) / sizeof(base64_bad[0])));
	tcase_add_test(tcase, minisign);
	tcase_add_test(tcase, wycheproof);
	tcase_add_test(tcase, pae);
	suite_add_tcase(suite, tcase);
	return suite;
}
