-- M5: what servers read of the installation's capabilities, for C to compare with prov.conf.
SELECT 'the installation', 'provdb migrate', array_to_string(i.capabilities, ',') FROM prov.installation i
