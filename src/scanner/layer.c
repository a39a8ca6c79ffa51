#include "scanner/layer.h"

/* The position in the layer below of the group of characters that the byte AT comes from. */
static size_t encoded_origin(const struct ts_layer *layer, size_t at)
{
	const unsigned group = ts_base_group(layer->base);
	const size_t bytes = layer->base == TS_BASE64 ? 3 : layer->base == TS_BASE32 ? 5 : 1;
	const struct ts_layer *below = layer->below;

	return layer->from + ts_base_find(layer->base, below->data + layer->from,
				 below->len - layer->from,
				 layer->skip + (layer->offset + at) * group / bytes);
}

size_t ts_layer_origin(const struct ts_layer *layer, size_t at)
{
	for (; layer->below != NULL; layer = layer->below)
		at = layer->kind == TS_LAYER_ENCODED
			 ? encoded_origin(layer, at)
			 : layer->from + ts_unescape_origin(layer->below->data + layer->from,
					     layer->below->len - layer->from, layer->how, at);
	return at;
}
