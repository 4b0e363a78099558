/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uuid.c - a random UUID, version 4
 */
#include <stdio.h>
#include <sys/random.h>

#include "libprov/base/base.h"

const char *prov_uuid(char *buf)
{
	unsigned char b[16];

	/* all of them, once the kernel is ready: see getrandom(2) */
	while (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		continue;
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (size_t i = 0, at = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			buf[at++] = '-';
		at += (size_t)snprintf(buf + at, 3, "%02x", b[i]);
	}
	return buf;
}
