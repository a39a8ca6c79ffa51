#define _POSIX_C_SOURCE 200809L /* strdup */

#include "start/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "format/json_write.h"

#define VERSION "work/1"
#define CHECK   "document.parse"

static char *join(const char *directory, const char *path)
{
	struct ts_buf out = TS_BUF_INIT;

	ts_buf_printf(&out, "%s%s%s", directory,
	    directory[0] != '\0' && directory[strlen(directory) - 1] == '/' ? "" : "/", path);
	if (ts_buf_cstr(&out) == NULL) {
		ts_buf_free(&out);
		return NULL;
	}
	return (char *)out.data;
}

static char *member(const char *directory, const struct ts_json *json, const char *name)
{
	const char *text = ts_json_string(ts_json_get(json, name));

	return text[0] == '/' ? strdup(text) : join(directory, text);
}

/* The profile is a file in the directory, or an id. */
static char *profile(const char *directory, const struct ts_json *json)
{
	char *path = member(directory, json, "profile");

	if (path == NULL || access(path, F_OK) == 0)
		return path;
	free(path);
	return strdup(ts_json_string(ts_json_get(json, "profile")));
}

static int read_members(
    const char *directory, const struct ts_json *json, struct ts_work *work, struct ts_err *err)
{
	static const struct ts_member members[] = {{"tarseal", TS_JSON_STRING, true},
	    {"profile", TS_JSON_STRING, true}, {"evidence", TS_JSON_STRING, true},
	    {"approval", TS_JSON_STRING, true}, {"record", TS_JSON_STRING, true}};

	if (ts_json_shape(json, "", members, sizeof(members) / sizeof(members[0]), CHECK, err) != 0)
		return -1;
	if (strcmp(ts_json_string(ts_json_get(json, "tarseal")), VERSION) != 0) {
		ts_err_set(err, CHECK, "it is no working set");
		return ts_err_expected(err, "\"tarseal\": \"" VERSION "\"");
	}
	work->profile = profile(directory, json);
	work->evidence = member(directory, json, "evidence");
	work->approval = member(directory, json, "approval");
	work->record = member(directory, json, "record");
	if (work->profile == NULL || work->evidence == NULL || work->approval == NULL ||
	    work->record == NULL)
		return ts_err_nomem(err);
	return 0;
}

int ts_work_read(const char *directory, struct ts_work *work, struct ts_err *err)
{
	char *path = join(directory, TS_WORK_FILE), at[TS_ERR_TEXT];
	struct ts_buf text = TS_BUF_INIT;
	struct ts_json *json = NULL;
	int ret = path == NULL ? ts_err_nomem(err)
			       : ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, err);

	if (ret != 0 && path != NULL)
		ts_err_fix(err, "make a working set with tarseal init, or name the inputs with "
				"--profile, --evidence, --approval and --record");
	if (ret == 0) {
		ret = ts_json_parse(text.data, text.len, CHECK, &json, err);
		if (ret == 0)
			ret = read_members(directory, json, work, err);
		if (ret != 0) {
			memcpy(at, err->at, sizeof(at));
			ts_err_at(err, "%.200s%s%.200s", path, at[0] == '\0' ? "" : ", ", at);
		}
	}
	ts_json_free(json);
	ts_buf_free(&text);
	free(path);
	return ret;
}

void ts_work_free(struct ts_work *work)
{
	free(work->profile);
	free(work->evidence);
	free(work->approval);
	free(work->record);
}

void ts_work_write(const struct ts_work *work, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", VERSION);
	ts_jw_string(&w, "profile", work->profile);
	ts_jw_string(&w, "evidence", work->evidence);
	ts_jw_string(&w, "approval", work->approval);
	ts_jw_string(&w, "record", work->record);
	ts_jw_close(&w, '}');
}
