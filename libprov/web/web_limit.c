/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_limit.c - how often passwords may be wrong
 *
 * A bucket for each account and each address, which leaks. It is found by a hash that others cannot foresee,
 * in a table that does not grow: where too many meet, the one that has least in it goes, so that nobody makes
 * room for guesses by filling the table with names that do not exist. Several threads use it.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "libprov/web/web.h"

#define SETS 4096		/* of WAYS buckets */
#define WAYS 4

struct bucket {
	uint64_t who;			/* 0: nobody's */
	uint64_t last;			/* the last wrong password */
	double level;
	long long at;			/* when it was that high */
};

struct prov_web_limit {
	pthread_mutex_t lock;
	unsigned char key[16];
	int account, address, seconds;
	struct bucket buckets[SETS][WAYS];
};

struct prov_web_limit *prov_web_limit_new(int account, int address, int seconds)
{
	struct prov_web_limit *l = prov_alloc(sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	l->account = account;
	l->address = address;
	l->seconds = seconds;
	while (getrandom(l->key, sizeof(l->key), 0) != (ssize_t)sizeof(l->key))
		continue;
	return l;
}

void prov_web_limit_free(struct prov_web_limit *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* Of hostile text: a digest with a key that is nobody's to know. */
static uint64_t hash(const struct prov_web_limit *l, char kind, const char *text)
{
	char hex[PROV_DIGEST_HEX + 1] = "";
	struct prov_digest *d = prov_digest_new();
	struct prov_err err = { .code = PROV_OK };
	uint64_t h = 0;

	prov_digest_add(d, (const char *)l->key, sizeof(l->key));
	prov_digest_add(d, &kind, 1);
	prov_digest_add(d, text, strlen(text));
	if (prov_digest_take(d, hex, &err) == 0)
		h = strtoull((hex[16] = '\0', hex), NULL, 16);
	return h ? h : 1;
}

static void leak(struct bucket *b, int most, int seconds, long long now)
{
	double gone = (double)(now - b->at) / 1000 * most / seconds;

	b->level = b->level > gone ? b->level - gone : 0;
	b->at = now;
}

static struct bucket *find(struct prov_web_limit *l, uint64_t who)
{
	struct bucket *set = l->buckets[who % SETS];

	for (int i = 0; i < WAYS; i++)
		if (set[i].who == who)
			return &set[i];
	return NULL;
}

static struct bucket *take(struct prov_web_limit *l, uint64_t who, int most, long long now)
{
	struct bucket *set = l->buckets[who % SETS], *b = find(l, who), *least = &set[0];

	if (b) {
		leak(b, most, l->seconds, now);
		return b;
	}
	for (int i = 0; i < WAYS; i++) {
		leak(&set[i], most, l->seconds, now);
		if (set[i].level < least->level)
			least = &set[i];
	}
	*least = (struct bucket){ .who = who, .at = now };
	return least;
}

static int wait_of(const struct prov_web_limit *l, const struct bucket *b, int most)
{
	return b->level <= most - 1 ? 0 : 1 + (int)((b->level - (most - 1)) * l->seconds / most);
}

int prov_web_limit_try(struct prov_web_limit *l, const char *account, const char *address, long long now)
{
	uint64_t by_account = hash(l, 'n', account), by_address = hash(l, 'a', address);
	struct bucket *a, *b;
	int wait, other;

	pthread_mutex_lock(&l->lock);
	a = take(l, by_account, l->account, now);
	a->level += 1;			/* so that the other one does not take its place */
	b = take(l, by_address, l->address, now);
	a->level -= 1;
	wait = wait_of(l, a, l->account);
	other = wait_of(l, b, l->address);
	if (wait == 0 && other == 0) {
		a->level += 1;
		b->level += 1;
	}
	pthread_mutex_unlock(&l->lock);
	return wait > other ? wait : other;
}

static void give_back(struct prov_web_limit *l, uint64_t who)
{
	struct bucket *b = find(l, who);

	if (b)
		b->level = b->level > 1 ? b->level - 1 : 0;
}

/* Is it the one that was wrong the last time? From now on it is. */
static bool is_known(struct prov_web_limit *l, uint64_t by_account, uint64_t secret)
{
	struct bucket *b = find(l, by_account);
	bool known = b && b->last == secret;

	if (b)
		b->last = secret;
	return known;
}

void prov_web_limit_end(struct prov_web_limit *l, const char *account, const char *address,
			const char *password, enum prov_web_verdict verdict, long long now)
{
	uint64_t by_account = hash(l, 'n', account), by_address = hash(l, 'a', address);
	uint64_t secret = hash(l, 'p', password);

	pthread_mutex_lock(&l->lock);
	take(l, by_account, l->account, now);
	take(l, by_address, l->address, now);
	if (verdict != PROV_WEB_WRONG || is_known(l, by_account, secret)) {
		give_back(l, by_account);
		give_back(l, by_address);
	}
	pthread_mutex_unlock(&l->lock);
}
