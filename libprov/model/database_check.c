/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_check.c - does the data keep the rules (docs/rules.md)?
 *
 * Most rules are a query that finds what breaks them. What a value may look like is judged by the
 * functions that judge it on its way in: such a query brings the values that may be wrong, and what
 * would mend them.
 */
#include <prov/database.h>

#include "libprov/model/model.h"

/* Says what is wrong with a stored value; nothing: it is right. */
typedef void judge_fn(const struct prov_config *config, const char *value, struct prov_str *problem);

static bool is_nfc(const char *value, struct prov_str *problem)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;

	prov_utf8_nfc(&nfc, value, strlen(value));
	if (strcmp(nfc.p, value) == 0)
		return true;
	prov_str_add(problem, "is not in Unicode's form NFC");
	return false;
}

static void judge_nfc(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	(void)config;
	is_nfc(value, problem);
}

static void judge_name(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	struct prov_flaw flaw;
	const char *why = prov_check_spelling(value);

	(void)config;
	if (!prov_chars_check(value, strlen(value), PROV_USE_NAME, &flaw))
		prov_chars_add_flaw(&flaw, problem);
	else if (why)
		prov_str_add(problem, why);
	else
		is_nfc(value, problem);
}

static void judge_context(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT, lower = PROV_STR_INIT;

	judge_name(config, value, problem);
	if (problem->len)
		return;
	prov_domain_login_name(&login, value, strlen(value));
	prov_utf8_lower(&lower, value, strlen(value));
	if (strcmp(login.p, lower.p) != 0)
		prov_str_addf(problem, "is a domain beyond ASCII and should be %s", login.p);
}

static void judge_line(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;
	struct prov_flaw flaw;

	(void)config;
	if (!prov_chars_check(value, strlen(value), PROV_USE_LINE, &flaw)) {
		prov_chars_add_flaw(&flaw, problem);
		return;
	}
	prov_chars_add_line(&line, value, strlen(value));
	if (!prov_chars_is_seen(value, strlen(value)))
		prov_str_add(problem, "has nothing that can be seen");
	else if (is_nfc(value, problem) && strcmp(line.p, value) != 0)
		prov_str_add(problem, "has blanks that are not single plain ones, or at an end");
}

static void judge_address(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	struct prov_flaw flaw;

	(void)config;
	if (!prov_mail_check(value, strlen(value), &flaw))
		prov_chars_add_flaw(&flaw, problem);
	else
		is_nfc(value, problem);
}

static void judge_primary(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	if (prov_mail_has_delimiter(value, strlen(value), config->mail_delimiter))
		prov_str_add(problem, "is cut by mail servers, as mail.delimiter says");
}

static void judge_elsewhere(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	(void)config;
	(void)value;
	prov_str_add(problem, "and its like get no mail: their domain is a login mapping of another context");
}

/* Servers read what provdb has put into the database: they cannot read prov.conf. */
static void judge_installation(const struct prov_config *config, const char *value, struct prov_str *problem)
{
	const struct prov_capability_change all = { .add = config->access_capabilities };
	PROV_CLEANUP(prov_str_fini) struct prov_str stored = PROV_STR_INIT, said = PROV_STR_INIT;
	struct prov_err ignored = PROV_ERR_INIT;

	(void)prov_capability_set_apply(&all, NULL, &stored, &ignored);
	for (const char *p = stored.len ? stored.p : ""; *p; p++)
		if (!strchr("{\"}", *p))
			prov_str_add_char(&said, *p);
	if (strcmp(said.len ? said.p : "", value) != 0)
		prov_str_addf(problem, "are not those of access.capabilities (%s), and servers read them",
			      said.len ? said.p : "");
}

/* With a judge: columns row, mend (or NULL), value, is it a notice; and what is the value's kind. */
struct invariant {
	enum prov_query query;
	const char *rule, *what;
	judge_fn *judge;
};

/* What can be told of a user by its row alone is one query, for one reading of the table, and so is what a
 * context has of everything. Their last column names the part. */
static const struct part {
	const char *name;
	struct invariant invariant;
} parts[] = {
	{ "u1_login", { PROV_Q_CHECK_USER, "U1", "login is not the name in lower case", NULL } },
	{ "u3_primary", { PROV_Q_CHECK_USER, "U3", "primary address is not among the aliases", NULL } },
	{ "u3_twice", { PROV_Q_CHECK_USER, "U3", "has an alias twice", NULL } },
	{ "u3_searched",
	  { PROV_Q_CHECK_USER, "U3", "primary address is not stored as it is searched for", NULL } },
	{ "u6_hash", { PROV_Q_CHECK_USER, "U6", "password is not a hash with a scheme tag", NULL } },
	{ "m5_capability",
	  { PROV_Q_CHECK_USER, "M5", "capabilities are not in order, or no names", NULL } },
	{ "e4_name", { PROV_Q_CHECK_USER, "E4", "name", judge_name } },
	{ "e4_line", { PROV_Q_CHECK_USER, "E4", "name", judge_line } },
	{ "e4_nfc", { PROV_Q_CHECK_USER, "E4", "attribute", judge_nfc } },
	{ "u3_address", { PROV_Q_CHECK_USER, "U3", "address", judge_address } },
	{ "u3_delimiter", { PROV_Q_CHECK_USER, "U3", "primary address", judge_primary } },
	{ "c2_admin", { PROV_Q_CHECK_CONTEXT, "C2", "has no admin (user 2) or no group 1", NULL } },
	{ "c5_orphan", { PROV_Q_CHECK_CONTEXT, "C5", "are left of a context that is gone", NULL } },
	{ "u4_counter", { PROV_Q_CHECK_CONTEXT, "U4", "a counter is not above the ids given out", NULL } },
	{ "l1_licensed",
	  { PROV_Q_CHECK_CONTEXT, "L1", "number of users that a licence counts is wrong", NULL } },
};

static const struct invariant invariants[] = {
	{ PROV_Q_CHECK_USER, NULL, NULL, NULL },	/* parts */
	{ PROV_Q_CHECK_CONTEXT, NULL, NULL, NULL },
	{ PROV_Q_CHECK_C1_MAPPING, "C1", "id and name are not among the login names", NULL },
	{ PROV_Q_CHECK_C1_ORPHAN, "C1", "belongs to no context, or is not in lower case", NULL },
	{ PROV_Q_CHECK_C6_CATCHALL, "C6", "is for no user, or of no mail domain, of the context", NULL },
	{ PROV_Q_CHECK_U3_CLAIMED, "U3", "addresses are not the claimed ones", NULL },
	{ PROV_Q_CHECK_U3_NAMED, "U3", "address is not the claimed one", NULL },
	{ PROV_Q_CHECK_U3_OWNER, "U3", "has no owner", NULL },
	{ PROV_Q_CHECK_U6_HASH, "U6", "password is not a hash with a scheme tag", NULL },
	{ PROV_Q_CHECK_U7_LOGIN, "U7", "has an address that another user logs in with", NULL },
	{ PROV_Q_CHECK_U7_NAME, "U7", "is the id of another context", NULL },
	{ PROV_Q_CHECK_M5_CAPABILITY, "M5", "capabilities are not in order, or no names", NULL },
	{ PROV_Q_CHECK_P1_COUNT, "P1", "number of contexts that refer to it is wrong", NULL },
	{ PROV_Q_CHECK_P1_RECORD, "P1", "refers to what is not registered", NULL },
	{ PROV_Q_CHECK_E2_COUNTER, "E2", "change number is behind the change log", NULL },
	{ PROV_Q_CHECK_E2_SECRET, "E2", "a password hash stands in the change log", NULL },
	{ PROV_Q_CHECK_N1_CURSOR, "N1", "a deliverer of events is beyond the change log", NULL },
	{ PROV_Q_CHECK_N1_KNOWN, "N1", "is not known, and has a position in the change log", NULL },
	{ PROV_Q_CHECK_G1_MEMBER, "G1", "is not a user, or not in a group, of the context", NULL },
	{ PROV_Q_CHECK_G2_LOGIN, "G2", "login is not the name in lower case", NULL },
	{ PROV_Q_CHECK_G3_RECIPIENT, "G3", "somebody gets twice what is sent to its address", NULL },
	{ PROV_Q_CHECK_S1_KEY, "S1", "several users have this key", NULL },
	{ PROV_Q_CHECK_S3_GROUP, "S3", "members are not what the last run has stored of it", NULL },
	{ PROV_Q_CHECK_E4_NAME, "E4", "name", judge_name },
	{ PROV_Q_CHECK_E4_CONTEXT, "E4", "name", judge_context },
	{ PROV_Q_CHECK_E4_LINE, "E4", "name", judge_line },
	{ PROV_Q_CHECK_E4_NFC, "E4", "attribute", judge_nfc },
	{ PROV_Q_CHECK_U3_ADDRESS, "U3", "address", judge_address },
	{ PROV_Q_CHECK_U3_DELIMITER, "U3", "primary address", judge_primary },
	{ PROV_Q_CHECK_U3_ELSEWHERE, "U3", "address", judge_elsewhere },
	{ PROV_Q_CHECK_M5_INSTALLATION, "M5", "capabilities", judge_installation },
	{ PROV_Q_CHECK_K1_KEY, "K1", "SOGo does not find it by what it has now", NULL },
};

struct findings {
	void (*found)(void *data, const struct prov_finding *finding);
	void *data;
	const struct prov_config *config;
	const struct invariant *invariant;
	long long broken;
};

static void report(struct findings *f, const struct prov_finding *finding)
{
	f->broken += !finding->notice;
	if (f->found)
		f->found(f->data, finding);
}

static const struct invariant *part_of(enum prov_query query, const char *name)
{
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].invariant.query == query && strcmp(parts[i].name, name) == 0)
			return &parts[i].invariant;
	return NULL;
}

static int one_row(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str why = PROV_STR_INIT, problem = PROV_STR_INIT;
	struct findings *f = data;
	const struct invariant *i = f->invariant;
	const char *value;

	if (!i->rule)
		i = part_of(i->query, prov_sql_text(row, 0, 4));
	if (!i)
		return prov_fail(err, PROV_E_INTERNAL, "a check found \"%s\", which nobody knows",
				 prov_sql_text(row, 0, 4));
	if (!i->judge) {
		report(f, &(struct prov_finding){ i->rule, prov_sql_text(row, 0, 0), i->what, NULL, false });
		return 0;
	}
	value = prov_sql_text(row, 0, 2);
	i->judge(f->config, value, &why);
	if (!why.len)
		return 0;
	prov_str_addf(&problem, "%s \"", i->what);
	prov_chars_show(&problem, value, strlen(value));
	prov_str_addf(&problem, "\" %s", why.p);
	report(f, &(struct prov_finding){ i->rule, prov_sql_text(row, 0, 0), problem.p,
					  prov_sql_text(row, 0, 1), prov_sql_true(row, 0, 3) });
	return 0;
}

/* All of one moment. Everything is looked at, so that a look-up for each row is never the better plan, though
 * statistics of a database that has just been filled make it look so. */
static int check_all(struct prov_sql *db, struct findings *f, struct prov_err *err)
{
	prov_sql_tx_begin_snapshot(db);
	if (prov_sql_exec(db, PROV_Q_SCHEMA_JOINS, PROV_NO_ARGS, NULL, err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(invariants); i++) {
		if (invariants[i].query == PROV_Q_CHECK_K1_KEY && !prov_sql_keys_kept(db))
			continue;
		f->invariant = &invariants[i];
		if (prov_sql_each(db, invariants[i].query, PROV_NO_ARGS, one_row, f, err) < 0)
			return -1;
	}
	return 0;
}

int prov_database_check(const struct prov_config *config,
			void (*found)(void *data, const struct prov_finding *finding), void *data,
			long long *broken, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, false, err);
	struct findings f = { .found = found, .data = data, .config = config };

	if (!db || prov_sql_migrate_encoding(db, err) < 0)
		return -1;
	if (check_all(db, &f, err) < 0) {
		prov_sql_tx_rollback(db);
		return -1;
	}
	*broken = f.broken;
	return prov_sql_tx_commit(db, err);
}
