-- Reports to the vendor, as they were sent, without the keys of contracts, which are in a file alone. In the database and
-- not in a folder: they are in its dumps, and any machine that runs the programs may make the next one.
CREATE TABLE prov.report (
	id uuid PRIMARY KEY,
	at timestamptz NOT NULL,
	content jsonb NOT NULL,
	sent timestamptz,
	status integer NOT NULL,
	answer text
);
