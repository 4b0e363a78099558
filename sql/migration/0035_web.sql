-- One-time logins and sessions of people in the web: only hashes of what opens them, so that who reads a copy of the
-- database opens nothing.
CREATE TABLE prov.one_time (
	cid integer NOT NULL,
	hash text COLLATE "C" NOT NULL,
	uid integer NOT NULL,
	expires timestamptz NOT NULL,
	PRIMARY KEY (cid, hash)
);
-- stamp: over what a session depends on beside its user, such as the password; with another one it has ended.
CREATE TABLE prov.web_session (
	cid integer NOT NULL,
	hash text COLLATE "C" NOT NULL,
	uid integer NOT NULL,
	stamp text COLLATE "C" NOT NULL,
	expires timestamptz NOT NULL,
	PRIMARY KEY (cid, hash)
);
CREATE INDEX web_session_expires ON prov.web_session (cid, expires);
