/* The content scanner: every rule over its own examples, and secrets that hide inside text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "scanner/entropy.h"
#include "scanner/kind.h"
#include "scanner/layer.h"
#include "scanner/reference.h"
#include "scanner/rules.h"
#include "scanner/runs.h"
#include "scanner/scanner.h"
#include "scanner/secret.h"
#include "searching.h"
#include "suites.h"

/* A rule finds each of its examples, and no rule finds anything in its counterexamples. */
START_TEST(examples)
{
	const struct ts_hit *hits, *hit;
	struct ts_rule rule;
	const char *text;
	size_t n;

	if ((size_t)_i >= rules->n)
		return;
	ts_rules_get(rules, (size_t)_i, &rule);
	ck_assert_msg(rule.examples.n >= 3, "%s: too few examples", rule.id);
	ck_assert_msg(rule.counterexamples.n >= 3, "%s", rule.id);
	text = rule.examples.first;
	for (size_t e = 0; e < rule.examples.n; e++, text = ts_texts_next(text))
		ck_assert_msg(find(rule.id, text, strlen(text), 7) != NULL, "%s does not find %s",
		    rule.id, text);
	text = rule.counterexamples.first;
	for (size_t e = 0; e < rule.counterexamples.n; e++, text = ts_texts_next(text)) {
		hits = search(text, strlen(text), 4096, &n);
		hit = first_finding(hits, n);
		ck_assert_msg(hit == NULL, "%s finds something in a counterexample of %s: %s",
		    hit == NULL || hit->rule == NULL ? "a limit" : hit->rule->id, rule.id, text);
	}
}
END_TEST

static double bits(const char *text, size_t len)
{
	return (double)ts_entropy(text, len) / TS_ENTROPY_ONE;
}

/* The entropy of texts for which it is known. */
START_TEST(entropy)
{
	static const struct {
		const char *text;
		double bits;
	} known[] = {{"", 0}, {"a", 0}, {"aaaaaaaa", 0}, {"abababab", 1}, {"aabc", 1.5},
	    {"0123456789abcdef", 4}, {"0123456789abcdef0123456789abcdef", 4}};
	char text[4096];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_double_eq(bits(known[i].text, strlen(known[i].text)), known[i].bits);
	/* Three quarters of one byte: 2 - 0.75 * log2(3). */
	ck_assert_double_eq_tol(bits("aaab", 4), 0.81127812445913283, 1e-7);
	/* Rules require a least number of bits: a text with exactly that number must not fail by
	 * rounding. */
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "aaaaaaaabbbbccde"[i % 16];
	for (size_t n = 16; n <= sizeof(text); n += 16)
		ck_assert_double_eq(bits(text, n), 1.875);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 8);
	for (size_t n = 8; n <= sizeof(text); n += 8)
		ck_assert_double_eq(bits(text, n), 3);
}
END_TEST

/* What was searched before must not change what is found, even for text in which only one of
 * PCRE2's two ways to match reaches its limit. */
START_TEST(same_again)
{
	static const char head[] = "\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n";
	static const char tail[] = " x service_account\n";
	char text[3600];
	size_t len = strlen(head), n;

	memcpy(text, head, len);
	memset(text + len, 'A', 70);
	for (len += 70; len < 3500; len += 2)
		memcpy(text + len, " x", 2);
	memcpy(text + len, tail, strlen(tail));
	len += strlen(tail);
	for (int i = 0; i < 50; i++) {
		search(text, len, 4096, &n);
		ck_assert_msg(n == 0, "after %d times", i);
	}
}
END_TEST

#define SIXTY "012345678901234567890123456789012345678901234567890123456789"
#define TOKEN "ghp_0123456789abcdefABCDEF0123456789abcd" /* well-formed, but nobody's */

/* The token in its hiding places. Each must be found, wherever the pieces of the input end. */
static const char *const hiding[] = {
    TOKEN,
    "\xEF\xBB\xBF" TOKEN " after a byte-order mark",
    "{\"note\": \"\\u0067hp_0123456789abcdefABCDEF0123456789abcd\"}",
    "{\"note\": \"see:\\ngh\\u0070_0123456789abcdefABCDEF0123456789abcd\\n\"}",
    /* JSON inside a string in JSON */
    "{\"a\": \"{\\\"b\\\": \\\"\\\\u0067hp_0123456789abcdefABCDEF0123456789abcd\\\"}\"}",
    /* base64 of "the token is ghp_…" in JSON; the same in the URL-safe alphabet, and twice */
    "{\"payload\": "
    "\"dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4OWFiY2Q=\"}",
    "dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4OWFiY2Q",
    "ZEdobElIUnZhMlZ1SUdseklHZG9jRjh3TVRJek5EVTJOemc1WVdKalpHVm1RVUpEUkVWR01ERXlNelExTmpjNE9XRm"
    "lZMlE9",
    /* wrapped */
    "dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4\nOWFiY2Q=\n",
    /* wrapped at 48 characters, indented, quoted, after characters that belong to something else */
    "dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJD\nREVGMDEyMzQ1Njc4OWFiY2Q=\n",
    "  dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJD\n  REVGMDEyMzQ1Njc4OWFiY2Q=\n",
    "> dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJD\r\n> REVGMDEyMzQ1Njc4OWFiY2Q=\r\n",
    "ID_dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4OWFiY2Q=",
    /* colours of a terminal: before it, inside it, as JSON; a link; a title */
    "\033[32m" TOKEN "\033[0m",
    "token\033[1;38;5;208m" TOKEN "\033[0m",
    "gh\033[1mp_0123456789abcdef\033[0mABCDEF0123456789abcd",
    "{\"log\": \"\\u001b[33m" TOKEN "\\u001b[0m\"}",
    "\033]8;;https://x\033\\" TOKEN "\033]8;;\033\\",
    "\033]0;title\007" TOKEN,
    "gh\033(B\033[mp_0123456789abcdefABCDEF0123456789abcd", /* what tput sgr0 prints */
    "gh\033=\0337p_0123456789abcdefABCDEF0123456789abcd",
    "gh\033]8;;https://example.com/" SIXTY SIXTY "\007p_0123456789abcdefABCDEF0123456789abcd",
    /* percent-encoding, before it and all of it */
    "state=access_token%3D" TOKEN,
    "%20" TOKEN "%0A",
    "%67%68%70%5F%30%31%32%33%34%35%36%37%38%39%61%62%63%64%65%66%41%42%43%44%45%46%30%31%32%33%34%"
    "35%36%37%38%39%61%62%63%64",
    /* quoted-printable, over a soft line break */
    "token =3D ghp_0123456789abc=\ndefABCDEF0123456789abcd\n",
    "see ghp=5F0123456789abcdefABCDEF0123456789abcd",
    /* HTML and XML */
    "<b>" TOKEN "</b>&nbsp;ghp",
    "token:&#x67;&#104;p&lowbar;0123456789abcdefABCDEF0123456789abcd;",
    "a&gt;" TOKEN "&lt;",
    /* C, Python and shells */
    "\\x22" TOKEN,
    "\\x67\\150p_0123456789abcdef\\\nABCDEF0123456789abcd",
    "\\u{67}hp_0123456789abcdefABCDEF0123456789abcd",
    /* hexadecimal digits, with something before them */
    "74686520746f6b656e206973206768705f303132333435363738396162636465664142434445463031323334353637"
    "383961626364",
    "0x74686520746F6B656E206973206768705F3031323334353637383961626364656641424344454630313233343536"
    "37383961626364",
    "f74686520746f6b656e206973206768705f30313233343536373839616263646566414243444546303132333435363"
    "7383961626364",
    /* base32 */
    "ORUGKIDUN5VWK3RANFZSAZ3IOBPTAMJSGM2DKNRXHA4WCYTDMRSWMQKCINCEKRRQGEZDGNBVGY3TQOLBMJRWI===",
    "x orugkidun5vwk3ranfzsaz3iobptamjsgm2dknrxha4wcytdmrswmqkcincekrrqgezdgnbvgy3tqolbmjrwi",
    /* spaces that are none */
    "token\xC2\xA0" TOKEN "\xC2\xA0",
    "gh\xE2\x80\x8Bp_01234567\xC2\xAD"
    "89abcdefABCDEF0123456789abcd",
    /* in a cell of CSV, in a block of YAML */
    "1,\"{\"\"note\"\": \"\"" TOKEN "\"\"}\"",
    "note: |\n    " TOKEN "\n",
    /* percent-encoding inside JSON inside base64 */
    "eyJ1IjogInglM0QlMjIlNjclNjglNzAlNWYlMzAlMzElMzIlMzMlMzQlMzUlMzYlMzclMzglMzklNjElNjIlNjMlNjQlNj"
    "UlNjYlNDElNDIlNDMlNDQlNDUlNDYlMzAlMzElMzIlMzMlMzQlMzUlMzYlMzclMzglMzklNjElNjIlNjMlNjQifQ==",
    /* base64 whose JSON has an escape */
    "eyJ0b2tlbiI6ICJcdTAwNjdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4OWFiY2QifQ==",
};

START_TEST(depth)
{
	static const size_t pieces[] = {1, 7, 4096};
	const char *text = hiding[_i];

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		ck_assert_msg(find("token.github-personal", text, strlen(text), pieces[i]) != NULL,
		    "not found in %s", text);
}
END_TEST

/* Secrets across the edges of the scanner's buffer, at every offset around them. */
START_TEST(edges)
{
	static const char line[] = "an ordinary line of an ordinary log, with nothing in it\n";
	const char *text = hiding[_i];
	const size_t len = strlen(text), size = ((size_t)512 << 10) + len + 4096;
	char *content = malloc(size);
	const struct ts_hit *hit;

	ck_assert_ptr_nonnull(content);
	for (size_t back = 0; back < len + 8192; back += _i == 0 ? 211 : 1409) {
		size_t place = ((size_t)512 << 10) + 64 - back;

		for (size_t i = 0; i < size; i++)
			content[i] = line[i % (sizeof(line) - 1)];
		content[place - 1] = '\n';
		memcpy(content + place, text, len);
		content[place + len] = '\n';
		hit = find("token.github-personal", content, size, 65536);
		ck_assert_msg(hit != NULL, "%zu bytes before the edge", back);
		ck_assert_msg(hit->offset >= place && hit->offset < place + len,
		    "found at %llu, put at %zu", (unsigned long long)hit->offset, place);
	}
	free(content);
}
END_TEST

/* Base64 that is longer than the buffer keeps its alignment across the edges. */
START_TEST(long_base64)
{
	static const char group[] = "QUJDREVGR0hJ"; /* ABCDEFGHI */
	static const char hidden[] =
	    "dGhlIHRva2VuIGlzIGdocF8wMTIzNDU2Nzg5YWJjZGVmQUJDREVGMDEyMzQ1Njc4"
	    "OWFiY2QK";
	const size_t size = (size_t)1200 << 10;
	char *content = malloc(size);

	ck_assert_ptr_nonnull(content);
	for (size_t place = 510 << 10; place < size - 100; place += 12 * 9001) {
		memset(content, ' ', 64 + (size_t)_i);
		for (size_t i = 64 + (size_t)_i; i < size; i++)
			content[i] = group[(i - 64 - (size_t)_i) % 12];
		memcpy(content + 64 + _i + place / 12 * 12, hidden, sizeof(hidden) - 1);
		ck_assert(find("token.github-personal", content, size, 32768) != NULL);
	}
	free(content);
}
END_TEST

START_TEST(lines)
{
	const char *text = "one\ntwo\n\n" TOKEN "\n";
	const struct ts_hit *hit = find("token.github-personal", text, strlen(text), 5);

	ck_assert_ptr_nonnull(hit);
	ck_assert_uint_eq(hit->line, 4);
	ck_assert_uint_eq(hit->offset, 9);
}
END_TEST

/* The same secret has the same fingerprint wherever it is, and another one under another salt. */
START_TEST(fingerprints)
{
	static const unsigned char other[TS_SALT_BYTES] = {1};
	unsigned char first[TS_DIGEST_BYTES];
	const struct ts_hit *hit = find("token.github-personal", hiding[0], strlen(hiding[0]), 9);

	ck_assert_ptr_nonnull(hit);
	memcpy(first, hit->fingerprint, sizeof(first));
	for (size_t i = 1; i < sizeof(hiding) / sizeof(hiding[0]); i++) {
		hit = find("token.github-personal", hiding[i], strlen(hiding[i]), 4096);
		ck_assert_mem_eq(hit->fingerprint, first, sizeof(first));
	}
	ts_scanner_set_salt(scanner, other);
	hit = find("token.github-personal", hiding[0], strlen(hiding[0]), 4096);
	ck_assert_mem_ne(hit->fingerprint, first, sizeof(first));
}
END_TEST

START_TEST(validators)
{
	static const struct {
		enum ts_validator validator;
		const char *text;
		bool valid;
	} cases[] = {
	    {TS_VALID_LUHN, "4111 1111 1111 1111", true},
	    {TS_VALID_LUHN, "4111 1111 1111 1112", false},
	    {TS_VALID_LUHN, "378282246310005", true},
	    {TS_VALID_LUHN, "00000000000", false},
	    {TS_VALID_IBAN, "GB82 WEST 1234 5698 7654 32", true},
	    {TS_VALID_IBAN, "GB82 WEST 1234 5698 7654 33", false},
	    {TS_VALID_IBAN, "DE89370400440532013000", true},
	    {TS_VALID_IBAN, "DE8937040044053201300", false},
	    {TS_VALID_IBAN, "GB82", false},
	    {TS_VALID_JWT, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
		true},
	    {TS_VALID_JWT, "eyJhYmMiOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4In0.c2ln", false},
	    {TS_VALID_JWT, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", false},
	    {TS_VALID_PEM, "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI", true},
	    {TS_VALID_PEM, "-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEI", true},
	    {TS_VALID_PEM, "-----BEGIN PRIVATE KEY-----\nnot a key at all", false},
	    {TS_VALID_PEM, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t len = strlen(cases[i].text);
		const struct ts_rule rule = {.validator = cases[i].validator};
		const struct ts_secret secret = {cases[i].text, len, 0, len, true};
		const struct ts_texts none = {NULL, 0};

		ck_assert_msg(ts_secret_valid(&rule, &(struct ts_place){&none, TS_EVIDENCE},
				  &secret) == cases[i].valid,
		    "%s", cases[i].text);
	}
}
END_TEST

/* Rule files that must be refused. */
static const char *const bad_rules[] = {
    "[]",
    "{\"tarseal\":\"rules/2\",\"category\":\"c\",\"title\":\"t\",\"rules\":[]}",
#define RULE(text)                                                                                 \
	"{\"tarseal\":\"rules/1\",\"category\":\"c\",\"title\":\"t\",\"rules\":[{" text "}]}"
    RULE("\"id\":\"x\""),
    RULE("\"id\":\"X\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"]"),
    RULE("\"id\":\"key.age\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"(\",\"keywords\":[\"a\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"A\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[1]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\""),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"x\",\"min\":20}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"min\":12}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"names\":[\"a\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"names\":[\"A\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"names\":[\"\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"names\":[\"a\"],\"columns\":1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"shapes\":[\"["
	 "12\"]}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"shapes\":["
	 "\"12345678901234567890123456789012345678901234567890123456789012345\"]}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"shapes\":[\"["
	 "1-9][1-9][1-9][1-9]\"]}"),
    RULE(
	"\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"shapes\":[1]}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"code\",\"shapes\":1}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"secret_group\":1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"count\":0"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"window\":[1]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"window\":[0,9999]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"validator\":\"x\""),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"allow\":[\"[\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"more\":1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"entropy\":8.1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"entropy\":-1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"names\":[\"a\"],\"except\":[\"A\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"names\":[\"a\"],\"except\":[1]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"samples\":[\"[\"]"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"word\":1"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"keywords\":[\"a\"],\"validator\":"
	 "\"scheme\""),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"base64\",\"min\":31}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"base64\",\"min\":32,"
	 "\"max\":5000}"),
    RULE("\"id\":\"x\",\"title\":\"t\",\"regex\":\"a\",\"run\":{\"class\":\"number\",\"min\":12,"
	 "\"max\":9}"),
};

START_TEST(refuses_rules)
{
	struct ts_err err;

	ck_assert_msg(ts_rules_add(rules, bad_rules[_i], strlen(bad_rules[_i]), &err) == -1, "%s",
	    bad_rules[_i]);
	ck_assert_str_eq(err.check, "rules.valid");
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof(list[0]))

/* May a package contain a file with this NAME and content, passed in pieces of PIECE bytes? */
static bool is_fine(const char *name, const unsigned char *data, size_t len, size_t piece)
{
	struct ts_kind kind = {0};
	struct ts_kind_fault fault;
	struct ts_err err;

	ts_kind_begin(&kind, name, false);
	for (size_t at = 0; at < len; at += piece)
		ck_assert(
		    ts_kind_add(&kind, data + at, len - at < piece ? len - at : piece, &err) == 0);
	ck_assert(ts_kind_end(&kind, NULL, &fault, &err) == 0);
	ts_kind_free(&kind);
	return fault.check == NULL;
}

/* A line of JSON that is almost as long as what is parsed, and then a line that is not JSON: a file
 * with a longer line counts as text. It must not matter where the reads end. */
START_TEST(long_lines)
{
	static const size_t pieces[] = {1000, 8192, 131072, (size_t)1 << 20, (size_t)8 << 20};
	static const char behind[] = "\n{not json\n[]\n";
	static const struct {
		size_t len;
		bool fine;
	} tried[] = {{TS_JSON_DOCUMENT_MAX - 100000, false}, {TS_JSON_DOCUMENT_MAX - 1, false},
	    {TS_JSON_DOCUMENT_MAX, false}, {TS_JSON_DOCUMENT_MAX + 1, true}};
	const size_t line = tried[_i].len;
	unsigned char *text = malloc(line + sizeof(behind));

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', line);
	text[0] = text[line - 1] = '"';
	memcpy(text + line, behind, sizeof(behind));
	for (size_t p = 0; p < COUNT(pieces); p++)
		ck_assert_msg(is_fine("a.jsonl", text, line + sizeof(behind) - 1, pieces[p]) ==
				  tried[_i].fine,
		    "%zu bytes, in pieces of %zu", line, pieces[p]);
	/* Without the bad line, and without the end of the line. */
	ck_assert(is_fine("a.jsonl", text, line, 8192));
	free(text);
}
END_TEST

/* One odd byte or character at every offset of text that is checked in blocks. */
START_TEST(text_in_blocks)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool text;
	} odd[] = {{"\0", 1, false}, {"\x80", 1, false}, {"\xff", 1, false}, {"\xc3", 1, false},
	    {"\xc3\xa9", 2, true}, {"\xf0\x9f\x98\x80", 4, true}, {"\x01", 1, true},
	    {"\x7f", 1, true}, {"\xed\xa0\x80", 3, false}};
	static const size_t pieces[] = {7, 255, 256, 257, 4096};
	unsigned char text[700];

	for (size_t at = 0; at + odd[_i].len <= sizeof(text); at++)
		for (size_t p = 0; p < COUNT(pieces); p++) {
			memset(text, 'a', sizeof(text));
			memcpy(text + at, odd[_i].bytes, odd[_i].len);
			ck_assert_msg(
			    is_fine("a.txt", text, sizeof(text), pieces[p]) == odd[_i].text,
			    "odd byte %d at %zu in pieces of %zu", _i, at, pieces[p]);
		}
}
END_TEST

/* References, and a word of what each carries; NULL if it is opaque. */
static const struct {
	const char *text, *carries;
} referring[] = {
    {"card:4111_1111_1111_1111", "card"},
    {"card:4111111111111111", "card"},
    {"x:4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", "card"},
    {"x:4111...1111...1111...1111", "card"},
    {"x:4111-1111-1111-1111-2026", "card"},
    {"x:2026-4111-1111-1111-1111", "card"},
    {"x:3782-822463-10005", "card"},
    {"pan:378282246310005", "card"},
    {"x:jane.roe%2540muster.de", "e-mail"},
    {"x:jane(at)muster.de", "e-mail"},
    {"x:jane%28AT%29muster.de", "e-mail"},
    {"x:%6a%61%6e%65%40muster.de", "e-mail"},
    {"x:MAILTO:jane", "person"},
    {"sip:jane", "person"},
    {"phone:030-1234567", "telephone"},
    {"x:%2B49301234567", "telephone"},
    {"x:de89-3704-0044-0532-0130-00", "IBAN"},
    {"x:D-E-8-9-3-7-0-4-0-0-4-4-0-5-3-2-0-1-3-0-0-0", "IBAN"},
    {"x:NO93/8601/1117/947", "IBAN"},
    {"x:jos%C3%A9%40example.com", "e-mail"},
    {"x:jane%40b%C3%BCcher.example", "e-mail"},
    {"x:jane%27%40example.com", "e-mail"},
    {"x:jane%20%40%20example.com", "e-mail"},
    {"x:jane%40[10.1.2.3]", "e-mail"},
    {"x:jane%EF%BC%A0example.com", "e-mail"},
    {"x:jane%20(at)%20example.com", "e-mail"},
    {"x:jane[at]example(dot)com", "e-mail"},
    {"x:jane<at>example.com", "e-mail"},
    {"acct:DE89----3704----0044----0532----0130----00", "IBAN"},
    {"acct:ibanDE89370400440532013000", "IBAN"},
    {"acct:DE89370400440532013000eur", "IBAN"},
    {"acct:DE89-37040044-0532013000", "IBAN"},
    {"x:4111%20%E2%80%93%201111%20%E2%80%93%201111%20%E2%80%93%201111", "card"},
    {"pay:card4111111111111111", "card"},
    {"pay:cardNumber4111111111111111", "card"},
    {"card:x4111111111111111", "card"},
    {"pay:cc4111111111111111", "card"},
    {"pay:cc:4111111111111111", "card"},
    {"acct:be25051744321304", "IBAN"},
    {"card:411111-1111111111", "card"},
    {"maestro:6759649826438453", "card"},
    {"phone:%206641234567", "telephone"},
    {"x:phone%3A%200664%201234567", "telephone"},
    {"phone1:6641234567", "telephone"},
    {"fax-no:6641234567", "telephone"},
    {"phone::0664-1234567", "telephone"},
    {"contact:+43.664.1234567ext99", "telephone"},
    {"contact:+(43)6641234567", "telephone"},
    {"contact:+----43----664----1234567", "telephone"},
    {"ticket:sms:+436641234567", "telephone"},
    {"ticket:tel:06641234567", "person"},
    {"pkg:npm/%40acme/widget%401.2.3", NULL},
    {"pkg:golang/github.com/acme/x%40v1.2.3", NULL},
    {"approval:af17458a-aa86-4dae-ac2a-295300000000", NULL},
    {"x:ee82893d-af17-458a-aa86-7daeac2a2953", NULL},
    {"x:17a0cb88-cc8e-4ef1-ae56-373137650341", NULL},
    {"x:cc78edf9b4402e508912472981632268", NULL},
    {"sha256:407dc77b015ebe25051744321304d16d8d2fd073eb8f737b729605b31de3176a", NULL},
    {"x:dfdd5145-3833-4869-8204-22ec279944b9", NULL},
    {"delivery:sms:opaque-17", NULL},
    {"channel:sip:trunk-7", NULL},
    {"im:88428", NULL},
    {"mobile:1.23.31-5248247", NULL},
    {"app:mobile:20231005.63", NULL},
    {"ticket:fax:73321045", NULL},
    {"phone:550e8400-e29b-41d4-a716-446655440000", NULL},
    {"geo:+48.6962+016.1783/", NULL},
    {"geo:+48.69627", NULL},
    {"order:41111111/11111111", NULL},
    {"discard:4111111111111111", NULL},
    {"net:pan-os/4111111111111111", NULL},
    {"img:registry.example.com/x%40sha256", NULL},
    {"x:%40", NULL},
    {"x:phone", NULL},
    {"trial:opaque-4712", NULL},
    {"evidence:access-4712-2026-10-03", NULL},
    {"license:550e8400-e29b-41d4-a716-446655440000", NULL},
    {"build:1.2.3+20130313144700", NULL},
    {"ticket:2026-11-26-000123", NULL},
    {"phone:opaque-4711", NULL},
    {"x:4111-1111-1111-1112", NULL}, /* the check digit is wrong */
    {"x:4712-20261003-0001", NULL},
    {"x:DE89370400440532013001", NULL},
    {"x:XX89370400440532013000", NULL},
    {"channel:hotel:5", NULL},
    {"x:100%40", NULL},
    {"x:%", NULL},
    {"x:%4", NULL},
    {"x:%00%00", NULL},
    {"x:+", NULL},
    {"x:(at", NULL},
    {":", NULL},
    {"", NULL},
};

START_TEST(references)
{
	const char *found = ts_reference_private(referring[_i].text);

	if (referring[_i].carries == NULL)
		ck_assert_pstr_eq(found, NULL);
	else
		ck_assert(found != NULL && strstr(found, referring[_i].carries) != NULL);
}
END_TEST

/* Is the byte C one of a class of runs, and may a run of it begin there? */
static bool in_class(unsigned class, unsigned char c)
{
	const bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z';
	const bool lower = c >= 'a' && c <= 'z';

	switch (class) {
	case TS_RUNS_NUMBER:
		return digit || (c != 0 && strchr(" +()./-", c) != NULL);
	case TS_RUNS_IBAN:
		return digit || upper || c == ' ';
	case TS_RUNS_CODE:
		return digit || upper || c == '-';
	default:
		return digit || upper || lower || (c != 0 && strchr("+/-_", c) != NULL);
	}
}

/* The end of the run of CLASS that begins at AT, or AT when none does. */
static size_t plain_run(unsigned class, const unsigned char *data, size_t len, size_t at)
{
	const size_t least = class == TS_RUNS_BASE64 ? 32 : class == TS_RUNS_CODE ? 16 : 11;
	size_t to = at;

	while (to < len && in_class(class, data[to]))
		to++;
	if (to - at < least || (class == TS_RUNS_IBAN && (data[at] < 'A' || data[at] > 'Z')))
		return at;
	return to;
}

/* Runs are found many bytes at a time: the same as byte by byte, in random text of few bytes. */
START_TEST(runs)
{
	static const char *const alphabets[] = {
	    "0123 -", "0123 AB", "0A-0A-0A-b", "abAB01+/_.", "0000000000000000,", "aA0 -+._\n"};
	const size_t len = 20000;
	unsigned char *data = malloc(len);
	unsigned state = 7 + (unsigned)_i;

	ck_assert_ptr_nonnull(data);
	for (size_t i = 0; i < len; i++) {
		state = state * 1103515245U + 12345U;
		data[i] = (unsigned char)alphabets[_i][(state >> 16) % strlen(alphabets[_i])];
	}
	for (unsigned class = 1; class <= TS_RUNS_BASE64; class <<= 1) {
		size_t at = 0, from, to;
		struct ts_runs found;
		unsigned which;

		ts_runs_begin(&found, data, len);
		while (ts_runs_next(&found, &which, &from, &to)) {
			if (which != class)
				continue;
			while (at < len && plain_run(class, data, len, at) == at)
				at++;
			ck_assert_uint_eq(from, at);
			ck_assert_uint_eq(to, plain_run(class, data, len, at));
			at = to;
		}
		while (at < len && plain_run(class, data, len, at) == at)
			at++;
		ck_assert_uint_eq(at, len);
	}
	free(data);
}
END_TEST

/* A run that is just long enough, at every place around the end of a block, behind another one. */
START_TEST(runs_at_blocks)
{
	static const char run[] = "12345678901", odd[] = "abcdefghijklmnopqrstuvwxyzabcdef";
	unsigned char data[2 * TS_RUNS_BLOCK];

	for (size_t place = TS_RUNS_BLOCK - 16; place < TS_RUNS_BLOCK + 16; place++)
		for (size_t lead = 0; lead < 8; lead++) {
			const char *text = _i == 0 ? run : odd;
			struct ts_runs found;
			unsigned class;
			size_t from, to, n = 0;

			memset(data, ',', sizeof(data));
			memcpy(data + lead, text, strlen(text));
			memcpy(data + place, text, strlen(text));
			ts_runs_begin(&found, data, sizeof(data));
			while (ts_runs_next(&found, &class, &from, &to)) {
				ck_assert_uint_eq(from, n == 0 ? lead : place);
				ck_assert_uint_eq(to, from + strlen(text));
				n++;
			}
			ck_assert_msg(n == 2, "%zu runs, at %zu and %zu", n, lead, place);
		}
}
END_TEST

Suite *suite_boundary(void)
{
	Suite *suite = suite_create("boundary");
	TCase *tcase = tcase_create("boundary");
	struct ts_err err;
	int n = 0;

	if (ts_rules_new(&rules, &err) == 0)
		n = (int)rules->n;
	else
		fprintf(stderr, "rules: %s at %s\n", err.message, err.at);
	ts_rules_free(rules);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, entropy);
	tcase_add_loop_test(tcase, long_lines, 0, 4);
	tcase_add_test(tcase, same_again);
	tcase_add_loop_test(tcase, examples, 0, n == 0 ? 1 : n);
	tcase_add_loop_test(tcase, depth, 0, COUNT(hiding));
	tcase_add_loop_test(tcase, edges, 0, COUNT(hiding));
	tcase_add_loop_test(tcase, long_base64, 0, 4);
	tcase_add_loop_test(tcase, text_in_blocks, 0, 9);
	tcase_add_loop_test(tcase, runs, 0, 6);
	tcase_add_loop_test(tcase, runs_at_blocks, 0, 2);
	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, fingerprints);
	tcase_add_test(tcase, validators);
	tcase_add_loop_test(tcase, references, 0, COUNT(referring));
	tcase_add_loop_test(tcase, refuses_rules, 0, COUNT(bad_rules));
	tcase_set_timeout(tcase, 120);
	suite_add_tcase(suite, tcase);
	return suite;
}
