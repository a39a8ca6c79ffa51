/*
 * What a trusted producer and a trusted approver could sign: a bundle is made of the input, with
 * every digest correct and every signature valid, and verified. Only the documents, the gates and
 * the boundary can refuse it. The input is an archive of "statement.json", "approval.json" (the
 * statement that the approver signs) and the payload in "data/".
 *
 * An accepted bundle is refused under a policy that trusts nobody, and when any byte is changed.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"
#include "format/bag.h"
#include "format/dsse.h"
#include "format/tar.h"
#include "fuzz.h"
#include "mutate_tar.h"
#include "verify/boundary.h"
#include "verify/inspect.h"
#include "verify/verify.h"

#define NAME "fuzzed"

struct signing_key {
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct ts_public_key public;
};

static struct signing_key producer, approver;
static struct ts_trust *trust, *nobody;
static struct ts_profile_set *profiles;
static struct ts_rules *rules;
static struct ts_boundary *boundary;

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_tar(data, size, max_size, seed);
}

/* The seeds of the example keys are published (keys.example/README.md). */
static void make_key(const char *phrase, struct signing_key *key)
{
	unsigned char seed[TS_DIGEST_BYTES], point[TS_KEY_BYTES];
	struct ts_err err;

	holds(ts_sha256_of(phrase, strlen(phrase), seed, &err) == 0 &&
		  crypto_sign_seed_keypair(point, key->secret, seed) == 0 &&
		  ts_public_key_from_bytes(point, "x", &key->public, &err) == 0,
	    "a key is made");
}

static void digest_of(const void *data, size_t len, unsigned char digest[static TS_DIGEST_BYTES])
{
	struct ts_err err;

	holds(ts_sha256_of(data, len, digest, &err) == 0, "a digest is made");
}

/* Replace the digest in the DigestSet of OBJECT, if it has exactly one. */
static void put_digest(
    struct ts_json *object, const char *name, const unsigned char digest[static TS_DIGEST_BYTES])
{
	struct ts_json *set = ts_json_get(object, "digest");
	char hex[TS_DIGEST_HEX];

	if (set == NULL || ts_json_get(set, name) == NULL)
		return;
	ts_hex_digest(digest, hex);
	holds(ts_json_put(set, name, ts_json_new_string(hex)) == 0, "there is memory");
}

static void put_number(struct ts_json *object, const char *name, uint64_t value)
{
	struct ts_json *number = NULL;
	struct ts_buf text = TS_BUF_INIT;
	struct ts_err err;

	if (object == NULL || ts_json_get(object, name) == NULL)
		return;
	ts_buf_printf(&text, "%llu", (unsigned long long)value);
	holds(ts_json_parse(text.data, text.len, "x", &number, &err) == 0 &&
		  ts_json_put(object, name, number) == 0,
	    "a number is put");
	ts_buf_free(&text);
}

/* The canonical form of JSON if it has one, otherwise the bytes as they are. */
static void add_statement(
    const struct ts_json *json, const struct archive_part *part, struct ts_buf *out)
{
	if (json == NULL || !ts_json_canonical(json, out)) {
		out->len = 0;
		ts_buf_add(out, part->data, part->len);
	}
}

static struct ts_json *parse(const struct archive_part *part)
{
	struct ts_json *json = NULL;
	struct ts_err err;

	return ts_json_parse(part->data, part->len, "x", &json, &err) == 0 ? json : NULL;
}

static void sign(const struct signing_key *key, const struct ts_buf *payload, struct ts_buf *out)
{
	struct ts_dsse envelope = {.payload = *payload};
	struct ts_dsse_signature *signature = ts_dsse_add(&envelope);
	struct ts_buf pae = TS_BUF_INIT;

	holds(signature != NULL, "there is memory");
	ts_dsse_pae(&envelope, &pae);
	holds(ts_buf_ok(&pae) &&
		  crypto_sign_detached(signature->bytes, NULL, pae.data, pae.len, key->secret) == 0,
	    "a signature is made");
	memcpy(signature->keyid, key->public.id, TS_KEY_ID);
	ts_dsse_write(&envelope, out);
	free(envelope.signatures);
	ts_buf_free(&pae);
}

/* A bundle being made. */
struct making {
	struct archive_parts parts; /* the payload, sorted, each path once */
	const struct archive_part *statement, *approval;
	struct ts_buf approval_text; /* owned */
	unsigned char package[TS_DIGEST_BYTES];
	uint64_t files, bytes, package_files, package_bytes;
	bool directory;
};

static int compare_paths(const void *a, const void *b)
{
	return strcmp(
	    ((const struct archive_part *)a)->path, ((const struct archive_part *)b)->path);
}

/* Sort the payload, and find the two statements. */
static bool sort_out(struct making *m)
{
	static struct archive_part kept[2];
	size_t n = 0;

	m->statement = m->approval = NULL;
	for (size_t i = 0; i < m->parts.n; i++) {
		const struct archive_part *part = &m->parts.list[i];

		if (strcmp(part->path, "statement.json") == 0) {
			kept[0] = *part;
			m->statement = &kept[0];
		} else if (strcmp(part->path, "approval.json") == 0) {
			kept[1] = *part;
			m->approval = &kept[1];
		} else if (strncmp(part->path, "data/", 5) == 0 && strlen(part->path) < 200 &&
			   strcmp(part->path, TS_BAG_APPROVAL "approval.dsse.json") != 0) {
			m->parts.list[n++] = *part;
		}
	}
	m->parts.n = n;
	if (m->statement == NULL || m->approval == NULL || n == 0 || n == MUTATE_ENTRIES)
		return false;
	qsort(m->parts.list, n, sizeof(m->parts.list[0]), compare_paths);
	n = 1;
	for (size_t i = 1; i < m->parts.n; i++)
		if (strcmp(m->parts.list[i].path, m->parts.list[n - 1].path) != 0)
			m->parts.list[n++] = m->parts.list[i];
	m->parts.n = n;
	return true;
}

static void digest_package(struct making *m)
{
	struct ts_err err;
	struct ts_dirhash *hash = ts_dirhash_new(&err);
	unsigned char digest[TS_DIGEST_BYTES];
	const size_t skip = strlen(TS_BAG_EVIDENCE);

	holds(hash != NULL, "there is memory");
	m->package_files = m->package_bytes = 0;
	for (size_t i = 0; i < m->parts.n; i++) {
		const struct archive_part *part = &m->parts.list[i];

		if (strncmp(part->path, TS_BAG_EVIDENCE, skip) != 0)
			continue;
		digest_of(part->data, part->len, digest);
		ts_dirhash_add(hash, part->path + skip, digest);
		m->package_files++;
		m->package_bytes += part->len;
	}
	if (m->directory)
		holds(ts_dirhash_end(hash, m->package, &err) == 0, "a digest is made");
	else
		memcpy(m->package, digest, sizeof(digest));
	ts_dirhash_free(hash);
}

/* Sign the approval of this package, and put it in its place in the payload. */
static void add_approval(struct making *m)
{
	struct ts_json *json = parse(m->approval);
	struct ts_json *subject = ts_json_first(ts_json_get(json, "subject"));
	struct ts_buf text = TS_BUF_INIT;
	struct archive_part *place;

	if (subject != NULL)
		put_digest(subject, m->directory ? "dirHash1" : "sha256", m->package);
	add_statement(json, m->approval, &text);
	m->approval_text = (struct ts_buf)TS_BUF_INIT;
	sign(&approver, &text, &m->approval_text);
	place = &m->parts.list[m->parts.n++];
	strcpy(place->path, TS_BAG_APPROVAL "approval.dsse.json");
	place->data = m->approval_text.data;
	place->len = m->approval_text.len;
	qsort(m->parts.list, m->parts.n, sizeof(m->parts.list[0]), compare_paths);
	ts_buf_free(&text);
	ts_json_free(json);
}

static void add_entry(const char *tag, const void *data, size_t len, struct ts_buf *out)
{
	static const unsigned char zeros[TS_TAR_BLOCK];
	unsigned char header[TS_TAR_BLOCK];
	struct ts_buf path = TS_BUF_INIT;

	ts_buf_printf(&path, NAME "/%s", tag);
	if (ts_tar_header(ts_buf_cstr(&path), len, header)) {
		ts_buf_add(out, header, sizeof(header));
		ts_buf_add(out, data, len);
		ts_buf_add(out, zeros, -len % TS_TAR_BLOCK);
	}
	ts_buf_free(&path);
}

/* Put in the digest of the file at PART's path. */
static void put_document(const struct making *m, struct ts_json *part)
{
	const char *path = ts_json_string(ts_json_get(part, "path"));
	unsigned char digest[TS_DIGEST_BYTES];

	for (size_t i = 0; path != NULL && i < m->parts.n; i++) {
		if (strcmp(path, m->parts.list[i].path) != 0)
			continue;
		digest_of(m->parts.list[i].data, m->parts.list[i].len, digest);
		put_digest(part, "sha256", digest);
	}
}

static bool is_object(const struct ts_json *json)
{
	return json != NULL && ts_json_kind(json) == TS_JSON_OBJECT;
}

/* Make everything that the statement says about other parts true. */
static void fix_statement(
    const struct making *m, struct ts_json *json, unsigned char digests[static 3][TS_DIGEST_BYTES])
{
	struct ts_json *predicate = ts_json_get(json, "predicate"), *evidence, *change;
	struct ts_json *subject = ts_json_first(ts_json_get(json, "subject"));

	for (int i = 0; i < 3 && is_object(subject); i++, subject = ts_json_next(subject))
		put_digest(subject, "sha256", digests[i]);
	if (!is_object(predicate))
		return;
	change = ts_json_get(predicate, "change");
	if (is_object(change) && ts_json_get(change, "name") != NULL)
		holds(
		    ts_json_put(change, "name", ts_json_new_string(NAME)) == 0, "there is memory");
	evidence = ts_json_get(predicate, "evidence");
	if (!is_object(evidence))
		return;
	put_document(m, ts_json_get(evidence, "approval"));
	put_document(m, ts_json_get(evidence, "record"));
	evidence = ts_json_get(evidence, "package");
	if (!is_object(evidence))
		return;
	put_digest(evidence, m->directory ? "dirHash1" : "sha256", m->package);
	put_number(evidence, "files", m->package_files);
	put_number(evidence, "bytes", m->package_bytes);
}

static void make_tags(
    struct making *m, const char *created, struct ts_buf *info, struct ts_buf *manifest)
{
	unsigned char digest[TS_DIGEST_BYTES];
	char date[11] = "2026-11-20";

	m->files = m->bytes = 0;
	for (size_t i = 0; i < m->parts.n; i++) {
		digest_of(m->parts.list[i].data, m->parts.list[i].len, digest);
		ts_bag_manifest_line(digest, m->parts.list[i].path, manifest);
		m->files++;
		m->bytes += m->parts.list[i].len;
	}
	if (created != NULL && strlen(created) >= 10)
		memcpy(date, created, 10);
	ts_bag_info(date, NAME, m->bytes, m->files, info);
}

/* Make the bundle. */
static void make(struct making *m, struct ts_buf *out)
{
	static const unsigned char zeros[2 * TS_TAR_BLOCK];
	struct ts_buf info = TS_BUF_INIT, manifest = TS_BUF_INIT, text = TS_BUF_INIT,
		      seal = TS_BUF_INIT;
	unsigned char digests[3][TS_DIGEST_BYTES];
	struct ts_json *json = parse(m->statement);
	struct ts_json *predicate = ts_json_get(json, "predicate");
	struct ts_json *package = ts_json_get(ts_json_get(predicate, "evidence"), "package");

	m->directory = ts_json_get(ts_json_get(package, "digest"), "sha256") == NULL;
	digest_package(m);
	add_approval(m);
	make_tags(m, ts_json_string(ts_json_get(predicate, "created")), &info, &manifest);
	digest_of(info.data, info.len, digests[0]);
	digest_of(ts_bag_bagit, strlen(ts_bag_bagit), digests[1]);
	digest_of(manifest.data, manifest.len, digests[2]);
	if (is_object(json))
		fix_statement(m, json, digests);
	add_statement(json, m->statement, &text);
	sign(&producer, &text, &seal);
	add_entry(TS_BAG_BAGIT, ts_bag_bagit, strlen(ts_bag_bagit), out);
	add_entry(TS_BAG_SEAL, seal.data, seal.len, out);
	add_entry(TS_BAG_INFO, info.data, info.len, out);
	add_entry(TS_BAG_MANIFEST, manifest.data, manifest.len, out);
	for (size_t i = 0; i < m->parts.n; i++)
		add_entry(m->parts.list[i].path, m->parts.list[i].data, m->parts.list[i].len, out);
	ts_buf_add(out, zeros, sizeof(zeros));
	holds(ts_buf_ok(out), "there is memory");
	ts_buf_free(&info);
	ts_buf_free(&manifest);
	ts_buf_free(&text);
	ts_buf_free(&seal);
	ts_buf_free(&m->approval_text);
	ts_json_free(json);
}

/* Fingerprints have a new salt each time: remove them. */
static void blank_fingerprints(struct ts_buf *text)
{
	static const char word[] = "fingerprint ";
	char *p = (char *)(uintptr_t)ts_buf_cstr(text);

	while ((p = strstr(p, word)) != NULL)
		for (p += strlen(word); strspn(p, "0123456789abcdef") > 0; p++)
			*p = '-';
}

/* Verify at 2026-11-22 under POLICY. */
static enum ts_class judge(
    const struct ts_buf *bundle, const struct ts_trust *policy, size_t piece, struct ts_buf *out)
{
	struct pieces pieces = {bundle->data, bundle->len, piece};
	struct ts_source source = source_pieces(&pieces);
	struct ts_verdict *verdict = ts_verdict_new("a bundle");
	const struct ts_verify_params params = {.trust = policy,
	    .profiles = profiles,
	    .rules = rules,
	    .boundary = boundary,
	    .now = {.sec = 1795305600},
	    .latest = {.sec = 1795305900},
	    .max_files = 1000,
	    .allow_example_keys = true,
	    .scan = true};
	enum ts_class class;

	holds(verdict != NULL, "there is memory");
	ts_verify(&source, &params, verdict, NULL);
	holds_verdict(verdict);
	class = verdict->class;
	if (out != NULL) {
		tell_verdict(verdict, out);
		blank_fingerprints(out);
	}
	ts_verdict_free(verdict);
	return class;
}

/* Only what a trusted key signed is accepted, and only unchanged. */
static void accepted(const struct making *m, struct ts_buf *bundle, size_t place)
{
	struct pieces pieces = {bundle->data, bundle->len, 0};
	struct ts_source source = source_pieces(&pieces);
	struct ts_inspection inspection;
	struct ts_err err;

	holds(ts_inspect(&source, &inspection, &err) == 0, "what is accepted can be inspected");
	ts_inspection_free(&inspection);
	for (size_t i = 0; i < m->parts.n; i++)
		holds(ts_name_path_fault(m->parts.list[i].path, strlen(m->parts.list[i].path)) ==
			  NULL,
		    "what is accepted has safe names");
	holds(judge(bundle, nobody, 0, NULL) != TS_ACCEPTED, "who trusts nobody accepts nothing");
	bundle->data[place % bundle->len] ^= (unsigned char)(1U << place % 8);
	holds(judge(bundle, trust, 0, NULL) != TS_ACCEPTED,
	    "a bundle with one bit changed is refused");
}

/* Make a bundle of the input, and verify it. *IS is whether it is accepted. Returns false if no
 * bundle can be made. */
static bool make_and_judge(const uint8_t *data, size_t size, bool *is)
{
	static struct making m;
	struct ts_buf bundle = TS_BUF_INIT, words = TS_BUF_INIT, again = TS_BUF_INIT;
	size_t place = 0;

	take_apart(data, size, &m.parts);
	if (!sort_out(&m))
		return false;
	make(&m, &bundle);
	for (size_t i = 0; i < size; i++)
		place = place * 31 + data[i];
	*is = judge(&bundle, trust, 0, &words) == TS_ACCEPTED;
	if (*is) {
		accepted(&m, &bundle, place);
	} else if (place % 4 == 0) {
		judge(&bundle, trust, 513, &again);
		holds(same(&words, &again), "the same verdict in pieces");
	}
	ts_buf_free(&bundle);
	ts_buf_free(&words);
	ts_buf_free(&again);
	return true;
}

/* The parts of the trials' bundles make bundles that are accepted. */
static void try_seeds(void)
{
	struct sample *seeds;
	size_t n = read_samples("seeds/fuzz_sealed", &seeds), good = 0;

	for (size_t i = 0; i < n; i++) {
		bool is = false;

		if (make_and_judge(seeds[i].data, seeds[i].len, &is) && is)
			good++;
		free(seeds[i].data);
	}
	free(seeds);
	holds(good >= 8, "the trials are accepted when they are sealed again");
}

void set_up(void)
{
	static const char none[] = "{\"tarseal\":\"trust/1\",\"keys\":[]}";
	struct ts_err err;

	make_key("tarseal example producer", &producer);
	make_key("tarseal example approver", &approver);
	trust = read_trust("setup/trust.json");
	holds(ts_trust_find(trust, producer.public.id) != NULL, "the policy trusts the producer");
	holds(ts_trust_parse(none, sizeof(none) - 1, &nobody, &err) == 0, "a policy may be empty");
	holds(ts_profile_set_new(&profiles, &err) == 0 &&
		  ts_profile_set_load(profiles, NULL, &err) == 0,
	    "there are profiles");
	holds(ts_rules_new(&rules, &err) == 0 && ts_boundary_new(rules, &boundary, &err) == 0,
	    "there are rules");
	try_seeds();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool is;

	make_and_judge(data, size, &is);
	return 0;
}
