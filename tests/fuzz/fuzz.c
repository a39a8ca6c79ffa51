#include "fuzz.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "show/json.h"
#include "show/text.h"

static char folder[4096]; /* the folder of the program, with a slash */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *slash = strrchr((*argv)[0], '/');

	(void)argc;
	if (slash == NULL)
		strcpy(folder, "./");
	else
		snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - (*argv)[0]), (*argv)[0]);
	holds(sodium_init() >= 0, "the cryptographic library can be used");
	set_up();
	return 0;
}

void broken(const char *what)
{
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

void holds_err(const struct ts_err *err, const char *check)
{
	holds(err->check != NULL, "an error names its check");
	holds(strcmp(err->check, check) == 0, "an error names the check that was asked for");
	holds(err->message[0] != '\0', "an error has a message");
}

unsigned char *read_beside(const char *name, size_t *len)
{
	struct ts_buf buf = TS_BUF_INIT;
	struct ts_err err;
	char path[8192];

	snprintf(path, sizeof(path), "%s%s", folder, name);
	if (ts_file_slurp(path, (size_t)1 << 30, &buf, &err) != 0) {
		fprintf(stderr, "%s: %s (tests/fuzz/seeds.sh makes it)\n", path, err.message);
		exit(2);
	}
	*len = buf.len;
	return buf.data;
}

size_t read_samples(const char *name, struct sample **samples)
{
	struct dirent **entries = NULL;
	char path[8192];
	size_t n = 0;
	int found;

	snprintf(path, sizeof(path), "%s%s", folder, name);
	found = scandir(path, &entries, NULL, alphasort);
	*samples = calloc(found > 0 ? (size_t)found : 1, sizeof(**samples));
	holds(*samples != NULL, "there is memory");
	for (int i = 0; i < found; i++) {
		snprintf(path, sizeof(path), "%s/%s", name, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.') {
			(*samples)[n].data = read_beside(path, &(*samples)[n].len);
			n++;
		}
		free(entries[i]);
	}
	free(entries);
	return n;
}

struct ts_trust *read_trust(const char *name)
{
	struct ts_trust *trust;
	struct ts_err err;
	size_t len;
	unsigned char *text = read_beside(name, &len);

	if (ts_trust_parse(text, len, &trust, &err) != 0) {
		fprintf(stderr, "%s: %s %s\n", name, err.message, err.at);
		exit(2);
	}
	free(text);
	return trust;
}

static ssize_t read_pieces(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct pieces *p = ctx;

	(void)err;
	if (p->piece > 0 && len > p->piece)
		len = p->piece;
	if (len > p->len)
		len = p->len;
	if (len > 0)
		memcpy(buf, p->data, len);
	p->data += len;
	p->len -= len;
	return (ssize_t)len;
}

struct ts_source source_pieces(struct pieces *pieces)
{
	return (struct ts_source){.read = read_pieces, .ctx = pieces, .size = TS_SIZE_UNKNOWN};
}

void holds_verdict(const struct ts_verdict *verdict)
{
	enum ts_class class = TS_ACCEPTED;

	holds(!verdict->failed, "the verdict could be kept");
	holds(verdict->n > 0, "the verdict says something");
	for (size_t i = 0; i < verdict->n; i++) {
		const struct ts_finding *f = &verdict->findings[i];

		holds(ts_check_find(f->id) < ts_checks_n, "a finding is of a check that there is");
		holds(f->result != TS_FAIL || (f->message != NULL && f->message[0] != '\0'),
		    "a failure has a message");
		if (f->result == TS_FAIL)
			class = ts_class_worse(class, f->class);
		else if (f->result == TS_NOT_RUN && class == TS_ACCEPTED)
			class = TS_UNDECIDED;
	}
	holds((verdict->class == TS_ACCEPTED) == (class == TS_ACCEPTED),
	    "nothing is accepted with a check that fails or did not run, and all else is");
}

void tell_verdict(struct ts_verdict *verdict, struct ts_buf *out)
{
	static const struct ts_text_style style = {
	    .detail = TS_DETAIL_ALL, .accepted = "this bundle may be accepted"};
	struct ts_json *json = NULL;
	struct ts_err err;
	size_t start;

	ts_show_text(verdict, &style, out);
	start = out->len;
	ts_show_json(&verdict, 1, verdict->class, NULL, out);
	holds(ts_buf_ok(out), "there is memory");
	holds(ts_json_parse(out->data + start, out->len - start, "x", &json, &err) == 0,
	    "a verdict's JSON can be parsed");
	ts_json_free(json);
}

bool same(const struct ts_buf *a, const struct ts_buf *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

unsigned char *exact_copy(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size == 0 ? 1 : size);

	holds(copy != NULL, "there is memory");
	if (size > 0)
		memcpy(copy, data, size);
	return copy;
}

char *text_copy(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	holds(copy != NULL, "there is memory");
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}
