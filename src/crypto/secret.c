#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crypto/encode.h"
#include "crypto/key_kind.h"

#define BEGIN  "-----BEGIN "
#define END    "-----END "
#define DASHES "-----"

#define PIPE_TRIES 50  /* of 0.1 s each */
#define WAITS      100 /* how often data may be announced that is not there */

/* Open the file or pipe at PATH. Returns the descriptor, or -1 with ERR filled. */
static int open_key(const char *path, struct stat *st, struct ts_err *err)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	bool standard = strcmp(path, "-") == 0;
	const char *name = standard ? "standard input" : path;
	int fd = standard ? dup(STDIN_FILENO) : open(path, flags);

	if (fd < 0)
		return ts_err_errno(err, errno, "io", "cannot open %s", name);
	if (fstat(fd, st) != 0) {
		ts_err_errno(err, errno, "io", "cannot access %s", name);
	} else if (S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode)) {
		return fd;
	} else if (isatty(fd)) {
		ts_err_set(err, "io", "a secret key is expected on %s, not a terminal", name);
	} else {
		ts_err_set(err, "io", "%s is %s, not a file or pipe with a key", name,
		    S_ISDIR(st->st_mode) ? "a directory" : "a device");
	}
	close(fd);
	return -1;
}

/* OpenSSH's rule: the mode of one's own file must keep others out, and whoever owns another file
 * is trusted to have kept out those who are not in its group. The mode of a pipe says nothing. */
static enum ts_secret_access judge_access(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return TS_SECRET_PRIVATE;
	if (st->st_uid == geteuid())
		return (st->st_mode & 077) == 0 ? TS_SECRET_PRIVATE : TS_SECRET_SHARED;
	return (st->st_mode & 07) == 0 ? TS_SECRET_FOREIGN : TS_SECRET_SHARED;
}

/* Read once. A named pipe that nobody has opened for writing looks like one at its end: somebody
 * may be about to, so wait a moment before taking it for empty. */
static ssize_t read_some(int fd, void *data, size_t len, bool first)
{
	const struct timespec pause = {.tv_nsec = 100000000};
	unsigned tries = 0, waits = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, data, len);
		/* A writer is there, but has not written; or another reader was faster. */
		if (n < 0 && errno == EAGAIN && waits++ < WAITS)
			poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
		else if (n == 0 && first && tries++ < PIPE_TRIES)
			nanosleep(&pause, NULL);
		else if (n >= 0 || errno != EINTR)
			return n;
	}
}

static int read_key(int fd, const char *path, size_t capacity, bool is_pipe, struct ts_secret *text,
    struct ts_err *err)
{
	while (text->len < capacity) {
		ssize_t n = read_some(
		    fd, text->data + text->len, capacity - text->len, is_pipe && text->len == 0);

		if (n < 0)
			return ts_err_errno(err, errno, "io", "cannot read %s", path);
		if (n == 0 && is_pipe && text->len == 0)
			return ts_err_set(err, "io", "nothing came through the pipe %s", path);
		if (n == 0)
			return 0;
		text->len += (size_t)n;
	}
	if (capacity < TS_KEY_FILE_MAX)
		return ts_err_set(err, "io", "%s grew while it was read", path);
	return ts_err_set(err, "io", "%s is too large for a key file", path);
}

int ts_secret_read(const char *path, struct ts_secret *text, void **memory,
    enum ts_secret_access *access, struct ts_err *err)
{
	size_t capacity = TS_KEY_FILE_MAX;
	const char *start;
	struct stat st = {0};
	int fd = open_key(path, &st, err), ret = -1;

	*text = (struct ts_secret){0};
	*memory = NULL;
	if (fd < 0)
		return -1;
	*access = judge_access(&st);
	/* Locking touches every page, and most key files fit into one. Files of /proc claim to be
	 * empty. */
	if (S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size < (off_t)TS_KEY_FILE_MAX)
		capacity = (size_t)st.st_size + 1;
	text->data = *memory = sodium_malloc(2 * capacity);
	if (text->data == NULL)
		ts_err_nomem(err);
	else
		ret = read_key(
		    fd, path, capacity, S_ISFIFO(st.st_mode) && strcmp(path, "-") != 0, text, err);
	close(fd);
	if (ret != 0)
		return ret;
	start = (const char *)text->data;
	ts_key_trim(&start, &text->len);
	text->data += start - (const char *)text->data;
	return 0;
}

bool ts_secret_begins(const struct ts_secret *text, const char *with)
{
	return text->len >= strlen(with) && memcmp(text->data, with, strlen(with)) == 0;
}

/* Is the line at TEXT, made of WORD and LABEL, the last one? */
static bool is_last_line(const char *text, size_t len, const char *word, const char *label)
{
	const size_t word_len = strlen(word), label_len = strlen(label);

	return len == word_len + label_len + strlen(DASHES) && memcmp(text, word, word_len) == 0 &&
	       memcmp(text + word_len, label, label_len) == 0 &&
	       memcmp(text + word_len + label_len, DASHES, strlen(DASHES)) == 0;
}

int ts_secret_pem(
    const struct ts_secret *text, const char *label, struct ts_secret *bytes, struct ts_err *err)
{
	const size_t head = strlen(BEGIN) + strlen(label) + strlen(DASHES);
	const char *start = (const char *)text->data + head, *end = NULL;
	size_t len;

	*bytes = (struct ts_secret){.data = text->data + text->len};
	if (text->len < head)
		return ts_err_set(err, "io", "the PEM text is malformed");
	len = text->len - head;
	if (!ts_base64_read_secret(
		start, len, " \t\r\n", bytes->data, text->len, &bytes->len, &end) ||
	    !is_last_line(end, len - (size_t)(end - start), END, label))
		return ts_err_set(err, "io", "the PEM text is malformed, or another key follows");
	return 0;
}
