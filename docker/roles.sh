#!/bin/bash
# Runs once, when the database is created: the roles and their rights. Tables and grants on them come with the migrations.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --quiet --username postgres --dbname postgres \
  --set owner="$LEDIG_OWNER_PASSWORD" --set app="$LEDIG_APP_PASSWORD" \
  --set relay="$LEDIG_RELAY_PASSWORD" --set backup="$LEDIG_BACKUP_PASSWORD" <<'SQL'
CREATE ROLE ledig_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner';
CREATE ROLE ledig_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app';
CREATE ROLE ledig_relay LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'relay';
CREATE ROLE ledig_backup LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'backup';
GRANT pg_read_all_data TO ledig_backup;
ALTER ROLE ledig_backup SET default_transaction_read_only = on;
CREATE DATABASE ledig OWNER ledig_owner;
REVOKE ALL ON DATABASE ledig FROM PUBLIC;
GRANT CONNECT ON DATABASE ledig TO ledig_app, ledig_relay, ledig_backup;
SQL
