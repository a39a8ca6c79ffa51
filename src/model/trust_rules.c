/* What a policy requires, and whom it trusts with what. */
#include <string.h>

#include "model/trust.h"

bool ts_trust_pattern_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool ts_trust_key_serves(const struct ts_trust_key *key, const char *stage)
{
	if (key->stages == NULL)
		return true;
	for (const struct ts_json *s = ts_json_first(key->stages); s != NULL; s = ts_json_next(s))
		if (ts_trust_pattern_matches(ts_json_string(s), stage))
			return true;
	return false;
}

static const struct ts_json *own_rules(const struct ts_trust *trust, const char *stage)
{
	return ts_json_get(ts_json_get(trust->json, "stages"), stage);
}

struct ts_stage_rules ts_trust_rules(const struct ts_trust *trust, const char *stage)
{
	return ts_trust_rules_of(trust, own_rules(trust, stage));
}

struct ts_stage_rules ts_trust_rules_of(const struct ts_trust *trust, const struct ts_json *own)
{
	struct ts_stage_rules rules = {.producers = 1,
	    .approvers = 1,
	    .separate = true,
	    .max_age = -1,
	    .approval_max_age = -1,
	    .proven_within = -1};
	const char *text;

	ts_json_int(ts_trust_rule(trust, own, "producers"), &rules.producers);
	ts_json_int(ts_trust_rule(trust, own, "approvers"), &rules.approvers);
	ts_json_bool(ts_trust_rule(trust, own, "separate"), &rules.separate);
	text = ts_json_string(ts_trust_rule(trust, own, "max_age"));
	if (text != NULL)
		ts_duration_parse(text, &rules.max_age);
	text = ts_json_string(ts_trust_rule(trust, own, "approval_max_age"));
	if (text != NULL)
		ts_duration_parse(text, &rules.approval_max_age);
	ts_json_bool(ts_trust_rule(trust, own, "stamped"), &rules.stamped);
	text = ts_json_string(ts_trust_rule(trust, own, "proven_within"));
	if (text != NULL && rules.stamped)
		ts_duration_parse(text, &rules.proven_within);
	ts_json_bool(ts_trust_rule(trust, own, "scan"), &rules.scan);
	rules.waivers = ts_trust_rule(trust, own, "waivers");
	rules.rules_sha256 =
	    ts_json_string(ts_json_get(ts_trust_rule(trust, own, "rules"), "sha256"));
	return rules;
}

struct ts_register_rules ts_trust_register(const struct ts_trust *trust)
{
	const struct ts_json *json = ts_json_get(trust->json, "register");
	const char *text = ts_json_string(ts_json_get(json, "max_age"));
	struct ts_register_rules rules = {.max_age = -1};

	ts_json_bool(ts_json_get(json, "signed"), &rules.is_signed);
	if (text != NULL)
		ts_duration_parse(text, &rules.max_age);
	return rules;
}

static const struct ts_json *pinned(const struct ts_trust *trust, const char *stage)
{
	return ts_json_get(own_rules(trust, stage), "profiles");
}

bool ts_trust_lists_profiles(const struct ts_trust *trust, const char *stage)
{
	return pinned(trust, stage) != NULL;
}

bool ts_trust_pins_profile(const struct ts_trust *trust, const char *stage,
    const unsigned char digest[static TS_DIGEST_BYTES])
{
	const struct ts_json *list = pinned(trust, stage);
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(digest, hex);
	for (const struct ts_json *p = ts_json_first(list); p != NULL; p = ts_json_next(p))
		if (strcmp(ts_json_string(ts_json_get(p, "sha256")), hex) == 0)
			return true;
	return false;
}

bool ts_trust_lines_signed(const struct ts_trust *trust)
{
	bool is_signed = false;

	ts_json_bool(ts_json_get(ts_json_get(trust->json, "lines"), "signed"), &is_signed);
	return is_signed;
}
