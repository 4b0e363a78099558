-- Protected users whose entry is gone (missing), is in another context (moved), says that they are disabled (in one
-- that cannot be taken: locked), or has another name (renamed), and who stay as they are all the same (rule S2 of docs/rules.md): since
-- when, and in words.
CREATE TABLE prov.sync_protected (
	source text COLLATE "C" NOT NULL,
	context integer NOT NULL,
	id integer NOT NULL,
	what text COLLATE "C" NOT NULL CHECK (what IN ('missing', 'moved', 'disabled', 'locked', 'renamed')),
	why text NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (source, context, id, what)
);
