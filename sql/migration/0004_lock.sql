-- Staging: users whose entry cannot be taken, but says that they are disabled.
CREATE UNLOGGED TABLE prov.stage_lock (
	cid integer NOT NULL,
	run uuid NOT NULL,
	uid integer NOT NULL,
	PRIMARY KEY (cid, run, uid)
);
