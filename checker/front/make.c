/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make - evaluates one Makefile: which lines count, and what they set.
 *
 * Lines of branches that are not taken set nothing but are read for the
 * objects they name (struct make_mention). Rules are passed over, target-specific
 * variables with them; recipes are kept as text where the caller wants them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "make.h"

#define MAX_INCLUDE 32

/* One open ifeq. */
struct branch {
	const char *cond;	/* its text, for the options that it names */
	bool active;		/* the lines now read count (within the outer branches) */
	bool taken;		/* a branch of this chain was active */
};

struct reader {
	struct make *m;
	VEC(struct branch) stack;
	bool in_rule;		/* lines that start with a tab are a recipe */
	const char *define;	/* name of the define now open */
	struct make_buf body;	/* ... and its lines */
};

void make_init(struct make *m, struct arena *a, const struct map *config,
	       const char *srctree, const char *dir)
{
	memset(m, 0, sizeof(*m));
	m->a = a;
	m->config = config;
	m->srctree = srctree;
	m->dir = dir;
	make_set(m, "comma", ",", false);
	make_set(m, "empty", "", false);
	make_set(m, "space", " ", false);
	make_set(m, "squote", "'", false);
	make_set(m, "pound", "#", false);
}

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r");
	end = s + strlen(s);
	while (end > s && strchr(" \t\r", end[-1]))
		*--end = 0;
	return s;
}

/* Is the line of @len bytes continued on the next one? */
static bool continued(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && line[len - 1 - n] == '\\')
		n++;
	return n % 2;
}

/* One logical line: continuations are one blank. NULL at the end of the file. */
static char *next_line(struct arena *a, const char **text)
{
	struct make_buf out = {0};
	const char *s = *text;
	size_t len;
	bool more = true;

	if (!*s)
		return NULL;
	while (more && *s) {
		len = strcspn(s, "\n");
		more = continued(s, len);
		make_buf_add(a, &out, s, len - more);
		s += len + (s[len] == '\n');
		if (more) {
			make_buf_add(a, &out, " ", 1);
			s += strspn(s, " \t");
		}
	}
	*text = s;
	return out.v;
}

/* A # starts a comment unless a backslash stands before it. */
static void cut_comment(char *line)
{
	char *out = line;

	for (; *line && *line != '#'; line++) {
		if (line[0] == '\\' && line[1] == '#')
			line++;
		*out++ = *line;
	}
	*out = 0;
}

static bool active(const struct reader *r)
{
	return !r->stack.n || r->stack.v[r->stack.n - 1].active;
}

/* The rest of the line when it starts with this word. */
static char *keyword(char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) || (line[n] && !strchr(" \t(\"'", line[n])))
		return NULL;
	return line + n + strspn(line + n, " \t");
}

/* "a" "b" or 'a' 'b': one of them; *s goes behind it. */
static const char *quoted(struct arena *a, const char **s)
{
	const char *p = *s + strspn(*s, " \t");
	const char *end = *p ? strchr(p + 1, *p) : NULL;

	if (!end)
		return "";
	*s = end + 1;
	return arena_strndup(a, p + 1, end - p - 1);
}

static bool equal(struct make *m, const char *cond)
{
	const char *left, *right, *rest;
	char *inner, *close;

	if (*cond != '(') {
		left = quoted(m->a, &cond);
		right = quoted(m->a, &cond);
	} else {
		inner = arena_strdup(m->a, cond + 1);
		close = strrchr(inner, ')');
		if (close)
			*close = 0;
		rest = inner;
		left = make_argument(m->a, &rest, false, NULL);
		right = rest;
	}
	left = trim(arena_strdup(m->a, make_expand(m, left)));
	right = trim(arena_strdup(m->a, make_expand(m, right)));
	return !strcmp(left, right);
}

/* Evaluates a condition line; false when it is none. */
static bool condition(struct make *m, char *line, const char **cond, bool *value)
{
	char *rest;

	if ((rest = keyword(line, "ifeq")))
		*value = equal(m, rest);
	else if ((rest = keyword(line, "ifneq")))
		*value = !equal(m, rest);
	else if ((rest = keyword(line, "ifdef")))
		*value = make_defined(m, trim(arena_strdup(m->a, make_expand(m, rest))));
	else if ((rest = keyword(line, "ifndef")))
		*value = !make_defined(m, trim(arena_strdup(m->a, make_expand(m, rest))));
	else
		return false;
	*cond = rest;
	return true;
}

static void open_branch(struct reader *r, const char *cond, bool value)
{
	struct branch b = { .cond = cond, .taken = value };

	b.active = active(r) && value;
	vec_push(r->m->a, &r->stack, b);
}

static void else_branch(struct reader *r, char *rest)
{
	struct branch *b;
	bool outer, value = true;
	const char *cond;

	if (!r->stack.n)
		return;
	b = &r->stack.v[r->stack.n - 1];
	outer = r->stack.n == 1 || r->stack.v[r->stack.n - 2].active;
	if (condition(r->m, rest, &cond, &value))
		b->cond = arena_printf(r->m->a, "%s %s", b->cond, cond);
	b->active = outer && !b->taken && value;
	b->taken |= value;
}

static bool conditional(struct reader *r, char *line)
{
	const char *cond;
	char *rest;
	bool value;

	if (condition(r->m, line, &cond, &value)) {
		open_branch(r, cond, value);
	} else if ((rest = keyword(line, "else"))) {
		else_branch(r, rest);
	} else if (keyword(line, "endif")) {
		if (r->stack.n)
			r->stack.n--;
	} else {
		return false;
	}
	return true;
}

/* Adds the options that @text names and that are off. */
static void off_options(struct make *m, struct make_mention *men, const char *text)
{
	size_t n;

	while ((text = strstr(text, "CONFIG_"))) {
		n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_abcdefghijklmnopqrstuvwxyz");
		if (!make_defined(m, arena_strndup(m->a, text, n)))
			vec_push(m->a, &men->off, arena_strndup(m->a, text, n));
		text += n;
	}
}

static bool is_target(const char *word)
{
	size_t n = strlen(word);

	return n > 1 && (word[n - 1] == '/' || (n > 2 && !strcmp(word + n - 2, ".o"))) &&
	       word[0] != '-';
}

static void note_mentions(struct reader *r, const char *lhs, const char *name, const char *value)
{
	struct make *m = r->m;
	struct make_mention men = { .var = name, .active = active(r) };
	const char *words = make_expand(m, value), *word;

	off_options(m, &men, lhs);
	vec_for(i, &r->stack)
		if (!r->stack.v[i].active)
			off_options(m, &men, r->stack.v[i].cond);
	while ((word = make_word(m->a, &words))) {
		men.word = word;
		if (is_target(word))
			vec_push(m->a, &m->mentions, men);
	}
}

/* How an assignment is marked: "override export X = 1". */
struct marks {
	bool exported, override;
};

static void assign(struct reader *r, char *lhs, char op, char *value, struct marks marks)
{
	struct make *m = r->m;
	const char *name = trim(arena_strdup(m->a, make_expand(m, trim(lhs))));

	value = arena_strdup(m->a, trim(value));
	note_mentions(r, lhs, name, value);
	if (!active(r))
		return;
	if (marks.exported && m->outside)
		vec_push(m->a, &m->exported, name);
	if (map_has(&m->fixed, intern(name)) && !marks.override)
		return;
	switch (op) {
	case ':':
		make_set(m, name, make_expand(m, value), false);
		break;
	case '+':
		make_append(m, name, value);
		break;
	case '?':
		if (!make_defined(m, name))
			make_set(m, name, value, true);
		break;
	case '!':
		make_set(m, name, "", false);
		break;
	default:
		make_set(m, name, value, true);
	}
}

/* Where the operator of an assignment stands; NULL when the line is a rule or nothing. */
static char *find_operator(char *line, char *op)
{
	int depth = 0;

	for (char *s = line; *s; s++) {
		if (*s == '(' || *s == '{')
			depth++;
		else if (*s == ')' || *s == '}')
			depth--;
		if (depth)
			continue;
		if (*s == '=') {
			*op = s > line && strchr("+?!:", s[-1]) ? s[-1] : '=';
			return s;
		}
		if (*s == ':' && s[1] != '=' && strncmp(s, "::=", 3))
			return NULL;
	}
	return NULL;
}

static bool assignment(struct reader *r, char *line)
{
	char op, *eq = find_operator(line, &op), *end, *rest;
	struct marks marks = {0};

	if (!eq)
		return false;
	for (end = eq; end > line && strchr("+?!:", end[-1]); end--)
		;
	*end = 0;
	while ((rest = keyword(line, "export")) || (rest = keyword(line, "override")) ||
	       (rest = keyword(line, "private"))) {
		marks.exported |= *line == 'e';
		marks.override |= *line == 'o';
		line = rest;
	}
	assign(r, line, op, eq + 1, marks);
	return true;
}

/* "export A B"; a bare "export" of all that is set is passed over. */
static bool export(struct reader *r, char *line)
{
	const char *names = keyword(line, "export"), *word;
	struct make *m = r->m;

	if (!names)
		return false;
	if (!m->outside || !active(r))
		return true;
	names = make_expand(m, names);
	while ((word = make_word(m->a, &names)))
		vec_push(m->a, &m->exported, word);
	return true;
}

static void include(struct reader *r, const char *list)
{
	struct make *m = r->m;
	const char *word;

	list = make_expand(m, list);
	if (m->depth >= MAX_INCLUDE)
		return;
	m->depth++;
	while ((word = make_word(m->a, &list))) {
		if (word[0] == '/')
			make_read(m, word);
		else if (!make_read(m, arena_printf(m->a, "%s/%s", m->srctree, word)))
			make_read(m, arena_printf(m->a, "%s/%s", m->dir, word));
	}
	m->depth--;
}

/* Lines between define and endef; true when the line was one. */
static bool in_define(struct reader *r, char *line)
{
	char *rest, *bare = arena_strdup(r->m->a, line);

	cut_comment(bare);
	bare = trim(bare);
	if (r->define) {
		if (keyword(bare, "endef")) {
			if (active(r))
				make_set(r->m, r->define, make_buf_str(r->m->a, &r->body), true);
			r->define = NULL;
		} else {
			make_buf_add(r->m->a, &r->body, line, strlen(line));
			make_buf_add(r->m->a, &r->body, "\n", 1);
		}
		return true;
	}
	rest = keyword(bare, "define");
	if (!rest)
		return false;
	rest[strcspn(rest, " \t=:")] = 0;
	r->define = rest;
	memset(&r->body, 0, sizeof(r->body));
	return true;
}

static void statement(struct reader *r, char *line)
{
	char *rest, *text;

	if (in_define(r, line))
		return;
	if (line[0] == '\t' && r->in_rule) {
		if (r->m->outside && active(r))
			vec_push(r->m->a, &r->m->recipes, line + 1);
		return;
	}
	cut_comment(line);
	text = trim(line);
	if (!*text || conditional(r, text))
		return;
	if ((rest = keyword(text, "include")) || (rest = keyword(text, "-include")) ||
	    (rest = keyword(text, "sinclude"))) {
		if (active(r))
			include(r, rest);
	} else if (assignment(r, text) || export(r, text)) {
		r->in_rule = false;
	} else if (strchr(text, ':')) {
		r->in_rule = true;
	}
}

bool make_read(struct make *m, const char *path)
{
	struct reader r = { .m = m };
	const char *text = file_read(m->a, path, NULL);
	char *line;

	if (!text)
		return false;
	while ((line = next_line(m->a, &text)))
		statement(&r, line);
	return true;
}
