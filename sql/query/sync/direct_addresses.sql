-- Their addresses.
COPY prov.address (cid, address, kind, owner) FROM STDIN
