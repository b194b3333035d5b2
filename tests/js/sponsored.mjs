// A patient without a token, with a plain polkadot.js account: a hospital pays, and the wallet
// shows it. The account joins as docs/sponsorship.md says.

import { bnToU8a, stringToU8a, u8aConcat, u8aWrapBytes } from '@polkadot/util';
import { decodeAddress, mnemonicGenerate } from '@polkadot/util-crypto';
import { account, aDayOfReading, check, DAY, find, ok, submit } from './lib.mjs';

export async function sponsored(api, keyring, alice, finality) {
  const [hospital, member] = [1, 2].map(() => keyring.addFromUri(mnemonicGenerate()));
  const unit = 10n ** BigInt(api.registry.chainDecimals[0]);
  await submit(
    'funding the hospital',
    api.tx.balances.transferKeepAlive(hospital.address, 100n * unit),
    alice,
    finality,
  );
  const now = (await api.query.timestamp.now()).toNumber();
  const terms = { calls: 127, dailyFees: unit / 10n, deposits: 2n * unit, maxMembers: 10, validUntil: now + 30 * DAY };
  const made = await submit('sponsorship.create', api.tx.sponsorship.create(terms, 20n * unit), hospital, finality);
  const { sponsorship } = find(made.events, 'sponsorship', 'Created').data;

  const number = (value, bits) => bnToU8a(value, { bitLength: bits, isLe: false });
  const expiry = now + DAY;
  const statement = u8aConcat(
    stringToU8a('epione/v1/sponsorship-join'),
    (await api.query.devices.chainId()).toU8a(),
    number(sponsorship.toNumber(), 32),
    decodeAddress(member.address),
    number(expiry, 64),
  );
  // The way the extension signs raw bytes.
  const consent = { Sr25519: member.sign(u8aWrapBytes(statement)) };
  await submit(
    'sponsorship.join',
    api.tx.sponsorship.join(sponsorship, member.address, [], expiry, consent, null),
    hospital,
    finality,
  );

  const grant = api.tx.consent.grant(member.address, aDayOfReading(hospital.address, now), null);
  const shown = async (pair) => (await grant.paymentInfo(pair)).partialFee.toBigInt();
  const [ofMember, ofOther] = [await shown(member), await shown(alice)];
  check(ofMember === 0n, `payment_queryInfo tells the member a fee of ${ofMember}`);
  check(ofOther > 0n, 'payment_queryInfo tells an account that nobody pays for no fee');
  const given = await submit("the member's grant", grant, member, finality);
  const fee = find(given.events, 'transactionPayment', 'TransactionFeePaid').data;
  check(!fee.who.eq(member.address) && fee.actualFee.toBigInt() > 0n, `the fee was paid by ${fee.who}`);
  const revoke = api.tx.consent.revoke(find(given.events, 'consent', 'Granted').data.grant);
  check((await revoke.paymentInfo(member)).partialFee.isZero(), 'payment_queryInfo tells a fee for a refusal');
  await submit("the member's revoke", revoke, member, finality);
  check((await account(api, member.address)).total === 0n, 'the member holds tokens');
  ok(`an account without a token joined sponsorship ${sponsorship}, was shown a fee of 0, granted and revoked`);
}
