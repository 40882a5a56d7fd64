/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * err - errors in pointers and in numbers.
 */
#include <linux/err.h>
#include "model.h"

bool IS_ERR(const void *ptr)
{
	return skbown_is_err(ptr);
}

bool IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || skbown_is_err(ptr);
}

void *ERR_PTR(long error)
{
	return skbown_err_ptr(error);
}

void *ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

long PTR_ERR(const void *ptr)
{
	return model_errno();
}

int PTR_ERR_OR_ZERO(const void *ptr)
{
	if (skbown_is_err(ptr))
		return model_errno();
	return 0;
}

int model_errno(void)
{
	int err = skbown_any();

	if (err >= 0)
		__builtin_unreachable();
	return err;
}

int model_result(void)
{
	int err = skbown_any();

	if (err > 0)
		__builtin_unreachable();
	return err;
}
