/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nested.c - calls of the library one after the other over one session, as lines of standard input say
 *
 *	begin, commit, rollback		a transaction around what stands between them
 *	context ID			creates a context
 *	user CONTEXT NAME		creates a user
 *	rename CONTEXT NAME NEW		renames one
 *	delete CONTEXT NAME		deletes one
 *	both CONTEXT NAME NEW		creates two as one change: both or neither
 *	master NAME			sets the master admin
 *	limit SECONDS			of the calls that follow
 *	! COMMAND			for the shell
 *
 * Says for each line how it ended: "ok", or the error's code and message.
 */
#include <stdlib.h>

#include "libprov/model/model.h"

struct pair {
	struct prov_call *call;
	long long context;
	const char *names[2];
};

static int create_user(struct prov_call *call, long long context, const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *mail = prov_asprintf("%s@c%lld.example", name, context);
	struct prov_user_set set = { .access = { .combination = NULL } };
	long long id;

	set.attr[PROV_A_NAME] = set.attr[PROV_A_DISPLAY_NAME] = set.attr[PROV_A_GIVEN_NAME] =
		set.attr[PROV_A_SUR_NAME] = name;
	set.attr[PROV_A_MAIL] = mail;
	set.attr[PROV_A_PASSWORD] = "{SHA256}ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
	set.attr[PROV_A_PASSWORD_MECH] = "HASH";
	return prov_user_create(call, context, &set, &id, err);
}

static int create_context(struct prov_call *call, long long id, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *mail = prov_asprintf("admin@c%lld.example", id);
	struct prov_context_new new = { .id = id };

	new.admin.attr[PROV_A_NAME] = new.admin.attr[PROV_A_DISPLAY_NAME] =
		new.admin.attr[PROV_A_GIVEN_NAME] = new.admin.attr[PROV_A_SUR_NAME] = "admin";
	new.admin.attr[PROV_A_MAIL] = mail;
	new.admin.attr[PROV_A_PASSWORD] = "secret";
	return prov_context_create(call, &new, err);
}

static int rename_user(struct prov_call *call, long long context, const char *name, const char *new,
		       struct prov_err *err)
{
	struct prov_user_set set = { .access = { .combination = NULL } };
	long long id;

	set.attr[PROV_A_GIVEN_NAME] = new;
	set.attr[PROV_A_DISPLAY_NAME] = new;
	return prov_user_change(call, context, &(struct prov_user_ref){ 0, name }, &set, &id, err);
}

static int create_pair(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct pair *p = data;

	(void)db;
	return create_user(p->call, p->context, p->names[0], err) < 0 ? -1 :
		create_user(p->call, p->context, p->names[1], err);
}

static int create_both(struct prov_call *call, long long context, const char *one, const char *two,
		       struct prov_err *err)
{
	struct pair pair = { call, context, { one, two } };
	struct prov_sql *db = prov_session_db(call, err);

	return db ? prov_sql_tx(db, &(struct prov_sql_work){ create_pair, NULL, &pair }, err) : -1;
}

static int call_one(struct prov_call *call, const char *verb, long long id, const char *name,
		    const char *other, struct prov_err *err)
{
	long long gone;

	if (strcmp(verb, "begin") == 0)
		return prov_session_begin(call, err);
	if (strcmp(verb, "commit") == 0)
		return prov_session_commit(call, err);
	if (strcmp(verb, "context") == 0)
		return create_context(call, id, err);
	if (strcmp(verb, "user") == 0)
		return create_user(call, id, name, err);
	if (strcmp(verb, "rename") == 0)
		return rename_user(call, id, name, other, err);
	if (strcmp(verb, "delete") == 0)
		return prov_user_delete(call, id, &(struct prov_user_ref){ 0, name }, PROV_HEIR_NOBODY, 0,
					&gone, err);
	if (strcmp(verb, "both") == 0)
		return create_both(call, id, name, other, err);
	if (strcmp(verb, "master") == 0)
		return prov_master_set(call, "oxadminmaster", "secret", err);
	return prov_fail(err, PROV_E_MISSING, "what is \"%s\"?", verb);
}

static const char *name_of(enum prov_code code)
{
	switch (code) {
	case PROV_E_INTERNAL: return "INTERNAL";
	case PROV_E_EXISTS: return "EXISTS";
	case PROV_E_NO_USER: return "NO_USER";
	case PROV_E_UNAVAILABLE: return "UNAVAILABLE";
	case PROV_E_TIMEOUT: return "TIMEOUT";
	default: return "another";
	}
}

static void run_line(struct prov_call *call, char *line)
{
	struct prov_err err = PROV_ERR_INIT;
	char verb[16] = "", name[64] = "", other[64] = "";
	long long id = 0;

	if (line[0] == '!') {
		printf("%s", system(line + 1) == 0 ? "" : "the shell failed\n");
		return;
	}
	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%15s %lld %63s %63s", verb, &id, name, other) < 2)
		sscanf(line, "%15s %63s", verb, name);
	if (strcmp(verb, "limit") == 0) {
		call->timeout = (int)id;
		return;
	}
	if (strcmp(verb, "rollback") == 0)
		prov_session_rollback(call);
	else if (call_one(call, verb, id, name, other, &err) < 0) {
		printf("%s: %s %s\n", line, name_of(err.code), err.msg);
		return;
	}
	printf("%s: ok\n", line);
}

int main(void)
{
	struct prov_session_params params = { .program = "nested" };
	struct prov_call call = { .program = "nested" };
	struct prov_err err = PROV_ERR_INIT;
	char line[1024];

	setvbuf(stdout, NULL, _IONBF, 0);
	if (prov_session_open(&params, &call.session, &err) < 0) {
		printf("%s\n", err.msg);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin))
		run_line(&call, line);
	prov_session_close(call.session);
	return 0;
}
