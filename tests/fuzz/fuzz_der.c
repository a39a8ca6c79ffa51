/* The strict walk of DER: what it accepts has one form only, and reads back as what was walked. */
#include <stdlib.h>
#include <string.h>

#include "format/der.h"
#include "fuzz.h"

void set_up(void)
{
}

/* Append the shortest header for LEN bytes behind TAG. */
static void write_header(struct ts_buf *out, unsigned char tag, size_t len)
{
	unsigned char head[6] = {tag};
	size_t n = 2, bytes = len > 0xFFFFFF ? 4 : len > 0xFFFF ? 3 : len > 0xFF ? 2 : 1;

	head[1] = (unsigned char)len;
	if (len >= 0x80) {
		head[1] = (unsigned char)(0x80 | bytes);
		for (size_t i = 0; i < bytes; i++)
			head[2 + i] = (unsigned char)(len >> 8 * (bytes - 1 - i));
		n += bytes;
	}
	ts_buf_add(out, head, n);
}

static void item_is_sound(const struct ts_der_item *item)
{
	char text[TS_OID_TEXT];
	int64_t number;

	if (ts_der_oid(item, text))
		holds(ts_oid_valid(text), "an object identifier is written in its only form");
	if (ts_der_number(item, INT64_MAX, &number))
		holds(number >= 0 && (number == 0 || item->data[0] != 0 || item->len > 1),
		    "a number is not negative");
}

/* Write the elements of IN again, and count how deep they are. */
static void write_again(struct ts_der in, struct ts_buf *out, int depth)
{
	struct ts_der_item item;

	holds(depth <= TS_DER_DEPTH + 1, "nothing is nested too deeply");
	while (!ts_der_at_end(&in)) {
		holds(ts_der_next(&in, &item), "what is valid can be walked");
		item_is_sound(&item);
		write_header(out, item.tag, item.len);
		if ((item.tag & 0x20) != 0)
			write_again(ts_der_inside(&item), out, depth + 1);
		else
			ts_buf_add(out, item.data, item.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);
	struct ts_der in = {.next = copy, .end = copy + size};
	struct ts_buf again = TS_BUF_INIT;
	char *text = text_copy(data, size);

	ts_oid_valid(text);
	if (ts_der_valid(copy, size)) {
		write_again(in, &again, 0);
		holds(ts_buf_ok(&again) && again.len == size &&
			  (size == 0 || memcmp(again.data, copy, size) == 0),
		    "one content has one encoding");
	}
	ts_buf_free(&again);
	free(text);
	free(copy);
	return 0;
}
