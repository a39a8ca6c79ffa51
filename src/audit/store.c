#define _GNU_SOURCE /* fts */

#include "audit/store.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/pool.h"
#include "verify/boundary.h"
#include "verify/inspect.h"

#define SLOTS 256
#define SHARED                                                                                     \
	1000 /* texts that are compared with; hostile bundles may all have different ones          \
	      */

/* What a worker found in a file. It is collected in the files' order. */
struct slot {
	char *path; /* owned */
	uint64_t size;
	bool must_be_bundle; /* named by the caller, or .tar */
	bool foreign;
	struct ts_stored found;      /* its path is NULL when there is no bundle */
	char *stage, *outcome;       /* owned: of the bundle */
	struct ts_unjudged unjudged; /* the same for a file that could not be verified */
	bool no_memory;
};

struct reading {
	const struct ts_verify_params *params;
	struct ts_store *store;
	struct ts_pool *pool;                           /* owned */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned */
	struct slot slots[SLOTS];
	struct ts_err err;
};

static void free_stored(struct ts_stored *s)
{
	free(s->path);
	free(s->ref);
	free(s->check);
}

static void free_unjudged(struct ts_unjudged *u)
{
	free(u->path);
	free(u->check);
	free(u->message);
}

/* Copy TEXT, unless it is NULL. */
static char *copy(struct slot *slot, const char *text)
{
	char *made = text == NULL ? NULL : strdup(text);

	slot->no_memory = slot->no_memory || (text != NULL && made == NULL);
	return made;
}

static void set_unjudged(struct slot *slot, const char *check, const char *message)
{
	slot->unjudged = (struct ts_unjudged){.path = copy(slot, slot->path),
	    .check = copy(slot, check),
	    .message = copy(slot, message)};
}

static const char *text_at(struct slot *slot, const struct ts_case *c, const char *at)
{
	struct ts_pointer pointer;
	const char *text = NULL;

	if (ts_pointer_parse(at, &pointer) != 0) {
		slot->no_memory = true;
		return NULL;
	}
	if (c->doc != NULL)
		text = ts_json_string(ts_pointer_find(&pointer, c->doc));
	ts_pointer_free(&pointer);
	return text;
}

/* The first of two places in the documents that contains a text. */
static const char *text_at_either(
    struct slot *slot, const struct ts_case *c, const char *a, const char *b)
{
	const char *text = text_at(slot, c, a);

	return text == NULL ? text_at(slot, c, b) : text;
}

/* Keep what an accepted bundle says. */
static void take_accepted(struct slot *slot, const struct ts_case *c)
{
	struct ts_stored *s = &slot->found;
	const char *expired = text_at_either(slot, c, "/evidence/expired_at", "/record/expired_at");
	const char *delivered = NULL;

	if (c->profile->has_delivered)
		delivered = ts_json_string(ts_pointer_find(&c->profile->delivered, c->doc));
	slot->outcome = copy(slot, text_at_either(slot, c, "/evidence/outcome", "/record/outcome"));
	s->has_expired = expired != NULL && ts_time_parse(expired, &s->expired);
	s->has_delivered = delivered != NULL && ts_time_parse(delivered, &s->delivered);
	s->has_inner = c->inner != NULL;
	memcpy(s->package, c->package.digest, TS_DIGEST_BYTES);
}

/* Keep what a refused bundle claims about itself, so that an auditor can see whose it may be. */
static void take_claims(struct slot *slot, int fd)
{
	struct ts_source source = ts_source_fd(&fd, TS_SIZE_UNKNOWN);
	struct ts_inspection in;
	struct ts_err err;

	if (lseek(fd, 0, SEEK_SET) != 0 || ts_inspect(&source, &in, &err) != 0)
		return;
	slot->found.ref = copy(slot, in.seal.subject_ref);
	slot->stage = copy(slot, in.seal.stage);
	ts_inspection_free(&in);
}

static const struct ts_finding *first_failure(const struct ts_verdict *verdict)
{
	const struct ts_finding *first = NULL;

	/* The check that decided is the one to show. */
	for (size_t i = 0; i < verdict->n; i++) {
		const struct ts_finding *f = &verdict->findings[i];

		if (f->result == TS_FAIL && f->class == verdict->class)
			return f;
		if (f->result == TS_FAIL && first == NULL)
			first = f;
	}
	return first;
}

static void take_verdict(
    struct slot *slot, const struct ts_verdict *verdict, const struct ts_case *c, int fd)
{
	const struct ts_finding *failure = first_failure(verdict);
	struct ts_stored *s = &slot->found;

	if (verdict->class == TS_UNDECIDED) {
		set_unjudged(slot, failure == NULL ? "io" : failure->id,
		    failure == NULL ? "it could not be verified" : failure->message);
		return;
	}
	s->path = slot->path;
	slot->path = NULL;
	s->accepted = verdict->class == TS_ACCEPTED;
	s->trusted = verdict->subject != NULL;
	s->check = failure == NULL ? NULL : copy(slot, failure->id);
	if (verdict->sha256 != NULL)
		s->inspected =
		    ts_hex_read_digest(verdict->sha256, strlen(verdict->sha256), s->sha256);
	if (verdict->statement_sha256 != NULL)
		ts_hex_read_digest(
		    verdict->statement_sha256, strlen(verdict->statement_sha256), s->statement);
	if (s->trusted) {
		s->ref = copy(slot, verdict->subject);
		slot->stage = copy(slot, verdict->stage);
	} else {
		take_claims(slot, fd);
	}
	if (s->accepted && c != NULL)
		take_accepted(slot, c);
}

static void verify(struct reading *r, unsigned worker, struct slot *slot, int fd)
{
	struct ts_verify_params params = *r->params;
	struct ts_source source = ts_source_file(&fd, (int64_t)slot->size);
	struct ts_verdict *verdict = ts_verdict_new(slot->path);
	struct ts_case *c = NULL;
	struct ts_err err;

	params.threads = 1;
	params.want_sha256 = true;
	params.progress = NULL;
	if (r->boundaries[worker] == NULL)
		ts_boundary_new(params.rules, &r->boundaries[worker], &err);
	params.boundary = r->boundaries[worker];
	slot->no_memory = verdict == NULL || params.boundary == NULL;
	if (!slot->no_memory) {
		ts_verify(&source, &params, verdict, &c);
		slot->no_memory = c == NULL;
		take_verdict(slot, verdict, c, fd);
	}
	ts_case_free(c);
	ts_verdict_free(verdict);
}

static void look_at(void *ctx, unsigned worker, size_t index)
{
	struct reading *r = ctx;
	struct slot *slot = &r->slots[index];
	unsigned char head[TS_TAR_BLOCK];
	struct ts_source source;
	struct ts_err err;
	int fd = open(slot->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n;

	if (fd < 0) {
		ts_err_errno(&err, errno, "io", "cannot open %s", slot->path);
		set_unjudged(slot, err.check, err.message);
		return;
	}
	source = ts_source_file(&fd, (int64_t)slot->size);
	n = ts_source_read_all(&source, head, sizeof(head), 0, &err);
	if (n < 0)
		set_unjudged(slot, err.check, err.message);
	else if (ts_tar_begins_bundle(head, (size_t)n))
		verify(r, worker, slot, fd);
	else if (slot->must_be_bundle)
		set_unjudged(
		    slot, "tar.canonical", "it is not a bundle, or its first header is damaged");
	else
		slot->foreign = true;
	close(fd);
}

/* Make space for one more element of SIZE bytes in an array of N. */
static void *grow(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	return realloc(list, (n == 0 ? 1 : n * 2) * size);
}

/* The store's own copy of TEXT, which may be NULL. There are only few different ones: stages and
 * labels. */
static int share(struct reading *r, const char *text, const char **shared)
{
	struct ts_store *store = r->store;
	char **grown;

	*shared = NULL;
	for (size_t i = 0; text != NULL && i < store->shared_n && i < SHARED; i++)
		if (strcmp(store->shared[i], text) == 0)
			*shared = store->shared[i];
	if (text == NULL || *shared != NULL)
		return 0;
	grown = grow(store->shared, store->shared_n, sizeof(*grown));
	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->shared = grown;
	grown[store->shared_n] = strdup(text);
	if (grown[store->shared_n] == NULL)
		return ts_err_nomem(&r->err);
	*shared = grown[store->shared_n++];
	return 0;
}

static int keep_found(struct reading *r, struct slot *slot)
{
	struct ts_store *store = r->store;
	struct ts_stored *grown = grow(store->list, store->n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->list = grown;
	if (share(r, slot->stage, &slot->found.stage) != 0 ||
	    share(r, slot->outcome, &slot->found.outcome) != 0)
		return -1;
	store->list[store->n++] = slot->found;
	slot->found = (struct ts_stored){.path = NULL};
	return 0;
}

static int keep_unjudged(struct reading *r, struct slot *slot)
{
	struct ts_store *store = r->store;
	struct ts_unjudged *grown = grow(store->unjudged, store->unjudged_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->unjudged = grown;
	store->unjudged[store->unjudged_n++] = slot->unjudged;
	slot->unjudged = (struct ts_unjudged){.path = NULL};
	return 0;
}

static void clear_slot(struct slot *slot)
{
	free(slot->path);
	free(slot->stage);
	free(slot->outcome);
	free_stored(&slot->found);
	free_unjudged(&slot->unjudged);
	*slot = (struct slot){.path = NULL};
}

/* Collect what was found in the oldest file. */
static int settle(struct reading *r, size_t index)
{
	struct slot *slot = &r->slots[index];
	int ret = slot->no_memory ? ts_err_nomem(&r->err) : 0;

	r->store->foreign += slot->foreign;
	if (ret == 0 && slot->found.path != NULL)
		ret = keep_found(r, slot);
	if (ret == 0 && slot->unjudged.path != NULL)
		ret = keep_unjudged(r, slot);
	if (ret == 0)
		ret = ts_progress_add(r->params->progress, slot->size, &r->err);
	clear_slot(slot);
	ts_pool_release(r->pool);
	return ret;
}

/* Get a slot to fill. */
static int next_slot(struct reading *r, struct slot **slot)
{
	size_t index;
	int ret = 0;

	while (ret == 0 && ts_pool_try(r->pool, &index))
		ret = settle(r, index);
	if (ret == 0 && !ts_pool_has_room(r->pool) && ts_pool_take(r->pool, &index))
		ret = settle(r, index);
	*slot = &r->slots[ts_pool_next(r->pool)];
	return ret;
}

static int add_file(struct reading *r, const char *path, uint64_t size, bool must_be_bundle)
{
	struct slot *slot;

	if (next_slot(r, &slot) != 0)
		return -1;
	r->store->files++;
	slot->size = size;
	slot->must_be_bundle = must_be_bundle;
	slot->path = strdup(path);
	if (slot->path == NULL)
		return ts_err_nomem(&r->err);
	ts_pool_post(r->pool);
	return 0;
}

static int add_unjudged(struct reading *r, const char *path, const char *message)
{
	struct slot *slot;
	int ret;

	if (next_slot(r, &slot) != 0)
		return -1;
	slot->path = strdup(path);
	set_unjudged(slot, "io", message);
	ret = slot->no_memory ? ts_err_nomem(&r->err) : keep_unjudged(r, slot);
	clear_slot(slot);
	return ret;
}

/* A file that cannot be read is never skipped silently. */
static int add_unreadable(struct reading *r, const char *path, int errnum)
{
	struct ts_err err;

	ts_err_errno(&err, errnum, "io", "cannot read %s", path);
	return add_unjudged(r, path, err.message);
}

/* A file that ought to be a bundle is never counted as something else: a damaged bundle could hide
 * behind that. */
static bool must_be_bundle(const FTSENT *entry)
{
	const char *end = strrchr(entry->fts_name, '.');

	return entry->fts_level == 0 || (end != NULL && strcasecmp(end, ".tar") == 0);
}

static int take_entry(struct reading *r, const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_F:
		return add_file(
		    r, entry->fts_path, (uint64_t)entry->fts_statp->st_size, must_be_bundle(entry));
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return add_unreadable(r, entry->fts_path, entry->fts_errno);
	case FTS_SL:
	case FTS_SLNONE:
	case FTS_DEFAULT:
		if (entry->fts_level == 0 && entry->fts_info != FTS_DEFAULT)
			return add_unreadable(r, entry->fts_path, ENOENT);
		r->store->files++;
		if (must_be_bundle(entry))
			return add_unjudged(r, entry->fts_path,
			    entry->fts_info == FTS_DEFAULT
				? "it is a pipe or a device, which an audit does not read"
				: "it is a link, which an audit follows only if it is named");
		r->store->foreign++;
		return 0;
	default:
		return 0;
	}
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int walk(struct reading *r, const char *path)
{
	char *roots[] = {(char *)(uintptr_t)path, NULL}; /* fts only reads it */
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, compare_entries);
	FTSENT *entry;
	int ret = 0;

	if (tree == NULL)
		return add_unreadable(r, path, errno);
	for (errno = 0; ret == 0 && (entry = fts_read(tree)) != NULL; errno = 0)
		ret = take_entry(r, entry);
	if (ret == 0 && errno != 0)
		ret = add_unreadable(r, path, errno);
	fts_close(tree);
	return ret;
}

int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    struct ts_store *store, struct ts_err *err)
{
	struct reading *r = calloc(1, sizeof(*r));
	size_t index;
	int ret;

	*store = (struct ts_store){.list = NULL};
	if (r == NULL)
		return ts_err_nomem(err);
	r->params = params;
	r->store = store;
	ret = ts_pool_new(
	    params->threads == 0 ? 1 : params->threads, SLOTS, look_at, r, &r->pool, &r->err);
	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = walk(r, paths[i]);
	while (ret == 0 && ts_pool_take(r->pool, &index))
		ret = settle(r, index);
	ts_pool_free(r->pool);
	for (size_t i = 0; i < SLOTS; i++)
		clear_slot(&r->slots[i]);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(r->boundaries[i]);
	if (ret != 0)
		*err = r->err;
	free(r);
	return ret;
}

void ts_store_free(struct ts_store *store)
{
	for (size_t i = 0; i < store->n; i++)
		free_stored(&store->list[i]);
	for (size_t i = 0; i < store->unjudged_n; i++)
		free_unjudged(&store->unjudged[i]);
	for (size_t i = 0; i < store->shared_n; i++)
		free(store->shared[i]);
	free(store->shared);
	free(store->list);
	free(store->unjudged);
	*store = (struct ts_store){.list = NULL};
}
