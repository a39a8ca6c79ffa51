#include "cli/verbs/trust_stage.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "format/json_write.h"
#include "model/profile_set.h"

/* The rules of the stage ID, or the default ones if that is NULL, which are made if there are none.
 */
static struct ts_json *rules_of(struct cli_trust_editing *e, const char *id)
{
	struct ts_json *root = e->before->json;
	const char *member = id == NULL ? "default" : "stages";

	if (ts_json_get(root, member) == NULL &&
	    ts_json_put(root, member, ts_json_new_object()) != 0)
		return NULL;
	root = ts_json_get(root, member);
	if (id == NULL || ts_json_get(root, id) != NULL)
		return id == NULL ? root : ts_json_get(root, id);
	return ts_json_put(root, id, ts_json_new_object()) == 0 ? ts_json_get(root, id) : NULL;
}

/* Add the digest HEX to the profiles that RULES pin. */
static int add_pin(
    struct cli_trust_editing *e, struct ts_json *rules, const char *hex, struct ts_err *err)
{
	struct ts_json *list, *pin;

	if (ts_json_get(rules, "profiles") == NULL &&
	    ts_json_put(rules, "profiles", ts_json_new_array()) != 0)
		return ts_err_nomem(err);
	list = ts_json_get(rules, "profiles");
	for (const struct ts_json *p = ts_json_first(list); p != NULL; p = ts_json_next(p))
		if (strcmp(ts_json_string(ts_json_get(p, "sha256")), hex) == 0)
			e->unchanged = true;
	if (e->unchanged)
		return 0;
	pin = ts_json_new_object();
	if (ts_json_put(pin, "sha256", ts_json_new_string(hex)) != 0) {
		ts_json_free(pin);
		return ts_err_nomem(err);
	}
	return ts_json_append(list, pin) == 0 ? 0 : ts_err_nomem(err);
}

int cli_trust_pin(struct cli_trust_editing *e, struct ts_err *err)
{
	const struct ts_profile *profile;
	struct ts_profile_set *set = NULL;
	struct ts_json *rules;
	char hex[TS_DIGEST_HEX];
	int ret = -1;

	if (ts_profile_set_new(&set, err) != 0 ||
	    cli_load_profile(e->args->operands.list[2], set, &profile, err) != 0)
		goto done;
	ts_hex_digest(profile->digest, hex);
	rules = rules_of(e, profile->id);
	ret = rules == NULL ? ts_err_nomem(err) : add_pin(e, rules, hex, err);
	ts_buf_printf(&e->said, "%s the profile of %s with the SHA-256 %s",
	    e->unchanged ? "it already allows" : "now allows", profile->id, hex);
done:
	ts_profile_set_free(set);
	return ret;
}

/* Write the rules that the options give as a JSON object. */
static int write_rules(const struct cli_trust_editing *e, struct ts_buf *out, struct ts_err *err)
{
	static const struct {
		enum cli_id id;
		const char *member;
		bool number;
	} rules[] = {{OPT_PRODUCERS, "producers", true}, {OPT_APPROVERS, "approvers", true},
	    {OPT_MAX_AGE, "max_age", false}, {OPT_APPROVAL_MAX_AGE, "approval_max_age", false},
	    {OPT_PROVEN_WITHIN, "proven_within", false}};
	static const struct {
		enum cli_id id;
		const char *member;
	} flags[] = {{OPT_SCAN, "scan"}, {OPT_STAMPED, "stamped"}};
	struct ts_json_writer w = {.out = out};
	size_t n = 0;

	ts_jw_open(&w, NULL, '{');
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const char *text = cli_value(e->args, rules[i].id);

		if (text == NULL)
			continue;
		n++;
		if (rules[i].number)
			ts_jw_int(&w, rules[i].member, strtoll(text, NULL, 10));
		else
			ts_jw_string(&w, rules[i].member, text);
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!cli_has(e->args, flags[i].id))
			continue;
		ts_jw_bool(&w, flags[i].member, true);
		n++;
	}
	ts_jw_close(&w, '}');
	if (!ts_buf_ok(out))
		return ts_err_nomem(err);
	return n > 0 || cli_has(e->args, OPT_STAMPS)
		   ? 0
		   : ts_err_set(err, "trust.valid",
			 "nothing is required: give --producers, --approvers, --max-age, "
			 "--approval-max-age, --stamps, --stamped, --proven-within or --scan");
}

/* Set how many owners of authorities must vouch for a time: a rule of the whole policy. */
static int require_stamps(struct cli_trust_editing *e, const char *number, struct ts_err *err)
{
	struct ts_json *time = ts_json_get(e->before->json, "time"), *value = NULL;
	int ret;

	if (time == NULL) {
		ts_err_set(err, "trust.valid", "the policy lists no time-stamping authority");
		return ts_err_fix(err,
		    "add one first: tarseal trust add-authority %s AUTHORITY.pem "
		    "--owner OWNER",
		    e->path);
	}
	ret = ts_json_parse(number, strlen(number), "trust.valid", &value, err);
	if (ret == 0 && ts_json_put(time, "stamps", value) != 0)
		ret = ts_err_nomem(err);
	ts_buf_printf(&e->said, "a time needs stamps by %s different owner%s", number,
	    strcmp(number, "1") == 0 ? "" : "s");
	return ret;
}

/* Set the rules of a stage, or those of all others. */
static int require_rules(
    struct cli_trust_editing *e, const struct ts_json *given, struct ts_err *err)
{
	const char *stage = cli_value(e->args, OPT_STAGE);
	struct ts_json *rules = rules_of(e, stage);
	size_t n = 0;

	if (rules == NULL)
		return ts_err_nomem(err);
	ts_buf_add_str(&e->said, e->said.len == 0 ? "" : "; ");
	for (const struct ts_json *m = ts_json_first(given); m != NULL; m = ts_json_next(m)) {
		if (ts_json_put(rules, ts_json_name(m), ts_json_copy(m)) != 0)
			return ts_err_nomem(err);
		ts_buf_printf(&e->said, "%s%s", n++ == 0 ? "" : ", ", ts_json_name(m));
	}
	ts_buf_printf(&e->said, " set for %s",
	    stage == NULL ? "every stage whose own rules do not say otherwise" : stage);
	return 0;
}

int cli_trust_require(struct cli_trust_editing *e, struct ts_err *err)
{
	const char *stamps = cli_value(e->args, OPT_STAMPS);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_json *given = NULL;
	int ret = write_rules(e, &text, err);

	if (ret == 0)
		ret = ts_json_parse(text.data, text.len, "trust.valid", &given, err);
	if (ret == 0 && stamps != NULL)
		ret = require_stamps(e, stamps, err);
	if (ret == 0 && ts_json_first(given) != NULL)
		ret = require_rules(e, given, err);
	ts_json_free(given);
	ts_buf_free(&text);
	return ret;
}
