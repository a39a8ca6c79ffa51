/*
 * Public summaries. An envelope is checked as verify-summary does, under a fixed policy: an
 * accepted one says what a seed says, signed with the verifier's key. A statement alone is read
 * and written.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "format/dsse.h"
#include "fuzz.h"
#include "model/summary.h"
#include "publish/summary.h"

static struct ts_trust *trust;
static char (*statements)[TS_DIGEST_HEX]; /* of the seeds that are accepted */
static size_t statements_n;

static struct ts_json *parse(const void *data, size_t len)
{
	struct ts_json *json = NULL;
	struct ts_err err;

	return ts_json_parse(data, len, "summary.statement", &json, &err) == 0 ? json : NULL;
}

/* The digest of what an envelope's signatures cover. */
static void digest(const uint8_t *data, size_t size, char hex[static TS_DIGEST_HEX])
{
	unsigned char bytes[TS_DIGEST_BYTES];
	struct ts_json *json = parse(data, size);
	struct ts_dsse envelope;
	struct ts_err err;

	holds(json != NULL && ts_dsse_read(json, "x", &envelope, &err) == 0, "it is an envelope");
	holds(ts_sha256_of(envelope.payload.data, envelope.payload.len, bytes, &err) == 0,
	    "it has a digest");
	ts_hex_digest(bytes, hex);
	ts_dsse_free(&envelope);
	ts_json_free(json);
}

static bool accepted(const uint8_t *data, size_t size)
{
	const struct ts_summary_params params = {.trust = trust,
	    .now = {.sec = 253402300799},
	    .latest = {.sec = 253402300799},
	    .max_age = -1};
	struct ts_verdict *verdict = ts_verdict_new("a summary");
	struct ts_buf out = TS_BUF_INIT;
	bool is;

	holds(verdict != NULL, "there is memory");
	ts_summary_verify(data, size, &params, verdict);
	holds_verdict(verdict);
	tell_verdict(verdict, &out);
	is = verdict->class == TS_ACCEPTED;
	ts_buf_free(&out);
	ts_verdict_free(verdict);
	return is;
}

void set_up(void)
{
	struct sample *samples;
	size_t n = read_samples("seeds/fuzz_summary", &samples);

	trust = read_trust("setup/summary-trust.json");
	statements = calloc(n + 1, sizeof(*statements));
	for (size_t i = 0; i < n; i++) {
		if (accepted(samples[i].data, samples[i].len))
			digest(samples[i].data, samples[i].len, statements[statements_n++]);
		free(samples[i].data);
	}
	free(samples);
	holds(statements_n > 0, "a seed is accepted");
}

/* A statement that can be read is written in its canonical form. */
static void statement(const struct ts_json *json)
{
	struct ts_buf form = TS_BUF_INIT, out = TS_BUF_INIT;
	struct ts_summary summary;
	struct ts_err err;

	if (ts_summary_read(json, &summary, &err) != 0) {
		holds_err(&err, "summary.statement");
		return;
	}
	holds(ts_summary_is_uri(summary.verifier_id), "a verifier is a URI");
	ts_summary_write(&summary, &out);
	holds(ts_buf_ok(&out), "there is memory");
	if (ts_json_canonical(json, &form))
		holds(same(&form, &out), "a statement is written as it was read");
	ts_buf_free(&form);
	ts_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);
	struct ts_json *json = parse(copy, size);
	char hex[TS_DIGEST_HEX];
	bool known = false;

	if (json != NULL && !ts_dsse_is_envelope(json))
		statement(json);
	if (accepted(copy, size)) {
		digest(copy, size, hex);
		for (size_t i = 0; i < statements_n; i++)
			known = known || strcmp(hex, statements[i]) == 0;
		holds(known, "what is accepted says what a seed says");
	}
	ts_json_free(json);
	free(copy);
	return 0;
}
