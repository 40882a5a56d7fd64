/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_lines - diagnostics as lines of text:
 *
 *	FILE:LINE:COL: warning: TEXT [RULE]	our own; notes without a rule are its steps
 *	FILE:LINE:COL: warning: TEXT		sparse; lines with more blanks go on
 *	FILE:LINE:COL-COL: TEXT			spatch in report mode
 *
 * All else, as a build's progress and what compilers say ("[-W...]"), is passed over and counted.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/import.h"
#include "report/pages.h"

struct line {
	const char *file;
	unsigned int line, column;
	const char *level;	/* NULL: none was said */
	const char *text;
	bool range;		/* COL-COL */
};

/* A number and the character behind it. */
static bool number(char **s, unsigned int *n, char behind)
{
	char *end;
	unsigned long v = strtoul(*s, &end, 10);

	if (!isdigit((unsigned char)**s) || *end != behind || v >= 1 << 30)
		return false;
	*n = v;
	*s = end + 1;
	return true;
}

static bool read_columns(char **s, struct line *out)
{
	unsigned int end;

	if (number(s, &out->column, ':'))
		return true;
	out->range = number(s, &out->column, '-') && number(s, &end, ':');
	return out->range;
}

static const char *take_level(char **s)
{
	static const char *const words[] = { "note", "warning", "error" };

	for (unsigned int i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);

		if (strncmp(*s, words[i], n) || (*s)[n] != ':')
			continue;
		*s += n + 1;
		*s += strspn(*s, " ");
		return words[i];
	}
	return NULL;
}

/* Takes @s apart in place. */
static bool parse(char *s, struct line *out)
{
	char *colon = s;

	memset(out, 0, sizeof(*out));
	out->file = s;
	/* A name may hold colons: the first that two numbers follow ends it. */
	while ((colon = strchr(colon, ':'))) {
		char *at = colon + 1;

		if (number(&at, &out->line, ':') && read_columns(&at, out) && *at == ' ') {
			at++;
			out->level = take_level(&at);
			out->text = at;
			if (colon == s || !at[strspn(at, " \t")])
				return false;
			*colon = '\0';
			return true;
		}
		colon++;
	}
	return false;
}

/* "[RULE]" at the end, cut off; NULL when none of ours is there. */
static const char *take_rule(char *text)
{
	char *open = strrchr(text, '[');
	size_t n = strlen(text);

	if (!open || open == text || open[-1] != ' ' || text[n - 1] != ']')
		return NULL;
	text[n - 1] = '\0';
	if (rule_page(open + 1)) {
		open[-1] = '\0';
		return open + 1;
	}
	text[n - 1] = ']';
	return NULL;
}

static bool is_compilers(const char *text)
{
	const char *open = strrchr(text, '[');

	return open && !strncmp(open, "[-W", 3);
}

static void add_step(struct importer *im, struct finding *f, const struct line *l)
{
	struct finding_step s = {
		l->file, l->line, l->column, "", l->text + strspn(l->text, " "),
	};

	vec_push(im->report->arena, &f->steps, s);
}

static struct finding *add_finding(struct importer *im, const struct line *l, const char *rule)
{
	struct finding *f = import_new(im);

	f->tool = rule ? NULL : l->range || !l->level ? "coccinelle" : "sparse";
	f->rule = rule ? rule : f->tool;
	f->level = l->level ? l->level : f->level;
	f->file = l->file;
	f->line = l->line;
	f->column = l->column;
	f->message = f->object = l->text;
	import_add(im, f);
	return f;
}

/* Returns the finding that a following line may belong to. */
static struct finding *read_line(struct importer *im, char *text, struct finding *last)
{
	struct line l;
	const char *rule;

	if (!parse(text, &l) || is_compilers(l.text)) {
		im->ignored += text[strspn(text, " \t")] != '\0';
		return last;
	}
	rule = take_rule((char *)l.text);
	if (last && !rule && ((l.level && !strcmp(l.level, "note")) || *l.text == ' ')) {
		add_step(im, last, &l);
		return last;
	}
	return add_finding(im, &l, rule);
}

bool import_lines(struct importer *im, const char *text)
{
	char *copy = arena_strdup(im->report->arena, text), *line;
	unsigned int before = im->report->findings.n;
	struct finding *last = NULL;

	while ((line = strsep(&copy, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		last = read_line(im, line, last);
	}
	if (im->ignored && im->report->findings.n == before)
		return import_mistake(im, "1: neither JSON nor lines 'FILE:LINE:COLUMN: TEXT'");
	return true;
}
