#include "stamp/stamp.h"

#include <stdio.h>
#include <string.h>

#include "format/token.h"
#include "stamp/certificate.h"
#include "stamp/tstinfo.h"

#define CHECK        "stamp.form"
#define COUNT(a)     (sizeof(a) / sizeof((a)[0]))
#define DIGESTS_MOST 3 /* one of each kind */
#define STATUS_MOST  5 /* PKIStatus (RFC 3161, section 2.4.2) */

/* 1.2.840.113549.1.9.3 and .4 (RFC 5652, section 11), 1.2.840.113549.1.9.16.2.12 and .47 (RFC 5035,
 * section 5): contentType, messageDigest, signingCertificate and its V2. */
static const unsigned char content_type[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03};
static const unsigned char message_digest[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04};
static const unsigned char signing_certificate[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x0C};
static const unsigned char signing_certificate_v2[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x2F};

static int wrong(struct ts_err *err, const char *what)
{
	return ts_err_set(err, CHECK, "this is no stamp that counts: %s", what);
}

/* Why an authority refused (PKIFailureInfo), from the first bit that is set; or NULL. */
static const char *failure_reason(const struct ts_der_item *bits)
{
	static const struct {
		size_t bit;
		const char *text;
	} reasons[] = {{0, "it does not know the algorithm of the digest"},
	    {2, "it does not allow or support the request"}, {5, "it could not read the request"},
	    {14, "its source of time was not available"}, {15, "it does not support the policy"},
	    {16, "it does not support an extension"}, {17, "it lacks something that was asked for"},
	    {25, "it has an error of its own"}};

	for (size_t i = 0; i < COUNT(reasons); i++) {
		const size_t byte = 1 + reasons[i].bit / 8;

		if (byte < bits->len && (bits->data[byte] & 0x80 >> reasons[i].bit % 8) != 0)
			return reasons[i].text;
	}
	return NULL;
}

/* The authority gave no token. Report the reason that it gives, if any. */
static int refused(struct ts_der *in, int64_t status, struct ts_err *err)
{
	static const char *const names[] = {
	    "granted", "granted", "rejected", "waiting", "revocation warning", "revoked"};
	struct ts_der_item texts, text = {.len = 0}, bits;
	const char *reason = NULL;

	if (ts_der_take(in, TS_DER_SEQUENCE, &texts)) {
		struct ts_der inside = ts_der_inside(&texts);

		ts_der_take(&inside, TS_DER_UTF8, &text);
	}
	if (ts_der_take(in, TS_DER_BITS, &bits))
		reason = failure_reason(&bits);
	ts_err_set(err, CHECK, "the authority refused to stamp it (status %d, %s)%s%s%s%.*s",
	    (int)status, names[status], reason == NULL ? "" : ": ", reason == NULL ? "" : reason,
	    text.len == 0 ? "" : "; it says: ", (int)(text.len > 200 ? 200 : text.len),
	    text.len == 0 ? "" : (const char *)text.data);
	return ts_err_fix(err, "ask again, or ask another authority");
}

/* The status of a response: 0 and 1 come with a token. */
static int read_status(struct ts_der *in, struct ts_err *err)
{
	struct ts_der_item info, item;
	struct ts_der inside;
	int64_t status;

	ts_der_take(in, TS_DER_SEQUENCE, &info);
	inside = ts_der_inside(&info);
	if (!ts_der_take(&inside, TS_DER_INTEGER, &item) ||
	    !ts_der_number(&item, STATUS_MOST, &status))
		return wrong(err, "it has neither a status nor a token");
	return status <= 1 ? 0 : refused(&inside, status, err);
}

/* Find the token: the only content, or behind the status of a response. *INSIDE is what it
 * contains. */
static int find_token(
    const void *data, size_t len, struct ts_stamp *stamp, struct ts_der *inside, struct ts_err *err)
{
	struct ts_der in = {.next = data, .end = (const unsigned char *)data + len};
	struct ts_der_item outer, token;
	struct ts_der body;

	ts_der_take(&in, TS_DER_SEQUENCE, &outer);
	token = outer;
	body = ts_der_inside(&outer);
	if (!ts_der_at_end(&body) && *body.next == TS_DER_SEQUENCE) {
		if (read_status(&body, err) != 0)
			return -1;
		if (!ts_der_take(&body, TS_DER_SEQUENCE, &token) || !ts_der_at_end(&body))
			return wrong(err, "the response has no token");
	}
	stamp->token = token.start;
	stamp->token_len = token.whole;
	*inside = ts_der_inside(&token);
	return 0;
}

static bool is_digest_list(const struct ts_der_item *set)
{
	struct ts_der in = ts_der_inside(set);
	struct ts_der_item item;
	const char *name;
	size_t len, n = 0;

	for (; !ts_der_at_end(&in); n++)
		if (n == DIGESTS_MOST || !ts_der_next(&in, &item) ||
		    !ts_stamp_algorithm(&item, &name, &len))
			return false;
	return n > 0;
}

/* Which of the signed attributes that a token must have, each once, this one is; their number for
 * another one. */
static size_t find_attribute(const struct ts_der_item *oid)
{
	static const struct {
		const unsigned char *oid;
		size_t len;
	} known[] = {{content_type, sizeof(content_type)}, {message_digest, sizeof(message_digest)},
	    {signing_certificate, sizeof(signing_certificate)},
	    {signing_certificate_v2, sizeof(signing_certificate_v2)}};
	size_t i = 0;

	while (i < COUNT(known) && !ts_der_is(oid, known[i].oid, known[i].len))
		i++;
	return i;
}

#define ATTRIBUTES 4

/* Has the attribute one value, and is that of the type that it must have? */
static bool is_attribute(const struct ts_der_item *oid, const struct ts_der_item *values)
{
	struct ts_der in = ts_der_inside(values);
	struct ts_der_item value;

	if (!ts_der_next(&in, &value) || !ts_der_at_end(&in))
		return false;
	switch (find_attribute(oid)) {
	case 0:
		return value.tag == TS_DER_OID && ts_token_is_tst_info(&value);
	case 1:
		return value.tag == TS_DER_OCTETS;
	case 2:
	case 3:
		return value.tag == TS_DER_SEQUENCE;
	default:
		return true;
	}
}

static int read_attributes(const struct ts_der_item *attributes, struct ts_err *err)
{
	struct ts_der in = ts_der_inside(attributes);
	struct ts_der_item attribute, oid, values;
	size_t seen[ATTRIBUTES + 1] = {0};

	while (!ts_der_at_end(&in)) {
		struct ts_der inside;

		if (!ts_der_take(&in, TS_DER_SEQUENCE, &attribute))
			return wrong(err, "its signed attributes are malformed");
		inside = ts_der_inside(&attribute);
		if (!ts_der_take(&inside, TS_DER_OID, &oid) ||
		    !ts_der_take(&inside, TS_DER_SET, &values) || !ts_der_at_end(&inside) ||
		    !is_attribute(&oid, &values))
			return wrong(err, "a signed attribute is malformed");
		seen[find_attribute(&oid)]++;
	}
	if (seen[0] != 1 || seen[1] != 1 || seen[2] > 1 || seen[3] > 1 || seen[2] + seen[3] == 0)
		return wrong(err, "a signed attribute is missing or occurs twice");
	return 0;
}

/* SignerInfo (RFC 5652, section 5.3): one, and it names its certificate by issuer and number. */
static int read_signer(const struct ts_der_item *signers, struct ts_err *err)
{
	struct ts_der in = ts_der_inside(signers);
	struct ts_der_item signer, item, attributes;
	const char *name;
	int64_t version;
	size_t len;

	if (!ts_der_take(&in, TS_DER_SEQUENCE, &signer) || !ts_der_at_end(&in))
		return wrong(err, "it has not exactly one signer");
	in = ts_der_inside(&signer);
	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || !ts_der_number(&item, 1, &version) ||
	    version != 1 || !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return wrong(err, "its signer is not of version 1");
	if (!ts_der_take(&in, TS_DER_SEQUENCE, &item) || !ts_stamp_algorithm(&item, &name, &len))
		return wrong(err, "its signer does not use SHA-256, SHA-384 or SHA-512");
	if (!ts_der_take(&in, TS_DER_0, &attributes))
		return wrong(err, "it has no signed attributes");
	if (!ts_der_take(&in, TS_DER_SEQUENCE, &item) || !ts_der_take(&in, TS_DER_OCTETS, &item))
		return wrong(err, "it has no signature");
	ts_der_take(&in, TS_DER_1, &item);
	if (!ts_der_at_end(&in))
		return wrong(err, "its signer has a part that is not known");
	return read_attributes(&attributes, err);
}

/* EncapsulatedContentInfo (RFC 5652, section 5.2). *CONTENT is the TSTInfo. */
static bool read_content(struct ts_der *in, struct ts_der_item *content)
{
	struct ts_der_item item, type, explicit;
	struct ts_der inside;

	if (!ts_der_take(in, TS_DER_SEQUENCE, &item))
		return false;
	inside = ts_der_inside(&item);
	if (!ts_der_take(&inside, TS_DER_OID, &type) || !ts_token_is_tst_info(&type) ||
	    !ts_der_take(&inside, TS_DER_0, &explicit) || !ts_der_at_end(&inside))
		return false;
	inside = ts_der_inside(&explicit);
	return ts_der_take(&inside, TS_DER_OCTETS, content) && ts_der_at_end(&inside);
}

/* SignedData (RFC 5652, section 5.1). */
static int read_signed_data(struct ts_der in, struct ts_stamp *stamp, struct ts_err *err)
{
	struct ts_der_item item, content;
	int64_t version;

	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || !ts_der_number(&item, 3, &version) ||
	    version != 3)
		return wrong(err, "its signed data are not of version 3");
	if (!ts_der_take(&in, TS_DER_SET, &item) || !is_digest_list(&item))
		return wrong(err, "its digest algorithms are not SHA-256, SHA-384 or SHA-512");
	if (!read_content(&in, &content))
		return wrong(err, "what is signed is no time stamp");
	if (ts_der_take(&in, TS_DER_0, &item)) {
		const char *fault = ts_certificates_fault(&item);

		if (fault != NULL)
			return wrong(err, fault);
		stamp->certificates = item;
	}
	ts_der_take(&in, TS_DER_1, &item);
	if (!ts_der_take(&in, TS_DER_SET, &item) || !ts_der_at_end(&in))
		return wrong(err, "it has no signers");
	if (read_signer(&item, err) != 0)
		return -1;
	return ts_tstinfo_read(content.data, content.len, &stamp->info, err);
}

/* Does it begin like a TimeStampReq (RFC 3161, section 2.4.1): version 1, and an imprint? */
static bool is_request(const struct ts_der *inside)
{
	static const unsigned char start[] = {TS_DER_INTEGER, 1, 1, TS_DER_SEQUENCE};

	return (size_t)(inside->end - inside->next) > sizeof(start) &&
	       memcmp(inside->next, start, sizeof(start)) == 0;
}

static int not_der(const unsigned char *data, size_t len, struct ts_err *err)
{
	ts_err_set(err, CHECK, "this is no stamp: it is not strict DER");
	if (len > 0 && (data[0] == '<' || data[0] == '{' || data[0] == 'H'))
		ts_err_fix(err,
		    "it looks like a page with an error: curl -f does not save one; look at it");
	else if (len > 0 && (data[0] == '-' || data[0] == 'M'))
		ts_err_fix(err, "it looks like PEM or base64: give the binary response");
	return -1;
}

int ts_stamp_read(const void *data, size_t len, struct ts_stamp *stamp, struct ts_err *err)
{
	struct ts_der inside = {.next = NULL};
	struct ts_der_item type, explicit, sequence;

	*stamp = (struct ts_stamp){.token_len = 0};
	if (len > TS_STAMP_MAX) {
		ts_err_set(err, CHECK, "this is no stamp: it is too large");
		return ts_err_expected(err, "at most %d bytes", TS_STAMP_MAX);
	}
	if (!ts_der_valid(data, len) || *(const unsigned char *)data != TS_DER_SEQUENCE)
		return not_der(data, len, err);
	if (find_token(data, len, stamp, &inside, err) != 0)
		return -1;
	if (is_request(&inside))
		return ts_err_set(
		    err, CHECK, "this is a request for a stamp, and no answer to one");
	if (len < TS_STAMP_MIN || !ts_der_take(&inside, TS_DER_OID, &type) ||
	    !ts_token_is_signed_data(&type) || !ts_der_take(&inside, TS_DER_0, &explicit) ||
	    !ts_der_at_end(&inside))
		return wrong(err, "its token is not signed data");
	inside = ts_der_inside(&explicit);
	if (!ts_der_take(&inside, TS_DER_SEQUENCE, &sequence) || !ts_der_at_end(&inside))
		return wrong(err, "its token is not signed data");
	return read_signed_data(ts_der_inside(&sequence), stamp, err);
}

int ts_stamp_check(const struct ts_stamp *stamp, const unsigned char digest[static TS_DIGEST_BYTES],
    const char *what, struct ts_err *err)
{
	const struct ts_imprint *imprint = &stamp->info.imprint;
	char hex[TS_DIGEST_HEX];

	if (strcmp(imprint->algorithm, "sha256") == 0 &&
	    memcmp(imprint->digest, digest, TS_DIGEST_BYTES) == 0)
		return 0;
	/* The first half of a longer digest is enough to recognise it. */
	ts_hex_digest(imprint->digest, hex);
	ts_err_set(err, CHECK, "this stamp is of something other than %s: of the %s %s%s", what,
	    imprint->algorithm, hex, imprint->len > TS_DIGEST_BYTES ? "…" : "");
	ts_hex_digest(digest, hex);
	return ts_err_expected(err, "a stamp of the sha256 %s", hex);
}

struct ts_time ts_stamp_before(const struct ts_stamp *stamp)
{
	return ts_time_add(
	    &stamp->info.at, stamp->info.accuracy + (stamp->info.has_fraction ? 1 : 0));
}

struct ts_time ts_stamp_after(const struct ts_stamp *stamp)
{
	return ts_time_add(&stamp->info.at, -stamp->info.accuracy);
}
