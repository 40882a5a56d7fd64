/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main - which command is meant.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "drive.h"

static int run_version(int argc, char **argv)
{
	puts("skbown " SKBOWN_VERSION);
	return 0;
}

static int run_check_command(int argc, char **argv)
{
	struct command_line line = {
		.args_doc = "[PATH ...] [-- CFLAGS ...]",
		.doc = "Checks C files, and those in folders, for mistakes in the ownership of socket "
		"buffers.\vExit status: 0 no findings, 1 findings, 2 usage or environment, "
		"3 something could not be analysed, 130 interrupted.",
	};
	struct check_options o;
	struct arena a;
	int status;

	arena_init(&a);
	line.formats = renderer_names(&a);
	options_parse(&o, &a, &line, argc, argv);
	o.gated = true;
	status = run_check(&o);
	arena_free(&a);
	return status;
}

static int run_help(int argc, char **argv);

static const struct {
	const char *name, *args, *doc;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "check", "[OPTIONS] [PATH ...] [-- CFLAGS ...]", "checks files and folders",
	  run_check_command },
	{ "summary", "FUNCTION [OPTIONS] [FILE ...] [-- CFLAGS ...]",
	  "what a function does to owners, references and charges, in words", run_summary },
	{ "inventory", "[OPTIONS] [PATH ...] [-- CFLAGS ...]",
	  "destructors, their contracts, and where owners are attached", run_inventory },
	{ "kbuild", "[OPTIONS] ARGS ...", "what make C=1 CHECK=\"skbown kbuild\" calls", run_kbuild },
	{ "merge", "[OPTIONS] REPORT ...", "one report of many, of sparse and spatch too", run_merge },
	{ "config", "[OPTIONS] [PATH ...]", "the settings that hold for these paths, and where from",
	  run_config },
	{ "explain", "RULE", "what a rule finds, why, and how to mend it", run_explain },
	{ "rules", "", "the list of rules", run_rules },
	{ "version", "", "the version of the program", run_version },
	{ "help", "", "this list", run_help },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int run_help(int argc, char **argv)
{
	puts("skbown checks Linux kernel C for mistakes in who owns a socket buffer\n"
	     "(skb->sk and skb->destructor).\n");
	for (unsigned int i = 0; i < NR_COMMANDS; i++) {
		printf("  skbown %s %s\n", commands[i].name, commands[i].args);
		printf("          %s\n", commands[i].doc);
	}
	puts("\n'skbown check --help' lists the options.");
	return 0;
}

static _Noreturn void unknown_command(const char *name)
{
	const char *words[NR_COMMANDS + 1] = { NULL }, *near;

	for (unsigned int i = 0; i < NR_COMMANDS; i++)
		words[i] = commands[i].name;
	near = nearest_word(name, words);
	if (near)
		die("unknown command '%s'; did you mean '%s'?", name, near);
	die("unknown command '%s' ('skbown help' lists them)", name);
}

/*
 * A stream that is closed stays taken, by something that cannot be written to: else the first file
 * that is opened, the store perhaps, would get what is meant for it.
 */
static void hold_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "help";

	hold_streams();
	if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		name = "version";
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		name = "help";
	for (unsigned int i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	unknown_command(name);
}
