#include "format/token.h"

/* 1.2.840.113549.1.7.2 */
static const unsigned char signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
/* 1.2.840.113549.1.9.16.1.4 */
static const unsigned char tst_info[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04};

bool ts_token_is_signed_data(const struct ts_der_item *type)
{
	return ts_der_is(type, signed_data, sizeof(signed_data));
}

bool ts_token_is_tst_info(const struct ts_der_item *type)
{
	return ts_der_is(type, tst_info, sizeof(tst_info));
}

/* The only element that IN contains, with the tag TAG: go into it. */
static bool enter(struct ts_der *in, unsigned char tag)
{
	struct ts_der_item item;

	if (!ts_der_take(in, tag, &item) || !ts_der_at_end(in))
		return false;
	*in = ts_der_inside(&item);
	return true;
}

bool ts_token_is(const void *data, size_t len)
{
	struct ts_der in = {.next = data, .end = (const unsigned char *)data + len};
	struct ts_der_item item;

	if (!ts_der_valid(data, len) || !enter(&in, TS_DER_SEQUENCE))
		return false;
	/* A response has its status first (RFC 3161, section 2.4.2). */
	if (ts_der_take(&in, TS_DER_SEQUENCE, &item) && !enter(&in, TS_DER_SEQUENCE))
		return false;
	if (!ts_der_take(&in, TS_DER_OID, &item) || !ts_token_is_signed_data(&item) ||
	    !enter(&in, TS_DER_0) || !enter(&in, TS_DER_SEQUENCE))
		return false;
	/* The version, the digests' algorithms, and what is signed (RFC 5652, section 5.1) */
	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || !ts_der_take(&in, TS_DER_SET, &item) ||
	    !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return false;
	in = ts_der_inside(&item);
	return ts_der_take(&in, TS_DER_OID, &item) && ts_token_is_tst_info(&item) &&
	       enter(&in, TS_DER_0) && ts_der_take(&in, TS_DER_OCTETS, &item) && ts_der_at_end(&in);
}
