#!/bin/sh
# Creates Temporal's two databases, or upgrades their schema to this image's version. Needs SQL_PASSWORD.
set -eu
schemas=/etc/temporal/schema/postgresql/v12

for database in temporal:temporal temporal_visibility:visibility; do
  tool="temporal-sql-tool --plugin postgres12 --ep postgresql -p 5432 -u temporal --db ${database%:*}"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "$schemas/${database#*:}/versioned"
done
