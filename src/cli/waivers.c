#include "cli/waivers.h"

#include <string.h>

#include "base/file.h"
#include "format/json_write.h"

#define FILE_MAX ((size_t)64 << 20) /* a baseline of a large repository */

int cli_waivers_load(const char *path, struct cli_waivers *waivers, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT;
	char at[TS_ERR_TEXT];
	int ret;

	*waivers = (struct cli_waivers){0};
	if (path == NULL)
		return 0;
	ret = ts_file_slurp(path, FILE_MAX, &text, err);
	if (ret != 0)
		err->check = "waivers.valid";
	else
		ret = ts_waivers_parse(
		    text.data, text.len, "waivers.valid", &waivers->json, &waivers->waivers, err);
	ts_buf_free(&text);
	if (ret == 0)
		return 0;
	memcpy(at, err->at, sizeof(at));
	return ts_err_at(err, "%.200s%s%.200s", path, at[0] == '\0' ? "" : ", ", at);
}

void cli_waivers_free(struct cli_waivers *waivers)
{
	ts_waivers_free(&waivers->waivers);
	ts_json_free(waivers->json);
	*waivers = (struct cli_waivers){0};
}

void cli_waivers_salt(struct cli_waivers *waivers)
{
	if (waivers->waivers.has_salt)
		return;
	ts_salt_new(waivers->waivers.salt);
	waivers->waivers.has_salt = true;
}

void cli_waiver_draft_begin(
    struct cli_waiver_draft *draft, struct cli_waivers *waivers, const char *baseline)
{
	char salt[TS_DIGEST_HEX];

	cli_waivers_salt(waivers);
	*draft = (struct cli_waiver_draft){.baseline = baseline};
	ts_hex_digest(waivers->waivers.salt, salt);
	ts_buf_printf(&draft->out,
	    "{\n  \"tarseal\": \"waivers/1\",\n  \"salt\": \"%s\",\n  \"waivers\": [", salt);
	for (size_t i = 0; i < waivers->waivers.n; i++) {
		struct ts_waivers one = {.list = &waivers->waivers.list[i], .n = 1};
		struct ts_buf text = TS_BUF_INIT;

		ts_waivers_write(&one, &text); /* with brackets, which are left out */
		ts_buf_add_str(&draft->out, draft->n++ > 0 ? ",\n    " : "\n    ");
		if (ts_buf_ok(&text))
			ts_buf_add(&draft->out, text.data + 1, text.len - 2);
		ts_buf_free(&text);
	}
}

void cli_waiver_draft_add(void *ctx, const char *rule, const char *path, const char *fingerprint)
{
	struct cli_waiver_draft *draft = ctx;
	struct ts_json_writer w = {.out = &draft->out};
	const char *filled = draft->baseline;

	ts_buf_add_str(&draft->out, draft->n++ > 0 ? ",\n    " : "\n    ");
	ts_buf_printf(&draft->out, "{\"rule\": \"%s\", \"path\": ", rule);
	ts_jw_string(&w, NULL, path);
	ts_buf_printf(&draft->out,
	    ", \"fingerprint\": \"%s\",\n      \"reason_ref\": \"%s\", \"waived_by\": \"%s\", "
	    "\"expires_at\": \"%s\"}",
	    fingerprint, filled == NULL ? "" : "scan:baseline",
	    filled == NULL ? "" : "role:baseline", filled == NULL ? "" : filled);
}

int cli_waiver_draft_write(struct cli_waiver_draft *draft, const char *path, struct ts_err *err)
{
	int ret;

	ts_buf_add_str(&draft->out, draft->n > 0 ? "\n  ]\n}\n" : "]\n}\n");
	ret = ts_buf_ok(&draft->out)
		  ? ts_file_create(path, 0666, false, draft->out.data, draft->out.len, err)
		  : ts_err_nomem(err);
	return ret;
}

void cli_waiver_draft_free(struct cli_waiver_draft *draft)
{
	ts_buf_free(&draft->out);
}
