# Texts of the command line.

## Commands
cli-init-done = Gateway made in { $folder }. Next: register a source (griot org add), its agreement (griot agreement add), then hand in (griot ingest).
cli-org-added = { $name } is registered as { $slug }.
cli-agreement-stands = Agreement { $slug } of { $org } stands from { $from } to { $until }.
cli-agreement-suspended = Agreement { $slug } of { $org } ({ $from } to { $until }) is suspended.
cli-state-in-force = in force
cli-state-suspended = suspended
cli-state-not-yet = not yet begun
cli-state-over = over
cli-stage-keeping = keeping
cli-stage-writing = taking in
cli-stage-reports = reports
cli-stage-demo = demonstration
cli-bar-rows = { $rows } rows
cli-ingest-failures = { $count ->
    [one] One input could not be read; the others are in.
   *[other] { $count } inputs could not be read; the others are in.
}
cli-receipt-known = taken in before, on { $time }; nothing was changed
cli-alarm = ALARM:
cli-row = row
cli-nothing-known = nothing known
cli-on-warning-list = on warning list: { $list }
cli-within-network = within { $network } ({ $category })
cli-anonymous-source = anonymous source
cli-list-none = Nothing found.
cli-list-all = { $count ->
    [one] One indicator.
   *[other] { $count } indicators.
}
cli-list-more = { $count } indicators shown; there are more (--limit).
cli-reports-done = { $count ->
    [one] One report written.
   *[other] { $count } reports written.
}
cli-export-title = Griot indicators
cli-export-done = { $rows } rows written, { $skipped } left out
cli-status-head = { $statements } statements from { $submissions } submissions
cli-status-store = Store: { $engine }, { $size } MB
cli-watch-ending = Agreement { $slug } of { $org } ends in { $days } days.
cli-watch-over = Agreement { $slug } of { $org } ended { $days } days ago.
cli-watch-suspended = Agreement { $slug } of { $org } is suspended.
cli-bench-no-tables = No country and network tables were found: attribution looks in empty tables. Fetch them with `cargo xtask data`.
cli-bench-indicator = fused view of a value
cli-bench-whole = with neighbours and networks
cli-bench-unknown = unknown value
cli-demo-note = everything in this demonstration is invented
cli-demo-generating = making the operation
cli-demo-taking-in = taking in
cli-demo-comparing = comparing with the truth
cli-demo-reporting = reports
cli-demo-refused = refused as a whole
cli-demo-done = { $rows } rows read, { $new } new statements, { $refused } rows refused, { $indicators } indicators, { $reports } reports.
cli-demo-happened = What happened
cli-demo-look-at = What to look at
cli-demo-next = Everything is in { $folder }: feeds/ as handed in, reports/ by country, score.json. Look around with: griot --home { $folder } status

## Columns and fields
cli-col-slug = short name
cli-col-name = name
cli-col-kind = kind
cli-col-country = country
cli-col-reliability = reliability
cli-col-org = organisation
cli-col-from = from
cli-col-until = until
cli-col-days-left = days left
cli-col-state = state
cli-col-ceiling = ceiling
cli-col-format = format
cli-col-title = title
cli-col-number = number
cli-col-received = received
cli-col-reason = reason
cli-col-detail = detail
cli-col-as-sent = as sent
cli-col-value = value
cli-col-asn = network
cli-col-last-seen = last seen
cli-col-sources = sources
cli-col-reference = reference
cli-col-version = version
cli-col-items = items
cli-col-left-out = left out
cli-col-folder = folder
cli-col-statements = statements
cli-col-date = date
cli-col-age = age (days)
cli-col-entries = entries
cli-col-licence = licence
cli-col-files = files
cli-col-measure = measure
cli-col-right = right
cli-col-of = of
cli-col-percent = %
cli-col-median = median µs
cli-col-p99 = p99 µs
cli-col-highest = highest µs
cli-field-category = category
cli-field-score = score
cli-field-seen = seen
cli-field-expires = expires
cli-field-hosting = hosting
cli-field-stated = stated hosting
cli-field-territory = territory
cli-field-malware = malware
cli-field-campaign = campaign
cli-field-ports = ports
cli-field-markings = markings
cli-field-observations = observations:
cli-count-rows = rows
cli-count-new = new
cli-count-updated = updated
cli-count-duplicate = duplicate
cli-count-kept = kept as sent
cli-count-refused = refused
cli-count-passed-over = lines passed over

## Why a row was refused
reason-not-an-indicator = no known kind of indicator
reason-bad-checksum = wrong checksum
reason-cut-off = cut off by the publisher
reason-invisible-characters = invisible characters in the value
reason-unknown-type = unknown type
reason-not-public = cannot be public infrastructure
reason-malformed = not in the form of the format
reason-too-long = too long
reason-too-deep = nested too deep
reason-encoding = not text in a known encoding
reason-truncated = the input ends inside the row
reason-bad-date = unreadable or future date
reason-missing-value = no value
reason-category-not-allowed = category not covered by the agreement
reason-marking-above-ceiling = marking above the agreement's ceiling
reason-expired = no longer valid
reason-limit-reached = more rows than the limit
reason-retracted = withdrawn by the source
reason-conflicting-version = other content under the same identifier and version

## Why a score
score-sources = { $count ->
    [one] one independent source
   *[other] { $count } independent sources
}
score-reposts = { $count ->
    [one] one repetition not counted
   *[other] { $count } repetitions not counted
}
score-best = best statement graded { $grade }, worth { $worth } by itself
score-best-stated = best statement graded { $grade } with a stated confidence of { $stated }, worth { $worth } by itself
score-age = { $days ->
    [0] seen today
    [one] last seen one day ago
   *[other] last seen { $days } days ago
}, lifetime { $lifetime } days: { $left } % left
score-warning-list = { $count ->
    [one] on a warning list for false positives: divided by five
   *[other] on { $count } warning lists for false positives: divided by five
}

## Why a country is concerned
claim-registered = registered in
claim-located = used in
claim-cctld = country-code domain
claim-target = target
claim-stated = stated by a source

## How values belong together
relation-campaign = same campaign
relation-malware = same malware
relation-domain = same domain
relation-network = same network

## Handling codes
handling-h1 = H1: not to be used in court without the owner's permission.
handling-h2 = H2: not to be passed on without the owner's permission.
handling-h3 = H3: further restriction by the owner; ask before use.

## Why a row was left out of an export
skip-tlp-red = TLP:RED never leaves in bulk
skip-pap-forbids-acting = the owner's PAP forbids acting on it
skip-expired = expired
skip-kind-not-expressible = the format has no form for this kind
skip-false-positive = a warning list says that it is a false positive

## Measures of an exercise
measure-presence = expected items that were found
measure-fusion = items of several partners fused into one
measure-spelling = the same, spelt differently
measure-precision = found values that are expected
measure-country-by-address = right country by address
measure-country-by-statement = right country by a partner's statement
measure-dispute-shown = disagreement on the country shown
measure-category = right category
measure-suppressed = harmless values and sinkholes suppressed
measure-noted = shared hosting noted, not suppressed
measure-kept = malicious values kept
measure-malformed-refused = broken rows refused
measure-terms-refused = rows refused by the agreements
