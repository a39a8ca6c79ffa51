#include "pack/check_parallel.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

#define SMALL     ((uint64_t)64 << 10) /* bytes of the largest file */
#define BATCH     ((size_t)256 << 10)  /* bytes of the largest batch */
#define BATCH_MAX 256                  /* files of the largest batch */
#define SLOTS     16
#define MIN_WORK  64 /* files; for fewer, starting threads costs more than it saves */

struct worker {
	struct ts_sha256 *hash;       /* owned */
	struct ts_boundary *boundary; /* owned */
};

struct ts_check_parallel {
	struct ts_checking *k;
	struct ts_pool *pool; /* owned */
	unsigned threads;
	struct worker workers[TS_THREADS_MAX];
	struct ts_check_batch batches[SLOTS];
	size_t next; /* the first file that is not in a batch yet */
	bool taken;  /* the caller has the oldest batch */
};

/* A worker's position in a batch. */
struct cursor {
	struct worker *w;
	unsigned char *to;
};

static bool is_small(const struct ts_checking *k, size_t i)
{
	const struct ts_tree_file *file = &k->plan->tree.files[i];

	return file->size <= SMALL && file != k->inner && ts_check_document(k, file) == NULL;
}

static bool prepare(struct ts_check_parallel *a, struct worker *w, struct ts_check_batch *b)
{
	struct ts_err err;

	if (w->hash == NULL)
		w->hash = ts_sha256_new(&err);
	if (w->boundary == NULL && ts_boundary_new(a->k->params->rules, &w->boundary, &err) == 0)
		ts_boundary_set_params(w->boundary, &a->k->boundary_params);
	if (b->data == NULL)
		b->data = malloc(BATCH);
	if (b->digests == NULL)
		b->digests = calloc(BATCH_MAX, sizeof(*b->digests));
	b->found = ts_verdict_new("");
	return w->hash != NULL && w->boundary != NULL && b->data != NULL && b->digests != NULL &&
	       b->found != NULL;
}

static int take_bytes(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct cursor *c = ctx;

	memcpy(c->to, data, len);
	c->to += len;
	ts_sha256_add(c->w->hash, data, len);
	return ts_boundary_add(c->w->boundary, data, len, err);
}

static bool read_batch(struct ts_checking *k, struct worker *w, struct ts_check_batch *b)
{
	struct cursor c = {.w = w, .to = b->data};
	struct ts_err err;

	for (size_t i = 0; i < b->n; i++) {
		const struct ts_tree_file *file = &k->plan->tree.files[b->first + i];

		ts_check_begin_file(k, w->boundary, file);
		if (ts_tree_read(file->file, file->size, take_bytes, &c, NULL, &err) != 0 ||
		    ts_sha256_end(w->hash, b->digests[i], &err) != 0 ||
		    ts_boundary_end_file(w->boundary, b->found, &err) != 0)
			return false;
	}
	return !b->found->failed;
}

static void work(void *ctx, unsigned worker, size_t slot)
{
	struct ts_check_parallel *a = ctx;
	struct worker *w = &a->workers[worker];
	struct ts_check_batch *b = &a->batches[slot];

	b->failed = !prepare(a, w, b) || !read_batch(a->k, w, b);
	if (!b->failed)
		return;
	/* They may contain a part of the file that failed. */
	ts_sha256_free(w->hash);
	ts_boundary_free(w->boundary);
	w->hash = NULL;
	w->boundary = NULL;
}

struct ts_check_parallel *ts_check_parallel_new(struct ts_checking *k)
{
	const struct ts_check_params *p = k->params;
	struct ts_check_parallel *a;
	struct ts_err err;

	/* Matching and drafting waivers is left to one thread. */
	if (p->threads < 2 || k->plan->tree.n < MIN_WORK || p->waivers != NULL || p->found != NULL)
		return NULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->k = k;
	a->threads = p->threads < TS_THREADS_MAX ? p->threads : TS_THREADS_MAX;
	if (ts_pool_new(a->threads, SLOTS, work, a, &a->pool, &err) != 0) {
		ts_check_parallel_free(a);
		return NULL;
	}
	return a;
}

void ts_check_parallel_free(struct ts_check_parallel *a)
{
	if (a == NULL)
		return;
	ts_pool_free(a->pool);
	for (unsigned i = 0; i < a->threads; i++) {
		ts_sha256_free(a->workers[i].hash);
		ts_boundary_free(a->workers[i].boundary);
	}
	for (size_t i = 0; i < SLOTS; i++) {
		free(a->batches[i].data);
		free(a->batches[i].digests);
		ts_verdict_free(a->batches[i].found);
	}
	free(a);
}

/* Post a batch of the next consecutive small files; false when there are none. */
static bool post(struct ts_check_parallel *a)
{
	const struct ts_tree *tree = &a->k->plan->tree;
	struct ts_check_batch *b = &a->batches[ts_pool_next(a->pool)];
	uint64_t bytes = 0;

	while (a->next < tree->n && !is_small(a->k, a->next))
		a->next++;
	ts_verdict_free(b->found);
	b->found = NULL;
	b->first = a->next;
	for (b->n = 0; a->next < tree->n && b->n < BATCH_MAX && is_small(a->k, a->next); b->n++) {
		bytes += tree->files[a->next].size;
		if (bytes > BATCH)
			break;
		a->next++;
	}
	if (b->n > 0)
		ts_pool_post(a->pool);
	return b->n > 0;
}

const struct ts_check_batch *ts_check_parallel_take(struct ts_check_parallel *a, size_t i)
{
	size_t slot;

	if (a->taken)
		ts_pool_release(a->pool);
	a->taken = false;
	while (ts_pool_has_room(a->pool) && post(a))
		;
	if (!is_small(a->k, i) || !ts_pool_take(a->pool, &slot))
		return NULL;
	a->taken = true;
	return &a->batches[slot];
}
