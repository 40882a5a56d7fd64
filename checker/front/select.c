/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * select - which functions matter.
 *
 * A function of the main file is lowered when its text has one of the words of
 * tokens.def, when such a function calls it, or when it calls a static function
 * that was so chosen (what it passes decides there), or one that changes a
 * buffer's truesize. A header's inline is lowered when it is reached and can
 * touch what is counted: it takes or returns a buffer, a socket or a counter, or
 * has a word itself, and no model stands for it.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "kept.h"
#include "lower.h"
#include "pch_priv.h"
#include "tokens.h"

struct cand {
	CXCursor decl;
	const char *name;
	struct src *src;
	unsigned int from, to;		/* offsets of the definition in the file */
	enum token_strength strength;
	bool is_static, chosen, done, address_taken, open;
	struct ir_func *f;
	const struct kept_func *kept;	/* of a header, from the last look: it has no "decl" */
};

struct select {
	VEC(struct cand *) main;	/* definitions of the main file, in order */
	VEC(struct cand *) queue;
	struct map by_decl;		/* canonical declaration -> struct cand */
	struct map by_name;
	struct map writers;		/* names of header inlines that have a strong word */
	struct map redeclared;		/* canonical declarations, see note_declared() */
	unsigned int at;
	unsigned int seen;		/* declarations */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct cand *cand_new(struct lower *l, CXCursor decl)
{
	CXSourceRange r = clang_getCursorExtent(decl);
	struct spot from = source_offset(l, clang_getRangeStart(r));
	struct spot to = source_offset(l, clang_getRangeEnd(r));
	struct cand *c = arena_new(&l->tmp, struct cand);

	c->decl = decl;
	c->name = kids_name(decl);
	c->src = from.src;
	c->from = from.off;
	c->to = to.off > from.off && to.src == from.src ? to.off : from.off;
	c->is_static = clang_Cursor_getStorageClass(decl) == CX_SC_Static;
	if (source_has_text(l, c->src, c->to))
		c->strength = tokens_in(c->src->text + c->from, c->to - c->from);
	decl = clang_getCanonicalCursor(decl);
	map_set(&l->tmp, &l->select->by_decl, decl.data[0], c);
	if (!map_has(&l->select->by_name, c->name))
		map_set(&l->tmp, &l->select->by_name, c->name, c);
	return c;
}

static void note_deed(struct lower *l, struct deed d)
{
	if (l->doing)
		vec_push(l->a, &l->doing->deeds, d);
}

static void choose(struct lower *l, struct cand *c)
{
	if (c->chosen)
		return;
	c->chosen = true;
	vec_push(&l->tmp, &l->select->queue, c);
}

/* --- header inlines --- */

static bool wants(struct lower *l, struct cand *c)
{
	bool modelled;

	if (c->kept || (c->src && c->src->main))
		return true;
	if (c->strength == TOKEN_STRONG && !l->opt->wanted)
		return true;
	modelled = l->opt->has_model && l->opt->has_model(c->name, l->opt->data);
	if (modelled)
		return false;
	return l->opt->wanted || c->strength == TOKEN_WEAK || signature_tells(l, c->decl);
}

static struct cand *cand_of(struct lower *l, CXCursor decl)
{
	CXCursor canon = clang_getCanonicalCursor(decl), def;
	struct cand *c = map_get(&l->select->by_decl, canon.data[0]);

	if (c || map_has(&l->select->by_decl, canon.data[0]))
		return c;
	c = l->again ? map_get(&l->select->by_name, kids_name(decl)) : NULL;
	if (c && c->kept) {
		map_set(&l->tmp, &l->select->by_decl, canon.data[0], c);
		return c;
	}
	if (map_has(&l->select->redeclared, canon.data[0]))
		l->needs_plain = "it declares a function of the shared headers itself";
	def = clang_getCursorDefinition(decl);
	if (!clang_Cursor_isNull(def) && def.kind == CXCursor_FunctionDecl)
		return cand_new(l, def);
	files_note_decl(l, canon);
	map_set(&l->tmp, &l->select->by_decl, canon.data[0], NULL);
	return NULL;
}

void select_callee(struct lower *l, CXCursor decl)
{
	struct cand *c = cand_of(l, decl);

	if (!c || !wants(l, c))
		return;
	note_deed(l, (struct deed){ DEED_CALL, true, c->name, NULL });
	choose(l, c);
}

struct search {
	const char *name;
	CXCursor found;
};

static enum CXChildVisitResult search_one(CXCursor c, CXCursor parent, CXClientData data)
{
	struct search *s = data;

	if (c.kind != CXCursor_FunctionDecl || kids_name(c) != s->name)
		return CXChildVisit_Continue;
	s->found = c;
	return CXChildVisit_Break;
}

/* Behind headers that libclang does not show again it would have to be parsed anew. */
static struct cand *search_name(struct lower *l, const char *func)
{
	struct search s = { func, clang_getNullCursor() };
	struct cand *c;

	clang_visitChildren(clang_getTranslationUnitCursor(l->tu), search_one, &s);
	c = clang_Cursor_isNull(s.found) ? NULL : cand_of(l, s.found);
	if (!c && l->pch && map_has(&l->pch->cleanup, func))
		l->needs_plain = "a scope calls a function of the shared headers";
	if (!c && l->kept && !l->heads_read && map_has(&l->kept->heads.cleanups, func))
		l->lost = true;
	map_set(&l->tmp, &l->select->by_name, func, c);
	return c;
}

/* Only cleanup attributes call by name, and few functions have one: no table of all headers. */
void select_name(struct lower *l, const char *func)
{
	const char *name = intern(func);
	struct cand *c = map_get(&l->select->by_name, name);

	if (!c && !map_has(&l->select->by_name, name))
		c = search_name(l, name);
	if (!c || !wants(l, c))
		return;
	note_deed(l, (struct deed){ DEED_CALL, true, c->name, NULL });
	choose(l, c);
}

static void take_address(struct cand *c)
{
	c->address_taken = true;
	if (c->f)
		c->f->address_taken = true;
}

void select_address(struct lower *l, const char *name, CXCursor decl)
{
	struct cand *c = cand_of(l, decl);
	bool chosen;

	if (!c)
		return;
	take_address(c);
	/* A destructor, a callback: what it does is asked for where it is called. */
	chosen = c->src && c->src->main && signature_tells(l, c->decl);
	note_deed(l, (struct deed){ DEED_ADDRESS, chosen, c->name, NULL });
	if (chosen)
		choose(l, c);
}

/* Does a function that is installed there get sockets of any kind from outside? */
static bool is_open_place(const char *field)
{
	static const char *const places[] = {
#define OPEN(field) field,
#include "open.def"
#undef OPEN
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++)
		if (!strcmp(field, places[i]))
			return true;
	return false;
}

void select_role(struct lower *l, const char *func, const char *field, const char *object)
{
	struct ir_role role = { intern(func), intern(field), object ? intern(object) : NULL };
	struct cand *c = map_get(&l->select->by_name, role.func);

	note_deed(l, (struct deed){ DEED_ROLE, false, role.func, role.field });
	if (!strchr(field, '.'))	/* in a plain variable: it says nothing */
		return;
	vec_for(i, &l->u->roles) {
		struct ir_role *r = &l->u->roles.v[i];

		if (r->func == role.func && r->field == role.field && r->object == role.object)
			return;
	}
	vec_push(l->a, &l->u->roles, role);
	if (!c)
		return;
	c->address_taken = true;
	c->open = is_open_place(role.field);
}

/*
 * Headers define thousands of functions; which of them have a strong word is
 * seen without looking at one that stands in a header without any.
 */
static bool is_writer(struct lower *l, CXCursor decl, struct src *src)
{
	struct spot from, to;
	CXSourceRange r;

	if (!src->header)
		src->header = tokens_header(source_name(l, src));
	if (!tokens_header_any(src->header))
		return false;
	r = clang_getCursorExtent(decl);
	from = source_offset(l, clang_getRangeStart(r));
	to = source_offset(l, clang_getRangeEnd(r));
	return tokens_header_between(src->header, from.off, to.off) &&
	       (signature_tells(l, decl) || signature_carries_buffer(l, decl));
}

/* What a scope's end can call takes a pointer; it is lowered when it counts something. */
static bool is_cleanup(struct lower *l, CXCursor decl)
{
	CXSourceRange r = clang_getCursorExtent(decl);
	struct spot from = source_offset(l, clang_getRangeStart(r));
	struct spot to = source_offset(l, clang_getRangeEnd(r));

	if (clang_Cursor_getNumArguments(decl) != 1 ||
	    !types_is_ptr(clang_getCursorType(clang_Cursor_getArgument(decl, 0))))
		return false;
	if (signature_tells(l, decl))
		return true;
	if (to.off <= from.off || to.src != from.src || !source_has_text(l, from.src, to.off))
		return false;
	return tokens_in(from.src->text + from.off, to.off - from.off) != TOKEN_NONE;
}

static void note_writer(struct lower *l, CXCursor decl, struct src *src)
{
	struct heads *h = l->kept ? &l->kept->heads : NULL;

	if (is_writer(l, decl, src) && h && l->heads_read)
		map_set(&h->arena, &h->writers, kids_name(decl), h);
	else if (is_writer(l, decl, src))
		map_set(&l->tmp, &l->select->writers, kids_name(decl), l);
	if (h && l->heads_read && is_cleanup(l, decl))
		map_set(&h->arena, &h->cleanups, kids_name(decl), h);
}

/*
 * libclang shows what the headers of a preamble declare after it has read them, and not again: then the
 * first declaration is one of the main file.
 */
static void see_first(struct lower *l, CXCursor decl)
{
	struct heads *h = &l->kept->heads;
	struct src *src = source_offset(l, clang_getCursorLocation(decl)).src;

	l->heads_read = l->kept->fresh || !src || !src->main;
	if (!l->heads_read)
		return;
	arena_free(&h->arena);
	memset(h, 0, sizeof(*h));
}

/* --- by name --- */

static bool is_wanted(struct lower *l, CXCursor decl)
{
	return l->opt->wanted && l->opt->wanted(kids_name(decl), l->opt->data);
}

/* A header that several files include is still one definition. */
static void choose_wanted(struct lower *l, CXCursor decl)
{
	struct cand *c = cand_of(l, decl);

	if (c)
		choose(l, c);
}

/* --- the main file --- */

static bool in_main(struct lower *l, CXCursor decl)
{
	struct spot at = source_offset(l, clang_getCursorLocation(decl));

	return at.src && at.src->main;
}

/* Does it stand in a header that the unit includes itself? */
static bool would_see(struct lower *l, CXCursor decl)
{
	struct src *s = source_offset(l, clang_getCursorLocation(decl)).src;
	const struct pch_input *in = s ? pch_input_of(l->pch, source_name(l, s)) : NULL;

	return !in || l->would_read[in - l->pch->inputs.v];
}

/*
 * The unit may declare it because it does not include the header: then it is another function. What
 * nobody calls (module_init() declares one that module.h declares, too) can be either.
 */
static void note_declared(struct lower *l, CXCursor decl, const struct spot *at)
{
	CXCursor canon;

	if (!l->pch || !at->src || !at->src->main)
		return;
	canon = clang_getCanonicalCursor(decl);
	if (!in_main(l, canon) && !would_see(l, canon))
		map_set(&l->tmp, &l->select->redeclared, canon.data[0], l);
}

static enum CXChildVisitResult top_level(CXCursor c, CXCursor parent, CXClientData data)
{
	struct lower *l = data;
	struct spot at;

	if (l->kept && !l->select->seen++)
		see_first(l, c);
	if (c.kind == CXCursor_FunctionDecl) {
		at = source_offset(l, clang_getCursorLocation(c));
		if (!clang_isCursorDefinition(c)) {
			note_declared(l, c, &at);
			return CXChildVisit_Continue;
		}
		if (at.src && at.src->main)
			vec_push(&l->tmp, &l->select->main, cand_new(l, c));
		else if (at.src && is_wanted(l, c))
			choose_wanted(l, c);
		else if (at.src && !l->opt->wanted)
			note_writer(l, c, at.src);
	} else if (c.kind == CXCursor_VarDecl) {
		at = source_offset(l, clang_getCursorLocation(c));
		if (at.src && at.src->main)
			roles_of_global(l, c);
	}
	return CXChildVisit_Continue;
}

static bool mentions(struct lower *l, const struct cand *c, const char *name)
{
	const char *s, *at, *end;
	size_t len = strlen(name);

	if (!source_has_text(l, c->src, c->to))
		return false;
	s = at = c->src->text + c->from;
	end = c->src->text + c->to;
	while ((at = memmem(at, (size_t)(end - at), name, len))) {
		if ((at == s || !is_word(at[-1])) && (at + len >= end || !is_word(at[len])))
			return true;
		at += len;
	}
	return false;
}

static bool is_writer_name(const struct lower *l, const char *name)
{
	return map_has(&l->select->writers, name) || (l->pch && map_has(&l->pch->writer, name)) ||
	       (l->kept && map_has(&l->kept->heads.writers, name));
}

/* Does it name a header's inline that writes or judges owners? */
static bool calls_writer(struct lower *l, const struct cand *c)
{
	const char *s, *end, *w;

	if (!source_has_text(l, c->src, c->to))
		return false;
	s = c->src->text + c->from;
	end = c->src->text + c->to;
	while (s < end) {
		for (w = s; s < end && is_word(*s); s++)
			;
		if (s > w && !isdigit((unsigned char)*w) &&
		    is_writer_name(l, intern_n(w, (size_t)(s - w))))
			return true;
		while (s < end && !is_word(*s))
			s++;
	}
	return false;
}

/* Of a macro that makes several functions, all are chosen: their text is the same. */
static void choose_twins(struct lower *l, const struct cand *twin)
{
	vec_for(i, &l->select->main)
		if (l->select->main.v[i]->from == twin->from)
			choose(l, l->select->main.v[i]);
}

/* Does it change a buffer's truesize? Whether somebody is charged by that its callers know. */
static bool resizes(struct lower *l, const struct cand *c)
{
	static const char word[] = "->truesize";
	const char *at, *end;

	if (!source_has_text(l, c->src, c->to))
		return false;
	at = c->src->text + c->from;
	end = c->src->text + c->to;
	while (at < end && (at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
		at += strlen(word);
		at += strspn(at, " \t\n");
		if (at + 1 < end && ((*at == '=' && at[1] != '=') || ((*at == '+' || *at == '-') && at[1] == '=')))
			return true;
	}
	return false;
}

/* Whoever calls a chosen static function decides what reaches it, when anything does. */
static void choose_callers(struct lower *l, const struct cand *callee)
{
	if (!callee->is_static || (callee->strength == TOKEN_WEAK && !resizes(l, callee)) ||
	    !signature_tells(l, callee->decl))
		return;
	vec_for(i, &l->select->main) {
		struct cand *c = l->select->main.v[i];

		if (!c->chosen && mentions(l, c, callee->name))
			choose(l, c);
	}
}

static bool has_error(const struct lower *l, const struct cand *c)
{
	vec_for(i, &l->errors) {
		const struct spot *at = &l->errors.v[i];

		if (at->src && at->src == c->src && at->off >= c->from && at->off <= c->to)
			return true;
	}
	return false;
}

static void do_deed(struct lower *l, const struct deed *d)
{
	struct cand *c = map_get(&l->select->by_name, d->func);

	if (d->kind == DEED_ROLE) {
		select_role(l, d->func, d->field, NULL);
		return;
	}
	if (!c) {
		c = arena_new(&l->tmp, struct cand);
		c->name = d->func;
		c->kept = again_func(l, d->func);
		map_set(&l->tmp, &l->select->by_name, d->func, c);
	}
	if (d->kind == DEED_ADDRESS)
		take_address(c);
	if (d->chosen)
		choose(l, c);
}

/* As it was; its choices are made in the same order. */
static void lower_again(struct lower *l, struct cand *c, const struct kept_func *k)
{
	c->f = ir_func_take(l->u, k->f);
	vec_for(i, &k->deeds)
		do_deed(l, &k->deeds.v[i]);
	l->res->stats.funcs_lowered++;
}

static void lower_new(struct lower *l, struct cand *c)
{
	struct kept_func *k = l->kept && !l->again ? arena_new(l->a, struct kept_func) : NULL;

	l->doing = k;
	c->f = fn_lower(l, c->decl, has_error(l, c));
	l->doing = NULL;
	if (!k)
		return;
	k->f = c->f;
	map_set(l->a, &l->kept->again.funcs, c->name, k);
}

static void lower_one(struct lower *l, struct cand *c)
{
	const struct kept_func *k = l->again ? again_func(l, c->name) : NULL;

	if (!k && l->again && (!c->src || again_is_blank(l, c->name))) {
		l->stale = true;
		return;
	}
	if (k)
		lower_again(l, c, k);
	else
		lower_new(l, c);
	c->f->address_taken |= c->address_taken;
	if (!k && c->src && c->src->main && !c->is_static)
		files_note_decl(l, clang_getCanonicalCursor(c->decl));
}

static void drain(struct lower *l)
{
	while (l->select->at < l->select->queue.n)
		lower_one(l, l->select->queue.v[l->select->at++]);
}

/* Facts are of the text: a function that is not lowered tells about its file as well. */
static void find_facts(struct lower *l)
{
	static const char *const names[] = {
#define FACT(name) name,
#include "facts.def"
#undef FACT
	};
	struct cand whole = { .src = l->main };

	if (!source_has_text(l, l->main, 0))
		return;
	whole.to = (unsigned int)l->main->len;
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (mentions(l, &whole, names[i]))
			vec_push(l->a, &l->u->facts, intern_printf("calls:%s", names[i]));
}

/* It, or one that the same macro makes of the same text, gets a socket from anywhere. */
static bool is_open(struct lower *l, const struct cand *c)
{
	for (unsigned int i = 0; c->open && i < l->select->main.n; i++) {
		const struct cand *twin = l->select->main.v[i];

		if (twin->from == c->from && signature_takes_sock(l, twin->decl))
			return true;
	}
	return false;
}

/* A word between the beginning of the definition and its body. */
static bool declares(struct lower *l, const struct cand *c, const char *word)
{
	const char *s = source_has_text(l, c->src, c->to) ? c->src->text + c->from : NULL;
	const char *body = s ? memchr(s, '{', c->to - c->from) : NULL;

	return body && memmem(s, (size_t)(body - s), word, strlen(word));
}

/* Declared for sockets of any kind, or called with one that a hook was given. */
static bool gets_any(struct lower *l, const struct cand *c)
{
	return declares(l, c, "sock_common") ||
	       (!c->is_static && declares(l, c, "struct net *") && signature_is_output(l, c->decl));
}

/*
 * A callback for which a reference may have been taken, or where a timer gets one. Neither has to
 * speak of it: sk_reset_timer() is no word of tokens.def, which headers' inlines would have, too.
 */
static bool runs_for_sock(struct lower *l, const struct cand *c)
{
	if (mentions(l, c, "sk_reset_timer"))
		return true;
	if (!c->is_static || !source_has_text(l, c->src, c->to) || !signature_runs_later(l, c->decl))
		return false;
	return memmem(c->src->text + c->from, c->to - c->from, "sock", strlen("sock"));
}

/* On its own, not because another one reaches it. What only counts has to have something to count. */
static bool matters(struct lower *l, const struct cand *c)
{
	if (l->opt->wanted)
		return is_wanted(l, c->decl);
	if (c->strength == TOKEN_STRONG || calls_writer(l, c) || is_open(l, c) || gets_any(l, c) ||
	    runs_for_sock(l, c))
		return true;
	return c->strength == TOKEN_WEAK && signature_tells(l, c->decl);
}

/* The definitions of the main file, for the next look at it or against those of the last one. */
static void compare_bodies(struct lower *l)
{
	struct body *v = arena_array(&l->tmp, struct body, l->select->main.n + 1);

	vec_for(i, &l->select->main) {
		const struct cand *c = l->select->main.v[i];

		v[i] = (struct body){ .name = c->name, .start = c->from, .end = c->to };
		if (!l->again)
			again_body(l, c->decl, &v[i]);
	}
	if (l->again)
		l->stale = !again_fits(l, v, l->select->main.n);
	else
		again_finish(l);
}

void select_functions(struct lower *l)
{
	struct select s = { 0 };

	l->select = &s;
	clang_visitChildren(clang_getTranslationUnitCursor(l->tu), top_level, l);
	l->res->stats.funcs_seen = s.main.n;
	if (l->kept)
		compare_bodies(l);
	if (l->stale)
		return;
	find_facts(l);
	vec_for(i, &s.main)
		if (l->opt->all_functions || matters(l, s.main.v[i]))
			choose(l, s.main.v[i]);
	/* The queue grows while it is walked: callers of callers, as long as all are static. */
	for (unsigned int i = 0; !l->opt->wanted && i < s.queue.n; i++) {
		choose_twins(l, s.queue.v[i]);
		choose_callers(l, s.queue.v[i]);
	}
	drain(l);
	l->select = NULL;
}

/* --- headers that units share --- */

struct survey {
	struct lower *l;
	struct pch *to;
};

static enum CXChildVisitResult survey_one(CXCursor c, CXCursor parent, CXClientData data)
{
	struct survey *s = data;
	struct spot at;

	if (c.kind != CXCursor_FunctionDecl || !clang_isCursorDefinition(c))
		return CXChildVisit_Continue;
	at = source_offset(s->l, clang_getCursorLocation(c));
	if (!at.src)
		return CXChildVisit_Continue;
	if (is_writer(s->l, c, at.src))
		vec_push(s->l->a, &s->to->writers, kids_name(c));
	if (is_cleanup(s->l, c))
		vec_push(s->l->a, &s->to->cleanups, kids_name(c));
	return CXChildVisit_Continue;
}

void select_survey(struct lower *l, struct pch *to)
{
	struct survey s = { l, to };

	clang_visitChildren(clang_getTranslationUnitCursor(l->tu), survey_one, &s);
}
