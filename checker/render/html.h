/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html - what the page of findings is made of.
 */
#ifndef SKBOWN_RENDER_HTML_H
#define SKBOWN_RENDER_HTML_H

#include "source.h"

/* html_path.c: the source around a finding's steps with the path drawn on it. */
void html_path(FILE *out, struct sources *all, const struct finding *f);

#endif
