#define _GNU_SOURCE /* fts */

#include "audit/store.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/pool.h"

#define SLOTS 256
#define SHARED                                                                                     \
	1000 /* texts that are compared with; hostile bundles may all have different ones          \
	      */

/* One of the paths that were named. */
struct root {
	const char *path; /* borrowed */
	char *real;       /* owned: without links; NULL until it is needed */
	size_t found;     /* how many bundles it contains, and files that could not be verified */
};

struct reading {
	struct ts_examine_params params;
	struct ts_store *store;
	struct ts_pool *pool;                           /* owned */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned */
	struct slot {
		struct ts_examined file;
		struct root *root;
	} slots[SLOTS];
	struct root *root; /* the one that is being read */
	struct ts_err err;
};

static void look_at(void *ctx, unsigned worker, size_t index)
{
	struct reading *r = ctx;
	struct ts_examined *file = &r->slots[index].file;
	struct ts_verify_params verify = *r->params.verify;
	struct ts_examine_params params = r->params;
	struct ts_err err;

	verify.threads = 1;
	verify.want_sha256 = true;
	verify.progress = NULL;
	if (r->boundaries[worker] == NULL)
		ts_boundary_new(verify.rules, &r->boundaries[worker], &err);
	verify.boundary = r->boundaries[worker];
	params.verify = &verify;
	if (verify.boundary == NULL)
		file->no_memory = true;
	else
		ts_examine(file, &params);
}

/* Make space for one more element of SIZE bytes in an array of N. */
static void *grow(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	return realloc(list, (n == 0 ? 1 : n * 2) * size);
}

/* Find the index of the store's own copy of TEXT. There are only few different ones: stages,
 * labels, and pointers to members of records. */
static int share(struct reading *r, const char *text, size_t *index)
{
	struct ts_store *store = r->store;
	char **grown;

	for (size_t i = 0; i < store->shared_n && i < SHARED; i++)
		if (strcmp(store->shared[i], text) == 0) {
			*index = i;
			return 0;
		}
	grown = store->shared_n == UINT32_MAX
		    ? NULL
		    : grow(store->shared, store->shared_n, sizeof(*grown));
	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->shared = grown;
	grown[store->shared_n] = strdup(text);
	if (grown[store->shared_n] == NULL)
		return ts_err_nomem(&r->err);
	*index = store->shared_n++;
	return 0;
}

/* Set *SHARED to the store's own copy of TEXT, which may be NULL. */
static int share_text(struct reading *r, const char *text, const char **shared)
{
	size_t index;

	*shared = NULL;
	if (text == NULL)
		return 0;
	if (share(r, text, &index) != 0)
		return -1;
	*shared = r->store->shared[index];
	return 0;
}

static int keep_facts(struct reading *r, const struct ts_facts *facts, struct ts_stored *stored)
{
	size_t index;

	if (facts->n == 0)
		return 0;
	stored->facts = malloc(facts->n * sizeof(*stored->facts));
	if (stored->facts == NULL)
		return ts_err_nomem(&r->err);
	for (; stored->facts_n < facts->n; stored->facts_n++) {
		const struct ts_fact *fact = &facts->list[stored->facts_n];

		if (share(r, fact->at, &index) != 0)
			return -1;
		stored->facts[stored->facts_n] =
		    (struct ts_stored_fact){.at = (uint32_t)index, .value = fact->value};
	}
	return 0;
}

static int keep_found(struct reading *r, struct ts_examined *file)
{
	struct ts_store *store = r->store;
	struct ts_stored *grown = grow(store->list, store->n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->list = grown;
	if (share_text(r, file->stage, &file->found.stage) != 0 ||
	    share_text(r, file->outcome, &file->found.outcome) != 0 ||
	    keep_facts(r, &file->facts, &file->found) != 0)
		return -1;
	store->list[store->n++] = file->found;
	file->found = (struct ts_stored){.path = NULL};
	return 0;
}

static int keep_unjudged(struct reading *r, struct ts_examined *file)
{
	struct ts_store *store = r->store;
	struct ts_unjudged *grown = grow(store->unjudged, store->unjudged_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(&r->err);
	store->unjudged = grown;
	store->unjudged[store->unjudged_n++] = file->unjudged;
	file->unjudged = (struct ts_unjudged){.path = NULL};
	return 0;
}

/* Collect what was found in the oldest file. */
static int settle(struct reading *r, size_t index)
{
	struct slot *slot = &r->slots[index];
	struct ts_examined *file = &slot->file;
	int ret = file->no_memory ? ts_err_nomem(&r->err) : 0;

	r->store->foreign += file->foreign;
	slot->root->found += !file->foreign;
	if (ret == 0 && file->found.path != NULL)
		ret = keep_found(r, file);
	if (ret == 0 && file->unjudged.path != NULL)
		ret = keep_unjudged(r, file);
	if (ret == 0)
		ret = ts_progress_add(r->params.verify->progress, file->size, &r->err);
	ts_examined_free(file);
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
	(*slot)->root = r->root;
	return ret;
}

static int add_file(struct reading *r, const char *path, uint64_t size, bool must_be_bundle)
{
	struct slot *slot;

	if (next_slot(r, &slot) != 0)
		return -1;
	r->store->files++;
	slot->file.size = size;
	slot->file.must_be_bundle = must_be_bundle;
	slot->file.path = strdup(path);
	if (slot->file.path == NULL)
		return ts_err_nomem(&r->err);
	ts_pool_post(r->pool);
	return 0;
}

static int add_unjudged(struct reading *r, const char *path, const char *check, const char *message)
{
	struct slot *slot;
	int ret;

	if (next_slot(r, &slot) != 0)
		return -1;
	slot->root->found++;
	slot->file.path = strdup(path);
	ts_examined_fail(&slot->file, check, message);
	ret = slot->file.no_memory || slot->file.path == NULL ? ts_err_nomem(&r->err)
							      : keep_unjudged(r, &slot->file);
	ts_examined_free(&slot->file);
	return ret;
}

/* A file that cannot be read is never skipped silently. */
static int add_unreadable(struct reading *r, const char *path, int errnum)
{
	struct ts_err err;

	ts_err_errno(&err, errnum, "io", "cannot read %s", path);
	return add_unjudged(r, path, err.check, err.message);
}

/* Does the name of the file, or that it was named, say that it is a bundle, perhaps compressed?
 * Such a file is never counted as something else: a damaged bundle could hide behind that. */
static bool must_be_bundle(const FTSENT *entry)
{
	static const char *const endings[] = {".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz",
	    ".tar.zst", ".tzst", ".tar.bz2", ".tbz2", ".tbz", ".tar.lz4", ".tar.lzma", ".tar.Z"};
	size_t len = strlen(entry->fts_name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i]);

		if (len >= n && strcasecmp(entry->fts_name + len - n, endings[i]) == 0)
			return true;
	}
	return entry->fts_level == 0;
}

/* Find the path of PATH without links; *REAL is NULL if it leads nowhere. */
static int resolve(struct reading *r, const char *path, char **real)
{
	*real = realpath(path, NULL);
	return *real == NULL && errno == ENOMEM ? ts_err_nomem(&r->err) : 0;
}

/* Does the link lead to something inside the same store, which is read there? */
static int leads_inside(struct reading *r, const char *link, bool *inside)
{
	char *target = NULL;
	size_t len;

	*inside = false;
	if ((r->root->real == NULL && resolve(r, r->root->path, &r->root->real) != 0) ||
	    resolve(r, link, &target) != 0)
		return -1;
	if (target != NULL && r->root->real != NULL) {
		len = strlen(r->root->real);
		*inside = strncmp(target, r->root->real, len) == 0 &&
			  (target[len] == '\0' || target[len] == '/' || len == 1);
	}
	free(target);
	return 0;
}

static int take_link(struct reading *r, const FTSENT *entry)
{
	bool inside;

	if (entry->fts_level == 0)
		return add_unreadable(r, entry->fts_path, ENOENT);
	if (leads_inside(r, entry->fts_accpath, &inside) != 0)
		return -1;
	r->store->files++;
	if (!inside)
		return add_unjudged(r, entry->fts_path, "io",
		    "it is a link to something outside the store, which an audit does not follow: "
		    "name its target as a STORE, or put a copy here");
	r->store->foreign++;
	return 0;
}

static int take_special(struct reading *r, const FTSENT *entry)
{
	r->store->files++;
	if (must_be_bundle(entry))
		return add_unjudged(r, entry->fts_path, "io",
		    "it is a pipe or a device, which an audit does not read");
	r->store->foreign++;
	return 0;
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
		return take_link(r, entry);
	case FTS_DEFAULT:
		return take_special(r, entry);
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

/* A directory that is empty, or was not mounted, must not look like one in which all is well. */
static int report_empty(struct reading *r, struct root *root)
{
	if (root->found > 0)
		return 0;
	r->root = root;
	return add_unjudged(r, root->path, "store.bundles",
	    "it contains no bundle: check the path, and that it is mounted");
}

static int read_all(struct reading *r, struct root *roots, size_t n)
{
	unsigned threads = r->params.verify->threads;
	size_t slot;
	int ret = ts_pool_new(threads == 0 ? 1 : threads, SLOTS, look_at, r, &r->pool, &r->err);

	for (size_t i = 0; ret == 0 && i < n; i++) {
		r->root = &roots[i];
		ret = walk(r, roots[i].path);
	}
	while (ret == 0 && ts_pool_take(r->pool, &slot))
		ret = settle(r, slot);
	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = report_empty(r, &roots[i]);
	ts_pool_free(r->pool);
	return ret;
}

int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    const struct ts_profile *stage, struct ts_store *store, struct ts_err *err)
{
	struct reading *r = calloc(1, sizeof(*r));
	struct root *roots = calloc(n + 1, sizeof(*roots));
	int ret = -1;

	*store = (struct ts_store){.list = NULL};
	if (r == NULL || roots == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	r->params.verify = params;
	r->params.stage = stage;
	ts_shorthash_key(r->params.key);
	r->store = store;
	for (size_t i = 0; i < n; i++)
		roots[i].path = paths[i];
	ret = read_all(r, roots, n);
	if (ret != 0)
		*err = r->err;
	for (size_t i = 0; i < SLOTS; i++)
		ts_examined_free(&r->slots[i].file);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(r->boundaries[i]);
	for (size_t i = 0; i < n; i++)
		free(roots[i].real);
done:
	free(roots);
	free(r);
	return ret;
}

void ts_store_free(struct ts_store *store)
{
	for (size_t i = 0; i < store->n; i++)
		ts_stored_free(&store->list[i]);
	for (size_t i = 0; i < store->unjudged_n; i++)
		ts_unjudged_free(&store->unjudged[i]);
	for (size_t i = 0; i < store->shared_n; i++)
		free(store->shared[i]);
	free(store->shared);
	free(store->list);
	free(store->unjudged);
	*store = (struct ts_store){.list = NULL};
}
