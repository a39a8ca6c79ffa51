#include "cli/verbs/trust_authority.h"

#include <string.h>

#include "base/file.h"
#include "cli/output.h"
#include "crypto/encode.h"
#include "crypto/timestamp.h"
#include "show/escape.h"

#define PEM_MAX ((size_t)1 << 20)

void cli_trust_show_validity(const struct ts_validity *v, const char *what, struct ts_buf *out)
{
	char text[TS_TIME_TEXT], since[TS_TIME_TEXT];

	if (v->has_from && ts_time_format(&v->from, text))
		ts_buf_printf(out, "  from      %s\n", text);
	if (v->has_until && ts_time_format(&v->until, text))
		ts_buf_printf(out, "  until     %s\n", text);
	if (v->revoked == TS_NOT_REVOKED)
		return;
	ts_time_format(&v->revoked_at, text);
	ts_buf_printf(out, "  revoked   %s, %s: ", text, ts_revoked_name(v->revoked));
	if (v->revoked != TS_COMPROMISED)
		ts_buf_printf(out, "earlier %ss remain valid\n", what);
	else if (v->has_since && ts_time_format(&v->since, since))
		ts_buf_printf(
		    out, "a %s counts only if it is proven to be older than %s\n", what, since);
	else
		ts_buf_printf(out, "no %s by it is valid\n", what);
}

static void show_certificate(const struct ts_buf *der, struct ts_buf *out)
{
	struct ts_certificate certificate;
	char until[TS_TIME_TEXT];
	struct ts_err err;

	ts_buf_add_str(out, "  cert      ");
	if (ts_certificate_read(der->data, der->len, &certificate, &err) != 0) {
		out->failed = out->failed || strcmp(err.check, "io") == 0;
		ts_buf_printf(out, "%s\n", err.message);
		return;
	}
	ts_time_format(&certificate.until, until);
	ts_show_escape(out, certificate.subject);
	ts_buf_printf(out, "%s, until %s\n            sha256:%s\n",
	    certificate.is_authority ? "" : " (an issuer)", until, certificate.sha256);
}

static void show_authority(const struct ts_trust_authority *authority, struct ts_buf *out)
{
	ts_buf_printf(out, "\n%s\n", authority->owner);
	if (authority->policy != NULL)
		ts_buf_printf(out, "  policy    %s\n", authority->policy);
	for (size_t i = 0; i < authority->certificates_n; i++)
		show_certificate(&authority->certificates[i], out);
	cli_trust_show_validity(&authority->validity, "stamp", out);
}

void cli_trust_show_authorities(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_trust_time *time = &trust->time;

	if (time->n == 0)
		return;
	ts_buf_printf(out, "\nTIME\n  stamps    %lld owner%s must vouch for a time\n",
	    (long long)time->stamps, time->stamps == 1 ? "" : "s");
	for (size_t i = 0; i < time->n; i++)
		show_authority(&time->authorities[i], out);
}

struct adding {
	struct cli_trust_editing *e;
	struct ts_json *list; /* owned: the certificates of the new authority */
	struct ts_time now;
};

/* Is the certificate with these bytes listed already? One under another owner is refused later. */
static bool is_listed(const struct cli_trust_editing *e, const void *der, size_t len)
{
	const struct ts_trust_time *time = &e->before->time;

	for (size_t i = 0; i < time->n; i++)
		for (size_t k = 0; k < time->authorities[i].certificates_n; k++) {
			const struct ts_buf *known = &time->authorities[i].certificates[k];

			if (strcmp(time->authorities[i].owner, cli_value(e->args, OPT_OWNER)) ==
				0 &&
			    known->len == len && memcmp(known->data, der, len) == 0)
				return true;
		}
	return false;
}

static int append(struct ts_json *list, const void *der, size_t len, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	ts_base64_add(&text, der, len, true);
	if (ts_buf_cstr(&text) == NULL ||
	    ts_json_append(list, ts_json_new_string((char *)text.data)) != 0)
		ts_err_nomem(err);
	else
		ret = 0;
	ts_buf_free(&text);
	return ret;
}

/* Add one certificate: that of an authority, or of whoever issues those. */
static int take_certificate(void *ctx, const void *der, size_t len, struct ts_err *err)
{
	struct adding *a = ctx;
	struct ts_certificate certificate;
	char until[TS_TIME_TEXT];

	if (ts_certificate_read(der, len, &certificate, err) != 0)
		return -1;
	if (!certificate.is_issuer && !certificate.is_authority) {
		ts_err_set(err, "trust.valid",
		    "the certificate of %.128s is neither that of a time-stamping authority nor "
		    "that of an issuer",
		    certificate.subject);
		return ts_err_expected(err, "extended key usage: critical and timeStamping alone; "
					    "or basic constraints: CA");
	}
	if (is_listed(a->e, der, len))
		return 0;
	if (ts_time_compare(&certificate.until, &a->now) < 0 &&
	    ts_time_format(&certificate.until, until))
		cli_warn(a->e->cli,
		    "the certificate of %s ended on %s: it counts only for stamps "
		    "made before",
		    certificate.subject, until);
	if (append(a->list, der, len, err) != 0)
		return -1;
	ts_buf_printf(&a->e->said, "%s%s (SHA-256 %s)", a->e->said.len == 0 ? "" : ", ",
	    certificate.subject, certificate.sha256);
	return 0;
}

/* The member NAME of OBJECT, which becomes VALUE if there is none; NULL for want of memory. VALUE
 * is owned from here on. */
static struct ts_json *member(struct ts_json *object, const char *name, struct ts_json *value)
{
	if (ts_json_get(object, name) != NULL)
		ts_json_free(value);
	else if (ts_json_put(object, name, value) != 0)
		return NULL;
	return ts_json_get(object, name);
}

/* Append an authority with the CERTIFICATES, which are owned from here on. Returns -1 for want of
 * memory. */
static int append_authority(struct cli_trust_editing *e, struct ts_json *certificates)
{
	const struct {
		const char *member, *text;
	} texts[] = {{"owner", cli_value(e->args, OPT_OWNER)},
	    {"policy", cli_value(e->args, OPT_POLICY)},
	    {"valid_from", cli_value(e->args, OPT_VALID_FROM)},
	    {"valid_until", cli_value(e->args, OPT_VALID_UNTIL)}};
	struct ts_json *time = member(e->before->json, "time", ts_json_new_object());
	struct ts_json *list =
	    time == NULL ? NULL : member(time, "authorities", ts_json_new_array());
	struct ts_json *entry = ts_json_new_object();
	int bad = ts_json_put(entry, "certificates", certificates);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].text != NULL)
			bad |=
			    ts_json_put(entry, texts[i].member, ts_json_new_string(texts[i].text));
	if (list != NULL && bad == 0)
		return ts_json_append(list, entry);
	ts_json_free(entry);
	return -1;
}

/* Does the command line limit which stamps count? */
static bool has_limits(const struct cli_args *args)
{
	return cli_has(args, OPT_POLICY) || cli_has(args, OPT_VALID_FROM) ||
	       cli_has(args, OPT_VALID_UNTIL);
}

int cli_trust_add_authority(struct cli_trust_editing *e, struct ts_err *err)
{
	const char *file = e->args->operands.list[e->args->operands.n - 1];
	const char *owner = cli_value(e->args, OPT_OWNER);
	struct adding a = {.e = e, .list = ts_json_new_array(), .now = ts_clock_now()};
	struct ts_buf text = TS_BUF_INIT;
	int ret = a.list == NULL ? ts_err_nomem(err) : 0;

	if (ret == 0)
		ret = ts_file_slurp(file, PEM_MAX, &text, err);
	if (ret == 0)
		ret = ts_certificates_find(text.data, text.len, take_certificate, &a, err);
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "%s", file);
	e->unchanged = ret == 0 && ts_json_count(a.list) == 0;
	if (e->unchanged && has_limits(e->args)) {
		ret = ts_err_set(err, "trust.valid",
		    "the policy lists these certificates of %s already, with other limits", owner);
		ts_err_fix(err, "change what it says of that authority in %s", e->path);
	}
	ts_buf_printf(&e->said,
	    e->unchanged ? "nothing to add: %s has these certificates already"
			 : ": stamps that lead to this now count as those of %s",
	    owner);
	if (ret != 0 || e->unchanged)
		ts_json_free(a.list);
	else if (append_authority(e, a.list) != 0)
		ret = ts_err_nomem(err);
	ts_buf_free(&text);
	return ret;
}
