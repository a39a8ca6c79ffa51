#define _DEFAULT_SOURCE

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/libc-find-relpath.h>

/*
 * The C library would look for a directory of WASI that the host has opened before and that
 * contains PATH, and lose on the way whether PATH is absolute. Here the host gets every path as it
 * is: it may be one of Windows.
 */
#define ROOT_FD 3

int __wasilibc_find_relpath(
    const char *path, const char **abs_prefix, char **relative_path, size_t relative_path_len)
{
	(void)relative_path_len;
	*abs_prefix = "";
	*relative_path = (char *)path;
	return ROOT_FD;
}

/* What qsort() cannot pass on. There are no threads, and a comparison may sort something itself. */
static struct sorting {
	int (*compare)(const void *a, const void *b, void *ctx);
	void *ctx;
} sorting;

static int compare(const void *a, const void *b)
{
	return sorting.compare(a, b, sorting.ctx);
}

void qsort_r(void *list, size_t n, size_t size,
    int (*compare_with)(const void *a, const void *b, void *ctx), void *ctx)
{
	const struct sorting outer = sorting;

	sorting = (struct sorting){compare_with, ctx};
	qsort(list, n, size, compare);
	sorting = outer;
}

/* Write the path of the LEN bytes at PATH without links to RESOLVED, which has room for SIZE bytes.
 * Returns its length, or -1 less an errno of WASI. */
__attribute__((import_module("tarseal"), import_name("real_path"))) int32_t host_real_path(
    const char *path, size_t len, char *resolved, size_t size);

char *realpath(const char *path, char *resolved)
{
	char text[PATH_MAX];
	int32_t len = host_real_path(path, strlen(path), text, sizeof(text) - 1);

	if (len < 0) {
		errno = -1 - len;
		return NULL;
	}
	text[len] = '\0';
	if (resolved == NULL)
		return strdup(text);
	return strcpy(resolved, text);
}

/* Messages are those of the program: where the two C libraries have different words, the words of
 * glibc. */
static const char *words_of_glibc(int errnum)
{
	switch (errnum) {
	case EIO:
		return "Input/output error";
	case ELOOP:
		return "Too many levels of symbolic links";
	case EMFILE:
		return "Too many open files";
	case ENAMETOOLONG:
		return "File name too long";
	case ENFILE:
		return "Too many open files in system";
	case ENOMEM:
		return "Cannot allocate memory";
	case EOVERFLOW:
		return "Value too large for defined data type";
	case ESPIPE:
		return "Illegal seek";
	case EXDEV:
		return "Invalid cross-device link";
	default:
		return strerror(errnum);
	}
}

int strerror_r(int errnum, char *text, size_t size)
{
	const char *words = words_of_glibc(errnum);

	if (strlen(words) >= size)
		return ERANGE;
	strcpy(text, words);
	return 0;
}
