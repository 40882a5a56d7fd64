/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * serve - the loop: what the client says, what the worker answers, what a check over folders finds.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "server.h"

#define DEBOUNCE 0.15	/* seconds that a text has to rest before it is looked at */

enum { ON_INPUT, ON_WORKER, ON_OUT, ON_ERR, ON_NR };

static void take_messages(struct server *s)
{
	const char *body, *why;
	enum frame what;
	size_t len;

	while (!s->ended && (what = frames_next(&s->input, &body, &len, &why)) != FRAME_NONE) {
		if (what == FRAME_MESSAGE)
			methods_message(s, body, len);
		else
			wire_error(s, json_null(), LSP_PARSE_ERROR, why);
		arena_reset(&s->tmp);
	}
}

/* All that is there, so that of many changes only the last text is looked at. */
static void read_input(struct server *s)
{
	char buf[65536];
	ssize_t n = read(s->in, buf, sizeof(buf));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		s->ended = true;
		s->status = s->shut ? 0 : 1;
		return;
	}
	frames_add(&s->input, buf, n);
	take_messages(s);
}

static void wait_and_serve(struct server *s)
{
	struct pollfd fds[ON_NR] = {
		[ON_INPUT] = { s->in, POLLIN, 0 },
		[ON_WORKER] = { s->worker.pid ? s->worker.fd : -1, POLLIN, 0 },
		[ON_OUT] = { s->scan.pid ? s->scan.out : -1, POLLIN, 0 },
		[ON_ERR] = { s->scan.pid ? s->scan.err : -1, POLLIN, 0 },
	};
	double wait = worker_wait(s);

	if (poll(fds, ON_NR, wait < 0 ? -1 : (int)(wait * 1000 + 0.999)) < 0)
		return;
	if (fds[ON_WORKER].revents)
		worker_ready(s);
	if (fds[ON_OUT].revents || fds[ON_ERR].revents)
		scan_ready(s, fds[ON_OUT].revents, fds[ON_ERR].revents);
	if (fds[ON_INPUT].revents)
		read_input(s);
	if (!s->ended)
		worker_feed(s);
	arena_reset(&s->tmp);
}

/* What a library prints must not come among the messages. */
static int own_output(int out)
{
	int own = fcntl(out, F_DUPFD_CLOEXEC, 3);

	BUG_ON(own < 0);
	dup2(STDERR_FILENO, out);
	return own;
}

static void open_server(struct server *s, const struct lsp_backend *b, int in, int out)
{
	memset(s, 0, sizeof(*s));
	s->b = b;
	s->in = in;
	s->out = own_output(out);
	s->published = json_object();
	s->scanned = json_object();
	s->models = json_object();
	s->said = json_object();
	s->debounce = DEBOUNCE;
	s->lenses = true;
	arena_init(&s->arena);
	arena_init(&s->tmp);
	signal(SIGPIPE, SIG_IGN);
}

static void close_server(struct server *s)
{
	worker_stop(s);
	if (s->scan.pid)
		kill(s->scan.pid, SIGTERM);
	while (s->docs) {
		struct doc *d = s->docs;

		while (s->pending) {
			struct pending *p = s->pending;

			s->pending = p->next;
			json_decref(p->id);
			json_decref(p->params);
			free(p);
		}
		doc_close(s, d);
	}
	json_decref(s->published);
	json_decref(s->scanned);
	json_decref(s->models);
	json_decref(s->said);
	frames_free(&s->input);
	arena_free(&s->arena);
	arena_free(&s->tmp);
	close(s->out);
}

int lsp_serve(const struct lsp_backend *b, int in, int out)
{
	struct server s;

	open_server(&s, b, in, out);
	while (!s.ended)
		wait_and_serve(&s);
	close_server(&s);
	return s.status;
}
