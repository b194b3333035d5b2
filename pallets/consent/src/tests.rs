//! Tests, one file per call.

mod grant;
