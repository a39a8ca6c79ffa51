#include "model/summary.h"

#include <stdio.h>
#include <string.h>

#include "format/value.h"
#include "model/seal.h"

#define CHECK     "summary.statement"
#define BUNDLE    "urn:tarseal:bundle:sha256:"
#define STATEMENT "urn:tarseal:statement:sha256:"
#define POLICY    "urn:tarseal:trust:sha256:"

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the summary: %s", what);
	return ts_err_at(err, "%s", at);
}

void ts_summary_level(const char *stage, char level[static TS_SUMMARY_LEVEL])
{
	snprintf(level, TS_SUMMARY_LEVEL, "TARSEAL_%.64s_ACCEPTED", stage);
	for (char *p = level; *p != '\0'; p++) {
		if (*p == '-')
			*p = '_';
		else if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	}
}

bool ts_summary_is_uri(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "-._~:/?#[]@!$&'()*+,;=%";
	const char *colon = strchr(text, ':');
	size_t len = strlen(text);

	return len <= 200 && strspn(text, plain) == len && colon != NULL && colon != text &&
	       colon[1] != '\0' &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.") ==
		   (size_t)(colon - text);
}

/* RFC 8785 sorts members by name. */
void ts_summary_write(const struct ts_summary *s, struct ts_buf *out)
{
	ts_buf_printf(out,
	    "{\"_type\":\"" TS_STATEMENT_TYPE "\",\"predicate\":{\"inputAttestations\":[{"
	    "\"digest\":{\"sha256\":\"%s\"},\"uri\":\"" STATEMENT "%s\"}],",
	    s->statement, s->statement);
	ts_buf_printf(out,
	    "\"policy\":{\"digest\":{\"sha256\":\"%s\"},\"uri\":\"" POLICY "%s\"},"
	    "\"resourceUri\":\"" BUNDLE "%s\",\"slsaVersion\":\"1.0\",\"timeVerified\":\"%s\",",
	    s->policy, s->policy, s->bundle, s->time_text);
	ts_buf_printf(out,
	    "\"verificationResult\":\"PASSED\",\"verifiedLevels\":[\"%s\"],\"verifier\":{\"id\":\"%"
	    "s\","
	    "\"version\":{\"profile\":\"sha256:%s\",\"rules\":\"sha256:%s\",\"tarseal\":\"%s\"}}},",
	    s->level, s->verifier_id, s->profile, s->rules, s->version);
	ts_buf_printf(out,
	    "\"predicateType\":\"" TS_SUMMARY_TYPE
	    "\",\"subject\":[{\"digest\":{\"sha256\":\"%s\"}}]}",
	    s->bundle);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

/* Read what follows PREFIX in TEXT as a digest. */
static bool read_hex(const char *text, const char *prefix, char hex[static TS_DIGEST_HEX])
{
	unsigned char digest[TS_DIGEST_BYTES];
	size_t len = strlen(prefix);

	if (text == NULL || strncmp(text, prefix, len) != 0 ||
	    !ts_hex_read_digest(text + len, strlen(text + len), digest))
		return false;
	memcpy(hex, text + len, TS_DIGEST_HEX);
	return true;
}

/* Read {"digest": {"sha256": HEX}}. If PREFIX is not NULL, there must also be a "uri" that repeats
 * the digest after PREFIX. */
static int read_resource(const struct ts_json *json, const char *at, const char *prefix,
    char hex[static TS_DIGEST_HEX], struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"digest", TS_JSON_OBJECT, true},
	    {"uri", TS_JSON_STRING, true},
	};
	static const struct ts_member digest[] = {{"sha256", TS_JSON_STRING, true}};
	char again[TS_DIGEST_HEX];

	if (json == NULL ||
	    ts_json_shape(json, at, members, prefix == NULL ? 1 : 2, CHECK, err) != 0)
		return json == NULL ? wrong(err, at, "a digest is missing") : -1;
	if (ts_json_shape(ts_json_get(json, "digest"), at, digest, 1, CHECK, err) != 0)
		return -1;
	if (!read_hex(text(ts_json_get(json, "digest"), "sha256"), "", hex))
		return wrong(err, at, "a digest is not 64 lower-case hexadecimal digits");
	if (prefix != NULL &&
	    (!read_hex(text(json, "uri"), prefix, again) || strcmp(again, hex) != 0))
		return wrong(err, at, "a uri does not repeat its digest");
	return 0;
}

static int read_verifier(const struct ts_json *json, struct ts_summary *s, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"id", TS_JSON_STRING, true},
	    {"version", TS_JSON_OBJECT, true},
	};
	static const struct ts_member version[] = {
	    {"profile", TS_JSON_STRING, true},
	    {"rules", TS_JSON_STRING, true},
	    {"tarseal", TS_JSON_STRING, true},
	};
	const char *at = "/predicate/verifier";
	const struct ts_json *inner;

	if (ts_json_shape(json, at, members, 2, CHECK, err) != 0)
		return -1;
	inner = ts_json_get(json, "version");
	if (ts_json_shape(inner, at, version, 3, CHECK, err) != 0)
		return -1;
	s->verifier_id = text(json, "id");
	s->version = text(inner, "tarseal");
	if (!ts_summary_is_uri(s->verifier_id))
		return wrong(err, at, "the verifier's id is not a URI");
	if (!ts_value_is_line(s->version, 32) ||
	    !read_hex(text(inner, "profile"), "sha256:", s->profile) ||
	    !read_hex(text(inner, "rules"), "sha256:", s->rules))
		return wrong(err, at, "a version is malformed");
	return 0;
}

static int read_level(const struct ts_json *json, struct ts_summary *s, struct ts_err *err)
{
	const char *level = ts_json_string(ts_json_first(json));
	size_t len = level == NULL ? 0 : strlen(level);

	if (ts_json_count(json) != 1 || len <= strlen("TARSEAL__ACCEPTED") ||
	    len >= TS_SUMMARY_LEVEL || strncmp(level, "TARSEAL_", 8) != 0 ||
	    strcmp(level + len - 9, "_ACCEPTED") != 0 ||
	    strspn(level, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != len)
		return wrong(
		    err, "/predicate/verifiedLevels", "a level is not one that tarseal issues");
	memcpy(s->level, level, len + 1);
	return 0;
}

static int read_predicate(const struct ts_json *json, struct ts_summary *s, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"verifier", TS_JSON_OBJECT, true},
	    {"timeVerified", TS_JSON_STRING, true},
	    {"resourceUri", TS_JSON_STRING, true},
	    {"policy", TS_JSON_OBJECT, true},
	    {"inputAttestations", TS_JSON_ARRAY, true},
	    {"verificationResult", TS_JSON_STRING, true},
	    {"verifiedLevels", TS_JSON_ARRAY, true},
	    {"slsaVersion", TS_JSON_STRING, true},
	};
	const struct ts_json *inputs;
	char again[TS_DIGEST_HEX];

	if (ts_json_shape(json, "/predicate", members, 8, CHECK, err) != 0)
		return -1;
	if (strcmp(text(json, "verificationResult"), "PASSED") != 0)
		return wrong(err, "/predicate/verificationResult", "the result is not PASSED");
	if (strcmp(text(json, "slsaVersion"), "1.0") != 0)
		return wrong(err, "/predicate/slsaVersion", "its version is not 1.0");
	s->time_text = text(json, "timeVerified");
	if (!ts_time_parse(s->time_text, &s->time))
		return wrong(err, "/predicate/timeVerified", "it is not a time");
	if (!read_hex(text(json, "resourceUri"), BUNDLE, again) || strcmp(again, s->bundle) != 0)
		return wrong(
		    err, "/predicate/resourceUri", "the resource URI does not name the subject");
	inputs = ts_json_get(json, "inputAttestations");
	if (ts_json_count(inputs) != 1)
		return wrong(
		    err, "/predicate/inputAttestations", "it does not name exactly one statement");
	if (read_resource(ts_json_first(inputs), "/predicate/inputAttestations/0", STATEMENT,
		s->statement, err) != 0 ||
	    read_resource(
		ts_json_get(json, "policy"), "/predicate/policy", POLICY, s->policy, err) != 0 ||
	    read_verifier(ts_json_get(json, "verifier"), s, err) != 0)
		return -1;
	return read_level(ts_json_get(json, "verifiedLevels"), s, err);
}

int ts_summary_read(const struct ts_json *json, struct ts_summary *s, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"_type", TS_JSON_STRING, true},
	    {"predicateType", TS_JSON_STRING, true},
	    {"subject", TS_JSON_ARRAY, true},
	    {"predicate", TS_JSON_OBJECT, true},
	};
	const struct ts_json *subject;

	*s = (struct ts_summary){0};
	if (ts_json_shape(json, "", members, 4, CHECK, err) != 0)
		return -1;
	if (strcmp(text(json, "_type"), TS_STATEMENT_TYPE) != 0)
		return wrong(err, "/_type", "it is not an in-toto Statement v1");
	if (strcmp(text(json, "predicateType"), TS_SUMMARY_TYPE) != 0)
		return wrong(err, "/predicateType", "it is not a verification summary");
	subject = ts_json_get(json, "subject");
	if (ts_json_count(subject) != 1)
		return wrong(err, "/subject", "it must have one subject, the bundle");
	if (read_resource(ts_json_first(subject), "/subject/0", NULL, s->bundle, err) != 0)
		return -1;
	return read_predicate(ts_json_get(json, "predicate"), s, err);
}
