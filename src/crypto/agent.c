/*
 * A message is a uint32 length, big-endian, and that many bytes: a type, then what it carries.
 * Strings are a uint32 length and that many bytes.
 *
 *     11 request identities     ->  12: uint32 count, then for each: string blob, string comment
 *     13 sign: string blob,     ->  14: string signature: string "ssh-ed25519", string of 64 bytes
 *        string data, uint32 0   or  5: refused
 */
#include "crypto/agent.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { REQUEST_IDENTITIES = 11, IDENTITIES = 12, SIGN = 13, SIGNED = 14 };

#define MESSAGE_MAX ((size_t)256 << 10) /* the limit of OpenSSH's agent */
#define TYPE_NAME   "ssh-ed25519"

/* Bytes that are read from the front. */
struct view {
	const unsigned char *data;
	size_t len;
};

static bool take_u32(struct view *view, uint32_t *value)
{
	if (view->len < 4)
		return false;
	*value = (uint32_t)view->data[0] << 24 | (uint32_t)view->data[1] << 16 |
		 (uint32_t)view->data[2] << 8 | view->data[3];
	view->data += 4;
	view->len -= 4;
	return true;
}

static bool take_string(struct view *view, struct view *string)
{
	uint32_t len;

	if (!take_u32(view, &len) || len > view->len)
		return false;
	*string = (struct view){view->data, len};
	view->data += len;
	view->len -= len;
	return true;
}

static bool is_text(const struct view *view, const char *text)
{
	return view->len == strlen(text) && memcmp(view->data, text, view->len) == 0;
}

static void add_u32(struct ts_buf *out, size_t value)
{
	const unsigned char bytes[] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
	    (unsigned char)(value >> 8), (unsigned char)value};

	ts_buf_add(out, bytes, sizeof(bytes));
}

static void add_string(struct ts_buf *out, const void *data, size_t len)
{
	add_u32(out, len);
	ts_buf_add(out, data, len);
}

/* The key's blob (RFC 8709). */
static void add_blob(struct ts_buf *out, const struct ts_public_key *key)
{
	add_string(out, TYPE_NAME, strlen(TYPE_NAME));
	add_string(out, key->bytes, TS_KEY_BYTES);
}

static int open_socket(const char *path, struct ts_err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (path == NULL || path[0] == '\0') {
		ts_err_set(err, "io", "there is no ssh-agent");
		return ts_err_fix(
		    err, "start one with: eval $(ssh-agent); then add the key with: ssh-add");
	}
	if (strlen(path) >= sizeof(address.sun_path))
		return ts_err_set(err, "io", "the path of the ssh-agent's socket is too long");
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ts_err_errno(err, errno, "io", "cannot create a socket");
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	ts_err_errno(err, errno, "io", "the ssh-agent at %s does not answer", path);
	ts_err_fix(err, "start one with: eval $(ssh-agent); then add the key with: ssh-add");
	close(fd);
	return -1;
}

/* Read exactly LEN bytes. */
static int read_exactly(int fd, unsigned char *data, size_t len, struct ts_err *err)
{
	while (len > 0) {
		ssize_t n = read(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ts_err_set(err, "io",
			    "the ssh-agent closed the connection before it had answered");
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static int read_answer(int fd, struct ts_buf *answer, struct ts_err *err)
{
	unsigned char head[4], *place;
	struct view view = {head, sizeof(head)};
	uint32_t len;

	if (read_exactly(fd, head, sizeof(head), err) != 0)
		return -1;
	if (!take_u32(&view, &len) || len == 0 || len > MESSAGE_MAX)
		return ts_err_set(err, "io", "the length of the ssh-agent's answer is invalid");
	place = ts_buf_extend(answer, len);
	return place == NULL ? ts_err_nomem(err) : read_exactly(fd, place, len, err);
}

/* Send REQUEST and receive the answer, type byte first. */
static int ask(const char *socket_path, const struct ts_buf *request, struct ts_buf *answer,
    struct ts_err *err)
{
	struct ts_buf message = TS_BUF_INIT;
	int fd = open_socket(socket_path, err), ret = -1;

	if (fd < 0)
		return -1;
	add_u32(&message, request->len);
	ts_buf_add(&message, request->data, request->len);
	if (!ts_buf_ok(request) || !ts_buf_ok(&message))
		ts_err_nomem(err);
	else if (ts_file_write(fd, message.data, message.len, err) == 0)
		ret = read_answer(fd, answer, err);
	ts_buf_free(&message);
	close(fd);
	return ret;
}

/* Is BLOB an Ed25519 key with the fingerprint ID? */
static bool is_key(struct view blob, const char *id, struct ts_public_key *key)
{
	struct view type, point;

	return take_string(&blob, &type) && is_text(&type, TYPE_NAME) &&
	       take_string(&blob, &point) && point.len == TS_KEY_BYTES && blob.len == 0 &&
	       ts_public_key_from_bytes(point.data, "io", key, NULL) == 0 &&
	       strcmp(key->id, id) == 0;
}

int ts_agent_find(
    const char *socket_path, const char *id, struct ts_public_key *key, struct ts_err *err)
{
	const unsigned char type = REQUEST_IDENTITIES;
	struct ts_buf request = TS_BUF_INIT, answer = TS_BUF_INIT;
	struct view view, blob, comment;
	uint32_t count;
	int ret = -1;

	ts_buf_add(&request, &type, 1);
	if (ask(socket_path, &request, &answer, err) != 0)
		goto done;
	view = (struct view){answer.data + 1, answer.len - 1};
	if (answer.data[0] != IDENTITIES || !take_u32(&view, &count)) {
		ts_err_set(err, "io", "the ssh-agent does not list its keys");
		goto done;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!take_string(&view, &blob) || !take_string(&view, &comment))
			break;
		if (is_key(blob, id, key)) {
			ret = 0;
			goto done;
		}
	}
	ts_err_set(err, "io", "the ssh-agent does not hold the key %s", id);
	ts_err_fix(err, "add the key with ssh-add; ssh-add -l lists the keys it holds");
done:
	ts_buf_free(&request);
	ts_buf_free(&answer);
	return ret;
}

/* Find the signature in the agent's answer. */
static bool take_signature(const struct ts_buf *answer, unsigned char *signature)
{
	struct view view = {answer->data + 1, answer->len - 1}, outer, type, bytes;

	if (answer->data[0] != SIGNED || !take_string(&view, &outer) || view.len != 0 ||
	    !take_string(&outer, &type) || !is_text(&type, TYPE_NAME) ||
	    !take_string(&outer, &bytes) || bytes.len != TS_SIGNATURE_BYTES || outer.len != 0)
		return false;
	memcpy(signature, bytes.data, TS_SIGNATURE_BYTES);
	return true;
}

int ts_agent_sign(const char *socket_path, const struct ts_public_key *key, const void *message,
    size_t len, unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err)
{
	const unsigned char type = SIGN;
	struct ts_buf request = TS_BUF_INIT, answer = TS_BUF_INIT, blob = TS_BUF_INIT;
	int ret = -1;

	add_blob(&blob, key);
	ts_buf_add(&request, &type, 1);
	add_string(&request, blob.data, blob.len);
	add_string(&request, message, len);
	add_u32(&request, 0);
	if (len > MESSAGE_MAX / 2) {
		ts_err_set(err, "io", "the data to sign is too large for an ssh-agent");
		ts_err_fix(err, "sign with a key from a file");
		goto done;
	}
	if (!ts_buf_ok(&blob)) {
		ts_err_nomem(err);
		goto done;
	}
	if (ask(socket_path, &request, &answer, err) != 0)
		goto done;
	if (!take_signature(&answer, signature)) {
		ts_err_set(err, "io", "the ssh-agent refused to sign with %s", key->id);
		ts_err_fix(err,
		    "confirm the agent's question, or unlock the agent; ssh-add -l lists its keys");
		goto done;
	}
	ret = 0;
done:
	ts_buf_free(&request);
	ts_buf_free(&answer);
	ts_buf_free(&blob);
	return ret;
}
