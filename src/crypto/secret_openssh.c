/*
 * An OpenSSH private key (OpenSSH's PROTOCOL.key), base64 between the PEM-like lines:
 *     "openssh-key-v1\0"  string cipher  string kdf  string kdf-options  uint32 keys (1)
 *     string public-blob
 *     string private: uint32 check, uint32 check again, string "ssh-ed25519", string point (32),
 *                     string seed and point (64), string comment, padding 1 2 3 …
 * A string is a uint32 length, big-endian, and that many bytes.
 */
#include "crypto/secret.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "base/name.h"

#define LABEL "OPENSSH PRIVATE KEY"
#define MAGIC "openssh-key-v1"

bool ts_secret_is_openssh(const struct ts_secret *text)
{
	return ts_secret_begins(text, "-----BEGIN " LABEL "-----");
}

/* Read a string from the front of *TEXT. */
static bool take_string(struct ts_secret *text, struct ts_secret *string)
{
	uint32_t len;

	if (text->len < 4)
		return false;
	len = (uint32_t)text->data[0] << 24 | (uint32_t)text->data[1] << 16 |
	      (uint32_t)text->data[2] << 8 | text->data[3];
	if (len > text->len - 4)
		return false;
	string->data = text->data + 4;
	string->len = len;
	text->data += 4 + len;
	text->len -= 4 + len;
	return true;
}

static bool is_text(const struct ts_secret *string, const char *text)
{
	return string->len == strlen(text) && memcmp(string->data, text, string->len) == 0;
}

/* Parse the private part. */
static bool parse_private(struct ts_secret private, struct ts_secret_key *key)
{
	struct ts_secret type, point, secret, comment;

	if (private.len < 8 || memcmp(private.data, private.data + 4, 4) != 0)
		return false;
	private.data += 8;
	private.len -= 8;
	if (!take_string(&private, &type) || !is_text(&type, "ssh-ed25519") ||
	    !take_string(&private, &point) || point.len != TS_KEY_BYTES ||
	    !take_string(&private, &secret) || secret.len != crypto_sign_SECRETKEYBYTES ||
	    !take_string(&private, &comment) ||
	    memcmp(secret.data + crypto_sign_SEEDBYTES, point.data, point.len) != 0)
		return false;
	for (size_t i = 0; i < private.len; i++)
		if (private.data[i] != i + 1)
			return false;
	memcpy(key->seed, secret.data, TS_SEED_BYTES);
	memcpy(key->point, point.data, TS_KEY_BYTES);
	key->has_point = true;
	return true;
}

/* Is PUBLIC the public blob of KEY? */
static bool is_public_of(struct ts_secret public, const struct ts_secret_key *key)
{
	struct ts_secret type, point;

	return take_string(&public, &type) && is_text(&type, "ssh-ed25519") &&
	       take_string(&public, &point) && point.len == TS_KEY_BYTES && public.len == 0 &&
	       memcmp(point.data, key->point, TS_KEY_BYTES) == 0;
}

/* Is it the name of another type of key (RFC 4250, section 4.11.3)? */
static bool is_other_type(const struct ts_secret *name)
{
	static const char *const types[] = {"ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256",
	    "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com",
	    "sk-ecdsa-sha2-nistp256@openssh.com"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (is_text(name, types[i]))
			return true;
	return false;
}

static int is_locked(const char *path, struct ts_err *err)
{
	char quoted[TS_NAME_SHELL_MAX];

	ts_err_set(err, "io", "the OpenSSH key %s is protected by a passphrase", path);
	return ts_err_fix(err,
	    "add it to the ssh-agent (ssh-add %s), and give its public key with --key: the .pub "
	    "file, or a fingerprint that ssh-add -l shows",
	    ts_name_shell(path, quoted));
}

static int parse_blob(
    struct ts_secret blob, const char *path, struct ts_secret_key *key, struct ts_err *err)
{
	struct ts_secret cipher, kdf, options, public, private, rest, type;

	if (blob.len < sizeof(MAGIC) || memcmp(blob.data, MAGIC, sizeof(MAGIC)) != 0)
		goto malformed;
	blob.data += sizeof(MAGIC);
	blob.len -= sizeof(MAGIC);
	if (!take_string(&blob, &cipher) || !take_string(&blob, &kdf) ||
	    !take_string(&blob, &options))
		goto malformed;
	if (blob.len < 4 || memcmp(blob.data, "\0\0\0\1", 4) != 0)
		goto malformed;
	blob.data += 4;
	blob.len -= 4;
	if (!take_string(&blob, &public))
		goto malformed;
	rest = public;
	if (take_string(&rest, &type) && is_other_type(&type)) {
		ts_err_set(err, "io", "%s is an OpenSSH private key of type %.*s", path,
		    (int)type.len, (const char *)type.data);
		return ts_err_fix(err, "tarseal signs with Ed25519 only: make a key with: "
				       "ssh-keygen -t ed25519");
	}
	if (!is_text(&cipher, "none") || !is_text(&kdf, "none"))
		return is_locked(path, err);
	if (!take_string(&blob, &private) || blob.len != 0)
		goto malformed;
	if (!parse_private(private, key) || !is_public_of(public, key))
		goto malformed;
	return 0;
malformed:
	ts_err_set(err, "io", "%s is not a valid OpenSSH private key of type Ed25519", path);
	return ts_err_fix(err, "make one with: ssh-keygen -t ed25519");
}

int ts_secret_openssh(
    const struct ts_secret *text, const char *path, struct ts_secret_key *key, struct ts_err *err)
{
	struct ts_secret blob;

	if (ts_secret_pem(text, LABEL, &blob, err) == 0)
		return parse_blob(blob, path, key, err);
	return ts_err_set(err, "io", "%s is not a valid OpenSSH private key", path);
}
