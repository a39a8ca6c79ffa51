/* PKCS#8 (RFC 5958) with an Ed25519 key (RFC 8410), plain or encrypted (RFC 8018), with OpenSSL. */
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

#include "base/name.h"
#include "crypto/key_kind.h"
#include "crypto/libcrypto.h"

#define PLAIN  "PRIVATE KEY"
#define LOCKED "ENCRYPTED PRIVATE KEY"

bool ts_secret_is_pkcs8(const struct ts_secret *text)
{
	return ts_secret_begins(text, "-----BEGIN " PLAIN "-----") ||
	       ts_secret_begins(text, "-----BEGIN " LOCKED "-----");
}

static int unsound(const char *path, struct ts_err *err)
{
	ts_err_set(err, "io", "%s is not a valid PKCS#8 key", path);
	ts_err_expected(err, "an Ed25519 key in PEM (RFC 8410), as OpenSSL writes it");
	return ts_err_fix(err, "make one with: tarseal keygen -o NAME");
}

/* DER that is read from the front. */
struct der {
	const unsigned char *data;
	size_t len;
};

/* Take an element with the identifier TAG, whose length takes at most two bytes. */
static bool take(struct der *der, unsigned char tag, struct der *content)
{
	size_t head = 2, len;

	if (der->len < 2 || der->data[0] != tag)
		return false;
	len = der->data[1];
	if (len == 0x81 && der->len >= 3 && der->data[2] >= 0x80) {
		len = der->data[2];
		head = 3;
	} else if (len == 0x82 && der->len >= 4 && der->data[2] != 0) {
		len = (size_t)der->data[2] << 8 | der->data[3];
		head = 4;
	} else if (len >= 0x80) {
		return false;
	}
	if (len > der->len - head)
		return false;
	*content = (struct der){der->data + head, len};
	der->data += head + len;
	der->len -= head + len;
	return true;
}

/* The public half behind the attributes, in the form of RFC 5958, or of the libraries that wrap it
 * once more: a BIT STRING without unused bits. */
static bool take_point(struct der *info, struct ts_secret_key *key)
{
	struct der bits, inner;

	if (info->len == 0)
		return true;
	if (!take(info, 0x81, &bits)) {
		if (!take(info, 0xA1, &inner) || !take(&inner, 0x03, &bits) || inner.len != 0)
			return false;
	}
	if (info->len != 0 || bits.len != 1 + TS_KEY_BYTES || bits.data[0] != 0)
		return false;
	memcpy(key->point, bits.data + 1, TS_KEY_BYTES);
	key->has_point = true;
	return true;
}

/*
 * Read a OneAsymmetricKey (RFC 5958, section 2) of type Ed25519 (RFC 8410, section 7) here: OpenSSL
 * 3.0 refuses one with its public half, and leaves copies in memory that is neither locked nor
 * wiped.
 *     SEQUENCE { INTEGER 0 or 1, SEQUENCE { OID }, OCTET STRING { OCTET STRING seed },
 *                [0] attributes OPTIONAL, [1] public key OPTIONAL }
 */
static int parse_info(
    struct der der, const char *path, struct ts_secret_key *key, struct ts_err *err)
{
	static const unsigned char ed25519[] = {0x2b, 0x65, 0x70};
	struct der info, version, algorithm, oid, octets, seed, attributes;

	if (!take(&der, 0x30, &info) || der.len != 0 || !take(&info, 0x02, &version) ||
	    version.len != 1 || version.data[0] > 1 || !take(&info, 0x30, &algorithm) ||
	    !take(&algorithm, 0x06, &oid))
		return unsound(path, err);
	if (oid.len != sizeof(ed25519) || memcmp(oid.data, ed25519, oid.len) != 0) {
		ts_err_set(err, "io", "%s is a key of type %s, not an Ed25519 key", path,
		    ts_key_algorithm(oid.data, oid.len));
		return ts_err_fix(err, "make one with: tarseal keygen -o NAME");
	}
	if (algorithm.len != 0 || !take(&info, 0x04, &octets) || !take(&octets, 0x04, &seed) ||
	    octets.len != 0 || seed.len != TS_SEED_BYTES)
		return unsound(path, err);
	take(&info, 0xA0, &attributes);
	if (!take_point(&info, key))
		return unsound(path, err);
	memcpy(key->seed, seed.data, TS_SEED_BYTES);
	return 0;
}

/* Is it one SEQUENCE? What a wrong passphrase decrypts to can end like padding by chance, but
 * hardly ever is one as well. */
static bool is_whole(struct der der)
{
	struct der content;

	return take(&der, 0x30, &content) && der.len == 0;
}

static int wrong_passphrase(const char *path, struct ts_err *err)
{
	return ts_err_set(err, "io", "the passphrase for %s is wrong", path);
}

/* Why could it not be decrypted? OpenSSL 3 loads old ciphers only on demand. */
static int fail_decrypt(const struct ts_libcrypto *lib, const X509_ALGOR *algorithm,
    const char *path, struct ts_err *err)
{
	bool unsupported = false;
	const ASN1_OBJECT *oid;
	unsigned long code;
	char name[80] = "", quoted[TS_NAME_SHELL_MAX];

	while ((code = lib->ERR_get_error()) != 0)
		unsupported = unsupported || ERR_GET_REASON(code) == ERR_R_UNSUPPORTED ||
			      ERR_GET_REASON(code) == EVP_R_UNKNOWN_PBE_ALGORITHM ||
			      ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_CIPHER;
	if (!unsupported)
		return wrong_passphrase(path, err);
	lib->X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	lib->OBJ_obj2txt(name, sizeof(name), oid, 0);
	/* PBES2 itself is not old: a cipher in it is. */
	ts_err_set(err, "io",
	    "%s is encrypted with an old cipher (%s%s) that OpenSSL 3 does not support by default",
	    path, strcmp(name, "PBES2") == 0 ? "inside " : "", name);
	return ts_err_fix(err,
	    "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -provider default -provider legacy "
	    "-in %s -out NEW",
	    ts_name_shell(path, quoted));
}

/* Decrypt a key with its passphrase (RFC 5958, section 3), and read it. */
static int parse_locked(const struct ts_libcrypto *lib, const struct ts_secret *der,
    const char *path, const struct ts_passphrase *passphrase, struct ts_secret_key *key,
    struct ts_err *err)
{
	const unsigned char *p = der->data;
	X509_SIG *locked = lib->d2i_X509_SIG(NULL, &p, (long)der->len);
	char *phrase = sodium_malloc(TS_PASSPHRASE_MAX);
	const ASN1_OCTET_STRING *bytes;
	const X509_ALGOR *algorithm;
	unsigned char *info = NULL;
	int len, size = 0, ret = -1;

	if (phrase == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (locked == NULL || p != der->data + der->len) {
		unsound(path, err);
		goto done;
	}
	if (passphrase == NULL) {
		ts_err_set(err, "io", "the secret key %s needs a passphrase", path);
		goto done;
	}
	len = passphrase->ask(passphrase->ctx, path, phrase, TS_PASSPHRASE_MAX, err);
	if (len < 0)
		goto done;
	lib->X509_SIG_get0(locked, &algorithm, &bytes);
	lib->ERR_clear_error();
	info = lib->PKCS12_pbe_crypt(algorithm, phrase, len, lib->ASN1_STRING_get0_data(bytes),
	    lib->ASN1_STRING_length(bytes), NULL, &size, 0);
	if (info == NULL)
		fail_decrypt(lib, algorithm, path, err);
	else if (!is_whole((struct der){info, (size_t)size}))
		wrong_passphrase(path, err);
	else
		ret = parse_info((struct der){info, (size_t)size}, path, key, err);
done:
	if (info != NULL)
		lib->CRYPTO_clear_free(info, (size_t)size, __FILE__, __LINE__);
	sodium_free(phrase);
	lib->X509_SIG_free(locked);
	return ret;
}

static int open_locked(const struct ts_secret *der, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	struct ts_libcrypto lib;
	int ret = ts_libcrypto_open(&lib, err);

	if (ret == 0)
		ret = parse_locked(&lib, der, path, passphrase, key, err);
	ts_libcrypto_close(&lib);
	return ret;
}

int ts_secret_pkcs8(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	const bool plain = ts_secret_begins(text, "-----BEGIN " PLAIN "-----");
	struct ts_secret der;

	if (ts_secret_pem(text, plain ? PLAIN : LOCKED, &der, err) != 0) {
		ts_err_set(err, "io",
		    "%s is not a valid PKCS#8 key: its PEM text is damaged, or more follows it",
		    path);
		return ts_err_fix(err, "copy the lines from -----BEGIN to -----END of the secret "
				       "key to a file of their own");
	}
	if (plain)
		return parse_info((struct der){der.data, der.len}, path, key, err);
	return open_locked(&der, path, passphrase, key, err);
}

/* Encrypt the key's PKCS#8 structure under PASSPHRASE with scrypt, and write it as PEM. */
static bool write_encrypted(
    const struct ts_libcrypto *lib, BIO *bio, const EVP_PKEY *key, const char *passphrase)
{
	PKCS8_PRIV_KEY_INFO *info = lib->EVP_PKEY2PKCS8(key);
	X509_ALGOR *pbe =
	    lib->PKCS5_pbe2_set_scrypt(lib->EVP_aes_256_cbc(), NULL, 0, NULL, 16384, 8, 5);
	X509_SIG *sealed = NULL;
	bool ok = false;

	if (info == NULL || pbe == NULL)
		goto done;
	sealed = lib->PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), info, pbe);
	if (sealed == NULL)
		goto done;
	pbe = NULL; /* now owned by SEALED */
	ok = lib->PEM_write_bio_PKCS8(bio, sealed) == 1;
done:
	lib->X509_SIG_free(sealed);
	lib->X509_ALGOR_free(pbe);
	lib->PKCS8_PRIV_KEY_INFO_free(info);
	return ok;
}

int ts_secret_write_pkcs8(
    const unsigned char *seed, const char *passphrase, struct ts_buf *out, struct ts_err *err)
{
	struct ts_libcrypto lib;
	EVP_PKEY *key = NULL;
	BIO *bio = NULL;
	char *text;
	long len;
	bool ok;
	int ret = -1;

	if (ts_libcrypto_open(&lib, err) != 0)
		goto closed;
	key = lib.EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TS_SEED_BYTES);
	bio = lib.BIO_new(lib.BIO_s_secmem());
	if (key == NULL || bio == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (passphrase != NULL)
		ok = write_encrypted(&lib, bio, key, passphrase);
	else
		ok = lib.PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
	len = lib.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &text);
	if (!ok || len <= 0) {
		ts_err_set(err, "io", "the secret key cannot be encoded");
		goto done;
	}
	ts_buf_add(out, text, (size_t)len);
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	lib.BIO_free(bio);
	lib.EVP_PKEY_free(key);
closed:
	ts_libcrypto_close(&lib);
	return ret;
}
