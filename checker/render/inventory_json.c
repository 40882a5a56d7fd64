/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory_json - the inventory for programs:
 *
 * {"tool", "version",
 *  "destructors": [{"name", "file", "line", "source": "body" | "model" | "not seen",
 *	"contract": [lines], "needs_sk", "accepts": kinds, "counters": [names],
 *	"goes_on_to": [names], "folders": [where it is set], "sites": how many,
 *	"incomplete", "cases": [{"when", "effects", "needs"}]}],
 *  "sites": [{"file", "line", "function", "buffer", "sk", "destructors": [names], "pointer",
 *	"via": helper, "kinds", "clears", "verdict": "ok" | "note" | "warning" | "error",
 *	"findings": [{"rule", "level", "fingerprint"}]}],
 *  "leave_owned": [{"function", "file", "line", "how": [words]}],
 *  "units": {"analysed", "skipped", "incomplete": how many}}
 *
 * What is not known is "": a destructor's file, a site's sk (NULL or not written), kinds.
 */
#include "render/render.h"
#include "report/inventory.h"

static json_t *names(const struct inv_dtor *const *v, unsigned int n)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(list, report_json_text(v[i]->name));
	return list;
}

static json_t *contract(const struct told *t)
{
	json_t *list = json_array();
	struct arena a;

	arena_init(&a);
	vec_for(i, &t->cases)
		json_array_append_new(list, report_json_text(told_line(&a, &t->cases.v[i])));
	arena_free(&a);
	return list;
}

static json_t *dtor(const struct inv_dtor *d)
{
	static const char *const sources[] = { "not seen", "model", "body" };
	static const struct told none;
	const struct told *t = d->told ? d->told : &none;
	json_t *whole = told_json(t), *j;

	j = json_pack("{s:o s:o s:i s:s s:o s:b s:s s:o s:o s:o s:i s:b s:O}",
		      "name", report_json_text(d->name),
		      "file", report_json_text(d->source == INV_BODY ? t->file : ""),
		      "line", d->source == INV_BODY ? (int)t->line : 0, "source", sources[d->source],
		      "contract", contract(t), "needs_sk", t->needs_sk,
		      "accepts", d->told ? inventory_kinds(t->accepts) : "",
		      "counters", told_words_json(&t->counters),
		      "goes_on_to", names(d->next.v, d->next.n),
		      "folders", told_words_json(&d->users), "sites", d->sites,
		      "incomplete", t->incomplete, "cases", json_object_get(whole, "cases"));
	json_decref(whole);
	return j;
}

static json_t *site(const struct inv_site *s)
{
	json_t *findings = json_array();

	vec_for(i, &s->findings)
		json_array_append_new(findings, json_pack("{s:s s:s s:s}", "rule", s->findings.v[i]->rule,
							  "level", s->findings.v[i]->level, "fingerprint",
							  s->findings.v[i]->fingerprint));
	return json_pack("{s:o s:i s:o s:o s:o s:o s:o s:o s:s s:b s:s s:o}",
			 "file", report_json_text(s->file), "line", s->line,
			 "function", report_json_text(s->function),
			 "buffer", report_json_text(s->buffer), "sk", report_json_text(s->sk),
			 "destructors", told_words_json(&s->dtors),
			 "pointer", report_json_text(s->pointer), "via", report_json_text(s->via),
			 "kinds", inventory_kinds(s->kinds), "clears", s->clears,
			 "verdict", s->level, "findings", findings);
}

static json_t *leaver(const struct inv_leaver *l)
{
	return json_pack("{s:o s:o s:i s:o}", "function", report_json_text(l->name),
			 "file", report_json_text(l->file), "line", l->line,
			 "how", told_words_json(&l->how));
}

void render_inventory_json(FILE *out, const struct report *r)
{
	const struct inventory *inv = r->inventory;
	json_t *dtors = json_array(), *sites = json_array(), *leavers = json_array(), *all;

	vec_for(i, &inv->dtors)
		json_array_append_new(dtors, dtor(inv->dtors.v[i]));
	vec_for(i, &inv->sites)
		json_array_append_new(sites, site(inv->sites.v[i]));
	vec_for(i, &inv->leavers)
		json_array_append_new(leavers, leaver(inv->leavers.v[i]));
	all = json_pack("{s:s s:s s:o s:o s:o s:{s:i s:i s:i}}", "tool", "skbown",
			"version", SKBOWN_VERSION, "destructors", dtors, "sites", sites,
			"leave_owned", leavers, "units", "analysed", r->analysed,
			"skipped", r->skipped, "incomplete", r->incomplete.n);
	json_dumpf(all, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(all);
}
