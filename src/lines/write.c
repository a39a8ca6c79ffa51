#include "lines/write.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "lines/line_reader.h"
#include "lines/text.h"

struct writing {
	struct ts_buf *out;     /* borrowed */
	struct ts_sha256 *hash; /* owned: of everything before the last line */
	struct ts_sha256 *file; /* owned: of everything */
	uint64_t lines;
};

/* The line that begins at START is complete. */
static int end_line(struct writing *w, size_t start, bool is_last, struct ts_err *err)
{
	const size_t len = w->out->len - start;

	if (ts_buf_ok(w->out)) {
		if (!is_last)
			ts_sha256_add(w->hash, w->out->data + start, len);
		ts_sha256_add(w->file, w->out->data + start, len);
		ts_buf_flush(w->out);
	}
	return ts_buf_ok(w->out) ? 0 : ts_err_nomem(err);
}

static void add_text(struct ts_json_writer *w, const char *name, const char *text)
{
	if (text != NULL)
		ts_jw_string(w, name, text);
}

static void add_digest(
    struct ts_json_writer *w, const char *name, bool has, const unsigned char *digest)
{
	char hex[TS_DIGEST_HEX];

	if (!has)
		return;
	ts_hex_digest(digest, hex);
	ts_jw_string(w, name, hex);
}

static void add_time(
    struct ts_json_writer *w, const char *name, bool has, const struct ts_time *time)
{
	char text[TS_TIME_EXACT];

	if (has && ts_time_format_exact(time, text))
		ts_jw_string(w, name, text);
}

static void add_facts(struct ts_json_writer *w, const struct ts_facts *facts)
{
	if (facts->n == 0)
		return;
	ts_jw_open(w, "facts", '{');
	for (size_t i = 0; i < facts->n; i++) {
		struct ts_buf code = TS_BUF_INIT;

		ts_base64_add(&code, facts->list[i].exact, TS_FACT_EXACT, false);
		ts_jw_text(w, facts->list[i].at, &code);
		ts_buf_free(&code);
	}
	ts_jw_close(w, '}');
}

static void add_details(struct ts_json_writer *w, const struct ts_details *details)
{
	if (details->n == 0)
		return;
	ts_jw_open(w, "details", '[');
	for (size_t i = 0; i < details->n; i++) {
		ts_jw_open(w, NULL, '[');
		ts_jw_string(w, NULL, details->list[i].term);
		ts_jw_string(w, NULL, details->list[i].text);
		ts_jw_close(w, ']');
	}
	ts_jw_close(w, ']');
}

/* What the seal says, or what an untrusted bundle claims. */
static void add_about(struct ts_json_writer *w, const struct ts_examined *file)
{
	const struct ts_stored *s = &file->found;

	if (!s->trusted && file->ref == NULL && file->stage == NULL)
		return;
	if (!s->trusted)
		ts_jw_open(w, "claimed", '{');
	add_text(w, "stage", file->stage);
	add_text(w, "subject", file->ref);
	if (!s->trusted)
		ts_jw_close(w, '}');
}

static void add_bundle(struct ts_json_writer *w, const struct ts_examined *file)
{
	const struct ts_stored *s = &file->found;
	const struct ts_time sealed_before = {.sec = s->sealed_before};
	const struct ts_time not_before = {.sec = s->not_before};

	ts_jw_string(w, "class", ts_class_name(file->class));
	add_text(w, "check", file->check);
	ts_jw_bool(w, "trusted", s->trusted);
	add_about(w, file);
	if (s->is_dated)
		ts_jw_bool(w, "dated", true);
	add_time(w, "expired", s->has_expired, &s->expired);
	add_time(w, "delivered", s->has_delivered, &s->delivered);
	add_text(w, "outcome", file->outcome);
	add_digest(w, "sha256", s->inspected, file->sha256);
	add_digest(w, "statement_sha256", s->has_statement, s->statement);
	add_digest(w, "seal_sha256", s->has_statement, file->seal);
	add_time(w, "sealed_before", s->has_sealed_before, &sealed_before);
	add_time(w, "not_before", s->has_not_before, &not_before);
	add_digest(w, "package_sha256", file->has_package, file->package);
	if (file->is_chained)
		ts_jw_bool(w, "package_is_bundle", true);
	add_facts(w, &file->facts);
	add_details(w, &file->details);
}

static int take(void *ctx, const struct ts_store_entry *entry, struct ts_err *err)
{
	struct writing *w = ctx;
	const struct ts_examined *file = entry->file;
	const char *path = file->shown != NULL ? file->shown : file->unjudged.path;
	struct ts_json_writer json = {.out = w->out, .compact = true};
	const size_t start = w->out->len;

	if (path == NULL) /* it is no bundle */
		return 0;
	w->lines++;
	ts_jw_open(&json, NULL, '{');
	ts_jw_int(&json, "n", (int64_t)entry->number);
	if (entry->store > 0)
		ts_jw_int(&json, "store", (int64_t)entry->store);
	ts_lines_text_write(&json, "path", path);
	/* By a path that is not shown nobody could tell its shard. */
	add_digest(&json, "path_sha256", strcmp(path, file->path) != 0, entry->digest);
	if (file->shown != NULL) {
		add_bundle(&json, file);
	} else {
		ts_jw_string(&json, "unjudged", file->unjudged.check);
		ts_lines_text_write(&json, "message", file->unjudged.message);
	}
	ts_jw_close(&json, '}');
	if (w->out->len - start > TS_LINE_LONGEST)
		return ts_err_set(err, "io", "%s: its line would be longer than 1 MiB", path);
	return end_line(w, start, false, err);
}

/* The last line: what was counted, and the digest of all lines before it. */
static int write_end(struct writing *w, const struct ts_store_params *params,
    const struct ts_store *store, struct ts_err *err)
{
	struct ts_json_writer json = {.out = w->out, .compact = true};
	unsigned char digest[TS_DIGEST_BYTES];
	const size_t start = w->out->len;

	if (ts_sha256_end(w->hash, digest, err) != 0)
		return -1;
	ts_jw_open(&json, NULL, '{');
	ts_jw_open(&json, "end", '{');
	ts_jw_int(&json, "lines", (int64_t)w->lines);
	ts_jw_int(&json, "files", (int64_t)store->files);
	ts_jw_int(&json, "foreign", (int64_t)store->foreign);
	ts_jw_open(&json, "found", '[');
	for (size_t i = 0; i < params->n + (params->list != NULL); i++)
		ts_jw_int(&json, NULL, (int64_t)params->found[i]);
	ts_jw_close(&json, ']');
	ts_jw_open(&json, "listing", '{');
	ts_jw_int(&json, "count", (int64_t)params->listing->count);
	add_digest(&json, "sum", true, params->listing->sum);
	ts_jw_close(&json, '}');
	add_digest(&json, "sha256", true, digest);
	ts_jw_close(&json, '}');
	ts_jw_close(&json, '}');
	return end_line(w, start, true, err);
}

int ts_lines_write(const struct ts_lines_head *head, struct ts_store_params *params,
    struct ts_buf *out, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct writing w = {.out = out, .hash = ts_sha256_new(err), .file = ts_sha256_new(err)};
	struct ts_store store = {.list = NULL};
	struct ts_listing listing = {.count = 0};
	uint64_t *found = calloc(params->n + 1, sizeof(*found));
	int ret = -1;

	if (w.hash == NULL || w.file == NULL)
		goto done;
	if (found == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	params->take = take;
	params->ctx = &w;
	params->shard = head->shard;
	params->shards = head->shards;
	params->listing = &listing;
	params->found = found;
	ts_lines_head_write(head, out);
	if (out->len > TS_LINE_LONGEST) {
		ts_err_set(err, "io", "there are too many stores for the first line (1 MiB)");
		ts_err_fix(err, "name the directory that contains them, or give a list of files");
		goto done;
	}
	if (end_line(&w, 0, false, err) == 0 && ts_store_read(params, &store, err) == 0 &&
	    write_end(&w, params, &store, err) == 0)
		ret = ts_sha256_end(w.file, digest, err);
done:
	params->listing = NULL;
	params->found = NULL;
	ts_store_free(&store);
	ts_sha256_free(w.hash);
	ts_sha256_free(w.file);
	free(found);
	return ret;
}
