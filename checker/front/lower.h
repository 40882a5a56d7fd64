/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower - what the parts of the lowering show to each other.
 *
 * One struct lower per unit, one struct fn per function being lowered. The
 * parts call each other recursively, as the grammar of C does: statements
 * (stmt) hold expressions (expr), which hold places (place), conditions (cond)
 * and, in statement expressions, statements again.
 */
#ifndef CHECKER_FRONT_LOWER_H
#define CHECKER_FRONT_LOWER_H

#include <stdbool.h>
#include <clang-c/Index.h>
#include "base/map.h"
#include "base/vec.h"
#include "front/front.h"

/*
 * Maps are keyed by the declaration itself (data[0] of a declaration's cursor,
 * data[1] of an expression's): clang_hashCursor() would say the same, slower.
 */

/* --- kids.c: the children of a cursor as an array, and what hides an expression --- */
struct kids {
	unsigned int n;
	CXCursor *v;
};

struct header;

/* One file that the unit is made of. */
struct src {
	CXFile file;
	uint32_t index;			/* in ir_unit.files, once indexed: source_index() */
	const char *text;		/* once looked up: source_has_text() */
	size_t len;
	bool main, indexed, looked_up;
	const struct header *header;	/* tokens_header(), or NULL: not asked yet */
};

/* A place in a file, as the user sees it. */
struct spot {
	struct src *src;
	unsigned int line, col, off;
};

/* A record: its name in the IR, and what it starts with. */
struct rec {
	const char *name;
	const char *base;
	const struct ir_type *type;
};

/* A member of a record. */
struct member {
	const char *name;		/* NULL: an anonymous record */
	const char *owner;		/* the record that declares it */
	long long bit;			/* from the start of its own record; -1 unknown */
	long long bits;			/* its size; -1 unknown */
	struct rec *rec;		/* not NULL: it is a record itself */
	CXType type;
};

struct callee;
struct pch;

struct lower {
	struct arena *a;		/* the unit's */
	struct arena tmp;		/* until the unit is lowered */
	const struct compile_cmd *cmd;
	const struct front_options *opt;
	struct front_result *res;
	CXTranslationUnit tu;
	struct ir_unit *u;
	struct map srcs;		/* CXFile -> struct src */
	CXFile last_file;
	struct src *last_src;
	struct src *main;
	struct map recs;		/* declaration -> struct rec */
	struct map members;		/* declaration -> struct member */
	struct map callees;		/* declaration -> struct callee */
	struct map ptr_types;		/* ir_type -> pointer to it */
	VEC(struct spot) errors;	/* where the parse went wrong */
	const char *prefix;		/* what the shown paths leave out */
	CXType skb_type;		/* struct sk_buff, when the unit knows it */
	struct member pair[2];		/* its sk and destructor; offsets from its start */
	unsigned int nr_pair;
	struct select *select;
	const struct pch *pch;		/* what is in it is not walked; or NULL */
	const bool *would_read;		/* see pch_conflict() */
	const char *needs_plain;	/* why the unit has to be parsed without it */
	int deps;			/* a descriptor, see files_open(); negative: no list is wanted */
	struct kept_unit *kept;		/* kept.h: of an editor; or NULL */
	bool whole;			/* what is known of it is not to be used */
	bool again;			/* functions that have not changed were parsed with empty bodies */
	bool stale;			/* ... and that will not do: it has to be parsed whole */
	bool lost;			/* a function of the headers is wanted that libclang does not show again */
	bool heads_read;		/* the headers' functions were seen */
	struct kept_func *doing;	/* being lowered: what it does is noted here; or NULL */
};

/* --- scope.c --- */
/* A variable whose scope is open; the list is persistent, so a goto can keep where it stood. */
struct env {
	struct env *up;
	struct ir_var *var;
	const char *cleanup;		/* function to call when the scope ends, or NULL */
	unsigned int depth;
};

struct target {				/* where break or continue leads */
	struct ir_block *block;
	struct env *env;
	struct target *up;
};

struct label {
	struct ir_block *block;
	struct env *env;
	bool placed, used;
};

struct pending {			/* a goto whose label's scope is not known yet */
	struct ir_block *from;
	struct label *to;
	struct env *env;
	struct ir_loc loc;
};

struct cases;

struct printed {			/* the places of a word in the printed function */
	bool found;
	VEC(const char *) at;
};

struct fn {
	struct lower *l;
	struct ir_func *f;
	struct ir_block *cur;
	struct env *env;
	struct target *brk, *cont;
	struct cases *cases;
	struct map vars;		/* declaration -> struct ir_var */
	struct map taken;		/* declarations whose address is taken */
	struct map labels;		/* declaration -> struct label */
	VEC(struct label *) all_labels;
	VEC(struct pending) gotos;
	VEC(CXCursor) fors, asms;	/* in the order of the source */
	struct printed print_for, print_asm;
	const char *pretty;		/* the function as clang prints it, made when needed */
	CXCursor decl;
	unsigned int depth;		/* of nesting, see fn_deeper() */
};

#define FN_MAX_DEPTH 1500

struct kids kids_of(struct lower *l, CXCursor c);
CXCursor kids_strip(struct lower *l, CXCursor c);	/* without parentheses and casts that C adds */
CXCursor kids_strip_casts(struct lower *l, CXCursor c);	/* without explicit casts too */
bool kids_is_expr(CXCursor c);
bool kids_implicit(CXCursor c, struct kids k);		/* a cast that C adds; its kids are k */
bool kids_elvis(CXCursor c, struct kids k);		/* a ?: b */
bool kids_same(CXCursor a, CXCursor b);			/* of statements and expressions */
const char *kids_name(CXCursor c);			/* interned spelling */

/* --- source.c --- */
struct src *source_of(struct lower *l, CXFile file);
uint32_t source_index(struct lower *l, struct src *s);
const char *source_name(struct lower *l, struct src *s);	/* as the system knows it */
const char *source_path(struct lower *l, struct src *s);	/* as shown */
const char *source_shown(struct lower *l, struct src *s);	/* the same, and gives it no index */
/* Can the file be read at least up to that offset? */
bool source_has_text(struct lower *l, struct src *s, size_t upto);
struct spot source_spot(struct lower *l, CXSourceLocation at);	/* of the expansion */
struct spot source_offset(struct lower *l, CXSourceLocation at);	/* the same without line and column */
struct ir_loc source_loc(struct lower *l, CXCursor c);
const char *source_text(struct lower *l, CXCursor c);		/* one line, cut; NULL when there is none */
/* The text at the place where the cursor was spelled (in a macro's body: there). */
struct spot source_spelled(struct lower *l, CXSourceLocation at);

/* --- types.c --- */
const struct ir_type *types_ir(struct lower *l, CXType t);
const struct ir_type *types_ptr(struct lower *l, const struct ir_type *to);
struct rec *types_rec(struct lower *l, CXType t);	/* NULL when it is no record */
struct member *types_member(struct lower *l, CXCursor field);
bool types_is_ptr(CXType t);
bool types_is_unsigned(CXType t);
bool types_is_array(CXType t);
CXType types_pointee(CXType t);				/* of pointers and arrays */
struct kids types_fields(struct lower *l, CXType t);

/* --- path.c: members by name --- */
struct step {
	struct member *member;		/* NULL: an array element */
};

struct path {
	VEC(struct step) steps;
};

void path_add(struct lower *l, struct path *p, struct member *m);
void path_member(struct lower *l, struct path *p, CXType in, CXCursor field);
void path_element(struct lower *l, struct path *p);
void path_append(struct lower *l, struct path *p, const struct path *tail);
/* The field's name in the IR; NULL when the path stays at the start of the object. */
const char *path_field(struct lower *l, const struct path *p);
/* offsetof(T, path): false when @c is none. */
bool path_of_offsetof(struct lower *l, CXCursor c, struct path *p);

/* --- consts.c --- */
bool consts_eval(struct lower *l, CXCursor c, int64_t *v);
/* Of __builtin_choose_expr, _Generic: the expression that is chosen; else false. */
bool consts_choice(struct lower *l, CXCursor c, CXCursor *chosen);

/* --- fn.c --- */
struct ir_insn *fn_emit(struct fn *fn, enum ir_op op, CXCursor at);
struct ir_block *fn_block(struct fn *fn);
void fn_goto(struct fn *fn, struct ir_block *to);	/* and go on in an unreachable block */
void fn_start(struct fn *fn, struct ir_block *b);	/* falls into b and goes on there */
struct ir_var *fn_temp(struct fn *fn, const struct ir_type *t);
struct ir_var *fn_local(struct fn *fn, const char *name, const struct ir_type *t, bool mem);
struct ir_opnd fn_opaque(struct fn *fn, CXCursor at, const struct ir_type *t, struct ir_opnd touched,
			 const char *reason);
bool fn_deeper(struct fn *fn);				/* false: too deep */
void fn_copy(struct fn *fn, CXCursor at, struct ir_var *dst, struct ir_opnd v);
struct ir_opnd fn_binary(struct fn *fn, CXCursor at, struct ir_opnd a, enum ir_rel rel,
			 struct ir_opnd b, const struct ir_type *t);
struct ir_func *fn_lower(struct lower *l, CXCursor decl, bool broken);
CXCursor fn_body(struct lower *l, CXCursor decl);	/* null when there is none */

/* --- place.c --- */
enum place_kind { PLACE_NONE, PLACE_REG, PLACE_MEM };

struct place {
	enum place_kind kind;
	struct ir_var *var;		/* PLACE_REG */
	struct ir_opnd base;		/* PLACE_MEM: points to the object */
	struct path path;
	CXType type;
	CXCursor at;
	const char *text;		/* as the user names it; NULL: what stands at "at" */
	bool once;			/* reached by a volatile access */
};

struct place place_of(struct fn *fn, CXCursor c);
struct ir_opnd place_load(struct fn *fn, const struct place *p);
void place_store(struct fn *fn, const struct place *p, struct ir_opnd v, CXCursor at);
struct ir_opnd place_addr(struct fn *fn, const struct place *p);
bool place_is(struct lower *l, CXCursor c);		/* does the expression stand for a place? */
void place_copy_record(struct fn *fn, const struct place *to, const struct place *from, CXCursor at);
/* What a pointer operand points to, as a place. */
struct place place_at(struct ir_opnd base, CXType t, CXCursor at);

/* --- expr.c --- */
struct ir_opnd expr_value(struct fn *fn, CXCursor c);
void expr_effect(struct fn *fn, CXCursor c);		/* value not wanted */
enum ir_rel expr_rel(enum CXBinaryOperatorKind k, bool is_unsigned);
struct ir_opnd expr_stmt_expr(struct fn *fn, CXCursor c, bool want);

/* --- cond.c --- */
void cond_branch(struct fn *fn, CXCursor c, struct ir_block *yes, struct ir_block *no);
struct ir_opnd cond_value(struct fn *fn, CXCursor c);	/* 0 or 1 */
struct ir_opnd cond_choose(struct fn *fn, CXCursor c, struct kids k);	/* ?: */
struct ir_opnd cond_elvis(struct fn *fn, CXCursor c, CXCursor a, CXCursor b);
bool cond_is_logic(CXCursor c);				/* && || ! and comparisons */
/* Blocks for "a rel b" and for its opposite, leading on to yes and no. */
void cond_assume(struct fn *fn, CXCursor at, struct ir_opnd a, enum ir_rel rel, struct ir_opnd b,
		 struct ir_block *yes, struct ir_block *no);

/* --- call.c --- */
struct ir_opnd call_value(struct fn *fn, CXCursor c);
bool call_is_builtin(struct lower *l, CXCursor c, const char *name, struct kids *args);
/* Transparent builtins (__builtin_expect): the argument that is meant; else false. */
bool call_through(struct lower *l, CXCursor c, CXCursor *inner);

/* --- init.c --- */
void init_var(struct fn *fn, CXCursor decl, struct ir_var *v);
void init_place(struct fn *fn, struct place *p, CXCursor init);
/* .x.y[1] = value: the children are members, indices and, last, the value. */
bool init_is_designated(struct lower *l, CXCursor c, struct kids *k);

/* --- stmt.c, loop.c, scope.c, asm.c --- */
void stmt_lower(struct fn *fn, CXCursor c);
void stmt_list(struct fn *fn, struct kids k, unsigned int n);
void stmt_switch(struct fn *fn, CXCursor c);
void stmt_case(struct fn *fn, CXCursor c);
void stmt_asm(struct fn *fn, CXCursor c);
void loop_while(struct fn *fn, CXCursor c);
void loop_do(struct fn *fn, CXCursor c);
void loop_for(struct fn *fn, CXCursor c);
void scope_open(struct fn *fn, struct ir_var *v, const char *cleanup);
void scope_leave(struct fn *fn, struct env *to, struct ir_loc loc, bool ends);
struct label *scope_label(struct fn *fn, CXCursor label);
void scope_place(struct fn *fn, CXCursor label);
void scope_goto(struct fn *fn, struct label *to, struct ir_loc loc);
void scope_finish(struct fn *fn);
const char *scope_cleanup_of(struct lower *l, CXCursor var);

/* --- pretty.c: what only the printed form tells --- */
/* The n-th of @of words of the function as clang prints it, or NULL when there are more or fewer. */
const char *pretty_nth(struct fn *fn, struct printed *p, const char *word, unsigned int n,
		       unsigned int of);
/* Which of the three slots between a for's parentheses are filled (bits 1, 2, 4); -1 unknown. */
int pretty_slots(const char *text, const char *end);

/* --- lower.c --- */
/*
 * Parses the header @cmd->file into @out and surveys it; res->files is what was read. NULL, or why it
 * could not be done.
 */
const char *front_save_headers(struct arena *a, const struct compile_cmd *cmd, const char *out,
			       struct pch *pch, struct front_result *res);

/* --- signature.c: what parameters and result say --- */
/* Does it take or return a buffer, a socket or a counter? */
bool signature_tells(struct lower *l, CXCursor decl);
/* A parameter with which a buffer comes along: struct nft_pktinfo. */
bool signature_carries_buffer(struct lower *l, CXCursor decl);
bool signature_takes_sock(struct lower *l, CXCursor decl);
/* The callback of a timer or of work. */
bool signature_runs_later(struct lower *l, CXCursor decl);
/* One of the output path: int (struct net *, struct sock *, struct sk_buff *, ...) */
bool signature_is_output(struct lower *l, CXCursor decl);

/* --- select.c: which functions matter --- */
void select_functions(struct lower *l);			/* lowers them all */
void select_callee(struct lower *l, CXCursor decl);	/* a call to this was lowered */
void select_name(struct lower *l, const char *func);	/* the same, by name */
void select_address(struct lower *l, const char *name, CXCursor decl);
/* Of the headers' functions: those that units have to be told of, see struct pch. */
void select_survey(struct lower *l, struct pch *to);
void select_role(struct lower *l, const char *func, const char *field, const char *object);

/* --- files.c: what ties a unit to other files --- */
void files_note_decl(struct lower *l, CXCursor decl);	/* a function seen from several files */
const char *files_open(struct lower *l);		/* where the compiler is to list them; or NULL */
void files_read(struct lower *l);			/* fills res->files from there, closes it */

/* --- roles.c --- */
void roles_of_global(struct lower *l, CXCursor var);

#endif
