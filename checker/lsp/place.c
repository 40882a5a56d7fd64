/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place - places as JSON, there and back.
 */
#include <limits.h>

#include "server.h"

const char *json_text(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s ? s : "";
}

unsigned int json_number(const json_t *j, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(j, key));

	return n < 0 ? 0 : n > INT_MAX ? INT_MAX : n;
}

bool place_read(const json_t *position, struct position *p)
{
	if (!json_is_integer(json_object_get(position, "line")) ||
	    !json_is_integer(json_object_get(position, "character")))
		return false;
	p->line = json_number(position, "line");
	p->character = json_number(position, "character");
	return true;
}

static json_t *position_json(struct position p)
{
	return json_pack("{s:i s:i}", "line", p.line, "character", p.character);
}

json_t *place_range(struct server *s, const struct text *t, size_t from, size_t to)
{
	return json_pack("{s:o s:o}", "start",
			 position_json(text_position(t, from, s->client.utf8)), "end",
			 position_json(text_position(t, to, s->client.utf8)));
}

/* Behind the word, and behind what it is asked for: all of "skb->destructor". */
static size_t word_end(const struct text *t, size_t from)
{
	size_t end;

	text_word(t, from, &end);
	while (end > from && end + 2 < t->len && t->s[end] == '-' && t->s[end + 1] == '>') {
		size_t next;

		text_word(t, end + 2, &next);
		if (next == end + 2)
			break;
		end = next;
	}
	return end;
}

json_t *place_word(struct server *s, const struct text *t, unsigned int line, unsigned int column)
{
	size_t from, end;

	if (!t) {	/* the file is gone: units are bytes then */
		struct position p = { line ? line - 1 : 0, column ? column - 1 : 0 };

		return json_pack("{s:o s:o}", "start", position_json(p), "end", position_json(p));
	}
	from = text_at(t, line, column);
	end = word_end(t, from);
	if (end == from && end < text_line_end(t, from))
		end++;
	return place_range(s, t, from, end);
}

json_t *place_location(struct server *s, const char *path, unsigned int line, unsigned int column)
{
	struct doc *d = doc_by_path(s, path);

	return json_pack("{s:s s:o}", "uri", d ? d->uri : uri_of(&s->tmp, path), "range",
			 place_word(s, doc_text(s, path), line, column));
}
