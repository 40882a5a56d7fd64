/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * intern - one copy of each name, so that names compare by pointer.
 *
 * The table is process wide and lives until exit: the checker's workers are
 * processes and a worker's set of names is bounded by the kernel's.
 */
#ifndef SKBOWN_BASE_INTERN_H
#define SKBOWN_BASE_INTERN_H

#include <stddef.h>

/* The one copy of @s; NULL for NULL. The caller does not own it. */
const char *intern(const char *s);
const char *intern_n(const char *s, size_t n);
const char *intern_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
