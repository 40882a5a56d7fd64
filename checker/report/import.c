/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import - reports of other runs and of other tools: which format it is, and what all share.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "report/import.h"

bool import_mistake(struct importer *im, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	if (im->err)
		return false;
	va_start(ap, fmt);
	BUG_ON(vasprintf(&text, fmt, ap) < 0);
	va_end(ap);
	/* The JSON reader quotes what it met, line ends included. */
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	im->err = arena_printf(im->report->arena, "%s:%s", im->name, text);
	free(text);
	return false;
}

const char *import_string(struct importer *im, const json_t *j, const char *key,
			  const char *otherwise)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s ? arena_strdup(im->report->arena, s) : otherwise;
}

unsigned int import_number(const json_t *j, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(j, key));

	return n > 0 && n < 1 << 30 ? n : 0;
}

struct finding *import_new(struct importer *im)
{
	struct finding *f = arena_new(im->report->arena, struct finding);

	f->level = level_name(LEVEL_WARNING);
	f->confidence = confidence_name(CONF_MEDIUM);
	f->function = f->object = f->message = "";
	return f;
}

void import_add(struct importer *im, struct finding *f)
{
	f->file = report_path(im->report, f->file);
	vec_for(i, &f->steps)
		f->steps.v[i].file = report_path(im->report, f->steps.v[i].file);
	if (!*f->fingerprint)
		finding_fingerprint(f);
	vec_push(im->report->arena, &im->report->findings, f);
}

static bool read_json(struct importer *im, const char *text)
{
	json_error_t e;
	json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, &e);
	bool good;

	im->text = text;
	if (!all)
		return import_mistake(im, "%d: %s", e.line, e.text);
	if (json_is_array(json_object_get(all, "runs")))
		good = import_sarif(im, all);
	else if (json_is_array(json_object_get(all, "findings")))
		good = import_json(im, all);
	else
		good = import_mistake(im, "1: JSON with neither a list 'findings' nor 'runs'");
	json_decref(all);
	return good;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && !strcmp(name + n - m, end);
}

bool import_text(struct report *r, const char *name, const char *text, const char **err,
		 unsigned int *ignored)
{
	struct importer im = { .report = r, .name = name };
	const char *first;
	bool good;

	*ignored = 0;

	/* Some writers of SARIF begin with a byte order mark. */
	if (!strncmp(text, "\xef\xbb\xbf", 3))
		text += 3;
	first = text + strspn(text, " \t\r\n");
	/* Nothing is what sparse says of good code, but not what writers of JSON say. */
	if (!*first && (ends_in(name, ".json") || ends_in(name, ".sarif"))) {
		import_mistake(&im, "1: empty, so nobody knows what was found");
		*err = im.err;
		return false;
	}
	good = *first == '{' || *first == '[' ? read_json(&im, text) : import_lines(&im, text);
	*err = im.err;
	*ignored = im.ignored;
	return good;
}

static bool same_thing(const struct finding *a, const struct finding *b)
{
	return a->line == b->line && !strcmp(a->rule, b->rule) && !strcmp(a->file, b->file);
}

void import_unite(struct report *r)
{
	VEC(const struct finding *) own = { 0 };
	unsigned int kept = 0;

	vec_for(i, &r->findings)
		if (!r->findings.v[i]->tool)
			vec_push(r->arena, &own, r->findings.v[i]);
	vec_for(i, &r->findings) {
		struct finding *f = r->findings.v[i];
		bool beaten = false;

		for (unsigned int k = 0; f->tool && k < own.n; k++)
			beaten |= same_thing(own.v[k], f);
		if (!beaten)
			r->findings.v[kept++] = f;
	}
	r->findings.n = kept;
}
