/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proc - what another program says.
 *
 * stdin is a temporary file and not a pipe, so that a command that writes
 * before it has read everything cannot block us.
 */
#define _GNU_SOURCE
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int input_fd(const char *input)
{
	size_t n;
	int fd;

	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	n = strlen(input);
	if (fd >= 0 && (write(fd, input, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* In the child: nothing but async-signal-safe calls. */
static _Noreturn void start(const char *const *argv, const struct proc_options *opt, int in, int out)
{
	int null;

	if (opt->dir && chdir(opt->dir))
		_exit(127);
	dup2(in, 0);
	dup2(out, opt->errors ? 2 : 1);
	if (opt->quiet) {
		null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(null, 2);
	}
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static void read_output(struct arena *a, int fd, struct proc_result *res)
{
	size_t cap = 4096;
	ssize_t got;

	res->out = arena_alloc(a, cap);
	res->len = 0;
	for (;;) {
		if (res->len + 1 >= cap) {
			char *bigger = arena_alloc(a, cap * 2);

			memcpy(bigger, res->out, res->len);
			res->out = bigger;
			cap *= 2;
		}
		got = read(fd, res->out + res->len, cap - 1 - res->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		res->len += (size_t)got;
	}
	res->out[res->len] = '\0';
}

static int reap(pid_t pid)
{
	int st;

	while (waitpid(pid, &st, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
}

int proc_read(struct arena *a, const char *const *argv, const struct proc_options *opt,
	      struct proc_result *res)
{
	static const struct proc_options none;
	int in, pipefd[2], saved;
	pid_t pid;

	if (!opt)
		opt = &none;
	in = input_fd(opt->input);
	if (in < 0)
		return -1;
	if (pipe2(pipefd, O_CLOEXEC)) {
		close(in);
		return -1;
	}
	pid = fork();
	if (!pid)
		start(argv, opt, in, pipefd[1]);
	saved = errno;
	close(in);
	close(pipefd[1]);
	if (pid > 0) {
		read_output(a, pipefd[0], res);
		res->status = reap(pid);
	}
	close(pipefd[0]);
	errno = saved;
	return pid < 0 ? -1 : 0;
}

static double seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double clock_mono(void)
{
	return seconds(CLOCK_MONOTONIC);
}

double clock_cpu(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}
