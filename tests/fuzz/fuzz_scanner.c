/*
 * The scanner: it finds the same whatever the size of the pieces in which content is read. The
 * input's first byte is the size of the pieces, the second how far before the end of the
 * scanner's buffer the content starts (0: at the beginning), the third selects the name of the
 * file.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "scanner/scanner.h"
#include "verify/boundary.h"

#define EDGE ((size_t)512 << 10)
#define HEAD 3

static const unsigned char salt[TS_SALT_BYTES] = {7};
static const char *const names[] = {"data/evidence/refs/checks.txt", "data/evidence/expiry.json",
    "data/evidence/log.jsonl", "data/record/times.csv", "data/evidence/README.md",
    "data/evidence/token.tsr"};

static struct ts_rules *rules;
static struct ts_scanner *scanner;
static struct ts_boundary *boundary;
static unsigned char *filler;

void set_up(void)
{
	static const char line[] = "an ordinary line of an ordinary log, with nothing in it\n";
	struct ts_err err;

	holds(ts_rules_new(&rules, &err) == 0 && rules->n > 0, "there are rules");
	holds(ts_scanner_new(rules, salt, &scanner, &err) == 0, "there is a scanner");
	holds(ts_boundary_new(rules, &boundary, &err) == 0, "there is a look");
	filler = malloc(EDGE);
	holds(filler != NULL, "there is memory");
	for (size_t i = 0; i < EDGE; i++)
		filler[i] = (unsigned char)line[i % (sizeof(line) - 1)];
}

static void take(int (*give)(void *to, const void *data, size_t len, struct ts_err *err), void *to,
    const uint8_t *data, size_t size, size_t piece)
{
	struct ts_err err;

	for (size_t at = 0; at < size; at += piece)
		holds(give(to, data + at, size - at < piece ? size - at : piece, &err) == 0,
		    "content is taken");
}

static int give_scanner(void *to, const void *data, size_t len, struct ts_err *err)
{
	return ts_scanner_add(to, data, len, err);
}

static int add_to_boundary(void *to, const void *data, size_t len, struct ts_err *err)
{
	return ts_boundary_add(to, data, len, err);
}

/* Search the content after BEFORE bytes of filler; returns a copy of the hits. */
static struct ts_hit *search(
    const uint8_t *data, size_t size, size_t before, size_t piece, size_t *n)
{
	const struct ts_hit *hits;
	struct ts_hit *copy;
	struct ts_err err;

	take(give_scanner, scanner, filler, before, piece < 512 && before > 0 ? 512 : piece);
	take(give_scanner, scanner, data, size, piece);
	holds(ts_scanner_end(scanner, &hits, n, &err) == 0, "content is searched");
	copy = calloc(*n + 1, sizeof(*copy));
	holds(copy != NULL, "there is memory");
	for (size_t i = 0; i < *n; i++) {
		copy[i] = hits[i];
		holds(hits[i].offset < before + size, "a hit is in the content");
		holds(hits[i].line >= 1 && hits[i].line <= before + size + 1, "it has a line");
	}
	return copy;
}

static void compare(const struct ts_hit *a, size_t na, const struct ts_hit *b, size_t nb)
{
	holds(na == nb, "as many hits in pieces as at once");
	for (size_t i = 0; i < na; i++)
		holds(a[i].rule == b[i].rule && a[i].offset == b[i].offset &&
			  a[i].line == b[i].line && a[i].more == b[i].more &&
			  memcmp(a[i].fingerprint, b[i].fingerprint, TS_DIGEST_BYTES) == 0,
		    "the same hits in pieces as at once");
}

static void look_at(
    const uint8_t *data, size_t size, const char *name, size_t piece, struct ts_buf *out)
{
	struct ts_verdict *verdict = ts_verdict_new("a file");
	struct ts_boundary_params boundary_params = {.kinds = true};
	struct ts_err err;

	holds(verdict != NULL, "there is memory");
	memcpy(boundary_params.salt, salt, sizeof(salt));
	ts_boundary_set_params(boundary, &boundary_params);
	ts_boundary_begin_file(boundary,
	    &(struct ts_boundary_file){.path = name, .shown = name, .number = 1, .search = true});
	take(add_to_boundary, boundary, data, size, piece);
	holds(ts_boundary_end_file(boundary, verdict, &err) == 0, "a file is looked at");
	ts_verdict_ran(verdict, "boundary.content");
	ts_verdict_finish(verdict, NULL, 0);
	holds_verdict(verdict);
	tell_verdict(verdict, out);
	ts_verdict_free(verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ts_buf whole = TS_BUF_INIT, pieces = TS_BUF_INIT;
	struct ts_hit *a, *b;
	size_t piece, before, na, nb;
	const char *name;

	if (size <= HEAD)
		return 0;
	piece = (size_t)data[0] + 1;
	/* The end of the buffer is far: not every input goes there. */
	before = data[1] >= 16 ? 0 : EDGE - 16 * (size_t)data[1] - size % 16;
	name = names[data[2] % (sizeof(names) / sizeof(names[0]))];
	data += HEAD;
	size -= HEAD;
	a = search(data, size, before, EDGE, &na);
	b = search(data, size, before, piece, &nb);
	compare(a, na, b, nb);
	free(a);
	free(b);
	look_at(data, size, name, size, &whole);
	look_at(data, size, name, piece, &pieces);
	holds(same(&whole, &pieces), "a file looks the same in pieces");
	ts_buf_free(&whole);
	ts_buf_free(&pieces);
	return 0;
}
