-- SOGo is used no more: what it found users by goes, behind sql/view/drop.sql. Who was told that it is there is waited for.
LOCK TABLE prov.schema_version IN ACCESS EXCLUSIVE MODE;
DROP TABLE prov.sogo_key;
DROP INDEX prov.context_sogo;
DROP INDEX prov.context_sogo_hidden;
DROP COLLATION prov.any_case;
