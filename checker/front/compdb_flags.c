/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb_flags - which flags of a command reach the parser.
 *
 * An allow-list: what decides about text (includes, macros, language) and
 * about types and builtins stays, all else goes. Warnings go because the
 * compiler has given them, gcc's own options because clang stops at them, and
 * whatever writes a file (-MD, -Wp,-MMD) because the parser would write it into
 * the user's tree.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "compdb_priv.h"

#define MAX_RESPONSE_DEPTH 8

/* Options with a value, either joined or as the next word. */
static const char *const with_value[] = {
	"-I", "-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-D", "-U", "-x",
	"-isysroot", "--sysroot", "-target", "-resource-dir", "-include-pch",
};

/* Their value is a path that a relative directory is put before. */
static const char *const paths[] = {
	"-isystem", "-iquote", "-idirafter", "-isysroot", "-I",
};

/* Dropped together with the word that follows. */
static const char *const drop_two[] = {
	"-o", "-MF", "-MT", "-MQ", "-Xclang", "-Xassembler", "-Xpreprocessor", "-Xlinker",
	"-arch", "-T", "-u", "-z", "-L", "-l", "--param", "-aux-info", "-A",
	"-dumpbase", "-dumpdir", "-mllvm", "-wrapper", "-specs", "--serialize-diagnostics",
};

static const char *const keep_prefix[] = {
	"-std=", "--std=", "--target=", "--sysroot=", "-mcmodel=", "-march=",
	"-mabi=", "-mfpu=", "-mfloat-abi=", "-mno-sse", "-mno-avx", "-mno-3dnow", "-mno-mmx",
};

static const char *const keep_exact[] = {
	"-nostdinc", "-ansi", "-undef", "-w", "-O", "-O0", "-O1", "-O2", "-O3", "-Os", "-Og",
	"-m32", "-m64", "-mx32", "-m16", "-mno-red-zone", "-mno-80387", "-msoft-float",
	"-mbig-endian", "-mlittle-endian", "-mgeneral-regs-only", "-msse", "-msse2", "-mavx", "-mavx2",
	"-mhard-float", "-mmmx", "-maes", "-mpclmul", "-mssse3", "-msse3", "-msse4.1", "-mavx512f",
	"-fshort-wchar", "-funsigned-char", "-fsigned-char", "-fno-common", "-fno-strict-aliasing",
	"-fms-extensions", "-fshort-enums", "-fno-builtin", "-ffreestanding", "-fhosted",
	"-fgnu89-inline", "-fblocks", "-fopenmp", "-fpack-struct", "-fcommon", "-fwrapv",
};

struct filter {
	struct arena *a;
	struct compile_cmd *out;
	unsigned int depth;	/* of response files */
};

static void filter_words(struct filter *f, int argc, const char *const *argv);

static bool is_one_of(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(s, list[i]))
			return true;
	return false;
}

static bool has_prefix(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(s, list[i], strlen(list[i])))
			return true;
	return false;
}

static void keep(struct filter *f, const char *word)
{
	vec_push(f->a, &f->out->args, word);
}

/* -Ia/b against the command's directory: the parser runs elsewhere. */
static const char *based(struct filter *f, const char *opt, const char *value)
{
	if (!f->out->dir || *value == '/' || *value == '=' ||
	    !is_one_of(opt, paths, ARRAY_SIZE(paths)))
		return value;
	return path_join(f->a, f->out->dir, value);
}

/* A file given by -include is looked for in the working directory first, then on the include path. */
static const char *based_file(struct filter *f, const char *opt, const char *value)
{
	char *joined;

	if (strcmp(opt, "-include") && strcmp(opt, "-imacros") && strcmp(opt, "-include-pch"))
		return based(f, opt, value);
	if (!f->out->dir || *value == '/')
		return value;
	joined = path_join(f->a, f->out->dir, value);
	return file_is_regular(joined) ? joined : value;
}

/* Returns how many words were used, 0 when the option is no such one. */
static int value_option(struct filter *f, int argc, const char *const *argv)
{
	const char *opt;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(with_value); i++) {
		opt = with_value[i];
		n = strlen(opt);
		if (!strcmp(argv[0], opt)) {
			if (argc > 1) {
				keep(f, opt);
				keep(f, based_file(f, opt, argv[1]));
			}
			return 2;
		}
		/* "-include" and its kin are never joined to their value but -I, -D, -U are. */
		if (n == 2 && !strncmp(argv[0], opt, n)) {
			keep(f, arena_printf(f->a, "%s%s", opt, based(f, opt, argv[0] + n)));
			return 1;
		}
		if (n > 2 && !strncmp(opt, "-i", 2) && strcmp(opt, "-include") &&
		    strcmp(opt, "-include-pch") && !strncmp(argv[0], opt, n)) {
			keep(f, opt);
			keep(f, based_file(f, opt, argv[0] + n));
			return 1;
		}
	}
	return 0;
}

/* -Wp,a,b hands words to the preprocessor: macros in them count, dependency files do not. */
static void preprocessor(struct filter *f, const char *list)
{
	struct word_list words = {0};

	while (*list) {
		size_t n = strcspn(list, ",");

		vec_push(f->a, &words, arena_strndup(f->a, list, n));
		list += n + (list[n] == ',');
	}
	if (words.n && !strncmp(words.v[0], "-M", 2))
		return;
	filter_words(f, words.n, words.v);
}

/* Words in @file stand where it stands. */
static void response(struct filter *f, const char *name)
{
	const char *path = f->out->dir ? path_join(f->a, f->out->dir, name) : name;
	const char *text, *err;
	struct word_list words = {0};

	text = f->depth < MAX_RESPONSE_DEPTH ? file_read(f->a, path, NULL) : NULL;
	err = text ? compdb_split(f->a, text, &words) : "it cannot be read";
	if (err) {
		f->out->skip = arena_printf(f->a, "compile command: @%s: %s", name, err);
		return;
	}
	f->depth++;
	filter_words(f, words.n, words.v);
	f->depth--;
}

static int one_flag(struct filter *f, int argc, const char *const *argv)
{
	const char *w = argv[0];
	int used;

	if (w[0] == '@' && w[1]) {
		response(f, w + 1);
		return 1;
	}
	if (w[0] != '-' || !w[1])
		return 1;
	if (!strncmp(w, "-Wp,", 4)) {
		preprocessor(f, w + 4);
		return 1;
	}
	if (is_one_of(w, drop_two, ARRAY_SIZE(drop_two)))
		return 2;
	used = value_option(f, argc, argv);
	if (used)
		return used;
	if (is_one_of(w, keep_exact, ARRAY_SIZE(keep_exact)) ||
	    has_prefix(w, keep_prefix, ARRAY_SIZE(keep_prefix)))
		keep(f, w);
	return 1;
}

static void filter_words(struct filter *f, int argc, const char *const *argv)
{
	for (int i = 0; i < argc;)
		i += one_flag(f, argc - i, argv + i);
}

void compdb_filter_flags(struct arena *a, int argc, const char *const *argv,
			 struct compile_cmd *out)
{
	struct filter f = { .a = a, .out = out };

	filter_words(&f, argc, argv);
}
