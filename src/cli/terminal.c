#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name.h"
#include "cli/signals.h"
#include "crypto/secret_memory.h"
#include "show/escape.h"

static const char no_terminal_fix[] =
    "give it with --passphrase-fd N, or in a file that TARSEAL_PASSPHRASE_FILE names";

/* What a terminal sends for the keys that edit or end a line. */
enum {
	KEY_CTRL_C = 3,
	KEY_CTRL_D = 4,
	KEY_BACKSPACE = 8,
	KEY_CTRL_U = 21,
	KEY_CTRL_BACKSLASH = 28,
	KEY_DELETE = 127
};

/* Read one line from the terminal FD; its length, or -1. */
static int read_line(int fd, char *buf, size_t size, struct ts_err *err)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0 && errno == EINTR && !cli_signal_came())
			continue;
		if (n <= 0 || c == KEY_CTRL_C || c == KEY_CTRL_BACKSLASH || c == KEY_CTRL_D ||
		    c == '\0')
			return ts_err_set(err, "io", "interrupted at the prompt");
		if (c == '\n' || c == '\r')
			break;
		if (c == KEY_CTRL_U) {
			len = 0;
		} else if (c == KEY_BACKSPACE || c == KEY_DELETE) {
			len -= len > 0;
		} else {
			if (len + 1 >= size)
				return ts_err_set(err, "io", "the answer is too long");
			buf[len++] = c;
		}
	}
	buf[len] = '\0';
	return (int)len;
}

/* Show PROMPT and read a line without echo. */
static int read_hidden(int fd, const char *prompt, char *buf, size_t size, struct ts_err *err)
{
	struct termios before, hidden;
	int len;

	if (tcgetattr(fd, &before) != 0)
		return ts_err_errno(err, errno, "io", "cannot ask on the terminal");
	hidden = before;
	/* Keys are read one by one, Ctrl-C among them, and a signal only ends the reading, so that
	 * the terminal is restored whatever happens. */
	hidden.c_lflag &= (tcflag_t) ~(ECHO | ISIG | ICANON);
	hidden.c_cc[VMIN] = 1;
	hidden.c_cc[VTIME] = 0;
	cli_signals_hold();
	if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0)
		return ts_err_errno(err, errno, "io", "the terminal cannot hide what is typed");
	if (ts_file_write(fd, prompt, strlen(prompt), err) != 0)
		len = -1;
	else
		len = read_line(fd, buf, size, err);
	tcsetattr(fd, TCSAFLUSH, &before);
	ts_file_write(fd, "\n", 1, NULL);
	cli_signals_release(-1);
	return len;
}

/* Ask on the terminal. */
static int ask_terminal(const char *prompt, bool twice, char *buf, size_t size, struct ts_err *err)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), len = -1;
	char *again = NULL;

	if (fd < 0) {
		ts_err_set(err, "io", "a passphrase is needed, but there is no terminal to ask on");
		return ts_err_fix(err, "%s", no_terminal_fix);
	}
	len = read_hidden(fd, prompt, buf, size, err);
	if (len < 0 || !twice)
		goto done;
	again = ts_secret_memory_new(size);
	if (again == NULL) {
		len = ts_err_nomem(err);
		goto done;
	}
	if (read_hidden(fd, "repeat the passphrase: ", again, size, err) < 0)
		len = -1;
	else if (strcmp(buf, again) != 0)
		len = ts_err_set(err, "io", "the two passphrases differ");
done:
	ts_secret_memory_free(again);
	close(fd);
	return len;
}

/* The same with a prompt that may quote a path. */
static int ask_escaped(const char *prompt, bool twice, char *buf, size_t size, struct ts_err *err)
{
	struct ts_buf shown = TS_BUF_INIT;
	int len;

	ts_show_escape(&shown, prompt);
	len = ts_buf_cstr(&shown) == NULL ? ts_err_nomem(err)
					  : ask_terminal((char *)shown.data, twice, buf, size, err);
	ts_buf_free(&shown);
	return len;
}

/* Read a passphrase from FD up to a newline or the end. */
static int read_from(int fd, const char *what, char *buf, size_t size, struct ts_err *err)
{
	size_t len = 0;

	while (len + 1 < size) {
		ssize_t n = read(fd, buf + len, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ts_err_errno(
			    err, errno, "io", "cannot read the passphrase from %s", what);
		if (n == 0 || buf[len] == '\n')
			break;
		if (buf[len] == '\0')
			return ts_err_set(
			    err, "io", "the passphrase from %s contains a NUL byte", what);
		len++;
	}
	if (len > 0 && len + 1 < size && buf[len - 1] == '\r')
		len--; /* Windows ends lines with CR LF */
	if (len + 1 == size)
		return ts_err_set(err, "io", "the passphrase from %s is too long", what);
	buf[len] = '\0';
	if (len == 0)
		return ts_err_set(err, "io", "the passphrase from %s is empty", what);
	return (int)len;
}

static int read_passphrase_file(const char *path, char *buf, size_t size, struct ts_err *err)
{
	char quoted[TS_NAME_SHELL_MAX];
	struct ts_err why;
	struct stat st;
	int fd, len;

	if (ts_file_open(AT_FDCWD, path, false, &fd, &st, &why) != 0) {
		ts_err_set(
		    err, "io", "the passphrase file (TARSEAL_PASSPHRASE_FILE): %s", why.message);
		return ts_err_fix(err, "name a file with the passphrase as its only line");
	}
	/* The rule for secret keys: whoever owns another file lets its group read it. */
	if ((st.st_mode & (st.st_uid == geteuid() ? 077 : 07)) != 0) {
		len = ts_err_set(err, "io", "others can read the passphrase file %s", path);
		ts_err_fix(err, "chmod 600 %s", ts_name_shell(path, quoted));
	} else {
		len = read_from(fd, path, buf, size, err);
	}
	close(fd);
	return len;
}

int cli_passphrase(const struct cli *cli, const char *prompt, bool twice, char *buf, size_t size,
    struct ts_err *err)
{
	const char *path = getenv("TARSEAL_PASSPHRASE_FILE");

	if (cli->passphrase_fd >= 0)
		return read_from(cli->passphrase_fd, "--passphrase-fd", buf, size, err);
	if (path != NULL && path[0] != '\0')
		return read_passphrase_file(path, buf, size, err);
	if (cli->no_input) {
		ts_err_set(
		    err, "io", "a passphrase is needed, but --no-input forbids asking for it");
		return ts_err_fix(err, "%s", no_terminal_fix);
	}
	return ask_escaped(prompt, twice, buf, size, err);
}

int cli_confirm(const struct cli *cli, const char *question, struct ts_err *err)
{
	char answer[16];
	int fd = cli->no_input ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), len;

	if (fd < 0) {
		ts_err_set(err, "io", "confirmation is needed, but nobody can be asked");
		return ts_err_fix(err, "check what is shown, then add --yes");
	}
	if (ts_file_write(fd, question, strlen(question), err) != 0)
		len = -1;
	else
		len = read_line(fd, answer, sizeof(answer), err);
	close(fd);
	if (len < 0)
		return -1;
	return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}
