#!/usr/bin/env bash
# Restarts one of two replicas behind nginx without a failed request:
#
#   restart-replica.sh 3001 systemctl restart sales-agent@3001
#
# The first argument is the replica's port, the others are the command that restarts it and returns when it has stopped.
# It fails, and leaves the replica marked, if that does not become ready.
set -euo pipefail

port=$1
shift
folder=${SALES_AGENT_RUN:-/run/sales-agent}
ready_within_seconds=${READY_WITHIN_SECONDS:-120}

for other in "$folder"/*.draining; do
  [ ! -e "$other" ] || [ "$other" = "$folder/$port.draining" ] || { echo "$other is there: that replica gets no requests" >&2; exit 1; }
done
mkdir -p "$folder"
touch "$folder/$port.draining"
# Requests that nginx has read before it looked for the mark are on their way.
sleep 1
"$@"
deadline=$((SECONDS + ready_within_seconds))
until curl --silent --fail --output /dev/null --max-time 3 "http://127.0.0.1:$port/health/ready"; do
  [ "$SECONDS" -lt "$deadline" ] || { echo "The replica at port $port is not ready; it stays without requests" >&2; exit 1; }
  sleep 0.2
done
rm "$folder/$port.draining"
