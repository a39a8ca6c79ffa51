#include "model/report.h"

#include <stdlib.h>

struct ts_report *ts_report_new(const char *path)
{
	struct ts_report *report = calloc(1, sizeof(*report));

	if (report == NULL)
		return NULL;
	report->verdict = ts_verdict_new(path);
	if (report->verdict == NULL) {
		free(report);
		return NULL;
	}
	return report;
}

void ts_report_free(struct ts_report *report)
{
	if (report == NULL)
		return;
	for (size_t i = 0; i < report->signers_n; i++) {
		free(report->signers[i].what);
		free(report->signers[i].owner);
		free(report->signers[i].keyid);
	}
	for (size_t i = 0; i < report->files_n; i++)
		free(report->files[i].path);
	for (size_t i = 0; i < report->events_n; i++)
		free(report->events[i].what);
	for (size_t i = 0; i < report->details_n; i++) {
		free(report->details[i].term);
		free(report->details[i].text);
	}
	free(report->details);
	free(report->signers);
	free(report->files);
	free(report->owner);
	free(report->keyid);
	free(report->profile);
	free(report->profile_title);
	free(report->profile_sha256);
	free(report->package_path);
	free(report->package_digest);
	free(report->approval_path);
	free(report->approval_ref);
	free(report->record_path);
	ts_verdict_free(report->verdict);
	free(report);
}
