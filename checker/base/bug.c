/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bug - how the program ends when it finds itself wrong.
 *
 * The one place outside drive and render that writes: the worker is about to
 * die and its parent only sees a signal, so the reason goes to stderr at once.
 */
#include "base/bug.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void bug_at(const char *file, int line, const char *what)
{
	dprintf(2, "skbown: bug at %s:%d: %s\n", file, line, what);
	abort();
}
