# Texts of the cyber activity report.

## Document
exercise-word = EXERCISE
exercise-note = Exercise. Every item, address, person and organisation in this document is invented.
report-kind = Cyber activity report
report-title = Cyber activity report: { $country }
report-subject = Threats seen in { $country } and what its authorities are asked to do
report-period = { $from } to { $to }
report-author = Produced by { $producer }
label-reference = Reference
label-version = Version
label-date = Date
label-valid-until = Valid until
label-period = Period
label-producer = Producer
label-operation = Operation
label-recipients = Recipients
label-purpose = Purpose
label-handling = Handling
label-classification = Classification
page-of = Page { $page } of { $pages }
no-recipient = No contact on file. Pass it on through the national bureau.
purpose-default = Criminal intelligence for action: locate, verify, notify, dismantle or clean the infrastructure listed in the annex. Partner data is intelligence, not evidence, until it is collected nationally.
utc-note = All times are UTC.
none = none
colon = { ":" }
separator = { "; " }
not-known = not known

## Markings
tlp-clear = may be shared without limit.
tlp-green = may be shared within the community, not in public.
tlp-amber = may be shared within your organisation and with its clients who need to know.
tlp-amber-strict = may be shared within your organisation only, with those who need to know.
tlp-red = for the named recipients only; not to be passed on.
pap-clear = no limit on what may be done with it.
pap-green = active steps allowed: contact, block, check.
pap-amber = passive steps only: look-ups with third parties, no contact with the target.
pap-red = search in own passive records only; nothing that could be seen from outside.
handling-default = Read the mark of each item before any step outward; the strictest one counts. Not for use in court without the owner's written consent.

## Summary
section-summary = In short
section-asks = What we ask, and by when
count-items = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
count-networks = { $n ->
    [one] { $n } network
   *[other] { $n } networks
}
count-sources = { $n ->
    [one] { $n } source
   *[other] { $n } sources
}
summary-items = { $n ->
    [one] { $n } item concerns { $country } in this period: by the sources' word { $live } live and { $dead } dead; nothing is said of { $unknown }.
   *[other] { $n } items concern { $country } in this period: by the sources' word { $live } live and { $dead } dead; nothing is said of { $unknown }.
}
summary-categories = Mostly { $list }.
summary-categories-one = All of one kind: { $list }.
summary-networks = { $n ->
    [one] It lies in a single network: { $first }.
   *[other] They lie in { $n } networks; { $first } alone holds { $share }.
}
summary-networks-unknown = The network is not known for any of them.
summary-urgent = { $n ->
    [one] Most urgent: { $category }, { $n } item, to be acted on by { $by }.
   *[other] Most urgent: { $category }, { $n } items, to be acted on by { $by }.
}
summary-confidence = { $n ->
    [one] Confidence is high or moderate for { $share } of the items; { $n } source contributed.
   *[other] Confidence is high or moderate for { $share } of the items; { $n } sources contributed.
}
summary-change-up = { $n } more than in the previous period ({ $before }).
summary-change-down = { $n } fewer than in the previous period ({ $before }).
summary-change-same = As many as in the previous period ({ $before }).
summary-empty-1 = Nothing that may be shown to you concerns { $country } in this period.
summary-empty-2 = This is not a finding that nothing happened: it says what the sources named below handed in.
summary-empty-3 = No action is asked. Please send us what you have seen yourselves.
figure-items = items
figure-live = live
figure-networks = networks
figure-first-date = first deadline
ask-none = Nothing is asked in this report.
ask-audience = For
ask-what = First step
ask-by = By
ask-more = { $n ->
    [one] and { $n } more category: see the full table
   *[other] and { $n } more categories: see the full table
}
owner-first = Ask the owner first

## Picture
section-picture = What was seen in { $country }
table-categories = By category
column-category = Category
column-items = Items
column-live = Live
column-dead = Dead
column-unknown = Not said
column-previous = Before
column-change = Change
column-act-by = Act by
column-share = Share
row-total = Total
state-live = live
state-dead = dead
state-unknown = not said
chart-time-weeks = Last seen, by week
chart-time-months = Last seen, by month
chart-time-years = Last seen, by year
chart-networks = Largest networks
chart-malware = Malware and kits
chart-confidence = Confidence
chart-territory = Why they are in this report
chart-map = { $country } in Africa
chart-map-other = Map of Africa
chart-others = { $n ->
    [one] { $n } other
   *[other] { $n } others
}
chart-empty = No data
chart-described = { $title }. { $data }.
territory-registered = Address registered here
territory-located = Machine located here
territory-cctld = Country-code name
territory-target = Target of the campaign
territory-note = One item may have several reasons.
disagreement-note = { $n ->
    [0] Registered and located country agree for every item.
    [one] For { $n } item the registered and the located country differ; both are in the annex.
   *[other] For { $n } items the registered and the located country differ; both are in the annex.
}
warning-note = { $n ->
    [0] No item is on a warning list.
    [one] { $n } item is on a warning list (shared hosting, content network, sinkhole …): verify first.
   *[other] { $n } items are on a warning list (shared hosting, content network, sinkhole …): verify first.
}
outside-note = { $n ->
    [one] { $n } item was last seen outside the period and is not in the chart.
   *[other] { $n } items were last seen outside the period and are not in the chart.
}
network-unknown = network not known
band-high = high (75–100)
band-moderate = moderate (50–74)
band-low = low (25–49)
band-very-low = very low (0–24)

## Actions
section-actions = What to do
actions-intro = At most five actions per audience, the most urgent first. The deadline counts from the date of this report. Tick off what is done and send the page back, or fill in the columns of the annex.
actions-none = Nothing in this report asks for an action.
action-concerns = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
action-all = all items
action-evidence = Evidence expected
action-deadline = By { $by }
action-owner-all = Ask the owner first: the handling mark does not cover this step.
action-owner-some = { $n ->
    [one] For { $n } of { $all } items ask the owner first: the mark does not cover this step.
   *[other] For { $n } of { $all } items ask the owner first: the mark does not cover this step.
}
column-action = Action, deadline
action-done-on = Done on
action-by-whom = Name, signature
pass-on = To pass on with your notices
pass-on-intro = The full texts for these two audiences are in the notices.
audience-police = Police or cyber unit
audience-csirt = National CSIRT
audience-police-short = Police
audience-csirt-short = CSIRT
audience-provider = Hoster, ISP, registrar or platform
audience-victim = Victim or owner of the system
effect-prevent = prevent
effect-detect = detect
effect-investigate = investigate
effect-disrupt = disrupt

## Grading, sources, limits
section-reading = How to read this report
section-grading = Grading
grading-intro = A letter for the source and a figure for the item (Admiralty scale). Example: B2 is a usually reliable source, and the item is probably true.
grade-source = Source
grade-item = Item
grade-a = completely reliable
grade-b = usually reliable
grade-c = fairly reliable
grade-d = not usually reliable
grade-e = unreliable
grade-f = can not be judged
grade-1 = confirmed by other sources
grade-2 = probably true
grade-3 = possibly true
grade-4 = doubtful
grade-5 = improbable
grade-6 = can not be judged
confidence-intro = Confidence (0–100) is computed from the grades, the number of independent sources and the age of the item against the usual life of its category.
section-sources = Sources
sources-intro = Named or anonymous as each agreement says.
source-anonymous = Anonymous source { $n }
column-source = Source
column-grade = Grade
column-agreement = Agreement
sources-none = No source.
section-limits = Limits
limit-verify = Verify each item before use: addresses change hands, sites are cleaned, and one address may serve many customers.
limit-visible = The report shows what its recipients may see, and nothing else. It is not a measure of all crime in the country.
limit-data = { $name } (state of { $date })
limit-data-intro = Territory and network come from data sets of their dates: { $list }.
limit-warned = { $n ->
    [one] { $n } item was left out as a known false positive.
   *[other] { $n } items were left out as known false positives.
}
limit-printed = { $n ->
    [one] The printed annex shows { $shown } of { $n } item; the files hold them all.
   *[other] The printed annex shows { $shown } of { $n } items, the most urgent first; the files hold them all.
}
limit-not-verified = { $n ->
    [one] { $n } item comes without a word on whether it still works.
   *[other] { $n } items come without a word on whether they still work.
}
section-feedback = Feedback
feedback-intro = Please send this part back to { $producer }, quoting { $reference }. What you tell us goes to the contributors as a status, never as a case file.
feedback-useful = The report was
feedback-useful-options = very useful | useful | of little use
feedback-outcome = Outcome of the items
feedback-outcome-options = dead on arrival | false positive | not in our country | notified | taken down | cleaned
feedback-number = number
feedback-contact = Contact for questions
feedback-remarks = Remarks
feedback-name = Name and unit
feedback-date = Date
feedback-signature = Signature

## Annex
section-annex = Annex A: items
annex-intro = Shown in a safe form (hxxp, [.]) that can not be clicked. The raw values, the same ids and all columns are in the files.
annex-empty = No items.
annex-value = Value
annex-category = Category, malware
annex-network = Network
annex-seen = Last seen
annex-state = State
annex-grade = Conf., grade
annex-act-by = Act by
annex-more = { $n ->
    [one] { $n } more item is in the files.
   *[other] { $n } more items are in the files.
}
annex-cut = (cut here; whole in the files)
annex-files = Files with this report
annex-file-csv = all items, raw values
annex-file-xlsx = the same, with columns for your status
annex-file-stix = STIX 2.1 bundle, the same ids
annex-file-misp = MISP event, the same ids
annex-file-manifest = SHA-256 of every file

## Words
category-other = Other
ownership-criminal = criminal-owned
ownership-compromised = compromised
ownership-abused = abused service
ownership-victim = victim
ownership-unknown = ownership unknown

## Columns of the tables
sheet-items = Items
sheet-read-me = Read me
sheet-lists = Lists
column-id = Id
column-kind = Kind
column-value = Value
column-safe-value = Safe form
column-port = Port
column-malware = Malware
column-campaign = Campaign
column-ownership = Ownership
column-first-seen = First seen (UTC)
column-last-seen = Last seen (UTC)
column-last-verified = Last verified (UTC)
column-state = State
column-registered = Registered in
column-located = Located in
column-territory = Reason
column-asn = AS number
column-network = Network
column-hoster = Hoster
column-domain = Registrable domain
column-confidence = Confidence
column-confidence-why = Why this confidence
column-sources = Sources
column-source-labels = Source names
column-why = Why it is listed
column-warnings = Warning lists
column-targets = Target countries
column-brands = Brands
column-actions = Actions
column-status = Your status
column-status-date = Status date
column-status-proof = Proof, ticket
column-remark = Remark
read-me-status = Fill in the last four columns on the first sheet and send the file back. Do not change the ids.
read-me-formula = Cells that begin with = + - @ carry a leading apostrophe in the CSV file, so that no spreadsheet runs them. Remove it before machine use.
status-received = received
status-verified-live = verified live
status-verified-dead = verified dead
status-false-positive = false positive
status-not-in-country = not in our country
status-notified = notified
status-preserved = data preserved
status-monitored = watched
status-sinkholed = sinkholed
status-suspended = suspended
status-taken-down = taken down
status-seized = seized
status-cleaned = cleaned
status-patched = patched
status-re-infected = infected again
status-no-answer = no answer
status-refused = refused
status-transferred = transferred
status-closed = closed
