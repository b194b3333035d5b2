//! The runtime's calls, storage, events and view functions as Rust types, generated from its
//! metadata.
//!
//! It is a crate of its own because it changes only with the runtime and takes half a minute to
//! compile: the client and its tests share it.

/// Typed calls, storage, events and view functions of the runtime.
#[allow(missing_docs, clippy::all)]
#[subxt::subxt(
	runtime_metadata_path = "../metadata/epione.scale",
	derive_for_all_types = "Clone, PartialEq, Eq",
	substitute_type(
		path = "epione_primitives::access::Grantee",
		with = "::subxt::utils::Static<::epione_primitives::Grantee<::subxt::utils::AccountId32>>"
	),
	substitute_type(
		path = "epione_primitives::purpose::Purpose",
		with = "::subxt::utils::Static<::epione_primitives::Purpose>"
	),
	substitute_type(
		path = "epione_primitives::data::Modalities",
		with = "::subxt::utils::Static<::epione_primitives::Modalities>"
	),
	substitute_type(
		path = "epione_primitives::data::Modality",
		with = "::subxt::utils::Static<::epione_primitives::Modality>"
	),
	substitute_type(
		path = "epione_primitives::access::Actions",
		with = "::subxt::utils::Static<::epione_primitives::Actions>"
	),
	substitute_type(
		path = "epione_primitives::access::Denial",
		with = "::subxt::utils::Static<::epione_primitives::Denial>"
	),
	substitute_type(
		path = "epione_primitives::devices::DeviceRefusal",
		with = "::subxt::utils::Static<::epione_primitives::DeviceRefusal>"
	),
	substitute_type(
		path = "epione_primitives::roles::Role",
		with = "::subxt::utils::Static<::epione_primitives::Role>"
	),
	substitute_type(
		path = "epione_primitives::roles::Roles",
		with = "::subxt::utils::Static<::epione_primitives::Roles>"
	),
	substitute_type(
		path = "epione_primitives::roles::Attributes",
		with = "::subxt::utils::Static<::epione_primitives::Attributes>"
	)
)]
pub mod api {}
