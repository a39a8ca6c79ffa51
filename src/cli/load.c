#define _XOPEN_SOURCE 700 /* realpath */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/pool.h"
#include "cli/cli.h"
#include "pack/tree.h"

int cli_load_trust(
    const struct cli *cli, const char *path, struct ts_trust **trust, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	*trust = NULL;
	if (path == NULL)
		path = cli_value(&cli->args, OPT_TRUST);
	if (path == NULL)
		path = getenv("TARSEAL_TRUST");
	if (path == NULL || path[0] == '\0')
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

int cli_read_public_key(const char *what, struct ts_public_key *key, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret;

	if (ts_public_key_is_line(what, strlen(what)))
		return ts_public_key_parse(what, strlen(what), "io", key, err);
	ret = ts_file_slurp(what, TS_KEY_FILE_MAX, &text, err);
	if (ret == 0)
		ret = ts_public_key_parse((char *)text.data, text.len, "io", key, err);
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "%s", what);
	ts_buf_free(&text);
	return ret;
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

int cli_load_profile(const char *name, struct ts_profile_set *set,
    const struct ts_profile **profile, struct ts_err *err)
{
	const struct ts_profile *builtin = ts_profile_set_builtin(set, name);
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	if (builtin != NULL) {
		if (profile != NULL)
			*profile = builtin;
		return 0;
	}
	if (ts_file_slurp(name, TS_JSON_DOCUMENT_MAX, &text, err) != 0) {
		err->check = "profile.valid";
		ts_err_expected(
		    err, "the id of a built-in profile (tarseal profile list), or a file");
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

void cli_close_memory(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int cli_load_rules(const struct cli *cli, struct ts_rules **rules, struct ts_err *err)
{
	const struct cli_values *files = &cli->args.options[OPT_RULES];

	if (ts_rules_new(rules, err) != 0)
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

int cli_load_waivers(const char *path, struct cli_waivers *waivers, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	char at[TS_ERR_TEXT];
	int ret;

	*waivers = (struct cli_waivers){0};
	ret = ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, err);
	if (ret != 0)
		err->check = "waivers.valid";
	else
		ret = ts_waivers_parse(
		    text.data, text.len, "waivers.valid", &waivers->json, &waivers->waivers, err);
	ts_buf_free(&text);
	if (ret == 0)
		return 0;
	memcpy(at, err->at, sizeof(at));
	return ts_err_at(err, "%.200s%s%.200s", path, at[0] == '\0' ? "" : ", ", at);
}

void cli_waivers_free(struct cli_waivers *waivers)
{
	ts_waivers_free(&waivers->waivers);
	ts_json_free(waivers->json);
	*waivers = (struct cli_waivers){0};
}

int cli_digest_package(const struct cli *cli, const char *path, struct ts_package *package,
    uint64_t *files, uint64_t *bytes)
{
	struct ts_verdict *findings = ts_verdict_new(path);
	struct cli_bar bar;
	struct ts_err err;
	int ret;

	if (findings == NULL) {
		ts_err_nomem(&err);
		return cli_fail(cli, &err);
	}
	cli_bar_init(&bar, cli);
	ts_progress_begin(&bar.progress, "reading", 0);
	ret = ts_tree_digest(path, package, files, bytes, &bar.progress, findings, &err);
	cli_bar_clear(&bar);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else if (ts_verdict_any_failed(findings))
		ret = cli_output_findings(cli, findings);
	ts_verdict_free(findings);
	return ret;
}

/* The path of PATH without links. 1; 0 where there is no such thing; -1 with ERR filled. */
static int resolve(const char *path, char **resolved, struct ts_err *err)
{
	*resolved = realpath(path, NULL);
	if (*resolved != NULL)
		return 1;
	if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	return ts_err_errno(err, errno, "io", "cannot look at %s", path);
}

int cli_is_inside(const char *output, const char *input, struct ts_err *err)
{
	const char *slash = strrchr(output, '/');
	char *directory = slash == NULL     ? strdup(".")
			  : slash == output ? strdup("/")
					    : strndup(output, (size_t)(slash - output));
	char *outer = NULL, *inner = NULL;
	int ret = directory == NULL ? ts_err_nomem(err) : resolve(input, &outer, err);

	if (ret > 0)
		ret = resolve(directory, &inner, err);
	if (ret > 0 && outer != NULL && inner != NULL) {
		size_t len = strlen(outer);

		ret = strncmp(inner, outer, len) == 0 && (inner[len] == '/' || inner[len] == '\0');
	}
	free(directory);
	free(outer);
	free(inner);
	return ret;
}

int cli_creation_time(struct ts_time *time, struct ts_err *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char formatted[TS_TIME_TEXT];
	char *end;
	long long value;

	*time = ts_clock_now();
	time->nsec = 0;
	if (text == NULL)
		return 0;
	errno = 0;
	value = strtoll(text, &end, 10);
	time->sec = value;
	if (errno != 0 || *end != '\0' || text[0] < '0' || text[0] > '9' ||
	    !ts_time_format(time, formatted)) {
		ts_err_set(err, "io", "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
		return ts_err_fix(err, "unset it, or set it to such a number");
	}
	return 0;
}

int cli_number(const struct cli *cli, enum cli_id id, uint64_t most, uint64_t missing,
    const char *what, uint64_t *number)
{
	const char *text = cli_value(&cli->args, id);
	char *end;

	*number = missing;
	if (text == NULL)
		return 0;
	errno = 0;
	*number = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && *number > 0 &&
	    *number <= most)
		return 0;
	cli_usage(cli, "%s", what);
	return -1;
}

int cli_threads(const struct cli *cli, unsigned *threads)
{
	uint64_t number;

	if (cli_number(cli, OPT_THREADS, TS_THREADS_MAX, ts_pool_processors(),
		"--threads takes a number from 1 to 64", &number) != 0)
		return -1;
	*threads = (unsigned)number;
	return 0;
}
