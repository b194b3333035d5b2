//! Old transactions sent again, and accounts without money.

use crate::{
	world::{fund, wait, Home},
	Stage,
};
use epione_client::{
	chain::{api, Chain, ChainError, Signed},
	keys::accounts::{parse_address, Signer},
	words::EPI,
};
use subxt::utils::MultiAddress;

/// The existential deposit: the least balance that an account can have.
const EXISTENTIAL_DEPOSIT: u128 = EPI / 1_000;

/// Returns the signed transaction of `signer` in a block, as anybody can copy it from the chain.
async fn copy(chain: &Chain, block: u64, signer: &str) -> Signed {
	let at = chain.client().at_block(block).await.unwrap();
	let extrinsics = at.extrinsics().fetch().await.unwrap();
	let account = parse_address(signer).unwrap().0;
	let signed = extrinsics
		.iter()
		.map(|extrinsic| extrinsic.unwrap())
		.find(|e| e.address_bytes().is_some_and(|bytes| bytes.ends_with(&account)))
		.expect("the block has the account's transaction");
	Signed {
		call: "Consent.grant".into(),
		signer: signer.into(),
		hash: format!("{:?}", signed.hash()),
		bytes: signed.bytes().to_vec(),
		born: block,
		dies: block + 32,
	}
}

async fn drain(chain: &Chain, from: &str) {
	let alice = Signer::from_uri("//Alice").unwrap().account();
	let call = api::tx().balances().transfer_all(MultiAddress::Id(alice), false);
	chain.submit(&Signer::from_uri(from).unwrap(), &call).await.unwrap();
}

pub fn old_grants_and_poor_accounts(stage: &Stage) {
	let home = Home::bare(&stage.root, &stage.url, "//Replay");
	let friend = Home::bare(&stage.root, &stage.url, "//Friend");
	let granted = home.ok(&["consent", "grant", &friend.address()]);
	let old = wait(async {
		let chain = Chain::connect(&stage.url).await.unwrap();
		copy(&chain, granted["block"].as_u64().unwrap(), &home.address()).await
	});
	home.ok(&["consent", "revoke", &granted["grant"].to_string()]);
	// The account is emptied, removed, and funded again.
	let free = |home: &Home| {
		wait(async {
			let chain = Chain::connect(&stage.url).await.unwrap();
			chain.free_balance(&parse_address(&home.address()).unwrap()).await.unwrap()
		})
	};
	wait(async {
		let chain = Chain::connect(&stage.url).await.unwrap();
		drain(&chain, "//Replay").await;
	});
	assert!(free(&home) <= EXISTENTIAL_DEPOSIT);
	fund(&stage.url, &["//Replay"], 100_000);
	wait(async {
		let chain = Chain::connect(&stage.url).await.unwrap();
		let now = chain.finalised().await.unwrap().block_number();
		assert!(now < old.dies, "the test was too slow: its era is over");
		match chain.submit_signed(&old).await {
			Err(ChainError::Refused { reason, .. }) => {
				assert!(reason.contains("sent before"), "{reason}")
			},
			Err(other) => panic!("{other}"),
			Ok(_) => panic!("an old grant was taken a second time"),
		}
	});
	let list = home.ok(&["consent", "list"]);
	let grants = list["grants"].as_array().unwrap();
	assert!(grants.iter().all(|grant| grant["live"] == false), "{list}");
	assert_eq!(home.count("Consent.Granted"), 1);

	// Nobody can be given less than an account needs to exist.
	let payer = Home::bare(&stage.root, &stage.url, "//Payer");
	payer.fails(&["pay", "//Tiny", "0.0001"], 3, &["existential deposit", "0.001 EPI"]);
	payer.fails(&["pay", "//Tiny", "99999999"], 3, &["not that much", "give less"]);
	payer.ok(&["pay", "//Tiny", "0.001"]);
	let grant = ["consent", "grant", &friend.address()];
	for poor in ["//Tiny", "//Nothing"] {
		let poor = Home::bare(&stage.root, &stage.url, poor);
		poor.fails(&grant, 3, &["cannot pay the fee", "send it some tokens"]);
	}
	// An account with nothing left can still revoke.
	let poor = Home::bare(&stage.root, &stage.url, "//Poor");
	let number = poor.ok(&grant)["grant"].to_string();
	wait(async {
		let chain = Chain::connect(&stage.url).await.unwrap();
		drain(&chain, "//Poor").await;
	});
	assert!(free(&poor) <= EXISTENTIAL_DEPOSIT);
	poor.fails(&grant, 3, &["cannot pay the fee"]);
	poor.ok(&["consent", "revoke", &number]);
	assert_eq!(poor.ok(&["receipt"])["grants"].as_array().unwrap().len(), 0);
}
