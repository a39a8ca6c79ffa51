#include "cli/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/walk.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "crypto/key_kind.h"

const char *cli_trust_path(const struct cli_args *args)
{
	const char *path = cli_value(args, OPT_TRUST);

	if (path == NULL)
		path = getenv("TARSEAL_TRUST");
	return path == NULL || path[0] == '\0' ? NULL : path;
}

const char *cli_profiles_dir(const struct cli_args *args)
{
	const char *path = cli_value(args, OPT_PROFILES);

	if (path == NULL)
		path = getenv("TARSEAL_PROFILES");
	return path == NULL || path[0] == '\0' ? NULL : path;
}

int cli_load_trust(const char *path, struct ts_trust **trust, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	*trust = NULL;
	if (path == NULL)
		return 0;
	if (ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, err) != 0) {
		err->check = "trust.valid";
		goto done;
	}
	ret = ts_trust_parse(text.data, text.len, trust, err);
	if (ret != 0) {
		char at[TS_ERR_TEXT];

		memcpy(at, err->at, sizeof(at));
		ts_err_at(err, "%.200s, %.200s", path, at);
	}
done:
	ts_buf_free(&text);
	return ret;
}

int cli_no_trust(const struct cli *cli)
{
	return cli_usage(cli, "no trust policy: give yours with --trust FILE or TARSEAL_TRUST. "
			      "Without one nobody is trusted, and nothing can be accepted");
}

void cli_warn_examples(const struct cli *cli, const struct ts_trust *trust)
{
	for (size_t i = 0; trust != NULL && i < trust->keys_n; i++)
		if (trust->keys[i].example)
			cli_warn(cli,
			    "the trust policy lists a published example key (%s, owner \"%s\"): "
			    "anybody can sign with it",
			    trust->keys[i].key.id, trust->keys[i].owner);
}

int cli_read_public_key(const char *what, struct ts_public_key *key, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret;

	if (ts_public_key_is_line(what, strlen(what)))
		return ts_public_key_parse(what, strlen(what), "io", key, err);
	ret = ts_file_slurp(what, TS_KEY_FILE_MAX, &text, err);
	if (ret == 0) {
		const char *start = (char *)text.data;
		size_t len = text.len;

		ts_key_trim(&start, &len);
		ret = ts_public_key_parse(start, len, "io", key, err);
	}
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "%s", what);
	ts_buf_free(&text);
	return ret;
}

/* A profile that SET has under the id NAME: one that is built in, or else the only one that was
 * added. Returns 0 with *FOUND, which is NULL if there is none, or -1. */
static int find_profile(const char *name, struct ts_profile_set *set,
    const struct ts_profile **found, struct ts_err *err)
{
	*found = ts_profile_set_builtin(set, name);
	for (size_t i = ts_builtins_n; i < set->n && (*found == NULL || !(*found)->builtin); i++) {
		if (strcmp(set->list[i]->id, name) != 0)
			continue;
		if (*found != NULL) {
			ts_err_set(err, "profile.valid",
			    "there are several revisions of the profile %s", name);
			return ts_err_fix(err, "name the file of the one to use");
		}
		*found = set->list[i];
	}
	return 0;
}

bool cli_has_profile(struct ts_profile_set *set, const char *name)
{
	const struct ts_profile *found;
	struct ts_err err;

	return find_profile(name, set, &found, &err) != 0 || found != NULL;
}

int cli_load_profile(const char *name, struct ts_profile_set *set,
    const struct ts_profile **profile, struct ts_err *err)
{
	const struct ts_profile *known;
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	if (find_profile(name, set, &known, err) != 0)
		return -1;
	if (known != NULL) {
		if (profile != NULL)
			*profile = known;
		return 0;
	}
	if (ts_file_slurp(name, TS_JSON_DOCUMENT_MAX, &text, err) != 0) {
		const char *near = cli_nearest_stage(name);

		err->check = "profile.valid";
		ts_err_expected(err,
		    "the id of a built-in profile (tarseal profile list) or of one in "
		    "--profiles DIR, or a file");
		if (near != NULL)
			ts_err_fix(err, "did you mean the built-in profile %s?", near);
		goto done;
	}
	ret = ts_profile_set_add(set, text.data, text.len, profile, err);
	if (ret != 0) {
		char at[TS_ERR_TEXT];

		memcpy(at, err->at, sizeof(at));
		ts_err_at(err, "%.200s, %.200s", name, at);
	}
done:
	ts_buf_free(&text);
	return ret;
}

struct loading {
	struct ts_profile_set *set;
	struct ts_err *err;
};

static int load_entry(void *ctx, const struct ts_walk_entry *entry)
{
	struct loading *loading = ctx;
	size_t len = strlen(entry->name);

	if (entry->kind == TS_WALK_UNREADABLE)
		return ts_err_errno(
		    loading->err, entry->errnum, "io", "cannot read %s", entry->path);
	if ((entry->kind != TS_WALK_FILE && entry->kind != TS_WALK_LINK) || len < 5 ||
	    strcmp(entry->name + len - 5, ".json") != 0)
		return 0;
	if (cli_load_profile(entry->path, loading->set, NULL, loading->err) == 0)
		return 0;
	if (loading->err->fix[0] == '\0')
		ts_err_fix(loading->err, "keep nothing but profiles in that directory, or name one "
					 "profile with --profile FILE");
	return -1;
}

int cli_load_profiles(const char *directory, struct ts_profile_set *set, struct ts_err *err)
{
	struct loading loading = {set, err};
	struct stat st;

	if (directory == NULL)
		return 0;
	if (stat(directory, &st) == 0 && !S_ISDIR(st.st_mode)) {
		ts_err_set(err, "profile.valid", "%s is not a directory", directory);
		return ts_err_fix(err, "name one profile with --profile FILE");
	}
	return ts_walk(directory, load_entry, &loading, err);
}

int cli_add_own_domains(
    const struct cli_values *domains, struct ts_rules *rules, struct ts_err *err)
{
	for (size_t i = 0; i < domains->n; i++)
		if (ts_rules_add_own_domain(rules, domains->list[i], err) != 0)
			return -1;
	return 0;
}

int cli_load_rules(const struct cli_values *files, const struct ts_trust *trust,
    struct ts_rules **rules, struct ts_err *err)
{
	if (ts_rules_new(rules, err) != 0 || ts_trust_own_domains(trust, *rules, err) != 0)
		return -1;
	for (size_t i = 0; i < files->n; i++) {
		struct ts_buf text = TS_BUF_INIT;
		char at[TS_ERR_TEXT];
		int ret = ts_file_slurp(files->list[i], TS_JSON_DOCUMENT_MAX, &text, err);

		if (ret != 0)
			err->check = "rules.valid";
		else
			ret = ts_rules_add(*rules, text.data, text.len, err);
		ts_buf_free(&text);
		if (ret == 0)
			continue;
		memcpy(at, err->at, sizeof(at));
		return ts_err_at(
		    err, "%.200s%s%.200s", files->list[i], at[0] == '\0' ? "" : ", ", at);
	}
	return 0;
}

int cli_load_authorities(
    const struct ts_trust *trust, struct ts_authorities **authorities, struct ts_err *err)
{
	*authorities = NULL;
	if (trust == NULL || trust->time.n == 0)
		return 0;
	return ts_authorities_new(trust, authorities, err);
}
