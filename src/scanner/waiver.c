#include "scanner/waiver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "scanner/reference.h"
#include "scanner/rule.h"

#define PATH_MAX_BYTES 1024

static int wrong(struct ts_err *err, const char *check, const char *at, const char *what)
{
	ts_err_set(err, check, "the waivers: %s", what);
	return ts_err_at(err, "%s", at);
}

static bool read_hex(const char *text, char hex[static TS_DIGEST_HEX])
{
	unsigned char bytes[TS_DIGEST_BYTES];

	if (text == NULL || !ts_hex_read_digest(text, strlen(text), bytes))
		return false;
	memcpy(hex, text, TS_DIGEST_HEX);
	return true;
}

/* Is it text without control characters, as strict JSON delivers it? */
static bool is_path(const char *path)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)path[i] < ' ' || path[i] == 0x7F)
			return false;
	return len > 0 && len <= PATH_MAX_BYTES;
}

static int read_waiver(const struct ts_json *json, const char *at, const char *check,
    struct ts_waiver *w, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"rule", TS_JSON_STRING, true},
	    {"path", TS_JSON_STRING, true},
	    {"fingerprint", TS_JSON_STRING, true},
	    {"reason_ref", TS_JSON_STRING, true},
	    {"waived_by", TS_JSON_STRING, true},
	    {"expires_at", TS_JSON_STRING, true},
	};

	if (ts_json_shape(json, at, members, 6, check, err) != 0)
		return -1;
	w->rule = ts_json_string(ts_json_get(json, "rule"));
	w->path = ts_json_string(ts_json_get(json, "path"));
	w->reason_ref = ts_json_string(ts_json_get(json, "reason_ref"));
	w->waived_by = ts_json_string(ts_json_get(json, "waived_by"));
	w->expires_text = ts_json_string(ts_json_get(json, "expires_at"));
	if (!ts_rule_id_valid(w->rule))
		return wrong(err, check, at, "the rule is not a rule id");
	/* A bundle has no other names, but a repository may. */
	if (strcmp(check, "seal.statement") == 0 ? !ts_value_is_line(w->path, PATH_MAX_BYTES)
						 : !is_path(w->path))
		return wrong(err, check, at, "the path is not one line of text");
	if (!read_hex(ts_json_string(ts_json_get(json, "fingerprint")), w->fingerprint))
		return wrong(
		    err, check, at, "the fingerprint is not 64 lower-case hexadecimal digits");
	if (!ts_value_is_ref(w->reason_ref) || !ts_value_is_ref(w->waived_by)) {
		wrong(err, check, at, "reason_ref or waived_by is not a reference");
		return ts_err_expected(err, "such as \"ticket:opaque-118\" and \"role:privacy\"");
	}
	if (ts_reference_private(w->reason_ref) != NULL ||
	    ts_reference_private(w->waived_by) != NULL) {
		wrong(err, check, at, "reason_ref or waived_by names a person or a payment");
		return ts_err_expected(err, "opaque references");
	}
	if (!ts_time_parse(w->expires_text, &w->expires))
		return wrong(err, check, at, "expires_at is not a time (RFC 3339)");
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ts_waiver *one = *(const struct ts_waiver *const *)a;
	const struct ts_waiver *other = *(const struct ts_waiver *const *)b;
	int order = strcmp(one->fingerprint, other->fingerprint);

	if (order == 0)
		order = strcmp(one->path, other->path);
	return order != 0 ? order : strcmp(one->rule, other->rule);
}

/* Sort the waivers for finding them. None may be there twice. */
static int sort(struct ts_waivers *waivers, const char *at, const char *check, struct ts_err *err)
{
	waivers->sorted = calloc(waivers->n + 1, sizeof(struct ts_waiver *));
	if (waivers->sorted == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < waivers->n; i++)
		waivers->sorted[i] = &waivers->list[i];
	qsort(waivers->sorted, waivers->n, sizeof(struct ts_waiver *), compare);
	for (size_t i = 1; i < waivers->n; i++) {
		const struct ts_waiver *one = waivers->sorted[i - 1], *other = waivers->sorted[i];

		if (compare(&waivers->sorted[i - 1], &waivers->sorted[i]) != 0)
			continue;
		wrong(err, check, at, "the same finding is waived twice");
		return ts_err_at(
		    err, "%.64s/%zu", at, (size_t)((one > other ? one : other) - waivers->list));
	}
	return 0;
}

int ts_waivers_read(const struct ts_json *json, const char *salt, const char *at, const char *check,
    struct ts_waivers *waivers, struct ts_err *err)
{
	size_t count = ts_json_count(json);
	size_t i = 0;

	*waivers = (struct ts_waivers){0};
	if (salt != NULL && !ts_hex_read_digest(salt, strlen(salt), waivers->salt))
		return wrong(err, check, at, "the salt is not 64 lower-case hexadecimal digits");
	waivers->has_salt = salt != NULL;
	if (count > TS_WAIVERS_MAX && strcmp(check, "seal.statement") == 0)
		return wrong(err, check, at, "there are more than 1000 waivers");
	if (count > 0 && salt == NULL)
		return wrong(
		    err, check, at, "there is no salt, so fingerprints cannot be compared");
	waivers->list = calloc(count + 1, sizeof(*waivers->list));
	if (waivers->list == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *w = ts_json_first(json); w != NULL; w = ts_json_next(w), i++) {
		char each[128];

		snprintf(each, sizeof(each), "%.64s/%zu", at, i);
		if (read_waiver(w, each, check, &waivers->list[i], err) != 0)
			goto fail;
		waivers->n++;
	}
	if (sort(waivers, at, check, err) == 0)
		return 0;
fail:
	ts_waivers_free(waivers);
	return -1;
}

void ts_waivers_free(struct ts_waivers *waivers)
{
	free(waivers->list);
	free(waivers->sorted);
	*waivers = (struct ts_waivers){0};
}

int ts_waivers_parse(const void *data, size_t len, const char *check, struct ts_json **json,
    struct ts_waivers *waivers, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"tarseal", TS_JSON_STRING, true},
	    {"salt", TS_JSON_STRING, true},
	    {"waivers", TS_JSON_ARRAY, true},
	};

	*waivers = (struct ts_waivers){0};
	if (ts_json_parse(data, len, check, json, err) != 0 ||
	    ts_json_shape(*json, "", members, 3, check, err) != 0)
		return -1;
	if (strcmp(ts_json_string(ts_json_get(*json, "tarseal")), "waivers/1") != 0)
		return wrong(err, check, "/tarseal", "the file has another version than waivers/1");
	return ts_waivers_read(ts_json_get(*json, "waivers"),
	    ts_json_string(ts_json_get(*json, "salt")), "/waivers", check, waivers, err);
}

const struct ts_waiver *ts_waivers_find(const struct ts_waivers *waivers, const char *rule,
    const char *path, const char fingerprint[static TS_DIGEST_HEX])
{
	struct ts_waiver wanted = {.rule = rule, .path = path};
	const struct ts_waiver *key = &wanted;
	const struct ts_waiver *const *found;

	if (waivers == NULL || waivers->n == 0)
		return NULL;
	memcpy(wanted.fingerprint, fingerprint, TS_DIGEST_HEX);
	found = bsearch(&key, waivers->sorted, waivers->n, sizeof(key), compare);
	return found == NULL ? NULL : *found;
}

void ts_waivers_write(const struct ts_waivers *waivers, struct ts_buf *out)
{
	ts_buf_add_str(out, "[");
	for (size_t i = 0; i < waivers->n; i++) {
		const struct ts_waiver *w = &waivers->list[i];

		ts_buf_printf(out, "%s{\"expires_at\":", i > 0 ? "," : "");
		ts_value_write_line(out, w->expires_text);
		ts_buf_printf(out, ",\"fingerprint\":\"%s\",\"path\":", w->fingerprint);
		ts_value_write_line(out, w->path);
		ts_buf_add_str(out, ",\"reason_ref\":");
		ts_value_write_line(out, w->reason_ref);
		ts_buf_printf(out, ",\"rule\":\"%s\",\"waived_by\":", w->rule);
		ts_value_write_line(out, w->waived_by);
		ts_buf_add_str(out, "}");
	}
	ts_buf_add_str(out, "]");
}
