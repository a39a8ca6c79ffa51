#include "model/trust_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/encode.h"
#include "format/der.h"
#include "format/value.h"

#define CHECK           "trust.valid"
#define OWNER_MAX       128
#define CERTIFICATE_MAX 16384 /* bytes */

static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the trust policy: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

/* Has it the shape of a certificate (RFC 5280, section 4.1)? */
static bool is_certificate(const struct ts_buf *der)
{
	static const unsigned char parts[] = {TS_DER_SEQUENCE, TS_DER_SEQUENCE, TS_DER_BITS};
	struct ts_der in = {.next = der->data, .end = der->data + der->len};
	struct ts_der_item item;

	if (der->len > CERTIFICATE_MAX || !ts_der_valid(der->data, der->len) ||
	    !ts_der_take(&in, TS_DER_SEQUENCE, &item))
		return false;
	in = ts_der_inside(&item);
	for (size_t i = 0; i < sizeof(parts); i++)
		if (!ts_der_take(&in, parts[i], &item))
			return false;
	return ts_der_at_end(&in);
}

static int read_certificates(const struct ts_json *list, const char *authority_at,
    struct ts_trust_authority *authority, struct ts_err *err)
{
	char at[96];

	if (ts_json_count(list) == 0)
		return wrong(err, authority_at, "an authority has no certificate",
		    "its own certificate, or that of an issuer, as base64 of DER");
	authority->certificates = calloc(ts_json_count(list), sizeof(*authority->certificates));
	if (authority->certificates == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *c = ts_json_first(list); c != NULL; c = ts_json_next(c)) {
		struct ts_buf *der = &authority->certificates[authority->certificates_n];
		const char *text = ts_json_string(c);
		bool is_base64 = text != NULL && ts_base64_read(text, strlen(text), der);

		if (text != NULL && !ts_buf_ok(der))
			return ts_err_nomem(err);
		snprintf(at, sizeof(at), "%s/certificates/%zu", authority_at,
		    authority->certificates_n++);
		if (!is_base64 || !is_certificate(der))
			return wrong(err, at, "this is no certificate",
			    "base64 of an X.509 certificate in DER: what a PEM file has between "
			    "its lines BEGIN and END, without line ends");
	}
	return 0;
}

static int read_authority(const struct ts_json *json, size_t index,
    struct ts_trust_authority *authority, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"owner", TS_JSON_STRING, true},
	    {"certificates", TS_JSON_ARRAY, true},
	    {"policy", TS_JSON_STRING, false},
	    {"valid_from", TS_JSON_STRING, false},
	    {"valid_until", TS_JSON_STRING, false},
	    {"revoked", TS_JSON_OBJECT, false},
	};
	char at[64];

	snprintf(at, sizeof(at), "/time/authorities/%zu", index);
	if (ts_json_shape(json, at, members, 6, CHECK, err) != 0)
		return -1;
	authority->owner = ts_json_string(ts_json_get(json, "owner"));
	authority->policy = ts_json_string(ts_json_get(json, "policy"));
	if (!ts_value_is_line(authority->owner, OWNER_MAX)) {
		wrong(err, at, "the owner is malformed", "1 to 128 bytes of printable ASCII");
		return ts_err_at(err, "%s/owner", at);
	}
	if (authority->policy != NULL && !ts_oid_valid(authority->policy)) {
		wrong(err, at, "the authority's policy is no object identifier",
		    "numbers with points between them, such as 1.3.6.1.4.1.99999.1");
		return ts_err_at(err, "%s/policy", at);
	}
	if (read_certificates(ts_json_get(json, "certificates"), at, authority, err) != 0)
		return -1;
	return ts_validity_read(json, at, &authority->validity, err);
}

/* A certificate, and where it stands. */
struct listed {
	const struct ts_buf *der;
	const struct ts_trust_authority *authority;
};

static int compare_listed(const void *a, const void *b)
{
	const struct ts_buf *one = ((const struct listed *)a)->der;
	const struct ts_buf *other = ((const struct listed *)b)->der;

	if (one->len != other->len)
		return one->len < other->len ? -1 : 1;
	return memcmp(one->data, other->data, one->len);
}

/* One certificate must not count for two owners. */
static int refuse_shared(const struct ts_trust_time *time, struct ts_err *err)
{
	struct listed *list;
	size_t n = 0;
	int ret = 0;

	for (size_t i = 0; i < time->n; i++)
		n += time->authorities[i].certificates_n;
	list = calloc(n + 1, sizeof(*list));
	if (list == NULL)
		return ts_err_nomem(err);
	n = 0;
	for (size_t i = 0; i < time->n; i++)
		for (size_t j = 0; j < time->authorities[i].certificates_n; j++)
			list[n++] = (struct listed){
			    &time->authorities[i].certificates[j], &time->authorities[i]};
	qsort(list, n, sizeof(*list), compare_listed);
	for (size_t i = 1; ret == 0 && i < n; i++)
		if (compare_listed(&list[i - 1], &list[i]) == 0 &&
		    strcmp(list[i - 1].authority->owner, list[i].authority->owner) != 0) {
			ret = ts_err_set(err, CHECK,
			    "a certificate is listed for two owners: \"%.64s\" and \"%.64s\"",
			    list[i - 1].authority->owner, list[i].authority->owner);
			ts_err_at(err, "/time/authorities");
			ts_err_expected(err, "each certificate under one owner: owners count, not "
					     "certificates");
		}
	free(list);
	return ret;
}

int ts_trust_time_read(const struct ts_json *json, struct ts_trust_time *time, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"stamps", TS_JSON_INT, false},
	    {"authorities", TS_JSON_ARRAY, true},
	};
	const struct ts_json *list;

	*time = (struct ts_trust_time){.stamps = 1};
	if (json == NULL)
		return 0;
	if (ts_json_shape(json, "/time", members, 2, CHECK, err) != 0)
		return -1;
	ts_json_int(ts_json_get(json, "stamps"), &time->stamps);
	if (time->stamps < 1 || time->stamps > TS_STAMPS_MOST)
		return wrong(err, "/time/stamps",
		    "stamps is not a number of owners who must vouch for a time", "1 to 64");
	list = ts_json_get(json, "authorities");
	time->authorities = calloc(ts_json_count(list) + 1, sizeof(*time->authorities));
	if (time->authorities == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *a = ts_json_first(list); a != NULL; a = ts_json_next(a)) {
		const size_t index = time->n++;

		if (read_authority(a, index, &time->authorities[index], err) != 0)
			return -1;
	}
	return refuse_shared(time, err);
}

void ts_trust_time_free(struct ts_trust_time *time)
{
	for (size_t i = 0; i < time->n; i++) {
		for (size_t j = 0; j < time->authorities[i].certificates_n; j++)
			ts_buf_free(&time->authorities[i].certificates[j]);
		free(time->authorities[i].certificates);
	}
	free(time->authorities);
	*time = (struct ts_trust_time){.n = 0};
}
