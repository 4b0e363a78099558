/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf.c - the configuration of servers that read the views: templates, and what is put into them
 *
 * What depends on the installation are the database and mail.delimiter; what a site has otherwise than
 * Debian are parameters. No value has a character that means something to a server.
 */
#include <grp.h>
#include <pwd.h>
#include <sys/utsname.h>

#include <prov/serverconf.h>

#include "libprov/model/model.h"
#include "libprov/model/serverconf.h"

static const struct prov_serverconf_param params[] = {
	{ "hostname", "", "name of this machine in mail (default: that of the system)" },
	{ "listen", "", "address that clients connect to (default: all)" },
	{ "mail_root", "/var/vmail", "folder of all mail" },
	{ "mail_owner", "vmail", "user and group of the system that it belongs to, by name" },
	{ "mailboxes", "dovecot", "who keeps the mail that Postfix takes: dovecot, courier or cyrus" },
	{ "tls_cert", "/etc/ssl/certs/ssl-cert-snakeoil.pem", "certificate, with those that it needs" },
	{ "tls_key", "/etc/ssl/private/ssl-cert-snakeoil.key", "its key" },
	{ "queue", "/var/spool/postfix", "queue of Postfix, with the sockets that it asks Dovecot by" },
	{ "data", "/var/lib/postfix", "data folder of Postfix" },
	{ "run", "/run/dovecot", "folder of Dovecot's sockets" },
	{ "log", "", "file that the server logs to (default: syslog)" },
	{ "program", "/usr/bin/prov", "prov, as the server runs it (default: the one that is called)" },
	{ "imap_port", "143", "" }, { "imaps_port", "993", "" }, { "pop3_port", "110", "" },
	{ "pop3s_port", "995", "" }, { "sieve_port", "4190", "" }, { "smtp_port", "25", "" },
	{ "submission_port", "587", "" },
	{ "cyrus_admin_port", "1143", "port of Cyrus for its administrator, on this machine alone" },
	{ "memcached", "127.0.0.1:11211", "memcached of SOGo, HOST:PORT or a socket" },
	{ "own_host", "/var/run/postgresql", "server of the database that SOGo itself writes" },
	{ "own_port", "", "its port (default: that of PostgreSQL)" },
	{ "own_name", "sogo", "its name" },
	{ "own_user", "sogo", "who SOGo is there; there is no password" },
	{ "address_book", "Addresses", "name of the address book of a context" },
	{ "time_zone", "UTC", "of who has said no other one" },
	{ "invitations", "YES", "NO: SOGo sends none by mail" },
	{ "sogo_run", "/run/sogo", "folder of SOGo's pid file" },
	{ "sogo_workers", "3", "processes of SOGo; each request of a phone that waits takes one" },
	{ "sogo_port", "20000", "" }, { "http_port", "80", "" }, { "https_port", "443", "" },
	{ "nginx_run", "/run", "folder of nginx's pid file" },
	{ "web_socket", "/run/prov-web/socket", "socket of provweb" },
	{ "web_user", "prov-web", "user that provweb runs as" },
	{ "nginx_user", "www-data", "user that nginx runs as" },
	{ "trust_port", "20001", "port of the SOGo that believes nginx" },
};

const struct prov_serverconf_param *prov_serverconf_param(size_t i)
{
	return i < COUNT(params) ? &params[i] : NULL;
}

/* ---- what is said ---- */

static int check(const char *name, const char *value, struct prov_err *err)
{
	return prov_serverconf_text_check(name, value, "", err);
}

static int set_one(struct prov_serverconf_values *v, const char *word, struct prov_err *err)
{
	size_t len = strcspn(word, "=");
	struct prov_serverconf_value *known = word[len] ? prov_serverconf_text_find(v, word, len) : NULL;
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

static int set_all(struct prov_serverconf_values *v, const char *list, struct prov_err *err)
{
	char *rest = list ? prov_pool_strdup(v->pool, list) : NULL, *word;

	while ((word = strsep(&rest, ",")))
		if (word[0] && set_one(v, word, err) < 0)
			return -1;
	return 0;
}

static void set(struct prov_serverconf_values *v, const char *name, const char *value)
{
	prov_serverconf_text_find(v, name, strlen(name))->value = value;
}

/* Servers that are configured, and read no views. */
static const struct prov_server others[] = {
	{ "nginx", NULL, "www-data" },
};

const struct prov_server *prov_serverconf_server(const char *name, struct prov_err *err)
{
	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].name, name) == 0)
			return &others[i];
	return prov_database_server(name, err);
}

/* As each server says "everywhere". */
static const char *everywhere(const struct prov_server *server)
{
	static const char *const words[][2] = {
		{ "dovecot", "*" }, { "postfix", "all" }, { "courier", "0" }
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(server->name, words[i][0]) == 0)
			return words[i][1];
	return "";
}

/* What an address, "https://mail.example.com:8443", says of the host, and of the port if it has one. */
static void set_place(struct prov_serverconf_values *v, const char *address)
{
	const char *host = strstr(address, "//") + 2;
	size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	set(v, "hostname", prov_pool_strndup(v->pool, host, len));
	if (host[len] == ':')
		set(v, "https_port", host + len + 1);
}

/* provweb is there if it has an address: nginx has that address, and asks it. */
static void add_login(struct prov_serverconf_values *v, const struct prov_config *config,
		      const struct prov_server *server)
{
	bool login = config->web_url[0];

	prov_serverconf_text_add(v, "login", login ? "y" : "");
	prov_serverconf_text_add(v, "plain", login ? "" : "y");
	if (login && strcmp(server->name, "nginx") == 0)
		set_place(v, config->web_url);
}

static void fill_defaults(struct prov_serverconf_values *v, const struct prov_server *server,
			  const struct prov_serverconf_given *g)
{
	struct utsname system;

	for (size_t i = 0; i < COUNT(params); i++)
		prov_serverconf_text_add(v, params[i].name, params[i].def);
	set(v, "listen", everywhere(server));
	if (g->program)
		set(v, "program", g->program);
	if (uname(&system) == 0)
		set(v, "hostname", prov_pool_strdup(v->pool, system.nodename));
}

/* ---- what is found out ---- */

/* A host as a part of an URL: a folder of sockets has slashes. SOGo knows one host alone. */
static const char *url(struct prov_serverconf_values *v, const char *host, const char *port)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	for (; *host && *host != ','; host++)
		if (*host == '/')
			prov_str_add(&text, "%2F");
		else
			prov_str_add_char(&text, *host);
	return prov_pool_printf(v->pool, "%s%s%.*s", text.len ? text.p : "", port[0] ? ":" : "",
				(int)strcspn(port, ","), port);
}

/* As SOGo has it, and what it has beside that. */
static void add_urls(struct prov_serverconf_values *v, const char *host, const char *port)
{
	const char *listen = prov_serverconf_text_get(v, "listen");
	const char *own = prov_serverconf_text_get(v, "own_host");

	prov_serverconf_text_add(v, "db_url", url(v, host, port));
	prov_serverconf_text_add(v, "own_url", url(v, own, prov_serverconf_text_get(v, "own_port")));
	prov_serverconf_text_add(v, "nginx_listen", !listen[0] ? "" :
				 prov_pool_printf(v->pool, "%s:", listen));
}

/* What a server that reads the database is not told about its place; NULL: nothing. */
static char *left_out(const struct prov_server *server, const struct prov_serverconf_place *place)
{
	bool sogo = strcmp(server->name, "sogo") == 0;

	if (!server->role)
		return NULL;
	if (sogo && (strchr(place->host, ',') || strstr(place->more, "ssl")))
		return prov_strdup("database.conninfo: SOGo is told the first host alone, and nothing of "
				   "TLS");
	return place->left_out ? prov_asprintf("database.conninfo: servers are not told %s",
					       place->left_out) : NULL;
}

static int add_database(struct prov_serverconf_values *v, const struct prov_config *config,
			const struct prov_server *server, const char *password,
			struct prov_serverconf *conf, struct prov_err *err)
{
	const char *role = server->role ? server->role : "";
	struct prov_serverconf_place place;

	if (prov_serverconf_place(v->pool, config, role, password, &place, err) < 0)
		return -1;
	add_urls(v, place.host, place.port);
	prov_serverconf_text_add(v, "db_host", place.host);
	prov_serverconf_text_add(v, "db_name", place.name);
	prov_serverconf_text_add(v, "db_more", place.more);
	prov_serverconf_text_add(v, "db_socket", place.local ? place.local : "");
	prov_serverconf_text_add(v, password[0] ? "db_password_uri" : "db_uri", place.uri);
	prov_serverconf_text_add(v, password[0] ? "db_uri" : "db_password_uri", "");
	conf->note = left_out(server, &place);
	return 0;
}

/* Dovecot knows owners of sockets by name only. */
static int check_owner(const char *owner, struct prov_err *err)
{
	return owner[0] && owner[strspn(owner, "0123456789")] ? 0 :
		prov_fail(err, PROV_E_INVALID, "mail_owner is the name of a user and of a group, no number");
}

/* A folder of its own that the server can enter; what is of provweb is for several of them. */
static const char *usual_folder(struct prov_serverconf_values *v, const struct prov_server *server)
{
	return strcmp(server->name, "web") == 0 ? "/etc/prov-web" :
		prov_pool_printf(v->pool, "/etc/%s/prov", server->name);
}

/* Courier knows it by numbers only. */
static int add_owner(struct prov_serverconf_values *v, const char *owner, struct prov_err *err)
{
	const struct passwd *user = getpwnam(owner);
	const struct group *group = getgrnam(owner);

	if (!user || !group)
		return prov_fail(err, PROV_E_INVALID, "mail_owner: there is no user and group \"%s\" here, "
				 "and Courier is told their numbers", owner);
	prov_serverconf_text_add(v, "mail_uid", prov_pool_printf(v->pool, "%u", user->pw_uid));
	prov_serverconf_text_add(v, "mail_gid", prov_pool_printf(v->pool, "%u", group->gr_gid));
	return 0;
}

/* Of lines of Postfix that are for one of them. */
static int add_mailboxes(struct prov_serverconf_values *v, struct prov_err *err)
{
	const char *who = prov_serverconf_text_get(v, "mailboxes");
	bool dovecot = strcmp(who, "dovecot") == 0, courier = strcmp(who, "courier") == 0;
	bool cyrus = strcmp(who, "cyrus") == 0;

	if (!dovecot && !courier && !cyrus)
		return prov_fail(err, PROV_E_INVALID, "mailboxes is dovecot, courier or cyrus, not \"%s\"",
				 who);
	prov_serverconf_text_add(v, "by_dovecot", dovecot ? "yes" : "");
	prov_serverconf_text_add(v, "by_courier", courier ? "yes" : "");
	prov_serverconf_text_add(v, "by_cyrus", cyrus ? "yes" : "");
	prov_serverconf_text_add(v, "by_typed", dovecot ? "" : "yes");	/* the login is what was typed */
	return 0;
}

/* Behind a host in an URL of nginx. */
static void add_https(struct prov_serverconf_values *v)
{
	const char *port = prov_serverconf_text_get(v, "https_port");

	prov_serverconf_text_add(v, "https_at", strcmp(port, "443") == 0 ? "" :
				 prov_pool_printf(v->pool, ":%s", port));
}

static int fill(struct prov_serverconf_values *v, const struct prov_config *config,
		const struct prov_server *server, const struct prov_serverconf_given *g,
		struct prov_serverconf *conf, struct prov_err *err)
{
	const char *folder = g->folder ? g->folder : usual_folder(v, server);
	const char *password = g->password ? g->password : "";

	fill_defaults(v, server, g);
	add_login(v, config, server);
	if (set_all(v, g->set, err) < 0 || check("folder", folder, err) < 0 ||
	    check_owner(prov_serverconf_text_get(v, "mail_owner"), err) < 0 || add_mailboxes(v, err) < 0 ||
	    (strcmp(server->name, "courier") == 0 &&
	     add_owner(v, prov_serverconf_text_get(v, "mail_owner"), err) < 0) ||
	    check("program", prov_serverconf_text_get(v, "program"), err) < 0)
		return -1;
	if (password[strspn(password, PROV_SERVERCONF_LETTERS "-._~")])
		return prov_fail(err, PROV_E_INVALID, "in a configuration the password can have letters, "
				 "digits and -._~ only");
	add_https(v);
	prov_serverconf_text_add(v, "folder", folder);
	prov_serverconf_text_add(v, "role", server->role ? server->role : "");
	prov_serverconf_text_add(v, "delimiter", config->mail_delimiter);
	prov_serverconf_text_add(v, "password", password);
	prov_serverconf_text_add(v, "db_url_password", !password[0] ? "" :
				 prov_pool_printf(v->pool, ":%s", password));
	prov_serverconf_text_add(v, "db_password", !password[0] ? "" :
				 prov_pool_printf(v->pool, " password=%s", password));
	return add_database(v, config, server, password, conf, err);
}

static void make(struct prov_serverconf_values *v, const struct prov_serverconf_template *t,
		 struct prov_serverconf *conf)
{
	struct prov_str text = PROV_STR_INIT;
	bool secret = false;

	prov_serverconf_text_expand(v, t->text, &text, &secret);
	if (text.len)
		prov_serverconf_text_file(conf, t->file, &text, secret);
	else
		prov_str_fini(&text);
}

int prov_serverconf_open(const struct prov_config *config, const struct prov_server *server,
			 const struct prov_serverconf_given *g, struct prov_serverconf *conf,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_serverconf_values v = { .pool = pool };

	*conf = (struct prov_serverconf){ .server = server };
	if (fill(&v, config, server, g, conf, err) < 0)
		return -1;
	if (strcmp(server->name, "dovecot") == 0 &&
	    prov_serverconf_directory_add(&v, config, g, conf, err) < 0)
		return -1;
	for (const struct prov_serverconf_template *t = prov_serverconf_templates; t->server; t++)
		if (strcmp(t->server, server->name) == 0)
			make(&v, t, conf);
	return 0;
}

void prov_serverconf_close(struct prov_serverconf *conf)
{
	for (size_t i = 0; i < conf->count; i++) {
		prov_secret_wipe(conf->files[i].text);
		free(conf->files[i].text);
		free(conf->files[i].name);
	}
	free(conf->files);
	free(conf->note);
}
