/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * worker - the process that analyses, seen from both sides.
 *
 * One question at a time. A question goes out when its text has rested for a moment; the answer
 * counts when the text is still the same. A process that dies, takes too long or grows too
 * big is replaced; the text that it died of is not asked again before it changes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "server.h"

/* --- its side --- */

static bool get(int fd, void *data, size_t n)
{
	char *p = data;
	ssize_t got;

	for (; n; p += got, n -= got) {
		got = read(fd, p, n);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got <= 0)
			return false;
	}
	return true;
}

/* MSG_NOSIGNAL: a worker that is gone shows when it is read. */
static bool put(int fd, const void *data, size_t n)
{
	const char *p = data;
	ssize_t done;

	for (; n; p += done, n -= done) {
		done = send(fd, p, n, MSG_NOSIGNAL);
		if (done < 0 && errno != EINTR)
			return false;
		if (done < 0)
			done = 0;
	}
	return true;
}

static bool put_json(int fd, const json_t *j)
{
	char *text = json_dumps(j, JSON_COMPACT);
	uint32_t len;
	bool sent;

	BUG_ON(!text);
	len = strlen(text);
	sent = put(fd, &len, sizeof(len)) && put(fd, text, len);
	free(text);
	return sent;
}

static json_t *get_json(int fd)
{
	uint32_t len;
	json_t *j = NULL;
	char *text;

	if (!get(fd, &len, sizeof(len)))
		return NULL;
	text = malloc(len + 1);
	BUG_ON(!text);
	if (get(fd, text, len))
		j = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	free(text);
	return j;
}

static _Noreturn void child(const struct lsp_backend *b, int fd, int err, pid_t parent)
{
	json_t *question, *answer;
	void *started;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	signal(SIGINT, SIG_IGN);
	dup2(err, STDOUT_FILENO);	/* what libraries print must not come among the messages */
	dup2(err, STDERR_FILENO);
	started = b->start(b->data);
	while ((question = get_json(fd))) {
		answer = b->answer(started, question);
		json_decref(question);
		if (!put_json(fd, answer))
			break;
		json_decref(answer);
	}
	_exit(0);
}

/* --- our side --- */

static bool start(struct server *s)
{
	struct worker *w = &s->worker;
	pid_t parent = getpid();
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return false;
	w->err = memfd_create("stderr", MFD_CLOEXEC);
	w->pid = w->err < 0 ? -1 : fork();
	if (!w->pid) {
		close(fd[0]);
		close(s->in);
		close(s->out);
		child(s->b, fd[1], w->err, parent);
	}
	close(fd[1]);
	w->fd = fd[0];
	w->have = 0;
	if (w->pid > 0)
		return true;
	close(fd[0]);
	w->pid = 0;
	return false;
}

/* Returns the wait status. */
static int end(struct worker *w)
{
	int status = 0;

	kill(w->pid, SIGKILL);
	close(w->fd);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(w->err);
	free(w->buf);
	memset(w, 0, sizeof(*w));
	return status;
}

void worker_stop(struct server *s)
{
	struct doc *d = s->worker.doc;

	if (!s->worker.pid)
		return;
	end(&s->worker);
	if (d && !d->due)
		doc_touch(s, d, 0);
}

/* The last line that it wrote, without our own name. */
static const char *last_words(struct server *s)
{
	char text[512], *line;
	off_t size = lseek(s->worker.err, 0, SEEK_END);
	ssize_t n = pread(s->worker.err, text, sizeof(text) - 1,
			  size > (off_t)sizeof(text) - 1 ? size - (off_t)sizeof(text) + 1 : 0);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n > 0 ? n : 0] = '\0';
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	if (!strncmp(line, "skbown: ", 8))
		line += 8;
	return arena_strdup(&s->tmp, line);
}

/* --- answers --- */

static void take(struct server *s, struct doc *d, unsigned long serial, json_t *answer)
{
	json_t *before = d->diagnostics;
	bool known = d->answer && d->answered == serial;

	json_decref(d->answer);
	d->answer = answer;
	d->answered = serial;
	if (json_object_get(answer, "owners"))
		d->owners = false;
	d->diagnostics = publish_make(s, d);
	publish_uri(s, d->uri, !known);
	publish_all(s, d->diagnostics);
	publish_all(s, before);
	json_decref(before);
	methods_flush(s, d);
}

static json_t *failure(const char *why)
{
	return json_pack("{s:[] s:[{s:i s:i s:s}] s:{s:[] s:{}}}", "findings", "problems", "line", 0,
			 "column", 0, "message", why, "owners", "sites", "dtors");
}

/* @d is to be told of as not looked at. */
static void fail(struct server *s, struct doc *d, unsigned long serial, const char *why)
{
	if (!d || d->serial != serial)
		return;
	d->due = 0;
	take(s, d, serial, failure(why));
}

static void died(struct server *s)
{
	struct worker w = s->worker;
	const char *words = last_words(s), *why;
	int status;

	/* One that ends by itself was told to: it kept quiet about being idle. */
	status = w.pid ? end(&s->worker) : 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2 && *words)
		why = words;	/* a configuration that cannot work */
	else if (WIFSIGNALED(status))
		why = arena_printf(&s->tmp, "the analysis crashed (SIG%s)%s%s; it was started again",
				   sigabbrev_np(WTERMSIG(status)) ?: "?", *words ? ": " : "", words);
	else
		why = arena_printf(&s->tmp, "the analysis ended (status %d)%s%s; it was started again",
				   WEXITSTATUS(status), *words ? ": " : "", words);
	if (!w.busy)
		return;
	wire_say(s, 1, why);
	fail(s, w.doc, w.serial, why);
}

static long resident_kb(pid_t pid)
{
	char path[64];
	long pages = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%*s %ld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* What went wrong with the flags or with the whole file, and what is to be done: said once. */
static void tell(struct server *s, const struct doc *d, const json_t *answer)
{
	const char *note = json_text(answer, "note");
	json_t *p;
	size_t i;

	if (*note)
		wire_say(s, 3, note);
	json_array_foreach(json_object_get(answer, "models"), i, p)
		json_object_set_new(s->models, json_string_value(p), json_true());
	if (path_has_suffix(d->path, ".h"))	/* few of them stand alone */
		return;
	json_array_foreach(json_object_get(answer, "problems"), i, p)
		/* Half-typed functions are no news. */
		if (!json_number(p, "line") && strncmp(json_text(p, "message"), "function '", 10))
			wire_say(s, 2, json_text(p, "message"));
}

static double seconds(const json_t *answer, const char *part)
{
	return json_real_value(json_object_get(json_object_get(answer, "sec"), part));
}

static void log_times(struct server *s, const json_t *answer)
{
	wire_log(s, arena_printf(&s->tmp, "times %.4f %.4f %.4f %.4f", clock_mono() - s->worker.since,
				 seconds(answer, "parse"), seconds(answer, "lower"), seconds(answer, "flow")));
}

static void answered(struct server *s, json_t *answer)
{
	struct worker *w = &s->worker;
	struct doc *d = w->doc;
	unsigned long limit = s->b->memory_kb;

	w->busy = false;
	w->doc = NULL;
	w->have = 0;
	if (ftruncate(w->err, 0) || lseek(w->err, 0, SEEK_SET))
		BUG("memfd");
	if (limit && (unsigned long)resident_kb(w->pid) > limit)
		end(w);
	if (!answer || !d || d->serial != w->serial) {
		json_decref(answer);
		return;
	}
	tell(s, d, answer);
	if (s->timing)
		log_times(s, answer);
	take(s, d, d->serial, answer);
}

void worker_ready(struct server *s)
{
	struct worker *w = &s->worker;
	uint32_t len;
	ssize_t n;

	if (w->cap < w->have + 65536) {
		w->cap = (w->have + 65536) * 2;
		w->buf = realloc(w->buf, w->cap);
		BUG_ON(!w->buf);
	}
	n = read(w->fd, w->buf + w->have, 65536);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		died(s);
		return;
	}
	w->have += n;
	if (w->have < sizeof(len))
		return;
	memcpy(&len, w->buf, sizeof(len));
	if (w->have == len + sizeof(len))
		answered(s, json_loadb(w->buf + sizeof(len), len, 0, NULL));
}

/* --- questions --- */

static const char *folder_of(struct server *s, const struct doc *d)
{
	const char *best = "";

	vec_for(i, &s->folders) {
		size_t n = strlen(s->folders.v[i]);

		if (!strncmp(d->path, s->folders.v[i], n) && d->path[n] == '/' && n > strlen(best))
			best = s->folders.v[i];
	}
	return best;
}

/* What other documents hold that was not saved. */
static json_t *others(struct server *s, const struct doc *but)
{
	json_t *list = json_array();

	for (struct doc *d = s->docs; d; d = d->next)
		if (d != but && d->unsaved)
			json_array_append_new(list, json_pack("[s s%]", d->path, d->text.s,
							      d->text.len));
	return list;
}

/* Findings first: to tell of owners takes longer, and is asked when they are there. */
static void ask(struct server *s, struct doc *d)
{
	struct worker *w = &s->worker;
	bool owners = d->owners && doc_is_fresh(d);
	json_t *q;

	if (!w->pid && !start(s)) {
		fail(s, d, d->serial, arena_printf(&s->tmp, "no process could be started: %s",
						   strerror(errno)));
		return;
	}
	q = json_pack("{s:s s:s s:s% s:o s:b}", "path", d->path, "root", folder_of(s, d), "text",
		      d->text.s, d->text.len, "others", others(s, d), "owners", owners);
	BUG_ON(!q);
	d->due = 0;
	w->doc = d;
	w->serial = d->serial;
	w->busy = true;
	w->since = clock_mono();
	put_json(w->fd, q);	/* a dead one shows when it is read */
	json_decref(q);
}

/* The one that was changed last is in front of somebody. */
static struct doc *next_doc(struct server *s)
{
	double now = clock_mono();
	struct doc *best = NULL;

	for (struct doc *d = s->docs; d; d = d->next)
		if (d->due && d->due <= now && (!best || d->due > best->due))
			best = d;
	return best;
}

static bool is_late(const struct server *s)
{
	return s->worker.busy && s->b->timeout && clock_mono() - s->worker.since > s->b->timeout;
}

void worker_feed(struct server *s)
{
	struct doc *d;

	if (is_late(s)) {
		struct worker w = s->worker;
		const char *why = arena_printf(&s->tmp, "the analysis took more than %u s",
					       s->b->timeout);

		end(&s->worker);
		fail(s, w.doc, w.serial, why);
	}
	if (s->worker.busy)
		return;
	d = next_doc(s);
	if (d)
		ask(s, d);
}

double worker_wait(struct server *s)
{
	double now = clock_mono(), wait = -1;

	if (s->worker.busy)
		return s->b->timeout ? s->worker.since + s->b->timeout - now + 0.05 : -1;
	for (struct doc *d = s->docs; d; d = d->next)
		if (d->due && (wait < 0 || d->due - now < wait))
			wait = d->due > now ? d->due - now : 0;
	return wait;
}
