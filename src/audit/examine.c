#define _GNU_SOURCE /* memmem */

#include "audit/examine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/sha256.h"
#include "verify/inspect.h"

/* Copy TEXT, unless it is NULL. */
static char *copy(struct ts_examined *e, const char *text)
{
	char *made = text == NULL ? NULL : strdup(text);

	e->no_memory = e->no_memory || (text != NULL && made == NULL);
	return made;
}

void ts_examined_fail(struct ts_examined *e, const char *check, const char *message)
{
	e->unjudged = (struct ts_unjudged){
	    .path = copy(e, e->path), .check = copy(e, check), .message = copy(e, message)};
}

/* Parse the time at POINTER in the case's documents. */
static bool time_at(
    const struct ts_case *c, bool has, const struct ts_pointer *pointer, struct ts_time *time)
{
	const char *text = has ? ts_json_string(ts_pointer_find(pointer, c->doc)) : NULL;

	return text != NULL && ts_time_parse(text, time) && ts_time_in_range(time);
}

/* Keep what the evidence of the stage audited, or the record of the stage before, says. */
static void take_facts(
    struct ts_examined *e, const struct ts_case *c, const struct ts_examine_params *params)
{
	const char *from = NULL;
	struct ts_err err;

	if (strcmp(c->profile->id, params->stage->id) == 0)
		from = "evidence";
	else if (strcmp(c->profile->id, params->stage->consumes) == 0)
		from = "record";
	if (from != NULL && params->before != NULL &&
	    ts_facts_take(ts_json_get(c->doc, from), params->before,
		params->exact ? NULL : params->key, &e->facts, &err) != 0)
		e->no_memory = true;
}

static void take_package(struct ts_examined *e, const struct ts_case *c)
{
	e->has_package = c->has_package;
	memcpy(e->package, c->package.digest, TS_DIGEST_BYTES);
	e->is_chained = c->inner != NULL;
}

static void take_times(struct ts_stored *s, const struct ts_case *c)
{
	const struct ts_profile *profile = c->profile;

	s->is_dated = profile->has_expired;
	s->has_expired = time_at(c, profile->has_expired, &profile->expired, &s->expired);
	s->has_delivered = time_at(c, profile->has_delivered, &profile->delivered, &s->delivered);
}

/* Keep what time stamps prove about the time of sealing, and who says so. */
static int take_proofs(struct ts_examined *e, const struct ts_verdict *verdict, struct ts_err *err)
{
	const struct {
		const char *term, *text;
	} bounds[] = {{"sealed after (proven)", verdict->not_before},
	    {"sealed before (proven)", verdict->sealed_before}};

	for (size_t i = 0; i < 2; i++)
		if (bounds[i].text != NULL &&
		    ts_details_add(&e->details, bounds[i].term, bounds[i].text, err) != 0)
			return -1;
	for (size_t i = 0; i < verdict->proofs_n; i++) {
		const bool vouches = verdict->proofs[i].vouches;
		const char *owner = verdict->proofs[i].owner;
		int ret = 0;

		if (vouches && ts_verdict_names_owner(verdict, i, "stamp"))
			ret = ts_details_add(&e->details, "time stamp by", owner, err);
		else if (vouches && ts_verdict_names_owner(verdict, i, "not-before"))
			ret = ts_details_add(
			    &e->details, "contains an older time stamp by", owner, err);
		if (ret != 0)
			return -1;
	}
	return 0;
}

/* Keep what a report shows of the record, of an approval that was checked, and of time stamps. */
static void take_details(
    struct ts_examined *e, const struct ts_case *c, const struct ts_verdict *verdict)
{
	const struct ts_json *approval = ts_json_get(c->doc, "approval");
	const struct ts_json *conditions = ts_json_get(approval, "conditions");
	struct ts_err err;
	int ret = ts_details_take(c, &e->details, &err);

	for (size_t i = 0; ret == 0 && i < c->approvers.n; i++)
		ret = ts_details_add(&e->details, "approved by", c->approvers.keys[i]->owner, &err);
	if (c->approvers.n == 0)
		conditions = NULL;
	for (const struct ts_json *i = ts_json_first(conditions); ret == 0 && i != NULL;
	     i = ts_json_next(i))
		ret =
		    ts_details_add(&e->details, "condition (not checked)", ts_json_string(i), &err);
	if (ret == 0)
		ret = take_proofs(e, verdict, &err);
	e->no_memory = e->no_memory || ret != 0;
}

/* Keep what an accepted bundle says. */
static void take_accepted(struct ts_examined *e, const struct ts_case *c,
    const struct ts_verdict *verdict, const struct ts_examine_params *params)
{
	const char *outcome = ts_json_string(ts_json_get(ts_json_get(c->doc, "record"), "outcome"));

	if (outcome == NULL)
		outcome = ts_json_string(ts_json_get(ts_json_get(c->doc, "evidence"), "outcome"));
	e->outcome = copy(e, outcome);
	take_package(e, c);
	take_facts(e, c, params);
	if (strcmp(c->profile->id, params->stage->id) == 0)
		take_details(e, c, verdict);
}

static bool read_digest(const char *text, unsigned char digest[static TS_DIGEST_BYTES])
{
	return text != NULL && ts_hex_read_digest(text, strlen(text), digest);
}

/* Keep what a refused bundle claims about itself, so that an auditor can see whose it may be. */
static void take_claims(struct ts_examined *e, int fd)
{
	struct ts_source source = ts_source_fd(&fd, TS_SIZE_UNKNOWN);
	struct ts_inspection in;
	struct ts_err err;

	if (lseek(fd, 0, SEEK_SET) != 0 || ts_inspect(&source, &in, &err) != 0)
		return;
	e->ref = copy(e, in.seal.subject_ref);
	e->stage = copy(e, in.seal.stage);
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

/* Does the seal belong to the file? Otherwise, whoever signed it says nothing about this file. */
static bool seal_fits(const struct ts_verdict *verdict)
{
	return !ts_verdict_has_failed(verdict, "bag.tagfiles") &&
	       !ts_verdict_has_failed(verdict, "seal.statement");
}

char *ts_hidden_path(const char *path)
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_buf text = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX];

	if (ts_sha256_of(path, strlen(path), digest, NULL) != 0)
		return NULL;
	ts_hex_digest(digest, hex);
	ts_buf_printf(&text,
	    "(a path that is not shown: it contains what must not be published; its SHA-256 is "
	    "%s)",
	    hex);
	if (ts_buf_cstr(&text) != NULL)
		return (char *)text.data;
	ts_buf_free(&text);
	return NULL;
}

/* A moment that is proven; TEXT may be NULL. */
static bool read_bound(const char *text, int64_t *seconds)
{
	struct ts_time time;

	if (text == NULL || !ts_time_parse(text, &time))
		return false;
	*seconds = time.sec;
	return true;
}

static void take_verdict(struct ts_examined *e, const struct ts_verdict *verdict, int fd)
{
	const struct ts_finding *failure = first_failure(verdict);
	struct ts_stored *s = &e->found;

	if (verdict->class == TS_UNDECIDED) {
		ts_examined_fail(e, failure == NULL ? "io" : failure->id,
		    failure == NULL ? "it could not be verified" : failure->message);
		return;
	}
	if (verdict->class == TS_ACCEPTED && verdict->may_be_newer) {
		ts_examined_fail(e, "io",
		    "a time stamp in it, which may prove that it is late, was not checked here: "
		    "this build does not verify time stamps");
		return;
	}
	/* Verifying has searched the path as well. */
	e->shown = strcmp(verdict->path, e->path) == 0 ? copy(e, e->path) : ts_hidden_path(e->path);
	e->no_memory = e->no_memory || e->shown == NULL;
	e->class = verdict->class;
	s->accepted = verdict->class == TS_ACCEPTED;
	s->trusted = verdict->subject != NULL && seal_fits(verdict);
	e->check = failure == NULL ? NULL : copy(e, failure->id);
	s->inspected = read_digest(verdict->sha256, e->sha256);
	s->has_statement = seal_fits(verdict) &&
			   read_digest(verdict->statement_sha256, s->statement) &&
			   read_digest(verdict->seal_sha256, e->seal);
	if (s->accepted) {
		s->has_sealed_before = read_bound(verdict->sealed_before, &s->sealed_before);
		s->has_not_before = read_bound(verdict->not_before, &s->not_before);
	}
	if (s->trusted) {
		e->ref = copy(e, verdict->subject);
		e->stage = copy(e, verdict->stage);
	} else {
		take_claims(e, fd);
	}
}

/* Does the seal meet the policy, whatever else fails? */
static bool sealed_well(const struct ts_verdict *verdict)
{
	static const char *const ids[] = {"seal.signature", "seal.trusted", "seal.role",
	    "seal.validity", "seal.threshold", "seal.claims"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (ts_verdict_has_failed(verdict, ids[i]))
			return false;
	return true;
}

static void verify(struct ts_examined *e, int fd, const struct ts_examine_params *params)
{
	struct ts_source source = ts_source_file(&fd, (int64_t)e->size);
	struct ts_verdict *verdict = ts_verdict_new(e->path);
	struct ts_verify_params own = *params->verify;
	struct ts_sidecars stamps = {.n = 0};
	struct ts_case *c = NULL;
	struct ts_err err;

	own.stamps = &stamps;
	e->no_memory = verdict == NULL;
	if (own.authorities != NULL && ts_sidecars_read(e->path, &stamps, &err) != 0) {
		ts_examined_fail(e, err.check, err.message);
	} else if (!e->no_memory) {
		ts_verify(&source, &own, verdict, &c);
		e->no_memory = c == NULL;
		take_verdict(e, verdict, fd);
	}
	if (c != NULL && c->doc != NULL && c->profile != NULL && e->found.trusted &&
	    verdict->class != TS_DAMAGED && verdict->class != TS_UNDECIDED && sealed_well(verdict))
		take_times(&e->found, c);
	if (c != NULL && e->found.accepted)
		take_accepted(e, c, verdict, params);
	ts_case_free(c);
	ts_verdict_free(verdict);
	ts_sidecars_free(&stamps);
}

static bool begins(const unsigned char *head, size_t n, const void *with, size_t len)
{
	return n >= len && memcmp(head, with, len) == 0;
}

/* Is the checksum of the header right? Archives older than POSIX have no other mark. */
static bool has_checksum(const unsigned char *block)
{
	unsigned long sum = 0, wanted = 0;
	size_t i;

	for (i = 0; i < TS_TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : block[i];
	for (i = 148; i < 156 && block[i] == ' ';)
		i++;
	for (; i < 156 && block[i] >= '0' && block[i] <= '7'; i++)
		wanted = wanted * 8 + (block[i] - (unsigned long)'0');
	return block[0] != '\0' && wanted == sum;
}

/* Does one of the first blocks look like a header? */
static bool is_tar(const unsigned char *head, size_t n)
{
	for (size_t at = 0; at + TS_TAR_BLOCK <= n; at += TS_TAR_BLOCK)
		if (memcmp(head + at + 257, "ustar", 5) == 0 || has_checksum(head + at))
			return true;
	return false;
}

/* Does the file look as if it had been a bundle, or is it an archive of another program? The name
 * in a header ends with a NUL. */
static bool resembles_bundle(const unsigned char *head, size_t n)
{
	return is_tar(head, n) ||
	       memmem(head, n < 101 ? n : 101, "/bagit.txt", sizeof("/bagit.txt")) != NULL;
}

/* What macOS keeps beside a file on some file systems has the file's name after "._". */
static bool is_apple_double(const char *path, const unsigned char *head, size_t n)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash == NULL ? path : slash + 1, "._", 2) == 0 &&
	       begins(head, n, "\0\x05\x16\x07", 4) && !is_tar(head, n);
}

static bool is_compressed(const unsigned char *head, size_t n)
{
	static const char gzip[] = {'\x1f', '\x8b'}, xz[] = {'\xfd', '7', 'z', 'X', 'Z'};
	static const char zstd[] = {'\x28', '\xb5', '\x2f', '\xfd'}, bzip2[] = {'B', 'Z', 'h'};

	return begins(head, n, gzip, sizeof(gzip)) || begins(head, n, xz, sizeof(xz)) ||
	       begins(head, n, zstd, sizeof(zstd)) || begins(head, n, bzip2, sizeof(bzip2));
}

/* Say what the file is instead of a bundle. */
static const char *describe(const unsigned char *head, size_t n)
{
	static const char pointer[] = "version https://git-lfs";

	if (n == 0)
		return "it is not a bundle: the file is empty";
	if (begins(head, n, pointer, sizeof(pointer) - 1))
		return "it is not a bundle, but a Git LFS pointer: get the file with git lfs pull";
	if (is_compressed(head, n))
		return "it is compressed, which a bundle never is: decompress it";
	if (is_tar(head, n))
		return "it is a tar archive, but not as tarseal writes one";
	return "it is not a bundle, or its first header is damaged";
}

/* Open the file, which must be the regular file that was found in the store. Returns -1 when it
 * could not be opened. */
static int open_file(struct ts_examined *e)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(e->path, e->follow ? flags : flags | O_NOFOLLOW);
	struct ts_err err;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0 || errno == ELOOP)
		ts_err_set(&err, "io", "it is not a regular file, or not any more");
	else
		ts_err_errno(&err, errno, "io", "cannot open %s", e->path);
	ts_examined_fail(e, err.check, err.message);
	if (fd >= 0)
		close(fd);
	return -1;
}

void ts_examine(struct ts_examined *e, const struct ts_examine_params *params)
{
	unsigned char head[4 * TS_TAR_BLOCK];
	int fd = open_file(e);
	struct ts_source source;
	struct ts_err err;
	ssize_t n;

	if (fd < 0)
		return;
	source = ts_source_file(&fd, (int64_t)e->size);
	n = ts_source_read_all(&source, head, sizeof(head), 0, &err);
	if (n < 0)
		ts_examined_fail(e, err.check, err.message);
	else if (ts_tar_begins_bundle(head, (size_t)n))
		verify(e, fd, params);
	else if (!is_apple_double(e->path, head, (size_t)n) &&
		 (e->must_be_bundle || resembles_bundle(head, (size_t)n)))
		ts_examined_fail(e, "tar.canonical", describe(head, (size_t)n));
	else
		e->foreign = true;
	close(fd);
}

void ts_unjudged_free(struct ts_unjudged *unjudged)
{
	free(unjudged->path);
	free(unjudged->check);
	free(unjudged->message);
}

void ts_examined_free(struct ts_examined *e)
{
	free(e->path);
	free(e->shown);
	free(e->ref);
	free(e->stage);
	free(e->check);
	free(e->outcome);
	ts_facts_free(&e->facts);
	ts_details_free(&e->details);
	ts_unjudged_free(&e->unjudged);
	*e = (struct ts_examined){.path = NULL};
}
