/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snippet - the source line of a place, and a caret below its column.
 *
 * Tabs become blanks, since the margin shifts the tab stops. Columns count
 * bytes from 1, the caret counts characters.
 */
#include <string.h>

#include "source.h"

#define TAB	8
#define WIDEST	400	/* bytes of a line that are shown: generated lines can be endless */

static unsigned int put_char(FILE *out, unsigned char c, unsigned int at)
{
	if (c == '\t') {
		unsigned int n = TAB - at % TAB;

		fprintf(out, "%*s", (int)n, "");
		return at + n;
	}
	putc(c < ' ' || c == 0x7f ? '?' : c, out);
	return at + ((c & 0xc0) != 0x80);
}

/* Returns how many characters stand before byte @column. */
static unsigned int put_line(FILE *out, const char *text, unsigned int column)
{
	unsigned int at = 0, caret = 0;

	for (unsigned int i = 0; text[i] && i < WIDEST; i++) {
		if (i + 1 == column)
			caret = at;
		at = put_char(out, text[i], at);
	}
	return caret;
}

static void put_snippet(FILE *out, const struct render_options *opt, const char *text,
			unsigned int line, unsigned int column)
{
	unsigned int caret;

	fprintf(out, "%5u | ", line);
	caret = put_line(out, text, column);
	if (column && column <= WIDEST && column <= strlen(text))
		fprintf(out, "\n      | %*s%s^%s", (int)caret, "",
			opt->colour ? "\033[1;32m" : "", opt->colour ? "\033[0m" : "");
	putc('\n', out);
}

void render_snippet(FILE *out, const struct render_options *opt, const char *file,
		    unsigned int line, unsigned int column)
{
	struct source *s;
	struct arena a;
	char *text;

	arena_init(&a);
	s = source_read(&a, opt, file);
	text = s ? source_line(&a, s, line) : NULL;
	if (text)
		put_snippet(out, opt, text, line, column);
	arena_free(&a);
}
