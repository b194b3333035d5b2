import type { patient as english } from '../en/patient';

/** Italian: receipt, devices, data, consent. */
export const patient: typeof english = {
  home: {
    title: 'Il mio riepilogo',
    intro: 'Chi può leggere ora i tuoi dati, perché, fino a quando, e quanto ha pagato.',
    empty: 'Nessuno può leggere i tuoi dati.',
    emptyText:
      'Quando partecipi a uno studio o permetti a qualcuno di leggere, lo trovi qui, e qui lo fermi con un solo tocco.',
    browse: 'Guarda gli studi',
    grant: 'Permetti di leggere',
    who: 'Chi',
    what: 'Che cosa',
    why: 'Perché',
    until: 'Fino al',
    paid: 'Pagato finora',
    pending: (amount) => `${amount} in arrivo`,
    lastKey: 'Ultima chiave consegnata',
    neverKey: 'ancora nessuna',
    usesLeft: (n) => (n === 1 ? 'ancora 1 uso' : `ancora ${n} usi`),
    revoke: 'Revoca',
    revokeWho: (who) => `Revoca: ${who}`,
    revokeAll: 'Revoca tutto',
    ended: (n) =>
      n === 1
        ? 'Un consenso è finito. Resta nella tua storia.'
        : `${n} consensi sono finiti. Restano nella tua storia.`,
    history: 'Guarda la storia',
    notYet: (when) => `comincia il ${when}`,
    usedUp: 'usi finiti',
    summaryReaders: (n) => (n === 0 ? 'Nessuno legge' : n === 1 ? '1 può leggere' : `${n} possono leggere`),
    summaryPaid: 'pagati a te',
    summaryPending: 'in arrivo',
    arbiter: (who) => `Un arbitro (${who}) può leggere ciò che è contestato.`,
    request: (n) => (n === 1 ? 'Qualcuno chiede il tuo consenso.' : `${n} richieste di consenso aspettano.`),
    answer: 'Rispondi',
    recalled: (n) =>
      n === 1 ? 'Un tuo dispositivo è stato richiamato.' : `${n} tuoi dispositivi sono stati richiamati.`,
  },
  revoke: {
    title: (who) => `Revoca: ${who}`,
    changes: (who) => `${who} non riceve più nessuna chiave dei tuoi dati, dal prossimo blocco e per sempre.`,
    limit: 'Ciò che è già stato letto non si può richiamare.',
    owed: 'Ciò che è stato consegnato viene pagato secondo le regole.',
    deposit: 'Il deposito torna, tranne una piccola parte che conserva la registrazione.',
    done: 'Revocato. Non si consegna più nessuna chiave.',
    allTitle: 'Revoca tutto',
    allChanges: (n) =>
      n === 1
        ? 'Il consenso finisce con il prossimo blocco, per sempre. Nessuno riceve più chiavi dei tuoi dati.'
        : `Tutti i ${n} consensi finiscono con il prossimo blocco, per sempre. Nessuno riceve più chiavi dei tuoi ` +
          'dati.',
    allDone: 'Tutto è revocato. Nessuno riceve più chiavi.',
    stays: 'Che avevi dato il consenso resta nella tua storia.',
  },
  devices: {
    title: 'Dispositivi',
    intro: 'Dispositivi che firmano ciò che misurano per te.',
    empty: 'Questo conto non ha dispositivi.',
    emptyText: 'Un dispositivo attesta che può essere tuo. Incolla qui l’attestazione, o inquadrala.',
    claim: 'Aggiungi un dispositivo',
    model: (n) => `Modello ${n}`,
    maker: 'Fabbricante',
    makes: 'Misura',
    maintenance: (n) => (n === 1 ? '1 manutenzione registrata' : `${n} manutenzioni registrate`),
    suspend: 'Sospendi',
    resume: 'Usa di nuovo',
    lost: 'Dichiara smarrito',
    transfer: 'Cedi a qualcuno',
    retire: 'Ritira',
    cancelTransfer: 'Ritira l’offerta',
    offered: (to) => `Offerto a ${to}, che non l’ha ancora preso.`,
    recallTitle: 'Richiamato dal fabbricante',
    recallFirmware:
      'Il suo software attuale è stato richiamato. Dopo un aggiornamento approvato dal fabbricante si può usare ' +
      'di nuovo.',
    recallBatch: 'Tutti i dispositivi del suo lotto sono stati richiamati. Chiedi al fabbricante.',
    gateways: 'Chi agisce per me',
    gatewaysIntro:
      'Un gateway è il programma in casa tua che cifra, ancora e consegna chiavi dove acconsenti. Non può dare o ' +
      'revocare consensi né spendere.',
    gatewaysEmpty: 'Nessuno agisce per questo conto.',
    addGateway: 'Aggiungi un gateway',
    gatewayAddress: 'Indirizzo del gateway',
    gatewayHelp: 'Lo mostra il gateway all’avvio, o “epione gateway allow”.',
    remove: 'Rimuovi',
    may: 'Può',
    delayed: (n) => `con preavviso di ${n} blocchi`,
    add: {
      title: 'Aggiungi un gateway',
      changes: (who) =>
        `${who} può ancorare i dati di questo conto e consegnare chiavi a chi hai dato il consenso. Non può fare ` +
        'altro; puoi rimuoverlo in ogni momento, gratis.',
      public: 'Che questo conto agisce tramite quel gateway.',
      done: 'Ora il gateway può agire per te.',
    },
    removeTx: {
      title: 'Rimuovi un delegato',
      changes: (who) => `${who} non può più agire per questo conto, dal prossimo blocco.`,
      done: 'Rimosso.',
    },
    suspendTx: {
      title: 'Sospendi un dispositivo',
      changes: 'Nulla di ciò che il dispositivo ha firmato o firma viene accettato, finché non lo usi di nuovo.',
      done: 'Il dispositivo è sospeso.',
    },
    resumeTx: {
      title: 'Usa di nuovo un dispositivo',
      changes: 'Ciò che il dispositivo firma viene accettato di nuovo.',
      done: 'Il dispositivo è di nuovo in uso.',
    },
    lostTx: {
      title: 'Dichiara smarrito un dispositivo',
      changes:
        'Nulla di ciò che il dispositivo ha firmato o firma viene più accettato. È definitivo: solo il ' +
        'fabbricante può sostituirne la chiave.',
      done: 'Il dispositivo è dichiarato smarrito.',
    },
    retireTx: {
      title: 'Ritira un dispositivo',
      changes:
        'Il dispositivo non si usa mai più. Ciò che ha firmato prima resta valido, a meno che fosse smarrito. Il ' +
        'deposito torna, tranne una piccola parte.',
      done: 'Il dispositivo è ritirato.',
    },
    transferTx: {
      title: 'Cedi un dispositivo',
      to: 'Indirizzo di chi lo riceve',
      changes: (to) => `${to} può prendere questo dispositivo. Allora il tuo uso finisce; i tuoi dati restano tuoi.`,
      public: 'Che questo dispositivo passa da te a quel conto.',
      done: 'Il dispositivo è offerto.',
    },
    cancelTx: {
      title: 'Ritira un’offerta',
      changes: 'Il dispositivo non è più offerto. Resta tuo.',
      done: 'L’offerta è ritirata.',
    },
    claimTx: {
      title: 'Aggiungi un dispositivo',
      changes: (id) => `Il dispositivo ${id} è tuo: ciò che firma vale come misurato per questo conto.`,
      public: [
        'Che questo conto ha un dispositivo, e di quale fabbricante e modello. Ciò che un modello misura può dire ' +
          'qualcosa della tua salute.',
        'Non pubblici: il numero di serie e ciò che misura.',
      ],
      deposit: 'Si trattiene un deposito finché ritiri il dispositivo.',
      done: 'Il dispositivo è tuo.',
    },
  },
  claim: {
    title: 'Aggiungi un dispositivo',
    intro:
      'Fai firmare al dispositivo, o al programma che parla per lui, un’attestazione per il tuo conto. Poi ' +
      'portala qui.',
    forAccount: 'L’attestazione deve essere per questo conto:',
    command: 'Un dispositivo simulato firma con questo comando:',
    paste: 'Incolla l’attestazione',
    scan: 'Inquadra un codice QR',
    stop: 'Ferma',
    file: 'Apri un file',
    noCamera: 'La fotocamera non si può usare: manca, o questa pagina non è autorizzata.',
    scanning: 'Tieni il codice davanti alla fotocamera.',
    review: 'Controlla e aggiungi',
    errors: {
      json: 'Questa non è un’attestazione: non si legge come JSON.',
      secret:
        'Questo è il file del dispositivo stesso e contiene la sua chiave segreta. Non mostrarlo mai a una pagina ' +
        'web. Fai firmare invece un’attestazione.',
      kind:
        'Questo è il file di un dispositivo, non la sua attestazione firmata. Fai firmare un’attestazione per il ' +
        'tuo conto.',
      field: (name) => `All’attestazione manca “${name}”, o non è valido.`,
      expired: 'Il tempo di questa attestazione è scaduto. Falla firmare di nuovo.',
      provenance: 'A un dispositivo mai usato serve la prova del fabbricante (“provenance”).',
    },
    device: 'Dispositivo',
    expires: 'Valida fino al',
    first: 'Usato per la prima volta',
    again: (n) => `Attestazione numero ${n}`,
  },
  data: {
    title: 'Dati',
    intro:
      'Che cosa è ancorato per questo conto: la catena sa che esiste e chi può averne la chiave, mai che cosa ' +
      'contiene.',
    empty: 'Per questo conto non è ancorato nulla.',
    emptyText: 'Il gateway ancora ciò che i dispositivi misurano. Da allora ogni insieme di dati è qui.',
    days: 'Giorni',
    count: (n) => `fino a ${n} misure`,
    size: 'Dimensione',
    signed: (device) => `Firmato dal dispositivo ${device}`,
    unsigned: 'Non firmato da un dispositivo',
    superseded: 'Sostituito da uno più recente',
    tombstoned: 'Rimosso',
    tombstone: 'Rimuovi',
    given: 'Dato a',
    givenNone: 'a nessuno studio',
    filter: 'Mostra',
    filterAll: 'Tutti',
    filterLive: 'Attivi',
    filterTombs: 'Rimossi',
    total: (live, tombs) => `${live} attivi, ${tombs} rimossi`,
    stoneTx: {
      title: 'Rimuovi un insieme di dati',
      changes: [
        'Riferimento, impegno della chiave e radice escono dallo stato della catena, per sempre. Nessuna chiave ' +
          'viene più consegnata, e il gateway distrugge la sua.',
        'Ciò che non è ancora stato pagato va perso.',
        'Le copie già lette sono fuori portata, e i vecchi blocchi degli archivi contengono ancora la transazione ' +
          'che lo ha ancorato: mai i dati stessi.',
      ],
      deposit: 'Il deposito torna, tranne una piccola parte.',
      done: 'L’insieme di dati è rimosso.',
    },
  },
  consent: {
    title: 'Consenso',
    intro: 'Tutto ciò a cui hai mai acconsentito. Qui nulla viene riscritto o scompare.',
    grant: 'Permetti di leggere',
    empty: 'Non hai ancora dato nessun consenso.',
    live: 'In vigore',
    endedTitle: 'Storia',
    state: {
      live: 'In vigore',
      notYet: 'Non cominciato',
      revoked: (when) => `Revocato il ${when}`,
      expired: (when) => `Finito il ${when}`,
      usedUp: 'Usi finiti',
    },
    narrow: 'Restringi',
    grantNo: (n) => `Consenso ${n}`,
    ack: {
      open: (due) => `Chi lo aveva ricevuto ha tempo fino al ${due} per confermare che chiavi e dati sono distrutti.`,
      done: (when) => `Chi lo aveva ricevuto ha confermato il ${when} che chiavi e dati sono distrutti.`,
      overdue: (due) =>
        `Chi lo aveva ricevuto doveva confermare entro il ${due} che chiavi e dati sono distrutti, e non l’ha fatto.`,
    },
    requests: 'Richieste che aspettano una risposta',
    deny: 'Di’ di no',
    look: 'Guarda e rispondi',
    denyTx: {
      title: 'Di’ di no a una richiesta',
      changes: 'La richiesta è respinta. Nessuno può leggere nulla per questo.',
      done: 'Hai detto di no.',
    },
    narrowTx: {
      title: (n) => `Restringi il consenso ${n}`,
      intro: 'Si può solo togliere. Tre volte per consenso è gratis.',
      changes: 'Il consenso vale meno dal prossimo blocco. Ciò che è stato letto resta letto.',
      done: 'Il consenso è ristretto.',
      kinds: 'Solo questi tipi di dati',
      until: 'Solo fino al',
      uses: 'Al massimo altre volte',
      nothing: 'Prima togli qualcosa.',
    },
  },
  grant: {
    title: 'Permetti di leggere',
    joinTitle: (n) => `Partecipa allo studio ${n}`,
    steps: ['Chi', 'Cosa', 'Perché', 'Quanto', 'Verifica'],
    step: (n, of) => `Passo ${n} di ${of}`,
    whoStudy: 'Uno studio',
    whoAccount: 'Una persona o un’organizzazione',
    whoAccountHelp: 'L’indirizzo del suo conto: chiedilo e confrontalo.',
    chooseStudy: 'Quale studio',
    noOpenStudy: 'Al momento nessuno studio è aperto.',
    what: 'Quali tipi di dati',
    whatHelp:
      'I tipi sono volutamente generici: una parola più precisa accanto al tuo conto direbbe già qualcosa della ' +
      'tua salute.',
    wanted: 'lo studio lo chiede',
    which: 'Quali insiemi di dati',
    whichAll: 'Tutti quelli che ho e avrò di questi tipi',
    whichSome: 'Solo questi (fino a 16)',
    collected: 'Solo ciò che è stato raccolto in certi giorni',
    collectedFrom: 'Dal',
    collectedTo: 'Al',
    why: 'Perché',
    whyStudy: 'Lo scopo e le condizioni dello studio:',
    conditions: 'Condizioni',
    howLong: 'Fino a quando',
    howLongHelp: 'Dopo quel giorno finisce da sé. Puoi farlo finire prima in ogni momento.',
    months: (n) => (n === 1 ? '1 mese' : `${n} mesi`),
    howOften: 'Quante volte',
    anyNumber: 'Quante volte si vuole',
    atMost: 'Al massimo',
    times: 'volte',
    check: 'Il tuo consenso in una frase',
    document: 'Lo stesso come documento FHIR Consent',
    documentText:
      'Firmi l’impronta di questo documento insieme a un sale casuale. Sulla catena va solo l’impronta. Conserva ' +
      'il file: senza, nessuno, nemmeno tu, può mostrare a che cosa esattamente hai acconsentito.',
    save: 'Salva documento e sale',
    saved: 'Salvato',
    notSaved: 'Prima salva il documento, o di’ che ne fai a meno.',
    without: 'Faccio a meno di una copia',
    sign: 'Prosegui verso la firma',
    digest: 'Impronta con sale',
    errors: {
      who: 'Scegli uno studio o indica un indirizzo.',
      self: 'Questo è il tuo stesso conto.',
      what: 'Scegli almeno un tipo di dati.',
      which: 'Scegli da 1 a 16 insiemi di dati.',
      days: 'L’ultimo giorno viene prima del primo.',
      until: 'Scegli un giorno nel futuro.',
      uses: 'Indica un numero, almeno 1.',
    },
    tx: {
      publicStudy: (n) =>
        `Che questo conto acconsente allo studio ${n}. Ciò che lo studio pubblica sul suo campo dice allora ` +
        'qualcosa di te.',
      publicAccount: (who) => `Che questo conto permette a ${who} di leggere.`,
      publicTerms: 'Quali tipi di dati, per quale scopo e fino a quando.',
      notPublic: 'Non pubblici: il tuo nome, le tue misure e il testo del consenso.',
      deposit: 'Si trattiene un deposito finché il consenso vale.',
      done: 'Il tuo consenso è in vigore.',
      joinDone: 'Partecipi. Da ora il gateway contribuisce da sé.',
    },
  },
};
