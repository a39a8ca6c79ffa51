#include "cli/recognize.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name.h"
#include "format/tar.h"
#include "show/audit.h"
#include "show/audit_alert.h"
#include "show/html/html.h"

static bool begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static bool contains(const char *text, size_t len, const char *what)
{
	for (size_t i = 0; i < len; i++)
		if (begins(text + i, len - i, what))
			return true;
	return false;
}

/* Does the last line of the text begin with a verdict, as that of every text form does? */
static bool ends_with_verdict(const char *text, size_t len)
{
	const char *const verdicts[] = {"ACCEPTED  ", "REJECTED  ", "UNDECIDED  "};
	size_t start;

	if (len == 0 || text[len - 1] != '\n')
		return false;
	for (start = len - 1; start > 0 && text[start - 1] != '\n'; start--)
		;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (begins(text + start, len - start, verdicts[i]))
			return true;
	return false;
}

#define JUNIT_START "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tarseal\""

bool cli_recognize(const char *head, size_t head_len, const char *tail, size_t tail_len)
{
	static const char *const starts[] = {"{\n  \"tarseal\": \"verdict/1\"",
	    "{\n  \"tarseal\": \"audit/1\"", "{\n  \"tarseal\": \"inspection/1\"", JUNIT_START,
	    "{\"tarseal\":\"lines/1\",", TS_AUDIT_CSV_START, TS_AUDIT_PROM_START,
	    TS_AUDIT_SUMMARY_START};
	static const char *const texts[] = {
	    "file      ", "stage          ", "ACCEPTED  ", "REJECTED  ", "UNDECIDED  "};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (begins(head, head_len, starts[i]))
			return true;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (begins(head, head_len, texts[i]))
			return ends_with_verdict(tail, tail_len);
	if (begins(head, head_len, "{\"path\":\""))
		return contains(head, head_len, "\",\"statement_sha256\":");
	if (begins(head, head_len, "<!DOCTYPE html>"))
		return contains(head, head_len, TS_HTML_GENERATOR);
	return begins(head, head_len, "{\n  \"$schema\": \"https://json.schemastore.org/sarif-") &&
	       contains(head, head_len, "\"name\": \"tarseal\"");
}

bool cli_may_replace(const char *path)
{
	char head[CLI_RECOGNIZE_BYTES], tail[CLI_RECOGNIZE_BYTES];
	ssize_t head_len = -1, tail_len = -1;
	struct ts_err ignored;
	struct stat st;
	int fd;

	if (ts_file_open(AT_FDCWD, path, true, &fd, &st, &ignored) != 0)
		return false;
	head_len = pread(fd, head, sizeof(head), 0);
	tail_len = pread(fd, tail, sizeof(tail),
	    st.st_size > (off_t)sizeof(tail) ? st.st_size - (off_t)sizeof(tail) : 0);
	close(fd);
	return head_len >= 0 && tail_len >= 0 &&
	       (st.st_size == 0 || cli_recognize(head, (size_t)head_len, tail, (size_t)tail_len));
}

bool cli_is_bundle(const char *path)
{
	const char *slash = strrchr(path, '/');
	unsigned char head[TS_TAR_BLOCK];
	struct ts_err ignored;
	struct stat st;
	bool is;
	int fd;

	if (ts_file_open(AT_FDCWD, path, true, &fd, &st, &ignored) != 0)
		return false;
	is = ts_name_is_bundle(slash == NULL ? path : slash + 1) ||
	     (pread(fd, head, sizeof(head), 0) == sizeof(head) &&
		 ts_tar_begins_bundle(head, sizeof(head)));
	close(fd);
	return is;
}

int cli_explain_existing(const char *path, struct ts_err *err)
{
	struct stat st;

	if (path != NULL && lstat(path, &st) == 0 && S_ISREG(st.st_mode))
		ts_err_fix(err, "it is no earlier report: choose another name, or replace it with "
				"--force");
	return -1;
}
