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
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "crypto/encode.h"
#include "crypto/sha256.h"

enum { REQUEST_IDENTITIES = 11, IDENTITIES = 12, SIGN = 13, SIGNED = 14 };

#define MESSAGE_MAX ((size_t)256 << 10) /* the limit of OpenSSH's agent */
#define TYPE_NAME   "ssh-ed25519"
#define STOP_CHECK  250 /* milliseconds between looking whether to stop */

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

static int open_socket(const struct ts_agent *agent, struct ts_err *err)
{
	const char *path = agent == NULL ? NULL : agent->socket;
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

static int too_slow(struct ts_err *err)
{
	ts_err_set(err, "io", "the ssh-agent did not answer in time");
	return ts_err_fix(err,
	    "confirm its question, if it asks one; --agent-timeout SECONDS waits "
	    "longer");
}

/* A conversation with the agent. */
struct talk {
	const struct ts_agent *agent;
	int fd;
	struct timespec deadline;
};

/* How many milliseconds are left; not above 0 when it is too late. */
static long time_left(const struct talk *talk)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (talk->deadline.tv_sec - now.tv_sec) * 1000 +
	       (talk->deadline.tv_nsec - now.tv_nsec) / 1000000;
}

/* Wait until something can be read or written (EVENT). */
static int wait_for(const struct talk *talk, short event, struct ts_err *err)
{
	struct pollfd ready = {.fd = talk->fd, .events = event};

	for (;;) {
		long left = time_left(talk);
		int some;

		if (talk->agent->stop != NULL && talk->agent->stop())
			return ts_err_set(err, "io", "a signal ended the wait for the ssh-agent");
		if (left <= 0)
			return too_slow(err);
		some = poll(&ready, 1, (int)(left < STOP_CHECK ? left : STOP_CHECK));
		if (some > 0)
			return 0;
		if (some < 0 && errno != EINTR)
			return ts_err_errno(err, errno, "io", "cannot wait for the ssh-agent");
	}
}

static int write_all(
    const struct talk *talk, const unsigned char *data, size_t len, struct ts_err *err)
{
	while (len > 0) {
		ssize_t n;

		if (wait_for(talk, POLLOUT, err) != 0)
			return -1;
		n = send(talk->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return ts_err_errno(err, errno, "io", "cannot write to the ssh-agent");
		data += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t)n;
	}
	return 0;
}

/* Read exactly LEN bytes. */
static int read_exactly(
    const struct talk *talk, unsigned char *data, size_t len, struct ts_err *err)
{
	while (len > 0) {
		ssize_t n;

		if (wait_for(talk, POLLIN, err) != 0)
			return -1;
		n = recv(talk->fd, data, len, MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return ts_err_set(err, "io",
			    "the ssh-agent closed the connection before it had answered");
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static int read_answer(const struct talk *talk, struct ts_buf *answer, struct ts_err *err)
{
	unsigned char head[4], *place;
	struct view view = {head, sizeof(head)};
	uint32_t len;

	if (read_exactly(talk, head, sizeof(head), err) != 0)
		return -1;
	if (!take_u32(&view, &len) || len == 0 || len > MESSAGE_MAX)
		return ts_err_set(err, "io", "the length of the ssh-agent's answer is invalid");
	place = ts_buf_extend(answer, len);
	return place == NULL ? ts_err_nomem(err) : read_exactly(talk, place, len, err);
}

/* Send REQUEST and receive the answer, type byte first. */
static int ask(const struct ts_agent *agent, const struct ts_buf *request, struct ts_buf *answer,
    struct ts_err *err)
{
	struct ts_buf message = TS_BUF_INIT;
	struct talk talk = {.agent = agent, .fd = open_socket(agent, err)};
	int ret = -1;

	if (talk.fd < 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &talk.deadline);
	talk.deadline.tv_sec += (time_t)agent->timeout;
	add_u32(&message, request->len);
	ts_buf_add(&message, request->data, request->len);
	if (!ts_buf_ok(request) || !ts_buf_ok(&message))
		ts_err_nomem(err);
	else if (write_all(&talk, message.data, message.len, err) == 0)
		ret = read_answer(&talk, answer, err);
	ts_buf_free(&message);
	close(talk.fd);
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

/* Is BLOB a key of another type with the fingerprint ID? Then TYPE gets the name of its type. */
static bool is_other_key(struct view blob, const char *id, char type[static 64])
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_buf found = TS_BUF_INIT;
	struct view name, rest = blob;
	bool is = false;

	if (ts_sha256_of(blob.data, blob.len, digest, NULL) == 0) {
		ts_buf_add_str(&found, "SHA256:");
		ts_base64_add(&found, digest, sizeof(digest), false);
		is = ts_buf_cstr(&found) != NULL && strcmp((char *)found.data, id) == 0 &&
		     take_string(&rest, &name) && name.len < 64;
	}
	if (is) {
		memcpy(type, name.data, name.len);
		type[name.len] = '\0';
	}
	ts_buf_free(&found);
	return is;
}

static int not_held(const char *id, uint32_t count, const char *type, struct ts_err *err)
{
	if (type[0] != '\0') {
		ts_err_set(err, "io",
		    "the ssh-agent holds the key %s, but it is of type %s, and tarseal signs with "
		    "Ed25519 only",
		    id, type);
		return ts_err_fix(err, "make an Ed25519 key: ssh-keygen -t ed25519; then add it: "
				       "ssh-add");
	}
	if (count == 0) {
		ts_err_set(err, "io", "the ssh-agent shows no keys: it is locked, or holds none");
		return ts_err_fix(err, "unlock it with ssh-add -X, or add the key with ssh-add");
	}
	ts_err_set(err, "io", "the ssh-agent does not hold the key %s", id);
	return ts_err_fix(err, "add the key with ssh-add; ssh-add -l lists the keys it holds");
}

int ts_agent_find(
    const struct ts_agent *agent, const char *id, struct ts_public_key *key, struct ts_err *err)
{
	const unsigned char type = REQUEST_IDENTITIES;
	struct ts_buf request = TS_BUF_INIT, answer = TS_BUF_INIT;
	struct view view, blob, comment;
	char other[64] = "";
	uint32_t count;
	int ret = -1;

	ts_buf_add(&request, &type, 1);
	if (ask(agent, &request, &answer, err) != 0)
		goto done;
	view = (struct view){answer.data + 1, answer.len - 1};
	if (answer.data[0] != IDENTITIES || !take_u32(&view, &count)) {
		ts_err_set(err, "io", "the ssh-agent does not list its keys");
		ts_err_fix(err, "see what ssh-add -l says");
		goto done;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!take_string(&view, &blob) || !take_string(&view, &comment))
			break;
		if (is_key(blob, id, key)) {
			ret = 0;
			goto done;
		}
		if (is_other_key(blob, id, other))
			break;
	}
	not_held(id, count, other, err);
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

int ts_agent_sign(const struct ts_agent *agent, const struct ts_public_key *key,
    const void *message, size_t len, unsigned char signature[static TS_SIGNATURE_BYTES],
    struct ts_err *err)
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
	if (ask(agent, &request, &answer, err) != 0)
		goto done;
	if (!take_signature(&answer, signature)) {
		ts_err_set(err, "io", "the ssh-agent refused to sign with %s", key->id);
		ts_err_fix(err, "confirm the agent's question, or unlock the agent (ssh-add -X); a "
				"key may also be "
				"limited to certain hosts or to a time (ssh-add -h, -t)");
		goto done;
	}
	ret = 0;
done:
	ts_buf_free(&request);
	ts_buf_free(&answer);
	ts_buf_free(&blob);
	return ret;
}
