//! From files of readings to sealed batches.

pub mod fhir;
pub mod files;
pub mod ingest;
pub mod meaning;
pub mod minimise;
pub mod samples;
