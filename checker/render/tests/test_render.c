/* SPDX-License-Identifier: GPL-2.0-only */
/* test_render - the exact bytes of each format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "render/render.h"

static struct arena arena;

static struct finding *finding(struct report *r, const char *message)
{
	struct finding *f = arena_new(&arena, struct finding);
	struct finding_step s = { "net/a.c", 2, 3, "xmit", "'sock_hold(sk)' takes it" };

	f->rule = "missing-orphan";
	f->level = "warning";
	f->confidence = "high";
	f->file = "net/a.c";
	f->line = 4;
	f->column = 9;
	f->function = "xmit";
	f->object = "skb";
	f->message = message;
	strcpy(f->fingerprint, "0123456789abcdef");
	vec_push(&arena, &f->steps, s);
	vec_push(&arena, &r->findings, f);
	return f;
}

static void new_report(struct report *r)
{
	arena_reset(&arena);
	report_init(r, &arena, NULL);
}

static char *bytes(void (*render)(FILE *, const struct report *, const struct render_options *),
		   const struct report *r, const struct render_options *opt)
{
	char *text = NULL, *copy;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	render(out, r, opt);
	fclose(out);
	copy = arena_strdup(&arena, text);
	free(text);
	return copy;
}

static void test_text(void **state)
{
	struct render_options opt = { 0 };
	struct report r;

	new_report(&r);
	finding(&r, "'skb' has an owner");
	assert_string_equal(bytes(render_text, &r, &opt),
			    "net/a.c:4:9: warning: 'skb' has an owner [missing-orphan]\n"
			    "net/a.c:2:3: note: 'sock_hold(sk)' takes it\n");
}

static void test_text_colour(void **state)
{
	struct render_options opt = { .colour = true };
	struct report r;

	new_report(&r);
	finding(&r, "m");
	assert_string_equal(bytes(render_text, &r, &opt),
			    "\033[1mnet/a.c:4:9:\033[0m \033[1;35mwarning:\033[0m m "
			    "[\033[1;35mmissing-orphan\033[0m]\n"
			    "\033[1mnet/a.c:2:3:\033[0m \033[1;36mnote:\033[0m "
			    "'sock_hold(sk)' takes it\n");
}

/* A file name or a macro's text must not steer the terminal or forge a line. */
static void test_text_control(void **state)
{
	struct render_options opt = { 0 };
	struct report r;

	new_report(&r);
	finding(&r, "a\033[2Jb\nc")->steps.n = 0;
	assert_string_equal(bytes(render_text, &r, &opt),
			    "net/a.c:4:9: warning: a?[2Jb?c [missing-orphan]\n");
}

static void snippet_is(const char *dir, unsigned int line, unsigned int column, const char *want)
{
	struct render_options opt = { .root = dir };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	render_snippet(out, &opt, "a.c", line, column);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void test_snippet(void **state)
{
	char dir[] = "/tmp/skbown-test.XXXXXX", path[64];
	FILE *f;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a.c", dir);
	f = fopen(path, "w");
	fputs("int a;\n\tx\xc3\xbc = b;\r\nlast", f);
	fclose(f);
	snippet_is(dir, 1, 5, "    1 | int a;\n      |     ^\n");
	snippet_is(dir, 2, 2, "    2 |         x\xc3\xbc = b;\n      |         ^\n");
	snippet_is(dir, 2, 8, "    2 |         x\xc3\xbc = b;\n      |              ^\n");
	snippet_is(dir, 3, 1, "    3 | last\n      | ^\n");
	snippet_is(dir, 3, 99, "    3 | last\n");
	snippet_is(dir, 4, 1, "");
	snippet_is(dir, 0, 0, "");
	unlink(path);
	snippet_is(dir, 1, 1, "");
	rmdir(dir);
}

static void test_json(void **state)
{
	struct report r;
	json_t *j, *f, *s;
	char *text;

	new_report(&r);
	finding(&r, "bad \xff byte");
	r.analysed = 2;
	report_add_skip(&r, "s.c", "off");
	report_add_incomplete(&r, "i.c", "why");
	text = bytes(render_json, &r, NULL);
	j = json_loads(text, 0, NULL);
	assert_non_null(j);
	assert_string_equal(json_string_value(json_object_get(j, "tool")), "skbown");
	assert_string_equal(json_string_value(json_object_get(j, "version")), SKBOWN_VERSION);
	f = json_array_get(json_object_get(j, "findings"), 0);
	assert_int_equal(json_object_size(f), 10);
	assert_string_equal(json_string_value(json_object_get(f, "message")),
			    "bad \xef\xbf\xbd byte");
	assert_int_equal(json_integer_value(json_object_get(f, "column")), 9);
	s = json_array_get(json_object_get(f, "steps"), 0);
	assert_int_equal(json_object_size(s), 4);
	f = json_object_get(j, "units");
	assert_int_equal(json_integer_value(json_object_get(f, "analysed")), 2);
	assert_int_equal(json_integer_value(json_object_get(f, "skipped")), 1);
	s = json_array_get(json_object_get(f, "incomplete"), 0);
	assert_string_equal(json_string_value(json_object_get(s, "reason")), "why");
	json_decref(j);
}

static void test_json_empty(void **state)
{
	struct report r;

	new_report(&r);
	assert_string_equal(bytes(render_json, &r, NULL),
			    "{\n  \"tool\": \"skbown\",\n  \"version\": \"" SKBOWN_VERSION "\",\n"
			    "  \"findings\": [],\n  \"units\": {\n    \"analysed\": 0,\n"
			    "    \"skipped\": 0,\n    \"incomplete\": []\n  }\n}\n");
}

static void summary(FILE *out, const struct report *r, const struct render_options *opt)
{
	render_summary(out, r);
}

static void problems(FILE *out, const struct report *r, const struct render_options *opt)
{
	render_problems(out, r);
}

static void test_summary(void **state)
{
	struct report r;

	new_report(&r);
	assert_string_equal(bytes(summary, &r, NULL),
			    "skbown: 0 findings; 0 units analysed, 0 skipped, 0 incomplete\n");
	finding(&r, "m");
	finding(&r, "m");
	finding(&r, "m")->level = "note";
	r.analysed = 1;
	assert_string_equal(bytes(summary, &r, NULL),
			    "skbown: 3 findings (2 warnings, 1 note); "
			    "1 unit analysed, 0 skipped, 0 incomplete\n");
}

static void test_problems(void **state)
{
	struct report r;
	char *text, *p;
	unsigned int lines = 0;

	new_report(&r);
	for (int i = 0; i < 100; i++)
		report_add_incomplete(&r, "x.c", "interrupted");
	report_add_incomplete(&r, "y.c", "gave up");
	text = bytes(problems, &r, NULL);
	for (p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 22);
	assert_non_null(strstr(text, "... and 80 more incomplete for the same reason\n"));
	assert_non_null(strstr(text, "y.c: incomplete: gave up\n"));
}

static void test_formats(void **state)
{
	assert_string_equal(renderer_find("json")->name, "json");
	assert_null(renderer_find("jso"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_colour),
		cmocka_unit_test(test_text_control),
		cmocka_unit_test(test_snippet),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_empty),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_formats),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
