// What happens to each item of the standalone chain's state. Nothing is left to chance: an item of the metadata or
// a key of the state that is not named here is an error, so whoever adds a pallet decides here.
//
// | fate | the standalone's | the parachain's own, from its genesis |
// |---|---|---|
// | moves | goes over byte for byte | is replaced |
// | rebuilt | goes over, changed as `apply.mjs` says | is replaced |
// | stays | is dropped | stays as it is |
// | pending | none may be there: the move is refused, or ends it with `--end-pending` | is replaced by nothing |

import { wellKnown } from './keys.mjs';

const moves = (why) => ({ fate: 'moves', why });
const rebuilt = (why, more) => ({ fate: 'rebuilt', why, ...more });
const stays = (why) => ({ fate: 'stays', why });
const pending = (what, remedy, more) => ({
  fate: 'pending',
  why: 'names block numbers or the old runtime',
  what,
  remedy,
  ...more,
});

const perBlock = stays('lives for one block');
const consensus = stays("who makes this chain's blocks");
const ours = moves("the project's own");

const byRoot = 'cancel it as Root, by the whitelist, or wait until it has run';
const byCouncil = 'close it, disapprove it, or wait until its time is over and close it';

/** Every item of every pallet, "Pallet.Item". */
export const TABLE = {
  // Accounts: nonce and money.
  'System.Account': rebuilt('nonce and money go over, reference counts are counted anew'),
  'System.BlockHash': stays("names this chain's blocks"),
  'System.Number': stays("this chain's height"),
  'System.ParentHash': stays("names this chain's blocks"),
  'System.Digest': perBlock,
  'System.Events': perBlock,
  'System.EventCount': perBlock,
  'System.EventTopics': perBlock,
  'System.ExtrinsicCount': perBlock,
  'System.ExtrinsicData': perBlock,
  'System.InherentsApplied': perBlock,
  'System.BlockWeight': perBlock,
  'System.BlockSize': perBlock,
  'System.ExecutionPhase': perBlock,
  'System.ExtrinsicWeightReclaimed': perBlock,
  'System.LastRuntimeUpgrade': stays("the parachain's runtime is another"),
  'System.BlocksTillUpgrade': pending('an upgrade of the runtime under way', 'wait two blocks'),
  'System.UpgradedToU32RefCount': stays('how this chain counts references'),
  'System.UpgradedToTripleRefCount': stays('how this chain counts references'),
  'System.AuthorizedUpgrade': stays('authorises code of the standalone runtime'),

  'Timestamp.Now': moves('time never goes back'),
  'Timestamp.DidUpdate': perBlock,

  'Balances.TotalIssuance': moves('the sum of all accounts, which is checked'),
  'Balances.InactiveIssuance': moves('money'),
  'Balances.Account': pending('balances outside System.Account', 'this runtime keeps none there: the state is damaged'),
  'Balances.Locks': moves('money'),
  'Balances.Reserves': moves('money'),
  'Balances.Holds': rebuilt('deposits go over, but for that of session keys, which returns to its owner'),
  'Balances.Freezes': moves('money'),

  'TransactionPayment.NextFeeMultiplier': moves('fees do not jump'),
  'TransactionPayment.StorageVersion': moves("as the pallet's data"),
  'TransactionPayment.TxPaymentCredit': perBlock,

  'Authorship.Author': perBlock,
  'Session.Validators': consensus,
  'Session.CurrentIndex': consensus,
  'Session.QueuedChanged': consensus,
  'Session.QueuedKeys': consensus,
  'Session.DisabledValidators': consensus,
  'Session.NextKeys': consensus,
  'Session.KeyOwner': consensus,
  'Session.ExternallySetKeys': consensus,
  'Aura.Authorities': consensus,
  'Aura.CurrentSlot': consensus,
  'Grandpa.State': consensus,
  'Grandpa.PendingChange': consensus,
  'Grandpa.NextForced': consensus,
  'Grandpa.Stalled': consensus,
  'Grandpa.CurrentSetId': consensus,
  'Grandpa.SetIdSession': consensus,
  'Grandpa.Authorities': consensus,
  'Historical.HistoricalSessions': consensus,
  'Historical.StoredRange': consensus,
  'Offences.Reports': consensus,
  'Offences.ConcurrentReportsIndex': consensus,
  'Validators.Chosen': consensus,
  'Validators.Fewest': consensus,
  'Validators.Settled': consensus,
  'Validators.Offenders': consensus,
  'Validators.UsedSince': consensus,
  'Validators.UsedKeys': consensus,

  // What accounts can do. Delays are lengths of time, counted in blocks: they stay as long as they were.
  'Proxy.Proxies': rebuilt('delegates go over; a delay in blocks stays as long in time', { lengths: true }),
  'Proxy.Announcements': pending(
    'an announced call of a delegate',
    'execute it, or remove it with proxy.removeAnnouncement',
    { ends: true },
  ),
  'Multisig.Multisigs': pending(
    'a call that waits for approvals',
    'approve it, or take it back with multisig.cancelAsMulti',
    { ends: true },
  ),
  'Recovery.FriendGroups': rebuilt('friends go over; delays in blocks stay as long in time', { lengths: true }),
  'Recovery.Attempt': pending(
    'an attempt to recover an account',
    'finish it, or take it back with recovery.cancelAttempt',
    { ends: true },
  ),
  'Recovery.Inheritor': moves('names no block'),

  // Governance.
  'Preimage.StatusFor': moves('deposits for bytes'),
  'Preimage.RequestStatusFor': moves('deposits for bytes'),
  'Preimage.PreimageFor': moves('bytes that somebody pays for'),
  // Written in every block. With the old height in it the scheduler would rest until the parachain is as high.
  'Scheduler.IncompleteSince': stays("how far this chain's scheduler is"),
  'Scheduler.Agenda': pending('a scheduled call', byRoot),
  'Scheduler.Retries': pending('a scheduled call that is tried again', byRoot),
  'Scheduler.Lookup': pending('a named scheduled call', byRoot),
  'Council.Proposals': pending('motions of the council', byCouncil, { ends: true }),
  'Council.ProposalOf': pending('a motion of the council', byCouncil, { ends: true }),
  'Council.CostOf': pending('the deposit of a motion', byCouncil, { ends: true }),
  'Council.Voting': pending('a vote of the council', byCouncil, { ends: true }),
  'Council.ProposalCount': moves("no motion's number is used again"),
  'Council.Members': moves('the council is the same'),
  'Council.Prime': moves('the council is the same'),
  'CouncilMembership.Members': moves('the council is the same'),
  'CouncilMembership.Prime': moves('the council is the same'),
  'Whitelist.WhitelistedCall': pending(
    'a whitelisted call, which means something on this runtime',
    'dispatch it, or remove it with whitelist.removeWhitelistedCall',
  ),
  'Whitelist.DeferredDispatch': pending(
    'a dispatch that waits for its whitelisting',
    'whitelist the call, or remove it with whitelist.removeDeferredDispatch once it has expired',
  ),
  'Migrations.Cursor': pending('a migration under way', 'wait until it has ended'),
  'Migrations.Historic': moves('what has migrated does not migrate again'),
  'Sudo.Key': rebuilt('goes over on the development chain; elsewhere there is none'),

  'FreeLane.Taken': perBlock,
  'FreeLane.Used': perBlock,
  'FreeLane.Accounts': perBlock,
  'FreeLane.Surplus': perBlock,

  // Epione. Its moments are milliseconds, never heights; the one exception is the draw of an arbiter.
  'Credentials.Accreditors': ours,
  'Credentials.Appointments': ours,
  'Credentials.Holders': ours,
  'Credentials.Former': ours,
  'Credentials.ArbiterAt': ours,
  'Credentials.ArbiterIndex': ours,
  'Credentials.ArbiterCount': ours,
  'Devices.ChainId': moves('what devices have signed stays valid'),
  'Devices.NextModel': ours,
  'Devices.Models': ours,
  'Devices.Firmware': ours,
  'Devices.NextBatch': ours,
  'Devices.Batches': ours,
  'Devices.Owned': ours,
  'Devices.DevicesOf': ours,
  'Devices.Stones': ours,
  'Devices.Maintenance': ours,
  'Consent.NextGrant': ours,
  'Consent.NextRequest': ours,
  'Consent.Grants': ours,
  'Consent.GrantsOf': ours,
  'Consent.Requests': ours,
  'Consent.RequestsOf': ours,
  'Consent.Waiting': ours,
  'Consent.Rounds': ours,
  'Consent.CurrentRound': ours,
  'Consent.Strands': ours,
  'Consent.CurrentStrand': ours,
  'Consent.Open': ours,
  'Consent.Closed': ours,
  'Consent.Expiries': ours,
  'Consent.DutiesOf': ours,
  'Consent.DutyAgenda': ours,
  'Consent.Overdue': ours,
  'Datasets.Entries': ours,
  'Datasets.Windows': ours,
  'Studies.NextStudyId': ours,
  'Studies.Studies': ours,
  'Studies.EndedStudies': ours,
  'Studies.SuspendedApprovals': ours,
  'Studies.RecipientKeys': ours,
  'Studies.Contributions': ours,
  'Studies.Envelopes': ours,
  'Studies.Participations': ours,
  'Studies.DeviceUses': ours,
  'Studies.Bids': ours,
  'Studies.Agenda': ours,
  'Studies.PurgeCursor': ours,
  'Studies.Clock': moves('counts the time of the move as a standstill: no deadline runs out meanwhile'),
  'Studies.MinDisputeWindow': ours,
  'Rewards.CurrentSplit': ours,
  'Rewards.EpochLength': ours,
  'Rewards.Current': ours,
  'Rewards.Epochs': ours,
  'Rewards.Counted': ours,
  'Rewards.Owed': ours,
  'Rewards.CleanFrom': ours,
  'Sponsorship.NextSponsorshipId': ours,
  'Sponsorship.Sponsorships': ours,
  'Sponsorship.Members': ours,
  'Sponsorship.MemberOf': ours,
  'Disputes.NextDisputeId': ours,
  'Disputes.Disputes': ours,
  'Disputes.Disputed': ours,
  'Disputes.OfStudy': ours,
  'Disputes.OfArbiter': ours,
  'Disputes.Draws': pending(
    'a dispute that waits for the block by whose hash its arbiter is drawn',
    'wait some blocks: the chain draws by itself, or anybody with disputes.advance',
  ),
  'Disputes.Agenda': ours,
  'Disputes.Exclusions': ours,
  'Disputes.Scans': ours,
  'Disputes.EvidenceKeys': ours,
  'Disputes.PeriodLengths': ours,
};

/** Items that no metadata names: `storage_alias` in `runtime/common/configs/nonces.rs`. */
export const UNLISTED = {
  'EpioneNonces.NonceFloor': rebuilt(
    'no account begins at a nonce that one that is gone has used, although heights begin anew',
  ),
};

/** Keys that are no pallet's. */
export const WELL_KNOWN = {
  [wellKnown(':code')]: { name: ':code', ...stays("the parachain's runtime is another") },
  [wellKnown(':heappages')]: { name: ':heappages', ...stays('belongs to the runtime') },
  [wellKnown(':extrinsic_index')]: { name: ':extrinsic_index', ...perBlock },
  [wellKnown(':intrablock_entropy')]: { name: ':intrablock_entropy', ...perBlock },
  [wellKnown(':pending_code')]: {
    name: ':pending_code',
    ...pending('an upgrade of the runtime under way', 'wait two blocks'),
  },
};

/** With this begin the roots of child tries. No pallet of ours has one. */
export const CHILD_TRIES = wellKnown(':child_storage:');
