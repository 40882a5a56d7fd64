/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * suppress - findings that somebody has looked at and means to leave:
 *
 *	skbown: ignore RULE[, RULE...] -- why
 *
 * in a comment on the line of the finding, or alone above it. A suppression that takes nothing
 * away, that gives no reason or that names no rule is itself a finding, so that none
 * outlives its cause.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "report/gate.h"
#include "report/pages.h"

#define WORD "skbown:"

/* A place in C source. */
struct scan {
	struct arena *arena;
	struct suppressions *out;
	const char *file, *text, *at;
	unsigned int line;
	const char *line_start;
};

static void step(struct scan *s)
{
	if (*s->at++ == '\n') {
		s->line++;
		s->line_start = s->at;
	}
}

static void skip_literal(struct scan *s)
{
	char quote = *s->at;

	for (step(s); *s->at && *s->at != quote && *s->at != '\n'; step(s))
		if (*s->at == '\\' && s->at[1])
			step(s);
	if (*s->at == quote)
		step(s);
}

/* Behind the comment that starts here. */
static void skip_comment(struct scan *s)
{
	bool block = s->at[1] == '*';

	step(s);
	for (step(s); *s->at; step(s)) {
		if (block && s->at[0] == '*' && s->at[1] == '/') {
			step(s);
			step(s);
			return;
		}
		if (!block && *s->at == '\n' && s->at[-1] != '\\')
			return;
	}
}

static bool only_blanks(const char *from, const char *to)
{
	while (from < to && isblank((unsigned char)*from))
		from++;
	return from == to;
}

/* The first line from @text, which is line @n, on that has code in it. */
static unsigned int code_line(const char *text, unsigned int n)
{
	for (; *text; n++) {
		const char *s = text + strspn(text, " \t\r");

		if (*s != '\n' && strncmp(s, "/*", 2) && strncmp(s, "//", 2) && *s != '*')
			break;
		text = s + strcspn(s, "\n");
		text += *text == '\n';
	}
	return n;
}

static void add(struct scan *s, struct suppression *p, const char *rule)
{
	p->rule = rule;
	vec_push(s->arena, &s->out->v, *p);
}

/* In place; NULL when nothing is left. */
static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r\n*");
	end = s + strlen(s);
	while (end > s && strchr(" \t\r\n*", end[-1]))
		end--;
	*end = '\0';
	return *s ? s : NULL;
}

static void read_rules(struct scan *s, struct suppression *p, char *list)
{
	char *save = NULL, *rule = strtok_r(list, ", \t\n", &save);

	if (!rule) {
		p->mistake = "it names no rule";
		add(s, p, "");
	}
	for (; rule; rule = strtok_r(NULL, ", \t\n", &save)) {
		p->mistake = NULL;
		if (!rule_is_known(rule))
			p->mistake = arena_printf(s->arena, "there is no rule '%s'", rule);
		add(s, p, rule);
	}
}

/* @text: what follows the word, up to the comment's end. */
static void read_words(struct scan *s, struct suppression *p, char *text)
{
	char *dashes = strstr(text, "--");

	if (dashes) {
		*dashes = '\0';
		p->reason = trim(dashes + 2);
	}
	text = trim(text);
	if (!text || strncmp(text, "ignore", 6) || (text[6] && !isspace((unsigned char)text[6]))) {
		p->mistake = "what follows 'skbown:' is not 'ignore RULE -- reason'";
		add(s, p, "");
		return;
	}
	read_rules(s, p, text + 6);
}

static void comment(struct scan *s)
{
	struct suppression p = { .file = s->file, .line = s->line, .target = s->line };
	const char *start = s->at, *first = s->line_start;
	char *body, *word;

	skip_comment(s);
	body = arena_strndup(s->arena, start + 2, s->at - start - 2);
	word = strstr(body, WORD);
	if (!word || trim(arena_strndup(s->arena, body, word - body)))
		return;
	if (start[1] == '*' && strlen(body) > 2)
		body[strlen(body) - 2] = '\0';
	p.column = start - first + 1;
	if (only_blanks(first, start))
		p.target = code_line(s->at + strcspn(s->at, "\n") + (strchr(s->at, '\n') != NULL),
				     s->line + 1);
	read_words(s, &p, word + strlen(WORD));
}

void suppress_scan(struct arena *a, struct suppressions *out, const char *file, const char *text)
{
	struct scan s = { a, out, file, text, text, 1, text };

	if (!strstr(text, WORD))
		return;
	while (*s.at) {
		if (*s.at == '"' || *s.at == '\'')
			skip_literal(&s);
		else if (*s.at == '/' && (s.at[1] == '*' || s.at[1] == '/'))
			comment(&s);
		else
			step(&s);
	}
}

bool suppress_covers(const char *glob, const char *path)
{
	return !fnmatch(glob, path, FNM_LEADING_DIR);
}

static bool is_about(const struct suppression *s, const struct finding *f, const char *below)
{
	if (s->mistake || strcmp(s->rule, f->rule))
		return false;
	if (s->glob)
		return suppress_covers(s->glob, below);
	return s->target == f->line && !strcmp(s->file, f->file);
}

void suppress_apply(struct report *r, struct suppressions *s,
		    const char *(*below)(const char *file, void *data), void *data)
{
	vec_for(i, &r->findings) {
		struct finding *f = r->findings.v[i];
		const char *path = below ? below(f->file, data) : f->file;

		vec_for(k, &s->v) {
			if (!is_about(&s->v.v[k], f, path))
				continue;
			s->v.v[k].used = true;
			f->suppressed = s->v.v[k].reason ? s->v.v[k].reason : "";
			f->suppressed_apart = s->v.v[k].glob;
		}
	}
}

static void add_finding(struct report *r, const struct suppression *s, const char *message)
{
	struct finding *f = arena_new(r->arena, struct finding);

	f->rule = SUPPRESS_RULE;
	f->level = level_name(LEVEL_WARNING);
	f->confidence = confidence_name(CONF_HIGH);
	f->file = s->file;
	f->line = s->line;
	f->column = s->column;
	f->function = "";
	f->object = s->rule;
	f->message = message;
	finding_fingerprint(f);
	vec_push(r->arena, &r->findings, f);
}

void suppress_judge(struct report *r, const struct suppressions *s,
		    bool (*asked)(const struct suppression *s, void *data), void *data)
{
	vec_for(i, &s->v) {
		const struct suppression *p = &s->v.v[i];

		if (!asked(p, data))
			continue;
		if (p->mistake)
			add_finding(r, p, arena_printf(r->arena, "suppression without effect: %s",
						       p->mistake));
		else if (!p->used)
			add_finding(r, p, arena_printf(r->arena, "suppression of %s without effect: nothing "
							"of that rule is found %s", p->rule,
						       p->glob ? "in these files" : "in its line"));
		else if (!p->reason)
			add_finding(r, p, arena_printf(r->arena, "suppression of %s without a reason "
							"('ignore %s -- why')", p->rule, p->rule));
	}
}
