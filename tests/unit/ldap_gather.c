/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldap_gather.c - a moment that is waited before a read loses nothing, and ends
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ldap/client/ldap_int.h"
#include "tests/lib/tap.h"

static Sockbuf *open_pair(int *peer)
{
	int fds[2];
	Sockbuf *sb = ber_sockbuf_alloc();

	if (!sb || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		abort();
	*peer = fds[1];
	ber_sockbuf_add_io(sb, &ber_sockbuf_io_tcp, LBER_SBIOD_LEVEL_PROVIDER, &fds[0]);
	prov_ldap_gather(sb);
	return sb;
}

/* A message with the number n: as they come, one by one. */
static bool send_one(int peer, unsigned char n)
{
	const unsigned char pdu[] = { 0x30, 8, 2, 1, n, 4, 3, 'a', 'b', 'c' };

	return write(peer, pdu, sizeof(pdu)) == sizeof(pdu);
}

/* The number of the next one; -1: there is none. */
static int take_one(Sockbuf *sb, BerElement *ber)
{
	ber_len_t len;
	ber_int_t n;

	return ber_get_next(sb, &len, ber) == 0x30 && ber_get_int(ber, &n) == 2 ? n : -1;
}

static int receive_one(Sockbuf *sb)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	int n = take_one(sb, ber);

	ber_free(ber, 1);
	return n;
}

static void small_ones(void)
{
	int peer, bad = 0;
	Sockbuf *sb = open_pair(&peer);

	for (int i = 0; i < 100; i++) {
		bad += !send_one(peer, (unsigned char)(i & 0x7f));
		bad += receive_one(sb) != (i & 0x7f);
	}
	is_int(bad, 0, "small messages come one by one, also after many of them");
	for (int i = 0; i < 100; i++)
		bad += !send_one(peer, (unsigned char)i);
	for (int i = 0; i < 100; i++)
		bad += receive_one(sb) != i;
	is_int(bad, 0, "and a hundred at once");
	close(peer);
	is_int(receive_one(sb), -1, "a connection that was closed is noticed");
	ber_sockbuf_free(sb);
}

static void read_ahead(void)
{
	ber_len_t size = 65536;
	int peer, bad = 0;
	Sockbuf *sb = open_pair(&peer);

	ber_sockbuf_add_io(sb, &ber_sockbuf_io_readahead, LBER_SBIOD_LEVEL_TRANSPORT, &size);
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 100; i++)
			bad += !send_one(peer, (unsigned char)i);
		for (int i = 0; i < 100; i++)
			bad += receive_one(sb) != i;
	}
	is_int(bad, 0, "the same below a buffer");
	close(peer);
	is_int(receive_one(sb), -1, "and it ends there, too");
	ber_sockbuf_free(sb);
}

int main(void)
{
	alarm(100);		/* what waits for ever has failed */
	small_ones();
	read_ahead();
	return done();
}
