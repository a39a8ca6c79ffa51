#include "crypto/timestamp.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/libcrypto.h"
#include "crypto/sha256.h"

#define CHECK         "trust.valid"
#define CHAIN_DEPTH   4
#define AUTH_LEVEL    2 /* no RSA below 2048 bits, no certificate signed with SHA-1 */
#define VERIFY_PREFIX "Verify error:"

struct ts_tsa {
	struct ts_libcrypto lib; /* owned */
	X509 **certificates;     /* owned, and so is each of them */
	size_t n;
};

struct ts_token {
	struct ts_libcrypto lib; /* owned */
	PKCS7 *pkcs7;            /* owned */
};

bool ts_timestamp_can_verify(void)
{
	return true;
}

static X509 *read_certificate(const struct ts_libcrypto *lib, const void *data, size_t len)
{
	const unsigned char *p = data;
	X509 *certificate = lib->d2i_X509(NULL, &p, (long)len);

	lib->ERR_clear_error();
	if (certificate != NULL && p == (const unsigned char *)data + len &&
	    (lib->X509_get_extension_flags(certificate) & EXFLAG_INVALID) == 0)
		return certificate;
	lib->X509_free(certificate);
	return NULL;
}

static int unreadable(struct ts_err *err)
{
	if (ts_libcrypto_starved())
		return ts_err_nomem(err);
	return ts_err_set(err, CHECK, "OpenSSL cannot read a certificate of an authority");
}

int ts_tsa_new(
    const struct ts_buf *certificates, size_t n, struct ts_tsa **result, struct ts_err *err)
{
	struct ts_tsa *tsa = calloc(1, sizeof(*tsa));

	*result = NULL;
	if (tsa == NULL)
		return ts_err_nomem(err);
	tsa->certificates = calloc(n + 1, sizeof(X509 *));
	if (tsa->certificates == NULL) {
		ts_err_nomem(err);
		goto failed;
	}
	if (ts_libcrypto_open(&tsa->lib, err) != 0)
		goto failed;
	for (; tsa->n < n; tsa->n++) {
		const struct ts_buf *der = &certificates[tsa->n];

		tsa->certificates[tsa->n] = read_certificate(&tsa->lib, der->data, der->len);
		if (tsa->certificates[tsa->n] == NULL) {
			unreadable(err);
			goto failed;
		}
	}
	*result = tsa;
	return 0;
failed:
	ts_tsa_free(tsa);
	return -1;
}

void ts_tsa_free(struct ts_tsa *tsa)
{
	if (tsa == NULL)
		return;
	for (size_t i = 0; i < tsa->n; i++)
		tsa->lib.X509_free(tsa->certificates[i]);
	free(tsa->certificates);
	ts_libcrypto_close(&tsa->lib);
	free(tsa);
}

/* A store of this authority's certificates alone, each of them trusted whatever its level; or of
 * ONLY one of them, unless that is NULL. */
static X509_STORE *new_store(const struct ts_tsa *tsa, X509 *only, int64_t at)
{
	const struct ts_libcrypto *lib = &tsa->lib;
	X509_STORE *store = lib->X509_STORE_new();
	X509_VERIFY_PARAM *param = store == NULL ? NULL : lib->X509_STORE_get0_param(store);
	bool good = param != NULL;

	for (size_t i = 0; i < tsa->n && good; i++)
		if (only == NULL || tsa->certificates[i] == only)
			good = lib->X509_STORE_add_cert(store, tsa->certificates[i]) == 1;
	if (good) {
		lib->X509_VERIFY_PARAM_set_time(param, (time_t)at);
		lib->X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
		lib->X509_VERIFY_PARAM_set_depth(param, CHAIN_DEPTH);
		good = lib->X509_VERIFY_PARAM_set_flags(
			   param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT) == 1;
	}
	if (good)
		return store;
	lib->X509_STORE_free(store);
	return NULL;
}

/* A list of the same certificates: a token need not contain that of its signer. */
static OPENSSL_STACK *new_list(const struct ts_tsa *tsa, X509 *only)
{
	const struct ts_libcrypto *lib = &tsa->lib;
	OPENSSL_STACK *list = lib->OPENSSL_sk_new_null();

	for (size_t i = 0; i < tsa->n && list != NULL; i++)
		if ((only == NULL || tsa->certificates[i] == only) &&
		    lib->OPENSSL_sk_push(list, tsa->certificates[i]) <= 0) {
			lib->OPENSSL_sk_free(list);
			list = NULL;
		}
	return list;
}

/* Does RESULT, OpenSSL's words for what is wrong with a chain, mean that it does not lead to a
 * certificate of the authority? */
static bool is_stranger(const struct ts_libcrypto *lib, const char *result)
{
	static const int codes[] = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
	    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	    X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(result, lib->X509_verify_cert_error_string(codes[i])) == 0)
			return true;
	return false;
}

/* Why OpenSSL refused the token: what it says about the chain, or else MESSAGE. A lack of memory is
 * no reason, but an error. */
static int explain(const struct ts_libcrypto *lib, const char *message, char why[static TS_TSA_WHY],
    struct ts_err *err)
{
	const char *data = NULL, *result;
	bool no_memory = ts_libcrypto_starved();
	unsigned long code;
	int flags = 0;

	snprintf(why, TS_TSA_WHY, "%s", message);
	while ((code = lib->ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			no_memory = true;
		if (ERR_GET_LIB(code) == ERR_LIB_PKCS7 &&
		    ERR_GET_REASON(code) == PKCS7_R_SIGNER_CERTIFICATE_NOT_FOUND)
			snprintf(
			    why, TS_TSA_WHY, "it does not contain the certificate of its signer");
		if (data == NULL || (flags & ERR_TXT_STRING) == 0 ||
		    strncmp(data, VERIFY_PREFIX, strlen(VERIFY_PREFIX)) != 0)
			continue;
		result = data + strlen(VERIFY_PREFIX);
		if (is_stranger(lib, result))
			snprintf(why, TS_TSA_WHY, "%s", TS_TSA_STRANGER);
		else
			snprintf(why, TS_TSA_WHY,
			    "the certificate of its signer does not count: %s", result);
	}
	return no_memory ? ts_err_nomem(err) : 0;
}

/* Is CERTIFICATE made for time stamps and nothing else? */
static const char *judge_signer(const struct ts_libcrypto *lib, X509 *certificate)
{
	/* ExtKeyUsageSyntax of id-kp-timeStamping alone (RFC 3161, section 2.3) */
	static const unsigned char only[] = {
	    0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08};
	const int place = lib->X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
	X509_EXTENSION *usage = place < 0 ? NULL : lib->X509_get_ext(certificate, place);
	const ASN1_OCTET_STRING *value = usage == NULL ? NULL : lib->X509_EXTENSION_get_data(usage);

	if ((lib->X509_get_extension_flags(certificate) & EXFLAG_CA) != 0)
		return "its signer is a certification authority";
	if (value == NULL || lib->X509_EXTENSION_get_critical(usage) != 1 ||
	    lib->ASN1_STRING_length(value) != sizeof(only) ||
	    memcmp(lib->ASN1_STRING_get0_data(value), only, sizeof(only)) != 0)
		return "the certificate of its signer is not made for time stamps alone";
	return NULL;
}

/* The certificate of TOKEN's signer, which need not be the first in it, or NULL: one of LIST, or,
 * without PKCS7_NOINTERN, of its own. */
static X509 *find_signer(
    const struct ts_libcrypto *lib, PKCS7 *token, OPENSSL_STACK *list, int flags)
{
	OPENSSL_STACK *signers =
	    (OPENSSL_STACK *)lib->PKCS7_get0_signers(token, (STACK_OF(X509) *)list, flags);
	X509 *signer = signers == NULL ? NULL : lib->OPENSSL_sk_value(signers, 0);

	lib->OPENSSL_sk_free(signers);
	lib->ERR_clear_error();
	return signer;
}

/* Judge the certificate of whoever signed, and take the digest of its key. */
static int judge_signers(const struct ts_tsa *tsa, PKCS7 *token, OPENSSL_STACK *list,
    struct ts_tsa_answer *answer, struct ts_err *err)
{
	const struct ts_libcrypto *lib = &tsa->lib;
	X509 *signer = find_signer(lib, token, list, 0);
	unsigned int len = 0;
	const char *fault;

	if (signer == NULL) /* OpenSSL has just found the signer */
		return ts_err_nomem(err);
	fault = judge_signer(lib, signer);
	if (fault != NULL)
		return explain(lib, fault, answer->why, err);
	if (lib->X509_pubkey_digest(signer, lib->EVP_sha256(), answer->signer, &len) != 1 ||
	    len != sizeof(answer->signer))
		return ts_err_nomem(err);
	answer->holds = true;
	return 0;
}

int ts_token_open(const void *data, size_t len, struct ts_token **result, struct ts_err *err)
{
	struct ts_token *token = calloc(1, sizeof(*token));
	const unsigned char *p = data;
	char why[TS_TSA_WHY];
	int ret = -1;

	*result = NULL;
	if (token == NULL)
		return ts_err_nomem(err);
	if (ts_libcrypto_open(&token->lib, err) != 0)
		goto done;
	token->lib.ERR_clear_error();
	token->pkcs7 = token->lib.d2i_PKCS7(NULL, &p, (long)len);
	if (token->pkcs7 == NULL || p != (const unsigned char *)data + len) {
		ret = explain(&token->lib, "", why, err);
		goto done;
	}
	*result = token;
	return 0;
done:
	ts_token_close(token);
	return ret;
}

void ts_token_close(struct ts_token *token)
{
	if (token == NULL)
		return;
	if (token->pkcs7 != NULL)
		token->lib.PKCS7_free(token->pkcs7);
	ts_libcrypto_close(&token->lib);
	free(token);
}

/* Verify the signature of TOKEN and its chain, under ONLY one certificate or under all. */
static int verify_under(const struct ts_tsa *tsa, PKCS7 *token, X509 *only, int64_t at,
    struct ts_tsa_answer *answer, struct ts_err *err)
{
	const struct ts_libcrypto *lib = &tsa->lib;
	TS_VERIFY_CTX *ctx = lib->TS_VERIFY_CTX_new();
	X509_STORE *store = new_store(tsa, only, at);
	OPENSSL_STACK *list = new_list(tsa, only);
	int ret = 0;

	*answer = (struct ts_tsa_answer){.holds = false};
	if (ctx == NULL || store == NULL || list == NULL) {
		lib->OPENSSL_sk_free(list);
		lib->X509_STORE_free(store);
		ret = ts_err_nomem(err);
		goto done;
	}
	/* The context frees the store, the list, and a reference to each certificate. */
	for (size_t i = 0; i < tsa->n; i++)
		if (only == NULL || tsa->certificates[i] == only)
			lib->X509_up_ref(tsa->certificates[i]);
	lib->TS_VERIFY_CTX_set_certs(ctx, (STACK_OF(X509) *)list);
	lib->TS_VERIFY_CTX_set_store(ctx, store);
	lib->TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_SIGNER);
	lib->ERR_clear_error();
	if (lib->TS_RESP_verify_token(ctx, token) == 1)
		ret = judge_signers(tsa, token, list, answer, err);
	else
		ret = explain(lib, "its signature does not verify", answer->why, err);
done:
	lib->TS_VERIFY_CTX_free(ctx);
	lib->ERR_clear_error();
	return ret;
}

/* Verify TOKEN under LISTED alone, which is its signer's certificate. Then those that came with it
 * do not matter, but OpenSSL would judge them too. */
static int verify_listed(const struct ts_tsa *tsa, PKCS7 *token, X509 *listed, int64_t at,
    struct ts_tsa_answer *answer, struct ts_err *err)
{
	STACK_OF(X509) *own = token->d.sign->cert;
	int ret;

	token->d.sign->cert = NULL;
	ret = verify_under(tsa, token, listed, at, answer, err);
	token->d.sign->cert = own;
	return ret;
}

int ts_tsa_verify(const struct ts_tsa *tsa, struct ts_token *token, int64_t at,
    struct ts_tsa_answer *answer, struct ts_err *err)
{
	OPENSSL_STACK *list;
	X509 *listed;

	*answer = (struct ts_tsa_answer){.holds = false};
	if ((time_t)at != at)
		return ts_err_set(err, "io",
		    "OpenSSL cannot judge a time after 2038-01-19 on this system, whose time_t has "
		    "32 bits");
	list = new_list(tsa, NULL);
	if (list == NULL)
		return ts_err_nomem(err);
	listed = find_signer(&tsa->lib, token->pkcs7, list, PKCS7_NOINTERN);
	tsa->lib.OPENSSL_sk_free(list);
	if (listed != NULL && verify_listed(tsa, token->pkcs7, listed, at, answer, err) != 0)
		return -1;
	/* A token may name its whole chain as signed (RFC 5035, section 4), which must be there. */
	return answer->holds ? 0 : verify_under(tsa, token->pkcs7, NULL, at, answer, err);
}

static bool read_time(const struct ts_libcrypto *lib, const ASN1_TIME *time, struct ts_time *result)
{
	char text[64];
	struct tm tm;

	if (lib->ASN1_TIME_to_tm(time, &tm) != 1)
		return false;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return ts_time_parse(text, result);
}

static int describe(
    const struct ts_libcrypto *lib, X509 *x509, struct ts_certificate *c, struct ts_err *err)
{
	BIO *text = lib->BIO_new(lib->BIO_s_mem());
	char *data = NULL;
	int n = -1;
	long len;

	if (text != NULL)
		n = lib->X509_NAME_print_ex(text, lib->X509_get_subject_name(x509), 0,
		    (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB));
	len = n < 0 ? 0 : lib->BIO_ctrl(text, BIO_CTRL_INFO, 0, &data);
	snprintf(c->subject, sizeof(c->subject), "%.*s", len > INT_MAX ? INT_MAX : (int)len,
	    data == NULL ? "" : data);
	lib->BIO_free(text);
	c->is_issuer = (lib->X509_get_extension_flags(x509) & EXFLAG_CA) != 0;
	c->is_authority = judge_signer(lib, x509) == NULL;
	if (text == NULL)
		return ts_err_nomem(err);
	if (n < 0)
		return unreadable(err);
	if (!read_time(lib, lib->X509_get0_notBefore(x509), &c->from) ||
	    !read_time(lib, lib->X509_get0_notAfter(x509), &c->until))
		return unreadable(err);
	return 0;
}

int ts_certificate_read(
    const void *data, size_t len, struct ts_certificate *certificate, struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_libcrypto lib;
	X509 *x509 = NULL;
	int ret = ts_libcrypto_open(&lib, err);

	if (ret == 0) {
		x509 = read_certificate(&lib, data, len);
		ret = x509 == NULL ? unreadable(err) : describe(&lib, x509, certificate, err);
		lib.X509_free(x509);
	}
	ts_libcrypto_close(&lib);
	if (ret == 0)
		ret = ts_sha256_of(data, len, digest, err);
	if (ret == 0)
		ts_hex_digest(digest, certificate->sha256);
	return ret;
}

/* Pass on each certificate of the PEM in TEXT. Returns how many there were, or -1. */
static int find_in_pem(const struct ts_libcrypto *lib, BIO *text,
    int (*take)(void *ctx, const void *der, size_t len, struct ts_err *err), void *ctx,
    struct ts_err *err)
{
	int n = 0, ret = 0;
	unsigned char *der;
	char *name, *header;
	long len;

	while (ret == 0 && lib->PEM_read_bio(text, &name, &header, &der, &len) == 1) {
		if (strcmp(name, PEM_STRING_X509) == 0) {
			ret = take(ctx, der, (size_t)len, err);
			n++;
		}
		lib->CRYPTO_free(name, __FILE__, __LINE__);
		lib->CRYPTO_free(header, __FILE__, __LINE__);
		lib->CRYPTO_free(der, __FILE__, __LINE__);
	}
	lib->ERR_clear_error();
	return ret != 0 ? -1 : n;
}

int ts_certificates_find(const void *data, size_t len,
    int (*take)(void *ctx, const void *der, size_t len, struct ts_err *err), void *ctx,
    struct ts_err *err)
{
	struct ts_libcrypto lib;
	X509 *x509 = NULL;
	BIO *text = NULL;
	int n = -1;

	if (ts_libcrypto_open(&lib, err) != 0)
		goto done;
	x509 = read_certificate(&lib, data, len);
	if (x509 != NULL) {
		n = take(ctx, data, len, err) == 0 ? 1 : -1;
		goto done;
	}
	text = lib.BIO_new_mem_buf(data, (int)len);
	if (text == NULL)
		ts_err_nomem(err);
	else
		n = find_in_pem(&lib, text, take, ctx, err);
	if (n == 0) {
		ts_err_set(err, CHECK, "there is no certificate in the file");
		n = ts_err_expected(err, "PEM with -----BEGIN CERTIFICATE-----, or DER");
	}
done:
	if (text != NULL)
		lib.BIO_free(text);
	if (x509 != NULL)
		lib.X509_free(x509);
	ts_libcrypto_close(&lib);
	return n < 0 ? -1 : 0;
}
