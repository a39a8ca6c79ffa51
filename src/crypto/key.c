/*
 * An SSH public key blob (RFC 4253, section 6.6; RFC 8709), 51 bytes:
 *     00 00 00 0b "ssh-ed25519" 00 00 00 20 <32 bytes of the point>
 * An SPKI of an Ed25519 key (RFC 8410, section 4), 44 bytes of DER:
 *     30 2a 30 05 06 03 2b 65 70 03 21 00 <32 bytes of the point>
 * A minisign public key, 42 bytes, in base64, alone or on the line after an "untrusted comment:":
 *     "Ed" <8 bytes of key number> <32 bytes of the point>
 */
#include "crypto/key.h"

#include <sodium.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/key_kind.h"
#include "crypto/sha256.h"

#define SSH_WORD  "ssh-ed25519"
#define PEM_BEGIN "-----BEGIN PUBLIC KEY-----"
#define PEM_END   "-----END PUBLIC KEY-----"
#define COMMENT   "untrusted comment:"

#define MINISIGN_BYTES  42
#define MINISIGN_BASE64 56
#define MINISIGN_POINT  10

static const unsigned char ssh_prefix[] = {
    0, 0, 0, 11, 's', 's', 'h', '-', 'e', 'd', '2', '5', '5', '1', '9', 0, 0, 0, 32};
static const unsigned char spki_prefix[] = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

/* The keys in keys.example/, whose secret halves are published. */
static const char *const example_ids[] = {
    "SHA256:Sawf4lhn8nCOOgP59Tukdaer0KVaf0n3m1+9+cXNyJw", /* producer */
    "SHA256:0mNgW+4gbtKHXm7Nj+XbJp29q64VS2teMKpa/MHE7CY", /* approver */
    "SHA256:dlvI3ccuBlh6lHdo/ApRMGkXJ+wqT2WTzjxl7XsFEi4", /* approver-2 */
};

static void ssh_blob(const unsigned char *bytes, unsigned char blob[static 51])
{
	memcpy(blob, ssh_prefix, sizeof(ssh_prefix));
	memcpy(blob + sizeof(ssh_prefix), bytes, TS_KEY_BYTES);
}

int ts_public_key_of_own(
    const unsigned char bytes[static TS_KEY_BYTES], struct ts_public_key *key, struct ts_err *err)
{
	unsigned char blob[sizeof(ssh_prefix) + TS_KEY_BYTES], digest[TS_DIGEST_BYTES];
	struct ts_buf id = TS_BUF_INIT;
	int ret = -1;

	memcpy(key->bytes, bytes, TS_KEY_BYTES);
	ssh_blob(bytes, blob);
	if (ts_sha256_of(blob, sizeof(blob), digest, err) != 0)
		return -1;
	ts_buf_add_str(&id, "SHA256:");
	ts_base64_add(&id, digest, sizeof(digest), false);
	if (ts_buf_cstr(&id) == NULL || id.len != TS_KEY_ID - 1) {
		ts_err_nomem(err);
		goto done;
	}
	memcpy(key->id, id.data, TS_KEY_ID);
	ret = 0;
done:
	ts_buf_free(&id);
	return ret;
}

int ts_public_key_from_bytes(const unsigned char bytes[static TS_KEY_BYTES], const char *check,
    struct ts_public_key *key, struct ts_err *err)
{
	if (crypto_core_ed25519_is_valid_point(bytes) != 1)
		return ts_err_set(err, check,
		    "the public key is not a valid Ed25519 point of prime order, which no honest "
		    "program creates");
	return ts_public_key_of_own(bytes, key, err);
}

/* An SPKI (RFC 5280) of another algorithm: SEQUENCE { SEQUENCE { OBJECT IDENTIFIER …, with lengths
 * of one or several bytes. */
static int other_algorithm(const struct ts_buf *decoded, const char *check, struct ts_err *err)
{
	const unsigned char *der = decoded->data;
	const size_t len = decoded->len;
	size_t at = 0;

	for (int level = 0; level < 2 && at + 2 < len && der[at] == 0x30; level++)
		at += der[at + 1] < 0x80 ? 2 : 2 + (der[at + 1] & 0x7F);
	if (at + 2 < len && der[at] == 0x06 && der[at + 1] <= len - at - 2 && der[at + 1] < 0x80)
		ts_err_set(err, check, "the public key is of type %s, not Ed25519",
		    ts_key_algorithm(der + at + 2, der[at + 1]));
	else
		ts_err_set(err, check, "the public key is not an Ed25519 key");
	return ts_err_fix(err, "make an Ed25519 key with tarseal keygen -o NAME, or with "
			       "ssh-keygen -t ed25519");
}

/* Check the prefix and the length of the DECODED bytes, then use the point behind the prefix. */
static int from_decoded(const struct ts_buf *decoded, const unsigned char *prefix,
    size_t prefix_len, const char *check, struct ts_public_key *key, struct ts_err *err)
{
	if (decoded->len != prefix_len + TS_KEY_BYTES ||
	    memcmp(decoded->data, prefix, prefix_len) != 0)
		return other_algorithm(decoded, check, err);
	return ts_public_key_from_bytes(decoded->data + prefix_len, check, key, err);
}

static int parse_ssh(
    const char *text, size_t len, const char *check, struct ts_public_key *key, struct ts_err *err)
{
	struct ts_buf decoded = TS_BUF_INIT;
	const char *start = text + strlen(SSH_WORD) + 1;
	const char *newline = memchr(text, '\n', len);
	const char *line_end = newline == NULL ? text + len : newline;
	const char *end;
	int ret;

	if (newline != NULL && newline + 1 != text + len)
		return ts_err_set(err, check, "the public key file contains more than one line");
	for (end = start; end < line_end && *end != ' ' && *end != '\r'; end++)
		;
	if (end == start || !ts_base64_read(start, (size_t)(end - start), &decoded))
		ret = ts_err_set(err, check,
		    "the public key line does not have the form \"ssh-ed25519 BASE64\"");
	else
		ret = from_decoded(&decoded, ssh_prefix, sizeof(ssh_prefix), check, key, err);
	ts_buf_free(&decoded);
	return ret;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Does the PEM text end here, with nothing after it? */
static bool is_pem_end(const char *p, const char *end)
{
	if ((size_t)(end - p) < strlen(PEM_END) || memcmp(p, PEM_END, strlen(PEM_END)) != 0)
		return false;
	for (p += strlen(PEM_END); p < end && is_space(*p); p++)
		;
	return p == end;
}

static int parse_spki(
    const char *text, size_t len, const char *check, struct ts_public_key *key, struct ts_err *err)
{
	struct ts_buf base64 = TS_BUF_INIT, decoded = TS_BUF_INIT;
	const char *p = text + strlen(PEM_BEGIN), *end = text + len;
	int ret = -1;

	for (; p < end && *p != '-'; p++)
		if (!is_space(*p))
			ts_buf_add(&base64, p, 1);
	if (!is_pem_end(p, end) || !ts_base64_read((const char *)base64.data, base64.len, &decoded))
		ts_err_set(
		    err, check, "the PEM public key is malformed or followed by something else");
	else
		ret = from_decoded(&decoded, spki_prefix, sizeof(spki_prefix), check, key, err);
	ts_buf_free(&base64);
	ts_buf_free(&decoded);
	return ret;
}

static bool begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* The base64 of a minisign public key in TEXT; NULL when TEXT does not have that form. */
static const char *find_minisign(const char *text, size_t len)
{
	const char *end = text + len, *start = text;

	if (begins(text, len, COMMENT)) {
		start = memchr(text, '\n', len);
		if (start == NULL)
			return NULL;
		start++;
	}
	while (end > start && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	return end - start == MINISIGN_BASE64 && begins(start, MINISIGN_BASE64, "RW") ? start
										      : NULL;
}

static int parse_minisign(
    const char *base64, const char *check, struct ts_public_key *key, struct ts_err *err)
{
	struct ts_buf decoded = TS_BUF_INIT;
	int ret;

	if (!ts_base64_read(base64, MINISIGN_BASE64, &decoded) || decoded.len != MINISIGN_BYTES ||
	    memcmp(decoded.data, "Ed", 2) != 0)
		ret = ts_err_set(err, check, "the minisign public key is malformed");
	else
		ret = ts_public_key_from_bytes(decoded.data + MINISIGN_POINT, check, key, err);
	ts_buf_free(&decoded);
	return ret;
}

bool ts_public_key_is_line(const char *text, size_t len)
{
	char kind[TS_KEY_KIND_MAX];
	const char *fix;
	bool public;

	return begins(text, len, SSH_WORD " ") || begins(text, len, PEM_BEGIN) ||
	       find_minisign(text, len) != NULL ||
	       (ts_key_kind(text, len, kind, &fix, &public) && public);
}

int ts_public_key_parse(
    const char *text, size_t len, const char *check, struct ts_public_key *key, struct ts_err *err)
{
	const char *minisign, *fix;
	char kind[TS_KEY_KIND_MAX];
	bool public;

	minisign = find_minisign(text, len);
	if (begins(text, len, SSH_WORD " "))
		return parse_ssh(text, len, check, key, err);
	if (begins(text, len, PEM_BEGIN))
		return parse_spki(text, len, check, key, err);
	if (minisign != NULL)
		return parse_minisign(minisign, check, key, err);
	if (ts_key_kind(text, len, kind, &fix, &public)) {
		ts_err_set(err, check, "this is %s, not a public key of type Ed25519", kind);
		return ts_err_fix(err, "%s", fix);
	}
	ts_err_set(err, check, "this is not a public key in a form that tarseal reads");
	ts_err_expected(err, "an \"ssh-ed25519 AAAA…\" line, a PEM \"PUBLIC KEY\" (Ed25519), or a "
			     "minisign public key");
	return ts_err_fix(
	    err, "give the .pub file that tarseal keygen, ssh-keygen or minisign made");
}

void ts_public_key_line(const struct ts_public_key *key, const char *comment, struct ts_buf *out)
{
	unsigned char blob[sizeof(ssh_prefix) + TS_KEY_BYTES];

	ssh_blob(key->bytes, blob);
	ts_buf_add_str(out, SSH_WORD " ");
	ts_base64_add(out, blob, sizeof(blob), true);
	if (comment != NULL && comment[0] != '\0')
		ts_buf_printf(out, " %s", comment);
}

bool ts_key_id_valid(const char *text)
{
	return strlen(text) == TS_KEY_ID - 1 && begins(text, TS_KEY_ID - 1, "SHA256:") &&
	       ts_base64_is_digest(text + 7, TS_KEY_ID - 8);
}

bool ts_key_is_example(const struct ts_public_key *key)
{
	for (size_t i = 0; i < sizeof(example_ids) / sizeof(example_ids[0]); i++)
		if (strcmp(key->id, example_ids[i]) == 0)
			return true;
	return false;
}
