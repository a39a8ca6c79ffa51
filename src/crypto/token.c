#include "crypto/token.h"

#include "crypto/libcrypto.h"

/* Is it signed data whose content is a TSTInfo? */
static bool is_token(const struct ts_libcrypto *lib, PKCS7 *token)
{
	TS_TST_INFO *info = lib->OBJ_obj2nid(token->type) == NID_pkcs7_signed
				? lib->PKCS7_to_TS_TST_INFO(token)
				: NULL;
	bool is = info != NULL;

	lib->TS_TST_INFO_free(info);
	return is;
}

static bool is_bare(const struct ts_libcrypto *lib, const unsigned char *data, size_t len)
{
	const unsigned char *p = data;
	PKCS7 *token = lib->d2i_PKCS7(NULL, &p, (long)len);
	bool is = token != NULL && p == data + len && is_token(lib, token);

	lib->PKCS7_free(token);
	return is;
}

static bool is_response(const struct ts_libcrypto *lib, const unsigned char *data, size_t len)
{
	const unsigned char *p = data;
	TS_RESP *response = lib->d2i_TS_RESP(NULL, &p, (long)len);
	PKCS7 *token = response == NULL ? NULL : lib->TS_RESP_get_token(response);
	bool is = token != NULL && p == data + len && is_token(lib, token);

	lib->TS_RESP_free(response);
	return is;
}

int ts_token_is(const void *data, size_t len, bool *is, struct ts_err *err)
{
	struct ts_libcrypto lib;
	int ret = ts_libcrypto_open(&lib, err);

	*is = ret == 0 && (is_bare(&lib, data, len) || is_response(&lib, data, len));
	ts_libcrypto_close(&lib);
	return ret;
}
