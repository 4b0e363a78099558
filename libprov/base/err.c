/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.c - filling struct prov_err; text that does not fit ends in "..."
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libprov/base/base.h"

static void put(char *field, size_t size, const char *fmt, va_list ap)
{
	int len = vsnprintf(field, size, fmt, ap);

	if (len >= 0 && (size_t)len >= size)
		memcpy(field + size - 4, "...", 4);
}

void prov_err_clear(struct prov_err *err)
{
	*err = (struct prov_err)PROV_ERR_INIT;
}

int prov_fail(struct prov_err *err, enum prov_code code, const char *fmt, ...)
{
	va_list ap;

	prov_err_clear(err);
	err->code = code;
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int prov_fail_errno(struct prov_err *err, enum prov_code code, const char *fmt, ...)
{
	int saved = errno;
	char reason[128];
	size_t len;
	va_list ap;

	prov_err_clear(err);
	err->code = code;
	err->native = saved;
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	len = strlen(err->msg);
	if (strerror_r(saved, reason, sizeof(reason)) == 0)
		snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", reason);
	return -1;
}

int prov_err_context(struct prov_err *err, const char *fmt, ...)
{
	char old[sizeof(err->msg)];
	size_t len;
	va_list ap;

	memcpy(old, err->msg, sizeof(old));
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	len = strlen(err->msg);
	if ((size_t)snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", old) >=
	    sizeof(err->msg) - len)
		memcpy(err->msg + sizeof(err->msg) - 4, "...", 4);
	return -1;
}

int prov_err_detail(struct prov_err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err->detail, sizeof(err->detail), fmt, ap);
	va_end(ap);
	return -1;
}

int prov_err_hint(struct prov_err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return -1;
}
