/* PKCS#8 (RFC 5958) with an Ed25519 key (RFC 8410), plain or encrypted (RFC 8018), with OpenSSL. */
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

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
	ts_err_expected(err, "an Ed25519 key in PEM (RFC 8410) in the form that OpenSSL writes, "
			     "without its public half");
	return ts_err_fix(err, "make one with: tarseal keygen -o NAME");
}

/* Decrypt a key with its passphrase; NULL with ERR filled. */
static PKCS8_PRIV_KEY_INFO *open_locked(const struct ts_libcrypto *lib, const struct ts_secret *der,
    const char *path, const struct ts_passphrase *passphrase, struct ts_err *err)
{
	const unsigned char *p = der->data;
	X509_SIG *locked = lib->d2i_X509_SIG(NULL, &p, (long)der->len);
	char *phrase = sodium_malloc(TS_PASSPHRASE_MAX);
	PKCS8_PRIV_KEY_INFO *info = NULL;
	int len;

	if (phrase == NULL) {
		ts_err_nomem(err);
	} else if (locked == NULL || p != der->data + der->len) {
		unsound(path, err);
	} else if (passphrase == NULL) {
		ts_err_set(err, "io", "the secret key %s needs a passphrase", path);
	} else {
		len = passphrase->ask(passphrase->ctx, path, phrase, TS_PASSPHRASE_MAX, err);
		info = len < 0 ? NULL : lib->PKCS8_decrypt(locked, phrase, len);
		if (len >= 0 && info == NULL)
			ts_err_set(err, "io", "the passphrase for %s is wrong", path);
	}
	sodium_free(phrase);
	lib->X509_SIG_free(locked);
	return info;
}

static PKCS8_PRIV_KEY_INFO *open_plain(const struct ts_libcrypto *lib, const struct ts_secret *der,
    const char *path, struct ts_err *err)
{
	const unsigned char *p = der->data;
	PKCS8_PRIV_KEY_INFO *info = lib->d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)der->len);

	if (info != NULL && p == der->data + der->len)
		return info;
	lib->PKCS8_PRIV_KEY_INFO_free(info);
	unsound(path, err);
	return NULL;
}

/* Copy the seed out of a decrypted key, whose private octets are 04 20 and the seed (RFC 8410). */
static bool take_seed(
    const struct ts_libcrypto *lib, const PKCS8_PRIV_KEY_INFO *info, unsigned char *seed)
{
	const ASN1_OBJECT *algorithm;
	const unsigned char *octets;
	int len;

	if (lib->PKCS8_pkey_get0(&algorithm, &octets, &len, NULL, info) != 1 ||
	    lib->OBJ_obj2nid(algorithm) != NID_ED25519 || len != 2 + TS_SEED_BYTES ||
	    octets[0] != V_ASN1_OCTET_STRING || octets[1] != TS_SEED_BYTES)
		return false;
	memcpy(seed, octets + 2, TS_SEED_BYTES);
	return true;
}

static int parse(const struct ts_secret *der, bool plain, const char *path,
    const struct ts_passphrase *passphrase, unsigned char *seed, struct ts_err *err)
{
	PKCS8_PRIV_KEY_INFO *info = NULL;
	struct ts_libcrypto lib;
	int ret = -1;

	if (ts_libcrypto_open(&lib, err) != 0)
		goto done;
	info = plain ? open_plain(&lib, der, path, err)
		     : open_locked(&lib, der, path, passphrase, err);
	if (info != NULL && take_seed(&lib, info, seed)) {
		ret = 0;
	} else if (info != NULL) {
		ts_err_set(err, "io", "%s is not an Ed25519 key", path);
		ts_err_fix(err, "make one with: tarseal keygen -o NAME");
	}
	if (info != NULL)
		lib.PKCS8_PRIV_KEY_INFO_free(info);
done:
	ts_libcrypto_close(&lib);
	return ret;
}

/* Is it an unencrypted key in the form that all tools write (RFC 8410, section 10.3)? It is read
 * without OpenSSL, because loading that takes longer than packing a small bundle. */
static bool is_common(const struct ts_secret *der)
{
	static const unsigned char head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03,
	    0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

	return der->len == sizeof(head) + TS_SEED_BYTES &&
	       memcmp(der->data, head, sizeof(head)) == 0;
}

/*
 * The PEM text is decoded here, and the seed copied here: OpenSSL's own readers leave copies in
 * memory that is neither locked nor wiped.
 */
int ts_secret_pkcs8(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	const bool plain = ts_secret_begins(text, "-----BEGIN " PLAIN "-----");
	struct ts_secret der;

	if (ts_secret_pem(text, plain ? PLAIN : LOCKED, &der, err) != 0)
		return unsound(path, err);
	if (!plain || !is_common(&der))
		return parse(&der, plain, path, passphrase, key->seed, err);
	memcpy(key->seed, der.data + der.len - TS_SEED_BYTES, TS_SEED_BYTES);
	return 0;
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
