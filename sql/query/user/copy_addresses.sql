-- Addresses of new users; who has one already is an error.
COPY prov.address (cid, address, kind, owner) FROM STDIN
