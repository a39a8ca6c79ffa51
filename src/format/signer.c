/*
 * An OpenSSH private key (OpenSSH's PROTOCOL.key), base64 between the PEM-like lines:
 *     "openssh-key-v1\0"  string cipher  string kdf  string kdf-options  uint32 keys (1)
 *     string public-blob
 *     string private: uint32 check, uint32 check again, string "ssh-ed25519", string point (32),
 *                     string seed and point (64), string comment, padding 1 2 3 …
 * A string is a uint32 length, big-endian, and that many bytes.
 */
#include "format/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "format/agent.h"

#define SSH_BEGIN  "-----BEGIN OPENSSH PRIVATE KEY-----"
#define SSH_END    "-----END OPENSSH PRIVATE KEY-----"
#define SSH_MAGIC  "openssh-key-v1"
#define SSH_PUBLIC "ssh-ed25519 "

struct ts_signer {
	struct ts_public_key public;
	unsigned char *secret; /* owned, from sodium_malloc: libsodium's seed and point, 64 bytes */
	char *agent; /* owned: the socket of the agent that signs, where there is no secret here */
};

/* A run of secret bytes in locked memory, read from the front. */
struct secret_text {
	unsigned char *data; /* owned, from sodium_malloc */
	size_t len;
};

static struct ts_signer *signer_new(void)
{
	struct ts_signer *signer = calloc(1, sizeof(*signer));

	if (signer != NULL)
		signer->secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	if (signer == NULL || signer->secret == NULL) {
		free(signer);
		return NULL;
	}
	return signer;
}

void ts_signer_free(struct ts_signer *signer)
{
	if (signer == NULL)
		return;
	sodium_free(signer->secret);
	free(signer->agent);
	free(signer);
}

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer)
{
	return &signer->public;
}

int ts_signer_sign(const struct ts_signer *signer, const void *message, size_t len,
    unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err)
{
	if (signer->agent != NULL) {
		if (ts_agent_sign(signer->agent, &signer->public, message, len, signature, err) !=
		    0)
			return -1;
	} else if (crypto_sign_detached(signature, NULL, message, len, signer->secret) != 0) {
		return ts_err_set(err, "io", "signing failed");
	}
	if (!ts_sign_verify(&signer->public, message, len, signature))
		return ts_err_set(err, "io", "the signature that was made does not verify");
	return 0;
}

/* Make *SIGNER of a 32-byte seed. */
static int from_seed(const unsigned char *seed, struct ts_signer **result, struct ts_err *err)
{
	struct ts_signer *signer = signer_new();
	unsigned char point[TS_KEY_BYTES];

	if (signer == NULL)
		return ts_err_nomem(err);
	if (crypto_sign_seed_keypair(point, signer->secret, seed) != 0 ||
	    ts_public_key_from_bytes(point, "io", &signer->public, err) != 0) {
		ts_signer_free(signer);
		return -1;
	}
	*result = signer;
	return 0;
}

int ts_signer_generate(struct ts_signer **signer, struct ts_err *err)
{
	unsigned char *seed = sodium_malloc(crypto_sign_SEEDBYTES);
	int ret;

	if (seed == NULL)
		return ts_err_nomem(err);
	randombytes_buf(seed, crypto_sign_SEEDBYTES);
	ret = from_seed(seed, signer, err);
	sodium_free(seed);
	return ret;
}

/* Read the key file into locked memory, after a look at who else can read it. */
static int read_secret(const char *path, struct secret_text *text, struct ts_err *err)
{
	struct stat st;
	ssize_t n;
	int fd;

	if (ts_file_open(AT_FDCWD, path, false, &fd, &st, err) != 0) {
		err->check = "io";
		return -1;
	}
	if ((st.st_mode & 077) != 0) {
		ts_err_set(err, "io", "the secret key %s can be read or written by others", path);
		ts_err_mend(err, "chmod 600 %s, and think about who may have read it", path);
		goto fail;
	}
	text->data = sodium_malloc(TS_KEY_FILE_MAX);
	if (text->data == NULL) {
		ts_err_nomem(err);
		goto fail;
	}
	for (text->len = 0; text->len < TS_KEY_FILE_MAX; text->len += (size_t)n) {
		do
			n = read(fd, text->data + text->len, TS_KEY_FILE_MAX - text->len);
		while (n < 0 && errno == EINTR);
		if (n < 0) {
			ts_err_errno(err, errno, "io", "cannot read %s", path);
			goto fail;
		}
		if (n == 0) {
			close(fd);
			return 0;
		}
	}
	ts_err_set(err, "io", "%s is too large for a key file", path);
fail:
	close(fd);
	return -1;
}

/* Take a string off the front of *TEXT. */
static bool take_string(struct secret_text *text, struct secret_text *string)
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

static bool is_text(const struct secret_text *string, const char *text)
{
	return string->len == strlen(text) && memcmp(string->data, text, string->len) == 0;
}

/* Parse what lies in the private part; SEED points into it. */
static bool parse_ssh_private(struct secret_text private, const unsigned char **seed)
{
	struct secret_text type, point, secret, comment;

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
	*seed = secret.data;
	return true;
}

static int parse_ssh_blob(
    struct secret_text blob, const char *path, struct ts_signer **signer, struct ts_err *err)
{
	struct secret_text cipher, kdf, options, public, private, type, point;
	const unsigned char *seed;
	struct ts_signer *made;

	if (blob.len < sizeof(SSH_MAGIC) || memcmp(blob.data, SSH_MAGIC, sizeof(SSH_MAGIC)) != 0)
		goto malformed;
	blob.data += sizeof(SSH_MAGIC);
	blob.len -= sizeof(SSH_MAGIC);
	if (!take_string(&blob, &cipher) || !take_string(&blob, &kdf) ||
	    !take_string(&blob, &options))
		goto malformed;
	if (!is_text(&cipher, "none") || !is_text(&kdf, "none")) {
		ts_err_set(err, "io", "the OpenSSH key %s has a passphrase", path);
		return ts_err_mend(err,
		    "give it to the ssh-agent (ssh-add %s), and name the public key: --key %s.pub",
		    path, path);
	}
	if (blob.len < 4 || memcmp(blob.data, "\0\0\0\1", 4) != 0)
		goto malformed;
	blob.data += 4;
	blob.len -= 4;
	if (!take_string(&blob, &public) || !take_string(&blob, &private) || blob.len != 0 ||
	    !parse_ssh_private(private, &seed))
		goto malformed;
	if (from_seed(seed, &made, err) != 0)
		return -1;
	if (memcmp(made->secret, seed, crypto_sign_SECRETKEYBYTES) != 0 ||
	    !take_string(&public, &type) || !is_text(&type, "ssh-ed25519") ||
	    !take_string(&public, &point) || point.len != TS_KEY_BYTES || public.len != 0 ||
	    memcmp(point.data, made->public.bytes, TS_KEY_BYTES) != 0) {
		ts_signer_free(made);
		goto malformed;
	}
	*signer = made;
	return 0;
malformed:
	ts_err_set(err, "io", "%s is not a sound OpenSSH private key of type Ed25519", path);
	return ts_err_mend(err, "make one with: ssh-keygen -t ed25519");
}

static int load_ssh(
    const struct secret_text *text, const char *path, struct ts_signer **signer, struct ts_err *err)
{
	const char *start = (const char *)text->data + strlen(SSH_BEGIN);
	size_t len = text->len - strlen(SSH_BEGIN), n = 0;
	struct secret_text blob = {.data = sodium_malloc(text->len)};
	const char *end = NULL;
	int ret = -1;

	if (blob.data == NULL)
		return ts_err_nomem(err);
	if (sodium_base642bin(blob.data, text->len, start, len, "\r\n", &n, &end,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    len - (size_t)(end - start) < strlen(SSH_END) ||
	    memcmp(end, SSH_END, strlen(SSH_END)) != 0) {
		ts_err_set(err, "io", "%s is not a sound OpenSSH private key", path);
		goto done;
	}
	blob.len = n;
	ret = parse_ssh_blob(blob, path, signer, err);
done:
	sodium_free(blob.data);
	return ret;
}

/* What OpenSSL's passphrase callback is given. */
struct asking {
	const struct ts_passphrase *passphrase;
	const char *path;
	struct ts_err *err;
	bool asked, failed;
};

static int ask_passphrase(char *buf, int size, int writing, void *ctx)
{
	struct asking *asking = ctx;
	int len = -1;

	(void)writing;
	asking->asked = true;
	if (asking->passphrase == NULL)
		ts_err_set(asking->err, "io", "the secret key %s needs a passphrase", asking->path);
	else
		len = asking->passphrase->ask(
		    asking->passphrase->ctx, asking->path, buf, (size_t)size, asking->err);
	asking->failed = len < 0;
	return len;
}

static int load_pkcs8(const struct secret_text *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_signer **signer, struct ts_err *err)
{
	struct asking asking = {.passphrase = passphrase, .path = path, .err = err};
	unsigned char *seed = sodium_malloc(crypto_sign_SEEDBYTES);
	size_t seed_len = crypto_sign_SEEDBYTES;
	BIO *bio = BIO_new_mem_buf(text->data, (int)text->len);
	EVP_PKEY *key = NULL;
	int ret = -1;

	if (seed == NULL || bio == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	key = PEM_read_bio_PrivateKey(bio, NULL, ask_passphrase, &asking);
	if (key == NULL) {
		if (!asking.failed)
			ts_err_set(err, "io",
			    asking.asked ? "the passphrase does not open %s"
					 : "%s is not a sound PKCS#8 key",
			    path);
		goto done;
	}
	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
	    EVP_PKEY_get_raw_private_key(key, seed, &seed_len) != 1) {
		ts_err_set(err, "io", "%s is not an Ed25519 key", path);
		ts_err_mend(err, "make one with: tarseal keygen -o NAME");
		goto done;
	}
	ret = from_seed(seed, signer, err);
done:
	EVP_PKEY_free(key);
	BIO_free(bio);
	sodium_free(seed);
	return ret;
}

static bool begins(const struct secret_text *text, const char *with)
{
	return text->len >= strlen(with) && memcmp(text->data, with, strlen(with)) == 0;
}

/* Does the file at PATH begin as an "ssh-ed25519" public key does? */
static bool is_public_file(const char *path)
{
	char head[sizeof(SSH_PUBLIC) - 1];
	struct stat st;
	bool is;
	int fd;

	if (ts_file_open(AT_FDCWD, path, false, &fd, &st, NULL) != 0)
		return false;
	is = pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
	     memcmp(head, SSH_PUBLIC, sizeof(head)) == 0;
	close(fd);
	return is;
}

/* A signer for the key whose fingerprint is ID, which the agent must hold. */
static int from_agent(
    const char *id, const char *agent, struct ts_signer **result, struct ts_err *err)
{
	struct ts_signer *signer = calloc(1, sizeof(*signer));

	if (signer == NULL)
		return ts_err_nomem(err);
	if (ts_agent_find(agent, id, &signer->public, err) != 0) {
		free(signer);
		return -1;
	}
	signer->agent = strdup(agent);
	if (signer->agent == NULL) {
		free(signer);
		return ts_err_nomem(err);
	}
	*result = signer;
	return 0;
}

static int load_public(
    const char *path, const char *agent, struct ts_signer **signer, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_public_key key;
	int ret = ts_file_slurp(path, TS_KEY_FILE_MAX, &text, err);

	if (ret == 0)
		ret = ts_public_key_parse((const char *)text.data, text.len, "io", &key, err);
	if (ret == 0)
		ret = from_agent(key.id, agent, signer, err);
	ts_buf_free(&text);
	return ret;
}

int ts_signer_load(const char *path, const struct ts_passphrase *passphrase, const char *agent,
    struct ts_signer **signer, struct ts_err *err)
{
	struct secret_text text = {0};
	int ret = -1;

	*signer = NULL;
	if (ts_key_id_valid(path))
		return from_agent(path, agent, signer, err);
	if (is_public_file(path))
		return load_public(path, agent, signer, err);
	if (read_secret(path, &text, err) != 0)
		goto done;
	if (begins(&text, SSH_BEGIN)) {
		ret = load_ssh(&text, path, signer, err);
	} else if (begins(&text, "-----BEGIN PRIVATE KEY-----") ||
		   begins(&text, "-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
		ret = load_pkcs8(&text, path, passphrase, signer, err);
	} else {
		ts_err_set(err, "io", "%s is not a secret key that tarseal knows", path);
		ts_err_expected(err, "a PKCS#8 PEM or OpenSSH private key (Ed25519), or the public "
				     "key of one in the ssh-agent");
		ts_err_mend(err, "make one with: tarseal keygen -o NAME");
	}
done:
	sodium_free(text.data);
	return ret;
}

/* Encrypt the key's PKCS#8 structure under PASSPHRASE with scrypt, and write it as PEM. */
static bool write_encrypted(BIO *bio, const EVP_PKEY *key, const char *passphrase)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, 16384, 8, 5);
	X509_SIG *sealed = NULL;
	bool ok = false;

	if (info == NULL || pbe == NULL)
		goto done;
	sealed = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), info, pbe);
	if (sealed == NULL)
		goto done;
	pbe = NULL; /* SEALED owns it now */
	ok = PEM_write_bio_PKCS8(bio, sealed) == 1;
done:
	X509_SIG_free(sealed);
	X509_ALGOR_free(pbe);
	PKCS8_PRIV_KEY_INFO_free(info);
	return ok;
}

int ts_signer_write_pem(
    const struct ts_signer *signer, const char *passphrase, struct ts_buf *out, struct ts_err *err)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, signer->secret, crypto_sign_SEEDBYTES);
	BIO *bio = BIO_new(BIO_s_secmem());
	char *text;
	long len;
	bool ok;
	int ret = -1;

	if (key == NULL || bio == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (passphrase != NULL)
		ok = write_encrypted(bio, key, passphrase);
	else
		ok = PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
	len = BIO_get_mem_data(bio, &text);
	if (!ok || len <= 0) {
		ts_err_set(err, "io", "the secret key cannot be encoded");
		goto done;
	}
	ts_buf_add(out, text, (size_t)len);
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	BIO_free(bio);
	EVP_PKEY_free(key);
	return ret;
}
