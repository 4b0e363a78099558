-- Capabilities: what a user or a context says, and nobody else has to: {drive,-chat} is one that is granted and
-- one that is denied. A row that is read anyway has them, so servers look nothing else up. They were members
-- of attrs.
ALTER TABLE prov.users ADD COLUMN capabilities text[];
ALTER TABLE prov.context ADD COLUMN capabilities text[];
UPDATE prov.users u SET capabilities = ARRAY(
		SELECT CASE WHEN a.value = 'false' THEN '-' ELSE '' END || substr(a.key, 12)
		FROM jsonb_each_text(u.attrs) a WHERE a.key LIKE 'capability/%' ORDER BY a.key COLLATE "C"),
	attrs = nullif(u.attrs - ARRAY(SELECT k FROM jsonb_object_keys(u.attrs) k WHERE k LIKE 'capability/%'), '{}')
WHERE EXISTS (SELECT 1 FROM jsonb_object_keys(u.attrs) k WHERE k LIKE 'capability/%');
UPDATE prov.context c SET capabilities = ARRAY(
		SELECT CASE WHEN a.value = 'false' THEN '-' ELSE '' END || substr(a.key, 12)
		FROM jsonb_each_text(c.attrs) a WHERE a.key LIKE 'capability/%' ORDER BY a.key COLLATE "C"),
	attrs = nullif(c.attrs - ARRAY(SELECT k FROM jsonb_object_keys(c.attrs) k WHERE k LIKE 'capability/%'), '{}')
WHERE EXISTS (SELECT 1 FROM jsonb_object_keys(c.attrs) k WHERE k LIKE 'capability/%');
-- Items of a module that a context may have. NULL: nothing is said, 0: no limit.
ALTER TABLE prov.context
	ADD COLUMN quota_task bigint CHECK (quota_task >= 0),
	ADD COLUMN quota_calendar bigint CHECK (quota_calendar >= 0),
	ADD COLUMN quota_contact bigint CHECK (quota_contact >= 0),
	ADD COLUMN quota_infostore bigint CHECK (quota_infostore >= 0),
	ADD COLUMN quota_attachment bigint CHECK (quota_attachment >= 0);
