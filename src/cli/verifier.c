#include "cli/verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/platform.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"

#define SIGNAL_CHECK 250       /* milliseconds between looking for a signal */
#define PIPE_WAIT    5         /* seconds until a pipe in a directory has something to read */
#define PIPE_SIZE    (1 << 20) /* bytes; a pipe holds 64 KiB unless it is told otherwise */

int cli_verifier_load(const struct cli *cli, const struct cli_verify_options *options,
    struct cli_verifier *v, struct ts_err *err)
{
	if (cli_load_trust(options->trust, &v->trust, err) != 0 ||
	    cli_load_authorities(v->trust, &v->authorities, err) != 0 ||
	    ts_profile_set_new(&v->profiles, err) != 0 ||
	    cli_load_rules(&options->rules, v->trust, &v->rules, err) != 0)
		return -1;
	cli_sandbox_memory();
	if (ts_boundary_new(v->rules, &v->boundary, err) != 0)
		return -1;
	if (cli_load_profiles(options->profiles_dir, v->profiles, err) != 0)
		return -1;
	for (size_t i = 0; i < options->profiles.n; i++)
		if (cli_load_profile(options->profiles.list[i], v->profiles, NULL, err) != 0)
			return -1;
	cli_progress_bar_init(&v->bar, cli);
	v->proofs = &options->proofs;
	if (options->proofs.n > 0 && v->trust != NULL && v->authorities == NULL) {
		ts_err_set(err, "trust.valid",
		    "--proof: the trust policy lists nobody whose time stamps count");
		return ts_err_fix(err, "add the authority: tarseal trust add-authority");
	}
	v->params = (struct ts_verify_params){.trust = v->trust,
	    .authorities = v->authorities,
	    .profiles = v->profiles,
	    .rules = v->rules,
	    .boundary = v->boundary,
	    .progress = &v->bar.progress,
	    .now = options->at,
	    .latest = ts_time_add(&options->at, TS_CLOCK_SKEW),
	    .expect_stage = options->stage,
	    .expect_subject = options->subject,
	    .max_files = options->max_files,
	    .threads = options->threads,
	    .scan = options->scan,
	    .allow_example_keys = options->allow_example_keys,
	    .want_sha256 = cli->form != CLI_TEXT || cli->extras_n > 0};
	return 0;
}

void cli_verifier_free(struct cli_verifier *verifier)
{
	ts_profile_set_free(verifier->profiles);
	ts_authorities_free(verifier->authorities);
	ts_trust_free(verifier->trust);
	ts_boundary_free(verifier->boundary);
	ts_rules_free(verifier->rules);
}

int cli_check_proofs(const struct cli *cli, const struct cli_verify_options *options, size_t n)
{
	if (options->proofs.n == 0 || n == 1)
		return 0;
	return cli_usage(cli, "--proof gives time stamps of one bundle: name only that");
}

void cli_note_unjudged(
    const struct cli *cli, const struct cli_verifier *v, const struct cli_paths *paths)
{
	char stamp[TS_SIDECAR_PATH];

	if (v->trust != NULL && v->authorities == NULL && paths->n == 1 &&
	    ts_sidecar_path(paths->list[0], 1, stamp) && access(stamp, F_OK) == 0)
		cli_note(cli,
		    "%s is not judged: the trust policy lists no time-stamping authority "
		    "(tarseal trust add-authority)",
		    stamp);
}

int cli_bundle_stamps(
    const struct cli_verifier *v, const char *path, struct cli_bundle *bundle, struct ts_err *err)
{
	struct ts_sidecars *stamps = &bundle->stamps;

	if (v->authorities == NULL)
		return 0;
	/* What the user names comes first: anybody can lay files beside a bundle. */
	for (size_t i = 0; i < v->proofs->n; i++)
		if (ts_sidecars_add(v->proofs->list[i], stamps, err) != 0)
			return -1;
	return strcmp(path, "-") == 0 ? 0 : ts_sidecars_read(path, stamps, err);
}

/* Read from a pipe or a terminal, where the next bytes may be long in coming, until a signal ends
 * that, whichever thread gets it. */
static ssize_t read_stream(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct pollfd ready = {.fd = *(const int *)ctx, .events = POLLIN};
	ssize_t n = -1;

	do {
		int some = poll(&ready, 1, SIGNAL_CHECK);

		if (some < 0 && errno != EINTR)
			return ts_err_errno(err, errno, "io", "cannot read");
		if (some > 0)
			n = read(ready.fd, buf, len);
		if (n >= 0)
			return n;
		if (some > 0 && errno != EINTR)
			return ts_err_errno(err, errno, "io", "cannot read");
	} while (!cli_signal_came());
	return ts_err_set(err, "io", "a signal ended the reading");
}

/* Wait for a writer, but not for ever, since a pipe in a directory may have none. Reading then
 * waits for whatever the writer writes. */
static bool has_writer(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	int n;

	do
		n = poll(&ready, 1, PIPE_WAIT * 1000);
	while (n < 0 && errno == EINTR);
	return n > 0 && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0;
}

int cli_bundle_open(
    const char *path, struct ts_progress *progress, struct cli_bundle *bundle, struct ts_err *err)
{
	bool is_open = strcmp(path, "-") == 0;
	struct stat st = {0};
	int64_t size;

	bundle->stamps = (struct ts_sidecars){.n = 0};
	bundle->fd = STDIN_FILENO;
	if (strcmp(path, "-") != 0) {
		bundle->fd = ts_file_descriptor(path);
		if (bundle->fd < 0)
			bundle->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		else
			is_open = true;
		if (bundle->fd < 0)
			return ts_err_errno(err, errno, "io", "cannot open %s", path);
	}
	if (fstat(bundle->fd, &st) != 0 || !S_ISREG(st.st_mode))
		st.st_size = 0;
	if (S_ISDIR(st.st_mode)) {
		cli_bundle_close(bundle);
		ts_err_set(err, "io", "%s is a directory", path);
		return ts_err_fix(err,
		    "name a bundle; verify and report also take a directory, if "
		    "something below it has the name of a bundle, such as x.tar");
	}
	if (!is_open && S_ISFIFO(st.st_mode) && !has_writer(bundle->fd)) {
		cli_bundle_close(bundle);
		return ts_err_set(err, "io",
		    "%s is a pipe to which nobody has written anything for %d seconds", path,
		    PIPE_WAIT);
	}
	/* In a larger pipe the writer and the reader wait for each other less often. */
	if (S_ISFIFO(st.st_mode))
		ts_platform_enlarge_pipe(bundle->fd, PIPE_SIZE);
	size = st.st_size > 0 ? st.st_size : TS_SIZE_UNKNOWN;
	/* Standard input may begin in the middle of its file, and may be shared. */
	if (st.st_size > 0 && bundle->fd != STDIN_FILENO)
		bundle->source = ts_source_file(&bundle->fd, size);
	else
		bundle->source = ts_source_fd(&bundle->fd, size);
	if (!S_ISREG(st.st_mode))
		bundle->source.read = read_stream;
	ts_progress_begin(progress, path, (uint64_t)st.st_size);
	return 0;
}

void cli_bundle_close(struct cli_bundle *bundle)
{
	if (bundle->fd > STDIN_FILENO)
		close(bundle->fd);
	bundle->fd = -1;
	ts_sidecars_free(&bundle->stamps);
}
