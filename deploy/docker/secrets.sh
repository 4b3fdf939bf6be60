#!/bin/sh
# Writes .env, which docker-compose.yml reads, with passwords made here and now. What is in it already stays.
set -eu
cd "$(dirname "$0")/../.."
umask 077
touch .env

secret() { od -An -N 24 -t x1 /dev/urandom | tr -d ' \n'; }

put() {
    grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >>.env
}

for name in POSTGRES_PASSWORD RINGBACK_ARI_PASSWORD RINGBACK_MANAGER_PASSWORD; do
    put "$name" "$(secret)"
done
phones=
for n in 1 2 3 4 5 6 7 8; do
    phones="$phones${phones:+,}agent-$n:$(secret)"
done
put RINGBACK_PHONES "$phones"
printf '.env holds every password that docker-compose.yml needs. Keep it: the database knows only this one.\n'
