#!/bin/bash
# MongoDB as a replica set of one with authentication. Members need a shared key file, which is created the first time.
set -euo pipefail
key=/data/configdb/replica-set.key
if [ ! -s "$key" ]; then head -c 600 /dev/urandom | base64 -w 0 >"$key"; fi
chown mongodb:mongodb "$key"
chmod 400 "$key"
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile "$key" --bind_ip_all
