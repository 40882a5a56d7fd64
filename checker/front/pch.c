/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch - which units share a precompiled header, and whether one means to a unit what the headers
 * themselves would.
 *
 * Units share one when their commands agree in all that reaches the headers. What a command says
 * of its own file is left out: the name of the module, folders that are searched last (a header
 * that was found before them is found before them again), and macros that no header names.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "pch_priv.h"

#define LAYOUT 1	/* of the files: with another one the key is another */

/* Kernel headers that most network code includes, directly or not; those that are there. */
static const char *const headers[] = {
	"linux/module.h", "linux/kernel.h", "linux/netdevice.h", "linux/etherdevice.h",
	"linux/skbuff.h", "net/sock.h", "net/tcp.h", "net/ip.h", "net/ipv6.h", "linux/netfilter.h",
	"linux/netlink.h",
};

/* Of the unit alone. In headers they name the module in messages, and nothing else. */
static const char *const own_macros[] = {
	"KBUILD_MODNAME", "KBUILD_BASENAME", "__KBUILD_MODNAME", "KBUILD_MODFILE",
};

static const char *header_text(struct arena *a)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	const char *ret;

	BUG_ON(!f);
	for (size_t i = 0; i < ARRAY_SIZE(own_macros); i++)
		fprintf(f, "#define %s %s\n", own_macros[i],
			own_macros[i][0] == '_' ? "kmod_skbown" : "\"skbown\"");
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		fprintf(f, "#if __has_include(<%s>)\n#include <%s>\n#endif\n", headers[i],
			headers[i]);
	for (size_t i = 0; i < ARRAY_SIZE(own_macros); i++)
		fprintf(f, "#undef %s\n", own_macros[i]);
	fclose(f);
	ret = arena_strdup(a, text);
	free(text);
	return ret;
}

/* --- the plan --- */

struct planner {
	struct arena *a;
	const struct compile_cmd *cmd;
	struct pch_plan *plan;
	unsigned int header;	/* see header_words() */
	bool kernel;
};

static bool is_one_of(const char *s, size_t n, const char *const *list, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strlen(list[i]) == n && !strncmp(s, list[i], n))
			return true;
	return false;
}

/* Of messages; every file may have its own, and most set it before their first include. */
static const char *const message_macros[] = { "pr_fmt", "dev_fmt" };

/* Those that headers are known to ask for are common from the start: units without them are others. */
static bool is_common_macro(const char *name, size_t n)
{
	return name[0] == '_' || !strncmp(name, "CC_", 3) || (n == 6 && !strncmp(name, "MODULE", n));
}

/* True: it concerns the unit alone. */
static bool own_macro(struct planner *p, const char *def)
{
	size_t n = strcspn(def, "=(");

	if (is_one_of(def, n, own_macros, ARRAY_SIZE(own_macros)) ||
	    is_one_of(def, n, message_macros, ARRAY_SIZE(message_macros)))
		return true;
	p->kernel |= n == 10 && !strncmp(def, "__KERNEL__", n);
	if (is_common_macro(def, n))
		return false;
	vec_push(p->a, &p->plan->macros, arena_strndup(p->a, def, n));
	return true;
}

/* Where "-x c" stands, which only headers have; behind it is what they need before them. */
static unsigned int header_words(const struct compile_cmd *cmd)
{
	for (unsigned int i = 0; i + 1 < cmd->args.n; i++)
		if (!strcmp(cmd->args.v[i], "-x") && !strcmp(cmd->args.v[i + 1], "c"))
			return i;
	return cmd->args.n;
}

static unsigned int last_include(const struct planner *p)
{
	unsigned int last = p->cmd->args.n;

	for (unsigned int i = 0; i < p->header; i++)
		if (!strcmp(p->cmd->args.v[i], "-include"))
			last = i + 1;
	return last;
}

/* How many words from @i on concern the unit alone; 0: none, so what stands there is shared. */
static unsigned int own_words(struct planner *p, unsigned int i, bool late)
{
	const char *w = p->cmd->args.v[i], *next;

	if (i == p->header || (i > p->header && !strcmp(w, "-include")))
		return 2;
	if (w[0] != '-' || !strchr("DUI", w[1]) || (!w[2] && i + 1 == p->cmd->args.n))
		return 0;
	next = w[2] ? w + 2 : p->cmd->args.v[i + 1];
	if (w[1] == 'I' ? !late : !own_macro(p, next))
		return 0;
	return w[2] ? 1 : 2;
}

static void split_args(struct planner *p)
{
	unsigned int last = last_include(p), n;

	for (unsigned int i = 0; i < p->cmd->args.n; i += n ? n : 1) {
		n = own_words(p, i, i > last);
		if (!n)
			vec_push(p->a, &p->plan->args, p->cmd->args.v[i]);
	}
}

static void mix(XXH3_state_t *h, const char *s)
{
	XXH3_128bits_update(h, s, strlen(s) + 1);
}

static const char *key_of(struct planner *p, uint64_t program)
{
	XXH3_state_t *h = XXH3_createState();
	XXH128_hash_t d;

	BUG_ON(!h);
	XXH3_128bits_reset(h);
	mix(h, arena_printf(p->a, "%d %llx %s", LAYOUT, (unsigned long long)program,
			    front_version(p->a)));
	mix(h, header_text(p->a));
	mix(h, p->plan->dir ? p->plan->dir : "");
	vec_for(i, &p->plan->args)
		mix(h, p->plan->args.v[i]);
	d = XXH3_128bits_digest(h);
	XXH3_freeState(h);
	return arena_printf(p->a, "%016llx%016llx", (unsigned long long)d.high64,
			    (unsigned long long)d.low64);
}

bool pch_plan(struct arena *a, const struct compile_cmd *cmd, uint64_t program,
	      struct pch_plan *plan)
{
	struct planner p = { .a = a, .cmd = cmd, .plan = plan, .header = header_words(cmd) };

	*plan = (struct pch_plan){ .dir = cmd->dir };
	split_args(&p);
	vec_for(i, &plan->args)
		if (!strcmp(plan->args.v[i], "-x") || !strcmp(plan->args.v[i], "-include-pch"))
			return false;
	plan->key = key_of(&p, program);
	return p.kernel;
}

const char *pch_header_text(struct arena *a)
{
	return header_text(a);
}

bool pch_fits(const struct pch *p, const struct pch_plan *plan, const char *file)
{
	if (pch_input_of(p, file))	/* it would be guarded away */
		return false;
	vec_for(i, &plan->macros) {
		const char *name = plan->macros.v[i];
		size_t n = strlen(name);

		/* IS_MODULE(CONFIG_X) and the like paste the ending. */
		if (n > 7 && !strcmp(name + n - 7, "_MODULE"))
			n -= 7;
		if (pch_set_has(&p->words, pch_hash_name(name, n)) ||
		    pch_set_has(&p->words, pch_hash_name(name, strlen(name))))
			return false;
	}
	return true;
}
