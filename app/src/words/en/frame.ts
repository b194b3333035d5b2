/** English: the frame of every page, signing, settings. */
export const frame = {
  nav: {
    label: 'Main',
    home: 'My receipt',
    devices: 'Devices',
    data: 'Data',
    consent: 'Consent',
    studies: 'Studies',
    earnings: 'Earnings',
    research: 'Research',
    settings: 'Settings',
    more: 'More',
    skip: 'Skip to the content',
  },
  common: {
    loading: 'Reading the chain…',
    failed: 'The chain could not be read just now. This page tries again with the next block.',
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    next: 'Next',
    copy: 'Copy',
    copied: 'Copied',
    details: 'Details',
    number: (n: number) => `No. ${n}`,
    notFound: 'There is no such page.',
    goHome: 'To my receipt',
    show: 'Show',
    showMore: (n: number) => `Show ${n} more`,
    study: (n: number) => `Study ${n}`,
    address: 'Address',
    status: 'Status',
    invalidAddress: 'This is no address of an account.',
    amount: 'Amount in EPI',
    invalidAmount: 'Please give an amount, as in 12.5.',
  },
  connection: {
    connecting: 'Connecting to the chain…',
    ready: 'Live',
    lost: 'Connection lost. Trying again; nothing that you sent is lost.',
    unreachable: (node: string) =>
      `The node ${node} does not answer. This page keeps trying; another node can be chosen in the settings.`,
    wrongChain: 'This is another chain than before',
    wrongChainText:
      'The node now answers for a chain with another origin. Nothing can be signed until you decide. If you did ' +
      'not expect this, do not go on: ask whoever runs this page.',
    acceptChain: 'It is the right chain: use it',
    outdated:
      'The chain was upgraded and this page is older than it. Reload; if this stays, ask whoever runs this page ' +
      'for a new version. Revoking also works with any other wallet app.',
    reload: 'Reload',
    block: (n: string) => `block ${n}`,
  },
  wallet: {
    connect: 'Connect a wallet',
    title: 'Connect a wallet',
    intro:
      'Epione has no password and no account of its own. Your wallet keeps your keys and signs; this page never ' +
      'sees them.',
    use: (name: string) => `Use ${name}`,
    none: 'No wallet was found in this browser.',
    noneHelp:
      'On a computer, install the polkadot.js extension or another wallet for Polkadot. On a phone, open this ' +
      'page in the browser inside a wallet app.',
    look: 'Look again',
    asking: 'Your wallet is asking whether this page may see your accounts. Please answer there.',
    refused: 'The wallet did not let this page in. Open it, allow this page, and try again.',
    noAccounts: 'The wallet shows no account to this page. Make one there, or allow this page to see one.',
    account: 'Account in use',
    choose: 'Choose an account',
    disconnect: 'Disconnect',
    unnamed: 'Account',
    needed: 'Connect a wallet to see what is yours.',
    separate: 'Use a separate account',
    separateText:
      'Whoever knows one of your accounts sees everything that happens under it. Make a new account in your ' +
      'wallet for this device or study, and begin again with it: then this is not linked to your others.',
    other: 'Choose another account',
  },
  tx: {
    preview: 'Before you sign',
    changes: 'What will change',
    public: 'What becomes public under this account',
    cost: 'What it costs',
    signAs: 'Signed by',
    free: 'Free. Nobody pays for this.',
    bySigner: (fee: string) => `About ${fee}, paid by you.`,
    byStudy: (n: number) => `Paid by study ${n}. You pay nothing.`,
    bySponsorship: (n: number) => `Paid by sponsorship ${n}. You pay nothing.`,
    asking: 'Asking the chain what it costs…',
    costUnknown:
      'The chain could not be asked what it costs. Revoking and the like are free; for all else your wallet shows ' +
      'the fee.',
    poor: (has: string) => `This account has ${has}, which is not enough for the fee.`,
    refused: 'The chain would refuse this',
    sign: 'Sign in my wallet',
    signing: 'Waiting for your wallet',
    signingText: 'Please look at your wallet and confirm there. Take your time.',
    sent: 'Sent',
    sentText: 'The chain has it and puts it into a block.',
    inBlock: 'In a block',
    inBlockText: (n: string) => `In block ${n}. In a moment it is final.`,
    final: 'Final',
    finalText: (n: string) => `Done, and final with block ${n}.`,
    failed: 'This did not happen',
    rejected: 'You did not sign. Nothing was sent and nothing has changed.',
    locked: 'The wallet did not sign. If it is locked, unlock it and try again. Nothing has changed.',
    dropped:
      'Nobody knows yet what became of this: the connection broke before the chain answered. Look at the page ' +
      'once it is live again; if nothing has changed, try again.',
    again: 'Try again',
    feePaid: (fee: string) => `Fee paid: ${fee}.`,
    done: 'Done',
    steps: 'Progress',
    lostWhile: 'The connection is lost at the moment. This goes on when it is back.',
  },
  settings: {
    title: 'Settings',
    language: 'Language',
    appearance: 'Appearance',
    auto: 'As the system',
    light: 'Light',
    dark: 'Dark',
    node: 'Node',
    nodeHelp:
      'This page talks to this node and to nobody else. It sees which accounts you look at; run your own if that ' +
      'matters to you.',
    nodeOwn: 'Another node',
    nodeUse: 'Use this node',
    nodeReset: 'Use the server’s choice',
    nodeInvalid: 'An address begins with ws:// or wss://.',
    nodePolicy: 'If the server’s security policy does not list this node, the browser refuses to connect to it.',
    genesis: 'Genesis',
    forget: 'Forget everything kept in this browser',
    kept:
      'Kept in this browser only: the language, the node, which wallet and account you used, and a copy of the ' +
      'chain’s metadata. No health data, no secret.',
  },
};
