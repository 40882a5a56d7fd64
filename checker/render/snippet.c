/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snippet - the source line of a place, and a caret below its column.
 *
 * Tabs become blanks, since the margin shifts the tab stops. Columns count
 * bytes from 1, the caret counts characters.
 */
#include <stdlib.h>
#include <string.h>

#include "render/render.h"

#define TAB	8
#define WIDEST	400	/* bytes of a line that are shown: generated lines can be endless */

static FILE *open_source(const struct render_options *opt, const char *file)
{
	char *path = NULL;
	FILE *in;

	if (file[0] == '/' || !opt->root)
		return fopen(file, "re");
	if (asprintf(&path, "%s/%s", opt->root, file) < 0)
		return NULL;
	in = fopen(path, "re");
	free(path);
	return in;
}

/* NULL when there is no such line. The caller frees it. */
static char *read_line(FILE *in, unsigned int line)
{
	char *text = NULL;
	size_t cap = 0;

	while (line--) {
		if (getline(&text, &cap, in) < 0) {
			free(text);
			return NULL;
		}
	}
	if (text)
		text[strcspn(text, "\r\n")] = '\0';
	return text;
}

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

void render_snippet(FILE *out, const struct render_options *opt, const char *file,
		    unsigned int line, unsigned int column)
{
	FILE *in = line ? open_source(opt, file) : NULL;
	char *text = in ? read_line(in, line) : NULL;
	unsigned int caret;

	if (in)
		fclose(in);
	if (!text)
		return;
	fprintf(out, "%5u | ", line);
	caret = put_line(out, text, column);
	if (column && column <= WIDEST && column <= strlen(text))
		fprintf(out, "\n      | %*s%s^%s", (int)caret, "",
			opt->colour ? "\033[1;32m" : "", opt->colour ? "\033[0m" : "");
	putc('\n', out);
	free(text);
}
