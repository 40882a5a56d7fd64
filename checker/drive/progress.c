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
	bool on, shown;
	double next;
} line;

void progress_start(bool wanted)
{
	line.on = wanted && isatty(STDERR_FILENO);
	line.shown = false;
	line.next = clock_mono() + 1;
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
	n = snprintf(head, sizeof(head), "[%u/%u] ", done, all);
	fprintf(stderr, "\r%s%.*s\033[K", head, width() - n, file);
	fflush(stderr);
	line.shown = true;
	line.next = clock_mono() + 0.1;
}

void progress_end(void)
{
	if (line.shown)
		fputs("\r\033[K", stderr);
	line.on = false;
}
