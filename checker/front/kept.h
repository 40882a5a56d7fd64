/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kept - units that stay parsed.
 */
#ifndef CHECKER_FRONT_KEPT_H
#define CHECKER_FRONT_KEPT_H

#include <clang-c/Index.h>
#include "front/front.h"

/* As clang_parseTranslationUnit2(); the unit is @u's, which disposes of it. */
CXTranslationUnit kept_parse(struct front_units *u, const char *file, const char *const *args,
			     int nr_args, struct CXUnsavedFile *texts, unsigned int nr_texts,
			     unsigned int options, enum CXErrorCode *err);

#endif
