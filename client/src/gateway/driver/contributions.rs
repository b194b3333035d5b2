//! Contributions: commit, wait until that is final, seal the envelope, deliver.

use super::{Event, Fate, Gateway, Item};
use crate::{
	error::{Error, Result},
	failpoint::FailPoint,
	gateway::call::{Call, GatewayChain, OnChain, OnChainStatus, Outcome},
	journal::{Batch, BatchState, BlockRef, Contribution, ContributionState, Sealed},
};
use epione_envelope::envelope::{self, Context};
use rand_core::OsRng;

/// State of the first contribution of a subject, or of a device, to a holder: the chain accepts no
/// second one before it is settled.
#[derive(Default)]
struct FirstContribution {
	under_way: bool,
	delivered: bool,
}

impl FirstContribution {
	fn see(&mut self, state: ContributionState) {
		use ContributionState as State;
		match state {
			State::Committing | State::Committed | State::Delivering => self.under_way = true,
			State::Delivered => self.delivered = true,
			State::Planned | State::Refused => {},
		}
	}

	/// Returns whether another may go: once one is delivered, the first may be settled, which the
	/// chain decides.
	fn may_go(&self) -> bool {
		self.delivered || !self.under_way
	}
}

impl Gateway<'_> {
	/// Advances every planned contribution as far as possible: commit, wait until that is final,
	/// seal the envelope, deliver, wait until that is final.
	pub async fn advance_contributions(&mut self, chain: &dyn GatewayChain) -> Result<()> {
		// Each step for all of them, so that they wait for finality together.
		for state in [
			ContributionState::Delivering,
			ContributionState::Planned,
			ContributionState::Committing,
			ContributionState::Committed,
			ContributionState::Delivering,
		] {
			for contribution in self.journal.contributions_in(state)? {
				self.step(chain, &contribution).await?;
			}
		}
		// Then those whose transaction expired on the way, one after the other.
		for state in [
			ContributionState::Planned,
			ContributionState::Committing,
			ContributionState::Committed,
			ContributionState::Delivering,
		] {
			for contribution in self.journal.contributions_in(state)? {
				self.advance(chain, contribution.id).await?;
			}
		}
		Ok(())
	}

	/// Advances one contribution as far as possible; returns whether it is delivered.
	pub async fn advance(&mut self, chain: &dyn GatewayChain, id: i64) -> Result<bool> {
		loop {
			let Some(contribution) = self.journal.contribution(id)? else { return Ok(false) };
			if contribution.state == ContributionState::Delivered {
				return Ok(true);
			}
			if !self.step(chain, &contribution).await? {
				return Ok(false);
			}
		}
	}

	/// Takes one step of one contribution; returns `false` if there is none to take now.
	async fn step(
		&mut self,
		chain: &dyn GatewayChain,
		contribution: &Contribution,
	) -> Result<bool> {
		let batch = self.journal.batch(contribution.batch)?.ok_or_else(|| Error::Journal {
			path: self.journal.path().into(),
			why: format!(
				"contribution {} is of batch {}, which is not there",
				contribution.id, contribution.batch
			),
		})?;
		match contribution.state {
			ContributionState::Delivered | ContributionState::Refused => return Ok(false),
			ContributionState::Planned => return self.commit(chain, contribution, &batch).await,
			ContributionState::Committing => {
				self.follow_commit(chain, contribution, &batch).await?
			},
			ContributionState::Committed => return self.deliver(chain, contribution, &batch).await,
			ContributionState::Delivering => self.follow_delivery(chain, contribution).await?,
		}
		Ok(true)
	}

	fn refuse_contribution(&mut self, id: i64, why: String) -> Result<()> {
		self.journal.set_contribution_refused(id, &why)?;
		self.events.push(Event::Refused { what: Item::Contribution(id), why });
		Ok(())
	}

	async fn on_chain(
		chain: &dyn GatewayChain,
		contribution: &Contribution,
		batch: &Batch,
	) -> Result<Option<OnChain>> {
		let sealed = &batch.sealed;
		chain.contribution(&contribution.holder, &sealed.subject, &sealed.content.digest).await
	}

	/// Returns whether it may be committed while others are under way. The chain accepts one
	/// contribution of a subject, and one of a device, until its first is settled: a second one
	/// sent with the first would fail in its block.
	fn may_go(&self, contribution: &Contribution, batch: &Batch) -> Result<bool> {
		let mut subject = FirstContribution::default();
		let mut device = FirstContribution::default();
		for other in self.journal.contributions()? {
			if other.id == contribution.id || other.holder != contribution.holder {
				continue;
			}
			let Some(of) = self.journal.batch(other.batch)? else { continue };
			if of.sealed.subject == batch.sealed.subject {
				subject.see(other.state);
			}
			let key = |sealed: &Sealed| sealed.device.as_ref().map(|d| d.device);
			if key(&of.sealed).is_some() && key(&of.sealed) == key(&batch.sealed) {
				device.see(other.state);
			}
		}
		Ok(subject.may_go() && device.may_go())
	}

	/// Signs and sends a commit; returns `false` if there is nothing to do about it now.
	async fn commit(
		&mut self,
		chain: &dyn GatewayChain,
		contribution: &Contribution,
		batch: &Batch,
	) -> Result<bool> {
		let id = contribution.id;
		if batch.state == BatchState::Tombstoned {
			self.refuse_contribution(id, "the dataset was tombstoned".into())?;
			return Ok(false);
		}
		// An anchor that is not final may be undone.
		if batch.state != BatchState::Anchored || self.waiting.contains(&id) {
			return Ok(false);
		}
		match Self::on_chain(chain, contribution, batch).await? {
			// A lapsed contribution may be committed again.
			None | Some(OnChain { status: OnChainStatus::Lapsed, .. }) => {},
			Some(there) => return self.take_committed(id, &there, None).map(|()| true),
		}
		if !self.may_go(contribution, batch)? {
			return Ok(false);
		}
		let call = Call::Commit {
			subject: batch.sealed.subject,
			dataset: batch.sealed.content.digest,
			holder: contribution.holder,
			grant: contribution.grant,
			price: contribution.price,
			invitation: contribution.invitation.clone(),
		};
		let tx = chain.sign(&call).await?;
		if let Some(why) = chain.waits(&tx).await? {
			self.wait(contribution, why)?;
			return Ok(false);
		}
		self.journal.set_committing(id, &tx)?;
		self.fail.hit(FailPoint::CommitWritten)?;
		// Not waited for, so that several are under way together; `follow_commit` finds out what
		// became of it.
		chain.submit(&tx).await.map(|_| true)
	}

	/// Records why it waits; it is tried again after the next start.
	fn wait(&mut self, contribution: &Contribution, why: String) -> Result<()> {
		self.waiting.insert(contribution.id);
		// Reported once, not in every round.
		if contribution.error.as_ref() != Some(&why) {
			self.journal.set_contribution_waiting(contribution.id, &why)?;
			self.events.push(Event::Waits { contribution: contribution.id, why });
		}
		Ok(())
	}

	fn take_committed(&mut self, id: i64, there: &OnChain, block: Option<BlockRef>) -> Result<()> {
		self.journal.set_committed(id, there.key_version, &there.recipient_key, block)?;
		self.events.push(Event::Committed { contribution: id, block });
		Ok(())
	}

	async fn follow_commit(
		&mut self,
		chain: &dyn GatewayChain,
		contribution: &Contribution,
		batch: &Batch,
	) -> Result<()> {
		let id = contribution.id;
		let Some(tx) = &contribution.tx else { return self.journal.set_contribution_expired(id) };
		match Self::follow(self.fail, chain, tx, FailPoint::CommitSubmitted).await? {
			Fate::Final(Outcome { block, result: Ok(()) }) => {
				self.fail.hit(FailPoint::CommitFinal)?;
				match Self::on_chain(chain, contribution, batch).await? {
					Some(there) => self.take_committed(id, &there, Some(block)),
					None => self.refuse_contribution(
						id,
						"the commit is final but the chain has no such contribution: the dataset was \
						 tombstoned since"
							.into(),
					),
				}
			},
			Fate::Expired => self.journal.set_contribution_expired(id),
			Fate::Final(Outcome { result: Err(refusal), .. }) | Fate::Refused(refusal) => {
				if refusal.passing {
					self.journal.set_contribution_expired(id)?;
					return self.wait(contribution, refusal.why);
				}
				self.refuse_contribution(id, refusal.why)
			},
		}
	}

	/// Seals and sends the envelope; returns `false` if it cannot be sealed now.
	async fn deliver(
		&mut self,
		chain: &dyn GatewayChain,
		contribution: &Contribution,
		batch: &Batch,
	) -> Result<bool> {
		let id = contribution.id;
		if self.waiting.contains(&id) {
			return Ok(false);
		}
		let there = match Self::on_chain(chain, contribution, batch).await? {
			Some(there) => there,
			None => {
				let why = "the commitment is no longer on chain: the subject ended it".to_owned();
				return self.refuse_contribution(id, why).map(|()| false);
			},
		};
		match there.status {
			OnChainStatus::Delivered => {
				self.journal.set_delivered(id, None)?;
				self.events.push(Event::Delivered { contribution: id, block: None });
				return Ok(true);
			},
			OnChainStatus::Lapsed => {
				let why = "its deadline passed before it was delivered".to_owned();
				return self.refuse_contribution(id, why).map(|()| false);
			},
			// Not sealed yet, since even a refused envelope has been seen.
			OnChainStatus::Gathering => {
				let why =
					"the study waits for more participants before it takes any key".to_owned();
				return self.wait(contribution, why).map(|()| false);
			},
			OnChainStatus::Committed => {},
		}
		let sealed = &batch.sealed;
		let envelope = match contribution.envelope {
			Some(envelope) => envelope,
			None => {
				let context = Context {
					chain_id: sealed.chain_id,
					subject: sealed.subject,
					digest: sealed.content.digest,
					holder: contribution.holder,
					grant: there.grant,
					key_version: there.key_version,
				};
				let key = self.keystore.data_key(&sealed.content.digest)?;
				let envelope = envelope::seal(&key, &there.recipient_key, &context, &mut OsRng)
					.map_err(|e| Error::Verification(format!("the recipient key: {e}")))?;
				self.journal.set_envelope(id, &envelope)?;
				envelope
			},
		};
		let call = Call::Deliver {
			subject: sealed.subject,
			dataset: sealed.content.digest,
			holder: contribution.holder,
			envelope,
		};
		let tx = chain.sign(&call).await?;
		self.journal.set_delivering(id, &tx)?;
		self.fail.hit(FailPoint::DeliverWritten)?;
		chain.submit(&tx).await.map(|_| true)
	}

	async fn follow_delivery(
		&mut self,
		chain: &dyn GatewayChain,
		contribution: &Contribution,
	) -> Result<()> {
		let id = contribution.id;
		let Some(tx) = &contribution.tx else { return self.journal.set_contribution_expired(id) };
		match Self::follow(self.fail, chain, tx, FailPoint::DeliverSubmitted).await? {
			Fate::Final(Outcome { block, result: Ok(()) }) => {
				self.journal.set_delivered(id, Some(block))?;
				self.events.push(Event::Delivered { contribution: id, block: Some(block) });
				Ok(())
			},
			Fate::Expired => self.journal.set_contribution_expired(id),
			Fate::Final(Outcome { result: Err(refusal), .. }) | Fate::Refused(refusal) => {
				self.refuse_contribution(id, refusal.why)
			},
		}
	}
}
