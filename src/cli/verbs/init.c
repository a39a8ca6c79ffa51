/* The verb init. */
#define _XOPEN_SOURCE 700 /* fchdir */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name.h"
#include "base/outdir.h"
#include "cli/key_pair.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/verbs/verbs.h"
#include "crypto/secret_memory.h"
#include "format/json_write.h"
#include "pack/tree.h"
#include "start/skeleton.h"
#include "start/work.h"

#define DEFAULT_STAGE "trial-expired-followup"
#define APPROVAL      "approval.dsse.json"
#define EVIDENCE      "evidence"
#define SEALED        "evidence.tar"
#define PROFILE       "profile.json"

/* One of the two people, each with a key. */
struct person {
	const char *role;
	const char *given; /* the public key, as an option names it; NULL: a pair is made */
	struct ts_public_key key;
};

struct starting {
	const struct cli *cli;
	const char *directory, *profile_name;
	char *name;                      /* owned: the last component of the directory */
	struct ts_profile_set *profiles; /* owned */
	const struct ts_profile *profile, *before;
	struct ts_buf profile_text; /* owned: its bytes, if it is a file */
	struct person people[2];
	char *passphrase; /* owned, secret; NULL: none */
};

static int read_options(const struct cli *cli, const struct cli_args *args, struct starting *s)
{
	*s = (struct starting){.cli = cli,
	    .directory = args->operands.list[0],
	    .profile_name = cli_has(args, OPT_STAGE) ? cli_value(args, OPT_STAGE) : DEFAULT_STAGE,
	    .people = {{.role = "producer", .given = cli_value(args, OPT_PRODUCER)},
		{.role = "approver", .given = cli_value(args, OPT_APPROVER)}}};
	s->name = ts_tree_base_name(s->directory);
	if (s->name != NULL && (strcmp(s->name, ".") == 0 || strcmp(s->name, "..") == 0))
		return cli_usage(cli, "name a new directory, not \"%s\"", s->directory);
	if (cli_has(args, OPT_NO_PASSPHRASE) && cli->passphrase_fd >= 0)
		return cli_usage(cli, "--no-passphrase and --passphrase-fd exclude each other");
	return 0;
}

/* Load what is needed, and ask for the passphrase, before anything is written. */
static int prepare(struct starting *s, bool encrypt, struct ts_err *err)
{
	bool makes = false;

	if (s->name == NULL)
		return ts_err_nomem(err);
	if (ts_profile_set_new(&s->profiles, err) != 0 ||
	    cli_load_profile(s->profile_name, s->profiles, &s->profile, err) != 0 ||
	    ts_profile_set_before(s->profiles, s->profile, NULL, &s->before, err) != 0)
		return -1;
	if (!s->profile->builtin &&
	    ts_file_slurp(s->profile_name, TS_JSON_DOCUMENT_MAX, &s->profile_text, err) != 0)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		makes = makes || s->people[i].given == NULL;
		if (s->people[i].given != NULL &&
		    cli_read_public_key(s->people[i].given, &s->people[i].key, err) != 0)
			return -1;
	}
	if (!makes && memcmp(s->people[0].key.bytes, s->people[1].key.bytes, TS_KEY_BYTES) == 0) {
		ts_err_set(err, "io", "the producer's and the approver's key are the same one");
		return ts_err_fix(
		    err, "have somebody else approve: nobody approves their own work");
	}
	if (access(s->directory, F_OK) == 0) {
		ts_err_set(err, "io", "%s already exists", s->directory);
		return ts_err_fix(err, "choose another name: init makes a new directory");
	}
	if (makes && encrypt) {
		s->passphrase = cli_new_passphrase(s->cli, "passphrase for the new keys: ", err);
		if (s->passphrase == NULL)
			return -1;
	}
	return 0;
}

/* Write the file NAME, which OUT is, in the working directory of the process. */
static int put(const char *name, struct ts_buf *out, struct ts_err *err)
{
	int ret = ts_buf_ok(out) ? ts_file_create(name, 0666, false, out->data, out->len, err)
				 : ts_err_nomem(err);

	ts_buf_free(out);
	return ret;
}

static int write_documents(const struct starting *s, struct ts_err *err)
{
	const struct ts_profile *p = s->profile;
	struct ts_work work = {.profile = p->builtin ? (char *)p->id : (char *)PROFILE,
	    .evidence = p->sealed ? SEALED : EVIDENCE,
	    .approval = APPROVAL,
	    .record = (char *)p->record};
	struct ts_buf out = TS_BUF_INIT, path = TS_BUF_INIT;
	int ret;

	ts_work_write(&work, &out);
	ret = put(TS_WORK_FILE, &out, err);
	if (ret == 0) {
		ts_skeleton_record(p, &out);
		ret = put(p->record, &out, err);
	}
	if (ret == 0 && !p->sealed) {
		ts_buf_printf(&path, EVIDENCE "/%s", p->evidence);
		ts_skeleton_evidence(p, s->before, &out);
		if (mkdir(EVIDENCE, 0777) != 0)
			ret = ts_err_errno(err, errno, "io", "cannot make " EVIDENCE);
		else if (ts_buf_cstr(&path) == NULL)
			ret = ts_err_nomem(err);
		else
			ret = put((char *)path.data, &out, err);
	}
	if (ret == 0 && !p->builtin)
		ret = ts_file_create(
		    PROFILE, 0666, false, s->profile_text.data, s->profile_text.len, err);
	ts_buf_free(&out);
	ts_buf_free(&path);
	return ret;
}

static void write_key(struct ts_json_writer *w, const struct person *person)
{
	struct ts_buf line = TS_BUF_INIT;

	ts_public_key_line(&person->key, person->role, &line);
	ts_jw_open(w, NULL, '{');
	ts_jw_text(w, "public_key", &line);
	ts_jw_string(w, "owner", person->role);
	ts_jw_open(w, "roles", '[');
	ts_jw_string(w, NULL, person->role);
	ts_jw_close(w, ']');
	ts_jw_close(w, '}');
	ts_buf_free(&line);
}

static void write_pin(struct ts_json_writer *w, const struct ts_profile *profile)
{
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(profile->digest, hex);
	ts_jw_open(w, "stages", '{');
	ts_jw_open(w, profile->id, '{');
	ts_jw_open(w, "profiles", '[');
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "sha256", hex);
	ts_jw_close(w, '}');
	ts_jw_close(w, ']');
	ts_jw_close(w, '}');
	ts_jw_close(w, '}');
}

/* Write the trust policy. It pins the profile if that is a file. */
static int write_policy(const struct starting *s, struct ts_err *err)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json_writer w = {.out = &out};

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", "trust/1");
	ts_jw_open(&w, "keys", '[');
	for (size_t i = 0; i < 2; i++)
		write_key(&w, &s->people[i]);
	ts_jw_close(&w, ']');
	ts_jw_open(&w, "default", '{');
	ts_jw_int(&w, "producers", 1);
	ts_jw_int(&w, "approvers", 1);
	ts_jw_bool(&w, "separate", true);
	ts_jw_close(&w, '}');
	if (!s->profile->builtin)
		write_pin(&w, s->profile);
	ts_jw_close(&w, '}');
	return put("trust.json", &out, err);
}

static int write_all(struct starting *s, struct ts_err *err)
{
	struct ts_buf ignore = TS_BUF_INIT;

	for (size_t i = 0; i < 2; i++)
		if (s->people[i].given == NULL && cli_key_pair_make(s->people[i].role,
						      s->passphrase, &s->people[i].key, err) != 0)
			return -1;
	ts_buf_add_str(&ignore, "# Secret keys must never be published.\n*.key\n");
	if (put(".gitignore", &ignore, err) != 0 || write_documents(s, err) != 0)
		return -1;
	return write_policy(s, err);
}

/* The directory that will contain the new one; NULL if there is no memory. The caller frees it. */
static char *parent_of(const struct starting *s)
{
	size_t len = strlen(s->directory);

	while (len > 0 && s->directory[len - 1] == '/') /* "a/b/" is a/b */
		len--;
	len -= strlen(s->name);
	return len == 0 ? strdup(".") : strndup(s->directory, len);
}

/* Make the directory as a whole or not at all. */
static int make(struct starting *s, struct ts_err *err)
{
	int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = -1;
	char *parent = parent_of(s);
	struct ts_outdir *out = NULL;

	if (parent == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (before < 0) {
		ts_err_errno(err, errno, "io", "cannot open the current directory");
		goto done;
	}
	if (ts_outdir_open(parent, &out, err) != 0)
		goto done;
	ret = ts_outdir_refuse(out, s->name, err);
	if (ret != 0) {
		ts_err_fix(err, "choose another name: init makes a new directory");
	} else if (fchdir(ts_outdir_fd(out)) != 0 || mkdir(s->name, 0777) != 0 ||
		   chdir(s->name) != 0) {
		ret = ts_err_errno(err, errno, "io", "cannot make %s", s->directory);
	} else {
		ret = write_all(s, err);
	}
	if (ret == 0)
		ret = ts_outdir_commit(out, s->name, err);
	if (fchdir(before) != 0)
		ret = ts_err_errno(err, errno, "io", "cannot change back to the directory");
done:
	if (before >= 0)
		close(before);
	if (!ts_outdir_free(out))
		cli_warn(s->cli, "cannot remove a hidden directory from %s", parent);
	free(parent);
	return ret;
}

/* Print what there is, and what to do next. */
static void describe(const struct starting *s, struct ts_buf *out)
{
	char quoted[TS_NAME_SHELL_MAX];
	const char *d = ts_name_shell(s->directory, quoted);
	const struct ts_profile *p = s->profile;

	ts_buf_printf(out, "%s is ready for the stage %s (%s).\n\n", d, p->id, p->title);
	ts_buf_add_str(out, "1. Replace each TODO, and remove the fields that do not apply:\n");
	if (p->sealed)
		ts_buf_printf(out, "     %s/" SEALED "  (put the sealed bundle of %s there)\n", d,
		    p->consumes);
	else
		ts_buf_printf(out, "     %s/" EVIDENCE "/%s\n", d, p->evidence);
	ts_buf_printf(out, "     %s/%s\n", d, p->record);
	ts_buf_printf(out, "2. See what is still missing:\n     tarseal check %s\n", d);
	ts_buf_printf(out,
	    "3. Have the evidence approved:\n     tarseal approve %s/%s --stage %s%s%s%s --key "
	    "%s%s \\\n         --ref approval:opaque-1 --by role:governance -o %s/" APPROVAL "\n",
	    d, p->sealed ? SEALED : EVIDENCE, p->consumes, p->builtin ? "" : " --profile ",
	    p->builtin ? "" : d, p->builtin ? "" : "/profile.json",
	    s->people[1].given == NULL ? d : "",
	    s->people[1].given == NULL ? "/approver.key" : "KEY", d);
	ts_buf_printf(out,
	    "4. Seal it, and verify what you sealed:\n     tarseal pack %s --key %s%s --trust "
	    "%s/trust.json -o b.tar\n     tarseal verify --trust %s/trust.json%s%s%s b.tar\n",
	    d, s->people[0].given == NULL ? d : "",
	    s->people[0].given == NULL ? "/producer.key" : "KEY", d, d,
	    p->builtin ? "" : " --profile ", p->builtin ? "" : d,
	    p->builtin ? "" : "/profile.json");
}

int cli_init(const struct cli *cli, const struct cli_args *args)
{
	struct starting s;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret = read_options(cli, args, &s);

	if (ret != 0) {
		free(s.name);
		return ret;
	}
	cli_sandbox_memory();
	ret = prepare(&s, !cli_has(args, OPT_NO_PASSPHRASE), &err);
	if (ret == 0) {
		cli_signals_hold();
		ret = make(&s, &err);
	}
	if (ret != 0) {
		ret = cli_fail(cli, &err);
	} else {
		describe(&s, &out);
		ret = cli_write_result(cli, &out);
	}
	ts_secret_memory_free(s.passphrase);
	ts_buf_free(&s.profile_text);
	ts_profile_set_free(s.profiles);
	free(s.name);
	ts_buf_free(&out);
	cli_signals_release(ret);
	return ret;
}
