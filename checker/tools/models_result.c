/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models_result - does a model return what the body returns?
 *
 * What the rules follow are sockets and buffers: for other objects "some pointer" is enough, for
 * numbers that they are numbers. What a body takes from a list or from the allocator is in its
 * table just an address; that it is a socket or a new buffer is then the model's word.
 */
#include <stdlib.h>
#include <string.h>

#include "models_match.h"

bool is_a(const struct ir_unit *u, const char *rec, const char *what)
{
	while (rec && strcmp(rec, what)) {
		const char *base = NULL;

		vec_for(i, &u->records)
			if (!strcmp(u->records.v[i]->name, rec))
				base = u->records.v[i]->base;
		rec = base;
	}
	return rec != NULL;
}

const char *pointee_of(const struct pair *p, unsigned int param)
{
	const struct ir_unit *u = p->body->unit;

	vec_for(i, &u->funcs)
		if (!strcmp(u->funcs.v[i]->name, p->body->name) && param < u->funcs.v[i]->nr_params)
			return ir_pointee(u->funcs.v[i]->vars.v[param]->type);
	return NULL;
}

bool is_followed(const struct pair *p, const char *key)
{
	const char *dot = strrchr(key, '.'), *rec;

	if (dot && !strcmp(dot - strlen("sk_buff") < key ? key : dot - strlen("sk_buff"), "sk_buff.sk"))
		return true;
	if (*key != '$' || strspn(key + 1, "0123456789") != strlen(key + 1))
		return false;
	rec = pointee_of(p, (unsigned int)strtoul(key + 1, NULL, 10));
	return rec && (!strcmp(rec, "sk_buff") || is_a(p->body->unit, rec, "sock_common"));
}

/* --- results --- */

static bool is_pointer(const struct effect_result *r)
{
	return r->kind == RESULT_NULL || r->kind == RESULT_ERR_PTR || r->kind == RESULT_POINTER ||
	       r->kind == RESULT_FRESH_SKB || r->kind == RESULT_FRESH_SOCK ||
	       r->kind == RESULT_FOUND_SOCK;
}

static enum match match_object(const struct effect_result *m, const struct effect_result *b)
{
	if (m->kind == RESULT_NULL || m->kind == RESULT_ERR_PTR || b->kind == RESULT_NULL ||
	    b->kind == RESULT_ERR_PTR)
		return m->kind == b->kind ? MATCH_SAME : MATCH_NOT;
	if (m->kind == RESULT_FOUND_SOCK && b->kind == RESULT_FOUND_SOCK)
		return b->kinds & ~m->kinds ? MATCH_NOT : MATCH_SAME;
	/* Of what comes from a list or from the allocator a body shows the address only. */
	if (m->kind == b->kind || b->kind == RESULT_POINTER)
		return MATCH_SAME;
	return m->kind == RESULT_POINTER ? MATCH_NOT : MATCH_COARSER;
}

static bool has_zero(const struct effect_result *r)
{
	return r->lo <= 0 && r->hi >= 0;
}

/* Whatever is not zero is true. */
static enum match match_int(const struct effect_result *m, const struct effect_result *b)
{
	if ((m->lo <= b->hi && b->lo <= m->hi) || (!has_zero(m) && !has_zero(b)))
		return MATCH_SAME;
	return MATCH_NOT;
}

/* Of objects that no rule follows "some pointer" is enough; a socket or buffer that came is not. */
static enum match match_term(const struct pair *p, const struct effect_result *m,
			     const struct effect_result *b)
{
	if (m->kind == RESULT_TERM && b->kind == RESULT_TERM)
		return strcmp(m->of.key, b->of.key) && is_followed(p, b->of.key) ? MATCH_NOT :
										   MATCH_SAME;
	if (m->kind == RESULT_INT || b->kind == RESULT_INT)
		return MATCH_SAME;		/* a number */
	if (m->kind == RESULT_TERM)
		return MATCH_COARSER;
	return is_followed(p, b->of.key) ? MATCH_NOT : MATCH_SAME;
}

enum match match_result(const struct pair *p, const struct effect_result *m,
			       const struct effect_result *b)
{
	if (m->kind == RESULT_VOID || b->kind == RESULT_VOID)
		return MATCH_SAME;		/* a model of what nobody asks for */
	if (m->kind == RESULT_ANY || b->kind == RESULT_ANY)
		return MATCH_SAME;
	if (m->kind == RESULT_INT && b->kind == RESULT_INT)
		return match_int(m, b);
	if (m->kind == RESULT_TERM || b->kind == RESULT_TERM)
		return match_term(p, m, b);
	if (is_pointer(m) && is_pointer(b))
		return match_object(m, b);
	return MATCH_COARSER;
}
