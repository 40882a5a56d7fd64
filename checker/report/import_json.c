/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_json - the JSON that "check --format json" writes; and what follows it, as the
 * runner of our semantic patches does.
 */
#include <string.h>

#include "report/import.h"

/* Is the value a string, or a number that can be a place, or not there? */
static bool is_text(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return !v || json_is_string(v);
}

static bool is_place(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return !v || (json_is_integer(v) && json_integer_value(v) >= 0 &&
		      json_integer_value(v) < 1 << 30);
}

/* What a finding or a step of one must not be like; NULL when nothing is wrong. */
static const char *mistake_in(const json_t *j, const char *const *needs)
{
	static const char *const texts[] = {
		"rule", "level", "confidence", "file", "function", "message", "fingerprint", "tool",
		"baseline", "suppressed",
	};

	for (; *needs; needs++)
		if (!json_is_string(json_object_get(j, *needs)) ||
		    !json_string_length(json_object_get(j, *needs)))
			return *needs;
	for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!is_text(j, texts[i]))
			return texts[i];
	return !is_place(j, "line") ? "line" : !is_place(j, "column") ? "column" : NULL;
}

static bool read_steps(struct importer *im, struct finding *f, const json_t *list)
{
	static const char *const needs[] = { "file", "message", NULL };
	json_t *j;
	size_t i;

	if (list && !json_is_array(list))
		return false;

	json_array_foreach(list, i, j) {
		struct finding_step s = {
			.file = import_string(im, j, "file", NULL), .line = import_number(j, "line"),
			.column = import_number(j, "column"),
			.function = import_string(im, j, "function", f->function),
			.message = import_string(im, j, "message", NULL),
		};

		if (mistake_in(j, needs))
			return false;
		vec_push(im->report->arena, &f->steps, s);
	}
	return true;
}

static void read_gate(struct importer *im, struct finding *f, const json_t *j)
{
	f->baseline = import_string(im, j, "baseline", NULL);
	f->suppressed = import_string(im, j, "suppressed", NULL);
	f->suppressed_apart = json_is_true(json_object_get(j, "suppressed_apart"));
	f->fixed = json_is_true(json_object_get(j, "fixed"));
	f->untouched = json_is_true(json_object_get(j, "untouched"));
}

/* What is wrong with it, or NULL. */
static const char *read_finding(struct importer *im, const json_t *j, const char *tool)
{
	static const char *const needs[] = { "rule", "file", NULL };
	struct finding *f = import_new(im);
	const char *level = import_string(im, j, "level", f->level);
	const char *print = import_string(im, j, "fingerprint", "");
	const char *wrong = mistake_in(j, needs);

	if (wrong)
		return wrong;
	if (level_by_name(level) < 0)
		return "level";
	if (strlen(print) >= sizeof(f->fingerprint))
		return "fingerprint";
	f->rule = import_string(im, j, "rule", NULL);
	f->file = import_string(im, j, "file", NULL);
	f->level = level;
	f->confidence = import_string(im, j, "confidence", f->confidence);
	f->line = import_number(j, "line");
	f->column = import_number(j, "column");
	f->function = import_string(im, j, "function", "");
	f->message = import_string(im, j, "message", "");
	f->tool = import_string(im, j, "tool", tool);
	strcpy(f->fingerprint, print);
	read_gate(im, f, j);
	if (!read_steps(im, f, json_object_get(j, "steps")))
		return "steps";
	import_add(im, f);
	return NULL;
}

static bool read_list(struct importer *im, const json_t *all, const char *key, const char *tool)
{
	const json_t *list = json_object_get(all, key);
	const char *wrong;
	char way[40];
	json_t *j;
	size_t i;

	if (list && !json_is_array(list))
		return import_mistake(im, "%u: '%s' is no list", json_line(im->text, key), key);
	json_array_foreach(list, i, j) {
		wrong = read_finding(im, j, tool);
		if (!wrong)
			continue;
		snprintf(way, sizeof(way), "%s.%zu", key, i);
		return import_mistake(im, "%u: %s[%zu] is no finding: '%s' is %s",
				      json_line(im->text, way), key, i, wrong,
				      json_object_get(j, wrong) ? "wrong" : "missing");
	}
	return true;
}

bool import_json(struct importer *im, const json_t *all)
{
	const json_t *units = json_object_get(all, "units");
	const char *tool = import_string(im, all, "tool", "skbown");
	json_t *j;
	size_t i;

	im->report->analysed += import_number(units, "analysed");
	im->report->skipped += import_number(units, "skipped");
	json_array_foreach(json_object_get(units, "incomplete"), i, j)
		report_add_incomplete(im->report, import_string(im, j, "file", "?"),
				      import_string(im, j, "reason", ""));
	if (!strcmp(tool, "skbown"))
		tool = NULL;
	return read_list(im, all, "findings", tool) && read_list(im, all, "quiet", tool);
}
