/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main - which command is meant.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drive/commands.h"
#include "drive.h"

static _Noreturn void unknown_command(const char *name)
{
	const char *words[CMD_NR + 1] = { NULL }, *near;

	for (unsigned int i = 0; i < CMD_NR; i++)
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

/* Whatever was printed got there, or the user is told; of --help too, which argp prints. */
static void flush_output(void)
{
	static const char text[] = "skbown: cannot write to standard output\n";

	if (!fflush(stdout) && !ferror(stdout))
		return;
	worker_send(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_USAGE);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "help";
	const struct command *c;

	hold_streams();
	atexit(flush_output);
	if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		name = "version";
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		name = "help";
	c = command_find(name);
	if (!c)
		unknown_command(name);
	if (argc == 3 && !strcmp(argv[2], "--help") && !command_has_options(c)) {
		printf("Usage: skbown %s%s%s\n%s\n", c->name, *c->args ? " " : "", c->args, c->brief);
		return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
	}
	return c->run(argc - 1, argv + 1);
}
