-- Servers, file stores and databases that set-up scripts register: records that contexts may refer to. Where
-- data lies is the work of the database and of the servers; contexts is how many refer to a record. One table,
-- as what a record of a kind has is in libprov/prov/placement.h.
CREATE TABLE prov.placement (
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('server', 'filestore', 'database')),
	id integer NOT NULL CHECK (id > 0),
	name text COLLATE "C" NOT NULL,
	max_contexts bigint,
	contexts bigint NOT NULL,
	attrs jsonb,
	PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX placement_name ON prov.placement (kind, name);
-- The next id of each kind: none is given out twice.
CREATE TABLE prov.placement_id (
	kind text COLLATE "C" PRIMARY KEY,
	next bigint NOT NULL CHECK (next BETWEEN 1 AND 2147483648)
);
INSERT INTO prov.placement_id VALUES ('server', 1), ('filestore', 1), ('database', 1);
