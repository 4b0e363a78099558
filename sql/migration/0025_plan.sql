-- Plans of ldapsync that a limit stopped, so that an operator can accept them: what would have been taken away, one line
-- each, sorted by bytes; digest is the SHA-256 of these lines. They are in parts, since there may be many. A plan that was
-- accepted is removed, and so are those that are older than a week.
CREATE TABLE prov.sync_plan (
	source text COLLATE "C" NOT NULL,
	digest text COLLATE "C" NOT NULL,
	run uuid NOT NULL,
	at timestamptz NOT NULL,
	removals bigint NOT NULL,
	PRIMARY KEY (source, digest)
);
CREATE TABLE prov.sync_plan_part (
	source text COLLATE "C" NOT NULL,
	digest text COLLATE "C" NOT NULL,
	n integer NOT NULL,
	lines text NOT NULL,
	PRIMARY KEY (source, digest, n)
);
