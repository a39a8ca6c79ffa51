/* PKCS#8 (RFC 5958) with an Ed25519 key (RFC 8410), plain or encrypted (RFC 8018), by OpenSSL. */
#include "format/secret.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <string.h>

#define PLAIN  "PRIVATE KEY"
#define LOCKED "ENCRYPTED PRIVATE KEY"

bool ts_secret_is_pkcs8(const struct ts_secret *text)
{
	return ts_secret_begins(text, "-----BEGIN " PLAIN "-----") ||
	       ts_secret_begins(text, "-----BEGIN " LOCKED "-----");
}

/* Open an encrypted key with its passphrase; NULL with ERR filled. */
static PKCS8_PRIV_KEY_INFO *open_locked(const struct ts_secret *der, const char *path,
    const struct ts_passphrase *passphrase, struct ts_err *err)
{
	const unsigned char *p = der->data;
	X509_SIG *locked = d2i_X509_SIG(NULL, &p, (long)der->len);
	char *phrase = sodium_malloc(TS_PASSPHRASE_MAX);
	PKCS8_PRIV_KEY_INFO *info = NULL;
	int len;

	if (phrase == NULL) {
		ts_err_nomem(err);
	} else if (locked == NULL || p != der->data + der->len) {
		ts_err_set(err, "io", "%s is not a sound PKCS#8 key", path);
	} else if (passphrase == NULL) {
		ts_err_set(err, "io", "the secret key %s needs a passphrase", path);
	} else {
		len = passphrase->ask(passphrase->ctx, path, phrase, TS_PASSPHRASE_MAX, err);
		info = len < 0 ? NULL : PKCS8_decrypt(locked, phrase, len);
		if (len >= 0 && info == NULL)
			ts_err_set(err, "io", "the passphrase does not open %s", path);
	}
	sodium_free(phrase);
	X509_SIG_free(locked);
	return info;
}

static PKCS8_PRIV_KEY_INFO *open_plain(
    const struct ts_secret *der, const char *path, struct ts_err *err)
{
	const unsigned char *p = der->data;
	PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)der->len);

	if (info != NULL && p == der->data + der->len)
		return info;
	PKCS8_PRIV_KEY_INFO_free(info);
	ts_err_set(err, "io", "%s is not a sound PKCS#8 key", path);
	return NULL;
}

/* Take the seed out of an opened key, whose private octets are 04 20 and the seed (RFC 8410). */
static bool take_seed(const PKCS8_PRIV_KEY_INFO *info, unsigned char *seed)
{
	const ASN1_OBJECT *algorithm;
	const unsigned char *octets;
	int len;

	if (PKCS8_pkey_get0(&algorithm, &octets, &len, NULL, info) != 1 ||
	    OBJ_obj2nid(algorithm) != NID_ED25519 || len != 2 + TS_SEED_BYTES ||
	    octets[0] != V_ASN1_OCTET_STRING || octets[1] != TS_SEED_BYTES)
		return false;
	memcpy(seed, octets + 2, TS_SEED_BYTES);
	return true;
}

/*
 * The PEM is decoded and the seed taken out here: OpenSSL's own ways from a PEM text to an EVP_PKEY
 * leave copies in memory that is neither locked nor wiped.
 */
int ts_secret_pkcs8(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	const bool plain = ts_secret_begins(text, "-----BEGIN " PLAIN "-----");
	PKCS8_PRIV_KEY_INFO *info = NULL;
	struct ts_secret der;
	int ret = -1;

	if (ts_secret_pem(text, plain ? PLAIN : LOCKED, &der, err) != 0)
		ts_err_set(err, "io", "%s is not a sound PKCS#8 key", path);
	else if (plain)
		info = open_plain(&der, path, err);
	else
		info = open_locked(&der, path, passphrase, err);
	if (info != NULL && take_seed(info, key->seed)) {
		ret = 0;
	} else if (info != NULL) {
		ts_err_set(err, "io", "%s is not an Ed25519 key", path);
		ts_err_mend(err, "make one with: tarseal keygen -o NAME");
	}
	PKCS8_PRIV_KEY_INFO_free(info);
	sodium_free(der.data);
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

int ts_secret_write_pkcs8(
    const unsigned char *seed, const char *passphrase, struct ts_buf *out, struct ts_err *err)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TS_SEED_BYTES);
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
