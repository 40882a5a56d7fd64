/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * embed - the models' IR text inside the program.
 *
 * build/gen/models.ir is what skbown-lower makes of rules/models; the assembler
 * takes it in as it is.
 */
#include "embed.h"

__asm__(".section .rodata\n"
	".global models_text\n"
	".global models_text_end\n"
	"models_text:\n"
	".incbin \"models.ir\"\n"
	"models_text_end:\n"
	".byte 0\n"
	".previous\n");
