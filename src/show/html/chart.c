#include "show/html/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "show/html/page.h"

/* A line of points. Points that would overlap are raised, each to a row of its own. */
#define POINT_ROW   26
#define POINT_APART 800 /* hundredths of a percent: the width of a point on a narrow screen */

/* The horizontal position of event I, in hundredths of a percent, with space for half a point at
 * either end. */
static unsigned point_at(const struct ts_report_event *events, size_t n, size_t i)
{
	double first = (double)events[0].at.sec, span = (double)events[n - 1].at.sec - first;

	return span <= 0 ? 5000
			 : (unsigned)(400 + ((double)events[i].at.sec - first) / span * 9200);
}

static void add_stem(struct ts_buf *out, unsigned x, size_t y, size_t base)
{
	ts_buf_printf(out,
	    "<line class=\"axis\" x1=\"%u.%02u%%\" x2=\"%u.%02u%%\" y1=\"%zu\" y2=\"%zu\"/>\n",
	    x / 100, x % 100, x / 100, x % 100, y, base);
}

static void add_point(struct ts_buf *out, unsigned x, size_t y, size_t number)
{
	ts_buf_printf(out,
	    "<circle class=\"point\" cx=\"%u.%02u%%\" cy=\"%zu\" r=\"11\"/>"
	    "<text class=\"number\" x=\"%u.%02u%%\" y=\"%zu\">%zu</text>\n",
	    x / 100, x % 100, y, x / 100, x % 100, y + 4, number);
}

static void draw_events(const struct ts_report_event *events, size_t n, struct ts_buf *out)
{
	size_t rows[TS_REPORT_MOMENTS] = {0}, top = 0, base;
	unsigned x[TS_REPORT_MOMENTS];

	for (size_t i = 0; i < n; i++) {
		x[i] = point_at(events, n, i);
		/* The lowest row whose last point is far enough away. */
		for (size_t k = 0; k < i; k++)
			if (rows[k] == rows[i] && x[i] < x[k] + POINT_APART) {
				rows[i]++;
				k = (size_t)-1;
			}
		top = rows[i] > top ? rows[i] : top;
	}
	base = 40 + top * POINT_ROW;
	ts_buf_printf(out,
	    "<svg class=\"chart\" width=\"100%%\" height=\"%zu\" aria-hidden=\"true\">\n"
	    "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%zu\" y2=\"%zu\"/>\n",
	    base + 8, base, base);
	for (size_t i = 0; i < n; i++)
		add_stem(out, x[i], base - 24 - rows[i] * POINT_ROW, base);
	for (size_t i = 0; i < n; i++)
		add_point(out, x[i], base - 24 - rows[i] * POINT_ROW, i + 1);
	ts_buf_add_str(out, "</svg>\n");
}

void ts_chart_events(const struct ts_report_event *events, size_t n, struct ts_buf *out)
{
	if (n > TS_REPORT_MOMENTS)
		n = TS_REPORT_MOMENTS;
	ts_buf_add_str(out, "<figure>\n");
	draw_events(events, n, out);
	ts_buf_add_str(out, "<ol class=\"events\">\n");
	for (size_t i = 0; i < n; i++) {
		TS_HTML(out, "<li><b>{}</b> ", events[i].what);
		ts_html_time(out, &events[i].at);
		if (i > 0)
			TS_HTML(out, "<span class=\"about\">{}{}</span>",
			    events[i].at.sec == events[i - 1].at.sec ? "at the same time"
								     : "after ",
			    events[i].at.sec == events[i - 1].at.sec
				? ""
				: ts_phrase_duration(events[i].at.sec - events[i - 1].at.sec).text);
		ts_buf_add_str(out, "</li>\n");
	}
	ts_buf_add_str(out, "</ol>\n</figure>\n");
}

/* Append one rectangle of a bar, hatched if the state fails. */
static void add_piece(struct ts_buf *out, size_t state, uint64_t from, uint64_t n, uint64_t of)
{
	struct ts_phrase x = ts_phrase_percent(from, of), width = ts_phrase_percent(n, of);
	bool thin = n * 50 < of; /* too thin for hatching, but still visible */

	ts_buf_printf(out, "<rect class=\"s%zu%s\" x=\"%s\" width=\"%s\" height=\"100%%\"/>", state,
	    thin ? " thin" : "", x.text, width.text);
	if (ts_coverage_fails((enum ts_coverage)state) && !thin)
		ts_buf_printf(out,
		    "<rect class=\"hatched\" x=\"%s\" width=\"%s\" height=\"100%%\"/>", x.text,
		    width.text);
}

void ts_chart_states(const size_t counts[static TS_COVERAGES], size_t of, struct ts_buf *out)
{
	uint64_t from = 0;

	ts_buf_add_str(
	    out, "<svg class=\"bar\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
	for (size_t state = 0; state < TS_COVERAGES; state++) {
		if (counts[state] > 0)
			add_piece(out, state, from, counts[state], of);
		from += counts[state];
	}
	ts_buf_add_str(out, "</svg>");
}

#define BUCKETS 36

/* Times of expiry by month, or by several months together, so that there are at most BUCKETS. */
struct months {
	int first, step; /* months since year 0 */
	size_t n, most;  /* the number of buckets, and of expiries in the largest */
	size_t counts[BUCKETS][TS_COVERAGES], sums[BUCKETS];
	size_t undated[TS_COVERAGES], undated_sum;
};

/* The month of an expiry, counted from year 0; -1 if it has none. */
static int month_of(const struct ts_expiry *t)
{
	char text[TS_TIME_TEXT];

	if (!t->has_expired || !ts_time_format(&t->expired, text))
		return -1;
	return (int)strtol(text, NULL, 10) * 12 + (int)strtol(text + 5, NULL, 10) - 1;
}

static void range_of_months(const struct ts_audit *audit, int *first, int *last)
{
	*first = *last = -1;
	for (size_t i = 0; i < audit->expiries_n; i++) {
		int month = month_of(&audit->expiries[i]);

		if (month < 0)
			continue;
		*first = *first < 0 || month < *first ? month : *first;
		*last = month > *last ? month : *last;
	}
}

static void count_months(const struct ts_audit *audit, struct months *m)
{
	static const int steps[] = {1, 3, 12, 60, 120, 1200, 12000};
	int last;

	*m = (struct months){.step = 1};
	range_of_months(audit, &m->first, &last);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		m->step = steps[i];
		m->n = m->first < 0 ? 0 : (size_t)(last / m->step - m->first / m->step) + 1;
		if (m->n <= BUCKETS)
			break;
	}
	m->first -= m->first < 0 ? 0 : m->first % m->step;
	for (size_t i = 0; i < audit->expiries_n; i++) {
		const struct ts_expiry *t = &audit->expiries[i];
		int month = month_of(t);
		size_t bucket = month < 0 ? 0 : (size_t)((month - m->first) / m->step);

		if (month < 0) {
			m->undated[t->state]++;
			m->undated_sum++;
			continue;
		}
		m->counts[bucket][t->state]++;
		m->sums[bucket]++;
	}
	for (size_t i = 0; i < m->n; i++)
		m->most = m->sums[i] > m->most ? m->sums[i] : m->most;
	m->most = m->undated_sum > m->most ? m->undated_sum : m->most;
}

static void add_month_name(struct ts_buf *out, int month, int step)
{
	int year = month / 12;

	if (step == 1)
		ts_buf_printf(out, "%04d-%02d", year, month % 12 + 1);
	else if (step == 3)
		ts_buf_printf(out, "%04d Q%d", year, month % 12 / 3 + 1);
	else if (step == 12)
		ts_buf_printf(out, "%04d", year);
	else
		ts_buf_printf(out, "%04d to %04d", year, year + step / 12 - 1);
}

/* Append "15 covered, 1 missing", with failing states in bold. */
static void add_tally(struct ts_buf *out, const size_t counts[static TS_COVERAGES])
{
	const char *between = "";

	for (size_t state = 0; state < TS_COVERAGES; state++) {
		bool fails = ts_coverage_fails((enum ts_coverage)state);

		if (counts[state] == 0)
			continue;
		ts_buf_printf(out, "%s<span class=\"%s\">", between, fails ? "fails" : "holds");
		TS_HTML(out, "{} {}</span>", ts_phrase_count(counts[state]).text,
		    ts_coverage_name((enum ts_coverage)state));
		between = ", ";
	}
}

static void add_month(
    struct ts_buf *out, const size_t counts[static TS_COVERAGES], size_t sum, size_t most)
{
	TS_HTML(
	    out, "</th><td class=\"count\">{}</td><td class=\"cell\">", ts_phrase_count(sum).text);
	if (sum > 0)
		ts_chart_states(counts, most, out);
	ts_buf_add_str(out, "</td><td class=\"words\">");
	add_tally(out, counts);
	ts_buf_add_str(out, "</td></tr>\n");
}

void ts_chart_months(const struct ts_audit *audit, struct ts_buf *out)
{
	static const char *const units[] = {"month", "quarter", "year", "span of years"};
	struct months m;
	const char *unit;

	count_months(audit, &m);
	unit = units[m.step == 1 ? 0 : m.step == 3 ? 1 : m.step == 12 ? 2 : 3];
	TS_HTML(out,
	    "<table class=\"months\">\n<caption>By the {} of expiry; failing "
	    "states are hatched</caption>\n<thead><tr><th scope=\"col\">Expired</th><th "
	    "scope=\"col\" class=\"count\">Number</th><th scope=\"col\" "
	    "class=\"cell\">Chart</th><th scope=\"col\">In words</th></tr></thead>\n<tbody>\n",
	    unit);
	for (size_t i = 0; i < m.n; i++) {
		ts_buf_add_str(out, "<tr><th scope=\"row\">");
		add_month_name(out, m.first + (int)i * m.step, m.step);
		add_month(out, m.counts[i], m.sums[i], m.most);
	}
	if (m.undated_sum > 0) {
		ts_buf_add_str(out, "<tr><th scope=\"row\">not known");
		add_month(out, m.undated, m.undated_sum, m.most);
	}
	ts_buf_add_str(out, "</tbody>\n</table>\n");
}
