/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bug - assertions on our own code.
 *
 * BUG_ON aborts the worker; its parent reports the unit as incomplete. What is
 * wrong with the user's input is never a BUG.
 */
#ifndef SKBOWN_BASE_BUG_H
#define SKBOWN_BASE_BUG_H

_Noreturn void bug_at(const char *file, int line, const char *what);

#define BUG_ON(cond) do {				\
	if (__builtin_expect(!!(cond), 0))		\
		bug_at(__FILE__, __LINE__, #cond);	\
} while (0)
#define BUG(what) bug_at(__FILE__, __LINE__, (what))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
