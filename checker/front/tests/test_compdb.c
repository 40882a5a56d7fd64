/* SPDX-License-Identifier: GPL-2.0-only */
/* test_compdb - the command that each kind of configuration gives a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/bug.h"
#include "base/file.h"
#include "front/candidates.h"
#include "front/compdb.h"

static struct arena a;
static const char *dir;

static void put(const char *name, const char *text)
{
	const char *path = path_join(&a, dir, name);

	file_mkdirs(path_dir(&a, path));
	assert_int_equal(file_write(path, text, strlen(text)), 0);
}

static const char *in(const char *name)
{
	return path_join(&a, dir, name);
}

/* A kernel tree as small as one can be. */
static void make_tree(void)
{
	put("k/Makefile", "# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 9\n");
	put("k/Kbuild", "obj-$(CONFIG_NET) += net/\nobj-y += drivers/\n");
	put("k/include/linux/skbuff.h", "");
	put("k/include/linux/kconfig.h", "");
	put("k/arch/x86/include/asm/one.h", "");
	put("k/arch/arm/Kconfig", "config ARM\n\tbool\n");
	put("k/net/Kconfig", "config OFFBOOL\n\tbool \"x\"\nconfig OFFTRI\n\ttristate \"y\"\n"
	    "config ARMTHING\n\ttristate\n\tdepends on NET && ARM\n");
	put("k/net/Makefile", "obj-y := core.o\nobj-$(CONFIG_MOD) += multi.o\n"
	    "multi-y := part.o lib/deep.o\nmulti-$(CONFIG_OFFBOOL) += extra.o\n"
	    "obj-$(CONFIG_OFFTRI) += off/ tri.o\nobj-$(CONFIG_ARMTHING) += arm.o armok.o\n"
	    "obj-$(subst m,y,$(CONFIG_MOD)) += always-in.o\n"
	    "subdir-ccflags-y += -DFROM_PARENT -I$(src)/up\n");
	put("k/net/off/Makefile", "ccflags-y := -DHERE -Wall -D'fmt(x)=\"a b\" x' -DGONE\n"
	    "ccflags-$(CONFIG_OFFTRI) += -DWHEN_ON\nccflags-remove-y := -DGONE\n"
	    "CFLAGS_x.o := -DONLY_X\nCFLAGS_REMOVE_x.o := -DHERE\nobj-y += x.o y.o\n");
	put("k/net/arm.c", "#include <asm/missing.h>\n");
	put("k/net/armok.c", "#include <asm/one.h>\n");
	put("k/drivers/Makefile", "obj-y += deep/er/\n");
	put("k/drivers/deep/er/Kbuild", "obj-$(CONFIG_MOD) += kb.o\n");
	put("k/drivers/deep/er/Makefile", "obj-y += wrong.o\n");
	put("k/drivers/deep/er/user.c", "#include \"part.c\"\n");
	put("k/drivers/deep/er/part.c", "");
	put("o/include/generated/autoconf.h", "");
	put("o/arch/x86/include/generated/x.h", "");
	put("o/include/config/auto.conf", "CONFIG_NET=y\nCONFIG_MOD=m\nCONFIG_S=\"str\"\n");
}

static int set_up(void **state)
{
	char name[] = "/tmp/skbown-compdb-XXXXXX";

	(void)state;
	arena_init(&a);
	dir = path_canonical(&a, mkdtemp(name));
	make_tree();
	return 0;
}

static int tear_down(void **state)
{
	int err;

	(void)state;
	err = system(arena_printf(&a, "rm -r %s", dir));
	arena_free(&a);
	return err;
}

static struct compdb *open_db(struct compdb_config cfg)
{
	const char *err = NULL;
	struct compdb *db = compdb_open(&a, &cfg, &err);

	if (!db)
		fail_msg("%s", err);
	return db;
}

static const char *open_error(struct compdb_config cfg)
{
	const char *err = NULL;

	assert_null(compdb_open(&a, &cfg, &err));
	assert_non_null(err);
	assert_null(strchr(err, '\n'));
	return err;
}

static struct compdb *tree(void)
{
	return open_db((struct compdb_config){ .kdir = in("k"), .kbuild = in("o") });
}

/* All arguments in one text, each between blanks. */
static const char *args_of(struct compile_cmd *cmd)
{
	const char *s = " ";

	if (cmd->skip)
		fail_msg("%s is skipped: %s", cmd->file, cmd->skip);
	vec_for(i, &cmd->args)
		s = arena_printf(&a, "%s%s ", s, cmd->args.v[i]);
	return s;
}

static struct compile_cmd *look_up(struct compdb *db, const char *name)
{
	return compdb_lookup(db, &a, in(name), name);
}

static void expect(struct compdb *db, const char *name, const char *flag)
{
	const char *args = args_of(look_up(db, name));

	if (!strstr(args, arena_printf(&a, " %s ", flag)))
		fail_msg("%s: no %s in%s", name, flag, args);
}

static void reject(struct compdb *db, const char *name, const char *flag)
{
	const char *args = args_of(look_up(db, name));

	if (strstr(args, flag))
		fail_msg("%s: %s in%s", name, flag, args);
}

static void kernel_places(void **state)
{
	struct compdb *db = tree();
	struct compile_cmd *cmd = look_up(db, "k/net/core.c");

	(void)state;
	assert_string_equal(cmd->file, in("k/net/core.c"));
	assert_string_equal(cmd->shown, "k/net/core.c");
	assert_null(cmd->note);
	expect(db, "k/net/core.c", "-DKBUILD_MODFILE=\"net/core\"");
	reject(db, "k/net/core.c", "-DMODULE");
	expect(db, "k/net/part.c", "-DMODULE");
	expect(db, "k/net/part.c", "-DKBUILD_MODNAME=\"multi\"");
	expect(db, "k/net/lib/deep.c", "-D__KBUILD_MODNAME=kmod_multi");
	expect(db, "k/net/lib/deep.c", "-DKBUILD_BASENAME=\"deep\"");
	expect(db, "k/net/always-in.c", "-DKBUILD_MODFILE=\"net/always-in\"");
	expect(db, "k/net/always-in.c", "-DKBUILD_BASENAME=\"always_in\"");
	expect(db, "k/drivers/deep/er/kb.c", "-DMODULE");
	expect(db, "k/net/core.c", arena_printf(&a, "-I%s", in("k/include")));
	expect(db, "k/net/core.c", arena_printf(&a, "-I%s", in("o/include")));
}

static void kernel_flags(void **state)
{
	struct compdb *db = tree();

	(void)state;
	expect(db, "k/net/off/y.c", "-DFROM_PARENT");
	expect(db, "k/net/off/y.c", arena_printf(&a, "-I%s", in("k/net/up")));
	expect(db, "k/net/off/y.c", "-DHERE");
	expect(db, "k/net/off/y.c", "-Dfmt(x)=\"a b\" x");
	reject(db, "k/net/off/y.c", "-Wall");
	reject(db, "k/net/off/y.c", "-DGONE");
	reject(db, "k/net/off/y.c", "-DONLY_X");
	expect(db, "k/net/off/x.c", "-DONLY_X");
	reject(db, "k/net/off/x.c", "-DHERE");
}

static void kernel_options(void **state)
{
	struct compdb *db = tree();

	(void)state;
	expect(db, "k/net/extra.c", "-DCONFIG_OFFBOOL=1");
	expect(db, "k/net/extra.c", "-DMODULE");
	expect(db, "k/net/tri.c", "-DCONFIG_OFFTRI_MODULE=1");
	expect(db, "k/net/tri.c", "-DMODULE");
	expect(db, "k/net/off/x.c", "-DCONFIG_OFFTRI_MODULE=1");
	assert_non_null(strstr(look_up(db, "k/net/tri.c")->note, "CONFIG_OFFTRI"));
	assert_non_null(strstr(look_up(db, "k/net/arm.c")->skip, "asm/missing.h"));
	assert_null(look_up(db, "k/net/armok.c")->skip);
	assert_non_null(strstr(look_up(db, "k/arch/arm/x.c")->skip, "(arm)"));
	assert_non_null(strstr(look_up(db, "k/drivers/deep/er/part.c")->note, "user.c"));
	assert_non_null(look_up(db, "k/drivers/deep/er/wrong.c")->note);
}

static void kernel_headers(void **state)
{
	struct compdb *db = tree();

	(void)state;
	expect(db, "k/include/net/sock.h", "-x c");
	expect(db, "k/include/net/sock.h", "-include linux/skbuff.h");
	reject(db, "k/include/net/sock.h", "-include net/sock.h");
	expect(db, "k/net/off/own.h", "-DCONFIG_OFFTRI_MODULE=1");
	assert_null(look_up(db, "k/include/net/sock.h")->note);
}

/* Where the link to the generic headers is made; they must be found through it. */
static const char *generic_dir(void)
{
	char *name = arena_strdup(&a, in("k"));

	for (char *p = name; *p; p++)
		*p = *p == '/' ? '-' : *p;
	name = path_join(&a, in("cache/skbown"), arena_printf(&a, "generic%s", name));
	assert_true(file_is_regular(path_join(&a, name, "asm/gen.h")));
	return name;
}

/* Headers of another series: numbers that they lack, and <asm/x.h> that are generic. */
static void kernel_gap(void **state)
{
	struct compdb *db;

	(void)state;
	setenv("XDG_CACHE_HOME", in("cache"), 1);
	put("k/init/Kconfig", "config NUM\n\tint \"a number\"\n\tdefault 3 if OTHER\n"
	    "\tdefault\t5 if NET\n\tdefault 7\nconfig S\n\tint\n\tdefault 1\n"
	    "config NAME\n\tstring\n\tdefault 9\n");
	put("k/include/asm-generic/gen.h", "");
	put("old/include/generated/autoconf.h", "");
	put("old/include/generated/utsrelease.h", "#define UTS_RELEASE \"6.1.0-56-amd64\"\n");
	put("old/arch/x86/include/generated/x.h", "");
	put("old/include/config/auto.conf", "CONFIG_NET=y\nCONFIG_S=4\n");
	assert_null(compdb_note(tree()));
	db = open_db((struct compdb_config){ .kdir = in("k"), .kbuild = in("old") });
	assert_non_null(strstr(compdb_note(db), "6.1.0"));
	expect(db, "k/net/core.c", "-DCONFIG_NUM=5");
	reject(db, "k/net/core.c", "-DCONFIG_S=");
	reject(db, "k/net/core.c", "-DCONFIG_NAME");
	expect(db, "k/net/core.c", "-idirafter");
	expect(db, "k/net/core.c", generic_dir());
}

static void kernel_errors(void **state)
{
	(void)state;
	open_error((struct compdb_config){ .kdir = in("nothing") });
	open_error((struct compdb_config){ .kdir = in("o") });
	open_error((struct compdb_config){ .kdir = in("k"), .kbuild = in("k") });
}

static void modules(void **state)
{
	struct compdb *db = open_db((struct compdb_config){ .kbuild = in("o2") });
	struct compile_cmd *cmd;

	(void)state;
	put("mod/Makefile", "ifneq ($(KERNELRELEASE),)\nobj-m := drv.o\ndrv-y := a.o sub/b.o\n"
	    "ccflags-y := -DMINE -I$(src)/inc\nelse\nall:\n\tmake\nendif\n");
	cmd = look_up(db, "mod/a.c");
	assert_non_null(cmd->skip);

	put("o2/Makefile", arena_printf(&a, "include %s/Makefile\n", in("k")));
	put("o2/include/generated/autoconf.h", "");
	put("o2/arch/x86/include/generated/x.h", "");
	put("o2/.config", "CONFIG_NET=y\n# CONFIG_MOD is not set\n");
	db = open_db((struct compdb_config){ .kbuild = in("o2") });
	expect(db, "mod/a.c", "-DMODULE");
	expect(db, "mod/a.c", "-DMINE");
	expect(db, "mod/a.c", arena_printf(&a, "-I%s", in("mod/inc")));
	expect(db, "mod/sub/b.c", "-DKBUILD_MODNAME=\"drv\"");
	expect(db, "mod/a.c", arena_printf(&a, "-I%s", in("k/include")));
	expect(db, "alone/x.c", "-std=gnu11");
	/* A tree is found upwards without being named. */
	db = open_db((struct compdb_config){ .kbuild = in("o") });
	expect(db, "k/net/part.c", "-DKBUILD_MODNAME=\"multi\"");
}

/* What the user's own Makefile hands to kbuild: on the command line, exported, from above. */
static void outside(void **state)
{
	struct compdb *db = open_db((struct compdb_config){ .kbuild = in("o2") });

	(void)state;
	put("repo/Makefile", "ifeq ($(KERNELRELEASE),)\nexport DEEP := $(shell pwd)\n"
	    "KDIR ?= /lib/modules/$(shell uname -r)/build\nOPTS := WITH=1 CONFIG_MINE=m OFTEN=yes\n"
	    "all:\n\t$(MAKE) -C $(KDIR) M=$(DEEP)/elsewhere WITH=2\n"
	    "\t+$(MAKE) -C $(KDIR) M=$$PWD $(OPTS) modules\n"
	    "endif\nNOSTDINC_FLAGS += -I$(M)/compat -include $(M)/compat.h\n"
	    "obj-y += drivers/net/mine/\n");
	put("repo/drivers/net/mine/Makefile", "obj-$(CONFIG_MINE) += mine.o\nWITH = 3\n"
	    "ccflags-y := -DWITH=$(WITH) -I$(DEEP)/deep\nOFTEN := no\noverride OFTEN += more\n"
	    "KBUILD_CFLAGS += -DOFTEN=$(OFTEN) -DV=$(PATCHLEVEL)\nmine-y := a.o\n");
	put("o2/include/generated/utsrelease.h", "#define UTS_RELEASE \"6.12.3-x\"\n");
	db = open_db((struct compdb_config){ .kbuild = in("o2") });
	expect(db, "repo/drivers/net/mine/a.c", "-DWITH=1");
	expect(db, "repo/drivers/net/mine/a.c", arena_printf(&a, "-I%s", in("repo/deep")));
	expect(db, "repo/drivers/net/mine/a.c",
	       arena_printf(&a, "-I%s -include %s", in("repo/compat"), in("repo/compat.h")));
	expect(db, "repo/drivers/net/mine/a.c", "-DOFTEN=yes -DV=12");
	assert_null(strstr(args_of(look_up(db, "repo/drivers/net/mine/a.c")), "CONFIG_MINE"));
}

/* Kernel code without any Makefile: the installed headers, and the repository's own. */
static void loose(void **state)
{
	struct compdb *db = open_db((struct compdb_config){ .kbuild = in("o2") });

	(void)state;
	put("loose/.git/HEAD", "");
	put("loose/include/x.h", "");
	put("loose/src/a.c", "#include <linux/skbuff.h>\n");
	put("loose/src/user.c", "#include <stdio.h>\n");
	expect(db, "loose/src/a.c", "-D__KERNEL__");
	expect(db, "loose/src/a.c", arena_printf(&a, "-I%s", in("loose/include")));
	assert_non_null(strstr(look_up(db, "loose/src/a.c")->note, "no Makefile"));
	assert_null(strstr(args_of(look_up(db, "loose/src/user.c")), "-D__KERNEL__"));
}

static void json_entries(void **state)
{
	struct compdb *db;
	const char *const *files;
	struct compile_cmd *cmd;

	(void)state;
	put("j/sub/r.rsp", "-DRESPONSE '-DQ=a b'\n");
	put("j/compile_commands.json", arena_printf(&a,
	    "[{\"directory\":\"%s\",\"file\":\"sub/a.c\",\"command\":"
	    "\"gcc -Iinc -I /abs -Wp,-MMD,x.d -Wp,-DWP=1 -D'N=\\\"t s\\\"' -include pre.h -Wall -O2"
	    " -mindirect-branch=thunk -o a.o -c sub/a.c\"},"
	    "{\"directory\":\"sub\",\"file\":\"b.c\",\"arguments\":[\"cc\",\"-DB\",\"@r.rsp\","
	    "\"-isystem\",\"sys\",\"b.c\"]},"
	    "{\"directory\":\"sub\",\"file\":\"b.c\",\"arguments\":[\"cc\",\"-DSECOND\",\"b.c\"]},"
	    "{\"directory\":\"sub\",\"file\":\"c.c\",\"command\":\"gcc 'open\"},"
	    "{\"directory\":\"sub\",\"file\":\"d.c\"},"
	    "{\"directory\":\"sub\",\"file\":\"e.c\",\"command\":\"gcc @none.rsp e.c\"},"
	    "{\"directory\":\"sub\",\"file\":\"f.c\",\"command\":"
	    "\"/opt/aarch64-linux-gnu-gcc-12 f.c\"}]", in("j")));
	put("j/pre.h", "");
	db = open_db((struct compdb_config){ .build = in("j") });
	assert_int_equal(compdb_files(db, &files), 6);
	assert_string_equal(files[0], in("j/sub/a.c"));
	assert_string_equal(args_of(look_up(db, "j/sub/a.c")),
			    arena_printf(&a, " -I%s -I /abs -DWP=1 -DN=\"t s\" -include %s -O2 ",
					 in("j/inc"), in("j/pre.h")));
	assert_string_equal(args_of(look_up(db, "j/sub/b.c")),
			    arena_printf(&a, " -DB -DRESPONSE -DQ=a b -isystem %s ",
					 in("j/sub/sys")));
	assert_non_null(strstr(look_up(db, "j/sub/c.c")->skip, "entry 3"));
	assert_non_null(strstr(look_up(db, "j/sub/d.c")->skip, "entry 4"));
	assert_non_null(strstr(look_up(db, "j/sub/e.c")->skip, "none.rsp"));
	expect(db, "j/sub/f.c", "--target=aarch64-linux-gnu");
	cmd = look_up(db, "j/sub/new.h");
	assert_non_null(strstr(args_of(cmd), " -x c "));
	assert_non_null(cmd->note);
	assert_non_null(look_up(db, "elsewhere/x.c")->skip);
}

static void json_errors(void **state)
{
	(void)state;
	put("bad/compile_commands.json", "[{\"file\": ");
	put("bad/object.json", "{}");
	put("bad/nofile.json", "[{\"directory\": \"/\"}]");
	assert_non_null(strstr(open_error((struct compdb_config){ .build = in("bad") }), ".json:1:"));
	open_error((struct compdb_config){ .build = in("bad/object.json") });
	assert_non_null(strstr(open_error((struct compdb_config){ .build = in("bad/nofile.json") }),
			       "entry 0"));
	open_error((struct compdb_config){ .build = in("bad/none.json") });
}

static void own_flags(void **state)
{
	static const char *const flags[] = { "-DX", "-Werror", "-Iinc", "-std=gnu17", NULL };
	struct compdb *db = open_db((struct compdb_config){ .cflags = flags });

	(void)state;
	assert_string_equal(args_of(look_up(db, "x.c")),
			    arena_printf(&a, " -DX -I%s -std=gnu17 ",
					 path_join(&a, path_canonical(&a, "."), "inc")));
	expect(db, "x.h", "-x c");
	db = open_db((struct compdb_config){ .kdir = in("k"), .kbuild = in("o"),
					     .cflags = flags });
	expect(db, "k/net/core.c", "-DX");
	expect(db, "k/net/core.c", "-D__KERNEL__");
}

static void candidates(void **state)
{
	static const struct {
		const char *text;
		unsigned int bits;
	} cases[] = {
		{ "skb->destructor = f;", CANDIDATE_ALL },
		{ "if (skb->sk)", CANDIDATE_ALL },
		{ "skb->sk_flags skb->destructors", 0 },
		{ "skb->sk", CANDIDATE_ALL },
		{ "n->sk = sk", CANDIDATE_ALL },
		{ "if (n->sk)", CANDIDATE_ANY },
		{ "sock_hold(sk)", CANDIDATE_ANY | CANDIDATE_FILE },
		{ "refcount_inc(&x)", CANDIDATE_ANY },
		{ "kfree_skb(skb);", 0 },
		{ "", 0 },
		{ "s", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(candidate_scan(cases[i].text, strlen(cases[i].text),
						CANDIDATE_ALL), cases[i].bits);
	assert_true(candidate_file("x sock_put(sk)", 14));
	assert_false(candidate_file("x sock_put(sk)", 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel_places), cmocka_unit_test(kernel_flags),
		cmocka_unit_test(kernel_options), cmocka_unit_test(kernel_headers),
		cmocka_unit_test(kernel_gap), cmocka_unit_test(kernel_errors), cmocka_unit_test(modules),
		cmocka_unit_test(outside), cmocka_unit_test(loose),
		cmocka_unit_test(json_entries), cmocka_unit_test(json_errors),
		cmocka_unit_test(own_flags), cmocka_unit_test(candidates),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
