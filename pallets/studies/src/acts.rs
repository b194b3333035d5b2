//! What happens to a contribution: committed, delivered, settled, lapsed, disputed, removed; and
//! how a study ends. Calls parts and ground.

pub(crate) mod commit;
pub(crate) mod deliver;
pub(crate) mod disputed;
pub(crate) mod ending;
pub(crate) mod outcome;
pub(crate) mod removal;
pub(crate) mod shares;
pub(crate) mod withdrawal;
