/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * worker - the process that analyses units, one after the other.
 *
 * A job comes in as its index, a report goes out as one message: its length,
 * then JSON. Nothing else is shared with the parent after the fork.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "drive.h"

#define KEPT_BYTES (64 << 20)	/* free, at the heap's end, before any go back to the kernel */
#define LARGE_BYTES (8 << 20)	/* this much at once is the kernel's: no chunk of an arena is */

bool worker_send(int fd, const void *data, size_t n)
{
	const char *p = data;
	ssize_t done;

	for (; n; p += done, n -= done) {
		done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			done = 0;
		if (done < 0)
			return false;
	}
	return true;
}

static bool receive(int fd, uint32_t *index)
{
	ssize_t n;

	do {
		n = read(fd, index, sizeof(*index));
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*index);
}

static bool send_message(int fd, json_t *msg)
{
	char *text = json_dumps(msg, JSON_COMPACT);
	uint32_t len;
	bool sent;

	BUG_ON(!text);
	len = strlen(text);
	sent = worker_send(fd, &len, sizeof(len)) && worker_send(fd, text, len);
	free(text);
	return sent;
}

static json_t *execute_again(struct run *run, struct arena *a, const struct job *j, FILE *dump)
{
	struct ir_unit *u = link_home(run, j);
	struct link_reader others = { .run = run, .job = j };
	struct bytes asked = { 0 };
	struct report flow;
	char *text = NULL;
	json_t *msg, *names;

	if (!u)
		return json_object();
	others.asked = open_memstream(&text, &asked.len);
	BUG_ON(!others.asked);
	report_init(&flow, a, run->root);
	execute(run, j, a, u, &flow, dump, &others);
	fclose(others.asked);
	asked.data = text;
	names = run->opt->want_inventory ? json_null() : json_array();
	vec_for(i, &others.judged)
		json_array_append_new(names, json_string(others.judged.v[i]));
	msg = json_pack("{s:o s:o}", "flow", report_pack(&flow), "judged", names);
	crosskey_save(run, j, msg, asked);
	free(text);
	return msg;
}

/* The second pass over a unit: {"flow"}, or nothing when the unit could not be had again. */
static json_t *second(struct run *run, struct arena *a, const struct job *j, FILE *dump)
{
	json_t *msg = crosskey_load(run, a, j);

	if (!msg)
		return execute_again(run, a, j, dump);
	json_object_set_new(json_object_get(json_object_get(msg, "flow"), "stats"), "flow_sec",
			    json_real(0));
	return msg;
}

static bool serve(struct run *run, struct arena *a, int fd, uint32_t index)
{
	char *text = NULL;
	size_t len = 0;
	FILE *dump = open_memstream(&text, &len);
	json_t *msg;
	bool sent;

	BUG_ON(!dump || index >= run->jobs.n);
	msg = (run->second ? second : analyse)(run, a, &run->jobs.v[index], dump);
	fclose(dump);
	keep_report(run, msg);
	json_object_set_new(msg, "dump", report_json_text(text));
	sent = send_message(fd, msg);
	json_decref(msg);
	free(text);
	return sent;
}

/*
 * Units take and give back tens of MB each, libclang's and the arenas'. What the C library hands
 * to the kernel in between comes back as page faults: a tenth of what executing takes.
 */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
}

_Noreturn void worker_main(struct run *run, int fd)
{
	struct arena a, process;
	uint32_t index;

	keep_memory();
	arena_init(&a);
	arena_init(&process);
	keep_worker(run, &process);
	share_open(run, &process);
	while (receive(fd, &index)) {
		if (!serve(run, &a, fd, index))
			break;
		arena_reset(&a);
	}
	keep_used(run);
	_exit(0);
}
