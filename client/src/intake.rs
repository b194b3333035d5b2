//! From files of readings to sealed batches.

pub mod fhir;
pub mod ingest;
pub mod samples;
