/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire - what goes to the client.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "server.h"

static bool put(int fd, const char *p, size_t n)
{
	ssize_t done;

	for (; n; p += done, n -= done) {
		done = write(fd, p, n);
		if (done < 0 && errno != EINTR)
			return false;
		if (done < 0)
			done = 0;
	}
	return true;
}

static void send_message(struct server *s, json_t *msg)
{
	char head[64], *text;
	size_t n;

	json_object_set_new(msg, "jsonrpc", json_string("2.0"));
	text = json_dumps(msg, JSON_COMPACT);
	json_decref(msg);
	BUG_ON(!text);
	n = strlen(text);
	snprintf(head, sizeof(head), "Content-Length: %zu\r\n\r\n", n);
	if (!put(s->out, head, strlen(head)) || !put(s->out, text, n)) {
		s->ended = true;	/* nobody listens any more */
		s->status = 1;
	}
	free(text);
}

void wire_reply(struct server *s, json_t *id, json_t *result)
{
	send_message(s, json_pack("{s:o s:o}", "id", id, "result", result));
}

void wire_error(struct server *s, json_t *id, enum lsp_error code, const char *text)
{
	send_message(s, json_pack("{s:o s:{s:i s:s}}", "id", id, "error", "code", code, "message",
				  text));
}

void wire_notify(struct server *s, const char *method, json_t *params)
{
	send_message(s, json_pack("{s:s s:o}", "method", method, "params", params));
}

void wire_request(struct server *s, const char *method, json_t *params)
{
	char id[32];

	snprintf(id, sizeof(id), "skbown-%d", ++s->next_id);
	send_message(s, json_pack("{s:s s:s s:o}", "id", id, "method", method, "params", params));
}

void wire_say(struct server *s, int type, const char *text)
{
	if (json_object_get(s->said, text))
		return;
	json_object_set_new(s->said, text, json_true());
	wire_notify(s, "window/showMessage", json_pack("{s:i s:s+}", "type", type, "message",
						       "skbown: ", text));
}

void wire_log(struct server *s, const char *text)
{
	wire_notify(s, "window/logMessage", json_pack("{s:i s:s}", "type", 4, "message", text));
}
