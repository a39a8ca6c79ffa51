#include "searching.h"

#include <string.h>

#include "suites.h"

static const unsigned char salt[TS_SALT_BYTES];

struct ts_rules *rules;
struct ts_scanner *scanner;

void set_up(void)
{
	struct ts_err err;

	ck_assert_msg(ts_rules_new(&rules, &err) == 0, "%s", err.message);
	ck_assert(ts_scanner_new(rules, salt, &scanner, &err) == 0);
}

void tear_down(void)
{
	ts_scanner_free(scanner);
	ts_rules_free(rules);
}

const struct ts_hit *search(const char *text, size_t len, size_t piece, size_t *n)
{
	const struct ts_hit *hits;
	struct ts_err err;

	for (size_t at = 0; at < len; at += piece)
		ck_assert(ts_scanner_add(
			      scanner, text + at, len - at < piece ? len - at : piece, &err) == 0);
	ck_assert(ts_scanner_end(scanner, &hits, n, &err) == 0);
	return hits;
}

const struct ts_hit *first_finding(const struct ts_hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hits[i].kind != TS_HIT_SAMPLE)
			return &hits[i];
	return NULL;
}

const struct ts_hit *find(const char *id, const char *text, size_t len, size_t piece)
{
	size_t n;
	const struct ts_hit *hits = search(text, len, piece, &n);

	for (size_t i = 0; i < n; i++)
		if (hits[i].kind == TS_HIT_RULE && strcmp(hits[i].rule->id, id) == 0)
			return &hits[i];
	return NULL;
}
