#!/usr/bin/env bash
# Makes the secrets of compose.yaml and compose.postgres.yaml, once: one file per secret in deploy/secrets, which git ignores. The name of a file is the key that it configures.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
random() { head -c 32 /dev/urandom | base64 | tr -d '/+=\n'; }
write() { [ -e "secrets/$1" ] || { printf '%s' "$2" >"secrets/$1"; chmod 444 "secrets/$1"; echo "deploy/secrets/$1"; }; }

write Auth__SigningKey "$(random)"

redis=$(random)
[ -e secrets/redis.acl ] || rm -f secrets/ConnectionStrings__Redis
write redis.acl "user default on >$redis ~* &* +@all
"
write ConnectionStrings__Redis "redis:6379,user=default,password=$redis"

postgres=$(random)
[ -e secrets/postgres_password ] || rm -f secrets/ConnectionStrings__Postgres
write postgres_password "$postgres"
write ConnectionStrings__Postgres "Host=postgres;Database=androidzen;Username=androidzen;Password=$postgres"
