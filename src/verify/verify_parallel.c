/*
 * Step 4 by several threads, of a bundle in a file. The archive is cut into pieces, each of which
 * one thread reads, hashes and looks at by itself, in its own memory: it reads some bytes, sees
 * from the headers in them where they lead, lets the next thread read on from there, and then does
 * its work. Of a large file the rest is read as it is hashed. Files must stand just as the manifest
 * has them, and be what it says: whatever is not as expected (a wrong header or digest, a file that
 * is cut off, a failing disk) is told by nobody here. The first piece in question, and all that is
 * behind it, is left to who reads in order, so that findings do not depend on threads.
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
#define PROGRESS_MS 100       /* milliseconds, at most, until the progress is told */
#define MIN_WORK    (1 << 20) /* bytes of package; below, threads cost more than they bring */

/* Some files, one behind the other; all but the first bytes is the worker's until it is finished.
 */
struct piece {
	uint64_t at, end; /* where its first header stands, and the one behind it */
	size_t line, n; /* of its first file in the manifest; how many there are: none at the end */
	size_t held;    /* bytes that were read, all headers among them */
	uint64_t bytes; /* of the files */
	uint64_t package;         /* bytes of those that belong to the package */
	struct ts_verdict *found; /* owned; NULL: nothing */
	bool failed;              /* something was not as expected */
};

struct worker {
	unsigned char *buffer;        /* owned, ROOM bytes */
	struct ts_sha256 *hash;       /* owned */
	struct ts_boundary *boundary; /* owned */
};

struct ahead {
	struct ts_verification *s;
	size_t documents[TS_DOCUMENTS]; /* their lines in the manifest, its n where there is none */
	struct ts_pool *pool;           /* owned */
	unsigned threads;
	struct worker workers[TS_THREADS_MAX];
	struct piece pieces[SLOTS];
	atomic_bool stop;      /* the rest is not wanted any more */
	_Atomic uint64_t done; /* bytes of files that are hashed */
	uint64_t told;         /* of them, those that the progress was told of */

	pthread_mutex_t lock;  /* over all below: whoever holds it reads the next piece */
	pthread_cond_t turned; /* another one's turn it is */
	size_t turn;           /* the slot whose piece comes next */
	uint64_t at;           /* where it begins */
	size_t line;
};

/* A worker's place in a piece. */
struct cursor {
	struct ahead *a;
	struct worker *w;
	struct ts_buf *keep;       /* where the file's bytes are to be kept, or NULL */
	const unsigned char *next; /* LEFT bytes of those that were read are not used yet */
	size_t left;
	uint64_t at; /* where the bytes behind them stand */
};

static bool prepare(struct ahead *a, struct worker *w)
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

/* Read the first bytes of the piece whose turn it is, and find out where they lead. */
static void read_piece(struct ahead *a, struct worker *w, struct piece *p)
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

/* Wait for the piece's turn, and begin it. */
static void claim_piece(struct ahead *a, struct worker *w, size_t slot)
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

/* Tell how far all have come; for the caller's thread. */
static int tell(struct ahead *a)
{
	uint64_t more = a->done - a->told;

	a->told += more;
	return ts_progress_add(*a->s->progress, more, &a->s->err);
}

static bool take(struct cursor *c, const unsigned char *data, size_t len)
{
	struct ts_err err;

	ts_sha256_add(c->w->hash, data, len);
	if (c->keep != NULL)
		ts_buf_add(c->keep, data, len);
	if (ts_boundary_add(c->w->boundary, data, len, &err) != 0 || c->a->stop)
		return false;
	c->a->done += len;
	return c->w != &c->a->workers[0] || tell(c->a) == 0;
}

/* The next SIZE bytes, which were not read yet, in pieces of ROOM. */
static bool take_rest(struct cursor *c, uint64_t size)
{
	struct ts_err err;

	while (size > 0) {
		size_t n = size < BUFFER_SIZE ? (size_t)size : BUFFER_SIZE;

		if (ts_source_read_all(c->a->s->source, c->w->buffer, n, c->at, &err) !=
			(ssize_t)n ||
		    !take(c, c->w->buffer, n))
			return false;
		c->at += n;
		size -= n;
	}
	return true;
}

/* The same, read by another thread. */
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
		good = ts_readahead_next(ahead, &data, &len, &err) > 0 && take(c, data, len);
		left -= good ? len : 0;
	}
	ts_readahead_free(ahead);
	c->at += size;
	return good;
}

/* Is this more than a thread's share of the package? Then others have nothing to do meanwhile, and
 * one can read ahead. */
static bool is_long(const struct ahead *a, uint64_t size)
{
	return size > MIN_WORK && size > (uint64_t)a->s->seal.package_bytes / a->threads;
}

/* All SIZE bytes of a file. */
static bool take_data(struct cursor *c, uint64_t size)
{
	size_t n = size < c->left ? (size_t)size : c->left;

	if (!take(c, c->next, n))
		return false;
	c->next += n;
	c->left -= n;
	return is_long(c->a, size - n) ? hash_rest_readahead(c, size - n) : take_rest(c, size - n);
}

/* LEN bytes, which must be zero. */
static bool take_padding(struct cursor *c, size_t len)
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

/* The one header that the file of LINE can have. */
static bool take_header(struct cursor *c, size_t line, uint64_t *size)
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

/* Is the file of LINE a document? Then its bytes are kept. */
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
	return false;
}

static bool take_file(struct cursor *c, size_t line, struct piece *p)
{
	const struct ts_verification *s = c->a->s;
	const char *path = s->manifest.paths[line];
	unsigned char digest[TS_DIGEST_BYTES], listed[TS_DIGEST_BYTES];
	struct ts_err err;
	uint64_t size;
	bool document;

	if (!take_header(c, line, &size))
		return false;
	document = begin_document(c, line, size);
	ts_boundary_begin_file(c->w->boundary, &(struct ts_boundary_file){.path = path,
						   .shown = path,
						   .number = TS_BAG_TAG_FILES + line + 1,
						   .document = document,
						   .search = s->search || document});
	if (!take_data(c, size) || !take_padding(c, ts_tar_padding(size)) ||
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
	struct ahead *a = ctx;
	struct worker *w = &a->workers[worker];
	struct piece *p = &a->pieces[slot];
	struct cursor c = {.a = a, .w = w};

	claim_piece(a, w, slot);
	c.next = w->buffer;
	c.left = p->held;
	c.at = p->at + p->held;
	p->found = ts_verdict_new("");
	p->failed = p->found == NULL;
	for (size_t i = 0; i < p->n && !p->failed; i++)
		p->failed = !take_file(&c, p->line + i, p);
}

static void free_parallel(struct ahead *a)
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

/* NULL for want of memory: then all is read in order. */
static struct ahead *new_parallel(struct ts_verification *s)
{
	struct ahead *a = calloc(1, sizeof(*a));
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

/* Take a finished piece's files as read. Their bytes were told of; not so their headers. */
static int settle(struct ahead *a, struct piece *p)
{
	ts_verify_add_verified(a->s, p->n, p->bytes, p->package);
	ts_verdict_merge_failures(a->s->boundary_findings, p->found);
	return ts_progress_add(*a->s->progress, p->end - p->at - p->bytes, &a->s->err);
}

/* Wait for the oldest piece, and tell how far all have come meanwhile. */
static int take_piece(struct ahead *a, struct piece **p)
{
	size_t slot;

	while (!ts_pool_take_within(a->pool, PROGRESS_MS, &slot))
		if (tell(a) != 0)
			return -1;
	*p = &a->pieces[slot];
	return tell(a);
}

/* Give out pieces and take them back, until one is not as expected or the files have ended. *END is
 * where the first one stands that was not taken. */
static int run(struct ahead *a, uint64_t *end)
{
	struct piece *p;

	for (;;) {
		while (ts_pool_has_room(a->pool)) {
			p = &a->pieces[ts_pool_next(a->pool)];
			ts_verdict_free(p->found);
			*p = (struct piece){.n = 0};
			ts_pool_post(a->pool);
		}
		if (take_piece(a, &p) != 0)
			return -1;
		*end = p->at;
		if (p->failed || p->n == 0)
			return 0;
		if (settle(a, p) != 0)
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

/* Have the reader go on at END, behind the files that were taken. */
static int go_on(struct ts_verification *s, uint64_t end)
{
	struct ts_tar_entry last = {.number = TS_BAG_TAG_FILES + s->next};

	if (s->next == 0)
		return 0;                                                /* it stands there */
	ts_bag_path(s->name, s->manifest.paths[s->next - 1], last.path); /* it fitted a header */
	return ts_tar_go_on(s->reader, end, &last, &s->err);
}

int ts_verify_parallel(struct ts_verification *s)
{
	struct ahead *a;
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
	return ret != 0 ? -1 : go_on(s, end);
}
