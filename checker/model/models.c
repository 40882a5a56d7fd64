/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models - which function has a model, and its IR on first use.
 *
 * The embedded text holds thousands of functions and a unit calls a few dozen:
 * so the text is only looked through for names at the start (one pass over its
 * lines), and a function is parsed alone, behind the head of its unit (files,
 * records), when it is first asked for. Callees of a model are asked for by name
 * like anything else, so a model never needs the rest of its file.
 *
 * A model may say for which kernels it holds (skbown_only_since()). That too is read from the
 * text, so that one which does not hold is not there, whoever asks.
 *
 * Relies on the text form's layout: "func" and the closing brace stand at the
 * beginning of a line, and nothing else does so inside a function.
 */
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"
#include "embed.h"
#include "model/model.h"

/* A unit's lines before its first function. */
struct head {
	const char *text;
	size_t len;
	const char *name;
};

struct slot {
	const struct head *head;
	const char *text;	/* from "func" to the closing brace's line end */
	size_t len;
	unsigned int since, before;	/* versions; 0: all */
	struct ir_func *func;	/* NULL until asked for */
};

struct models {
	struct arena *arena;
	struct map slots;		/* interned name -> struct slot */
	VEC(const char *) names;	/* of the slots */
	VEC(struct ir_unit *) user;	/* the last one wins */
	unsigned int version;		/* 0: the newest */
};

struct scan {
	struct models *m;
	const char *pos, *end;
	struct head *head;
};

static bool starts(const char *line, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - line) > n && !memcmp(line, word, n);
}

static const char *line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', end - p);

	return nl ? nl + 1 : end;
}

/* The name between the first '@' and '(': "func static @find(skb: ...". */
static const char *func_name(const char *line, const char *end)
{
	const char *at = memchr(line, '@', end - line);
	const char *paren = at ? memchr(at, '(', end - at) : NULL;

	return paren ? intern_n(at + 1, paren - at - 1) : NULL;
}

static const char *func_end(const char *p, const char *end)
{
	while (p < end && *p != '}')
		p = line_end(p, end);
	return line_end(p, end);
}

static void scan_unit(struct scan *s)
{
	s->head = arena_new(s->m->arena, struct head);
	s->head->text = s->pos;
	s->head->name = "models";
	s->pos = line_end(s->pos, s->end);
}

/* The version in "call @NAME(6 `6`, 12 `12`)", anywhere in the function; 0 when there is no such call. */
static unsigned int version_in(const struct slot *s, const char *name)
{
	const char *call = memmem(s->text, s->len, name, strlen(name));
	unsigned int major, minor;
	char args[32] = "";

	if (!call)
		return 0;
	call += strlen(name);
	memcpy(args, call, strnlen(call, sizeof(args) - 1));
	/* Behind each argument stands its source text. */
	if (sscanf(args, "(%u%*[^,], %u", &major, &minor) != 2)
		bug_at("models.ir", 0, "a version of a model is no constant");
	return major * 100 + minor;
}

static void scan_func(struct scan *s)
{
	const char *eol = line_end(s->pos, s->end);
	const char *name = func_name(s->pos, eol);
	struct slot *slot = arena_new(s->m->arena, struct slot);

	BUG_ON(!name || !s->head);
	BUG_ON(map_has(&s->m->slots, name));	/* one API, one definition */
	if (!s->head->len)
		s->head->len = s->pos - s->head->text;
	slot->head = s->head;
	slot->text = s->pos;
	s->pos = func_end(eol, s->end);
	slot->len = s->pos - slot->text;
	slot->since = version_in(slot, "@skbown_only_since");
	slot->before = version_in(slot, "@skbown_only_before");
	map_set(s->m->arena, &s->m->slots, name, slot);
	vec_push(s->m->arena, &s->m->names, name);
}

struct models *models_from_text(struct arena *a, const char *text, size_t len)
{
	struct models *m = arena_new(a, struct models);
	struct scan s = { .m = m, .pos = text, .end = text + len };

	m->arena = a;
	while (s.pos < s.end) {
		if (starts(s.pos, s.end, "unit "))
			scan_unit(&s);
		else if (starts(s.pos, s.end, "func "))
			scan_func(&s);
		else
			s.pos = line_end(s.pos, s.end);
	}
	return m;
}

struct models *models_open(struct arena *a)
{
	return models_from_text(a, models_text, models_text_end - models_text);
}

void models_set_version(struct models *m, unsigned int version)
{
	m->version = version;
}

bool models_since(const struct models *m, unsigned int version)
{
	return !m->version || m->version >= version;
}

static struct slot *find_slot(struct models *m, const char *func)
{
	struct slot *s = map_get(&m->slots, intern(func));

	if (!s || !models_since(m, s->since) || (s->before && models_since(m, s->before)))
		return NULL;
	return s;
}

void models_add(struct models *m, struct ir_unit *u)
{
	vec_push(m->arena, &m->user, u);
}

static struct ir_func *find_user(struct models *m, const char *func)
{
	for (unsigned int i = m->user.n; i--;) {
		struct ir_func *f = ir_find(m->user.v[i], func);

		if (f)
			return f;
	}
	return NULL;
}

static struct ir_func *parse_slot(struct models *m, const struct slot *s, const char *func)
{
	size_t len = s->head->len + s->len;
	char *text = arena_alloc(m->arena, len + 1);
	const char *err = NULL;
	struct ir_unit *u;
	struct ir_func *f;

	memcpy(text, s->head->text, s->head->len);
	memcpy(text + s->head->len, s->text, s->len);
	u = ir_parse(m->arena, s->head->name, text, len, &err);
	if (!u)
		bug_at("models.ir", 0, err);
	f = ir_find(u, func);
	BUG_ON(!f);
	return f;
}

struct ir_func *models_find(struct models *m, const char *func)
{
	struct ir_func *f = find_user(m, func);
	struct slot *s;

	if (f)
		return f;
	func = intern(func);
	s = find_slot(m, func);
	if (!s)
		return NULL;
	if (!s->func)
		s->func = parse_slot(m, s, func);
	return s->func;
}

bool models_has(struct models *m, const char *func)
{
	return find_user(m, func) || find_slot(m, func);
}

const char *const *models_names(struct models *m)
{
	VEC(const char *) all = { 0 };

	vec_for(i, &m->names)
		vec_push(m->arena, &all, m->names.v[i]);
	vec_for(i, &m->user)
		vec_for(k, &m->user.v[i]->funcs)
			vec_push(m->arena, &all, m->user.v[i]->funcs.v[k]->name);
	vec_push(m->arena, &all, NULL);
	return all.v;
}
