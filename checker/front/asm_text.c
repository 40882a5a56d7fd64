/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asm_text - an asm statement as clang prints it, taken apart.
 *
 *	asm volatile goto ("addl %1,%0" : "+m" (x) : "r" (n) : "memory" : label)
 *
 * Of the template the one instruction is kept, when it has only one beside
 * labels, directives and prefixes.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "asm.h"

struct cursor {
	const char *s;
};

static void blank(struct cursor *c)
{
	while (isspace((unsigned char)*c->s))
		c->s++;
}

static bool eat(struct cursor *c, char ch)
{
	blank(c);
	if (*c->s != ch)
		return false;
	c->s++;
	return true;
}

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

static const char *word(struct cursor *c)
{
	const char *at;

	blank(c);
	at = c->s;
	while (is_word(*c->s))
		c->s++;
	return intern_n(at, (size_t)(c->s - at));
}

/* A string without its quotes and with its escapes as they are; NULL when there is none. */
static const char *string(struct cursor *c, struct arena *a)
{
	const char *at;

	blank(c);
	if (*c->s != '"')
		return NULL;
	at = ++c->s;
	while (*c->s && *c->s != '"')
		c->s += c->s[0] == '\\' && c->s[1] ? 2 : 1;
	at = arena_strndup(a, at, (size_t)(c->s - at));
	if (*c->s)
		c->s++;
	return at;
}

/* Past a parenthesis and all that is in it. */
static void skip_group(struct cursor *c)
{
	int depth = 0;

	blank(c);
	for (; *c->s; c->s++) {
		if (*c->s == '"') {
			for (c->s++; *c->s && *c->s != '"'; c->s++)
				if (*c->s == '\\' && c->s[1])
					c->s++;
			if (!*c->s)
				return;
		} else if (*c->s == '(') {
			depth++;
		} else if (*c->s == ')' && --depth == 0) {
			c->s++;
			return;
		}
	}
}

static void operands(struct cursor *c, struct arena *a, struct asm_text *t, bool output)
{
	do {
		struct asm_operand *o = &t->operand[t->n];

		blank(c);
		if (*c->s != '[' && *c->s != '"')
			return;
		*o = (struct asm_operand){ .output = output };
		if (eat(c, '[')) {
			o->name = word(c);
			eat(c, ']');
		}
		o->constraint = string(c, a);
		skip_group(c);
		if (!o->constraint || ++t->n == ASM_MAX_OPERANDS)
			return;
		t->outputs += output;
	} while (eat(c, ','));
}

static void clobbers(struct cursor *c, struct arena *a)
{
	while (string(c, a) && eat(c, ','))
		;
}

static void labels(struct cursor *c, struct arena *a, struct asm_text *t)
{
	do {
		const char *w = word(c);

		if (w && w[0])
			vec_push(a, &t->labels, w);
	} while (eat(c, ','));
}

static bool is_prefix(const char *s, size_t n)
{
	static const char *const prefixes[] = { "lock", "notrack", "rep", "pause" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strlen(prefixes[i]) == n && !strncmp(s, prefixes[i], n))
			return true;
	return false;
}

/* One line of the template: true when it is an instruction. */
static bool instruction(const char *s, const char *end, struct asm_text *t)
{
	const char *w;

	for (;;) {
		while (s < end && (isspace((unsigned char)*s) || *s == ';'))
			s++;
		w = s;
		while (w < end && (is_word(*w) || *w == '.'))
			w++;
		if (w < end && *w == ':')
			s = w + 1;
		else if (is_prefix(s, (size_t)(w - s)))
			s = w;
		else
			break;
	}
	if (s >= end || *s == '.' || *s == '#' || w == s)
		return false;
	t->op = intern_n(s, (size_t)(w - s));
	t->args = intern_n(w, (size_t)(end - w));
	return true;
}

/* "\n", "\t" and ";" part the instructions; a template of several is not understood. */
static void template(const char *s, struct asm_text *t)
{
	unsigned int n = 0;
	bool section = false;

	while (*s) {
		const char *end = s;

		while (*end && *end != ';' && strncmp(end, "\\n", 2) && strncmp(end, "\\t", 2))
			end++;
		if (memmem(s, (size_t)(end - s), ".pushsection", 12))
			section = true;
		if (!section)
			n += instruction(s, end, t);
		if (memmem(s, (size_t)(end - s), ".popsection", 11))
			section = false;
		s = *end == ';' ? end + 1 : *end ? end + 2
						 : end;
	}
	if (n != 1)
		t->op = t->args = NULL;
}

bool asm_parse(const char *s, struct arena *a, struct asm_text *t)
{
	struct cursor c = { s };
	const char *text;

	*t = (struct asm_text){ 0 };
	do {
		text = word(&c);
		if (!text)
			return false;
		t->is_goto |= !strcmp(text, "goto");
		blank(&c);
	} while (*c.s && *c.s != '(' && is_word(*c.s));
	if (!eat(&c, '('))
		return false;
	text = string(&c, a);
	if (!text)
		return false;
	t->traps = strstr(text, "0x0f, 0x0b") || strstr(text, "ud2");
	template(text, t);
	if (eat(&c, ':'))
		operands(&c, a, t, true);
	if (eat(&c, ':'))
		operands(&c, a, t, false);
	if (eat(&c, ':'))
		clobbers(&c, a);
	if (eat(&c, ':'))
		labels(&c, a, t);
	return eat(&c, ')');
}

/* %0, %b0, %[name], %%gs:%1: the number of the operand, or -1. */
static int operand_number(const struct asm_text *t, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end && isspace((unsigned char)*s))
		s++;
	if (end - s > 5 && !strncmp(s, "%%", 2) && s[4] == ':')
		s += 5;
	if (s >= end || *s++ != '%')
		return -1;
	if (s < end && isalpha((unsigned char)*s))
		s++;
	if (s < end && isdigit((unsigned char)*s))
		return *s - '0' < (int)t->n ? *s - '0' : -1;
	if (s >= end || *s++ != '[')
		return -1;
	for (unsigned int i = 0; i < t->n; i++) {
		size_t len = t->operand[i].name ? strlen(t->operand[i].name) : 0;

		if (len && !strncmp(t->operand[i].name, s, len) && s[len] == ']')
			return (int)i;
	}
	return -1;
}

void asm_args(const struct asm_text *t, int *src, int *dst)
{
	const char *comma = strchr(t->args, ',');

	*src = *dst = -1;
	if (!comma) {
		*dst = operand_number(t, t->args, strlen(t->args));
		return;
	}
	*src = operand_number(t, t->args, (size_t)(comma - t->args));
	*dst = operand_number(t, comma + 1, strlen(comma + 1));
}

/* addl, addq, addw, addb are all add. */
bool asm_is(const struct asm_text *t, const char *op)
{
	size_t n = strlen(op);

	if (!t->op || strncmp(t->op, op, n))
		return false;
	return !t->op[n] || (strchr("bwlq", t->op[n]) && !t->op[n + 1]);
}
