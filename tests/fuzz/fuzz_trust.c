/* Trust policies: parse them, lint them, and ask them what the verifier asks. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "model/trust_lint.h"

static const char *const stages[] = {
    "trial-expired-followup", "golden-followup", "a", "trial-", "no-such-stage"};

void set_up(void)
{
}

static void tell(void *ctx, enum ts_lint kind, const char *at, const char *text)
{
	size_t *told = ctx;

	(void)kind;
	holds(at != NULL && text != NULL && text[0] != '\0', "the lint says what and where");
	++*told;
}

static void keys(const struct ts_trust *trust)
{
	for (size_t i = 0; i < trust->keys_n; i++) {
		const struct ts_trust_key *key = &trust->keys[i];
		bool some = false;

		holds(ts_trust_find(trust, key->key.id) == key, "a key is listed once, and found");
		holds(key->owner != NULL && key->owner[0] != '\0', "a key has an owner");
		holds(!key->validity.has_from || !key->validity.has_until ||
			  ts_time_compare(&key->validity.from, &key->validity.until) <= 0,
		    "a key's window does not end before it begins");
		for (int r = 0; r < TS_ROLES; r++)
			some = some || key->roles[r];
		holds(some, "a key has a role");
		for (size_t s = 0; s < sizeof(stages) / sizeof(stages[0]); s++)
			holds(key->stages != NULL || ts_trust_key_serves(key, stages[s]),
			    "a key without stages serves all");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char digest[TS_DIGEST_BYTES];
	const struct ts_time now = {.sec = 1795305600};
	unsigned char *copy = exact_copy(data, size);
	struct ts_trust *trust, *again;
	struct ts_err err;
	size_t told = 0, told_again = 0, n = sizeof(stages) / sizeof(stages[0]);

	if (ts_trust_parse(copy, size, &trust, &err) != 0) {
		holds_err(&err, "trust.valid");
		free(copy);
		return 0;
	}
	holds(ts_trust_parse(copy, size, &again, &err) == 0, "a second parse agrees");
	holds(strcmp(trust->sha256, again->sha256) == 0 && trust->keys_n == again->keys_n,
	    "and gives the same");
	keys(trust);
	for (size_t i = 0; i < n; i++) {
		struct ts_stage_rules rules = ts_trust_rules(trust, stages[i]);

		holds(rules.producers >= 1 && rules.approvers >= 0, "thresholds are sound");
		holds(rules.max_age >= -1 && rules.approval_max_age >= -1, "ages are sound");
		holds(!ts_trust_pins_profile(trust, stages[i], digest) ||
			  ts_trust_lists_profiles(trust, stages[i]),
		    "a profile that is pinned is listed");
	}
	holds(ts_trust_lint(trust, &now, stages, n, tell, &told, &err) == 0, "it is linted");
	holds(ts_trust_lint(again, &now, stages, n, tell, &told_again, &err) == 0, "again");
	holds(told == told_again, "the lint says the same twice");
	ts_trust_free(trust);
	ts_trust_free(again);
	free(copy);
	return 0;
}
