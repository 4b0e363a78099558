/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_user.c - from a record to the row of a user, without an allocation per entry
 *
 * A row carries a hash over the meaning of the mapping, the DN and all that was filled: the next run only
 * looks at entries whose hash differs. What cannot be taken is staged with the reason and counts as present.
 */
#include "libprov/sink/sink_reading.h"

/* ---- checks ---- */

static const char *make_access(struct sink *k, const struct prov_values *names, struct sink_row *r)
{
	struct prov_err err = PROV_ERR_INIT;

	r->modules = names && names->n ? 0 : k->default_modules;
	for (size_t i = 0; names && i < names->n; i++) {
		prov_modules_t modules;

		prov_str_clear(&k->names);
		prov_str_add_len(&k->names, names->v[i].p, names->v[i].len);
		if (prov_access_combination(k->call, k->names.p, &modules, &err) < 0)
			return prov_sink_row_rejected(k, &err);
		r->modules |= modules;
	}
	return NULL;
}

static bool truth(const struct prov_text *t)
{
	return !t || !(t->len && strchr("fFnN0", t->p[0])) || (t->len > 1 && strncasecmp(t->p, "on", 2) == 0);
}

/* ---- users ---- */

static uint64_t hash_record(const struct sink *k, const struct prov_record *rec, const struct sink_row *r)
{
	uint64_t h = prov_hash(k->meaning, &r->cid, sizeof(r->cid));

	h = prov_hash(h, &r->modules, sizeof(r->modules));
	if (rec->dn_norm)
		h = prov_hash(h, rec->dn_norm, strlen(rec->dn_norm));
	return prov_sink_row_hash(rec, h);
}

static const char *bad_value(struct sink *k, const char *field, const char *why)
{
	prov_str_clear(&k->reject);
	prov_str_addf(&k->reject, "user.%s: %s", field, why);
	return k->reject.p;
}

/* The rules of createuser that the mapping does not know: ranges, dates, languages, lengths. */
static const char *check_value(struct sink *k, int attr, const struct prov_text *t)
{
	const struct prov_attr *a = &prov_attrs[attr];
	struct prov_err err = PROV_ERR_INIT;
	bool lines = false;

	for (size_t i = 0; i < t->len; i++)
		lines |= (unsigned char)t->p[i] < 0x20;
	if ((a->type == PROV_ATTR_TEXT || a->type == PROV_ATTR_NAME) && !lines &&
	    t->len <= PROV_DISPLAY_BYTES)
		return NULL;
	prov_str_clear(&k->names);
	prov_str_add_len(&k->names, t->p, t->len);
	if (prov_check_attr(a, k->names.p, &err) < 0)
		return bad_value(k, a->name, err.msg);
	return NULL;
}

static const char *check_password(const struct prov_text *t)
{
	PROV_CLEANUP(prov_freep) char *text = prov_strndup(t->p, t->len);
	struct prov_str ignored = PROV_STR_INIT;
	bool is_hash = prov_password_form_is_hash(text, &ignored);

	prov_secret_wipe(text);
	prov_secret_fini(&ignored);
	return is_hash ? NULL : "the password is not a ready hash";
}

/* One rule that has a value. */
static const char *gather_value(struct sink *k, const struct prov_record *rec, size_t i,
				struct sink_row *r)
{
	enum sink_target t = k->user_targets[i];
	const struct prov_text *value = &rec->values[i].v[0];
	const char *bad = NULL;

	if (t == SINK_PASSWORD)
		bad = check_password(value);
	else if (t != SINK_NAME && t != SINK_MAIL && t != SINK_ENABLED && k->user_attrs[i] >= 0)
		bad = check_value(k, k->user_attrs[i], value);
	r->value[t] = value;
	if (t == SINK_ATTR)
		prov_user_build_attr(&k->row, k->user_attrs[i], rec->rules[i].field, *value);
	else if ((int)t <= PROV_USER_COLUMNS)
		prov_user_build_value(&k->row, (enum prov_user_column)t, *value);
	return bad;
}

static const char *gather(struct sink *k, const struct prov_record *rec, struct sink_row *r)
{
	struct prov_err err = PROV_ERR_INIT;
	const char *bad = NULL;

	prov_user_build_begin(&k->row);
	k->row.alphabet = &k->user_alphabet;
	for (size_t i = 0; i < rec->rule_count; i++) {
		if (k->user_targets[i] == SINK_ALIASES) {
			k->row.aliases = rec->values[i].v;
			k->row.alias_count = rec->values[i].n;
		} else if (k->user_targets[i] != SINK_ACCESS && rec->values[i].n && !bad) {
			bad = gather_value(k, rec, i, r);
		}
	}
	if (bad)
		return bad;
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	return prov_user_build(&k->row, &err) < 0 ? prov_sink_row_rejected(k, &err) : NULL;
}

/* ---- the row: what staging and users both have, in k->line ---- */

static void add_text(struct sink *k, const struct prov_str *s)
{
	prov_sql_rows_text(&k->line, s->len ? s->p : NULL, s->len);
}

static void add_prov_text(struct sink *k, const struct prov_text *t)
{
	prov_sql_rows_text(&k->line, t->p, t->len);
}

static void add_password(struct sink *k, const struct prov_text *t)
{
	struct prov_str tagged = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *text = t ? prov_strndup(t->p, t->len) : NULL;

	if (text)
		prov_password_form_is_hash(text, &tagged);
	add_text(k, &tagged);
	prov_secret_wipe(text);
	prov_secret_fini(&tagged);
}

static void begin_line(struct sink *k, const struct prov_record *rec, int cid, uint64_t hash)
{
	prov_sql_rows_clear(&k->line);
	prov_sql_rows_int(&k->line, cid);
	prov_sql_rows_int(&k->line, k->n);
	prov_sink_row_str(&k->line, rec->key);
	prov_sql_rows_int(&k->line, (long long)hash);
	prov_sink_row_str(&k->line, rec->dn_norm);
}

static void make_line(struct sink *k, const struct prov_record *rec, const struct sink_row *r, uint64_t hash)
{
	const struct prov_user_row *row = &k->row;

	begin_line(k, rec, r->cid, hash);
	add_text(k, &row->login);
	add_prov_text(k, &row->address);
	add_text(k, &row->addresses.typed);
	prov_sink_row_str(&k->line, r->enabled ? "t" : "f");
	prov_sql_rows_int(&k->line, (long long)(k->maps_access ? r->modules : k->default_modules));
	add_password(k, r->value[SINK_PASSWORD]);
	add_text(k, &row->attrs);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		add_prov_text(k, &row->column[i]);
}

/* Does the entry say that its user is disabled, whatever else is wrong with it? */
static bool says_disabled(const struct sink *k, const struct prov_record *rec)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		if (k->user_targets[i] == SINK_ENABLED && rec->values[i].n)
			return !truth(&rec->values[i].v[0]);
	return false;
}

/* Nothing of the entry, but who it is, and whether it locks its user. */
static void make_rejected_line(struct sink *k, const struct prov_record *rec, const struct sink_row *r,
			       bool lock)
{
	const struct prov_text *name = r->value[SINK_NAME];

	begin_line(k, rec, 0, 0);
	prov_str_clear(&k->login);
	if (name)
		prov_utf8_lower(&k->login, name->p, name->len);
	add_text(k, &k->login);
	for (int i = 0; i < 2; i++)		/* address, aliases */
		prov_sink_row_str(&k->line, NULL);
	prov_sink_row_str(&k->line, lock ? "f" : "t");
	for (int i = 0; i < 3; i++)		/* modules, password, attrs */
		prov_sink_row_str(&k->line, NULL);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_sink_row_value(&k->line, i == PROV_UC_NAME ? name : NULL);
	prov_addresses_clear(&k->row.addresses);
}

/* ---- users ---- */

/* What has to be known before the entry can be compared with what is stored. */
static const char *place(struct sink *k, const struct prov_record *rec, struct sink_row *r)
{
	const char *bad = rec->reject;

	if (!bad)
		bad = prov_sink_context_place(k, rec, &r->cid);
	for (size_t i = 0; k->maps_access && !bad && i < rec->rule_count; i++)
		if (k->user_targets[i] == SINK_ACCESS)
			bad = make_access(k, &rec->values[i], r);
	return bad;
}

static void reject(struct sink *k, const struct prov_record *rec, const struct sink_row *r,
		   const char *why)
{
	bool lock = rec->key && says_disabled(k, rec);

	k->rejected += !rec->reject;
	k->rejects_lock |= lock;
	make_rejected_line(k, rec, r, lock);
	prov_sink_row_stage(k, &k->users, rec, why);
}

int prov_sink_user_put(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	struct sink_row r = { .enabled = true };
	const char *bad = place(k, rec, &r);
	uint64_t hash = hash_record(k, rec, &r);
	int same = 0, taken = 0;

	k->read_users++;
	k->n++;
	if (!bad && k->known)
		same = prov_sink_known_match(k, rec->key, r.cid, hash, err);
	if (same)
		return same < 0 ? -1 : 0;
	if (!bad)
		bad = gather(k, rec, &r);
	r.enabled = truth(r.value[SINK_ENABLED]);
	if (bad) {
		reject(k, rec, &r, bad);
		return 0;
	}
	prov_sink_context_note(k, r.cid);
	make_line(k, rec, &r, hash);
	if (k->direct)
		taken = prov_sink_direct_put(k, rec, r.cid, r.enabled, err);
	if (taken)
		return taken < 0 ? -1 : 0;
	k->staged++;
	prov_sink_row_stage(k, &k->users, rec, NULL);
	return 0;
}
