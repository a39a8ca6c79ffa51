/* Strict JSON: what is refused, with line and column; what is read; canonical form. */
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "format/json_write.h"
#include "suites.h"

static const struct {
	const char *text;
	size_t len; /* 0: that of the string */
	const char *message, *at;
} bad[] = {
    {"", 0, "ends where a value", "line 1, column 1"},
    {" ", 0, "ends where a value", "line 1, column 2"},
    {"{\"a\":1,\"a\":2}", 0, "two members with the same name", "line 1, column 8"},
    {"{\"a\":1,\n \"\\u0061\":2}", 0, "two members with the same name", "line 2, column 2"},
    {"{\"x\":{\"a\":1},\"y\":{\"b\":1,\"b\":2}}", 0, "two members with the same name",
	"line 1, column 25"},
    {"{\"\":1,\"\":2}", 0, "two members with the same name", "line 1, column 7"},
    {"\"\xff\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\xc0\xaf\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\xe0\x80\xaf\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\xed\xa0\x80\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\xf4\x90\x80\x80\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\xe2\x82\"", 0, "not valid UTF-8", "line 1, column 2"},
    {"\"\\u0000\"", 0, "NUL", "line 1, column 2"},
    {"\"a\0b\"", 5, "control character", "line 1, column 3"},
    {"\"\\ud800\"", 0, "lone surrogate", "line 1, column 2"},
    {"\"\\ud800\\u0041\"", 0, "lone surrogate", "line 1, column 2"},
    {"\"\\udc00\"", 0, "lone surrogate", "line 1, column 2"},
    {"\"\t\"", 0, "control character", "line 1, column 2"},
    {"\"\\x41\"", 0, "unknown escape", "line 1, column 2"},
    {"\"\\u12g4\"", 0, "unknown escape", "line 1, column 2"},
    {"\"abc", 0, "ends inside a string", "line 1, column 5"},
    {"\"abc\\", 0, "ends inside a string", "line 1, column 5"},
    {"01", 0, "leading zero", "line 1, column 1"},
    {"-01", 0, "leading zero", "line 1, column 1"},
    {"+1", 0, "a value is expected", "line 1, column 1"},
    {".5", 0, "a value is expected", "line 1, column 1"},
    {"1.", 0, "without a digit after the decimal point", "line 1, column 1"},
    {"1e", 0, "without a digit in its exponent", "line 1, column 1"},
    {"0x10", 0, "unexpected text after", "line 1, column 2"},
    {"NaN", 0, "a value is expected", "line 1, column 1"},
    {"Infinity", 0, "a value is expected", "line 1, column 1"},
    {"nul", 0, "a value is expected", "line 1, column 1"},
    {"True", 0, "a value is expected", "line 1, column 1"},
    {"9007199254740993", 0, "beyond 2^53", "line 1, column 1"},
    {"-9007199254740993", 0, "beyond 2^53", "line 1, column 1"},
    {"99999999999999999999999999999", 0, "beyond 2^53", "line 1, column 1"},
    {"1e400", 0, "beyond 2^53", "line 1, column 1"},
    {"1e16", 0, "beyond 2^53", "line 1, column 1"},
    {"{} {}", 0, "unexpected text after", "line 1, column 4"},
    {"{}\n\nx", 0, "unexpected text after", "line 3, column 1"},
    {"{}\0", 3, "unexpected text after", "line 1, column 3"},
    {"\xEF\xBB\xBF{}", 0, "byte-order mark", "line 1, column 1"},
    {"[1,]", 0, "a value is expected", "line 1, column 4"},
    {"[1 2]", 0, "\",\" or \"]\"", "line 1, column 4"},
    {"{\"a\":1,}", 0, "name in double quotes", "line 1, column 8"},
    {"{a:1}", 0, "name in double quotes", "line 1, column 2"},
    {"{'a':1}", 0, "name in double quotes", "line 1, column 2"},
    {"{\"a\" 1}", 0, "\":\" is expected", "line 1, column 6"},
    {"{\"a\":1 \"b\":2}", 0, "\",\" or \"}\"", "line 1, column 8"},
    {"[1", 0, "\",\" or \"]\"", "line 1, column 3"},
    {"// x\n1", 0, "a value is expected", "line 1, column 1"},
    {"[1]/**/", 0, "unexpected text after", "line 1, column 4"},
    {"\"\xc3\xa4\", 1", 0, "unexpected text after", "line 1, column 4"},
};

START_TEST(refuses)
{
	const char *text = bad[_i].text;
	size_t len = bad[_i].len > 0 ? bad[_i].len : strlen(text);
	struct ts_json *json = NULL;
	struct ts_err err;

	ck_assert_int_eq(ts_json_parse(text, len, "document.parse", &json, &err), -1);
	ck_assert_ptr_null(json);
	ck_assert_str_eq(err.check, "document.parse");
	ck_assert_msg(strstr(err.message, bad[_i].message) != NULL, "%s", err.message);
	ck_assert_str_eq(err.at, bad[_i].at);
}
END_TEST

START_TEST(depth)
{
	char text[2 * (TS_JSON_DEPTH + 1) + 1];
	struct ts_json *json;
	struct ts_err err;

	memset(text, '[', TS_JSON_DEPTH);
	memset(text + TS_JSON_DEPTH, ']', TS_JSON_DEPTH);
	ck_assert_int_eq(
	    ts_json_parse(text, (size_t)2 * TS_JSON_DEPTH, "document.parse", &json, &err), 0);
	ts_json_free(json);
	memset(text, '[', TS_JSON_DEPTH + 1);
	memset(text + TS_JSON_DEPTH + 1, ']', TS_JSON_DEPTH + 1);
	ck_assert_int_eq(
	    ts_json_parse(text, (size_t)2 * (TS_JSON_DEPTH + 1), "document.parse", &json, &err),
	    -1);
	ck_assert_ptr_nonnull(strstr(err.message, "64 levels"));
}
END_TEST

static struct ts_json *parse(const char *text)
{
	struct ts_json *json = NULL;
	struct ts_err err;

	ck_assert_msg(ts_json_parse(text, strlen(text), "document.parse", &json, &err) == 0, "%s",
	    err.message);
	return json;
}

START_TEST(kinds)
{
	struct ts_json *json = parse("[null,true,7,-7,0,7.0,-0,7e0,\"s\",[],{},9007199254740992]");
	static const enum ts_json_kind expected[] = {TS_JSON_NULL, TS_JSON_BOOL, TS_JSON_INT,
	    TS_JSON_INT, TS_JSON_INT, TS_JSON_NUMBER, TS_JSON_NUMBER, TS_JSON_NUMBER,
	    TS_JSON_STRING, TS_JSON_ARRAY, TS_JSON_OBJECT, TS_JSON_INT};
	size_t i = 0;
	int64_t number;

	for (struct ts_json *c = ts_json_first(json); c != NULL; c = ts_json_next(c), i++)
		ck_assert_int_eq(ts_json_kind(c), expected[i]);
	ck_assert_uint_eq(i, sizeof(expected) / sizeof(expected[0]));
	ts_json_free(json);
	json = parse("{\"a\":{\"A\":9007199254740992}}");
	ck_assert_ptr_null(ts_json_get(json, "A"));
	ck_assert(ts_json_int(ts_json_get(ts_json_get(json, "a"), "A"), &number));
	ck_assert_int_eq(number, 9007199254740992);
	ts_json_free(json);
}
END_TEST

START_TEST(strings)
{
	struct ts_json *json = parse("\"\\u00e4\\ud83d\\ude00\\n\\/\"");

	ck_assert_str_eq(ts_json_string(json), "\xc3\xa4\xf0\x9f\x98\x80\n/");
	ts_json_free(json);
}
END_TEST

static const struct {
	const char *text, *canonical; /* NULL: it has none here */
} canonical[] = {
    {" { \"b\" : 1 , \"a\" : [ true , \"x\\\"\\\\\" ] } ", "{\"a\":[true,\"x\\\"\\\\\"],\"b\":1}"},
    {"{\"a\":{},\"A\":[]}", "{\"A\":[],\"a\":{}}"},
    {"999999999999999", "999999999999999"},
    {"1000000000000000", NULL},
    {"-1", NULL},
    {"1.0", NULL},
    {"null", NULL},
    {"\"\xc3\xa4\"", NULL},
    {"\"\\n\"", NULL},
    {"{\"\\u007f\":1}", NULL},
};

START_TEST(canonical_form)
{
	struct ts_json *json = parse(canonical[_i].text);
	struct ts_buf out = TS_BUF_INIT;
	bool ok = ts_json_canonical(json, &out);

	ck_assert_int_eq(ok, canonical[_i].canonical != NULL);
	if (ok)
		ck_assert_str_eq(ts_buf_cstr(&out), canonical[_i].canonical);
	ts_buf_free(&out);
	ts_json_free(json);
}
END_TEST

START_TEST(equality)
{
	struct ts_json *a = parse("{\"x\":[1,\"2\"],\"y\":null}");
	struct ts_json *b = parse("{\"y\":null,\"x\":[1,\"2\"]}");
	struct ts_json *c = parse("{\"y\":null,\"x\":[\"2\",1]}");

	ck_assert(ts_json_equal(a, b));
	ck_assert(!ts_json_equal(a, c));
	ts_json_free(a);
	ts_json_free(b);
	ts_json_free(c);
}
END_TEST

START_TEST(writer_escapes)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json_writer w = {.out = &out};
	struct ts_json *json = NULL;
	struct ts_err err;

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "a", "\x1b[31m\xff\"\\\n\xe2\x80\xae");
	ts_jw_string(&w, "b", NULL);
	ts_jw_close(&w, '}');
	ck_assert_str_eq(ts_buf_cstr(&out),
	    "{\n  \"a\": \"\\u001b[31m\\ufffd\\\"\\\\\\n\\u202e\",\n  \"b\": null\n}\n");
	ck_assert_int_eq(ts_json_parse(out.data, out.len, "document.parse", &json, &err), 0);
	ts_json_free(json);
	ts_buf_free(&out);
}
END_TEST

Suite *suite_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_loop_test(tcase, refuses, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(tcase, depth);
	tcase_add_test(tcase, kinds);
	tcase_add_test(tcase, strings);
	tcase_add_loop_test(
	    tcase, canonical_form, 0, (int)(sizeof(canonical) / sizeof(canonical[0])));
	tcase_add_test(tcase, equality);
	tcase_add_test(tcase, writer_escapes);
	suite_add_tcase(suite, tcase);
	return suite;
}
