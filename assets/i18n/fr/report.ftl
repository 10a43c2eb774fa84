# Textes du rapport d'activité cyber.

## Document
exercise-word = EXERCICE
exercise-note = Exercice. Tous les éléments, adresses, personnes et organisations de ce document sont inventés.
report-kind = Rapport d'activité cyber
report-title = Rapport d'activité cyber : { $country }
report-subject = Menaces constatées – { $country } – et suites demandées aux autorités
report-period = { $from } – { $to }
report-author = Établi par { $producer }
label-reference = Référence
label-version = Version
label-date = Date
label-valid-until = Valable jusqu'au
label-period = Période
label-producer = Émetteur
label-operation = Opération
label-recipients = Destinataires
label-purpose = Finalité
label-handling = Restrictions d'emploi
label-classification = Classification
page-of = Page { $page } sur { $pages }
no-recipient = Aucun contact enregistré. Transmettre par le bureau national.
purpose-default = Renseignement criminel à suivre d'effet : localiser, vérifier, signaler, démanteler ou nettoyer les infrastructures énumérées en annexe. Les données des partenaires sont du renseignement et non des preuves tant qu'elles n'ont pas été recueillies au plan national.
utc-note = Toutes les heures sont en UTC.
none = aucun
colon = { "\u00A0:" }
separator = { "\u202F; " }
not-known = inconnu

## Marquages
tlp-clear = diffusion sans restriction.
tlp-green = diffusion au sein de la communauté, hors publication.
tlp-amber = diffusion limitée à votre organisation et à ceux de ses bénéficiaires qui ont besoin d'en connaître.
tlp-amber-strict = diffusion limitée à votre organisation, selon le besoin d'en connaître.
tlp-red = réservé aux destinataires nommés ; ne pas transmettre.
pap-clear = aucune limite aux actions permises.
pap-green = actions actives permises : contact, blocage, contrôle.
pap-amber = actions passives seulement : consultation de tiers, aucun contact avec la cible.
pap-red = recherche dans ses propres journaux seulement ; rien qui soit visible de l'extérieur.
handling-default = Lire le marquage de chaque élément avant toute démarche vers l'extérieur ; le plus strict l'emporte. Aucune production en justice sans l'accord écrit du propriétaire de l'information.

## Résumé
section-summary = En bref
section-asks = Ce qui est demandé, et pour quand
count-items = { $n ->
    [one] { $n } élément
   *[other] { $n } éléments
}
count-networks = { $n ->
    [one] { $n } réseau
   *[other] { $n } réseaux
}
count-sources = { $n ->
    [one] { $n } source
   *[other] { $n } sources
}
summary-items = { $n ->
    [one] { $n } élément concerne ce pays ({ $country }) sur la période : selon les sources, { $live } actif et { $dead } inactif ; rien n'est dit pour { $unknown }.
   *[other] { $n } éléments concernent ce pays ({ $country }) sur la période : selon les sources, { $live } actifs et { $dead } inactifs ; rien n'est dit pour { $unknown }.
}
summary-categories = Principalement : { $list }.
summary-categories-one = Une seule catégorie : { $list }.
summary-networks = { $n ->
    [one] Tous relèvent d'un seul réseau : { $first }.
   *[other] Ils se répartissent sur { $n } réseaux ; { $first } en porte à lui seul { $share }.
}
summary-networks-unknown = Le réseau n'est connu pour aucun d'entre eux.
summary-urgent = { $n ->
    [one] Le plus urgent : { $category }, { $n } élément, à traiter avant le { $by }.
   *[other] Le plus urgent : { $category }, { $n } éléments, à traiter avant le { $by }.
}
summary-confidence = { $n ->
    [one] La confiance est élevée ou moyenne pour { $share } des éléments ; { $n } source a contribué.
   *[other] La confiance est élevée ou moyenne pour { $share } des éléments ; { $n } sources ont contribué.
}
summary-change-up = Soit { $n } de plus qu'à la période précédente ({ $before }).
summary-change-down = Soit { $n } de moins qu'à la période précédente ({ $before }).
summary-change-same = Autant qu'à la période précédente ({ $before }).
summary-empty-1 = Rien de ce qui peut vous être montré ne concerne ce pays ({ $country }) sur la période.
summary-empty-2 = Cela ne signifie pas qu'il ne s'est rien passé : ce rapport dit ce que les sources citées plus bas ont transmis.
summary-empty-3 = Aucune action n'est demandée. Merci de nous signaler ce que vous avez constaté vous-mêmes.
figure-items = éléments
figure-live = actifs
figure-networks = réseaux
figure-first-date = première échéance
ask-none = Rien n'est demandé dans ce rapport.
ask-audience = Pour
ask-what = Première mesure
ask-by = Avant le
ask-more = { $n ->
    [one] et { $n } autre catégorie : voir le tableau complet
   *[other] et { $n } autres catégories : voir le tableau complet
}
owner-first = Demander d'abord au propriétaire

## Situation
section-picture = Constats – { $country }
table-categories = Par catégorie
column-category = Catégorie
column-items = Éléments
column-live = Actifs
column-dead = Inactifs
column-unknown = Non dit
column-previous = Avant
column-change = Écart
column-act-by = Échéance
column-share = Part
row-total = Total
state-live = actif
state-dead = inactif
state-unknown = non dit
chart-time-weeks = Dernière observation, par semaine
chart-time-months = Dernière observation, par mois
chart-time-years = Dernière observation, par année
chart-networks = Principaux réseaux
chart-malware = Maliciels et kits
chart-confidence = Confiance
chart-territory = Motif de présence dans ce rapport
chart-map = { $country } en Afrique
chart-map-other = Carte de l'Afrique
chart-others = { $n ->
    [one] { $n } autre
   *[other] { $n } autres
}
chart-empty = Aucune donnée
chart-described = { $title }. { $data }.
territory-registered = Adresse enregistrée dans le pays
territory-located = Machine située dans le pays
territory-cctld = Nom sous le domaine national
territory-target = Pays visé par la campagne
territory-note = Un élément peut avoir plusieurs motifs.
disagreement-note = { $n ->
    [0] Pays d'enregistrement et pays de localisation concordent pour tous les éléments.
    [one] Pour { $n } élément, pays d'enregistrement et pays de localisation diffèrent ; les deux figurent en annexe.
   *[other] Pour { $n } éléments, pays d'enregistrement et pays de localisation diffèrent ; les deux figurent en annexe.
}
warning-note = { $n ->
    [0] Aucun élément ne figure sur une liste d'avertissement.
    [one] { $n } élément figure sur une liste d'avertissement (hébergement mutualisé, réseau de diffusion, sinkhole…) : vérifier d'abord.
   *[other] { $n } éléments figurent sur une liste d'avertissement (hébergement mutualisé, réseau de diffusion, sinkhole…) : vérifier d'abord.
}
outside-note = { $n ->
    [one] { $n } élément vu pour la dernière fois hors période n'est pas dans le graphique.
   *[other] { $n } éléments vus pour la dernière fois hors période ne sont pas dans le graphique.
}
network-unknown = réseau inconnu
band-high = élevée (75–100)
band-moderate = moyenne (50–74)
band-low = faible (25–49)
band-very-low = très faible (0–24)

## Mesures
section-actions = Mesures à prendre
actions-intro = Cinq mesures au plus par destinataire, les plus urgentes d'abord. Le délai court à compter de la date du rapport. Cocher ce qui est fait et renvoyer la page, ou remplir les colonnes de l'annexe.
actions-none = Rien dans ce rapport n'appelle de mesure.
action-concerns = { $n ->
    [one] { $n } élément
   *[other] { $n } éléments
}
action-all = tous les éléments
action-evidence = Pièces attendues
action-deadline = Avant le { $by }
action-owner-all = Demander d'abord au propriétaire : marquage insuffisant pour cette démarche.
action-owner-some = { $n ->
    [one] Pour { $n } élément sur { $all }, demander d'abord au propriétaire (marquage insuffisant).
   *[other] Pour { $n } éléments sur { $all }, demander d'abord au propriétaire (marquage insuffisant).
}
column-action = Mesure, échéance
action-done-on = Fait le
action-by-whom = Nom, signature
pass-on = À transmettre avec vos signalements
pass-on-intro = Les textes complets pour ces deux publics figurent dans les signalements.
audience-police = Police ou unité cyber
audience-csirt = CSIRT national
audience-police-short = Police
audience-csirt-short = CSIRT
audience-provider = Hébergeur, FAI, bureau d'enregistrement ou plateforme
audience-victim = Victime ou propriétaire du système
effect-prevent = prévenir
effect-detect = détecter
effect-investigate = enquêter
effect-disrupt = démanteler

## Cotation, sources, limites
section-reading = Comment lire ce rapport
section-grading = Cotation
grading-intro = Une lettre pour la source et un chiffre pour l'information (échelle de l'Amirauté). Exemple : B2, source généralement fiable, information probablement vraie.
grade-source = Source
grade-item = Information
grade-a = totalement fiable
grade-b = généralement fiable
grade-c = assez fiable
grade-d = rarement fiable
grade-e = non fiable
grade-f = fiabilité impossible à apprécier
grade-1 = confirmée par d'autres sources
grade-2 = probablement vraie
grade-3 = peut-être vraie
grade-4 = douteuse
grade-5 = improbable
grade-6 = véracité impossible à apprécier
confidence-intro = La confiance (0–100) est calculée d'après les cotations, le nombre de sources indépendantes et l'âge de l'élément rapporté à la durée de vie habituelle de sa catégorie.
section-sources = Sources
sources-intro = Nommées ou anonymes, selon chaque accord.
source-anonymous = Source anonyme { $n }
column-source = Source
column-grade = Cotation
column-agreement = Accord
sources-none = Aucune source.
section-limits = Limites
limit-verify = Vérifier chaque élément avant emploi : les adresses changent de main, les sites sont nettoyés, une même adresse peut servir de nombreux clients.
limit-visible = Le rapport montre ce que ses destinataires ont le droit de voir, et rien d'autre. Il ne mesure pas toute la criminalité du pays.
limit-data = { $name } (état au { $date })
limit-data-intro = Territoire et réseau proviennent de jeux de données datés : { $list }.
limit-warned = { $n ->
    [one] { $n } élément a été écarté comme faux positif connu.
   *[other] { $n } éléments ont été écartés comme faux positifs connus.
}
limit-printed = { $n ->
    [one] L'annexe imprimée montre { $shown } élément sur { $n } ; les fichiers les contiennent tous.
   *[other] L'annexe imprimée montre { $shown } éléments sur { $n }, les plus urgents d'abord ; les fichiers les contiennent tous.
}
limit-not-verified = { $n ->
    [one] { $n } élément est transmis sans mention de son état.
   *[other] { $n } éléments sont transmis sans mention de leur état.
}
section-feedback = Retour d'information
feedback-intro = Merci de renvoyer cette partie à { $producer } en rappelant la référence { $reference }. Vos réponses parviennent aux contributeurs sous forme de statut, jamais de dossier.
feedback-useful = Le rapport a été
feedback-useful-options = très utile | utile | peu utile
feedback-outcome = Suites données aux éléments
feedback-outcome-options = inactifs à réception | faux positifs | hors de notre pays | signalés | retirés | nettoyés
feedback-number = nombre
feedback-contact = Contact pour questions
feedback-remarks = Observations
feedback-name = Nom et service
feedback-date = Date
feedback-signature = Signature

## Annexe
section-annex = Annexe A : éléments
annex-intro = Présentés sous une forme neutralisée (hxxp, [.]) non cliquable. Les valeurs brutes, les mêmes identifiants et toutes les colonnes sont dans les fichiers.
annex-empty = Aucun élément.
annex-value = Valeur
annex-category = Catégorie, maliciel
annex-network = Réseau
annex-seen = Vu le
annex-state = État
annex-grade = Conf., cotation
annex-act-by = Échéance
annex-more = { $n ->
    [one] { $n } autre élément figure dans les fichiers.
   *[other] { $n } autres éléments figurent dans les fichiers.
}
annex-cut = (coupé ici ; en entier dans les fichiers)
annex-files = Fichiers joints au rapport
annex-file-csv = tous les éléments, valeurs brutes
annex-file-xlsx = les mêmes, avec des colonnes pour votre statut
annex-file-stix = ensemble STIX 2.1, mêmes identifiants
annex-file-misp = événement MISP, mêmes identifiants
annex-file-manifest = SHA-256 de chaque fichier

## Mots
category-other = Autre
ownership-criminal = détenu par les auteurs
ownership-compromised = compromis
ownership-abused = service détourné
ownership-victim = victime
ownership-unknown = détention inconnue

## Colonnes des tableaux
sheet-items = Éléments
sheet-read-me = Lisez-moi
sheet-lists = Listes
column-id = Identifiant
column-kind = Type
column-value = Valeur
column-safe-value = Forme neutralisée
column-port = Port
column-malware = Maliciel
column-campaign = Campagne
column-ownership = Détention
column-first-seen = Première observation (UTC)
column-last-seen = Dernière observation (UTC)
column-last-verified = Dernier contrôle (UTC)
column-state = État
column-registered = Enregistré en
column-located = Situé en
column-territory = Motif
column-asn = Numéro d'AS
column-network = Réseau
column-hoster = Hébergeur
column-domain = Domaine enregistrable
column-confidence = Confiance
column-confidence-why = Motif de la confiance
column-sources = Sources
column-source-labels = Noms des sources
column-why = Motif d'inscription
column-warnings = Listes d'avertissement
column-targets = Pays visés
column-brands = Marques imitées
column-actions = Mesures
column-status = Votre statut
column-status-date = Date du statut
column-status-proof = Preuve, ticket
column-remark = Observation
read-me-status = Remplir les quatre dernières colonnes de la première feuille et renvoyer le fichier. Ne pas modifier les identifiants.
read-me-formula = Dans le fichier CSV, les cellules commençant par = + - @ sont précédées d'une apostrophe pour qu'aucun tableur ne les exécute. La retirer avant tout traitement automatique.
status-received = reçu
status-verified-live = vérifié actif
status-verified-dead = vérifié inactif
status-false-positive = faux positif
status-not-in-country = hors de notre pays
status-notified = signalé
status-preserved = données conservées
status-monitored = sous surveillance
status-sinkholed = redirigé vers un sinkhole
status-suspended = suspendu
status-taken-down = retiré
status-seized = saisi
status-cleaned = nettoyé
status-patched = corrigé
status-re-infected = de nouveau infecté
status-no-answer = sans réponse
status-refused = refusé
status-transferred = transmis
status-closed = clos
