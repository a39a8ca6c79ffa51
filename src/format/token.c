#include "format/token.h"

#include <openssl/pkcs7.h>
#include <openssl/ts.h>

/* Signed data whose content is a TSTInfo. */
static bool is_token(PKCS7 *token)
{
	TS_TST_INFO *info = PKCS7_type_is_signed(token) ? PKCS7_to_TS_TST_INFO(token) : NULL;
	bool is = info != NULL;

	TS_TST_INFO_free(info);
	return is;
}

bool ts_token_is(const void *data, size_t len)
{
	const unsigned char *end = (const unsigned char *)data + len, *p = data;
	PKCS7 *token = d2i_PKCS7(NULL, &p, (long)len);
	TS_RESP *response = NULL;
	bool is = token != NULL && p == end && is_token(token);

	PKCS7_free(token);
	if (is)
		return true;
	p = data;
	response = d2i_TS_RESP(NULL, &p, (long)len);
	is = response != NULL && p == end && TS_RESP_get_token(response) != NULL &&
	     is_token(TS_RESP_get_token(response));
	TS_RESP_free(response);
	return is;
}
