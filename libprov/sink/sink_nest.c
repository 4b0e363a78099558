/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_nest.c - groups in groups: which group has the members of which
 *
 * Groups that contain each other, directly or by way of others, are a ring, and have the same members; it
 * is told once. Over rings there are no circles, so the groups below one are found in a single walk: the
 * cost is that of the pairs that there are (SR41). Only groups that are in other ones, or have other ones,
 * are in memory.
 */
#include <inttypes.h>

#include "libprov/sink/sink_plan.h"

struct edge {
	uint32_t parent, child;		/* stage_group.n; then places in groups */
};

struct graph {
	struct edge *edges;		/* sorted by parent */
	size_t edge_count, room;
	uint32_t *groups;		/* sorted; this many: */
	size_t count;
	uint32_t *first;		/* edge of each group, and one more */
	uint32_t *ring;			/* of each group; a group by itself is a ring of one */
	size_t ring_count;
	uint32_t *ring_first, *ring_groups;	/* places in groups, by ring */
};

static void free_graph(struct graph *g)
{
	free(g->edges);
	free(g->groups);
	free(g->first);
	free(g->ring);
	free(g->ring_first);
	free(g->ring_groups);
}

/* ---- reading it ---- */

static int add_edge(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const long long parent = prov_sql_number(row, 0, 0), child = prov_sql_number(row, 0, 1);
	struct graph *g = data;

	if (parent > UINT32_MAX || child > UINT32_MAX || g->edge_count == UINT32_MAX / 2)
		return prov_fail(err, PROV_E_INTERNAL, "there are too many groups in groups");
	if (g->edge_count == g->room) {
		g->room = g->room ? 2 * g->room : 256;
		g->edges = prov_realloc(g->edges, g->room * sizeof(*g->edges));
	}
	g->edges[g->edge_count++] = (struct edge){ (uint32_t)parent, (uint32_t)child };
	return 0;
}

static int compare_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t place_of(const struct graph *g, uint32_t n)
{
	const uint32_t *p = bsearch(&n, g->groups, g->count, sizeof(n), compare_number);

	return (uint32_t)(p - g->groups);
}

static int compare_edge(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	int by_parent = (x->parent > y->parent) - (x->parent < y->parent);

	return by_parent ? by_parent : (x->child > y->child) - (x->child < y->child);
}

static void index_graph(struct graph *g)
{
	size_t kept = 0;

	g->groups = prov_alloc((2 * g->edge_count + 1) * sizeof(*g->groups));
	for (size_t i = 0; i < g->edge_count; i++) {
		g->groups[g->count++] = g->edges[i].parent;
		g->groups[g->count++] = g->edges[i].child;
	}
	qsort(g->groups, g->count, sizeof(*g->groups), compare_number);
	for (size_t i = 0; i < g->count; i++)
		if (kept == 0 || g->groups[kept - 1] != g->groups[i])
			g->groups[kept++] = g->groups[i];
	g->count = kept;
	for (size_t i = 0; i < g->edge_count; i++) {
		g->edges[i].parent = place_of(g, g->edges[i].parent);
		g->edges[i].child = place_of(g, g->edges[i].child);
	}
	if (g->edge_count)
		qsort(g->edges, g->edge_count, sizeof(*g->edges), compare_edge);
	g->first = prov_alloc((g->count + 1) * sizeof(*g->first));
	for (uint32_t i = 0, e = 0; i <= g->count; i++) {
		while (e < g->edge_count && g->edges[e].parent < i)
			e++;
		g->first[i] = e;
	}
}

/* ---- rings: Tarjan's strongly connected components, without recursion ---- */

struct walk {
	uint32_t *number, *low;		/* number 0: not visited */
	uint32_t *next;			/* edge that is followed next */
	uint32_t *path, *open;		/* from the start to here; visited, and in no ring yet */
	size_t path_len, open_len;
	uint32_t visited;
};

static void enter(const struct graph *g, struct walk *w, uint32_t at)
{
	w->number[at] = w->low[at] = ++w->visited;
	w->next[at] = g->first[at];
	w->path[w->path_len++] = at;
	w->open[w->open_len++] = at;
}

/* All groups below were visited: if none leads above, those that are open from here on are a ring. */
static void leave(struct graph *g, struct walk *w)
{
	uint32_t at = w->path[--w->path_len], member;

	if (w->path_len && w->low[at] < w->low[w->path[w->path_len - 1]])
		w->low[w->path[w->path_len - 1]] = w->low[at];
	if (w->low[at] != w->number[at])
		return;
	do {
		member = w->open[--w->open_len];
		g->ring[member] = (uint32_t)g->ring_count;
	} while (member != at);
	g->ring_count++;
}

static void walk_from(struct graph *g, struct walk *w, uint32_t start)
{
	enter(g, w, start);
	while (w->path_len) {
		uint32_t at = w->path[w->path_len - 1], child;

		if (w->next[at] == g->first[at + 1]) {
			leave(g, w);
			continue;
		}
		child = g->edges[w->next[at]++].child;
		if (!w->number[child])
			enter(g, w, child);
		else if (g->ring[child] == UINT32_MAX && w->number[child] < w->low[at])
			w->low[at] = w->number[child];
	}
}

static void list_rings(struct graph *g)
{
	g->ring_first = prov_alloc((g->ring_count + 2) * sizeof(*g->ring_first));
	g->ring_groups = prov_alloc((g->count + 1) * sizeof(*g->ring_groups));
	for (size_t i = 0; i < g->count; i++)
		g->ring_first[g->ring[i] + 2]++;
	for (size_t i = 2; i <= g->ring_count; i++)
		g->ring_first[i] += g->ring_first[i - 1];
	for (uint32_t i = 0; i < g->count; i++)
		g->ring_groups[g->ring_first[g->ring[i] + 1]++] = i;
}

static void find_rings(struct graph *g)
{
	const size_t size = (g->count + 1) * sizeof(uint32_t);
	struct walk w = { prov_alloc(size), prov_alloc(size), prov_alloc(size),
			  prov_alloc(size), prov_alloc(size), 0, 0, 0 };

	g->ring = prov_alloc(size);
	for (size_t i = 0; i < g->count; i++)
		g->ring[i] = UINT32_MAX;
	for (uint32_t i = 0; i < g->count; i++)
		if (!w.number[i])
			walk_from(g, &w, i);
	list_rings(g);
	free(w.number);
	free(w.low);
	free(w.next);
	free(w.path);
	free(w.open);
}

/* ---- what comes of it ---- */

/* The first group of a ring stands for it. */
static uint32_t number_of(const struct graph *g, size_t ring)
{
	return g->groups[g->ring_groups[g->ring_first[ring]]];
}

static int note_rings(struct sink *sink, const struct graph *g, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str groups = PROV_STR_INIT, rings = PROV_STR_INIT;

	for (size_t i = 0; i < g->count; i++) {
		size_t ring = g->ring[i];

		if (g->ring_first[ring + 1] - g->ring_first[ring] == 1)
			continue;
		prov_str_addf(&groups, "%s%" PRIu32, groups.len ? "," : "{", g->groups[i]);
		prov_str_addf(&rings, "%s%" PRIu32, rings.len ? "," : "{", number_of(g, ring));
	}
	if (groups.len == 0)
		return 0;
	prov_str_add_char(&groups, '}');
	prov_str_add_char(&rings, '}');
	return prov_sql_exec(sink->db, PROV_Q_SYNC_NOTE_RINGS, PROV_ARGS(sink->run, groups.p, rings.p),
			     NULL, err);
}

struct below {
	uint32_t *seen;			/* by ring: the last one from which it was reached, and 1 */
	uint32_t *todo;
	size_t count;
};

static void reach(const struct graph *g, struct below *b, uint32_t from, uint32_t ring)
{
	for (size_t i = g->ring_first[ring]; i < g->ring_first[ring + 1]; i++) {
		size_t at = g->ring_groups[i];

		for (size_t e = g->first[at]; e < g->first[at + 1]; e++) {
			uint32_t other = g->ring[g->edges[e].child];

			if (b->seen[other] == from + 1)
				continue;
			b->seen[other] = from + 1;
			b->todo[b->count++] = other;
		}
	}
}

static void add_rows(struct sink *sink, const struct graph *g, struct prov_sql_rows *rows, size_t from,
		     size_t ring)
{
	for (size_t i = g->ring_first[ring]; i < g->ring_first[ring + 1]; i++) {
		prov_sql_rows_int(rows, 0);
		prov_sql_rows_text(rows, sink->run, 36);
		prov_sql_rows_int(rows, number_of(g, from));
		prov_sql_rows_int(rows, g->groups[g->ring_groups[i]]);
		prov_sql_rows_end(rows);
	}
}

static int send_rows(struct sink *sink, struct prov_sql_rows *rows, size_t much, struct prov_err *err)
{
	if (rows->count == 0 || rows->text.len < much)
		return 0;
	return prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_NEST, rows, err);
}

static int write_below(struct sink *sink, const struct graph *g, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_rows_fini) struct prov_sql_rows rows = PROV_SQL_ROWS_INIT;
	PROV_CLEANUP(prov_freep) uint32_t *seen = prov_alloc((g->ring_count + 1) * sizeof(*seen));
	PROV_CLEANUP(prov_freep) uint32_t *todo = prov_alloc((g->ring_count + 1) * sizeof(*todo));
	struct below b = { seen, todo, 0 };

	for (uint32_t from = 0; from < g->ring_count; from++) {
		b.seen[from] = from + 1;
		reach(g, &b, from, from);
		while (b.count) {
			uint32_t ring = b.todo[--b.count];

			add_rows(sink, g, &rows, from, ring);
			reach(g, &b, from, ring);
			if (send_rows(sink, &rows, SINK_MUCH, err) < 0)
				return -1;
		}
	}
	return send_rows(sink, &rows, 0, err);
}

int prov_sink_nest(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(free_graph) struct graph g = { 0 };

	if (prov_sql_each(sink->db, PROV_Q_SYNC_EDGES, PROV_ARGS(sink->run), add_edge, &g, err) < 0)
		return -1;
	index_graph(&g);
	find_rings(&g);
	if (note_rings(sink, &g, err) < 0 || prov_sink_tx_step(sink, PROV_Q_SYNC_NEST_SELF, err) < 0 ||
	    write_below(sink, &g, err) < 0)
		return -1;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_RINGS, PROV_ARGS(sink->run, sink->config->name),
			     &sink->rings, err);
}

/* ---- telling it ---- */

int prov_sink_nest_tell(const struct sink *sink,
			int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
			void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *what = NULL;

	for (int i = 0; sink->rings && i < prov_sql_rows(sink->rings); i++) {
		const struct prov_sync_change change = { .action = "warn", .kind = "group",
							 .what = prov_sql_text(sink->rings, i, 0) };

		if (fn(data, &change, err) < 0)
			return -1;
	}
	if (sink->members_kept == 0)
		return 0;
	what = prov_asprintf("%lld members stay until the next run in groups that list somebody nobody knows "
			     "(--dry-run lists them): an entry was renamed or moved", sink->members_kept);
	return fn(data, &(struct prov_sync_change){ .action = "warn", .kind = "group", .what = what }, err);
}

int prov_sink_nest_save(struct sink *sink, struct prov_err *err)
{
	const struct prov_sql_args all = PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(!sink->few)),
		args = PROV_ARGS(sink->run, sink->config->name);
	const struct prov_sql_step drop[] = {
		{ PROV_Q_SYNC_DROP_PENDING, all, NULL },
		{ PROV_Q_SYNC_DROP_KNOWN_GROUPS, all, NULL },
		{ PROV_Q_SYNC_DROP_MEMBERS, all, NULL },
		/* of few, groups in groups are as they were */
		{ PROV_Q_SYNC_DROP_NESTS, args, NULL },
	};
	const struct prov_sql_step save[] = {
		{ PROV_Q_SYNC_SAVE_PENDING, args, NULL },
		{ PROV_Q_SYNC_SAVE_GROUPS, args, NULL },
		{ PROV_Q_SYNC_SAVE_MEMBERS, args, NULL },
		{ PROV_Q_SYNC_SAVE_NESTS, args, NULL },
		{ PROV_Q_SYNC_SAVE_RINGS, args, NULL },
	};

	if (!sink->groups_planned)
		return 0;
	/* nothing is known before the first complete run */
	if (sink->runs && prov_sql_batch(sink->db, drop, COUNT(drop) - (sink->few != NULL), err) < 0)
		return -1;
	return prov_sql_batch(sink->db, save, sink->few ? 3 : COUNT(save), err);
}
