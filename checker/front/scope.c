/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scope - which variables are open, what happens when they end, and goto.
 *
 * The open variables are a list that is never changed, only grown and cut
 * back, so "where the goto stood" and "where its label stands" are two
 * pointers, and what the jump leaves lies between the first and their
 * common part.
 */
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "lower.h"

void scope_open(struct fn *fn, struct ir_var *v, const char *cleanup)
{
	struct env *e = arena_new(&fn->l->tmp, struct env);

	e->up = fn->env;
	e->var = v;
	e->cleanup = cleanup;
	e->depth = e->up ? e->up->depth + 1 : 1;
	fn->env = e;
}

static void leave_one(struct fn *fn, struct ir_block *b, struct env *e, struct ir_loc loc, bool ends)
{
	struct lower *l = fn->l;
	struct ir_insn *i;

	if (e->cleanup) {
		i = ir_insn_new(fn->f, IR_CALL, loc);
		i->a = ir_o_func(e->cleanup);
		i->nr_args = 1;
		i->args = arena_new(l->a, struct ir_opnd);
		i->args[0] = ir_o_local(e->var);
		i->arg_text = arena_new(l->a, const char *);
		i->arg_text[0] = e->var->name;
		i->text = e->cleanup;
		ir_append(fn->f, b, i);
	}
	if (!ends)
		return;
	i = ir_insn_new(fn->f, IR_END, loc);
	i->a = e->var->mem ? ir_o_local(e->var) : ir_o_var(e->var);
	ir_append(fn->f, b, i);
}

/* Emits what the way out to @to runs; fn->env stays, since other ways may lead on. */
void scope_leave(struct fn *fn, struct env *to, struct ir_loc loc, bool ends)
{
	for (struct env *e = fn->env; e != to; e = e->up)
		leave_one(fn, fn->cur, e, loc, ends);
}

struct label *scope_label(struct fn *fn, CXCursor label)
{
	struct label *lab = map_get(&fn->labels, label.data[1]);

	if (lab)
		return lab;
	lab = arena_new(&fn->l->tmp, struct label);
	lab->block = fn_block(fn);
	map_set(&fn->l->tmp, &fn->labels, label.data[1], lab);
	vec_push(&fn->l->tmp, &fn->all_labels, lab);
	return lab;
}

/* Here the label stands. */
void scope_place(struct fn *fn, CXCursor label)
{
	struct label *lab = scope_label(fn, label);

	fn_start(fn, lab->block);
	lab->env = fn->env;
	lab->placed = true;
}

void scope_goto(struct fn *fn, struct label *to, struct ir_loc loc)
{
	struct ir_block *b = fn_block(fn);

	ir_edge(fn->f, fn->cur, b);
	to->used = true;
	vec_push(&fn->l->tmp, &fn->gotos, ((struct pending){ b, to, fn->env, loc }));
}

static struct env *common(struct env *a, struct env *b)
{
	while (a != b) {
		if (!b || (a && a->depth >= b->depth))
			a = a->up;
		else
			b = b->up;
	}
	return a;
}

/* Now that every label has its place, the gotos get theirs. */
void scope_finish(struct fn *fn)
{
	vec_for(i, &fn->all_labels) {
		struct label *lab = fn->all_labels.v[i];

		/* In an expression that was not lowered: nothing is known of what comes there. */
		if (!lab->placed) {
			fn->cur = lab->block;
			fn_opaque(fn, fn->decl, ir_type_void(), ir_o_none(), "label");
			fn_emit(fn, IR_HALT, fn->decl);
		}
	}
	vec_for(i, &fn->gotos) {
		struct pending *p = &fn->gotos.v[i];
		struct env *top = common(p->env, p->to->env);

		for (struct env *e = p->env; e != top; e = e->up)
			leave_one(fn, p->from, e, p->loc, true);
		ir_edge(fn->f, p->from, p->to->block);
	}
}

/* The attribute is an UnexposedAttr; only the declaration as clang prints it says more. */
const char *scope_cleanup_of(struct lower *l, CXCursor var)
{
	static const char word[] = "cleanup(";
	struct kids k = kids_of(l, var);
	const char *at, *ret = NULL;
	bool any = false;
	CXString s;

	for (unsigned int i = 0; i < k.n; i++)
		any |= k.v[i].kind == CXCursor_UnexposedAttr;
	if (!any)
		return NULL;
	s = clang_getCursorPrettyPrinted(var, NULL);
	at = clang_getCString(s);
	at = at ? strstr(at, word) : NULL;
	if (at) {
		size_t n = 0;

		at += sizeof(word) - 1;
		while (isalnum((unsigned char)at[n]) || at[n] == '_')
			n++;
		ret = intern_n(at, n);
	}
	clang_disposeString(s);
	return ret;
}
