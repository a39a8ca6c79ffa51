#include "stamp/certificate.h"

#include <string.h>

#define COUNT(a)   (sizeof(a) / sizeof((a)[0]))
#define EXTENSIONS 0xA3 /* [3], constructed */
#define NAMES_MOST 2048 /* bytes of names, or of constraints of names */

struct oid {
	unsigned char len, data[9];
};

/* 1.2.840.10045.2.1 (RFC 5480, section 2.1.1) */
static const struct oid curve_key = {7, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}};

static bool is_one_of(const struct ts_der_item *item, const struct oid *oids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ts_der_is(item, oids[i].data, oids[i].len))
			return true;
	return false;
}

static bool is_common_curve(const struct ts_der_item *oid)
{
	static const struct oid curves[] = {/* P-256, P-384 and P-521 (RFC 5480, section 2.1.1.1) */
	    {8, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}},
	    {5, {0x2B, 0x81, 0x04, 0x00, 0x22}}, {5, {0x2B, 0x81, 0x04, 0x00, 0x23}},
	    /* brainpoolP256r1, P384r1 and P512r1 (RFC 5639, section 4.1) */
	    {9, {0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07}},
	    {9, {0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B}},
	    {9, {0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D}}};

	return is_one_of(oid, curves, COUNT(curves));
}

/* Is the point of KEY, the content of a BIT STRING, written with both coordinates (RFC 5480,
 * section 2.2)? */
static bool is_whole_point(const struct ts_der_item *key)
{
	return key->len > 2 && key->data[1] == 4;
}

/* Is it RSAPublicKey (RFC 8017, appendix A.1.1) and nothing else? */
static bool is_rsa_key(const struct ts_der_item *key)
{
	struct ts_der in = {.next = key->data + 1, .end = key->data + key->len};
	struct ts_der_item number;

	if (!ts_der_valid(in.next, key->len - 1) || !ts_der_take(&in, TS_DER_SEQUENCE, &number))
		return false;
	in = ts_der_inside(&number);
	for (int i = 0; i < 2; i++)
		if (!ts_der_take(&in, TS_DER_INTEGER, &number) || number.len == 0 ||
		    (number.data[0] & 0x80) != 0 ||
		    (number.len > 1 && number.data[0] == 0 && (number.data[1] & 0x80) == 0))
			return false;
	return ts_der_at_end(&in);
}

/* Is ALGORITHM of a kind in common use, and KEY written in the only way that counts? A key that can
 * be written in several ways could pass for several keys. */
static bool is_key(const struct ts_der_item *algorithm, const struct ts_der_item *key)
{
	static const struct oid rsa[] = {
	    /* rsaEncryption and id-RSASSA-PSS (RFC 4055, sections 1.2 and 3.1) */
	    {9, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01}},
	    {9, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A}}};
	/* id-Ed25519 and id-Ed448 (RFC 8410, section 3) */
	static const struct oid ed25519 = {3, {0x2B, 0x65, 0x70}}, ed448 = {3, {0x2B, 0x65, 0x71}};
	struct ts_der in = ts_der_inside(algorithm);
	struct ts_der_item oid, curve;

	if (!ts_der_take(&in, TS_DER_OID, &oid) || key->len == 0 || key->data[0] != 0)
		return false;
	if (is_one_of(&oid, rsa, COUNT(rsa)))
		return is_rsa_key(key);
	if (is_one_of(&oid, &ed25519, 1))
		return key->len == 1 + 32;
	if (is_one_of(&oid, &ed448, 1))
		return key->len == 1 + 57;
	return is_one_of(&oid, &curve_key, 1) && ts_der_take(&in, TS_DER_OID, &curve) &&
	       ts_der_at_end(&in) && is_common_curve(&curve) && is_whole_point(key);
}

/* Find the key in INFO, SubjectPublicKeyInfo (RFC 5280, section 4.1). */
static bool find_key(const struct ts_der_item *info, struct ts_der_item *key)
{
	struct ts_der in = ts_der_inside(info);
	struct ts_der_item algorithm;

	return ts_der_take(&in, TS_DER_SEQUENCE, &algorithm) &&
	       ts_der_take(&in, TS_DER_BITS, key) && ts_der_at_end(&in) && is_key(&algorithm, key);
}

/* Go to the SubjectPublicKeyInfo of an X.509 certificate (RFC 5280, section 4.1): behind its
 * version, serial number, algorithm, issuer, validity and subject. */
static bool enter_key_info(const struct ts_der_item *certificate, struct ts_der *in)
{
	struct ts_der_item item;

	*in = ts_der_inside(certificate);
	if (certificate->tag != TS_DER_SEQUENCE || !ts_der_take(in, TS_DER_SEQUENCE, &item))
		return false;
	*in = ts_der_inside(&item);
	ts_der_take(in, TS_DER_0, &item);
	if (!ts_der_take(in, TS_DER_INTEGER, &item))
		return false;
	for (int i = 0; i < 4; i++)
		if (!ts_der_take(in, TS_DER_SEQUENCE, &item))
			return false;
	return true;
}

static bool find_key_info(const struct ts_der_item *certificate, struct ts_der_item *key)
{
	struct ts_der in;

	return enter_key_info(certificate, &in) && ts_der_take(&in, TS_DER_SEQUENCE, key);
}

/* Does one of the distribution points (RFC 5280, section 4.2.1.13) have a name that continues that
 * of the issuer? */
static bool has_relative_point(const struct ts_der_item *value)
{
	struct ts_der in = ts_der_inside(value);
	struct ts_der_item points, point, name;

	if (!ts_der_valid(value->data, value->len) || !ts_der_take(&in, TS_DER_SEQUENCE, &points))
		return true;
	in = ts_der_inside(&points);
	while (ts_der_next(&in, &point)) {
		struct ts_der inside = ts_der_inside(&point);

		if (!ts_der_take(&inside, TS_DER_0, &name))
			continue;
		inside = ts_der_inside(&name);
		if (!ts_der_take(&inside, TS_DER_0, &name))
			return true;
	}
	return false;
}

/* Would OpenSSL take very long with the certificate? For each distribution point with a relative
 * name it writes the whole name of the issuer, and it compares each name with each constraint. */
static bool is_costly(const struct ts_der_item *certificate)
{
	/* 2.5.29.31, .17 and .30: id-ce-cRLDistributionPoints, -subjectAltName, -nameConstraints */
	static const struct oid points = {3, {0x55, 0x1D, 0x1F}};
	static const struct oid names[] = {{3, {0x55, 0x1D, 0x11}}, {3, {0x55, 0x1D, 0x1E}}};
	struct ts_der in, inside;
	struct ts_der_item item, oid;

	if (!enter_key_info(certificate, &in) || !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return true;
	while (ts_der_next(&in, &item) && item.tag != EXTENSIONS)
		; /* unique identifiers */
	if (item.tag != EXTENSIONS)
		return false;
	in = ts_der_inside(&item);
	if (!ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return true;
	in = ts_der_inside(&item);
	while (ts_der_next(&in, &item)) {
		inside = ts_der_inside(&item);
		if (!ts_der_take(&inside, TS_DER_OID, &oid))
			return true;
		ts_der_take(&inside, TS_DER_BOOLEAN, &item);
		if (!ts_der_take(&inside, TS_DER_OCTETS, &item) ||
		    (is_one_of(&oid, &points, 1) && has_relative_point(&item)) ||
		    (is_one_of(&oid, names, COUNT(names)) && item.len > NAMES_MOST))
			return true;
	}
	return false;
}

bool ts_certificate_key(const struct ts_der_item *certificate, struct ts_der_item *key)
{
	struct ts_der_item info;

	return find_key_info(certificate, &info) && find_key(&info, key);
}

const char *ts_certificates_fault(const struct ts_der_item *set)
{
	struct ts_der in = ts_der_inside(set);
	struct ts_der_item item, info, key;

	for (unsigned n = 0; !ts_der_at_end(&in); n++) {
		if (n == TS_CERTIFICATES)
			return "it contains more than 16 certificates";
		if (!ts_der_next(&in, &item) || !find_key_info(&item, &info))
			return "it contains something other than X.509 certificates";
		if (!find_key(&info, &key))
			return "it contains a certificate whose key is neither RSA, nor Ed25519 "
			       "or Ed448, nor on a curve in common use, or is written oddly";
		if (is_costly(&item))
			return "it contains a certificate with extensions that are malformed or "
			       "very unusual";
	}
	return NULL;
}
