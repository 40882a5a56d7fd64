/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * build - how a unit comes to be, piece by piece.
 *
 * Used by the front end and by the parser of the text form; both see the same
 * names and numbers.
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "priv.h"

struct ir_unit *ir_unit_new(struct arena *a, const char *name)
{
	struct unit_priv *p = arena_new(a, struct unit_priv);

	p->u.arena = a;
	p->u.name = intern(name);
	ir_file(&p->u, name);
	return &p->u;
}

uint32_t ir_file(struct ir_unit *u, const char *path)
{
	struct map *files = &unit_priv(u)->files;
	uintptr_t at;

	path = intern(path);
	at = (uintptr_t)map_get(files, path);
	if (at)
		return (uint32_t)(at - 1);
	vec_push(u->arena, &u->files, path);
	map_set(u->arena, files, path, (void *)(uintptr_t)u->files.n);
	return u->files.n - 1;
}

/* A later base wins over none: a record is often named before it is seen whole. */
void ir_record_add(struct ir_unit *u, const char *name, const char *base)
{
	struct map *records = &unit_priv(u)->records;
	struct ir_record *r;

	name = intern(name);
	base = intern(base);
	r = map_get(records, name);
	if (!r) {
		r = arena_new(u->arena, struct ir_record);
		r->name = name;
		vec_push(u->arena, &u->records, r);
		map_set(u->arena, records, name, r);
	}
	if (!r->base && base != name)
		r->base = base;
}

/* Of two functions of one name the first is the one that ir_find() gives. */
struct ir_func *ir_func_new(struct ir_unit *u, const char *name, const struct ir_type *ret)
{
	struct func_priv *p = arena_new(u->arena, struct func_priv);
	struct ir_func *f = &p->f;

	f->name = intern(name);
	f->ret = ret ? ret : ir_type_void();
	f->unit = u;
	vec_push(u->arena, &u->funcs, f);
	if (!map_has(&unit_priv(u)->funcs, f->name))
		map_set(u->arena, &unit_priv(u)->funcs, f->name, f);
	return f;
}

static const char *temp_name(struct func_priv *p, const char *name)
{
	if (name)
		return name[0] == '%' ? intern(name) : intern_printf("%%%s", name);
	do {
		name = intern_printf("%%%u", ++p->nr_temps);
	} while (map_has(&p->vars, name));
	return name;
}

/* "_" is the text form's word for no operand. */
static bool name_taken(struct func_priv *p, const char *name)
{
	return !strcmp(name, "_") || map_has(&p->vars, name);
}

static const char *unique_name(struct func_priv *p, const char *name)
{
	uintptr_t suffix = (uintptr_t)map_get(&p->suffixes, name);
	const char *ret = name;

	if (!name_taken(p, name))
		return name;
	if (!suffix)
		suffix = 1;
	do {
		ret = intern_printf("%s.%lu", name, (unsigned long)++suffix);
	} while (map_has(&p->vars, ret));
	map_set(p->f.unit->arena, &p->suffixes, name, (void *)suffix);
	return ret;
}

struct ir_var *ir_var_new(struct ir_func *f, const char *name, const struct ir_type *t,
			  enum ir_vkind kind)
{
	struct func_priv *p = func_priv(f);
	struct arena *a = f->unit->arena;
	struct ir_var *v = arena_new(a, struct ir_var);

	if (kind == IRV_TEMP)
		name = temp_name(p, name);
	v->name = unique_name(p, intern(name && name[0] ? name : "anon"));
	v->type = t ? t : ir_type_int(8, true);
	v->kind = kind;
	v->index = f->vars.n;
	if (kind == IRV_PARAM) {
		/* They are the first of the function's variables. */
		BUG_ON(f->nr_params != f->vars.n);
		f->nr_params++;
	}
	vec_push(a, &f->vars, v);
	map_set(a, &p->vars, v->name, v);
	return v;
}

struct ir_block *ir_block_new(struct ir_func *f)
{
	struct ir_block *b = arena_new(f->unit->arena, struct ir_block);

	b->id = f->blocks.n;
	vec_push(f->unit->arena, &f->blocks, b);
	return b;
}

struct ir_insn *ir_insn_new(struct ir_func *f, enum ir_op op, struct ir_loc loc)
{
	struct ir_insn *i = arena_new(f->unit->arena, struct ir_insn);

	i->op = op;
	i->loc = loc;
	return i;
}

void ir_append(struct ir_func *f, struct ir_block *b, struct ir_insn *i)
{
	vec_push(f->unit->arena, &b->insns, i);
}

/* An edge that is there already is not added again. */
void ir_edge(struct ir_func *f, struct ir_block *from, struct ir_block *to)
{
	vec_for(i, &from->succs)
		if (from->succs.v[i] == to)
			return;
	vec_push(f->unit->arena, &from->succs, to);
}
