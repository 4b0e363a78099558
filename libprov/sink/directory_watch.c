/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_watch.c - what is kept of a source between runs that follow each other in one process
 *
 * The directory tells what changes (ldap/source/source_watch.c), and the next run takes that in place of
 * asking. A run that failed, or that read another server, ends that: what was told is asked for anew.
 */
#include <prov/directory.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/prov_ldap.h"
#include "libprov/sink/directory_source.h"
#include "libprov/sink/directory_watch.h"

struct prov_directory_watch {
	struct prov_source_watch *told;	/* NULL: nobody tells */
	char *uri;			/* who tells */
	struct prov_ldap *left;		/* by the last run; or NULL */
	size_t waiting;
};

struct prov_directory_watch *prov_directory_watch_new(void)
{
	return prov_alloc(sizeof(struct prov_directory_watch));
}

static void stop(struct prov_directory_watch *w)
{
	prov_source_watch_close(w->told);
	w->told = NULL;
	free(w->uri);
	w->uri = NULL;
	w->waiting = 0;
}

void prov_directory_watch_free(struct prov_directory_watch *w)
{
	if (!w)
		return;
	stop(w);
	prov_ldap_close(w->left);
	free(w);
}

struct prov_source *prov_directory_watch_source(struct prov_directory_watch *w, struct prov_call *call,
						const struct prov_source_config *config, struct prov_err *err)
{
	return w ? prov_directory_source_again(call, config, &w->left, err) :
		prov_directory_source(call, config, NULL, err);
}

static void keep(struct prov_directory_watch *w, struct prov_source *source)
{
	prov_ldap_close(w->left);
	w->left = prov_source_ldap_leave(source);
}

int prov_directory_watch_begin(struct prov_directory_watch *w, struct prov_call *call,
			       const struct prov_source_config *config, struct prov_err *err)
{
	struct prov_source *source;
	bool can;

	stop(w);
	source = prov_directory_watch_source(w, call, config, err);
	if (!source)
		return -1;
	can = !prov_source_watch_why_not(source);
	if (can)
		w->told = prov_source_watch_open(source, err);
	if (w->told)
		w->uri = prov_strdup(source->uri);
	keep(w, source);
	source->close(source);
	return can ? (w->told ? 1 : -1) : 0;
}

bool prov_directory_watch_is_told(const struct prov_directory_watch *w)
{
	return w->told != NULL;
}

int prov_directory_watch_fd(const struct prov_directory_watch *w)
{
	return w->told && w->waiting < PROV_SOURCE_WATCH_MANY ? prov_source_watch_fd(w->told) : -1;
}

int prov_directory_watch_look(struct prov_directory_watch *w, size_t *waiting, bool *enough,
			      struct prov_err *err)
{
	*waiting = 0;
	*enough = false;
	if (!w->told)
		return 0;
	if (prov_source_watch_read(w->told, &w->waiting, err) < 0) {
		stop(w);
		return -1;
	}
	*waiting = w->waiting;
	*enough = w->waiting >= PROV_SOURCE_WATCH_MANY;
	return 0;
}

void prov_directory_watch_use(struct prov_directory_watch *w, struct prov_source *source)
{
	if (w && w->told)
		prov_source_watch_use(w->told, source);
}

void prov_directory_watch_end(struct prov_directory_watch *w, struct prov_source *source, bool done)
{
	if (!w)
		return;
	w->waiting = 0;
	if (w->told && strcmp(source->uri, w->uri) != 0)
		stop(w);
	else if (w->told)
		prov_source_watch_end(w->told, done ? source : NULL);
	if (done)
		keep(w, source);
}
