/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf_directory.c - how Dovecot checks passwords that are in the directories of prov.conf
 *
 * For each source a relay, and for each of its bases two passdbs, which the login function chooses between
 * by the name that it gives a user (sql/view/dovecot.sql). What is not in prov.conf (the kind of directory,
 * the base) was found out by the last run of the source. What is missing is said, and not guessed.
 */
#include "libprov/model/model.h"
#include "libprov/model/serverconf.h"

#include "ldap/prov_ldap.h"

struct directory {
	struct prov_serverconf_values values;	/* with those of Dovecot */
	const struct prov_source_config *source;
	const char *profile;			/* NULL: not known */
	const char **bases;
	size_t base_count;
	struct prov_source_login login;
	const char *missing;			/* why there can be no logins; NULL: there can */
};

/* ---- what is known of a source ---- */

static void add_base(struct directory *d, const char *base)
{
	const char **bases = prov_pool_alloc(d->values.pool, (d->base_count + 1) * sizeof(*bases));

	for (size_t i = 0; i < d->base_count; i++)
		bases[i] = d->bases[i];
	bases[d->base_count++] = prov_pool_strdup(d->values.pool, base);
	d->bases = bases;
}

static bool has(const char *s)
{
	return s && *s;
}

static void read_config(struct directory *d)
{
	const struct prov_source_config *s = d->source;

	if (has(s->profile) && strcmp(s->profile, "auto") != 0)
		d->profile = s->profile;
	if (has(s->base))
		add_base(d, s->base);
	else
		for (size_t i = 0; i < s->context_count; i++)
			add_base(d, s->contexts[i].base);
}

static int read_state(struct directory *d, const struct prov_serverconf_given *g, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	bool needs_base = d->base_count == 0;
	struct prov_sql *db;

	if ((d->profile && !needs_base) || !g->call)
		return 0;
	db = prov_session_db(g->call, err);
	if (!db || prov_sql_exec(db, PROV_Q_SERVERCONF_DIRECTORY, PROV_ARGS(d->source->name), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		if (!d->profile)
			d->profile = prov_pool_strdup(d->values.pool, prov_sql_text(res, i, 0));
		if (needs_base && prov_sql_text(res, i, 1))
			add_base(d, prov_sql_text(res, i, 1));
	}
	return 0;
}

static int look(struct directory *d, const struct prov_config *config, const struct prov_serverconf_given *g,
		struct prov_err *err)
{
	read_config(d);
	if (has(config->ldap_sasl)) {
		d->missing = "it logs in by SASL, as a user of the system whom Dovecot is not; set bind_dn";
		return 0;
	}
	if (read_state(d, g, err) < 0)
		return -1;
	if (!d->profile || !d->base_count) {
		d->missing = "it has not run yet, and not all is known; do this again afterwards";
		return 0;
	}
	if (prov_source_login_find(config, d->source, d->profile, d->values.pool, &d->login, err) < 0)
		return -1;
	if (!has(d->login.server.uri))
		d->missing = "no server is configured (ldap.uri)";
	return 0;
}

/* ---- what is written of it ---- */

/* In quotes, as the reader of such files has it. */
static const char *quote(struct prov_pool *pool, const char *text, bool expanded)
{
	char *out = prov_pool_alloc(pool, 2 * strlen(text) + 3), *p = out;

	*p++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*p++ = '\\';
		else if (*text == '%' && expanded)
			*p++ = '%';
		*p++ = *text;
	}
	*p++ = '"';
	*p = '\0';
	return out;
}

/* No quote helps there. */
static int check_lines(const char *what, const char *text, struct prov_err *err)
{
	if (!text[strcspn(text, "\r\n")])
		return 0;
	return prov_fail(err, PROV_E_INVALID, "%s has more than one line", what);
}

/* Options and servers of the relay: words without quotes. */
static const char *relay_words(struct directory *d)
{
	const struct prov_ldap_params *s = &d->login.server;
	struct prov_pool *pool = d->values.pool;
	const char *ca = has(s->ca_file) ? prov_pool_printf(pool, " --ca-file=%s", s->ca_file) : "";

	return prov_pool_printf(pool, "--timeout=%d --network-timeout=%d%s%s %s", s->timeout,
				s->network_timeout, s->starttls ? " --starttls" : "", ca, s->uri);
}

/* The path of a socket in a URI. */
static const char *socket_of(struct directory *d)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str uri = PROV_STR_INIT;
	const char *run = prov_serverconf_text_get(&d->values, "run");

	for (; *run; run++)
		prov_str_addf(&uri, *run == '/' ? "%%2F" : "%c", *run);
	return prov_pool_printf(d->values.pool, "%s%%2Fdirectory-%s", uri.p, d->source->name);
}

static int add_values(struct directory *d, struct prov_err *err)
{
	const struct prov_ldap_params *s = &d->login.server;
	struct prov_serverconf_values *v = &d->values;

	if (prov_serverconf_text_check("ldap.uri", s->uri, " %", err) < 0 ||
	    prov_serverconf_text_check("ldap.ca_file", s->ca_file ? s->ca_file : "", "", err) < 0 ||
	    check_lines("bind_dn", has(s->bind_dn) ? s->bind_dn : "", err) < 0 ||
	    check_lines("the password of bind_dn", d->login.password, err) < 0)
		return -1;
	prov_serverconf_text_add(v, "source", d->source->name);
	prov_serverconf_text_add(v, "relay", relay_words(d));
	prov_serverconf_text_add(v, "socket", socket_of(d));
	prov_serverconf_text_add(v, "bind_dn", has(s->bind_dn) ? quote(v->pool, s->bind_dn, false) : "");
	prov_serverconf_text_add(v, "bind_password", has(s->bind_dn) ?
				  quote(v->pool, d->login.password, false) : "");
	return 0;
}

/* In Active Directory a filter has a key as bytes, which Dovecot would escape: there it is a base. */
static void add_search(struct directory *d, struct prov_serverconf_values *v, size_t base)
{
	const char *key = prov_pool_printf(v->pool, "(%s=%%{passdb:entry})", d->login.key);

	prov_serverconf_text_add(v, "base", d->login.key_is_guid ? "<GUID=%{passdb:entry}>" :
				  quote(v->pool, d->bases[base], true));
	prov_serverconf_text_add(v, "scope", d->login.key_is_guid ? "base" : "subtree");
	prov_serverconf_text_add(v, "filter", d->login.key_is_guid ? "(objectClass=*)" : key);
}

static const char *template(const char *file)
{
	const struct prov_serverconf_template *t = prov_serverconf_templates;

	while (strcmp(t->server, "directory") != 0 || strcmp(t->file, file) != 0)
		t++;
	return t->text;
}

static void add_file(struct prov_serverconf_values *v, const char *from, const char *name,
		     struct prov_serverconf *conf)
{
	struct prov_str text = PROV_STR_INIT;
	bool secret = false;

	prov_serverconf_text_expand(v, template(from), &text, &secret);
	prov_serverconf_text_file(conf, prov_serverconf_text_get(v, name), &text, secret);
}

/* The passdbs of a base, with their files. */
static void add_passdbs(struct directory *d, size_t base, struct prov_str *out, struct prov_serverconf *conf)
{
	struct prov_serverconf_values v = d->values;
	const char *nth = base ? prov_pool_printf(v.pool, "-%zu", base + 1) : "";
	bool secret = false;

	prov_serverconf_text_add(&v, "file", prov_pool_printf(v.pool, "directory-%s%s.conf",
							       d->source->name, nth));
	prov_serverconf_text_add(&v, "refused", prov_pool_printf(v.pool, "directory-%s%s-refused.conf",
								  d->source->name, nth));
	add_search(d, &v, base);
	prov_serverconf_text_expand(&v, template("passdb.conf"), out, &secret);
	add_file(&v, "ldap.conf", "file", conf);
	add_file(&v, "refused.conf", "refused", conf);
}

static int add_directory(struct directory *d, struct prov_str *out, struct prov_serverconf *conf,
			 struct prov_err *err)
{
	size_t bases = d->login.key_is_guid ? 1 : d->base_count;
	bool secret = false;

	if (add_values(d, err) < 0)
		return prov_err_context(err, "source \"%s\"", d->source->name);
	prov_serverconf_text_expand(&d->values, template("service.conf"), out, &secret);
	for (size_t i = 0; i < bases; i++)
		add_passdbs(d, i, out, conf);
	return 0;
}

static void tell_missing(const struct directory *d, struct prov_str *out, struct prov_serverconf *conf)
{
	char *before = conf->note;

	prov_str_addf(out, "# No logins for users of the source %s:\n# %s.\n", d->source->name, d->missing);
	conf->note = prov_asprintf("%s%ssource \"%s\": its users cannot log in: %s", before ? before : "",
				   before ? "\n" : "", d->source->name, d->missing);
	free(before);
}

int prov_serverconf_directory_add(struct prov_serverconf_values *v, const struct prov_config *config,
				  const struct prov_serverconf_given *given, struct prov_serverconf *conf,
				  struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;

	for (size_t i = 0; i < config->source_count; i++) {
		struct directory d = { .values = *v, .source = &config->sources[i] };

		if (look(&d, config, given, err) < 0)
			return -1;
		if (d.missing)
			tell_missing(&d, &out, conf);
		else if (add_directory(&d, &out, conf, err) < 0)
			return -1;
	}
	if (out.len && out.p[out.len - 1] == '\n')	/* a value is within a line */
		prov_str_truncate(&out, out.len - 1);
	prov_serverconf_text_add(v, "directories", prov_pool_strdup(v->pool, out.p ? out.p : ""));
	return 0;
}
