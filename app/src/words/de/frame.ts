import type { frame as english } from '../en/frame';

/** German: the frame of every page, signing, settings. */
export const frame: typeof english = {
  nav: {
    label: 'Hauptmenü',
    home: 'Übersicht',
    devices: 'Geräte',
    data: 'Daten',
    consent: 'Einwilligung',
    studies: 'Studien',
    earnings: 'Vergütung',
    research: 'Forschung',
    settings: 'Einstellungen',
    more: 'Mehr',
    skip: 'Zum Inhalt',
  },
  common: {
    loading: 'Die Kette wird gelesen…',
    failed: 'Die Kette lässt sich gerade nicht lesen. Die Seite versucht es mit dem nächsten Block wieder.',
    cancel: 'Abbrechen',
    close: 'Schließen',
    back: 'Zurück',
    next: 'Weiter',
    copy: 'Kopieren',
    copied: 'Kopiert',
    details: 'Einzelheiten',
    number: (n) => `Nr. ${n}`,
    notFound: 'Diese Seite gibt es nicht.',
    goHome: 'Zu meiner Übersicht',
    show: 'Zeigen',
    showMore: (n) => `${n} weitere zeigen`,
    study: (n) => `Studie ${n}`,
    address: 'Adresse',
    status: 'Stand',
    invalidAddress: 'Das ist keine Adresse eines Kontos.',
    amount: 'Betrag in EPI',
    invalidAmount: 'Bitte einen Betrag angeben, etwa 12,5.',
  },
  connection: {
    connecting: 'Verbindung zur Kette…',
    ready: 'Verbunden',
    lost: 'Verbindung verloren. Es wird weiter versucht; was Sie gesendet haben, geht nicht verloren.',
    unreachable: (node) =>
      `Der Knoten ${node} antwortet nicht. Die Seite versucht es weiter; in den Einstellungen lässt sich ein ` +
      'anderer Knoten wählen.',
    wrongChain: 'Das ist eine andere Kette als vorher',
    wrongChainText:
      'Der Knoten antwortet jetzt für eine Kette anderen Ursprungs. Bis Sie entscheiden, kann nichts ' +
      'unterschrieben werden. Wenn Sie das nicht erwartet haben, machen Sie nicht weiter: Fragen Sie, wer diese ' +
      'Seite betreibt.',
    acceptChain: 'Es ist die richtige Kette: verwenden',
    outdated:
      'Die Kette wurde erneuert, und diese Seite ist älter als sie. Laden Sie neu; bleibt es dabei, fragen Sie ' +
      'den Betreiber nach einer neuen Fassung. Widerrufen geht auch mit jeder anderen Wallet-App.',
    reload: 'Neu laden',
    block: (n) => `Block ${n}`,
  },
  wallet: {
    connect: 'Wallet verbinden',
    title: 'Wallet verbinden',
    intro:
      'Epione hat kein Passwort und kein eigenes Konto. Ihre Wallet bewahrt Ihre Schlüssel und unterschreibt; ' +
      'diese Seite sieht sie nie.',
    use: (name) => `${name} verwenden`,
    none: 'In diesem Browser wurde keine Wallet gefunden.',
    noneHelp:
      'Am Computer installieren Sie die polkadot.js-Erweiterung oder eine andere Wallet für Polkadot. Am Telefon ' +
      'öffnen Sie diese Seite im Browser einer Wallet-App.',
    look: 'Noch einmal suchen',
    asking: 'Ihre Wallet fragt, ob diese Seite Ihre Konten sehen darf. Bitte antworten Sie dort.',
    refused:
      'Die Wallet hat diese Seite nicht zugelassen. Öffnen Sie die Wallet, lassen Sie die Seite zu und versuchen ' +
      'Sie es wieder.',
    noAccounts:
      'Die Wallet zeigt dieser Seite kein Konto. Legen Sie dort eines an, oder geben Sie eines für diese Seite frei.',
    account: 'Verwendetes Konto',
    choose: 'Konto wählen',
    disconnect: 'Trennen',
    unnamed: 'Konto',
    needed: 'Verbinden Sie eine Wallet, um zu sehen, was Ihnen gehört.',
    separate: 'Ein eigenes Konto dafür verwenden',
    other: 'Anderes Konto wählen',
    separateText:
      'Wer eines Ihrer Konten kennt, sieht alles, was darunter geschieht. Legen Sie in Ihrer Wallet für dieses ' +
      'Gerät oder diese Studie ein neues Konto an und beginnen Sie damit von vorn: Dann ist es nicht mit Ihren ' +
      'anderen verknüpft.',
  },
  tx: {
    preview: 'Bevor Sie unterschreiben',
    changes: 'Was sich ändert',
    public: 'Was unter diesem Konto öffentlich wird',
    cost: 'Was es kostet',
    signAs: 'Es unterschreibt',
    free: 'Kostenlos. Niemand zahlt dafür.',
    bySigner: (fee) => `Etwa ${fee}, von Ihnen bezahlt.`,
    byStudy: (n) => `Studie ${n} zahlt. Sie zahlen nichts.`,
    bySponsorship: (n) => `Förderung ${n} zahlt. Sie zahlen nichts.`,
    asking: 'Die Kette wird nach den Kosten gefragt…',
    costUnknown:
      'Die Kette ließ sich nicht nach den Kosten fragen. Widerrufen und Ähnliches ist kostenlos; für alles andere ' +
      'zeigt Ihre Wallet die Gebühr.',
    poor: (has) => `Auf diesem Konto sind ${has}; das reicht nicht für die Gebühr.`,
    refused: 'Die Kette würde das ablehnen',
    sign: 'In meiner Wallet unterschreiben',
    signing: 'Wartet auf Ihre Wallet',
    signingText: 'Bitte sehen Sie in Ihre Wallet und bestätigen Sie dort. Lassen Sie sich Zeit.',
    sent: 'Gesendet',
    sentText: 'Die Kette hat es und nimmt es in einen Block auf.',
    inBlock: 'In einem Block',
    inBlockText: (n) => `In Block ${n}. Gleich ist es endgültig.`,
    final: 'Endgültig',
    finalText: (n) => `Erledigt, endgültig mit Block ${n}.`,
    failed: 'Das ist nicht geschehen',
    rejected: 'Sie haben nicht unterschrieben. Nichts wurde gesendet, nichts hat sich geändert.',
    locked:
      'Die Wallet hat nicht unterschrieben. Ist sie gesperrt, entsperren Sie sie und versuchen Sie es wieder. ' +
      'Nichts hat sich geändert.',
    dropped:
      'Noch weiß niemand, was daraus wurde: Die Verbindung brach ab, bevor die Kette geantwortet hat. Sehen Sie ' +
      'nach, sobald die Seite wieder verbunden ist; hat sich nichts geändert, versuchen Sie es noch einmal.',
    again: 'Noch einmal',
    feePaid: (fee) => `Bezahlte Gebühr: ${fee}.`,
    done: 'Fertig',
    steps: 'Fortschritt',
    lostWhile: 'Die Verbindung ist gerade verloren. Es geht weiter, wenn sie wieder da ist.',
  },
  settings: {
    title: 'Einstellungen',
    language: 'Sprache',
    appearance: 'Aussehen',
    auto: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
    node: 'Knoten',
    nodeHelp:
      'Diese Seite spricht mit diesem Knoten und sonst mit niemandem. Er sieht, welche Konten Sie ansehen; ' +
      'betreiben Sie einen eigenen, wenn Ihnen das wichtig ist.',
    nodeOwn: 'Ein anderer Knoten',
    nodeUse: 'Diesen Knoten verwenden',
    nodeReset: 'Den des Servers verwenden',
    nodeInvalid: 'Eine Adresse beginnt mit ws:// oder wss://.',
    nodePolicy: 'Nennt die Sicherheitsregel des Servers diesen Knoten nicht, verweigert der Browser die Verbindung.',
    genesis: 'Ursprung',
    forget: 'Alles vergessen, was in diesem Browser liegt',
    kept:
      'Nur in diesem Browser: Sprache, Knoten, welche Wallet und welches Konto Sie verwendet haben, und eine Kopie ' +
      'der Metadaten der Kette. Keine Gesundheitsdaten, kein Geheimnis.',
  },
};
