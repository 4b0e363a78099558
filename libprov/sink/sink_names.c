/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_names.c - which user a member of a group is: by key, DN and login name, from what was read in this run
 *
 * Users come before groups. Of those who are in the database as they were read, DN, name and ids are kept
 * beside the database, and no more is done about them: mostly no group has to be looked at. Else a hash of
 * each DN and login name is made, and members are looked up many at a time, by a pass over these: memory
 * does not grow with either. The hash is SipHash-1-3 of 128 bits with a key that nobody knows, so that no
 * name can be made that passes for another one.
 *
 * Whose entry is staged has no id yet, or may not become what the entry says: such a name is left to the
 * database (resolve_members.sql), as is one that nobody has.
 */
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_spill.h"

#define MEMORY (256 * 1024)	/* bytes of names that are not written to a file */
#define PASS 512		/* names that are read at a time */
#define NONE UINT32_MAX

struct name {
	struct sink_hash dn, login;
	int cid, uid;			/* uid 0: staged */
	struct sink_hash key;		/* last: it is there only if members have keys */
};

/* As it was read: this, the DN, the key, the name. */
struct read_name {
	int cid, uid;
	uint32_t dn : 24, key : 8, name;	/* lengths */
};
#define KEY_MAX 255
#define DN_MAX 0xffffff

struct sink_names {
	struct sink_spill read, spill;	/* as they were read; hashed */
	uint64_t hashed;		/* bytes of read */
	struct prov_str text, login;
	char line[PASS * sizeof(struct name)];
	size_t width;			/* of a name in spill */
	uint64_t key[2][2];		/* of DNs and keys, of login names */
	size_t count, sure;		/* names from sure on are not certain any more */
	bool off, by_key;
};

/* ---- SipHash-1-3, 128 bits ---- */

static inline uint64_t turn(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static inline void round_of(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = turn(v[1], 13) ^ v[0];
	v[0] = turn(v[0], 32);
	v[2] += v[3];
	v[3] = turn(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = turn(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = turn(v[1], 17) ^ v[2];
	v[2] = turn(v[2], 32);
}

static uint64_t end_of(uint64_t v[4])
{
	for (int i = 0; i < 3; i++)
		round_of(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct sink_hash prov_sink_names_siphash(const uint64_t key[2], const char *p, size_t len)
{
	uint64_t v[4] = { key[0] ^ 0x736f6d6570736575ULL, key[1] ^ 0x646f72616e646f6dULL ^ 0xee,
			  key[0] ^ 0x6c7967656e657261ULL, key[1] ^ 0x7465646279746573ULL };
	const uint64_t last = (uint64_t)len << 56;
	struct sink_hash h;
	uint64_t word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		v[3] ^= word;
		round_of(v);
		v[0] ^= word;
	}
	word = 0;
	memcpy(&word, p, len);
	word |= last;
	v[3] ^= word;
	round_of(v);
	v[0] ^= word;
	v[2] ^= 0xee;
	h.a = end_of(v);
	v[1] ^= 0xdd;
	h.b = end_of(v);
	return h;
}

/* ---- names ---- */

struct sink_names *prov_sink_names_new(void)
{
	struct sink_names *names = prov_alloc(sizeof(*names));

	names->spill = names->read = (struct sink_spill)SINK_SPILL_INIT(MEMORY);
	names->text = names->login = (struct prov_str)PROV_STR_INIT;
	names->sure = SIZE_MAX;
	names->width = offsetof(struct name, key);
	while (getrandom(names->key, sizeof(names->key), 0) != (ssize_t)sizeof(names->key))
		continue;
	return names;
}

void prov_sink_names_free(struct sink_names *names)
{
	if (!names)
		return;
	prov_sink_spill_fini(&names->read);
	prov_sink_spill_fini(&names->spill);
	prov_str_fini(&names->text);
	prov_str_fini(&names->login);
	free(names);
}

void prov_sink_names_by_key(struct sink_names *names)
{
	names->by_key = true;
	names->width = sizeof(struct name);
}

/* What is longer than any is found by the database. */
static uint32_t length(const char *s, size_t max)
{
	const size_t len = s ? strlen(s) : 0;

	return len <= max ? (uint32_t)len : 0;
}

int prov_sink_names_add(struct sink_names *names, const char *dn, const char *key,
			const struct prov_text *name, int cid, int uid, struct prov_err *err)
{
	const struct read_name r = { cid, uid, length(dn, DN_MAX), names->by_key ? length(key, KEY_MAX) : 0,
				     name ? (uint32_t)name->len : 0 };

	if (names->off)
		return 0;
	names->count++;
	prov_str_clear(&names->text);
	prov_str_add_len(&names->text, (const char *)&r, sizeof(r));
	if (r.dn)
		prov_str_add_len(&names->text, dn, r.dn);
	if (r.key)
		prov_str_add_len(&names->text, key, r.key);
	if (name)
		prov_str_add_len(&names->text, name->p, r.name);
	return prov_sink_spill_add(&names->read, names->text.p, names->text.len, err);
}

/* text: DN, key and name. */
static int add_hashes(struct sink_names *names, const struct read_name *r, const char *text,
		      struct prov_err *err)
{
	struct name name = { .cid = r->cid, .uid = r->uid };

	if (r->dn)
		name.dn = prov_sink_names_siphash(names->key[0], text, r->dn);
	prov_str_clear(&names->login);
	prov_utf8_lower(&names->login, text + r->dn + r->key, r->name);
	if (r->name)
		name.login = prov_sink_names_siphash(names->key[1], names->login.p, names->login.len);
	if (r->key) {
		prov_str_clear(&names->login);
		prov_str_addf(&names->login, "<%.*s>", (int)r->key, text + r->dn);
		name.key = prov_sink_names_siphash(names->key[0], names->login.p, names->login.len);
	}
	return prov_sink_spill_add(&names->spill, &name, names->width, err);
}

/* Of those who were read since it was done last. */
static int make_hashes(struct sink_names *names, struct prov_err *err)
{
	struct read_name r;
	size_t got;

	if (prov_sink_spill_seek(&names->read, names->hashed, err) < 0)
		return -1;
	for (;;) {
		if (prov_sink_spill_read(&names->read, &r, sizeof(r), &got, err) < 0)
			return -1;
		if (got == 0)
			break;
		prov_str_clear(&names->text);
		prov_str_reserve(&names->text, (size_t)r.dn + r.key + r.name);
		if (prov_sink_spill_read(&names->read, names->text.p, (size_t)r.dn + r.key + r.name, &got,
					 err) < 0 ||
		    add_hashes(names, &r, names->text.p, err) < 0)
			return -1;
	}
	names->hashed = prov_sink_spill_end(&names->read);
	return 0;
}

size_t prov_sink_names_count(const struct sink_names *names)
{
	return names->count;
}

void prov_sink_names_doubt(struct sink_names *names, size_t from)
{
	if (from < names->sure)
		names->sure = from;
}

/* ---- members ---- */

void prov_sink_names_done(struct sink_wanted *w)
{
	free(w->values);
	free(w->hits);
	free(w->slots);
	*w = (struct sink_wanted){ 0 };
}

void prov_sink_names_forget(struct sink_wanted *w)
{
	w->count = w->hit_count = 0;
}

/* No DN begins as a key does. */
size_t prov_sink_names_head(const char *value, size_t len)
{
	const char *end = len && value[0] == '<' ? memchr(value, '>', len) : NULL;

	return end ? (size_t)(end - value) + 1 : len;
}

void prov_sink_names_want(struct sink_wanted *w, const struct sink_names *names, const char *value,
			  size_t len, bool by_name)
{
	if (!by_name)
		len = prov_sink_names_head(value, len);
	if (w->count == w->room) {
		w->room = w->room ? 2 * w->room : 256;
		w->values = prov_realloc(w->values, w->room * sizeof(*w->values));
	}
	w->values[w->count++] = (struct sink_value){
		.hash = prov_sink_names_siphash(names->key[by_name], value, len), .first = NONE
	};
}

static bool same_hash(const struct sink_hash *x, const struct sink_hash *y)
{
	return x->a == y->a && x->b == y->b;
}

/* The slot of a hash: the first value that has it, or a free one. */
static uint32_t *slot_of(struct sink_wanted *w, const struct sink_hash *h)
{
	size_t at = h->a & (w->slot_count - 1);

	while (w->slots[at] != NONE && !same_hash(&w->values[w->slots[at]].hash, h))
		at = (at + 1) & (w->slot_count - 1);
	return &w->slots[at];
}

static void make_slots(struct sink_wanted *w)
{
	size_t need = 1024;

	while (need < 2 * w->count)
		need *= 2;
	if (need > w->slot_count) {
		w->slots = prov_realloc(w->slots, need * sizeof(*w->slots));
		w->slot_count = need;
	}
	memset(w->slots, 0xFF, w->slot_count * sizeof(*w->slots));
	for (uint32_t i = 0; i < w->count; i++) {
		uint32_t *slot = slot_of(w, &w->values[i].hash);
		w->values[i].first = NONE;
		w->values[i].staged = false;
		if (*slot == NONE)
			*slot = i;
		w->values[i].same = *slot;
	}
}

static void hit(struct sink_wanted *w, const struct sink_hash *h, int cid, int uid)
{
	uint32_t at = *slot_of(w, h);
	struct sink_value *v = at == NONE ? NULL : &w->values[at];

	if (!v)
		return;
	if (!uid) {
		v->staged = true;
		return;
	}
	if (w->hit_count == w->hit_room) {
		w->hit_room = w->hit_room ? 2 * w->hit_room : 256;
		w->hits = prov_realloc(w->hits, w->hit_room * sizeof(*w->hits));
	}
	w->hits[w->hit_count] = (struct sink_hit){ cid, uid, v->first };
	v->first = (uint32_t)w->hit_count++;
}

static void look_at(struct sink_wanted *w, const struct name *name, bool sure)
{
	if (name->dn.a | name->dn.b)
		hit(w, &name->dn, name->cid, sure ? name->uid : 0);
	if (name->login.a | name->login.b)
		hit(w, &name->login, name->cid, sure ? name->uid : 0);
	if (name->key.a | name->key.b)
		hit(w, &name->key, name->cid, sure ? name->uid : 0);
}

int prov_sink_names_find(struct sink_wanted *w, struct sink_names *names, struct prov_err *err)
{
	const size_t much = PASS * names->width;
	struct name name = { .cid = 0 };
	size_t nth = 0, got;

	w->hit_count = 0;
	if (w->count == 0)
		return 0;
	make_slots(w);
	if (names->off)
		return 0;
	if (make_hashes(names, err) < 0 || prov_sink_spill_seek(&names->spill, 0, err) < 0)
		return -1;
	do {
		if (prov_sink_spill_read(&names->spill, names->line, much, &got, err) < 0)
			return -1;
		for (size_t at = 0; at < got; at += names->width, nth++) {
			memcpy(&name, names->line + at, names->width);
			look_at(w, &name, nth < names->sure);
		}
	} while (got == much);
	return 0;
}

const struct sink_value *prov_sink_names_value(const struct sink_wanted *w, size_t i)
{
	return &w->values[w->values[i].same];
}

void prov_sink_names_off(struct sink_names *names)
{
	names->off = true;
}

bool prov_sink_names_are_off(const struct sink_names *names)
{
	return names->off;
}
