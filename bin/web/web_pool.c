/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_pool.c - a few connections to the database for many threads
 *
 * Who finds none free waits a moment, and is told that there is none when that is over.
 */
#include <pthread.h>
#include <time.h>

#include "bin/web/web.h"

#define CONNECTIONS 4
#define PATIENCE 5		/* seconds */

struct web_pool {
	const struct prov_config *config;
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct prov_sql *idle[CONNECTIONS];
	size_t idle_count, used;
};

struct web_pool *web_pool_new(const struct prov_config *config)
{
	struct web_pool *p = prov_alloc(sizeof(*p));

	p->config = config;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given, NULL);
	return p;
}

void web_pool_free(struct web_pool *p)
{
	while (p->idle_count > 0)
		prov_sql_close(p->idle[--p->idle_count]);
	pthread_cond_destroy(&p->given);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* False: the time is over. */
static bool wait_for_place(struct web_pool *p)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE;
	while (p->used == CONNECTIONS)
		if (pthread_cond_timedwait(&p->given, &p->lock, &until) != 0)
			return p->used < CONNECTIONS;
	return true;
}

/* NULL: the place alone. */
static void give(struct web_pool *p, struct prov_sql *db)
{
	pthread_mutex_lock(&p->lock);
	p->used--;
	if (db)
		p->idle[p->idle_count++] = db;
	pthread_cond_signal(&p->given);
	pthread_mutex_unlock(&p->lock);
}

struct prov_sql *web_pool_take(struct web_pool *p, struct prov_err *err)
{
	struct prov_sql *db = NULL;
	bool place;

	pthread_mutex_lock(&p->lock);
	place = wait_for_place(p);
	if (place) {
		p->used++;
		if (p->idle_count > 0)
			db = p->idle[--p->idle_count];
	}
	pthread_mutex_unlock(&p->lock);
	if (!place)
		prov_fail(err, PROV_E_TIMEOUT, "all connections to the database are in use");
	else if (!db)
		db = prov_web_session_connect(p->config, err);
	if (place && !db)
		give(p, NULL);
	return db;
}

void web_pool_give(struct web_pool *p, struct prov_sql *db)
{
	give(p, db);
}
