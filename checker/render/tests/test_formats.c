/* SPDX-License-Identifier: GPL-2.0-only */
/* test_formats - the bytes of the formats for other programs; scripts/check-formats has the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../source.h"

static struct arena arena;

/* A finding with what each format has to hide, one that does not count, and a broken unit. */
static int setup(void **state)
{
	static struct finding f, known;
	static struct report r;
	static struct finding_step s = { "net/a,b.c", 2, 3, "xmit", "taken\nhere" };

	arena_init(&arena);
	report_init(&r, &arena, NULL);
	f = (struct finding){
		.rule = "missing-orphan", .level = "warning", .confidence = "high",
		.file = "net/a,b.c", .line = 4, .column = 9, .function = "xmit", .object = "skb",
		.message = "<skb> & \"sk\" 100%", .fingerprint = "0123456789abcdef",
	};
	known = f;
	known.baseline = "unchanged";
	vec_push(&arena, &f.steps, s);
	vec_push(&arena, &r.findings, &known);
	vec_push(&arena, &r.findings, &f);
	report_add_incomplete(&r, "b.c", "why");
	*state = &r;
	return 0;
}

static int teardown(void **state)
{
	arena_free(&arena);
	return 0;
}

static void is(void **state, const char *format, const char *wanted)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	renderer_find(format)->render(out, *state, &(struct render_options){ 0 });
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_github(void **state)
{
	is(state, "github", "::warning file=net/a%2Cb.c,line=4,col=9,title=missing-orphan::"
			    "<skb> & \"sk\" 100%25%0Anet/a,b.c:2: taken%0Ahere\n");
}

static void test_gitlab(void **state)
{
	is(state, "gitlab", "[\n  {\n    \"description\": \"<skb> & \\\"sk\\\" 100%\",\n"
			    "    \"check_name\": \"missing-orphan\",\n"
			    "    \"fingerprint\": \"0123456789abcdef\",\n    \"severity\": \"major\",\n"
			    "    \"location\": {\n      \"path\": \"net/a,b.c\",\n      \"lines\": {\n"
			    "        \"begin\": 4\n      }\n    }\n  }\n]\n");
}

static void test_rdjsonl(void **state)
{
	is(state, "rdjsonl", "{\"message\":\"<skb> & \\\"sk\\\" 100%\",\"location\":{\"path\":"
			     "\"net/a,b.c\",\"range\":{\"start\":{\"line\":4,\"column\":9}}},"
			     "\"severity\":\"WARNING\",\"source\":{\"name\":\"skbown\"},"
			     "\"code\":{\"value\":\"missing-orphan\"},\"relatedLocations\":[{\"message\":"
			     "\"taken\\nhere\",\"location\":{\"path\":\"net/a,b.c\",\"range\":{\"start\":"
			     "{\"line\":2,\"column\":3}}}}]}\n");
}

static void test_checkstyle(void **state)
{
	is(state, "checkstyle", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				"<checkstyle version=\"4.3\">\n<file name=\"net/a,b.c\">\n"
				"<error line=\"4\" column=\"9\" severity=\"warning\" message=\"&#60;skb&#62; "
				"&#38; &#34;sk&#34; 100%\" source=\"skbown.missing-orphan\"/>\n"
				"</file>\n</checkstyle>\n");
}

static void test_junit(void **state)
{
	is(state, "junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
			   "<testsuite name=\"skbown\" tests=\"2\" failures=\"1\" errors=\"1\">\n"
			   "<testcase classname=\"net/a,b.c\" name=\"xmit:4: missing-orphan\" "
			   "file=\"net/a,b.c\" line=\"4\">\n<failure type=\"missing-orphan\" "
			   "message=\"&#60;skb&#62; &#38; &#34;sk&#34; 100%\">net/a,b.c:4:9: warning: "
			   "&#60;skb&#62; &#38; &#34;sk&#34; 100% [missing-orphan]\n"
			   "net/a,b.c:2:3: note: taken?here\n</failure>\n</testcase>\n"
			   "<testcase classname=\"b.c\" name=\"can be analysed\" file=\"b.c\">\n"
			   "<error type=\"incomplete\" message=\"why\"/>\n</testcase>\n"
			   "</testsuite>\n</testsuites>\n");
}

/* --- GitHub's hash of a line: values that its own implementation gives --- */

static const char *hash_of(const char *text, unsigned int line)
{
	struct source s = { .text = (char *)text, .len = strlen(text) };
	const char *hash = source_line_hash(&arena, &s, line);

	return hash ? hash : "none";
}

static void test_line_hash(void **state)
{
	static const char mixed[] = " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n";
	static const char *const wanted[] = {
		"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1",
		"e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
		"c129715d7a2bc9a3:1", "none",
	};
	char many[300] = "";

	for (unsigned int i = 0; i < 8; i++)
		assert_string_equal(hash_of(mixed, i + 1), wanted[i]);
	assert_string_equal(hash_of(" a\nb\n  \t\tc\n d", 2), "54703d4cd895b18:1");
	assert_string_equal(hash_of("", 1), "c129715d7a2bc9a3:1");
	for (unsigned int i = 0; i < 10; i++)
		strcat(many, "Lorem ipsum dolor sit amet.\n");
	assert_string_equal(hash_of(many, 3), "a7f2ff13bc495cf2:3");
	assert_string_equal(hash_of(many, 8), "a9cf91f7bbf1862b:1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_github, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gitlab, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rdjsonl, setup, teardown),
		cmocka_unit_test_setup_teardown(test_checkstyle, setup, teardown),
		cmocka_unit_test_setup_teardown(test_junit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line_hash, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
