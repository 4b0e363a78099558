-- The server that was read when something of a source was changed last, and how new it was at the end of that: counter
-- is one that only this server keeps, and begins anew with another epoch; position are stamps that all servers of
-- the directory share. NULL: it does not say. went_back: since when this server was seen to show an older state.
CREATE TABLE prov.sync_server (
	source text COLLATE "C" PRIMARY KEY,
	at timestamptz NOT NULL,
	name text NOT NULL,
	uri text NOT NULL,
	vendor text,
	counter text,
	epoch text,
	position text,
	went_back timestamptz
);
