/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_adopt.c - local users are taken over by a source, if it is configured so
 */
#include "libprov/sink/sink_plan.h"

bool prov_sink_adopt_is_on(const struct sink *sink)
{
	const char *how = sink->config->adopt;

	return how && (strcmp(how, "name") == 0 || strcmp(how, "mail") == 0);
}

int prov_sink_adopt(struct sink *sink, struct prov_err *err)
{
	if (!prov_sink_adopt_is_on(sink))
		return 0;
	return prov_sink_tx_step(sink,
				 strcmp(sink->config->adopt, "name") == 0 ? PROV_Q_SYNC_ADOPT_NAME
									  : PROV_Q_SYNC_ADOPT_MAIL,
				 err);
}
