/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild - how a file of a kernel tree, or of a module beside one, is compiled.
 *
 * Read from the tree's own Makefiles and a configured tree's headers; nothing
 * is built and nothing is run.
 */
#ifndef CHECKER_FRONT_KBUILD_H
#define CHECKER_FRONT_KBUILD_H

#include "compdb_priv.h"
#include "make.h"

/* What the user's make hands to kbuild's. */
struct kbuild_var {
	const char *name;	/* interned */
	const char *value;
	bool fixed;		/* on the command line, not in the environment */
};

struct kbuild {
	struct arena *a;
	const char *root;	/* where the Makefiles start: the tree or the module */
	const char *src;	/* kernel sources, or what a headers package has of them */
	const char *obj;	/* configured tree with the generated headers */
	bool module;		/* root is an out-of-tree module */
	unsigned int version;	/* of src: 6.12 is 612 */
	const char *release;	/* of obj, "6.12.117+deb12-amd64"; NULL when it does not say */
	bool gap;		/* obj is of another series than src */
	const char *note;	/* what the user should know of the headers chosen */
	struct map config;	/* interned CONFIG_ name -> value */
	struct map dirs;	/* interned path -> struct kbuild_dir */
	struct map kinds;	/* interned option -> its kind; interned path of a Kconfig read -> NULL */
	struct map depends;	/* interned option -> its "depends on" */
	struct map archs;	/* interned option -> architecture whose Kconfig has it */
	struct word_list base;	/* flags that every file has */
	VEC(struct kbuild_var) given;
};

/* One folder's Makefile, evaluated. */
struct kbuild_dir {
	const char *rel;	/* below root, "" for root itself */
	bool read;		/* it has a Makefile */
	struct make mk;
	const char *inherited;	/* subdir-ccflags of the folders above */
	const char *before;	/* modules: what they put in front of kbuild's own flags, ... */
	const char *behind;	/* ... and after them; variables that kbuild exports */
	struct word_list off;	/* options that keep make from coming here */
	bool reached;		/* some Makefile above names this folder */
};

/* Where an object file goes. */
struct kbuild_place {
	struct kbuild_dir *dir;	/* whose Makefile names it */
	const char *object;	/* as named there: "lib/x.o" */
	const char *module;	/* what it is linked into, without folder */
	bool builtin;
	struct word_list off;	/* options to be turned on for it */
};

/* @root: NULL for @src itself. @obj: NULL to look for it. */
struct kbuild *kbuild_open(struct arena *a, const char *src, const char *obj, const char *root,
			   const char **err);
/* For a file outside of kernel trees: a module found upwards from it, or NULL. */
const char *kbuild_module_root(struct arena *a, const char *file);
/*
 * For kernel code that no Makefile names: the top of the repository it is in, else its folder.
 * NULL when the file includes no header of the kernel's.
 */
const char *kbuild_loose_root(struct arena *a, const char *file);
/* The kernel tree that @file is in, or NULL. */
const char *kbuild_tree_root(struct arena *a, const char *file);
/* Name of a .c file in the same folder that includes this one, or NULL. */
const char *kbuild_included_by(struct arena *a, const char *file);
/* The first <asm/...> header that the file includes and that x86 lacks, or NULL. */
const char *kbuild_missing_asm(struct kbuild *kb, struct arena *a, const char *file);
/* Fills dir, args, skip and note of @cmd. */
void kbuild_lookup(struct kbuild *kb, struct arena *a, struct compile_cmd *cmd);

/* --- kbuild_conf.c --- */
bool kbuild_read_config(struct kbuild *kb);
/* 't'ristate, 'b'ool or 0 when no Kconfig file above @rel defines it. */
char kbuild_option_kind(struct kbuild *kb, const char *rel, const char *option);
/* The architecture that alone defines this option or what it depends on, if it is not x86; else NULL. */
const char *kbuild_option_arch(struct kbuild *kb, const char *rel, const char *option);
/* 612 for 6.12; 0 when @src/Makefile has no version. */
unsigned int kbuild_version(struct arena *a, const char *src, const char **text);

/* --- kbuild_headers.c --- */
bool kbuild_is_configured(struct arena *a, const char *dir);
bool kbuild_is_source(struct arena *a, const char *dir);
/* Installed headers nearest to @version ("6.12.117"; NULL: the running or newest kernel's). */
const char *kbuild_find_headers(struct arena *a, const char *version);
/* "6.12.117+deb12-amd64" of a configured tree, or NULL. */
const char *kbuild_release(struct arena *a, const char *obj);
/* "6.12.117" of a configured tree, or NULL. */
const char *kbuild_headers_version(struct arena *a, const char *obj);
/* Where the plain headers that belong to a configured tree are. */
const char *kbuild_source_of(struct arena *a, const char *obj);

/* --- kbuild_gap.c --- */
/* Adds flags that make up for headers of another series; @kb->config gains the numbers. */
void kbuild_fill_gap(struct kbuild *kb);

/* --- kbuild_outside.c --- */
/* Fills @kb->given from the Makefile that builds the module; nothing when none is found. */
void kbuild_read_outside(struct kbuild *kb);

/* --- kbuild_dir.c --- */
struct kbuild_dir *kbuild_dir(struct kbuild *kb, const char *rel);
/* Evaluates the folder's Makefile as if these options were on. */
void kbuild_dir_read(struct kbuild *kb, struct arena *a, struct kbuild_dir *dir,
		     const struct word_list *on);
/* False when no Makefile names the object made from @rel ("net/core/sock.c"). */
bool kbuild_find(struct kbuild *kb, struct arena *a, const char *rel, struct kbuild_place *out);

#endif
