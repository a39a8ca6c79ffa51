/* Reports as pages: text from bundles is always text, and the page is well-formed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/sha256.h"
#include "format/json.h"
#include "html_samples.h"
#include "show/html/chart.h"
#include "show/html/html.h"
#include "show/html/page.h"
#include "suites.h"

#define DEEP 64

static const char *text_of(struct ts_buf *buf)
{
	const char *text = ts_buf_cstr(buf);

	ck_assert_ptr_nonnull(text);
	return text;
}

static void is_shown(const char *text, const char *want)
{
	struct ts_buf out = TS_BUF_INIT;

	ts_buf_add_str(&out, "<&>");
	ts_html_text(&out, text);
	ck_assert_msg(strncmp(text_of(&out), "<&>", 3) == 0, "what stood before was changed");
	ck_assert_str_eq(text_of(&out) + 3, want);
	ts_buf_free(&out);
}

START_TEST(escapes_text)
{
	is_shown("plain", "plain");
	is_shown("", "");
	is_shown(NULL, "");
	is_shown("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;");
	is_shown("&lt;", "&amp;lt;");
	is_shown("]]>-->", "]]&gt;--&gt;");
	is_shown("a\nb\tc\x1b[0m\x7f", "a\\u{a}b\\u{9}c\\u{1b}[0m\\u{7f}");
	is_shown("\xe2\x80\xae<", "\\u{202e}&lt;");
	is_shown("\xed\xa0\xbd\xff", "\\xed\\xa0\\xbd\\xff");
	is_shown("\xc3\xa9\xe2\x82\xac", "\xc3\xa9\xe2\x82\xac");
	is_shown("a::b\\", "a:\\x3ab\\\\");
	is_shown("{}", "{}");
}
END_TEST

START_TEST(escapes_commands_to_the_letter)
{
	struct ts_buf out = TS_BUF_INIT;

	ts_html_literal(&out, "printf '\\060' <a >b && c");
	ck_assert_str_eq(text_of(&out), "printf &#39;\\060&#39; &lt;a &gt;b &amp;&amp; c");
	ts_buf_free(&out);
}
END_TEST

START_TEST(escapes_json)
{
	struct ts_buf json = TS_BUF_INIT, out = TS_BUF_INIT;

	ts_buf_add_str(&json, "[\"</script><!--&-->\", \"x\"]");
	ts_html_json(&out, json.data, json.len);
	ck_assert_str_eq(
	    text_of(&out), "[\"\\u003c/script\\u003e\\u003c!--\\u0026--\\u003e\", \"x\"]");
	ts_buf_free(&json);
	ts_buf_free(&out);
}
END_TEST

START_TEST(fills_gaps)
{
	struct ts_buf out = TS_BUF_INIT;

	TS_HTML(&out, "<i title=\"{}\">{}</i>", "\"", "{}<");
	ck_assert_str_eq(text_of(&out), "<i title=\"&quot;\">{}&lt;</i>");
	ts_buf_free(&out);
	TS_HTML(&out, "{} {}", "one");
	ck_assert_msg(!ts_buf_ok(&out), "a gap that nothing fills");
	ts_buf_free(&out);
	TS_HTML(&out, "{}", "one", "two");
	ck_assert_msg(!ts_buf_ok(&out), "a text that has no gap");
	ts_buf_free(&out);
}
END_TEST

START_TEST(finds_words)
{
	ck_assert_str_eq(ts_phrase_count(0).text, "0");
	ck_assert_str_eq(ts_phrase_count(999).text, "999");
	ck_assert_str_eq(ts_phrase_count(1000).text, "1,000");
	ck_assert_str_eq(ts_phrase_count(UINT64_MAX).text, "18,446,744,073,709,551,615");
	ck_assert_str_eq(ts_phrase_plural(1, "trial", "trials").text, "1 trial");
	ck_assert_str_eq(ts_phrase_plural(0, "trial", "trials").text, "0 trials");
	ck_assert_str_eq(ts_phrase_share(0, 0).text, "0.0 %");
	ck_assert_str_eq(ts_phrase_share(1, 3).text, "33.3 %");
	ck_assert_str_eq(ts_phrase_share(1, 10000).text, "< 0.1 %");
	ck_assert_str_eq(ts_phrase_share(2, 3).text, "66.7 %");
	ck_assert_str_eq(ts_phrase_share(1, 1000).text, "0.1 %");
	ck_assert_str_eq(ts_phrase_share(9990, 10000).text, "99.9 %");
	ck_assert_str_eq(ts_phrase_share(9999, 10000).text, "> 99.9 %");
	ck_assert_str_eq(ts_phrase_share(7, 7).text, "100.0 %");
	ck_assert_str_eq(ts_phrase_percent(1, 3).text, "33.33%");
	ck_assert_str_eq(ts_phrase_percent(5, 0).text, "0.00%");
	ck_assert_str_eq(ts_phrase_duration(0).text, "0 days");
	ck_assert_str_eq(ts_phrase_duration(86400).text, "1 day");
	ck_assert_str_eq(ts_phrase_duration(-90061).text, "1 day 1 hour");
	ck_assert_str_eq(ts_phrase_duration(86400 + 59).text, "1 day");
	ck_assert_str_eq(ts_phrase_duration(61).text, "1 minute 1 second");
	ck_assert_str_ne(ts_phrase_duration(INT64_MIN).text, "");
	ck_assert_str_ne(ts_phrase_duration(INT64_MAX).text, "");
}
END_TEST

static void page_of_report(int which, struct ts_buf *out)
{
	struct ts_report *report = sample_report((enum sample_report)which);

	ts_show_report(&report, 1, &sample_at, "0123", false, out);
	ts_report_free(report);
}

static void page_of_audit(int which, struct ts_buf *out)
{
	struct ts_audit audit;

	sample_audit((enum sample_audit)which, &audit);
	ts_show_audit_html(&audit, out);
	sample_audit_free(&audit);
}

/* All pages, one after the other: reports, audits, and several reports on one. */
#define PAGES (SAMPLE_REPORTS + SAMPLE_AUDITS + 1)
static void page_of(int which, struct ts_buf *out)
{
	struct ts_report *all[SAMPLE_REPORTS];

	if (which < SAMPLE_REPORTS) {
		page_of_report(which, out);
	} else if (which < SAMPLE_REPORTS + SAMPLE_AUDITS) {
		page_of_audit(which - SAMPLE_REPORTS, out);
	} else {
		for (int i = 0; i < SAMPLE_REPORTS; i++)
			all[i] = sample_report((enum sample_report)i);
		ts_show_report(all, SAMPLE_REPORTS, &sample_at, NULL, false, out);
		for (int i = 0; i < SAMPLE_REPORTS; i++)
			ts_report_free(all[i]);
	}
	ck_assert(ts_buf_ok(out));
}

static bool is_word_in(const char *list, const char *word, size_t len)
{
	char needle[64];

	snprintf(needle, sizeof(needle), " %.*s ", (int)len, word);
	return len > 0 && len < 60 && strstr(list, needle) != NULL;
}

/* Read one tag at P (after its "<"), which may contain only what these pages consist of. Returns
 * the byte after its ">". */
static const char *walk_tag(const char *p, const char *name, size_t len)
{
	static const char tags[] = " html head meta title style body a svg symbol path pattern "
				   "header p h1 h2 h3 h4 h5 dl dt dd "
				   "time code main nav table caption thead tbody tr th td section "
				   "article details summary div span use ol ul li "
				   "figure figcaption line circle text rect b pre footer script ";
	static const char attributes[] =
	    " lang charset http-equiv content name class href aria-hidden aria-label width height "
	    "id viewBox "
	    "d patternUnits datetime tabindex scope x y x1 x2 y1 y2 cx cy r dx role type ";

	ck_assert_msg(is_word_in(tags, name, len), "the tag %.*s", (int)len, name);
	for (p = name + len; *p != '>' && *p != '/';) {
		size_t word = strspn(++p, "abcdefghijklmnopqrstuvwxyzBU-12");
		const char *value = p + word + 2;

		ck_assert_msg(is_word_in(attributes, p, word), "the attribute %.20s", p);
		ck_assert_msg(p[word] == '=' && p[word + 1] == '"', "the value of %.20s", p);
		p = strchr(value, '"');
		ck_assert_ptr_nonnull(p);
		ck_assert(memchr(value, '<', (size_t)(p - value)) == NULL);
		ck_assert_msg(
		    *value == '#' || memcmp(value - 6, "href", 4) != 0, "leads out: %.20s", value);
		p++;
	}
	return p;
}

/* Every "<" begins or ends an element, and elements are properly nested. */
static void walk(const char *page)
{
	const char *open[DEEP], *p = page + strlen("<!DOCTYPE html>\n");
	size_t lens[DEEP], n = 0;

	ck_assert(strncmp(page, "<!DOCTYPE html>\n", 16) == 0);
	while ((p = strchr(p, '<')) != NULL) {
		bool ends = p[1] == '/';
		const char *name = p + 1 + ends;
		size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz123456");

		if (ends) {
			ck_assert_msg(
			    n > 0 && lens[n - 1] == len && memcmp(open[n - 1], name, len) == 0,
			    "%.20s ends %.20s", name, n > 0 ? open[n - 1] : "nothing");
			n--;
			p = name + len;
			ck_assert(*p == '>');
			continue;
		}
		p = walk_tag(p, name, len);
		if (*p == '/' || is_word_in(" meta ", name, len))
			continue;
		ck_assert(n < DEEP);
		open[n] = name;
		lens[n++] = len;
		if (is_word_in(" script style ", name, len))
			p = strstr(p, len == 5 ? "</style>" : "</script>");
		ck_assert_ptr_nonnull(p);
	}
	ck_assert_uint_eq(n, 0);
}

START_TEST(page_is_sound)
{
	struct ts_buf out = TS_BUF_INIT;

	page_of(_i, &out);
	walk(text_of(&out));
	ck_assert_ptr_null(memchr(out.data, '\0', out.len));
	ck_assert_ptr_null(strstr(text_of(&out), "onmouseover=\""));
	ck_assert_ptr_null(strstr(text_of(&out), " style="));
	ck_assert_ptr_null(strstr(text_of(&out), "\xe2\x80\xae"));
	ck_assert_ptr_null(strchr(text_of(&out), '\x1b'));
	ts_buf_free(&out);
}
END_TEST

START_TEST(page_is_the_same_twice)
{
	struct ts_buf one = TS_BUF_INIT, two = TS_BUF_INIT;

	page_of(_i, &one);
	page_of(_i, &two);
	ck_assert_uint_eq(one.len, two.len);
	ck_assert_mem_eq(one.data, two.data, one.len);
	ts_buf_free(&one);
	ts_buf_free(&two);
}
END_TEST

START_TEST(no_hostile_text_in_the_source)
{
	struct ts_buf out = TS_BUF_INIT;

	page_of(_i, &out);
	for (size_t i = 0; i < sample_hostile_n; i++) {
		const char *text = sample_hostile[i];

		if (strpbrk(text, "<>\"'\n\xff") != NULL)
			ck_assert_msg(strstr(text_of(&out), text) == NULL, "%s", text);
	}
	ts_buf_free(&out);
}
END_TEST

/* The element that begins with BEGIN, up to END. */
static char *cut(const char *page, const char *begin, const char *end)
{
	const char *from = strstr(page, begin), *to;

	ck_assert_ptr_nonnull(from);
	from += strlen(begin);
	to = strstr(from, end);
	ck_assert_ptr_nonnull(to);
	return strndup(from, (size_t)(to - from));
}

START_TEST(policy_names_the_style)
{
	struct ts_buf out = TS_BUF_INIT, digest = TS_BUF_INIT;
	unsigned char hash[TS_DIGEST_BYTES];
	char *style, *policy, want[200];
	struct ts_err err;

	page_of(_i, &out);
	style = cut(text_of(&out), "<style>", "</style>");
	policy = cut(text_of(&out), "Content-Security-Policy\" content=\"", "\"");
	ck_assert(ts_sha256_of(style, strlen(style), hash, &err) == 0);
	ts_base64_add(&digest, hash, sizeof(hash), true);
	snprintf(want, sizeof(want),
	    "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
	    text_of(&digest));
	ck_assert_str_eq(policy, want);
	ck_assert_msg(
	    strstr(style, "url(http") == NULL && strstr(style, "@import") == NULL, "fetches");
	free(style);
	free(policy);
	ts_buf_free(&digest);
	ts_buf_free(&out);
}
END_TEST

START_TEST(json_is_the_verdict)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json *json;
	const struct ts_json *bundles;
	struct ts_err err;
	char *text;

	page_of(_i, &out);
	text = cut(text_of(&out), "id=\"data\">\n", "</script>");
	ck_assert_msg(ts_json_parse(text, strlen(text), "document.parse", &json, &err) == 0, "%s",
	    err.message);
	bundles = ts_json_get(json, "bundles");
	ck_assert_ptr_nonnull(bundles);
	ck_assert_ptr_nonnull(ts_json_first(bundles));
	ts_json_free(json);
	free(text);
	ts_buf_free(&out);
}
END_TEST

static void says(int which, const char *const *texts)
{
	struct ts_buf out = TS_BUF_INIT;

	page_of(which, &out);
	for (; *texts != NULL; texts++)
		ck_assert_msg(
		    strstr(text_of(&out), *texts) != NULL, "page %d lacks: %s", which, *texts);
	ts_buf_free(&out);
}
#define SAYS(which, ...) says(which, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(reports_say)
{
	SAYS(SAMPLE_ACCEPTED, "All checks that ran passed", "<b>release-automation</b> sealed it",
	    "approved by <b>trial-governance</b>", "An approver must not have sealed",
	    "approval, which counts", "tar -xf cedar-escalated.tar -C unpacked",
	    "cd unpacked/cedar-escalated", "digest.dirHash1", "What was not checked, and why",
	    "the trust policy sets no max_age", "after 2 days 21 hours",
	    "data/record/followup.json", "45</b> passed", "<b>6</b> skipped");
	SAYS(SAMPLE_BLOCKED, "<h1>Rejected: cedar-escalated</h1>",
	    "add grace_period.approval_ref to followup.json", "id=\"b1f3\"", "href=\"#b1f1\"",
	    "evidence: gate.grace-period-recorded", "in the bundle inside", "What was waived",
	    "waiver:opaque-77", ", line 14", "A bundle inside");
	SAYS(SAMPLE_CHAIN, "<code>evidence</code> in the chain",
	    "<code>evidence/evidence</code> in the chain");
	SAYS(SAMPLE_DAMAGED, "Do not use it", "tar -xf &#39;alder revoked.tar&#39;", "not checked");
	SAYS(SAMPLE_STRANGER, "No valid key of the policy has sealed it", "No gate was checked",
	    "so no signature is shown", "stranger&#39;\\&#39;&#39;s.tar", "cd unpacked/*/");
	SAYS(SAMPLE_HOSTILE, "tar -xf ./&#39;-&lt;b&gt;", "18</b> failed");
	SAYS(PAGES - 1, "Report on 6 bundles", "href=\"#b6\"", "id=\"b1f1\"",
	    "4 of 6 bundles not accepted.<");
}
END_TEST

START_TEST(audits_say)
{
	SAYS(SAMPLE_REPORTS + SAMPLE_MIXED, "15 of 127 trials fail", "3 trials ended silently",
	    "<b>sales-operations</b> signed", "href=\"#t127\"", "id=\"t127\"", "due after 14 days",
	    "the register says that it expired", "overdue at the time of the audit", "hours late)",
	    "before expiry)", "Refused bundles", "81.9 %", "<dd>110</dd>",
	    "Failing check</dt><dd><code>seal.validity",
	    "<dt>Files that are not bundles</dt><dd>3</dd>");
	SAYS(SAMPLE_REPORTS + SAMPLE_COVERED, "Every trial is accounted for", "It is not signed");
	SAYS(SAMPLE_REPORTS + SAMPLE_UNREGISTERED, "is not seen this way", "No register was given");
	SAYS(SAMPLE_REPORTS + SAMPLE_EMPTY, "Undecided", "No trials were found");
	SAYS(SAMPLE_REPORTS + SAMPLE_FAULTY, "2 files could not be verified", "Permission denied",
	    "this audit is incomplete");
}
END_TEST

static size_t count_in(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

/* Ten thousand trials: each has a row, but only failing trials and those with a remark have a
 * section. */
START_TEST(large_audit)
{
	struct ts_buf out = TS_BUF_INIT;
	size_t sections;

	page_of(SAMPLE_REPORTS + SAMPLE_LARGE, &out);
	ck_assert_uint_eq(count_in(text_of(&out), "<td class=\"d1\">"), 10000);
	sections = count_in(text_of(&out), " class=\"item\" id=\"t");
	ck_assert_uint_gt(sections, 48 + 61 + 22 + 9 + 17 + 12);
	ck_assert_uint_lt(sections, 2000);
	ck_assert_uint_eq(count_in(text_of(&out), "<a href=\"#t"), sections);
	/* Without the JSON in it. */
	ck_assert_int_lt(strstr(text_of(&out), "<script") - text_of(&out), 6 << 20);
	ck_assert_ptr_nonnull(strstr(text_of(&out), "Because there are so many trials"));
	ts_buf_free(&out);
}
END_TEST

/* If all ten thousand fail, the number of sections is limited, and the page says so. */
START_TEST(large_audit_of_failures)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_audit audit;

	sample_audit(SAMPLE_LARGE, &audit);
	memset(audit.counts, 0, sizeof(audit.counts));
	audit.counts[TS_MISSING] = audit.expiries_n;
	for (size_t i = 0; i < audit.expiries_n; i++)
		audit.expiries[i].state = TS_MISSING;
	ts_show_audit_html(&audit, &out);
	ck_assert_uint_eq(count_in(text_of(&out), "<article class=\"item\""), 2000);
	ck_assert_ptr_nonnull(strstr(text_of(&out), "and only the first 2,000"));
	sample_audit_free(&audit);
	ts_buf_free(&out);
}
END_TEST

/* Dates at the limits of the calendar and beyond: shown as years, never out of bounds. */
START_TEST(strange_times)
{
	static const int64_t times[] = {INT64_MIN, -1, 0, 1, 253402300799, 253402300800, INT64_MAX};
	const size_t n = sizeof(times) / sizeof(times[0]);
	struct ts_buf out = TS_BUF_INIT;
	struct ts_stored bundles[64] = {0};
	struct ts_audit audit;

	sample_audit(SAMPLE_COVERED, &audit);
	ck_assert_uint_le(audit.expiries_n, 64);
	for (size_t i = 0; i < audit.expiries_n; i++) {
		bundles[i].delivered.sec = times[i / n % n];
		audit.expiries[i].bundle = &bundles[i];
		audit.expiries[i].has_delivered = true;
		audit.expiries[i].expired.sec = times[i % n];
		audit.expiries[i].due.sec = times[(i + 3) % n];
		audit.expiries[i].state = i % 3 == 0   ? TS_LATE
					  : i % 3 == 1 ? TS_MISSING
						       : TS_COVERED;
	}
	for (size_t i = 0; i < 4; i++) {
		audit.due_after = (int64_t[]){0, -1, 14, INT64_MAX}[i];
		ts_buf_free(&out);
		ts_show_audit_html(&audit, &out);
		walk(text_of(&out));
	}
	ck_assert_ptr_nonnull(strstr(text_of(&out), "outside the calendar"));
	ck_assert_ptr_nonnull(strstr(text_of(&out), "span of years"));
	sample_audit_free(&audit);
	ts_buf_free(&out);
}
END_TEST

START_TEST(events_at_one_time)
{
	static char moment[] = "<moment>";
	struct ts_report_event events[TS_REPORT_MOMENTS];
	struct ts_buf out = TS_BUF_INIT;

	for (size_t i = 0; i < TS_REPORT_MOMENTS; i++)
		events[i] = (struct ts_report_event){moment, sample_at};
	ts_chart_events(events, 1, &out);
	ts_chart_events(events, TS_REPORT_MOMENTS, &out);
	ck_assert_uint_eq(count_in(text_of(&out), "<circle"), 1 + TS_REPORT_MOMENTS);
	ck_assert_uint_eq(count_in(text_of(&out), "&lt;moment&gt;"), 1 + TS_REPORT_MOMENTS);
	ck_assert_uint_eq(count_in(text_of(&out), "at the same time"), TS_REPORT_MOMENTS - 1);
	ts_buf_free(&out);
}
END_TEST

/* A buffer that has failed remains failed, and nothing is appended to it. */
START_TEST(no_half_pages)
{
	struct ts_report *report = sample_report(SAMPLE_ACCEPTED);
	struct ts_buf out = {.failed = true};
	struct ts_audit audit;

	ts_show_report(&report, 1, &sample_at, NULL, false, &out);
	ck_assert(!ts_buf_ok(&out) && out.len == 0);
	sample_audit(SAMPLE_MIXED, &audit);
	ts_show_audit_html(&audit, &out);
	ck_assert(!ts_buf_ok(&out) && out.len == 0);
	sample_audit_free(&audit);
	ts_report_free(report);
}
END_TEST

/* A report on no bundle is not shown as accepted. */
START_TEST(report_on_nothing)
{
	struct ts_buf out = TS_BUF_INIT;

	ts_show_report(NULL, 0, &sample_at, NULL, false, &out);
	walk(text_of(&out));
	ck_assert_ptr_nonnull(strstr(text_of(&out), "Report on 0 bundles"));
	ck_assert_ptr_nonnull(strstr(text_of(&out), "\"exit\": 6"));
	ck_assert_ptr_null(strstr(text_of(&out), "Accepted"));
	ts_buf_free(&out);
}
END_TEST

Suite *suite_html(void)
{
	Suite *suite = suite_create("html");
	TCase *parts = tcase_create("parts"), *pages = tcase_create("pages");

	tcase_add_test(parts, escapes_text);
	tcase_add_test(parts, escapes_commands_to_the_letter);
	tcase_add_test(parts, escapes_json);
	tcase_add_test(parts, fills_gaps);
	tcase_add_test(parts, finds_words);
	tcase_add_test(parts, events_at_one_time);
	tcase_set_timeout(pages, 300);
	tcase_add_loop_test(pages, page_is_sound, 0, PAGES);
	tcase_add_loop_test(pages, page_is_the_same_twice, 0, PAGES);
	tcase_add_loop_test(pages, no_hostile_text_in_the_source, 0, PAGES);
	tcase_add_loop_test(pages, policy_names_the_style, 0, PAGES);
	tcase_add_loop_test(pages, json_is_the_verdict, 0, SAMPLE_REPORTS);
	tcase_add_test(pages, reports_say);
	tcase_add_test(pages, audits_say);
	tcase_add_test(pages, large_audit);
	tcase_add_test(pages, large_audit_of_failures);
	tcase_add_test(pages, strange_times);
	tcase_add_test(pages, no_half_pages);
	tcase_add_test(pages, report_on_nothing);
	suite_add_tcase(suite, parts);
	suite_add_tcase(suite, pages);
	return suite;
}
