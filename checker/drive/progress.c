/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progress - one line on the terminal that says how far a long run is.
 *
 * Nothing in the first second, and at most ten lines a second after it.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/proc.h"
#include "drive.h"

static struct {
	bool on, lines, shown;
	double next;
} line;

void progress_start(bool wanted, bool lines)
{
	line.on = wanted && (lines || isatty(STDERR_FILENO));
	line.lines = lines;
	line.shown = false;
	line.next = clock_mono() + (lines ? 0 : 1);
}

static int width(void)
{
	struct winsize ws;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) || ws.ws_col < 20)
		return 79;
	return ws.ws_col - 1;
}

void progress_show(unsigned int done, unsigned int all, const char *file)
{
	char head[64];
	int n;

	if (!line.on || clock_mono() < line.next)
		return;
	line.next = clock_mono() + 0.1;
	n = snprintf(head, sizeof(head), "[%u/%u] ", done, all);
	if (line.lines) {
		fprintf(stderr, "skbown: %s%s\n", head, file);
		return;
	}
	fprintf(stderr, "\r%s%.*s\033[K", head, width() - n, file);
	fflush(stderr);
	line.shown = true;
}

void progress_end(void)
{
	if (line.shown)
		fputs("\r\033[K", stderr);
	line.on = false;
}
