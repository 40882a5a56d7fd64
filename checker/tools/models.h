/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models - what the files of skbown-models offer each other.
 */
#ifndef SKBOWN_TOOLS_MODELS_H
#define SKBOWN_TOOLS_MODELS_H

#include "flow/effect.h"

/*
 * same, coarser (the model says less or in fewer cases: safe), differs, unseen (what is different
 * may be done by a function that is not seen and gets the object).
 */
struct verdict {
	const char *what;
	const char *text;	/* condition and effect, one line; "" for same */
};

/* Does @model say what the body's table @body says? Lives in @a. */
struct verdict verdict_of(struct arena *a, const struct effect_table *model,
			  const struct effect_table *body);

/*
 * How the comparison itself is tested: @model is made wrong in one effect after the other (left
 * out; of counts also the sign), and each must differ from @body, with words that name it.
 */
struct spoiled {
	unsigned int wrong, seen;
	const char *missed;		/* the first that was not seen, in words; or NULL */
};

struct spoiled spoil(struct arena *a, const struct effect_table *model,
		     const struct effect_table *body);

void table_print(FILE *out, struct arena *a, const char *title, const struct effect_table *t);

#endif
