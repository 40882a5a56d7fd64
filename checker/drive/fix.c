/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fix - "check --fix": applies the repairs that report/fix.c is certain of, file by file and each
 * file at once, or prints them as a diff (--dry-run).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "drive.h"
#include "report/fix.h"

/* A file on its way. */
struct patient {
	struct run *run;
	const char *file, *path;
	char *text;
	size_t len;
	size_t copied;		/* bytes of text that are in out */
	unsigned int fixed;
	FILE *out;
};

/* Where line @n begins; @len when there is none. */
static size_t line_start(const struct patient *p, unsigned int n)
{
	const char *s = p->text;

	while (--n && s) {
		s = memchr(s, '\n', p->text + p->len - s);
		s += s != NULL;
	}
	return s ? (size_t)(s - p->text) : p->len;
}

static void mend(struct patient *p, struct finding *f)
{
	struct arena *a = &p->run->arena;
	size_t start = f->line ? line_start(p, f->line) : p->len;
	struct fix fix;

	if (!fix_of(a, f, arena_strndup(a, p->text + start, strcspn(p->text + start, "\r\n")), &fix))
		return;
	/* One that an earlier repair has reached into waits for the next run. */
	if (start + fix.column - 1 < p->copied)
		return;
	fwrite(p->text + p->copied, 1, start + fix.column - 1 - p->copied, p->out);
	fputs(fix.text, p->out);
	p->copied = start + fix.end - 1;
	p->fixed++;
	f->fixed = !p->run->opt->dry_run;
}

static const char *diff_of(const struct patient *p, const char *text)
{
	struct arena *a = &p->run->arena;
	const char *const argv[] = {
		"diff", "-u", "--label", arena_printf(a, "a/%s", p->file), "--label",
		arena_printf(a, "b/%s", p->file), "--", p->path, "-", NULL,
	};
	struct proc_result res;

	if (proc_read(a, argv, &(struct proc_options){ .input = text }, &res) || res.status != 1)
		die("--dry-run: 'diff' failed");
	return res.out;
}

static void write_back(const struct patient *p, const char *text, size_t len)
{
	struct stat st;

	if (stat(p->path, &st))
		die("--fix: %s: %s", p->path, strerror(errno));
	output_bytes(p->path, text, len);
	if (chmod(p->path, st.st_mode & 07777))
		die("--fix: %s: %s", p->path, strerror(errno));
	if (!p->run->opt->quiet)
		fprintf(stderr, "skbown: %s: %u fixed\n", p->file, p->fixed);
}

/* The findings from @from on that stand in the same file; returns the first that does not. */
static unsigned int fix_file(struct run *run, unsigned int from, FILE *diffs)
{
	struct patient p = { .run = run, .file = run->report.findings.v[from]->file };
	unsigned int i = from;
	char *text = NULL;
	size_t len = 0;

	p.path = path_join(&run->arena, run->root, p.file);
	p.text = file_read(&run->arena, p.path, &p.len);
	p.out = open_memstream(&text, &len);
	BUG_ON(!p.out);
	for (; i < run->report.findings.n && !strcmp(run->report.findings.v[i]->file, p.file); i++)
		if (p.text && finding_counts(run->report.findings.v[i]))
			mend(&p, run->report.findings.v[i]);
	if (p.text)
		fwrite(p.text + p.copied, 1, p.len - p.copied, p.out);
	BUG_ON(fclose(p.out));
	if (p.fixed && run->opt->dry_run)
		fputs(diff_of(&p, text), diffs);
	else if (p.fixed)
		write_back(&p, text, len);
	free(text);
	return i;
}

void fix_run(struct run *run)
{
	char *diffs = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&diffs, &len);

	BUG_ON(!out);
	for (unsigned int i = 0; i < run->report.findings.n;)
		i = fix_file(run, i, out);
	BUG_ON(fclose(out));
	if (run->opt->dry_run)
		output_bytes(run->opt->output, diffs, len);
	free(diffs);
}
