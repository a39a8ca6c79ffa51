#include "pack/pack.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/sha256.h"
#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "format/tar_write.h"
#include "model/seal.h"
#include "pack/readback.h"
#include "verify/boundary.h"
#include "verify/verify.h"

/* The sizes of a bundle and of its average file from which reading back with a thread pays off. A
 * bundle of small files is verified faster by several threads, after it is written. */
#define READBACK_MIN_BYTES ((uint64_t)1 << 20)
#define READBACK_MIN_FILE  ((uint64_t)32 << 10)
/* The size of the average file from which a thread that only writes pays off: smaller ones are read
 * by several threads already. */
#define WRITER_MIN_FILE ((uint64_t)4 << 20)

/* A bundle being written. */
struct packing {
	const struct ts_pack_params *params;
	const struct ts_plan *plan;
	struct ts_err err;
	struct ts_boundary *boundary; /* owned: first for the inputs, then for the output */
	struct ts_out *out;           /* owned */
	struct ts_tar_writer *writer; /* owned */
	struct ts_readback *readback; /* owned, or NULL */
	struct ts_seal seal;          /* its digests are zero until the payload is written */
	struct ts_dsse envelope;      /* owned */
	struct ts_buf bag_info, manifest, seal_text;
	uint64_t offset;               /* where the next header is written */
	uint64_t seal_at, manifest_at; /* where their data begin */
	char created[TS_TIME_TEXT];
};

/* Write the header of an entry of SIZE bytes. *DATA_AT, unless NULL, is where its data begin. */
static int begin_entry(struct packing *k, const char *path, uint64_t size, uint64_t *data_at)
{
	char full[TS_TAR_PATH_MAX + 1];

	if (!ts_bag_path(k->params->check.name, path, full))
		return ts_err_set(&k->err, "tar.name", "the path %s is too long", path);
	if (data_at != NULL)
		*data_at = k->offset + TS_TAR_BLOCK;
	k->offset += TS_TAR_BLOCK + (size + TS_TAR_BLOCK - 1) / TS_TAR_BLOCK * TS_TAR_BLOCK;
	return ts_tar_write_entry(k->writer, full, size, &k->err);
}

static int write_text(
    struct packing *k, const char *path, const void *text, size_t len, uint64_t *data_at)
{
	if (begin_entry(k, path, len, data_at) != 0)
		return -1;
	return ts_tar_write_data(k->writer, text, len, &k->err);
}

/* The seal frees its list of waivers, so it gets a copy. */
static int copy_waivers(const struct ts_waivers *waivers, struct ts_seal *seal)
{
	seal->waivers = *waivers;
	seal->waivers.sorted = NULL; /* nothing is looked up in them */
	seal->waivers.list = calloc(waivers->n, sizeof(*waivers->list));
	if (seal->waivers.list == NULL)
		return -1;
	memcpy(seal->waivers.list, waivers->list, waivers->n * sizeof(*waivers->list));
	return 0;
}

/* Fill in the statement, except the digests. */
static int begin_seal(struct packing *k)
{
	const struct ts_check_params *p = &k->params->check;
	const struct ts_plan *plan = k->plan;
	struct ts_seal *seal = &k->seal;

	seal->created = p->created;
	seal->owner = p->owner;
	seal->keyid = ts_signer_public(k->params->signers[0])->id;
	seal->name = p->name;
	seal->stage = seal->profile = p->profile->id;
	seal->subject_ref = plan->subject_ref;
	memcpy(seal->profile_digest, p->profile->digest, TS_DIGEST_BYTES);
	seal->package_path = plan->package_path;
	seal->package.kind = plan->c->package.kind;
	seal->package_files = (int64_t)plan->package_files;
	seal->package_bytes = (int64_t)plan->package_bytes;
	seal->approval_path = plan->approval_path;
	seal->approval_ref = plan->c->approval->approval_ref;
	seal->record_path = plan->record_path;
	seal->no_scan = p->no_scan;
	if (p->waivers != NULL && p->waivers->n > 0 && copy_waivers(p->waivers, seal) != 0)
		return ts_err_nomem(&k->err);
	seal->gates = calloc(p->profile->gates_n, sizeof(*seal->gates));
	if (seal->gates == NULL)
		return ts_err_nomem(&k->err);
	seal->gates_n = p->profile->gates_n;
	for (size_t i = 0; i < seal->gates_n; i++) {
		seal->gates[i].id = p->profile->gates[i].id;
		seal->gates[i].skip = false; /* like true, it takes four bytes */
	}
	return 0;
}

/* Write the statement into the envelope with a signature of each signer. Without SIGN, only reserve
 * the space, because a signer may ask for confirmation each time. */
static int write_seal(struct packing *k, bool sign)
{
	struct ts_buf pae = TS_BUF_INIT;
	int ret = -1;

	ts_dsse_free(&k->envelope);
	k->seal_text.len = 0;
	ts_seal_write(&k->seal, &k->envelope.payload);
	ts_dsse_pae(&k->envelope, &pae);
	if (!ts_buf_ok(&k->envelope.payload) || !ts_buf_ok(&pae)) {
		ts_err_nomem(&k->err);
		goto done;
	}
	if (k->envelope.payload.len > TS_DSSE_PAYLOAD_MAX) {
		ts_err_set(&k->err, "seal.statement", "the seal's statement exceeds 1 MiB");
		goto done;
	}
	for (size_t i = 0; i < k->params->signers_n; i++) {
		const struct ts_signer *signer = k->params->signers[i];
		struct ts_dsse_signature *signature = ts_dsse_add(&k->envelope);

		if (signature == NULL) {
			ts_err_nomem(&k->err);
			goto done;
		}
		memcpy(signature->keyid, ts_signer_public(signer)->id, TS_KEY_ID);
		if (sign &&
		    ts_signer_sign(signer, pae.data, pae.len, signature->bytes, &k->err) != 0)
			goto done;
	}
	ts_dsse_sort(&k->envelope);
	ts_dsse_write(&k->envelope, &k->seal_text);
	ret = ts_buf_ok(&k->seal_text) ? 0 : ts_err_nomem(&k->err);
done:
	ts_buf_free(&pae);
	return ret;
}

/* A manifest with zero digests, which has the size of the final one. */
static int begin_manifest(struct packing *k)
{
	static const unsigned char zero[TS_DIGEST_BYTES];

	for (size_t i = 0; i < k->plan->tree.n; i++)
		ts_bag_manifest_line(zero, k->plan->tree.files[i].path, &k->manifest);
	return ts_buf_ok(&k->manifest) ? 0 : ts_err_nomem(&k->err);
}

/* Write the tag files. Their sizes are final, but not all of their bytes. */
static int write_tag_files(struct packing *k)
{
	char date[11];

	if (!ts_time_format(&k->params->check.created, k->created))
		return ts_err_set(
		    &k->err, "io", "the time of sealing is outside the years 1970 to 9999");
	memcpy(date, k->created, 10);
	date[10] = '\0';
	k->seal.created_text = k->created;
	ts_bag_info(date, k->params->check.name, k->plan->bytes, k->plan->files, &k->bag_info);
	if (!ts_buf_ok(&k->bag_info))
		return ts_err_nomem(&k->err);
	if (begin_seal(k) != 0 || write_seal(k, false) != 0 || begin_manifest(k) != 0)
		return -1;
	if (write_text(k, TS_BAG_BAGIT, ts_bag_bagit, strlen(ts_bag_bagit), NULL) != 0 ||
	    write_text(k, TS_BAG_SEAL, k->seal_text.data, k->seal_text.len, &k->seal_at) != 0 ||
	    write_text(k, TS_BAG_INFO, k->bag_info.data, k->bag_info.len, NULL) != 0)
		return -1;
	return write_text(k, TS_BAG_MANIFEST, k->manifest.data, k->manifest.len, &k->manifest_at);
}

/* With --force an existing file is replaced, but never one that goes into the bundle. */
static int refuse_input(struct packing *k)
{
	struct stat output, input;

	if (!k->params->force || stat(k->params->output, &output) != 0)
		return 0;
	for (size_t i = 0; i < k->plan->tree.n; i++) {
		const char *file = k->plan->tree.files[i].file;

		if (stat(file, &input) == 0 && input.st_dev == output.st_dev &&
		    input.st_ino == output.st_ino)
			return ts_err_set(&k->err, "io", "the output %s is an input of the bundle",
			    k->params->output);
	}
	return 0;
}

/* Several threads work on the bundle, and its average file has at least so many bytes. */
static bool has_threads_for(const struct packing *k, uint64_t bytes_per_file)
{
	return k->params->check.threads > 1 && k->plan->tree.n > 0 &&
	       k->plan->bytes / k->plan->tree.n >= bytes_per_file;
}

static bool wants_readback(const struct packing *k)
{
	return has_threads_for(k, READBACK_MIN_FILE) && k->plan->bytes >= READBACK_MIN_BYTES &&
	       !k->params->want_sha256;
}

/* Begin the output: everything is known except digests, signatures and results. */
static int begin_bundle(void *ctx, const struct ts_plan *plan, struct ts_err *err)
{
	struct packing *k = ctx;
	const struct ts_pack_params *p = k->params;

	k->plan = plan;
	if (refuse_input(k) != 0 || ts_out_open(p->output, 0666, p->force, &k->out, &k->err) != 0 ||
	    ts_tar_writer_new(
		ts_out_fd(k->out), has_threads_for(k, WRITER_MIN_FILE), &k->writer, &k->err) != 0 ||
	    write_tag_files(k) != 0 ||
	    (wants_readback(k) &&
		ts_readback_new(ts_out_fd(k->out), plan->tree.n, &k->readback, &k->err) != 0)) {
		*err = k->err;
		return -1;
	}
	k->manifest.len = 0; /* from here on with the real digests */
	return 0;
}

static int begin_file(void *ctx, const struct ts_tree_file *file, struct ts_err *err)
{
	struct packing *k = ctx;
	uint64_t at;

	if (begin_entry(k, file->path, file->size, &at) != 0) {
		*err = k->err;
		return -1;
	}
	if (k->readback != NULL)
		ts_readback_add_file(k->readback, at, file->size);
	return 0;
}

static int take_data(void *ctx, const void *data, size_t len, struct ts_err *err)
{
	struct packing *k = ctx;

	if (ts_tar_write_data(k->writer, data, len, err) != 0)
		return -1;
	if (k->readback != NULL)
		ts_readback_advance(k->readback, ts_tar_writer_offset(k->writer));
	return 0;
}

/* Put the file's digest into the statement. */
static int end_file(void *ctx, const struct ts_tree_file *file,
    const unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct packing *k = ctx;

	(void)err; /* a lack of memory for the manifest is reported at its end */
	ts_bag_manifest_line(digest, file->path, &k->manifest);
	if (strcmp(file->path, k->seal.approval_path) == 0)
		memcpy(k->seal.approval_digest, digest, TS_DIGEST_BYTES);
	if (strcmp(file->path, k->seal.record_path) == 0)
		memcpy(k->seal.record_digest, digest, TS_DIGEST_BYTES);
	return 0;
}

static int patch(struct packing *k, const struct ts_buf *text, uint64_t at)
{
	if (lseek(ts_out_fd(k->out), (off_t)at, SEEK_SET) < 0)
		return ts_err_set(&k->err, "io", "cannot seek in the output");
	return ts_out_write(k->out, text->data, text->len, &k->err);
}

/* End the archive, and write the final manifest and seal into the space reserved for them. */
static int patch_tag_files(struct packing *k)
{
	size_t seal_len = k->seal_text.len;

	k->seal.package = k->plan->c->package;
	for (size_t i = 0; i < k->seal.gates_n; i++)
		k->seal.gates[i].skip = k->plan->results[i] == TS_SKIP;
	if (!ts_buf_ok(&k->manifest))
		return ts_err_nomem(&k->err);
	if (ts_tar_write_end(k->writer, &k->err) != 0 ||
	    ts_sha256_of(k->bag_info.data, k->bag_info.len, k->seal.bag_info, &k->err) != 0 ||
	    ts_sha256_of(ts_bag_bagit, strlen(ts_bag_bagit), k->seal.bagit, &k->err) != 0 ||
	    ts_sha256_of(k->manifest.data, k->manifest.len, k->seal.manifest, &k->err) != 0 ||
	    write_seal(k, true) != 0)
		return -1;
	if (k->seal_text.len != seal_len)
		return ts_err_set(&k->err, "io", "the size of the seal changed while it was made");
	if (patch(k, &k->manifest, k->manifest_at) != 0)
		return -1;
	return patch(k, &k->seal_text, k->seal_at);
}

/* Verify the output with code that shares nothing with the writer. */
static int verify_written(struct packing *k, struct ts_verdict *verdict)
{
	const struct ts_check_params *p = &k->params->check;
	const struct ts_public_key *sealers[TS_DSSE_SIGNATURES_MAX] = {NULL};
	int fd = ts_out_fd(k->out);
	uint64_t size = k->offset + (uint64_t)2 * TS_TAR_BLOCK;
	struct ts_source source = ts_source_file(&fd, (int64_t)size);
	const struct ts_known_digests *known =
	    k->readback == NULL ? NULL : ts_readback_finish(k->readback);

	if (lseek(fd, 0, SEEK_SET) != 0)
		return ts_err_set(&k->err, "io", "cannot seek in the output");
	ts_progress_begin(p->progress, "verifying", size);
	for (size_t i = 0; i < k->envelope.n; i++) /* in the order of the signatures */
		for (size_t j = 0; j < k->params->signers_n; j++)
			if (strcmp(ts_signer_public(k->params->signers[j])->id,
				k->envelope.signatures[i].keyid) == 0)
				sealers[i] = ts_signer_public(k->params->signers[j]);
	ts_verify(&source,
	    &(struct ts_verify_params){.trust = p->trust,
		.profiles = p->profiles,
		.authorities = p->authorities,
		.is_new = true,
		.now = p->created,
		.latest = ts_time_add(&p->created, TS_CLOCK_SKEW),
		.max_files = UINT64_MAX,
		.allow_example_keys = p->allow_example_keys,
		.want_sha256 = k->params->want_sha256,
		.rules = p->rules,
		.searched = !p->no_scan,
		.boundary = k->boundary,
		.threads = p->threads,
		.known = known,
		.progress = p->progress,
		.sealers = sealers,
		.sealers_n = k->envelope.n},
	    verdict, NULL);
	return 0;
}

static void release(struct packing *k)
{
	ts_boundary_free(k->boundary);
	ts_tar_writer_free(k->writer);
	ts_readback_free(k->readback);
	ts_out_free(k->out);
	ts_seal_free(&k->seal);
	ts_dsse_free(&k->envelope);
	ts_buf_free(&k->bag_info);
	ts_buf_free(&k->manifest);
	ts_buf_free(&k->seal_text);
}

void ts_pack(const struct ts_pack_params *params, struct ts_verdict *verdict)
{
	struct ts_plan plan = {0};
	struct packing k = {.params = params, .plan = &plan};
	const struct ts_check_sink sink = {.begin = begin_bundle,
	    .file = begin_file,
	    .data = take_data,
	    .end = end_file,
	    .ctx = &k};
	struct ts_check_params check = params->check;
	const struct ts_public_key *sealers[TS_DSSE_SIGNATURES_MAX];

	for (size_t i = 0; i < params->signers_n; i++)
		sealers[i] = ts_signer_public(params->signers[i]);
	check.sealers = sealers;
	check.sealers_n = params->signers_n;
	check.sink = &sink;
	if (ts_boundary_new(check.rules, &k.boundary, &k.err) != 0)
		goto failed;
	check.boundary = k.boundary;
	ts_check(&check, &plan, verdict);
	if (verdict->class != TS_ACCEPTED)
		goto done;
	ts_verdict_clear(verdict);
	if (patch_tag_files(&k) != 0 || verify_written(&k, verdict) != 0)
		goto failed;
	if (verdict->class != TS_ACCEPTED)
		goto done;
	if (params->ready.call != NULL &&
	    params->ready.call(params->ready.ctx, verdict, &k.err) != 0)
		goto failed;
	if (ts_out_commit(k.out, &k.err) == 0)
		goto done;
failed:
	if (k.err.at[0] == '\0')
		ts_err_at(&k.err, "%s", params->output);
	ts_verdict_fail_err(verdict, &k.err);
	ts_verdict_finish(verdict, NULL, 0);
done:
	release(&k);
	ts_plan_free(&plan);
}
