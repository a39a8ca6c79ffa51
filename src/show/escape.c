#include "show/escape.h"

#include <string.h>

#include "base/utf8.h"

void ts_show_escape(struct ts_buf *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t before = 0;

	while (p < end) {
		uint32_t c;
		size_t len = ts_utf8_read(p, end, &c);

		if (len == 0) {
			ts_buf_printf(out, "\\x%02x", *p++);
			continue;
		}
		if (c == '\\')
			ts_buf_add_str(out, "\\\\");
		else if (ts_utf8_is_unsafe(c) || ts_utf8_is_invisible(c))
			ts_buf_printf(out, "\\u{%x}", (unsigned)c);
		else if ((c == ':' || c == '#') && before == c) /* "::error", "##[error]" */
			ts_buf_printf(out, "\\x%02x", (unsigned)c);
		else
			ts_buf_add(out, p, len);
		before = c;
		p += len;
	}
}
