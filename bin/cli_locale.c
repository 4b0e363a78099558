/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_locale.c - characters are those of UTF-8, whatever the caller's locale is
 */
#include <locale.h>

#include "bin/cli.h"

void cli_locale(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
}
