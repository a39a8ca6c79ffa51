#include "mutate_tar.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "format/tar.h"
#include "format/tar_header.h"
#include "fuzz.h"

#define CONTENT 65536

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245U + 12345U;
	return *seed >> 16;
}

void take_apart(const uint8_t *data, size_t size, struct archive_parts *archive)
{
	size_t at = 0;

	archive->n = 0;
	while (archive->n < MUTATE_ENTRIES && size - at >= TS_TAR_BLOCK) {
		struct archive_part *entry = &archive->list[archive->n];
		uint64_t len;

		if (data[at] == 0 || !ts_tar_header_read(data + at, entry->path, &len)) {
			at += TS_TAR_BLOCK;
			continue;
		}
		at += TS_TAR_BLOCK;
		if (len > size - at)
			len = size - at;
		entry->data = data + at;
		entry->len = (size_t)len;
		at += (entry->len + TS_TAR_BLOCK - 1) / TS_TAR_BLOCK * TS_TAR_BLOCK;
		archive->n++;
		if (at > size)
			break;
	}
}

static void put_together(const struct archive_parts *archive, struct ts_buf *out)
{
	static const unsigned char zeros[2 * TS_TAR_BLOCK];
	unsigned char header[TS_TAR_BLOCK];

	for (size_t i = 0; i < archive->n; i++) {
		const struct archive_part *entry = &archive->list[i];

		if (!ts_tar_header(entry->path, entry->len, header))
			continue;
		ts_buf_add(out, header, sizeof(header));
		ts_buf_add(out, entry->data, entry->len);
		ts_buf_add(out, zeros, -entry->len % TS_TAR_BLOCK);
	}
	ts_buf_add(out, zeros, sizeof(zeros));
}

static void rename_entry(struct archive_part *entry)
{
	uint8_t path[TS_TAR_PATH_MAX];
	size_t len = strlen(entry->path);

	memcpy(path, entry->path, len);
	len = LLVMFuzzerMutate(path, len, sizeof(path));
	memcpy(entry->path, path, len);
	entry->path[len] = '\0';
}

/* Change one thing about the entries. CONTENT_ROOM takes what is new. */
static void change(struct archive_parts *a, uint8_t *content_room, unsigned *seed)
{
	struct archive_part *one = &a->list[next(seed) % a->n],
			    *other = &a->list[next(seed) % a->n];
	struct archive_part kept = *one;

	switch (next(seed) % 8) {
	case 0:
		*one = a->list[--a->n];
		break;
	case 1:
		*one = *other;
		*other = kept;
		break;
	case 2:
		if (a->n < MUTATE_ENTRIES)
			a->list[a->n++] = kept;
		break;
	case 3:
	case 4:
		rename_entry(one);
		break;
	default:
		if (one->len <= CONTENT && one->len > 0) {
			memcpy(content_room, one->data, one->len);
			one->data = content_room;
			one->len = LLVMFuzzerMutate(content_room, one->len, CONTENT);
		}
		break;
	}
}

size_t mutate_tar(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	static struct archive_parts archive;
	static uint8_t buffer[CONTENT];
	struct ts_buf out = TS_BUF_INIT;
	unsigned how = next(&seed) % 8;

	/* Any byte may change; in most cases the headers are then corrected. */
	if (how < 4)
		size = LLVMFuzzerMutate(data, size, max);
	if (how == 0)
		return size;
	take_apart(data, size, &archive);
	if (archive.n == 0)
		return how < 4 ? size : LLVMFuzzerMutate(data, size, max);
	if (how >= 4)
		change(&archive, buffer, &seed);
	put_together(&archive, &out);
	if (ts_buf_ok(&out) && out.len <= max) {
		memcpy(data, out.data, out.len);
		size = out.len;
	}
	ts_buf_free(&out);
	return size;
}
