-- Keys of users whom the last run of a source held back: the next one looks them up. NULL: nobody.
ALTER TABLE prov.sync_cookie ADD COLUMN held text[];
