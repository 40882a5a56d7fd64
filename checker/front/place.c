/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place - what C calls an lvalue: a variable, or a member of what a pointer points to.
 *
 * A path collects members until a pointer is followed. *(T *)&x is x: that is how
 * READ_ONCE(), rcu_dereference() and their kin are seen through.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

struct place place_at(struct ir_opnd base, CXType t, CXCursor at)
{
	return (struct place){ .kind = PLACE_MEM, .base = base, .type = t, .at = at };
}

/* A place of its own for a record that an expression gives by value. */
static struct place spill(struct fn *fn, CXCursor c, struct ir_opnd v)
{
	CXType t = clang_getCursorType(c);
	struct ir_var *m = fn_local(fn, ".value", types_ir(fn->l, t), true);

	fn_copy(fn, c, m, v);
	return place_at(ir_o_local(m), t, c);
}

static struct place of_global(struct fn *fn, CXCursor c, CXCursor ref)
{
	const char *name = kids_name(ref);

	if (clang_Cursor_getStorageClass(ref) == CX_SC_Static &&
	    clang_getCursorSemanticParent(ref).kind == CXCursor_FunctionDecl)
		name = intern_printf("%s.%s", fn->f->name, name);
	return place_at(ir_o_global(name), clang_getCursorType(ref), c);
}

static struct place of_ref(struct fn *fn, CXCursor c)
{
	CXCursor ref = clang_getCursorReferenced(c);
	struct ir_var *v = map_get(&fn->vars, ref.data[0]);

	if (v && v->mem)
		return place_at(ir_o_local(v), clang_getCursorType(c), c);
	if (v)
		return (struct place){ .kind = PLACE_REG, .var = v,
				       .type = clang_getCursorType(c), .at = c };
	return of_global(fn, c, ref);
}

static struct place of_member(struct fn *fn, CXCursor c)
{
	struct lower *l = fn->l;
	struct kids k = kids_of(l, c);
	CXCursor field = clang_getCursorReferenced(c);
	struct place p;
	CXType in;

	if (!k.n || !kids_is_expr(k.v[0]) || field.kind != CXCursor_FieldDecl)
		return (struct place){ PLACE_NONE };
	if (types_is_ptr(clang_getCursorType(k.v[0])))
		p = place_at(expr_value(fn, k.v[0]), clang_getCursorType(c), c);
	else
		p = place_of(fn, k.v[0]);
	if (p.kind != PLACE_MEM)
		return (struct place){ PLACE_NONE };
	/* Below an array of records that no member names, the element is an object of its own. */
	if (p.path.steps.n && !p.path.steps.v[0].member) {
		struct ir_opnd base = place_addr(fn, &p);

		p = place_at(base, p.type, c);
	}
	in = clang_getCursorType(k.v[0]);
	path_member(l, &p.path, types_is_ptr(in) ? types_pointee(in) : in, field);
	p.type = clang_getCursorType(c);
	p.at = c;
	return p;
}

static struct place of_element(struct fn *fn, CXCursor c)
{
	struct lower *l = fn->l;
	struct kids k = kids_of(l, c);
	CXCursor arr;
	struct ir_opnd base, index;
	struct place p;
	int64_t v;

	if (k.n != 2)
		return (struct place){ PLACE_NONE };
	if (!types_is_ptr(clang_getCursorType(k.v[0]))) {
		CXCursor swap = k.v[0];

		k.v[0] = k.v[1];
		k.v[1] = swap;
	}
	arr = kids_strip(l, k.v[0]);
	if (types_is_array(clang_getCursorType(arr)) && place_is(l, arr)) {
		p = place_of(fn, arr);
		if (!consts_eval(l, k.v[1], &v))
			expr_effect(fn, k.v[1]);
		path_element(l, &p.path);
		p.type = clang_getCursorType(c);
		p.at = c;
		return p;
	}
	base = expr_value(fn, k.v[0]);
	if (!consts_eval(l, k.v[1], &v))
		index = expr_value(fn, k.v[1]);
	else
		index = ir_o_int(v);
	if (index.kind != IRO_INT || index.imm)
		base = fn_binary(fn, c, base, IRR_ADD, index,
				 types_ir(l, clang_getCursorType(k.v[0])));
	return place_at(base, clang_getCursorType(c), c);
}

/* Is *(T *)&x the whole of x and nothing but x? */
static bool same_size(CXType a, CXType b)
{
	return clang_Type_getSizeOf(a) == clang_Type_getSizeOf(b);
}

static struct place of_deref(struct fn *fn, CXCursor c)
{
	struct lower *l = fn->l;
	struct kids k = kids_of(l, c), under;
	CXType t = clang_getCursorType(c);
	CXCursor inner;
	struct place p;

	inner = kids_strip_casts(l, k.v[0]);
	if (inner.kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(inner) == CXUnaryOperator_AddrOf) {
		under = kids_of(l, inner);
		if (under.n == 1 && place_is(l, under.v[0]) &&
		    same_size(t, clang_getCursorType(under.v[0]))) {
			p = place_of(fn, under.v[0]);
			p.type = t;
			p.once = clang_isVolatileQualifiedType(t);
			return p;
		}
	}
	return place_at(expr_value(fn, k.v[0]), t, c);
}

static struct place of_literal(struct fn *fn, CXCursor c)
{
	CXType t = clang_getCursorType(c);
	struct ir_var *m = fn_local(fn, ".literal", types_ir(fn->l, t), true);
	struct kids k = kids_of(fn->l, c);
	struct place p = place_at(ir_o_local(m), t, c);

	if (k.n)
		init_place(fn, &p, k.v[k.n - 1]);
	return p;
}

/*
 * A string is a global named "=text": models and fixtures pass words to the
 * engine that way. Long or quoted ones have no use there and are just "string".
 */
static struct ir_opnd string_literal(CXCursor c)
{
	CXString spelling = clang_getCursorSpelling(c);
	const char *s = clang_getCString(spelling);
	size_t n = s ? strlen(s) : 0;
	const char *name = "string";

	if (n >= 2 && n < 80 && s[0] == '"' && s[n - 1] == '"' &&
	    !memchr(s + 1, '"', n - 2) && !memchr(s, '\\', n))
		name = intern_printf("=%.*s", (int)n - 2, s + 1);
	clang_disposeString(spelling);
	return ir_o_global(intern(name));
}

bool place_is(struct lower *l, CXCursor c)
{
	c = kids_strip(l, c);
	switch ((int)c.kind) {
	case CXCursor_DeclRefExpr:
		c = clang_getCursorReferenced(c);
		return c.kind == CXCursor_VarDecl || c.kind == CXCursor_ParmDecl;
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
	case CXCursor_StringLiteral:
		return true;
	case CXCursor_UnaryOperator:
		switch (clang_getCursorUnaryOperatorKind(c)) {
		case CXUnaryOperator_Deref:
			return true;
		case CXUnaryOperator_Extension:
		case CXUnaryOperator_Real:
		case CXUnaryOperator_Imag: {
			struct kids k = kids_of(l, c);

			return k.n == 1 && place_is(l, k.v[0]);
		}
		default:
			return false;
		}
	case CXCursor_ConditionalOperator:
		return clang_getCanonicalType(clang_getCursorType(c)).kind == CXType_Record;
	default:
		return false;
	}
}

static struct place of_choice(struct fn *fn, CXCursor c)
{
	CXCursor chosen;
	struct kids k;

	if (consts_choice(fn->l, c, &chosen))
		return place_of(fn, chosen);
	if (c.kind == CXCursor_ConditionalOperator) {
		struct ir_opnd base;

		k = kids_of(fn->l, c);
		base = cond_choose(fn, c, k);	/* of records: the address of the chosen one */
		return place_at(base, clang_getCursorType(c), c);
	}
	return spill(fn, c, expr_value(fn, c));
}

static struct place dispatch(struct fn *fn, CXCursor c)
{
	struct kids k;

	switch ((int)c.kind) {
	case CXCursor_DeclRefExpr:
		return of_ref(fn, c);
	case CXCursor_MemberRefExpr:
		return of_member(fn, c);
	case CXCursor_ArraySubscriptExpr:
		return of_element(fn, c);
	case CXCursor_CompoundLiteralExpr:
		return of_literal(fn, c);
	case CXCursor_StringLiteral:
		return place_at(string_literal(c), clang_getCursorType(c), c);
	case CXCursor_UnaryOperator:
		if (clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_Deref)
			return of_deref(fn, c);
		k = kids_of(fn->l, c);
		return k.n == 1 ? place_of(fn, k.v[0]) : (struct place){ PLACE_NONE };
	default:
		return of_choice(fn, c);
	}
}

struct place place_of(struct fn *fn, CXCursor c)
{
	struct place p = { PLACE_NONE };

	if (!fn_deeper(fn))
		return p;
	p = dispatch(fn, kids_strip(fn->l, c));
	fn->depth--;
	return p;
}

static const char *text_of(struct fn *fn, const struct place *p)
{
	return p->text ? p->text : source_text(fn->l, p->at);
}

/* --- members of sk_buff that share storage with its owner --- */

static bool is_pair(const char *name)
{
	return name == intern("sk") || name == intern("destructor");
}

/* The members sk and destructor below @t, with their offsets from the start of sk_buff. */
static void find_pair(struct lower *l, CXType t, long long at)
{
	struct kids k = types_fields(l, t);

	for (unsigned int i = 0; i < k.n && l->nr_pair < ARRAY_SIZE(l->pair); i++) {
		struct member *m = types_member(l, k.v[i]);

		if (!m->name && m->rec)
			find_pair(l, m->type, at + m->bit);
		if (!m->name || !is_pair(m->name))
			continue;
		l->pair[l->nr_pair] = *m;
		l->pair[l->nr_pair++].bit = at + m->bit;
	}
}

static void spoil(struct fn *fn, const struct place *p, const struct member *m, CXCursor at)
{
	struct ir_opnd v = fn_opaque(fn, at, types_ir(fn->l, m->type), ir_o_none(),
				     "shares its storage");
	struct ir_insn *s = fn_emit(fn, IR_STORE, at);

	s->a = p->base;
	s->field = intern_printf("sk_buff.%s", m->name);
	s->b = v;
	s->text = text_of(fn, p);
}

/* Only what is inside of an anonymous union of sk_buff can share storage with the pair. */
static void spoil_pair(struct fn *fn, const struct place *p, CXCursor at)
{
	struct lower *l = fn->l;
	struct member *last = NULL;
	long long bit = 0;

	vec_for(i, &p->path.steps) {
		struct member *m = p->path.steps.v[i].member;

		if (!i && (!m || m->name || m->owner != intern("sk_buff")))
			return;
		if (!m)
			break;
		last = m;
		bit += m->bit;
	}
	if (!last || (last->name && is_pair(last->name)))
		return;
	if (!l->nr_pair)
		find_pair(l, l->skb_type, 0);
	for (unsigned int i = 0; i < l->nr_pair; i++)
		if (bit < l->pair[i].bit + l->pair[i].bits && l->pair[i].bit < bit + last->bits)
			spoil(fn, p, &l->pair[i], at);
}

static const char *field_of(struct fn *fn, const struct place *p)
{
	const char *field = path_field(fn->l, &p->path);

	return field ? field : intern("*");
}

struct ir_opnd place_addr(struct fn *fn, const struct place *p)
{
	struct lower *l = fn->l;
	const char *field;
	struct ir_insn *i;
	const struct ir_type *t;

	if (p->kind != PLACE_MEM)
		return fn_opaque(fn, p->at, types_ptr(l, types_ir(l, p->type)), ir_o_none(),
				 "address of a value");
	if (!p->path.steps.n)
		return p->base;
	t = types_ptr(l, types_ir(l, p->type));
	field = path_field(l, &p->path);
	i = fn_emit(fn, field ? IR_ADDR : IR_COPY, p->at);
	i->dst = fn_temp(fn, t);
	i->a = p->base;
	i->field = field;
	i->text = text_of(fn, p);
	spoil_pair(fn, p, p->at);	/* whoever gets the address will write there */
	return ir_o_var(i->dst);
}

/* An array's value is the address of its first element. */
static struct ir_opnd decay(struct fn *fn, const struct place *p)
{
	struct place first = *p;

	first.path = (struct path){ 0 };
	path_append(fn->l, &first.path, &p->path);
	if (p->path.steps.n)
		path_element(fn->l, &first.path);
	first.type = types_pointee(p->type);
	return place_addr(fn, &first);
}

struct ir_opnd place_load(struct fn *fn, const struct place *p)
{
	struct ir_insn *i;

	if (p->kind == PLACE_REG)
		return ir_o_var(p->var);
	if (p->kind == PLACE_NONE)
		return fn_opaque(fn, p->at, types_ir(fn->l, p->type), ir_o_none(), "place");
	if (types_is_array(p->type))
		return decay(fn, p);
	i = fn_emit(fn, IR_LOAD, p->at);
	i->dst = fn_temp(fn, types_ir(fn->l, p->type));
	i->a = p->base;
	i->field = field_of(fn, p);
	i->text = text_of(fn, p);
	i->once = p->once;
	return ir_o_var(i->dst);
}

void place_store(struct fn *fn, const struct place *p, struct ir_opnd v, CXCursor at)
{
	struct ir_insn *i;

	if (p->kind == PLACE_REG) {
		fn_copy(fn, at, p->var, v);
		return;
	}
	if (p->kind == PLACE_NONE) {
		fn_opaque(fn, at, ir_type_void(), ir_o_none(), "place");
		return;
	}
	i = fn_emit(fn, IR_STORE, at);
	i->a = p->base;
	i->field = field_of(fn, p);
	i->b = v;
	i->text = text_of(fn, p);
	spoil_pair(fn, p, at);
	if (v.kind == IRO_FUNC)
		select_role(fn->l, v.name, i->field, NULL);
}

/* --- records as a whole --- */

#define COPY_MAX 200

static const char *member_text(struct fn *fn, const struct place *p, const char *name)
{
	const char *text = text_of(fn, p);

	if (!text || !name)
		return text;
	return *text == '*' ? intern_printf("%s->%s", text + 1, name) :
	       intern_printf("%s.%s", text, name);
}

struct leaves {
	struct fn *fn;
	const struct place *to, *from;
	CXCursor at;
	long long seen[COPY_MAX];
	unsigned int n;
};

static void copy_leaf(struct leaves *v, const struct path *path, CXType t)
{
	struct place from = *v->from, to = *v->to;
	const char *name = path->steps.v[path->steps.n - 1].member->name;

	from.path = to.path = (struct path){ 0 };
	path_append(v->fn->l, &from.path, &v->from->path);
	path_append(v->fn->l, &from.path, path);
	path_append(v->fn->l, &to.path, &v->to->path);
	path_append(v->fn->l, &to.path, path);
	from.type = to.type = t;
	from.text = member_text(v->fn, v->from, name);
	to.text = member_text(v->fn, v->to, name);
	place_store(v->fn, &to, place_load(v->fn, &from), v->at);
}

/* Pointers only, and of a union's members the first that stands at an offset. */
static void copy_leaves(struct leaves *v, CXType t, const struct path *head, long long bit)
{
	struct lower *l = v->fn->l;
	struct kids k = types_fields(l, t);

	for (unsigned int i = 0; i < k.n && v->n < COPY_MAX; i++) {
		struct member *m = types_member(l, k.v[i]);
		struct path path = { 0 };
		bool dup = false;

		path_append(l, &path, head);
		path_add(l, &path, m);
		if (m->rec) {
			copy_leaves(v, m->type, &path, bit + m->bit);
			continue;
		}
		for (unsigned int j = 0; j < v->n; j++)
			dup |= v->seen[j] == bit + m->bit;
		if (dup)
			continue;
		v->seen[v->n++] = bit + m->bit;
		if (types_is_ptr(m->type))
			copy_leaf(v, &path, m->type);
	}
}

/*
 * A record's assignment is one load and store of "*", which says that all has
 * changed, and then one of each pointer in it, which says what is known.
 */
void place_copy_record(struct fn *fn, const struct place *to, const struct place *from, CXCursor at)
{
	struct leaves v = { fn, to, from, at, { 0 }, 0 };
	struct path none = { 0 };

	place_store(fn, to, place_load(fn, from), at);
	if (to->kind == PLACE_MEM && from->kind == PLACE_MEM)
		copy_leaves(&v, to->type, &none, 0);
}
