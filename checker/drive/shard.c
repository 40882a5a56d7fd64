/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shard - which part of the files a run looks at, when many runs share the work.
 *
 * A file's part depends on its path as it is shown and on nothing else: each machine comes to the
 * same answer, and a file that is added moves no other.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bug.h"
#include "drive.h"

#define MOST 100000

static bool read_number(const char *s, unsigned int *n)
{
	char *end;
	unsigned long v;

	if (!s || *s < '0' || *s > '9')
		return false;
	v = strtoul(s, &end, 10);
	*n = v > MOST ? MOST + 1 : v;
	return !*end;
}

/* 0 when the variable is not there. */
static bool from_env(const char *name, unsigned int *n)
{
	const char *s = getenv(name);

	if (!s || !*s)
		return false;
	if (!read_number(s, n))
		die("--shard auto: %s is '%s', which is no number", name, s);
	return true;
}

static bool of_gitlab(struct shard *s)
{
	if (!from_env("CI_NODE_INDEX", &s->index))
		return false;
	if (!from_env("CI_NODE_TOTAL", &s->count))
		die("--shard auto: CI_NODE_INDEX is there, CI_NODE_TOTAL is not");
	return true;
}

/* Task numbers begin anywhere and may leave out some: only an even step tells which part it is. */
static bool of_slurm(struct shard *s)
{
	unsigned int id, min = 0, max, step = 1;

	if (!from_env("SLURM_ARRAY_TASK_ID", &id))
		return false;
	if (!from_env("SLURM_ARRAY_TASK_COUNT", &s->count) ||
	    !from_env("SLURM_ARRAY_TASK_MIN", &min) || !from_env("SLURM_ARRAY_TASK_MAX", &max))
		die("--shard auto: SLURM_ARRAY_TASK_ID is there, but not _COUNT, _MIN and _MAX");
	from_env("SLURM_ARRAY_TASK_STEP", &step);
	if (!step || id < min || (id - min) % step || (max - min) / step + 1 != s->count)
		die("--shard auto: the tasks of this array are not evenly numbered; "
		    "use one like --array=1-%u, or say --shard I/N", s->count);
	s->index = (id - min) / step + 1;
	return true;
}

/* Kubernetes gives a pod its number, from 0, but not how many there are. */
static bool of_kubernetes(struct shard *s, unsigned int total)
{
	if (!from_env("JOB_COMPLETION_INDEX", &s->index))
		return false;
	if (!total)
		die("--shard auto: Kubernetes does not say how many parts there are: "
		    "give --shard auto/N, where N is the job's 'completions'");
	s->index++;
	s->count = total;
	return true;
}

static struct shard automatic(unsigned int total)
{
	struct shard s = { 0 };

	if (!of_gitlab(&s) && !of_slurm(&s) && !of_kubernetes(&s, total))
		die("--shard auto: nothing says which part this is (CI_NODE_INDEX of GitLab, "
		    "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX of Kubernetes); say --shard I/N");
	if (total && s.count != total)
		die("--shard auto/%u: there are %u parts", total, s.count);
	return s;
}

struct shard shard_parse(struct arena *a, const char *arg)
{
	const char *slash = strchr(arg, '/');
	const char *part = slash ? arena_strndup(a, arg, (size_t)(slash - arg)) : arg;
	struct shard s = { 0 };

	if (slash && !read_number(slash + 1, &s.count))
		s.count = MOST + 1;
	if (!strcmp(part, "auto") && s.count <= MOST && (s.count || !slash))
		s = automatic(s.count);
	else if (!slash || !read_number(part, &s.index) || s.count > MOST)
		die("--shard: '%s' is neither I/N (as 2/5) nor 'auto' nor 'auto/N'", arg);
	if (!s.index || s.index > s.count)
		die("--shard: there is no part %u of %u", s.index, s.count);
	return s;
}

/* What is done with findings needs all of them. */
static void refuse_later(const struct check_options *o)
{
	const struct {
		bool given;
		const char *name;
	} later[] = {
		{ strcmp(o->format, "text"), "--format" }, { o->rules, "--rules" },
		{ o->min_level != LEVEL_NOTE, "--min-level" }, { o->gate_given, "--fail-on" },
		{ o->baseline, "--baseline" }, { o->diff, "--diff" }, { o->diff_from, "--diff-from" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(later); i++)
		if (later[i].given)
			die("--shard: give %s to 'skbown merge', which joins the parts", later[i].name);
}

void shard_check_options(const struct check_options *o)
{
	if (!o->shard.count)
		return;
	if (o->fix || o->want_inventory || o->dump != DUMP_NONE)
		die("--shard and %s exclude each other",
		    o->fix ? "--fix" : o->want_inventory ? "--inventory" : "--dump");
	refuse_later(o);
}

bool shard_has(const struct shard *s, const char *shown)
{
	return !s->count || XXH3_64bits(shown, strlen(shown)) % s->count == s->index - 1;
}

void shard_keep(struct run *run)
{
	unsigned int kept = 0;

	vec_for(i, &run->jobs) {
		const char *shown = run->jobs.v[i].shown;

		run->all_files = XXH3_64bits_withSeed(shown, strlen(shown), run->all_files);
	}
	vec_for(i, &run->jobs)
		if (shard_has(&run->opt->shard, run->jobs.v[i].shown))
			run->jobs.v[kept++] = run->jobs.v[i];
	run->jobs.n = kept;
}
