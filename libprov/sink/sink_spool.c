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
#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_spill.h"

#define SLICE 16384		/* members that are looked up at a time: so many, or */
#define NAMES 32		/* a share of the names, for all of these are passed each time */

/* A group: this, the fields of its row in staging but for members, each member with its length before it. */
struct head {
	uint32_t row, list, members;	/* bytes, bytes, count */
	int32_t cid;
	int64_t n;
};

/* Where it is. */
struct place {
	uint64_t number, hash, at;
};

struct sink_spool {
	struct sink_spill spill, places;
	struct prov_str slice;		/* groups that are looked at now, one after the other */
	struct sink_wanted wanted;
	struct prov_sql_rows groups, members;
	uint64_t *ids;			/* of the members of a group: context and user */
	size_t id_count, id_room;
	struct prov_str dns, names;	/* array literals: who is left to the database */
};

void prov_sink_spool_begin(struct sink *sink)
{
	struct sink_spool *s = sink->spool = prov_alloc(sizeof(*sink->spool));

	s->spill = (struct sink_spill)SINK_SPILL_INIT(SINK_MUCH);
	s->places = (struct sink_spill)SINK_SPILL_INIT(SINK_MUCH / 4);
	s->slice = s->dns = s->names = (struct prov_str)PROV_STR_INIT;
	s->groups = s->members = (struct prov_sql_rows)PROV_SQL_ROWS_INIT;
}

void prov_sink_spool_free(struct sink *sink)
{
	struct sink_spool *s = sink->spool;

	if (!s)
		return;
	prov_sink_spill_fini(&s->spill);
	prov_sink_spill_fini(&s->places);
	prov_str_fini(&s->slice);
	prov_sink_names_done(&s->wanted);
	prov_sql_rows_fini(&s->groups);
	prov_sql_rows_fini(&s->members);
	free(s->ids);
	prov_str_fini(&s->dns);
	prov_str_fini(&s->names);
	free(s);
	sink->spool = NULL;
}

/* ---- in ---- */

void prov_sink_spool_member(struct prov_str *list, const char *value, size_t len, bool by_name)
{
	const uint32_t mark = (uint32_t)len << 1 | by_name;

	prov_str_add_len(list, (const char *)&mark, sizeof(mark));
	prov_str_add_len(list, value, len);
}

int prov_sink_spool_put(struct sink *sink, const struct sink_spooled *group, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const struct prov_str *row = group->row, *list = group->list;
	const struct place place = { group->number, group->hash, prov_sink_spill_end(&s->spill) };
	const struct head head = { (uint32_t)row->len, (uint32_t)list->len, (uint32_t)group->members,
				   group->cid, sink->n };

	sink->spooled += (long long)group->members + 1;
	if (prov_sink_spill_add(&s->places, &place, sizeof(place), err) < 0 ||
	    prov_sink_spill_add(&s->spill, &head, sizeof(head), err) < 0 ||
	    prov_sink_spill_add(&s->spill, row->p, row->len, err) < 0)
		return -1;
	return prov_sink_spill_add(&s->spill, list->p, list->len, err);
}

/* ---- out: a slice ---- */

/* The next member of a list. */
static const char *take(const char **p, size_t *len, bool *by_name)
{
	uint32_t mark;
	const char *value;

	memcpy(&mark, *p, sizeof(mark));
	value = *p + sizeof(mark);
	*len = mark >> 1;
	*by_name = mark & 1;
	*p = value + *len;
	return value;
}

static void add_id(struct sink_spool *s, int cid, int uid)
{
	if (s->id_count == s->id_room) {
		s->id_room = s->id_room ? 2 * s->id_room : 256;
		s->ids = prov_realloc(s->ids, s->id_room * sizeof(*s->ids));
	}
	s->ids[s->id_count++] = (uint64_t)cid << 32 | (uint32_t)uid;
}

static void add_text(struct prov_str *array, const char *value, size_t len)
{
	prov_str_add_char(array, array->len ? ',' : '{');
	prov_str_add_array_elem(array, value, len);
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

static void end_array(struct sink_spool *s, struct prov_str *array)
{
	prov_str_add(array, array->len ? "}" : "{}");
	prov_sql_rows_text(&s->groups, array->p, array->len);
	prov_str_clear(array);
}

static void add_group(struct sink *sink, const struct head *head, const char *row, size_t *nth)
{
	struct sink_spool *s = sink->spool;
	const char *p = row + head->row;

	s->id_count = 0;
	for (uint32_t i = 0; i < head->members; i++) {
		const struct sink_value *v = prov_sink_names_value(&s->wanted, (*nth)++);
		size_t len;
		bool by_name;
		const char *value = take(&p, &len, &by_name);

		for (uint32_t h = v->first; h != UINT32_MAX; h = s->wanted.hits[h].next)
			add_id(s, s->wanted.hits[h].cid, s->wanted.hits[h].uid);
		if (v->first == UINT32_MAX || v->staged)
			add_text(by_name ? &s->names : &s->dns, value, len);
	}
	add_members(sink, head->n, head->cid == 0);
	prov_str_add_len(&s->groups.text, row, head->row);
	s->groups.in_row = true;
	end_array(s, &s->dns);
	end_array(s, &s->names);
	prov_sql_rows_end(&s->groups);
}

static int send(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;

	if (prov_sink_direct_pause(sink, err) < 0 || prov_sink_known_pause(sink, err) < 0)
		return -1;
	sink->staged_rows += (long long)(s->groups.count + s->members.count);
	return prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_GROUP, &s->groups, err) < 0 ? -1 :
		prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_MEMBER, &s->members, err);
}

static void want(struct sink *sink, const struct head *head, const char *list)
{
	struct sink_spool *s = sink->spool;

	for (uint32_t i = 0; i < head->members; i++) {
		size_t len;
		bool by_name;
		const char *value = take(&list, &len, &by_name);

		prov_sink_names_want(&s->wanted, sink->member_names, value, len, by_name);
	}
}

/* All groups of the slice. */
static int stage_slice(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const char *end = s->slice.p + s->slice.len;
	size_t nth = 0;
	struct head head;

	if (prov_sink_names_find(&s->wanted, sink->member_names, err) < 0)
		return -1;
	for (const char *p = s->slice.p; p < end; p += head.row + head.list) {
		memcpy(&head, p, sizeof(head));
		p += sizeof(head);
		add_group(sink, &head, p, &nth);
	}
	prov_str_clear(&s->slice);
	prov_sink_names_forget(&s->wanted);
	return send(sink, err);
}

/* ---- out: all of it ---- */

/* Adds the next group to the slice. 0: there is none. */
static int next(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	struct head head;
	size_t got, len;

	if (prov_sink_spill_read(&s->spill, &head, sizeof(head), &got, err) < 0)
		return -1;
	if (got == 0)
		return 0;
	len = (size_t)head.row + head.list;
	prov_str_add_len(&s->slice, (const char *)&head, sizeof(head));
	prov_str_reserve(&s->slice, len);
	if (prov_sink_spill_read(&s->spill, s->slice.p + s->slice.len, len, &got, err) < 0)
		return -1;
	s->slice.len += got;
	want(sink, &head, s->slice.p + s->slice.len - head.list);
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
	return s->wanted.count >= much || s->slice.len >= 2 * SINK_MUCH;
}

int prov_sink_spool_stage(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const size_t much = slice_of(sink);
	int rc;

	/* a user who was written may be taken back, which has to be known before */
	if (prov_sink_direct_rest(sink, err) < 0 ||
	    (sink->stage_groups_again && begin_again(sink, err) < 0) ||
	    prov_sink_spill_seek(&s->spill, sink->groups_staged, err) < 0)
		return -1;
	do {
		rc = next(sink, err);
		if (rc < 0 || ((rc == 0 || is_slice(s, much)) && s->slice.len && stage_slice(sink, err) < 0))
			return -1;
	} while (rc > 0);
	sink->groups_staged = prov_sink_spill_end(&s->spill);
	sink->spooled = 0;
	return 0;
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

/* The next group, if there is one: where it is, and its members in s->slice. */
static int next_list(struct sink_spool *s, struct place *place, struct head *head, struct prov_err *err)
{
	size_t got, len;

	if (prov_sink_spill_read(&s->places, place, sizeof(*place), &got, err) < 0)
		return -1;
	if (got == 0)
		return 0;
	if (prov_sink_spill_read(&s->spill, head, sizeof(*head), &got, err) < 0)
		return -1;
	len = (size_t)head->row + head->list;
	prov_str_clear(&s->slice);
	prov_str_reserve(&s->slice, len);
	return prov_sink_spill_read(&s->spill, s->slice.p, len, &got, err) < 0 ? -1 : 1;
}

int prov_sink_spool_search(struct sink *sink, const struct sink_spool_search *search, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	struct place place;
	struct head head;
	int rc;

	if (prov_sink_spill_seek(&s->places, 0, err) < 0 || prov_sink_spill_seek(&s->spill, 0, err) < 0)
		return -1;
	while ((rc = next_list(s, &place, &head, err)) > 0) {
		const char *p = s->slice.p + head.row;
		bool wanted = false;

		for (uint32_t i = 0; i < head.members && !wanted; i++) {
			size_t len;
			bool by_name;
			const char *value = take(&p, &len, &by_name);

			wanted = search->is_wanted(search->names, value, len, by_name);
		}
		if (wanted)
			search->found(search->groups, place.number);
	}
	prov_str_clear(&s->slice);
	return rc;
}

int prov_sink_spool_stage_some(struct sink *sink, const uint64_t *numbers, size_t count,
			       struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const size_t much = slice_of(sink);
	struct place place;
	size_t got;

	if (prov_sink_spill_seek(&s->places, 0, err) < 0)
		return -1;
	for (;;) {
		if (prov_sink_spill_read(&s->places, &place, sizeof(place), &got, err) < 0)
			return -1;
		if (got == 0)
			return s->slice.len ? stage_slice(sink, err) : 0;
		if (!bsearch(&place.number, numbers, count, sizeof(*numbers), compare))
			continue;
		if (prov_sink_spill_seek(&s->spill, place.at, err) < 0 || next(sink, err) < 0 ||
		    (is_slice(s, much) && stage_slice(sink, err) < 0))
			return -1;
	}
}

bool prov_sink_spool_has_much(const struct sink *sink)
{
	return sink->spooled >= (long long)slice_of(sink);
}
