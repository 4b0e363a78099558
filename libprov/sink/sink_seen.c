/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_seen.c - an entry that comes twice: as it is stored, and otherwise
 *
 * It was renamed or moved while the directory was read. The later one counts, so its user is not seen as it
 * is. Which user that is is told by the hash of its key: those of users who were seen go to a file without
 * a name, 16 bytes each, and it is read only if something was staged. A wrong hit costs a comparison.
 */
#include <errno.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_reading.h"

#define BUFFER 4096
#define MANY 65536		/* so much was staged: the database looks for all of them at once */

struct seen {
	uint64_t hash;
	int cid, uid;
};

struct wanted {
	uint64_t hash;
	bool found;
};

struct sink_seen {
	FILE *file;
	struct seen buffer[BUFFER];	/* behind the file */
	size_t count;
	struct wanted *wanted;		/* of staged entries */
	size_t wanted_count, room, looked_for;
};

static int fail_file(struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "cannot keep who was seen in a temporary file");
}

int prov_sink_seen_add(struct sink *sink, uint64_t hash, int cid, int uid, struct prov_err *err)
{
	struct sink_seen *s = sink->seen_users;

	if (!s)
		s = sink->seen_users = prov_alloc(sizeof(*s));
	s->buffer[s->count++] = (struct seen){ hash, cid, uid };
	if (s->count < BUFFER)
		return 0;
	if (!s->file)
		s->file = prov_file_temporary();
	if (!s->file || fwrite(s->buffer, sizeof(*s->buffer), s->count, s->file) != s->count)
		return fail_file(err);
	s->count = 0;
	return 0;
}

void prov_sink_seen_want(struct sink *sink, uint64_t hash)
{
	struct sink_seen *s = sink->seen_users;

	if (!s)
		s = sink->seen_users = prov_alloc(sizeof(*s));
	if (s->wanted_count > MANY)
		return;
	if (s->wanted_count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->wanted = prov_realloc(s->wanted, s->room * sizeof(*s->wanted));
	}
	s->wanted[s->wanted_count++] = (struct wanted){ hash, false };
}

static int compare(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

static void look_at(struct sink *sink, const struct seen *u)
{
	struct sink_seen *s = sink->seen_users;
	const struct wanted key = { u->hash, false };
	struct wanted *w = bsearch(&key, s->wanted, s->wanted_count, sizeof(*w), compare);

	for (; w && w > s->wanted && w[-1].hash == u->hash; w--)
		;
	if (!w || w->found)
		return;
	w->found = true;
	if (sink->member_names)		/* has the name that the entry had before */
		prov_sink_names_off(sink->member_names);
	prov_sql_rows_int(&sink->unseen, u->cid);
	prov_sql_rows_text(&sink->unseen, sink->run, 36);
	prov_sql_rows_int(&sink->unseen, u->uid);
	prov_sql_rows_end(&sink->unseen);
	prov_sink_context_note(sink, u->cid);
	sink->unseen_count++;
}

static int look_at_file(struct sink *sink, struct prov_err *err)
{
	struct sink_seen *s = sink->seen_users;
	struct seen some[BUFFER];
	size_t n;

	if (fflush(s->file) != 0 || fseek(s->file, 0, SEEK_SET) != 0)
		return fail_file(err);
	while ((n = fread(some, sizeof(*some), BUFFER, s->file)) > 0)
		for (size_t i = 0; i < n; i++)
			look_at(sink, &some[i]);
	return ferror(s->file) || fseek(s->file, 0, SEEK_END) != 0 ? fail_file(err) : 0;
}

int prov_sink_seen_end(struct sink *sink, struct prov_err *err)
{
	struct sink_seen *s = sink->seen_users;

	if (!s || s->wanted_count == s->looked_for || s->wanted_count > MANY)
		return 0;
	qsort(s->wanted, s->wanted_count, sizeof(*s->wanted), compare);
	s->looked_for = s->wanted_count;
	for (size_t i = 0; i < s->count; i++)
		look_at(sink, &s->buffer[i]);
	return s->file ? look_at_file(sink, err) : 0;
}

bool prov_sink_seen_has_many(const struct sink *sink)
{
	return sink->seen_users && sink->seen_users->wanted_count > MANY;
}

void prov_sink_seen_free(struct sink *sink)
{
	struct sink_seen *s = sink->seen_users;

	if (s && s->file)
		fclose(s->file);
	if (s)
		free(s->wanted);
	free(s);
	sink->seen_users = NULL;
}
