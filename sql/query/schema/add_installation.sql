-- What servers read of the installation's capabilities, from now on.
INSERT INTO prov.installation (name, capabilities) VALUES ('installation', $1::text[])
ON CONFLICT (name) DO UPDATE SET capabilities = excluded.capabilities
