/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place - from where a function is called that nobody in the unit calls: by where it is installed,
 * or, when that is done in another file, by its shape. What a function takes is what its place
 * has: a netfilter hook's state comes from a hook, a queue's buffer from its senders.
 *
 * testdata/idioms/okfn.c, testdata/idioms/shapes.c
 */
#include "base/bug.h"
#include "run.h"

#define MAX_RECORDS 3

static const struct shape {
	const char *place;		/* of entries.def */
	bool whole;			/* the parameters are just these, in this order */
	const char *records[MAX_RECORDS];
} shapes[] = {
#define TAKES(place, ...) { place, false, { __VA_ARGS__ } },
#define IS(place, ...) { place, true, { __VA_ARGS__ } },
#include "model/shapes.def"
#undef TAKES
#undef IS
};

static bool is_param(const struct ir_func *f, unsigned int i, const char *record)
{
	const struct ir_type *t = f->vars.v[i]->type;
	const char *rec = t ? ir_pointee(t) : NULL;

	return rec && !strcmp(rec, record);
}

static bool takes(const struct ir_func *f, const char *record)
{
	for (unsigned int i = 0; i < f->nr_params; i++)
		if (is_param(f, i, record))
			return true;
	return false;
}

static bool is_int(const struct ir_func *f)
{
	return f->ret && f->ret->kind == IRT_INT;
}

/* Are the first parameters pointers to these? */
static bool begins(const struct ir_func *f, const char *const *records, unsigned int n)
{
	if (f->nr_params < n || !is_int(f))
		return false;
	for (unsigned int i = 0; i < n; i++)
		if (!is_param(f, i, records[i]))
			return false;
	return true;
}

static bool fits(const struct ir_func *f, const struct shape *s)
{
	unsigned int n = 0;

	while (n < MAX_RECORDS && s->records[n])
		n++;
	if (s->whole)
		return f->nr_params == n && begins(f, s->records, n);
	for (unsigned int i = 0; i < n; i++)
		if (!takes(f, s->records[i]))
			return false;
	return true;
}

/*
 * A network namespace, a socket, a buffer: what dst_output() and the netfilter hooks call when
 * they are done, and what calls them. Of one that other files call, with the socket that they
 * were given.
 */
static bool is_okfn(const struct ir_func *f)
{
	static const char *const records[] = { "net", "sock", "sk_buff" };

	return !f->is_static && begins(f, records, ARRAY_SIZE(records));
}

const struct model_entry *place_entry(struct flow *fl, const struct ir_func *f)
{
	vec_for(i, &fl->unit->roles) {
		const struct ir_role *role = &fl->unit->roles.v[i];
		const struct model_entry *e;

		if (role->func != f->name)
			continue;
		e = models_entry(fl->opt->models, role->field);
		if (e)
			return e;
	}
	return is_okfn(f) ? models_entry(fl->opt->models, "(okfn)") : NULL;
}

const struct model_entry *place_around(struct flow *fl, const struct ir_func *f)
{
	for (unsigned int i = 0; !f->is_static && i < ARRAY_SIZE(shapes); i++)
		if (fits(f, &shapes[i]))
			return models_entry(fl->opt->models, shapes[i].place);
	return NULL;
}
