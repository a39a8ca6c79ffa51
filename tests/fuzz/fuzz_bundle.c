/*
 * Bundles, verified as verify does, under a policy that trusts the golden and the example keys.
 * Only a bundle that somebody sealed is accepted: one of the seeds, byte for byte. The verdict is
 * the same whatever the size of the pieces in which the bundle is read.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "mutate_tar.h"
#include "verify/boundary.h"
#include "verify/inspect.h"
#include "verify/verify.h"

static struct ts_trust *trust;
static struct ts_profile_set *profiles;
static struct ts_rules *rules;
static struct ts_boundary *boundary;
static struct sample *seeds; /* those that are accepted */
static size_t seeds_n;

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_tar(data, size, max_size, seed);
}

/* Verify at 2026-11-22. Append the text of the verdict to OUT. */
static bool accepted(
    const uint8_t *data, size_t size, size_t piece, struct ts_buf *out, struct ts_buf *digest)
{
	struct pieces pieces = {data, size, piece};
	struct ts_source source = source_pieces(&pieces);
	struct ts_verdict *verdict = ts_verdict_new("a bundle");
	const struct ts_verify_params params = {.trust = trust,
	    .profiles = profiles,
	    .rules = rules,
	    .boundary = boundary,
	    .now = {.sec = 1795305600},
	    .latest = {.sec = 1795305900},
	    .max_files = 1000,
	    .allow_example_keys = true,
	    .want_sha256 = true,
	    .scan = true};
	bool is;

	holds(verdict != NULL, "there is memory");
	ts_verify(&source, &params, verdict, NULL);
	holds_verdict(verdict);
	if (verdict->sha256 == NULL) /* not read to its end: how far depends on the pieces */
		verdict->bytes = 0;
	tell_verdict(verdict, out);
	is = verdict->class == TS_ACCEPTED;
	holds(!is || (verdict->statement_sha256 != NULL && verdict->sha256 != NULL),
	    "a bundle that is accepted is known by its digests");
	if (verdict->statement_sha256 != NULL)
		ts_buf_add_str(digest, verdict->statement_sha256);
	ts_verdict_free(verdict);
	return is;
}

/* Find the seeds that are accepted: the others are the forgeries. */
static void keep_accepted(void)
{
	size_t n = read_samples("seeds/fuzz_bundle", &seeds);

	for (size_t i = 0; i < n; i++) {
		struct ts_buf words = TS_BUF_INIT, digest = TS_BUF_INIT;

		if (accepted(seeds[i].data, seeds[i].len, 0, &words, &digest))
			seeds[seeds_n++] = seeds[i];
		else
			free(seeds[i].data);
		ts_buf_free(&words);
		ts_buf_free(&digest);
	}
	holds(seeds_n >= 5, "the seeds that were sealed are accepted");
}

void set_up(void)
{
	struct ts_err err;
	size_t len;
	unsigned char *text = read_beside("setup/profile.json", &len);

	trust = read_trust("setup/trust.json");
	holds(ts_profile_set_new(&profiles, &err) == 0 &&
		  ts_profile_set_load(profiles, NULL, &err) == 0 &&
		  ts_profile_set_add(profiles, text, len, NULL, &err) == 0,
	    "there are profiles");
	holds(ts_rules_new(&rules, &err) == 0 && ts_boundary_new(rules, &boundary, &err) == 0,
	    "there are rules");
	free(text);
	keep_accepted();
}

/* inspect can read any accepted bundle, and shows what was verified. */
static void inspect(const uint8_t *data, size_t size, bool is, struct ts_buf *digest)
{
	struct pieces pieces = {data, size, 0};
	struct ts_source source = source_pieces(&pieces);
	struct ts_inspection inspection;
	struct ts_err err;

	if (ts_inspect(&source, &inspection, &err) == 0) {
		holds(!is || strcmp(inspection.statement_sha256, ts_buf_cstr(digest)) == 0,
		    "inspect and verify see the same statement");
		ts_inspection_free(&inspection);
	} else {
		holds(!is, "what is accepted can be inspected");
		holds(err.check != NULL && err.message[0] != '\0', "an error says what is wrong");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t sizes[] = {511, 1, 513};
	struct ts_buf words = TS_BUF_INIT, again = TS_BUF_INIT, digest = TS_BUF_INIT;
	struct ts_buf other = TS_BUF_INIT;
	bool is = accepted(data, size, 0, &words, &digest), known = false;

	holds(accepted(data, size, sizes[size / 512 % 3], &again, &other) == is,
	    "accepted in pieces as at once");
	holds(same(&words, &again) && same(&digest, &other), "the same verdict in pieces");
	for (size_t i = 0; is && i < seeds_n; i++)
		known = known || (seeds[i].len == size && memcmp(seeds[i].data, data, size) == 0);
	holds(known == is, "what is accepted is a seed, byte for byte");
	inspect(data, size, is, &digest);
	ts_buf_free(&words);
	ts_buf_free(&again);
	ts_buf_free(&digest);
	ts_buf_free(&other);
	return 0;
}
