//! From files of readings to sealed batches. `gateway::home::GatewayHome::ingest` begins here; what
//! is sealed is anchored by the gateway's driver.

pub mod fhir;
pub mod files;
pub mod ingest;
pub mod meaning;
pub mod minimise;
pub mod samples;
