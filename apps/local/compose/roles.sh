#!/bin/sh
# Runs once, when the database's volume is new: three roles, and the databases of the record and of Temporal. Nobody enters a
# database who is not named here; what the application may do in the record is granted by the migrations.
set -eu
psql --set ON_ERROR_STOP=1 --set owner="$HANDRAIL_OWNER_PASSWORD" --set app="$HANDRAIL_APP_PASSWORD" --set temporal="$TEMPORAL_DB_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE handrail_owner LOGIN PASSWORD :'owner';
CREATE ROLE handrail_app LOGIN PASSWORD :'app';
CREATE ROLE handrail_temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE handrail OWNER handrail_owner;
CREATE DATABASE handrail_temporal OWNER handrail_temporal;
CREATE DATABASE handrail_temporal_visibility OWNER handrail_temporal;
REVOKE ALL ON DATABASE handrail, handrail_temporal, handrail_temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE handrail TO handrail_app;
SQL
