/* SPDX-License-Identifier: GPL-2.0-only */
/* dump - a state in words, for --dump=states. */
#include <limits.h>
#include "run.h"

static const char *text(const struct run *r, const struct value *v)
{
	if (!v)
		return "-";
	return arena_printf(r->arena, "%s#%u", value_name(v, r->arena), v->id);
}

static void dump_facts(FILE *out, const struct run *r, const struct state *s)
{
	vec_for(i, &s->facts) {
		const struct fact *f = &s->facts.v[i];

		fprintf(out, "    fact %s", text(r, f->v));
		if (f->lo != INT64_MIN)
			fprintf(out, " >= %lld", (long long)f->lo);
		if (f->hi != INT64_MAX)
			fprintf(out, " <= %lld", (long long)f->hi);
		fprintf(out, "%s%s%s", f->weak == WEAK_YES ? " weak" : f->weak ? " once" : "", f->nonnull ? " nonnull" : "",
			f->err > 0 ? " err" : f->err < 0 ? " noerr" : "");
		for (uint8_t k = 0; k < f->nr_eq; k++)
			fprintf(out, " %s %s", k ? "or" : "==", text(r, f->eq[k]));
		for (uint8_t k = 0; k < f->nr_ne; k++)
			fprintf(out, " != %s", text(r, f->ne[k]));
		fputc('\n', out);
	}
}

static void dump_entry(FILE *out, const struct run *r, const struct entry *e)
{
	fprintf(out, "    account %s %s:", text(r, e->obj), e->counter);
	if (e->amount.any)
		fprintf(out, " some");
	else
		fprintf(out, " %lld", (long long)e->amount.k);
	for (uint8_t i = 0; i < e->amount.n && !e->amount.any; i++)
		fprintf(out, " %+lld*%s", (long long)e->amount.t[i].coef, text(r, e->amount.t[i].v));
	fprintf(out, "%s%s%s%s%s%s%s%s%s\n", e->took ? " took" : "", e->put ? " put" : "",
		e->handed ? " handed" : "", e->resized ? " resized" : "", e->moved ? " moved" : "",
		e->deferred ? " deferred" : "", e->settled ? " settled" : "", e->bulk ? " bulk" : "",
		e->bare ? " bare" : "");
}

static void dump_objects(FILE *out, const struct run *r, const struct state *s)
{
	static const char *const fates[] = { "here", "given", "released" };

	vec_for(i, &s->skbs) {
		const struct skb *b = &s->skbs.v[i];

		fprintf(out, "    buffer %s %s%s%s%s\n", text(r, b->v), fates[b->fate],
			b->fresh ? " fresh" : "", b->dirty ? " dirty" : "",
			b->touched ? " touched" : "");
	}
	vec_for(i, &s->socks) {
		const struct sock *k = &s->socks.v[i];

		fprintf(out, "    socket %s kinds %u source %d%s%s%s\n", text(r, k->v), k->kinds,
			k->source, k->found ? " found" : "", k->escaped ? " escaped" : "",
			k->touched ? " touched" : "");
	}
	vec_for(i, &s->ledger)
		dump_entry(out, r, &s->ledger.v[i]);
	vec_for(i, &s->latents)
		fprintf(out, "    latent %d on %s\n", s->latents.v[i].kind, text(r, s->latents.v[i].a));
}

void dump_state(FILE *out, const struct run *r, const struct state *s)
{
	env_for(i, s)
		fprintf(out, "    %s = %s\n", r->func->vars.v[i]->name, text(r, s->env[i]));
	if (s->ret)
		fprintf(out, "    returns %s\n", text(r, s->ret));
	vec_for(i, &s->heap)
		fprintf(out, "    %s.%s = %s\n", text(r, s->heap.v[i].obj), s->heap.v[i].field,
			text(r, s->heap.v[i].val));
	dump_facts(out, r, s);
	dump_objects(out, r, s);
}
