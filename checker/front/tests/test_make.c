/* SPDX-License-Identifier: GPL-2.0-only */
/* test_make - what Makefile text evaluates to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../make.h"
#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"

static struct arena a;
static struct map config;
static char *dir;

static int set_up(void **state)
{
	char name[] = "/tmp/skbown-make-XXXXXX";

	(void)state;
	arena_init(&a);
	dir = arena_strdup(&a, mkdtemp(name));
	map_set(&a, &config, intern("CONFIG_YES"), "y");
	map_set(&a, &config, intern("CONFIG_MOD"), "m");
	map_set(&a, &config, intern("CONFIG_TEXT"), "some text");
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

static const char *put(const char *name, const char *text)
{
	const char *path = path_join(&a, dir, name);

	file_mkdirs(path_dir(&a, path));
	assert_int_equal(file_write(path, text, strlen(text)), 0);
	return path;
}

static struct make *read_text(const char *text)
{
	struct make *m = arena_new(&a, struct make);

	make_init(m, &a, &config, dir, dir);
	assert_true(make_read(m, put("Makefile", text)));
	return m;
}

static void assignments(void **state)
{
	struct make *m = read_text(
		"late = $(value1)\n"
		"early := $(value1)\n"
		"value1 = one\n"
		"value1 += two\n"
		"early += $(value1) # a comment\n"
		"maybe ?= first\n"
		"maybe ?= second\n"
		"double ::= $(value1)\n"
		"hash = a\\#b\n"
		"export exported := yes\n"
		"long = a \\\n\tb \\\n   c\n"
		"$(maybe)-var := computed\n"
		"\tindented := 1\n"
		"out != rm -rf /\n");

	(void)state;
	assert_string_equal(make_get(m, "late"), "one two");
	assert_string_equal(make_get(m, "early"), "one two");
	assert_string_equal(make_get(m, "maybe"), "first");
	assert_string_equal(make_get(m, "double"), "one two");
	assert_string_equal(make_get(m, "hash"), "a#b");
	assert_string_equal(make_get(m, "exported"), "yes");
	assert_string_equal(make_get(m, "long"), "a  b  c");
	assert_string_equal(make_get(m, "first-var"), "computed");
	assert_string_equal(make_get(m, "indented"), "1");
	assert_string_equal(make_get(m, "out"), "");
	assert_string_equal(make_get(m, "never"), "");
	assert_string_equal(make_get(m, "CONFIG_MOD"), "m");
}

static void conditionals(void **state)
{
	struct make *m = read_text(
		"ifeq ($(CONFIG_YES), y)\nr += 1\nelse\nr += no\nendif\n"
		"ifneq ($(CONFIG_NO),)\nr += no\nelse ifeq ($(CONFIG_MOD),m)\nr += 2\n"
		"else\nr += no\nendif\n"
		"ifdef CONFIG_NO\nifdef CONFIG_YES\nr += no\nelse\nr += no\nendif\nr += no\nendif\n"
		"ifndef CONFIG_NO\nr += 3\nendif\n"
		"ifeq \"$(CONFIG_MOD)\" 'm'\nr += 4\nendif\n"
		"ifeq ($(filter y m,$(CONFIG_NO)$(CONFIG_MOD)),)\nr += no\nendif\n"
		"ifdef CONFIG_YES # why\nr += 5\nelse # not\nr += no\nendif # end\n");

	(void)state;
	assert_string_equal(make_get(m, "r"), "1 2 3 4 5");
}

static void functions(void **state)
{
	static const char *const cases[][2] = {
		{ "$(subst m,y,$(CONFIG_MOD))", "y" },
		{ "$(patsubst %.o,%.c,a.o b.x c.o)", "a.c b.x c.c" },
		{ "$(objs:.o=.c) $(objs:%.o=x-%)", "p.c q.c x-p x-q" },
		{ "$(filter %.o y,a.o b.c y)", "a.o y" },
		{ "$(filter-out %.o,a.o b.c)", "b.c" },
		{ "$(addprefix d/,$(objs)) $(addsuffix /,x y)", "d/p.o d/q.o x/ y/" },
		{ "$(if $(CONFIG_NO),a,b) $(if $(CONFIG_YES),a,b)", "b a" },
		{ "$(or $(CONFIG_NO),$(CONFIG_MOD)) $(and $(CONFIG_YES),)", "m " },
		{ "$(foreach i,1 2,<$(i)>)", "<1> <2>" },
		{ "$(sort c a b a)$(words a b)", "a b c2" },
		{ "$(firstword a b)$(lastword a b)$(word 2,x y z) $(wordlist 2,3,1 2 3)", "aby 2 3" },
		{ "$(dir a/b c) $(notdir a/b) $(basename a.b/c.d) $(suffix c.d)", "a/ ./ b a.b/c .d" },
		{ "$(strip  a   b ) $(findstring b,abc)", "a b b" },
		{ "$(call cc-option,-mfoo,-mbar) $(call cc-option-yn,-x)", "-mfoo y" },
		{ "$(call twice,a,b) $(call test-lt, 3, 4)", "a-b-a y" },
		{ "$(shell touch bad)$(shell echo a; touch b)$(shell cat x | y)$(info x)$(error y)$$(z) ${CONFIG_MOD}", "$(z) m" },
		{ "$(comma)$(nested-$(CONFIG_MOD))", ",deep" },
		{ "$(shell echo one) $(shell uname -r) $(shell uname -m)", "one 6.1-x x86_64" },
		{ "$(shell dirname /a/b/c) $(shell basename '/a/b')", "/a/b b" },
		{ "$(shell cd /usr/../etc && pwd) $(shell cd)$(shell)", "/etc " },
		{ "$(loop)$(unknown x y)$(", "" },
		{ "$(patsubst (%),[%],(a))", "[a]" },
	};
	struct make *m = read_text("objs := p.o q.o\ntwice = $(1)-$(2)-$(1)\nnested-m = deep\n"
				   "loop = $(loop)\n");

	(void)state;
	m->release = "6.1-x";
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(make_expand(m, cases[i][0]), cases[i][1]);
	assert_string_equal(make_expand(m, "$(shell pwd)"), m->dir);
	put("w/one.c", "");
	put("w/two.c", "");
	assert_string_equal(make_expand(m, arena_printf(&a, "$(notdir $(wildcard %s/w/*.c))", dir)),
			    "one.c two.c");
}

static void structure(void **state)
{
	struct make *m;

	(void)state;
	put("sub/more.mk", "inner := yes\n");
	put("deep.mk", "include deep.mk\n");
	m = read_text("include sub/more.mk\n-include missing.mk\ninclude deep.mk\n"
		      "define text\nline one\nif = no\nendef\n"
		      "rule: dep\n\tvar = recipe\nafter = 1\n"
		      "%.o: flags := target\n"
		      "ifdef never-closed\n");
	assert_string_equal(make_get(m, "inner"), "yes");
	assert_string_equal(make_get(m, "text"), "line one\nif = no\n");
	assert_string_equal(make_get(m, "var"), "");
	assert_string_equal(make_get(m, "flags"), "");
	assert_string_equal(make_get(m, "after"), "1");
	assert_false(make_read(m, "/nonexistent/Makefile"));
}

static const struct make_mention *mention(struct make *m, const char *word)
{
	vec_for(i, &m->mentions)
		if (!strcmp(m->mentions.v[i].word, word))
			return &m->mentions.v[i];
	fail_msg("%s is not mentioned", word);
	return NULL;
}

static void mentions(void **state)
{
	struct make *m = read_text("obj-$(CONFIG_NO) += off.o sub/\n"
				   "obj-$(CONFIG_YES) += on.o -Ix.o\n"
				   "ifdef CONFIG_OTHER\nfoo-y += hidden.o\nendif\n");

	(void)state;
	assert_string_equal(mention(m, "off.o")->var, "obj-");
	assert_int_equal(mention(m, "off.o")->off.n, 1);
	assert_string_equal(mention(m, "sub/")->off.v[0], "CONFIG_NO");
	assert_int_equal(mention(m, "on.o")->off.n, 0);
	assert_true(mention(m, "on.o")->active);
	assert_false(mention(m, "hidden.o")->active);
	assert_string_equal(mention(m, "hidden.o")->off.v[0], "CONFIG_OTHER");
	assert_int_equal(m->mentions.n, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assignments), cmocka_unit_test(conditionals),
		cmocka_unit_test(functions), cmocka_unit_test(structure),
		cmocka_unit_test(mentions),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
