/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provweb - login page, one-time logins and the check for nginx (docs/web.md)
 *
 *	provweb [--socket PATH]
 *
 * Listens on the socket that systemd hands over, or makes one at PATH, which its group may use. Ends with
 * SIGTERM or SIGINT. In the database it may do what it is for, and it has no secret but what people type.
 */
#include <errno.h>
#include <popt.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "bin/web/web.h"

#define CLEAN_SECONDS 3600

/* ---- the socket ---- */

static int bind_socket(const char *path, struct prov_err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return prov_fail(err, PROV_E_CONFIG, "the path of the socket is too long: %s", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	umask(0117);
	unlink(path);
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, 128) == 0)
		return fd;
	return prov_fail_errno(err, PROV_E_IO, "socket %s", path);
}

static int find_socket(const char *path, struct prov_err *err)
{
	int n = sd_listen_fds(1);

	if (n == 1 && sd_is_socket(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) > 0)
		return SD_LISTEN_FDS_START;
	if (n > 0)
		return prov_fail(err, PROV_E_CONFIG, "what was handed over is not one socket that listens");
	if (path)
		return bind_socket(path, err);
	return prov_fail(err, PROV_E_MISSING, "no socket was handed over, and there is no --socket");
}

/* ---- while it runs ---- */

static void clean(struct web_server *s)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_sql *db = web_pool_take(s->pool, &err);

	if (db && prov_web_session_clean(db, &err) == 0)
		err.code = PROV_OK;
	if (db)
		web_pool_give(s->pool, db);
	if (err.code != PROV_OK)
		fprintf(stderr, "provweb: %s\n", err.msg);
}

static int serve(struct web_server *s, int fd, struct prov_err *err)
{
	const struct timespec hour = { CLEAN_SECONDS, 0 };
	struct web_http *http;
	sigset_t ends;

	/* Threads inherit it: a signal is for the loop below. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	http = web_http_start(s, fd, err);
	if (!http)
		return -1;
	sd_notify(0, "READY=1");
	while (sigtimedwait(&ends, NULL, &hour) < 0)
		if (errno == EAGAIN)
			clean(s);
	sd_notify(0, "STOPPING=1");
	web_http_stop(http);
	return 0;
}

static int run(const char *path, struct prov_err *err)
{
	struct prov_config *config = NULL;
	struct web_server s = { NULL };
	int fd, rc;

	if (prov_config_load(NULL, &config, err) < 0)
		return -1;
	fd = find_socket(path, err);
	if (fd < 0) {
		prov_config_free(config);
		return -1;
	}
	s = (struct web_server){
		.config = config, .pool = web_pool_new(config),
		.limit = prov_web_limit_new(config->web_account_failures, config->web_address_failures,
					    config->web_failure_time),
	};
	rc = serve(&s, fd, err);
	web_pool_free(s.pool);
	prov_web_limit_free(s.limit);
	prov_config_free(config);
	return rc;
}

int main(int argc, char **argv)
{
	char *path = NULL;
	int version = 0, rc;
	const struct poptOption options[] = {
		{ "socket", 0, POPT_ARG_STRING, &path, 0, "listen here, not on what systemd hands over",
		  "PATH" },
		{ "version", 0, POPT_ARG_NONE, &version, 0, "print the version", NULL },
		POPT_AUTOHELP POPT_TABLEEND
	};
	poptContext popt = poptGetContext("provweb", argc, (const char **)argv, options, 0);
	struct prov_err err = PROV_ERR_INIT;

	rc = poptGetNextOpt(popt);
	if (rc < -1 || poptPeekArg(popt))
		rc = prov_fail(&err, PROV_E_UNKNOWN_OPTION, "%s: %s", rc < -1 ? poptBadOption(popt, 0) :
			       poptPeekArg(popt), rc < -1 ? poptStrerror(rc) : "no word is expected");
	else if (version)
		rc = printf("provweb %s\n", PROV_VERSION) < 0 || fflush(stdout) != 0;
	else
		rc = run(path, &err);
	poptFreeContext(popt);
	free(path);
	if (rc == 0)
		return 0;
	fprintf(stderr, "provweb: error: %s\n", err.msg);
	if (err.hint[0])
		fprintf(stderr, "provweb: hint: %s\n", err.hint);
	return prov_err_status(err.code);
}
