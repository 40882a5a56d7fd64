/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command - a compile command that names files which are not there.
 *
 * libclang gives such a mistake no place in any file, so it looks like one of
 * the driver's own remarks, and the unit would be parsed without its first header.
 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "drive.h"

static bool is_there(struct arena *a, const struct compile_cmd *cmd, const char *dir,
		     const char *name)
{
	return file_is_regular(path_join(a, cmd->dir, path_join(a, dir, name)));
}

static bool found(struct arena *a, const struct compile_cmd *cmd, const char *name)
{
	if (is_there(a, cmd, NULL, name))
		return true;
	vec_for(i, &cmd->args) {
		const char *arg = cmd->args.v[i];

		if (strncmp(arg, "-I", 2))
			continue;
		if (!arg[2] && i + 1 < cmd->args.n)
			arg = cmd->args.v[++i];
		else
			arg += 2;
		if (is_there(a, cmd, arg, name))
			return true;
	}
	return false;
}

const char *command_mistake(struct arena *a, const struct compile_cmd *cmd)
{
	if (cmd->dir && access(cmd->dir, X_OK))
		return arena_printf(a, "its compile command works in '%s', which is not there",
				    cmd->dir);
	for (unsigned int i = 0; i + 1 < cmd->args.n; i++) {
		if (strcmp(cmd->args.v[i], "-include") && strcmp(cmd->args.v[i], "-imacros"))
			continue;
		if (!found(a, cmd, cmd->args.v[++i]))
			return arena_printf(a, "its compile command includes '%s', which is not there",
					    cmd->args.v[i]);
	}
	return NULL;
}
