# What the scripts share. Sourced, not run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Outside the clone, so that a fresh clone (CI's is one) does not compile 1,300 crates again.
CACHE=${EPIONE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/epione}
# Both workspaces share it: what they have alike is compiled once.
TARGET=${CARGO_TARGET_DIR:-$CACHE/target}
NODE_BIN=$TARGET/release/epione-node
CLIENT_BIN=$TARGET/release/epione
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

# With the time since the script began.
say() { printf '\n== %d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*" >&2; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "'$*' needs root: run it as root yourself, then run this script again"
	fi
}

# install_debian COMMAND=PACKAGE...: installs the packages whose command, or file, is missing.
install_debian() {
	local missing=() pair
	for pair in "$@"; do
		[ -e "${pair%%=*}" ] || command -v "${pair%%=*}" >/dev/null || missing+=("${pair##*=}")
	done
	[ ${#missing[@]} -eq 0 ] && return
	command -v apt-get >/dev/null ||
		die "missing: ${missing[*]}; this is no Debian, so install them with your package manager"
	say "installing Debian packages: ${missing[*]}"
	as_root apt-get update -qq
	DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

setup() {
	# age: a foreign implementation that the tests of the payload run.
	# binaryen: its program wasm-opt, which runtime/wasm-opt calls.
	install_debian cc=build-essential protoc=protobuf-compiler git=git age=age wasm-opt=binaryen \
		pkg-config=pkg-config /usr/include/openssl/ssl.h=libssl-dev
	# rustup may live in a home that no login shell has put on the PATH yet.
	command -v rustup >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
	command -v rustup >/dev/null || die "rustup is missing: install it from https://rustup.rs"
	local channel
	channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
	if ! rustup run "$channel" rustc --version >/dev/null 2>&1; then
		say "installing Rust $channel"
		rustup toolchain install "$channel" --profile minimal >&2
	fi
	local have want
	have=$(rustup component list --toolchain "$channel" --installed)
	for want in rust-src rustfmt clippy; do
		grep -q "^$want" <<<"$have" || rustup component add --toolchain "$channel" "$want" >&2
	done
	rustup target list --toolchain "$channel" --installed | grep -qx wasm32v1-none ||
		rustup target add --toolchain "$channel" wasm32v1-none >&2
}

# quickly WORKSPACE COMMAND [ARGUMENT...]: cargo, with the configuration for what is run only to see
# whether it is right. The project's own crates are compiled by clippy, which is rustc with more lints:
# so every build lints, denies warnings, and compiles no dependency a second time.
quickly() {
	local workspace=$1 command=$2 wrapper=() channel
	shift 2
	case $command in
	build | test | run)
		channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml")
		wrapper=(
			RUSTC_WORKSPACE_WRAPPER="$(rustup run "$channel" rustc --print sysroot)/bin/clippy-driver"
			CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
			WASM_BUILD_CARGO_ARGS="--config $(printf %q "$ROOT/scripts/quick-wasm.toml")"
		)
		set -- --config "$ROOT/scripts/quick.toml" --config "$ROOT/scripts/quick-$workspace.toml" "$@"
		;;
	esac
	env CARGO_TARGET_DIR="$TARGET" ${wrapper[@]+"${wrapper[@]}"} cargo "$command" "$@"
}
node_cargo() { quickly node "$@"; }
client_cargo() { (cd client && quickly client "$@"); }

build_node() {
	say "building the node and its runtime (25 minutes and more from nothing on 2 cores, a few when cached)"
	node_cargo build --release --locked --workspace --bins >&2
}

# With the tests, the parachain's runtime and the rehearsal's.
build_all() {
	say "building the node, the runtimes and their tests"
	node_cargo build --release --locked --workspace --all-targets >&2
}

build_client() {
	say "building the client (12 minutes from nothing on 2 cores)"
	client_cargo build --release --locked --bins >&2
}

# A TCP port of the loopback that is free now.
free_port() {
	node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# start_node DIR [FLAG...]: starts a development node on a fresh chain below DIR, and sets NODE_PID and
# NODE_URL. It listens on the loopback only.
start_node() {
	local dir=$1 port
	shift
	port=$(free_port)
	NODE_URL=ws://127.0.0.1:$port
	mkdir -p "$dir"
	"$NODE_BIN" --dev --base-path "$dir/chain" \
		--rpc-port "$port" --listen-addr /ip4/127.0.0.1/tcp/0 \
		--unsafe-force-node-key-generation --no-mdns --no-telemetry --no-prometheus "$@" >"$dir/node.log" 2>&1 &
	NODE_PID=$!
	local i
	for i in $(seq 1 120); do
		if ! kill -0 "$NODE_PID" 2>/dev/null; then
			tail -n 30 "$dir/node.log" >&2
			die "the node ended at its start; its log is above"
		fi
		# The first imported block says that the chain moves.
		if grep -q 'Imported #1' "$dir/node.log"; then return; fi
		sleep 0.5
	done
	tail -n 30 "$dir/node.log" >&2
	die "the node produced no block within a minute; its log is above"
}

# Ends the node by its process id and waits for it.
stop_node() {
	[ -n "${NODE_PID:-}" ] || return 0
	kill "$NODE_PID" 2>/dev/null || :
	wait "$NODE_PID" 2>/dev/null || :
	NODE_PID=
}
