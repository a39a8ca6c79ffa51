#include "lines/seal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "judge/signers.h"
#include "model/seal.h"
#include "verify/verify_params.h"

#define CHECK         "lines.statement"
#define STATEMENT_MAX ((size_t)1 << 20) /* bytes */

static int wrong(struct ts_err *err, const char *at, const char *what)
{
	ts_err_set(err, CHECK, "the statement about the lines: %s", what);
	return ts_err_at(err, "%s", at);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

/* Read the statement: when it was signed, and the digest of the part. */
static int read_statement(const struct ts_json *json, struct ts_time *signed_at,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	static const struct ts_member members[] = {{"_type", TS_JSON_STRING, true},
	    {"predicateType", TS_JSON_STRING, true}, {"subject", TS_JSON_ARRAY, true},
	    {"predicate", TS_JSON_OBJECT, true}};
	static const struct ts_member subject[] = {
	    {"name", TS_JSON_STRING, true}, {"digest", TS_JSON_OBJECT, true}};
	static const struct ts_member digests[] = {{"sha256", TS_JSON_STRING, true}};
	static const struct ts_member predicate[] = {{"signed_at", TS_JSON_STRING, true}};
	const struct ts_json *first = ts_json_first(ts_json_get(json, "subject"));
	const char *hex;

	if (ts_json_shape(json, "", members, 4, CHECK, err) != 0 ||
	    ts_json_shape(ts_json_get(json, "predicate"), "/predicate", predicate, 1, CHECK, err) !=
		0)
		return -1;
	if (strcmp(text(json, "_type"), TS_STATEMENT_TYPE) != 0 ||
	    strcmp(text(json, "predicateType"), TS_LINES_TYPE) != 0)
		return wrong(err, "/predicateType", "it is not about lines");
	if (ts_json_count(ts_json_get(json, "subject")) != 1)
		return wrong(err, "/subject", "it must have one subject, the part");
	if (ts_json_shape(first, "/subject/0", subject, 2, CHECK, err) != 0 ||
	    ts_json_shape(
		ts_json_get(first, "digest"), "/subject/0/digest", digests, 1, CHECK, err) != 0)
		return -1;
	hex = text(ts_json_get(first, "digest"), "sha256");
	if (!ts_hex_read_digest(hex, strlen(hex), digest))
		return wrong(
		    err, "/subject/0/digest", "it is not 64 lower-case hexadecimal digits");
	if (!ts_time_parse(text(ts_json_get(json, "predicate"), "signed_at"), signed_at))
		return wrong(err, "/predicate/signed_at", "it is not a time");
	return 0;
}

struct judging {
	const char *file;
	struct ts_line_reader *reader;
	const struct ts_trust *trust;
	struct ts_time now;
	bool allow_example_keys;
	struct ts_verdict *verdict;
	struct ts_err *err;
};

static int judge_signers(
    const struct judging *j, const struct ts_dsse *envelope, const struct ts_signers *signers)
{
	unsigned char signed_digest[TS_DIGEST_BYTES], digest[TS_DIGEST_BYTES];
	struct ts_json *json = NULL;
	struct ts_time signed_at;
	int ret = -1;

	if (ts_json_parse(envelope->payload.data, envelope->payload.len, CHECK, &json, j->err) !=
		0 ||
	    read_statement(json, &signed_at, signed_digest, j->err) != 0 ||
	    ts_line_reader_whole(j->reader, digest, j->err) != 0)
		goto done;
	ret = 0;
	ts_verdict_ran(j->verdict, CHECK);
	ts_verdict_ran(j->verdict, "lines.digest");
	if (memcmp(digest, signed_digest, sizeof(digest)) != 0)
		ts_verdict_fail(j->verdict,
		    &(struct ts_failure){.id = "lines.digest",
			.at = j->file,
			.fix = "get the part that was signed, or make it again"},
		    "the part differs from the one that was signed");
	ts_signers_judge(signers, &ts_signing_lines,
	    &(struct ts_signing_params){.stage = "lines",
		.signed_at = signed_at,
		.now = j->now,
		.latest = ts_time_add(&j->now, TS_CLOCK_SKEW),
		.threshold = 1,
		.allow_example_keys = j->allow_example_keys},
	    j->verdict, NULL, NULL);
done:
	ts_json_free(json);
	return ret;
}

static int judge_envelope(const struct judging *j, const struct ts_buf *data)
{
	struct ts_dsse envelope = {0};
	struct ts_signers signers = {0};
	struct ts_json *json = NULL;
	int ret = -1;

	if (ts_json_parse(data->data, data->len, CHECK, &json, j->err) != 0 ||
	    ts_dsse_read(json, CHECK, &envelope, j->err) != 0 ||
	    ts_signers_verify(
		&envelope, j->trust, &ts_signing_lines, NULL, &signers, j->verdict, j->err) != 0)
		goto done;
	ret = signers.n == 0 ? 0 : judge_signers(j, &envelope, &signers);
done:
	ts_signers_free(&signers);
	ts_dsse_free(&envelope);
	ts_json_free(json);
	return ret;
}

static void judge_unsigned(const struct judging *j)
{
	if (!ts_trust_lines_signed(j->trust)) {
		ts_verdict_skip(
		    j->verdict, "lines.signed", "the trust policy does not require signed lines");
		return;
	}
	ts_verdict_fail(j->verdict,
	    &(struct ts_failure){.id = "lines.signed",
		.at = j->file,
		.expected = "a verifier's statement beside it, FILE" TS_LINES_SEAL_END,
		.fix = "have the worker sign its part: audit --format lines --key VERIFIER"},
	    "the trust policy requires signed lines");
}

int ts_lines_seal_judge(const char *file, struct ts_line_reader *reader,
    const struct ts_trust *trust, const struct ts_time *now, bool allow_example_keys,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct judging j = {.file = file,
	    .reader = reader,
	    .trust = trust,
	    .now = *now,
	    .allow_example_keys = allow_example_keys,
	    .verdict = verdict,
	    .err = err};
	struct ts_buf path = TS_BUF_INIT, data = TS_BUF_INIT;
	struct stat st;
	int ret = -1;

	ts_buf_printf(&path, "%s" TS_LINES_SEAL_END, file);
	if (ts_buf_cstr(&path) == NULL) {
		ts_err_nomem(err);
	} else if (strcmp(file, "-") == 0 ||
		   (lstat(ts_buf_cstr(&path), &st) != 0 && errno == ENOENT)) {
		judge_unsigned(&j);
		ret = 0;
	} else if (ts_file_slurp(ts_buf_cstr(&path), STATEMENT_MAX, &data, err) == 0) {
		ret = judge_envelope(&j, &data);
	}
	ts_buf_free(&path);
	ts_buf_free(&data);
	return ret;
}

bool ts_lines_seal_is(const char *path)
{
	struct ts_buf data = TS_BUF_INIT;
	struct ts_dsse envelope = {0};
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_json *json = NULL, *statement = NULL;
	struct ts_time signed_at;
	struct ts_err err;
	bool is = false;

	if (ts_file_slurp(path, STATEMENT_MAX, &data, &err) == 0 &&
	    ts_json_parse(data.data, data.len, CHECK, &json, &err) == 0 &&
	    ts_dsse_read(json, CHECK, &envelope, &err) == 0 &&
	    ts_json_parse(envelope.payload.data, envelope.payload.len, CHECK, &statement, &err) ==
		0)
		is = read_statement(statement, &signed_at, digest, &err) == 0;
	ts_json_free(statement);
	ts_json_free(json);
	ts_dsse_free(&envelope);
	ts_buf_free(&data);
	return is;
}
