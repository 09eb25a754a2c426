// Run once by MongoDB's image, with a new data folder: creates the service's user, which may use only its own and the logs' database.
/* global db */
db.getSiblingDB('admin').createUser({
  user: 'logs-export',
  pwd: process.env.MONGO_SERVICE_PASSWORD,
  roles: [
    { role: 'readWrite', db: 'gateway' },
    { role: 'readWrite', db: 'logs_export' },
  ],
});
