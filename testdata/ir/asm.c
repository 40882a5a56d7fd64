/* SPDX-License-Identifier: GPL-2.0-only */
/* One x86 instruction is what it does; of others the outputs are unknown. */
struct s {
	long *place;
	long count;
};

void counters(struct s *s, long n)
{
	asm volatile("lock; incq %0" : "+m" (s->count));
	asm volatile("addq %1, %0" : "+m" (s->count) : "er" (n) : "memory");
	asm volatile("decl %[var]" : [var] "+m" (s->count));
}

long *xchg(struct s *s, long *new)
{
	long *ret = new;

	asm volatile("xchgq %q0, %1\n" : "+r" (ret), "+m" (s->place) : : "memory", "cc");
	return ret;
}

long *cmpxchg(struct s *s, long *old, long *new)
{
	long *ret;

	asm volatile(".pushsection .smp_locks,\"a\"\n.long 671f - .\n.popsection\n671:\n\t"
		     "lock; cmpxchgq %2,%1"
		     : "=a" (ret), "+m" (s->place) : "r" (new), "0" (old) : "memory");
	return ret;
}

_Bool try_cmpxchg(struct s *s, long *old, long *new)
{
	_Bool success;

	asm volatile("lock; cmpxchgq %[new], %[ptr]"
		     : "=@ccz" (success), [ptr] "+m" (s->place), [old] "+a" (old)
		     : [new] "r" (new) : "memory");
	return success;
}

int others(struct s *s, int n)
{
	int a, b;

	asm("cpuid" : "=a" (a), "=b" (b) : "a" (n));
	asm volatile("prefetcht0 %0" : : "m" (s->count));
	asm volatile("" : : : "memory");
	asm("movl %1, %0" : "=r" (n) : "r" (a));
	return n + b;
}

/* Only the one that traps ends the path, whatever stands behind the others. */
int trapping(struct s *s)
{
	asm volatile("" : : : "memory");
	if (s->count)
		asm volatile(".byte 0x0f, 0x0b" : : : );
	asm volatile("nop");
	return 1;
}
