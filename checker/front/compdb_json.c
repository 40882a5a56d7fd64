/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb_json - commands from a compile_commands.json.
 *
 * Both forms of an entry are read, "arguments" and "command". Where a file is
 * listed twice the first entry counts. An entry that cannot be understood
 * concerns its own file only: looking that up says what is wrong.
 */
#include <jansson.h>
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "compdb_priv.h"

struct entry {
	const char *file;		/* canonical */
	const char *dir;
	struct word_list argv;		/* with the compiler */
	const char *wrong;		/* why it cannot be used */
};

struct compdb_json {
	struct arena *a;
	const char *path;
	struct map by_file;		/* interned canonical path -> struct entry */
	struct map by_dir;		/* interned folder -> struct entry of a file in it */
	VEC(const char *) files;
};

static const char *string_member(json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static void read_arguments(struct compdb_json *db, struct entry *e, json_t *list, size_t index)
{
	json_t *word;
	size_t i;

	json_array_foreach(list, i, word) {
		if (!json_is_string(word)) {
			e->wrong = arena_printf(db->a, "%s: entry %zu: an argument is no string",
						db->path, index);
			return;
		}
		vec_push(db->a, &e->argv, arena_strdup(db->a, json_string_value(word)));
	}
}

static void read_command(struct compdb_json *db, struct entry *e, json_t *obj, size_t index)
{
	json_t *list = json_object_get(obj, "arguments");
	const char *text = string_member(obj, "command"), *err;

	if (json_is_array(list)) {
		read_arguments(db, e, list, index);
	} else if (text) {
		err = compdb_split(db->a, text, &e->argv);
		if (err)
			e->wrong = arena_printf(db->a, "%s: entry %zu: command: %s", db->path,
						index, err);
	} else {
		e->wrong = arena_printf(db->a, "%s: entry %zu has neither \"arguments\" nor "
					"\"command\"", db->path, index);
	}
	if (!e->wrong && e->argv.n < 2)
		e->wrong = arena_printf(db->a, "%s: entry %zu: the command is empty", db->path,
					index);
}

static const char *read_entry(struct compdb_json *db, json_t *obj, size_t index)
{
	const char *file = string_member(obj, "file"), *dir = string_member(obj, "directory");
	struct entry *e;

	if (!file)
		return arena_printf(db->a, "%s: entry %zu has no \"file\"", db->path, index);
	e = arena_new(db->a, struct entry);
	e->dir = path_join(db->a, path_dir(db->a, db->path), dir ? dir : ".");
	e->file = intern(path_canonical(db->a, path_join(db->a, e->dir, file)));
	e->dir = path_canonical(db->a, e->dir);
	if (map_has(&db->by_file, e->file))
		return NULL;
	read_command(db, e, obj, index);
	map_set(db->a, &db->by_file, e->file, e);
	vec_push(db->a, &db->files, e->file);
	if (!e->wrong && !map_has(&db->by_dir, intern(path_dir(db->a, e->file))))
		map_set(db->a, &db->by_dir, intern(path_dir(db->a, e->file)), e);
	return NULL;
}

struct compdb_json *compdb_json_open(struct arena *a, const char *path, const char **err)
{
	struct compdb_json *db = arena_new(a, struct compdb_json);
	json_error_t why;
	json_t *root, *obj;
	size_t i;

	db->a = a;
	if (file_is_dir(path))
		path = path_join(a, path, "compile_commands.json");
	db->path = path_canonical(a, path);
	root = json_load_file(db->path, 0, &why);
	if (!root) {
		*err = arena_printf(a, "%s:%d: %s", db->path, why.line > 0 ? why.line : 1, why.text);
		return NULL;
	}
	*err = json_is_array(root) ? NULL : arena_printf(a, "%s: not a list of commands", db->path);
	if (!*err)
		json_array_foreach(root, i, obj)
			if ((*err = read_entry(db, obj, i)))
				break;
	json_decref(root);
	return *err ? NULL : db;
}

/* A header, or a new file, is compiled like a neighbour: in its folder or above. */
static struct entry *neighbour(struct compdb_json *db, struct arena *a, const char *file)
{
	const char *dir = path_dir(a, file);
	struct entry *e;

	for (;; dir = path_dir(a, dir)) {
		e = map_get(&db->by_dir, intern(dir));
		if (e || !strcmp(dir, "/") || !strcmp(dir, "."))
			return e;
	}
}

/* A cross compiler's name says what it compiles for; the parser has to be told. */
static void add_target(struct arena *a, const char *compiler, struct compile_cmd *cmd)
{
	const char *base = path_base(compiler), *gcc = strstr(base, "-gcc");

	if (gcc && gcc != base && memchr(base, '-', gcc - base))
		vec_push(a, &cmd->args, arena_printf(a, "--target=%.*s", (int)(gcc - base), base));
}

static void use_entry(struct arena *a, const struct entry *e, struct compile_cmd *cmd)
{
	cmd->dir = e->dir;
	if (e->wrong) {
		cmd->skip = e->wrong;
		return;
	}
	add_target(a, e->argv.v[0], cmd);
	compdb_filter_flags(a, e->argv.n - 1, e->argv.v + 1, cmd);
}

bool compdb_json_lookup(struct compdb_json *db, struct arena *a, struct compile_cmd *cmd)
{
	struct entry *e = map_get(&db->by_file, intern(cmd->file));

	if (e) {
		use_entry(a, e, cmd);
		return true;
	}
	e = neighbour(db, a, cmd->file);
	if (!e)
		return false;
	use_entry(a, e, cmd);
	cmd->note = arena_printf(a, "not in %s: the flags of %s were used", db->path, e->file);
	if (path_has_suffix(cmd->file, ".h")) {
		vec_push(a, &cmd->args, "-x");
		vec_push(a, &cmd->args, "c");
	}
	return true;
}

unsigned int compdb_json_files(struct compdb_json *db, const char *const **files)
{
	*files = db->files.v;
	return db->files.n;
}
