-- What was said of a deliverer that fails, and when: it is not said again until it changes, or after a day.
ALTER TABLE prov.notify_state ADD COLUMN said text, ADD COLUMN said_at timestamptz;
