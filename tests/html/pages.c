/* pages DIRECTORY: write every sample report and audit as a page, for a browser to open. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/html_samples.h"
#include "show/html/html.h"

static bool write_page(const char *directory, const char *name, struct ts_buf *page)
{
	char path[4096];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%s.html", directory, name);
	file = fopen(path, "wb");
	if (file == NULL || !ts_buf_ok(page)) {
		fprintf(stderr, "cannot make %s\n", path);
		return false;
	}
	good = fwrite(page->data, 1, page->len, file) == page->len;
	good = fclose(file) == 0 && good;
	ts_buf_free(page);
	return good;
}

static bool write_reports(const char *directory)
{
	static const char *const names[] = {
	    "accepted", "chain", "blocked", "damaged", "stranger", "hostile"};
	struct ts_report *reports[SAMPLE_REPORTS];
	struct ts_buf page = TS_BUF_INIT;
	bool good = true;

	for (int i = 0; i < SAMPLE_REPORTS; i++) {
		reports[i] = sample_report((enum sample_report)i);
		ts_show_report(
		    &reports[i], 1, &sample_at, "7f8e90aa3726b43df4fa66a2be7cb27a", false, &page);
		good = write_page(directory, names[i], &page) && good;
	}
	ts_show_report(reports, SAMPLE_REPORTS, &sample_at, NULL, false, &page);
	good = write_page(directory, "several", &page) && good;
	for (int i = 0; i < SAMPLE_REPORTS; i++)
		ts_report_free(reports[i]);
	return good;
}

static bool write_audits(const char *directory)
{
	static const char *const names[] = {
	    "mixed", "covered", "unregistered", "empty", "faulty", "evil", "large"};
	bool good = true;

	for (int i = 0; i < SAMPLE_AUDITS; i++) {
		struct ts_buf page = TS_BUF_INIT;
		struct ts_audit audit;

		sample_audit((enum sample_audit)i, &audit);
		ts_show_audit_html(&audit, &page);
		good = write_page(directory, names[i], &page) && good;
		sample_audit_free(&audit);
	}
	return good;
}

int main(int argc, char **argv)
{
	if (argc != 2 || sodium_init() < 0)
		return 2;
	return write_reports(argv[1]) && write_audits(argv[1]) ? 0 : 1;
}
