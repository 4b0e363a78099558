/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_gather.c - many entries are read at a time, also from a server that sends them one by one
 *
 * A client that is faster than its server wakes up for every single entry, which costs both of them
 * more than the entry does. So when the answers that wait in the socket have been small for a while,
 * a read lets a moment pass first. A moment in which nothing came was the last one for a while: a
 * server that is slow, or done, is not waited for.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

#include "ldap/client/ldap_int.h"

#define LEVEL ((LBER_SBIOD_LEVEL_PROVIDER + LBER_SBIOD_LEVEL_TRANSPORT) / 2)	/* below TLS */
#define ENOUGH (12 * 1024)	/* bytes that are worth a read */
#define OFTEN 8			/* small reads, before the first moment */
#define MOMENT 100000		/* nanoseconds */

struct gather {
	ber_slen_t left;	/* bytes that waited in the socket and are not read yet */
	int small;		/* reads in a row */
};

static int set_up(Sockbuf_IO_Desc *io, void *arg)
{
	(void)arg;
	io->sbiod_pvt = prov_alloc(sizeof(struct gather));
	return 0;
}

static int tear_down(Sockbuf_IO_Desc *io)
{
	free(io->sbiod_pvt);
	io->sbiod_pvt = NULL;
	return 0;
}

static int control(Sockbuf_IO_Desc *io, int option, void *arg)
{
	return LBER_SBIOD_CTRL_NEXT(io, option, arg);
}

static int waiting(const Sockbuf_IO_Desc *io)
{
	int fd = -1, n = 0;

	if (ber_sockbuf_ctrl(io->sbiod_sb, LBER_SB_OPT_GET_FD, &fd) < 0 || ioctl(fd, FIONREAD, &n) < 0)
		return ENOUGH;
	return n;
}

static void gather(const Sockbuf_IO_Desc *io, struct gather *g)
{
	static const struct timespec moment = { .tv_nsec = MOMENT };
	int n = waiting(io);

	g->left = n;
	if (n >= ENOUGH || ++g->small < OFTEN)
		return;
	nanosleep(&moment, NULL);
	g->left = waiting(io);
	if (g->left == n)
		g->small = 0;
}

static ber_slen_t read_some(Sockbuf_IO_Desc *io, void *buf, ber_len_t len)
{
	struct gather *g = io->sbiod_pvt;
	ber_slen_t n;

	if (g->left <= 0)
		gather(io, g);
	n = LBER_SBIOD_READ_NEXT(io, buf, len);
	g->left -= n;
	return n;
}

static ber_slen_t write_some(Sockbuf_IO_Desc *io, void *buf, ber_len_t len)
{
	return LBER_SBIOD_WRITE_NEXT(io, buf, len);
}

void prov_ldap_gather(Sockbuf *sb)
{
	static const Sockbuf_IO layer = { set_up, tear_down, control, read_some, write_some, NULL };

	ber_sockbuf_add_io(sb, (Sockbuf_IO *)(uintptr_t)&layer, LEVEL, NULL);
}
