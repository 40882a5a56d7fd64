/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config - what a project's .skbown.yaml says. libcyaml reads it by the tables here.
 */
#include <cyaml/cyaml.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/bug.h"
#include "base/file.h"
#include "config.h"
#include "drive.h"
#include "report/pages.h"

#define NAME ".skbown.yaml"
#define OPTIONAL (CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER)

static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_strval_t level_words[] = {
	{ "note", CONFIG_NOTE }, { "warning", CONFIG_WARNING }, { "error", CONFIG_ERROR },
	{ "off", CONFIG_OFF },
};

static const cyaml_strval_t gate_words[] = {
	{ "note", CONFIG_NOTE }, { "warning", CONFIG_WARNING }, { "error", CONFIG_ERROR },
	{ "never", CONFIG_OFF },
};

static const cyaml_schema_field_t level_fields[] = {
#define RULE(symbol, id, level) CYAML_FIELD_ENUM(id, CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, \
	__typeof__(((struct config *)0)->levels), of[RULE_##symbol], level_words, \
	ARRAY_SIZE(level_words)),
#include "flow/rules.def"
#undef RULE
	CYAML_FIELD_END
};

static const cyaml_schema_field_t suppress_fields[] = {
	CYAML_FIELD_STRING_PTR("path", CYAML_FLAG_POINTER, struct config_suppress, path, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("rule", CYAML_FLAG_POINTER, struct config_suppress, rule, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("reason", CYAML_FLAG_POINTER, struct config_suppress, reason, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t suppress_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct config_suppress, suppress_fields),
};

#define WORDS(key) \
	CYAML_FIELD_SEQUENCE_COUNT(#key, OPTIONAL, struct config, key.v, key.n, &word_schema, 0, CYAML_UNLIMITED)

static const cyaml_schema_field_t fields[] = {
	WORDS(rules), WORDS(models), WORDS(include), WORDS(exclude),
	CYAML_FIELD_MAPPING("levels", CYAML_FLAG_OPTIONAL, struct config, levels, level_fields),
	CYAML_FIELD_ENUM("fail-on", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct config, fail_on,
			 gate_words, ARRAY_SIZE(gate_words)),
	CYAML_FIELD_STRING_PTR("kdir", OPTIONAL, struct config, kdir, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("baseline", OPTIONAL, struct config, baseline, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE_COUNT("suppress", OPTIONAL, struct config, suppress, n_suppress,
				   &suppress_entry, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct config, fields),
};

/* --- mistakes --- */

/* What libcyaml says of a mistake: the first line is what is wrong, the next place is where. */
struct mistake {
	struct arena *arena;
	const char *what;
	unsigned int line;
};

static void take_message(cyaml_log_t level, void *data, const char *fmt, va_list ap)
{
	struct mistake *m = data;
	char text[512], *at;

	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	at = strstr(text, "(line: ");
	if (at && !m->line)
		m->line = strtoul(at + 7, NULL, 10);
	if (!m->what)
		m->what = arena_strdup(m->arena, strncmp(text, "Load: ", 6) ? text : text + 6);
}

/* The line of the @nth place, from 1, where this key stands; 0 when there is none. */
static unsigned int line_of_nth(const char *text, const char *key, unsigned int nth)
{
	unsigned int line = 1;
	size_t n = strlen(key);

	for (const char *s = text; *s; line++) {
		const char *word = s + strspn(s, " \t-{\"'");

		if (!strncmp(word, key, n) && word[n + strspn(word + n, " \t\"'")] == ':' && !--nth)
			return line;
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	return 0;
}

/* libcyaml names the place before a key that it does not know. */
static unsigned int line_of_key(const char *text, const char *key)
{
	return line_of_nth(text, key, 1);
}

static void add_keys(struct arena *a, const cyaml_schema_field_t *f, const char *but,
		     const char ***words, unsigned int *n)
{
	VEC(const char *) all = { *words, *n, *n };

	for (; f->key; f++)
		if (strcmp(f->key, but))
			vec_push(a, &all, f->key);
	*words = all.v;
	*n = all.n;
}

static const char *unknown_key(struct mistake *m, const char *text, const char *key)
{
	unsigned int line = line_of_key(text, key), n = 0;
	const char **words = NULL, *near;

	m->line = line ? line : m->line;
	add_keys(m->arena, fields, key, &words, &n);
	add_keys(m->arena, suppress_fields, key, &words, &n);
	add_keys(m->arena, level_fields, key, &words, &n);
	words = memcpy(arena_array(m->arena, const char *, n + 1), words, n * sizeof(*words));
	near = nearest_word(key, words);
	if (near)
		return arena_printf(m->arena, "unknown key '%s'; did you mean '%s'?", key, near);
	return arena_printf(m->arena, "unknown key '%s' here", key);
}

static const char *twice(struct mistake *m, const char *text, const char *key)
{
	unsigned int line = line_of_nth(text, key, 2);

	m->line = line ? line : m->line;
	return arena_printf(m->arena, "'%s' is here for the second time", key);
}

/* libcyaml does not pass on where the text is no YAML. */
static const char *no_yaml(struct mistake *m, const char *text, size_t len, const char *what)
{
	yaml_parser_t p;
	yaml_event_t e;
	bool more = true;

	BUG_ON(!yaml_parser_initialize(&p));
	yaml_parser_set_input_string(&p, (const unsigned char *)text, len);
	while (more && yaml_parser_parse(&p, &e)) {
		more = e.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	m->line = 1;
	if (p.error == YAML_READER_ERROR)
		for (size_t i = 0; i < p.problem_offset && i < len; i++)
			m->line += text[i] == '\n';
	else if (p.error)
		m->line = p.problem_mark.line + 1;
	yaml_parser_delete(&p);
	return arena_printf(m->arena, "no YAML: %s", what);
}

/* libcyaml's words are of its schema; these are of the file. */
static const char *in_our_words(struct mistake *m, const char *text, size_t len)
{
	static const struct {
		const char *theirs, *ours;
	} words[] = {
		{ "Expecting SEQUENCE", "a list belongs here, as in [a, b]" },
		{ "Expecting MAPPING", "keys with values belong here, as in 'fail-on: error'" },
		{ "Expecting STRING", "one word belongs here" },
		{ "Expecting ENUM", "one word belongs here" },
		{ "STRING length < 1", "nothing stands behind this key" },
	};
	const char *what = m->what, *last = strrchr(what, ' ') ? strrchr(what, ' ') + 1 : what;

	if (!strncmp(what, "libyaml: ", 9))
		return no_yaml(m, text, len, what + 9);
	if (!strncmp(what, "Unexpected key: ", 16))
		return unknown_key(m, text, what + 16);
	if (!strncmp(what, "Mapping field already seen: ", 28))
		return twice(m, text, what + 28);
	if (!strncmp(what, "Missing required mapping field: ", 32))
		return arena_printf(m->arena, "'%s' is missing: path, rule and reason belong together", last);
	if (!strncmp(what, "Invalid ENUM value: ", 20))
		return arena_printf(m->arena, "'%s' is no level: note, warning, error, and off of a rule, "
				    "never of fail-on", what + 20);
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (!strncmp(what, words[i].theirs, strlen(words[i].theirs)))
			return words[i].ours;
	return what;
}

static const char *explain(struct mistake *m, const char *file, const char *text, size_t len)
{
	const char *what = m->what ? in_our_words(m, text, len) : "cannot be read";

	return arena_printf(m->arena, "%s:%u: %s", file, m->line ? m->line : 1, what);
}

static const char *rule_mistake(struct arena *a, const struct config *c)
{
	for (unsigned int i = 0; i < c->rules.n; i++)
		if (rule_by_name(c->rules.v[i]) == RULE_NR)
			return arena_printf(a, "%s:%u: %s", c->file, line_of_key(c->text, "rules"),
					    unknown_rule(c->rules.v[i]));
	for (unsigned int i = 0; i < c->n_suppress; i++)
		if (!rule_is_known(c->suppress[i].rule))
			return arena_printf(a, "%s:%u: %s", c->file, config_suppress_line(c, i),
					    unknown_rule(c->suppress[i].rule));
	return NULL;
}

/* --- reading --- */

const char *config_find(struct arena *a, const char *path)
{
	const char *dir = path_canonical(a, path);

	if (!file_is_dir(dir))
		dir = path_dir(a, dir);
	for (;; dir = path_dir(a, dir)) {
		const char *file = path_join(a, dir, NAME);

		if (file_is_regular(file))
			return file;
		if (!strcmp(dir, "/") || !strcmp(dir, "."))
			return NULL;
	}
}

/* What a message quotes may have line ends in it. */
static const char *one_line(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return copy;
}

/* realloc() and free() of libcyaml; the size stands before each piece. */
static void *cyaml_piece(void *arena, void *old, size_t size)
{
	size_t *piece, had = old ? ((size_t *)old)[-2] : 0;

	if (!size)
		return NULL;
	piece = arena_alloc(arena, size + 2 * sizeof(size_t));
	piece[0] = size;
	if (old)
		memcpy(piece + 2, old, had < size ? had : size);
	return piece + 2;
}

struct config *config_parse(struct arena *a, const char *file, const char *text, size_t len,
				  const char **err)
{
	struct mistake m = { .arena = a };
	const cyaml_config_t how = {
		.log_fn = take_message, .log_ctx = &m, .mem_fn = cyaml_piece, .mem_ctx = a,
		.log_level = CYAML_LOG_ERROR,
	};
	struct config *c = NULL;

	if (cyaml_load_data((const uint8_t *)text, len, &how, &schema, (void **)&c, NULL)) {
		*err = one_line(a, explain(&m, file, text, len));
		return NULL;
	}
	if (!c)
		c = arena_new(a, struct config);	/* nothing but comments */
	c->file = file;
	c->text = text;
	*err = rule_mistake(a, c);
	if (!*err)
		return c;
	*err = one_line(a, *err);
	return NULL;
}

const struct config *config_read(struct arena *a, const char *file)
{
	const char *err = NULL, *text;
	struct config *c;
	size_t len;

	text = file_read(a, file, &len);
	if (!text)
		die("%s: %s", file, strerror(errno));
	c = config_parse(a, file, text, len, &err);
	if (!c)
		die("%s", err);
	c->file = path_canonical(a, file);
	c->dir = path_dir(a, c->file);
	return c;
}

unsigned int config_suppress_line(const struct config *c, unsigned int n)
{
	unsigned int line = line_of_key(c->text, "suppress"), at = 1;

	for (const char *s = c->text; *s; at++) {
		const char *word = s + strspn(s, " \t");

		if (at > line && *word == '-' && !n--)
			return at;
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	return line;
}

const char *config_below(struct arena *a, const struct config *c, const char *path)
{
	return path_below(a, path, c->dir);
}

static bool matches(const struct config_words *w, const char *path)
{
	for (unsigned int i = 0; i < w->n; i++)
		if (!fnmatch(w->v[i], path, FNM_LEADING_DIR))
			return true;
	return false;
}

bool config_wants(const struct config *c, const char *path)
{
	struct arena a;
	const char *below;
	bool wants;

	arena_init(&a);
	below = config_below(&a, c, path_join(&a, path_canonical(&a, path_dir(&a, path)), path_base(path)));
	wants = (!c->include.n || matches(&c->include, below)) && !matches(&c->exclude, below);
	arena_free(&a);
	return wants;
}
