/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * embed - where the models' text begins and ends.
 */
#ifndef SKBOWN_MODEL_EMBED_H
#define SKBOWN_MODEL_EMBED_H

#include <stddef.h>

struct arena;
struct models;

extern const char models_text[], models_text_end[];

/* Models in IR text of our own choosing: tests. @text must outlive them. */
struct models *models_from_text(struct arena *a, const char *text, size_t len);

#endif
