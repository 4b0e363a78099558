/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_removal.c - what a plan would take away, line by line: its digest, and storing it
 *
 * The lines wait in a file, since the transaction of the plan has to end before they can be stored. The
 * server gives them sorted by bytes, each kind of object by itself, in the order of their first words; so two
 * plans are compared by walking along both.
 */
#include "libprov/sink/sink_removal.h"

#define PART (64 * 1024)	/* bytes of lines in a row of the database */
#define NAMED 10		/* removals that are told by name */

struct sink_removal {
	FILE *lines;			/* of this plan; NULL: none so far */
	long long count;
	char digest[PROV_DIGEST_HEX + 1];

	FILE *accepted;			/* NULL: nothing was */
	char accepted_digest[PROV_DIGEST_HEX + 1];
	char *next;			/* the line of accepted that was not passed yet; NULL: its end */
	size_t room;
	long long foreign;		/* lines that are not in it */
	struct prov_str named;
};

static int fail_file(struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "cannot keep what would be taken away in a temporary file");
}

static FILE *start(FILE *old)
{
	if (old)
		fclose(old);
	return prov_file_temporary();
}

/* ---- what is accepted ---- */

static int add_part(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	struct sink_removal *r = data;

	return fputs(prov_sql_text(row, 0, 0), r->accepted) < 0 ? fail_file(err) : 0;
}

static int fail_unknown(const struct sink *sink, const char *accept, struct prov_err *err)
{
	prov_fail(err, PROV_E_INVALID, "no plan of source \"%s\" with the digest %s is waiting to be "
		  "accepted", sink->config->name, accept);
	prov_err_detail(err, "A plan is accepted once, within 7 days after it was printed, and only the last "
			"ten are kept.");
	return prov_err_hint(err, "ldapsync --dry-run prints what would be taken away now, and its digest");
}

int prov_sink_removal_begin(struct sink *sink, const char *accept, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *hex = strncmp(accept, PROV_SYNC_DIGEST, strlen(PROV_SYNC_DIGEST)) == 0 ?
		accept + strlen(PROV_SYNC_DIGEST) : accept;
	struct sink_removal *r = sink->removal = prov_alloc(sizeof(*r));

	r->named = (struct prov_str)PROV_STR_INIT;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_FIND_PLAN, PROV_ARGS(sink->config->name, hex), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return fail_unknown(sink, accept, err);
	if (prov_sql_rows(res) > 1)
		return prov_fail(err, PROV_E_INVALID, "several plans of source \"%s\" have a digest that "
				 "begins with %s: give more of it", sink->config->name, accept);
	snprintf(r->accepted_digest, sizeof(r->accepted_digest), "%s", prov_sql_text(res, 0, 0));
	r->accepted = start(r->accepted);
	if (!r->accepted)
		return fail_file(err);
	return prov_sql_each(sink->db, PROV_Q_SYNC_PLAN_PARTS,
			     PROV_ARGS(sink->config->name, r->accepted_digest), add_part, r, err);
}

/* The next line, without its end. */
static void pass(struct sink_removal *r)
{
	ssize_t len = getline(&r->next, &r->room, r->accepted);

	if (len <= 0) {
		free(r->next);
		r->next = NULL;
		r->room = 0;
		return;
	}
	if (r->next[len - 1] == '\n')
		r->next[len - 1] = '\0';
}

static void compare(struct sink_removal *r, const char *line, const char *who)
{
	while (r->next && strcmp(r->next, line) < 0)
		pass(r);
	if (r->next && strcmp(r->next, line) == 0)
		return;
	if (r->foreign++ < NAMED)
		prov_str_addf(&r->named, "%s%s", r->named.len ? ", " : "", who);
}

/* ---- this plan ---- */

struct listing {
	struct sink_removal *r;
	struct prov_digest *digest;
};

static int add_line(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct listing *l = data;
	const char *line = prov_sql_text(row, 0, 0);
	const size_t len = strlen(line);

	l->r->count++;
	prov_digest_add(l->digest, line, len);
	prov_digest_add(l->digest, "\n", 1);
	if (l->r->accepted)
		compare(l->r, line, prov_sql_text(row, 0, 1));
	if (fwrite(line, 1, len, l->r->lines) != len || fputc('\n', l->r->lines) == EOF)
		return fail_file(err);
	return 0;
}

/* In the order of the first words of their lines. */
static int list(struct sink *sink, const char *cids, const struct prov_sync_counts *c, struct listing *l,
		struct prov_err *err)
{
	const struct prov_limits *limits = sink->limits.limits;
	bool created = prov_limit_judge(limits, &c->limits[PROV_LIMIT_CREATED]) != PROV_LIMIT_PASS;
	bool changed = prov_limit_judge(limits, &c->limits[PROV_LIMIT_CHANGED]) != PROV_LIMIT_PASS;

	if (sink->has_groups &&
	    (prov_sql_each(sink->db, PROV_Q_SYNC_REMOVED_GROUPS, PROV_ARGS(sink->run, cids), add_line, l,
			   err) < 0 ||
	     prov_sql_each(sink->db, PROV_Q_SYNC_REMOVED_MEMBERS, PROV_ARGS(sink->run, cids), add_line, l,
			   err) < 0))
		return -1;
	return prov_sql_each(sink->db, PROV_Q_SYNC_REMOVED_USERS,
			     PROV_ARGS(sink->run, cids, sink->config->name,
				       PROV_INT((long long)sink->default_modules), created ? "t" : "f",
				       changed ? "t" : "f"), add_line, l, err);
}

static void tell(const struct sink *sink, struct prov_sync_counts *c)
{
	const struct sink_removal *r = sink->removal;

	snprintf(c->digest, sizeof(c->digest), PROV_SYNC_DIGEST "%s", r->digest);
	snprintf(c->command, sizeof(c->command), "ldapsync -s %.120s --accept %s", sink->config->name,
		 c->digest);
	c->accepted = r->accepted && r->foreign == 0;
	c->foreign = r->foreign;
	snprintf(c->foreign_names, sizeof(c->foreign_names), "%s", r->named.len ? r->named.p : "");
}

int prov_sink_removal_list(struct sink *sink, const char *cids, struct prov_sync_counts *c,
			   struct prov_err *err)
{
	struct listing l = { .r = sink->removal };
	struct prov_err ignored = PROV_ERR_INIT;
	int rc;

	if (!sink->removal) {
		sink->removal = l.r = prov_alloc(sizeof(*l.r));
		l.r->named = (struct prov_str)PROV_STR_INIT;
	}
	l.r->count = l.r->foreign = 0;
	prov_str_clear(&l.r->named);
	l.r->lines = start(l.r->lines);
	if (!l.r->lines || (l.r->accepted && fseek(l.r->accepted, 0, SEEK_SET) != 0))
		return fail_file(err);
	if (l.r->accepted)
		pass(l.r);
	l.digest = prov_digest_new();
	rc = list(sink, cids, c, &l, err);
	if (prov_digest_take(l.digest, l.r->digest, rc < 0 ? &ignored : err) < 0 || rc < 0)
		return -1;
	tell(sink, c);
	return 0;
}

/* ---- the database ---- */

static int store_part(struct prov_sql *db, const struct sink *sink, int n, const struct prov_str *part,
		      struct prov_err *err)
{
	return prov_sql_exec(db, PROV_Q_SYNC_ADD_PLAN_PART,
			     PROV_ARGS(sink->config->name, sink->removal->digest, PROV_INT(n), part->p), NULL,
			     err);
}

static int store_lines(struct prov_sql *db, const struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str part = PROV_STR_INIT;
	FILE *f = sink->removal->lines;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int n = 0, rc = fseek(f, 0, SEEK_SET) == 0 ? 0 : fail_file(err);

	while (rc == 0 && (len = getline(&line, &room, f)) > 0) {
		prov_str_add_len(&part, line, (size_t)len);
		if (part.len < PART)
			continue;
		rc = store_part(db, sink, n++, &part, err);
		prov_str_clear(&part);
	}
	free(line);
	return rc == 0 && part.len ? store_part(db, sink, n, &part, err) : rc;
}

static int store(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct sink *sink = data;
	const struct sink_removal *r = sink->removal;
	const char *const source = sink->config->name;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *known = NULL;
	const struct prov_sql_step prune[] = {
		{ PROV_Q_SYNC_PRUNE_PLANS, PROV_ARGS(source), NULL },
		{ PROV_Q_SYNC_PRUNE_PLAN_PARTS, PROV_ARGS(source), NULL },
	};

	if (prov_sql_exec(db, PROV_Q_SYNC_TOUCH_PLAN, PROV_ARGS(source, r->digest, sink->run), &known,
			  err) < 0)
		return -1;
	if (prov_sql_rows(known) > 0)
		return 0;
	if (prov_sql_exec(db, PROV_Q_SYNC_ADD_PLAN,
			  PROV_ARGS(source, r->digest, sink->run, PROV_INT(r->count)), NULL, err) < 0 ||
	    store_lines(db, sink, err) < 0)
		return -1;
	return prov_sql_batch(db, prune, COUNT(prune), err);
}

int prov_sink_removal_store(struct sink *sink, struct prov_err *err)
{
	const struct prov_sql_work work = { .fn = store, .data = sink };

	return sink->removal && sink->removal->lines ? prov_sql_tx(sink->db, &work, err) : 0;
}

int prov_sink_removal_use(struct sink *sink, struct prov_err *err)
{
	const struct sink_removal *r = sink->removal;
	const char *const source = sink->config->name, *const digest = r ? r->accepted_digest : "";
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_DROP_PLAN, PROV_ARGS(source, digest), NULL },
		{ PROV_Q_SYNC_PRUNE_PLAN_PARTS, PROV_ARGS(source), NULL },
	};

	return r && r->accepted ? prov_sql_batch(sink->db, steps, COUNT(steps), err) : 0;
}

void prov_sink_removal_free(struct sink *sink)
{
	struct sink_removal *r = sink->removal;

	if (!r)
		return;
	if (r->lines)
		fclose(r->lines);
	if (r->accepted)
		fclose(r->accepted);
	free(r->next);
	prov_str_fini(&r->named);
	free(r);
}
