#include "scanner/kind.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "format/json_scan.h"
#include "format/token.h"
#include "scanner/kind_text.h"

#define BLOCK    256
#define ARTIFACT "boundary.artifact-bytes"
#define SOURCE   "boundary.source-code"
#define KIND     "boundary.file-kind"

static const char allowed[] = "JSON, JSON lines, UTF-8 text (Markdown, CSV, public keys, in-toto "
			      "and DSSE documents), RFC 3161 tokens; a sealed bundle as the "
			      "evidence";

#define INSTEAD "replace it with a reference and a digest"

/* Content that is refused whatever its name, recognised by bytes at a fixed offset. */
struct magic {
	size_t at;
	const char *bytes;
	size_t len;
	const char *saw, *check, *media; /* MEDIA: the media type that allows it, or NULL */
	const char *fix;
	bool archive; /* or compressed: other files are inside */
};
#define MAGIC(at, bytes, saw, check)                                                               \
	{                                                                                          \
		at, bytes, sizeof(bytes) - 1, saw, check, NULL, INSTEAD, false                     \
	}
#define ARCHIVE(at, bytes, saw, check)                                                             \
	{                                                                                          \
		at, bytes, sizeof(bytes) - 1, saw, check, NULL, INSTEAD, true                      \
	}
#define MEDIA(at, bytes, saw, media)                                                               \
	{                                                                                          \
		at, bytes, sizeof(bytes) - 1, saw, KIND, media,                                    \
		    INSTEAD ", or use a profile that lists " media " in its member \"media\"",     \
		    false                                                                          \
	}

static const struct magic magics[] = {
    MAGIC(0,
	"\x7f"
	"ELF",
	"an ELF executable or library", ARTIFACT),
    MAGIC(0, "MZ", "a Windows executable", ARTIFACT),
    MAGIC(0, "\xfe\xed\xfa\xce", "a Mach-O executable", ARTIFACT),
    MAGIC(0, "\xfe\xed\xfa\xcf", "a Mach-O executable", ARTIFACT),
    MAGIC(0, "\xce\xfa\xed\xfe", "a Mach-O executable", ARTIFACT),
    MAGIC(0, "\xcf\xfa\xed\xfe", "a Mach-O executable", ARTIFACT),
    MAGIC(0, "\xca\xfe\xba\xbe", "a Java class or a Mach-O executable", ARTIFACT),
    MAGIC(0, "\0asm", "a WebAssembly module", ARTIFACT),
    MAGIC(0, "dex\n", "Android bytecode", ARTIFACT),
    MAGIC(0, "BC\xc0\xde", "LLVM bitcode", ARTIFACT),
    MAGIC(0, "\x1bLua", "Lua bytecode", ARTIFACT),
    MAGIC(1, "\r\r\n", "Python bytecode", ARTIFACT),
    ARCHIVE(0, "!<arch>\n", "an ar archive or a static library", ARTIFACT),
    ARCHIVE(0, "PK\3\4", "a ZIP archive (or an office document, a JAR, a wheel)", ARTIFACT),
    ARCHIVE(0, "PK\5\6", "an empty ZIP archive", ARTIFACT),
    ARCHIVE(0, "\x1f\x8b", "gzip-compressed data", ARTIFACT),
    ARCHIVE(0, "\x1f\x9d", "compressed data", ARTIFACT),
    ARCHIVE(0, "BZh", "bzip2-compressed data", ARTIFACT),
    ARCHIVE(0,
	"\xfd"
	"7zXZ\0",
	"xz-compressed data", ARTIFACT),
    ARCHIVE(0, "]\0\0", "LZMA-compressed data", ARTIFACT),
    ARCHIVE(0, "LZIP", "lzip-compressed data", ARTIFACT),
    ARCHIVE(0, "\x28\xb5\x2f\xfd", "zstd-compressed data", ARTIFACT),
    ARCHIVE(0, "\x04\x22\x4d\x18", "LZ4-compressed data", ARTIFACT),
    ARCHIVE(0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ARTIFACT),
    ARCHIVE(0, "Rar!\x1a\x07", "a RAR archive", ARTIFACT),
    ARCHIVE(0, "070701", "a cpio archive", ARTIFACT),
    ARCHIVE(0, "070702", "a cpio archive", ARTIFACT),
    ARCHIVE(0, "070707", "a cpio archive", ARTIFACT),
    ARCHIVE(0, "\xc7\x71", "a cpio archive", ARTIFACT),
    ARCHIVE(0, "MSCF", "a cabinet archive", ARTIFACT),
    ARCHIVE(0, "xar!", "a xar archive", ARTIFACT),
    ARCHIVE(0, "\xed\xab\xee\xdb", "an RPM package", ARTIFACT),
    MAGIC(0, "hsqs", "a squashfs image", ARTIFACT),
    MAGIC(0, "QFI\xfb", "a QCOW disk image", ARTIFACT),
    MAGIC(0, "KDMV", "a VMDK disk image", ARTIFACT),
    MAGIC(0, "conectix", "a VHD disk image", ARTIFACT),
    MAGIC(0, "vhdxfile", "a VHDX disk image", ARTIFACT),
    MAGIC(1080, "\x53\xef", "an ext file system image", ARTIFACT),
    ARCHIVE(257, "ustar", "a tar archive", ARTIFACT),
    MAGIC(0, "SQLite format 3\0", "an SQLite database", ARTIFACT),
    MAGIC(4, "Standard Jet DB", "an Access database", ARTIFACT),
    MAGIC(4, "Standard ACE DB", "an Access database", ARTIFACT),
    MAGIC(12, "\x62\x31\x05\0", "a Berkeley DB database", ARTIFACT),
    MAGIC(0, "PGDMP", "a PostgreSQL dump", ARTIFACT),
    MAGIC(0, "PAR1", "a Parquet file", ARTIFACT),
    MAGIC(0, "ARROW1", "an Arrow file", ARTIFACT),
    MAGIC(0, "Obj\1", "an Avro file", ARTIFACT),
    MAGIC(0, "ORC", "an ORC file", ARTIFACT),
    MAGIC(0, "GGUF", "model weights (GGUF)", ARTIFACT),
    MAGIC(0, "\x89HDF\r\n", "HDF5 data, such as model weights", ARTIFACT),
    MAGIC(0, "\x93NUMPY", "a NumPy array", ARTIFACT),
    MAGIC(8, "{\"", "model weights (safetensors)", ARTIFACT),
    MAGIC(0, "\x80\x02", "a Python pickle, such as model weights", ARTIFACT),
    MAGIC(0, "\x80\x03", "a Python pickle, such as model weights", ARTIFACT),
    MAGIC(0, "\x80\x04", "a Python pickle, such as model weights", ARTIFACT),
    MAGIC(0, "\x80\x05", "a Python pickle, such as model weights", ARTIFACT),
    MAGIC(4, "TFL3", "a TensorFlow Lite model", ARTIFACT),
    MAGIC(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document", ARTIFACT),
    MAGIC(0, "{\\rtf", "an RTF document", ARTIFACT),
    MEDIA(0, "%PDF-", "a PDF document", "application/pdf"),
    MEDIA(0, "\x89PNG\r\n\x1a\n", "a PNG image", "image/png"),
    MEDIA(0, "\xff\xd8\xff", "a JPEG image", "image/jpeg"),
    MEDIA(0, "GIF87a", "a GIF image", "image/gif"),
    MEDIA(0, "GIF89a", "a GIF image", "image/gif"),
    MEDIA(0, "II*\0", "a TIFF image", "image/tiff"),
    MEDIA(0, "MM\0*", "a TIFF image", "image/tiff"),
    MEDIA(8, "WEBP", "a WebP image", "image/webp"),
};

static bool ends_with(const char *name, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && strcasecmp(name + len - n, end) == 0;
}

void ts_kind_begin(struct ts_kind *kind, const char *name, bool document)
{
	size_t len = strlen(name);

	kind->name = name;
	kind->head_len = kind->part_len = 0;
	kind->is_longer = false;
	kind->is_text = kind->is_json = true;
	kind->judged = !document;
	kind->json = TS_KIND_PLAIN;
	kind->why[0] = '\0';
	kind->text.len = 0;
	if (ends_with(name, len, ".json"))
		kind->json = TS_KIND_JSON;
	else if (ends_with(name, len, ".jsonl") || ends_with(name, len, ".ndjson"))
		kind->json = TS_KIND_LINES;
}

/* The number of leading bytes that are ASCII and not NUL. Most files contain nothing else, and
 * every byte passes through here, so whole blocks are tested at once in a form that the compiler
 * can vectorise. */
static size_t ascii_run(const unsigned char *p, size_t len)
{
	size_t i = 0;

	for (; len - i >= BLOCK; i += BLOCK) {
		unsigned char any = 0, least = UCHAR_MAX;

		for (size_t k = 0; k < BLOCK; k++) {
			any |= p[i + k];
			least = p[i + k] < least ? p[i + k] : least;
		}
		if (any >= 0x80 || least == 0)
			break;
	}
	while (i < len && p[i] < 0x80 && p[i] != 0)
		i++;
	return i;
}

/* Is the character at P valid so far, with only its last bytes missing? N bytes are there. */
static bool is_cut(const unsigned char *p, size_t n)
{
	static const unsigned char ends[] = {
	    0x80, 0x90, 0xA0}; /* one of these can follow any first byte */
	uint32_t c;

	for (size_t i = 0; n < 4 && i < sizeof(ends); i++) {
		unsigned char whole[4] = {0x80, 0x80, 0x80, 0x80};

		memcpy(whole, p, n);
		whole[n] = ends[i];
		if (ts_utf8_read(whole, whole + 4, &c) > n)
			return true;
	}
	return false;
}

/* Check that the text is still UTF-8. */
static void take_text(struct ts_kind *kind, const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len;
	uint32_t c;
	size_t n;

	while (kind->part_len > 0 && p < end) {
		kind->part[kind->part_len++] = *p++;
		n = ts_utf8_read(kind->part, kind->part + kind->part_len, &c);
		if (n > 0)
			kind->part_len = 0;
		else if (!is_cut(kind->part, kind->part_len)) {
			kind->is_text = false;
			return;
		}
	}
	while (p < end) {
		p += ascii_run(p, (size_t)(end - p));
		if (p == end)
			return;
		n = *p == 0 ? 0 : ts_utf8_read(p, end, &c);
		if (n == 0) {
			kind->part_len = (size_t)(end - p) < 4 ? (size_t)(end - p) : 4;
			memcpy(kind->part, p, kind->part_len);
			kind->is_text = *p != 0 && is_cut(kind->part, kind->part_len);
			return;
		}
		p += n;
	}
}

/* Is the text JSON? The first reason why not is kept. */
static bool parses(struct ts_kind *kind, const unsigned char *data, size_t len)
{
	struct ts_buf odd = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_json_scan(data, len, KIND, &odd, &err);

	if (ret != 0 && strcmp(err.check, KIND) != 0)
		kind->text.failed = true; /* unknown; ts_kind_end() reports it */
	else if (ret != 0 && kind->why[0] == '\0')
		snprintf(kind->why, sizeof(kind->why), "%.150s, %.60s", err.message, err.at);
	ts_buf_free(&odd);
	return ret == 0;
}

/* The line is complete: check it, unless it is empty. */
static void judge_line(struct ts_kind *kind)
{
	const unsigned char *p = kind->text.data;

	for (size_t i = 0; i < kind->text.len; i++)
		if (p[i] != ' ' && p[i] != '\r' && p[i] != '\t') {
			kind->is_json = parses(kind, p, kind->text.len);
			break;
		}
	kind->text.len = 0;
}

/* Keep the text that is to be parsed. Text beyond the limit of parsing counts as plain text; that
 * depends on its length, never on how it was read. */
static void keep(struct ts_kind *kind, const unsigned char *data, size_t len)
{
	if (len > TS_JSON_DOCUMENT_MAX - kind->text.len)
		kind->json = TS_KIND_PLAIN;
	else
		ts_buf_add(&kind->text, data, len);
}

static void take_lines(struct ts_kind *kind, const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len, *newline;

	while (p < end && kind->json == TS_KIND_LINES && kind->is_json) {
		newline = memchr(p, '\n', (size_t)(end - p));
		keep(kind, p, (size_t)((newline == NULL ? end : newline) - p));
		if (newline == NULL)
			return;
		if (kind->json == TS_KIND_LINES)
			judge_line(kind);
		p = newline + 1;
	}
}

int ts_kind_add(struct ts_kind *kind, const void *data, size_t len, struct ts_err *err)
{
	size_t capacity = TS_KIND_HEAD - kind->head_len, n = len < capacity ? len : capacity;

	if (kind->head == NULL)
		kind->head = malloc(TS_KIND_HEAD);
	if (kind->head == NULL)
		return ts_err_nomem(err);
	memcpy(kind->head + kind->head_len, data, n);
	kind->head_len += n;
	kind->is_longer = kind->is_longer || n < len;
	if (kind->is_text)
		take_text(kind, data, len);
	if (kind->json == TS_KIND_PLAIN || !kind->is_text || !kind->is_json)
		return 0;
	if (kind->json == TS_KIND_LINES)
		take_lines(kind, data, len);
	else
		keep(kind, data, len);
	return ts_buf_ok(&kind->text) ? 0 : ts_err_nomem(err);
}

static bool allows(const struct ts_json *media, const char *type)
{
	for (const struct ts_json *m = ts_json_first(media); m != NULL; m = ts_json_next(m))
		if (type != NULL && strcmp(ts_json_string(m), type) == 0)
			return true;
	return false;
}

static bool has_magic(const unsigned char *head, size_t len, const struct magic *m)
{
	/* The first byte decides nearly always. */
	return len >= m->at + m->len && head[m->at] == (unsigned char)m->bytes[0] &&
	       memcmp(head + m->at, m->bytes, m->len) == 0;
}

const char *ts_kind_archive(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (magics[i].archive && has_magic(head, len, &magics[i]))
			return magics[i].saw;
	return NULL;
}

/* Text may begin with such bytes too. Being text proves that it is nothing else, except for formats
 * that are text themselves. */
static bool is_plausible(const struct ts_kind *kind, const struct magic *m)
{
	static const char *const texts[] = {"{\\rtf", "%PDF-", "!<arch>\n"};
	bool printable = true;

	for (size_t i = 0; i < m->len; i++)
		printable = printable && (unsigned char)m->bytes[i] < 0x7F &&
			    ((unsigned char)m->bytes[i] >= 0x20 || m->bytes[i] == '\r' ||
				m->bytes[i] == '\n');
	if (!kind->is_text || !printable)
		return true;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(m->bytes, texts[i]) == 0)
			return true;
	return false;
}

static void judge_content(
    const struct ts_kind *kind, const struct ts_json *media, struct ts_kind_fault *fault)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *m = &magics[i];

		if (!has_magic(kind->head, kind->head_len, m) || !is_plausible(kind, m))
			continue;
		if (!allows(media, m->media))
			*fault = (struct ts_kind_fault){m->check, m->saw, allowed, m->fix};
		return;
	}
	if (!kind->is_text && (kind->is_longer || !ts_token_is(kind->head, kind->head_len)))
		*fault =
		    (struct ts_kind_fault){KIND, "binary data, or text that is not UTF-8", allowed,
			"convert text to UTF-8 (iconv); replace anything else with a reference and "
			"a digest"};
}

static void judge_text(struct ts_kind *kind, struct ts_kind_fault *fault)
{
	const char *saw, *check;

	if (ts_kind_text(kind->name, kind->head, kind->head_len, &saw, &check)) {
		*fault = (struct ts_kind_fault){check, saw, allowed, INSTEAD};
		return;
	}
	if (!kind->judged)
		return;
	if (kind->json == TS_KIND_JSON)
		kind->is_json = kind->is_json && parses(kind, kind->text.data, kind->text.len);
	else if (kind->json == TS_KIND_LINES && kind->is_json)
		judge_line(kind);
	if (!kind->is_json)
		*fault = (struct ts_kind_fault){KIND, kind->why,
		    kind->json == TS_KIND_JSON
			? "one strict JSON value in a file named .json: UTF-8, unique member "
			  "names, integers within 2^53, at most 64 levels"
			: "strict JSON on each line of a file that is named as JSON lines",
		    "correct it; if it is no JSON at all, name it .txt"};
}

int ts_kind_end(struct ts_kind *kind, const struct ts_json *media, struct ts_kind_fault *fault,
    struct ts_err *err)
{
	*fault = (struct ts_kind_fault){0};
	kind->is_text = kind->is_text && kind->part_len == 0;
	if (ts_kind_is_in_repository(kind->name))
		*fault = (struct ts_kind_fault){
		    SOURCE, "a file of a version control system", allowed, INSTEAD};
	else
		judge_content(kind, media, fault);
	if (fault->check == NULL && kind->is_text)
		judge_text(kind, fault);
	if (fault->check != NULL && ts_kind_is_left_over(kind->name)) {
		fault->saw = "a file that a file manager leaves behind";
		fault->fix = "delete it: it is no part of the package";
	}
	return ts_buf_ok(&kind->text) ? 0 : ts_err_nomem(err);
}

void ts_kind_free(struct ts_kind *kind)
{
	ts_buf_free(&kind->text);
	free(kind->head);
	kind->head = NULL;
}
