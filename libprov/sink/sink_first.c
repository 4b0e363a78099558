/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_first.c - the first run of a source: what was forgotten, or set for another directory, is told
 *
 * Later, nobody looks at the configuration any more, and what a source reads is what it always read.
 */
#include "libprov/sync/sync_scope.h"
#include "libprov/sink/sink_plan.h"

static bool is(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Anything may stand behind an OpenLDAP, so another profile may be right for it as long as it reads
 * somebody. But that a UCS is read as an OpenLDAP takes people in who are not meant. */
static int look_at_profile(struct sink *sink, struct prov_err *err)
{
	const struct prov_source *s = sink->source;

	if (!s->usual_profile)
		return 0;
	sink->usual_profile = s->usual_profile(s, err);
	if (!sink->usual_profile && err->code != PROV_OK && err->code != PROV_E_CONFIG)
		return -1;
	prov_err_clear(err);		/* what it is cannot be told */
	if (is(sink->usual_profile, "ucs") && is(s->profile, "openldap"))
		prov_session_warn(sink->call, "source \"%s\" is a Univention Corporate Server, and the "
				  "profile \"openldap\" takes everybody in it: \"ucs\" takes those who are "
				  "users of Open-Xchange", sink->config->name);
	return 0;
}

int prov_sink_first_begin(struct sink *sink, struct prov_err *err)
{
	if (sink->source->is_anonymous)
		prov_session_warn(sink->call, "source \"%s\" has no bind_dn: the directory is read without "
				  "a login", sink->config->name);
	return look_at_profile(sink, err);
}

static int fail_profile(const struct sink *sink, struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFIG, "nobody was read: the profile of source \"%s\" is \"%s\", and what "
		  "answers is %s", sink->config->name, sink->source->profile,
		  is(sink->usual_profile, "ucs") ? "Univention Corporate Server" :
		  prov_sync_scope_server(sink->source->server));
	return prov_err_hint(err, "leave source.%s.profile out, or set it to \"%s\"", sink->config->name,
			     sink->usual_profile);
}

int prov_sink_first_end(struct sink *sink, const struct prov_sync_counts *c, struct prov_err *err)
{
	const struct prov_source *s = sink->source;

	if (sink->runs || c->read_users || c->owned_users || c->suspect_users)
		return 0;
	if (sink->usual_profile && !is(sink->usual_profile, s->profile))
		return fail_profile(sink, err);
	prov_session_warn(sink->call, "source \"%s\": nobody was read: no entry below \"%s\"%s that this "
			  "login may see matches \"%s\"", sink->config->name,
			  s->search_count ? s->searches[0].base : "",
			  s->search_count > 1 && s->searches[1].kind == PROV_ENTRY_USER ?
			  ", or another base," : "", s->search_count ? s->searches[0].filter : "");
	return 0;
}
