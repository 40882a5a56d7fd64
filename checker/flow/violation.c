/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * violation - from a broken promise on a path to a finding with its steps.
 *
 * The steps are the events of the path that concern the objects of the finding,
 * and the branches between them; a maintainer must be able to walk them. One
 * finding for each rule and place, the surest one.
 */
#include <stdarg.h>
#include <stdlib.h>
#include "base/bug.h"
#include "run.h"

#define MAX_STEPS 14
#define MAX_BRANCHES 5

static const char *kinds_found(int64_t kinds)
{
	switch (kinds) {
	case KIND_FULL: return "a full socket";
	case KIND_TIMEWAIT: return "a TIME_WAIT socket";
	case KIND_REQUEST: return "a request socket";
	case KIND_FULL | KIND_TIMEWAIT: return "full or TIME_WAIT";
	case KIND_FULL | KIND_REQUEST: return "full or a request socket";
	default: return "full, TIME_WAIT or a request socket";
	}
}

/* "sock.sk_backlog.rmem_alloc" -> "rmem_alloc" */
const char *counter_words(const char *counter)
{
	const char *dot = counter ? strrchr(counter, '.') : NULL;

	return dot ? dot + 1 : "counter";
}

static const char *via_words(struct run *r, const struct event *e)
{
	return e->via ? arena_printf(r->fl->arena, " by %s()", e->via) : "";
}

static const char *event_words(struct run *r, const struct event *e)
{
	struct arena *a = r->fl->arena;
	const char *name = e->obj ? name_of(r, e->obj) : "it";

	switch (e->kind) {
	case EV_BRANCH:
		return arena_printf(a, "when '%s' is %s", e->via, e->imm ? "true" : "false");
	case EV_FOUND:
		return arena_printf(a, "'%s' is found here%s; it may be %s", name, via_words(r, e),
				    kinds_found(e->imm));
	case EV_WEAK:
		return arena_printf(a, "'%s' is read here without a lock: its count may already be zero",
				    name);
	case EV_UNCOVERED:
		return arena_printf(a, "what '%s' was found under is released here%s", name,
				    via_words(r, e));
	case EV_REF: return arena_printf(a, "reference to '%s' taken here%s", name, via_words(r, e));
	case EV_PUT: return arena_printf(a, "reference to '%s' put here%s", name, via_words(r, e));
	case EV_SET_SK: return arena_printf(a, "sk of '%s' set here", name);
	case EV_SET_DTOR:
		return arena_printf(a, "destructor of '%s' set here%s%s%s", name,
				    e->via ? " to " : "", e->via ? e->via : "", e->via ? "()" : "");
	case EV_CLEAR: return arena_printf(a, "half of the owner of '%s' cleared here", name);
	case EV_HANDED:
		return arena_printf(a, "'%s' handed to the buffer here: %s() will put it", name,
				    e->via ? e->via : "its destructor");
	case EV_ORPHAN: return arena_printf(a, "owner of '%s' dropped here%s", name, via_words(r, e));
	case EV_GIVE: return arena_printf(a, "'%s' handed on here%s", name, via_words(r, e));
	case EV_RELEASE: return arena_printf(a, "'%s' freed here%s", name, via_words(r, e));
	case EV_ALLOC: return arena_printf(a, "'%s' made here%s", name, via_words(r, e));
	case EV_RAN: return arena_printf(a, "the destructor of '%s' is called by hand here", name);
	case EV_DROPPED: return arena_printf(a, "what keeps '%s' ends here: %s", name, e->via);
	case EV_USED: return arena_printf(a, "'%s' used here: %s", name, e->via ? e->via : "");
	case EV_LOCK: return arena_printf(a, "'%s' is %s here%s", name,
					  e->imm > 0 ? "locked" : "unlocked", via_words(r, e));
	case EV_CHARGE:
		return arena_printf(a, "'%s' of '%s' charged here%s", counter_words(e->counter),
				    name, via_words(r, e));
	case EV_REFUND:
		return arena_printf(a, "'%s' of '%s' lowered here%s", counter_words(e->counter),
				    name, via_words(r, e));
	case EV_OWED:
		return arena_printf(a, "from here on %s() will lower '%s' of '%s'",
				    e->via ? e->via : "the destructor",
				    counter_words(e->counter), name);
	case EV_RESIZE:
		return arena_printf(a, "truesize of '%s' is changed here", name);
	case EV_ENDED: return arena_printf(a, "'%s' is parted from its user here", name);
	case EV_METHOD:
	case EV_TOUCH:
		break;
	}
	return "";
}

static bool same_object(struct run *r, const struct value *a, const struct value *b)
{
	if (!a || !b)
		return false;
	if (a == b)
		return true;
	return a->label && b->label && !strcmp(a->label, b->label);
}

static bool concerns(struct run *r, const struct event *e, const struct finding_at *at)
{
	if (e->kind == EV_LOCK && at->rule != RULE_USE_AFTER)
		return false;
	if (e->kind == EV_METHOD || (e->kind == EV_ENDED && !at->ended))
		return false;
	if (e->kind == EV_USED && at->rule != RULE_NONFULL_USE && at->rule != RULE_NONFULL_PUT)
		return false;
	if (e->kind >= EV_CHARGE && (!at->counter || e->kind == EV_TOUCH ||
				     (e->counter && e->counter != at->counter &&
				      e->obj != at->obj)))
		return false;
	return same_object(r, e->obj, at->obj) || same_object(r, e->obj, at->obj2);
}

static struct flow_step make_step(struct run *r, const struct ir_insn *i, const struct ir_func *f,
				  const char *msg)
{
	return (struct flow_step){ .loc = i->loc, .unit = f->unit, .func = f->name, .message = msg };
}

/* Picks from the newest back, then turns the order round. */
static void add_steps(struct run *r, const struct state *s, const struct finding_at *at,
		      struct violation *v)
{
	const struct event *pick[MAX_STEPS], *e;
	unsigned int n = 0, branches = 0;

	for (e = at->from ? at->from : s->history; e && n < MAX_STEPS; e = e->prev) {
		if ((e->func->unit != r->fl->unit && !foreign_func(r->fl, e->func)) ||
		    !e->insn->loc.line)
			continue;
		if (e->kind == EV_BRANCH) {
			if (e->func != at->func || branches == MAX_BRANCHES)
				continue;
			branches++;
		} else if (!concerns(r, e, at)) {
			continue;
		}
		if (n && e->kind != EV_BRANCH && pick[n - 1]->kind == e->kind &&
		    pick[n - 1]->insn == e->insn)
			continue;
		pick[n++] = e;
	}
	while (n--)
		vec_push(r->fl->arena, &v->steps,
			 make_step(r, pick[n]->insn, pick[n]->func, event_words(r, pick[n])));
}

static struct violation *find_same(struct violation *const *list, unsigned int n,
				   enum rule_id rule, const char *func, const struct ir_loc *loc)
{
	for (unsigned int i = 0; i < n; i++)
		if (list[i]->rule == rule && list[i]->func == func &&
		    !memcmp(&list[i]->loc, loc, sizeof(*loc)))
			return list[i];
	return NULL;
}

static bool is_surer(const struct violation *v, enum level level, enum confidence conf)
{
	return v->level > level || (v->level == level && v->conf >= conf);
}

void violation_merge(struct flow *fl, const struct violation *v)
{
	struct flow_result *res = fl->res;
	struct violation *is = find_same(res->violations.v, res->violations.n, v->rule, v->func,
					 &v->loc);

	if (is && is_surer(is, v->level, v->conf))
		return;
	if (is)
		*is = *v;
	else
		vec_push(fl->arena, &res->violations,
			 arena_memdup(fl->arena, v, sizeof(*v)));
}

void violation_add(struct run *r, const struct state *s, const struct finding_at *at,
		   const char *fmt, ...)
{
	struct violation *v;
	char *msg;
	va_list ap;
	int n;

	if (!r->reporting || r->is_model || at->func->unit != r->fl->unit)
		return;
	v = find_same(r->found.v, r->found.n, at->rule, at->func->name, &at->insn->loc);
	if (v && is_surer(v, at->level, at->conf))
		return;
	if (!v) {
		v = arena_new(r->fl->arena, struct violation);
		vec_push(r->fl->arena, &r->found, v);
	}
	va_start(ap, fmt);
	n = vasprintf(&msg, fmt, ap);
	va_end(ap);
	BUG_ON(n < 0);
	*v = (struct violation){
		.rule = at->rule, .level = at->level, .conf = at->conf, .func = at->func->name,
		.loc = at->insn->loc, .unit = r->fl->unit,
		.object = at->obj ? name_of(r, at->obj) : "",
		.message = arena_strdup(r->fl->arena, msg),
	};
	free(msg);
	if (at->first)
		vec_push(r->fl->arena, &v->steps,
			 make_step(r, at->first, at->first_func, at->first_words));
	add_steps(r, s, at, v);
	if (at->last)
		vec_push(r->fl->arena, &v->steps, make_step(r, at->insn, at->func, at->last));
}
