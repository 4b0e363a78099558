/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_head.c - what the columns of a file are, by the names in its first record
 *
 * A name is that of a long option without its dashes, so it comes from the table of attributes. Which
 * columns have to be there is what the Open-Xchange tools ask for, in their order.
 */
#include "libprov/import/import.h"

static const struct import_column context_admin_first[] = {	/* what the admin of a context creates */
	{ "contextid", IMPORT_CONTEXT, 0, true, true },
	{ "adminuser", IMPORT_ADMIN_USER, 0, false, false },
	{ "adminpass", IMPORT_ADMIN_PASS, 0, false, false },
	{ NULL, IMPORT_NOTHING, 0, false, false },
};

#define OF_ALL_USERS \
	{ "addguipreferences", IMPORT_PREFERENCE, 0, false, false }, \
	{ "capabilities-to-add", IMPORT_GRANT, 0, false, false }, \
	{ "capabilities-to-remove", IMPORT_DENY, 0, false, false }, \
	{ "access-combination-name", IMPORT_COMBINATION, 0, false, false }, \
	{ NULL, IMPORT_NOTHING, 0, false, false }

static const struct import_column user_last[] = { OF_ALL_USERS };

static const struct import_column context_first[] = {
	{ "contextid", IMPORT_CONTEXT, 0, true, true },
	{ NULL, IMPORT_NOTHING, 0, false, false },
};

/* Some are accepted, without effect, as the options are. */
static const struct import_column context_last[] = {
	{ "schema", IMPORT_WITHOUT, 0, false, false },
	{ "schema-strategy", IMPORT_STRATEGY, 0, false, false },
	OF_ALL_USERS
};

static const char *const of_user[] = {
	"contextid", "username", "displayname", "givenname", "surname", "password", "email", NULL
};
static const char *const of_context[] = {
	"contextid", "quota", "username", "displayname", "givenname", "surname", "password", "email", NULL
};
static const char *const of_group[] = { "contextid", "name", "displayname", NULL };
static const char *const of_resource[] = { "contextid", "name", "displayname", "email", NULL };

static const struct {
	const char *const *required;
	const char *name;		/* the column with the name of an object; NULL: none */
	const struct prov_noun *own;	/* whose attributes there are, beside those of a user; NULL: none */
	bool user;			/* there are those of a user, and properties */
	const struct import_column *first, *last;	/* more columns; the last has no name; NULL: none */
} kinds[PROV_IMPORT_KIND_COUNT] = {
	[PROV_IMPORT_USERS] = { of_user, "username", NULL, true, context_admin_first, user_last },
	[PROV_IMPORT_CONTEXTS] = { of_context, NULL, &prov_noun_context, true, context_first, context_last },
	[PROV_IMPORT_GROUPS] = { of_group, "name", &prov_noun_group, false, context_admin_first, NULL },
	[PROV_IMPORT_RESOURCES] = { of_resource, "name", &prov_noun_resource, false, context_admin_first,
				    NULL },
};

static bool is_required(enum prov_import_kind kind, const char *name)
{
	for (const char *const *r = kinds[kind].required; *r; r++)
		if (strcmp(*r, name) == 0)
			return true;
	return false;
}

/* ---- all columns that there are ---- */

/* The Open-Xchange tools do not read these two from a file. */
static bool is_module_column(int module)
{
	return module != PROV_M_GAB_DISABLED && module != PROV_M_PUBLIC_EDITABLE;
}

#define MODULE_NAME(ID, option, token, bit, positive, help) "access-" option,
static const char *const module_names[] = { PROV_MODULE_LIST(MODULE_NAME) };

static bool is_own(const struct prov_noun *own, const char *option)
{
	for (int i = 0; own && i < own->count; i++)
		if (own->attrs[i].option && strcmp(own->attrs[i].option, option) == 0)
			return true;
	return false;
}

/* The id is among the first columns. */
static bool is_column(const struct prov_noun *own, int attr, bool of_user_too)
{
	const char *option = of_user_too ? prov_attrs[attr].option : own->attrs[attr].option;

	if (!option || strcmp(option, "personal") == 0 || strcmp(option, "contextid") == 0)
		return false;
	return !of_user_too || !is_own(own, option);
}

static struct import_column attr_column(enum prov_import_kind kind, const struct prov_attr *attr,
					enum import_what what, int which)
{
	return (struct import_column){ attr->option, what, which, is_required(kind, attr->option),
				       attr->type == PROV_ATTR_INT };
}

/* Calls fn for each of a kind, in order, until it returns false. */
static void each_column(enum prov_import_kind kind, bool (*fn)(void *data, struct import_column c),
			void *data)
{
	const struct prov_noun *own = kinds[kind].own;
	bool on = true, user = kinds[kind].user;

	for (const struct import_column *c = kinds[kind].first; on && c->name; c++)
		on = fn(data, *c);
	for (int i = 0; on && own && i < own->count; i++)
		if (is_column(own, i, false))
			on = fn(data, attr_column(kind, &own->attrs[i], IMPORT_OWN, i));
	for (int i = 0; on && user && i < PROV_ATTR_COUNT; i++)
		if (is_column(own, i, true))
			on = fn(data, attr_column(kind, &prov_attrs[i], IMPORT_USER, i));
	for (const struct import_column *c = kinds[kind].last; on && c && c->name; c++)
		on = fn(data, *c);
	for (int i = 0; on && user && i < PROV_MODULE_COUNT; i++)
		if (is_module_column(i))
			on = fn(data, (struct import_column){ module_names[i], IMPORT_MODULE, i, false,
							      false });
}

struct nth {
	size_t left;
	struct import_column found;
};

static bool count_down(void *data, struct import_column c)
{
	struct nth *n = data;

	n->found = n->left ? n->found : c;
	return n->left-- > 0;
}

/* The i-th; its name is NULL where there are no more. */
static struct import_column column_at(enum prov_import_kind kind, size_t i)
{
	struct nth n = { .left = i };

	each_column(kind, count_down, &n);
	return n.found;
}

const char *prov_import_head_name(enum prov_import_kind kind)
{
	return kinds[kind].name;
}

const char *prov_import_column(enum prov_import_kind kind, size_t i, bool *required)
{
	struct import_column c = column_at(kind, i);

	*required = c.required;
	return c.name;
}

/* ---- those of a file ---- */

int prov_import_head_find(const struct import_head *head, const char *name)
{
	for (size_t i = 0; name && i < head->count; i++)
		if (strcmp(head->columns[i].name, name) == 0)
			return (int)i;
	return -1;
}

static bool has(const struct import_head *head, enum import_what what)
{
	for (size_t i = 0; i < head->count; i++)
		if (head->columns[i].what == what)
			return true;
	return false;
}

/* "config/NAME" is --config/NAME=VALUE. */
static bool is_extra(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash && slash != name && slash[1] && strncmp(name, "remove-", 7) != 0;
}

static struct import_column find_column(enum prov_import_kind kind, const char *name)
{
	struct import_column c = column_at(kind, 0);

	for (size_t i = 1; c.name && strcmp(c.name, name) != 0; i++)
		c = column_at(kind, i);
	if (!c.name && kinds[kind].user && is_extra(name))
		c.what = IMPORT_EXTRA;
	c.name = name;
	return c;
}

/* A name without the blanks around it. */
static const char *trimmed(const char *name, struct prov_pool *pool)
{
	size_t len;

	name += strspn(name, " \t\r\n");
	len = strlen(name);
	while (len && strchr(" \t\r\n", name[len - 1]))
		len--;
	return prov_pool_strndup(pool, name, len);
}

static const char *near_column(enum prov_import_kind kind, const char *name)
{
	size_t best = prov_near_limit(name);
	const char *found = NULL;
	struct import_column c;

	for (size_t i = 0; (c = column_at(kind, i)).name; i++) {
		size_t slips = prov_near_slips(name, c.name, strlen(c.name));

		if (slips < best) {
			best = slips;
			found = c.name;
		}
	}
	return found;
}

static void warn_of_nothing(struct prov_call *call, enum prov_import_kind kind,
			    const struct import_head *head)
{
	for (size_t i = 0; i < head->count; i++) {
		const struct import_column *c = &head->columns[i];
		const char *near = near_column(kind, c->name);

		if (c->what == IMPORT_NOTHING && c->name[0])
			prov_session_warn(call, "column %zu, \"%s\", is ignored%s%s%s", i + 1, c->name,
					  near ? ": did you mean \"" : "", near ? near : "",
					  near ? "\"?" : "");
	}
}

/* If there is a combination, it alone counts. */
static void choose_access(struct prov_call *call, struct import_head *head)
{
	if (!has(head, IMPORT_COMBINATION) || !has(head, IMPORT_MODULE))
		return;
	prov_session_warn(call, "the column \"access-combination-name\" counts, those of single modules are "
			  "ignored");
	for (size_t i = 0; i < head->count; i++)
		if (head->columns[i].what == IMPORT_MODULE)
			head->columns[i].what = IMPORT_NOTHING;
}

static int check(enum prov_import_kind kind, const struct import_head *head, struct prov_err *err)
{
	for (const char *const *r = kinds[kind].required; *r; r++)
		if (prov_import_head_find(head, *r) < 0) {
			prov_fail(err, PROV_E_INVALID, "The required column \"%s\" is missing", *r);
			return head->count ? -1 : prov_err_detail(err, "the file is empty");
		}
	for (size_t i = 0; i < head->count; i++) {
		int first = prov_import_head_find(head, head->columns[i].name);

		if (head->columns[i].name[0] && first < (int)i)
			return prov_fail(err, PROV_E_INVALID, "The column \"%s\" is there twice, as column "
					 "%d and column %zu", head->columns[i].name, first + 1, i + 1);
	}
	return 0;
}

static int check_text(const struct import_record *r, struct prov_err *err)
{
	if (r->bad)
		return prov_fail(err, PROV_E_INVALID, "the heading cannot be read: column %zu %s",
				 r->bad_cell + 1, r->bad);
	for (size_t i = 0; i < r->count; i++)
		if (!prov_utf8_is_valid(r->cells[i], strlen(r->cells[i]))) {
			prov_fail(err, PROV_E_INVALID, "column %zu of the heading is not valid UTF-8", i + 1);
			return prov_err_hint(err, "files have to be UTF-8: iconv -f LATIN1 -t UTF-8");
		}
	return 0;
}

int prov_import_head_read(struct prov_call *call, enum prov_import_kind kind, struct import_csv *csv,
			  struct prov_pool *pool, struct import_head *head, struct prov_err *err)
{
	struct import_record r = { .count = 0 };
	int rc = prov_import_csv_next(csv, &r, err);

	if (rc < 0 || (rc > 0 && check_text(&r, err) < 0))
		return -1;
	head->count = r.count;
	head->columns = prov_pool_alloc(pool, (r.count + 1) * sizeof(*head->columns));
	for (size_t i = 0; i < r.count; i++)
		head->columns[i] = find_column(kind, trimmed(r.cells[i], pool));
	if (check(kind, head, err) < 0)
		return -1;
	choose_access(call, head);
	warn_of_nothing(call, kind, head);
	return 0;
}
