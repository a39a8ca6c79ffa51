/* Waivers files that tarseal writes: drafts for a person to complete, and baselines. */
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "format/json_write.h"

void cli_waiver_draft_begin(struct cli_waiver_draft *draft, struct cli_waivers *waivers, const char *baseline)
{
	char salt[TS_DIGEST_HEX];

	if (!waivers->waivers.has_salt) {
		ts_salt_new(waivers->waivers.salt);
		waivers->waivers.has_salt = true;
	}
	*draft = (struct cli_waiver_draft){.baseline = baseline};
	ts_hex_digest(waivers->waivers.salt, salt);
	ts_buf_printf(&draft->out,
	    "{\n  \"tarseal\": \"waivers/1\",\n  \"salt\": \"%s\",\n  \"waivers\": [", salt);
	for (size_t i = 0; i < waivers->waivers.n; i++) {
		struct ts_waivers one = {.list = &waivers->waivers.list[i], .n = 1};
		struct ts_buf text = TS_BUF_INIT;

		ts_waivers_write(&one, &text); /* in its brackets, which stay here */
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
	ts_buf_free(&draft->out);
	return ret;
}
