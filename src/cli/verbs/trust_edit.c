#include "cli/verbs/trust_edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "format/json_write.h"
#include "model/trust.h"

/* A policy that is being changed. */
struct editing {
	const struct cli *cli;
	const struct cli_args *args;
	const char *path;
	struct ts_trust *before; /* owned; its JSON is changed in place */
	struct ts_buf said;      /* owned: what was done, for people */
	bool unchanged;          /* there was nothing to do */
};

struct edit {
	const char *action;
	size_t operands;
	struct cli_need needs[3];
	size_t needs_n;
	int (*change)(struct editing *e, struct ts_err *err);
};

static struct ts_json *new_list(const struct cli_values *values)
{
	struct ts_json *list = ts_json_new_array();

	for (size_t i = 0; i < values->n; i++)
		if (ts_json_append(list, ts_json_new_string(values->list[i])) != 0) {
			ts_json_free(list);
			return NULL;
		}
	return list;
}

/* The key of --public-key: a file, the text of a key, or the fingerprint of one in the policy. */
static int read_key(const struct editing *e, struct ts_public_key *key, struct ts_err *err)
{
	const char *what = cli_value(e->args, OPT_PUBLIC_KEY);
	const struct ts_trust_key *listed = ts_trust_find(e->before, what);

	if (listed == NULL && ts_key_id_valid(what)) {
		ts_err_set(err, "trust.valid", "the policy does not list the key %s", what);
		return ts_err_fix(err, "see what it lists: tarseal trust show %s", e->path);
	}
	if (listed == NULL)
		return cli_read_public_key(what, key, err);
	*key = listed->key;
	return 0;
}

/* The entry of the key with the fingerprint ID; NULL if it is not listed. */
static struct ts_json *find_entry(const struct editing *e, const char *id)
{
	struct ts_json *entry = ts_json_first(ts_json_get(e->before->json, "keys"));
	const struct ts_trust_key *listed = ts_trust_find(e->before, id);

	if (listed == NULL)
		return NULL;
	for (const struct ts_trust_key *k = e->before->keys; k != listed; k++)
		entry = ts_json_next(entry);
	return entry;
}

/* Find the entry of --public-key, which must be listed. */
static struct ts_json *find_listed(
    const struct editing *e, const struct ts_trust_key **listed, struct ts_err *err)
{
	struct ts_public_key key;

	if (read_key(e, &key, err) != 0)
		return NULL;
	*listed = ts_trust_find(e->before, key.id);
	if (*listed != NULL)
		return find_entry(e, key.id);
	ts_err_set(err, "trust.valid", "the policy does not list the key %s", key.id);
	ts_err_at(err, "%s", e->path);
	ts_err_fix(err, "see what it lists: tarseal trust show %s", e->path);
	return NULL;
}

/* The entry of a new key, whose ssh-ed25519 line is LINE; NULL for want of memory. */
static struct ts_json *new_entry(const struct cli_args *args, const char *line)
{
	const struct {
		const char *member, *text;
	} texts[] = {{"public_key", line}, {"owner", cli_value(args, OPT_OWNER)},
	    {"valid_from", cli_value(args, OPT_VALID_FROM)},
	    {"valid_until", cli_value(args, OPT_VALID_UNTIL)}};
	const struct {
		const char *member;
		const struct cli_values *values;
	} lists[] = {{"roles", &args->options[OPT_ROLE]}, {"stages", &args->options[OPT_STAGE]}};
	struct ts_json *entry = ts_json_new_object();
	int bad = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].text != NULL)
			bad |=
			    ts_json_put(entry, texts[i].member, ts_json_new_string(texts[i].text));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].values->n > 0)
			bad |= ts_json_put(entry, lists[i].member, new_list(lists[i].values));
	if (bad == 0)
		return entry;
	ts_json_free(entry);
	return NULL;
}

static bool has_text(const struct ts_json *list, const char *text)
{
	for (const struct ts_json *i = ts_json_first(list); i != NULL; i = ts_json_next(i))
		if (strcmp(ts_json_string(i), text) == 0)
			return true;
	return false;
}

/* Give a key that is listed further roles. Nothing else of it changes. */
static int add_roles(
    struct editing *e, struct ts_json *entry, const struct ts_trust_key *listed, struct ts_err *err)
{
	const struct cli_values *roles = &e->args->options[OPT_ROLE];
	struct ts_json *list = ts_json_get(entry, "roles");
	size_t added = 0;

	if (strcmp(listed->owner, cli_value(e->args, OPT_OWNER)) != 0) {
		ts_err_set(err, "trust.valid", "the key belongs to \"%s\" already", listed->owner);
		return ts_err_at(err, "%s", listed->key.id);
	}
	if (cli_has(e->args, OPT_STAGE) || cli_has(e->args, OPT_VALID_FROM) ||
	    cli_has(e->args, OPT_VALID_UNTIL)) {
		ts_err_set(
		    err, "trust.valid", "the key is listed already: only roles can be added to it");
		ts_err_fix(err, "remove it first: tarseal trust remove %s --public-key %s", e->path,
		    listed->key.id);
		return ts_err_at(err, "%s", listed->key.id);
	}
	for (size_t i = 0; i < roles->n; i++) {
		if (has_text(list, roles->list[i]))
			continue;
		if (ts_json_append(list, ts_json_new_string(roles->list[i])) != 0)
			return ts_err_nomem(err);
		ts_buf_printf(&e->said, "%s%s", added++ == 0 ? "" : ", ", roles->list[i]);
	}
	e->unchanged = added == 0;
	ts_buf_printf(&e->said, "%s of %s (%s)",
	    added == 0   ? "nothing to add: these are roles"
	    : added == 1 ? " is now a role"
			 : " are now roles",
	    listed->owner, listed->key.id);
	return 0;
}

static int add(struct editing *e, struct ts_err *err)
{
	struct ts_buf line = TS_BUF_INIT;
	struct ts_public_key key;
	struct ts_json *entry;
	int ret = read_key(e, &key, err);

	if (ret != 0)
		return ret;
	entry = find_entry(e, key.id);
	if (entry != NULL)
		return add_roles(e, entry, ts_trust_find(e->before, key.id), err);
	ts_public_key_line(&key, NULL, &line);
	if (ts_buf_cstr(&line) == NULL || ts_json_append(ts_json_get(e->before->json, "keys"),
					      new_entry(e->args, (char *)line.data)) != 0)
		ret = ts_err_nomem(err);
	ts_buf_free(&line);
	ts_buf_printf(
	    &e->said, "added the key of %s (%s) as ", cli_value(e->args, OPT_OWNER), key.id);
	for (size_t i = 0; i < e->args->options[OPT_ROLE].n; i++)
		ts_buf_printf(
		    &e->said, "%s%s", i == 0 ? "" : ", ", e->args->options[OPT_ROLE].list[i]);
	return ret;
}

static int remove_key(struct editing *e, struct ts_err *err)
{
	const struct ts_trust_key *listed;
	const struct ts_json *entry = find_listed(e, &listed, err);
	struct ts_json *keys = ts_json_new_array();

	if (entry == NULL) {
		ts_json_free(keys);
		return -1;
	}
	for (const struct ts_json *k = ts_json_first(ts_json_get(e->before->json, "keys"));
	     k != NULL; k = ts_json_next(k))
		if (k != entry && ts_json_append(keys, ts_json_copy(k)) != 0) {
			ts_json_free(keys);
			return ts_err_nomem(err);
		}
	ts_buf_printf(&e->said, "removed the key of %s (%s)", listed->owner, listed->key.id);
	return ts_json_put(e->before->json, "keys", keys) == 0 ? 0 : ts_err_nomem(err);
}

static int revoke(struct editing *e, struct ts_err *err)
{
	const char *reason = cli_value(e->args, OPT_REASON), *at = cli_value(e->args, OPT_AT);
	const struct ts_trust_key *listed;
	struct ts_json *entry = find_listed(e, &listed, err), *revoked;
	const struct ts_time now = ts_clock_now();
	char text[TS_TIME_TEXT];

	if (entry == NULL)
		return -1;
	if (listed->revoked == TS_COMPROMISED && strcmp(reason, "compromised") != 0) {
		ts_err_set(err, "trust.valid",
		    "the key is revoked as compromised: \"%s\" would trust it again", reason);
		ts_err_fix(err, "if it was never compromised, correct the policy with an editor");
		return ts_err_at(err, "%s", listed->key.id);
	}
	if (at == NULL) {
		ts_time_format(&now, text);
		at = text;
	}
	revoked = ts_json_new_object();
	if (ts_json_put(revoked, "at", ts_json_new_string(at)) != 0 ||
	    ts_json_put(revoked, "reason", ts_json_new_string(reason)) != 0) {
		ts_json_free(revoked);
		return ts_err_nomem(err);
	}
	ts_buf_printf(&e->said, "the key of %s (%s) is revoked: %s at %s", listed->owner,
	    listed->key.id, reason, at);
	return ts_json_put(entry, "revoked", revoked) == 0 ? 0 : ts_err_nomem(err);
}

/* The rules of the stage ID, or the default ones if that is NULL, which are made if there are none.
 */
static struct ts_json *rules_of(struct editing *e, const char *id)
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
static int add_pin(struct editing *e, struct ts_json *rules, const char *hex, struct ts_err *err)
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

static int pin(struct editing *e, struct ts_err *err)
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
static int write_rules(const struct editing *e, struct ts_buf *out, struct ts_err *err)
{
	static const struct {
		enum cli_id id;
		const char *member;
		bool number;
	} rules[] = {{OPT_PRODUCERS, "producers", true}, {OPT_APPROVERS, "approvers", true},
	    {OPT_MAX_AGE, "max_age", false}, {OPT_APPROVAL_MAX_AGE, "approval_max_age", false}};
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
	if (cli_has(e->args, OPT_SCAN)) {
		ts_jw_bool(&w, "scan", true);
		n++;
	}
	ts_jw_close(&w, '}');
	if (!ts_buf_ok(out))
		return ts_err_nomem(err);
	return n > 0 ? 0
		     : ts_err_set(err, "trust.valid",
			   "nothing is required: give --producers, --approvers, --max-age, "
			   "--approval-max-age or --scan");
}

static int require(struct editing *e, struct ts_err *err)
{
	const char *stage = cli_value(e->args, OPT_STAGE);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_json *rules, *given = NULL;
	int ret = write_rules(e, &text, err);

	if (ret == 0)
		ret = ts_json_parse(text.data, text.len, "trust.valid", &given, err);
	rules = ret == 0 ? rules_of(e, stage) : NULL;
	if (ret == 0 && rules == NULL)
		ret = ts_err_nomem(err);
	for (const struct ts_json *m = ts_json_first(given); ret == 0 && m != NULL;
	     m = ts_json_next(m)) {
		if (ts_json_put(rules, ts_json_name(m), ts_json_copy(m)) != 0)
			ret = ts_err_nomem(err);
		ts_buf_printf(&e->said, "%s%s", e->said.len == 0 ? "" : ", ", ts_json_name(m));
	}
	ts_buf_printf(&e->said, " set for %s",
	    stage == NULL ? "every stage whose own rules do not say otherwise" : stage);
	ts_json_free(given);
	ts_buf_free(&text);
	return ret;
}

static const struct edit edits[] = {
    {"add", 2, {{OPT_PUBLIC_KEY, "--public-key"}, {OPT_OWNER, "--owner"}, {OPT_ROLE, "--role"}}, 3,
	add},
    {"remove", 2, {{OPT_PUBLIC_KEY, "--public-key"}}, 1, remove_key},
    {"revoke", 2, {{OPT_PUBLIC_KEY, "--public-key"}, {OPT_REASON, "--reason"}}, 2, revoke},
    {"pin", 3, {{OPT_COUNT, NULL}}, 0, pin},
    {"require", 2, {{OPT_COUNT, NULL}}, 0, require},
};

static const struct edit *find_edit(const char *action)
{
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		if (strcmp(edits[i].action, action) == 0)
			return &edits[i];
	return NULL;
}

bool cli_trust_is_edit(const char *action)
{
	return find_edit(action) != NULL;
}

/* What a new policy begins with: nothing that the user did not ask for. */
static const char empty_policy[] = "{\"tarseal\":\"trust/1\",\"keys\":[]}";

/* Append the changed policy to OUT. It must be valid both before and after. */
static int change(
    struct editing *e, const struct edit *edit, bool is_new, struct ts_buf *out, struct ts_err *err)
{
	struct ts_json_writer w = {.out = out};
	struct ts_buf text = TS_BUF_INIT;
	struct ts_trust *after = NULL;
	int ret = 0;

	if (is_new)
		ts_buf_add_str(&text, empty_policy);
	else
		ret = ts_file_slurp(e->path, TS_JSON_DOCUMENT_MAX, &text, err);
	if (ret != 0 || ts_trust_parse(text.data, text.len, &e->before, err) != 0 ||
	    edit->change(e, err) != 0) {
		ret = -1;
		goto done;
	}
	ts_jw_tree(&w, NULL, e->before->json);
	ret = ts_buf_ok(out) ? ts_trust_parse(out->data, out->len, &after, err) : ts_err_nomem(err);
done:
	ts_trust_free(after);
	ts_buf_free(&text);
	return ret;
}

/* Warn of a stage that is probably mistyped: the name of a built-in one is near. */
static void warn_stages(const struct editing *e)
{
	const struct cli_values *stages = &e->args->options[OPT_STAGE];

	for (size_t i = 0; i < stages->n; i++) {
		const char *near = cli_nearest_stage(stages->list[i]);

		if (near != NULL && strchr(stages->list[i], '*') == NULL &&
		    strcmp(near, stages->list[i]) != 0)
			cli_warn(e->cli, "no stage \"%s\" is built in; did you mean %s?",
			    stages->list[i], near);
	}
}

/* Write the policy in its place, or to the file of -o, which must not exist. */
static int write_policy(const struct editing *e, const struct ts_buf *out)
{
	struct ts_err err;

	warn_stages(e);
	if (e->unchanged && e->cli->output == NULL)
		return 0;
	if (e->cli->output != NULL)
		return cli_write_file(e->cli, e->cli->output, out);
	if (ts_file_create(e->path, 0666, true, out->data, out->len, &err) == 0)
		return 0;
	if (err.at[0] == '\0')
		ts_err_at(&err, "%s", e->path);
	return cli_fail(e->cli, &err);
}

/* Check the command line. */
static int check_usage(
    const struct cli *cli, const struct cli_args *args, const struct edit *edit, bool is_new)
{
	const struct cli_values *operands = &args->operands;

	if (operands->n != edit->operands || strcmp(operands->list[1], "-") == 0)
		return cli_usage(cli, "name the policy%s: trust %s FILE%s",
		    edit->operands == 3 ? " and the profile" : "", edit->action,
		    edit->operands == 3 ? " PROFILE" : " …");
	if (is_new && strcmp(edit->action, "add") != 0 && strcmp(edit->action, "require") != 0)
		return 0; /* reading it says that it does not exist */
	return cli_require(cli, args, edit->needs, edit->needs_n);
}

int cli_trust_edit(const struct cli *cli, const struct cli_args *args)
{
	const struct edit *edit = find_edit(args->operands.list[0]);
	struct editing e = {.cli = cli, .args = args};
	struct ts_buf out = TS_BUF_INIT;
	const char *target;
	struct ts_err err;
	bool is_new;
	int ret;

	e.path = args->operands.n > 1 ? args->operands.list[1] : "-";
	is_new = access(e.path, F_OK) != 0 && errno == ENOENT;
	ret = check_usage(cli, args, edit, is_new);
	if (ret != 0)
		return ret;
	is_new = is_new && strcmp(edit->action, "add") == 0;
	target = cli->output == NULL ? e.path : cli->output;
	if (change(&e, edit, is_new, &out, &err) != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", e.path);
		ret = cli_fail(cli, &err);
	} else {
		cli_signals_hold();
		ret = write_policy(&e, &out);
	}
	if (ret == 0 && strcmp(target, "-") != 0 && ts_buf_cstr(&e.said) != NULL)
		cli_note(cli, "%s%s: %s", target, is_new ? " (new)" : "", (char *)e.said.data);
	ts_trust_free(e.before);
	ts_buf_free(&e.said);
	ts_buf_free(&out);
	cli_signals_release(ret);
	return ret;
}
