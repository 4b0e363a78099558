/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync.c - the engine: source into sink, judged before anything is changed
 *
 * Its phases, and what each needs and gives, are in sync_run.h. Only APPLY changes what people see, and it
 * comes only after the source said END. What went wrong before leaves everything as it was. The caller opens
 * and closes both sides.
 */
#include <string.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_run.h"

static const struct {
	const char *name;
	int (*run)(struct prov_sync_run *run, struct prov_err *err);
} phases[] = {
	{ "probe", prov_sync_probe },
	{ "read", prov_sync_read },
	{ "confirm", prov_sync_confirm },
	{ "diff", prov_sync_diff },
	{ "judge", prov_sync_judge },
	{ "apply", prov_sync_apply },
};

int prov_sync(struct prov_source *source, struct prov_sink *sink,
	      const struct prov_sync_options *options, struct prov_sync_counts *counts,
	      struct prov_err *err)
{
	struct prov_sync_run run = { .source = source, .sink = sink, .options = options, .counts = counts };
	int rc = 0;

	memset(counts, 0, sizeof(*counts));
	for (size_t i = 0; rc == 0 && i < COUNT(phases); i++) {
		counts->phase = phases[i].name;
		rc = phases[i].run(&run, err);
	}
	if (rc == 0)
		counts->phase = "publish";
	return prov_sync_publish(&run, rc, err);
}
