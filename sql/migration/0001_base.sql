-- The data of the platform: contexts, users, groups, and what keeps them in order.
--
-- The context id (cid) leads every key. What is unique over the installation (login names of
-- contexts) has a table of its own. No triggers, no sequences, no defaults that differ from row to
-- row: ids come from the counters of the context's row, whose lock is the context's write lock.
-- Because every writer holds that lock, rows of users, addresses and members need no foreign keys
-- (5 to 8 microseconds a row); provdb check looks for orphans instead.
-- Text that is compared or indexed has the collation C: the same on every server, and bytes compare
-- several times faster than strcoll does.

CREATE TABLE prov.context (
	cid integer PRIMARY KEY CHECK (cid > 0),
	name text NOT NULL,
	enabled boolean NOT NULL,
	quota bigint NOT NULL CHECK (quota >= -1),
	attrs jsonb,
	next_uid bigint NOT NULL CHECK (next_uid BETWEEN 1 AND 2147483648),
	next_gid bigint NOT NULL CHECK (next_gid BETWEEN 1 AND 2147483648),
	next_rid bigint NOT NULL CHECK (next_rid BETWEEN 1 AND 2147483648),
	change_seq bigint NOT NULL,
	created timestamptz NOT NULL
);

-- One name space, lower case: context names, their ids as text, login mappings, mail domains.
CREATE TABLE prov.login_name (
	name text COLLATE "C" PRIMARY KEY,
	cid integer NOT NULL
);
CREATE INDEX login_name_cid ON prov.login_name (cid);

CREATE TABLE prov.users (
	cid integer NOT NULL,
	uid integer NOT NULL CHECK (uid > 0),
	name text NOT NULL,
	login text COLLATE "C" NOT NULL,
	display_name text COLLATE "C" NOT NULL,
	given_name text,
	sur_name text,
	mail text,
	aliases text[] NOT NULL,
	language text,
	timezone text,
	enabled boolean NOT NULL,
	source_enabled boolean NOT NULL,
	modules bigint NOT NULL,
	quota bigint,
	password text,
	attrs jsonb,
	source text COLLATE "C",
	source_key text COLLATE "C",
	source_dn text COLLATE "C",
	source_hash bigint,
	source_nth bigint,
	missing_since timestamptz,
	changed timestamptz NOT NULL,
	PRIMARY KEY (cid, uid)
);
-- login is name in lower case: what people log in with.
CREATE UNIQUE INDEX users_login ON prov.users (cid, login);
-- The union over the few distinct sets of a context is a skip scan on this one (rule M3).
CREATE INDEX users_modules ON prov.users (cid, modules);
CREATE INDEX users_display_name ON prov.users (cid, display_name);
-- The users of a source in the order in which the directory showed them when they were written last:
-- a run reads both in step (libprov/sink/sink_known.c). source_dn is the normalised DN.
CREATE INDEX users_source ON prov.users (source, source_nth, cid, uid) WHERE source IS NOT NULL;

-- A mail address belongs to at most one user, group or resource of a context (rule U3).
CREATE TABLE prov.address (
	cid integer NOT NULL,
	address text COLLATE "C" NOT NULL,
	kind "char" NOT NULL CHECK (kind IN ('u', 'g', 'r')),
	owner integer NOT NULL,
	PRIMARY KEY (cid, address)
);

CREATE TABLE prov.groups (
	cid integer NOT NULL,
	gid integer NOT NULL CHECK (gid > 0),
	name text NOT NULL,
	login text COLLATE "C" NOT NULL,
	display_name text NOT NULL,
	mail text,
	source text COLLATE "C",
	source_key text COLLATE "C",
	changed timestamptz NOT NULL,
	PRIMARY KEY (cid, gid)
);
CREATE UNIQUE INDEX groups_login ON prov.groups (cid, login);

-- Group 1 is everybody: its members are not stored.
CREATE TABLE prov.member (
	cid integer NOT NULL,
	gid integer NOT NULL,
	uid integer NOT NULL,
	PRIMARY KEY (cid, gid, uid)
);
CREATE INDEX member_uid ON prov.member (cid, uid);

CREATE TABLE prov.resource (
	cid integer NOT NULL,
	rid integer NOT NULL CHECK (rid > 0),
	name text NOT NULL,
	login text COLLATE "C" NOT NULL,
	display_name text NOT NULL,
	mail text,
	available boolean NOT NULL,
	description text,
	changed timestamptz NOT NULL,
	PRIMARY KEY (cid, rid)
);
CREATE UNIQUE INDEX resource_login ON prov.resource (cid, login);

-- What deleted users leave behind for the servers that own that data: to whom it goes (rule U5).
CREATE TABLE prov.handover (
	cid integer NOT NULL,
	uid integer NOT NULL,
	heir integer,
	at timestamptz NOT NULL,
	PRIMARY KEY (cid, uid)
);

-- Every change: when, who, by which program, what, before and after, no secrets (rule E2).
-- tx is the transaction's own token: after a connection that broke in COMMIT, the row with its
-- number and token tells whether it happened.
CREATE TABLE prov.change_log (
	cid integer NOT NULL,
	seq bigint NOT NULL,
	tx uuid NOT NULL,
	at timestamptz NOT NULL,
	who text NOT NULL,
	program text NOT NULL,
	action text NOT NULL,
	kind text NOT NULL,
	id integer,
	before jsonb,
	after jsonb,
	PRIMARY KEY (cid, seq)
);

-- The master admin.
CREATE TABLE prov.master (
	name text PRIMARY KEY,
	password text NOT NULL
);

-- One run at a time: a lease with an owner, an expiry and a fence. run names the staging rows of
-- the owner, so that whoever takes over from a dead run can remove them.
CREATE TABLE prov.job_lock (
	name text PRIMARY KEY,
	owner text NOT NULL,
	run uuid NOT NULL,
	fence bigint NOT NULL,
	expires timestamptz NOT NULL
);

-- What is known of a source since its last complete run. groups_digest is a hash over all groups, NULL
-- if they could not all be taken: while it is the same and no user differs, neither do memberships.
-- Whatever else changes a group of a source or its members has to set it to NULL.
CREATE TABLE prov.source_state (
	name text PRIMARY KEY,
	run uuid NOT NULL,
	at timestamptz NOT NULL,
	read_users bigint NOT NULL,
	read_groups bigint NOT NULL,
	groups_digest bigint,
	members_ignored bigint NOT NULL
);

-- Staging of a sync run: what the directory says, before it is compared. Users whose stored row says
-- the same are not staged. cid 0: rejected, or (a group) to be placed by its members.
CREATE UNLOGGED TABLE prov.stage_user (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	source_key text COLLATE "C",
	hash bigint NOT NULL,
	dn text COLLATE "C" NOT NULL,
	dn_norm text COLLATE "C",
	name text COLLATE "C",
	login text COLLATE "C",
	display_name text COLLATE "C",
	given_name text,
	sur_name text,
	mail text,
	aliases text[],
	addresses text[],
	language text,
	timezone text,
	source_enabled boolean NOT NULL,
	modules bigint,
	quota bigint,
	password text,
	attrs jsonb,
	reject text,
	PRIMARY KEY (cid, run, n)
);
-- Stored users of the source that the directory did not show as they are: changed, or missing.
CREATE UNLOGGED TABLE prov.stage_unseen (
	cid integer NOT NULL,
	run uuid NOT NULL,
	uid integer NOT NULL,
	PRIMARY KEY (cid, run, uid)
);
CREATE UNLOGGED TABLE prov.stage_group (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	source_key text COLLATE "C",
	dn text COLLATE "C" NOT NULL,
	dn_norm text COLLATE "C",
	name text COLLATE "C",
	login text COLLATE "C",
	display_name text COLLATE "C",
	mail text,
	address text,
	member_dns text[] NOT NULL,
	member_names text[] NOT NULL,
	reject text,
	PRIMARY KEY (cid, run, n)
);
-- Only what differs between staging and the tables: n new, c changed, m missing, d missing for
-- longer than the grace. uid is that of the user, or the one it gets; nth is its place in the log.
CREATE UNLOGGED TABLE prov.stage_diff (
	cid integer NOT NULL,
	run uuid NOT NULL,
	uid integer NOT NULL,
	n bigint,
	nth bigint NOT NULL,
	kind "char" NOT NULL,
	reject text,
	PRIMARY KEY (cid, run, uid)
);
-- Groups of a run in their contexts (kind as above, s: the same), and their members, resolved.
CREATE UNLOGGED TABLE prov.stage_group_diff (
	cid integer NOT NULL,
	run uuid NOT NULL,
	gid integer NOT NULL,
	n bigint,
	kind "char" NOT NULL,
	reject text,
	PRIMARY KEY (cid, run, gid)
);
-- Direct members, and the groups in a group (each in itself). They have no key: they are only read as
-- a whole.
CREATE UNLOGGED TABLE prov.stage_member (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	uid integer NOT NULL
);
CREATE UNLOGGED TABLE prov.stage_nest (
	cid integer NOT NULL,
	run uuid NOT NULL,
	root bigint NOT NULL,
	at bigint NOT NULL
);
-- Only what differs. No members are an empty array, or NULL: the group had, or gets, none.
CREATE UNLOGGED TABLE prov.stage_member_diff (
	cid integer NOT NULL,
	run uuid NOT NULL,
	gid integer NOT NULL,
	added integer[],
	removed integer[],
	PRIMARY KEY (cid, run, gid)
);
