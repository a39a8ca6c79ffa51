#include "model/seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/encode.h"
#include "format/bag.h"
#include "format/value.h"

#define CHECK     "seal.statement"
#define OWNER_MAX 128

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the seal's statement: %s", what);
	return ts_err_at(err, "%s", at);
}

static int shape(const struct ts_json *json, const char *at, const struct ts_member *members,
    size_t n, struct ts_err *err)
{
	return ts_json_shape(json, at, members, n, CHECK, err);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

/* Read {"ALGORITHM": HEX} and nothing else. */
static int read_digest(const struct ts_json *json, const char *at, const char *algorithm,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	const struct ts_member members[] = {{algorithm, TS_JSON_STRING, true}};
	const char *hex;

	if (shape(json, at, members, 1, err) != 0)
		return -1;
	hex = text(json, algorithm);
	if (!ts_hex_read_digest(hex, strlen(hex), digest))
		return wrong(err, at, "a digest is not 64 lower-case hexadecimal digits");
	return 0;
}

static int read_subject(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"name", TS_JSON_STRING, true},
	    {"digest", TS_JSON_OBJECT, true},
	};
	static const char *const names[] = {TS_BAG_INFO, TS_BAG_BAGIT, TS_BAG_MANIFEST};
	unsigned char *digests[] = {seal->bag_info, seal->bagit, seal->manifest};
	const struct ts_json *item = ts_json_first(json);

	if (ts_json_count(json) != 3)
		return wrong(err, "/subject", "its subjects must be the three tag files");
	for (size_t i = 0; i < 3; i++, item = ts_json_next(item)) {
		if (shape(item, "/subject", members, 2, err) != 0)
			return -1;
		if (strcmp(text(item, "name"), names[i]) != 0)
			return wrong(
			    err, "/subject", "its subjects are not the tag files, sorted by name");
		if (read_digest(
			ts_json_get(item, "digest"), "/subject", "sha256", digests[i], err) != 0)
			return -1;
	}
	return 0;
}

static int read_actor(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"owner", TS_JSON_STRING, false},
	    {"keyid", TS_JSON_STRING, true},
	};

	if (shape(json, "/predicate/actor", members, 2, err) != 0)
		return -1;
	seal->owner = text(json, "owner");
	seal->keyid = text(json, "keyid");
	if (seal->owner != NULL && !ts_value_is_line(seal->owner, OWNER_MAX))
		return wrong(
		    err, "/predicate/actor/owner", "the owner is not 1 to 128 printable bytes");
	if (!ts_key_id_valid(seal->keyid))
		return wrong(
		    err, "/predicate/actor/keyid", "the keyid is not the fingerprint of a key");
	return 0;
}

static int read_change(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"name", TS_JSON_STRING, true},
	    {"stage", TS_JSON_STRING, true},
	    {"subject_ref", TS_JSON_STRING, true},
	};

	if (shape(json, "/predicate/change", members, 3, err) != 0)
		return -1;
	seal->name = text(json, "name");
	seal->stage = text(json, "stage");
	seal->subject_ref = text(json, "subject_ref");
	if (ts_name_bundle_fault(seal->name, strlen(seal->name)) != NULL)
		return wrong(
		    err, "/predicate/change/name", "the name is not a valid name of a bundle");
	if (!ts_value_is_id(seal->stage))
		return wrong(err, "/predicate/change/stage", "the stage is not a kebab-case id");
	if (!ts_value_is_ref(seal->subject_ref))
		return wrong(
		    err, "/predicate/change/subject_ref", "the subject is not a reference");
	return 0;
}

static int read_policy(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"profile", TS_JSON_STRING, true},
	    {"digest", TS_JSON_OBJECT, true},
	};

	if (shape(json, "/predicate/policy", members, 2, err) != 0)
		return -1;
	seal->profile = text(json, "profile");
	if (strcmp(seal->profile, seal->stage) != 0)
		return wrong(err, "/predicate/policy/profile", "the profile is not the stage's");
	return read_digest(ts_json_get(json, "digest"), "/predicate/policy/digest", "sha256",
	    seal->profile_digest, err);
}

/* Is PATH a single file directly in DIRECTORY (which ends in a slash)? */
static bool is_file_in(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 && strchr(path + len, '/') == NULL &&
	       ts_name_path_fault(path, strlen(path)) == NULL;
}

static int read_package(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"path", TS_JSON_STRING, true},
	    {"digest", TS_JSON_OBJECT, true},
	    {"files", TS_JSON_INT, true},
	    {"bytes", TS_JSON_INT, true},
	};
	const char *at = "/predicate/evidence/package";

	if (shape(json, at, members, 4, err) != 0)
		return -1;
	seal->package_path = text(json, "path");
	ts_json_int(ts_json_get(json, "files"), &seal->package_files);
	ts_json_int(ts_json_get(json, "bytes"), &seal->package_bytes);
	if (strcmp(seal->package_path, "data/evidence") == 0)
		seal->package.kind = TS_PACKAGE_DIRECTORY;
	else if (is_file_in(seal->package_path, TS_BAG_EVIDENCE))
		seal->package.kind = TS_PACKAGE_FILE;
	else
		return wrong(err, at, "the package is neither data/evidence nor a file in it");
	return read_digest(ts_json_get(json, "digest"), at,
	    ts_package_algorithm(seal->package.kind), seal->package.digest, err);
}

static int read_evidence(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"package", TS_JSON_OBJECT, true},
	    {"approval", TS_JSON_OBJECT, true},
	    {"record", TS_JSON_OBJECT, true},
	};
	static const struct ts_member file[] = {
	    {"path", TS_JSON_STRING, true}, {"digest", TS_JSON_OBJECT, true},
	    {"approval_ref", TS_JSON_STRING, true}, /* not in the record */
	};
	const struct ts_json *approval, *record;

	if (shape(json, "/predicate/evidence", members, 3, err) != 0 ||
	    read_package(ts_json_get(json, "package"), seal, err) != 0)
		return -1;
	approval = ts_json_get(json, "approval");
	record = ts_json_get(json, "record");
	if (shape(approval, "/predicate/evidence/approval", file, 3, err) != 0 ||
	    shape(record, "/predicate/evidence/record", file, 2, err) != 0)
		return -1;
	seal->approval_path = text(approval, "path");
	seal->approval_ref = text(approval, "approval_ref");
	seal->record_path = text(record, "path");
	if (strcmp(seal->approval_path, TS_BAG_APPROVAL "approval.dsse.json") != 0 &&
	    strcmp(seal->approval_path, TS_BAG_APPROVAL "approval.json") != 0)
		return wrong(err, "/predicate/evidence/approval/path",
		    "the approval is neither approval.dsse.json nor approval.json in "
		    "data/approval");
	if (!ts_value_is_ref(seal->approval_ref))
		return wrong(err, "/predicate/evidence/approval/approval_ref",
		    "the approval's reference is not a reference");
	if (!is_file_in(seal->record_path, TS_BAG_RECORD))
		return wrong(err, "/predicate/evidence/record/path",
		    "the record is not a file in data/record");
	if (read_digest(ts_json_get(approval, "digest"), "/predicate/evidence/approval/digest",
		"sha256", seal->approval_digest, err) != 0)
		return -1;
	return read_digest(ts_json_get(record, "digest"), "/predicate/evidence/record/digest",
	    "sha256", seal->record_digest, err);
}

static int read_gates(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"id", TS_JSON_STRING, true},
	    {"result", TS_JSON_STRING, true},
	};

	seal->gates = calloc(ts_json_count(json) + 1, sizeof(*seal->gates));
	if (seal->gates == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *g = ts_json_first(json); g != NULL; g = ts_json_next(g)) {
		struct ts_seal_gate *gate = &seal->gates[seal->gates_n++];
		const char *result;

		if (shape(g, "/predicate/gates", members, 2, err) != 0)
			return -1;
		gate->id = text(g, "id");
		result = text(g, "result");
		gate->skip = strcmp(result, "skip") == 0;
		if (!ts_value_is_id(gate->id) || (!gate->skip && strcmp(result, "pass") != 0))
			return wrong(err, "/predicate/gates",
			    "a gate is not a kebab-case id with the result pass or skip");
	}
	return 0;
}

/* Read what differs from the defaults of the public boundary; JSON is NULL when nothing does. */
static int read_boundary(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"salt", TS_JSON_STRING, false},
	    {"scan", TS_JSON_BOOL, false},
	    {"waivers", TS_JSON_ARRAY, false},
	};
	const struct ts_json *waivers = ts_json_get(json, "waivers");
	bool scan = true;

	if (json == NULL)
		return 0;
	if (shape(json, "/predicate/boundary", members, 3, err) != 0)
		return -1;
	ts_json_bool(ts_json_get(json, "scan"), &scan);
	seal->no_scan = !scan;
	if (ts_waivers_read(waivers, text(json, "salt"), "/predicate/boundary/waivers", CHECK,
		&seal->waivers, err) != 0)
		return -1;
	if ((scan && ts_json_get(json, "scan") != NULL) ||
	    (seal->waivers.n == 0 && (waivers != NULL || seal->waivers.has_salt)) ||
	    (scan && seal->waivers.n == 0))
		return wrong(err, "/predicate/boundary",
		    "it states a default of the boundary, which must be left out");
	return 0;
}

static int read_predicate(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"format", TS_JSON_INT, true},
	    {"created", TS_JSON_STRING, true},
	    {"actor", TS_JSON_OBJECT, true},
	    {"change", TS_JSON_OBJECT, true},
	    {"policy", TS_JSON_OBJECT, true},
	    {"evidence", TS_JSON_OBJECT, true},
	    {"gates", TS_JSON_ARRAY, true},
	    {"boundary", TS_JSON_OBJECT, false},
	};

	if (shape(json, "/predicate", members, 8, err) != 0)
		return -1;
	seal->created_text = text(json, "created");
	if (strlen(seal->created_text) != TS_TIME_TEXT - 1 ||
	    !ts_time_parse(seal->created_text, &seal->created))
		return wrong(err, "/predicate/created", "created is not YYYY-MM-DDThh:mm:ssZ");
	if (read_actor(ts_json_get(json, "actor"), seal, err) != 0 ||
	    read_change(ts_json_get(json, "change"), seal, err) != 0 ||
	    read_policy(ts_json_get(json, "policy"), seal, err) != 0 ||
	    read_evidence(ts_json_get(json, "evidence"), seal, err) != 0 ||
	    read_boundary(ts_json_get(json, "boundary"), seal, err) != 0)
		return -1;
	return read_gates(ts_json_get(json, "gates"), seal, err);
}

/* Bundles of another format version cannot be verified here. */
static int check_version(const struct ts_json *predicate, struct ts_err *err)
{
	const struct ts_json *format = ts_json_get(predicate, "format");
	int64_t number;

	if (ts_json_int(format, &number) && number != TS_SEAL_FORMAT) {
		ts_err_set(err, "format.version", "the bundle has format %lld", (long long)number);
		ts_err_expected(err, "format %d", TS_SEAL_FORMAT);
		return ts_err_fix(err, "use a version of tarseal that supports this format");
	}
	return 0;
}

int ts_seal_read(const struct ts_json *json, struct ts_seal *seal, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"_type", TS_JSON_STRING, true},
	    {"predicateType", TS_JSON_STRING, true},
	    {"subject", TS_JSON_ARRAY, true},
	    {"predicate", TS_JSON_OBJECT, true},
	};

	*seal = (struct ts_seal){0};
	if (shape(json, "", members, 4, err) != 0)
		return -1;
	if (strcmp(text(json, "_type"), TS_STATEMENT_TYPE) != 0)
		return wrong(err, "/_type", "it is not an in-toto Statement v1");
	if (strcmp(text(json, "predicateType"), TS_SEAL_TYPE) != 0)
		return wrong(err, "/predicateType", "it is not a seal (" TS_SEAL_TYPE ")");
	if (check_version(ts_json_get(json, "predicate"), err) != 0 ||
	    read_subject(ts_json_get(json, "subject"), seal, err) != 0 ||
	    read_predicate(ts_json_get(json, "predicate"), seal, err) != 0) {
		ts_seal_free(seal);
		return -1;
	}
	return 0;
}

static void write_digest(
    struct ts_buf *out, const char *algorithm, const unsigned char digest[static TS_DIGEST_BYTES])
{
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(digest, hex);
	ts_buf_printf(out, "\"digest\":{\"%s\":\"%s\"}", algorithm, hex);
}

static void write_evidence(const struct ts_seal *seal, struct ts_buf *out)
{
	ts_buf_add_str(out, ",\"evidence\":{\"approval\":{\"approval_ref\":");
	ts_value_write_line(out, seal->approval_ref);
	ts_buf_add_str(out, ",");
	write_digest(out, "sha256", seal->approval_digest);
	ts_buf_printf(out, ",\"path\":\"%s\"},\"package\":{\"bytes\":%lld,", seal->approval_path,
	    (long long)seal->package_bytes);
	write_digest(out, ts_package_algorithm(seal->package.kind), seal->package.digest);
	ts_buf_printf(out, ",\"files\":%lld,\"path\":", (long long)seal->package_files);
	ts_value_write_line(out, seal->package_path);
	ts_buf_add_str(out, "},\"record\":{");
	write_digest(out, "sha256", seal->record_digest);
	ts_buf_add_str(out, ",\"path\":");
	ts_value_write_line(out, seal->record_path);
	ts_buf_add_str(out, "}},\"format\":1,\"gates\":[");
	for (size_t i = 0; i < seal->gates_n; i++)
		ts_buf_printf(out, "%s{\"id\":\"%s\",\"result\":\"%s\"}", i > 0 ? "," : "",
		    seal->gates[i].id, seal->gates[i].skip ? "skip" : "pass");
}

static void write_boundary(const struct ts_seal *seal, struct ts_buf *out)
{
	char salt[TS_DIGEST_HEX];

	if (!seal->no_scan && seal->waivers.n == 0)
		return;
	ts_buf_add_str(out, ",\"boundary\":{");
	if (seal->waivers.n > 0) {
		ts_hex_digest(seal->waivers.salt, salt);
		ts_buf_printf(out, "\"salt\":\"%s\"", salt);
	}
	if (seal->no_scan)
		ts_buf_printf(out, "%s\"scan\":false", seal->waivers.n > 0 ? "," : "");
	if (seal->waivers.n > 0) {
		ts_buf_add_str(out, ",\"waivers\":");
		ts_waivers_write(&seal->waivers, out);
	}
	ts_buf_add_str(out, "}");
}

/* RFC 8785 sorts members by name. */
void ts_seal_write(const struct ts_seal *seal, struct ts_buf *out)
{
	ts_buf_printf(out, "{\"_type\":\"%s\",\"predicate\":{\"actor\":{\"keyid\":\"%s\"",
	    TS_STATEMENT_TYPE, seal->keyid);
	if (seal->owner != NULL) {
		ts_buf_add_str(out, ",\"owner\":");
		ts_value_write_line(out, seal->owner);
	}
	ts_buf_add_str(out, "}");
	write_boundary(seal, out);
	ts_buf_printf(out,
	    ",\"change\":{\"name\":\"%s\",\"stage\":\"%s\",\"subject_ref\":", seal->name,
	    seal->stage);
	ts_value_write_line(out, seal->subject_ref);
	ts_buf_printf(out, "},\"created\":\"%s\"", seal->created_text);
	write_evidence(seal, out);
	ts_buf_add_str(out, "],\"policy\":{");
	write_digest(out, "sha256", seal->profile_digest);
	ts_buf_printf(out, ",\"profile\":\"%s\"}},\"predicateType\":\"%s\",\"subject\":[{",
	    seal->profile, TS_SEAL_TYPE);
	write_digest(out, "sha256", seal->bag_info);
	ts_buf_add_str(out, ",\"name\":\"" TS_BAG_INFO "\"},{");
	write_digest(out, "sha256", seal->bagit);
	ts_buf_add_str(out, ",\"name\":\"" TS_BAG_BAGIT "\"},{");
	write_digest(out, "sha256", seal->manifest);
	ts_buf_add_str(out, ",\"name\":\"" TS_BAG_MANIFEST "\"}]}");
}

void ts_seal_free(struct ts_seal *seal)
{
	free(seal->gates);
	ts_waivers_free(&seal->waivers);
	*seal = (struct ts_seal){0};
}
