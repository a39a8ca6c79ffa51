#include "format/der.h"

#include <stdio.h>
#include <string.h>

#define CONSTRUCTED 0x20
#define LONG_TAG    0x1F
#define ARC_MAX     (INT64_MAX >> 7) /* an arc that one more byte still fits behind */

/* The length of the content, in its shortest form. */
static bool read_length(struct ts_der *in, size_t *len)
{
	size_t bytes;

	if (in->next == in->end)
		return false;
	*len = *in->next++;
	if (*len < 0x80)
		return true;
	bytes = *len & 0x7F;
	if (bytes == 0 || bytes > 4 || (size_t)(in->end - in->next) < bytes || *in->next == 0)
		return false;
	*len = 0;
	while (bytes-- > 0)
		*len = *len << 8 | *in->next++;
	return *len >= 0x80;
}

bool ts_der_next(struct ts_der *in, struct ts_der_item *item)
{
	struct ts_der rest = *in;

	if (rest.next == rest.end)
		return false;
	item->start = rest.next;
	item->tag = *rest.next++;
	if ((item->tag & LONG_TAG) == LONG_TAG || item->tag == 0 || !read_length(&rest, &item->len))
		return false;
	if ((size_t)(rest.end - rest.next) < item->len)
		return false;
	item->data = rest.next;
	item->whole = (size_t)(rest.next - item->start) + item->len;
	in->next = rest.next + item->len;
	return true;
}

bool ts_der_take(struct ts_der *in, unsigned char tag, struct ts_der_item *item)
{
	return in->next != in->end && *in->next == tag && ts_der_next(in, item);
}

struct ts_der ts_der_inside(const struct ts_der_item *item)
{
	return (struct ts_der){.next = item->data, .end = item->data + item->len};
}

bool ts_der_at_end(const struct ts_der *in)
{
	return in->next == in->end;
}

bool ts_der_is(const struct ts_der_item *item, const void *data, size_t len)
{
	return item->len == len && memcmp(item->data, data, len) == 0;
}

static bool is_valid(struct ts_der in, int depth)
{
	struct ts_der_item item;

	while (!ts_der_at_end(&in))
		if (!ts_der_next(&in, &item) ||
		    ((item.tag & CONSTRUCTED) != 0 &&
			(depth == 0 || !is_valid(ts_der_inside(&item), depth - 1))))
			return false;
	return true;
}

bool ts_der_valid(const void *data, size_t len)
{
	struct ts_der in = {.next = data, .end = (const unsigned char *)data + len};
	struct ts_der_item item;

	if (!ts_der_next(&in, &item) || !ts_der_at_end(&in))
		return false;
	in.next = data;
	return is_valid(in, TS_DER_DEPTH);
}

bool ts_der_number(const struct ts_der_item *item, int64_t most, int64_t *number)
{
	*number = 0;
	if (item->len == 0 || item->len > 8 || (item->data[0] & 0x80) != 0 ||
	    (item->len > 1 && item->data[0] == 0 && (item->data[1] & 0x80) == 0))
		return false;
	for (size_t i = 0; i < item->len; i++)
		*number = *number << 8 | item->data[i];
	return *number <= most;
}

bool ts_der_oid(const struct ts_der_item *item, char text[static TS_OID_TEXT])
{
	size_t used = 0;
	uint64_t arc = 0;

	for (size_t i = 0; i < item->len; i++) {
		const unsigned char byte = item->data[i];

		if (arc > ARC_MAX || (arc == 0 && byte == 0x80))
			return false;
		arc = arc << 7 | (byte & 0x7F);
		if ((byte & 0x80) != 0)
			continue;
		if (used == 0) {
			const uint64_t first = arc < 80 ? arc / 40 : 2;

			used = (size_t)snprintf(text, TS_OID_TEXT, "%llu.%llu",
			    (unsigned long long)first, (unsigned long long)(arc - 40 * first));
		} else {
			used += (size_t)snprintf(
			    text + used, TS_OID_TEXT - used, ".%llu", (unsigned long long)arc);
		}
		if (used >= TS_OID_TEXT)
			return false;
		arc = 0;
	}
	return item->len > 0 && (item->data[item->len - 1] & 0x80) == 0;
}

/* The length of the decimal number that TEXT begins with; 0 if it is none, or has a leading zero.
 */
static size_t arc_length(const char *text)
{
	const size_t digits = strspn(text, "0123456789");

	return digits > 1 && text[0] == '0' ? 0 : digits;
}

bool ts_oid_valid(const char *text)
{
	const char first = text[0];
	size_t arcs = 0, digits;

	if (strlen(text) >= TS_OID_TEXT)
		return false;
	for (;; text++) {
		digits = arc_length(text);
		if (digits == 0 || digits > 19)
			return false;
		if (arcs == 0 && (digits > 1 || first > '2'))
			return false;
		if (arcs == 1 && first < '2' && (digits > 2 || (digits == 2 && text[0] > '3')))
			return false;
		arcs++;
		text += digits;
		if (*text == '\0')
			return arcs > 1;
		if (*text != '.')
			return false;
	}
}
