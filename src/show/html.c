#include "show/html.h"
void ts_show_report(struct ts_report *const *reports, size_t n, const struct ts_time *at,
    const char *trust_sha256, struct ts_buf *out)
{
	(void)reports;
	(void)n;
	(void)at;
	(void)trust_sha256;
	(void)out;
}
void ts_show_audit_html(const struct ts_audit *audit, const struct ts_buf *json, struct ts_buf *out)
{
	(void)audit;
	(void)json;
	(void)out;
}
