/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * markup - text inside of XML and HTML.
 */
#include <stdarg.h>
#include <string.h>

#include "base/bug.h"
#include "render/render.h"

void render_markup(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("<>&\"'", *s))
			fprintf(out, "&#%d;", *s);
		else
			putc(((unsigned char)*s < ' ' && *s != '\n' && *s != '\t') || *s == 0x7f ?
			     '?' : *s, out);
	}
}

void render_markupf(FILE *out, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			putc(*fmt, out);
			continue;
		}
		fmt++;
		BUG_ON(*fmt != 's' && *fmt != 'u' && *fmt != '%');
		if (*fmt == 's')
			render_markup(out, va_arg(ap, const char *));
		else if (*fmt == 'u')
			fprintf(out, "%u", va_arg(ap, unsigned int));
		else
			putc('%', out);
	}
	va_end(ap);
}
