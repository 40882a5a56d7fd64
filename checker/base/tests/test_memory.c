/* SPDX-License-Identifier: GPL-2.0-only */
/* test_memory - arenas, names, vectors and maps. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/bug.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"

static void arena_pieces(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (unsigned int round = 0; round < 3; round++) {
		for (size_t n = 0; n < 3000; n++) {
			unsigned char *p = arena_alloc(&a, n);

			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xff, n);
		}
		arena_alloc(&a, 20u << 20);
		assert_true(a.used > 20u << 20);
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_free(&a);
	arena_free(&a);
}

static void arena_strings(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_null(arena_strdup(&a, NULL));
	assert_string_equal(arena_strdup(&a, "skb"), "skb");
	assert_string_equal(arena_strndup(&a, "skbuff", 3), "skb");
	assert_string_equal(arena_printf(&a, "%s->%s/%d", "skb", "sk", 7), "skb->sk/7");
	assert_int_equal(strlen(arena_printf(&a, "%5000d", 1)), 5000);
	arena_free(&a);
}

static void names(void **state)
{
	const char *first = intern("sk_buff.sk");
	char copy[] = "sk_buff.sk and more";

	(void)state;
	assert_null(intern(NULL));
	assert_ptr_equal(intern_n(copy, 10), first);
	assert_ptr_equal(intern_printf("%s.%s", "sk_buff", "sk"), first);
	assert_ptr_not_equal(intern("sk_buff.sk "), first);
	for (unsigned int i = 0; i < 50000; i++)
		intern_printf("name%u", i);
	assert_ptr_equal(intern("sk_buff.sk"), first);
	assert_ptr_equal(intern("name49999"), intern_printf("name%d", 49999));
	assert_int_equal(strlen(intern_printf("%1000d", 1)), 1000);
	assert_string_equal(intern(""), "");
}

static void vectors(void **state)
{
	VEC(unsigned int) v = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (unsigned int i = 0; i < 1000; i++)
		vec_push(&a, &v, i * 3);
	assert_int_equal(v.n, 1000);
	vec_for(i, &v)
		assert_int_equal(v.v[i], i * 3);
	arena_free(&a);
}

static void maps(void **state)
{
	struct map m = { 0 };
	struct arena a;
	int keys[5000];

	(void)state;
	arena_init(&a);
	assert_null(map_get(&m, &keys[0]));
	assert_false(map_has(&m, &keys[0]));
	for (unsigned int i = 0; i < 5000; i++)
		map_set(&a, &m, &keys[i], &keys[4999 - i]);
	map_set(&a, &m, &keys[7], NULL);
	assert_int_equal(m.n, 5000);
	assert_ptr_equal(map_get(&m, &keys[1]), &keys[4998]);
	assert_null(map_get(&m, &keys[7]));
	assert_true(map_has(&m, &keys[7]));
	assert_false(map_has(&m, &a));
	arena_free(&a);
}

/* BUG_ON ends the process with a signal that the parent can tell from an exit. */
static void bugs(void **state)
{
	int st;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		close(2);
		signal(SIGABRT, SIG_DFL);
		BUG_ON(pid == 0);
	}
	assert_int_equal(waitpid(pid, &st, 0), pid);
	assert_true(WIFSIGNALED(st) && WTERMSIG(st) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_pieces),
		cmocka_unit_test(arena_strings),
		cmocka_unit_test(names),
		cmocka_unit_test(vectors),
		cmocka_unit_test(maps),
		cmocka_unit_test(bugs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
