-- Where the searches of a source can go on from, as of its last run: a cookie for each, in their order. content: a hash over
-- all that decides what they are about. full_due: when everything is to be read again; due (seconds since 1970): when a
-- value becomes another one by the time alone; runs: since everything was read.
CREATE TABLE prov.sync_cookie (
	source text COLLATE "C" PRIMARY KEY,
	content bigint NOT NULL,
	cookies text[] NOT NULL,
	full_at timestamptz NOT NULL,
	full_due timestamptz NOT NULL,
	due bigint,
	runs bigint NOT NULL
);
-- Keys that a directory has named without their entries: there (or gone).
CREATE UNLOGGED TABLE prov.stage_key (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	kind "char" NOT NULL,
	gone boolean NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	PRIMARY KEY (cid, run, n)
);
-- Users whose entry is to be looked at in each run: a local change, or something that somebody else has.
CREATE INDEX users_unsettled ON prov.users (source, cid, uid) WHERE source IS NOT NULL AND source_hash IS NULL;
