/*
 * vectorscan FILE PATTERNS: search the file with all patterns (one per line) at once, with
 * Vectorscan, in streams of 256 KiB blocks. Prints how many patterns it could compile, how many
 * only as a prefilter (look-arounds), matches, and seconds. This is the most that a content
 * scanner built on Vectorscan could reach: nothing is validated.
 */
#define _POSIX_C_SOURCE 200809L
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int count(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ctx)
{
	(void)id, (void)from, (void)to, (void)flags;
	++*(unsigned long long *)ctx;
	return 0;
}

static int compiles(const char *pattern, unsigned flags)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *db = NULL;
	int ok = hs_compile(pattern, flags, HS_MODE_STREAM, NULL, &db, &error) == HS_SUCCESS;

	hs_free_database(db);
	hs_free_compile_error(error);
	return ok;
}

int main(int argc, char **argv)
{
	static char line[65536], block[256 << 10];
	const char *patterns[1024];
	unsigned flags[1024], ids[1024], n = 0, prefilters = 0;
	unsigned long long matches = 0;
	hs_compile_error_t *error = NULL;
	hs_database_t *db = NULL;
	hs_scratch_t *scratch = NULL;
	hs_stream_t *stream = NULL;
	struct timespec start, end;
	FILE *file;
	size_t len;

	if (argc != 3 || (file = fopen(argv[2], "r")) == NULL)
		return 2;
	while (n < 1024 && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		flags[n] = HS_FLAG_SINGLEMATCH;
		if (!compiles(line, flags[n])) {
			flags[n] |= HS_FLAG_PREFILTER;
			if (!compiles(line, flags[n]))
				continue;
			prefilters++;
		}
		ids[n] = n;
		patterns[n++] = strdup(line);
	}
	fclose(file);
	if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_STREAM, NULL, &db, &error) !=
		HS_SUCCESS ||
	    hs_alloc_scratch(db, &scratch) != HS_SUCCESS || (file = fopen(argv[1], "r")) == NULL)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &start);
	hs_open_stream(db, 0, &stream);
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		hs_scan_stream(stream, block, (unsigned)len, 0, scratch, count, &matches);
	hs_close_stream(stream, scratch, count, &matches);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%u patterns, %u as prefilters, %llu matches, %.3f s\n", n, prefilters, matches,
	    (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
	return 0;
}
