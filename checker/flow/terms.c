/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * terms - how a summary's values are called: for people and for comparison.
 *
 * A caller knows the parameters, globals, and what they lead to; and the result. All else was
 * made or met inside and has no name outside ("?").
 */
#include <string.h>
#include "effect.h"

#define UNKNOWN_KEY "?"

bool term_visible(const struct terms *t, const struct value *v)
{
	if (v == t->result)
		return true;
	if (v->kind == V_LOCAL || (value_is_leaf(v) && v->kind != V_PARAM))
		return false;
	return (!v->a || term_visible(t, v->a)) && (!v->b || term_visible(t, v->b));
}

const char *effect_field_words(struct arena *a, const char *field)
{
	static const char common[] = "sock_common.skc_";
	const char *dot = strchr(field, '.');

	if (!strncmp(field, common, sizeof(common) - 1))
		return arena_printf(a, "sk_%s", field + sizeof(common) - 1);
	if (!strcmp(field, "sock.sk_backlog.rmem_alloc"))
		return "sk_rmem_alloc";		/* a macro of include/net/sock.h */
	return dot ? dot + 1 : field;
}

const char *term_member(struct arena *a, const char *object, const char *field)
{
	const char *words = effect_field_words(a, field);
	size_t n = strlen(object);

	if (!strcmp(field, F_STAR))
		return *object == '&' ? object + 1 : arena_printf(a, "*%s", object);
	if (*object == '&')
		return arena_printf(a, "%s.%s", object + 1, words);
	if (n && (strchr(object, ' ') || *object == '*') && object[n - 1] != ')')
		return arena_printf(a, "(%s)->%s", object, words);
	return arena_printf(a, "%s->%s", object, words);
}

static struct effect_term make(const char *key, const char *words)
{
	return (struct effect_term){ key, words };
}

static struct effect_term term_param(const struct terms *t, const struct value *v)
{
	const struct ir_func *f = t->func;

	if (v->site != f || v->imm >= f->nr_params)
		return make(UNKNOWN_KEY, "something");
	return make(arena_printf(t->arena, "$%lld", (long long)v->imm), f->vars.v[v->imm]->name);
}

static struct effect_term term_named(const struct terms *t, const struct value *v)
{
	if (v->kind == V_FUNC)
		return make(v->name, arena_printf(t->arena, "%s()", v->name));
	if (v->name[0] == '=')
		return make(v->name, arena_printf(t->arena, "\"%s\"", v->name + 1));
	return make(arena_printf(t->arena, "@%s", v->name), arena_printf(t->arena, "&%s", v->name));
}

static const char *pred_words(struct arena *a, const struct value *v, const char *about)
{
	if (!strcmp(v->name, "kind"))
		return arena_printf(a, "%s is %s", about, effect_kinds_words(v->imm));
	if (!strcmp(v->name, "mini"))
		return arena_printf(a, "%s may be a request or TIME_WAIT socket", about);
	if (!strcmp(v->name, "refcounted"))
		return arena_printf(a, "%s is reference counted", about);
	if (!strcmp(v->name, "held"))
		return arena_printf(a, "a reference of %s is held already", about);
	if (!strcmp(v->name, "err"))
		return arena_printf(a, "%s is an error", about);
	return arena_printf(a, "%s(%s) is true", v->name, about);
}

static struct effect_term term_pred(const struct terms *t, const struct value *v)
{
	struct effect_term x = term_of(t, v->a);

	return make(arena_printf(t->arena, "%s(%s,%lld)", v->name, x.key, (long long)v->imm),
		    pred_words(t->arena, v, x.words));
}

static struct effect_term term_bin(const struct terms *t, const struct value *v)
{
	struct effect_term x = term_of(t, v->a), y = term_of(t, v->b);
	const char *rel = ir_rel_name(v->rel);

	return make(arena_printf(t->arena, "(%s%s%s)", x.key, rel, y.key),
		    arena_printf(t->arena, "%s %s %s", x.words, *rel == 'u' ? rel + 1 : rel, y.words));
}

static struct effect_term term_place(const struct terms *t, const struct value *v)
{
	struct effect_term x = term_of(t, v->a);
	const char *member = term_member(t->arena, x.words, v->name);

	if (v->kind == V_INIT)
		return make(arena_printf(t->arena, "%s.%s", x.key, v->name), member);
	if (v->kind == V_FIELD)
		return make(arena_printf(t->arena, "&%s.%s", x.key, v->name),
			    arena_printf(t->arena, "&%s", member));
	if (*x.key == '?')
		return make(UNKNOWN_KEY, "something");
	return make(arena_printf(t->arena, "^%s.%s", x.key, v->name),
		    arena_printf(t->arena, "container of %s", x.words));
}

struct effect_term term_of(const struct terms *t, const struct value *v)
{
	if (v == t->result)
		return make("result", "result");
	switch (v->kind) {
	case V_INT: {
		const char *text = arena_printf(t->arena, "%lld", (long long)v->imm);

		return make(text, text);
	}
	case V_FUNC: case V_GLOBAL: return term_named(t, v);
	case V_PARAM: return term_param(t, v);
	case V_INIT: case V_FIELD: case V_OUTER: return term_place(t, v);
	case V_PRED: return term_pred(t, v);
	case V_BIN: return term_bin(t, v);
	default: return make(UNKNOWN_KEY, v->label ? v->label : "something");
	}
}
