/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lens - a line above each place that attaches an owner: what it has to pay, who gives it back.
 */
#include <string.h>

#include "server.h"

json_t *lens_list(struct server *s, struct doc *d, const json_t *params)
{
	json_t *list = json_array(), *site, *lines;
	size_t i;

	if (!s->lenses)
		return list;
	json_array_foreach(json_object_get(json_object_get(d->answer, "owners"), "sites"), i, site) {
		unsigned int a, b;
		size_t at;

		if (strcmp(json_text(site, "file"), d->path))
			continue;
		lines = json_object_get(site, "lines");
		a = json_integer_value(json_array_get(lines, 0));
		b = json_integer_value(json_array_get(lines, 1));
		at = text_at(&d->text, a && (!b || a < b) ? a : b, 1);
		json_array_append_new(list, json_pack("{s:o s:{s:s s:s}}", "range",
						      place_range(s, &d->text, at,
								  text_line_end(&d->text, at)),
						      "command", "title", json_text(site, "title"),
						      "command", ""));
	}
	return list;
}
