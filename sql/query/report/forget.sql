-- Reports that never arrived go when the next one is made.
DELETE FROM prov.report WHERE sent IS NULL
