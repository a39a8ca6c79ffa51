#include "stamp/request.h"

#include <string.h>

#include "crypto/random.h"
#include "stamp/tstinfo.h"

#define CHECK       "stamp.form"
#define NONCE_BYTES 8

void ts_request_write(const unsigned char digest[static TS_DIGEST_BYTES],
    unsigned char bytes[static TS_REQUEST_BYTES])
{
	/* Version 1, and the digest of SHA-256. */
	static const unsigned char start[] = {0x30, 0x43, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0D,
	    0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
	    0x20};
	/* The nonce, and certReq. */
	static const unsigned char middle[] = {0x02, NONCE_BYTES}, end[] = {0x01, 0x01, 0xFF};
	unsigned char nonce[NONCE_BYTES];
	const struct {
		const unsigned char *data;
		size_t len;
	} parts[] = {{start, sizeof(start)}, {digest, TS_DIGEST_BYTES}, {middle, sizeof(middle)},
	    {nonce, sizeof(nonce)}, {end, sizeof(end)}};

	do {
		ts_random(nonce, sizeof(nonce));
		nonce[0] &= 0x7F;
	} while (nonce[0] == 0); /* it would not be DER */
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memcpy(bytes, parts[i].data, parts[i].len);
		bytes += parts[i].len;
	}
}

static int malformed(struct ts_err *err)
{
	ts_err_set(err, CHECK, "this is no request for a stamp");
	return ts_err_expected(err, "a TimeStampReq in DER, as tarseal stamp request writes it");
}

int ts_request_check(const void *data, size_t len, const struct ts_stamp *stamp, struct ts_err *err)
{
	struct ts_der in = {.next = data, .end = (const unsigned char *)data + len};
	struct ts_der_item item, nonce = {.len = 0};
	struct ts_imprint imprint;

	if (!ts_der_valid(data, len) || !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return malformed(err);
	in = ts_der_inside(&item);
	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || ts_imprint_read(&in, &imprint, err) != 0)
		return malformed(err);
	ts_der_take(&in, TS_DER_OID, &item);
	ts_der_take(&in, TS_DER_INTEGER, &nonce);
	if (imprint.len != stamp->info.imprint.len ||
	    memcmp(imprint.digest, stamp->info.imprint.digest, imprint.len) != 0)
		return ts_err_set(err, CHECK, "the request is for a stamp of something else");
	if (nonce.len == 0 || ts_der_is(&stamp->info.nonce, nonce.data, nonce.len))
		return 0;
	ts_err_set(err, CHECK, "this stamp answers another request: its nonce is %s",
	    stamp->info.nonce.len == 0 ? "missing" : "another one");
	return ts_err_fix(err, "ask again, and give --request the request that was sent");
}
