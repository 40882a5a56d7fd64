/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models_print - tables of effects as text.
 */
#include "models_match.h"

const char *conds_words(struct arena *a, const struct effect_row *r)
{
	const char *text = "always";

	vec_for(i, &r->conds)
		text = i ? arena_printf(a, "%s and %s", text, r->conds.v[i].words) :
			   r->conds.v[i].words;
	return text;
}

static void print_row(FILE *out, struct arena *a, const struct effect_row *r)
{
	fprintf(out, "  when %s -> %s\n", conds_words(a, r), r->result.words);
	vec_for(i, &r->effects)
		fprintf(out, "      %s\n", r->effects.v[i].words);
}

static void print_terms(FILE *out, const char *title, const struct effect_term *v, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "  %s: %s\n", title, v[i].words);
}

void table_print(FILE *out, struct arena *a, const char *title, const struct effect_table *t)
{
	fprintf(out, "%s %s%s\n", title, t ? t->name : "-", t && t->incomplete ? " (incomplete)" : "");
	for (unsigned int i = 0; t && i < t->rows.n; i++)
		print_row(out, a, &t->rows.v[i]);
	if (!t)
		return;
	print_terms(out, "to a function that is not seen", t->unseen.v, t->unseen.n);
	print_terms(out, "stored", t->stored.v, t->stored.n);
}
