/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * manual - what the tool that writes manual and completions is made of.
 */
#ifndef SKBOWN_TOOLS_MANUAL_H
#define SKBOWN_TOOLS_MANUAL_H

#include "drive/commands.h"

/* The page, on stdout: the lines of @template, those of "@word@" replaced. False on an unknown word. */
bool manual_page(struct arena *a, const char *template);

/* Completions for one shell each, on stdout. */
void manual_bash(struct arena *a);
void manual_zsh(struct arena *a);
void manual_fish(struct arena *a);

#endif
