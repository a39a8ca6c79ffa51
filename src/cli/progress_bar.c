#include "cli/progress_bar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/signals.h"

#define SHOW_AFTER 0.7 /* seconds; work that is done sooner shows nothing */
#define SHOW_EVERY 0.1 /* seconds */
#define MIB        1048576.0

static double seconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void draw(const struct cli_progress_bar *bar, double elapsed, uint64_t done, uint64_t total)
{
	double rate = (double)done / MIB / elapsed;

	fprintf(stderr, "\r\033[K%s  %.0f", bar->doing, (double)done / MIB);
	if (total > 0)
		fprintf(stderr, " of %.0f", (double)total / MIB);
	fprintf(stderr, " MiB  %.0f MiB/s", rate);
	if (total > done && rate > 0)
		fprintf(stderr, "  %.0f s left", (double)(total - done) / MIB / rate);
	fflush(stderr);
}

static bool report(void *ctx, const char *doing, uint64_t done, uint64_t total)
{
	struct cli_progress_bar *bar = ctx;
	double now;

	if (cli_signal_came())
		return false;
	if (bar->cli->quiet || !isatty(STDERR_FILENO))
		return true;
	now = seconds();
	if (bar->doing != doing) {
		bar->doing = doing;
		bar->started = now;
	}
	if (now - bar->started < SHOW_AFTER || now - bar->shown < SHOW_EVERY)
		return true;
	bar->shown = now;
	draw(bar, now - bar->started, done, total);
	return true;
}

void cli_progress_bar_init(struct cli_progress_bar *bar, const struct cli *cli)
{
	*bar = (struct cli_progress_bar){.cli = cli};
	bar->progress = (struct ts_progress){.report = report, .ctx = bar, .doing = "working"};
}

void cli_progress_bar_clear(struct cli_progress_bar *bar)
{
	if (bar->shown > 0)
		fputs("\r\033[K", stderr);
	bar->shown = 0;
}
