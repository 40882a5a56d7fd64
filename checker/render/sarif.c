/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sarif - findings as SARIF 2.1.0: a result each, its path as a code flow.
 *
 * Each tool has a run of its own. What is suppressed or in the baseline stays in and says so.
 * Nothing depends on where the tree lies or on the time.
 */
#include <ctype.h>
#include <string.h>

#include "report/fix.h"
#include "sarif.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

json_t *sarif_artifact(const char *file)
{
	char *uri = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&uri, &len);
	json_t *j;

	if (*file == '/')
		fputs("file://", out);
	for (const char *s = file; *s; s++) {
		if (isalnum((unsigned char)*s) || strchr("-._~/+,=@", *s))
			putc(*s, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*s);
	}
	fclose(out);
	j = json_pack("{s:s}", "uri", uri);
	if (*file != '/')
		json_object_set_new(j, "uriBaseId", json_string(SARIF_ROOT));
	free(uri);
	return j;
}

/* Findings count bytes, SARIF here code points. */
static unsigned int column_in_chars(struct sources *all, const char *file, unsigned int line,
				    unsigned int column)
{
	struct source *s = sources_get(all, file);
	char *text = s ? source_line(all->arena, s, line) : NULL;
	unsigned int n = 1;

	if (!text)
		return column;
	for (unsigned int i = 0; i + 1 < column && text[i]; i++)
		n += (text[i] & 0xc0) != 0x80;
	return n;
}

static json_t *location(struct sources *all, const char *file, unsigned int line,
			unsigned int column, const char *function)
{
	json_t *physical = json_pack("{s:o}", "artifactLocation", sarif_artifact(file)), *j;

	if (line) {
		json_t *region = json_pack("{s:i}", "startLine", line);

		if (column)
			json_object_set_new(region, "startColumn",
					    json_integer(column_in_chars(all, file, line, column)));
		json_object_set_new(physical, "region", region);
	}
	j = json_pack("{s:o}", "physicalLocation", physical);
	if (*function)
		json_object_set_new(j, "logicalLocations",
				    json_pack("[{s:o s:s}]", "name", report_json_text(function),
					      "kind", "function"));
	return j;
}

static json_t *text(const char *s)
{
	return json_pack("{s:o}", "text", report_json_text(s));
}

static json_t *step(struct sources *all, const struct finding_step *s)
{
	json_t *where = location(all, s->file, s->line, s->column, s->function);

	json_object_set_new(where, "message", text(s->message));
	return json_pack("{s:o}", "location", where);
}

static json_t *code_flows(struct sources *all, const struct finding *f)
{
	json_t *steps = json_array();

	vec_for(i, &f->steps)
		json_array_append_new(steps, step(all, &f->steps.v[i]));
	return json_pack("[{s:[{s:o}]}]", "threadFlows", "locations", steps);
}

static json_t *fingerprints(struct sources *all, const struct finding *f)
{
	struct source *s = f->line ? sources_get(all, f->file) : NULL;
	char *hash = s ? source_line_hash(all->arena, s, f->line) : NULL;
	json_t *j = json_pack("{s:s}", "skbownFingerprint/v1", f->fingerprint);

	if (hash)
		json_object_set_new(j, "primaryLocationLineHash", json_string(hash));
	return j;
}

static void add_fix(struct sources *all, json_t *j, const struct finding *f)
{
	struct fix fix;

	if (!sources_fix(all, f, &fix))
		return;
	json_object_set_new(j, "fixes", json_pack(
		"[{s:{s:s} s:[{s:o s:[{s:{s:i s:i s:i} s:{s:s}}]}]}]",
		"description", "text", "The repair that skbown check --fix makes.",
		"artifactChanges", "artifactLocation", sarif_artifact(f->file),
		"replacements", "deletedRegion", "startLine", f->line,
		"startColumn", column_in_chars(all, f->file, f->line, fix.column),
		"endColumn", column_in_chars(all, f->file, f->line, fix.end),
		"insertedContent", "text", fix.text));
}

static void add_gate(json_t *j, const struct finding *f)
{
	if (f->baseline)
		json_object_set_new(j, "baselineState", json_string(f->baseline));
	if (f->suppressed)
		json_object_set_new(j, "suppressions",
				    json_pack("[{s:s s:o}]", "kind",
					      f->suppressed_apart ? "external" : "inSource",
					      "justification", report_json_text(f->suppressed)));
	if (f->untouched)
		json_object_set_new(json_object_get(j, "properties"), "untouched", json_true());
}

static unsigned int rule_index(const struct sarif_run *run, const struct finding *f)
{
	unsigned int i = 0;

	while (strcmp(run->rules.v[i], f->rule))
		i++;
	return i;
}

static json_t *result(const struct sarif_run *run, const struct finding *f)
{
	json_t *j = json_pack("{s:s s:i s:s s:o s:[o] s:o s:{s:s}}", "ruleId", f->rule,
			      "ruleIndex", rule_index(run, f), "level", f->level,
			      "message", text(f->message), "locations",
			      location(run->sources, f->file, f->line, f->column, f->function),
			      "partialFingerprints", fingerprints(run->sources, f),
			      "properties", "confidence", f->confidence);

	if (f->steps.n)
		json_object_set_new(j, "codeFlows", code_flows(run->sources, f));
	add_fix(run->sources, j, f);
	add_gate(j, f);
	return j;
}

bool sarif_is_of(const struct sarif_run *run, const struct finding *f)
{
	if (!run->tool || !f->tool)
		return run->tool == f->tool;
	return !strcmp(run->tool, f->tool);
}

static json_t *run_of(struct arena *a, struct sarif_run *run)
{
	json_t *tool = sarif_tool(a, run), *results = json_array();

	vec_for(i, &run->report->findings)
		if (sarif_is_of(run, run->report->findings.v[i]))
			json_array_append_new(results, result(run, run->report->findings.v[i]));
	return json_pack("{s:{s:o} s:{s:o} s:[o] s:{s:{s:{s:s}}} s:s s:o s:{s:i s:i}}", "tool", "driver", tool,
			 "automationDetails", "id",
			 json_sprintf("%s/", run->tool ? run->tool : "skbown"),
			 "invocations", sarif_invocation(run), "originalUriBaseIds", SARIF_ROOT,
			 "description", "text", "The folder that was checked.",
			 "columnKind", "unicodeCodePoints", "results", results, "properties",
			 "analysed", run->tool ? 0 : run->report->analysed,
			 "skipped", run->tool ? 0 : run->report->skipped);
}

/* The run of each tool: ours, then the others as they come. */
static json_t *runs_of(const struct report *r, struct sources *all)
{
	json_t *runs = json_array();
	struct sarif_run run = { .report = r, .sources = all };
	VEC(const char *) done = { 0 };

	json_array_append_new(runs, run_of(all->arena, &run));
	vec_for(i, &r->findings) {
		struct sarif_run other = { r, r->findings.v[i]->tool, all, { 0 } };
		bool seen = !other.tool;

		for (unsigned int k = 0; !seen && k < done.n; k++)
			seen = !strcmp(done.v[k], other.tool);
		if (seen)
			continue;
		vec_push(all->arena, &done, other.tool);
		json_array_append_new(runs, run_of(all->arena, &other));
	}
	return runs;
}

void render_sarif(FILE *out, const struct report *r, const struct render_options *opt)
{
	struct arena a;
	struct sources all = { .arena = &a, .opt = opt };

	arena_init(&a);
	render_json_value(out, json_pack("{s:s s:s s:o}", "$schema", SCHEMA, "version", "2.1.0",
					 "runs", runs_of(r, &all)), JSON_INDENT(1));
	arena_free(&a);
}
