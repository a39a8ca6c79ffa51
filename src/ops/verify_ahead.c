/*
 * Step 4 with several threads. This thread walks the headers; the files that stand as the manifest
 * has them are hashed and looked at by others, in batches: small ones out of the memory that they
 * were read into with their headers, large ones, of a bundle in a file, read where they stand. This
 * thread judges the results in the files' order. Whatever is not as expected (a file that is cut
 * off, padding that is not zero, a failing disk) is left to the one thread that reads in order,
 * from the first batch in question on, or, where nobody can go back, told as that one would:
 * findings do not depend on threads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "format/sha256.h"
#include "ops/verify_state.h"

#define ROOM      ((size_t)256 << 10) /* bytes of a large file read at once */
#define SLOTS     64
#define BATCH_MAX 256       /* files in a batch */
#define WORTH     (1 << 20) /* bytes of package; below, threads cost more than they bring */

struct piece {
	uint64_t at, size;         /* of its data */
	const unsigned char *data; /* in the batch's chunk; NULL of a large file */
	uint64_t number;           /* of the entry */
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_verdict *found; /* owned; NULL: nothing */
};

struct batch {
	struct ts_tar_chunk *chunk; /* held; NULL where there is one large file */
	uint64_t header_at;         /* of its first entry */
	size_t line;                /* of its first file in the manifest */
	size_t n;
	struct piece pieces[BATCH_MAX];
	bool failed; /* something was not as expected: the first PADDED files are judged, no more */
	bool bad_padding; /* that of file PADDED is not zero */
	size_t padded;
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

/* Files that are in memory. */
static bool do_held(struct ts_ahead *a, struct worker *w, struct batch *b)
{
	for (b->padded = 0; b->padded < b->n; b->padded++) {
		struct piece *piece = &b->pieces[b->padded];
		size_t size = (size_t)piece->size;

		b->bad_padding = !all_zero(piece->data + size, padding_of(size));
		begin_piece(a, w, b, b->padded);
		if (b->bad_padding || !take(w, piece->data, size) || !end_piece(w, piece))
			return false;
	}
	return true;
}

static void work(void *ctx, unsigned worker, size_t slot)
{
	struct ts_ahead *a = ctx;
	struct worker *w = &a->workers[worker];
	struct batch *b = &a->batches[slot];

	b->bad_padding = false;
	b->padded = 0;
	b->failed = !prepare(a, w) || !(b->chunk == NULL ? do_large(a, w, b) : do_held(a, w, b));
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

	if (s->params->threads < 2 || !s->has_manifest || s->params->observer != NULL ||
	    s->params->known != NULL || s->c->profile == NULL || s->seal.package_bytes < WORTH)
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

static void drop_batch(struct batch *b)
{
	for (size_t p = 0; p < b->n; p++)
		ts_verdict_free(b->pieces[p].found);
	ts_tar_chunk_release(b->chunk);
	b->chunk = NULL;
	b->n = 0;
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
		drop_batch(&a->batches[i]);
	free(a->batches);
	free(a);
}

/* Judge the first N files of a finished batch. */
static int judge_batch(struct ts_ahead *a, struct batch *b, size_t n)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		struct piece *piece = &b->pieces[i];

		a->s->seen[b->line + i] = 1;
		ts_verify_judge_file(a->s, b->line + i, piece->size, piece->digest);
		if (piece->found != NULL)
			ts_verdict_take_failures(a->s->looked, piece->found);
		bytes += piece->size;
	}
	return ts_progress_add(a->progress, bytes, &a->s->err);
}

/* Tell what was not as expected in a batch, as who reads in order would. */
static int fail_batch(struct ts_ahead *a, struct batch *b)
{
	const struct piece *piece = &b->pieces[b->padded];
	struct ts_verifying *s = a->s;
	char path[2 * TS_TAR_PATH_MAX + 4];

	if (judge_batch(a, b, b->padded) != 0)
		return -1;
	if (!b->bad_padding)
		return ts_err_nomem(&s->err);
	snprintf(path, sizeof(path), "%s/%s", s->name, s->manifest.paths[b->line + b->padded]);
	return ts_tar_bad_padding(s->reader, piece->number, path, piece->at + piece->size, &s->err);
}

/* Judge the oldest batch, finished, of SLOT. Returns 1; 0 where reading must go back to it; -1. */
static int settle(struct ts_ahead *a, size_t slot)
{
	struct batch *b = &a->batches[slot];
	int ret = 1;

	if (b->failed && a->s->source->seek == NULL)
		return fail_batch(a, b);
	if (b->failed) {
		a->s->next = b->line;
		return ts_tar_return(a->s->reader, b->header_at, b->pieces[0].number, &a->s->err);
	}
	if (judge_batch(a, b, b->n) != 0)
		ret = -1;
	drop_batch(b);
	ts_pool_release(a->pool);
	return ret;
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

bool ts_ahead_takes(const struct ts_ahead *a, const struct ts_tar_entry *entry)
{
	return entry->size <= TS_TAR_HOLD_MAX || a->s->source->seek != NULL;
}

/* Have the entry's bytes in memory, or pass over them where they are many. After an error what was
 * begun before is judged first. Returns as settle() does. */
static int take_bytes(struct ts_ahead *a, struct piece *piece, struct ts_tar_chunk **chunk)
{
	struct ts_verifying *s = a->s;
	struct ts_err why;
	int ret;

	*chunk = NULL;
	if (piece->size > TS_TAR_HOLD_MAX)
		return ts_tar_skip(s->reader, &s->err) == 0 ? 1 : -1;
	if (ts_tar_hold(s->reader, chunk, &piece->data, &s->err) == 0)
		return 1;
	why = s->err;
	ret = ts_ahead_finish(a);
	if (ret != 1)
		return ret;
	s->err = why;
	return -1;
}

/* Does the batch that is being filled go on with a file in CHUNK? */
static bool goes_on(const struct ts_ahead *a, const struct ts_tar_chunk *chunk)
{
	const struct batch *b = &a->batches[ts_pool_next(a->pool)];

	return a->filling && chunk != NULL && b->chunk == chunk && b->n < BATCH_MAX;
}

int ts_ahead_add(struct ts_ahead *a, const struct ts_tar_entry *entry, size_t line)
{
	struct ts_tar_reader *reader = a->s->reader;
	struct piece piece = {
	    .at = ts_tar_data_at(reader), .size = entry->size, .number = entry->number};
	uint64_t header_at = ts_tar_header_at(reader);
	struct ts_tar_chunk *chunk;
	struct batch *b;
	int ret = take_bytes(a, &piece, &chunk);

	if (ret != 1)
		return ret;
	if (!goes_on(a, chunk)) {
		post(a);
		ret = make_room(a);
		if (ret != 1) {
			ts_tar_chunk_release(chunk);
			return ret;
		}
		b = &a->batches[ts_pool_next(a->pool)];
		drop_batch(b);
		*b = (struct batch){.header_at = header_at, .line = line, .chunk = chunk};
		a->filling = true;
		chunk = NULL; /* the batch has it now */
	}
	ts_tar_chunk_release(chunk);
	b = &a->batches[ts_pool_next(a->pool)];
	b->pieces[b->n++] = piece;
	return 1;
}
