#include "lines/head.h"

#include <stdlib.h>
#include <string.h>

#include "lines/text.h"

static void add_text(struct ts_json_writer *w, const char *name, const char *text)
{
	if (text != NULL)
		ts_jw_string(w, name, text);
}

int ts_lines_head_fill(
    struct ts_lines_head *head, const struct ts_verify_params *verify, struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];

	if (ts_profile_set_digest(verify->profiles, digest, err) != 0)
		return -1;
	ts_hex_digest(digest, head->profiles);
	memcpy(head->trust, verify->trust->sha256, TS_DIGEST_HEX);
	memcpy(head->rules, verify->rules->sha256, TS_DIGEST_HEX);
	head->at = verify->now;
	head->scan = verify->scan;
	head->example_keys = verify->allow_example_keys;
	head->max_files = verify->max_files;
	return 0;
}

void ts_lines_head_write(const struct ts_lines_head *head, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out, .compact = true};
	char at[TS_TIME_EXACT];

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", TS_LINES_FORM);
	ts_jw_string(&w, "version", TS_VERSION);
	add_text(&w, "run", head->run);
	ts_jw_int(&w, "shard", (int64_t)head->shard);
	ts_jw_int(&w, "shards", (int64_t)head->shards);
	add_text(&w, "at", ts_time_format_exact(&head->at, at) ? at : "");
	ts_jw_string(&w, "stage", head->stage);
	ts_jw_string(&w, "trust", head->trust);
	ts_jw_string(&w, "profiles", head->profiles);
	ts_jw_string(&w, "rules", head->rules);
	ts_jw_bool(&w, "scan", head->scan);
	ts_jw_bool(&w, "example_keys", head->example_keys);
	ts_jw_int(&w, "max_files", (int64_t)head->max_files);
	ts_jw_open(&w, "stores", '[');
	for (size_t i = 0; i < head->stores_n; i++)
		ts_lines_text_write(&w, NULL, head->stores[i]);
	ts_jw_close(&w, ']');
	ts_lines_text_write(&w, "list", head->list);
	ts_jw_close(&w, '}');
}
