/*
 * Step 4 with several threads, for a bundle in a file. The archive is cut into pieces. A thread
 * reads the beginning of a piece, finds from the headers in it where the next piece begins, lets
 * the next thread read on from there, and then hashes and searches its files in its own memory.
 * The rest of a large file is read while it is hashed.
 *
 * Files must be exactly in the order and state that the manifest lists. This code reports nothing
 * that is not as expected, such as a wrong header or digest, a truncated file or a failing disk.
 * The first such piece, and everything after it, is left to the code that reads in order, so
 * findings do not depend on threads.
 */
#include "verify/verify_parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/readahead.h"
#include "crypto/sha256.h"

#define BUFFER_SIZE ((size_t)256 << 10) /* bytes read at once */
#define SLOTS       64
#define PROGRESS_MS 100 /* milliseconds between reports of the progress, at most */
#define MIN_WORK                                                                                   \
	(1 << 20) /* bytes of the package; for fewer, starting threads costs more than it saves */

/* Some consecutive files. Until the piece is finished, the worker owns it, except for the first
 * members. */
struct piece {
	uint64_t at, end; /* offsets of its first header, and of the header after it */
	size_t line,
	    n; /* the manifest's line of its first file, and the number of files; none at the end */
	size_t held;              /* bytes that were read, including all headers */
	uint64_t bytes;           /* the sum of its files' sizes */
	uint64_t package;         /* the same for files of the package */
	struct ts_verdict *found; /* owned; NULL: no findings */
	bool failed;              /* something was not as expected */
};

struct worker {
	unsigned char *buffer;        /* owned, BUFFER_SIZE bytes */
	struct ts_sha256 *hash;       /* owned */
	struct ts_boundary *boundary; /* owned */
};

struct parallel {
	struct ts_verification *s;
	size_t documents[TS_DOCUMENTS]; /* their lines in the manifest, or its n */
	struct ts_pool *pool;           /* owned */
	unsigned threads;
	struct worker workers[TS_THREADS_MAX];
	struct piece pieces[SLOTS];
	atomic_bool stop;      /* the rest is not needed */
	_Atomic uint64_t done; /* bytes of files that were hashed */
	uint64_t reported;     /* of them, how many were reported as progress */

	pthread_mutex_t lock;  /* protects everything below; its holder reads the next piece */
	pthread_cond_t turned; /* the turn has passed to another thread */
	size_t turn;           /* the slot whose piece is read next */
	uint64_t at;           /* where that piece begins */
	size_t line;
};

/* A worker's position in a piece. */
struct cursor {
	struct parallel *a;
	struct worker *w;
	struct ts_buf *keep;       /* where to keep the bytes of the file, or NULL */
	const unsigned char *next; /* LEFT bytes that were read but not used */
	size_t left;
	uint64_t at; /* the offset of the bytes after them */
};

static bool prepare(struct parallel *a, struct worker *w)
{
	struct ts_err err;

	if (w->buffer == NULL)
		w->buffer = malloc(BUFFER_SIZE);
	if (w->hash == NULL)
		w->hash = ts_sha256_new(&err);
	if (w->boundary == NULL && ts_boundary_new(a->s->params->rules, &w->boundary, &err) == 0)
		ts_boundary_set_params(w->boundary, &a->s->boundary_params);
	return w->buffer != NULL && w->hash != NULL && w->boundary != NULL;
}

/* Read the first bytes of the piece whose turn it is, and find its end. */
static void read_piece(struct parallel *a, struct worker *w, struct piece *p)
{
	struct ts_err err;
	ssize_t got = ts_source_read_all(a->s->source, w->buffer, BUFFER_SIZE, a->at, &err);
	uint64_t size;

	p->held = got < 0 ? 0 : (size_t)got;
	while (p->line + p->n < a->s->manifest.n && p->end - p->at + TS_TAR_BLOCK <= p->held &&
	       ts_tar_header_size(w->buffer + (p->end - p->at), &size)) {
		p->end += TS_TAR_BLOCK + size + ts_tar_padding(size);
		p->n++;
	}
	a->at = p->end;
	a->line += p->n;
}

/* Wait for the turn of this piece, and read its beginning. */
static void begin_piece(struct parallel *a, struct worker *w, size_t slot)
{
	struct piece *p = &a->pieces[slot];

	pthread_mutex_lock(&a->lock);
	while (a->turn != slot)
		pthread_cond_wait(&a->turned, &a->lock);
	p->at = p->end = a->at;
	p->line = a->line;
	if (prepare(a, w))
		read_piece(a, w, p);
	a->turn = (slot + 1) % SLOTS;
	pthread_cond_broadcast(&a->turned);
	pthread_mutex_unlock(&a->lock);
}

/* Report the progress of all workers; only for the caller's thread. */
static int report_progress(struct parallel *a)
{
	uint64_t more = a->done - a->reported;

	a->reported += more;
	return ts_progress_add(*a->s->progress, more, &a->s->err);
}

static bool hash_bytes(struct cursor *c, const unsigned char *data, size_t len)
{
	struct ts_err err;

	ts_sha256_add(c->w->hash, data, len);
	if (c->keep != NULL)
		ts_buf_add(c->keep, data, len);
	if (ts_boundary_add(c->w->boundary, data, len, &err) != 0 || c->a->stop)
		return false;
	c->a->done += len;
	return c->w != &c->a->workers[0] || report_progress(c->a) == 0;
}

/* Hash the next SIZE bytes, which were not read yet. */
static bool hash_rest(struct cursor *c, uint64_t size)
{
	struct ts_err err;

	while (size > 0) {
		size_t n = size < BUFFER_SIZE ? (size_t)size : BUFFER_SIZE;

		if (ts_source_read_all(c->a->s->source, c->w->buffer, n, c->at, &err) !=
			(ssize_t)n ||
		    !hash_bytes(c, c->w->buffer, n))
			return false;
		c->at += n;
		size -= n;
	}
	return true;
}

/* The same, with another thread that reads ahead. */
static bool hash_rest_readahead(struct cursor *c, uint64_t size)
{
	struct ts_source_range range = {.from = c->a->s->source, .at = c->at, .left = size};
	struct ts_source source = ts_source_range(&range);
	struct ts_readahead *ahead;
	const unsigned char *data;
	struct ts_err err;
	bool good = ts_readahead_new(&source, &ahead, &err) == 0;
	uint64_t left = size;
	size_t len;

	while (good && left > 0) {
		good = ts_readahead_next(ahead, &data, &len, &err) > 0 && hash_bytes(c, data, len);
		left -= good ? len : 0;
	}
	ts_readahead_free(ahead);
	c->at += size;
	return good;
}

/* Is this file larger than one thread's share of the package? Then the others will be idle, and one
 * of them can read ahead. */
static bool is_large(const struct parallel *a, uint64_t size)
{
	return size > MIN_WORK && size > (uint64_t)a->s->seal.package_bytes / a->threads;
}

/* Hash all SIZE bytes of a file. */
static bool hash_data(struct cursor *c, uint64_t size)
{
	size_t n = size < c->left ? (size_t)size : c->left;

	if (!hash_bytes(c, c->next, n))
		return false;
	c->next += n;
	c->left -= n;
	return is_large(c->a, size - n) ? hash_rest_readahead(c, size - n) : hash_rest(c, size - n);
}

/* Check that LEN bytes are zero. */
static bool check_padding(struct cursor *c, size_t len)
{
	static const unsigned char zeros[TS_TAR_BLOCK];
	const unsigned char *data = c->next;
	struct ts_err err;

	if (len > c->left) {
		size_t rest = len - c->left;

		memmove(c->w->buffer, c->next, c->left);
		if (ts_source_read_all(c->a->s->source, c->w->buffer + c->left, rest, c->at,
			&err) != (ssize_t)rest)
			return false;
		data = c->w->buffer;
		c->left = 0;
	} else {
		c->next += len;
		c->left -= len;
	}
	return memcmp(data, zeros, len) == 0;
}

/* Check that the header is the only one that the file of LINE can have. */
static bool check_header(struct cursor *c, size_t line, uint64_t *size)
{
	const struct ts_verification *s = c->a->s;
	unsigned char header[TS_TAR_BLOCK];
	char path[TS_TAR_PATH_MAX + 1];

	if (!ts_bag_path(s->name, s->manifest.paths[line], path) ||
	    !ts_tar_header_size(c->next, size) || !ts_tar_header(path, *size, header) ||
	    memcmp(header, c->next, TS_TAR_BLOCK) != 0)
		return false;
	c->next += TS_TAR_BLOCK;
	c->left -= TS_TAR_BLOCK;
	return true;
}

/* If the file of LINE is a document, or a time stamp, its bytes are kept. Is it a document? */
static bool begin_document(struct cursor *c, size_t line, uint64_t size)
{
	struct ts_document_text *kept;

	c->keep = NULL;
	for (int i = 0; i < TS_DOCUMENTS; i++) {
		if (c->a->documents[i] != line)
			continue;
		kept = &c->a->s->kept[i];
		kept->there = true;
		kept->size = size;
		c->keep = size <= TS_JSON_DOCUMENT_MAX ? &kept->text : NULL;
		return true;
	}
	c->keep = ts_verify_keep_stamp(c->a->s, c->a->s->manifest.paths[line], size);
	return false;
}

static bool verify_file(struct cursor *c, size_t line, struct piece *p)
{
	const struct ts_verification *s = c->a->s;
	const char *path = s->manifest.paths[line];
	unsigned char digest[TS_DIGEST_BYTES], listed[TS_DIGEST_BYTES];
	struct ts_err err;
	uint64_t size;
	bool document;

	if (!check_header(c, line, &size))
		return false;
	document = begin_document(c, line, size);
	ts_boundary_begin_file(c->w->boundary, &(struct ts_boundary_file){.path = path,
						   .shown = path,
						   .number = TS_BAG_TAG_FILES + line + 1,
						   .document = document,
						   .search = s->search || document});
	if (!hash_data(c, size) || !check_padding(c, ts_tar_padding(size)) ||
	    ts_sha256_end(c->w->hash, digest, &err) != 0 ||
	    ts_boundary_end_file(c->w->boundary, p->found, &err) != 0 || p->found->failed ||
	    (c->keep != NULL && !ts_buf_ok(c->keep)))
		return false;
	p->bytes += size;
	p->package += strncmp(path, TS_BAG_EVIDENCE, strlen(TS_BAG_EVIDENCE)) == 0 ? size : 0;
	ts_manifest_digest(&s->manifest, line, listed);
	return memcmp(digest, listed, TS_DIGEST_BYTES) == 0;
}

static void work(void *ctx, unsigned worker, size_t slot)
{
	struct parallel *a = ctx;
	struct worker *w = &a->workers[worker];
	struct piece *p = &a->pieces[slot];
	struct cursor c = {.a = a, .w = w};

	begin_piece(a, w, slot);
	c.next = w->buffer;
	c.left = p->held;
	c.at = p->at + p->held;
	p->found = ts_verdict_new("");
	p->failed = p->found == NULL;
	for (size_t i = 0; i < p->n && !p->failed; i++)
		p->failed = !verify_file(&c, p->line + i, p);
}

static void free_parallel(struct parallel *a)
{
	a->stop = true;
	ts_pool_free(a->pool);
	for (unsigned i = 0; i < a->threads; i++) {
		free(a->workers[i].buffer);
		ts_sha256_free(a->workers[i].hash);
		ts_boundary_free(a->workers[i].boundary);
	}
	for (size_t i = 0; i < SLOTS; i++)
		ts_verdict_free(a->pieces[i].found);
	pthread_cond_destroy(&a->turned);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

/* NULL when there is no memory: then all files are read in order. */
static struct parallel *new_parallel(struct ts_verification *s)
{
	struct parallel *a = calloc(1, sizeof(*a));
	struct ts_err err;

	if (a == NULL)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->turned, NULL);
	a->s = s;
	a->threads = s->params->threads < TS_THREADS_MAX ? s->params->threads : TS_THREADS_MAX;
	a->at = ts_tar_offset(s->reader);
	a->line = s->next;
	for (int i = 0; i < TS_DOCUMENTS; i++)
		a->documents[i] = ts_verify_document_line(s, (enum ts_document)i);
	if (ts_pool_new(a->threads, SLOTS, work, a, &a->pool, &err) != 0) {
		free_parallel(a);
		return NULL;
	}
	return a;
}

/* Add the files of a finished piece. The bytes of their content were reported already, but not
 * those of their headers. */
static int add_piece(struct parallel *a, struct piece *p)
{
	ts_verify_add_verified(a->s, p->n, p->bytes, p->package);
	ts_verdict_merge_failures(a->s->boundary_findings, p->found);
	return ts_progress_add(*a->s->progress, p->end - p->at - p->bytes, &a->s->err);
}

/* Wait for the oldest piece, and report the progress meanwhile. */
static int wait_for_piece(struct parallel *a, struct piece **p)
{
	size_t slot;

	while (!ts_pool_take_within(a->pool, PROGRESS_MS, &slot))
		if (report_progress(a) != 0)
			return -1;
	*p = &a->pieces[slot];
	return report_progress(a);
}

/* Give out pieces and take them back until one is not as expected or all files are done. *END is
 * the offset of the first piece that was not added. */
static int run(struct parallel *a, uint64_t *end)
{
	struct piece *p;

	for (;;) {
		while (ts_pool_has_room(a->pool)) {
			p = &a->pieces[ts_pool_next(a->pool)];
			ts_verdict_free(p->found);
			*p = (struct piece){.n = 0};
			ts_pool_post(a->pool);
		}
		if (wait_for_piece(a, &p) != 0)
			return -1;
		*end = p->at;
		if (p->failed || p->n == 0)
			return 0;
		if (add_piece(a, p) != 0)
			return -1;
		ts_pool_release(a->pool);
	}
}

static bool is_worthwhile(const struct ts_verification *s)
{
	return s->params->threads > 1 && s->source->seek != NULL && s->has_manifest &&
	       s->params->observer == NULL && s->params->known == NULL && s->c->profile != NULL &&
	       s->seal.package.kind == TS_PACKAGE_DIRECTORY && s->seal.package_bytes >= MIN_WORK;
}

/* Let the reader continue at END, after the files that were added. */
static int continue_at(struct ts_verification *s, uint64_t end)
{
	struct ts_tar_entry last = {.number = TS_BAG_TAG_FILES + s->next};

	if (s->next == 0)
		return 0;                                                /* it is there already */
	ts_bag_path(s->name, s->manifest.paths[s->next - 1], last.path); /* it did fit a header */
	return ts_tar_continue(s->reader, end, &last, &s->err);
}

int ts_verify_parallel(struct ts_verification *s)
{
	struct parallel *a;
	uint64_t end;
	int ret;

	if (!is_worthwhile(s))
		return 0;
	if (ts_tar_finish(s->reader, &s->err) != 0)
		return -1;
	a = new_parallel(s);
	if (a == NULL)
		return 0;
	ret = run(a, &end);
	free_parallel(a);
	return ret != 0 ? -1 : continue_at(s, end);
}
