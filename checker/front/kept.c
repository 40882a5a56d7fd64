/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kept - units that stay parsed between two looks at them, for an editor.
 *
 * What a file includes first is compiled once (the preamble, in memory); a later text of the
 * same file with the same flags is parsed behind it. The unit that was asked for longest ago
 * makes room for a new one.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bug.h"
#include "kept.h"

struct front_units {
	CXIndex index;
	unsigned long clock;
	unsigned int n;
	struct kept_unit v[];
};

struct front_units *front_units_open(unsigned int n)
{
	CXIndexOptions opt = {
		.Size = sizeof(CXIndexOptions),
		.ExcludeDeclarationsFromPCH = 1,
		.StorePreamblesInMemory = 1,
	};
	struct front_units *u = calloc(1, sizeof(*u) + n * sizeof(u->v[0]));

	BUG_ON(!u || !n);
	u->n = n;
	u->index = clang_createIndexWithOptions(&opt);
	return u;
}

void kept_drop(struct kept_unit *k)
{
	if (k->tu)
		clang_disposeTranslationUnit(k->tu);
	again_forget(&k->again);
	arena_free(&k->heads.arena);
	memset(k, 0, sizeof(*k));
}

void front_units_close(struct front_units *u)
{
	for (unsigned int i = 0; i < u->n; i++)
		kept_drop(&u->v[i]);
	clang_disposeIndex(u->index);
	free(u);
}

static uint64_t key_of(const char *file, const char *const *args, int n)
{
	uint64_t key = XXH3_64bits(file, strlen(file));

	for (int i = 0; i < n; i++)
		key = key * 31 + XXH3_64bits(args[i], strlen(args[i]));
	return key ? key : 1;
}

static struct kept_unit *find(struct front_units *u, uint64_t key)
{
	struct kept_unit *oldest = &u->v[0];

	for (unsigned int i = 0; i < u->n; i++) {
		if (u->v[i].key == key)
			return &u->v[i];
		if (u->v[i].used < oldest->used)
			oldest = &u->v[i];
	}
	kept_drop(oldest);
	return oldest;
}

struct kept_unit *kept_of(struct front_units *u, const char *file, const char *const *args,
			  int nr_args)
{
	uint64_t key = key_of(file, args, nr_args);
	struct kept_unit *k = find(u, key);

	k->key = key;
	k->used = ++u->clock;
	return k;
}

CXTranslationUnit kept_parse(struct front_units *u, struct kept_unit *k, const char *file,
			     const char *const *args, int nr_args, struct CXUnsavedFile *texts,
			     unsigned int nr_texts, unsigned int options, enum CXErrorCode *err)
{
	*err = CXError_Success;
	options |= CXTranslationUnit_PrecompiledPreamble |
		   CXTranslationUnit_CreatePreambleOnFirstParse;
	k->fresh = !k->tu;
	if (k->tu && !clang_reparseTranslationUnit(k->tu, nr_texts, texts,
						   clang_defaultReparseOptions(k->tu)))
		return k->tu;
	if (k->tu) {	/* one that could not be parsed again is of no use any more */
		clang_disposeTranslationUnit(k->tu);
		k->tu = NULL;
		k->fresh = true;
	}
	*err = clang_parseTranslationUnit2(u->index, file, args, nr_args, texts, nr_texts, options,
					   &k->tu);
	return k->tu;
}
