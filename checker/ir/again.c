/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * again - functions of one unit in another that was made of nearly the same text.
 *
 * An editor looks at a file again and again, and from one time to the next a single function
 * has changed. The others are taken over as they are, moved by some lines. What a function
 * says is a number, its digest; where in the file it stands is not part of it.
 */
#include "priv.h"

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static uint64_t mix_ptr(uint64_t h, const void *p)	/* of interned names */
{
	return mix(h, (uintptr_t)p);
}

static uint64_t mix_type(uint64_t h, const struct ir_type *t)
{
	for (; t; t = t->to)
		h = mix_ptr(mix(h, (uint64_t)t->kind << 16 | t->size << 1 | t->is_unsigned), t->rec);
	return mix(h, 1);
}

static uint64_t mix_opnd(uint64_t h, const struct ir_opnd *o)
{
	h = mix(h, o->kind);
	if (o->kind == IRO_VAR || o->kind == IRO_LOCAL)
		return mix(h, o->var->index);
	if (o->kind == IRO_INT)
		return mix(h, (uint64_t)o->imm);
	return o->kind == IRO_NONE ? h : mix_ptr(h, o->name);
}

static uint64_t mix_loc(uint64_t h, const struct ir_func *f, struct ir_loc loc)
{
	const struct ir_unit *u = f->unit;

	h = mix_ptr(h, loc.file && loc.file < u->files.n ? u->files.v[loc.file] : NULL);
	if (loc.file == f->loc.file)
		loc.line -= f->loc.line;
	return mix(h, (uint64_t)loc.line << 32 | loc.col);
}

static uint64_t mix_insn(uint64_t h, const struct ir_func *f, const struct ir_insn *i)
{
	h = mix(h, (uint64_t)i->op << 16 | i->rel << 8 | i->once << 1 | i->taken);
	h = mix(h, i->dst ? i->dst->index + 1 : 0);
	h = mix_opnd(mix_opnd(h, &i->a), &i->b);
	h = mix_ptr(mix_ptr(mix_ptr(h, i->field), i->text), i->reason);
	h = mix(h, i->nr_args);
	for (unsigned int n = 0; n < i->nr_args; n++)
		h = mix_ptr(mix_opnd(h, &i->args[n]), i->arg_text ? i->arg_text[n] : NULL);
	return mix_loc(h, f, i->loc);
}

static uint64_t mix_head(const struct ir_func *f)
{
	uint64_t h = mix_type(mix_ptr(f->nr_params, f->name), f->ret);

	h = mix(h, f->is_static << 5 | f->is_inline << 4 | f->is_variadic << 3 | f->in_main << 2 |
		   f->address_taken << 1 | f->broken);
	h = mix(h, f->end_line - f->loc.line);
	vec_for(i, &f->vars) {
		const struct ir_var *v = f->vars.v[i];

		h = mix_type(mix_ptr(mix(h, v->kind << 1 | v->mem), v->name), v->type);
	}
	return h;
}

uint64_t ir_digest(const struct ir_func *f)
{
	uint64_t h = mix_head(f);

	vec_for(n, &f->blocks) {
		const struct ir_block *b = f->blocks.v[n];

		h = mix(h, b->insns.n);
		vec_for(i, &b->insns)
			h = mix_insn(h, f, b->insns.v[i]);
		vec_for(i, &b->succs)
			h = mix(h, b->succs.v[i]->id);
	}
	return h ? h : 1;
}

void ir_unit_take(struct ir_unit *u, const struct ir_unit *from)
{
	vec_for(i, &from->files)
		ir_file(u, from->files.v[i]);
	vec_for(i, &from->records)
		ir_record_add(u, from->records.v[i]->name, from->records.v[i]->base);
	vec_for(i, &from->noreturn)
		vec_push(u->arena, &u->noreturn, from->noreturn.v[i]);
}

/* Variables, blocks and instructions are the same ones. */
struct ir_func *ir_func_take(struct ir_unit *u, const struct ir_func *from)
{
	struct ir_func *f = ir_func_new(u, from->name, from->ret);

	*f = *from;
	f->unit = u;
	f->address_taken = false;
	return f;
}

static void move(struct ir_loc *loc, uint32_t after, int lines)
{
	if (!loc->file && loc->line > after)
		loc->line += lines;
}

static void move_func(struct ir_func *f, uint32_t after, int lines)
{
	if (f->loc.file)
		return;
	move(&f->loc, after, lines);
	if (f->end_line > after)
		f->end_line += lines;
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			move(&f->blocks.v[b]->insns.v[i]->loc, after, lines);
}

void ir_unit_move(struct ir_unit *u, uint32_t after, int lines)
{
	vec_for(i, &u->funcs)
		move_func(u->funcs.v[i], after, lines);
}
