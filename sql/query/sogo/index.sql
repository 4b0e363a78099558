-- Behind unindex.sql and the rows of many.
SELECT prov.sogo_index()
