/* The language of gates: each test, met and not met; profiles that must be refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "judge/gate.h"
#include "model/profile.h"
#include "suites.h"

/* The record that the conditions below are judged over. */
static const char record[] =
    "{\"s\":\"ready\",\"empty\":\"\",\"null\":null,\"n\":7,\"b\":true,\"f\":7.0,\"e\":{},\"l\":[],"
    "\"ref\":\"team:a\",\"t1\":\"2026-01-01T00:00:00Z\",\"t2\":\"2026-01-15T00:00:00Z\","
    "\"t2b\":\"2026-01-15T02:00:00+02:00\",\"date\":\"2026-01-01\",\"s2\":\"ready\","
    "\"map\":{\"a\":{\"o\":\"team:a\"},\"b\":{\"o\":\"team:b\",\"x\":\"1\"}},"
    "\"list\":[{\"o\":\"team:a\"},{\"o\":\"team:b\"}],\"esc\":{\"a/b\":1,\"m~n\":2},"
    "\"digest\":{\"sha256\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}";

static const struct {
	const char *gate; /* the members of a gate besides id and title */
	enum ts_result result;
} gates[] = {
    {"\"all\":[{\"at\":\"/record/s\",\"is\":\"ready\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"is\":\"Ready\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/S\",\"is\":\"ready\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/n\",\"is\":7}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/n\",\"is\":\"7\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/f\",\"is\":7}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/b\",\"is\":true}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/b\",\"is\":false}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/gone\",\"is\":false}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/s\",\"in\":[1,\"ready\"]}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"in\":[1,true]}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/s\",\"not_in\":[\"draft\"]}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"not_in\":[\"ready\"]}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/gone\",\"not_in\":[\"draft\"]}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/null\",\"not_in\":[\"draft\"]}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/ref\",\"type\":\"ref\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"type\":\"ref\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t1\",\"type\":\"time\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/date\",\"type\":\"time\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/date\",\"type\":\"date\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/n\",\"type\":\"int\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/f\",\"type\":\"int\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/b\",\"type\":\"bool\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"type\":\"text\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"type\":[\"ready\",\"draft\"]}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"type\":[\"draft\"]}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/digest\",\"type\":\"digest\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/e\",\"type\":\"digest\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/s\",\"present\":true}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/empty\",\"present\":true}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/null\",\"present\":true}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/e\",\"present\":true}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/l\",\"present\":true}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/n\",\"present\":true}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/gone\",\"present\":false}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/null\",\"present\":false}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/s\",\"same_as\":\"/record/s2\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/s\",\"same_as\":\"/record/ref\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/gone\",\"same_as\":\"/record/gone2\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t2\",\"after\":\"/record/t1\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/t1\",\"after\":\"/record/t1\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t2\",\"after\":\"/record/t2b\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t2\",\"after\":\"/record/date\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t2\",\"not_after\":\"/record/t2b\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/t2\",\"not_after\":\"/record/t1\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/gone\",\"not_after\":\"/record/t1\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t2\",\"within\":{\"of\":\"/record/t1\",\"at_most\":\"P14D\"}}]",
	TS_PASS},
    {"\"all\":[{\"at\":\"/record/t2\",\"within\":{\"of\":\"/record/t1\",\"at_most\":\"P13D\"}}]",
	TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t1\",\"within\":{\"of\":\"/record/t2\",\"at_most\":\"P14D\"}}]",
	TS_FAIL},
    {"\"all\":[{\"at\":\"/record/t1\",\"within\":{\"of\":\"/record/t1\",\"at_most\":\"PT0S\"}}]",
	TS_PASS},
    {"\"all\":[{\"at\":\"/record/digest\",\"digest_of\":\"evidence\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/e\",\"digest_of\":\"evidence\"}]", TS_FAIL},
    {"\"all\":[{\"only_one_of\":[\"/record/s\",\"/record/gone\"]}]", TS_PASS},
    {"\"all\":[{\"only_one_of\":[\"/record/s\",\"/record/null\"]}]", TS_PASS},
    {"\"all\":[{\"only_one_of\":[\"/record/s\",\"/record/n\"]}]", TS_FAIL},
    {"\"all\":[{\"only_one_of\":[\"/record/gone\",\"/record/e\"]}]", TS_FAIL},
    {"\"any\":[{\"at\":\"/record/s\",\"is\":\"x\"},{\"at\":\"/record/n\",\"is\":7}]", TS_PASS},
    {"\"any\":[{\"at\":\"/record/s\",\"is\":\"x\"},{\"at\":\"/record/n\",\"is\":8}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/n\",\"is\":7}],\"any\":[{\"at\":\"/record/n\",\"is\":8}]",
	TS_FAIL},
    {"\"when\":{\"at\":\"/record/s\",\"is\":\"x\"},\"all\":[{\"at\":\"/record/n\",\"is\":8}]",
	TS_SKIP},
    {"\"when\":{\"at\":\"/record/gone\",\"is\":\"x\"},\"all\":[{\"at\":\"/record/n\",\"is\":8}]",
	TS_SKIP},
    {"\"when\":[{\"at\":\"/record/s\",\"is\":\"ready\"},{\"at\":\"/record/n\",\"is\":8}],"
     "\"all\":[{\"at\":\"/record/n\",\"is\":8}]",
	TS_SKIP},
    {"\"when\":[{\"at\":\"/record/s\",\"is\":\"ready\"},{\"at\":\"/record/n\",\"is\":7}],"
     "\"all\":[{\"at\":\"/record/n\",\"is\":8}]",
	TS_FAIL},
    {"\"each\":\"/record/map\",\"all\":[{\"at\":\"/o\",\"type\":\"ref\"}]", TS_PASS},
    {"\"each\":\"/record/list\",\"all\":[{\"at\":\"/o\",\"type\":\"ref\"}]", TS_PASS},
    {"\"each\":\"/record/map\",\"all\":[{\"at\":\"/x\",\"type\":\"text\"}]", TS_FAIL},
    {"\"each\":\"/record/map\",\"all\":[{\"at\":\"/o\",\"same_as\":\"/record/ref\"}]", TS_FAIL},
    {"\"each\":\"/record/map\",\"all\":[{\"only_one_of\":[\"/o\",\"/gone\"]}]", TS_PASS},
    {"\"each\":\"/record/map\",\"all\":[{\"only_one_of\":[\"/o\",\"/x\"]}]", TS_FAIL},
    {"\"each\":\"/record/e\",\"all\":[{\"at\":\"/o\",\"type\":\"ref\"}]", TS_FAIL},
    {"\"each\":\"/record/gone\",\"all\":[{\"at\":\"/o\",\"present\":false}]", TS_FAIL},
    {"\"each\":\"/record/s\",\"all\":[{\"at\":\"/o\",\"present\":false}]", TS_FAIL},
    {"\"each\":\"/record/gone\",\"when\":{\"at\":\"/record/gone\",\"present\":true},"
     "\"all\":[{\"at\":\"/o\",\"type\":\"ref\"}]",
	TS_SKIP},
    {"\"each\":\"/record/map\",\"when\":{\"at\":\"/record/s\",\"is\":\"ready\"},"
     "\"any\":[{\"at\":\"/x\",\"is\":\"1\"},{\"at\":\"/o\",\"is\":\"team:a\"}]",
	TS_PASS},
    {"\"all\":[{\"at\":\"/record/esc/a~1b\",\"is\":1},{\"at\":\"/record/esc/m~0n\",\"is\":2}]",
	TS_PASS},
    {"\"all\":[{\"at\":\"/record/list/1/o\",\"is\":\"team:b\"}]", TS_PASS},
    {"\"all\":[{\"at\":\"/record/list/01/o\",\"is\":\"team:b\"}]", TS_FAIL},
    {"\"all\":[{\"at\":\"/record/list/-/o\",\"present\":false}]", TS_PASS},
    {"\"all\":[{\"at\":\"/bundle/stage\",\"is\":\"test-stage\"}]", TS_PASS},
};

#define HEAD                                                                                       \
	"{\"tarseal\":\"profile/"                                                                  \
	"1\",\"id\":\"test-stage\",\"title\":\"T\",\"consumes\":\"before\","                       \
	"\"evidence\":\"e.json\",\"record\":\"r.json\",\"subject\":\"/record/ref\","
#define GATE "\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"all\":[{\"at\":\"/record/s\",\"is\":1}]}]"

static struct ts_profile *parse_profile(const char *text)
{
	struct ts_profile *profile = NULL;
	struct ts_err err;

	ck_assert_msg(ts_profile_parse(text, strlen(text), &profile, &err) == 0, "%s: %s %s", text,
	    err.message, err.at);
	return profile;
}

START_TEST(judges)
{
	char text[2048];
	struct ts_case *c = ts_case_new();
	struct ts_verdict *verdict = ts_verdict_new("x");
	struct ts_profile *profile;
	enum ts_result result;
	struct ts_err err;

	snprintf(text, sizeof(text),
	    HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",%s}]}", gates[_i].gate);
	profile = parse_profile(text);
	c->profile = profile;
	c->has_package = true;
	memset(c->package.digest, 0xaa, TS_DIGEST_BYTES);
	ck_assert_int_eq(
	    ts_json_parse(record, strlen(record), "document.parse", &c->record, &err), 0);
	ck_assert_int_eq(ts_case_build(c, &err), 0);
	ts_gates_judge(c, &result, verdict);
	ck_assert_msg(result == gates[_i].result, "%s", gates[_i].gate);
	ck_assert(verdict->findings[0].result == result);
	if (result == TS_FAIL) {
		ck_assert_ptr_nonnull(verdict->findings[0].message);
		ck_assert_ptr_nonnull(verdict->findings[0].expected);
		ck_assert_ptr_nonnull(verdict->findings[0].found);
		ck_assert_ptr_nonnull(verdict->findings[0].at);
	}
	ts_verdict_free(verdict);
	ts_case_free(c);
	ts_profile_free(profile);
}
END_TEST

#define COND(c) HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"all\":[" c "]}]}"

static const struct {
	const char *text, *message, *at;
} bad_profiles[] = {
    {"", "not strict JSON", "line 1, column 1"},
    {"[]", "an array is found where an object is required", ""},
    {HEAD "\"fields\":{}}", "\"gates\" is missing", "/gates"},
    {HEAD GATE "}", "\"fields\" is missing", "/fields"},
    {HEAD "\"fields\":{},\"x\":1," GATE "}", "unknown member \"x\"", "/x"},
    {HEAD "\"fields\":{},\"sealed\":\"yes\"," GATE "}", "must be true or false", "/sealed"},
    {HEAD "\"fields\":{},\"gates\":[]}", "no gates", "/gates"},
    {HEAD "\"fields\":{\"record/x\":\"ref\"}," GATE "}", "not a JSON Pointer", "/fields"},
    {HEAD "\"fields\":{\"/record\":\"ref\"}," GATE "}", "not a JSON Pointer", "/fields"},
    {HEAD "\"fields\":{\"/evidence/x\":\"ref\"}," GATE "}", "not a JSON Pointer", "/fields"},
    {HEAD "\"fields\":{\"/record/x~2\":\"ref\"}," GATE "}", "not a JSON Pointer", "/fields"},
    {HEAD "\"fields\":{\"/record/x\":\"string\"}," GATE "}", "unknown type", "/fields, /record/x"},
    {HEAD "\"fields\":{\"/record/x\":[]}," GATE "}", "unknown type", "/fields, /record/x"},
    {HEAD "\"fields\":{\"/record/x\":[\"A\"]}," GATE "}", "unknown type", "/fields, /record/x"},
    {HEAD "\"fields\":{\"/record/x\":\"ref\",\"/record/x/y\":\"ref\"}," GATE "}",
	"the same place as another", "/fields, /record/x/y"},
    {HEAD "\"fields\":{},\"public\":[1]," GATE "}", "not a JSON Pointer", "/public"},
    {HEAD "\"fields\":{},\"media\":[\"pdf\"]," GATE "}", "not a media type", "/media"},
    {HEAD "\"fields\":{},\"delivered\":\"x\"," GATE "}", "not a JSON Pointer", "/delivered"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"G\",\"title\":\"G\",\"all\":[]}]}", "id is malformed",
	"/gates/0"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"all\":[]}]}", "\"title\" is missing",
	"/gates/0/title"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\"}]}", "no conditions", "/gates/0"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"all\":[]}]}", "is empty",
	"/gates/0/all"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"none\":[]}]}", "unknown member",
	"/gates/0/none"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"when\":\"x\",\"all\":[{\"at\":"
	  "\"/record/s\",\"is\":1}]}]}",
	"not an object", "/gates/0/when"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"each\":\"\",\"all\":[{\"at\":"
	  "\"/s\",\"is\":1}]}]}",
	"\"each\" is not", "/gates/0"},
    {HEAD "\"fields\":{},\"gates\":[{\"id\":\"g\",\"title\":\"G\",\"all\":[{\"at\":\"/record/"
	  "s\",\"is\":1}]},"
	  "{\"id\":\"g\",\"title\":\"G\",\"all\":[{\"at\":\"/record/s\",\"is\":1}]}]}",
	"the same id", "/gates/1"},
    {COND("1"), "not an object", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\"}"), "no test", "/gates/0/all/0"},
    {COND("{\"is\":1}"), "no \"at\"", "/gates/0/all/0"},
    {COND("{\"at\":\"record\",\"is\":1}"), "not a JSON Pointer", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"is\":1,\"in\":[1]}"), "two tests", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"matches\":\"x\"}"), "unknown test \"matches\"",
	"/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"is\":null}"), "\"is\" has a value", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"is\":1.5}"), "\"is\" has a value", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"in\":[]}"), "needs a list", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"in\":\"x\"}"), "needs a list", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"type\":\"label\"}"), "names an unknown type", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"present\":1}"), "must be true or false", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"same_as\":\"x\"}"), "not a JSON Pointer", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"after\":7}"), "not a JSON Pointer", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"within\":{\"of\":\"/record/t\",\"at_most\":\"P1M\"}}"),
	"not a duration", "/gates/0/all/0"},
    {COND("{\"at\":\"/record/s\",\"within\":{\"of\":\"/record/t\"}}"), "\"at_most\" is missing",
	"/gates/0/all/0/within/at_most"},
    {COND("{\"at\":\"/record/s\",\"digest_of\":\"record\"}"), "must name the package",
	"/gates/0/all/0"},
    {COND("{\"at\":\"/record\",\"only_one_of\":[\"/a\",\"/b\"]}"), "takes no \"at\"",
	"/gates/0/all/0"},
    {COND("{\"only_one_of\":[\"/a\"]}"), "fewer than two", "/gates/0/all/0"},
    {COND("{\"only_one_of\":\"/a\"}"), "must be an array", "/gates/0/all/0"},
};

START_TEST(refuses_profiles)
{
	struct ts_profile *profile = NULL;
	struct ts_err err;

	ck_assert_msg(ts_profile_parse(bad_profiles[_i].text, strlen(bad_profiles[_i].text),
			  &profile, &err) == -1,
	    "%s", bad_profiles[_i].text);
	ck_assert_str_eq(err.check, "profile.valid");
	ck_assert_msg(strstr(err.message, bad_profiles[_i].message) != NULL, "%s", err.message);
	ck_assert_str_eq(err.at, bad_profiles[_i].at);
}
END_TEST

static const char *const refs[] = {
    "team:a", "a:b", "https://x/y", "urn:a:b", "x+y.z-1:q", "a:todos"};
static const char *const not_refs[] = {"", "team", "team:", "team://", ":a", "Team:a", "1a:b",
    "team:a b", "team:a@b", "mailto:a@b", "team:\xc3\xa4", "team:TBD", "team:tbd", "team:Todo",
    "team:none", "team:n/a", "team:NA", "team:unknown", "team:placeholder", "team:example",
    "team:xxx", "team://tbd", "te_am:a", "team:a\n"};

START_TEST(references)
{
	char text[300];

	for (size_t i = 0; i < sizeof(refs) / sizeof(refs[0]); i++)
		ck_assert_msg(ts_value_is_ref(refs[i]), "%s", refs[i]);
	for (size_t i = 0; i < sizeof(not_refs) / sizeof(not_refs[0]); i++)
		ck_assert_msg(!ts_value_is_ref(not_refs[i]), "%s", not_refs[i]);
	memset(text, 'a', sizeof(text));
	text[1] = ':';
	text[256] = '\0';
	ck_assert(ts_value_is_ref(text));
	text[256] = 'a';
	text[257] = '\0';
	ck_assert(!ts_value_is_ref(text));
}
END_TEST

Suite *suite_gate(void)
{
	Suite *suite = suite_create("gate");
	TCase *tcase = tcase_create("gate");

	tcase_add_loop_test(tcase, judges, 0, (int)(sizeof(gates) / sizeof(gates[0])));
	tcase_add_loop_test(
	    tcase, refuses_profiles, 0, (int)(sizeof(bad_profiles) / sizeof(bad_profiles[0])));
	tcase_add_test(tcase, references);
	suite_add_tcase(suite, tcase);
	return suite;
}
