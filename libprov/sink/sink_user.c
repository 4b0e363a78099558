/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_user.c - from a record to the row of a user, without an allocation per entry
 *
 * A row carries a hash over the meaning of the mapping, the key, the DN and all that its values come from:
 * the next run only looks at entries whose hash differs, and others are not even mapped. What cannot be
 * taken is staged with the reason and counts as present.
 */
#include "libprov/sink/sink_reading.h"

#define SHOWN_BYTES 60		/* of a value, in messages */

/* ---- checks ---- */

/* Of combinations that nobody knows the others are granted to new users; those who are stored keep what they
 * have: nobody gets more, or loses something, by a name that is not known. */
static const char *make_access(struct sink *sink, const struct prov_values *names, struct sink_row *r)
{
	r->modules = names->n || r->unknown_access ? 0 : sink->default_modules;
	for (size_t i = 0; i < names->n; i++) {
		struct prov_err err = PROV_ERR_INIT;
		prov_modules_t modules = 0;

		prov_str_clear(&sink->names);
		prov_str_add_len(&sink->names, names->v[i].p, names->v[i].len);
		if (prov_sink_access(sink, sink->names.p, &modules, &err) == 0)
			r->modules |= modules;
		else if (err.code == PROV_E_INVALID)
			r->unknown_access = true;
		else
			return prov_sink_row_rejected(sink, &err);
	}
	return NULL;
}

/* The mapping leaves the words true and false only. */
static bool is_enabled(const struct prov_text *t)
{
	return t->p[0] == 't';
}

/* ---- values ---- */

static uint64_t hash_record(const struct sink *sink, const struct prov_record *rec,
			    const struct sink_row *r)
{
	uint64_t h = prov_hash(sink->meaning, &r->cid, sizeof(r->cid));

	h = prov_hash(h, &r->modules, sizeof(r->modules));
	h = prov_hash_text(h, rec->key);
	if (rec->dn_norm)
		h = prov_hash(h, rec->dn_norm, strlen(rec->dn_norm));
	return prov_hash(h, &rec->hash, sizeof(rec->hash));
}

/* ---- what is left out ---- */

/* Does its field hold one value, so that what is stored can stay in its place? Access is taken as a whole. */
static bool keeps_stored(const struct sink *sink, const struct prov_record *rec, size_t rule)
{
	return rec->rules[rule].type != PROV_V_MAIL_LIST &&
		(rec->rules[rule].type != PROV_V_LIST || sink->user_targets[rule] == SINK_ACCESS);
}

static void leave_out(struct sink *sink, const struct prov_record *rec, const struct sink_row *r, size_t rule,
		      const char *why)
{
	prov_sink_row_leave_out(sink, rec, r->cid, prov_sink_row_name(rec), rec->rules[rule].field, why,
				keeps_stored(sink, rec, rule));
}

/* At most so much of it, up to the end of a character. */
static void add_shown(struct prov_str *out, const struct prov_text *value)
{
	size_t n = value->len > SHOWN_BYTES ? SHOWN_BYTES : value->len;

	while (n < value->len && n > 0 && ((unsigned char)value->p[n] & 0xC0) == 0x80)
		n--;
	prov_chars_show(out, value->p, n);
	if (n < value->len)
		prov_str_add(out, "...");
}

/* A value that the mapping found good, but for the rules of createuser. */
static void leave_out_value(struct sink *sink, const struct prov_record *rec, const struct sink_row *r,
			    size_t rule, const struct prov_text *value, const char *why)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	const bool secret = sink->user_targets[rule] == SINK_PASSWORD;

	prov_str_addf(&text, "user.%s = %s: ", rec->rules[rule].field, rec->rules[rule].expr);
	if (!secret) {
		prov_str_add_char(&text, '"');
		add_shown(&text, value);
		prov_str_add(&text, "\": ");
	}
	prov_str_add(&text, why);
	leave_out(sink, rec, r, rule, text.p);
}

/* ---- the rules of createuser that the mapping does not know: ranges, dates, languages, lengths ---- */

/* NULL: it is good. */
static const char *check_value(struct sink *sink, int attr, const struct prov_text *t)
{
	const struct prov_attr *a = &prov_attrs[attr];
	struct prov_err err = PROV_ERR_INIT;
	bool lines = false;

	for (size_t i = 0; i < t->len; i++)
		lines |= (unsigned char)t->p[i] < 0x20;
	if ((a->type == PROV_ATTR_TEXT || a->type == PROV_ATTR_NAME) && !lines &&
	    t->len <= PROV_DISPLAY_BYTES)
		return NULL;
	prov_str_clear(&sink->names);
	prov_str_add_len(&sink->names, t->p, t->len);
	if (prov_check_attr(a, sink->names.p, &err) < 0)
		return prov_sink_row_rejected(sink, &err);
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

static void check_access(struct sink *sink, const struct prov_record *rec, const struct sink_row *r,
			 size_t rule)
{
	for (size_t i = 0; r->unknown_access && i < rec->values[rule].n; i++) {
		const struct prov_text *name = &rec->values[rule].v[i];
		struct prov_err err = PROV_ERR_INIT;
		prov_modules_t ignored;

		prov_str_clear(&sink->names);
		prov_str_add_len(&sink->names, name->p, name->len);
		if (prov_sink_access(sink, sink->names.p, &ignored, &err) < 0)
			leave_out_value(sink, rec, r, rule, name, err.msg);
	}
}

/* One rule that has a value. */
static void gather_value(struct sink *sink, const struct prov_record *rec, size_t i, struct sink_row *r)
{
	enum sink_target t = sink->user_targets[i];
	const struct prov_text *value = &rec->values[i].v[0];
	const char *bad = NULL;

	if (t == SINK_PASSWORD)
		bad = check_password(value);
	else if (t != SINK_NAME && t != SINK_MAIL && t != SINK_ENABLED && sink->user_attrs[i] >= 0)
		bad = check_value(sink, sink->user_attrs[i], value);
	if (bad) {
		leave_out_value(sink, rec, r, i, value, bad);
		return;
	}
	r->value[t] = value;
	if (t == SINK_ATTR)
		prov_user_build_attr(&sink->row, sink->user_attrs[i], rec->rules[i].field, *value);
	else if ((int)t <= PROV_USER_COLUMNS)
		prov_user_build_value(&sink->row, (enum prov_user_column)t, *value);
}

static void gather_left_out(struct sink *sink, const struct prov_record *rec, struct sink_row *r)
{
	for (size_t i = 0; i < rec->left_out_count; i++) {
		leave_out(sink, rec, r, rec->left_out[i].rule, rec->left_out[i].why);
		/* who is new and may be disabled is */
		if (sink->user_targets[rec->left_out[i].rule] == SINK_ENABLED)
			r->enabled = false;
	}
}

static const char *gather(struct sink *sink, const struct prov_record *rec, struct sink_row *r)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_user_build_begin(&sink->row);
	sink->row.alphabet = &sink->user_alphabet;
	gather_left_out(sink, rec, r);
	for (size_t i = 0; i < rec->rule_count; i++) {
		if (sink->user_targets[i] == SINK_ALIASES) {
			sink->row.aliases = rec->values[i].v;
			sink->row.alias_count = rec->values[i].n;
		} else if (sink->user_targets[i] == SINK_ACCESS) {
			check_access(sink, rec, r, i);
		} else if (rec->values[i].n) {
			gather_value(sink, rec, i, r);
		}
	}
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	return prov_user_build(&sink->row, &err) < 0 ? prov_sink_row_rejected(sink, &err) : NULL;
}

/* ---- the row: what staging and users both have, in sink->line ---- */

static void add_text(struct sink *sink, const struct prov_str *s)
{
	prov_sql_rows_text(&sink->line, s->len ? s->p : NULL, s->len);
}

/* Its tagged form. */
static void add_password(struct prov_str *tagged, const struct prov_text *t)
{
	PROV_CLEANUP(prov_freep) char *text = t ? prov_strndup(t->p, t->len) : NULL;

	if (text)
		prov_password_form_is_hash(text, tagged);
	prov_secret_wipe(text);
}

static void begin_line(struct sink *sink, const struct prov_record *rec, int cid, uint64_t hash)
{
	prov_sql_rows_clear(&sink->line);
	prov_sql_rows_int(&sink->line, cid);
	prov_sql_rows_int(&sink->line, sink->n);
	prov_sink_row_str(&sink->line, rec->key);
	prov_sql_rows_int(&sink->line, (long long)hash);
	prov_sink_row_str(&sink->line, rec->dn_norm);
}

static void make_line(struct sink *sink, const struct prov_record *rec, const struct sink_row *r,
		      uint64_t hash)
{
	struct prov_str password = PROV_STR_INIT;

	begin_line(sink, rec, r->cid, hash);
	add_password(&password, r->value[SINK_PASSWORD]);
	prov_user_rows_fields(&sink->line, &sink->row, sink->row.enabled, password.p, password.len);
	prov_secret_fini(&password);
}

/* Does the entry say that its user is disabled, whatever else is wrong with it? */
static bool says_disabled(const struct sink *sink, const struct prov_record *rec)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		if (sink->user_targets[i] == SINK_ENABLED && rec->values[i].n)
			return !is_enabled(&rec->values[i].v[0]);
	return false;
}

/* Nothing of the entry, but who it is, and whether it locks its user. */
static void make_rejected_line(struct sink *sink, const struct prov_record *rec,
			       const struct sink_row *r, bool lock)
{
	const struct prov_text *name = r->value[SINK_NAME];

	begin_line(sink, rec, 0, 0);
	prov_str_clear(&sink->login);
	if (name)
		prov_utf8_lower(&sink->login, name->p, name->len);
	add_text(sink, &sink->login);
	for (int i = 0; i < 2; i++)		/* address, aliases */
		prov_sink_row_str(&sink->line, NULL);
	prov_sink_row_str(&sink->line, lock ? "f" : "t");
	for (int i = 0; i < 3; i++)		/* modules, password, attrs */
		prov_sink_row_str(&sink->line, NULL);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_sink_row_value(&sink->line, i == PROV_UC_NAME ? name : NULL);
	prov_addresses_clear(&sink->row.addresses);
}

/* ---- an entry ---- */

/* What has to be known before the entry can be compared with what is stored. */
static const char *place(struct sink *sink, const struct prov_record *rec, struct sink_row *r)
{
	const char *bad;

	if (sink->maps_access)
		prov_record_fill(rec);
	bad = rec->reject;
	if (!bad)
		bad = prov_sink_context_place(sink, rec, &r->cid);
	for (size_t i = 0; sink->maps_access && rec->left_out_count > i; i++)
		r->unknown_access |= sink->user_targets[rec->left_out[i].rule] == SINK_ACCESS;
	for (size_t i = 0; sink->maps_access && !bad && i < rec->rule_count; i++)
		if (sink->user_targets[i] == SINK_ACCESS)
			bad = make_access(sink, &rec->values[i], r);
	return bad;
}

/* Nothing is left out of what is not taken. */
static void forget_left_out(struct sink *sink, size_t len, size_t count)
{
	sink->found_left_out -= (long long)(sink->left_out.count - count);
	prov_str_truncate(&sink->left_out.text, len);
	sink->left_out.count = count;
}

static void reject(struct sink *sink, const struct prov_record *rec, const struct sink_row *r,
		   const char *why)
{
	bool lock = rec->key && says_disabled(sink, rec);

	sink->rejected += !rec->reject;
	sink->rejects_lock |= lock;
	make_rejected_line(sink, rec, r, lock);
	prov_sink_row_stage(sink, &sink->users, rec, why);
}

/* One that differs from what is stored, as far as is known. */
static const char *make_row(struct sink *sink, const struct prov_record *rec, struct sink_row *r)
{
	const size_t len = sink->left_out.text.len, count = sink->left_out.count;
	const char *bad = gather(sink, rec, r);

	if (bad)
		forget_left_out(sink, len, count);
	else if (r->value[SINK_ENABLED])
		r->enabled = is_enabled(r->value[SINK_ENABLED]);
	return bad;
}

int prov_sink_user_put(struct sink *sink, const struct prov_record *rec, struct prov_err *err)
{
	struct sink_row r = { .enabled = true };
	const char *bad = place(sink, rec, &r);
	uint64_t hash = hash_record(sink, rec, &r);
	int same = 0, taken = 0, uid;

	sink->read_users++;
	sink->n++;
	if (!bad && sink->known)
		same = prov_sink_known_match(sink, rec->key, r.cid, hash, &uid, err);
	if (same)
		return same < 0 ? -1 : prov_sink_row_name_user(sink, rec, r.cid, uid, err);
	prov_record_fill(rec);
	if (rec->reject)
		bad = rec->reject;
	if (!bad)
		bad = make_row(sink, rec, &r);
	if (bad) {
		reject(sink, rec, &r, bad);
		return prov_sink_row_name_user(sink, rec, 0, 0, err);
	}
	prov_sink_context_note(sink, r.cid);
	sink->row.enabled = r.enabled;
	sink->row.modules = sink->maps_access ? r.modules : sink->default_modules;
	make_line(sink, rec, &r, hash);
	if (sink->direct)
		taken = prov_sink_direct_put(sink, rec, r.cid, err);
	if (taken)
		return taken < 0 ? -1 : 0;
	sink->staged++;
	prov_sink_row_stage(sink, &sink->users, rec, NULL);
	return prov_sink_row_name_user(sink, rec, r.cid, 0, err);
}
