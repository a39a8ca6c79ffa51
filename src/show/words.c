#include "show/words.h"

#include <string.h>

static size_t strip(const char *name, size_t len)
{
	static const char *const endings[] = {"_ref", "_at"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcmp(name + len - n, endings[i]) == 0)
			return len - n;
	}
	return len;
}

void ts_show_words(struct ts_buf *out, char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);

		if (i > 0)
			ts_buf_add_str(out, " ");
		if (i + 1 == n)
			len = strip(names[i], len);
		for (size_t k = 0; k < len; k++)
			ts_buf_add(out, names[i][k] == '_' ? " " : names[i] + k, 1);
	}
}
