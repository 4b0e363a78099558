-- Who gets what is sent to an address of a domain that nobody has: a user of the context, whose mapping the
-- domain is. A table of its own beside login_name, which is in another place: it goes with user and context.
CREATE TABLE prov.catchall (
	cid integer NOT NULL,
	domain text COLLATE "C" NOT NULL,
	uid integer NOT NULL,
	PRIMARY KEY (cid, domain)
);
-- What the installation says about capabilities (access.capabilities), for the servers that read the views: one
-- row, written by provdb. It is here because they cannot read prov.conf.
CREATE TABLE prov.installation (
	name text PRIMARY KEY,
	capabilities text[] NOT NULL
);
