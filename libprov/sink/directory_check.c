/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_check.c - what a source is and what it would do, before it does it
 */
#include <prov/directory.h>
#include <string.h>

#include "ldap/prov_ldap.h"
#include "libprov/model/model.h"
#include "libprov/sink/directory_source.h"
#include "libprov/sink/sink_since.h"

enum { SOURCE, WHAT, VALUE, FROM, COLUMNS };

static const struct prov_column columns_of_check[COLUMNS] = {
	[SOURCE] = { "source", NULL, "source", PROV_CELL_TEXT },
	[WHAT] = { "what", NULL, "what", PROV_CELL_TEXT },
	[VALUE] = { "value", NULL, "value", PROV_CELL_TEXT },
	[FROM] = { "from", NULL, "from", PROV_CELL_TEXT },
};

size_t prov_directory_check_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_check, sizeof(columns_of_check));
	return COLUMNS;
}

struct telling {
	const char *source;
	const struct prov_rows *rows;
};

static int fact(void *data, const char *what, const char *value, const char *from, struct prov_err *err)
{
	const struct telling *t = data;

	return t->rows->row(t->rows->data, (const char *const[]){ t->source, what, value, from }, err);
}

static int tell_plan(const struct telling *t, const struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *read = prov_asprintf("%lld users, %lld groups", c->read_users,
							    c->read_groups);
	PROV_CLEANUP(prov_freep) char *bad = prov_asprintf("%lld", c->rejected);

	if (fact((void *)t, "read", read, "a dry run", err) < 0)
		return -1;
	return fact((void *)t, "cannot be taken", bad, "a dry run", err);
}

/* How runs of it read, and why. */
static int tell_mode(const struct telling *t, const struct prov_source_config *config,
		     const struct prov_source *source, struct prov_err *err)
{
	const bool can = !source->no_cookies, wanted = prov_sink_since_is_on(config);
	PROV_CLEANUP(prov_freep) char *set = prov_asprintf("mode = \"%s\"", config->mode);
	PROV_CLEANUP(prov_freep) char *full =
		prov_asprintf("full%s%s", wanted ? ": " : "", wanted ? source->no_cookies : "");
	PROV_CLEANUP(prov_freep) char *some =
		prov_asprintf("incremental%s%s", source->way ? ", " : "", source->way ? source->way : "");
	PROV_CLEANUP(prov_freep) char *could = prov_asprintf("it could be %s (mode)", some);

	if (!wanted)
		return fact((void *)t, "mode", full, can ? could : source->no_cookies, err);
	return fact((void *)t, "mode", can ? some : full, set, err);
}

int prov_directory_check(struct prov_call *call, const struct prov_source_config *config,
			 const struct prov_rows *rows, struct prov_err *err)
{
	struct prov_sync_options dry = { .dry_run = true };
	struct prov_sync_counts counts;
	struct telling telling = { config->name, rows };
	struct prov_err other = PROV_ERR_INIT;
	struct prov_source_facts facts = { fact, &telling, false };
	struct prov_source *source;
	int rc;

	source = prov_directory_source(call, config, &facts.kept, err);
	if (!source)
		return -1;
	rc = prov_source_check(source, config, &facts, err);
	if (rc == 0)
		rc = tell_mode(&telling, config, source, err);
	source->close(source);
	if (rc < 0)
		return -1;
	rc = prov_directory_sync(call, config, &dry, &counts, err);
	return tell_plan(&telling, &counts, rc < 0 ? &other : err) < 0 ? -1 : rc;
}
