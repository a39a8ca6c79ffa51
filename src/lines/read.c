#include "lines/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/chain.h"
#include "base/permute.h"
#include "crypto/sha256.h"
#include "lines/line_reader.h"
#include "lines/part.h"
#include "lines/places.h"
#include "lines/seal.h"

struct joining {
	const struct ts_lines_params *params;
	struct ts_store *store;
	struct ts_verdict *verdict;
	struct ts_json *own;       /* owned: what every part must have been told */
	struct ts_places places;   /* of all lines */
	struct ts_part_head first; /* owned: of the first part */
	const char *first_file;
	struct ts_listing listing; /* of the first part */
	const char **shards;       /* owned: the file of each shard, or NULL */
	uint64_t *found;           /* owned: for each store */
	struct ts_err err;
};

/* The part that is being read. */
struct part {
	const char *file;
	struct ts_line_reader *reader;
	struct ts_part_head head;
	struct ts_part_end end;
	uint64_t lines, number; /* how many so far; the number in the last one */
	uint64_t *counts;       /* owned: how many of them are in each store */
	uint64_t row;           /* of the file, from 1 */
};

static void fail(struct joining *j, const char *id, const char *at, const char *expected,
    const char *found, const char *fix, const char *message)
{
	ts_verdict_fail(j->verdict,
	    &(struct ts_failure){
		.id = id, .at = at, .expected = expected, .found = found, .fix = fix},
	    "%s", message);
}

/* Place ERR in the part. */
static int at_row(struct joining *j, const struct part *p)
{
	char at[TS_ERR_TEXT];

	memcpy(at, j->err.at, sizeof(at));
	ts_err_at(&j->err, "%.200s, line %llu%s%.200s", p->file, (unsigned long long)p->row,
	    at[0] == '\0' ? "" : ", ", at);
	if (strcmp(j->err.check, "lines.valid") == 0 && j->err.fix[0] == '\0')
		ts_err_fix(&j->err, "make this part again, and look at what changed it");
	return -1;
}

static int invalid(struct joining *j, const struct part *p, const char *what)
{
	ts_err_set(&j->err, "lines.valid", "%s", what);
	return at_row(j, p);
}

/* What a worker was told, in words. The first ones are compared with this audit, all with the first
 * part. */
static const struct {
	const char *member, *what;
	bool own;
} told[] = {{"version", "by another version of tarseal", true},
    {"trust", "under another trust policy", true}, {"profiles", "with other profiles", true},
    {"rules", "with other rules of the content scanner", true}, {"at", "as of another time", true},
    {"stage", "for another stage", true}, {"scan", "with a different --scan", true},
    {"example_keys", "with a different --allow-example-keys", true},
    {"max_files", "with a different --max-files", true}, {"run", "in another run", false},
    {"shards", "with another number of shards", false}};

/* Append a value of the header, as it is written. */
static void add_value(const struct ts_json *value, struct ts_buf *out)
{
	int64_t number;
	bool truth;

	if (ts_json_int(value, &number))
		ts_buf_printf(out, "%lld", (long long)number);
	else if (ts_json_bool(value, &truth))
		ts_buf_add_str(out, truth ? "true" : "false");
	else
		ts_buf_add_str(out, ts_json_string(value) == NULL ? "none" : ts_json_string(value));
}

static void compare(struct joining *j, const struct part *p, const struct ts_json *with,
    const char *what, const char *member, const char *fix)
{
	struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT, message = TS_BUF_INIT;

	add_value(ts_json_get(with, member), &expected);
	add_value(ts_json_get(p->head.json, member), &found);
	ts_buf_printf(&message, "this part was made %s", what);
	if (ts_buf_cstr(&expected) == NULL || ts_buf_cstr(&found) == NULL ||
	    ts_buf_cstr(&message) == NULL)
		j->verdict->failed = true;
	else if (strcmp((char *)expected.data, (char *)found.data) != 0)
		fail(j, "lines.same", p->file, (char *)expected.data, (char *)found.data, fix,
		    (char *)message.data);
	ts_buf_free(&expected);
	ts_buf_free(&found);
	ts_buf_free(&message);
}

/* A single store or a list may have another name on every machine, but several stores must be the
 * same ones in the same order: which is which is told by their places. */
static bool same_stores(const struct ts_part_head *a, const struct ts_part_head *b)
{
	if (a->stores_n != b->stores_n || (a->list == NULL) != (b->list == NULL))
		return false;
	for (size_t i = 0; a->stores_n > 1 && i < a->stores_n; i++)
		if (strcmp(a->stores[i], b->stores[i]) != 0)
			return false;
	return true;
}

/* Compare with what this audit was told, and with the first part. */
static void judge_same(struct joining *j, const struct part *p)
{
	ts_verdict_ran(j->verdict, "lines.same");
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		/* The run is known here only if --run says which one. */
		if (told[i].own ||
		    (strcmp(told[i].member, "run") == 0 && j->params->own->run != NULL))
			compare(j, p, j->own, told[i].what, told[i].member,
			    told[i].own ? "join it with the same, or make the part again"
					: "remove the part, which is left over from another run");
		else if (p->head.json != j->first.json)
			compare(j, p, j->first.json, told[i].what, told[i].member,
			    "join the parts of one run only");
	}
	if (!same_stores(&p->head, &j->first))
		fail(j, "lines.same", p->file, NULL, NULL,
		    "give every worker the same stores, in the same order, and the same list",
		    "this part was made from other stores");
}

/* Write the header that every part should have. */
static int make_own(struct joining *j, const struct part *p)
{
	struct ts_lines_head *own = j->params->own;
	struct ts_buf text = TS_BUF_INIT;
	int ret = -1;

	if (j->params->any_time &&
	    !ts_time_parse(ts_json_string(ts_json_get(p->head.json, "at")), &own->at))
		return invalid(j, p, "its time is malformed");
	ts_lines_head_write(own, &text);
	if (!ts_buf_ok(&text))
		ts_err_nomem(&j->err);
	else
		ret = ts_json_parse(text.data, text.len, "lines.valid", &j->own, &j->err);
	ts_buf_free(&text);
	return ret;
}

/* The first part says what the others must agree with. */
static int begin_run(struct joining *j, struct part *p)
{
	j->first = p->head;
	j->first_file = p->file;
	j->shards = calloc((size_t)p->head.shards + 1, sizeof(*j->shards));
	j->found = calloc(p->head.stores_n + 1, sizeof(*j->found));
	if (j->shards == NULL || j->found == NULL)
		return ts_err_nomem(&j->err);
	return make_own(j, p);
}

/* The path that says to which shard a line belongs, hashed. */
static int find_digest(struct joining *j, const struct part *p, struct ts_part_line *line)
{
	const char *path = line->file.shown;

	if (line->is_hidden)
		return 0;
	path = path == NULL ? line->file.unjudged.path : path;
	if (line->store < p->head.stores_n)
		path = ts_listing_relative(path, p->head.stores[line->store]);
	return ts_sha256_of(path, strlen(path), line->digest, &j->err);
}

/* The stores of a part, and one for its list. */
static size_t count_stores(const struct ts_part_head *head)
{
	return head->stores_n + (head->list != NULL);
}

static int keep_line(struct joining *j, struct ts_part_line *line)
{
	if (ts_places_add(&j->places, line->number, line->file.shown != NULL, &j->err) != 0)
		return -1;
	return ts_store_keep(j->store, &line->file, &j->err);
}

static int take_line(struct joining *j, struct part *p, const char *text, size_t len)
{
	struct ts_part_line line;
	int ret = ts_part_line_read(text, len, j->store->key, &line, &j->err);

	if (ret != 0) {
		at_row(j, p);
	} else if (line.number <= p->number) {
		ret = invalid(j, p, "its lines are out of order");
	} else if (line.store >= count_stores(&p->head)) {
		ret = invalid(j, p, "it names a store that the first line does not");
	} else if (find_digest(j, p, &line) != 0) {
		ret = -1;
	} else if (ts_listing_shard(line.digest, p->head.shards) != p->head.shard) {
		ts_err_set(&j->err, "lines.shard", "a path does not belong to shard %llu",
		    (unsigned long long)p->head.shard);
		ts_err_fix(&j->err, "make this part again");
		ret = at_row(j, p);
	} else {
		p->number = line.number;
		p->lines++;
		p->counts[line.store]++;
		ret = keep_line(j, &line);
	}
	ts_part_line_free(&line);
	return ret;
}

/* Check the last line, and add up what it counts. */
static int take_end(struct joining *j, struct part *p, const char *text, size_t len)
{
	unsigned char before[TS_DIGEST_BYTES];
	struct ts_part_end *end = &p->end;

	if (ts_part_end_read(text, len, end, &j->err) != 0)
		return at_row(j, p);
	if (ts_line_reader_before(p->reader, before, &j->err) != 0)
		return -1;
	if (memcmp(before, end->sha256, sizeof(before)) != 0)
		return invalid(j, p, "the digest in the last line is not that of the lines");
	if (end->lines != p->lines || end->found_n != count_stores(&p->head) ||
	    memcmp(end->found, p->counts, end->found_n * sizeof(*p->counts)) != 0 ||
	    end->files - end->foreign != p->lines || end->files < end->foreign ||
	    end->files > end->listing.count || p->number > end->listing.count)
		return invalid(j, p, "the counts in the last line do not agree with the lines");
	j->store->files += end->files;
	j->store->foreign += end->foreign;
	for (size_t i = 0; i < end->found_n && i < j->first.stores_n + 1; i++)
		j->found[i] += end->found[i];
	return 0;
}

static int read_rows(struct joining *j, struct part *p)
{
	const char *text;
	bool ended = false;
	size_t len;
	int ret;

	while ((ret = ts_line_reader_next(p->reader, &text, &len, &j->err)) == 1) {
		p->row++;
		if (ended)
			return invalid(j, p, "something follows the last line");
		ended = ts_part_is_end(text);
		if ((ended ? take_end(j, p, text, len) : take_line(j, p, text, len)) != 0)
			return -1;
	}
	p->row++;
	if (ret != 0)
		return at_row(j, p);
	return ended ? 0 : invalid(j, p, "it ends without its last line, so it is not complete");
}

/* Every shard once, and every listing the same. */
static void judge_part(struct joining *j, const struct part *p)
{
	const char **shard = &j->shards[p->head.shard];
	const struct ts_listing *listing = &p->end.listing;
	char text[96];

	if (*shard != NULL) {
		snprintf(text, sizeof(text), "shard %llu is there twice",
		    (unsigned long long)p->head.shard);
		fail(j, "lines.complete", p->file, NULL, *shard,
		    "give each part once, and only those of one run", text);
		return;
	}
	*shard = p->file;
	if (p->head.json == j->first.json) {
		j->listing = *listing;
	} else if (listing->count != j->listing.count ||
		   memcmp(listing->sum, j->listing.sum, sizeof(listing->sum)) != 0) {
		snprintf(text, sizeof(text), "this part lists %llu files, and the first one %llu%s",
		    (unsigned long long)listing->count, (unsigned long long)j->listing.count,
		    listing->count == j->listing.count ? " others" : "");
		fail(j, "lines.complete", p->file, NULL, j->first_file,
		    "give every worker the same directory, and the right to read all of it; run "
		    "again, "
		    "if the store has changed since; and keep the parts out of it",
		    text);
	}
}

static int read_part(struct joining *j, const char *file)
{
	struct part p = {.file = file};
	const char *text;
	size_t len;
	bool is_first = j->first.json == NULL, failed = ts_verdict_any_failed(j->verdict);
	int ret = ts_line_reader_open(file, &p.reader, &j->err);

	if (ret == 0)
		ret = ts_line_reader_next(p.reader, &text, &len, &j->err);
	p.row = 1;
	if (ret == 0)
		ret = invalid(j, &p, "it is empty");
	else if (ret == 1 && ts_part_head_read(text, len, &p.head, &j->err) == 0)
		ret = 0;
	else if (p.reader != NULL)
		ret = at_row(j, &p);
	p.counts = calloc(p.head.stores_n + 1, sizeof(*p.counts));
	if (ret == 0 && p.counts == NULL)
		ret = ts_err_nomem(&j->err);
	if (ret == 0 && is_first)
		ret = begin_run(j, &p);
	if (ret == 0)
		judge_same(j, &p);
	/* What was made under other terms says nothing here. */
	if (ret == 0 && !ts_verdict_any_failed(j->verdict))
		ret = read_rows(j, &p);
	if (ret == 0 && !ts_verdict_any_failed(j->verdict)) {
		judge_part(j, &p);
		ret = ts_lines_seal_judge(file, p.reader, j->params->trust, &j->params->now,
		    j->params->allow_example_keys, j->verdict, &j->err);
	}
	if (!failed && (ret != 0 || ts_verdict_any_failed(j->verdict)))
		ts_verdict_set_path(j->verdict, file);
	ts_line_reader_free(p.reader);
	ts_part_end_free(&p.end);
	free(p.counts);
	if (p.head.json != j->first.json || p.head.json == NULL)
		ts_part_head_free(&p.head);
	return ret;
}

static void judge_complete(struct joining *j)
{
	uint64_t missing = 0, first = 0;
	char text[96];

	ts_verdict_ran(j->verdict, "lines.complete");
	for (uint64_t i = 1; i <= j->first.shards; i++) {
		if (j->shards[i] != NULL)
			continue;
		first = missing++ == 0 ? i : first;
	}
	if (missing == 0 && j->store->files == j->listing.count)
		return;
	if (missing == 0)
		snprintf(text, sizeof(text), "the parts have %llu files, but list %llu",
		    (unsigned long long)j->store->files, (unsigned long long)j->listing.count);
	else
		snprintf(text, sizeof(text), "%llu of %llu shards %s missing: %s%llu",
		    (unsigned long long)missing, (unsigned long long)j->first.shards,
		    missing == 1 ? "is" : "are", missing == 1 ? "" : "the first is ",
		    (unsigned long long)first);
	fail(j, "lines.complete", NULL, NULL, NULL,
	    "make the missing parts (--shard), or make all of them again", text);
}

/* A store in which no part found a bundle. */
static int keep_empty(struct joining *j)
{
	for (size_t i = 0; i < count_stores(&j->first); i++)
		if (j->found[i] == 0 &&
		    ts_store_keep_empty(j->store,
			i < j->first.stores_n ? j->first.stores[i] : j->first.list, &j->err) != 0)
			return -1;
	return 0;
}

/* Everything was read, and it is complete: make of it what one process would have found. */
static int join(struct joining *j)
{
	struct ts_store *store = j->store;

	ts_store_settle(store, j->params->before);
	if (ts_chain_link(store, &j->err) != 0 ||
	    ts_permute(store->list, store->n, sizeof(*store->list), j->places.order, &j->err) != 0)
		return -1;
	return keep_empty(j);
}

/* Is every file there, and only once? */
static int judge_whole(struct joining *j)
{
	judge_complete(j);
	if (ts_places_sort(&j->places, &j->err) != 0)
		return -1;
	if (!ts_places_are_unique(&j->places))
		fail(j, "lines.complete", NULL, NULL, NULL, "make all parts again",
		    "two lines are about the same file");
	return 0;
}

void ts_lines_read(
    const struct ts_lines_params *params, struct ts_store *store, struct ts_verdict *verdict)
{
	struct joining j = {.params = params, .store = store, .verdict = verdict};
	int ret = 0;

	*store = (struct ts_store){.list = NULL};
	ts_shorthash_key(store->key);
	ts_verdict_ran(verdict, "lines.valid");
	ts_verdict_ran(verdict, "lines.shard");
	for (size_t i = 0; ret == 0 && i < params->n; i++)
		ret = read_part(&j, params->files[i]);
	if (ret == 0 && !ts_verdict_any_failed(verdict))
		ret = judge_whole(&j);
	if (ret == 0 && !ts_verdict_any_failed(verdict))
		ret = join(&j);
	if (ret != 0)
		ts_verdict_fail_err(verdict, &j.err);
	ts_part_head_free(&j.first);
	ts_json_free(j.own);
	ts_places_free(&j.places);
	free(j.shards);
	free(j.found);
}
