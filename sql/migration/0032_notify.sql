-- Who is told of changes. What is told is read from the change log: within a context its numbers are given under the
-- context's lock, so they become visible in their order, and a position in it says what was told.
CREATE TABLE prov.notify_state (
	name text COLLATE "C" PRIMARY KEY,
	since timestamptz NOT NULL,
	delivered bigint NOT NULL,
	delivered_at timestamptz,
	-- Events of the next delivery at most; fewer after each that failed, so that one that cannot be told is found.
	size integer NOT NULL,
	tries integer NOT NULL,
	failing_since timestamptz,
	next_try timestamptz,
	error text,
	output text
);
CREATE TABLE prov.notify_cursor (
	cid integer NOT NULL,
	name text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (cid, name)
);
-- Events that could not be told while others could; they are tried alone.
CREATE TABLE prov.notify_aside (
	cid integer NOT NULL,
	name text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	since timestamptz NOT NULL,
	tries integer NOT NULL,
	next_try timestamptz NOT NULL,
	error text NOT NULL,
	PRIMARY KEY (cid, name, seq)
);
-- A deleted context has no counter any more that says how far its log goes.
CREATE INDEX change_log_deleted ON prov.change_log (cid) WHERE kind = 'context' AND action = 'delete';
