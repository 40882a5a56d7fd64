/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scan - a check over folders in a process of its own: "skbown check --format json" on what is
 * saved. Its findings are shown in files that are not open.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "server.h"

/* --- progress --- */

static void progress(struct server *s, json_t *value)
{
	if (s->scan.token)
		wire_notify(s, "$/progress", json_pack("{s:O s:o}", "token", s->scan.token, "value", value));
	else
		json_decref(value);
}

static void progress_begin(struct server *s, const json_t *params)
{
	json_t *token = json_object_get(params, "workDoneToken");

	if (token) {
		s->scan.token = json_incref(token);
	} else if (s->client.progress) {
		s->scan.token = json_string("skbown-scan");
		wire_request(s, "window/workDoneProgress/create", json_pack("{s:O}", "token", s->scan.token));
	}
	progress(s, json_pack("{s:s s:s s:b s:i}", "kind", "begin", "title", "skbown: checking",
			      "cancellable", 1, "percentage", 0));
}

/* "skbown: [12/300] net/llc/llc_sap.c" */
static void progress_line(struct server *s, const char *line)
{
	unsigned int done, all, percent;
	int n = 0;

	if (sscanf(line, "skbown: [%u/%u] %n", &done, &all, &n) < 2 || !all)
		return;
	percent = done * 100 / all;
	if (percent < s->scan.percent)	/* the second look at some of them */
		percent = s->scan.percent;
	s->scan.percent = percent;
	progress(s, json_pack("{s:s s:s s:i}", "kind", "report", "message", line + n, "percentage",
			      percent));
}

/* --- the process --- */

static _Noreturn void run(struct server *s, const char *const *argv, int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (chdir(s->scan.root))
		_exit(127);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

static const char *const *words(struct server *s)
{
	VEC(const char *) w = { 0 };
	const char *const *o = s->b->scan;

	for (; *o; o++)
		vec_push(&s->tmp, &w, *o);
	vec_push(&s->tmp, &w, "--format");
	vec_push(&s->tmp, &w, "json");
	vec_push(&s->tmp, &w, "--progress");
	if (!s->b->configured &&
	    file_is_regular(path_join(&s->tmp, s->scan.root, "compile_commands.json"))) {
		vec_push(&s->tmp, &w, "-p");
		vec_push(&s->tmp, &w, ".");
	}
	vec_push(&s->tmp, &w, ".");
	if (s->b->cflags)
		vec_push(&s->tmp, &w, "--");
	for (o = s->b->cflags; o && *o; o++)
		vec_push(&s->tmp, &w, *o);
	vec_push(&s->tmp, &w, NULL);
	return w.v;
}

static bool start(struct server *s)
{
	const char *const *argv = words(s);
	int out[2], err[2];

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return false;
	s->scan.pid = fork();
	if (!s->scan.pid)
		run(s, argv, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	s->scan.out = out[0];
	s->scan.err = err[0];
	if (s->scan.pid > 0)
		return true;
	close(out[0]);
	close(err[0]);
	s->scan.pid = 0;
	return false;
}

/* A folder of the request: a path or a file: URI; else the first of the editor. */
static const char *folder(struct server *s, const json_t *params)
{
	const json_t *arg = json_array_get(json_object_get(params, "arguments"), 0);
	const char *name = json_string_value(arg), *path;

	if (!name)
		return s->folders.n ? s->folders.v[0] : NULL;
	path = uri_path(&s->tmp, name);
	return file_is_dir(path ? path : name) ? path_canonical(&s->tmp, path ? path : name) : NULL;
}

void scan_start(struct server *s, json_t *id, const json_t *params)
{
	const char *root = folder(s, params);

	if (s->scan.pid || !root) {
		wire_error(s, id, LSP_REQUEST_FAILED, root ? "a check is running already" :
			   "no folder to check: name one, or open one in the editor");
		return;
	}
	s->scan.root = strdup(root);
	BUG_ON(!s->scan.root);
	s->scan.id = id;
	if (start(s)) {
		progress_begin(s, params);
		return;
	}
	s->scan.id = NULL;
	free(s->scan.root);
	wire_error(s, id, LSP_REQUEST_FAILED, strerror(errno));
}

void scan_cancel(struct server *s)
{
	if (!s->scan.pid)
		return;
	s->scan.cancelled = true;
	kill(s->scan.pid, SIGTERM);
}

/* --- what it found --- */

static void put_findings(struct server *s, const json_t *report)
{
	json_t *old = s->scanned, *f, *list;
	size_t i;

	s->scanned = json_object();
	json_array_foreach(json_object_get(report, "findings"), i, f) {
		const char *path = path_join(&s->tmp, s->scan.root, json_text(f, "file"));
		const char *uri = uri_of(&s->tmp, path);
		json_t *step;
		size_t k;

		json_array_foreach(json_object_get(f, "steps"), k, step)
			json_object_set_new(step, "file",
					    json_string(path_join(&s->tmp, s->scan.root, json_text(step, "file"))));
		list = json_object_get(s->scanned, uri);
		if (!list) {
			list = json_array();
			json_object_set_new(s->scanned, uri, list);
		}
		json_array_append_new(list, publish_finding(s, f, path));
	}
	publish_all(s, old);
	publish_all(s, s->scanned);
	json_decref(old);
}

static const char *last_line(struct server *s)
{
	char *text = arena_strndup(&s->tmp, s->scan.said.buf ? s->scan.said.buf : "", s->scan.said.have);
	char *line;

	while (*text && text[strlen(text) - 1] == '\n')
		text[strlen(text) - 1] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

static void finish(struct server *s)
{
	struct scan *c = &s->scan;
	json_t *report = json_loadb(c->text.buf ? c->text.buf : "", c->text.have, 0, NULL);
	const char *said = last_line(s);

	progress(s, json_pack("{s:s s:s}", "kind", "end", "message", c->cancelled ? "cancelled" : said));
	if (c->cancelled) {
		wire_error(s, c->id, LSP_CANCELLED, "cancelled");
	} else if (!report) {
		wire_error(s, c->id, LSP_REQUEST_FAILED, *said ? said : "the check did not answer");
	} else {
		put_findings(s, report);
		wire_reply(s, c->id, json_pack("{s:i s:O s:s}", "findings",
					       json_array_size(json_object_get(report, "findings")), "units",
					       json_object_get(report, "units"), "summary", said));
	}
	json_decref(report);
	json_decref(c->token);
	frames_free(&c->text);
	frames_free(&c->said);
	free(c->root);
	memset(c, 0, sizeof(*c));
}

/* --- reading --- */

/* False at the end. */
static bool drain(int fd, struct frames *to)
{
	char buf[16384];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n < 0 && errno == EINTR)
		return true;
	if (n > 0)
		frames_add(to, buf, n);
	return n > 0;
}

static void read_lines(struct server *s)
{
	struct frames *f = &s->scan.said;
	char *end;

	while (f->have && (end = memchr(f->buf, '\n', f->have)) && end + 1 < f->buf + f->have) {
		*end = '\0';
		progress_line(s, f->buf);
		f->have -= end + 1 - f->buf;
		memmove(f->buf, end + 1, f->have);
	}
}

void scan_ready(struct server *s, bool out, bool err)
{
	struct scan *c = &s->scan;

	if (err && c->err >= 0) {
		if (drain(c->err, &c->said)) {
			read_lines(s);
		} else {
			close(c->err);
			c->err = -1;
		}
	}
	if (out && c->out >= 0 && !drain(c->out, &c->text)) {
		close(c->out);
		c->out = -1;
	}
	if (c->out >= 0 || c->err >= 0)
		return;
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		;
	finish(s);
}
