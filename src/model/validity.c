#include "model/validity.h"

#include <stdio.h>
#include <string.h>

#include "format/value.h"

#define CHECK "trust.valid"

const char *ts_revoked_name(enum ts_revoked revoked)
{
	static const char *const names[] = {
	    [TS_NOT_REVOKED] = "not revoked",
	    [TS_SUPERSEDED] = "superseded",
	    [TS_RETIRED] = "retired",
	    [TS_COMPROMISED] = "compromised",
	};

	return names[revoked];
}

/* Read the time NAME, if present. */
static int read_time(const struct ts_json *json, const char *at, const char *name, bool *has,
    struct ts_time *time, struct ts_err *err)
{
	const char *text = ts_json_string(ts_json_get(json, name));

	*has = text != NULL;
	if (text == NULL || ts_time_parse(text, time))
		return 0;
	ts_err_set(err, CHECK, "the trust policy: %s is not a time", name);
	ts_err_expected(err, "%s", ts_type_description(TS_TYPE_TIME));
	return ts_err_at(err, "%s/%s", at, name);
}

static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the trust policy: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

static int read_revoked(const struct ts_json *json, const char *owner_at,
    struct ts_validity *validity, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"at", TS_JSON_STRING, true},
	    {"reason", TS_JSON_STRING, true},
	    {"since", TS_JSON_STRING, false},
	};
	const char *reason;
	char at[96];
	bool has;

	if (json == NULL)
		return 0;
	snprintf(at, sizeof(at), "%s/revoked", owner_at);
	if (ts_json_shape(json, at, members, 3, CHECK, err) != 0 ||
	    read_time(json, at, "at", &has, &validity->revoked_at, err) != 0 ||
	    read_time(json, at, "since", &validity->has_since, &validity->since, err) != 0)
		return -1;
	reason = ts_json_string(ts_json_get(json, "reason"));
	for (int r = TS_SUPERSEDED; r <= TS_COMPROMISED; r++)
		if (strcmp(reason, ts_revoked_name((enum ts_revoked)r)) == 0)
			validity->revoked = (enum ts_revoked)r;
	if (validity->revoked == TS_NOT_REVOKED)
		return wrong(err, at, "the reason of a revocation is unknown",
		    "superseded, retired or compromised");
	if (validity->has_since && validity->revoked != TS_COMPROMISED)
		return wrong(err, at, "\"since\" says since when a key may be in other hands",
		    "the reason compromised, or no \"since\"");
	if (validity->has_since && ts_time_compare(&validity->since, &validity->revoked_at) > 0)
		return wrong(err, at, "\"since\" is later than the revocation",
		    "a time not after \"at\": the earliest moment at which somebody else may have "
		    "had the key");
	return 0;
}

int ts_validity_read(
    const struct ts_json *json, const char *at, struct ts_validity *validity, struct ts_err *err)
{
	*validity = (struct ts_validity){.has_from = false};
	if (read_time(json, at, "valid_from", &validity->has_from, &validity->from, err) != 0 ||
	    read_time(json, at, "valid_until", &validity->has_until, &validity->until, err) != 0 ||
	    read_revoked(ts_json_get(json, "revoked"), at, validity, err) != 0)
		return -1;
	if (validity->has_from && validity->has_until &&
	    ts_time_compare(&validity->from, &validity->until) >= 0)
		return wrong(
		    err, at, "a period of validity is empty", "valid_from before valid_until");
	return 0;
}

bool ts_validity_usable(const struct ts_validity *v, const struct ts_time *now)
{
	return v->revoked != TS_COMPROMISED &&
	       !(v->revoked != TS_NOT_REVOKED && ts_time_compare(now, &v->revoked_at) >= 0) &&
	       !(v->has_from && ts_time_compare(now, &v->from) < 0) &&
	       !(v->has_until && ts_time_compare(now, &v->until) > 0);
}

bool ts_validity_compromised(const struct ts_validity *v, const struct ts_time *before)
{
	return v->revoked == TS_COMPROMISED &&
	       !(v->has_since && before != NULL && ts_time_compare(before, &v->since) < 0);
}
