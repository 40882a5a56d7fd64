/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output - where the bytes go, and whether they got there.
 *
 * A regular file is replaced at once or not at all. All else (a pipe, a device,
 * a link) is written to.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"

static bool colour_wanted(const struct run *run)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (run->opt->output || (no && *no) || (term && !strcmp(term, "dumb")))
		return false;
	return isatty(STDOUT_FILENO);
}

static void put_dumps(const struct run *run, FILE *out)
{
	vec_for(i, &run->jobs)
		if (run->jobs.v[i].dump)
			fputs(run->jobs.v[i].dump, out);
}

static void put_all(const struct run *run, FILE *out)
{
	const struct check_options *o = run->opt;
	struct render_options opt = {
		.colour = colour_wanted(run),
		.root = run->root,
	};

	opt.snippets = !o->no_snippets &&
		       (o->snippets || (!o->output && isatty(STDOUT_FILENO)));
	if (o->dump == DUMP_NONE)
		renderer_find(o->format)->render(out, &run->report, &opt);
	else
		put_dumps(run, out);
}

static int write_special(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666), bad;

	if (fd < 0)
		return -1;
	bad = !worker_send(fd, text, len);
	if (close(fd))
		bad = 1;
	return bad ? -1 : 0;
}

/*
 * A link is never replaced: /dev/stdout is one, and to a regular file when the
 * shell has sent the output there.
 */
static int write_file(const char *path, const char *text, size_t len)
{
	struct stat st;

	if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		return write_special(path, text, len);
	return file_write(path, text, len);
}

void output_bytes(const char *path, const char *text, size_t len)
{
	bool good;

	if (path)
		good = !write_file(path, text, len);
	else
		good = worker_send(STDOUT_FILENO, text, len);
	if (!good)
		die("cannot write %s: %s", path ? path : "the findings", strerror(errno));
}

void output_write(struct run *run)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	BUG_ON(!out);
	put_all(run, out);
	BUG_ON(fclose(out));
	output_bytes(run->opt->output, text, len);
	free(text);
}
