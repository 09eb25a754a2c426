// Run once by MongoDB's image while its data folder is new: the service's user, who may use the logs' database and its own one only.
/* global db */
db.getSiblingDB('admin').createUser({
  user: 'logs-export',
  pwd: process.env.MONGO_SERVICE_PASSWORD,
  roles: [
    { role: 'readWrite', db: 'gateway' },
    { role: 'readWrite', db: 'logs_export' },
  ],
});
