/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * manual_shell - completions of commands, options and their values for bash, zsh and fish.
 */
#include <stdio.h>
#include <string.h>

#include "manual.h"
#include "report/pages.h"

/* --- what may follow --- */

enum kind { KIND_NONE, KIND_ANY, KIND_FILE, KIND_FOLDER, KIND_WORDS, KIND_LIST, KIND_REVISION };

struct values {
	enum kind kind;
	const char *words;	/* with blanks between */
};

static const char *rule_words(struct arena *a)
{
	const struct rule_page *p;
	const char *words = "";

	for (unsigned int i = 0; (p = rule_page_at(i)); i++)
		words = arena_printf(a, "%s%s%s", words, *words ? " " : "", p->id);
	return words;
}

static const char *format_words(struct arena *a, const struct command *c)
{
	const char *const *f = command_formats(a, c);
	const char *words = *f;

	while (*++f)
		words = arena_printf(a, "%s %s", words, *f);
	return words;
}

/* The values of an option, by the word that stands for them in its help. */
static struct values values_of(struct arena *a, const struct option_row *o, const struct command *c)
{
	static const struct {
		const char *arg;
		struct values values;
	} known[] = {
		{ "DIR", { KIND_FOLDER, "" } },
		{ "BUILD", { KIND_FILE, "" } },
		{ "FILE", { KIND_FILE, "" } },
		{ "FILE.c", { KIND_FILE, "" } },
		{ "REV", { KIND_REVISION, "" } },
		{ "LEVEL", { KIND_WORDS, "note warning error" } },
		{ "WHAT", { KIND_WORDS, "ir states ops" } },
	};

	if (!o->arg)
		return (struct values){ KIND_NONE, "" };
	if (!o->doc)
		return (struct values){ KIND_WORDS, format_words(a, c) };
	if (!strcmp(o->arg, "LIST"))
		return (struct values){ KIND_LIST, rule_words(a) };
	for (unsigned int i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].arg, o->arg))
			return known[i].values;
	return (struct values){ KIND_ANY, "" };
}

/* "[this|that]" as words. */
static const char *words_between(struct arena *a, const char *args)
{
	char *words = arena_strdup(a, args);

	for (char *s = words; *s; s++)
		if (strchr("[|]", *s))
			*s = ' ';
	return words;
}

/* What stands on its own. */
static struct values places_of(struct arena *a, const struct command *c)
{
	if (strchr(c->args, '|'))
		return (struct values){ KIND_WORDS, words_between(a, c->args) };
	if (strstr(c->args, "RULE"))
		return (struct values){ KIND_WORDS, rule_words(a) };
	return (struct values){ *c->args ? KIND_FILE : KIND_NONE, "" };
}

static const char *short_name(struct arena *a, const struct option_row *o)
{
	return o->key < 256 ? arena_printf(a, "-%c", o->key) : "";
}

/* Without what shells would read as theirs. */
static const char *plain(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *s = copy; *s; s++)
		if (strchr("'\"[]:`$\\", *s))
			*s = *s == ':' ? ',' : ' ';
	return copy;
}

/* --- bash --- */

static const char bash_head[] =
	"# Completions of skbown for bash, made of its tables of commands and options.\n"
	"\n"
	"# $1: command\n"
	"_skbown_options()\n"
	"{\n"
	"\tcase $1 in\n";

static const char bash_tail[] =
	"_skbown()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} cmd=${COMP_WORDS[1]}\n"
	"\tlocal kind words before=\n"
	"\n"
	"\tCOMPREPLY=()\n"
	"\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"$(_skbown_options '')\" -- \"$cur\"))\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t# bash takes --option=value for three words.\n"
	"\tif [ \"$cur\" = = ]; then\n"
	"\t\tcur=\n"
	"\telif [ \"$prev\" = = ]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n"
	"\tread -r kind words <<<\"$(_skbown_values \"$cmd\" \"$prev\")\"\n"
	"\tif [ -z \"$kind\" ] && [ \"${cur:0:1}\" = - ]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"$(_skbown_options \"$cmd\")\" -- \"$cur\"))\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t[ -n \"$kind\" ] || read -r kind words <<<\"$(_skbown_values \"$cmd\" '')\"\n"
	"\tcase $kind in\n"
	"\tfolder)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
	"\tfile)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
	"\trevision)\n"
	"\t\twords=$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\n"
	"\t\tCOMPREPLY=($(compgen -W \"HEAD $words\" -- \"$cur\")) ;;\n"
	"\tlist)\n"
	"\t\tcase $cur in *,*) before=${cur%,*}, ;; esac\n"
	"\t\tcompopt -o nospace 2>/dev/null\n"
	"\t\tCOMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"${cur##*,}\")) ;;\n"
	"\twords)\n"
	"\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _skbown skbown\n";

static const char *const kind_words[] = {
	[KIND_NONE] = "", [KIND_ANY] = "any", [KIND_FILE] = "file", [KIND_FOLDER] = "folder",
	[KIND_WORDS] = "words", [KIND_LIST] = "list", [KIND_REVISION] = "revision",
};

static void bash_values(struct arena *a, const struct command *c)
{
	struct values v = places_of(a, c);

	printf("\t\"%s \") echo '%s %s' ;;\n", c->name, kind_words[v.kind], v.words);
	for (const struct option_row *o = option_rows; o->key; o++) {
		v = values_of(a, o, c);
		if (!option_is_of(o, c) || v.kind == KIND_NONE)
			continue;
		putchar('\t');
		if (o->key < 256)
			printf("\"%s -%c\"%s", c->name, o->key, o->name ? " | " : "");
		if (o->name)
			printf("\"%s --%s\"", c->name, o->name);
		printf(") echo '%s %s' ;;\n", kind_words[v.kind], v.words);
	}
}

static void bash_options(struct arena *a, const struct command *c)
{
	printf("\t%s) echo '--help", c->name);
	for (const struct option_row *o = option_rows; o->key; o++)
		if (option_is_of(o, c))
			printf(" %s%s", o->name ? "--" : short_name(a, o), o->name ? o->name : "");
	printf("' ;;\n");
}

void manual_bash(struct arena *a)
{
	fputs(bash_head, stdout);
	printf("\t'') echo '");
	for (unsigned int i = 0; i < CMD_NR; i++)
		printf("%s%s", i ? " " : "", commands[i].name);
	printf(" --help --version' ;;\n");
	for (unsigned int i = 0; i < CMD_NR; i++)
		bash_options(a, &commands[i]);
	printf("\tesac\n}\n\n# $1: command, $2: option, or '' for what stands on its own\n"
	       "_skbown_values()\n{\n\tcase \"$1 $2\" in\n");
	for (unsigned int i = 0; i < CMD_NR; i++)
		bash_values(a, &commands[i]);
	printf("\tesac\n}\n\n");
	fputs(bash_tail, stdout);
}

/* --- zsh --- */

static const char *zsh_action(struct arena *a, struct values v)
{
	switch (v.kind) {
	case KIND_FILE:
		return "_files";
	case KIND_FOLDER:
		return "_files -/";
	case KIND_WORDS:
		return arena_printf(a, "(%s)", v.words);
	case KIND_LIST:
		return arena_printf(a, "_values -s , rule %s", v.words);
	case KIND_REVISION:
		return "_skbown_revisions";
	default:
		return " ";
	}
}

static void zsh_option(struct arena *a, const struct option_row *o, const struct command *c)
{
	struct values v = values_of(a, o, c);
	const char *doc = plain(a, option_doc(a, o, c)), *value = "";

	if (v.kind != KIND_NONE)
		value = arena_printf(a, ":%s:%s", o->arg, zsh_action(a, v));
	if (o->key < 256)
		printf("\t\t'-%c[%s]%s' \\\n", o->key, doc, value);
	if (o->name)
		printf("\t\t'--%s%s[%s]%s' \\\n", o->name, *value ? "=" : "", doc, value);
}

static void zsh_command(struct arena *a, const struct command *c)
{
	struct values v = places_of(a, c);

	printf("_skbown_%s()\n{\n\t_arguments \\\n", c->name);
	for (const struct option_row *o = option_rows; o->key; o++)
		if (option_is_of(o, c))
			zsh_option(a, o, c);
	if (v.kind != KIND_NONE)
		printf("\t\t'*:%s:%s' \\\n", v.kind == KIND_WORDS ? "word" : "path", zsh_action(a, v));
	printf("\t\t'--help[list the options]'\n}\n\n");
}

void manual_zsh(struct arena *a)
{
	puts("#compdef skbown\n# Completions of skbown for zsh, made of its tables of commands and options.\n\n"
	     "_skbown_revisions()\n{\n"
	     "\tcompadd HEAD ${(f)\"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\"}\n}\n");
	for (unsigned int i = 0; i < CMD_NR; i++)
		zsh_command(a, &commands[i]);
	puts("_skbown()\n{\n\tlocal -a commands=(");
	for (unsigned int i = 0; i < CMD_NR; i++)
		printf("\t\t'%s:%s'\n", commands[i].name, plain(a, commands[i].brief));
	puts("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
	     "\tlocal command=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n"
	     "\t(( $+functions[_skbown_$command] )) && _skbown_$command\n}\n\n_skbown \"$@\"");
}

/* --- fish --- */

static const char *fish_action(struct arena *a, struct values v)
{
	switch (v.kind) {
	case KIND_NONE:
		return "";
	case KIND_FILE:
		return " -rF";
	case KIND_FOLDER:
		return " -xa '(__fish_complete_directories)'";
	case KIND_WORDS:
		return arena_printf(a, " -xa '%s'", v.words);
	case KIND_LIST:
		return arena_printf(a, " -xa '(__fish_append , (string split \" \" \"%s\"))'", v.words);
	case KIND_REVISION:
		return " -xa '(git for-each-ref --format=\"%(refname:short)\" 2>/dev/null)'";
	default:
		return " -x";
	}
}

static void fish_command(struct arena *a, const struct command *c)
{
	const char *when = arena_printf(a, "-n '__fish_seen_subcommand_from %s'", c->name);
	struct values v = places_of(a, c);

	printf("complete -c skbown -n __fish_use_subcommand -fa %s -d '%s'\n", c->name,
	       plain(a, c->brief));
	if (v.kind == KIND_WORDS)
		printf("complete -c skbown %s -fa '%s'\n", when, v.words);
	else if (v.kind == KIND_NONE)
		printf("complete -c skbown %s -f\n", when);
	for (const struct option_row *o = option_rows; o->key; o++) {
		if (!option_is_of(o, c))
			continue;
		printf("complete -c skbown %s", when);
		if (o->key < 256)
			printf(" -s %c", o->key);
		if (o->name)
			printf(" -l %s", o->name);
		printf("%s -d '%s'\n", fish_action(a, values_of(a, o, c)), plain(a, option_doc(a, o, c)));
	}
}

void manual_fish(struct arena *a)
{
	puts("# Completions of skbown for fish, made of its tables of commands and options.");
	for (unsigned int i = 0; i < CMD_NR; i++)
		fish_command(a, &commands[i]);
}
