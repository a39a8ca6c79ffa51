/* A chart of how many days passed from expiry to delivery: a histogram, and a line where they
 * were due. */
#include <stdlib.h>

#include "show/html/chart.h"
#include "show/html/page.h"

#define DAY      86400
#define FARTHEST (3000LL * 365 * DAY) /* longer than any chart needs to be */

#define BINS        30
#define PLOT_HEIGHT 180

/* Days from expiry to delivery, in bins of STEP days. The first may be "before", the last "and
 * more". */
struct days {
	int64_t *sorted; /* owned: seconds, ascending */
	size_t n, late;
	int64_t step;
	size_t bins, shown[BINS + 2], late_shown[BINS + 2];
	size_t most;
	bool before, beyond;
};

static int compare_seconds(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool is_timed(const struct ts_expiry *t)
{
	return t->has_expired && t->has_delivered;
}

static int64_t took(const struct ts_expiry *t)
{
	int64_t seconds;

	if (__builtin_sub_overflow(t->bundle->delivered.sec, t->expired.sec, &seconds))
		return t->bundle->delivered.sec < t->expired.sec ? INT64_MIN : INT64_MAX;
	return seconds;
}

static bool sort_days(const struct ts_audit *audit, struct days *d)
{
	d->sorted = calloc(audit->expiries_n + 1, sizeof(*d->sorted));
	if (d->sorted == NULL)
		return false;
	for (size_t i = 0; i < audit->expiries_n; i++)
		if (is_timed(&audit->expiries[i]))
			d->sorted[d->n++] = took(&audit->expiries[i]);
	qsort(d->sorted, d->n, sizeof(*d->sorted), compare_seconds);
	return true;
}

/* The value that Q of 100 do not exceed. */
static int64_t quantile(const struct days *d, size_t q)
{
	size_t rank = (d->n * q + 99) / 100;

	return d->sorted[rank == 0 ? 0 : rank - 1];
}

/* When what has no due date of its own is due; -1 if that cannot be drawn. */
static int64_t due_after(const struct ts_audit *audit)
{
	return audit->due_after > FARTHEST ? -1 : audit->due_after;
}

/* Choose bins so wide that the due line and nearly all fit; a few stragglers may go beyond.
 */
static void choose_bins(const struct ts_audit *audit, struct days *d)
{
	static const int64_t steps[] = {1, 2, 7, 14, 28, 91, 364, 3640, 36400, 364000, 3640000};
	int64_t last = d->sorted[d->n - 1], most = quantile(d, 98),
		reach = due_after(audit) * 3 / 2;

	most = most > reach ? most : reach;
	if (last < most)
		most = last > due_after(audit) ? last : due_after(audit);
	most = most < 0 ? 0 : most / DAY;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		d->step = steps[i];
		if (most / d->step < BINS)
			break;
	}
	d->bins = (size_t)(most / d->step) + 1;
	d->bins = d->bins > BINS ? BINS : d->bins < 4 ? 4 : d->bins;
	d->before = d->sorted[0] < 0;
	d->beyond = last >= (int64_t)d->bins * d->step * DAY;
}

/* The column of an expiry: 0 is "before", then the bins, then "and more". */
static size_t place_of(const struct days *d, int64_t seconds)
{
	size_t bin;

	if (seconds < 0)
		return 0;
	bin = (size_t)(seconds / DAY / d->step);
	return bin >= d->bins ? d->bins + 1 : bin + 1;
}

static void fill_bins(const struct ts_audit *audit, struct days *d)
{
	for (size_t i = 0; i < audit->expiries_n; i++) {
		const struct ts_expiry *t = &audit->expiries[i];
		size_t place;

		if (!is_timed(t))
			continue;
		place = place_of(d, took(t));
		d->shown[place]++;
		if (t->state == TS_LATE) {
			d->late_shown[place]++;
			d->late++;
		}
	}
	for (size_t i = 0; i < d->bins + 2; i++)
		d->most = d->shown[i] > d->most ? d->shown[i] : d->most;
}

/* The number of columns drawn, and which of them PLACE is. */
static size_t columns(const struct days *d)
{
	return d->bins + d->before + d->beyond;
}
static size_t column_of(const struct days *d, size_t place)
{
	return place - !d->before;
}

static void add_column(struct ts_buf *out, const struct days *d, size_t place)
{
	size_t column = column_of(d, place), all = columns(d);
	double scale = (double)PLOT_HEIGHT / (double)d->most;
	unsigned height = (unsigned)((double)d->shown[place] * scale + 0.5);
	unsigned late = (unsigned)((double)d->late_shown[place] * scale + 0.5);
	struct ts_phrase x = ts_phrase_percent(column * 10 + 1, all * 10);
	struct ts_phrase width = ts_phrase_percent(8, all * 10);

	if (d->shown[place] == 0)
		return;
	height = height == 0 ? 1 : height;
	late = d->late_shown[place] > 0 && late == 0 ? 1 : late > height ? height : late;
	if (height > late)
		ts_buf_printf(out,
		    "<rect class=\"s%d\" x=\"%s\" width=\"%s\" y=\"%u\" height=\"%u\"/>\n",
		    TS_COVERED, x.text, width.text, PLOT_HEIGHT - height, height - late);
	if (late > 0)
		ts_buf_printf(out,
		    "<rect class=\"s%d\" x=\"%s\" width=\"%s\" y=\"%u\" height=\"%u\"/>"
		    "<rect class=\"hatched\" x=\"%s\" width=\"%s\" y=\"%u\" height=\"%u\"/>\n",
		    TS_LATE, x.text, width.text, PLOT_HEIGHT - late, late, x.text, width.text,
		    PLOT_HEIGHT - late, late);
}

/* Append the numbers below: where bins begin, as many as fit on a narrow screen. */
static void add_ticks(struct ts_buf *out, const struct days *d)
{
	size_t all = columns(d), each = (all + 7) / 8;

	if (d->before)
		ts_buf_printf(out, "<text class=\"tick\" x=\"%s\" y=\"%d\">before</text>\n",
		    ts_phrase_percent(1, all * 2).text, PLOT_HEIGHT + 18);
	for (size_t bin = 0; bin < d->bins + d->beyond; bin += each) {
		if (d->before && bin == 0)
			continue;
		ts_buf_printf(out, "<text class=\"tick\" x=\"%s\" y=\"%d\">%lld</text>\n",
		    ts_phrase_percent(bin + d->before, all).text, PLOT_HEIGHT + 18,
		    (long long)bin * d->step);
	}
}

static void add_scale(struct ts_buf *out, const struct days *d)
{
	ts_buf_printf(out,
	    "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"0\" y2=\"0\"/>\n"
	    "<text class=\"scale\" x=\"-6\" y=\"4\">%s</text>\n"
	    "<text class=\"scale\" x=\"-6\" y=\"%d\">0</text>\n"
	    "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n",
	    ts_phrase_count(d->most).text, PLOT_HEIGHT, PLOT_HEIGHT, PLOT_HEIGHT);
}

static void add_due(struct ts_buf *out, const struct ts_audit *audit, const struct days *d)
{
	uint64_t width = columns(d) * (uint64_t)d->step * DAY;
	uint64_t due = (uint64_t)due_after(audit) + (d->before ? (uint64_t)d->step * DAY : 0);
	struct ts_phrase x = ts_phrase_percent(due, width);
	bool left = due * 2 > width;

	if (due_after(audit) < 0 || due > width)
		return;
	ts_buf_printf(out, "<line class=\"due\" x1=\"%s\" x2=\"%s\" y1=\"-14\" y2=\"%d\"/>\n",
	    x.text, x.text, PLOT_HEIGHT);
	ts_buf_printf(out, "<text class=\"%s\" x=\"%s\" dx=\"%d\" y=\"-6\">due after %s</text>\n",
	    left ? "mark end" : "mark", x.text, left ? -6 : 6,
	    ts_phrase_duration(audit->due_after).text);
}

static void add_figures(struct ts_buf *out, const struct ts_audit *audit, const struct days *d)
{
	TS_HTML(out, "<figcaption>Of {} with both dates, half took no more than <b>{}</b>, ",
	    ts_phrase_plural(d->n, audit->name.one, audit->name.many).text,
	    ts_phrase_duration(quantile(d, 50)).text);
	TS_HTML(out, "nine of ten no more than <b>{}</b>; the longest took <b>{}</b>. ",
	    ts_phrase_duration(quantile(d, 90)).text, ts_phrase_duration(d->sorted[d->n - 1]).text);
	if (d->sorted[0] < 0)
		TS_HTML(out, "<b>{}</b> delivered before expiry. ",
		    ts_phrase_plural(d->shown[0], "was", "were").text);
	if (d->beyond)
		TS_HTML(out, "The last column holds all that took longer. ");
	TS_HTML(
	    out, "<b>{}</b> late, hatched here. ", ts_phrase_plural(d->late, "was", "were").text);
	TS_HTML(out, "The line is for {} without a due date of their own, due {} after expiry.",
	    audit->name.many, ts_phrase_duration(audit->due_after).text);
	ts_buf_add_str(out, "</figcaption>\n");
}

static void draw_days(struct ts_buf *out, const struct ts_audit *audit, const struct days *d)
{
	ts_buf_printf(out,
	    "<figure>\n<div class=\"plot\"><svg class=\"chart\" width=\"100%%\" height=\"%d\" "
	    "role=\"img\" "
	    "aria-label=\"Days from expiry to delivery:",
	    PLOT_HEIGHT);
	for (size_t place = !d->before; place < d->bins + 1 + d->beyond; place++) {
		long long from = ((long long)place - 1) * d->step;

		if (d->shown[place] == 0)
			continue;
		if (place == 0)
			ts_buf_printf(out, " before expiry: %zu;", d->shown[0]);
		else if (place > d->bins)
			ts_buf_printf(out, " %lld and more: %zu;", from, d->shown[place]);
		else if (d->step == 1)
			ts_buf_printf(out, " %lld: %zu;", from, d->shown[place]);
		else
			ts_buf_printf(out, " %lld to %lld: %zu;", from,
			    from + (long long)d->step - 1, d->shown[place]);
	}
	ts_buf_add_str(out, "\">\n");
	add_scale(out, d);
	for (size_t place = !d->before; place < d->bins + 1 + d->beyond; place++)
		add_column(out, d, place);
	add_ticks(out, d);
	add_due(out, audit, d);
	ts_buf_add_str(
	    out, "</svg><p class=\"axis-title\">days from expiry to delivery</p></div>\n");
	add_figures(out, audit, d);
	ts_buf_add_str(out, "</figure>\n");
}

void ts_chart_days(const struct ts_audit *audit, struct ts_buf *out)
{
	struct days d = {0};

	if (!sort_days(audit, &d)) {
		out->failed = true;
		return;
	}
	if (d.n == 0) {
		TS_HTML(out, "<p>No {} has both a date of expiry and one of delivery.</p>\n",
		    audit->name.one);
	} else {
		choose_bins(audit, &d);
		fill_bins(audit, &d);
		draw_days(out, audit, &d);
	}
	free(d.sorted);
}
