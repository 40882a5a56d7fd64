/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_expand - what a piece of Makefile text is once its references are replaced.
 *
 * A reference that nests deeper than any Makefile has reason to is taken as
 * empty, so that a variable that names itself ends.
 */
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "make.h"

#define MAX_DEPTH 64

struct make_var {
	const char *value;
	bool recursive;
};

void make_buf_add(struct arena *a, struct make_buf *b, const char *s, size_t n)
{
	vec_reserve(a, b, b->n + n + 1);
	memcpy(b->v + b->n, s, n);
	b->n += n;
	b->v[b->n] = 0;
}

void make_buf_word(struct arena *a, struct make_buf *b, const char *word)
{
	if (!*word)
		return;
	if (b->n)
		make_buf_add(a, b, " ", 1);
	make_buf_add(a, b, word, strlen(word));
}

const char *make_buf_str(struct arena *a, struct make_buf *b)
{
	return b->n ? b->v : "";
}

void make_set(struct make *m, const char *name, const char *value, bool recursive)
{
	struct make_var *var = arena_new(m->a, struct make_var);

	var->value = value;
	var->recursive = recursive;
	map_set(m->a, &m->vars, intern(name), var);
}

void make_fix(struct make *m, const char *name, const char *value)
{
	make_set(m, name, value, false);
	map_set(m->a, &m->fixed, intern(name), m);
}

void make_append(struct make *m, const char *name, const char *value)
{
	struct make_var *var = map_get(&m->vars, intern(name));

	if (!var) {
		make_set(m, name, value, true);
		return;
	}
	if (!var->recursive)
		value = make_expand(m, value);
	var->value = *var->value ? arena_printf(m->a, "%s %s", var->value, value) : value;
}

bool make_defined(struct make *m, const char *name)
{
	struct make_var *var = map_get(&m->vars, intern(name));

	if (var)
		return *var->value;
	return m->config && map_get(m->config, intern(name));
}

const char *make_get(struct make *m, const char *name)
{
	struct make_var *var = map_get(&m->vars, intern(name));
	const char *value = NULL;

	if (var)
		return var->recursive ? make_expand(m, var->value) : var->value;
	if (m->config)
		value = map_get(m->config, intern(name));
	return value ? value : "";
}

/* @s stands behind an opening bracket; its closing one, or the end of the text. */
static const char *closing(const char *s, char open)
{
	char close = open == '(' ? ')' : '}';
	int depth = 1;

	for (; *s; s++) {
		if (*s == open)
			depth++;
		else if (*s == close && !--depth)
			break;
	}
	return s;
}

const char *make_argument(struct arena *a, const char **text, bool last, bool *more)
{
	const char *start = *text, *s;
	int depth = 0;

	for (s = start; *s; s++) {
		if (*s == '(' || *s == '{')
			depth++;
		else if (*s == ')' || *s == '}')
			depth--;
		else if (*s == ',' && !depth && !last)
			break;
	}
	*text = *s ? s + 1 : s;
	if (more)
		*more = *s;
	return arena_strndup(a, start, s - start);
}

/* "var:a=b": replaces the end a of each word by b, or by pattern. */
static const char *substitute(struct make *m, const char *name, const char *colon)
{
	const char *eq = strchr(colon, '=');
	const char *var = make_get(m, arena_strndup(m->a, name, colon - name));
	const char *from, *to;

	if (!eq)
		return "";
	from = arena_strndup(m->a, colon + 1, eq - colon - 1);
	to = eq + 1;
	if (!strchr(from, '%')) {
		from = arena_printf(m->a, "%%%s", from);
		to = arena_printf(m->a, "%%%s", to);
	}
	return make_function(m, "patsubst", arena_printf(m->a, "%s,%s,%s", from, to, var));
}

static bool is_call(const char *ref, const char **args)
{
	size_t n = strspn(ref, "abcdefghijklmnopqrstuvwxyz-");

	*args = ref + n;
	return n && isspace((unsigned char)ref[n]);
}

/* The text between the brackets of one reference. */
static const char *reference(struct make *m, const char *ref)
{
	const char *args, *value, *name, *colon;

	if (is_call(ref, &args)) {
		name = arena_strndup(m->a, ref, args - ref);
		args += strspn(args, " \t");
		value = make_function(m, name, args);
		if (value)
			return value;
	}
	name = make_expand(m, ref);
	colon = strchr(name, ':');
	return colon && strchr(colon, '=') ? substitute(m, name, colon) : make_get(m, name);
}

static const char *one_reference(struct make *m, const char **text)
{
	const char *s = *text, *end;
	char open = *s;

	if (open != '(' && open != '{') {
		*text = s + 1;
		return open == '$' ? "$" : make_get(m, arena_strndup(m->a, s, 1));
	}
	end = closing(s + 1, open);
	*text = *end ? end + 1 : end;
	return reference(m, arena_strndup(m->a, s + 1, end - s - 1));
}

const char *make_expand(struct make *m, const char *text)
{
	struct make_buf out = {0};
	const char *dollar, *value;

	if (!strchr(text, '$'))
		return text;
	if (m->depth >= MAX_DEPTH)
		return "";
	m->depth++;
	while ((dollar = strchr(text, '$'))) {
		make_buf_add(m->a, &out, text, dollar - text);
		text = dollar + 1;
		if (!*text)
			break;
		value = one_reference(m, &text);
		make_buf_add(m->a, &out, value, strlen(value));
	}
	make_buf_add(m->a, &out, text, strlen(text));
	m->depth--;
	return make_buf_str(m->a, &out);
}
