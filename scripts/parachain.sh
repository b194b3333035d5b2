# What the scripts of the parachain share. Sourced after lib.sh.

# Tools of the SDK, compiled once for all clones. A folder of their own: their lock files are not ours.
TOOLS=${EPIONE_TOOLS:-$CACHE/tools}
OMNI_BIN=$TOOLS/bin/polkadot-omni-node
RELAY_BIN=$TOOLS/bin/polkadot
# What the tools of this release say that they are: the relay chain's node refuses workers of another one.
TOOLS_REPORT=1.25.1
# The crate with the RocksDB of both nodes.
ROCKSDB=librocksdb-sys-0.17.3+10.4.2

PARA_WASM=$TARGET/release/wbuild/epione-parachain-runtime/epione_parachain_runtime.compact.compressed.wasm
# The number that the presets `development` and `local_testnet` have.
PARA_ID=2000
LOCAL_RELAY=rococo-local

# is_tool FILE: whether it is there and of the release that the runtime is made for.
is_tool() {
	[ -x "$1" ] && grep -qE "(^| )${TOOLS_REPORT//./\\.}(-|$)" <<<"$("$1" --version 2>/dev/null)"
}

# Has polkadot link what polkadot-omni-node's build made of RocksDB, a quarter of an hour of C++. Cargo would compile it again,
# since a crate that reads its headers has another feature there.
reuse_rocksdb() {
	local said out
	for said in "$TOOLS"/target/release/build/librocksdb-sys-*/output; do
		out=${said%/output}/out
		[ -s "$out/librocksdb.a" ] && grep -q "^cargo:cargo_manifest_dir=.*/${ROCKSDB//./\\.}\$" "$said" || continue
		export ROCKSDB_STATIC=1 ROCKSDB_LIB_DIR=$out
		return
	done
}

# install_tool CRATE VERSION COST: has cargo build a crate's commands into the tools folder, unless they are there.
install_tool() {
	local crate=$1 version=$2 cost=$3
	is_tool "$TOOLS/bin/$crate" && return
	# RocksDB, which the SDK's nodes hold beside ParityDB, is bound with clang and its library, which is no command.
	install_debian clang=clang pkg-config=pkg-config
	compgen -G '/usr/lib/llvm-*/lib/libclang.so' >/dev/null || install_debian libclang.so=libclang-dev
	say "building $crate $version into $TOOLS ($cost)"
	(
		# The relay chains' runtimes inside are Wasm that must be built.
		unset SKIP_WASM_BUILD
		# For RocksDB and Binaryen: two thirds of g++'s time.
		export CXX=clang++
		# Crates of the configuration that this tool does not have are warned of; that is all.
		CARGO_TARGET_DIR=$TOOLS/target cargo install --config "$ROOT/scripts/quick.toml" \
			--locked --force --version "$version" --root "$TOOLS" "$crate" >&2
	) || die "cargo could not build $crate $version; what it said is above. What it has built so far is kept: run this script again once the cause is gone"
	is_tool "$TOOLS/bin/$crate" ||
		die "$TOOLS/bin/$crate says '$("$TOOLS/bin/$crate" --version 2>&1 | head -n 1)', and not version $TOOLS_REPORT: is EPIONE_TOOLS another release's folder?"
}

install_omni() {
	install_tool polkadot-omni-node 0.24.0 "once: 62 minutes were measured on 2 otherwise idle cores, 113 on two slower ones; 238 MB"
}

# The relay chain's node, and beside it the two workers with which a validator checks parachains' blocks.
install_relay() {
	# Not for polkadot-omni-node itself: begun again after a stop, it would compile all that stands on RocksDB once more.
	(
		reuse_rocksdb
		install_tool polkadot 41.0.0 "once: 24 minutes more were measured after polkadot-omni-node"
	)
	local worker
	for worker in polkadot-prepare-worker polkadot-execute-worker; do
		is_tool "$TOOLS/bin/$worker" ||
			die "$TOOLS/bin/$worker is missing or of another release than polkadot: remove $RELAY_BIN and run this script again"
	done
}

# The runtime's Wasm is made with its library, which no binary needs; of the whole workspace nonetheless, so that
# features are resolved once (docs/adr/0002-one-profile.md).
build_parachain() {
	say "building the parachain's runtime, with the workspace (25 minutes from nothing on 2 cores, a few when cached)"
	(
		unset SKIP_WASM_BUILD
		node_cargo build --release --locked --workspace --bins --lib >&2
	)
	[ -s "$PARA_WASM" ] || die "the build left no Wasm at $PARA_WASM: remove that folder and run this script again"
}

# spec_builder OUT ARGUMENT...: the SDK's chain-spec-builder, which polkadot-omni-node holds.
spec_builder() {
	local out=$1
	shift
	"$OMNI_BIN" chain-spec-builder --chain-spec-path "$out" "$@"
}

# preset NAME OUT: a preset of the runtime as it is, a patch of its default genesis.
preset() {
	"$OMNI_BIN" chain-spec-builder display-preset --runtime "$PARA_WASM" --preset-name "$1" >"$2"
}

# plain_spec PRESET RELAY PARA_ID OUT: a plain chain specification. Its extension names relay chain and number.
plain_spec() {
	local preset=$1 relay=$2 para=$3 out=$4 name type
	case $preset in
	development) name="Epione Development" type=development ;;
	local_testnet) name="Epione Local Testnet" type=local ;;
	testnet) name="Epione Testnet" type=live ;;
	*) die "no preset '$preset': there are development, local_testnet and testnet" ;;
	esac
	spec_builder "$out" create \
		--chain-name "$name" --chain-id "epione-parachain-${preset//_/-}" -t "$type" \
		--relay-chain "$relay" --para-id "$para" --runtime "$PARA_WASM" \
		--properties tokenSymbol=EPI,tokenDecimals=12,ss58Format=42 \
		named-preset "$preset" ||
		die "chain-spec-builder refuses preset $preset of $PARA_WASM; what it said is above"
}

# raw_spec PLAIN OUT: the runtime builds the genesis, and refuses one that is incomplete.
raw_spec() {
	spec_builder "$2" convert-to-raw "$1" ||
		die "the runtime refuses the genesis in $1; the place and what to do are above"
}

# genesis_of SPEC HEAD WASM: what a relay chain is given to know the parachain by, in hex.
genesis_of() {
	"$OMNI_BIN" export-genesis-head --chain "$1" "$2" >&2 &&
		"$OMNI_BIN" export-genesis-wasm --chain "$1" "$3" >&2
}

# free_ports COUNT: so many different TCP ports of the loopback that are free now.
free_ports() {
	node -e '
		const net = require("net");
		const servers = Array.from({ length: Number(process.argv[1]) }, () => net.createServer());
		const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", done));
		Promise.all(servers.map(listening)).then(() => {
			for (const server of servers) {
				console.log(server.address().port);
				server.close();
			}
		});' "$1"
}

# await_log PID LOG PATTERN SECONDS WHAT: until the process has written a line like that.
await_log() {
	local pid=$1 log=$2 pattern=$3 seconds=$4 what=$5 i
	for ((i = 0; i < seconds * 2; i++)); do
		if grep -q -- "$pattern" "$log" 2>/dev/null; then return; fi
		if ! kill -0 "$pid" 2>/dev/null; then
			tail -n 30 "$log" >&2
			die "$what ended; its log, $log, ends as above"
		fi
		sleep 0.5
	done
	tail -n 30 "$log" >&2
	die "$what has no line with '$pattern' after $seconds seconds; its log, $log, ends as above"
}

# start_dev_collator DIR SPEC [FLAG...]: runs the parachain by itself, as if there were a relay chain, on a fresh
# chain below DIR, and sets NODE_PID and NODE_URL for stop_node. Each block is final at once. Its clock starts two
# hours in the past and goes on by six seconds with each block, so that only blocks tell the time.
start_dev_collator() {
	local dir=$1 spec=$2 port
	shift 2
	port=$(free_port)
	NODE_URL=ws://127.0.0.1:$port
	mkdir -p "$dir"
	"$OMNI_BIN" --chain "$spec" --dev --dev-block-time 6000 --base-path "$dir/chain" \
		--rpc-port "$port" --listen-addr /ip4/127.0.0.1/tcp/0 \
		--no-mdns --no-telemetry --no-prometheus --no-hardware-benchmarks "$@" >"$dir/node.log" 2>&1 &
	NODE_PID=$!
	await_log "$NODE_PID" "$dir/node.log" 'Imported #1 ' 300 "polkadot-omni-node"
}

# follow PID LOG: on a terminal, says which block a node has come to, until the process ends.
follow() {
	local block
	[ -t 2 ] || return 0
	while kill -0 "$1" 2>/dev/null; do
		block=$(grep -o 'Imported #[0-9]*' "$2" | tail -n 1 || :)
		printf '\r   block %s, %d:%02d ' "${block#*#}" $((SECONDS / 60)) $((SECONDS % 60)) >&2
		sleep 3
	done
	printf '\r\033[K' >&2
}
