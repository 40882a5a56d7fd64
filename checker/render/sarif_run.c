/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sarif_run - what SARIF says of a run: the tool with the pages of its rules, and what
 * could not be looked at.
 */
#include <ctype.h>
#include <string.h>

#include "report/pages.h"
#include "sarif.h"

/* "MissingOrphan" for "missing-orphan". */
static char *camel(struct arena *a, const char *id)
{
	char *name = arena_strdup(a, id), *to = name;
	bool up = true;

	for (; *id; id++) {
		if (!isalnum((unsigned char)*id)) {
			up = true;
			continue;
		}
		*to++ = up ? toupper((unsigned char)*id) : *id;
		up = false;
	}
	*to = '\0';
	return name;
}

/* "A sentence." of a rule's message. */
static char *sentence(struct arena *a, const char *s)
{
	char *text = arena_printf(a, "%s.", s);

	*text = toupper((unsigned char)*text);
	return text;
}

/* What the page's first section says. */
static char *first_section(struct arena *a, const struct rule_page *p)
{
	const char *text = strstr(p->text, "\n\n"), *end;

	if (!text)
		return sentence(a, p->message);
	text += 2;
	end = strstr(text, "\n\n");
	return arena_strndup(a, text, end ? (size_t)(end - text) : strlen(text));
}

static json_t *tags(const struct rule_page *p)
{
	json_t *list = json_pack("[s s]", "kernel", "ownership");
	char tag[64];

	if (*p->cwe) {
		snprintf(tag, sizeof(tag), "external/cwe/%s", p->cwe);
		for (char *s = tag; *s; s++)
			*s = tolower((unsigned char)*s);
		json_array_append_new(list, json_string(tag));
	}
	return list;
}

static json_t *rule_with_page(struct arena *a, const struct rule_page *p)
{
	return json_pack("{s:s s:s s:{s:s} s:{s:s} s:{s:s s:s} s:{s:s} s:{s:s s:s s:o}}",
			 "id", p->id, "name", camel(a, p->id),
			 "shortDescription", "text", sentence(a, p->message),
			 "fullDescription", "text", first_section(a, p),
			 "help", "text", p->text, "markdown", p->text,
			 "defaultConfiguration", "level", p->level, "properties",
			 "precision", *p->confidence ? p->confidence : "medium",
			 "problem.severity", strcmp(p->level, "note") ? p->level : "recommendation",
			 "tags", tags(p));
}

/* Of a rule of another tool nothing is known but its name. */
static json_t *rule_without_page(struct arena *a, const char *id)
{
	return json_pack("{s:s s:s s:{s:s}}", "id", id, "name", camel(a, id),
			 "shortDescription", "text", sentence(a, id));
}

static void add_rule(struct arena *a, struct sarif_run *run, json_t *list, const char *id)
{
	const struct rule_page *p = rule_page(id);

	vec_for(i, &run->rules)
		if (!strcmp(run->rules.v[i], id))
			return;
	vec_push(a, &run->rules, id);
	json_array_append_new(list, p ? rule_with_page(a, p) : rule_without_page(a, id));
}

json_t *sarif_tool(struct arena *a, struct sarif_run *run)
{
	json_t *rules = json_array(), *j;
	const struct rule_page *p;

	for (unsigned int i = 0; !run->tool && (p = rule_page_at(i)); i++)
		add_rule(a, run, rules, p->id);
	vec_for(i, &run->report->findings)
		if (sarif_is_of(run, run->report->findings.v[i]))
			add_rule(a, run, rules, run->report->findings.v[i]->rule);
	j = json_pack("{s:s s:o}", "name", run->tool ? run->tool : "skbown", "rules", rules);
	if (!run->tool)
		json_object_set_new(j, "version", json_string(SKBOWN_VERSION));
	return j;
}

static json_t *notification(const struct unit_problem *p, const char *level)
{
	return json_pack("{s:s s:{s:o} s:[{s:{s:o}}]}", "level", level,
			 "message", "text", report_json_text(p->reason),
			 "locations", "physicalLocation", "artifactLocation",
			 sarif_artifact(p->file));
}

json_t *sarif_invocation(const struct sarif_run *run)
{
	json_t *errors = json_array(), *notes = json_array();
	const struct report *r = run->report;

	for (unsigned int i = 0; !run->tool && i < r->incomplete.n; i++)
		json_array_append_new(errors, notification(&r->incomplete.v[i], "error"));
	for (unsigned int i = 0; !run->tool && i < r->skips.n; i++)
		json_array_append_new(notes, notification(&r->skips.v[i], "note"));
	return json_pack("{s:b s:o s:o}", "executionSuccessful",
			 run->tool || !r->incomplete.n, "toolExecutionNotifications", errors,
			 "toolConfigurationNotifications", notes);
}
