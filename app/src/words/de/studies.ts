import type { studies as english } from '../en/studies';

/** German: studies, earnings, research, disputes. */
export const studies: typeof english = {
  studies: {
    title: 'Studien',
    intro: 'Wer um Daten bittet, wofür, und was gezahlt wird.',
    empty: 'Auf dieser Kette gibt es noch keine Studie.',
    noMatch: 'Keine Studie passt zu dieser Auswahl.',
    filters: 'Auswahl',
    open: 'Jetzt offen',
    kind: 'Art der Daten',
    anyKind: 'jede Art',
    approved: 'Mit Ethik-Genehmigung',
    minPrice: 'Zahlt mindestens',
    wants: 'Sucht Daten von',
    pays: (amount) => `${amount} je Beitrag`,
    you: 'Sie bekommen',
    yours: 'Sie nehmen teil',
    places: (taken, all) => `${taken} von ${all} Beiträgen`,
    view: 'Ansehen',
    purpose: 'Wofür',
    conditions: 'Bedingungen',
    noConditions: 'Keine weiteren Bedingungen.',
    disease: 'Die Krankheit steht im Dokument der Studie; auf der Kette steht nur ihr gesalzener Fingerabdruck.',
    terms: 'Was sie verlangt und bietet',
    minReadings: (n) => `mindestens ${n} Messungen je Stapel (aufgefüllt)`,
    deviceSigned: 'Nur Daten, die ein Gerät unterschrieben hat',
    byInvitation: 'Auch Daten ohne Unterschrift eines Geräts, mit Einladung des Trägers',
    perParticipant: (n) => `Höchstens ${n} Beiträge je Person`,
    window: (time) => `Bezahlt ${time} nach der Lieferung, wenn sie nicht beanstandet wird`,
    opens: 'Öffnet',
    closes: 'Schließt',
    cohort: (min, by) =>
      `Nimmt keinen Schlüssel an, bevor ${min} Personen zugesagt haben, was bis ${by} geschehen muss`,
    cohortNow: (n) => `bisher ${n}`,
    collected: (from, to) => `Nur Daten, erhoben vom ${from} bis ${to}`,
    models: (list) => `Nur Geräte der Modelle ${list}`,
    notIn: (list) => `Nicht zusammen mit den Studien ${list}`,
    document: 'Fingerabdruck ihres Dokuments',
    documentHelp: 'Bitten Sie den Träger um das Dokument und vergleichen Sie. Der Fingerabdruck ist gesalzen.',
    ethics: 'Ethik-Genehmigung',
    ethicsBy: (who, when) => `Genehmigt von ${who} am ${when}.`,
    ethicsNone: 'Noch hat keine Ethikkommission diese Studie genehmigt. Vorher nimmt sie keine Daten.',
    sponsor: 'Träger',
    credential: {
      valid: (until) => `Für Forschung anerkannt bis ${until}`,
      invalid: 'Die Anerkennung für Forschung gilt nicht mehr',
      none: 'Keine Anerkennung für Forschung',
      nonProfit: 'gemeinnützig',
      nonCommercial: 'an nicht kommerzielle Nutzung gebunden',
      board: 'Als Ethikkommission anerkannt',
      by: (who) => `von ${who}`,
      overdue: (n) =>
        n === 1
          ? 'Einmal wurde nicht rechtzeitig bestätigt, dass zu vernichtende Daten vernichtet sind'
          : `${n}-mal wurde nicht rechtzeitig bestätigt, dass zu vernichtende Daten vernichtet sind`,
    },
    money: 'Geld',
    contributionsSoFar: 'Bisher',
    escrow: (amount) => `${amount} frei hinterlegt`,
    owed: (amount) => `${amount} geschuldet für Geliefertes`,
    share: (percent, amount) => `Das Protokoll behält ${percent}; Sie bekommen ${amount}.`,
    join: 'Teilnehmen',
    joined: 'Sie nehmen teil',
    withdraw: 'Aussteigen',
    contributed: 'Was Sie beigetragen haben',
    contributedNone: 'Noch nichts. Sobald Sie teilnehmen, trägt Ihr Gateway selbst bei.',
    key: {
      none: 'Die Studie hat noch keinen Empfangsschlüssel, so dass niemand liefern kann.',
      until: (when) => `Ihr Empfangsschlüssel gilt bis ${when}.`,
    },
    withdrawn: 'Sie sind aus dieser Studie ausgestiegen.',
    withdrawTx: {
      title: (n) => `Aus Studie ${n} aussteigen`,
      changes: [
        'Ihre Teilnahme endet mit dem nächsten Block, für immer: Mit diesem Konto können Sie nicht wieder einsteigen.',
        'Was zugesagt und nicht geliefert ist, entfällt. Was geliefert ist, wird nach den Regeln noch bezahlt.',
        'Was schon gelesen wurde, lässt sich nicht zurückholen.',
      ],
      done: 'Sie sind ausgestiegen.',
    },
  },
  earnings: {
    title: 'Vergütung',
    balance: 'Sie können ausgeben',
    held: 'Als Pfand hinterlegt',
    heldHelp: 'Pfand kommt zurück, wenn endet, wofür es steht.',
    paid: 'Von Studien gezahlt',
    pending: 'Geliefert, Zahlung steht aus',
    plot: 'Gezahlt und ausstehend im Lauf der Zeit',
    plotText: (paid, pending) => `Bisher gezahlt ${paid}; ausstehend ${pending}.`,
    plotEmpty: 'Sobald ein Beitrag geliefert ist, wird er hier gezeichnet.',
    perStudy: 'Nach Studie',
    study: 'Studie',
    contributions: 'Beiträge',
    pool: 'Prämientopf',
    poolText: 'Ein Teil dessen, was Studien zahlen, kommt in einen Topf, der an die Beitragenden ausgezahlt wird.',
    epoch: (n) => `Zeitraum ${n}`,
    running: 'läuft noch',
    claim: 'Abholen',
    claimTx: {
      title: 'Prämie abholen',
      changes: (amount) => `${amount} aus dem Prämientopf gehen an dieses Konto.`,
      done: 'Die Prämie ist gezahlt.',
    },
    sponsorship: (n, fees, deposits) =>
      `Förderung ${n} zahlt für Sie: noch ${fees} für Gebühren, ${deposits} für Pfand.`,
    noPool: 'Nichts abzuholen.',
  },
  research: {
    title: 'Forschung',
    intro:
      'Studien dieses Kontos. Die Daten selbst holt und entschlüsselt der Befehl auf Ihrer eigenen Maschine; ' +
      'diese Seite hat nie einen geheimen Empfangsschlüssel.',
    empty: 'Dieses Konto hat keine Studie eröffnet.',
    create: 'Studie eröffnen',
    credentialNone:
      'Dieses Konto hat keine gültige Anerkennung für Forschung. Die Kette lässt keine Studie eröffnen, bevor ' +
      'eine Anerkennungsstelle sie erteilt.',
    manage: 'Verwalten',
    fund: 'Geld nachlegen',
    close: 'Für neue Daten schließen',
    finish: 'Freies zurücknehmen',
    disputes: 'Beanstandungen',
    disputesNone: 'Nichts ist beanstandet.',
    disputeCommand:
      'Eine Beanstandung braucht Belege, die nur die Maschine hat, welche die Daten geöffnet hat. Dieser Befehl ' +
      'erstellt sie und eröffnet die Beanstandung:',
    contributions: 'Beiträge',
    contributionsNone: 'Noch wurde nichts beigetragen.',
    export: 'Als CSV ausgeben',
    fetch: 'Daten holen',
    fetchText: 'Auf der Maschine, die den geheimen Empfangsschlüssel bewahrt:',
    subject: 'Person',
    dataset: 'Datensatz',
    committed: 'Zugesagt',
    delivered: 'Geliefert',
    price: 'Preis',
    plot: 'Beiträge im Lauf der Zeit',
    plotDelivered: 'geliefert',
    due: 'Fällig',
    spent: 'Mittel',
    spentText: (free, reserved, owed) => `${free} frei, ${reserved} zurückgehalten, ${owed} geschuldet`,
    participants: (n) => (n === 1 ? '1 Person' : `${n} Personen`),
    duties: 'Zu bestätigen',
    dutiesText:
      'Diese Einwilligungen oder Teile davon sind zu Ende. Vernichten Sie Schlüssel und Daten, dann bestätigen ' +
      'Sie es hier. Wer zu viele Bestätigungen versäumt, kann keine weitere Studie eröffnen.',
    dutySince: 'Zu Ende',
    dutyDue: 'Zu bestätigen bis',
    dutyOverdue: 'Versäumt',
    confirm: 'Bestätigen',
    ackTx: {
      title: 'Bestätigen, dass Daten vernichtet sind',
      changes: (n) =>
        `Sie bestätigen, dass Schlüssel und Daten von allem, was unter Einwilligung ${n} zu Ende ist, vernichtet ` +
        'sind: die Daten und jede Fassung des Schlüssels, die sie öffnen könnte.',
      public: 'Dass Sie dies bestätigen.',
      done: 'Bestätigt.',
    },
    key: 'Empfangsschlüssel',
    keyNone: 'Die Studie hat noch keinen Empfangsschlüssel. Vorher kann niemand beitragen.',
    keyIs: (version, until) => `Fassung ${version}, gilt bis ${until}.`,
    keyText:
      'Das Geheimnis erzeugt und bewahrt der Befehl auf Ihrer Maschine. Er gibt den öffentlichen Schlüssel und ' +
      'einen Nachweis aus; fügen Sie beides hier ein und unterschreiben Sie.',
    keyPaste: 'Öffentlicher Schlüssel und Nachweis',
    keyAdd: 'Ansehen und eintragen',
    keySecret: 'Darin steht ein Geheimnis. Es darf nie in eine Webseite: Fügen Sie nur ein, was „--print“ ausgibt.',
    keyInvalid: 'Das ist nicht, was der Befehl ausgibt.',
    approval: 'Ethik-Genehmigung',
    approvalText:
      'Eine Ethikkommission genehmigt die Bedingungen anhand ihres Fingerabdrucks. Schicken Sie ihr das Dokument ' +
      'und dies:',
    fundTx: {
      title: 'Geld für eine Studie nachlegen',
      changes: (amount, n) =>
        `${amount} werden für Studie ${n} hinterlegt. Was die Studie nicht schuldet, geht am Ende an ihren Träger ` +
        'zurück.',
      done: 'Das Geld ist nachgelegt.',
    },
    closeTx: {
      title: 'Studie schließen',
      changes: 'Eine Stunde später nimmt die Studie keine Daten mehr. Was geliefert ist, wird noch bezahlt.',
      done: 'Die Studie schließt in einer Stunde.',
    },
    finishTx: {
      title: 'Freies zurücknehmen',
      changes: 'Was die Studie weder schuldet noch zurückhält, geht an den Träger.',
      done: 'Erledigt. Der Rest folgt mit den Zahlungen.',
    },
    keyTx: {
      title: 'Empfangsschlüssel eintragen',
      changes: (v, n) =>
        `Fassung ${v} des Empfangsschlüssels der Studie ${n}: Beiträge von jetzt an werden dafür versiegelt, ` +
        'höchstens 90 Tage lang.',
      done: 'Der Schlüssel ist eingetragen.',
    },
  },
  create: {
    title: 'Studie eröffnen',
    document: 'Das Dokument der Studie',
    documentHelp:
      'Protokoll, Kontakt, wer ihre Daten bereithält. Es bleibt bei Ihnen; nur sein gesalzener Fingerabdruck ' +
      'kommt auf die Kette. Teilnehmende und Ethikkommission bekommen es von Ihnen.',
    purpose: 'Wofür werden die Daten verwendet?',
    conditions: 'Bedingungen, die Sie annehmen',
    disease: 'MONDO-Nummer der Krankheit',
    diseaseHelp:
      'Etwa MONDO:0005148. Auf die Kette kommt nur ein gesalzener Fingerabdruck; das Salz bleibt in der Datei, ' +
      'die Sie sichern.',
    data: 'Daten von',
    minDepth: 'Mindestzahl von Messungen je Stapel',
    signed: 'Nur Daten, die ein Gerät unterschrieben hat',
    reward: 'Preis eines Beitrags',
    perParticipant: 'Höchstzahl der Beiträge je Person',
    max: 'Höchstzahl der Beiträge insgesamt',
    budget: 'Mittel',
    closes: 'Offen bis',
    window: 'Tage zwischen Lieferung und Zahlung',
    windowHelp: 'In dieser Zeit können Sie Geliefertes beanstanden.',
    advanced: 'Kohorte und Voraussetzungen',
    cohort: 'Schlüssel erst annehmen, wenn genügend Personen zugesagt haben',
    cohortMin: 'Mindestens so viele Personen',
    cohortBy: 'Vollzählig bis',
    collected: 'Nur Daten bestimmter Tage',
    models: 'Nur Geräte dieser Modelle (Nummern, mit Kommas)',
    notIn: 'Nicht zusammen mit diesen Studien (Nummern, mit Kommas)',
    preview: 'Kosten',
    covers: (n) => (n === 1 ? 'Reicht für höchstens 1 Beitrag.' : `Reicht für höchstens ${n} Beiträge.`),
    participantGets: (amount) => `Eine Person bekommt ${amount} vom Preis.`,
    back: 'Was nicht ausgegeben wird, kommt am Ende der Studie zu Ihnen zurück.',
    save: 'Dokument und Salz sichern',
    review: 'Ansehen und unterschreiben',
    next: 'Danach tragen Sie einen Empfangsschlüssel ein und bitten eine Ethikkommission um Genehmigung.',
    errors: {
      document: 'Schreiben Sie das Dokument der Studie, oder fügen Sie es ein.',
      modalities: 'Wählen Sie mindestens eine Art von Daten.',
      disease: 'Geben Sie eine MONDO-Nummer an, etwa MONDO:0005148.',
      date: 'Geben Sie das Datum jeder Bedingung an, die eines braucht.',
      numbers: 'Geben Sie ganze Zahlen ab 1 an.',
      closes: 'Wählen Sie einen Tag in der Zukunft.',
      save: 'Sichern Sie zuerst das Dokument: Ohne sein Salz kann es nie jemand mit der Kette vergleichen.',
    },
    tx: {
      title: 'Studie eröffnen',
      changes: (budget) => `Eine Studie wird eröffnet, und ${budget} von Ihnen werden hinterlegt.`,
      fixed: 'Ihre Bedingungen können nie geändert werden.',
      public: 'Dass dieses Konto eine Studie eröffnet, und alle ihre Bedingungen, nicht aber ihr Dokument.',
      deposit: 'Auch für den Eintrag der Studie wird ein Pfand hinterlegt, das zurückkommt.',
      done: 'Die Studie wartet auf Genehmigung.',
    },
  },
  disputes: {
    mine: 'Beanstandungen Ihrer Daten',
    mineText:
      'Der Träger sagt, dass mit Ihrem Beitrag etwas nicht stimmt. Eine Schiedsperson, die zu keiner Seite ' +
      'gehört, sieht es sich an; bis sie entscheidet, wartet die Zahlung. Ist die Beanstandung unbegründet, ' +
      'werden Sie bezahlt und bekommen auch die Entschädigung.',
    compensation: 'Entschädigung, falls unbegründet',
    verdict: {
      None: 'noch nicht entschieden',
      Rejected: 'unbegründet: wird bezahlt',
      Upheld: 'begründet: wird nicht bezahlt',
      Cured: 'wieder abrufbar: wird bezahlt',
    },
    appealed: 'angefochten',
    appeal: 'Beim Gremium anfechten',
    appealTx: {
      title: (n) => `Entscheidung im Streit ${n} anfechten`,
      intro: 'Sie sagen, dass die Entscheidung falsch ist. Ein Gremium des Rates entscheidet neu, und dabei bleibt es.',
      grounds: 'Ihre Gründe',
      groundsHelp:
        'Sie kommen nicht auf die Kette, nur ihr gesalzener Fingerabdruck. Sichern Sie die Datei und schicken Sie ' +
        'sie dem Gremium: Ohne sie kann es die Gründe nicht lesen. Schreiben Sie über Ihre Gesundheit nur, was es ' +
        'wissen muss.',
      notSaved: 'Schreiben Sie zuerst Ihre Gründe, und sichern Sie sie.',
      changes: (n) =>
        n === 1
          ? 'Eine Entscheidung gegen Sie geht an das Gremium.'
          : `${n} Entscheidungen gegen Sie gehen an das Gremium.`,
      noBond: 'Sie setzen damit nichts weiter aufs Spiel.',
      bond: (amount) =>
        `Ein Pfand von ${amount} wird hinterlegt. Entscheidet das Gremium gegen Sie, geht es an die Teilnehmenden.`,
      once: 'Jede Entscheidung können Sie einmal anfechten.',
      public: 'Dass dieses Konto anficht, und der gesalzene Fingerabdruck Ihrer Gründe.',
      done: 'Sie haben angefochten. Schicken Sie nun die Datei an das Gremium.',
    },
  },
};
