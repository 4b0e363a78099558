/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.c - time that only goes forward
 */
#include <time.h>

#include "libprov/base/base.h"

long long prov_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
