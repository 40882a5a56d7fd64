/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pool - worker processes, and what becomes of a unit whose worker does not answer.
 *
 * Largest file first, so that no core waits for a late big one. A worker that
 * dies, takes too long or grows too big costs the one unit that it was at; a new one
 * takes its place. Results are kept per unit: their order is that of the units,
 * not that of the workers.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/proc.h"
#include "drive.h"

#define LOOK_EVERY_MS 100	/* at the clock and at the memory of the workers */

struct worker {
	pid_t pid;		/* 0: not started */
	int fd, err;		/* its socket; what it writes on stderr */
	struct job *job;	/* NULL: idle */
	double since;
	char *buf;		/* a message as far as it has come */
	size_t have, cap;
};

struct pool {
	struct run *run;
	struct worker *workers;
	unsigned int n, done, next;
	struct job **queue;
	unsigned int nr;	/* in the queue */
	sigset_t before;	/* the signal mask outside of the pool */
};

static volatile sig_atomic_t stop_asked;

static void on_signal(int sig)
{
	stop_asked = 1;
}

/* --- one worker --- */

static void close_others(const struct pool *p)
{
	for (unsigned int i = 0; i < p->n; i++)
		if (p->workers[i].pid) {
			close(p->workers[i].fd);
			close(p->workers[i].err);
		}
}

static _Noreturn void child(struct pool *p, struct worker *w, int fd, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	close_others(p);
	dup2(w->err, STDERR_FILENO);
	signal(SIGINT, SIG_IGN);	/* Ctrl-C reaches the whole group; the parent decides */
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	worker_main(p->run, fd);
}

static bool worker_start(struct pool *p, struct worker *w)
{
	pid_t parent = getpid(), pid;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return false;
	w->err = memfd_create("stderr", MFD_CLOEXEC);
	fflush(NULL);
	pid = w->err < 0 ? -1 : fork();
	if (!pid) {
		close(fd[0]);
		child(p, w, fd[1], parent);
	}
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		if (w->err >= 0)
			close(w->err);
		return false;
	}
	w->pid = pid;
	w->fd = fd[0];
	w->have = 0;
	return true;
}

/* Returns the wait status. */
static int worker_end(struct worker *w, bool force)
{
	int status = 0;

	if (force)
		kill(w->pid, SIGKILL);
	close(w->fd);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	w->pid = 0;
	return status;
}

static long worker_rss_kb(const struct worker *w)
{
	char path[64];
	long pages = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)w->pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%*s %ld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* The last line that the dead worker wrote: usually the assertion that failed. */
static void last_words(const struct worker *w, char *text, size_t size)
{
	off_t end = lseek(w->err, 0, SEEK_END);
	off_t from = end > (off_t)size - 1 ? end - (off_t)size + 1 : 0;
	ssize_t n = pread(w->err, text, size - 1, from);
	char *line;

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n > 0 ? n : 0] = '\0';
	line = strrchr(text, '\n');
	if (line)
		memmove(text, line + 1, strlen(line));
}

/* A sanitizer's account is of use only as a whole. */
static void copy_stderr(const struct worker *w)
{
#ifdef SKBOWN_SAN
	char buf[4096];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(w->err, buf, sizeof(buf), at)) > 0) {
		worker_send(STDERR_FILENO, buf, n);
		at += n;
	}
#endif
}

/* --- results --- */

static json_t *problem_result(struct run *run, const struct job *j, const char *reason)
{
	struct report r;

	if (run->second)	/* the first one's findings stand */
		return json_pack("{s:o}", "problem", report_json_text(reason));
	report_init(&r, &run->arena, NULL);
	report_add_incomplete(&r, j->shown, reason);
	return json_pack("{s:o s:s}", "report", report_pack(&r), "dump", "");
}

static void finish_job(struct pool *p, struct job *j, json_t *result)
{
	if (p->run->second)
		j->again = result;
	else
		j->result = result;
	p->done++;
}

static void fail_job(struct pool *p, struct worker *w, const char *reason)
{
	struct job *j = w->job;

	w->job = NULL;
	if (j)
		finish_job(p, j, problem_result(p->run, j, reason));
}

static void worker_died(struct pool *p, struct worker *w)
{
	int status = worker_end(w, false);
	char words[512], reason[640];

	last_words(w, words, sizeof(words));
	copy_stderr(w);
	close(w->err);
	if (WIFSIGNALED(status))
		snprintf(reason, sizeof(reason), "worker killed by SIG%s%s%s",
			 sigabbrev_np(WTERMSIG(status)) ?: "?", *words ? ": " : "", words);
	else
		snprintf(reason, sizeof(reason), "worker exited with status %d%s%s",
			 WEXITSTATUS(status), *words ? ": " : "", words);
	fail_job(p, w, reason);
}

static void worker_stop(struct pool *p, struct worker *w, const char *reason)
{
	worker_end(w, true);
	close(w->err);
	fail_job(p, w, reason);
}

/* A worker that kept much of what it took would fail a later unit for it. */
static void retire_big(struct pool *p, struct worker *w)
{
	unsigned long limit = p->run->opt->memory_kb;

	if (limit && (unsigned long)worker_rss_kb(w) > limit / 2) {
		worker_end(w, true);
		close(w->err);
	}
}

static void take_message(struct pool *p, struct worker *w, size_t len)
{
	json_t *msg = json_loadb(w->buf + sizeof(uint32_t), len, 0, NULL);
	struct job *j = w->job;

	if (!j || !msg) {
		worker_stop(p, w, "worker sent no report");
		json_decref(msg);
		return;
	}
	w->job = NULL;
	w->have = 0;
	finish_job(p, j, msg);
	if (ftruncate(w->err, 0) || lseek(w->err, 0, SEEK_SET))
		BUG("memfd");
	retire_big(p, w);
}

static void grow(struct worker *w, size_t want)
{
	if (w->cap >= want)
		return;
	w->cap = want * 2;
	w->buf = realloc(w->buf, w->cap);
	BUG_ON(!w->buf);
}

static void worker_read(struct pool *p, struct worker *w)
{
	uint32_t len;
	ssize_t n;

	grow(w, w->have + 65536);
	n = read(w->fd, w->buf + w->have, 65536);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		worker_died(p, w);
		return;
	}
	w->have += n;
	if (w->have < sizeof(len))
		return;
	memcpy(&len, w->buf, sizeof(len));
	if (w->have == len + sizeof(len))
		take_message(p, w, len);
}

/* --- the loop --- */

static bool feed(struct pool *p, struct worker *w)
{
	uint32_t index;

	if (w->job || p->next == p->nr)
		return true;
	if (!w->pid && !worker_start(p, w))
		return false;
	w->job = p->queue[p->next++];
	w->since = clock_mono();
	index = w->job - p->run->jobs.v;
	worker_send(w->fd, &index, sizeof(index));	/* a dead one shows when it is read */
	return true;
}

/* Returns how many workers are at a job. */
static unsigned int feed_all(struct pool *p)
{
	unsigned int busy = 0;
	bool could = true;

	for (unsigned int i = 0; i < p->n; i++) {
		could = feed(p, &p->workers[i]) && could;
		busy += !!p->workers[i].job;
	}
	if (!could && !busy)
		die("cannot start a worker: %s", strerror(errno));
	return busy;
}

static void look_after(struct pool *p, struct worker *w)
{
	const struct check_options *o = p->run->opt;
	char reason[80];

	if (!w->job)
		return;
	if (o->timeout && clock_mono() - w->since > o->timeout) {
		snprintf(reason, sizeof(reason), "gave up after %u s", o->timeout);
		worker_stop(p, w, reason);
	} else if (o->memory_kb && (unsigned long)worker_rss_kb(w) > o->memory_kb) {
		snprintf(reason, sizeof(reason), "gave up at %lu MB of memory",
			 o->memory_kb / 1024);
		worker_stop(p, w, reason);
	}
}

static void wait_for_news(struct pool *p, struct pollfd *fds)
{
	static const struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * 1000000l };
	static double looked;

	for (unsigned int i = 0; i < p->n; i++)
		fds[i] = (struct pollfd){ p->workers[i].pid ? p->workers[i].fd : -1, POLLIN, 0 };
	if (ppoll(fds, p->n, &pause, &p->before) > 0)
		for (unsigned int i = 0; i < p->n; i++)
			if (fds[i].revents)
				worker_read(p, &p->workers[i]);
	if (clock_mono() - looked < LOOK_EVERY_MS / 1000.0)
		return;
	looked = clock_mono();
	for (unsigned int i = 0; i < p->n; i++) {
		if (p->workers[i].job)
			progress_show(p->done, p->nr, p->workers[i].job->shown);
		look_after(p, &p->workers[i]);
	}
}

static void end_all(struct pool *p)
{
	for (unsigned int i = 0; i < p->n; i++) {
		struct worker *w = &p->workers[i];

		if (w->pid)
			worker_stop(p, w, "interrupted");
		free(w->buf);
	}
	for (; p->next < p->nr; p->next++) {
		struct job *j = p->queue[p->next];

		finish_job(p, j, problem_result(p->run, j, "interrupted"));
	}
}

static int by_size(const void *pa, const void *pb)
{
	const struct job *a = *(struct job *const *)pa, *b = *(struct job *const *)pb;

	if (a->size != b->size)
		return a->size < b->size ? 1 : -1;
	return strcmp(a->shown, b->shown);
}

static void make_queue(struct pool *p)
{
	struct run *run = p->run;

	p->queue = arena_array(&run->arena, struct job *, run->jobs.n + 1);
	vec_for(i, &run->jobs)
		if (!run->second || run->jobs.v[i].second)
			p->queue[p->nr++] = &run->jobs.v[i];
	qsort(p->queue, p->nr, sizeof(p->queue[0]), by_size);
}

static void signals_catch(sigset_t *before)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, before);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* From here on the first Ctrl-C ends the program as usual. */
static void signals_leave(const sigset_t *before)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigprocmask(SIG_SETMASK, before, NULL);
}

/* Workers are made anew for each pass: they inherit what the parent knows by then. */
static void run_pass(struct run *run, const sigset_t *before)
{
	struct pool p = { .run = run, .before = *before };
	struct pollfd *fds;

	make_queue(&p);
	p.n = run->opt->jobs < p.nr ? run->opt->jobs : p.nr;
	p.workers = arena_array(&run->arena, struct worker, p.n + 1);
	fds = arena_array(&run->arena, struct pollfd, p.n + 1);
	while (!stop_asked && feed_all(&p))
		wait_for_news(&p, fds);
	run->interrupted = stop_asked;
	end_all(&p);
}

static void second_pass(struct run *run, const sigset_t *before)
{
	double start = clock_mono();

	run->second = true;
	if (link_plan(run))
		run_pass(run, before);
	run->report.stats.cross_sec = clock_mono() - start;
}

void pool_run(struct run *run)
{
	struct rusage usage;
	sigset_t before;

	signals_catch(&before);
	if (!run->joined)
		run_pass(run, &before);
	if (run->box && !run->interrupted && !run->opt->shard.count)
		second_pass(run, &before);
	signals_leave(&before);
	getrusage(RUSAGE_CHILDREN, &usage);
	run->report.stats.peak_kb = usage.ru_maxrss;
}
