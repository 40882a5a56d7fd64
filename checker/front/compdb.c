/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb - where a file's compile command comes from.
 *
 * In this order: compile_commands.json, the kernel tree named, flags after "--",
 * the kernel tree or module that the file is found to be in, nothing. Flags
 * after "--" are added to whatever the first two say.
 */
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "kbuild.h"

struct compdb {
	struct arena *a;
	struct compdb_config cfg;
	struct compdb_json *json;
	struct kbuild *tree;		/* of --kdir */
	struct map roots;		/* interned path of a tree or module -> struct kbuild */
};

struct compdb *compdb_open(struct arena *a, const struct compdb_config *cfg, const char **err)
{
	struct compdb *db = arena_new(a, struct compdb);

	*err = NULL;
	db->a = a;
	db->cfg = *cfg;
	if (cfg->build)
		db->json = compdb_json_open(a, cfg->build, err);
	else if (cfg->kdir)
		db->tree = kbuild_open(a, cfg->kdir, cfg->kbuild, NULL, err);
	return *err ? NULL : db;
}

/* The user's own flags, relative to where he stands, come after all others. */
static void add_cflags(struct compdb *db, struct arena *a, struct compile_cmd *cmd)
{
	const char *dir = cmd->dir;
	int n = 0;

	while (db->cfg.cflags[n])
		n++;
	cmd->dir = path_canonical(a, ".");
	compdb_filter_flags(a, n, db->cfg.cflags, cmd);
	if (dir)
		cmd->dir = dir;
}

static void as_c(struct arena *a, struct compile_cmd *cmd)
{
	if (!path_has_suffix(cmd->file, ".h"))
		return;
	vec_push(a, &cmd->args, "-x");
	vec_push(a, &cmd->args, "c");
}

static void plain(struct arena *a, struct compile_cmd *cmd)
{
	static const char *const flags[] = { "-std=gnu11", "-w" };

	cmd->dir = path_dir(a, cmd->file);
	for (int i = 0; i < 2; i++)
		vec_push(a, &cmd->args, flags[i]);
	as_c(a, cmd);
}

static struct kbuild *open_module(struct compdb *db, const char *root, const char **err)
{
	const char *obj = db->cfg.kbuild, *src;

	if (!obj)
		obj = kbuild_find_headers(db->a, NULL);
	if (!obj) {
		*err = "a kernel module, but no kernel headers are installed: "
		       "install linux-headers-amd64 or name a built tree with --kbuild";
		return NULL;
	}
	src = kbuild_source_of(db->a, obj);
	if (!src) {
		*err = arena_printf(db->a, "%s: the headers that it belongs to were not found", obj);
		return NULL;
	}
	return kbuild_open(db->a, src, obj, root, err);
}

/* The tree or module at @root, opened once; a failure is remembered as such. */
static struct kbuild *at_root(struct compdb *db, const char *root, bool tree, const char **err)
{
	const char *key = intern(root);
	struct kbuild *kb;

	*err = "its kernel tree or headers cannot be used";
	if (map_has(&db->roots, key))
		return map_get(&db->roots, key);
	kb = tree ? kbuild_open(db->a, root, db->cfg.kbuild, NULL, err) : open_module(db, root, err);
	map_set(db->a, &db->roots, key, kb);
	return kb;
}

static void discover(struct compdb *db, struct arena *a, struct compile_cmd *cmd)
{
	const char *root = kbuild_tree_root(a, cmd->file), *err;
	bool tree = root;
	struct kbuild *kb;

	if (!root)
		root = kbuild_module_root(a, cmd->file);
	if (!root && (db->cfg.kbuild || kbuild_find_headers(a, NULL)))
		root = kbuild_loose_root(a, cmd->file);
	if (!root) {
		plain(a, cmd);
		return;
	}
	kb = at_root(db, root, tree, &err);
	if (kb)
		kbuild_lookup(kb, a, cmd);
	else
		cmd->skip = err;
}

static bool inside(const char *file, const char *root)
{
	size_t n = strlen(root);

	return !strncmp(file, root, n) && file[n] == '/';
}

static void find_command(struct compdb *db, struct arena *a, struct compile_cmd *cmd)
{
	if (db->json) {
		if (!compdb_json_lookup(db->json, a, cmd))
			cmd->skip = "not in compile_commands.json, and no neighbour of it is";
	} else if (db->tree && inside(cmd->file, db->tree->root)) {
		kbuild_lookup(db->tree, a, cmd);
	} else if (db->cfg.cflags) {
		as_c(a, cmd);
	} else {
		discover(db, a, cmd);
	}
}

struct compile_cmd *compdb_lookup(struct compdb *db, struct arena *a, const char *file,
				  const char *shown)
{
	struct compile_cmd *cmd = arena_new(a, struct compile_cmd);

	cmd->file = path_canonical(a, file);
	cmd->shown = arena_strdup(a, shown);
	find_command(db, a, cmd);
	if (db->cfg.cflags && !cmd->skip)
		add_cflags(db, a, cmd);
	return cmd;
}

const char *compdb_note(const struct compdb *db)
{
	return db->tree ? db->tree->note : NULL;
}

unsigned int compdb_files(const struct compdb *db, const char *const **files)
{
	*files = NULL;
	return db->json ? compdb_json_files(db->json, files) : 0;
}
