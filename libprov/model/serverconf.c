/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf.c - the configuration of servers that read the views: templates, and what is put into them
 *
 * What depends on the installation are the database and mail.delimiter; what a site has otherwise than
 * Debian are parameters. No value has a character that means something to a server.
 */
#include <sys/utsname.h>

#include <prov/serverconf.h>

#include "libprov/model/model.h"
#include "libprov/model/serverconf.h"

static const struct prov_serverconf_param params[] = {
	{ "hostname", "", "name of this machine in mail (default: that of the system)" },
	{ "listen", "", "address that clients connect to (default: all)" },
	{ "mail_root", "/var/vmail", "folder of all mail" },
	{ "mail_owner", "vmail", "user and group of the system that it belongs to" },
	{ "tls_cert", "/etc/ssl/certs/ssl-cert-snakeoil.pem", "certificate, with those that it needs" },
	{ "tls_key", "/etc/ssl/private/ssl-cert-snakeoil.key", "its key" },
	{ "queue", "/var/spool/postfix", "queue of Postfix, with the sockets that it asks Dovecot by" },
	{ "data", "/var/lib/postfix", "data folder of Postfix" },
	{ "run", "/run/dovecot", "folder of Dovecot's sockets" },
	{ "log", "", "file that the server logs to (default: syslog)" },
	{ "imap_port", "143", "" }, { "imaps_port", "993", "" }, { "pop3_port", "110", "" },
	{ "pop3s_port", "995", "" }, { "sieve_port", "4190", "" }, { "smtp_port", "25", "" },
	{ "submission_port", "587", "" },
};
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define MADE 10		/* what is not said, but found out */

struct value {
	const char *name, *value;
};

struct values {
	struct prov_pool *pool;
	struct value list[COUNT(params) + MADE];
	size_t count;
};

const struct prov_serverconf_param *prov_serverconf_param(size_t i)
{
	return i < COUNT(params) ? &params[i] : NULL;
}

static struct value *find(struct values *v, const char *name, size_t len)
{
	for (size_t i = 0; i < v->count; i++)
		if (strlen(v->list[i].name) == len && memcmp(v->list[i].name, name, len) == 0)
			return &v->list[i];
	return NULL;
}

static void add(struct values *v, const char *name, const char *value)
{
	v->list[v->count++] = (struct value){ name, value };
}

/* ---- what is said ---- */

static int check(const char *name, const char *value, struct prov_err *err)
{
	static const char allowed[] = LETTERS "_-.:/+*[]";

	if (!value[strspn(value, allowed)])
		return 0;
	return prov_fail(err, PROV_E_INVALID, "%s has a character that is none of letters, digits and "
			 "_-.:/+*[]: \"%s\"", name, value);
}

static int set_one(struct values *v, const char *word, struct prov_err *err)
{
	size_t len = strcspn(word, "=");
	struct value *known = word[len] ? find(v, word, len) : NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str all = PROV_STR_INIT;

	if (known) {
		known->value = word + len + 1;
		return check(known->name, known->value, err);
	}
	for (size_t i = 0; i < COUNT(params); i++)
		prov_str_addf(&all, "%s%s", i ? ", " : "", params[i].name);
	prov_fail(err, PROV_E_INVALID, "set: \"%s\" is not NAME=VALUE of a parameter", word);
	return prov_err_hint(err, "the parameters are %s", all.p);
}

static int set_all(struct values *v, const char *list, struct prov_err *err)
{
	char *rest = list ? prov_pool_strdup(v->pool, list) : NULL, *word;

	while ((word = strsep(&rest, ",")))
		if (word[0] && set_one(v, word, err) < 0)
			return -1;
	return 0;
}

static void fill_defaults(struct values *v, const struct prov_server *server)
{
	bool dovecot = strcmp(server->name, "dovecot") == 0;
	struct utsname system;

	for (size_t i = 0; i < COUNT(params); i++)
		add(v, params[i].name, params[i].def);
	find(v, "listen", 6)->value = dovecot ? "*" : "all";
	if (uname(&system) == 0)
		find(v, "hostname", 8)->value = prov_pool_strdup(v->pool, system.nodename);
}

/* ---- what is found out ---- */

static const char *given(struct values *v, const char *conninfo, const char *key, const char *def)
{
	PROV_CLEANUP(prov_freep) char *value = prov_sql_conninfo_get(conninfo, key);

	return value && value[0] ? prov_pool_strdup(v->pool, value) : def;
}

/* As libpq has it, and as Postfix has it, for which a password stands apart. */
static void add_place(struct values *v, const char *host, const char *port, const char *ssl)
{
	const char *at = port[0] ? prov_pool_printf(v->pool, "port=%s ", port) : "";
	const char *by = ssl[0] ? prov_pool_printf(v->pool, "sslmode=%s ", ssl) : "";

	add(v, "db_host", host);
	add(v, "db_more", prov_pool_printf(v->pool, "%s%s", at, by));
	add(v, "db_hosts", host[0] == '/' ? prov_pool_printf(v->pool, "unix:%s", host) :
	    prov_pool_printf(v->pool, "inet:%s:%s", host, port[0] ? port : "5432"));
}

static int add_database(struct values *v, const struct prov_config *config, struct prov_err *err)
{
	const char *conninfo = config->database_conninfo;
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();

	if (!conninfo || !conninfo[0]) {
		add_place(v, prov_pool_printf(v->pool, "%s/run", home), "", "");
		add(v, "db_name", "prov");
	} else {
		add_place(v, given(v, conninfo, "host", "/var/run/postgresql"),
			  given(v, conninfo, "port", ""), given(v, conninfo, "sslmode", ""));
		add(v, "db_name", given(v, conninfo, "dbname", "prov"));
	}
	return check("database", find(v, "db_host", 7)->value, err) < 0 ? -1 :
		check("database", find(v, "db_name", 7)->value, err);
}

static int fill(struct values *v, const struct prov_config *config, const struct prov_server *server,
		const struct prov_serverconf_given *g, struct prov_err *err)
{
	const char *folder = g->folder ? g->folder : prov_pool_printf(v->pool, "/etc/prov/%s", server->name);
	const char *password = g->password ? g->password : "";

	fill_defaults(v, server);
	if (set_all(v, g->set, err) < 0 || check("folder", folder, err) < 0)
		return -1;
	if (password[strspn(password, LETTERS "-._~")])
		return prov_fail(err, PROV_E_INVALID, "in a configuration the password can have letters, "
				 "digits and -._~ only");
	add(v, "folder", folder);
	add(v, "role", server->role);
	add(v, "delimiter", config->mail_delimiter);
	add(v, "password", password);
	add(v, "db_password", password[0] ? prov_pool_printf(v->pool, " password=%s", password) : "");
	return add_database(v, config, err);
}

/* ---- the templates ---- */

static void expand(struct values *v, const char *line, size_t len, struct prov_str *out, bool *secret)
{
	for (size_t i = 0; i < len; i++) {
		size_t n = line[i] == '@' ? strcspn(line + i + 1, "@ \n") : 0;
		const struct value *value = n && line[i + 1 + n] == '@' ? find(v, line + i + 1, n) : NULL;

		if (!value) {
			prov_str_add_char(out, line[i]);
			continue;
		}
		*secret |= strstr(value->name, "password") != NULL && value->value[0];
		prov_str_add(out, value->value);
		i += n + 1;
	}
	prov_str_add_char(out, '\n');
}

/* Without its condition, or NULL: it is not met. */
static const char *wanted(struct values *v, const char *line)
{
	size_t n = line[0] == '@' ? strcspn(line + 1, "?@ \n") : 0;
	const struct value *value = n && line[1 + n] == '?' ? find(v, line + 1, n) : NULL;

	return !value ? line : value->value[0] ? line + n + 2 : NULL;
}

static void make(struct values *v, const char *text, struct prov_serverconf_file *file)
{
	struct prov_str out = PROV_STR_INIT;

	while (*text) {
		const char *line = wanted(v, text), *end = strchr(text, '\n');

		if (line)
			expand(v, line, (size_t)(end - line), &out, &file->secret);
		text = end + 1;
	}
	file->text = out.p;
}

int prov_serverconf_open(const struct prov_config *config, const struct prov_server *server,
			 const struct prov_serverconf_given *g, struct prov_serverconf *conf,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct values v = { .pool = pool };

	*conf = (struct prov_serverconf){ .server = server };
	if (fill(&v, config, server, g, err) < 0)
		return -1;
	for (const struct prov_serverconf_template *t = prov_serverconf_templates; t->server; t++) {
		if (strcmp(t->server, server->name) != 0)
			continue;
		conf->files = prov_realloc(conf->files, (conf->count + 1) * sizeof(*conf->files));
		conf->files[conf->count] = (struct prov_serverconf_file){ .name = t->file };
		make(&v, t->text, &conf->files[conf->count++]);
	}
	if (conf->count == 0)
		return prov_fail(err, PROV_E_INVALID, "%s reads prov.conf, and needs no other configuration",
				 server->name);
	return 0;
}

void prov_serverconf_close(struct prov_serverconf *conf)
{
	for (size_t i = 0; i < conf->count; i++) {
		prov_secret_wipe(conf->files[i].text);
		free(conf->files[i].text);
	}
	free(conf->files);
}
