/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_sarif - SARIF 2.1.0, ours and that of other tools: results, their first code flow, and
 * what could not be analysed.
 */
#include <stdlib.h>
#include <string.h>

#include "report/import.h"

struct run {
	struct importer *im;
	const json_t *json;
	const char *tool;	/* NULL: skbown */
};

/* Follows keys; a number is a place in an array. NULL when the way ends. */
static const json_t *at(const json_t *j, const char *way)
{
	char key[64];

	while (j && *way) {
		size_t n = strcspn(way, ".");

		snprintf(key, sizeof(key), "%.*s", (int)n, way);
		j = *key >= '0' && *key <= '9' ? json_array_get(j, atoi(key)) : json_object_get(j, key);
		way += n + (way[n] == '.');
	}
	return j;
}

static const char *decode_uri(struct arena *a, const char *uri)
{
	char *out, *end, hex[3] = "";

	if (!strncmp(uri, "file://", 7))
		uri += 7;
	out = end = arena_strdup(a, uri);
	for (; *uri; uri++) {
		if (*uri == '%' && strspn(uri + 1, "0123456789abcdefABCDEF") >= 2) {
			memcpy(hex, uri + 1, 2);
			*end++ = (char)strtoul(hex, NULL, 16);
			uri += 2;
		} else {
			*end++ = *uri;
		}
	}
	*end = '\0';
	return out;
}

/* The file of an artifactLocation, which may only point into the run's list; or NULL. */
static const char *file_of(const struct run *run, const json_t *artifact)
{
	const json_t *index = at(artifact, "index");
	const char *uri = import_string(run->im, artifact, "uri", NULL);

	if (!uri && json_is_integer(index))
		uri = import_string(run->im, at(json_array_get(at(run->json, "artifacts"),
							       json_integer_value(index)), "location"),
				    "uri", NULL);
	return uri ? decode_uri(run->im->report->arena, uri) : NULL;
}

static const char *function_of(const struct run *run, const json_t *location)
{
	const json_t *logical = at(location, "logicalLocations.0");

	return import_string(run->im, logical, "name",
			     import_string(run->im, logical, "fullyQualifiedName", ""));
}

static const char *rule_of(const struct run *run, const json_t *result)
{
	const json_t *index = at(result, "ruleIndex"), *rules = at(run->json, "tool.driver.rules");
	const char *id = import_string(run->im, result, "ruleId",
				       import_string(run->im, at(result, "rule"), "id", NULL));

	if (!id && json_is_integer(index))
		id = import_string(run->im, json_array_get(rules, json_integer_value(index)), "id", NULL);
	return id;
}

static void read_path(const struct run *run, struct finding *f, const json_t *list)
{
	json_t *j;
	size_t i;

	json_array_foreach(list, i, j) {
		const json_t *where = at(j, "location");
		struct finding_step s = {
			.file = file_of(run, at(where, "physicalLocation.artifactLocation")),
			.line = import_number(at(where, "physicalLocation.region"), "startLine"),
			.column = import_number(at(where, "physicalLocation.region"), "startColumn"),
			.function = function_of(run, where),
			.message = import_string(run->im, at(where, "message"), "text", ""),
		};

		if (s.file)
			vec_push(run->im->report->arena, &f->steps, s);
	}
}

static void read_gate(const struct run *run, struct finding *f, const json_t *result)
{
	const json_t *suppression = at(result, "suppressions.0");
	const char *kind = import_string(run->im, suppression, "kind", "");

	f->baseline = import_string(run->im, result, "baselineState", NULL);
	if (suppression)
		f->suppressed = import_string(run->im, suppression, "justification", "");
	f->suppressed_apart = !strcmp(kind, "external");
	f->untouched = json_is_true(at(result, "properties.untouched"));
}

static const char *level_of(const struct run *run, const json_t *result)
{
	const char *level = import_string(run->im, result, "level", "warning");

	return level_by_name(level) < 0 ? level_name(LEVEL_NOTE) : level;
}

static bool read_result(const struct run *run, const json_t *result)
{
	const json_t *where = at(result, "locations.0"), *region = at(where, "physicalLocation.region");
	struct finding *f = import_new(run->im);
	const char *print;

	f->rule = rule_of(run, result);
	f->file = file_of(run, at(where, "physicalLocation.artifactLocation"));
	if (!f->rule || !f->file)
		return false;
	f->tool = run->tool;
	f->level = level_of(run, result);
	f->confidence = import_string(run->im, at(result, "properties"), "confidence", f->confidence);
	f->line = import_number(region, "startLine");
	f->column = import_number(region, "startColumn");
	f->function = function_of(run, where);
	f->message = import_string(run->im, at(result, "message"), "text", "");
	f->object = run->tool ? f->message : "";
	print = import_string(run->im, at(result, "partialFingerprints"), "skbownFingerprint/v1", "");
	if (strlen(print) < sizeof(f->fingerprint))
		strcpy(f->fingerprint, print);
	read_path(run, f, at(result, "codeFlows.0.threadFlows.0.locations"));
	read_gate(run, f, result);
	/* "absent": it was there once. */
	if (!f->baseline || strcmp(f->baseline, "absent"))
		import_add(run->im, f);
	return true;
}

static void read_problems(const struct run *run)
{
	json_t *j;
	size_t i;

	json_array_foreach(at(run->json, "invocations.0.toolExecutionNotifications"), i, j) {
		const char *file = file_of(run, at(j, "locations.0.physicalLocation.artifactLocation"));

		if (!strcmp(import_string(run->im, j, "level", ""), "error"))
			report_add_incomplete(run->im->report, file ? file : "?",
					      import_string(run->im, at(j, "message"), "text", ""));
	}
}

static unsigned int line_of(struct importer *im, const char *fmt, size_t n, size_t i)
{
	char way[64];

	snprintf(way, sizeof(way), fmt, n, i);
	return json_line(im->text, way);
}

static bool read_run(struct importer *im, const json_t *json, size_t n)
{
	struct run run = { im, json, import_string(im, at(json, "tool.driver"), "name", NULL) };
	json_t *j;
	size_t i;

	if (!run.tool)
		return import_mistake(im, "%u: runs[%zu]: no tool.driver.name", line_of(im, "runs.%zu", n, 0), n);
	if (!strcmp(run.tool, "skbown"))
		run.tool = NULL;
	if (json_object_get(json, "results") && !json_is_array(json_object_get(json, "results")))
		return import_mistake(im, "%u: runs[%zu]: 'results' is no list",
				      line_of(im, "runs.%zu.results", n, 0), n);
	json_array_foreach(at(json, "results"), i, j)
		if (!read_result(&run, j))
			return import_mistake(im, "%u: runs[%zu].results[%zu]: no rule or no file",
					      line_of(im, "runs.%zu.results.%zu", n, i), n, i);
	im->report->analysed += import_number(at(json, "properties"), "analysed");
	im->report->skipped += import_number(at(json, "properties"), "skipped");
	read_problems(&run);
	return true;
}

bool import_sarif(struct importer *im, const json_t *all)
{
	const char *version = import_string(im, all, "version", "");
	json_t *j;
	size_t i;

	if (strncmp(version, "2.1", 3))
		return import_mistake(im, "%u: SARIF of version '%s', not 2.1.0",
				      json_line(im->text, "version"), version);
	json_array_foreach(at(all, "runs"), i, j)
		if (!read_run(im, j, i))
			return false;
	return true;
}
