/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fix - the repair of a finding, where it is local and certain:
 *
 *	sock_put(sk) of what may be a mini socket	sock_gen_put(sk), which puts every kind
 *	x->destructor = sock_efree of such a one	sock_edemux, likewise
 *	x->destructor(x) with the pair left set		skb_orphan(x), which clears it too
 *
 * All three take what the wrong call takes, do the same where that was right, and need no other
 * header. Whatever asks for a thought (where to orphan, which way out leaks) has no fix.
 */
#include <ctype.h>
#include <string.h>

#include "report/fix.h"

static size_t word(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static bool is_word(const char *s, const char *name)
{
	return word(s) == strlen(name) && !strncmp(s, name, strlen(name));
}

static bool replace(struct fix *out, unsigned int column, size_t n, const char *text)
{
	out->column = column;
	out->end = column + n;
	out->text = text;
	return true;
}

/* @s is the line from the finding's @column on. */
static bool fix_put(const char *s, unsigned int column, struct fix *out)
{
	static const char store[] = "->destructor = ";
	size_t n = word(s);

	if (is_word(s, "sock_put") && s[n] == '(')
		return replace(out, column, n, "sock_gen_put");
	if (!n || strncmp(s + n, store, strlen(store)))
		return false;
	n += strlen(store);
	if (!is_word(s + n, "sock_efree") || s[n + word(s + n)] != ';')
		return false;
	return replace(out, column + n, word(s + n), "sock_edemux");
}

static bool fix_direct(struct arena *a, const char *s, unsigned int column, struct fix *out)
{
	size_t n = word(s);
	const char *call = arena_printf(a, "%.*s->destructor(%.*s);", (int)n, s, (int)n, s);

	if (!n || strncmp(s, call, strlen(call)))
		return false;
	return replace(out, column, strlen(call), arena_printf(a, "skb_orphan(%.*s);", (int)n, s));
}

bool fix_of(struct arena *a, const struct finding *f, const char *line, struct fix *out)
{
	const char *s;

	if (f->tool || level_by_name(f->level) < LEVEL_WARNING || !f->column ||
	    f->column > strlen(line))
		return false;
	s = line + f->column - 1;
	if (!strcmp(f->rule, rule_name(RULE_NONFULL_PUT)))
		return fix_put(s, f->column, out);
	if (!strcmp(f->rule, rule_name(RULE_DTOR_DIRECT)))
		return fix_direct(a, s, f->column, out);
	return false;
}
