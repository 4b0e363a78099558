/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_names.c - SR41: members of groups are found among the users that were read, however many there are
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_pieces.h"
#include "tests/lib/tap.h"

#define MANY 20000		/* more than are kept in memory */

static struct prov_err err = PROV_ERR_INIT;

static void add(struct sink_names *names, const char *dn, const char *name, int cid, int uid)
{
	const struct prov_text text = { name, strlen(name) };

	if (prov_sink_names_add(names, dn, NULL, &text, cid, uid, &err) < 0)
		ok(0, "%s is added: %s", name, err.msg);
}

static void want(struct sink_wanted *w, const struct sink_names *names, const char *value, bool by_name)
{
	prov_sink_names_want(w, names, value, strlen(value), by_name);
}

/* Context and id of the only user who was found; 0: nobody, -1: several. */
static int found(const struct sink_wanted *w, size_t i)
{
	const struct sink_value *v = prov_sink_names_value(w, i);

	if (v->first == UINT32_MAX)
		return 0;
	if (w->hits[v->first].next != UINT32_MAX)
		return -1;
	return w->hits[v->first].cid * 100000 + w->hits[v->first].uid;
}

static void few(void)
{
	struct sink_names *names = prov_sink_names_new();
	struct sink_wanted w = { 0 };
	size_t from;

	add(names, "uid=a,dc=x", "Anna", 1, 5);
	add(names, "uid=a,dc=y", "ANNA", 2, 6);
	add(names, NULL, "bert", 1, 7);
	add(names, "uid=c,dc=x", "carl", 1, 0);
	from = prov_sink_names_count(names);
	add(names, "uid=d,dc=x", "dora", 1, 9);
	want(&w, names, "uid=a,dc=x", false);
	want(&w, names, "uid=a,dc=x", false);
	want(&w, names, "anna", true);
	want(&w, names, "bert", true);
	want(&w, names, "bert", false);
	want(&w, names, "uid=c,dc=x", false);
	want(&w, names, "uid=d,dc=x", false);
	is_int(prov_sink_names_find(&w, names, &err), 0, "members are looked for");
	is_int(found(&w, 0), 100005, "by DN");
	is_int(found(&w, 1), 100005, "in a second group, too");
	is_int(found(&w, 2), -1, "a name in two contexts is that of two users, in any case of letters");
	is_int(found(&w, 3), 100007, "by name");
	is_int(found(&w, 4), 0, "a name is no DN");
	ok(found(&w, 5) == 0 && prov_sink_names_value(&w, 5)->staged, "whose entry is staged has no id yet");
	is_int(found(&w, 6), 100009, "the last one is there");
	prov_sink_names_doubt(names, from);
	prov_sink_names_find(&w, names, &err);
	ok(found(&w, 6) == 0 && prov_sink_names_value(&w, 6)->staged && found(&w, 0) == 100005,
	   "and staged after all, unlike those before");
	prov_sink_names_off(names);
	prov_sink_names_find(&w, names, &err);
	ok(found(&w, 0) == 0 && !prov_sink_names_value(&w, 5)->staged, "all is left to the database");
	prov_sink_names_done(&w);
	prov_sink_names_free(names);
}

static void many(void)
{
	struct sink_names *names = prov_sink_names_new();
	struct sink_wanted w = { 0 };
	char dn[40], name[20];
	int wrong = 0;

	for (int i = 1; i <= MANY; i++) {
		snprintf(dn, sizeof(dn), "uid=user%d,dc=example,dc=com", i);
		snprintf(name, sizeof(name), "User%d", i);
		add(names, dn, name, 3, i);
		if (i == MANY / 2)	/* what was added before is used, and the rest comes behind it */
			prov_sink_names_find(&w, names, &err);
		if (i % 3 == 0)
			want(&w, names, dn, false);
	}
	is_int(prov_sink_names_find(&w, names, &err), 0, "some thousand are looked for among %d", MANY);
	for (size_t i = 0; i < w.count; i++)
		wrong += found(&w, i) != 300000 + 3 * (int)(i + 1);
	is_int(wrong, 0, "SR41: each of them is found");
	prov_sink_names_done(&w);
	prov_sink_names_free(names);
}

/* The first bytes are in the file, the others in memory. */
static void spill(void)
{
	struct sink_spill s = SINK_SPILL_INIT(16);
	char buf[64];
	size_t got;

	for (int i = 0; i < 5; i++)
		prov_sink_spill_add(&s, "0123456789", 10, &err);
	prov_sink_spill_seek(&s, 3, &err);
	is_int(prov_sink_spill_read(&s, buf, sizeof(buf), &got, &err), 0, "what waits is read");
	ok(got == 47 && !memcmp(buf, "3456789012345678901234567890123456789012345678901", 47),
	   "across file and memory");
	prov_sink_spill_add(&s, "abc", 3, &err);
	prov_sink_spill_seek(&s, 48, &err);
	prov_sink_spill_read(&s, buf, sizeof(buf), &got, &err);
	ok(got == 5 && !memcmp(buf, "89abc", 5), "and again, with what came after it");
	prov_sink_spill_clear(&s);
	for (int i = 0; i < 3; i++)
		prov_sink_spill_add(&s, "ABCDEFGHIJ", 10, &err);
	prov_sink_spill_seek(&s, 0, &err);
	prov_sink_spill_read(&s, buf, sizeof(buf), &got, &err);
	ok(got == 30 && !memcmp(buf + 20, "ABCDEFGHIJ", 10), "what was cleared is written over");
	prov_sink_spill_fini(&s);
	setenv("TMPDIR", "/nowhere/at/all", 1);
	prov_sink_spill_add(&s, buf, 16, &err);
	is_int(prov_sink_spill_add(&s, buf, 16, &err), -1, "a file that cannot be made is an error");
	is_int(err.code, PROV_E_IO, "of the file system");
	prov_sink_spill_fini(&s);
}

/* Does a piece of len bytes from at on have what was put there? */
static bool is_piece(struct sink_pieces *p, uint64_t at, size_t len)
{
	const char *piece;

	if (prov_sink_pieces_next(p, len, &piece, &err) != 1 || prov_sink_pieces_at(p) != at + len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (piece[i] != (char)((at + i) % 251))
			return false;
	return true;
}

/* Small pieces, and one that is larger than what is read at once: from a file, and from memory. */
static void pieces(void)
{
	struct sink_spill s = SINK_SPILL_INIT(1000);
	struct sink_pieces p = SINK_PIECES_INIT(&s);
	const char *piece;
	bool good = true;

	for (int i = 0; i < 100500; i++) {
		const char c = (char)(i % 251);
		good &= prov_sink_spill_add(&s, &c, 1, &err) == 0;
	}
	good &= prov_sink_pieces_begin(&p, 0, &err) == 0;
	for (uint64_t at = 0; at < 50000; at += 5)
		good &= is_piece(&p, at, 5);
	ok(good, "small pieces, one after the other");
	ok(is_piece(&p, 50000, 40000), "a large one");
	prov_sink_pieces_seek(&p, 89990, &err);
	ok(is_piece(&p, 89990, 20), "a little back");
	prov_sink_pieces_seek(&p, 3, &err);
	ok(is_piece(&p, 3, 20), "far back");
	prov_sink_pieces_seek(&p, 100400, &err);
	ok(is_piece(&p, 100400, 99), "and to what is in memory");
	is_int(prov_sink_pieces_next(&p, 2, &piece, &err), 0, "half a piece is none");
	ok(is_piece(&p, 100499, 1), "the last one");
	prov_sink_spill_add(&s, (char[]){ (char)(100500 % 251) }, 1, &err);
	prov_sink_pieces_begin(&p, 100500, &err);
	ok(is_piece(&p, 100500, 1), "and what is added then");
	prov_sink_pieces_fini(&p);
	prov_sink_spill_fini(&s);
}

int main(void)
{
	const uint64_t key[2] = { 0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL };
	const struct sink_hash one = prov_sink_names_siphash(key, "prov", 4);
	const struct sink_hash two = prov_sink_names_siphash(key, "prow", 4);

	ok(one.a != two.a && one.b != two.b && one.a != one.b, "two names have two hashes");
	few();
	many();
	pieces();
	spill();
	return done();
}
