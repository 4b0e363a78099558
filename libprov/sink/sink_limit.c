/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_limit.c - what a plan would take away, counted by kind, in all of the source and in each context
 *
 * Everything is counted into rows (context, kind, field), and once more with context 0 for the source;
 * rows of the same place are put together. Of how many it is, is looked up only where that can matter, so
 * that a change costs what it is worth.
 */
#include "libprov/sink/sink_limit.h"
#include "libprov/sink/sink_since.h"

#define FEW_MEMBERS 100		/* each may be in a context of its own */
#define MANY_MEMBERS 5000	/* so many in each context are enough to judge a few of them by */

/* Not in the middle of a character. */
static void set_field(struct prov_limit_count *c, const char *field)
{
	size_t len = strlen(field);

	if (len >= sizeof(c->field))
		for (len = sizeof(c->field) - 1; ((unsigned char)field[len] & 0xC0) == 0x80; len--)
			continue;
	memcpy(c->field, field, len);
	c->field[len] = '\0';
}

static struct prov_limit_count *append(struct sink_limits *l, long long context, enum prov_limit kind,
				       const char *field)
{
	struct prov_limit_count *row;

	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->rows = prov_realloc(l->rows, l->room * sizeof(*l->rows));
	}
	row = &l->rows[l->count++];
	*row = (struct prov_limit_count){ .kind = kind, .context = context };
	set_field(row, field);
	return row;
}

/* "add" is a row of a context; the source has it, too. */
static void add(struct sink_limits *l, const struct prov_limit_count *add)
{
	*append(l, add->context, add->kind, add->field) = *add;
	if (add->kind == PROV_LIMIT_GROUP_MEMBERS)
		return;
	*append(l, 0, add->kind, add->field) = *add;
	l->rows[l->count - 1].context = 0;
}

static int by_place(const void *a, const void *b)
{
	const struct prov_limit_count *x = a, *y = b;

	if (x->context != y->context)
		return x->context < y->context ? -1 : 1;
	return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->field, y->field);
}

static void put_together(struct sink_limits *l)
{
	size_t n = 0;

	if (l->count)
		qsort(l->rows, l->count, sizeof(*l->rows), by_place);
	for (size_t i = 0; i < l->count; i++) {
		const struct prov_limit_count *r = &l->rows[i];

		if (n == 0 || by_place(&l->rows[n - 1], r) != 0) {
			l->rows[n++] = *r;
			continue;
		}
		l->rows[n - 1].n += r->n;
		l->rows[n - 1].of += r->of;
		l->rows[n - 1].recent += r->recent;
		l->rows[n - 1].beside += r->beside;
		l->rows[n - 1].coming += r->coming;
		l->rows[n - 1].back += r->back;
	}
	l->count = n;
}

struct prov_limit_count *prov_sink_limit_find(struct sink_limits *l, long long context, enum prov_limit kind,
					      const char *field)
{
	struct prov_limit_count key = { .kind = kind, .context = context };

	set_field(&key, field);
	return l->count ? bsearch(&key, l->rows, l->count, sizeof(key), by_place) : NULL;
}

/* ---- what would be taken away ---- */

/* Who comes, is back, or goes in another way decides whether somebody is left. */
static void add_beside(struct sink_limits *l, const struct prov_limit_count *c, bool back)
{
	struct prov_limit_count b = { .kind = PROV_LIMIT_MISSING, .context = c->context };

	if (c->kind == PROV_LIMIT_MOVED)
		b.beside = c->n;
	else
		b.coming = c->n;
	if (back)
		b.back = c->n;
	else if (c->kind == PROV_LIMIT_DISABLED)
		b.kind = PROV_LIMIT_ENABLED;
	else if (c->kind == PROV_LIMIT_ENABLED)
		b.kind = PROV_LIMIT_DISABLED;
	else if (c->kind != PROV_LIMIT_MOVED && c->kind != PROV_LIMIT_CREATED)
		return;
	add(l, &b);
}

static void add_users(struct sink_limits *l, const struct prov_sql_result *res, int i)
{
	const char *name = prov_sql_text(res, i, 1);
	const bool back = strcmp(name, "back") == 0;
	struct prov_limit_count c = { .kind = prov_limit_named(name), .context = prov_sql_number(res, i, 0),
		.n = prov_sql_number(res, i, 3) };

	set_field(&c, prov_sql_text(res, i, 2));
	if (!back)
		add(l, &c);
	add_beside(l, &c, back);
}

static int count_users(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (sink->differ + sink->locks == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_USERS,
			  PROV_ARGS(sink->run, sink->config->name,
				    PROV_INT((long long)sink->default_modules)), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		add_users(l, res, i);
	return 0;
}

/* Who is adopted is the operator's own doing, and a plan for all of the source: contexts are not judged. */
static int count_adopted(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (sink->differ == 0 || !prov_sink_adopt_is_on(sink))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_ADOPTED, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const long long n = prov_sql_number(res, i, 1);
		struct prov_limit_count *all = append(l, 0, PROV_LIMIT_ADOPTED, "");

		all->n = n;
		all->of = prov_sql_number(res, i, 2);
		append(l, prov_sql_number(res, i, 0), PROV_LIMIT_ADOPTED, "")->n = n;
	}
	return 0;
}

static void add_groups(struct sink_limits *l, const struct prov_sql_result *res, int i)
{
	const char *name = prov_sql_text(res, i, 1);
	const enum prov_limit kind = prov_limit_named(name);
	const long long n = prov_sql_number(res, i, 2);
	const bool back = strcmp(name, "back") == 0;
	struct prov_limit_count c = { .kind = kind == PROV_LIMITS ? PROV_LIMIT_GROUPS : kind,
		.context = prov_sql_number(res, i, 0), .n = kind == PROV_LIMITS ? 0 : n,
		.coming = kind == PROV_LIMITS ? n : 0, .back = back ? n : 0 };

	add(l, &c);
}

static void add_members(struct sink_limits *l, const struct prov_sql_result *res, int i)
{
	struct prov_limit_count c = { .kind = PROV_LIMIT_MEMBERS, .context = prov_sql_number(res, i, 0),
		.n = prov_sql_number(res, i, 3) };

	add(l, &c);
	c.kind = PROV_LIMIT_GROUP_MEMBERS;
	c.coming = prov_sql_number(res, i, 4);
	c.of = prov_sql_number(res, i, 5);
	set_field(&c, prov_sql_text(res, i, 2));
	if (c.of)
		add(l, &c);
}

static int count_groups(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *groups = NULL, *members = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_LIMIT_GROUPS, PROV_ARGS(sink->run), &groups },
		{ PROV_Q_SYNC_LIMIT_MEMBERS,
		  PROV_ARGS(sink->run, PROV_INT(prov_limit_kind(PROV_LIMIT_GROUP_MEMBERS)->last)), &members },
	};

	if (!sink->groups_planned)
		return 0;
	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(groups); i++)
		add_groups(l, groups, i);
	for (int i = 0; i < prov_sql_rows(members); i++)
		add_members(l, members, i);
	return 0;
}

static bool has_any(const struct sink_limits *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->rows[i].n && prov_limit_kind(l->rows[i].kind)->day)
			return true;
	return false;
}

static int add_recent(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (!has_any(l))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_RECENT, PROV_ARGS(sink->config->name), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		long long n = prov_sql_number(res, i, 3);
		struct prov_limit_count c = { .kind = prov_limit_named(prov_sql_text(res, i, 1)),
			.context = prov_sql_number(res, i, 0), .recent = n > 0 ? n : 0 };

		set_field(&c, prov_sql_text(res, i, 2));
		if (c.kind != PROV_LIMITS)
			add(l, &c);
	}
	return 0;
}

/* ---- of how many ---- */

/* One of several passes always, and where it was the only one there is nothing to measure. */
static bool matters(const struct sink *sink, const struct prov_limit_count *c)
{
	return c->n > 0 && (c->n + c->recent > 1 || sink->limits.limits->floor == 0);
}

/* Of which row of limit_owned.sql: all, those who are not missing, those who are locked. */
static int owned_column(enum prov_limit kind)
{
	switch (kind) {
	case PROV_LIMIT_PURGED:
		return 1;
	case PROV_LIMIT_MISSING: case PROV_LIMIT_DISABLED: case PROV_LIMIT_RENAMED: case PROV_LIMIT_MOVED:
		return 2;
	case PROV_LIMIT_ENABLED:
		return 3;
	default:
		return 0;
	}
}

/* Contexts in which a count of users matters, as an array literal. */
static void list_contexts(const struct sink *sink, const struct sink_limits *l, struct prov_str *cids)
{
	long long last = 0;

	for (size_t i = 0; i < l->count; i++) {
		const struct prov_limit_count *c = &l->rows[i];

		if (c->context == last || !owned_column(c->kind) || !matters(sink, c))
			continue;
		last = c->context;
		prov_str_addf(cids, "%s%lld", cids->len ? "," : "{", last);
	}
	if (cids->len)
		prov_str_add_char(cids, '}');
}

static int measure_contexts(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str cids = PROV_STR_INIT;

	/* where there is but one, it is the source */
	if (!sink->config->context)
		list_contexts(sink, l, &cids);
	if (!cids.len)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_OWNED, PROV_ARGS(sink->config->name, cids.p), &res,
			  err) < 0)
		return -1;
	for (int row = 0; row < prov_sql_rows(res); row++)
		for (enum prov_limit kind = 0; kind < PROV_LIMITS; kind++) {
			struct prov_limit_count *c = prov_sink_limit_find(l, prov_sql_number(res, row, 0),
									  kind, "");

			if (c && owned_column(kind))
				c->of = prov_sql_number(res, row, owned_column(kind));
		}
	return 0;
}

static int ask(struct sink *sink, enum prov_query query, long long *number, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, query, PROV_ARGS(sink->config->name), &res, err) < 0)
		return -1;
	*number = prov_sql_number(res, 0, 0);
	return 0;
}

/* A run that reads only what changed has not seen who is there. They are counted where some would go, or much
 * changes; what a few changes are measured by is what the last run read. */
static int count_owned(struct sink *sink, const struct sink_limits *l, long long *owned, struct prov_err *err)
{
	bool matters_much = !sink->since;

	for (size_t i = 0; i < l->count && l->rows[i].context == 0; i++) {
		const struct prov_limit_count *c = &l->rows[i];

		matters_much |= c->n > 0 && (owned_column(c->kind) || c->n * 100 > sink->had_users);
	}
	if (matters_much && prov_sink_since_count(sink, err) < 0)
		return -1;
	*owned = matters_much ? sink->owned_users : sink->had_users;
	return 0;
}

/* What the run knows of the source costs nothing; the rest is asked for where it matters. */
static int measure_source(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	long long missing = 0, owned;

	if (count_owned(sink, l, &owned, err) < 0)
		return -1;
	for (size_t i = 0; i < l->count && l->rows[i].context == 0; i++) {
		struct prov_limit_count *c = &l->rows[i];

		if (c->kind == PROV_LIMIT_PURGED && c->n > 0) {
			if (ask(sink, PROV_Q_SYNC_LIMIT_MISSING, &missing, err) < 0)
				return -1;
			c->of = owned + missing;
		} else if (c->kind == PROV_LIMIT_ENABLED) {
			if (matters(sink, c) && ask(sink, PROV_Q_SYNC_LIMIT_LOCKED, &c->of, err) < 0)
				return -1;
		} else if (owned_column(c->kind) || c->kind == PROV_LIMIT_CREATED ||
			   c->kind == PROV_LIMIT_CHANGED) {
			c->of = owned;
		}
	}
	return 0;
}

/* Adds up what a statement says by context: column 0, and the number of this column. */
static void measure(struct sink_limits *l, const struct prov_sql_result *res, int row, int column,
		    enum prov_limit kind, const char *field)
{
	struct prov_limit_count *here = prov_sink_limit_find(l, prov_sql_number(res, row, 0), kind, field),
		*all = prov_sink_limit_find(l, 0, kind, field);

	if (here)
		here->of = prov_sql_number(res, row, column);
	if (all)
		all->of += prov_sql_number(res, row, column);
}

static bool is_much(const struct prov_limit_count *c)
{
	return c->n > 0 && c->n + c->recent > prov_limit_kind(c->kind)->few / 2;
}

static int measure_values(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str fields = PROV_STR_INIT;

	for (size_t i = 0; i < l->count && l->rows[i].context == 0; i++) {
		const struct prov_limit_count *c = &l->rows[i];

		if (c->kind != PROV_LIMIT_BLANKED || !is_much(c))
			continue;
		prov_str_array_add_text(&fields, c->field);
	}
	if (!fields.len)
		return 0;
	prov_str_add_char(&fields, '}');
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_VALUES,
			  PROV_ARGS(sink->config->name, fields.p, PROV_INT((long long)sink->default_modules)),
			  &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		measure(l, res, i, 2, PROV_LIMIT_BLANKED, prov_sql_text(res, i, 1));
	return 0;
}

/* Are there so many memberships, in each context in which some would go, that no limit can be near? */
static int has_many(struct sink *sink, const struct sink_limits *l, bool *many, struct prov_err *err)
{
	for (size_t i = 0; i < l->count && *many; i++) {
		PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
		const struct prov_limit_count *c = &l->rows[i];

		if (c->kind != PROV_LIMIT_MEMBERS || c->context == 0 || c->n == 0)
			continue;
		if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_MEMBERS_FEW,
				  PROV_ARGS(sink->config->name, PROV_INT(c->context), PROV_INT(MANY_MEMBERS)),
				  &res, err) < 0)
			return -1;
		*many = prov_sql_number(res, 0, 0) >= MANY_MEMBERS;
	}
	return 0;
}

/* Memberships are not counted where few go, and many stay: then that many stand for them. A dry run says how
 * many there are. */
static int has_enough(struct sink *sink, const struct sink_limits *l, const struct prov_limit_count *m,
		      bool *enough, struct prov_err *err)
{
	*enough = sink->few && !sink->dry_run && m->n <= FEW_MEMBERS &&
		(m->n + m->recent) * 100 <= sink->limits.limits->percent[PROV_LIMIT_MEMBERS] * MANY_MEMBERS;
	return has_many(sink, l, enough, err);
}

static int measure_members(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *members = NULL;
	const struct prov_limit_count *m = prov_sink_limit_find(l, 0, PROV_LIMIT_MEMBERS, "");
	bool enough = false;

	if (!m || !is_much(m))
		return 0;
	if (has_enough(sink, l, m, &enough, err) < 0)
		return -1;
	for (size_t i = 0; i < l->count && enough; i++)
		if (l->rows[i].kind == PROV_LIMIT_MEMBERS)
			l->rows[i].of = MANY_MEMBERS;
	if (enough)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_MEMBERS_OWNED, PROV_ARGS(sink->config->name), &members,
			  err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(members); i++)
		measure(l, members, i, 1, PROV_LIMIT_MEMBERS, "");
	return 0;
}

static int measure_groups(struct sink *sink, struct sink_limits *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *groups = NULL;
	const struct prov_limit_count *g = prov_sink_limit_find(l, 0, PROV_LIMIT_GROUPS, ""),
		*p = prov_sink_limit_find(l, 0, PROV_LIMIT_GROUPS_PURGED, "");

	if (((g && g->n > 0) || (p && p->n > 0)) &&
	    prov_sql_exec(sink->db, PROV_Q_SYNC_LIMIT_GROUPS_OWNED, PROV_ARGS(sink->config->name), &groups,
			  err) < 0)
		return -1;
	for (int i = 0; groups && i < prov_sql_rows(groups); i++) {
		measure(l, groups, i, 1, PROV_LIMIT_GROUPS_PURGED, "");
		measure(l, groups, i, 2, PROV_LIMIT_GROUPS, "");
	}
	return measure_members(sink, l, err);
}

int prov_sink_limit_count(struct sink *sink, struct prov_err *err)
{
	struct sink_limits *l = &sink->limits;

	l->count = 0;
	if (count_users(sink, l, err) < 0 || count_adopted(sink, l, err) < 0 ||
	    count_groups(sink, l, err) < 0 || add_recent(sink, l, err) < 0)
		return -1;
	put_together(l);
	if (measure_contexts(sink, l, err) < 0 || measure_source(sink, l, err) < 0)
		return -1;
	return measure_values(sink, l, err) < 0 ? -1 : measure_groups(sink, l, err);
}

/* ---- the record for the next 24 hours ---- */

struct arrays {
	struct prov_str contexts, kinds, fields, numbers;
};

static void add_record(struct arrays *a, const struct prov_limit_count *c)
{
	const char *sep = a->contexts.len ? "," : "{", *kind = prov_limit_kind(c->kind)->name;

	prov_str_addf(&a->contexts, "%s%lld", sep, c->context);
	prov_str_addf(&a->kinds, "%s%s", sep, kind);
	prov_str_array_add_text(&a->fields, c->field);
	prov_str_addf(&a->numbers, "%s%lld", sep, c->n - c->back);
}

/* What an operator decided does not count, nor what came before. */
int prov_sink_limit_save(struct sink *sink, struct prov_err *err)
{
	const struct sink_limits *l = &sink->limits;
	struct arrays a = { PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT };
	struct prov_str *const all[] = { &a.contexts, &a.kinds, &a.fields, &a.numbers };
	int rc = 0;

	for (size_t i = 0; i < l->count && !sink->accept; i++)
		if (l->rows[i].context && l->rows[i].n != l->rows[i].back &&
		    prov_limit_kind(l->rows[i].kind)->day)
			add_record(&a, &l->rows[i]);
	/* before anybody looks where they are */
	for (size_t i = 0; i < COUNT(all); i++)
		prov_str_add_char(all[i], '}');
	if (a.contexts.len > 1 || sink->accept) {
		const struct prov_sql_step steps[] = {
			{ PROV_Q_SYNC_DROP_COUNTS, PROV_ARGS(sink->config->name,
							     sink->accept ? "t" : "f"), NULL },
			{ PROV_Q_SYNC_SAVE_COUNTS, PROV_ARGS(sink->config->name, a.contexts.p, a.kinds.p,
							     a.fields.p, a.numbers.p), NULL },
		};

		rc = prov_sql_batch(sink->db, steps, a.contexts.len > 1 ? COUNT(steps) : 1, err);
	}
	for (size_t i = 0; i < COUNT(all); i++)
		prov_str_fini(all[i]);
	return rc;
}
