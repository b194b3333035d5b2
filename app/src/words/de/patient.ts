import type { patient as english } from '../en/patient';

/** German: receipt, devices, data, consent. */
export const patient: typeof english = {
  home: {
    title: 'Meine Übersicht',
    intro: 'Wer jetzt Ihre Daten lesen darf, wofür, bis wann, und was dafür gezahlt wurde.',
    empty: 'Niemand darf Ihre Daten lesen.',
    emptyText:
      'Wenn Sie an einer Studie teilnehmen oder jemanden lesen lassen, steht es hier, und hier beenden Sie es mit ' +
      'einem Druck.',
    browse: 'Studien ansehen',
    grant: 'Jemanden lesen lassen',
    who: 'Wer',
    what: 'Daten von',
    why: 'Wofür',
    until: 'Bis',
    paid: 'Bisher gezahlt',
    pending: (amount) => `${amount} stehen aus`,
    lastKey: 'Letzter Schlüssel übergeben',
    neverKey: 'noch keiner',
    usesLeft: (n) => `noch ${n}-mal`,
    revoke: 'Widerrufen',
    revokeWho: (who) => `Widerrufen: ${who}`,
    revokeAll: 'Alles widerrufen',
    ended: (n) =>
      n === 1
        ? 'Eine Einwilligung ist zu Ende. Sie bleibt im Verlauf.'
        : `${n} Einwilligungen sind zu Ende. Sie bleiben im Verlauf.`,
    history: 'Verlauf ansehen',
    notYet: (when) => `beginnt ${when}`,
    usedUp: 'aufgebraucht',
    summaryReaders: (n) => (n === 0 ? 'Niemand liest' : n === 1 ? '1 darf lesen' : `${n} dürfen lesen`),
    summaryPaid: 'an Sie gezahlt',
    summaryPending: 'stehen aus',
    arbiter: (who) => `Eine Schiedsperson (${who}) darf lesen, was beanstandet ist.`,
    request: (n) => (n === 1 ? 'Jemand bittet um Ihre Einwilligung.' : `${n} Bitten um Einwilligung warten.`),
    answer: 'Antworten',
    recalled: (n) => (n === 1 ? 'Eines Ihrer Geräte wurde zurückgerufen.' : `${n} Ihrer Geräte wurden zurückgerufen.`),
  },
  revoke: {
    title: (who) => `Widerrufen: ${who}`,
    changes: (who) => `${who} bekommt vom nächsten Block an für immer keinen weiteren Schlüssel zu Ihren Daten.`,
    limit: 'Was schon gelesen wurde, lässt sich nicht zurückholen.',
    owed: 'Was geliefert wurde, wird nach den Regeln noch bezahlt.',
    deposit: 'Ihr Pfand kommt zurück, bis auf einen kleinen Teil, der den Eintrag erhält.',
    done: 'Widerrufen. Kein weiterer Schlüssel wird übergeben.',
    allTitle: 'Alles widerrufen',
    allChanges: (n) =>
      n === 1
        ? 'Die Einwilligung endet mit dem nächsten Block, für immer. Niemand bekommt einen weiteren Schlüssel zu ' +
          'Ihren Daten.'
        : `Alle ${n} Einwilligungen enden mit dem nächsten Block, für immer. Niemand bekommt einen weiteren ` +
          'Schlüssel zu Ihren Daten.',
    allDone: 'Alles ist widerrufen. Niemand bekommt einen weiteren Schlüssel.',
    stays: 'Dass Sie eingewilligt hatten, bleibt in Ihrem Verlauf.',
  },
  devices: {
    title: 'Geräte',
    intro: 'Geräte, die für Sie unterschreiben, was sie messen.',
    empty: 'Dieses Konto hat kein Gerät.',
    emptyText:
      'Ein Gerät unterschreibt, dass Sie es haben dürfen. Fügen Sie diese Übergabe hier ein, oder scannen Sie sie.',
    claim: 'Gerät übernehmen',
    model: (n) => `Modell ${n}`,
    maker: 'Hersteller',
    makes: 'Misst mit',
    maintenance: (n) => (n === 1 ? '1 Wartung vermerkt' : `${n} Wartungen vermerkt`),
    suspend: 'Aussetzen',
    resume: 'Wieder verwenden',
    lost: 'Verloren melden',
    transfer: 'Weitergeben',
    retire: 'Ausmustern',
    cancelTransfer: 'Angebot zurücknehmen',
    offered: (to) => `${to} angeboten und noch nicht übernommen.`,
    recallTitle: 'Vom Hersteller zurückgerufen',
    recallFirmware:
      'Seine jetzige Software wurde zurückgerufen. Nach einer vom Hersteller zugelassenen Aktualisierung ist es ' +
      'wieder verwendbar.',
    recallBatch: 'Alle Geräte seiner Charge wurden zurückgerufen. Fragen Sie den Hersteller.',
    gateways: 'Wer für mich handelt',
    gatewaysIntro:
      'Ein Gateway ist das Programm bei Ihnen zu Hause, das verschlüsselt, verankert und Schlüssel übergibt, wo ' +
      'Sie einwilligen. Es kann weder einwilligen noch widerrufen noch Geld ausgeben.',
    gatewaysEmpty: 'Niemand handelt für dieses Konto.',
    addGateway: 'Gateway hinzufügen',
    gatewayAddress: 'Adresse des Gateways',
    gatewayHelp: 'Das Gateway zeigt sie beim Start, ebenso „epione gateway allow“.',
    remove: 'Entfernen',
    may: 'Darf',
    delayed: (n) => `mit ${n} Blöcken Frist`,
    add: {
      title: 'Gateway hinzufügen',
      changes: (who) =>
        `${who} darf Daten dieses Kontos verankern und denen Schlüssel übergeben, denen Sie es erlauben. Sonst ` +
        'kann es nichts; Sie können es jederzeit kostenlos entfernen.',
      public: 'Dass dieses Konto über dieses Gateway handelt.',
      done: 'Das Gateway darf jetzt für Sie handeln.',
    },
    removeTx: {
      title: 'Vollmacht entziehen',
      changes: (who) => `${who} kann vom nächsten Block an nicht mehr für dieses Konto handeln.`,
      done: 'Entfernt.',
    },
    suspendTx: {
      title: 'Gerät aussetzen',
      changes:
        'Nichts, was dieses Gerät unterschrieben hat oder unterschreibt, wird angenommen, bis Sie es wieder verwenden.',
      done: 'Das Gerät ist ausgesetzt.',
    },
    resumeTx: {
      title: 'Gerät wieder verwenden',
      changes: 'Was dieses Gerät unterschreibt, wird wieder angenommen.',
      done: 'Das Gerät ist wieder in Gebrauch.',
    },
    lostTx: {
      title: 'Gerät verloren melden',
      changes:
        'Nichts, was dieses Gerät unterschrieben hat oder unterschreibt, wird mehr angenommen. Das ist endgültig: ' +
        'Nur sein Hersteller kann den Schlüssel ersetzen.',
      done: 'Das Gerät ist als verloren gemeldet.',
    },
    retireTx: {
      title: 'Gerät ausmustern',
      changes:
        'Dieses Gerät wird nie wieder verwendet. Was es vorher unterschrieben hat, bleibt gut, außer es war ' +
        'verloren. Ihr Pfand kommt zurück, bis auf einen kleinen Teil.',
      done: 'Das Gerät ist ausgemustert.',
    },
    transferTx: {
      title: 'Gerät weitergeben',
      to: 'Adresse der nächsten Person',
      changes: (to) => `${to} kann dieses Gerät übernehmen. Dann endet Ihr Gebrauch; Ihre Daten bleiben Ihre.`,
      public: 'Dass dieses Gerät von Ihnen an jenes Konto geht.',
      done: 'Das Gerät ist angeboten.',
    },
    cancelTx: {
      title: 'Angebot zurücknehmen',
      changes: 'Das Gerät ist nicht mehr angeboten. Es bleibt Ihres.',
      done: 'Das Angebot ist zurückgenommen.',
    },
    claimTx: {
      title: 'Gerät übernehmen',
      changes: (id) => `Das Gerät ${id} gehört Ihnen: Was es unterschreibt, gilt als für dieses Konto gemessen.`,
      public: [
        'Dass dieses Konto ein Gerät hat, und von welchem Hersteller und Modell. Was ein Modell misst, kann etwas ' +
          'über Ihre Gesundheit sagen.',
        'Nicht öffentlich: seine Seriennummer und alles, was es misst.',
      ],
      deposit: 'Ein Pfand wird hinterlegt, bis Sie das Gerät ausmustern.',
      done: 'Das Gerät gehört Ihnen.',
    },
  },
  claim: {
    title: 'Gerät übernehmen',
    intro:
      'Lassen Sie das Gerät, oder das Programm, das für es spricht, eine Übergabe für Ihr Konto unterschreiben. ' +
      'Dann bringen Sie sie hierher.',
    forAccount: 'Die Übergabe muss für dieses Konto sein:',
    command: 'Ein nachgebildetes Gerät unterschreibt mit diesem Befehl:',
    paste: 'Übergabe einfügen',
    scan: 'QR-Code scannen',
    stop: 'Scannen beenden',
    file: 'Datei öffnen',
    noCamera: 'Die Kamera lässt sich nicht verwenden: Es gibt keine, oder sie ist für diese Seite nicht erlaubt.',
    scanning: 'Halten Sie den Code vor die Kamera.',
    review: 'Ansehen und übernehmen',
    errors: {
      json: 'Das ist keine Übergabe: Es lässt sich nicht als JSON lesen.',
      secret:
        'Das ist die Datei des Geräts selbst und enthält seinen geheimen Schlüssel. Zeigen Sie sie nie einer ' +
        'Webseite. Lassen Sie stattdessen eine Übergabe unterschreiben.',
      kind:
        'Das ist die Datei eines Geräts, nicht seine unterschriebene Übergabe. Lassen Sie eine Übergabe für Ihr ' +
        'Konto unterschreiben.',
      field: (name) => `In der Übergabe fehlt „${name}“, oder es ist nicht richtig angegeben.`,
      expired: 'Die Zeit dieser Übergabe ist vorbei. Lassen Sie eine neue unterschreiben.',
      provenance: 'Ein nie übernommenes Gerät braucht den Nachweis seines Herstellers („provenance“).',
    },
    device: 'Gerät',
    expires: 'Gültig bis',
    first: 'Zum ersten Mal übernommen',
    again: (n) => `Übergabe Nummer ${n}`,
  },
  data: {
    title: 'Daten',
    intro:
      'Was für dieses Konto verankert ist: Die Kette weiß, dass es das gibt und wer den Schlüssel haben darf, ' +
      'nie, was darin steht.',
    empty: 'Für dieses Konto ist nichts verankert.',
    emptyText: 'Ihr Gateway verankert, was Ihre Geräte messen. Danach steht jeder Datensatz hier.',
    days: 'Tage',
    count: (n) => `bis zu ${n} Messungen`,
    size: 'Größe',
    signed: (device) => `Unterschrieben von Gerät ${device}`,
    unsigned: 'Von keinem Gerät unterschrieben',
    superseded: 'Durch einen neueren ersetzt',
    tombstoned: 'Stillgelegt',
    tombstone: 'Stilllegen',
    given: 'Gegeben an',
    givenNone: 'an keine Studie gegeben',
    filter: 'Zeigen',
    filterAll: 'Alle',
    filterLive: 'Bestehende',
    filterTombs: 'Stillgelegte',
    total: (live, tombs) => `${live} bestehen, ${tombs} stillgelegt`,
    stoneTx: {
      title: 'Datensatz stilllegen',
      changes: [
        'Sein Verweis, die Schlüsselbindung und die Wurzel verlassen den Zustand der Kette für immer. Kein ' +
          'Schlüssel dazu wird mehr übergeben, und Ihr Gateway zerstört den eigenen.',
        'Was dafür noch nicht bezahlt ist, verfällt.',
        'Kopien, die schon jemand gelesen hat, sind außer Reichweite, und alte Blöcke in Archivknoten enthalten ' +
          'noch die Transaktion, die ihn verankert hat: nie die Daten selbst.',
      ],
      deposit: 'Ihr Pfand kommt zurück, bis auf einen kleinen Teil.',
      done: 'Der Datensatz ist stillgelegt.',
    },
  },
  consent: {
    title: 'Einwilligung',
    intro: 'Alles, worin Sie je eingewilligt haben. Nichts davon wird überschrieben oder verschwindet.',
    grant: 'Jemanden lesen lassen',
    empty: 'Sie haben noch nirgends eingewilligt.',
    live: 'In Kraft',
    endedTitle: 'Verlauf',
    state: {
      live: 'In Kraft',
      notYet: 'Noch nicht begonnen',
      revoked: (when) => `Widerrufen ${when}`,
      expired: (when) => `Zu Ende ${when}`,
      usedUp: 'Aufgebraucht',
    },
    narrow: 'Einschränken',
    grantNo: (n) => `Einwilligung ${n}`,
    ack: {
      open: (due) => `Der Empfänger hat bis ${due} Zeit zu bestätigen, dass Schlüssel und Daten vernichtet sind.`,
      done: (when) => `Der Empfänger hat am ${when} bestätigt, dass Schlüssel und Daten vernichtet sind.`,
      overdue: (due) =>
        `Der Empfänger hätte bis ${due} bestätigen sollen, dass Schlüssel und Daten vernichtet sind, und hat es ` +
        'nicht getan.',
    },
    requests: 'Anfragen, die auf Ihre Antwort warten',
    deny: 'Nein sagen',
    look: 'Ansehen und antworten',
    denyTx: {
      title: 'Nein zu einer Anfrage',
      changes: 'Die Anfrage ist abgelehnt. Niemand darf ihretwegen etwas lesen.',
      done: 'Sie haben nein gesagt.',
    },
    narrowTx: {
      title: (n) => `Einwilligung ${n} einschränken`,
      intro: 'Sie können nur wegnehmen. Dreimal je Einwilligung ist es kostenlos.',
      changes: 'Die Einwilligung ist vom nächsten Block an kleiner. Was gelesen wurde, bleibt gelesen.',
      done: 'Die Einwilligung ist eingeschränkt.',
      kinds: 'Nur Daten von',
      until: 'Nur bis',
      uses: 'Höchstens noch so viele Male',
      nothing: 'Nehmen Sie zuerst etwas weg.',
    },
  },
  grant: {
    title: 'Jemanden lesen lassen',
    joinTitle: (n) => `An Studie ${n} teilnehmen`,
    steps: ['Wer', 'Was', 'Wofür', 'Wie lange', 'Prüfen'],
    step: (n, of) => `Schritt ${n} von ${of}`,
    whoStudy: 'Eine Studie',
    whoAccount: 'Eine Person oder Einrichtung',
    whoAccountHelp: 'Die Adresse ihres Kontos: Fragen Sie danach und vergleichen Sie.',
    chooseStudy: 'Welche Studie',
    noOpenStudy: 'Zurzeit ist keine Studie offen.',
    what: 'Daten von',
    whatHelp:
      'Die Arten sind mit Absicht grob: Ein genaueres Wort neben Ihrem Konto würde schon etwas über Ihre ' +
      'Gesundheit sagen.',
    wanted: 'darum bittet die Studie',
    which: 'Welche Datensätze',
    whichAll: 'Alle, die ich von diesen Arten habe und haben werde',
    whichSome: 'Nur diese (bis zu 16)',
    collected: 'Nur was an bestimmten Tagen erhoben wurde',
    collectedFrom: 'Vom',
    collectedTo: 'Bis',
    why: 'Wofür',
    whyStudy: 'Zweck und Bedingungen der Studie:',
    conditions: 'Bedingungen',
    howLong: 'Bis wann',
    howLongHelp: 'Nach diesem Tag endet es von selbst. Sie können es jederzeit früher beenden.',
    months: (n) => (n === 1 ? '1 Monat' : `${n} Monate`),
    howOften: 'Wie oft',
    anyNumber: 'Beliebig oft',
    atMost: 'Höchstens',
    times: 'Mal',
    check: 'Ihre Einwilligung in einem Satz',
    document: 'Dasselbe als FHIR-Consent-Dokument',
    documentText:
      'Sie unterschreiben den Fingerabdruck dieses Dokuments zusammen mit einem zufälligen Salz. Nur der ' +
      'Fingerabdruck kommt auf die Kette. Bewahren Sie die Datei auf: Ohne sie kann niemand, auch Sie nicht, ' +
      'zeigen, worin genau Sie eingewilligt haben.',
    save: 'Dokument und Salz sichern',
    saved: 'Gesichert',
    notSaved: 'Sichern Sie zuerst das Dokument, oder sagen Sie, dass Sie darauf verzichten.',
    without: 'Ich verzichte auf eine Kopie',
    sign: 'Weiter zum Unterschreiben',
    digest: 'Gesalzener Fingerabdruck',
    errors: {
      who: 'Wählen Sie eine Studie oder geben Sie eine Adresse an.',
      self: 'Das ist Ihr eigenes Konto.',
      what: 'Wählen Sie mindestens eine Art von Daten.',
      which: 'Wählen Sie 1 bis 16 Datensätze.',
      days: 'Der letzte Tag liegt vor dem ersten.',
      until: 'Wählen Sie einen Tag in der Zukunft.',
      uses: 'Geben Sie eine Zahl ab 1 an.',
    },
    tx: {
      publicStudy: (n) =>
        `Dass dieses Konto in Studie ${n} einwilligt. Was die Studie über ihr Gebiet veröffentlicht, sagt dann ` +
        'etwas über Sie.',
      publicAccount: (who) => `Dass dieses Konto ${who} lesen lässt.`,
      publicTerms: 'Welche Arten von Daten, für welchen Zweck und bis wann.',
      notPublic: 'Nicht öffentlich: Ihr Name, Ihre Messwerte und der Text der Einwilligung.',
      deposit: 'Solange die Einwilligung besteht, wird ein Pfand hinterlegt.',
      done: 'Ihre Einwilligung ist in Kraft.',
      joinDone: 'Sie nehmen teil. Ihr Gateway trägt von nun an selbst bei.',
    },
  },
};
