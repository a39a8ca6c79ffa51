/*
 * Strict DER (X.690, sections 8 and 10), read without copying: definite lengths in their shortest
 * form, tags of one byte. BER that is no DER is refused.
 */
#ifndef TS_FORMAT_DER_H
#define TS_FORMAT_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TS_DER_DEPTH 24 /* how deep elements may be nested */

enum ts_der_tag {
	TS_DER_BOOLEAN = 0x01,
	TS_DER_INTEGER = 0x02,
	TS_DER_BITS = 0x03,
	TS_DER_OCTETS = 0x04,
	TS_DER_NULL = 0x05,
	TS_DER_OID = 0x06,
	TS_DER_UTF8 = 0x0C,
	TS_DER_TIME = 0x18, /* GeneralizedTime */
	TS_DER_SEQUENCE = 0x30,
	TS_DER_SET = 0x31,
	TS_DER_0 = 0xA0, /* [0], constructed */
	TS_DER_1 = 0xA1,
};

/* What is left to read. Borrowed, as is everything here. */
struct ts_der {
	const unsigned char *next, *end;
};

/* An element: its tag, its LEN bytes of content at DATA, and its WHOLE bytes from START on. */
struct ts_der_item {
	const unsigned char *start, *data;
	size_t len, whole;
	unsigned char tag;
};

/* Are the LEN bytes at DATA one element and nothing else, and is what constructed elements contain
 * elements as well, at most TS_DER_DEPTH deep? */
bool ts_der_valid(const void *data, size_t len);

/* Take the next element of IN. Returns false at the end, and for what is not strict DER. */
bool ts_der_next(struct ts_der *in, struct ts_der_item *item);

/* The same for an element with the tag TAG; anything else stays where it is. */
bool ts_der_take(struct ts_der *in, unsigned char tag, struct ts_der_item *item);

/* The elements inside ITEM. */
struct ts_der ts_der_inside(const struct ts_der_item *item);

bool ts_der_at_end(const struct ts_der *in);

/* Is the content of ITEM the LEN bytes at DATA? */
bool ts_der_is(const struct ts_der_item *item, const void *data, size_t len);

/* The value of an INTEGER from 0 to MOST. Returns false for any other. */
bool ts_der_number(const struct ts_der_item *item, int64_t most, int64_t *number);

#define TS_OID_TEXT 128 /* with its NUL */

/* Write the object identifier ITEM as "1.2.840…". Returns false if it is malformed or too long. */
bool ts_der_oid(const struct ts_der_item *item, char text[static TS_OID_TEXT]);

/* Is TEXT an object identifier, written as ts_der_oid() would? */
bool ts_oid_valid(const char *text);

#endif
