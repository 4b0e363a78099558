-- The latest day that was seen by a command that looks at licences: a clock that is set back is noticed by
-- that. One row, of which licence reset-clock can go back.
CREATE TABLE prov.licence_clock (
	name text PRIMARY KEY,
	day date NOT NULL
);
INSERT INTO prov.licence_clock (name, day) VALUES ('latest', '1970-01-01');
