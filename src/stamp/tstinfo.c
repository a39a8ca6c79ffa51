#include "stamp/tstinfo.h"

#include <stdio.h>
#include <string.h>

#define CHECK         "stamp.form"
#define MILLIS        0x80 /* [0] and [1], primitive */
#define MICROS        0x81
#define FRACTION_MOST 24 /* bytes, with the point */
#define MICROSECOND   1000000

static int wrong(struct ts_err *err, const char *what)
{
	return ts_err_set(err, CHECK, "this is no stamp that counts: %s", what);
}

bool ts_stamp_algorithm(const struct ts_der_item *item, const char **name, size_t *len)
{
	/* 2.16.840.1.101.3.4.2.1 to .3 (RFC 5754, section 2) */
	static const unsigned char sha2[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02};
	static const struct {
		const char *name;
		size_t len;
	} kinds[] = {{"sha256", 32}, {"sha384", 48}, {"sha512", 64}};
	struct ts_der in = ts_der_inside(item);
	struct ts_der_item oid, null;

	if (item->tag != TS_DER_SEQUENCE || !ts_der_take(&in, TS_DER_OID, &oid))
		return false;
	if (!ts_der_at_end(&in) && (!ts_der_take(&in, TS_DER_NULL, &null) || null.len != 0))
		return false;
	if (!ts_der_at_end(&in) || oid.len != sizeof(sha2) + 1 ||
	    memcmp(oid.data, sha2, sizeof(sha2)) != 0 || oid.data[sizeof(sha2)] < 1 ||
	    oid.data[sizeof(sha2)] > 3)
		return false;
	*name = kinds[oid.data[sizeof(sha2)] - 1].name;
	*len = kinds[oid.data[sizeof(sha2)] - 1].len;
	return true;
}

int ts_imprint_read(struct ts_der *in, struct ts_imprint *imprint, struct ts_err *err)
{
	struct ts_der_item item, algorithm, digest;
	struct ts_der inside;

	if (!ts_der_take(in, TS_DER_SEQUENCE, &item))
		return wrong(err, "it does not say what is stamped");
	inside = ts_der_inside(&item);
	if (!ts_der_take(&inside, TS_DER_SEQUENCE, &algorithm) ||
	    !ts_stamp_algorithm(&algorithm, &imprint->algorithm, &imprint->len))
		return wrong(err, "what is stamped is not a digest of SHA-256, SHA-384 or SHA-512");
	if (!ts_der_take(&inside, TS_DER_OCTETS, &digest) || digest.len != imprint->len ||
	    !ts_der_at_end(&inside))
		return wrong(err, "the digest that is stamped is malformed");
	memcpy(imprint->digest, digest.data, digest.len);
	return 0;
}

/* genTime is exactly YYYYMMDDhhmmss[.f]Z. Other programs also take offsets and times without
 * seconds, and so read another time from the same bytes. */
static int read_time(struct ts_der *in, struct ts_tstinfo *info, struct ts_err *err)
{
	struct ts_der_item item;
	const char *text;
	size_t digits, fraction;
	char whole[TS_TIME_TEXT];

	if (!ts_der_take(in, TS_DER_TIME, &item))
		return wrong(err, "it has no time");
	text = (const char *)item.data;
	for (digits = 0; digits < item.len && text[digits] >= '0' && text[digits] <= '9';)
		digits++;
	if (digits != 14 || item.len < 15 || text[item.len - 1] != 'Z')
		return wrong(err, "its time is not YYYYMMDDhhmmss[.f]Z");
	fraction = item.len - 15;
	if (fraction > 0 && (fraction < 2 || fraction > FRACTION_MOST || text[14] != '.' ||
				text[item.len - 2] == '0'))
		return wrong(err, "the fraction of its time is malformed");
	for (size_t i = 15; i + 1 < item.len; i++)
		if (text[i] < '0' || text[i] > '9')
			return wrong(err, "the fraction of its time is malformed");
	snprintf(whole, sizeof(whole),
	    "%.4s-%.2s-%.2s"
	    "T%.2s:%.2s:%.2sZ",
	    text, text + 4, text + 6, text + 8, text + 10, text + 12);
	if (!ts_time_parse(whole, &info->at) || !ts_time_in_range(&info->at))
		return wrong(err, "there is no such time as the one it gives");
	info->has_fraction = fraction > 0;
	snprintf(
	    info->at_text, sizeof(info->at_text), "%.19s%.*sZ", whole, (int)fraction, text + 14);
	return 0;
}

static int read_accuracy(struct ts_der *in, struct ts_tstinfo *info, struct ts_err *err)
{
	static const int64_t units[] = {MICROSECOND, 1000, 1};
	static const unsigned char tags[] = {TS_DER_INTEGER, MILLIS, MICROS};
	struct ts_der_item accuracy, part;
	struct ts_der inside;
	int64_t number, total = 0;

	if (!ts_der_take(in, TS_DER_SEQUENCE, &accuracy))
		return 0;
	inside = ts_der_inside(&accuracy);
	for (size_t i = 0; i < 3; i++) {
		if (!ts_der_take(&inside, tags[i], &part))
			continue;
		if (!ts_der_number(&part, i == 0 ? TS_STAMP_ACCURACY : 999, &number) ||
		    (i > 0 && number == 0))
			return wrong(err, "its accuracy is malformed, or worse than an hour");
		total += number * units[i];
	}
	if (!ts_der_at_end(&inside) || total > (int64_t)TS_STAMP_ACCURACY * MICROSECOND)
		return wrong(err, "its accuracy is malformed, or worse than an hour");
	info->has_accuracy = true;
	info->accuracy = (total + MICROSECOND - 1) / MICROSECOND;
	return 0;
}

/* A critical extension says something that changes what the stamp means. */
static bool has_critical(const struct ts_der_item *extensions)
{
	struct ts_der in = ts_der_inside(extensions);
	struct ts_der_item extension, part;

	while (ts_der_take(&in, TS_DER_SEQUENCE, &extension)) {
		struct ts_der inside = ts_der_inside(&extension);

		if (!ts_der_take(&inside, TS_DER_OID, &part) ||
		    !ts_der_take(&inside, TS_DER_OCTETS, &part) || !ts_der_at_end(&inside))
			return true;
	}
	return !ts_der_at_end(&in);
}

/* Everything behind the accuracy: ordering, nonce, tsa and extensions. */
static int read_rest(struct ts_der *in, struct ts_tstinfo *info, struct ts_err *err)
{
	static const unsigned char yes[] = {0xFF};
	struct ts_der_item item;

	if (ts_der_take(in, TS_DER_BOOLEAN, &item) && !ts_der_is(&item, yes, 1))
		return wrong(err, "its member ordering is malformed");
	if (ts_der_take(in, TS_DER_INTEGER, &item))
		info->nonce = item;
	ts_der_take(in, TS_DER_0, &item);
	if (ts_der_take(in, TS_DER_1, &item) && has_critical(&item))
		return wrong(err, "it has an extension that is critical or malformed");
	return ts_der_at_end(in) ? 0 : wrong(err, "its content has a part that is not known");
}

int ts_tstinfo_read(const void *data, size_t len, struct ts_tstinfo *info, struct ts_err *err)
{
	struct ts_der in = {.next = data, .end = (const unsigned char *)data + len};
	struct ts_der_item item;
	int64_t version;

	if (!ts_der_valid(data, len) || !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return wrong(err, "its content is not strict DER");
	in = ts_der_inside(&item);
	if (!ts_der_take(&in, TS_DER_INTEGER, &item) || !ts_der_number(&item, 1, &version) ||
	    version != 1)
		return wrong(err, "it is not of version 1");
	if (!ts_der_take(&in, TS_DER_OID, &item) || !ts_der_oid(&item, info->policy))
		return wrong(err, "the policy under which it was made is malformed");
	if (ts_imprint_read(&in, &info->imprint, err) != 0)
		return -1;
	if (!ts_der_take(&in, TS_DER_INTEGER, &info->serial) || info->serial.len == 0)
		return wrong(err, "it has no serial number");
	if (read_time(&in, info, err) != 0 || read_accuracy(&in, info, err) != 0)
		return -1;
	return read_rest(&in, info, err);
}
