-- One sets the master admin at a time; who only reads does not wait.
LOCK TABLE prov.master IN EXCLUSIVE MODE
