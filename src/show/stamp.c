#include "show/stamp.h"

#include <string.h>

#include "crypto/timestamp.h"
#include "format/json_write.h"
#include "show/escape.h"

static void add_line(struct ts_buf *out, const char *label, const char *text)
{
	ts_buf_printf(out, "%-13s", label);
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

static void add_hex(struct ts_buf *out, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ts_buf_printf(out, "%02x", data[i]);
}

static void add_hex_line(
    struct ts_buf *out, const char *label, const unsigned char *data, size_t len)
{
	if (len == 0)
		return;
	ts_buf_printf(out, "%-13s", label);
	add_hex(out, data, len);
	ts_buf_add_str(out, "\n");
}

/* The certificates in the stamp; TAKE gets each, or NULL for one that OpenSSL cannot read. Without
 * memory for that OUT fails. */
static void each_certificate(const struct ts_stamp *stamp, struct ts_buf *out,
    void (*take)(void *ctx, const struct ts_certificate *certificate), void *ctx)
{
	struct ts_der in = ts_der_inside(&stamp->certificates);
	struct ts_certificate certificate;
	struct ts_der_item item;
	struct ts_err err;

	while (stamp->certificates.len > 0 && ts_der_next(&in, &item)) {
		const bool is_read =
		    ts_certificate_read(item.start, item.whole, &certificate, &err) == 0;

		out->failed = out->failed || (!is_read && strcmp(err.check, "io") == 0);
		take(ctx, is_read ? &certificate : NULL);
	}
}

static void add_certificate_text(void *ctx, const struct ts_certificate *certificate)
{
	char from[TS_TIME_TEXT], until[TS_TIME_TEXT];
	struct ts_buf *out = ctx;

	if (certificate == NULL) {
		add_line(out, "certificate", "(OpenSSL cannot read it)");
		return;
	}
	ts_time_format(&certificate->from, from);
	ts_time_format(&certificate->until, until);
	add_line(out, "certificate", certificate->subject);
	ts_buf_printf(out, "  %-11s%s to %s\n  %-11s%s\n", "valid", from, until, "sha256",
	    certificate->sha256);
}

void ts_show_stamp_text(const struct ts_stamp *stamp, const char *path, struct ts_buf *out)
{
	ts_buf_add_str(out, "UNVERIFIED: this is what the time stamp says about itself. Anybody "
			    "can write one; see: "
			    "tarseal stamp add\n\n");
	add_line(out, "file", path);
	ts_buf_printf(out, "%-13s%s:", "of", stamp->info.imprint.algorithm);
	add_hex(out, stamp->info.imprint.digest, stamp->info.imprint.len);
	ts_buf_printf(out, "\n%-13s%s\n", "time", stamp->info.at_text);
	if (stamp->info.has_accuracy)
		ts_buf_printf(out, "%-13s%lld second%s at most\n", "accuracy",
		    (long long)stamp->info.accuracy, stamp->info.accuracy == 1 ? "" : "s");
	else
		add_line(out, "accuracy", "not given");
	add_line(out, "policy", stamp->info.policy);
	add_hex_line(out, "serial", stamp->info.serial.data, stamp->info.serial.len);
	add_hex_line(out, "nonce", stamp->info.nonce.data, stamp->info.nonce.len);
	each_certificate(stamp, out, add_certificate_text, out);
}

static void put_hex(
    struct ts_json_writer *w, const char *name, const unsigned char *data, size_t len)
{
	struct ts_buf hex = TS_BUF_INIT;

	add_hex(&hex, data, len);
	if (len == 0)
		ts_jw_string(w, name, NULL);
	else
		ts_jw_text(w, name, &hex);
	ts_buf_free(&hex);
}

static void add_certificate_json(void *ctx, const struct ts_certificate *certificate)
{
	char from[TS_TIME_TEXT], until[TS_TIME_TEXT];
	struct ts_json_writer *w = ctx;

	if (certificate == NULL) {
		ts_jw_string(w, NULL, NULL);
		return;
	}
	ts_time_format(&certificate->from, from);
	ts_time_format(&certificate->until, until);
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "subject", certificate->subject);
	ts_jw_string(w, "valid_from", from);
	ts_jw_string(w, "valid_until", until);
	ts_jw_string(w, "sha256", certificate->sha256);
	ts_jw_close(w, '}');
}

void ts_show_stamp_json(const struct ts_stamp *stamp, const char *path, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", "stamp/1");
	ts_jw_bool(&w, "verified", false);
	ts_jw_string(&w, "path", path);
	ts_jw_string(&w, "algorithm", stamp->info.imprint.algorithm);
	put_hex(&w, "digest", stamp->info.imprint.digest, stamp->info.imprint.len);
	ts_jw_string(&w, "at", stamp->info.at_text);
	if (stamp->info.has_accuracy)
		ts_jw_int(&w, "accuracy", stamp->info.accuracy);
	else
		ts_jw_string(&w, "accuracy", NULL);
	ts_jw_string(&w, "policy", stamp->info.policy);
	put_hex(&w, "serial", stamp->info.serial.data, stamp->info.serial.len);
	put_hex(&w, "nonce", stamp->info.nonce.data, stamp->info.nonce.len);
	ts_jw_open(&w, "certificates", '[');
	each_certificate(stamp, out, add_certificate_json, &w);
	ts_jw_close(&w, ']');
	ts_jw_close(&w, '}');
}
