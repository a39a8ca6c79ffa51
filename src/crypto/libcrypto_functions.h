/*
 * The functions of OpenSSL's libcrypto that tarseal uses beyond SHA-256, and finding them: a build
 * has either libcrypto_shared.c, which loads the library, or libcrypto_static.c, which is linked
 * with it.
 */
#ifndef TS_CRYPTO_LIBCRYPTO_FUNCTIONS_H
#define TS_CRYPTO_LIBCRYPTO_FUNCTIONS_H

/* OpenSSL 3.4 renamed TS_VERIFY_CTX_set_certs and _set_store; Debian 12 has only these names. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/err.h"

#define TS_LIBCRYPTO_FUNCTIONS(F)                                                                  \
	F(ASN1_STRING_get0_data)                                                                   \
	F(ASN1_STRING_length)                                                                      \
	F(ASN1_TIME_to_tm)                                                                         \
	F(BIO_ctrl)                                                                                \
	F(BIO_free)                                                                                \
	F(BIO_new)                                                                                 \
	F(BIO_new_mem_buf)                                                                         \
	F(BIO_s_mem)                                                                               \
	F(BIO_s_secmem)                                                                            \
	F(CRYPTO_clear_free)                                                                       \
	F(CRYPTO_free)                                                                             \
	F(CRYPTO_set_mem_functions)                                                                \
	F(ERR_clear_error)                                                                         \
	F(ERR_get_error)                                                                           \
	F(ERR_get_error_all)                                                                       \
	F(EVP_PKEY2PKCS8)                                                                          \
	F(EVP_PKEY_free)                                                                           \
	F(EVP_PKEY_new_raw_private_key)                                                            \
	F(EVP_aes_256_cbc)                                                                         \
	F(OBJ_obj2txt)                                                                             \
	F(EVP_sha256)                                                                              \
	F(OPENSSL_init_crypto)                                                                     \
	F(OPENSSL_sk_free)                                                                         \
	F(OPENSSL_sk_new_null)                                                                     \
	F(OPENSSL_sk_push)                                                                         \
	F(OPENSSL_sk_value)                                                                        \
	F(PEM_read_bio)                                                                            \
	F(PEM_write_bio_PKCS8)                                                                     \
	F(PEM_write_bio_PKCS8PrivateKey)                                                           \
	F(PKCS12_pbe_crypt)                                                                        \
	F(PKCS5_pbe2_set_scrypt)                                                                   \
	F(PKCS7_free)                                                                              \
	F(PKCS7_get0_signers)                                                                      \
	F(PKCS8_PRIV_KEY_INFO_free)                                                                \
	F(PKCS8_set0_pbe)                                                                          \
	F(TS_RESP_verify_token)                                                                    \
	F(TS_VERIFY_CTX_free)                                                                      \
	F(TS_VERIFY_CTX_new)                                                                       \
	F(TS_VERIFY_CTX_set_certs)                                                                 \
	F(TS_VERIFY_CTX_set_flags)                                                                 \
	F(TS_VERIFY_CTX_set_store)                                                                 \
	F(X509_ALGOR_free)                                                                         \
	F(X509_ALGOR_get0)                                                                         \
	F(X509_EXTENSION_get_critical)                                                             \
	F(X509_EXTENSION_get_data)                                                                 \
	F(X509_NAME_print_ex)                                                                      \
	F(X509_SIG_free)                                                                           \
	F(X509_SIG_get0)                                                                           \
	F(X509_STORE_add_cert)                                                                     \
	F(X509_STORE_free)                                                                         \
	F(X509_STORE_get0_param)                                                                   \
	F(X509_STORE_new)                                                                          \
	F(X509_VERIFY_PARAM_set_auth_level)                                                        \
	F(X509_VERIFY_PARAM_set_depth)                                                             \
	F(X509_VERIFY_PARAM_set_flags)                                                             \
	F(X509_VERIFY_PARAM_set_time)                                                              \
	F(X509_free)                                                                               \
	F(X509_get0_notAfter)                                                                      \
	F(X509_get0_notBefore)                                                                     \
	F(X509_get_ext)                                                                            \
	F(X509_get_ext_by_NID)                                                                     \
	F(X509_get_extension_flags)                                                                \
	F(X509_get_subject_name)                                                                   \
	F(X509_pubkey_digest)                                                                      \
	F(X509_up_ref)                                                                             \
	F(X509_verify_cert_error_string)                                                           \
	F(d2i_PKCS7)                                                                               \
	F(d2i_X509)                                                                                \
	F(d2i_X509_SIG)

/* The functions, with their own names and types. */
struct ts_libcrypto {
	void *handle; /* owned; NULL: nothing is loaded */
#define TS_LIBCRYPTO_MEMBER(name) __typeof__(name)(*(name));
	TS_LIBCRYPTO_FUNCTIONS(TS_LIBCRYPTO_MEMBER)
#undef TS_LIBCRYPTO_MEMBER
};

/* Find the functions. The caller closes LIB, even after an error. Errors: "io" when the library is
 * missing. */
int ts_libcrypto_find(struct ts_libcrypto *lib, struct ts_err *err);
void ts_libcrypto_close(struct ts_libcrypto *lib);

#endif
