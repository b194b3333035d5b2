//! What each call costs, as `./scripts/weights` measures it on this runtime.
