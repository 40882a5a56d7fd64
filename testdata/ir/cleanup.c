/* SPDX-License-Identifier: GPL-2.0-only */
/* The cleanup attribute runs on every way out of the scope. */
struct q {
	int c;
};

void put(struct q **p);
void unlock(int *l);
int lock(void);
struct q *get(void);
int f(int n);

int ways_out(int n)
{
	struct q *a __attribute__((cleanup(put))) = get();

	for (int i = 0; i < n; i++) {
		struct q *b __attribute__((cleanup(put))) = get();

		if (f(1))
			break;
		if (f(2))
			continue;
		if (f(3))
			goto out;
		if (b)
			return b->c;
	}
again:
	n = ({
		struct q *d __attribute__((cleanup(put))) = get();

		d->c;
	});
	if (n)
		goto again;
out:
	return a->c;
}

#define __cleanup(fn) __attribute__((__cleanup__(fn)))
#define guard() int guard_1 __cleanup(unlock) = lock()
#define scoped_guard(label)				\
	for (int scope __cleanup(unlock) = lock();	\
	     scope || 1;				\
	     ({ goto label; }))				\
		if (0) {				\
label:							\
			break;				\
		} else

int guarded(int n)
{
	guard();
	if (n)
		return f(n);
	return f(0);
}

int scoped(int n)
{
	scoped_guard(done) {
		if (n)
			return f(1);
		f(2);
	}
	return f(3);
}

struct q *taken(void)
{
	struct q *p __cleanup(put) = get();

	return ({
		__auto_type __ptr = &p;
		__auto_type __val = *__ptr;

		*__ptr = 0;
		__val;
	});
}
