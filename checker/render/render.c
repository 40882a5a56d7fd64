/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * render - the list of output formats. A format is one line here and one file.
 */
#include <string.h>

#include "render/render.h"

const struct renderer renderers[] = {
	{ "text", "as gcc writes warnings, with the path as notes", render_text },
	{ "json", "one object with findings and units", render_json },
	{ NULL, NULL, NULL },
};

const struct renderer *renderer_find(const char *name)
{
	for (const struct renderer *r = renderers; r->name; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}
