/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err_status.c - THE table of exit statuses
 *
 * 0, 1 and 101 to 115 are those of the Open-Xchange tools; 120 to 123 are the sync's.
 * docs/exit-status.md lists them and is compared with this table by a test. The names are kept in the
 * database (prov.sync_run), so they stay.
 */
#include <string.h>

#include "libprov/base/base.h"

static const struct {
	int status;
	const char *name;
} statuses[PROV__CODE_COUNT] = {
	[PROV_OK] = { 0, "OK" },
	[PROV_E_INTERNAL] = { 1, "INTERNAL" },
	[PROV_E_DENIED] = { 101, "DENIED" },
	[PROV_E_NO_CONTEXT] = { 102, "NO_CONTEXT" },
	[PROV_E_INVALID] = { 103, "INVALID" },
	[PROV_E_EXISTS] = { 103, "EXISTS" },
	[PROV_E_MISSING] = { 104, "MISSING" },
	[PROV_E_UNAVAILABLE] = { 105, "UNAVAILABLE" },
	[PROV_E_STORAGE] = { 106, "STORAGE" },
	[PROV_E_CONFLICT] = { 106, "CONFLICT" },
	[PROV_E_TIMEOUT] = { 107, "TIMEOUT" },
	[PROV_E_NO_USER] = { 108, "NO_USER" },
	[PROV_E_VALUE] = { 109, "VALUE" },
	[PROV_E_CONTEXT_EXISTS] = { 110, "CONTEXT_EXISTS" },
	[PROV_E_UNKNOWN_OPTION] = { 111, "UNKNOWN_OPTION" },
	[PROV_E_NO_GROUP] = { 112, "NO_GROUP" },
	[PROV_E_NO_RESOURCE] = { 113, "NO_RESOURCE" },
	[PROV_E_NO_RECORD] = { 103, "NO_RECORD" },
	[PROV_E_CONFIG] = { 1, "CONFIG" },
	[PROV_E_IO] = { 1, "IO" },
	[PROV_E_NOT_NUMBER] = { 1, "NOT_NUMBER" },
	[PROV_E_GUARD] = { 120, "GUARD" },
	[PROV_E_INCOMPLETE] = { 121, "INCOMPLETE" },
	[PROV_E_BUSY] = { 122, "BUSY" },
	[PROV_E_PARTIAL] = { 123, "PARTIAL" },
};

int prov_err_status(enum prov_code code)
{
	return statuses[code].status;
}

const char *prov_err_name(enum prov_code code)
{
	return statuses[code].name;
}

enum prov_code prov_err_named(const char *name)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i].name, name) == 0)
			return (enum prov_code)i;
	return PROV_E_INTERNAL;
}

/* What needs somebody most comes first: of several runs the worst one is what a program ends with. */
static const enum prov_code worst_first[] = {
	PROV_E_INTERNAL,
	PROV_E_IO,
	PROV_E_CONFIG,
	PROV_E_DENIED,
	PROV_E_STORAGE,
	PROV_E_GUARD,
	PROV_E_UNAVAILABLE,
	PROV_E_INCOMPLETE,
	PROV_E_TIMEOUT,
	PROV_E_CONFLICT,
	PROV_E_PARTIAL,
	PROV_E_BUSY,
	PROV_OK,
};

/* What is not in the table is a mistake in what was asked for. */
static size_t place(enum prov_code code)
{
	size_t i = 0;

	while (i < COUNT(worst_first) && worst_first[i] != code)
		i++;
	return i < COUNT(worst_first) ? i : 0;
}

bool prov_err_is_worse(enum prov_code code, enum prov_code than)
{
	return place(code) < place(than);
}
