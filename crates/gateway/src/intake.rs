//! Intake: from bytes to stored observations and a receipt.
//!
//! The bytes are kept first, then read from the archive, in a thread of its own; batches go through a channel without a
//! place, hand to hand, to the thread that writes, which is the back-pressure. Each batch is one durable transaction that also moves
//! the submission's position; a submission that was interrupted goes on behind it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use formats::container::{
    Archive, Packing, SAMPLE_BYTES, Sampled, decode_sample, inner_name, open_stream,
};
use formats::{Context, CsvMapping, Format, KeptObject, Limits, Reader, Row, Sample};
use model::{
    Agreement, Category, Draft, Markings, Organisation, Receipt, Refusal, Submission, SubmissionId,
    SubmissionState, Tlp, Utc, choose,
};
use serde::{Deserialize, Serialize};
use store::{Batch, ObjectDraft};

use crate::archive::{self, Kept};
use crate::assemble::Assembler;
use crate::batch::Filling;
use crate::error::{GatewayError, Result, at};
use crate::gateway::Gateway;
use crate::inputs::Input;

/// What the sender says about an input.
#[derive(Clone, Debug, Default)]
pub struct IngestOptions {
    /// Short name of the agreement; none: the one in force.
    pub agreement: Option<String>,
    /// Format; none: recognised.
    pub format: Option<String>,
    /// Category of rows that carry none.
    pub category: Option<Category>,
    /// Column mapping for CSV; stored for the feed.
    pub mapping: Option<CsvMapping>,
    /// Limits.
    pub limits: Limits,
    /// Set to stop after the batch in hand.
    pub stop: Option<Arc<AtomicBool>>,
}

/// What intake is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Keeping and hashing the bytes.
    Keeping,
    /// Reading and writing rows.
    Writing,
}

/// How far intake is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Bytes done.
    pub bytes: u64,
    /// Bytes in all, when known.
    pub total: Option<u64>,
    /// Rows stored.
    pub rows: u64,
}

/// A message of the reading thread.
enum Message {
    Batch(Filling),
    End { remarks: Vec<String> },
    Failed(GatewayError),
}

/// Everything that stays the same for the members of one archive.
struct Delivery<'a> {
    owner: &'a Organisation,
    agreement: &'a Agreement,
    options: &'a IngestOptions,
    kept: &'a Kept,
    received: Utc,
}

impl Gateway {
    /// Takes in one input from an organisation; a ZIP archive gives a receipt for each member.
    ///
    /// # Errors
    /// When no agreement is in force, the format is not recognised, or reading or storing fails. What batches have
    /// stored by then stays stored; handing the same input in again goes on behind them.
    pub fn ingest(
        &self,
        from: &str,
        input: &Input,
        options: &IngestOptions,
        now: Utc,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Vec<Receipt>> {
        let owner = self.organisation(from)?;
        let agreements = self.store.agreements()?;
        let agreement = choose(&owner, &agreements, options.agreement.as_deref(), now)?;
        self.enricher.load()?;
        archive::tidy(&self.home.archive(), now);
        let kept = self.keep(input, progress)?;
        let delivery = Delivery {
            owner: &owner,
            agreement,
            options,
            kept: &kept,
            received: now,
        };
        let mut head = [0; 8];
        let read = read_up_to(&mut *kept.open()?, &mut head).map_err(at(&kept.path))?;
        if Packing::of(&head[..read]) == Packing::Zip {
            return self.ingest_archive(&delivery, input.name(), progress);
        }
        let sent = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            input: kept.open()?,
            count: Arc::clone(&sent),
        };
        let plain = open_stream(
            Box::new(BufReader::with_capacity(256 << 10, counted)),
            input.name(),
            &options.limits,
        )?;
        let receipt = self.ingest_stream(
            &delivery,
            input.name(),
            inner_name(input.name()),
            "",
            plain,
            &sent,
            progress,
        )?;
        Ok(vec![receipt])
    }

    fn keep(&self, input: &Input, progress: &mut dyn FnMut(Progress)) -> Result<Kept> {
        let (mut source, total): (Box<dyn Read>, Option<u64>) = match input {
            Input::Stdin => (Box::new(io::stdin().lock()), None),
            Input::File { path, .. } => {
                let file = File::open(path).map_err(at(path))?;
                let total = file.metadata().map_err(at(path))?.len();
                (Box::new(file), Some(total))
            }
        };
        let mut tick = |bytes| {
            progress(Progress {
                stage: Stage::Keeping,
                bytes,
                total,
                rows: 0,
            });
        };
        archive::keep(&self.home.archive(), &mut *source, &mut tick)
    }

    /// Every member is an input of its own. ZIP needs random access, so the archive is unpacked to a file first.
    fn ingest_archive(
        &self,
        delivery: &Delivery<'_>,
        name: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Vec<Receipt>> {
        let spool = self
            .home
            .archive()
            .join(format!(".incoming-zip-{}", std::process::id()));
        let copied = (|| {
            let mut file = File::create(&spool).map_err(at(&spool))?;
            io::copy(&mut delivery.kept.open()?, &mut file).map_err(at(&spool))
        })();
        let receipts = copied.and_then(|_| {
            let file = File::open(&spool).map_err(at(&spool))?;
            let mut archive = Archive::open(Box::new(file), name, &delivery.options.limits)?;
            let members: Vec<String> = archive.names().map(str::to_owned).collect();
            let mut receipts = Vec::new();
            for (position, member) in members.iter().enumerate() {
                let sent = Arc::new(AtomicU64::new(0));
                let plain = archive.member(position)?;
                let shown = format!("{name}/{member}");
                let file_name = member.rsplit('/').next().unwrap_or(member);
                receipts.push(self.ingest_stream(
                    delivery,
                    &shown,
                    inner_name(file_name),
                    member,
                    plain,
                    &sent,
                    progress,
                )?);
            }
            Ok(receipts)
        });
        let _ = fs::remove_file(&spool);
        receipts
    }

    #[allow(clippy::too_many_arguments)]
    fn ingest_stream(
        &self,
        delivery: &Delivery<'_>,
        shown: &str,
        file_name: &str,
        member: &str,
        plain: Box<dyn BufRead + Send + '_>,
        sent: &Arc<AtomicU64>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Receipt> {
        let options = delivery.options;
        let sampled = Sampled::take(plain, SAMPLE_BYTES);
        let base_name = file_name.rsplit('/').next().unwrap_or(file_name).to_owned();
        let (format, format_reason) = recognise(options, &sampled, &base_name)?;
        let feed = Submission::feed_of(&base_name);
        let content = if member.is_empty() {
            delivery.kept.sha256.clone()
        } else {
            format!("{}/{member}", delivery.kept.sha256)
        };
        let submission = Submission {
            uuid: Submission::identify(
                &delivery.owner.slug,
                &delivery.agreement.slug,
                format.id(),
                &content,
            ),
            owner: delivery.owner.id,
            agreement: delivery.agreement.id,
            name: shown.to_owned(),
            feed: feed.clone(),
            format: format.id().to_owned(),
            format_reason,
            sha256: delivery.kept.sha256.clone(),
            bytes: delivery.kept.bytes,
            received: delivery.received,
        };
        let begun = self.store.begin_submission(&submission)?;
        if begun.state == SubmissionState::Complete {
            let receipt = self.store.receipt(begun.id)?.ok_or(GatewayError::Worker)?;
            return Ok(Receipt {
                already_known: true,
                ..receipt
            });
        }
        // A submission that goes on after a crash keeps the time at which it was first received.
        let received = match self.store.submission(begun.id)? {
            Some(row) => row.submission.received,
            None => delivery.received,
        };
        let mapping = self.mapping(delivery, &feed, format, &sampled, &base_name)?;
        let mut context = Context::new(&base_name, received);
        (context.category, context.mapping, context.limits) =
            (options.category, mapping, options.limits);
        let reader = format.open(Box::new(sampled), &context)?;
        let assembler = Assembler::new(
            &self.store,
            &self.enricher,
            &self.warning_bits,
            delivery.owner,
            delivery.agreement,
            begun.id,
            received,
            format.title(),
            options.category,
        );
        let side = SideFile::new(&self.home.refused(), &submission);
        let state = Start {
            id: begun.id,
            position: begun.position,
            passed: begun.tally.passed_over,
        };
        let remarks = self.pump(
            state,
            reader,
            assembler,
            side,
            delivery.kept.bytes,
            sent,
            options.stop.as_deref(),
            progress,
        )?;
        let alarms = self.alarms(&submission, begun.id)?;
        let receipt = self.store.finish_submission(begun.id, &alarms)?;
        Ok(Receipt { remarks, ..receipt })
    }

    /// The column mapping of a CSV: as the sender says now, else as the sender said for this feed before, else as the
    /// headers say. Headers are read anew each time, because publishers move columns; the outcome is stored for the feed.
    fn mapping(
        &self,
        delivery: &Delivery<'_>,
        feed: &str,
        format: &dyn Format,
        sampled: &Sampled<'_>,
        file_name: &str,
    ) -> Result<Option<CsvMapping>> {
        if format.id() != "csv" {
            return Ok(None);
        }
        let owner = delivery.owner.id;
        let wrong = |error: serde_json::Error| {
            GatewayError::Request(format!("column mapping of feed {feed}: {error}"))
        };
        let stored: Option<SavedMapping> = self
            .store
            .mapping(owner, feed)?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(wrong)?;
        let saved = match (&delivery.options.mapping, stored) {
            (Some(mapping), _) => SavedMapping {
                by_sender: true,
                mapping: mapping.clone(),
            },
            (None, Some(stored)) if stored.by_sender => return Ok(Some(stored.mapping)),
            (None, stored) => {
                let text = decode_sample(sampled.head(), sampled.whole());
                let sample = Sample {
                    file_name,
                    text: &text,
                    whole: sampled.whole(),
                };
                match (formats::csv::propose_mapping(&sample), stored) {
                    (Some(proposal), _) => SavedMapping {
                        by_sender: false,
                        mapping: proposal.mapping,
                    },
                    (None, Some(stored)) => return Ok(Some(stored.mapping)),
                    (None, None) => return Ok(None),
                }
            }
        };
        let text = serde_json::to_string(&saved).map_err(wrong)?;
        self.store.put_mapping(owner, feed, &text)?;
        Ok(Some(saved.mapping))
    }

    /// A feed that had rows before and has none now is an alarm, not an empty list.
    fn alarms(&self, submission: &Submission, id: SubmissionId) -> Result<Vec<String>> {
        let Some(row) = self.store.submission(id)? else {
            return Ok(Vec::new());
        };
        let usable = row.tally.new + row.tally.updated + row.tally.duplicate;
        let before = self.store.feed(submission.owner, &submission.feed)?;
        Ok(match before {
            Some(before) if usable == 0 && before.rows > 0 => vec![format!(
                "feed {} had {} rows on {} and has none now; ask the sender before taking this for silence",
                submission.feed,
                before.rows,
                before.received.day_text()
            )],
            _ => Vec::new(),
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn pump<'a>(
        &self,
        start: Start,
        reader: Box<dyn Reader + Send + 'a>,
        assembler: Assembler<'a>,
        side: SideFile,
        total: u64,
        sent: &Arc<AtomicU64>,
        stop: Option<&AtomicBool>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Vec<String>> {
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<Message>(0);
            let id = start.id;
            let mut position = start.position;
            let passed = start.passed;
            scope.spawn(move || {
                let message =
                    match read_all(reader, assembler, side, start.position, passed, &sender) {
                        Ok(remarks) => Message::End { remarks },
                        Err(error) => Message::Failed(error),
                    };
                // The receiver is gone only when writing failed, which is reported there.
                let _ = sender.send(message);
            });
            loop {
                match receiver.recv() {
                    Ok(Message::Batch(batch)) => {
                        let written = self.store.write_batch(
                            id,
                            &Batch {
                                from: position,
                                to: batch.to,
                                observations: &batch.observations,
                                refusals: &batch.refusals,
                                objects: &batch.objects,
                                besides: Some(&batch.besides),
                            },
                        )?;
                        position = batch.to;
                        progress(Progress {
                            stage: Stage::Writing,
                            bytes: sent.load(Ordering::Relaxed),
                            total: Some(total),
                            rows: written.tally.rows,
                        });
                        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                            return Err(GatewayError::Request(format!(
                                "interrupted after {position} rows, which are stored; run the same command to go on"
                            )));
                        }
                    }
                    Ok(Message::End { remarks }) => return Ok(remarks),
                    Ok(Message::Failed(error)) => return Err(error),
                    Err(_) => return Err(GatewayError::Worker),
                }
            }
        })
    }
}

/// A column mapping as it is stored for a feed.
#[derive(Serialize, Deserialize)]
struct SavedMapping {
    /// The sender gave it; else it was read from headers.
    by_sender: bool,
    mapping: CsvMapping,
}

/// Where a submission goes on.
#[derive(Clone, Copy)]
struct Start {
    id: SubmissionId,
    /// Rows accounted for.
    position: u64,
    /// Lines passed over that have been counted.
    passed: u64,
}

fn recognise(
    options: &IngestOptions,
    sampled: &Sampled<'_>,
    file_name: &str,
) -> Result<(&'static dyn Format, String)> {
    if let Some(name) = options.format.as_deref().filter(|name| *name != "auto") {
        return Ok((formats::format_by_id(name)?, String::new()));
    }
    let text = decode_sample(sampled.head(), sampled.whole());
    let sample = Sample {
        file_name,
        text: &text,
        whole: sampled.whole(),
    };
    let (format, detection) = formats::detect(&sample)?;
    Ok((format, detection.why))
}

/// Reads to the end, sending full batches. Rows up to `position` are read again, for the side file of refusals, and
/// not sent.
fn read_all(
    mut reader: Box<dyn Reader + Send + '_>,
    mut assembler: Assembler<'_>,
    mut side: SideFile,
    position: u64,
    mut passed: u64,
    sender: &SyncSender<Message>,
) -> Result<Vec<String>> {
    let mut batch = Filling::default();
    let mut row = 0u64;
    while let Some(next) = reader.next() {
        row += 1;
        let known = row <= position;
        match next {
            Row::Draft(draft) => {
                let weight = text_of(&draft);
                match assembler.assemble(*draft)? {
                    Ok(observation) if !known => {
                        batch.text += weight;
                        batch.observations.push(observation);
                    }
                    Ok(_) => {}
                    Err(refusal) => refuse(refusal, known, &mut side, &mut batch)?,
                }
            }
            Row::Refused(refusal) => refuse(refusal, known, &mut side, &mut batch)?,
            Row::Kept(object) => {
                let markings = markings_of(&object, assembler.agreement);
                if let Some(refusal) = above_ceiling(&object, markings, assembler.agreement) {
                    refuse(refusal, known, &mut side, &mut batch)?;
                } else if !known {
                    batch.text += object.json.len();
                    let group = assembler.group(markings)?;
                    batch.objects.push(object_draft(object, group));
                }
            }
        }
        if batch.is_full() {
            send(&mut batch, row, &*reader, &mut passed, sender)?;
        }
    }
    send(&mut batch, row.max(position), &*reader, &mut passed, sender)?;
    side.finish()?;
    Ok(reader.remarks())
}

fn refuse(refusal: Refusal, known: bool, side: &mut SideFile, batch: &mut Filling) -> Result<()> {
    side.write(&refusal)?;
    if !known {
        batch.text += refusal.raw.len();
        batch.refusals.push(refusal);
    }
    Ok(())
}

fn send(
    batch: &mut Filling,
    row: u64,
    reader: &dyn Reader,
    passed: &mut u64,
    sender: &SyncSender<Message>,
) -> Result<()> {
    let mut full = std::mem::take(batch);
    full.to = row;
    full.besides.passed_over = reader.passed_over().saturating_sub(*passed);
    *passed += full.besides.passed_over;
    sender
        .send(Message::Batch(full))
        .map_err(|_| GatewayError::Worker)
}

/// Roughly the bytes of text that a draft holds.
fn text_of(draft: &Draft) -> usize {
    let optional = [
        &draft.malware,
        &draft.campaign,
        &draft.actor,
        &draft.why,
        &draft.comment,
        &draft.reference,
        &draft.external_id,
    ];
    draft.observable.value().len()
        + draft.raw.len()
        + optional
            .iter()
            .filter_map(|text| text.as_ref())
            .map(String::len)
            .sum::<usize>()
        + draft.tags.iter().map(String::len).sum::<usize>()
}

/// An object's own TLP, else the agreement's default. A marking that is no TLP may restrict in ways we do not know: it
/// counts as the strictest that the agreement allows.
fn markings_of(object: &KeptObject, agreement: &Agreement) -> Markings {
    let default = agreement.default_markings;
    let Ok(raw) = stix::object::RawObject::parse(&object.json) else {
        return default;
    };
    let found = stix::marking::tlp_of_refs(raw.object_marking_refs.iter().map(String::as_str));
    match found.level.and_then(|level| Tlp::parse(level.name())) {
        Some(tlp) => Markings { tlp, ..default },
        None if found.others => Markings {
            tlp: agreement.ceiling.tlp.max(default.tlp),
            ..default
        },
        None => default,
    }
}

/// The refusal of an object marked above the agreement's ceiling.
fn above_ceiling(
    object: &KeptObject,
    markings: Markings,
    agreement: &Agreement,
) -> Option<Refusal> {
    (markings.tlp > agreement.ceiling.tlp).then(|| {
        let detail = format!(
            "TLP:{} is above the ceiling TLP:{} of agreement {}",
            markings.tlp, agreement.ceiling.tlp, agreement.slug
        );
        Refusal::new(
            object.place.clone(),
            model::Reason::MarkingAboveCeiling,
            detail,
            &object.json,
        )
    })
}

fn object_draft(object: KeptObject, group: model::GroupId) -> ObjectDraft {
    ObjectDraft {
        group,
        place: object.place,
        kind: object.object_type,
        id: object.id,
        version: object.version.unwrap_or_default(),
        name: object.name,
        source_ref: object.source_ref,
        target_ref: object.target_ref,
        confidence: object.confidence,
        json: object.json.into(),
        counted: true,
    }
}

/// The side file of refused rows: made when the first row is refused.
struct SideFile {
    path: PathBuf,
    writer: Option<csv::Writer<BufWriter<File>>>,
}

impl SideFile {
    fn new(folder: &Path, submission: &Submission) -> SideFile {
        let short = submission.uuid.simple().to_string();
        SideFile {
            path: folder.join(format!(
                "{}-{}.csv",
                submission.feed.replace(['/', '\\'], "-"),
                &short[..8]
            )),
            writer: None,
        }
    }

    fn write(&mut self, refusal: &Refusal) -> Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                if let Some(folder) = self.path.parent() {
                    fs::create_dir_all(folder).map_err(at(folder))?;
                }
                let file = File::create(&self.path).map_err(at(&self.path))?;
                let mut writer = csv::Writer::from_writer(BufWriter::new(file));
                writer
                    .write_record(["row", "path", "reason", "detail", "as_sent"])
                    .map_err(|error| at(&self.path)(error.into()))?;
                self.writer.insert(writer)
            }
        };
        let (row, path) = (
            refusal.place.row.to_string(),
            refusal.place.path.as_deref().unwrap_or_default(),
        );
        writer
            .write_record([
                &row,
                path,
                refusal.reason.name(),
                &refusal.detail,
                &refusal.raw,
            ])
            .map_err(|error| at(&self.path)(error.into()))
    }

    fn finish(&mut self) -> Result<()> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(());
        };
        writer.flush().map_err(at(&self.path))?;
        writer
            .into_inner()
            .map_err(|error| at(&self.path)(io::Error::other(error.to_string())))?
            .flush()
            .map_err(at(&self.path))
    }
}

/// Counts the bytes that have been read.
struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn read_up_to(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
