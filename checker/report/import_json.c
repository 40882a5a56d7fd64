/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_json - the JSON that "check --format json" writes; and what follows it, as the
 * runner of our semantic patches does.
 */
#include <string.h>

#include "report/import.h"

static bool read_steps(struct importer *im, struct finding *f, const json_t *list)
{
	json_t *j;
	size_t i;

	json_array_foreach(list, i, j) {
		struct finding_step s = {
			.file = import_string(im, j, "file", NULL), .line = import_number(j, "line"),
			.column = import_number(j, "column"),
			.function = import_string(im, j, "function", f->function),
			.message = import_string(im, j, "message", NULL),
		};

		if (!s.file || !s.message)
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

static bool read_finding(struct importer *im, const json_t *j, const char *tool)
{
	struct finding *f = import_new(im);
	const char *level = import_string(im, j, "level", f->level);
	const char *print = import_string(im, j, "fingerprint", "");

	f->rule = import_string(im, j, "rule", NULL);
	f->file = import_string(im, j, "file", NULL);
	if (!f->rule || !f->file || level_by_name(level) < 0)
		return false;
	f->level = level;
	f->confidence = import_string(im, j, "confidence", f->confidence);
	f->line = import_number(j, "line");
	f->column = import_number(j, "column");
	f->function = import_string(im, j, "function", "");
	f->message = import_string(im, j, "message", "");
	f->tool = import_string(im, j, "tool", tool);
	if (strlen(print) < sizeof(f->fingerprint))
		strcpy(f->fingerprint, print);
	read_gate(im, f, j);
	if (!read_steps(im, f, json_object_get(j, "steps")))
		return false;
	import_add(im, f);
	return true;
}

static bool read_list(struct importer *im, const json_t *all, const char *key, const char *tool)
{
	json_t *j;
	size_t i;

	json_array_foreach(json_object_get(all, key), i, j)
		if (!read_finding(im, j, tool))
			return import_mistake(im, " %s[%zu]: not a finding (rule, level, file, line, "
						  "function, message, steps)", key, i);
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
