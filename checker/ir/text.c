/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text - the IR as people and tests read it; parse.c is the way back.
 *
 * include/ir/README.md describes the form. Printing what was parsed from a
 * print gives the same bytes.
 */
#include <inttypes.h>
#include <string.h>

#include "base/bug.h"
#include "priv.h"

/* In double quotes, with the escapes \" \\ \n \r; everything else stands as it is. */
static void print_quoted(FILE *out, const char *s)
{
	putc('"', out);
	for (; s && *s; s++) {
		if (*s == '\n' || *s == '\r') {
			fputs(*s == '\n' ? "\\n" : "\\r", out);
			continue;
		}
		if (*s == '"' || *s == '\\')
			putc('\\', out);
		putc(*s, out);
	}
	putc('"', out);
}

static void print_name(FILE *out, const char *s)
{
	if (ir_bare_name(s))
		fputs(s, out);
	else
		print_quoted(out, s);
}

/* Text that holds nothing but white space says nothing. */
static bool has_text(const char *s)
{
	return s && s[strspn(s, " \t\r\n`")];
}

static void print_source(FILE *out, const char *s)
{
	if (!has_text(s))
		return;
	fputs(" `", out);
	for (; *s; s++)
		putc(strchr("`\n\r\t", *s) ? ' ' : *s, out);
	putc('`', out);
}

static void print_loc(FILE *out, struct ir_loc loc)
{
	if (!loc.file && !loc.line && !loc.col)
		return;
	fprintf(out, " at %" PRIu32 ":%" PRIu32, loc.file, loc.line);
	if (loc.col)
		fprintf(out, ":%" PRIu32, loc.col);
}

static void print_int_type(FILE *out, const struct ir_type *t)
{
	if (t->size == 4 && !t->is_unsigned)
		fputs("int", out);
	else
		fprintf(out, "%c%u", t->is_unsigned ? 'u' : 's', t->size * 8u);
}

static void print_type(FILE *out, const struct ir_type *t)
{
	for (; t && t->kind == IRT_PTR; t = t->to)
		putc('*', out);
	switch (t ? t->kind : IRT_VOID) {
	case IRT_VOID:
		fputs("void", out);
		break;
	case IRT_INT:
		print_int_type(out, t);
		break;
	case IRT_FN:
		fputs("fn", out);
		break;
	case IRT_ARRAY:
		putc('[', out);
		print_type(out, t->to);
		putc(']', out);
		break;
	case IRT_REC:
		/* A record called "u8" needs its quotes. */
		if (ir_type_named(t->rec))
			print_quoted(out, t->rec);
		else
			print_name(out, t->rec);
		break;
	case IRT_PTR:
		break;
	}
}

static void print_opnd(FILE *out, const struct ir_opnd *o)
{
	switch (o->kind) {
	case IRO_NONE:
		putc('_', out);
		break;
	case IRO_VAR:
		fputs(o->var->name, out);
		break;
	case IRO_INT:
		fprintf(out, "%" PRId64, o->imm);
		break;
	case IRO_FUNC:
	case IRO_GLOBAL:
		putc(o->kind == IRO_FUNC ? '@' : '$', out);
		print_name(out, o->name);
		break;
	case IRO_LOCAL:
		fprintf(out, "&%s", o->var->name);
		break;
	}
}

static void print_call(FILE *out, const struct ir_insn *i)
{
	print_opnd(out, &i->a);
	putc('(', out);
	for (unsigned int n = 0; n < i->nr_args; n++) {
		if (n)
			fputs(", ", out);
		print_opnd(out, &i->args[n]);
		if (i->arg_text)
			print_source(out, i->arg_text[n]);
	}
	putc(')', out);
}

static void print_item(FILE *out, const struct ir_insn *i, char item)
{
	switch (item) {
	case 'a':
		print_opnd(out, &i->a);
		break;
	case 'b':
		print_opnd(out, &i->b);
		break;
	case 'f':
		print_quoted(out, i->field);
		break;
	case 's':
		print_quoted(out, i->reason);
		break;
	case 'r':
		fputs(ir_rel_name(i->rel), out);
		break;
	case 'c':
		print_call(out, i);
		break;
	default:
		BUG("unknown item in a shape of ops.def");
	}
}

/* Commas between the items, but a relation stands between its operands as in C. */
static const char *separator(const char *shape, const char *at)
{
	if (at == shape)
		return " ";
	return at[-1] == 'r' || at[0] == 'r' ? " " : ", ";
}

void ir_print_insn(FILE *out, const struct ir_func *f, const struct ir_insn *i)
{
	const char *shape = ir_op_shape(i->op);

	(void)f;
	if (*shape == 'd') {
		if (i->dst)
			fprintf(out, "%s = ", i->dst->name);
		shape++;
	}
	fputs(ir_op_name(i->op), out);
	if (i->op != IR_RETURN || i->a.kind != IRO_NONE) {
		for (const char *s = shape; *s; s++) {
			fputs(separator(shape, s), out);
			print_item(out, i, *s);
		}
	}
	print_source(out, i->text);
	if (i->once)
		fputs(" once", out);
	if (i->op == IR_ASSUME && (i->taken || has_text(i->text)))
		fputs(i->taken ? " true" : " false", out);
	print_loc(out, i->loc);
}

static void print_params(FILE *out, const struct ir_func *f)
{
	putc('(', out);
	for (unsigned int i = 0; i < f->nr_params; i++) {
		const struct ir_var *v = f->vars.v[i];

		fprintf(out, "%s%s%s: ", i ? ", " : "", v->mem ? "mem " : "", v->name);
		print_type(out, v->type);
	}
	putc(')', out);
}

static void print_head(FILE *out, const struct ir_func *f)
{
	fprintf(out, "func %s%s%s%s%s%s@", f->is_static ? "static " : "",
		f->is_inline ? "inline " : "", f->is_variadic ? "variadic " : "",
		f->in_main ? "main " : "", f->address_taken ? "taken " : "",
		f->broken ? "broken " : "");
	print_name(out, f->name);
	print_params(out, f);
	fputs(" : ", out);
	print_type(out, f->ret);
	print_loc(out, f->loc);
	if (f->end_line)
		fprintf(out, " end %" PRIu32, f->end_line);
	fputs(" {\n", out);
}

/* A temporary that nobody declares is a u64. */
static void print_var(FILE *out, const struct ir_var *v)
{
	const struct ir_type *t = v->type;

	if (v->kind == IRV_TEMP && !v->mem && t->kind == IRT_INT && t->size == 8 && t->is_unsigned)
		return;
	fprintf(out, "  %s %s : ", v->mem ? "mem" : v->kind == IRV_TEMP ? "tmp" : "var", v->name);
	print_type(out, t);
	putc('\n', out);
}

static void print_block(FILE *out, const struct ir_func *f, const struct ir_block *b)
{
	fprintf(out, "b%u:\n", b->id);
	vec_for(i, &b->insns) {
		fputs("  ", out);
		ir_print_insn(out, f, b->insns.v[i]);
		putc('\n', out);
	}
	if (!b->succs.n)
		return;
	fputs("  goto", out);
	vec_for(i, &b->succs)
		fprintf(out, " b%u", b->succs.v[i]->id);
	putc('\n', out);
}

void ir_print_func(FILE *out, const struct ir_func *f)
{
	print_head(out, f);
	for (unsigned int i = f->nr_params; i < f->vars.n; i++)
		print_var(out, f->vars.v[i]);
	vec_for(i, &f->blocks)
		print_block(out, f, f->blocks.v[i]);
	fputs("}\n", out);
}

static void print_record(FILE *out, const struct ir_record *r)
{
	fputs("record ", out);
	print_name(out, r->name);
	if (r->base) {
		fputs(" : ", out);
		print_name(out, r->base);
	}
	putc('\n', out);
}

static void print_role(FILE *out, const struct ir_role *r)
{
	fputs("role ", out);
	print_name(out, r->func);
	putc(' ', out);
	print_quoted(out, r->field);
	if (r->object) {
		putc(' ', out);
		print_quoted(out, r->object);
	}
	putc('\n', out);
}

static void print_traits(FILE *out, const struct ir_unit *u)
{
	vec_for(i, &u->noreturn) {
		fputs("noreturn ", out);
		print_name(out, u->noreturn.v[i]);
		putc('\n', out);
	}
	vec_for(i, &u->facts) {
		fputs("fact ", out);
		print_quoted(out, u->facts.v[i]);
		putc('\n', out);
	}
}

void ir_print_unit(FILE *out, const struct ir_unit *u)
{
	fputs("unit ", out);
	print_quoted(out, u->name);
	putc('\n', out);
	if (u->version)
		fprintf(out, "version %u\n", u->version);
	for (unsigned int i = 1; i < u->files.n; i++) {
		fprintf(out, "file %u ", i);
		print_quoted(out, u->files.v[i]);
		putc('\n', out);
	}
	vec_for(i, &u->records)
		print_record(out, u->records.v[i]);
	vec_for(i, &u->roles)
		print_role(out, &u->roles.v[i]);
	print_traits(out, u);
	vec_for(i, &u->funcs) {
		putc('\n', out);
		ir_print_func(out, u->funcs.v[i]);
	}
}
