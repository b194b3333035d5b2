//! Contributions and their states.

use super::{rows, BlockRef, Contribution, ContributionState, Journal, SignedTx};
use crate::error::{Error, Result};
use epione_envelope::keys::Holder;
use epione_primitives::{EnvelopeBytes, GrantId, KeyVersion, Point};
use rusqlite::params;

impl Journal {
	/// Plans a contribution of a batch; returns `None` if there is one to this holder already.
	pub fn plan(
		&mut self,
		batch: i64,
		holder: &Holder,
		grant: GrantId,
		price: Option<u128>,
		invitation: Option<&[u8]>,
	) -> Result<Option<i64>> {
		let changed = self
			.db
			.execute(
				"INSERT INTO contribution (batch, holder, grant_id, price, invitation, state) VALUES \
				 (?1, ?2, ?3, ?4, ?5, 'planned') ON CONFLICT DO NOTHING",
				params![batch, holder.to_bytes(), grant, price.map(|p| p.to_string()), invitation],
			)
			.map_err(self.fail())?;
		Ok((changed == 1).then(|| self.db.last_insert_rowid()))
	}

	/// Returns one contribution.
	pub fn contribution(&self, id: i64) -> Result<Option<Contribution>> {
		self.select_contributions("WHERE id = ?1", [id]).map(|mut all| all.pop())
	}

	/// Returns the contributions in a state, oldest first.
	pub fn contributions_in(&self, state: ContributionState) -> Result<Vec<Contribution>> {
		self.select_contributions("WHERE state = ?1 ORDER BY id", [state.word()])
	}

	/// Returns all contributions, oldest first.
	pub fn contributions(&self) -> Result<Vec<Contribution>> {
		self.select_contributions("ORDER BY id", [])
	}

	fn select_contributions(
		&self,
		tail: &str,
		params: impl rusqlite::Params,
	) -> Result<Vec<Contribution>> {
		let sql = format!(
			"SELECT id, batch, holder, grant_id, price, invitation, state, key_version, recipient_key, \
			 envelope, tx_hash, tx_bytes, tx_born, tx_until, block, block_hash, error FROM contribution \
			 {tail}"
		);
		let mut statement = self.db.prepare_cached(&sql).map_err(self.fail())?;
		let rows = statement.query_map(params, rows::read_contribution).map_err(self.fail())?;
		rows.collect::<Result<_, _>>().map_err(self.fail())
	}

	fn update_contribution(
		&self,
		id: i64,
		from: &[ContributionState],
		set: &str,
		params: &[&dyn rusqlite::ToSql],
	) -> Result<()> {
		let from: Vec<_> = from.iter().map(|s| format!("'{}'", s.word())).collect();
		let sql = format!(
			"UPDATE contribution SET {set} WHERE id = ?1 AND state IN ({})",
			from.join(", ")
		);
		let mut all: Vec<&dyn rusqlite::ToSql> = vec![&id];
		all.extend(params);
		let changed = self.db.execute(&sql, all.as_slice()).map_err(self.fail())?;
		match changed {
			1 => Ok(()),
			_ => Err(Error::Journal {
				path: self.path.clone(),
				why: format!("contribution {id} is not {}", from.join(" or ")),
			}),
		}
	}

	/// Records a signed commit.
	pub fn set_committing(&mut self, id: i64, tx: &SignedTx) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Planned],
			"state = 'committing', tx_hash = ?2, tx_bytes = ?3, tx_born = ?4, tx_until = ?5, error = NULL",
			&[&tx.hash.as_slice(), &tx.bytes, &tx.born, &tx.mortal_until],
		)
	}

	/// Records that the commit is final and pinned this recipient key.
	pub fn set_committed(
		&mut self,
		id: i64,
		key_version: KeyVersion,
		recipient_key: &Point,
		block: Option<BlockRef>,
	) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Planned, ContributionState::Committing],
			"state = 'committed', key_version = ?2, recipient_key = ?3, block = ?4, block_hash = ?5, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[
				&key_version,
				&recipient_key.as_slice(),
				&block.map(|b| b.number),
				&block.map(|b| b.hash.to_vec()),
			],
		)
	}

	/// Keeps the envelope, sealed against the final commit, before it is shown to anybody.
	pub fn set_envelope(&mut self, id: i64, envelope: &EnvelopeBytes) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed],
			"envelope = ?2",
			&[&envelope.as_slice()],
		)
	}

	/// Records a signed delivery.
	pub fn set_delivering(&mut self, id: i64, tx: &SignedTx) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed],
			"state = 'delivering', tx_hash = ?2, tx_bytes = ?3, tx_born = ?4, tx_until = ?5",
			&[&tx.hash.as_slice(), &tx.bytes, &tx.born, &tx.mortal_until],
		)
	}

	/// Records that the delivery is final.
	pub fn set_delivered(&mut self, id: i64, block: Option<BlockRef>) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed, ContributionState::Delivering],
			"state = 'delivered', block = ?2, block_hash = ?3, tx_bytes = NULL, error = NULL",
			&[&block.map(|b| b.number), &block.map(|b| b.hash.to_vec())],
		)
	}

	/// Records that the transaction can no longer be included: one step back, so that a new one may
	/// be signed.
	pub fn set_contribution_expired(&mut self, id: i64) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committing, ContributionState::Delivering],
			"state = CASE state WHEN 'committing' THEN 'planned' ELSE 'committed' END, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[],
		)
	}

	/// Records that the chain would refuse the next step now, for a temporary reason.
	pub fn set_contribution_waiting(&mut self, id: i64, why: &str) -> Result<()> {
		let states = [ContributionState::Planned, ContributionState::Committed];
		self.update_contribution(id, &states, "error = ?2", &[&why])
	}

	/// Records that the chain refused a step, or that it lapsed.
	pub fn set_contribution_refused(&mut self, id: i64, why: &str) -> Result<()> {
		self.update_contribution(
			id,
			&[
				ContributionState::Planned,
				ContributionState::Committing,
				ContributionState::Committed,
				ContributionState::Delivering,
			],
			"state = 'refused', tx_bytes = NULL, error = ?2",
			&[&why],
		)
	}

	/// Lets a refused contribution be tried again from its beginning, as a person asked.
	pub fn retry_contribution(
		&mut self,
		id: i64,
		grant: GrantId,
		invitation: Option<&[u8]>,
	) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Refused],
			"state = 'planned', grant_id = ?2, invitation = ?3, key_version = NULL, recipient_key = NULL, envelope = NULL, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL, error = NULL",
			&[&grant, &invitation],
		)
	}
}
