/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ir - what a function does to sockets and buffers, without libclang.
 *
 * A unit is one preprocessed source file: its records, globals and functions.
 * A function is a control-flow graph of blocks; a block is a list of three-
 * address instructions. Conditions stand as "assume" at the head of each
 * successor, so a block has any number of successors and needs no terminator
 * other than ret and halt. C's short circuits, ?:, switch, loops, goto, asm
 * goto, cleanup attributes and statement expressions are all blocks and
 * assumes by the time they are here.
 *
 * Names. All names are interned (compare by pointer).
 *
 * Variables. A variable is a *register* unless its address is taken or it is a
 * record or an array; then it is a *memory* variable (ir_var.mem) and is
 * reached only through its address (IRO_LOCAL) with load, store and addr.
 *
 * Fields. A field is one interned string "record.path": the path from the
 * pointed-to record to the member, with anonymous records left out and leading
 * members that are records at offset 0 dropped, "record" being the record that
 * declares the first name of what is left. So sk->sk_refcnt, tw->tw_refcnt and
 * req->rsk_refcnt are all "sock_common.skc_refcnt", tcp_sk(sk)->inet_conn...sk_mark
 * is "sock.sk_mark", sk->sk_rmem_alloc is "sock.sk_backlog.rmem_alloc",
 * skb->destructor is "sk_buff.destructor". An array element is "[]" after the
 * name, whatever the index ("sk_buff.cb[]"); *p for a scalar p is the field
 * "*" ("" is never a field). A cast between records at offset 0 is a copy.
 *
 * Invariants (ir_verify checks them): the first block is the entry; a block
 * that ends in ret or halt has no successors and any other has at least one;
 * assume stands only before other instructions of its block; a temporary is
 * written in one instruction of the function only (one that is written in several
 * branches is a LOCAL); memory variables are never operands of kind IRO_VAR.
 *
 * Ownership: everything hangs off the unit's arena.
 */
#ifndef SKBOWN_IR_IR_H
#define SKBOWN_IR_IR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/arena.h"
#include "base/vec.h"

enum ir_op {
#define IR_OP(name, text, shape, doc) IR_##name,
#include "ir/ops.def"
#undef IR_OP
	IR_NR_OPS
};

enum ir_tkind {
	IRT_VOID,
	IRT_INT,	/* integers, bool, enum, float: anything that is no pointer */
	IRT_PTR,
	IRT_REC,	/* struct or union by value */
	IRT_ARRAY,
	IRT_FN,
};

struct ir_type {
	enum ir_tkind kind;
	uint8_t size;			/* IRT_INT: bytes (1, 2, 4, 8, 16) */
	bool is_unsigned;		/* IRT_INT */
	const struct ir_type *to;	/* IRT_PTR, IRT_ARRAY: of what */
	const char *rec;		/* IRT_REC: "sk_buff"; anonymous ones "anon@file:line" */
};

/* What a record starts with: &tcp_sock is also a pointer to its base. */
struct ir_record {
	const char *name;
	const char *base;		/* the record at offset 0, or NULL */
};

enum ir_vkind { IRV_PARAM, IRV_LOCAL, IRV_TEMP };

struct ir_var {
	const char *name;		/* unique in the function: shadowing ones get a suffix ".2" */
	const struct ir_type *type;
	enum ir_vkind kind;
	bool mem;			/* lives in memory, see above */
	unsigned int index;		/* position in ir_func.vars */
};

enum ir_okind {
	IRO_NONE,
	IRO_VAR,	/* value of a register variable */
	IRO_INT,	/* constant; the null pointer is 0 */
	IRO_FUNC,	/* address of a function */
	IRO_GLOBAL,	/* address of a global variable or string */
	IRO_LOCAL,	/* address of a memory variable */
};

struct ir_opnd {
	enum ir_okind kind;
	union {
		struct ir_var *var;	/* IRO_VAR, IRO_LOCAL */
		int64_t imm;		/* IRO_INT; unsigned 64-bit values keep their bits */
		const char *name;	/* IRO_FUNC, IRO_GLOBAL */
	};
};

enum ir_rel {
	IRR_NONE,
	IRR_EQ, IRR_NE, IRR_LT, IRR_LE, IRR_GT, IRR_GE,		/* signed */
	IRR_ULT, IRR_ULE, IRR_UGT, IRR_UGE,			/* unsigned */
	IRR_ADD, IRR_SUB, IRR_MUL, IRR_DIV, IRR_MOD,
	IRR_AND, IRR_OR, IRR_XOR, IRR_SHL, IRR_SHR,
};

struct ir_loc {
	uint32_t file;			/* index in ir_unit.files */
	uint32_t line, col;		/* from 1; of the expansion: where the user wrote it */
};

struct ir_insn {
	enum ir_op op;
	enum ir_rel rel;		/* BINARY, ASSUME */
	struct ir_var *dst;
	struct ir_opnd a, b;		/* CALL: a is the callee */
	const char *field;
	const char *text;		/* source text of the place (LOAD, STORE, ADDR), of the condition
					 * (ASSUME), of the callee as the user wrote it (CALL); may be NULL */
	const char *reason;		/* OPAQUE */
	struct ir_opnd *args;		/* CALL */
	const char **arg_text;		/* CALL: source text of each argument, may hold NULLs */
	unsigned int nr_args;
	bool once;			/* LOAD: a volatile access (READ_ONCE(), rcu_dereference()): the memory
					 * can change at any time */
	bool taken;			/* ASSUME: true when the condition "text" holds here, false when not */
	struct ir_loc loc;
};

struct ir_block {
	unsigned int id;		/* index in ir_func.blocks */
	VEC(struct ir_insn *) insns;
	VEC(struct ir_block *) succs;
	VEC(struct ir_block *) preds;	/* filled by ir_finish */
};

/* A function's address stored in a record's member: `.ndo_start_xmit = foo`. */
struct ir_role {
	const char *func;
	const char *field;		/* "net_device_ops.ndo_start_xmit" */
	const char *object;		/* the variable initialised, or NULL */
};

struct ir_func {
	const char *name;
	struct ir_loc loc;		/* of the name in the definition */
	uint32_t end_line;
	const struct ir_type *ret;
	unsigned int nr_params;		/* the first so many of vars */
	VEC(struct ir_var *) vars;
	VEC(struct ir_block *) blocks;
	bool is_static, is_inline, is_variadic;
	bool in_main;			/* expanded in the unit's main file, not in a header */
	bool address_taken;		/* other than by being called */
	bool broken;			/* source errors inside: not analysed */
	struct ir_unit *unit;
};

struct ir_unit {
	const char *name;		/* path of the main file as findings show it */
	unsigned int version;		/* of its kernel tree: 612 for 6.12; 0: not known */
	VEC(const char *) files;	/* index 0 is the main file */
	VEC(struct ir_record *) records;
	VEC(struct ir_func *) funcs;
	VEC(struct ir_role) roles;
	VEC(const char *) noreturn;	/* functions that never return */
	VEC(const char *) facts;	/* traits of the source that protocol data refers to: "calls:ip_hdr" ... */
	struct arena *arena;
};

/* --- build.c: how front and the parser make units; all allocate from u->arena --- */
struct ir_unit *ir_unit_new(struct arena *a, const char *name);
uint32_t ir_file(struct ir_unit *u, const char *path);		/* index, added when new */
void ir_record_add(struct ir_unit *u, const char *name, const char *base);	/* idempotent */
struct ir_func *ir_func_new(struct ir_unit *u, const char *name, const struct ir_type *ret);
struct ir_var *ir_var_new(struct ir_func *f, const char *name, const struct ir_type *t,
			  enum ir_vkind kind);	/* makes the name unique */
struct ir_block *ir_block_new(struct ir_func *f);
struct ir_insn *ir_insn_new(struct ir_func *f, enum ir_op op, struct ir_loc loc);
void ir_append(struct ir_func *f, struct ir_block *b, struct ir_insn *i);
void ir_edge(struct ir_func *f, struct ir_block *from, struct ir_block *to);
/* Drops unreachable blocks, merges straight lines, renumbers, fills preds. */
void ir_finish(struct ir_func *f);

const struct ir_type *ir_type_void(void);
const struct ir_type *ir_type_int(unsigned int size, bool is_unsigned);
const struct ir_type *ir_type_ptr(struct arena *a, const struct ir_type *to);
const struct ir_type *ir_type_rec(struct arena *a, const char *rec);
const struct ir_type *ir_type_array(struct arena *a, const struct ir_type *of);
const struct ir_type *ir_type_fn(void);

/* --- query.c --- */
struct ir_func *ir_find(const struct ir_unit *u, const char *name);	/* NULL when not lowered */
/* Does @rec start with @base (through the chain of records, itself included)? Interned, both. */
bool ir_rec_is(const struct ir_unit *u, const char *rec, const char *base);
/* The record a pointer type points to, or NULL. */
const char *ir_pointee(const struct ir_type *t);
static inline struct ir_opnd ir_o_none(void)
{
	return (struct ir_opnd){ IRO_NONE };
}
static inline struct ir_opnd ir_o_var(struct ir_var *v)
{
	return (struct ir_opnd){ IRO_VAR, { .var = v } };
}
static inline struct ir_opnd ir_o_local(struct ir_var *v)
{
	return (struct ir_opnd){ IRO_LOCAL, { .var = v } };
}
static inline struct ir_opnd ir_o_int(int64_t i)
{
	return (struct ir_opnd){ IRO_INT, { .imm = i } };
}
static inline struct ir_opnd ir_o_func(const char *n)
{
	return (struct ir_opnd){ IRO_FUNC, { .name = n } };
}
static inline struct ir_opnd ir_o_global(const char *n)
{
	return (struct ir_opnd){ IRO_GLOBAL, { .name = n } };
}

/* --- again.c: for units that are made again and again --- */
/* Of all that a function says, names by address; not of where it stands. Never 0. */
uint64_t ir_digest(const struct ir_func *f);
/* All of @from but its functions, roles and facts; files keep their numbers in an empty @u. */
void ir_unit_take(struct ir_unit *u, const struct ir_unit *from);
/* The same function in @u, which has taken the rest of its unit; nobody has taken its address yet. */
struct ir_func *ir_func_take(struct ir_unit *u, const struct ir_func *from);
/* In the main file @lines were added (removed) behind line @after. */
void ir_unit_move(struct ir_unit *u, uint32_t after, int lines);

/* --- text.c, parse.c, verify.c --- */
void ir_print_unit(FILE *out, const struct ir_unit *u);
void ir_print_func(FILE *out, const struct ir_func *f);
void ir_print_insn(FILE *out, const struct ir_func *f, const struct ir_insn *i);
/*
 * NULL on a mistake in the text; then *err is "name:line: what is wrong", in @a.
 * @text need not be NUL-terminated.
 */
struct ir_unit *ir_parse(struct arena *a, const char *name, const char *text, size_t len,
			 const char **err);
/* NULL when the function keeps every invariant, else what it breaks (in the unit's arena). */
const char *ir_verify(const struct ir_func *f);

/* The table of operations: name, form in the text, meaning; as Markdown (checker/ir/README.md). */
void ir_print_ops(FILE *out);
const char *ir_op_name(enum ir_op op);
const char *ir_rel_name(enum ir_rel rel);	/* "==", "<", "u<", "+", ... */

#endif
