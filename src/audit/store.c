#define _XOPEN_SOURCE 700 /* realpath */

#include "audit/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/chain.h"
#include "base/name.h"
#include "base/path_list.h"
#include "base/pool.h"
#include "base/walk.h"

#define SLOTS 256

/* One of the paths that were named. */
struct root {
	const char *path; /* borrowed */
	char *real;       /* owned: without links; NULL until it is needed */
	uint64_t found;   /* how many bundles it contains, and files that could not be verified */
};

struct reading {
	const struct ts_store_params *given;
	struct ts_examine_params params;
	struct ts_store *store;
	struct ts_pool *pool;                           /* owned */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned */
	struct ts_boundary *names; /* owned: for paths; NULL until one is searched */
	struct slot {
		struct ts_examined file;
		struct ts_store_entry entry;
		struct root *root;
	} slots[SLOTS];
	struct ts_store_entry current; /* what is being listed */
	char *listed;                  /* owned: the path before, of a list; or NULL */
	struct root *roots;            /* borrowed */
	size_t roots_n;
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

	if (file->unjudged.path != NULL) /* it is not to be read */
		return;
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

/* Hide the path of a file that was not verified, and so not searched, if it must not be published.
 * The message may repeat it. */
static int hide_path(struct reading *r, struct ts_unjudged *file)
{
	char **texts[] = {&file->path, &file->message};

	if (r->names == NULL && ts_boundary_new(r->params.verify->rules, &r->names, &r->err) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int secret = ts_boundary_hides(r->names, *texts[i], &r->err);
		char *hidden;

		if (secret < 0)
			return -1;
		if (secret == 0)
			continue;
		hidden = i == 0 ? ts_hidden_path(*texts[i]) : strdup("it cannot be read");
		if (hidden == NULL)
			return ts_err_nomem(&r->err);
		free(*texts[i]);
		*texts[i] = hidden;
	}
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
	if (ret == 0 && file->unjudged.path != NULL)
		ret = hide_path(r, &file->unjudged);
	if (ret == 0 && r->given->take != NULL)
		ret = r->given->take(r->given->ctx, &slot->entry, &r->err);
	else if (ret == 0)
		ret = ts_store_keep(r->store, file, &r->err);
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
	(*slot)->entry = r->current;
	(*slot)->entry.file = &(*slot)->file;
	return ret;
}

/* Add a file to examine. FOLLOW: the path may be a link. */
static int add_file(
    struct reading *r, const char *path, uint64_t size, bool must_be_bundle, bool follow)
{
	struct slot *slot;

	if (next_slot(r, &slot) != 0)
		return -1;
	r->store->files++;
	slot->file.size = size;
	slot->file.must_be_bundle = must_be_bundle;
	slot->file.follow = follow;
	slot->file.path = strdup(path);
	if (slot->file.path == NULL)
		return ts_err_nomem(&r->err);
	ts_pool_post(r->pool);
	return 0;
}

/* A file that is not to be read takes its turn as well. */
static int add_unjudged(struct reading *r, const char *path, const char *check, const char *message)
{
	struct slot *slot;

	if (next_slot(r, &slot) != 0)
		return -1;
	slot->file.path = strdup(path);
	ts_examined_fail(&slot->file, check, message);
	if (slot->file.no_memory || slot->file.path == NULL)
		return ts_err_nomem(&r->err);
	ts_pool_post(r->pool);
	return 0;
}

/* A file that cannot be read is never skipped silently. */
static int add_unreadable(struct reading *r, const char *path, int errnum)
{
	struct ts_err err;

	ts_err_errno(&err, errnum, "io", "cannot read %s", path);
	r->store->files++;
	return add_unjudged(r, path, err.check, err.message);
}

/* An entry that is no file that an audit reads is never skipped silently. */
static int add_unread(struct reading *r, const struct ts_walk_entry *entry, const char *why)
{
	r->store->files++;
	return add_unjudged(r, entry->path, "io", why);
}

/* Find the path of PATH without links; *REAL is NULL if it leads nowhere. */
static int resolve(struct reading *r, const char *path, char **real)
{
	*real = realpath(path, NULL);
	return *real == NULL && errno == ENOMEM ? ts_err_nomem(&r->err) : 0;
}

/* Is TARGET, a path without links, inside one of the stores? Then it is read there. */
static int is_inside(struct reading *r, const char *target, bool *inside)
{
	*inside = false;
	for (size_t i = 0; i < r->roots_n && !*inside; i++) {
		struct root *root = &r->roots[i];
		size_t len;

		if (root->path == NULL) /* that of a list */
			continue;
		if (root->real == NULL && resolve(r, root->path, &root->real) != 0)
			return -1;
		if (root->real == NULL)
			continue;
		len = strlen(root->real);
		*inside = strncmp(target, root->real, len) == 0 &&
			  (target[len] == '\0' || target[len] == '/' || len == 1);
	}
	return 0;
}

/* Take a link to TARGET. One with the name of a bundle is examined as one, because its target may
 * have another name, and then less is expected of it. */
static int take_target(struct reading *r, const struct ts_walk_entry *entry, const char *target)
{
	bool inside;
	struct stat st;

	if (is_inside(r, target, &inside) != 0)
		return -1;
	if (!inside)
		return add_unread(r, entry,
		    "it is a link to something outside the stores, which an audit does not follow: "
		    "name its target as a STORE, or put a copy here");
	if (ts_name_is_bundle(entry->name) && stat(entry->path, &st) == 0)
		return add_file(r, entry->path, (uint64_t)st.st_size, true, true);
	r->store->files++;
	r->store->foreign++;
	return 0;
}

static int take_link(struct reading *r, const struct ts_walk_entry *entry)
{
	struct ts_err err;
	char *target;
	int ret;

	if (resolve(r, entry->path, &target) != 0)
		return -1;
	if (target == NULL) {
		ts_err_errno(&err, errno, "io", "it is a link that cannot be followed");
		return add_unread(r, entry, err.message);
	}
	ret = take_target(r, entry, target);
	free(target);
	return ret;
}

static int take_special(struct reading *r, const struct ts_walk_entry *entry)
{
	if (entry->level == 0 || ts_name_is_bundle(entry->name))
		return add_unread(
		    r, entry, "it is a pipe or a device, which an audit does not read");
	r->store->files++;
	r->store->foreign++;
	return 0;
}

/* Count the entry in the listing. Returns 1 if it is of this shard, 0 if not, or -1. */
static int list_entry(struct reading *r, const struct ts_walk_entry *entry)
{
	const struct ts_store_params *given = r->given;
	const char *path = entry->path;

	r->current.number++;
	if (given->take == NULL)
		return 1;
	if (r->root->path != NULL)
		path = ts_listing_relative(path, r->root->path);
	if (ts_listing_add(given->listing, path, r->current.digest, &r->err) != 0)
		return -1;
	return ts_listing_shard(r->current.digest, given->shards) == given->shard;
}

static int take_entry(void *ctx, const struct ts_walk_entry *entry)
{
	struct reading *r = ctx;
	const bool listed = r->root->path == NULL;
	bool named = entry->level == 0, like = ts_name_is_bundle(entry->name);
	int ours;

	/* A walk comes back to a directory's files, but a list does not. */
	if (entry->kind == TS_WALK_DIRECTORY && !listed && (named || !like))
		return 0;
	ours = list_entry(r, entry);
	if (ours <= 0)
		return ours;
	switch (entry->kind) {
	case TS_WALK_FILE:
		return add_file(r, entry->path, entry->size, named || like, named);
	case TS_WALK_DIRECTORY:
		return add_unread(r, entry,
		    listed ? "it is a directory: a list names files (find -type f)"
			   : "it is a directory, but has the name of a bundle");
	case TS_WALK_LINK:
		return take_link(r, entry);
	case TS_WALK_SPECIAL:
		return take_special(r, entry);
	default:
		return add_unreadable(r, entry->path, entry->errnum);
	}
}

/* Check that PATH comes behind the one before it in the list: everybody numbers files alike. */
static int check_order(struct reading *r, const char *path)
{
	if (r->listed != NULL && !ts_listing_before(r->listed, path)) {
		ts_err_set(&r->err, "io", "%s: \"%.200s\" is out of order, or twice in the list",
		    r->given->list, path);
		return ts_err_fix(&r->err,
		    "sort it as directories are walked, by bytes, with / before every other one, "
		    "and each path once: docs/scale.md shows how");
	}
	free(r->listed);
	r->listed = strdup(path);
	return r->listed != NULL ? 0 : ts_err_nomem(&r->err);
}

/* Take a path of a list, as a walk would find it. */
static int take_listed(void *ctx, const char *path, struct ts_err *err)
{
	struct reading *r = ctx;
	const char *slash = strrchr(path, '/');
	struct ts_walk_entry entry = {
	    .path = path, .name = slash == NULL ? path : slash + 1, .level = 1};
	struct stat st;
	int ret;

	if (lstat(path, &st) != 0) {
		entry.kind = TS_WALK_UNREADABLE;
		entry.errnum = errno;
	} else {
		entry.kind = S_ISREG(st.st_mode)   ? TS_WALK_FILE
			     : S_ISLNK(st.st_mode) ? TS_WALK_LINK
			     : S_ISDIR(st.st_mode) ? TS_WALK_DIRECTORY
						   : TS_WALK_SPECIAL;
		entry.size = (uint64_t)st.st_size;
	}
	ret = check_order(r, path);
	if (ret == 0)
		ret = take_entry(r, &entry);
	if (ret != 0)
		*err = r->err;
	return ret;
}

static int read_list(struct reading *r, struct root *root)
{
	struct ts_err err;

	r->root = root;
	r->current.store = (size_t)(root - r->roots);
	if (ts_path_list_read(r->given->list, take_listed, r, &err) == 0)
		return 0;
	r->err = err;
	return -1;
}

static int read_all(struct reading *r, struct root *roots, size_t n)
{
	unsigned threads = r->params.verify->threads;
	size_t slot;
	int ret = ts_pool_new(threads == 0 ? 1 : threads, SLOTS, look_at, r, &r->pool, &r->err);

	for (size_t i = 0; ret == 0 && i < n; i++) {
		r->root = &roots[i];
		r->current.store = i;
		ret = ts_walk(roots[i].path, take_entry, r, &r->err);
	}
	if (ret == 0 && r->given->list != NULL)
		ret = read_list(r, &roots[n]);
	while (ret == 0 && ts_pool_take(r->pool, &slot))
		ret = settle(r, slot);
	ts_pool_free(r->pool);
	return ret;
}

/* A directory that is empty, or was not mounted, must not look like one in which all is well. */
static int count_found(struct reading *r)
{
	const struct ts_store_params *given = r->given;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < r->roots_n; i++) {
		if (given->take != NULL)
			given->found[i] = r->roots[i].found;
		else if (r->roots[i].found == 0)
			ret = ts_store_keep_empty(r->store,
			    r->roots[i].path == NULL ? given->list : r->roots[i].path, &r->err);
	}
	return ret;
}

int ts_store_read(const struct ts_store_params *params, struct ts_store *store, struct ts_err *err)
{
	const size_t n = params->n + (params->list != NULL);
	struct reading *r = calloc(1, sizeof(*r));
	struct root *roots = calloc(n + 1, sizeof(*roots));
	int ret = -1;

	*store = (struct ts_store){.list = NULL};
	if (r == NULL || roots == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	ts_shorthash_key(store->key);
	r->given = params;
	r->params = (struct ts_examine_params){.verify = params->verify,
	    .stage = params->stage,
	    .before = params->before,
	    .exact = params->take != NULL};
	memcpy(r->params.key, store->key, sizeof(store->key));
	r->store = store;
	r->roots = roots;
	r->roots_n = n;
	for (size_t i = 0; i < params->n; i++)
		roots[i].path = params->paths[i];
	ret = read_all(r, roots, params->n);
	if (ret == 0)
		ret = count_found(r);
	if (ret == 0) {
		ts_store_settle(store, params->stage->consumes);
		ret = ts_chain_link(store, &r->err);
	}
	if (ret != 0)
		*err = r->err;
	for (size_t i = 0; i < SLOTS; i++)
		ts_examined_free(&r->slots[i].file);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(r->boundaries[i]);
	ts_boundary_free(r->names);
	free(r->listed);
	for (size_t i = 0; i < n; i++)
		free(roots[i].real);
done:
	free(roots);
	free(r);
	return ret;
}
