/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parse - from the text form back to a unit.
 *
 * Accepts what text.c prints and what people write by include/ir/README.md.
 * Says what is wrong with the text; whether a function keeps the IR's
 * invariants is ir_verify()'s to say.
 */
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "lex.h"
#include "priv.h"

#define MAX_TYPE_DEPTH	64

/* A block by the number that the text gives it. */
struct label {
	unsigned int number, line;	/* of the first mention */
	struct ir_block *block;
	bool defined;
};

struct parse {
	struct lex l;
	struct ir_unit *u;
	struct ir_func *f;		/* the one we are in, or NULL */
	struct ir_block *b;		/* the one we are in, or NULL */
	struct map labels;		/* number + 1 -> struct label */
	VEC(struct label *) label_list;
	bool left;			/* the block's goto was seen */
};

static const struct ir_type *parse_type(struct parse *p, unsigned int depth)
{
	struct lex *l = &p->l;
	const struct ir_type *t;
	const char *name;

	if (depth > MAX_TYPE_DEPTH) {
		lex_fail(l, "a type nested too deeply");
		return ir_type_void();
	}
	if (lex_try(l, '*'))
		return ir_type_ptr(l->a, parse_type(p, depth + 1));
	if (lex_try(l, '[')) {
		t = ir_type_array(l->a, parse_type(p, depth + 1));
		lex_want(l, ']');
		return t;
	}
	if (lex_peek(l) == '"')
		return ir_type_rec(l->a, lex_name(l));
	name = lex_bare(l);
	t = ir_type_named(name);
	return t ? t : ir_type_rec(l->a, name);
}

/* "at" may be a variable's name too: a location has a number after it. */
static struct ir_loc parse_loc(struct parse *p)
{
	struct ir_loc loc = { 0 };
	struct lex *l = &p->l, before = p->l;

	if (!lex_try_word(l, "at") || !isdigit((unsigned char)lex_peek(l))) {
		*l = before;
		return loc;
	}
	loc.file = lex_u32(l);
	if (!l->err && loc.file >= p->u->files.n)
		lex_fail(l, "file %u is not declared", loc.file);
	lex_want(l, ':');
	loc.line = lex_u32(l);
	if (lex_try(l, ':'))
		loc.col = lex_u32(l);
	return loc;
}

static bool at_loc(struct parse *p)
{
	struct lex before = p->l;
	bool yes = lex_try_word(&p->l, "at") && isdigit((unsigned char)lex_peek(&p->l));

	p->l = before;
	return yes;
}

static struct ir_var *declare(struct parse *p, const char *name, enum ir_vkind kind, bool mem)
{
	const struct ir_type *t;
	struct ir_var *v;

	lex_want(&p->l, ':');
	t = parse_type(p, 0);
	if (p->l.err)
		return NULL;
	if (!strcmp(name, "_") || map_has(&func_priv(p->f)->vars, name)) {
		lex_fail(&p->l, "variable %s is declared twice", name);
		return NULL;
	}
	if (kind == IRV_TEMP && name[0] != '%') {
		lex_fail(&p->l, "the name of a temporary starts with %%");
		return NULL;
	}
	v = ir_var_new(p->f, name, t, kind);
	v->mem = mem;
	return v;
}

static struct ir_var *find_var(struct parse *p, const char *name)
{
	struct ir_var *v = map_get(&func_priv(p->f)->vars, name);

	if (v || p->l.err)
		return v;
	if (name[0] == '%')
		return ir_var_new(p->f, name, NULL, IRV_TEMP);
	lex_fail(&p->l, "variable %s is not declared", name);
	return NULL;
}

static struct ir_opnd parse_local(struct parse *p)
{
	struct ir_var *v = find_var(p, lex_bare(&p->l));

	if (v && !v->mem)
		lex_fail(&p->l, "%s is no memory variable and has no address", v->name);
	return v ? ir_o_local(v) : ir_o_none();
}

static struct ir_opnd parse_var(struct parse *p)
{
	const char *name = lex_bare(&p->l);
	struct ir_var *v;

	if (!strcmp(name, "_"))
		return ir_o_none();
	v = find_var(p, name);
	if (v && v->mem)
		lex_fail(&p->l, "%s lives in memory: &%s is its address", v->name, v->name);
	return v ? ir_o_var(v) : ir_o_none();
}

static struct ir_opnd parse_opnd(struct parse *p)
{
	char c = lex_peek(&p->l);

	if (c == '@' || c == '$' || c == '&')
		p->l.p++;
	switch (c) {
	case '@':
		return ir_o_func(lex_name(&p->l));
	case '$':
		return ir_o_global(lex_name(&p->l));
	case '&':
		return parse_local(p);
	default:
		if (c == '-' || isdigit((unsigned char)c))
			return ir_o_int(lex_imm(&p->l));
		return parse_var(p);
	}
}

static enum ir_rel parse_rel(struct parse *p)
{
	const char *s = lex_chunk(&p->l);

	for (enum ir_rel r = IRR_EQ; r <= IRR_SHR; r++)
		if (!strcmp(ir_rel_name(r), s))
			return r;
	lex_fail(&p->l, "no relation or operator: '%s'", s);
	return IRR_NONE;
}

static void parse_call(struct parse *p, struct ir_insn *i)
{
	VEC(struct ir_opnd) args = { 0 };
	VEC(const char *) texts = { 0 };
	struct lex *l = &p->l;
	bool any = false;

	i->a = parse_opnd(p);
	if (i->a.kind != IRO_FUNC && i->a.kind != IRO_VAR)
		lex_fail(l, "a callee is @function or a variable");
	lex_want(l, '(');
	while (!l->err && !lex_try(l, ')')) {
		if (args.n)
			lex_want(l, ',');
		vec_push(l->a, &args, parse_opnd(p));
		vec_push(l->a, &texts, lex_source(l));
		any |= texts.v[texts.n - 1] != NULL;
	}
	i->args = args.v;
	i->nr_args = args.n;
	i->arg_text = any ? texts.v : NULL;
}

static void parse_item(struct parse *p, struct ir_insn *i, char item)
{
	struct lex *l = &p->l;

	switch (item) {
	case 'a':
		/* ret without a value, and what is opaque without an object. */
		if (i->op == IR_RETURN && (!lex_peek(l) || lex_peek(l) == '`' || at_loc(p)))
			return;
		if (i->op != IR_OPAQUE || lex_peek(l) != '"')
			i->a = parse_opnd(p);
		return;
	case 'b':
		i->b = parse_opnd(p);
		return;
	case 'f':
		i->field = lex_name(l);
		return;
	case 's':
		i->reason = lex_quoted(l);
		return;
	case 'r':
		i->rel = parse_rel(p);
		return;
	case 'c':
		parse_call(p, i);
		return;
	}
}

/* Commas stand between the items, but not around a relation. */
static void parse_items(struct parse *p, struct ir_insn *i, const char *shape)
{
	for (const char *s = shape; *s && !p->l.err; s++) {
		bool bare = s == shape || s[-1] == 'r' || *s == 'r';

		if (!bare && !(*s == 's' && lex_peek(&p->l) == '"'))
			lex_want(&p->l, ',');
		parse_item(p, i, *s);
	}
}

static void parse_flag(struct parse *p, struct ir_insn *i)
{
	if (i->op == IR_LOAD)
		i->once = lex_try_word(&p->l, "once");
	if (i->op != IR_ASSUME)
		return;
	if (lex_try_word(&p->l, "true"))
		i->taken = true;
	else
		lex_try_word(&p->l, "false");
}

static bool find_op(const char *word, enum ir_op *op)
{
	for (unsigned int i = 0; i < IR_NR_OPS; i++) {
		if (!strcmp(ir_op_name(i), word)) {
			*op = i;
			return true;
		}
	}
	return false;
}

/* @word was read already: the operation, or the name of the variable written. */
static void parse_insn(struct parse *p, const char *word)
{
	struct lex *l = &p->l;
	struct ir_var *dst = NULL;
	struct ir_insn *i;
	const char *shape;
	enum ir_op op;

	if (lex_try(l, '=')) {
		dst = find_var(p, word);
		if (dst && dst->mem)
			lex_fail(l, "%s lives in memory and is written by store", word);
		word = lex_bare(l);
	}
	if (l->err)
		return;
	if (!find_op(word, &op)) {
		lex_fail(l, "no operation: '%s'", word);
		return;
	}
	shape = ir_op_shape(op);
	if (*shape == 'd')
		shape++;
	else if (dst)
		lex_fail(l, "%s gives no value", word);
	i = ir_insn_new(p->f, op, (struct ir_loc){ 0 });
	i->dst = dst;
	parse_items(p, i, shape);
	i->text = lex_source(l);
	parse_flag(p, i);
	i->loc = parse_loc(p);
	if (!p->b || p->left)
		lex_fail(l, "an instruction outside of a block");
	else
		ir_append(p->f, p->b, i);
}

/* "b12" as a number; false when it is no such word. */
static bool label_number(const char *word, unsigned int *n)
{
	uint64_t v = 0;

	if (*word++ != 'b' || !*word)
		return false;
	for (; isdigit((unsigned char)*word) && v < UINT32_MAX; word++)
		v = v * 10 + (uint64_t)(*word - '0');
	*n = (unsigned int)v;
	return !*word && v < UINT32_MAX;
}

static struct label *find_label(struct parse *p, unsigned int n)
{
	const void *key = (const void *)((uintptr_t)n + 1);
	struct label *lb = map_get(&p->labels, key);

	if (lb)
		return lb;
	lb = arena_new(p->l.a, struct label);
	lb->number = n;
	lb->line = p->l.line;
	lb->block = arena_new(p->l.a, struct ir_block);
	map_set(p->l.a, &p->labels, key, lb);
	vec_push(p->l.a, &p->label_list, lb);
	return lb;
}

static void parse_label(struct parse *p, unsigned int n)
{
	struct label *lb = find_label(p, n);

	if (lb->defined) {
		lex_fail(&p->l, "block b%u stands here twice", n);
		return;
	}
	lb->defined = true;
	lb->block->id = p->f->blocks.n;
	vec_push(p->l.a, &p->f->blocks, lb->block);
	p->b = lb->block;
	p->left = false;
}

static void parse_goto(struct parse *p)
{
	struct lex *l = &p->l;
	unsigned int n;

	if (!p->b || p->left) {
		lex_fail(l, "goto outside of a block");
		return;
	}
	p->left = true;
	do {
		const char *word = lex_bare(l);

		if (!label_number(word, &n))
			lex_fail(l, "no block: '%s'", word);
		else
			ir_edge(p->f, p->b, find_label(p, n)->block);
	} while (lex_peek(l));
}

static void parse_decl(struct parse *p, enum ir_vkind kind, bool mem)
{
	if (p->b)
		lex_fail(&p->l, "variables are declared before the first block");
	declare(p, lex_bare(&p->l), kind, mem);
}

static void end_func(struct parse *p)
{
	for (unsigned int i = 0; i < p->label_list.n && !p->l.err; i++) {
		struct label *lb = p->label_list.v[i];

		if (lb->defined)
			continue;
		p->l.line = lb->line;
		lex_fail(&p->l, "block b%u is not there", lb->number);
	}
	if (!p->l.err)
		ir_link_preds(p->f);
	p->f = NULL;
	p->b = NULL;
}

/* Is this the word of a declaration, and not of a variable called so that is written? */
static bool decl_word(struct parse *p, const char *word, const char *want)
{
	return !strcmp(word, want) && lex_peek(&p->l) != '=';
}

static void parse_body_line(struct parse *p)
{
	struct lex *l = &p->l;
	const char *word;
	unsigned int n;

	if (lex_try(l, '}')) {
		end_func(p);
		return;
	}
	word = lex_bare(l);
	if (decl_word(p, word, "var"))
		parse_decl(p, IRV_LOCAL, false);
	else if (decl_word(p, word, "mem"))
		parse_decl(p, IRV_LOCAL, true);
	else if (decl_word(p, word, "tmp"))
		parse_decl(p, IRV_TEMP, false);
	else if (decl_word(p, word, "goto"))
		parse_goto(p);
	else if (label_number(word, &n) && lex_try(l, ':'))
		parse_label(p, n);
	else
		parse_insn(p, word);
}

static void parse_flags(struct parse *p, struct ir_func *f)
{
	struct lex *l = &p->l;

	while (!l->err && lex_peek(l) != '@') {
		const char *word = lex_bare(l);

		if (!strcmp(word, "static"))
			f->is_static = true;
		else if (!strcmp(word, "inline"))
			f->is_inline = true;
		else if (!strcmp(word, "variadic"))
			f->is_variadic = true;
		else if (!strcmp(word, "main"))
			f->in_main = true;
		else if (!strcmp(word, "taken"))
			f->address_taken = true;
		else if (!strcmp(word, "broken"))
			f->broken = true;
		else
			lex_fail(l, "no flag of a function: '%s'", word);
	}
}

static void parse_params(struct parse *p)
{
	struct lex *l = &p->l;

	lex_want(l, '(');
	while (!l->err && !lex_try(l, ')')) {
		const char *name;
		bool mem = false;

		if (p->f->nr_params)
			lex_want(l, ',');
		name = lex_bare(l);
		/* A parameter may be called mem: then its type follows. */
		if (!strcmp(name, "mem") && lex_peek(l) != ':') {
			name = lex_bare(l);
			mem = true;
		}
		declare(p, name, IRV_PARAM, mem);
	}
}

static void parse_func(struct parse *p)
{
	struct ir_func flags = { 0 };
	struct lex *l = &p->l;
	const char *name;

	parse_flags(p, &flags);
	lex_want(l, '@');
	name = lex_name(l);
	if (l->err)
		return;
	if (ir_find(p->u, name)) {
		lex_fail(l, "function %s is there twice", name);
		return;
	}
	p->f = ir_func_new(p->u, name, NULL);
	p->f->is_static = flags.is_static;
	p->f->is_inline = flags.is_inline;
	p->f->is_variadic = flags.is_variadic;
	p->f->in_main = flags.in_main;
	p->f->address_taken = flags.address_taken;
	p->f->broken = flags.broken;
	p->b = NULL;
	memset(&p->labels, 0, sizeof(p->labels));
	p->label_list.n = 0;
	parse_params(p);
	lex_want(l, ':');
	p->f->ret = parse_type(p, 0);
	p->f->loc = parse_loc(p);
	if (lex_try_word(l, "end"))
		p->f->end_line = lex_u32(l);
	lex_want(l, '{');
}

static void parse_file(struct parse *p)
{
	uint32_t n = lex_u32(&p->l);
	const char *path = lex_quoted(&p->l);

	if (!p->l.err && (n != p->u->files.n || ir_file(p->u, path) != n))
		lex_fail(&p->l, "file %u is out of order or its path was there before", n);
}

static void parse_record(struct parse *p)
{
	const char *name = lex_name(&p->l), *base = NULL;

	if (lex_try(&p->l, ':'))
		base = lex_name(&p->l);
	if (!p->l.err)
		ir_record_add(p->u, name, base);
}

static void parse_role(struct parse *p)
{
	struct ir_role r = { .func = lex_name(&p->l), .field = lex_quoted(&p->l) };

	if (lex_peek(&p->l))
		r.object = lex_quoted(&p->l);
	vec_push(p->l.a, &p->u->roles, r);
}

static void parse_top_line(struct parse *p)
{
	struct lex *l = &p->l;
	const char *word = lex_bare(l);

	if (l->err)
		return;
	if (!strcmp(word, "unit") != !p->u)
		lex_fail(l, p->u ? "a second unit line" : "the first line is not: unit \"name\"");
	else if (!strcmp(word, "unit"))
		p->u = ir_unit_new(l->a, lex_quoted(l));
	else if (!strcmp(word, "version"))
		p->u->version = (unsigned int)lex_imm(l);
	else if (!strcmp(word, "file"))
		parse_file(p);
	else if (!strcmp(word, "record"))
		parse_record(p);
	else if (!strcmp(word, "role"))
		parse_role(p);
	else if (!strcmp(word, "noreturn"))
		vec_push(l->a, &p->u->noreturn, lex_name(l));
	else if (!strcmp(word, "fact"))
		vec_push(l->a, &p->u->facts, lex_quoted(l));
	else if (!strcmp(word, "func"))
		parse_func(p);
	else
		lex_fail(l, "no word that starts a line: '%s'", word);
}

/* Names are C strings from here on: a NUL inside would cut them. */
static bool refuse_nul(struct lex *l)
{
	const char *nul = memchr(l->p, '\0', (size_t)(l->end - l->p));

	if (!nul)
		return false;
	for (const char *s = l->p; s < nul; s++)
		l->line += *s == '\n';
	lex_fail(l, "a NUL byte in the text");
	return true;
}

struct ir_unit *ir_parse(struct arena *a, const char *name, const char *text, size_t len,
			 const char **err)
{
	struct parse p = { .l = { .a = a, .name = name, .p = text, .end = text + len, .line = 1 } };

	if (!refuse_nul(&p.l)) {
		while (lex_next_line(&p.l)) {
			if (p.f)
				parse_body_line(&p);
			else
				parse_top_line(&p);
			lex_want_eol(&p.l);
		}
		if (p.f)
			lex_fail(&p.l, "function %s has no end", p.f->name);
		if (!p.u)
			lex_fail(&p.l, "the text holds no unit");
	}
	if (err)
		*err = p.l.err;
	return p.l.err ? NULL : p.u;
}
