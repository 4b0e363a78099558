-- How runs of ldapsync ended. Runs that changed nothing and ended alike are one row, which says since when it is
-- so, how many they were, and when the last one ended.
CREATE TABLE prov.sync_run (
	source text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	run uuid NOT NULL,
	runs bigint NOT NULL,
	started timestamptz NOT NULL,
	ended timestamptz NOT NULL,
	milliseconds bigint NOT NULL,
	reason text NOT NULL,
	applied boolean NOT NULL,
	silent boolean NOT NULL,
	server text,
	counts jsonb NOT NULL,
	proof jsonb,
	limits jsonb,
	message text,
	detail text,
	hint text,
	said timestamptz,
	PRIMARY KEY (source, seq)
);
