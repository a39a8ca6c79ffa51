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

/* TSTInfo (RFC 3161, section 2.4.2), and nothing that it does not have */
static bool is_info(const struct ts_der_item *content)
{
	static const unsigned char must[] = {
	    TS_DER_INTEGER, TS_DER_OID, TS_DER_SEQUENCE, TS_DER_INTEGER, TS_DER_TIME};
	static const unsigned char may[] = {
	    TS_DER_SEQUENCE, TS_DER_BOOLEAN, TS_DER_INTEGER, TS_DER_0, TS_DER_1};
	struct ts_der in = ts_der_inside(content);
	struct ts_der_item item;

	if (!ts_der_valid(content->data, content->len) || !enter(&in, TS_DER_SEQUENCE))
		return false;
	for (size_t i = 0; i < sizeof(must); i++)
		if (!ts_der_take(&in, must[i], &item))
			return false;
	for (size_t i = 0; i < sizeof(may); i++)
		ts_der_take(&in, may[i], &item);
	return ts_der_at_end(&in);
}

/* EncapsulatedContentInfo (RFC 5652, section 5.2) of a TSTInfo */
static bool is_content(const struct ts_der_item *content)
{
	struct ts_der in = ts_der_inside(content);
	struct ts_der_item item;

	return ts_der_take(&in, TS_DER_OID, &item) && ts_token_is_tst_info(&item) &&
	       enter(&in, TS_DER_0) && ts_der_take(&in, TS_DER_OCTETS, &item) &&
	       ts_der_at_end(&in) && is_info(&item);
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
	/* The version, the digests' algorithms, what is signed, certificates and revocations, and
	 * who signed (RFC 5652, section 5.1) */
	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || !ts_der_take(&in, TS_DER_SET, &item) ||
	    !ts_der_take(&in, TS_DER_SEQUENCE, &item) || !is_content(&item))
		return false;
	ts_der_take(&in, TS_DER_0, &item);
	ts_der_take(&in, TS_DER_1, &item);
	if (!enter(&in, TS_DER_SET) || ts_der_at_end(&in))
		return false;
	while (ts_der_take(&in, TS_DER_SEQUENCE, &item))
		;
	return ts_der_at_end(&in);
}
