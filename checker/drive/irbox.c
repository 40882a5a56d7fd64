/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * irbox - the units' IR texts between the passes, where all processes of a run
 * can read them.
 *
 * Anonymous memory behind a descriptor that every worker inherits: nothing is left of it
 * when the run is killed. Workers append without a lock: each takes its piece by moving
 * the shared end first.
 */
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "drive.h"

struct irbox {
	int fd;
	_Atomic uint64_t *end;
};

struct irbox *irbox_open(struct arena *a)
{
	struct irbox *b = arena_new(a, struct irbox);

	b->fd = memfd_create("ir", MFD_CLOEXEC);
	b->end = mmap(NULL, sizeof(*b->end), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (b->fd >= 0 && b->end != MAP_FAILED)
		return b;
	if (b->fd >= 0)
		close(b->fd);
	return NULL;
}

bool irbox_put(struct irbox *b, const char *text, size_t len, struct ir_place *where)
{
	size_t done = 0;
	ssize_t n;

	where->at = atomic_fetch_add(b->end, len);
	where->hash = XXH3_64bits(text, len);
	where->len = 0;
	for (; done < len; done += n) {
		n = pwrite(b->fd, text + done, len - done, where->at + done);
		if (n <= 0)
			return false;
	}
	where->len = len;
	return true;
}

char *irbox_get(struct irbox *b, struct arena *a, const struct ir_place *where)
{
	char *text = arena_alloc(a, where->len + 1);
	size_t done = 0;
	ssize_t n;

	for (; done < where->len; done += n) {
		n = pread(b->fd, text + done, where->len - done, where->at + done);
		if (n <= 0)
			return NULL;
	}
	return text;
}
