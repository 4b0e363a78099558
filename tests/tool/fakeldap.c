/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool/fakeldap.c - a directory that behaves as told, for what no real server here can be made to do
 *
 *	fakeldap SOCKET BEHAVIOUR [NUMBER [MEMBERS]]
 *
 * Serves one tree, DC=x, as Active Directory would: two users and the group "big" with 25 members,
 * of which it gives 10 at a time (member;range=0-9). With MEMBERS it has so many, all of them are users, and
 * up to 1,500 come at once, as in Windows. Every search may be paged. SOCKET appears when
 * it is ready, and is gone when it has ended, as its standard input does. BEHAVIOUR:
 *	plain		as said
 *	stuck		the same piece of members again and again
 *	short		no piece after the first
 *	changed		the group changes once between two pieces
 *	changing	the group changes between all pieces
 *	outside, inside	a reference to another server, outside of or below the base
 *	emptypage	an empty page before the users
 *	loop		an empty page with the same cookie for ever
 *	empties		empty pages with ever new cookies
 *	repeat		the same full page with the same cookie for ever
 *	circle		three pages in turn for ever, each with a cookie of its own
 *	stream		the two users again and again, without pages and without end
 *	samecookie	five pages with a user each, all with the same cookie, as 389 does
 *	crawl		a new user in each page for ever
 *	nopages		does not answer the control for pages
 *	result		the users, then the result code NUMBER
 *	malformed	an entry that is cut off
 *	extended	a message that is not an answer to a search
 * Users are looked up by key as well. For that there are two bases besides, OU=1,DC=x with bob and
 * OU=2,DC=x without anybody, and in answers to such searches
 *	moves		anna is always below the base that is not searched, until OU=1 is searched
 *			for the second time
 *	blind		nobody is ever found
 *	nokey		bob comes without key
 *	other		anna comes, whichever user was asked for
 *	findresult	the result code NUMBER, after bob
 *	findinside	a reference below the base
 *	findgone	the connection ends
 *	findsilent	no answer
 *	vanish		nobody, and after that the bases are not there
 *	hangup		the connection ends after the first user
 *	gone		there is no bob at all
 * and when all users are read again, keys only,
 *	againnobody	nobody
 *	againnokey	bob comes without key
 *	againresult	the result code NUMBER, after bob
 *	againinside	a reference below the base
 *	rootresult	the result code NUMBER, when looked for from DC=x; below the bases as said
 *	rootblind	the same with an empty answer
 * What base searches of the rootDSE and of other entries show may be in SOCKET.says, in lines of DN (- is the
 * rootDSE), attribute and value (in hexadecimal after "0x"), and, after users were read, in SOCKET.later.
 * If there is a file SOCKET.log, each search is a line in it: its scope and base.
 */
#include <lber.h>
#include <ldap.h>
#include <poll.h>
#include <signal.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libprov/base/base.h"

#define AT_ONCE 1500
#define TAG_CONTROLS ((ber_tag_t)0xa0)

static const char *behaviour, *path;
static int number, members = 25, piece = 10;

struct request {
	Sockbuf *sb;
	ber_int_t id, scope;
	char range[32];			/* what follows "member;range=", or empty */
	bool wants_members, paged, keys_only;
	char cookie[32];
	struct berval base, filter;
};

static bool is(const char *what)
{
	return strcmp(behaviour, what) == 0;
}

static void send_ber(struct request *r, BerElement *ber)
{
	if (ber_flush2(r->sb, ber, LBER_FLUSH_FREE_ALWAYS) < 0)
		_exit(0);
}

static void add_attr(BerElement *ber, const char *name, const char *value, size_t len)
{
	ber_printf(ber, "{s[", name);
	if (value)
		ber_printf(ber, "o", value, (ber_len_t)len);
	ber_printf(ber, "]}");
}

static void send_user_of(struct request *r, const char *name, bool key)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	PROV_CLEANUP(prov_freep) char *dn = prov_asprintf("CN=%s,DC=x", name);
	char guid[16] = { 0 };

	memcpy(guid, name, strlen(name));
	ber_printf(ber, "{it{s{", r->id, LDAP_RES_SEARCH_ENTRY, dn);
	if (key)
		add_attr(ber, "objectGUID", guid, sizeof(guid));
	add_attr(ber, "sAMAccountName", name, strlen(name));
	add_attr(ber, "userAccountControl", "512", 3);
	add_attr(ber, "accountExpires", "0", 1);
	ber_printf(ber, "}}}");
	send_ber(r, ber);
}

static void send_user(struct request *r, const char *name)
{
	send_user_of(r, name, true);
}

/* Members first to last under a name that says so. */
static void add_members(BerElement *ber, int first, int last)
{
	PROV_CLEANUP(prov_freep) char *name = first == 0 && last == members - 1 && members <= piece ?
		prov_strdup("member") : last == members - 1 ?
		prov_asprintf("member;range=%d-*", first) :
		prov_asprintf("member;range=%d-%d", first, last);

	ber_printf(ber, "{s[", name);
	for (int i = first; i <= last; i++) {
		PROV_CLEANUP(prov_freep) char *dn = prov_asprintf("CN=m%d,DC=x", i);

		ber_printf(ber, "s", dn);
	}
	ber_printf(ber, "]}");
}

static void send_group(struct request *r)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);

	ber_printf(ber, "{it{s{", r->id, LDAP_RES_SEARCH_ENTRY, "CN=big,DC=x");
	add_attr(ber, "objectGUID", "big0123456789abc", 16);
	add_attr(ber, "sAMAccountName", "big", 3);
	if (members > piece)
		add_attr(ber, "member", NULL, 0);
	add_members(ber, 0, members > piece ? piece - 1 : members - 1);
	ber_printf(ber, "}}}");
	send_ber(r, ber);
}

static void send_piece(struct request *r, int pieces)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	int first = is("stuck") ? 0 : (int)strtol(r->range, NULL, 10);
	int last = first + piece - 1 < members - 1 ? first + piece - 1 : members - 1;
	int change = is("changing") ? pieces : is("changed") && pieces > 1 ? 2 : 1;
	PROV_CLEANUP(prov_freep) char *usn = prov_asprintf("%d", change);

	ber_printf(ber, "{it{s{", r->id, LDAP_RES_SEARCH_ENTRY, "CN=big,DC=x");
	if (!is("short") || first == 0)
		add_members(ber, first, last);
	add_attr(ber, "uSNChanged", usn, strlen(usn));
	ber_printf(ber, "}}}");
	send_ber(r, ber);
}

static void send_result(struct request *r, ber_tag_t tag, int code, const char *text,
			const char *cookie)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER), *value;
	struct berval bv;

	ber_printf(ber, "{it{ess}", r->id, tag, code, "", text);
	if (cookie) {
		value = ber_alloc_t(LBER_USE_DER);
		ber_printf(value, "{is}", 0, cookie);
		ber_flatten2(value, &bv, 0);
		ber_printf(ber, "t{{sO}}", TAG_CONTROLS,
			   LDAP_CONTROL_PAGEDRESULTS, &bv);
		ber_free(value, 1);
	}
	ber_printf(ber, "}");
	send_ber(r, ber);
}

static void send_reference(struct request *r, const char *url)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);

	ber_printf(ber, "{it{s}}", r->id, LDAP_RES_SEARCH_REFERENCE, url);
	send_ber(r, ber);
}

/* An attribute whose length goes beyond the entry. */
static void send_malformed(struct request *r)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);

	ber_printf(ber, "{it{s{to}}}", r->id, LDAP_RES_SEARCH_ENTRY, "CN=odd,DC=x",
		   (ber_tag_t)LBER_SEQUENCE, "\x04\x7f", (ber_len_t)2);
	send_ber(r, ber);
}

/* One page of an answer that does not end, or ends late; false: of no such answer. */
static bool answer_page(struct request *r)
{
	static long page;
	PROV_CLEANUP(prov_freep) char *name = prov_asprintf("u%ld", is("circle") ? page % 3 : page);
	const char *cookie = is("empties") || is("crawl") || is("circle") ? name : "same";

	if (!is("empties") && !is("repeat") && !is("circle") && !is("samecookie") && !is("crawl"))
		return false;
	page++;
	if (!is("empties"))
		send_user(r, is("repeat") ? "anna" : name);
	if (is("repeat"))
		send_user(r, "bob");
	send_result(r, LDAP_RES_SEARCH_RESULT, 0, "", is("samecookie") && page == 5 ? "" : cookie);
	return true;
}

static bool asks_for(const struct request *r, const char *name)
{
	char guid[16] = { 0 };

	memcpy(guid, name, strlen(name));
	return memmem(r->filter.bv_val, r->filter.bv_len, guid, sizeof(guid));
}

static bool is_base(const struct request *r, const char *base)
{
	return r->base.bv_len == strlen(base) && strncasecmp(r->base.bv_val, base, r->base.bv_len) == 0;
}

/* The answer to a look-up by key; looks counts those for OU=1. */
static void answer_find(struct request *r, int looks)
{
	if (is("findgone"))
		_exit(0);
	if (is("findsilent"))
		return;
	if (is("other") || (is("moves") && is_base(r, "OU=1,DC=x") && looks == 2 && asks_for(r, "anna")))
		send_user(r, "anna");
	if (is_base(r, "DC=x") && is("rootresult")) {
		send_result(r, LDAP_RES_SEARCH_RESULT, number, "", NULL);
		return;
	}
	if (is("gone") && asks_for(r, "anna"))
		send_user(r, "anna");
	if (asks_for(r, "bob") && !is("gone") && !is_base(r, "OU=2,DC=x") && !is("blind") && !is("vanish") &&
	    !(is("rootblind") && is_base(r, "DC=x")))
		send_user_of(r, "bob", !is("nokey"));
	if (is("findinside"))
		send_reference(r, "ldap://127.0.0.1:1/OU=child,OU=1,DC=x");
	send_result(r, LDAP_RES_SEARCH_RESULT, is("findresult") ? number : 0, "", NULL);
}

/* All users once more, keys only. */
static void answer_again(struct request *r)
{
	if (is_base(r, "OU=1,DC=x") && !is("againnobody"))
		send_user_of(r, "bob", !is("againnokey"));
	if (is("againinside"))
		send_reference(r, "ldap://127.0.0.1:1/OU=child,OU=1,DC=x");
	send_result(r, LDAP_RES_SEARCH_RESULT, is("againresult") ? number : 0, "",
		    r->paged ? "" : NULL);
}

/* All members of the group, where they are users. */
static void send_team(struct request *r)
{
	for (int i = 0; piece == AT_ONCE && i < members; i++) {
		PROV_CLEANUP(prov_freep) char *name = prov_asprintf("m%d", i);

		send_user(r, name);
	}
}

static void answer_users(struct request *r)
{
	const char *cookie = r->paged && !is("nopages") ? "" : NULL;

	if (answer_page(r))
		return;
	while (is("stream")) {
		send_user(r, "anna");
		send_user(r, "bob");
	}
	if (!is_base(r, "DC=x")) {
		if (is_base(r, "OU=1,DC=x"))
			send_user(r, "bob");
		send_result(r, LDAP_RES_SEARCH_RESULT, 0, "", cookie);
		return;
	}
	if (is("loop") || (is("emptypage") && !*r->cookie)) {
		send_result(r, LDAP_RES_SEARCH_RESULT, 0, "", "again");
		return;
	}
	send_team(r);
	send_user(r, "anna");
	if (is("hangup"))
		_exit(0);
	if (is("malformed"))
		send_malformed(r);
	if (is("outside"))
		send_reference(r, "ldap://127.0.0.1:1/DC=other");
	if (is("inside"))
		send_reference(r, "ldap://127.0.0.1:1/OU=child,DC=x");
	if (is("extended"))
		send_result(r, LDAP_RES_EXTENDED, 0, "", NULL);
	if (!is("gone"))
		send_user(r, "bob");
	send_result(r, LDAP_RES_SEARCH_RESULT, is("result") ? number : 0,
		    is("result") ? "as\ntold" : "", is("result") ? NULL : cookie);
}

static void read_controls(struct request *r, BerElement *ber)
{
	ber_tag_t tag;
	ber_len_t len;
	char *end;

	for (tag = ber_first_element(ber, &len, &end); tag != LBER_DEFAULT;
	     tag = ber_next_element(ber, &len, end)) {
		struct berval oid, value = { 0, NULL };
		ber_int_t critical = 0;
		BerElement *inner;
		struct berval cookie;

		ber_scanf(ber, "{m", &oid);
		if (ber_peek_tag(ber, &len) == LBER_BOOLEAN)
			ber_scanf(ber, "b", &critical);
		if (ber_peek_tag(ber, &len) == LBER_OCTETSTRING)
			ber_scanf(ber, "m", &value);
		if (oid.bv_len != strlen(LDAP_CONTROL_PAGEDRESULTS) ||
		    memcmp(oid.bv_val, LDAP_CONTROL_PAGEDRESULTS, oid.bv_len) != 0)
			continue;
		r->paged = true;
		inner = ber_init(&value);
		ber_scanf(inner, "{im", &critical, &cookie);
		snprintf(r->cookie, sizeof(r->cookie), "%.*s", (int)cookie.bv_len, cookie.bv_val);
		ber_free(inner, 1);
	}
}

static void read_search(struct request *r, BerElement *ber)
{
	struct berval attr;
	ber_int_t deref, sizelimit, timelimit, types;
	ber_len_t len;
	ber_tag_t tag;
	char *end;
	int attrs = 0;

	ber_scanf(ber, "{meeiib", &r->base, &r->scope, &deref, &sizelimit, &timelimit, &types);
	ber_skip_element(ber, &r->filter);
	for (tag = ber_first_element(ber, &len, &end); tag != LBER_DEFAULT;
	     tag = ber_next_element(ber, &len, end)) {
		ber_scanf(ber, "m", &attr);
		r->keys_only = attrs++ == 0 && attr.bv_len == 10 &&
			memcmp(attr.bv_val, "objectGUID", 10) == 0;
		r->wants_members |= attr.bv_len >= 6 && memcmp(attr.bv_val, "member", 6) == 0;
		if (attr.bv_len > 13 && memcmp(attr.bv_val, "member;range=", 13) == 0)
			snprintf(r->range, sizeof(r->range), "%.*s", (int)attr.bv_len - 13,
				 attr.bv_val + 13);
	}
	if (ber_peek_tag(ber, &len) == TAG_CONTROLS)
		read_controls(r, ber);
}

/* A value as it stands there, or its octets. */
static void add_said(BerElement *ber, const char *name, const char *value)
{
	char octets[512];
	size_t n = 0;

	if (strncmp(value, "0x", 2) != 0) {
		add_attr(ber, name, value, strlen(value));
		return;
	}
	for (value += 2; value[0] && value[1] && n < sizeof(octets); value += 2)
		sscanf(value, "%2hhx", (unsigned char *)&octets[n++]);
	add_attr(ber, name, octets, n);
}

/* The entry that the file has for this DN; false: none. */
static bool send_said(struct request *r, const char *file)
{
	FILE *f = fopen(file, "r");
	char line[1024], dn[256], name[64], value[700];
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	bool any = false;

	ber_printf(ber, "{it{o{", r->id, LDAP_RES_SEARCH_ENTRY, r->base.bv_val, r->base.bv_len);
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%255s %63s %699[^\n]", dn, name, value) != 3 ||
		    !is_base(r, strcmp(dn, "-") == 0 ? "" : dn))
			continue;
		add_said(ber, name, value);
		any = true;
	}
	if (f)
		fclose(f);
	ber_printf(ber, "}}}");
	if (any)
		send_ber(r, ber);
	else
		ber_free(ber, 1);
	return any;
}

/* What the server says of itself, if there is something to say. */
static bool answer_said(struct request *r, bool is_later)
{
	PROV_CLEANUP(prov_freep) char *says = prov_asprintf("%s.says", path);
	PROV_CLEANUP(prov_freep) char *later = prov_asprintf("%s.later", path);

	if (r->scope != LDAP_SCOPE_BASE || r->wants_members || *r->range ||
	    !send_said(r, is_later && access(later, R_OK) == 0 ? later : says))
		return false;
	send_result(r, LDAP_RES_SEARCH_RESULT, 0, "", NULL);
	return true;
}

static void write_log(const struct request *r)
{
	PROV_CLEANUP(prov_freep) char *file = prov_asprintf("%s.log", path);
	FILE *f = access(file, W_OK) == 0 ? fopen(file, "a") : NULL;

	if (!f)
		return;
	fprintf(f, "%s %.*s\n", r->scope == LDAP_SCOPE_BASE ? "base" : "sub", (int)r->base.bv_len,
		r->base.bv_val);
	fclose(f);
}

static void search(struct request *r, BerElement *ber)
{
	static int pieces, looks;
	static bool any_read;

	read_search(r, ber);
	write_log(r);
	any_read |= r->scope == LDAP_SCOPE_SUBTREE;
	if (answer_said(r, any_read))
		return;
	if (r->scope == LDAP_SCOPE_SUBTREE &&
	    memmem(r->filter.bv_val, r->filter.bv_len, "objectGUID", 10)) {
		looks += is_base(r, "OU=1,DC=x");
		answer_find(r, looks);
		return;
	}
	if (r->scope == LDAP_SCOPE_SUBTREE && r->keys_only) {
		answer_again(r);
		return;
	}
	if (is("vanish") && looks) {
		send_result(r, LDAP_RES_SEARCH_RESULT, LDAP_NO_SUCH_OBJECT, "", NULL);
		return;
	}
	if (r->scope == LDAP_SCOPE_SUBTREE && !r->wants_members) {
		answer_users(r);
		return;
	}
	if (*r->range)
		send_piece(r, ++pieces);
	else if (r->wants_members)
		send_group(r);
	else
		send_user(r, "base");
	send_result(r, LDAP_RES_SEARCH_RESULT, 0, "", r->paged ? "" : NULL);
}

static void serve(int fd)
{
	Sockbuf *sb = ber_sockbuf_alloc();

	ber_sockbuf_add_io(sb, &ber_sockbuf_io_fd, LBER_SBIOD_LEVEL_PROVIDER, &fd);
	for (;;) {
		BerElement *ber = ber_alloc_t(LBER_USE_DER);
		struct request r = { .sb = sb };
		ber_len_t len;

		if (ber_get_next(sb, &len, ber) != LBER_SEQUENCE ||
		    ber_scanf(ber, "i", &r.id) == LBER_ERROR)
			break;
		switch (ber_peek_tag(ber, &len)) {
		case LDAP_REQ_BIND:
			send_result(&r, LDAP_RES_BIND, 0, "", NULL);
			break;
		case LDAP_REQ_SEARCH:
			search(&r, ber);
			break;
		case LDAP_REQ_UNBIND:
			return;
		default:
			break;
		}
		ber_free(ber, 1);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct pollfd wait[2] = { { fd, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
	PROV_CLEANUP(prov_freep) char *fresh = NULL;

	if (argc < 3)
		return 2;
	fresh = prov_asprintf("%s.new", argv[1]);
	path = argv[1];
	behaviour = argv[2];
	number = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
	if (argc > 4) {
		members = (int)strtol(argv[4], NULL, 10);
		piece = AT_ONCE;
	}
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", fresh);
	signal(SIGCHLD, SIG_IGN);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 || listen(fd, 8) < 0 ||
	    rename(fresh, argv[1]) < 0)
		return 1;
	while (poll(wait, 2, -1) > 0 && !wait[1].revents) {
		int client = accept(fd, NULL, NULL);

		if (fork() == 0) {
			serve(client);
			_exit(0);
		}
		close(client);
	}
	unlink(argv[1]);
	return 0;
}
