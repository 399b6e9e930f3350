# Real Redis and RabbitMQ from Debian's packages, on free loopback ports with throw-away folders. To be sourced.

services_pids=()
epmd_port=
policy=/usr/sbin/policy-rc.d
policy_is_ours=no

say() { printf 'ci: %s\n' "$*" >&2; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# start_real_services: installs what is missing, then starts both servers.
start_real_services() { install_services && start_services; }

# install_services: what is missing of redis-server, rabbitmq-server, promtool, chromium, curl and pytest, without Debian starting them.
install_services() {
  local missing=() status=0
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
  command -v promtool >/dev/null || missing+=(prometheus)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v curl >/dev/null || missing+=(curl)
  python3 -c 'import pytest' 2>/dev/null || /usr/bin/python3 -c 'import pytest' 2>/dev/null || missing+=(python3-pytest)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  forbid_autostart
  # `env` hands the setting through sudo, which drops the environment.
  { as_root apt-get -o DPkg::Lock::Timeout=300 update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"; } >"$services_folder/apt.log" 2>&1 || status=1
  allow_autostart
  [ $status -eq 0 ] || tail -n 20 "$services_folder/apt.log" >&2
  return $status
}

# A policy of the machine's own stays as it is.
forbid_autostart() {
  [ ! -e "$policy" ] || return 0
  policy_is_ours=yes
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod +x "$policy"
}

allow_autostart() {
  [ "$policy_is_ours" = no ] || as_root rm -f "$policy"
  policy_is_ours=no
}

# start_services: starts both and exports the FOCUS_TEST_* variables; fails when one is not ready within 90 s.
start_services() {
  local ports
  read -ra ports < <(free_ports 5) || return 1
  redis_port=${ports[0]} amqp_port=${ports[1]} management_port=${ports[2]} dist_port=${ports[3]} epmd_port=${ports[4]}
  say "starting Redis on $redis_port and RabbitMQ on $amqp_port (management $management_port)"
  start_redis
  start_rabbitmq
  await "Redis" redis-cli -p "$redis_port" ping || return 1
  await "RabbitMQ" rabbitmq_answers || return 1
  export FOCUS_TEST_REDIS_URL="redis://127.0.0.1:$redis_port"
  export FOCUS_TEST_AMQP_URL="amqp://guest:guest@127.0.0.1:$amqp_port"
  export FOCUS_TEST_RABBITMQ_MANAGEMENT_URL="http://guest:guest@127.0.0.1:$management_port"
}

# stop_services: ends and undoes what the above did, and only that. Safe to call at any time.
stop_services() {
  local pid
  for pid in "${services_pids[@]}"; do kill -TERM -- "-$pid" 2>/dev/null; done
  for pid in "${services_pids[@]}"; do end_of_group "$pid"; done
  # Erlang's port mapper outlives its node; ours has a port of its own.
  [ -z "$epmd_port" ] || ERL_EPMD_PORT=$epmd_port epmd -kill >/dev/null 2>&1
  services_pids=()
  allow_autostart
}

start_redis() {
  mkdir -p "$services_folder/redis"
  own_group redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$services_folder/redis" \
    --save '' --appendonly no --maxmemory-policy noeviction
}

start_rabbitmq() {
  local folder=$services_folder/rabbitmq
  mkdir -p "$folder/home"
  cat >"$folder/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$amqp_port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management_port
# An empty disk is no part of these tests.
disk_free_limit.absolute = 1MB
CONF
  echo '[rabbitmq_management].' >"$folder/enabled_plugins"
  # The server itself, not Debian's wrapper, which wants the rabbitmq user.
  HOME=$folder/home \
    RABBITMQ_NODENAME=focus-ci@localhost \
    RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf \
    RABBITMQ_MNESIA_BASE=$folder/mnesia \
    RABBITMQ_LOG_BASE=$folder/log \
    RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins \
    RABBITMQ_DIST_PORT=$dist_port \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
    ERL_EPMD_ADDRESS=127.0.0.1 \
    ERL_EPMD_PORT=$epmd_port \
    own_group /usr/lib/rabbitmq/bin/rabbitmq-server
}

# own_group COMMAND…: in the background as the leader of a process group, so that its children end with it.
own_group() {
  setsid "$@" </dev/null >>"$services_folder/servers.log" 2>&1 &
  services_pids+=($!)
}

# end_of_group PID: RabbitMQ's shell is gone at once, its Erlang node takes seconds; after 20 s it is made to.
end_of_group() {
  local tries
  wait "$1" 2>/dev/null
  for ((tries = 0; tries < 200; tries++)); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null
}

# await NAME COMMAND…: until the command succeeds.
await() {
  local name=$1 tries
  shift
  for ((tries = 0; tries < 180; tries++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.5
  done
  say "$name was not ready after 90 s:"
  tail -n 30 "$services_folder/servers.log" >&2
  return 1
}

# The alarms' health check answers only when the whole broker is up.
rabbitmq_answers() {
  node -e 'fetch(process.argv[1], { headers: { authorization: `Basic ${btoa("guest:guest")}` } })
    .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' \
    "http://127.0.0.1:$management_port/api/health/checks/alarms" &&
    node -e 'require("node:net").connect(Number(process.argv[1]), "127.0.0.1")
      .on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$amqp_port"
}

# free_ports N: N different free loopback ports on one line.
free_ports() {
  node -e 'const servers = Array.from({ length: Number(process.argv[1]) }, () => require("node:net").createServer());
    Promise.all(servers.map((server) => new Promise((done) => server.listen(0, "127.0.0.1", done))))
      .then(() => console.log(servers.map((server) => server.address().port).join(" ")))
      .then(() => servers.forEach((server) => server.close()))' "$1"
}

start_real_services() { install_services && start_services; }
