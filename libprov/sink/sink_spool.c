/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_spool.c - groups wait outside the database until all users were read, and it is clear that they matter
 *
 * Only when all is read it is known whether a group differs, and only when users were compared whether
 * members have other names. Mostly neither is so. Else they are staged, some thousand members at a time: who
 * is known by name (sink_names.c) by id, the others as they stand there.
 */
#include <string.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_pieces.h"
#include "libprov/sink/sink_reading.h"

#define SLICE 16384		/* members that are looked up at a time: so many, or */
#define NAMES 32		/* a share of the names, for all of these are passed each time */
#define SEND (64 * 1024)	/* bytes of rows that are sent at once */

/* A group: this, the fields of its row in staging but for members, each member with a mark before it. A
 * list of members may be long: it is never in memory as a whole. */
struct head {
	uint32_t row, members;		/* bytes, count */
	int32_t cid;
	int64_t n;
};

/* Names of members end alike: of each only what is before the end of the one before it in its group is
 * kept. */
struct mark {
	uint32_t own, shared;		/* bytes; twice as many, and one more: it is by name */
};

/* Where it is. */
struct place {
	uint64_t number, hash, at;
};

struct sink_spool {
	struct sink_spill spill, places;
	struct sink_pieces pieces;	/* of spill */
	struct prov_str last, value;	/* the last member that was added, and that was taken */
	uint64_t *slice;		/* groups that are looked at now: where they are */
	size_t slice_count, slice_room;
	struct sink_wanted wanted;
	struct prov_sql_rows groups, members;
	uint64_t *ids;			/* of the members of a group: context and user */
	size_t id_count, id_room;
	struct prov_str element;	/* of an array literal: who is left to the database */
	bool in_list;			/* it is not the first one */
};

void prov_sink_spool_begin(struct sink *sink)
{
	struct sink_spool *s = sink->spool = prov_alloc(sizeof(*sink->spool));

	s->spill = (struct sink_spill)SINK_SPILL_INIT(SINK_MUCH / 4);
	s->places = (struct sink_spill)SINK_SPILL_INIT(SINK_MUCH / 4);
	s->pieces = (struct sink_pieces)SINK_PIECES_INIT(&s->spill);
	s->element = s->last = s->value = (struct prov_str)PROV_STR_INIT;
	s->groups = s->members = (struct prov_sql_rows)PROV_SQL_ROWS_INIT;
}

void prov_sink_spool_free(struct sink *sink)
{
	struct sink_spool *s = sink->spool;

	if (!s)
		return;
	prov_sink_spill_fini(&s->spill);
	prov_sink_spill_fini(&s->places);
	prov_sink_pieces_fini(&s->pieces);
	free(s->slice);
	prov_sink_names_done(&s->wanted);
	prov_sql_rows_fini(&s->groups);
	prov_sql_rows_fini(&s->members);
	free(s->ids);
	prov_str_fini(&s->element);
	prov_str_fini(&s->last);
	prov_str_fini(&s->value);
	free(s);
	sink->spool = NULL;
}

/* ---- in ---- */

/* The bytes at the end that are the same. */
static size_t shared(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const size_t most = a_len < b_len ? a_len : b_len;
	size_t n = 0;

	while (n + 8 <= most && memcmp(a + a_len - n - 8, b + b_len - n - 8, 8) == 0)
		n += 8;
	while (n < most && a[a_len - n - 1] == b[b_len - n - 1])
		n++;
	return n;
}

static int add_member(struct sink_spool *s, const char *value, size_t len, bool by_name,
		      struct prov_err *err)
{
	const size_t same = shared(value, len, s->last.p, s->last.len);
	const struct mark mark = { (uint32_t)(len - same), (uint32_t)same << 1 | by_name };

	prov_str_clear(&s->last);
	prov_str_add_len(&s->last, value, len);
	if (prov_sink_spill_add(&s->spill, &mark, sizeof(mark), err) < 0)
		return -1;
	return prov_sink_spill_add(&s->spill, value, mark.own, err);
}

static int add_part(struct sink_spool *s, const struct prov_values *dns, struct prov_err *err)
{
	for (size_t i = 0; i < dns->n; i++)
		if (add_member(s, dns->v[i].p, dns->v[i].len, false, err) < 0)
			return -1;
	return 0;
}

static int add_lists(struct sink *sink, const struct sink_spooled *group, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;

	for (size_t n = 0; group->dns && prov_record_part(group->record, n); n++)
		if (add_part(s, group->dns, err) < 0)
			return -1;
	for (size_t i = 0; group->names && i < group->names->n; i++) {
		prov_str_clear(&sink->names);
		prov_utf8_lower(&sink->names, group->names->v[i].p, group->names->v[i].len);
		if (add_member(s, sink->names.p, sink->names.len, true, err) < 0)
			return -1;
	}
	return 0;
}

int prov_sink_spool_put(struct sink *sink, const struct sink_spooled *group, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const size_t members = group->dn_count + (group->names ? group->names->n : 0);
	const struct place place = { group->number, group->hash, prov_sink_spill_end(&s->spill) };
	const struct head head = { (uint32_t)group->row->len, (uint32_t)members, group->cid, sink->n };

	prov_str_clear(&s->last);
	sink->spooled += (long long)members + 1;
	if (prov_sink_spill_add(&s->places, &place, sizeof(place), err) < 0 ||
	    prov_sink_spill_add(&s->spill, &head, sizeof(head), err) < 0 ||
	    prov_sink_spill_add(&s->spill, group->row->p, group->row->len, err) < 0)
		return -1;
	return add_lists(sink, group, err);
}

/* ---- out: a slice ---- */

/* What was spooled ends in the middle of a group. */
static int cut_off(struct prov_err *err)
{
	return prov_fail(err, PROV_E_IO, "a temporary file with groups is cut off");
}

/* The next group: its head, with the row or behind it. 0: there is none. */
static int take_head(struct sink_spool *s, struct head *head, const char **row, struct prov_err *err)
{
	const char *p;
	int rc = prov_sink_pieces_next(&s->pieces, sizeof(*head), &p, err);

	if (rc <= 0)
		return rc;
	memcpy(head, p, sizeof(*head));
	prov_str_clear(&s->value);
	rc = prov_sink_pieces_next(&s->pieces, head->row, row, err);
	return rc == 0 ? cut_off(err) : rc;
}

static int find_head(struct sink_spool *s, uint64_t at, struct head *head, const char **row,
		     struct prov_err *err)
{
	int rc = prov_sink_pieces_seek(&s->pieces, at, err) < 0 ? -1 : take_head(s, head, row, err);

	return rc == 0 ? cut_off(err) : rc;
}

/* own, then the end of the member before. */
static void join(struct prov_str *value, const char *own, size_t len, size_t same)
{
	const size_t from = value->len - same;

	prov_str_reserve(value, len);
	memmove(value->p + len, value->p + from, same);
	memcpy(value->p, own, len);
	value->len = len + same;
	value->p[value->len] = '\0';
}

/* The next member of a list. */
static int take(struct sink_spool *s, const char **value, size_t *len, bool *by_name, struct prov_err *err)
{
	struct mark mark;
	const char *p;
	int rc = prov_sink_pieces_next(&s->pieces, sizeof(mark), &p, err);

	if (rc > 0) {
		memcpy(&mark, p, sizeof(mark));
		rc = prov_sink_pieces_next(&s->pieces, mark.own, &p, err);
	}
	if (rc <= 0 || mark.shared >> 1 > s->value.len)
		return rc < 0 ? -1 : cut_off(err);
	join(&s->value, p, mark.own, mark.shared >> 1);
	*value = s->value.p;
	*len = s->value.len;
	*by_name = mark.shared & 1;
	return 1;
}

static void add_id(struct sink_spool *s, int cid, int uid)
{
	if (s->id_count == s->id_room) {
		s->id_room = s->id_room ? 2 * s->id_room : 256;
		s->ids = prov_realloc(s->ids, s->id_room * sizeof(*s->ids));
	}
	s->ids[s->id_count++] = (uint64_t)cid << 32 | (uint32_t)uid;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void sort_ids(struct sink_spool *s)
{
	size_t kept = 0, i = 1;

	while (i < s->id_count && s->ids[i - 1] < s->ids[i])
		i++;
	if (i >= s->id_count)
		return;
	qsort(s->ids, s->id_count, sizeof(*s->ids), compare);
	for (i = 0; i < s->id_count; i++)
		if (kept == 0 || s->ids[kept - 1] != s->ids[i])
			s->ids[kept++] = s->ids[i];
	s->id_count = kept;
}

static void add_number(struct prov_str *array, unsigned n)
{
	char buf[12], *p = buf + sizeof(buf);

	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	prov_str_add_char(array, array->len ? ',' : '{');
	prov_str_add_len(array, p, (size_t)(buf + sizeof(buf) - p));
}

/* Direct members by id: a row for each context. */
static void add_members(struct sink *sink, long long n, bool by_members)
{
	struct sink_spool *s = sink->spool;

	sort_ids(s);
	for (size_t i = 0, from = 0; i < s->id_count; from = i) {
		const int cid = (int)(s->ids[from] >> 32);

		prov_str_clear(&sink->aliases);
		for (; i < s->id_count && (int)(s->ids[i] >> 32) == cid; i++)
			add_number(&sink->aliases, (unsigned)s->ids[i]);
		prov_str_add_char(&sink->aliases, '}');
		prov_sql_rows_int(&s->members, cid);
		prov_sql_rows_text(&s->members, sink->run, 36);
		prov_sql_rows_int(&s->members, n);
		prov_sql_rows_text(&s->members, sink->aliases.p, sink->aliases.len);
		prov_sql_rows_end(&s->members);
		if (by_members)
			prov_sink_context_note(sink, cid);
	}
}

/* A list is a field of a group's row, and is sent piece by piece: it may be long. */
static void begin_list(struct sink_spool *s)
{
	prov_sql_rows_text(&s->groups, "{", 1);
	s->in_list = false;
}

static void end_list(struct sink_spool *s)
{
	prov_sql_rows_more(&s->groups, "}", 1);
}

static int send_groups(struct sink *sink, size_t much, struct prov_err *err)
{
	struct prov_sql_rows *rows = &sink->spool->groups;

	return rows->text.len < much ? 0 : prov_sql_copy_send(sink->db, rows, err);
}

static int add_to_list(struct sink *sink, const char *value, size_t len, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;

	prov_str_clear(&s->element);
	if (s->in_list)
		prov_str_add_char(&s->element, ',');
	s->in_list = true;
	prov_str_add_array_elem(&s->element, value, len);
	prov_sql_rows_more(&s->groups, s->element.p, s->element.len);
	return send_groups(sink, SEND, err);
}

/* The next member: by id, or as it stands there. */
static int add_next(struct sink *sink, const struct sink_value *v, bool *by_name, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const bool before = *by_name;
	const char *value;
	size_t len;

	if (take(s, &value, &len, by_name, err) < 0)
		return -1;
	if (*by_name && !before) {
		end_list(s);
		begin_list(s);
	}
	for (uint32_t h = v->first; h != UINT32_MAX; h = s->wanted.hits[h].next)
		add_id(s, s->wanted.hits[h].cid, s->wanted.hits[h].uid);
	return v->first == UINT32_MAX || v->staged ? add_to_list(sink, value, len, err) : 0;
}

/* Two lists: those who are there by DN come first (add_lists). nth: of the values that are wanted. */
static int add_both_lists(struct sink *sink, uint32_t members, size_t *nth, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	bool by_name = false;

	s->id_count = 0;
	begin_list(s);
	for (uint32_t i = 0; i < members; i++)
		if (add_next(sink, prov_sink_names_value(&s->wanted, (*nth)++), &by_name, err) < 0)
			return -1;
	end_list(s);
	if (!by_name) {
		begin_list(s);
		end_list(s);
	}
	return 0;
}

static int add_group(struct sink *sink, uint64_t at, size_t *nth, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	struct head head;
	const char *row;

	if (find_head(s, at, &head, &row, err) < 0)
		return -1;
	prov_str_add_len(&s->groups.text, row, head.row);
	s->groups.in_row = true;
	if (add_both_lists(sink, head.members, nth, err) < 0)
		return -1;
	prov_sql_rows_end(&s->groups);
	add_members(sink, head.n, head.cid == 0);
	return send_groups(sink, SEND, err);
}

/* What belongs to their members is in memory, then. */
static int copy_groups(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	size_t nth = 0;
	int rc = 0;

	if (prov_sql_copy_begin(sink->db, PROV_Q_SYNC_COPY_GROUP, err) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < s->slice_count; i++)
		rc = add_group(sink, s->slice[i], &nth, err);
	if (rc < 0 || send_groups(sink, 1, err) < 0 || prov_sql_copy_end(sink->db, err) < 0) {
		prov_sql_copy_abort(sink->db);
		return -1;
	}
	return prov_sql_copy_wait(sink->db, err);
}

/* All groups of the slice. */
static int stage_slice(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;

	if (prov_sink_names_find(&s->wanted, sink->member_names, err) < 0 ||
	    prov_sink_direct_pause(sink, err) < 0 || prov_sink_known_pause(sink, err) < 0 ||
	    copy_groups(sink, err) < 0)
		return -1;
	sink->staged_rows += (long long)(s->slice_count + s->members.count);
	s->slice_count = 0;
	prov_sink_names_forget(&s->wanted);
	return prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_MEMBER, &s->members, err);
}

/* ---- out: all of it ---- */

static void add_to_slice(struct sink_spool *s, uint64_t at)
{
	if (s->slice_count == s->slice_room) {
		s->slice_room = s->slice_room ? 2 * s->slice_room : 256;
		s->slice = prov_realloc(s->slice, s->slice_room * sizeof(*s->slice));
	}
	s->slice[s->slice_count++] = at;
}

/* Adds the next group to the slice. 0: there is none. */
static int next(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const uint64_t at = prov_sink_pieces_at(&s->pieces);
	const char *value;
	struct head head;
	size_t len;
	bool by_name;
	int rc = take_head(s, &head, &value, err);

	if (rc <= 0)
		return rc;
	add_to_slice(s, at);
	for (uint32_t i = 0; i < head.members; i++) {
		if (take(s, &value, &len, &by_name, err) < 0)
			return -1;
		prov_sink_names_want(&s->wanted, sink->member_names, value, len, by_name);
	}
	return 1;
}

static size_t slice_of(const struct sink *sink)
{
	const size_t share = prov_sink_names_count(sink->member_names) / NAMES;

	return share > SLICE ? share : SLICE;
}

/* Nothing of what was staged counts. */
static int begin_again(struct sink *sink, struct prov_err *err)
{
	sink->groups_staged = 0;
	sink->stage_groups_again = false;
	return prov_sink_tx_step(sink, PROV_Q_SYNC_CLEAR_GROUPS, err) < 0 ? -1 :
		prov_sink_tx_step(sink, PROV_Q_SYNC_CLEAR_MEMBERS, err);
}

static bool is_slice(const struct sink_spool *s, size_t much)
{
	return s->wanted.count + s->slice_count >= much;
}

int prov_sink_spool_stage(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const size_t much = slice_of(sink);
	uint64_t at;
	int rc;

	/* a user who was written may be taken back, which has to be known before */
	if (prov_sink_direct_rest(sink, err) < 0 ||
	    (sink->stage_groups_again && begin_again(sink, err) < 0) ||
	    prov_sink_pieces_begin(&s->pieces, sink->groups_staged, err) < 0)
		return -1;
	do {
		rc = next(sink, err);
		at = prov_sink_pieces_at(&s->pieces);
		if (rc < 0)
			return -1;
		if ((rc == 0 || is_slice(s, much)) && s->slice_count &&
		    (stage_slice(sink, err) < 0 || prov_sink_pieces_seek(&s->pieces, at, err) < 0))
			return -1;
	} while (rc > 0);
	sink->groups_staged = prov_sink_spill_end(&s->spill);
	sink->spooled = 0;
	return 0;
}

void prov_sink_spool_rest(struct sink *sink)
{
	struct sink_spool *s = sink->spool;

	prov_sink_names_done(&s->wanted);
	prov_sql_rows_fini(&s->groups);
	prov_sql_rows_fini(&s->members);
	free(s->ids);
	free(s->slice);
	s->ids = s->slice = NULL;
	s->id_room = s->slice_room = 0;
}

int prov_sink_spool_each(struct sink *sink, bool (*look)(void *data, uint64_t number, uint64_t hash),
			 void *data, bool *all, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	struct place place;
	size_t got;

	if (prov_sink_spill_seek(&s->places, 0, err) < 0)
		return -1;
	while (*all) {
		if (prov_sink_spill_read(&s->places, &place, sizeof(place), &got, err) < 0)
			return -1;
		if (got == 0)
			break;
		*all = look(data, place.number, place.hash);
	}
	return 0;
}

/* The next group, if there is one. */
static int next_place(struct sink_spool *s, struct place *place, struct prov_err *err)
{
	size_t got;

	if (prov_sink_spill_read(&s->places, place, sizeof(*place), &got, err) < 0)
		return -1;
	return got > 0;
}

/* Does it have a member who is wanted? */
static int look_for(struct sink_spool *s, uint64_t at, const struct sink_spool_search *search,
		    struct prov_err *err)
{
	struct head head;
	const char *value;
	size_t len;
	bool by_name;

	if (find_head(s, at, &head, &value, err) < 0)
		return -1;
	for (uint32_t i = 0; i < head.members; i++) {
		if (take(s, &value, &len, &by_name, err) < 0)
			return -1;
		if (search->is_wanted(search->names, value, len, by_name))
			return 1;
	}
	return 0;
}

int prov_sink_spool_search(struct sink *sink, const struct sink_spool_search *search, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	struct place place;
	int rc, found;

	if (prov_sink_spill_seek(&s->places, 0, err) < 0 || prov_sink_pieces_begin(&s->pieces, 0, err) < 0)
		return -1;
	while ((rc = next_place(s, &place, err)) > 0) {
		found = look_for(s, place.at, search, err);
		if (found < 0)
			return -1;
		if (found)
			search->found(search->groups, place.number);
	}
	return rc;
}

int prov_sink_spool_stage_some(struct sink *sink, const uint64_t *numbers, size_t count,
			       struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const size_t much = slice_of(sink);
	struct place place;
	int rc;

	if (prov_sink_spill_seek(&s->places, 0, err) < 0 || prov_sink_pieces_begin(&s->pieces, 0, err) < 0)
		return -1;
	while ((rc = next_place(s, &place, err)) > 0) {
		if (!bsearch(&place.number, numbers, count, sizeof(*numbers), compare))
			continue;
		if (prov_sink_pieces_seek(&s->pieces, place.at, err) < 0 || next(sink, err) < 0 ||
		    (is_slice(s, much) && stage_slice(sink, err) < 0))
			return -1;
	}
	if (rc < 0)
		return -1;
	return s->slice_count ? stage_slice(sink, err) : 0;
}

bool prov_sink_spool_has_much(const struct sink *sink)
{
	return sink->spooled >= (long long)slice_of(sink);
}
