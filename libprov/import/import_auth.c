/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_auth.c - who may write a line: the credentials in it, or those of the call
 *
 * A password is verified once for each context: it costs as much as some hundred lines.
 */
#include <search.h>

#include "libprov/import/import.h"

#define MOST 100000		/* verdicts that are kept */

struct verdict {
	long long context;
	const char *name, *password;
	struct prov_err *err;		/* NULL: they are right */
};

struct import_auth {
	struct prov_call *call;
	struct prov_pool *pool;
	void *verdicts;			/* tsearch(3) */
	size_t count;
	struct verdict *last;
};

static int differ(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : !b - !a;
}

static int compare(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;
	int rc = (x->context > y->context) - (x->context < y->context);

	if (rc == 0)
		rc = differ(x->name, y->name);
	return rc ? rc : differ(x->password, y->password);
}

struct import_auth *prov_import_auth_new(struct prov_call *call)
{
	struct import_auth *auth = prov_alloc(sizeof(*auth));

	auth->call = call;
	auth->pool = prov_pool_new();
	return auth;
}

static void forget(struct import_auth *auth)
{
	while (auth->verdicts)
		tdelete(*(struct verdict **)auth->verdicts, &auth->verdicts, compare);
	prov_pool_reset(auth->pool);
	auth->count = 0;
	auth->last = NULL;
}

void prov_import_auth_free(struct import_auth *auth)
{
	if (!auth)
		return;
	forget(auth);
	prov_pool_free(auth->pool);
	free(auth);
}

/* What the line itself is to blame for; else the database fails. */
static bool is_verdict(const struct prov_err *err)
{
	return err->code == PROV_E_DENIED || err->code == PROV_E_MISSING;
}

static struct verdict *ask(struct import_auth *auth, const struct verdict *question, struct prov_err *err)
{
	struct prov_call as = *auth->call;
	struct verdict *v;

	prov_err_clear(err);
	as.adminuser = question->name;
	as.adminpass = question->password;
	if (prov_auth_context(&as, question->context, err) < 0 && !is_verdict(err))
		return NULL;
	if (auth->count++ == MOST)
		forget(auth);
	v = prov_pool_alloc(auth->pool, sizeof(*v));
	*v = (struct verdict){ question->context, prov_pool_strdup(auth->pool, question->name),
			       prov_pool_secret(auth->pool, question->password), NULL };
	if (err->code != PROV_OK) {
		v->err = prov_pool_alloc(auth->pool, sizeof(*err));
		*v->err = *err;
		prov_err_clear(err);
	}
	return tsearch(v, &auth->verdicts, compare) ? v : NULL;
}

int prov_import_auth_line(struct import_auth *auth, struct import *im, struct import_line *line,
			  struct prov_pool *pool, struct prov_err *err)
{
	bool own = line->adminuser || line->adminpass;
	const struct verdict question = { line->context, own ? line->adminuser : auth->call->adminuser,
					  own ? line->adminpass : auth->call->adminpass, NULL };
	void *found;

	if (!line->context)		/* whatever is wrong with it is said */
		return 0;
	if (!auth->last || compare(auth->last, &question) != 0) {
		found = tfind(&question, &auth->verdicts, compare);
		auth->last = found ? *(struct verdict **)found : ask(auth, &question, err);
	}
	if (!auth->last)
		return -1;
	if (auth->last->err) {
		prov_import_line_reject(line, &im->head, pool, auth->last->err);
		line->column = prov_import_head_find(&im->head, "adminuser") + 1;
	}
	return 0;
}
