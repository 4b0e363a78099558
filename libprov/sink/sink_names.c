/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_names.c - which user a member of a group is: by key, DN and login name, from what was read in this run
 *
 * Users come before groups. Of each a hash of DN and login name is kept beside the database, with the ids:
 * less than half of the names themselves, and to write them takes longer than to hash them. Mostly no group
 * has to be looked at. Else members are looked up many at a time, by a pass over these: memory does not grow
 * with either. The hash is SipHash-1-3 of 128 bits with a key that nobody knows, so that no name can be made
 * that passes for another one.
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

struct sink_names {
	struct sink_spill spill;
	struct prov_str text;
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

	names->spill = (struct sink_spill)SINK_SPILL_INIT(MEMORY);
	names->text = (struct prov_str)PROV_STR_INIT;
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
	prov_sink_spill_fini(&names->spill);
	prov_str_fini(&names->text);
	free(names);
}

void prov_sink_names_by_key(struct sink_names *names)
{
	names->by_key = true;
	names->width = sizeof(struct name);
}

/* As members have it. */
static void hash_key(struct sink_names *names, struct name *n, const char *key)
{
	prov_str_clear(&names->text);
	prov_str_add_char(&names->text, '<');
	prov_str_add(&names->text, key);
	prov_str_add_char(&names->text, '>');
	n->key = prov_sink_names_siphash(names->key[0], names->text.p, names->text.len);
}

int prov_sink_names_add(struct sink_names *names, const char *dn, const char *key,
			const struct prov_text *name, int cid, int uid, struct prov_err *err)
{
	struct name n = { .cid = cid, .uid = uid };

	if (names->off)
		return 0;
	names->count++;
	if (dn && *dn)
		n.dn = prov_sink_names_siphash(names->key[0], dn, strlen(dn));
	if (key && *key && names->by_key)
		hash_key(names, &n, key);
	if (name && name->len) {
		prov_str_clear(&names->text);
		prov_utf8_lower(&names->text, name->p, name->len);
		n.login = prov_sink_names_siphash(names->key[1], names->text.p, names->text.len);
	}
	return prov_sink_spill_add(&names->spill, &n, names->width, err);
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
	free(w->maybe);
	*w = (struct sink_wanted){ 0 };
}

void prov_sink_names_forget(struct sink_wanted *w)
{
	w->count = w->hit_count = 0;
	w->by_dn = w->by_name = false;
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
	w->by_name |= by_name;
	w->by_dn |= !by_name;
}

static bool same_hash(const struct sink_hash *x, const struct sink_hash *y)
{
	return x->a == y->a && x->b == y->b;
}

/* The bit of a hash. */
static uint64_t *maybe_of(const struct sink_wanted *w, const struct sink_hash *h, uint64_t *bit)
{
	*bit = 1ULL << (h->b & 63);
	return &w->maybe[(h->b >> 6) & (w->slot_count / 8 - 1)];
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
		w->maybe = prov_realloc(w->maybe, need);
		w->slot_count = need;
	}
	memset(w->slots, 0xFF, w->slot_count * sizeof(*w->slots));
	memset(w->maybe, 0, w->slot_count);
	for (uint32_t i = 0; i < w->count; i++) {
		uint32_t *slot = slot_of(w, &w->values[i].hash);
		uint64_t bit, *maybe = maybe_of(w, &w->values[i].hash, &bit);
		*maybe |= bit;
		w->values[i].first = NONE;
		w->values[i].staged = false;
		if (*slot == NONE)
			*slot = i;
		w->values[i].same = *slot;
	}
}

static void hit(struct sink_wanted *w, const struct sink_hash *h, int cid, int uid)
{
	uint64_t bit, *maybe = maybe_of(w, h, &bit);
	uint32_t at = *maybe & bit ? *slot_of(w, h) : NONE;
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
	if (w->by_dn && (name->dn.a | name->dn.b))
		hit(w, &name->dn, name->cid, sure ? name->uid : 0);
	if (w->by_name && (name->login.a | name->login.b))
		hit(w, &name->login, name->cid, sure ? name->uid : 0);
	if (w->by_dn && (name->key.a | name->key.b))
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
	if (prov_sink_spill_seek(&names->spill, 0, err) < 0)
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
