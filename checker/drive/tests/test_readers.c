/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_readers - a door for each reader of other people's files: reports (JSON, SARIF, lines),
 * baselines, diffs, suppressions in comments, configurations. None may crash on any
 * bytes, and one that refuses its input has to say why, in one line.
 *
 * The test reads testdata/fuzz/READER/ again: what the fuzzer found worth keeping, and what it
 * broke once. "make fuzz" builds the same file with libFuzzer in it (FUZZ), which takes the
 * reader's name from the environment.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "../config.h"
#include "report/gate.h"
#include "report/import.h"

struct input {
	struct report r;
	const char *text;
	size_t len;
};

/* A refusal without a reason, or with more than a line of it, is as bad as a crash. */
static void need(bool good, const char *err)
{
	if (!good && (!err || !*err || strchr(err, '\n')))
		abort();
}

static void read_report(struct input *in)
{
	const char *err = NULL;
	unsigned int ignored;
	bool good = import_text(&in->r, "x", in->text, &err, &ignored);

	need(good, err);
	if (!good)
		return;
	import_unite(&in->r);
	report_finish(&in->r);
}

static bool never_asked(const struct baseline_entry *e, void *data)
{
	return false;
}

static void read_baseline(struct input *in)
{
	const char *err = NULL, *text;
	struct baseline *b = baseline_read(in->r.arena, "x", in->text, &err);

	need(b, err);
	if (!b)
		return;
	/* What is written of it is a baseline with the same entries. */
	text = baseline_text(&in->r, b, never_asked, NULL);
	need(baseline_read(in->r.arena, "x", text, &err), "");
}

static void read_diff(struct input *in)
{
	const char *err = NULL;
	struct change *c = change_read(in->r.arena, "x", in->text, &err);

	need(c, err);
	if (c)
		change_apply(&in->r, c);
}

static void read_comments(struct input *in)
{
	struct suppressions s = { 0 };

	suppress_scan(in->r.arena, &s, "x", in->text);
}

static void read_yaml(struct input *in)
{
	const char *err = NULL;
	struct config *c = config_parse(in->r.arena, "x", in->text, in->len, &err);

	need(c, err);
	for (unsigned int i = 0; c && i < c->n_suppress; i++)
		config_suppress_line(c, i);
}

static const struct reader {
	const char *name;
	void (*read)(struct input *in);
} readers[] = {
	{ "json", read_report }, { "sarif", read_report }, { "lines", read_report },
	{ "baseline", read_baseline }, { "diff", read_diff }, { "comments", read_comments },
	{ "yaml", read_yaml },
};

static void read_bytes(const struct reader *reader, const char *data, size_t n)
{
	struct input in = { .len = n };
	struct arena a;

	arena_init(&a);
	report_init(&in.r, &a, "/tree");
	in.text = arena_strndup(&a, data, n);
	reader->read(&in);
	arena_free(&a);
}

#ifdef FUZZ
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *name = getenv("READER");

	for (unsigned int i = 0; i < ARRAY_SIZE(readers); i++)
		if (name && !strcmp(readers[i].name, name))
			read_bytes(&readers[i], (const char *)data, n);
	return 0;
}
#else
static unsigned int replay(const struct reader *reader)
{
	struct arena a;
	struct dirent *e;
	unsigned int n = 0;
	const char *dir, *text;
	size_t len;
	DIR *d;

	arena_init(&a);
	dir = arena_printf(&a, "testdata/fuzz/%s", reader->name);
	d = opendir(dir);
	while (d && (e = readdir(d))) {
		if (*e->d_name == '.')
			continue;
		text = file_read(&a, path_join(&a, dir, e->d_name), &len);
		BUG_ON(!text);
		read_bytes(reader, text, len);
		n++;
	}
	if (d)
		closedir(d);
	arena_free(&a);
	return n;
}

int main(void)
{
	unsigned int failed = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(readers); i++) {
		unsigned int n = replay(&readers[i]);

		printf("%s %u - %s: %u inputs\n", n ? "ok" : "not ok", i + 1, readers[i].name, n);
		failed += !n;
	}
	printf("1..%zu\n", ARRAY_SIZE(readers));
	return failed != 0;
}
#endif
