/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_explain.c - what a run would make of one entry, and why; nothing is changed
 *
 * The mapping tells of the entry and its rules (ldap/map/map_explain.c). Here is what the model has to
 * say of the values, whether the context is there, and what is stored. Without a database that part is
 * left out, and said.
 */
#include <prov/directory.h>
#include <time.h>

#include "ldap/prov_ldap.h"
#include "libprov/sink/directory_others.h"
#include "libprov/sink/directory_source.h"
#include "libprov/sink/sink_reading.h"

enum { SOURCE, DN, PART, NAME, VALUE, FROM, WHY, COLUMNS };

static const struct prov_column columns_of_explain[COLUMNS] = {
	[SOURCE] = { "source", NULL, NULL, PROV_CELL_TEXT },
	[DN] = { "dn", NULL, NULL, PROV_CELL_TEXT },
	[PART] = { "part", NULL, "part", PROV_CELL_TEXT },
	[NAME] = { "name", NULL, "name", PROV_CELL_TEXT },
	[VALUE] = { "value", NULL, "value", PROV_CELL_TEXT },
	[FROM] = { "from", NULL, "from", PROV_CELL_TEXT },
	[WHY] = { "why", NULL, "why", PROV_CELL_TEXT },
};

size_t prov_directory_explain_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_explain, sizeof(columns_of_explain));
	return COLUMNS;
}

struct explaining {
	const struct prov_source_config *config;
	const struct prov_rows *rows;
	struct sink *sink;
	const char *no_db;		/* why nobody knows what is stored; or NULL */
	long long rejected;
	/* of the present record */
	const struct prov_record *record;
	const char *reject;
	bool *unusable;			/* of each rule, whether the model refuses its value */
	int cid;
};

static int line(void *data, const struct prov_explain_line *l, struct prov_err *err)
{
	const struct explaining *x = data;
	const char *cells[COLUMNS] = {
		[SOURCE] = x->config->name, [DN] = l->dn, [PART] = l->part, [NAME] = l->name,
		[VALUE] = l->value, [FROM] = l->from, [WHY] = l->why,
	};

	return x->rows->row(x->rows->data, cells, err);
}

static int tell(const struct explaining *x, const char *part, const char *name, const char *value,
		const char *from,
		const char *why, struct prov_err *err)
{
	const struct prov_explain_line l = { x->record->dn, part, name, value, from, why };

	return line((void *)x, &l, err);
}

/* ---- what the model says of the values ---- */

static int check_value(struct explaining *x, size_t rule, const struct prov_text *value,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = prov_strndup(value->p, value->len);
	const char *field = x->record->rules[rule].field;
	struct prov_err why = PROV_ERR_INIT;

	if (prov_sink_value_check(x->sink, x->record->kind, field, text, &why) == 0)
		return 0;
	x->unusable[rule] = true;
	if (strcmp(field, "name") == 0 && !x->reject)
		x->reject = prov_pool_strdup(x->sink->pool, why.msg);
	return tell(x, "result", field, NULL, x->record->rules[rule].expr, why.msg, err);
}

static int check_values(struct explaining *x, struct prov_err *err)
{
	const struct prov_record *r = x->record;

	for (size_t i = 0; i < r->rule_count; i++)
		for (size_t j = 0; r->rules[i].type != PROV_V_DN_LIST && j < r->values[i].n; j++)
			if (check_value(x, i, &r->values[i].v[j], err) < 0)
				return -1;
	for (size_t i = 0; i < r->left_out_count; i++)
		x->unusable[r->left_out[i].rule] = true;
	return 0;
}

/* Whether there is an account, and whether it works. */
static int tell_enabled(const struct explaining *x, struct prov_err *err)
{
	const struct prov_record *r = x->record;

	for (size_t i = 0; r->kind == PROV_ENTRY_USER && i < r->rule_count; i++) {
		if (strcmp(r->rules[i].field, "enabled") != 0)
			continue;
		if (r->values[i].n)
			return tell(x, "result", "enabled", r->values[i].v[0].p, r->rules[i].expr, NULL,
				    err);
		return tell(x, "result", "enabled", NULL, r->rules[i].expr,
			    "that cannot be told: who is known stays as it is, who is new is disabled",
				    err);
	}
	return 0;
}

static int tell_outcome(struct explaining *x, struct prov_err *err)
{
	const struct prov_record *r = x->record;

	if (!x->reject)
		x->reject = r->reject;
	if (!x->reject && !x->no_db && (r->context || r->kind == PROV_ENTRY_USER))
		x->reject = prov_sink_context_place(x->sink, r, &x->cid);
	x->rejected += x->reject != NULL;
	return tell(x, "result", "outcome", x->reject ? "rejected" : "taken", NULL, x->reject, err);
}

/* ---- what is stored ---- */

static bool equal(const char *stored, const char *text, size_t len)
{
	return stored && strlen(stored) == len && memcmp(stored, text, len) == 0;
}

static int tell_field(const struct explaining *x, const char *field, const char *stored,
		      const char *text, size_t len,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *would = NULL;

	if (text ? equal(stored, text, len) : !stored)
		return tell(x, "stored", field, stored, NULL, "the same", err);
	would = text ? prov_asprintf("would be %.*s", (int)len, text) : prov_strdup("would be empty");
	return tell(x, "stored", field, stored, NULL, would, err);
}

/* Values of a list as they are stored, one after the other. */
static void add_list(struct prov_str *s, const struct prov_values *values)
{
	for (size_t i = 0; i < values->n; i++) {
		prov_str_add(s, i ? ", " : "");
		prov_str_add_len(s, values->v[i].p, values->v[i].len);
	}
}

/* The row that a run would make: names in lower case, defaults, the primary address before the others. */
static void build(struct explaining *x)
{
	const struct prov_record *r = x->record;
	struct prov_user_row *row = &x->sink->row;
	struct prov_err ignored = PROV_ERR_INIT;

	row->config = x->sink->call->session->config;
	prov_user_build_begin(row);
	for (size_t i = 0; i < r->rule_count; i++) {
		const int attr = prov_noun_find_user(r->rules[i].field);

		if (attr < 0 || !r->values[i].n || x->unusable[i])
			continue;
		if (prov_attrs[attr].store == PROV_STORE_COLUMN)
			prov_user_build_value(row, (enum prov_user_column)prov_user_column_of[attr],
					      r->values[i].v[0]);
	}
	if (prov_user_build(row, &ignored) < 0)
		prov_err_clear(&ignored);
}

static void add_access(struct explaining *x, const struct prov_values *names, prov_modules_t *modules)
{
	*modules = 0;
	for (size_t i = 0; i < names->n; i++) {
		PROV_CLEANUP(prov_freep) char *name = prov_strndup(names->v[i].p, names->v[i].len);
		struct prov_err ignored = PROV_ERR_INIT;
		prov_modules_t some = 0;

		if (prov_sink_access(x->sink, name, &some, &ignored) == 0)
			*modules |= some;
	}
}

static int tell_access(struct explaining *x, size_t rule, long long stored, struct prov_err *err)
{
	const struct prov_values *names = &x->record->values[rule];
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	prov_modules_t modules;

	if (names->n == 0)
		return tell(x, "stored", "access", NULL, NULL, "would be the default (access.default)",
			    err);
	add_access(x, names, &modules);
	add_list(&text, names);
	return tell(x, "stored", "access", NULL, NULL, (long long)modules == stored ? "the same" :
		    "would be other modules", err);
}

static int tell_aliases(const struct explaining *x, const char *stored, struct prov_err *err)
{
	const struct prov_record *r = x->record;
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	const struct prov_text *mail = &x->sink->row.column[PROV_UC_MAIL];
	struct prov_values others = { NULL, 0 };

	for (size_t i = 0; i < r->rule_count; i++)
		if (strcmp(r->rules[i].field, "aliases") == 0)
			others = r->values[i];
	if (mail->p)
		prov_str_add_len(&text, mail->p, mail->len);
	for (size_t i = 0; i < others.n; i++) {
		if (mail->p && others.v[i].len == mail->len && strncasecmp(others.v[i].p, mail->p,
									   mail->len) == 0)
			continue;
		prov_str_add(&text, text.len ? ", " : "");
		prov_str_add_len(&text, others.v[i].p, others.v[i].len);
	}
	return tell_field(x, "aliases", stored, text.len ? text.p : NULL, text.len, err);
}

/* One field that the mapping fills. */
static int tell_stored_field(struct explaining *x, size_t i, const char *stored, long long modules,
			     struct prov_err *err)
{
	const struct prov_record *r = x->record;
	const char *field = r->rules[i].field;
	const int attr = r->kind == PROV_ENTRY_USER ? prov_noun_find_user(field) : -1;
	struct prov_text t = r->values[i].n ? r->values[i].v[0] : (struct prov_text){ NULL, 0 };

	if (strcmp(field, "password") == 0)
		return tell(x, "stored", field, NULL, NULL, "passwords are not shown", err);
	if (x->unusable[i] && r->rules[i].type != PROV_V_MAIL_LIST)
		return tell(x, "stored", field, stored, NULL, "stays", err);
	if (strcmp(field, "access") == 0)
		return tell_access(x, i, modules, err);
	if (strcmp(field, "aliases") == 0)
		return tell_aliases(x, stored, err);
	if (strcmp(field, "members") == 0 || strcmp(field, "member_uids") == 0)
		return tell(x, "stored", field, stored, NULL,
			    "how many users it has; a run compares them", err);
	if (attr >= 0 && prov_attrs[attr].store == PROV_STORE_COLUMN)
		t = x->sink->row.column[prov_user_column_of[attr]];
	return tell_field(x, field, stored, t.p, t.len, err);
}

static int tell_known(const struct explaining *x, const struct prov_sql_result *known, struct prov_err *err)
{
	const char *kind = x->record->kind == PROV_ENTRY_USER ? "user" : "group";
	PROV_CLEANUP(prov_freep) char *who = NULL;

	if (prov_sql_rows(known) == 0)
		return tell(x, "stored", "known", NULL, NULL, x->reject ? "its key is not known" :
			    "its key is not known: a run would create it", err);
	who = prov_asprintf("%s %s in context %s", kind, prov_sql_text(known, 0, 1),
			    prov_sql_text(known, 0, 0));
	return tell(x, "stored", "known", who, NULL, prov_sql_true(known, 0, 2) ?
		    "it was missing in the last run" : NULL, err);
}

static int tell_fields(struct explaining *x, const struct prov_sql_result *known,
		       const struct prov_sql_result *fields, struct prov_err *err)
{
	build(x);
	for (size_t i = 0; i < x->record->rule_count; i++)
		if (tell_stored_field(x, i, prov_sql_text(fields, (int)i, 0), prov_sql_number(known, 0,
			3), err) < 0)
			return -1;
	return 0;
}

static void list_fields(const struct prov_record *r, struct prov_str *list)
{
	for (size_t i = 0; i < r->rule_count; i++)
		prov_str_addf(list, "%s%s", i ? "," : "{", r->rules[i].field);
	prov_str_add(list, r->rule_count ? "}" : "{}");
}

static int tell_other(void *data, const char *name, const char *value, const char *from, const char *why,
		      struct prov_err *err)
{
	return tell(data, "others", name, value, from, why, err);
}

/* Its members, and who has what it wants. */
static int tell_others(struct explaining *x, struct prov_err *err)
{
	if (x->no_db || !x->record->key)
		return 0;
	return prov_directory_others_conflicts(x->sink, x->record, x->cid, tell_other, x, err) < 0 ? -1 :
		prov_directory_others_members(x->sink, x->record, tell_other, x, err);
}

static int tell_stored(struct explaining *x, struct prov_err *err)
{
	const struct prov_record *r = x->record;
	const bool user = r->kind == PROV_ENTRY_USER;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *known = NULL, *fields = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	if (x->no_db)
		return tell(x, "stored", "known", NULL, NULL, x->no_db, err);
	if (!r->key)
		return tell(x, "stored", "known", NULL, NULL, "without a key nobody is known", err);
	list_fields(r, &list);
	if (prov_sql_batch(x->sink->db, (const struct prov_sql_step[]){
			{ user ? PROV_Q_SYNC_EXPLAIN_USER : PROV_Q_SYNC_EXPLAIN_GROUP,
			  PROV_ARGS(x->config->name, r->key), &known },
			{ user ? PROV_Q_SYNC_EXPLAIN_USER_FIELDS : PROV_Q_SYNC_EXPLAIN_GROUP_FIELDS,
			  PROV_ARGS(x->config->name, r->key, list.p), &fields } }, 2, err) < 0 ||
	    tell_known(x, known, err) < 0)
		return -1;
	return prov_sql_rows(known) ? tell_fields(x, known, fields, err) : 0;
}

static int record(void *data, const struct prov_record *r, struct prov_err *err)
{
	struct explaining *x = data;
	int rc;

	x->record = r;
	x->reject = NULL;
	x->cid = 0;
	x->unusable = prov_pool_alloc(x->sink->pool, r->rule_count + 1);
	rc = check_values(x, err);
	if (rc == 0)
		rc = tell_enabled(x, err);
	if (rc == 0)
		rc = tell_outcome(x, err);
	if (rc == 0)
		rc = tell_stored(x, err);
	return rc < 0 ? -1 : tell_others(x, err);
}

/* ---- an entry, or a file ---- */

/* The clock and the profile of the first run, and what values are checked by. */
static int prepare(struct explaining *x, struct prov_call *call, char **profile, long long *now,
		   struct prov_err *err)
{
	const struct prov_config *c = call->session->config;
	struct prov_err why = PROV_ERR_INIT;

	*now = (long long)time(NULL);
	x->sink->db = prov_session_db(call, &why);
	if (!x->sink->db || prov_directory_source_known(call, x->config, profile, now, &why) < 0 ||
	    prov_sink_context_load_all(x->sink, &why) < 0)
		x->no_db = prov_pool_printf(x->sink->pool, "the database was not asked: %s", why.msg);
	if (prov_check_alphabet(c, PROV_NAME_USER, &x->sink->user_alphabet, err) < 0)
		return -1;
	return prov_check_alphabet(c, PROV_NAME_GROUP, &x->sink->group_alphabet, err);
}

static bool is_file(const char *what)
{
	const size_t len = strlen(what);

	return strcmp(what, "-") == 0 || (len > 5 && strcasecmp(what + len - 5, ".ldif") == 0);
}

#define FILE_MAX (64 << 20)

static int explain_file(struct explaining *x, const char *path, const char *profile, long long now,
			const struct prov_explain *to, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_source file = { .profile = profile };

	x->sink->source = &file;
	if (prov_file_read(strcmp(path, "-") ? path : "/dev/stdin", FILE_MAX, &text, err) < 0)
		return -1;
	return prov_source_explain_ldif(x->config, profile, now, &text, to, err);
}

static int explain_entry(struct explaining *x, struct prov_call *call, const char *dn, const char *profile,
			 long long now, const struct prov_explain *to, struct prov_err *err)
{
	struct prov_source_config own = *x->config;
	struct prov_source *source;
	int rc;

	own.profile = profile;
	source = prov_source_ldap_open(call->session->config, &own, now, NULL, err);
	if (!source)
		return -1;
	x->sink->source = source;
	rc = prov_source_explain(source, dn, to, err);
	source->close(source);
	return rc;
}

int prov_directory_explain(struct prov_call *call, const struct prov_source_config *config,
			   const char *what,
			   const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *stored = NULL;
	struct explaining x = { .config = config, .rows = rows };
	const struct prov_explain to = { line, record, &x };
	const char *profile = config->profile;
	long long now;
	int rc;

	x.sink = (struct sink *)prov_sink_sql_open(call, config);
	rc = prepare(&x, call, &stored, &now, err);
	if (stored)
		profile = stored;
	if (rc == 0)
		rc = is_file(what) ? explain_file(&x, what, profile, now, &to, err) :
			explain_entry(&x, call, what, profile, now, &to, err);
	x.sink->base.close(&x.sink->base);
	if (rc == 0 && x.rejected)
		return prov_fail(err, PROV_E_PARTIAL, x.rejected == 1 ? "a run could not take this entry" :
				 "a run could not take %lld of these entries", x.rejected);
	return rc;
}
