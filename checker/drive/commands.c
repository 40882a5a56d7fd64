/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands - the table of commands, and those that need no file of their own.
 */
#include <string.h>

#include "base/bug.h"
#include "drive/commands.h"
#include "drive.h"

static const char *const text_only[] = { "text", NULL };
static const char *const text_json[] = { "text", "json", NULL };
static const char *const inventory_formats[] = { "text", "json", "html", "dot", NULL };

static int run_version(int argc, char **argv)
{
	puts("skbown " SKBOWN_VERSION);
	return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
}

static int run_check_command(int argc, char **argv)
{
	struct check_options o;
	struct arena a;
	int status;

	arena_init(&a);
	options_parse(&o, &a, argc, argv);
	o.gated = true;
	status = run_check(&o);
	arena_free(&a);
	return status;
}

bool command_has_options(const struct command *c)
{
	for (const struct option_row *o = option_rows; o->key; o++)
		if (option_is_of(o, c))
			return true;
	return false;
}

static int run_help(int argc, char **argv)
{
	puts("skbown checks Linux kernel C for mistakes in who owns a socket buffer\n"
	     "(skb->sk and skb->destructor).\n");
	for (unsigned int i = 0; i < CMD_NR; i++) {
		const struct command *c = &commands[i];

		printf("  skbown %s%s%s%s\n", c->name, command_has_options(c) ? " [OPTIONS]" : "",
		       *c->args ? " " : "", c->args);
		printf("          %s\n", c->brief);
	}
	puts("\n'skbown COMMAND --help' lists a command's options, 'man skbown' says more.");
	return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
}

const struct command commands[CMD_NR] = {
	[CMD_CHECK] = {
		"check", "[PATH ...] [-- CFLAGS ...]", "checks files and folders",
		"Checks C files, and those in folders, for mistakes in the ownership of socket "
		"buffers. What stands behind -- are words for the compiler.",
		NULL, run_check_command,
	},
	[CMD_SUMMARY] = {
		"summary", "FUNCTION [FILE ...] [-- CFLAGS ...]",
		"what a function does to owners, references and charges, in words",
		"Prints what a function does to owners of buffers, references and charges: the "
		"function of the files given, or the model of that name when there is none.",
		text_json, run_summary,
	},
	[CMD_INVENTORY] = {
		"inventory", "[PATH ...] [-- CFLAGS ...]",
		"destructors, their contracts, and where owners are attached",
		"Lists the destructors of socket buffers with what they give back, each place where an "
		"owner is attached or taken off with what the rules say of it, and the functions that "
		"may leave a buffer owned.",
		inventory_formats, run_inventory,
	},
	[CMD_KBUILD] = {
		"kbuild", "ARGS ... FILE", "what make C=1 CHECK=\"skbown kbuild\" calls",
		"Checks the file that the kernel's build compiles, with its own words for the compiler: "
		"make C=1 CHECK=\"skbown kbuild [OPTIONS]\" for what is compiled anew, C=2 for every file. "
		"Findings are written to standard error and do not change the exit status.",
		text_only, run_kbuild,
	},
	[CMD_LSP] = {
		"lsp", "[-- CFLAGS ...]", "language server on standard input and output, for editors",
		"Serves the Language Server Protocol on standard input and output. How a file is compiled is "
		"found by itself: compile_commands.json above it, else the kernel tree or the module that "
		"it is in; or as the options say.",
		text_only, run_lsp,
	},
	[CMD_MERGE] = {
		"merge", "REPORT ...", "one report of many, of sparse and spatch too",
		"Makes one report of many: JSON and SARIF of skbown, SARIF of other tools, what "
		"sparse and spatch print, the parts of 'check --shard'. A folder stands for the .json, "
		".sarif, .txt, .log and .part files in it. Paths in them are those of the current folder, or of --kdir.",
		NULL, run_merge,
	},
	[CMD_CONFIG] = {
		"config", "[PATH ...]", "the settings that hold for these paths, and where from",
		"Prints the settings that hold for these paths: of the command line, else of the "
		".skbown.yaml at the first path or in a folder above it, else the usual ones.",
		text_only, run_config,
	},
	[CMD_EXPLAIN] = {
		"explain", "RULE", "what a rule finds, why, and how to mend it", NULL, text_only, run_explain,
	},
	[CMD_RULES] = { "rules", "", "the list of rules", NULL, text_only, run_rules },
	[CMD_CACHE] = {
		"cache",
		"[status|clear]",
		"what earlier runs left on disk; removes it",
		NULL,
		text_only,
		run_cache,
	},
	[CMD_VERSION] = { "version", "", "the version of the program", NULL, text_only, run_version },
	[CMD_HELP] = { "help", "", "this list", NULL, text_only, run_help },
};

const struct command *command_find(const char *name)
{
	for (unsigned int i = 0; i < CMD_NR; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

const char *const *command_formats(struct arena *a, const struct command *c)
{
	return c->formats ? c->formats : renderer_names(a);
}
