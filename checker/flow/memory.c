/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory - what was found the last time, where nothing has changed that it came from.
 *
 * An editor has a unit executed again and again, and little of it has changed. What executing a
 * function finds follows from that function, from those whose bodies were asked for on the way,
 * and from what is known of the unit (its roles, facts, records and plain counters): all
 * compared by digest. Some questions are about all functions of the unit, and what a recursive
 * call is taken for depends on who was executed first: findings that rest on the former hold as
 * long as no function changes, on the latter not at all.
 */
#include <stdlib.h>
#include "base/bug.h"
#include "run.h"

struct dep {
	const char *func;
	uint64_t digest;	/* 0: the unit has no such function */
};

/* A place, by the lines from where the function begins. */
struct spot {
	const char *func, *file;	/* file: interned; NULL: the main file */
	struct ir_loc loc;
	bool from_head;
};

struct found {
	struct violation v;
	struct spot at;
	VEC(struct spot) steps;
};

struct record {
	uint64_t context, unit;	/* unit: 0 when it does not depend on all functions */
	bool incomplete;
	VEC(struct dep) deps;	/* in the order in which they were asked for; itself first */
	VEC(struct found *) found;
};

struct generation {
	struct arena arena;
	struct map roots, callees;	/* name -> struct record */
};

struct flow_memory {
	struct generation old, new;
	struct map digests;		/* of this unit; in new.arena: name -> uint64_t */
	uint64_t context, unit;
};

struct flow_memory *flow_memory_new(void)
{
	struct flow_memory *m = calloc(1, sizeof(*m));

	BUG_ON(!m);
	return m;
}

void flow_memory_free(struct flow_memory *m)
{
	arena_free(&m->old.arena);
	arena_free(&m->new.arena);
	free(m);
}

/* --- what things are --- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 31;
}

static uint64_t digest_of(const struct flow_memory *m, const char *func)
{
	const uint64_t *d = map_get(&m->digests, func);

	return d ? *d : 0;
}

static void digest_functions(struct flow_memory *m, const struct ir_unit *u)
{
	m->digests = (struct map){ 0 };
	m->unit = 1;
	vec_for(i, &u->funcs) {
		uint64_t *d = arena_new(&m->new.arena, uint64_t);

		*d = ir_digest(u->funcs.v[i]);
		m->unit += mix(*d, 1);
		if (!map_has(&m->digests, u->funcs.v[i]->name))
			map_set(&m->new.arena, &m->digests, u->funcs.v[i]->name, d);
	}
}

/* Of names in any order, each once or more. */
static uint64_t digest_names(const char *const *v, unsigned int n)
{
	uint64_t h = 0;

	for (unsigned int i = 0; i < n; i++) {
		bool again = false;

		for (unsigned int k = 0; k < i && !again; k++)
			again = v[k] == v[i];
		if (!again)
			h += mix((uintptr_t)v[i], 2);
	}
	return h;
}

static uint64_t digest_context(const struct flow *fl)
{
	const struct ir_unit *u = fl->unit;
	uint64_t h = mix(u->version, fl->opt->max_states);

	h = mix(h, digest_names(u->facts.v, u->facts.n));
	h = mix(h, digest_names(u->noreturn.v, u->noreturn.n));
	h = mix(h, plain_digest(fl));
	h = mix(h, named_digest(fl));
	h = mix(h, pending_digest(fl));
	h = mix(h, fl->carries);
	vec_for(i, &u->roles) {
		const struct ir_role *r = &u->roles.v[i];

		h = mix(mix(mix(h, (uintptr_t)r->func), (uintptr_t)r->field), (uintptr_t)r->object);
	}
	vec_for(i, &u->records)
		h += mix(mix((uintptr_t)u->records.v[i]->name, (uintptr_t)u->records.v[i]->base), 3);
	return h;
}

void memory_open(struct flow *fl)
{
	struct flow_memory *m = fl->opt->memory;

	if (!m)
		return;
	digest_functions(m, fl->unit);
	m->context = digest_context(fl);
}

void memory_close(struct flow *fl)
{
	struct flow_memory *m = fl->opt->memory;
	struct arena spare;

	if (!m)
		return;
	spare = m->old.arena;
	m->old = m->new;
	arena_reset(&spare);
	m->new = (struct generation){ .arena = spare };
}

/* --- what an execution rests on --- */

void memory_asks(struct flow *fl, const char *func)
{
	struct run *r = fl->home->running;

	if (!fl->opt->memory || !r || map_has(&r->seen, func))
		return;
	map_set(r->keep, &r->seen, func, r);
	vec_push(fl->arena, &r->rests.funcs, func);
}

void memory_asks_all(const struct flow *fl)
{
	if (fl->home->running)
		fl->home->running->rests.whole = true;
}

void memory_uses(struct flow *fl, const struct summary *sum)
{
	struct run *r = fl->home->running;

	if (!fl->opt->memory || !r)
		return;
	if (sum->computing) {	/* all from its execution to this one depend on who was first */
		for (; r && r->func != sum->func; r = r->up)
			r->rests.tangled = true;
		if (r)
			r->rests.tangled = true;
		return;
	}
	memory_asks(fl, sum->func->name);
	vec_for(i, &sum->rests.funcs)
		memory_asks(fl, sum->rests.funcs.v[i]);
	r->rests.whole |= sum->rests.whole;
	r->rests.tangled |= sum->rests.tangled;
}

/* --- places --- */

static struct spot spot_of(const struct ir_unit *u, const char *func, struct ir_loc loc)
{
	const struct ir_func *f = ir_find(u, func);
	struct spot s = { .func = func, .loc = loc };

	if (loc.file && loc.file < u->files.n)
		s.file = u->files.v[loc.file];
	s.from_head = f && f->loc.file == loc.file;
	if (s.from_head)
		s.loc.line -= f->loc.line;
	return s;
}

static struct ir_loc place_of(struct ir_unit *u, const struct spot *s)
{
	const struct ir_func *f = s->from_head ? ir_find(u, s->func) : NULL;
	struct ir_loc loc = s->loc;

	loc.file = s->file ? ir_file(u, s->file) : 0;
	if (f)
		loc.line += f->loc.line;
	return loc;
}

/* --- writing down --- */

static struct found *found_copy(struct arena *a, const struct violation *v)
{
	struct found *f = arena_new(a, struct found);

	f->v = *v;
	f->v.object = arena_strdup(a, v->object);
	f->v.message = arena_strdup(a, v->message);
	memset(&f->v.steps, 0, sizeof(f->v.steps));
	vec_for(i, &v->steps) {
		vec_push(a, &f->v.steps, v->steps.v[i]);
		f->v.steps.v[i].message = arena_strdup(a, v->steps.v[i].message);
	}
	return f;
}

static struct found *found_new(struct arena *a, const struct ir_unit *u, const struct violation *v)
{
	struct found *f = found_copy(a, v);

	f->at = spot_of(u, v->func, v->loc);
	vec_for(i, &v->steps)
		vec_push(a, &f->steps, spot_of(u, v->steps.v[i].func, v->steps.v[i].loc));
	return f;
}

void memory_note(const struct run *r)
{
	struct flow_memory *m = r->fl->opt->memory;
	struct record *rec;
	struct arena *a;

	if (!m || r->is_model || r->rests.tangled)
		return;
	a = &m->new.arena;
	rec = arena_new(a, struct record);
	rec->context = m->context;
	rec->unit = r->rests.whole ? m->unit : 0;
	rec->incomplete = r->incomplete;
	vec_push(a, &rec->deps, ((struct dep){ r->func->name, digest_of(m, r->func->name) }));
	vec_for(i, &r->rests.funcs)
		vec_push(a, &rec->deps, ((struct dep){ r->rests.funcs.v[i],
						       digest_of(m, r->rests.funcs.v[i]) }));
	vec_for(i, &r->found)
		vec_push(a, &rec->found, found_new(a, r->fl->unit, r->found.v[i]));
	map_set(a, r->root ? &m->new.roots : &m->new.callees, r->func->name, rec);
}

/* --- reading --- */

static bool holds(const struct flow_memory *m, const struct record *rec)
{
	if (rec->context != m->context || (rec->unit && rec->unit != m->unit))
		return false;
	vec_for(i, &rec->deps)
		if (rec->deps.v[i].digest != digest_of(m, rec->deps.v[i].func))
			return false;
	return true;
}

static struct record *record_copy(struct arena *a, const struct record *from)
{
	struct record *rec = arena_memdup(a, from, sizeof(*from));

	memset(&rec->deps, 0, sizeof(rec->deps));
	memset(&rec->found, 0, sizeof(rec->found));
	vec_for(i, &from->deps)
		vec_push(a, &rec->deps, from->deps.v[i]);
	vec_for(i, &from->found) {
		struct found *f = found_copy(a, &from->found.v[i]->v);

		f->at = from->found.v[i]->at;
		vec_for(k, &from->found.v[i]->steps)
			vec_push(a, &f->steps, from->found.v[i]->steps.v[k]);
		vec_push(a, &rec->found, f);
	}
	return rec;
}

/* As if the function had been executed now. */
static void tell(struct flow *fl, const struct found *f)
{
	struct violation v = f->v;

	v.loc = place_of(fl->unit, &f->at);
	v.unit = fl->unit;
	v.object = arena_strdup(fl->arena, v.object);
	v.message = arena_strdup(fl->arena, v.message);
	memset(&v.steps, 0, sizeof(v.steps));
	vec_for(i, &f->steps) {
		struct flow_step s = f->v.steps.v[i];

		s.loc = place_of(fl->unit, &f->steps.v[i]);
		s.unit = fl->unit;
		s.message = arena_strdup(fl->arena, s.message);
		vec_push(fl->arena, &v.steps, s);
	}
	violation_merge(fl, &v);
}

static void recall(struct flow *fl, const char *func, const struct record *rec, bool root);

/* What was executed on the way was told first. */
static void recall_callees(struct flow *fl, const struct record *rec)
{
	struct flow_memory *m = fl->opt->memory;

	vec_for(i, &rec->deps) {
		const char *func = rec->deps.v[i].func;
		const struct record *callee = map_get(&m->old.callees, func);

		if (callee && callee != rec && holds(m, callee))
			recall(fl, func, callee, false);
	}
}

static void recall(struct flow *fl, const char *func, const struct record *rec, bool root)
{
	struct flow_memory *m = fl->opt->memory;
	struct map *to = root ? &m->new.roots : &m->new.callees;

	if (map_has(to, func))
		return;
	map_set(&m->new.arena, to, func, record_copy(&m->new.arena, rec));
	recall_callees(fl, rec);
	vec_for(i, &rec->found)
		tell(fl, rec->found.v[i]);
	if (rec->incomplete)
		flow_note_incomplete(fl, func);
}

bool memory_recall(struct flow *fl, const struct ir_func *f, bool root)
{
	struct flow_memory *m = fl->opt->memory;
	const struct record *rec;

	if (!m)
		return false;
	rec = map_get(root ? &m->old.roots : &m->old.callees, f->name);
	if (!rec || !holds(m, rec))
		return false;
	recall(fl, f->name, rec, root);
	return true;
}
