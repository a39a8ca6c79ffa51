/*
 * Text inside text: with its escapes decoded, or decoded from base64 and the like. Each such layer
 * is searched like the file itself, and maps its bytes to positions in the layer below.
 */
#ifndef TS_SCANNER_LAYER_H
#define TS_SCANNER_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/base.h"
#include "decode/escape.h"

enum ts_layer_kind { TS_LAYER_RAW, TS_LAYER_UNESCAPED, TS_LAYER_ENCODED };

struct ts_layer {
	const unsigned char *data; /* borrowed */
	size_t len;
	enum ts_layer_kind kind;
	const struct ts_layer
	    *below;               /* the layer that it was decoded from; NULL for TS_LAYER_RAW */
	size_t from;              /* where its encoded form begins there */
	struct ts_unescaping how; /* TS_LAYER_UNESCAPED */
	enum ts_base base;        /* TS_LAYER_ENCODED */
	size_t offset;            /* bytes that were decoded before the first one of this layer */
	unsigned skip;            /* characters to skip there, up to the first complete group */
	uint64_t serial;          /* numbers all layers of a search */
	unsigned escapes,
	    encodings; /* how many layers of each kind there are, including this one */
};

/* The position in the content that byte AT of LAYER comes from. */
size_t ts_layer_origin(const struct ts_layer *layer, size_t at);

#endif
