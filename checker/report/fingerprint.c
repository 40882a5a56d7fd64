/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fingerprint - what makes a finding the same one after an edit elsewhere.
 *
 * No line, no column and no wording goes in: rule, file, function, object and
 * the calls that the steps name. The n-th finding of the same key (two equal
 * mistakes in one function) gets n mixed in, counted in order of place.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/bug.h"
#include "report/finding.h"

static void mix(XXH64_state_t *st, const char *s, size_t n)
{
	XXH64_update(st, s, n);
	XXH64_update(st, "", 1);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* A call is a word with an opening parenthesis right behind it. */
static void mix_calls(XXH64_state_t *st, const char *msg)
{
	const char *start = NULL;

	for (; *msg; msg++) {
		if (is_word(*msg)) {
			if (!start)
				start = msg;
			continue;
		}
		if (*msg == '(' && start)
			mix(st, start, msg - start);
		start = NULL;
	}
}

void finding_fingerprint(struct finding *f)
{
	XXH64_state_t *st = XXH64_createState();

	BUG_ON(!st);
	XXH64_reset(st, 0);
	mix(st, f->rule, strlen(f->rule));
	mix(st, f->file, strlen(f->file));
	mix(st, f->function, strlen(f->function));
	mix(st, f->object, strlen(f->object));
	vec_for(i, &f->steps)
		mix_calls(st, f->steps.v[i].message);
	snprintf(f->fingerprint, sizeof(f->fingerprint), "%016llx",
		 (unsigned long long)XXH64_digest(st));
	XXH64_freeState(st);
}

static void mix_number(struct finding *f, unsigned int n)
{
	unsigned long long h = XXH64(f->fingerprint, 16, n);

	snprintf(f->fingerprint, sizeof(f->fingerprint), "%016llx", h);
}

/* Equal fingerprints share file and function, so the run of one file is enough to look through. */
static unsigned int earlier(char (*old)[17], struct finding **v, unsigned int i)
{
	unsigned int n = 0;

	for (unsigned int j = i; j-- > 0 && !strcmp(v[j]->file, v[i]->file);)
		n += !strcmp(old[j], old[i]);
	return n;
}

void report_number(struct report *r)
{
	char (*old)[17] = arena_alloc(r->arena, 17 * (size_t)r->findings.n);

	vec_for(i, &r->findings)
		memcpy(old[i], r->findings.v[i]->fingerprint, 17);
	vec_for(i, &r->findings) {
		unsigned int n = earlier(old, r->findings.v, i);

		if (n)
			mix_number(r->findings.v[i], n);
	}
}
