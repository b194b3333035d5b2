# The recipes that CI and people call. `just --list` shows them; each is one command without just too.

# Build, start a node, play the ten steps.
demo *ARGS:
	./scripts/demo {{ARGS}}

# Every test, as CI runs them; or some: `just test node client`.
test *PARTS:
	./scripts/test {{PARTS}}

# Random sequences over the whole market: so many, on so many threads. docs/testing.md.
sequences COUNT="100000" THREADS="2":
	SKIP_WASM_BUILD=1 EPIONE_SEQUENCES={{COUNT}} EPIONE_THREADS={{THREADS}} \
		cargo test --release --locked -p epione-runtime market::sequences -- --nocapture

# Lints of both workspaces, without compiling the project: the first time it checks the SDK, for ten minutes and more.
# The scripts need it not: with them clippy compiles.
lint:
	SKIP_WASM_BUILD=1 cargo clippy --release --locked --workspace --all-targets -- -D warnings
	cd client && cargo clippy --release --locked --workspace --all-targets -- -D warnings

# Format both workspaces.
fmt:
	cargo fmt --all
	cd client && cargo fmt --all

# Measure the weights of every call on this machine and write them to the runtime.
weights:
	./scripts/weights

# Print anew what other languages and the documentation read: the pool's codes and their words, some
# constants (docs/refusals.json, docs/constants.json), and the table of docs/charge-or-free.md.
refusals:
	SKIP_WASM_BUILD=1 EPIONE_PRINT=1 cargo test --release --locked -p epione-runtime printed::
	node scripts/reference.mjs

# The web app: types, unit tests, bundle with the check of its size, Chromium on a real node.
test-web:
	./scripts/test web

# The pictures in docs/screenshots, made by those tests.
screenshots:
	rm -rf docs/screenshots
	EPIONE_SHOTS="$PWD/docs/screenshots" ./scripts/test web

# Blocks of the parachain's runtime, built in process and checked as the relay chain checks them.
test-parachain:
	./scripts/test parachain

# The parachain's runtime in polkadot-omni-node: the ten steps and both chapters. `--keep` leaves the node running.
# docs/collators-guide.md.
collator-dev *ARGS:
	./scripts/collator-dev {{ARGS}}

# A relay chain and two collators on this machine. Compiles for an hour and a half the first time.
relay-network *ARGS:
	./scripts/relay-network {{ARGS}}

# The parachain's chain specifications: `just chain-specs DIR [--testnet FILE]`.
chain-specs *ARGS:
	./scripts/chain-specs {{ARGS}}

# The documentation as a book in target/book, with its links checked. Needs mdBook: `cargo install mdbook --locked`.
book:
	mdbook build

# Fuzzes the runtime, or another target, for so many minutes: `just fuzz 10`, `just fuzz 2 all`.
fuzz *ARGS:
	./scripts/fuzz {{ARGS}}

# Breaks the code in one place at a time and sees whether tests fail: `just mutants --core`, `just mutants --sample 300`.
mutants *ARGS:
	./scripts/mutants {{ARGS}}
