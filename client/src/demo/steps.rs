//! The ten steps, from a medical device to a paid, verified contribution.

mod finish;
mod prepare;
mod share;

use super::{
	cast::{embedded, new_keystore},
	input::write_secrets,
	story::Story,
};
use crate::{error::Result, gateway::home::GatewayHome};
use std::path::Path;

impl Story<'_> {
	/// Plays the ten steps.
	pub(super) async fn play(&mut self, secrets: Option<&Path>) -> Result<()> {
		self.credentials().await?;
		let mut devices = self.provision_and_claim().await?;
		let inputs = self.inputs()?;
		if let Some(path) = secrets {
			write_secrets(path, &inputs)?;
		}
		// From here on the gateway works on its keystore.
		let keystore = new_keystore(&self.gateway.home.join("gateway"))?;
		let mut gateway = GatewayHome::new(
			&self.gateway.home,
			self.chain.clone(),
			self.gateway.signer.clone(),
			keystore,
			self.patient.account(),
		)?;
		let served = embedded(&self.root, "gateway", &[]).await?;
		let batches = self.anchor(&mut gateway, &served, &inputs, &mut devices).await?;
		let (study, disease) = self.open_study().await?;
		self.study = Some((study, disease));
		let grant = self.consent(study, disease).await?;
		self.contribute(&mut gateway, study, grant, &batches[1..3]).await?;
		self.fetch(study, &served, &inputs[1..3], &batches[1..3]).await?;
		self.refuse(&mut gateway, &served, study, grant, &batches).await?;
		self.settle_and_audit(study, &devices).await?;
		served.close().await;
		Ok(())
	}
}
