// Run by mongosh at every `docker compose up`: creates the replica set the first time, then waits until it accepts writes.
/* global rs, db, sleep */
try {
  rs.status();
} catch {
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] });
}
while (!db.hello().isWritablePrimary) sleep(500);
