#include "cli/verbs/trust_diff.h"

#include <string.h>

#include "cli/load.h"
#include "cli/output.h"
#include "crypto/sha256.h"
#include "show/escape.h"

struct comparing {
	const struct cli *cli;
	struct ts_trust *policies[2]; /* owned: old, new */
	struct ts_buf out;
	size_t n; /* differences */
};

/* Append a line: what was added, removed or changed, and where. */
static void begin_line(struct comparing *c, enum cli_meaning meaning, const char *sign,
    const char *where, const char *member)
{
	c->n++;
	cli_add_word(c->cli, meaning, sign, &c->out);
	ts_buf_add_str(&c->out, " ");
	ts_show_escape(&c->out, where);
	if (member != NULL) {
		ts_buf_add_str(&c->out, ", ");
		ts_show_escape(&c->out, member);
	}
}

static void add_value(struct comparing *c, const char *before, const struct ts_json *value)
{
	struct ts_buf text = TS_BUF_INIT;

	ts_buf_add_str(&c->out, before);
	if (!ts_json_canonical(value, &text) || ts_buf_cstr(&text) == NULL)
		c->out.failed = true;
	else
		ts_show_escape(&c->out, (char *)text.data);
	ts_buf_free(&text);
}

static void add_optional(struct comparing *c, const char *before, const struct ts_json *value)
{
	if (value != NULL)
		add_value(c, before, value);
}

static void added(struct comparing *c, const char *where, const struct ts_json *value)
{
	begin_line(c, CLI_GOOD, "+", where, ts_json_name(value));
	add_value(c, ": ", value);
	ts_buf_add_str(&c->out, "\n");
}

static void removed(struct comparing *c, const char *where, const struct ts_json *value)
{
	begin_line(c, CLI_BAD, "-", where, ts_json_name(value));
	add_value(c, ": ", value);
	ts_buf_add_str(&c->out, "\n");
}

/* Compare the members of two objects, either of which may be NULL. */
static void compare(
    struct comparing *c, const char *where, const struct ts_json *old, const struct ts_json *new)
{
	for (const struct ts_json *m = ts_json_first(old); m != NULL; m = ts_json_next(m)) {
		const struct ts_json *other = ts_json_get(new, ts_json_name(m));

		if (other == NULL) {
			removed(c, where, m);
		} else if (!ts_json_equal(m, other)) {
			begin_line(c, CLI_DOUBTFUL, "~", where, ts_json_name(m));
			add_value(c, ": ", m);
			add_value(c, " -> ", other);
			ts_buf_add_str(&c->out, "\n");
		}
	}
	for (const struct ts_json *m = ts_json_first(new); m != NULL; m = ts_json_next(m))
		if (ts_json_get(old, ts_json_name(m)) == NULL)
			added(c, where, m);
}

/* The entry of the key with this fingerprint in a policy; NULL if it is not listed. */
static const struct ts_json *find_entry(const struct ts_trust *trust, const char *id)
{
	const struct ts_json *entry = ts_json_first(ts_json_get(trust->json, "keys"));

	for (size_t i = 0; i < trust->keys_n; i++, entry = ts_json_next(entry))
		if (strcmp(trust->keys[i].key.id, id) == 0)
			return entry;
	return NULL;
}

static void whole_key(
    struct comparing *c, enum cli_meaning meaning, const char *sign, const struct ts_trust_key *key)
{
	const struct ts_trust *trust = c->policies[meaning == CLI_GOOD];

	begin_line(c, meaning, sign, "key of ", NULL);
	ts_show_escape(&c->out, key->owner);
	ts_buf_printf(&c->out, " (%s), roles", key->key.id);
	add_value(c, ": ", ts_json_get(find_entry(trust, key->key.id), "roles"));
	ts_buf_add_str(&c->out, key->validity.revoked == TS_NOT_REVOKED ? "\n" : ", revoked\n");
}

static void compare_keys(struct comparing *c)
{
	const struct ts_trust *old = c->policies[0], *new = c->policies[1];

	for (size_t i = 0; i < old->keys_n; i++) {
		const struct ts_trust_key *key = &old->keys[i];
		struct ts_buf where = TS_BUF_INIT;

		if (find_entry(new, key->key.id) == NULL) {
			whole_key(c, CLI_BAD, "-", key);
			continue;
		}
		ts_buf_printf(&where, "key of %s (%s)", key->owner, key->key.id);
		if (ts_buf_cstr(&where) == NULL)
			c->out.failed = true;
		else
			compare(c, (char *)where.data, find_entry(old, key->key.id),
			    find_entry(new, key->key.id));
		ts_buf_free(&where);
	}
	for (size_t i = 0; i < new->keys_n; i++)
		if (find_entry(old, new->keys[i].key.id) == NULL)
			whole_key(c, CLI_GOOD, "+", &new->keys[i]);
}

/* Compare the rules of each stage. */
static void compare_stages(struct comparing *c)
{
	const struct ts_json *old = ts_json_get(c->policies[0]->json, "stages");
	const struct ts_json *new = ts_json_get(c->policies[1]->json, "stages");

	for (const struct ts_json *s = ts_json_first(old); s != NULL; s = ts_json_next(s))
		compare(c, ts_json_name(s), s, ts_json_get(new, ts_json_name(s)));
	for (const struct ts_json *s = ts_json_first(new); s != NULL; s = ts_json_next(s))
		if (ts_json_get(old, ts_json_name(s)) == NULL)
			compare(c, ts_json_name(s), NULL, s);
}

/* An authority in LIST that is equal to ENTRY; NULL if there is none. */
static const struct ts_json *find_equal(const struct ts_json *list, const struct ts_json *entry)
{
	const struct ts_json *other = ts_json_first(list);

	while (other != NULL && !ts_json_equal(other, entry))
		other = ts_json_next(other);
	return other;
}

/* Report the authorities that only one of the policies lists like this. */
static void compare_authorities(struct comparing *c, enum cli_meaning meaning, const char *sign,
    const struct ts_trust *of, const struct ts_trust *other)
{
	const struct ts_json *list = ts_json_get(ts_json_get(of->json, "time"), "authorities");
	const struct ts_json *others = ts_json_get(ts_json_get(other->json, "time"), "authorities");
	const struct ts_json *entry = ts_json_first(list);

	for (size_t i = 0; i < of->time.n; i++, entry = ts_json_next(entry)) {
		const struct ts_trust_authority *authority = &of->time.authorities[i];

		if (find_equal(others, entry) != NULL)
			continue;
		begin_line(c, meaning, sign, "authority of ", NULL);
		ts_show_escape(&c->out, authority->owner);
		ts_buf_add_str(&c->out, ":");
		for (size_t k = 0; k < authority->certificates_n; k++) {
			unsigned char digest[TS_DIGEST_BYTES];
			char hex[TS_DIGEST_HEX] = "";

			if (ts_sha256_of(authority->certificates[k].data,
				authority->certificates[k].len, digest, NULL) == 0)
				ts_hex_digest(digest, hex);
			ts_buf_printf(&c->out, " sha256:%s", hex);
		}
		add_optional(c, ", policy ", ts_json_get(entry, "policy"));
		add_optional(c, ", from ", ts_json_get(entry, "valid_from"));
		add_optional(c, ", until ", ts_json_get(entry, "valid_until"));
		add_optional(c, ", revoked ", ts_json_get(entry, "revoked"));
		ts_buf_add_str(&c->out, "\n");
	}
}

/* A stamp counts for the first authority under whom it holds, so their order matters. */
static void compare_order(struct comparing *c)
{
	const struct ts_json *a =
	    ts_json_get(ts_json_get(c->policies[0]->json, "time"), "authorities");
	const struct ts_json *b =
	    ts_json_get(ts_json_get(c->policies[1]->json, "time"), "authorities");
	const struct ts_json *one = ts_json_first(a), *other = ts_json_first(b);

	for (;; one = ts_json_next(one), other = ts_json_next(other)) {
		while (one != NULL && find_equal(b, one) == NULL)
			one = ts_json_next(one);
		while (other != NULL && find_equal(a, other) == NULL)
			other = ts_json_next(other);
		if (one == NULL || other == NULL)
			return;
		if (!ts_json_equal(one, other)) {
			begin_line(c, CLI_DOUBTFUL, "~", "time", "the order of the authorities");
			ts_buf_add_str(&c->out, "\n");
			return;
		}
	}
}

/* How many owners must vouch for a time. */
static void compare_stamps(struct comparing *c)
{
	const long long old = c->policies[0]->time.stamps, new = c->policies[1]->time.stamps;

	if (old == new)
		return;
	begin_line(c, CLI_DOUBTFUL, "~", "time", "stamps");
	ts_buf_printf(&c->out, ": %lld -> %lld\n", old, new);
}

/* Whether DOMAIN is in the policy's list of own ones. */
static bool lists_domain(const struct ts_trust *trust, const char *domain)
{
	const struct ts_json *list = ts_json_get(trust->json, "own_domains");

	for (const struct ts_json *d = ts_json_first(list); d != NULL; d = ts_json_next(d))
		if (strcmp(ts_json_string(d), domain) == 0)
			return true;
	return false;
}

/* Show the own domains of one policy that the other does not list. */
static void compare_domains(struct comparing *c, enum cli_meaning meaning, const char *sign,
    const struct ts_trust *trust, const struct ts_trust *other)
{
	const struct ts_json *list = ts_json_get(trust->json, "own_domains");

	for (const struct ts_json *d = ts_json_first(list); d != NULL; d = ts_json_next(d))
		if (!lists_domain(other, ts_json_string(d))) {
			begin_line(c, meaning, sign, "own domain", ts_json_string(d));
			ts_buf_add_str(&c->out, "\n");
		}
}

int cli_trust_diff(const struct cli *cli, const struct cli_args *args)
{
	struct comparing c = {.cli = cli};
	struct ts_err err;
	int ret = 0;

	if (args->operands.n != 3)
		return cli_usage(cli, "diff takes two policies: the old one and the new one");
	for (size_t i = 0; ret == 0 && i < 2; i++)
		ret = cli_load_trust(args->operands.list[i + 1], &c.policies[i], &err);
	if (ret != 0) {
		ret = cli_fail(cli, &err);
	} else {
		compare_keys(&c);
		compare(&c, "every stage", ts_json_get(c.policies[0]->json, "default"),
		    ts_json_get(c.policies[1]->json, "default"));
		compare_stages(&c);
		compare(&c, "lines", ts_json_get(c.policies[0]->json, "lines"),
		    ts_json_get(c.policies[1]->json, "lines"));
		compare(&c, "register", ts_json_get(c.policies[0]->json, "register"),
		    ts_json_get(c.policies[1]->json, "register"));
		compare_domains(&c, CLI_BAD, "-", c.policies[0], c.policies[1]);
		compare_domains(&c, CLI_GOOD, "+", c.policies[1], c.policies[0]);
		compare_stamps(&c);
		compare_order(&c);
		compare_authorities(&c, CLI_BAD, "-", c.policies[0], c.policies[1]);
		compare_authorities(&c, CLI_GOOD, "+", c.policies[1], c.policies[0]);
		ts_buf_printf(&c.out, "%zu difference%s\n", c.n, c.n == 1 ? "" : "s");
		ret = cli_write_result(cli, &c.out);
	}
	ts_trust_free(c.policies[0]);
	ts_trust_free(c.policies[1]);
	ts_buf_free(&c.out);
	return ret;
}
