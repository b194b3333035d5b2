import type { frame as english } from '../en/frame';

/** Italian: the frame of every page, signing, settings. */
export const frame: typeof english = {
  nav: {
    label: 'Principale',
    home: 'Riepilogo',
    devices: 'Dispositivi',
    data: 'Dati',
    consent: 'Consenso',
    studies: 'Studi',
    earnings: 'Compensi',
    research: 'Ricerca',
    settings: 'Impostazioni',
    more: 'Altro',
    skip: 'Vai al contenuto',
  },
  common: {
    loading: 'Lettura della catena…',
    failed: 'In questo momento la catena non si può leggere. La pagina riprova con il prossimo blocco.',
    cancel: 'Annulla',
    close: 'Chiudi',
    back: 'Indietro',
    next: 'Avanti',
    copy: 'Copia',
    copied: 'Copiato',
    details: 'Dettagli',
    number: (n) => `N. ${n}`,
    notFound: 'Questa pagina non esiste.',
    goHome: 'Al mio riepilogo',
    show: 'Mostra',
    showMore: (n) => `Mostra altri ${n}`,
    study: (n) => `Studio ${n}`,
    address: 'Indirizzo',
    status: 'Stato',
    invalidAddress: 'Questo non è l’indirizzo di un conto.',
    amount: 'Importo in EPI',
    invalidAmount: 'Indica un importo, per esempio 12,5.',
  },
  connection: {
    connecting: 'Collegamento alla catena…',
    ready: 'In diretta',
    lost: 'Collegamento perso. Si riprova; nulla di ciò che hai inviato va perso.',
    unreachable: (node) =>
      `Il nodo ${node} non risponde. La pagina continua a provare; nelle impostazioni si può scegliere un altro nodo.`,
    wrongChain: 'Questa è un’altra catena',
    wrongChainText:
      'Il nodo ora risponde per una catena di altra origine. Non si può firmare nulla finché non decidi. Se non ' +
      'te lo aspettavi, fermati e chiedi a chi gestisce questa pagina.',
    acceptChain: 'È la catena giusta: usala',
    outdated:
      'La catena è stata aggiornata e questa pagina è più vecchia. Ricarica; se non basta, chiedi una nuova ' +
      'versione a chi gestisce la pagina. Per revocare va bene anche qualunque altra app per portafogli.',
    reload: 'Ricarica',
    block: (n) => `blocco ${n}`,
  },
  wallet: {
    connect: 'Collega il portafoglio',
    title: 'Collega il portafoglio',
    intro:
      'Epione non ha password né conti propri. Il portafoglio custodisce le tue chiavi e firma; questa pagina non ' +
      'le vede mai.',
    use: (name) => `Usa ${name}`,
    none: 'In questo browser non c’è nessun portafoglio.',
    noneHelp:
      'Al computer installa l’estensione polkadot.js o un altro portafoglio per Polkadot. Sul telefono apri ' +
      'questa pagina nel browser di un’app portafoglio.',
    look: 'Cerca di nuovo',
    asking: 'Il portafoglio chiede se questa pagina può vedere i tuoi conti. Rispondi lì.',
    refused: 'Il portafoglio non ha lasciato entrare questa pagina. Aprilo, autorizzala e riprova.',
    noAccounts: 'Il portafoglio non mostra conti a questa pagina. Creane uno, o autorizza la pagina a vederne uno.',
    account: 'Conto in uso',
    choose: 'Scegli un conto',
    disconnect: 'Scollega',
    unnamed: 'Conto',
    needed: 'Collega il portafoglio per vedere ciò che è tuo.',
    separate: 'Usa un conto separato',
    other: 'Scegli un altro conto',
    separateText:
      'Chi conosce un tuo conto vede tutto ciò che vi accade. Crea nel portafoglio un nuovo conto per questo ' +
      'dispositivo o studio e ricomincia con quello: così non è collegato agli altri.',
  },
  tx: {
    preview: 'Prima di firmare',
    changes: 'Che cosa cambia',
    public: 'Che cosa diventa pubblico su questo conto',
    cost: 'Quanto costa',
    signAs: 'Firma',
    free: 'Gratis. Non paga nessuno.',
    bySigner: (fee) => `Circa ${fee}, a tuo carico.`,
    byStudy: (n) => `Paga lo studio ${n}. Tu non paghi nulla.`,
    bySponsorship: (n) => `Paga la sponsorizzazione ${n}. Tu non paghi nulla.`,
    asking: 'Si chiede alla catena quanto costa…',
    costUnknown:
      'Non si è potuto chiedere alla catena quanto costa. Revocare e simili è gratis; per il resto il portafoglio ' +
      'mostra la commissione.',
    poor: (has) => `Su questo conto ci sono ${has}: non bastano per la commissione.`,
    refused: 'La catena lo rifiuterebbe',
    sign: 'Firma nel portafoglio',
    signing: 'In attesa del portafoglio',
    signingText: 'Guarda il portafoglio e conferma lì. Con calma.',
    sent: 'Inviato',
    sentText: 'La catena lo ha ricevuto e lo mette in un blocco.',
    inBlock: 'In un blocco',
    inBlockText: (n) => `Nel blocco ${n}. Fra un attimo è definitivo.`,
    final: 'Definitivo',
    finalText: (n) => `Fatto, definitivo con il blocco ${n}.`,
    failed: 'Non è avvenuto',
    rejected: 'Non hai firmato. Nulla è stato inviato e nulla è cambiato.',
    locked: 'Il portafoglio non ha firmato. Se è bloccato, sbloccalo e riprova. Nulla è cambiato.',
    dropped:
      'Non si sa ancora com’è andata: il collegamento è caduto prima della risposta. Guarda la pagina quando è di ' +
      'nuovo in diretta; se nulla è cambiato, riprova.',
    again: 'Riprova',
    feePaid: (fee) => `Commissione pagata: ${fee}.`,
    done: 'Fatto',
    steps: 'Avanzamento',
    lostWhile: 'Al momento il collegamento è perso. Si prosegue quando torna.',
  },
  settings: {
    title: 'Impostazioni',
    language: 'Lingua',
    appearance: 'Aspetto',
    auto: 'Come il sistema',
    light: 'Chiaro',
    dark: 'Scuro',
    node: 'Nodo',
    nodeHelp:
      'Questa pagina parla con questo nodo e con nessun altro. Il nodo vede quali conti guardi; se conta per te, ' +
      'usane uno tuo.',
    nodeOwn: 'Un altro nodo',
    nodeUse: 'Usa questo nodo',
    nodeReset: 'Usa quello del server',
    nodeInvalid: 'Un indirizzo comincia con ws:// o wss://.',
    nodePolicy: 'Se la politica di sicurezza del server non elenca questo nodo, il browser rifiuta di collegarsi.',
    genesis: 'Genesi',
    forget: 'Dimentica tutto ciò che è in questo browser',
    kept:
      'Solo in questo browser: lingua, nodo, portafoglio e conto usati, e una copia dei metadati della catena. ' +
      'Nessun dato di salute, nessun segreto.',
  },
};
