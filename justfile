# The recipes that CI and people call. `just --list` shows them; each is one command without just too.

# Build, start a node, play the ten steps.
demo *ARGS:
	./scripts/demo {{ARGS}}

# Every test, as CI runs them; or some: `just test node client`.
test *PARTS:
	./scripts/test {{PARTS}}

# Lints of both workspaces.
lint:
	./scripts/test lint

# Format both workspaces.
fmt:
	cargo fmt --all
	cd client && cargo fmt --all

# Measure the weights of every call on this machine and write them to the runtime.
weights:
	./scripts/weights

# The web app: types, unit tests, bundle with the check of its size, Chromium on a real node.
test-web:
	./scripts/test web

# The pictures in docs/screenshots, made by those tests.
screenshots:
	rm -rf docs/screenshots
	EPIONE_SHOTS="$PWD/docs/screenshots" ./scripts/test web
