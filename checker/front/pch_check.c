/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_check - may this unit see the shared headers before its own files?
 *
 * Some of them it would not include, and the others it would include later. Headers of the kernel
 * do not care. Files of a driver's own sometimes do: they ask whether a macro is there (and make up
 * for it), or define one that is to change what a header says. Names that every kernel file has
 * from its first include on are not counted.
 */
#include <ctype.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "pch_priv.h"

/* What one file asks and says of macros; kept until the process ends. */
struct own_file {
	VEC(uint64_t) tested, defined;
};

static struct arena kept;
static struct map files;	/* interned path -> struct own_file */

/* The last word may go on: "CONFIG_". */
static const char *const everywhere[] = {
	"CONFIG_*", "IS_ENABLED", "IS_REACHABLE", "IS_BUILTIN", "IS_MODULE", "pr_fmt", "dev_fmt",
	"__LITTLE_ENDIAN*", "__BIG_ENDIAN*", "BITS_PER_LONG", "PAGE_SIZE", "PAGE_SHIFT", "HZ",
	"ATOMIC64_INIT", "defined",
};

static bool is_everywhere(const char *s, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(everywhere); i++) {
		size_t len = strlen(everywhere[i]);

		if (everywhere[i][len - 1] == '*' ? n >= len - 1 && !strncmp(s, everywhere[i], len - 1)
						  : n == len && !strncmp(s, everywhere[i], n))
			return true;
	}
	return false;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next name from *@s on that counts, as its hash; false at the end. */
static bool next_name(const char **s, const char *end, uint64_t *hash)
{
	while (*s < end) {
		const char *w = *s;

		while (*s < end && is_word(**s))
			++*s;
		if (*s > w && !isdigit((unsigned char)*w) && !is_everywhere(w, (size_t)(*s - w))) {
			*hash = pch_hash_name(w, (size_t)(*s - w));
			return true;
		}
		while (*s < end && !is_word(**s))
			++*s;
	}
	return false;
}

static bool is_directive(const char *s, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - s) > n && !strncmp(s, name, n) && !is_word(s[n]);
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* Where the directive ends: a backslash takes the next line in. */
static const char *directive_end(const char *s, const char *end)
{
	const char *nl;

	for (; (nl = memchr(s, '\n', (size_t)(end - s))); s = nl + 1)
		if (nl == s || nl[-1] != '\\')
			return nl;
	return end;
}

static void scan_directive(struct own_file *f, const char *s, const char *end)
{
	static const char *const tests[] = { "if", "ifdef", "ifndef", "elif" };
	bool test = false, sets = is_directive(s, end, "define") || is_directive(s, end, "undef");
	const char *name;
	uint64_t hash;

	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		test |= is_directive(s, end, tests[i]);
	while (s < end && is_word(*s))
		s++;
	while (test && next_name(&s, end, &hash))
		vec_push(&kept, &f->tested, hash);
	for (name = s = skip_blanks(s, end); s < end && is_word(*s);)
		s++;
	if (sets && next_name(&name, s, &hash))
		vec_push(&kept, &f->defined, hash);
}

/* Of macros, only those that are defined before a header can mean something to it. */
static void scan(struct own_file *f, const char *s, size_t len)
{
	const char *end = s + len, *line_end;
	unsigned int before = 0;

	for (; s < end; s = line_end + 1) {
		s = skip_blanks(s, end);
		line_end = memchr(s, '\n', (size_t)(end - s));
		if (!line_end)
			line_end = end;
		if (s == line_end || *s != '#')
			continue;
		line_end = directive_end(s, end);
		s = skip_blanks(s + 1, line_end);
		if (is_directive(s, line_end, "include"))
			before = f->defined.n;
		else
			scan_directive(f, s, line_end);
	}
	f->defined.n = before;
}

static const struct own_file *look(const char *path)
{
	struct own_file *f = map_get(&files, path);
	struct arena a;
	size_t len = 0;
	char *text;

	if (f)
		return f;
	f = arena_new(&kept, struct own_file);
	arena_init(&a);
	text = file_read(&a, path, &len);
	if (text)
		scan(f, text, len);
	arena_free(&a);
	map_set(&kept, &files, path, f);
	return f;
}

static bool is_kernels(const struct pch *p, const char *path)
{
	vec_for(i, &p->roots)
		if (!strncmp(path, p->roots.v[i], strlen(p->roots.v[i])))
			return true;
	return false;
}

static const char *conflict_in(struct arena *a, const struct pch *p, const char *path)
{
	const struct own_file *f = look(intern(path));

	vec_for(i, &f->tested)
		if (pch_set_has(&p->macros, f->tested.v[i]))
			return arena_printf(a, "%s asks for a macro of the shared headers", path);
	vec_for(i, &f->defined)
		if (pch_set_has(&p->words, f->defined.v[i]))
			return arena_printf(a, "%s defines a macro that the shared headers name", path);
	return NULL;
}

const char *pch_conflict(struct arena *a, const struct pch *p, const struct front_result *res)
{
	const char *why = NULL;

	if (res->files_unknown)
		return "nobody knows which files it is made of";
	for (unsigned int i = 0; !why && i < res->files.n; i++) {
		const char *path = res->files.v[i].path;

		if (!pch_input_of(p, path) && !is_kernels(p, path))
			why = conflict_in(a, p, path);
	}
	return why;
}
