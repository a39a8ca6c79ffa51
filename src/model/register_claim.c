#include <string.h>

#include "base/name.h"
#include "format/value.h"
#include "model/register.h"
#include "model/seal.h"

#define CHECK "register.statement"

/* RFC 8785 sorts members by name. */
void ts_register_claim_write(const struct ts_register_claim *claim, struct ts_buf *out)
{
	ts_buf_printf(out,
	    "{\"_type\":\"" TS_STATEMENT_TYPE
	    "\",\"predicate\":{\"covers\":{\"from\":\"%s\",\"to\":\"%s\"},"
	    "\"issued_at\":\"%s\"},\"predicateType\":\"" TS_REGISTER_TYPE
	    "\",\"subject\":[{\"digest\":"
	    "{\"sha256\":\"%s\"},\"name\":",
	    claim->from_text, claim->to_text, claim->issued_text, claim->sha256);
	ts_value_write_line(out, claim->name);
	ts_buf_add_str(out, "}]}");
}

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the register's statement: %s", what);
	return ts_err_at(err, "%s", at);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

static int read_subject(
    const struct ts_json *json, struct ts_register_claim *claim, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"name", TS_JSON_STRING, true},
	    {"digest", TS_JSON_OBJECT, true},
	};
	static const struct ts_member digests[] = {{"sha256", TS_JSON_STRING, true}};
	const struct ts_json *subject = ts_json_first(json);
	unsigned char digest[TS_DIGEST_BYTES];
	const char *hex;

	if (ts_json_count(json) != 1)
		return wrong(err, "/subject", "it must have one subject, the register");
	if (ts_json_shape(subject, "/subject/0", members, 2, CHECK, err) != 0 ||
	    ts_json_shape(
		ts_json_get(subject, "digest"), "/subject/0/digest", digests, 1, CHECK, err) != 0)
		return -1;
	claim->name = text(subject, "name");
	hex = text(ts_json_get(subject, "digest"), "sha256");
	if (strchr(claim->name, '/') != NULL ||
	    ts_name_path_fault(claim->name, strlen(claim->name)) != NULL)
		return wrong(err, "/subject/0/name", "it is not a plain file name");
	if (!ts_hex_read_digest(hex, strlen(hex), digest))
		return wrong(
		    err, "/subject/0/digest", "it is not 64 lower-case hexadecimal digits");
	memcpy(claim->sha256, hex, TS_DIGEST_HEX);
	return 0;
}

static bool read_time(const char *text, struct ts_time *time)
{
	return ts_time_parse(text, time) && ts_time_in_range(time);
}

static int read_predicate(
    const struct ts_json *json, struct ts_register_claim *claim, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"issued_at", TS_JSON_STRING, true},
	    {"covers", TS_JSON_OBJECT, true},
	};
	static const struct ts_member covers[] = {
	    {"from", TS_JSON_STRING, true},
	    {"to", TS_JSON_STRING, true},
	};
	const struct ts_json *range;

	if (ts_json_shape(json, "/predicate", members, 2, CHECK, err) != 0)
		return -1;
	range = ts_json_get(json, "covers");
	if (ts_json_shape(range, "/predicate/covers", covers, 2, CHECK, err) != 0)
		return -1;
	claim->issued_text = text(json, "issued_at");
	claim->from_text = text(range, "from");
	claim->to_text = text(range, "to");
	if (!read_time(claim->issued_text, &claim->issued) ||
	    !read_time(claim->from_text, &claim->from) || !read_time(claim->to_text, &claim->to) ||
	    ts_time_compare(&claim->from, &claim->to) > 0)
		return wrong(err, "/predicate",
		    "a time is malformed, or the period covered ends before it begins");
	return 0;
}

int ts_register_claim_read(
    const struct ts_json *json, struct ts_register_claim *claim, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"_type", TS_JSON_STRING, true},
	    {"predicateType", TS_JSON_STRING, true},
	    {"subject", TS_JSON_ARRAY, true},
	    {"predicate", TS_JSON_OBJECT, true},
	};

	*claim = (struct ts_register_claim){.name = NULL};
	if (ts_json_shape(json, "", members, 4, CHECK, err) != 0)
		return -1;
	if (strcmp(text(json, "_type"), TS_STATEMENT_TYPE) != 0)
		return wrong(err, "/_type", "it is not an in-toto Statement v1");
	if (strcmp(text(json, "predicateType"), TS_REGISTER_TYPE) != 0)
		return wrong(err, "/predicateType", "it is not about a register");
	if (read_subject(ts_json_get(json, "subject"), claim, err) != 0)
		return -1;
	return read_predicate(ts_json_get(json, "predicate"), claim, err);
}
