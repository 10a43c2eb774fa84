//! Documents in which items stand inside an event (or pulse) whose own members apply to all of them: MISP, OTX.
//!
//! The document is read twice ([`crate::spool`]): once for the members of the events, once for the items, so that a tag
//! that comes after a hundred thousand attributes still marks them. Memory is bounded by the events, not the items.

use std::io::BufRead;

use model::{Place, Reason, Refusal};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::fields::Record;
use crate::json::{Action, Item, Piece, Splitter};
use crate::json_feed::Notes;
use crate::spool::Spool;
use crate::{Context, FormatError, Reader, Row};

/// Most events of one document; items of later ones are refused.
pub const MAX_EVENTS: usize = 200_000;

/// Turns an item into rows, with what its event says and the name of the list it stood in.
pub type ConvertIn<C> = fn(&C, &str, &Record<'_>, &mut Notes) -> Result<Vec<Row>, Refusal>;

/// How a document is laid out.
pub struct Envelope<C: Send + 'static> {
    /// Paths at which events may stand, longest first (`*`: any index).
    pub prefixes: &'static [&'static str],
    /// Members of the event that apply to all of its items.
    pub members: &'static [&'static str],
    /// Members whose elements are the items.
    pub lists: &'static [&'static str],
    /// From the event's members; `complete` is false when the input ended before the event did.
    pub build: fn(&Map<String, Value>, complete: bool) -> C,
    /// Item to rows.
    pub convert: ConvertIn<C>,
}

/// What a path is.
enum At<'p> {
    Outside,
    Above,
    Member(&'p str),
    List,
    Element(&'p str),
}

impl<C: Send + 'static> Envelope<C> {
    fn at<'p>(&self, path: &'p str) -> At<'p> {
        let mut above = false;
        for prefix in self.prefixes {
            if prefix.len() >= path.len()
                && prefix.starts_with(path)
                && (prefix.len() == path.len() || prefix[path.len()..].starts_with('/'))
            {
                above = true;
                continue;
            }
            let Some(rest) = path
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('/'))
            else {
                continue;
            };
            if self.members.contains(&rest) {
                return At::Member(rest);
            }
            if self.lists.contains(&rest) {
                return At::List;
            }
            if let Some(list) = rest.strip_suffix("/*")
                && self.lists.contains(&list)
            {
                return At::Element(list);
            }
        }
        if above { At::Above } else { At::Outside }
    }

    /// Opens a reader.
    ///
    /// # Errors
    /// When the input cannot be copied.
    pub fn open<'a>(
        &'static self,
        mut input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        let mut spool = Spool::copy(&mut input, context)?;
        let mut notes = Notes::default();
        let events = self.events(&mut spool, context, &mut notes);
        spool.rewind(context)?;
        let select = move |path: &str| match self.at(path) {
            At::Above | At::List => Action::Descend,
            At::Element(_) => Action::Take,
            At::Outside | At::Member(_) => Action::Skip,
        };
        let pieces = Splitter::new(spool, &context.limits, Box::new(select));
        let found = !events.is_empty();
        Ok(Box::new(EnvelopeReader {
            envelope: self,
            pieces,
            events,
            notes,
            context: context.clone(),
            pending: Vec::new().into_iter(),
            found,
        }))
    }

    /// The first pass.
    fn events(
        &'static self,
        spool: &mut Spool,
        context: &Context,
        notes: &mut Notes,
    ) -> FxHashMap<String, C> {
        let select = move |path: &str| match self.at(path) {
            At::Above => Action::Descend,
            At::Member(_) => Action::Take,
            At::Outside | At::List | At::Element(_) => Action::Skip,
        };
        let mut events = FxHashMap::default();
        let mut current: Option<(String, Map<String, Value>)> = None;
        let mut complete = true;
        for piece in Splitter::new(spool.first_pass(), &context.limits, Box::new(select)) {
            let item = match piece {
                Piece::Item(item) => item,
                Piece::Fault(fault) => {
                    complete &= !fault.last;
                    notes.remark(format!(
                        "a part that applies to all items could not be read: {}",
                        fault.detail
                    ));
                    continue;
                }
            };
            let At::Member(member) = self.at(&item.path) else {
                continue;
            };
            let event = item.pointer[..item.pointer.len() - member.len() - 1].to_owned();
            let value = match item.value() {
                Ok(value) => value,
                Err(refusal) => {
                    notes.remark(format!(
                        "{member} of the event could not be read: {}",
                        refusal.detail
                    ));
                    continue;
                }
            };
            if current.as_ref().is_some_and(|(known, _)| *known != event)
                && let Some((known, map)) = current.take()
            {
                self.keep(&mut events, known, &map, true, notes);
            }
            current
                .get_or_insert_with(|| (event, Map::new()))
                .1
                .insert(member.to_owned(), value);
        }
        if let Some((known, map)) = current {
            self.keep(&mut events, known, &map, complete, notes);
        }
        events
    }

    fn keep(
        &self,
        events: &mut FxHashMap<String, C>,
        pointer: String,
        map: &Map<String, Value>,
        complete: bool,
        notes: &mut Notes,
    ) {
        if events.len() >= MAX_EVENTS {
            notes.remark(format!(
                "more than {MAX_EVENTS} events in one document: split it"
            ));
            return;
        }
        events.insert(pointer, (self.build)(map, complete));
    }
}

struct EnvelopeReader<C: Send + 'static> {
    envelope: &'static Envelope<C>,
    pieces: Splitter<Spool>,
    events: FxHashMap<String, C>,
    notes: Notes,
    context: Context,
    pending: std::vec::IntoIter<Row>,
    found: bool,
}

impl<C: Send + 'static> EnvelopeReader<C> {
    fn of_item(&mut self, item: &Item) -> Vec<Row> {
        let At::Element(list) = self.envelope.at(&item.path) else {
            let detail = format!(
                "{} should hold a list or object",
                if item.pointer.is_empty() {
                    "the document"
                } else {
                    &item.pointer
                }
            );
            return vec![Row::Refused(Refusal::new(
                Place::row(item.number),
                Reason::Malformed,
                detail,
                &item.text().0,
            ))];
        };
        let (text, narrow) = item.text();
        if narrow {
            self.notes
                .remark("not UTF-8: read as Windows-1252".to_owned());
        }
        let value = match item.value() {
            Ok(value) => value,
            Err(refusal) => return vec![Row::Refused(refusal)],
        };
        let place = Place::row(item.number);
        let Value::Object(map) = &value else {
            let detail = format!(
                "found {} in {list}, expected an object",
                crate::probe::kind_name(&value)
            );
            return vec![Row::Refused(Refusal::new(
                place,
                Reason::Malformed,
                detail,
                &text,
            ))];
        };
        // "/Attribute/17": the pointer without the list and the index is the event's.
        let end = item
            .pointer
            .rfind('/')
            .map_or(0, |end| end - list.len() - 1);
        let event = &item.pointer[..end];
        let unknown;
        let event = match self.events.get(event) {
            Some(event) => event,
            None if self.events.len() >= MAX_EVENTS => {
                let detail = format!("more than {MAX_EVENTS} events in one document: split it");
                return vec![Row::Refused(Refusal::new(
                    place,
                    Reason::LimitReached,
                    detail,
                    &text,
                ))];
            }
            None => {
                unknown = (self.envelope.build)(&Map::new(), true);
                &unknown
            }
        };
        let record = Record {
            map,
            place: &place,
            raw: &text,
            context: &self.context,
        };
        match (self.envelope.convert)(event, list, &record, &mut self.notes) {
            Ok(rows) => {
                self.notes.passed_over += u64::from(rows.is_empty());
                rows
            }
            Err(refusal) => vec![Row::Refused(refusal)],
        }
    }
}

impl<C: Send + 'static> Iterator for EnvelopeReader<C> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.pending.next() {
                return Some(row);
            }
            match self.pieces.next() {
                Some(Piece::Item(item)) => {
                    self.found = true;
                    self.pending = self.of_item(&item).into_iter();
                }
                Some(Piece::Fault(fault)) => {
                    self.found = true;
                    return Some(Row::Refused(fault.refusal()));
                }
                None if !self.found => {
                    self.found = true;
                    let detail =
                        format!("the document has no {}", self.envelope.lists.join(" or "));
                    return Some(Row::Refused(Refusal::new(
                        Place::row(1),
                        Reason::Malformed,
                        detail,
                        "",
                    )));
                }
                None => return None,
            }
        }
    }
}

impl<C: Send + 'static> Reader for EnvelopeReader<C> {
    fn passed_over(&self) -> u64 {
        self.notes.passed_over
    }

    fn remarks(&self) -> Vec<String> {
        self.notes.remarks().to_vec()
    }
}
