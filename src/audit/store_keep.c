/* What a store keeps. */
#include "audit/store_keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define DETAILS_MOST 100000 /* bundles */

/* Set *SHARED to the store's own copy of TEXT, which may be NULL. */
static int share(struct ts_store *store, const char *text, const char **shared, struct ts_err *err)
{
	uint32_t index;

	*shared = NULL;
	if (text == NULL)
		return 0;
	if (ts_shared_add(&store->shared, text, &index, err) != 0)
		return -1;
	*shared = store->shared.list[index];
	return 0;
}

/* Add a text that no other bundle is likely to have; *KEPT is the store's own copy. */
static int add_text(struct ts_store *store, const char *text, const char **kept, struct ts_err *err)
{
	*kept = text == NULL ? NULL : ts_strings_add(&store->texts, text);
	return text == NULL || *kept != NULL ? 0 : ts_err_nomem(err);
}

static int add_fact(struct ts_store *store, uint32_t value, struct ts_err *err)
{
	uint32_t *grown = ts_grow(store->facts, store->facts_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	store->facts = grown;
	grown[store->facts_n++] = value;
	return 0;
}

/* Bundles of one stage mostly have the same fields, so the list of them is shared. */
static int keep_facts(struct ts_store *store, const struct ts_facts *facts,
    struct ts_stored *stored, struct ts_err *err)
{
	struct ts_buf fields = TS_BUF_INIT;
	int ret = -1;

	if (facts->n == 0)
		return 0;
	if (store->facts_n > UINT32_MAX - facts->n)
		return ts_err_set(err, "io",
		    "the records say more than one audit can keep: audit fewer stores at a time");
	for (size_t i = 0; i < facts->n; i++) {
		/* A line end in a name would be taken for the end of a field. */
		if (strchr(facts->list[i].at, '\n') != NULL) {
			ts_err_set(err, "io", "a record has a field with a line end in its name");
			goto done;
		}
		if (add_fact(store, facts->list[i].value, err) != 0)
			goto done;
		ts_buf_add_str(&fields, facts->list[i].at);
		ts_buf_add(&fields, "\n", 1);
	}
	if (ts_buf_cstr(&fields) == NULL)
		ts_err_nomem(err);
	else
		ret = ts_shared_add(&store->fields, (char *)fields.data, &stored->fields, err);
	if (ret == 0) {
		stored->fields++;
		stored->facts_at = (uint32_t)(store->facts_n - facts->n);
	}
done:
	ts_buf_free(&fields);
	return ret;
}

static int keep_details(struct ts_store *store, const struct ts_details *details,
    struct ts_stored *stored, struct ts_err *err)
{
	if (details->n == 0)
		return 0;
	stored->details = malloc(details->n * sizeof(*stored->details));
	if (stored->details == NULL)
		return ts_err_nomem(err);
	for (; stored->details_n < details->n; stored->details_n++) {
		struct ts_audit_detail *kept = &stored->details[stored->details_n];

		if (share(store, details->list[stored->details_n].term, &kept->term, err) != 0 ||
		    share(store, details->list[stored->details_n].text, &kept->text, err) != 0)
			return -1;
	}
	return 0;
}

/* Keep the digests that link bundles. */
static int keep_digests(struct ts_store *store, const struct ts_examined *file, struct ts_err *err)
{
	unsigned char(*digests)[TS_DIGEST_BYTES] =
	    ts_grow(store->digests, store->n, sizeof(*digests));
	struct ts_chained *chained = ts_grow(store->chained, store->chained_n, sizeof(*chained));

	if (digests != NULL)
		store->digests = digests;
	if (chained != NULL)
		store->chained = chained;
	if (digests == NULL || chained == NULL)
		return ts_err_nomem(err);
	memcpy(digests[store->n], file->sha256, TS_DIGEST_BYTES);
	if (!file->is_chained)
		return 0;
	chained[store->chained_n].bundle = (uint32_t)store->n;
	memcpy(chained[store->chained_n++].evidence, file->package, TS_DIGEST_BYTES);
	return 0;
}

/* What the records of so many bundles say is not shown, so that it needs no memory. */
static void drop_details(struct ts_store *store)
{
	store->brief = true;
	for (size_t i = 0; i < store->n; i++) {
		free(store->list[i].details);
		store->list[i].details = NULL;
		store->list[i].details_n = 0;
	}
}

static int keep_bundle(struct ts_store *store, const struct ts_examined *file, struct ts_err *err)
{
	struct ts_stored *grown = ts_grow(store->list, store->n, sizeof(*grown));
	struct ts_stored *s;

	if (grown == NULL)
		return ts_err_nomem(err);
	store->list = grown;
	if (store->n == UINT32_MAX)
		return ts_err_set(err, "io", "there are more than 4,294,967,295 bundles");
	if (keep_digests(store, file, err) != 0)
		return -1;
	if (store->n == DETAILS_MOST)
		drop_details(store);
	s = &store->list[store->n++];
	*s = file->found;
	if (add_text(store, file->shown, &s->path, err) != 0 ||
	    add_text(store, file->ref, &s->ref, err) != 0 ||
	    share(store, file->stage, &s->stage, err) != 0 ||
	    share(store, file->check, &s->check, err) != 0 ||
	    share(store, file->outcome, &s->outcome, err) != 0 ||
	    keep_facts(store, &file->facts, s, err) != 0)
		return -1;
	return store->brief ? 0 : keep_details(store, &file->details, s, err);
}

static int keep_unjudged(struct ts_store *store, struct ts_examined *file, struct ts_err *err)
{
	struct ts_unjudged *grown = ts_grow(store->unjudged, store->unjudged_n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	store->unjudged = grown;
	store->unjudged[store->unjudged_n++] = file->unjudged;
	file->unjudged = (struct ts_unjudged){.path = NULL};
	return 0;
}

int ts_store_keep(struct ts_store *store, struct ts_examined *file, struct ts_err *err)
{
	if (file->shown != NULL && keep_bundle(store, file, err) != 0)
		return -1;
	return file->unjudged.path == NULL ? 0 : keep_unjudged(store, file, err);
}

int ts_store_keep_empty(struct ts_store *store, const char *path, struct ts_err *err)
{
	struct ts_examined file = {.path = strdup(path)};
	int ret;

	if (file.path != NULL)
		ts_examined_fail(&file, "store.bundles",
		    "it contains no bundle: check the path, and that it is mounted");
	ret = file.path == NULL || file.no_memory ? ts_err_nomem(err)
						  : keep_unjudged(store, &file, err);
	ts_examined_free(&file);
	return ret;
}

void ts_store_settle(struct ts_store *store, const char *before)
{
	for (size_t i = 0; i < store->n; i++)
		if (store->list[i].accepted && strcmp(store->list[i].stage, before) == 0)
			return;
	for (size_t i = 0; i < store->n; i++)
		store->list[i].fields = 0;
	free(store->facts);
	store->facts = NULL;
	store->facts_n = 0;
}

void ts_store_free(struct ts_store *store)
{
	for (size_t i = 0; i < store->n; i++)
		free(store->list[i].details);
	for (size_t i = 0; i < store->unjudged_n; i++)
		ts_unjudged_free(&store->unjudged[i]);
	ts_shared_free(&store->shared);
	ts_shared_free(&store->fields);
	ts_strings_free(&store->texts);
	free(store->list);
	free(store->facts);
	free(store->digests);
	free(store->chained);
	free(store->unjudged);
	*store = (struct ts_store){.list = NULL};
}
