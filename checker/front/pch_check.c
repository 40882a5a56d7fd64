/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_check - may this unit see the shared headers before its own files?
 *
 * Some of them it would not include, and the others it would include later. Headers of the kernel
 * do not care. Files of a driver's own sometimes do: they ask whether a macro is there (and make up
 * for it), or define one that is to change what a header says. Names that every kernel file has
 * from its first include on are not counted. Nor are those that the unit would have had at that
 * place anyway: its includes are followed in their order, as far as no condition decides on them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "pch_priv.h"

/* What one file asks and says of macros, and what it includes, in its order. */
enum directive_kind { TESTS, SETS, INCLUDES };

struct directive {
	enum directive_kind kind;
	bool quoted, sure;	/* of an include: no condition but the file's own guard decides on it */
	uint64_t hash;		/* of the macro */
	const char *name;	/* of the file, interned */
};

/* Kept until the process ends. */
struct own_file {
	VEC(struct directive) v;
	unsigned int last_include;	/* what is set behind it means nothing to headers */
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

/* --- one file --- */

struct scanner {
	struct own_file *f;
	unsigned int depth, guard;	/* conditions that are open; of these the file's guard */
	uint64_t first;			/* what the first directive, an #ifndef, asks for */
};

static void add(struct scanner *s, struct directive d)
{
	vec_push(&kept, &s->f->v, d);
}

static void scan_include(struct scanner *s, const char *at, const char *end)
{
	struct directive d = { .kind = INCLUDES, .sure = s->depth == s->guard };
	const char *close;

	at = skip_blanks(at, end);
	if (at == end || (*at != '"' && *at != '<'))
		return;
	d.quoted = *at == '"';
	close = memchr(at + 1, d.quoted ? '"' : '>', (size_t)(end - at - 1));
	if (!close)
		return;
	d.name = intern_n(at + 1, (size_t)(close - at - 1));
	s->f->last_include = s->f->v.n;
	add(s, d);
}

/* A guard is an #ifndef before all else, and the #define of what it asked for. */
static void note_guard(struct scanner *s, const char *word, const char *end, uint64_t hash)
{
	if (!s->f->v.n && is_directive(word, end, "ifndef"))
		s->first = hash;
	else if (s->f->v.n == 1 && s->first == hash && is_directive(word, end, "define"))
		s->guard = s->depth;
}

static void scan_test(struct scanner *s, const char *word, const char *at, const char *end)
{
	struct directive d = { .kind = TESTS };

	s->depth += word[0] == 'i';
	while (next_name(&at, end, &d.hash)) {
		note_guard(s, word, end, d.hash);
		add(s, d);
	}
}

static void scan_set(struct scanner *s, const char *word, const char *at, const char *end)
{
	struct directive d = { .kind = SETS };
	const char *name = skip_blanks(at, end), *name_end = name;

	while (name_end < end && is_word(*name_end))
		name_end++;
	if (!next_name(&name, name_end, &d.hash))
		return;
	note_guard(s, word, end, d.hash);
	add(s, d);
}

static void scan_directive(struct scanner *s, const char *word, const char *end)
{
	static const char *const tests[] = { "if", "ifdef", "ifndef", "elif" };
	const char *at = word;

	while (at < end && is_word(*at))
		at++;
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		if (is_directive(word, end, tests[i]))
			scan_test(s, word, at, end);
	if (is_directive(word, end, "include"))
		scan_include(s, at, end);
	else if (is_directive(word, end, "define") || is_directive(word, end, "undef"))
		scan_set(s, word, at, end);
	else if ((size_t)(end - word) >= 5 && !strncmp(word, "endif", 5) && s->depth)
		s->depth--;
}

static void scan(struct own_file *f, const char *s, size_t len)
{
	struct scanner sc = { .f = f };
	const char *end = s + len, *line_end;

	for (; s < end; s = line_end + 1) {
		s = skip_blanks(s, end);
		line_end = memchr(s, '\n', (size_t)(end - s));
		if (!line_end)
			line_end = end;
		if (s == line_end || *s != '#')
			continue;
		line_end = directive_end(s, end);
		scan_directive(&sc, skip_blanks(s + 1, line_end), line_end);
	}
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

/* --- who defines a macro of the shared headers --- */

struct definer {
	uint64_t hash;
	unsigned int input;
};

struct links {
	bool known;
	VEC(unsigned int) v;	/* inputs that an input includes, whatever the configuration */
};

/* What the shared headers say of each other. */
struct among {
	VEC(struct definer) definers;	/* sorted */
	struct links *links;		/* for each input */
};

static struct map among_of;	/* struct pch -> struct among */

static int by_hash(const void *pa, const void *pb)
{
	const struct definer *a = pa, *b = pb;

	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void find_definers(struct among *m, const struct pch *p)
{
	vec_for(i, &p->inputs) {
		const struct own_file *f = look(p->inputs.v[i].path);

		vec_for(k, &f->v)
			if (f->v.v[k].kind == SETS)
				vec_push(&kept, &m->definers, ((struct definer){ f->v.v[k].hash, i }));
	}
	if (m->definers.n)
		qsort(m->definers.v, m->definers.n, sizeof(m->definers.v[0]), by_hash);
}

static struct among *among(const struct pch *p)
{
	struct among *m = map_get(&among_of, p);

	if (m)
		return m;
	m = arena_new(&kept, struct among);
	m->links = arena_array(&kept, struct links, p->inputs.n + 1);
	find_definers(m, p);
	map_set(&kept, &among_of, p, m);
	return m;
}

/* --- the unit's includes, in their order --- */

struct replay {
	struct arena *a;
	const struct pch *p;
	struct among *among;
	struct map own;		/* interned path -> itself; taken out when it is read */
	bool *reached;		/* for each input: the unit would have read it by now */
	const char *why;	/* of the first conflict */
};

static void visit(struct replay *r, const char *path);

/* As the compiler looks: beside the file, then in the folders that all units share. NULL: elsewhere. */
static const char *resolve(struct replay *r, const struct map *own, const char *from,
			   const struct directive *d)
{
	const char *path;

	if (d->quoted) {
		path = intern(path_join(r->a, path_dir(r->a, from), d->name));
		if (map_has(own, path) || pch_input_of(r->p, path))
			return path;
	}
	vec_for(i, &r->p->roots) {
		path = intern_printf("%s%s", r->p->roots.v[i], d->name);
		if (map_has(own, path) || pch_input_of(r->p, path))
			return path;
	}
	return NULL;
}

/* What a shared header includes is shared as well: it was there when they were parsed. */
static const struct links *links_of(struct replay *r, unsigned int input)
{
	static const struct map none;
	struct links *l = &r->among->links[input];
	const struct own_file *f;

	if (l->known)
		return l;
	l->known = true;
	f = look(r->p->inputs.v[input].path);
	vec_for(i, &f->v) {
		const struct directive *d = &f->v.v[i];
		const char *path = d->kind == INCLUDES && d->sure ?
					   resolve(r, &none, r->p->inputs.v[input].path, d) : NULL;
		const struct pch_input *in = path ? pch_input_of(r->p, path) : NULL;

		if (in)
			vec_push(&kept, &l->v, (unsigned int)(in - r->p->inputs.v));
	}
	return l;
}

static void reach(struct replay *r, unsigned int input)
{
	const struct links *l;

	if (r->reached[input])
		return;
	r->reached[input] = true;
	l = links_of(r, input);
	vec_for(i, &l->v)
		reach(r, l->v.v[i]);
}

static void follow(struct replay *r, const char *from, const struct directive *d)
{
	const char *path = resolve(r, &r->own, from, d);
	const struct pch_input *in = path ? pch_input_of(r->p, path) : NULL;

	if (path && map_get(&r->own, path))
		visit(r, path);
	else if (in && d->sure)
		reach(r, (unsigned int)(in - r->p->inputs.v));
}

static bool has_by_now(struct replay *r, uint64_t macro)
{
	const struct definer want = { .hash = macro }, *v = r->among->definers.v, *at;
	size_t n = r->among->definers.n;

	at = n ? bsearch(&want, v, n, sizeof(want), by_hash) : NULL;
	if (!at)
		return false;
	while (at > v && at[-1].hash == macro)
		at--;
	for (; at < v + n && at->hash == macro; at++)
		if (!r->reached[at->input])
			return false;
	return true;
}

static void judge(struct replay *r, const char *path, const struct directive *d, bool late)
{
	if (d->kind == TESTS && pch_set_has(&r->p->macros, d->hash) && !has_by_now(r, d->hash))
		r->why = arena_printf(r->a, "%s asks for a macro of the shared headers", path);
	if (d->kind == SETS && !late && pch_set_has(&r->p->words, d->hash))
		r->why = arena_printf(r->a, "%s defines a macro that the shared headers name", path);
}

/* A file of the unit's own, or a header of the kernel that is not among the shared ones. */
static void visit(struct replay *r, const char *path)
{
	const struct own_file *f = look(path);
	bool kernels = is_kernels(r->p, path);

	map_set(r->a, &r->own, path, NULL);
	for (unsigned int i = 0; !r->why && i < f->v.n; i++) {
		if (f->v.v[i].kind == INCLUDES)
			follow(r, path, &f->v.v[i]);
		else if (!kernels)
			judge(r, path, &f->v.v[i], i >= f->last_include);
	}
}

static void reach_forced(struct replay *r, const struct compile_cmd *cmd)
{
	for (unsigned int i = 0; i + 1 < cmd->args.n; i++) {
		struct directive d = { .kind = INCLUDES, .sure = true };

		if (strcmp(cmd->args.v[i], "-include"))
			continue;
		d.quoted = true;
		d.name = cmd->args.v[i + 1];
		follow(r, arena_printf(r->a, "%s/.", cmd->dir ? cmd->dir : "."), &d);
	}
}

const char *pch_conflict(struct arena *a, const struct pch *p, const struct compile_cmd *cmd,
			 const struct front_result *res, const bool **would_read)
{
	struct replay r = { .a = a, .p = p, .among = among(p) };

	if (res->files_unknown)
		return "nobody knows which files it is made of";
	for (unsigned int i = 0; i < res->files.n; i++) {
		const char *path = intern(res->files.v[i].path);

		if (!pch_input_of(p, path))
			map_set(a, &r.own, path, (void *)path);
	}
	*would_read = r.reached = arena_array(a, bool, p->inputs.n + 1);
	reach_forced(&r, cmd);
	visit(&r, intern(path_join(a, cmd->dir, cmd->file)));
	/* Found where we did not look: nothing is known of what comes before. */
	for (unsigned int i = 0; !r.why && i < res->files.n; i++)
		if (map_get(&r.own, intern(res->files.v[i].path)))
			visit(&r, intern(res->files.v[i].path));
	return r.why;
}
