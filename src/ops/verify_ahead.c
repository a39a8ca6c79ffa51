/*
 * Step 4 with several threads, for a bundle in a file. This thread walks the headers; the files
 * that stand as the manifest has them are hashed and looked at by others, in batches, each read
 * where it stands; and this thread judges the results in the files' order. Whatever is not as
 * expected (a file that is cut off, padding that is not zero, a failing disk) is left to the one
 * thread that reads in order, from the first batch in question on: findings are its findings,
 * however many threads there are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "format/sha256.h"
#include "ops/verify_state.h"

#define ROOM      ((size_t)256 << 10) /* bytes read at once */
#define SLOTS     64
#define BATCH_MAX 256                 /* files in a batch */
#define WORTH     ((uint64_t)1 << 20) /* below, threads cost more than they bring */

struct piece {
	uint64_t at, size; /* of its data */
	uint64_t number;   /* of the entry */
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_verdict *found; /* owned; NULL: nothing */
};

struct batch {
	uint64_t header_at; /* of its first entry */
	size_t line;        /* of its first file in the manifest */
	size_t n;
	struct piece pieces[BATCH_MAX];
	bool failed; /* not judged: something was not as expected */
};

struct worker {
	unsigned char *room;    /* owned, ROOM bytes */
	struct ts_sha256 *hash; /* owned */
	struct ts_look *look;   /* owned */
};

struct ts_ahead {
	struct ts_verifying *s;
	struct ts_pool *pool; /* owned */
	unsigned threads;
	struct worker workers[TS_THREADS_MAX];
	struct batch *batches;        /* owned, SLOTS of them */
	bool filling;                 /* the next slot's batch has files already */
	struct ts_progress *progress; /* borrowed: told here, not by who reads */
};

static bool prepare(struct ts_ahead *a, struct worker *w)
{
	struct ts_err err;

	if (w->room == NULL)
		w->room = malloc(ROOM);
	if (w->hash == NULL)
		w->hash = ts_sha256_new(&err);
	if (w->look == NULL && ts_look_new(a->s->params->rules, &w->look, &err) == 0)
		ts_look_set(w->look, &a->s->look_terms);
	return w->room != NULL && w->hash != NULL && w->look != NULL;
}

static bool all_zero(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != 0)
			return false;
	return true;
}

static size_t padding_of(uint64_t size)
{
	return (size_t)(-size % TS_TAR_BLOCK);
}

static bool take(struct worker *w, const unsigned char *data, size_t len)
{
	struct ts_err err;

	ts_sha256_add(w->hash, data, len);
	return ts_look_take(w->look, data, len, &err) == 0;
}

static void begin_piece(struct ts_ahead *a, struct worker *w, const struct batch *b, size_t i)
{
	const char *path = a->s->manifest.paths[b->line + i];

	ts_look_begin(w->look, &(struct ts_look_file){.path = path,
				   .shown = path,
				   .number = b->pieces[i].number,
				   .search = a->s->search});
}

static bool end_piece(struct worker *w, struct piece *piece)
{
	struct ts_verdict *found = ts_verdict_new("");
	struct ts_err err;

	if (found == NULL || ts_sha256_end(w->hash, piece->digest, &err) != 0 ||
	    ts_look_end(w->look, found, &err) != 0 || found->failed) {
		ts_verdict_free(found);
		return false;
	}
	if (found->n == 0) {
		ts_verdict_free(found);
		found = NULL;
	}
	piece->found = found;
	return true;
}

/* A file of any size, and its padding. */
static bool do_large(struct ts_ahead *a, struct worker *w, struct batch *b)
{
	struct piece *piece = &b->pieces[0];
	uint64_t left = piece->size, at = piece->at;
	size_t padding = padding_of(piece->size);
	struct ts_err err;

	begin_piece(a, w, b, 0);
	while (left > 0) {
		size_t n = left < ROOM ? (size_t)left : ROOM;

		if (ts_source_read_all(a->s->source, w->room, n, at, &err) != (ssize_t)n ||
		    !take(w, w->room, n))
			return false;
		at += n;
		left -= n;
	}
	if (ts_source_read_all(a->s->source, w->room, padding, at, &err) != (ssize_t)padding ||
	    !all_zero(w->room, padding))
		return false;
	return end_piece(w, piece);
}

/* Files that stand one behind the other, and fit into the room with the headers between them. */
static bool do_small(struct ts_ahead *a, struct worker *w, struct batch *b)
{
	const struct piece *last = &b->pieces[b->n - 1];
	const uint64_t from = b->pieces[0].at;
	const size_t len = (size_t)(last->at - from + last->size + padding_of(last->size));
	struct ts_err err;

	if (ts_source_read_all(a->s->source, w->room, len, from, &err) != (ssize_t)len)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		struct piece *piece = &b->pieces[i];
		const unsigned char *data = w->room + (piece->at - from);

		begin_piece(a, w, b, i);
		if (!take(w, data, (size_t)piece->size) ||
		    !all_zero(data + piece->size, padding_of(piece->size)) || !end_piece(w, piece))
			return false;
	}
	return true;
}

static void work(void *ctx, unsigned worker, size_t slot)
{
	struct ts_ahead *a = ctx;
	struct worker *w = &a->workers[worker];
	struct batch *b = &a->batches[slot];
	bool large = b->n == 1 && b->pieces[0].size + TS_TAR_BLOCK > ROOM;

	b->failed = !prepare(a, w) || !(large ? do_large(a, w, b) : do_small(a, w, b));
	if (!b->failed)
		return;
	/* What these held is of no use to who comes next. */
	ts_sha256_free(w->hash);
	ts_look_free(w->look);
	w->hash = NULL;
	w->look = NULL;
}

struct ts_ahead *ts_ahead_new(struct ts_verifying *s)
{
	struct ts_ahead *a;
	struct ts_err err;

	if (s->params->threads < 2 || s->source->seek == NULL || !s->has_manifest ||
	    s->params->observer != NULL || s->params->known != NULL ||
	    s->source->size < (int64_t)WORTH || s->c->profile == NULL)
		return NULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->s = s;
	a->threads = s->params->threads < TS_THREADS_MAX ? s->params->threads : TS_THREADS_MAX;
	a->batches = calloc(SLOTS, sizeof(*a->batches));
	if (a->batches == NULL || ts_pool_new(a->threads, SLOTS, work, a, &a->pool, &err) != 0) {
		ts_ahead_free(a);
		return NULL;
	}
	a->progress = *s->progress;
	*s->progress = NULL;
	return a;
}

void ts_ahead_free(struct ts_ahead *a)
{
	if (a == NULL)
		return;
	if (a->progress != NULL)
		*a->s->progress = a->progress;
	ts_pool_free(a->pool);
	for (unsigned i = 0; i < a->threads; i++) {
		free(a->workers[i].room);
		ts_sha256_free(a->workers[i].hash);
		ts_look_free(a->workers[i].look);
	}
	for (size_t i = 0; a->batches != NULL && i < SLOTS; i++)
		for (size_t p = 0; p < a->batches[i].n; p++)
			ts_verdict_free(a->batches[i].pieces[p].found);
	free(a->batches);
	free(a);
}

/* Judge the files of a finished batch. */
static int judge_batch(struct ts_ahead *a, struct batch *b)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct piece *piece = &b->pieces[i];

		a->s->seen[b->line + i] = 1;
		ts_verify_judge_file(a->s, b->line + i, piece->size, piece->digest);
		if (piece->found != NULL)
			ts_verdict_take_failures(a->s->looked, piece->found);
		ts_verdict_free(piece->found);
		piece->found = NULL;
		bytes += piece->size;
	}
	b->n = 0;
	return ts_progress_add(a->progress, bytes, &a->s->err);
}

/* Judge the oldest batch, finished, of SLOT. Returns 1; 0 where reading must go back to it; -1. */
static int settle(struct ts_ahead *a, size_t slot)
{
	struct batch *b = &a->batches[slot];

	if (b->failed) {
		a->s->next = b->line;
		return ts_tar_return(a->s->reader, b->header_at, b->pieces[0].number, &a->s->err);
	}
	if (judge_batch(a, b) != 0)
		return -1;
	ts_pool_release(a->pool);
	return 1;
}

static void post(struct ts_ahead *a)
{
	if (a->filling)
		ts_pool_post(a->pool);
	a->filling = false;
}

int ts_ahead_finish(struct ts_ahead *a)
{
	size_t slot;
	int ret = 1;

	post(a);
	while (ret == 1 && ts_pool_take(a->pool, &slot))
		ret = settle(a, slot);
	return ret;
}

/* Does the file fit into the batch beside those that are there? */
static bool fits(const struct batch *b, uint64_t at, uint64_t size)
{
	return b->n < BATCH_MAX && at - b->pieces[0].at + size + TS_TAR_BLOCK <= ROOM;
}

/* Have a batch to fill in the next slot. Returns as settle() does. */
static int make_room(struct ts_ahead *a)
{
	size_t slot;
	int ret = 1;

	while (ret == 1 && ts_pool_try(a->pool, &slot))
		ret = settle(a, slot);
	while (ret == 1 && !ts_pool_has_room(a->pool) && ts_pool_take(a->pool, &slot))
		ret = settle(a, slot);
	return ret;
}

int ts_ahead_add(struct ts_ahead *a, const struct ts_tar_entry *entry, size_t line)
{
	struct ts_tar_reader *reader = a->s->reader;
	uint64_t at = ts_tar_data_at(reader);
	struct batch *b = &a->batches[ts_pool_next(a->pool)];
	int ret;

	if (a->filling && !fits(b, at, entry->size))
		post(a);
	if (!a->filling) {
		ret = make_room(a);
		if (ret != 1)
			return ret;
		b = &a->batches[ts_pool_next(a->pool)];
		b->header_at = ts_tar_header_at(reader);
		b->line = line;
		b->n = 0;
		a->filling = true;
	}
	b->pieces[b->n++] = (struct piece){.at = at, .size = entry->size, .number = entry->number};
	return ts_tar_skip(reader, &a->s->err) == 0 ? 1 : -1;
}
