#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define BEGIN  "-----BEGIN "
#define END    "-----END "
#define DASHES "-----"

int ts_secret_read(const char *path, struct ts_secret *text, bool *shared, struct ts_err *err)
{
	size_t capacity = TS_KEY_FILE_MAX;
	struct stat st;
	ssize_t n;
	int fd, ret = -1;

	*text = (struct ts_secret){0};
	if (ts_file_open(AT_FDCWD, path, false, &fd, &st, err) != 0) {
		err->check = "io";
		return -1;
	}
	*shared = (st.st_mode & 077) != 0;
	/* Locking touches every page, and most key files fit into one. Files of /proc claim to be
	 * empty. */
	if (S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size < (off_t)TS_KEY_FILE_MAX)
		capacity = (size_t)st.st_size + 1;
	text->data = sodium_malloc(2 * capacity);
	if (text->data == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	while (text->len < capacity) {
		n = read(fd, text->data + text->len, capacity - text->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			ts_err_errno(err, errno, "io", "cannot read %s", path);
			goto done;
		}
		if (n == 0) {
			ret = 0;
			goto done;
		}
		text->len += (size_t)n;
	}
	if (capacity < TS_KEY_FILE_MAX)
		ts_err_set(err, "io", "%s grew while it was read", path);
	else
		ts_err_set(err, "io", "%s is too large for a key file", path);
done:
	close(fd);
	return ret;
}

bool ts_secret_begins(const struct ts_secret *text, const char *with)
{
	return text->len >= strlen(with) && memcmp(text->data, with, strlen(with)) == 0;
}

/* Is the line at TEXT, made of WORD and LABEL, followed only by line ends? */
static bool is_last_line(const char *text, size_t len, const char *word, const char *label)
{
	const size_t word_len = strlen(word), label_len = strlen(label);
	const size_t line_len = word_len + label_len + strlen(DASHES);

	if (len < line_len || memcmp(text, word, word_len) != 0 ||
	    memcmp(text + word_len, label, label_len) != 0 ||
	    memcmp(text + word_len + label_len, DASHES, strlen(DASHES)) != 0)
		return false;
	for (size_t i = line_len; i < len; i++)
		if (text[i] != '\n' && text[i] != '\r')
			return false;
	return true;
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
	if (sodium_base642bin(bytes->data, text->len, start, len, "\r\n", &bytes->len, &end,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    !is_last_line(end, len - (size_t)(end - start), END, label))
		return ts_err_set(err, "io", "the PEM text is malformed");
	return 0;
}
