/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf_place.c - where the database is, as servers are told: from database.conninfo to their words
 *
 * Dovecot gives libpq a connection string, Postfix a URI: what libpq knows they can all be told, several
 * hosts and TLS too. Postfix cuts its list of hosts at commas, so those of the URI are encoded.
 */
#include <sys/stat.h>

#include "libprov/model/model.h"
#include "libprov/model/serverconf.h"

#define ALLOWED "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/+*[],"

/* ---- what of a connection string is for servers ---- */

static bool is_in(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

/* Who logs in is the server's role, and how it calls itself its own affair. */
static bool is_ours(const char *key)
{
	static const char *const keys[] = {
		"dbname", "host", "user", "password", "passfile", "application_name",
		"fallback_application_name", "client_encoding"
	};

	return is_in(keys, COUNT(keys), key);
}

static bool is_passed_on(const char *key)
{
	static const char *const keys[] = {
		"hostaddr", "port", "sslmode", "sslrootcert", "sslcrl", "sslcrldir", "sslsni",
		"ssl_min_protocol_version", "ssl_max_protocol_version", "channel_binding", "requirepeer",
		"gssencmode", "krbsrvname", "target_session_attrs", "load_balance_hosts", "connect_timeout",
		"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"
	};

	return is_in(keys, COUNT(keys), key);
}

struct making {
	struct prov_pool *pool;
	struct prov_serverconf_place *place;
	struct prov_str more, query, left_out;
};

static void add_encoded(struct prov_str *s, const char *text)
{
	for (; *text; text++)
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
		    (*text >= '0' && *text <= '9') || strchr("-._~", *text))
			prov_str_add_char(s, *text);
		else
			prov_str_addf(s, "%%%02X", (unsigned char)*text);
}

static void add_query(struct prov_str *s, const char *key, const char *value)
{
	prov_str_addf(s, "%s%s=", s->len ? "&" : "?", key);
	add_encoded(s, value);
}

/* A file that the server cannot read is as bad as none. */
static bool is_for_others(const char *key, const char *value)
{
	struct stat st;

	return strcmp(key, "sslrootcert") != 0 || value[0] != '/' || stat(value, &st) < 0 ||
		(st.st_mode & S_IROTH);
}

static void leave_out(struct making *m, const char *key, const char *why)
{
	prov_str_addf(&m->left_out, "%s%s%s", m->left_out.len ? ", " : "", key, why);
}

static int take(void *data, const char *key, const char *value, struct prov_err *err)
{
	struct making *m = data;

	if (strcmp(key, "service") == 0)
		return prov_fail(err, PROV_E_INVALID, "database.conninfo has a service: servers have to be "
				 "told the host and the database themselves");
	if (value[strspn(value, ALLOWED)] && (is_passed_on(key) || strcmp(key, "host") == 0 ||
					      strcmp(key, "dbname") == 0))
		return prov_fail(err, PROV_E_INVALID, "database.conninfo: %s has a character that is none of "
				 "letters, digits and _-.:/+*[],: \"%s\"", key, value);
	if (strcmp(key, "host") == 0)
		m->place->host = prov_pool_strdup(m->pool, value);
	else if (strcmp(key, "dbname") == 0)
		m->place->name = prov_pool_strdup(m->pool, value);
	else if (is_passed_on(key)) {
		if (strcmp(key, "port") == 0)
			m->place->port = prov_pool_strdup(m->pool, value);
		prov_str_addf(&m->more, "%s=%s ", key, value);
		add_query(&m->query, key, value);
		if (!is_for_others(key, value))
			leave_out(m, key, " (it is passed on, but others cannot read the file)");
	} else if (!is_ours(key)) {
		leave_out(m, key, "");
	}
	return 0;
}

/* ---- as servers have it ---- */

static void finish(struct making *m, const char *role, const char *password)
{
	struct prov_serverconf_place *place = m->place;
	PROV_CLEANUP(prov_str_fini) struct prov_str uri = PROV_STR_INIT;

	add_query(&m->query, "host", place->host);
	add_query(&m->query, "user", role);
	if (password[0])
		add_query(&m->query, "password", password);
	prov_str_add(&uri, "postgresql:///");
	add_encoded(&uri, place->name);
	prov_str_add(&uri, m->query.p);
	place->uri = prov_pool_secret(m->pool, uri.p);
	place->more = prov_pool_strdup(m->pool, m->more.p ? m->more.p : "");
	place->left_out = m->left_out.len ? prov_pool_strdup(m->pool, m->left_out.p) : NULL;
	prov_secret_wipe(uri.p);
	prov_secret_wipe(m->query.p);
}

int prov_serverconf_place(struct prov_pool *pool, const struct prov_config *config, const char *role,
			  const char *password, struct prov_serverconf_place *place, struct prov_err *err)
{
	const char *conninfo = config->database_conninfo;
	struct making m = { .pool = pool, .place = place, .more = PROV_STR_INIT, .query = PROV_STR_INIT,
			    .left_out = PROV_STR_INIT };
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();
	int rc = 0;

	*place = (struct prov_serverconf_place){ .host = "/var/run/postgresql", .port = "",
						 .name = "prov", .more = "", .uri = "" };
	if (conninfo && conninfo[0]) {
		rc = prov_sql_conninfo_each(conninfo, take, &m, err);
		if (rc == 0)
			finish(&m, role, password);
	} else {
		place->host = prov_pool_printf(pool, "%s/run", home);
		place->local = place->host;
	}
	prov_str_fini(&m.more);
	prov_str_fini(&m.query);
	prov_str_fini(&m.left_out);
	return rc;
}
