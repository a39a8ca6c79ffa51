#include "base/name.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Windows reserves these names, in any case and with any extension. */
static bool is_device(const char *name, size_t len)
{
	static const char *const plain[] = {"con", "prn", "aux", "nul", "conin$", "conout$"};
	size_t stem = 0;

	if (strchr("cpanlCPANL", name[0]) == NULL)
		return false;
	while (stem < len && name[stem] != '.')
		stem++;
	while (stem > 0 && name[stem - 1] == ' ')
		stem--;
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (stem == strlen(plain[i]) && strncasecmp(name, plain[i], stem) == 0)
			return true;
	return stem == 4 && name[3] >= '0' && name[3] <= '9' &&
	       (strncasecmp(name, "com", 3) == 0 || strncasecmp(name, "lpt", 3) == 0);
}

static const bool forbidden[256] = {['\\'] = true,
    ['%'] = true,
    [':'] = true,
    ['*'] = true,
    ['?'] = true,
    ['"'] = true,
    ['<'] = true,
    ['>'] = true,
    ['|'] = true};

static const char *component_fault(const char *name, size_t len)
{
	if (len == 0)
		return "has an empty component (a leading, trailing or double \"/\")";
	if (len > TS_NAME_COMPONENT_MAX)
		return "has a component longer than 100 bytes";
	for (size_t i = 0; i < len; i++) {
		if (name[i] < ' ' || name[i] > '~')
			return "contains a byte that is not printable ASCII";
		if (forbidden[(unsigned char)name[i]])
			return "contains a backslash or one of % : * ? \" < > |";
	}
	if (memcmp(name, "..", len < 2 ? len : 2) == 0 && len <= 2)
		return "has a component \".\" or \"..\"";
	if (strchr("-~ ", name[0]) != NULL)
		return "has a component that begins with \"-\", \"~\" or a space";
	if (len >= 2 && memcmp(name, "._", 2) == 0)
		return "has a component that begins with \"._\"";
	if (name[len - 1] == ' ' || name[len - 1] == '.')
		return "has a component that ends with a space or a dot";
	if (is_device(name, len))
		return "has a component that Windows reserves for a device";
	return NULL;
}

const char *ts_name_path_fault(const char *path, size_t len)
{
	const char *end = path + len, *slash, *fault;

	for (;;) {
		slash = memchr(path, '/', (size_t)(end - path));
		fault = component_fault(path, (size_t)((slash ? slash : end) - path));
		if (fault != NULL || slash == NULL)
			return fault;
		path = slash + 1;
	}
}

size_t ts_name_common_directory(const char *a, const char *b)
{
	size_t end = 0;

	for (size_t i = 0; a[i] == b[i] && a[i] != '\0'; i++)
		if (a[i] == '/')
			end = i + 1;
	return end;
}

const char *ts_name_bundle_fault(const char *name, size_t len)
{
	if (len == 0)
		return "is empty";
	if (len > TS_NAME_BUNDLE_MAX)
		return "is longer than 64 bytes";
	for (size_t i = 0; i < len; i++) {
		bool alnum =
		    (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9');

		if (!alnum && (i == 0 || strchr("._-", name[i]) == NULL || name[i] == '\0'))
			return "must consist of a-z 0-9 . _ - and begin with a letter or digit";
	}
	return component_fault(name, len);
}

/* Skip the common beginning: neighbours in a sorted list share most of their bytes. */
static void skip_common(const char **a, const char **b)
{
	while (**a == **b && **a != '\0') {
		++*a;
		++*b;
	}
}

/* Order by lower-cased bytes with '/' before all others, so that the paths of a directory are
 * adjacent. */
static int compare_folded(const void *pa, const void *pb)
{
	const char *a = *(const char *const *)pa, *b = *(const char *const *)pb;

	skip_common(&a, &b);
	for (;; a++, b++) {
		int ca = *a == '/' ? 1 : fold(*a), cb = *b == '/' ? 1 : fold(*b);

		if (ca != cb)
			return ca < cb ? -1 : 1;
		if (ca == '\0')
			return 0;
	}
}

/* Do two neighbours in that order clash? */
static bool clash(const char *a, const char *b)
{
	bool same = true; /* so far, including case */

	skip_common(&a, &b);
	for (;; a++, b++) {
		bool end_a = *a == '/' || *a == '\0', end_b = *b == '/' || *b == '\0';

		if (end_a && end_b) {
			if (!same || *a != *b || *a == '\0')
				return true;
		} else if (fold(*a) != fold(*b)) {
			return false;
		}
		same = same && *a == *b;
	}
}

const char *ts_name_shell(const char *path, char out[static TS_NAME_SHELL_MAX])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._/-+:=@,%";
	const bool quote = path[strspn(path, plain)] != '\0';
	const char *before = path[0] == '-' ? "./" : "";
	size_t n = (size_t)snprintf(out, TS_NAME_SHELL_MAX, "%s%s", quote ? "'" : "", before);

	for (; *path != '\0' && n + 8 < TS_NAME_SHELL_MAX; path++)
		n += (size_t)snprintf(
		    out + n, TS_NAME_SHELL_MAX - n, *path == '\'' ? "'\\''" : "%c", *path);
	snprintf(out + n, TS_NAME_SHELL_MAX - n, "%s", quote ? "'" : "");
	return out;
}

bool ts_name_is_field(const char *name, size_t len)
{
	if (len == 0 || len > 32 || !isalpha((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' && name[i] != '-')
			return false;
	return true;
}

void ts_name_collisions(
    const char **paths, size_t n, void (*found)(void *ctx, const char *a, const char *b), void *ctx)
{
	size_t i;

	for (i = 1; i < n && compare_folded(&paths[i - 1], &paths[i]) <= 0; i++)
		;
	if (i < n)
		qsort(paths, n, sizeof(paths[0]), compare_folded);
	for (i = 1; i < n; i++)
		if (clash(paths[i - 1], paths[i]))
			found(ctx, paths[i - 1], paths[i]);
}

/* The length of NAME without an ending in ENDINGS (a list that ends with NULL); LEN if it has none.
 */
static size_t strip_ending(const char *name, size_t len, const char *const *endings)
{
	for (; *endings != NULL; endings++) {
		size_t n = strlen(*endings);

		if (len > n && strncasecmp(name + len - n, *endings, n) == 0)
			return len - n;
	}
	return len;
}

/* The length of NAME without what compressing, encrypting, copying or numbering it adds. */
static size_t strip_name(const char *name, size_t len)
{
	static const char *const added[] = {".gz", ".z", ".bz2", ".lz", ".lzma", ".lzo", ".lz4",
	    ".xz", ".zst", ".zstd", ".br", ".sz", ".zip", ".7z", ".rar", ".gpg", ".pgp", ".age",
	    ".enc", ".aes", ".p7m", ".b64", ".bak", ".backup", ".bkp", ".old", ".new", ".orig",
	    ".save", ".copy", ".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp",
	    ".temp", ".swp", NULL};
	size_t before;

	do {
		before = len;
		len = strip_ending(name, len, added);
		while (len > 0 && strchr("~#.,;-_()[]0123456789 \t\r\n", name[len - 1]) != NULL)
			len--;
	} while (len < before);
	return len;
}

bool ts_name_is_bundle(const char *name)
{
	static const char *const endings[] = {
	    "tar", "tgz", "taz", "tbz", "tb", "tz", "tlz", "txz", "tzst", NULL};
	size_t len = strip_name(name, strlen(name)), stem = strip_ending(name, len, endings);

	if (stem < len && name[stem - 1] == 'g') /* GNU tar's own, .gtar */
		stem--;
	return stem < len && stem > 0 && name[stem - 1] == '.';
}
