/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_many.c - new users of a transaction, kept until they are written together
 *
 * Each row costs its share of four statements instead of four of its own, which the server would have to
 * parse and plan: that is most of what it does for a single user. Rows are arrays by column.
 */
#include "libprov/model/user_many.h"
#include "libprov/model/key.h"

#define MOST_IDS 2147483648LL	/* the number behind the last one */

enum user_array {
	A_NAMES,		/* display names once more */
	A_UID, A_LOGIN, A_ADDRESS, A_ALIASES, A_ENABLED, A_MODULES, A_ATTRS, A_CAPABILITIES,
	A_PASSWORD,
	A_COLUMNS,		/* of the table of attributes */
	A_COUNT = A_COLUMNS + PROV_USER_COLUMNS
};
enum log_array { L_SEQ, L_ID, L_WHO, L_PROGRAM, L_AFTER, L_COUNT };
enum address_array { X_OWNER, X_ADDRESS, X_LOCAL, X_COUNT };

/* A context, and its new users. */
struct place {
	long long context, next_uid, seq;
	long long rows, enabled, addresses;
	struct prov_str user[A_COUNT], log[L_COUNT], address[X_COUNT];
	uint64_t *names;	/* hashes of display names */
	char cid[24], rows_text[24], enabled_text[24];
	struct prov_sql_result *taken, *users, *claimed, *elsewhere;
};

struct prov_user_many {
	struct place *places;
	size_t count;
	long long room, given;	/* places of the licence: claimed and not used, and used */
	char token[37];
};

/* ---- arrays ---- */

static void add(struct prov_str *array, const char *text, size_t len)
{
	prov_str_add_char(array, array->len ? ',' : '{');
	if (text)
		prov_str_add_array_elem(array, text, len);
	else
		prov_str_add_len(array, "NULL", 4);
}

static void add_text(struct prov_str *array, const char *text)
{
	add(array, text, text ? strlen(text) : 0);
}

static void add_number(struct prov_str *array, long long n)
{
	add_text(array, PROV_INT(n));
}

static void init_arrays(struct prov_str *arrays, size_t count)
{
	for (size_t i = 0; i < count; i++)
		arrays[i] = (struct prov_str)PROV_STR_INIT;
}

static void free_arrays(struct prov_str *arrays, size_t count)
{
	for (size_t i = 0; i < count; i++)
		prov_secret_fini(&arrays[i]);
}

static void end_arrays(struct prov_str *arrays, size_t count)
{
	for (size_t i = 0; i < count; i++)
		prov_str_add(&arrays[i], arrays[i].len ? "}" : "{}");
}

/* ---- contexts ---- */

static void free_place(struct place *p)
{
	free_arrays(p->user, A_COUNT);
	free_arrays(p->log, L_COUNT);
	free_arrays(p->address, X_COUNT);
	prov_sql_result_freep(&p->taken);
	prov_sql_result_freep(&p->users);
	prov_sql_result_freep(&p->claimed);
	prov_sql_result_freep(&p->elsewhere);
	free(p->names);
}

static void forget(struct prov_user_many *many)
{
	for (size_t i = 0; i < many->count; i++)
		free_place(&many->places[i]);
	free(many->places);
	many->places = NULL;
	many->count = 0;
}

void prov_user_many_open(struct prov_session *session)
{
	session->many = prov_alloc(sizeof(*session->many));
}

void prov_user_many_close(struct prov_session *session)
{
	if (session->many)
		forget(session->many);
	free(session->many);
	session->many = NULL;
}

static struct place *find(const struct prov_user_many *many, long long context)
{
	for (size_t i = 0; i < many->count; i++)
		if (many->places[i].context == context)
			return &many->places[i];
	return NULL;
}

static void note(struct prov_user_many *many, long long context, const struct prov_sql_result *res)
{
	struct place *p;

	if (prov_sql_rows(res) == 0)
		return;
	many->places = prov_realloc(many->places, (many->count + 1) * sizeof(*many->places));
	p = &many->places[many->count++];
	*p = (struct place){ .context = context, .seq = prov_sql_number(res, 0, 0),
			     .next_uid = prov_sql_number(res, 0, 1) };
	prov_sql_int(p->cid, context);
	init_arrays(p->user, A_COUNT);
	init_arrays(p->log, L_COUNT);
	init_arrays(p->address, X_COUNT);
}

int prov_user_many_lock(struct prov_session *session, const long long *contexts, size_t count,
			struct prov_err *err)
{
	struct prov_sql_step *steps = prov_alloc((count + 1) * sizeof(*steps));
	struct prov_sql_result **res = prov_alloc((count + 1) * sizeof(*res));
	struct lock_args { char text[24]; const char *arg; } *args = prov_alloc((count + 1) * sizeof(*args));
	int rc;

	for (size_t i = 0; i < count; i++) {
		args[i].arg = prov_sql_int(args[i].text, contexts[i]);
		steps[i] = (struct prov_sql_step){ PROV_Q_CONTEXT_LOCK, { &args[i].arg, 1 }, &res[i] };
	}
	rc = prov_sql_batch(session->db, steps, count, err);
	for (size_t i = 0; i < count; i++) {
		if (rc == 0 && session->many)
			note(session->many, contexts[i], res[i]);
		prov_sql_result_freep(&res[i]);
	}
	free(steps);
	free(res);
	free(args);
	return rc;
}

/* ---- a user ---- */

int prov_user_many_fail(struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFLICT, "one of several new users cannot be created like this");
	return prov_err_hint(err, "create them one by one");
}

long long prov_user_many_given(const struct prov_session *session)
{
	return session->many->given;
}

bool prov_user_many_place(struct prov_session *session, long long more)
{
	struct prov_user_many *many = session->many;

	many->room += more;
	if (many->room == 0)
		return false;
	many->room--;
	many->given++;
	return true;
}

/* Names are compared with those in the database when they are written; two of them meet here. */
static bool has_name(const struct place *p, uint64_t name)
{
	for (long long i = 0; i < p->rows; i++)
		if (p->names[i] == name)
			return true;
	return false;
}

static uint64_t name_of(const struct prov_user_row *row)
{
	const struct prov_text *name = &row->column[PROV_UC_DISPLAY_NAME];

	return prov_hash(PROV_HASH_INIT, name->p ? name->p : "", name->len);
}

static void add_user(struct place *p, const struct prov_user_row *row)
{
	const struct prov_text *name = &row->column[PROV_UC_DISPLAY_NAME];

	add(&p->user[A_NAMES], name->p, name->len);
	add_number(&p->user[A_UID], p->next_uid);
	add(&p->user[A_LOGIN], row->login.p, row->login.len);
	add(&p->user[A_ADDRESS], row->address.p, row->address.len);
	add(&p->user[A_ALIASES], row->addresses.entered.p, row->addresses.entered.len);
	add_text(&p->user[A_ENABLED], PROV_BOOL(row->enabled));
	add_number(&p->user[A_MODULES], (long long)row->modules);
	add(&p->user[A_ATTRS], row->attrs.len ? row->attrs.p : NULL, row->attrs.len);
	add(&p->user[A_CAPABILITIES], row->capabilities.len ? row->capabilities.p : NULL,
	    row->capabilities.len);
	add(&p->user[A_PASSWORD], row->password.p, row->password.len);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		add(&p->user[A_COLUMNS + i - 1], row->column[i].p, row->column[i].len);
}

static void add_addresses(struct place *p, const struct prov_user_row *row)
{
	const char *mail = row->addresses.list.p;

	for (size_t i = 0; i < row->addresses.count; i++, mail += strlen(mail) + 1) {
		add_number(&p->address[X_OWNER], p->next_uid);
		add_text(&p->address[X_ADDRESS], mail);
		add(&p->address[X_LOCAL], mail, strcspn(mail, "@"));
	}
	p->addresses += (long long)row->addresses.count;
}

/* The names of operators' attributes have a slash: their values may be secret. */
static char *log_text(const struct prov_user_row *row)
{
	struct prov_str text = PROV_STR_INIT;
	json_t *after;
	char *clean;

	prov_user_json_write(&text, row, NULL);
	if (!row->attrs.len || !strchr(row->attrs.p, '/'))
		return prov_str_take(&text);
	prov_str_fini(&text);
	after = prov_user_json_row(row);
	clean = prov_object_log_text(after);
	json_decref(after);
	return clean;
}

static void add_log(struct place *p, const struct prov_user_row *row, const char *who, const char *program)
{
	PROV_CLEANUP(prov_freep) char *after = log_text(row);

	add_number(&p->log[L_SEQ], p->seq);
	add_number(&p->log[L_ID], p->next_uid);
	add_text(&p->log[L_WHO], who);
	add_text(&p->log[L_PROGRAM], program);
	add_text(&p->log[L_AFTER], after);
}

static void add_name(struct place *p, uint64_t name)
{
	p->names = prov_realloc(p->names, (size_t)(p->rows + 1) * sizeof(*p->names));
	p->names[p->rows++] = name;
}

/* The context, locked, with its counters; *p NULL: it is not there, or has no id left. */
static int find_place(struct prov_call *call, long long context, const struct prov_user_row *row,
		      struct place **p, struct prov_err *err)
{
	struct prov_session *session = call->session;

	*p = find(session->many, context);
	if (*p && has_name(*p, name_of(row)) && call->session->config->names_unique_display_name) {
		if (prov_user_many_write(session, err) < 0)
			return -1;
		*p = NULL;
	}
	if (!*p) {
		if (prov_user_many_lock(session, &context, 1, err) < 0)
			return -1;
		*p = find(session->many, context);
	}
	if (*p && (*p)->next_uid >= MOST_IDS)
		*p = NULL;
	return 0;
}

int prov_user_many_add(struct prov_call *call, long long context, const struct prov_user_row *row,
		       const char *who, long long *id, struct prov_err *err)
{
	struct place *p;

	if (find_place(call, context, row, &p, err) < 0)
		return -1;
	if (!p)
		return 0;
	p->seq++;
	add_user(p, row);
	add_addresses(p, row);
	add_log(p, row, who, call->program);
	add_name(p, name_of(row));
	p->enabled += row->enabled;
	*id = p->next_uid++;
	return 1;
}

/* ---- writing ---- */

struct writing {
	struct prov_sql_step *steps;
	const char **args, **next;	/* of all steps */
	size_t count;
};

#define STEPS 5			/* of a context */
#define ARGS (3 + 2 + A_COUNT + 1 + X_COUNT + 2 + 2 + L_COUNT)

static struct prov_sql_args take(struct writing *w, const char *const *first, int n,
				 const struct prov_str *arrays, int count)
{
	const char **args = w->next;

	memcpy(args, first, (size_t)n * sizeof(*args));
	for (int i = 0; i < count; i++)
		args[n + i] = arrays[i].p;
	w->next += n + count;
	return (struct prov_sql_args){ args, n + count };
}

static void prepare(const struct prov_session *session, struct place *p, struct writing *w)
{
	const char *unique = PROV_BOOL(session->config->names_unique_display_name);
	const char *const numbers[] = { p->cid, p->rows_text, p->enabled_text };
	struct prov_sql_step *s = w->steps + w->count;

	end_arrays(p->user, A_COUNT);
	end_arrays(p->log, L_COUNT);
	end_arrays(p->address, X_COUNT);
	prov_sql_int(p->rows_text, p->rows);
	prov_sql_int(p->enabled_text, p->enabled);
	s[0] = (struct prov_sql_step){ PROV_Q_CONTEXT_TAKE_USERS,
		take(w, numbers, 3, NULL, 0), &p->taken };
	s[1] = (struct prov_sql_step){ PROV_Q_USER_INSERT_MANY,
		take(w, (const char *const[]){ p->cid, unique }, 2, p->user, A_COUNT), &p->users };
	s[2] = (struct prov_sql_step){ PROV_Q_USER_INSERT_ADDRESSES_MANY,
		take(w, (const char *const[]){ p->cid }, 1, p->address, X_COUNT), &p->claimed };
	s[3] = (struct prov_sql_step){ PROV_Q_USER_MAIL_ELSEWHERE,
		take(w, (const char *const[]){ p->cid }, 1, &p->address[X_ADDRESS], 1), &p->elsewhere };
	s[4] = (struct prov_sql_step){ PROV_Q_LOG_ADD_MANY,
		take(w, (const char *const[]){ p->cid, session->many->token }, 2, p->log, L_COUNT), NULL };
	w->count += STEPS;
}

/* All of them went in, and none has anything to be said about. */
static bool is_written(const struct place *p)
{
	return prov_sql_rows(p->taken) == 1 && prov_sql_number(p->taken, 0, 0) == p->next_uid &&
		prov_sql_rows(p->users) == p->rows && prov_sql_rows(p->claimed) == p->addresses &&
		prov_sql_rows(p->elsewhere) == 0;	/* a warning, which belongs to one of them */
}

static int write_all(struct prov_session *session, struct prov_err *err)
{
	struct prov_user_many *many = session->many;
	struct writing w = { .steps = prov_alloc(many->count * STEPS * sizeof(*w.steps)),
			     .args = prov_alloc(many->count * ARGS * sizeof(*w.args)) };
	const struct place *last = NULL;
	struct prov_key_new keys = PROV_KEY_NEW_INIT;
	int rc = 0;

	w.next = w.args;
	prov_uuid(many->token);
	for (size_t i = 0; i < many->count; i++)
		if (many->places[i].rows) {
			last = &many->places[i];
			prepare(session, &many->places[i], &w);
			prov_key_new_add(&keys, last->context, last->next_uid - last->rows);
		}
	if (last)
		rc = prov_sql_batch(session->db, w.steps, w.count, err);
	for (size_t i = 0; rc == 0 && i < many->count; i++)
		if (many->places[i].rows && !is_written(&many->places[i]))
			rc = prov_user_many_fail(err);
	if (prov_key_new_write(rc == 0 ? session->db : NULL, &keys, err) < 0)
		rc = -1;
	if (rc == 0 && last)
		prov_doubt_note(session, last->context, last->seq, many->token);
	free(w.steps);
	free(w.args);
	return rc;
}

int prov_user_many_write(struct prov_session *session, struct prov_err *err)
{
	int rc;

	if (!session->many || session->many->count == 0)
		return 0;
	rc = write_all(session, err);
	forget(session->many);
	session->failed |= rc < 0;
	return rc;
}
