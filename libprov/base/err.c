/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.c - filling struct prov_err; text that does not fit ends in "..."
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libprov/base/base.h"

/* Ends a full field in "...", not in the middle of a UTF-8 sequence. */
static void ellipsis(char *field, size_t size)
{
	size_t end = size - 4;

	while (end && (field[end] & 0xC0) == 0x80)
		end--;
	memcpy(field + end, "...", 4);
}

static void put(char *field, size_t size, const char *fmt, va_list ap)
{
	int len = vsnprintf(field, size, fmt, ap);

	if (len >= 0 && (size_t)len >= size)
		ellipsis(field, size);
}

void prov_err_clear(struct prov_err *err)
{
	*err = (struct prov_err)PROV_ERR_INIT;
}

int (prov_fail)(struct prov_err *err, enum prov_code code, const char *fmt, ...)
{
	va_list ap;

	prov_err_clear(err);
	err->code = code;
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -1;
}

/* Appends ": " and text to the message. */
static void append(struct prov_err *err, const char *text)
{
	size_t len = strlen(err->msg), room = sizeof(err->msg) - len;

	if ((size_t)snprintf(err->msg + len, room, ": %s", text) >= room)
		ellipsis(err->msg, sizeof(err->msg));
}

int (prov_fail_errno)(struct prov_err *err, enum prov_code code, const char *fmt, ...)
{
	int saved = errno;
	char reason[128];
	va_list ap;

	prov_err_clear(err);
	err->code = code;
	err->native = saved;
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	append(err, strerror_r(saved, reason, sizeof(reason)));
	return -1;
}

int (prov_err_context)(struct prov_err *err, const char *fmt, ...)
{
	char old[sizeof(err->msg)];
	va_list ap;

	memcpy(old, err->msg, sizeof(old));
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	append(err, old);
	return -1;
}

int (prov_err_detail)(struct prov_err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err->detail, sizeof(err->detail), fmt, ap);
	va_end(ap);
	return -1;
}

int (prov_err_hint)(struct prov_err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return -1;
}
