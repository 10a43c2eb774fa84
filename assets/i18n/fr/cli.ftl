# Textes de la ligne de commande.

## Commandes
cli-init-done = Passerelle créée dans { $folder }. Ensuite : enregistrer une source (griot org add), son accord (griot agreement add), puis déposer (griot ingest).
cli-org-added = { $name } est enregistrée sous le nom court { $slug }.
cli-agreement-stands = L'accord { $slug } de { $org } vaut du { $from } au { $until }.
cli-agreement-suspended = L'accord { $slug } de { $org } (du { $from } au { $until }) est suspendu.
cli-state-in-force = en vigueur
cli-state-suspended = suspendu
cli-state-not-yet = pas encore commencé
cli-state-over = terminé
cli-stage-keeping = conservation
cli-stage-writing = prise en compte
cli-stage-reports = rapports
cli-stage-demo = démonstration
cli-bar-rows = { $rows } lignes
cli-ingest-failures = { $count ->
    [one] Un dépôt n'a pas pu être lu ; les autres sont pris en compte.
   *[other] { $count } dépôts n'ont pas pu être lus ; les autres sont pris en compte.
}
cli-receipt-known = déjà pris en compte le { $time } ; rien n'a changé
cli-alarm = ALARME :
cli-row = ligne
cli-nothing-known = rien de connu
cli-on-warning-list = sur la liste d'avertissement : { $list }
cli-within-network = dans { $network } ({ $category })
cli-anonymous-source = source anonyme
cli-list-none = Rien trouvé.
cli-list-all = { $count ->
    [one] Un indicateur.
   *[other] { $count } indicateurs.
}
cli-list-more = { $count } indicateurs affichés ; il y en a d'autres (--limit).
cli-reports-done = { $count ->
    [one] Un rapport écrit.
   *[other] { $count } rapports écrits.
}
cli-export-title = Indicateurs Griot
cli-export-done = { $rows } lignes écrites, { $skipped } laissées de côté
cli-status-head = { $statements } déclarations issues de { $submissions } dépôts
cli-status-store = Base : { $engine }, { $size } Mo
cli-watch-ending = L'accord { $slug } de { $org } prend fin dans { $days } jours.
cli-watch-over = L'accord { $slug } de { $org } a pris fin il y a { $days } jours.
cli-watch-suspended = L'accord { $slug } de { $org } est suspendu.
cli-bench-no-tables = Aucune table de pays et de réseaux : l'attribution cherche dans des tables vides. Les récupérer avec `cargo xtask data`.
cli-bench-indicator = vue fusionnée d'une valeur
cli-bench-whole = avec voisins et réseaux
cli-bench-unknown = valeur inconnue
cli-demo-note = tout est inventé dans cette démonstration
cli-demo-generating = création de l'opération
cli-demo-taking-in = prise en compte
cli-demo-comparing = comparaison avec la vérité
cli-demo-reporting = rapports
cli-demo-refused = refusé en entier
cli-demo-done = { $rows } lignes lues, { $new } nouvelles déclarations, { $refused } lignes refusées, { $indicators } indicateurs, { $reports } rapports.
cli-demo-happened = Ce qui s'est passé
cli-demo-look-at = Ce qu'il faut regarder
cli-demo-next = Tout est dans { $folder } : feeds/ tel que déposé, reports/ par pays, score.json. Pour explorer : griot --home { $folder } status

## Colonnes et champs
cli-col-slug = nom court
cli-col-name = nom
cli-col-kind = genre
cli-col-country = pays
cli-col-reliability = fiabilité
cli-col-org = organisation
cli-col-from = de
cli-col-until = jusqu'au
cli-col-days-left = jours restants
cli-col-state = état
cli-col-ceiling = plafond
cli-col-format = format
cli-col-title = intitulé
cli-col-number = numéro
cli-col-received = reçu
cli-col-reason = motif
cli-col-detail = précision
cli-col-as-sent = tel qu'envoyé
cli-col-value = valeur
cli-col-asn = réseau
cli-col-last-seen = vu en dernier
cli-col-sources = sources
cli-col-reference = référence
cli-col-version = version
cli-col-items = éléments
cli-col-left-out = laissés de côté
cli-col-folder = dossier
cli-col-statements = déclarations
cli-col-date = date
cli-col-age = âge (jours)
cli-col-entries = entrées
cli-col-licence = licence
cli-col-files = fichiers
cli-col-measure = mesure
cli-col-right = justes
cli-col-of = sur
cli-col-percent = %
cli-col-median = médiane µs
cli-col-p99 = p99 µs
cli-col-highest = maximum µs
cli-field-category = catégorie
cli-field-score = note
cli-field-seen = vu
cli-field-expires = expire
cli-field-hosting = hébergement
cli-field-stated = hébergement déclaré
cli-field-territory = territoire
cli-field-malware = maliciel
cli-field-campaign = campagne
cli-field-ports = ports
cli-field-markings = marquages
cli-field-observations = observations :
cli-count-rows = lignes
cli-count-new = nouvelles
cli-count-updated = mises à jour
cli-count-duplicate = en double
cli-count-kept = conservées telles quelles
cli-count-refused = refusées
cli-count-passed-over = lignes passées

## Motifs de refus
reason-not-an-indicator = aucun genre d'indicateur connu
reason-bad-checksum = somme de contrôle fausse
reason-cut-off = valeur tronquée par l'éditeur
reason-invisible-characters = caractères invisibles dans la valeur
reason-unknown-type = type inconnu
reason-not-public = ne peut pas être une infrastructure publique
reason-malformed = pas dans la forme du format
reason-too-long = trop long
reason-too-deep = imbrication trop profonde
reason-encoding = pas un texte dans un codage connu
reason-truncated = l'entrée s'arrête au milieu de la ligne
reason-bad-date = date illisible ou future
reason-missing-value = pas de valeur
reason-category-not-allowed = catégorie hors de l'accord
reason-marking-above-ceiling = marquage au-dessus du plafond de l'accord
reason-expired = plus valable
reason-limit-reached = plus de lignes que la limite
reason-retracted = retiré par la source
reason-conflicting-version = autre contenu sous les mêmes identifiant et version

## Explication de la note
score-sources = { $count ->
    [one] une source indépendante
   *[other] { $count } sources indépendantes
}
score-reposts = { $count ->
    [one] une répétition non comptée
   *[other] { $count } répétitions non comptées
}
score-best = meilleure déclaration cotée { $grade }, valant { $worth } à elle seule
score-best-stated = meilleure déclaration cotée { $grade } avec une confiance déclarée de { $stated }, valant { $worth } à elle seule
score-age = { $days ->
    [0] vu aujourd'hui
    [one] vu il y a un jour
   *[other] vu il y a { $days } jours
}, durée de vie { $lifetime } jours : reste { $left } %
score-warning-list = { $count ->
    [one] sur une liste d'avertissement de faux positifs : divisé par cinq
   *[other] sur { $count } listes d'avertissement de faux positifs : divisé par cinq
}

## Pourquoi un pays est concerné
claim-registered = enregistré en
claim-located = utilisé en
claim-cctld = domaine national
claim-target = visé
claim-stated = déclaré par une source

## Liens entre valeurs
relation-campaign = même campagne
relation-malware = même maliciel
relation-domain = même domaine
relation-network = même réseau

## Codes de traitement
handling-h1 = H1 : ne pas utiliser en justice sans l'accord du propriétaire.
handling-h2 = H2 : ne pas transmettre sans l'accord du propriétaire.
handling-h3 = H3 : autre restriction du propriétaire ; demander avant usage.

## Lignes laissées de côté à l'export
skip-tlp-red = TLP:RED ne sort jamais en masse
skip-pap-forbids-acting = le PAP du propriétaire interdit d'agir
skip-expired = expiré
skip-kind-not-expressible = le format n'a pas de forme pour ce genre
skip-false-positive = une liste d'avertissement le dit faux positif

## Mesures d'un exercice
measure-presence = éléments attendus et trouvés
measure-fusion = éléments de plusieurs partenaires fusionnés en un
measure-spelling = de même, écrits autrement
measure-precision = valeurs trouvées qui sont attendues
measure-country-by-address = bon pays d'après l'adresse
measure-country-by-statement = bon pays d'après un partenaire
measure-dispute-shown = désaccord sur le pays affiché
measure-category = bonne catégorie
measure-suppressed = valeurs inoffensives et sinkholes écartés
measure-noted = hébergement partagé signalé, non écarté
measure-kept = valeurs malveillantes conservées
measure-malformed-refused = lignes cassées refusées
measure-terms-refused = lignes refusées par les accords
