/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * manual - writes what is made of the tables of commands and options: the manual page, from its
 * template, and the completions of three shells.
 *
 *	skbown-manual man TEMPLATE | bash | zsh | fish
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "manual.h"
#include "render/render.h"
#include "report/pages.h"

/* --- roff --- */

/* Long lines are broken, but not where roff would take the next word for a request. */
static void put_text(const char *text)
{
	const char *line = text;

	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == ' ' && text - line > 60 && text[1] != '.' && text[1] != '\'') {
			putchar('\n');
			line = text;
		} else if (*text == '-') {
			fputs("\\-", stdout);
		} else if (*text == '\\') {
			fputs("\\e", stdout);
		} else if (*text == '~') {
			fputs("\\(ti", stdout);
		} else if (*text == '\'') {
			fputs("\\(aq", stdout);
		} else {
			putchar(*text);
		}
	}
}

/* A sentence that the tables have without its end. */
static void put_sentence(const char *text)
{
	put_text(text);
	puts(text[strlen(text) - 1] == '.' ? "" : ".");
}

static void put_synopsis(struct arena *a)
{
	for (unsigned int i = 0; i < CMD_NR; i++) {
		const struct command *c = &commands[i];

		if (i)
			puts(".br");
		fputs(".B skbown ", stdout);
		put_text(c->name);
		putchar('\n');
		if (command_has_options(c))
			puts("[OPTIONS]");
		if (*c->args)
			put_text(c->args), putchar('\n');
	}
}

static void put_commands(struct arena *a)
{
	for (unsigned int i = 0; i < CMD_NR; i++) {
		const struct command *c = &commands[i];
		char *text;

		fputs(".TP\n.B ", stdout);
		put_text(c->name);
		putchar('\n');
		text = arena_strdup(a, c->doc ? c->doc : c->brief);
		*text = toupper(*text);
		put_sentence(text);
	}
}

/* Which commands have it; formats differ from one to the other. */
static void put_owners(struct arena *a, const struct option_row *o)
{
	const char *list = "";

	for (unsigned int i = 0; i < CMD_NR; i++) {
		if (!option_is_of(o, &commands[i]))
			continue;
		if (!o->doc) {
			put_sentence(arena_printf(a, "%s: %s", commands[i].name,
						    option_doc(a, o, &commands[i])));
			puts(".br");
		}
		list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", commands[i].name);
	}
	if (o->doc)
		printf("(%s)\n", list);
}

static void put_option(struct arena *a, const struct option_row *o)
{
	puts(".TP");
	if (o->key < 256)
		printf("\\fB\\-%c\\fR%s", o->key, o->name ? ", " : "");
	if (o->name) {
		fputs("\\fB\\-\\-", stdout);
		put_text(o->name);
		fputs("\\fR", stdout);
	}
	if (o->arg)
		printf(" \\fI%s\\fR", o->arg);
	putchar('\n');
	if (o->doc)
		put_sentence(o->doc);
	put_owners(a, o);
}

static void put_options(struct arena *a)
{
	for (int g = 1; option_groups[g]; g++) {
		fputs(".SS ", stdout);
		put_text(arena_strndup(a, option_groups[g], strlen(option_groups[g]) - 1));
		putchar('\n');
		for (const struct option_row *o = option_rows; o->key; o++)
			if (o->group == g)
				put_option(a, o);
	}
}

static void put_rules(struct arena *a)
{
	const struct rule_page *p;

	for (unsigned int i = 0; (p = rule_page_at(i)); i++) {
		fputs(".TP\n.B ", stdout);
		put_text(p->id);
		putchar('\n');
		put_sentence(p->message);
	}
}

static void put_version(struct arena *a)
{
	puts(SKBOWN_VERSION);
}

static bool replace(struct arena *a, const char *word)
{
	static const struct {
		const char *word;
		void (*put)(struct arena *a);
	} parts[] = {
		{ "@synopsis@", put_synopsis }, { "@commands@", put_commands },
		{ "@options@", put_options }, { "@rules@", put_rules }, { "@version@", put_version },
	};

	for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(parts[i].word, word))
			continue;
		parts[i].put(a);
		return true;
	}
	fprintf(stderr, "skbown-manual: unknown word %s\n", word);
	return false;
}

bool manual_page(struct arena *a, const char *template)
{
	char *text = file_read(a, template, NULL), *line, *save = NULL;

	if (!text) {
		fprintf(stderr, "skbown-manual: cannot read %s\n", template);
		return false;
	}
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (*line != '@')
			puts(line);
		else if (!replace(a, line))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct arena a;
	bool good = true;

	arena_init(&a);
	if (!strcmp(what, "man") && argc == 3)
		good = manual_page(&a, argv[2]);
	else if (!strcmp(what, "bash"))
		manual_bash(&a);
	else if (!strcmp(what, "zsh"))
		manual_zsh(&a);
	else if (!strcmp(what, "fish"))
		manual_fish(&a);
	else
		good = false, fputs("usage: skbown-manual man TEMPLATE | bash | zsh | fish\n", stderr);
	arena_free(&a);
	return good && !fflush(stdout) ? 0 : 2;
}
