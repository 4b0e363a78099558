-- What runs of a source took away (the names of kinds are in libprov/prov/limit.h), so that limits hold over 24
-- hours as well: one row for each run, context, kind and field (or group) in which there was something. n is less than
-- 0 where what went is there again. What an operator accepted is not noted. Rows that are older are removed with the next
-- ones that are written.
CREATE TABLE prov.sync_count (
	source text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	context integer NOT NULL,
	kind text COLLATE "C" NOT NULL,
	field text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (source, at, context, kind, field)
);
