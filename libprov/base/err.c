/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.c - filling struct prov_err; text that does not fit ends in "..."
 *
 * Names, values and what servers say are in messages. So each is one line without control characters,
 * wherever it is printed; only the detail may have several lines, which are added one by one.
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
	prov_plain_clean(field, '?');
}

void prov_err_clear(struct prov_err *err)
{
	*err = (struct prov_err)PROV_ERR_INIT;
}

/* 105, 107 and 122 of the exit statuses, and 106 where another change came first. */
static bool passes(enum prov_code code)
{
	return code == PROV_E_UNAVAILABLE || code == PROV_E_TIMEOUT || code == PROV_E_CONFLICT ||
		code == PROV_E_BUSY;
}

int (prov_fail)(struct prov_err *err, enum prov_code code, const char *fmt, ...)
{
	va_list ap;

	prov_err_clear(err);
	err->code = code;
	err->retry = passes(code);
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
	err->retry = passes(code);
	err->native = saved;
	va_start(ap, fmt);
	put(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	append(err, strerror_r(saved, reason, sizeof(reason)));
	return -1;
}

int (prov_err_stays)(struct prov_err *err)
{
	err->retry = false;
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

int (prov_err_detail_line)(struct prov_err *err, const char *fmt, ...)
{
	size_t len = strlen(err->detail);
	va_list ap;

	if (len + 8 > sizeof(err->detail))
		return -1;
	if (len)
		err->detail[len++] = '\n';
	va_start(ap, fmt);
	put(err->detail + len, sizeof(err->detail) - len, fmt, ap);
	va_end(ap);
	return -1;
}

int (prov_err_field)(struct prov_err *err, const char *field)
{
	err->field = field;
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
