/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * types - the few types that the IR tells apart.
 *
 * Simple types are shared constants; the rest lives in the caller's arena and
 * is compared by content where that is wanted.
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "priv.h"

#define INT(bytes, uns) { .kind = IRT_INT, .size = (bytes), .is_unsigned = (uns) }
static const struct ir_type ints[2][5] = {
	{ INT(1, false), INT(2, false), INT(4, false), INT(8, false), INT(16, false) },
	{ INT(1, true), INT(2, true), INT(4, true), INT(8, true), INT(16, true) },
};
static const struct ir_type void_type = { .kind = IRT_VOID };
static const struct ir_type fn_type = { .kind = IRT_FN };

static const struct {
	const char *name;
	const struct ir_type *type;
} named[] = {
	{ "void", &void_type }, { "fn", &fn_type },
	{ "int", &ints[0][2] }, { "s8", &ints[0][0] }, { "s16", &ints[0][1] },
	{ "s32", &ints[0][2] }, { "s64", &ints[0][3] }, { "s128", &ints[0][4] },
	{ "u8", &ints[1][0] }, { "u16", &ints[1][1] }, { "u32", &ints[1][2] },
	{ "u64", &ints[1][3] }, { "u128", &ints[1][4] },
};

const struct ir_type *ir_type_named(const char *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (!strcmp(named[i].name, s))
			return named[i].type;
	return NULL;
}

const struct ir_type *ir_type_void(void)
{
	return &void_type;
}

const struct ir_type *ir_type_fn(void)
{
	return &fn_type;
}

/* Sizes in between (an 80 bit float) count as the next larger one. */
const struct ir_type *ir_type_int(unsigned int size, bool is_unsigned)
{
	unsigned int log = 0;

	while (log < 4 && 1u << log < size)
		log++;
	return &ints[is_unsigned][log];
}

static const struct ir_type *wrap(struct arena *a, enum ir_tkind kind, const struct ir_type *to)
{
	struct ir_type *t = arena_new(a, struct ir_type);

	t->kind = kind;
	t->to = to ? to : &void_type;
	return t;
}

const struct ir_type *ir_type_ptr(struct arena *a, const struct ir_type *to)
{
	return wrap(a, IRT_PTR, to);
}

const struct ir_type *ir_type_array(struct arena *a, const struct ir_type *of)
{
	return wrap(a, IRT_ARRAY, of);
}

const struct ir_type *ir_type_rec(struct arena *a, const char *rec)
{
	struct ir_type *t = arena_new(a, struct ir_type);

	t->kind = IRT_REC;
	t->rec = intern(rec && rec[0] ? rec : "anon");
	return t;
}
