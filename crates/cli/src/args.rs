//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Threat-intelligence gateway for law enforcement and national CSIRTs.
///
/// Partners hand in indicators under agreements; Griot fuses them, finds the country, network and authority in charge,
/// and writes cyber activity reports. Start with `griot demo`.
#[derive(Debug, Parser)]
#[command(
    name = "griot",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Folder of the gateway [default: griot-data]
    #[arg(long, global = true, env = "GRIOT_HOME", value_name = "FOLDER")]
    pub home: Option<PathBuf>,
    /// Configuration file [default: griot.toml in the folder]
    #[arg(long, global = true, env = "GRIOT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Language of the interface: en, fr
    #[arg(long, global = true, env = "GRIOT_LANG", value_name = "LANG")]
    pub lang: Option<String>,
    /// Look through the eyes of this organisation [default: hub]
    #[arg(long = "as", global = true, env = "GRIOT_AS", value_name = "ORG")]
    pub viewer: Option<String>,
    /// Output for machines
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress bars or remarks
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Take this time for now (for tests and recomputation)
    #[arg(
        long,
        global = true,
        env = "GRIOT_NOW",
        value_name = "TIME",
        hide = true
    )]
    pub now: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a gateway in a folder
    Init(Init),
    /// Register and list organisations
    Org(Org),
    /// Register and list agreements
    Agreement(AgreementArgs),
    /// Take in files, folders or standard input from an organisation
    Ingest(Ingest),
    /// Show what became of a submission
    Receipt(ReceiptArgs),
    /// Look values up, in any spelling
    Lookup(Lookup),
    /// List indicators
    List(List),
    /// Write cyber activity reports
    Report(Report),
    /// Write block lists and other files for machines
    Export(Export),
    /// Show what the gateway holds and what needs attention
    Status(Status),
    /// Show data sets and their age, add one
    Data(Data),
    /// Run the fictional operation HARMATTAN from end to end
    Demo(Demo),
    /// Measure intake and lookup on this machine
    Bench(Bench),
    /// Print completions for a shell
    Completions(Completions),
}

/// `init`
#[derive(Debug, Args)]
pub struct Init {
    /// Name of the hub
    #[arg(long)]
    pub name: Option<String>,
    /// For exercises only: reserved addresses are taken in, every page says EXERCISE
    #[arg(long)]
    pub exercise: bool,
}

/// `org`
#[derive(Debug, Args)]
pub struct Org {
    /// What to do
    #[command(subcommand)]
    pub action: OrgAction,
}

/// Actions on organisations.
#[derive(Debug, Subcommand)]
pub enum OrgAction {
    /// Register an organisation, or change one
    Add {
        /// Short name: lower-case letters, digits, hyphens
        slug: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// partner, police, national-authority, regional-body, support-programme, oversight
        #[arg(long, default_value = "partner")]
        kind: String,
        /// Country, two letters
        #[arg(long)]
        country: Option<String>,
        /// Reliability as a source, A to F
        #[arg(long)]
        reliability: Option<char>,
    },
    /// List organisations
    List,
}

/// `agreement`
#[derive(Debug, Args)]
pub struct AgreementArgs {
    /// What to do
    #[command(subcommand)]
    pub action: AgreementAction,
}

/// Actions on agreements.
#[derive(Debug, Subcommand)]
pub enum AgreementAction {
    /// Register an agreement, or a new version of one
    Add(Box<AgreementAdd>),
    /// List agreements and how long they last
    List,
    /// Stop intake under an agreement
    Suspend {
        /// Short name of the organisation
        org: String,
        /// Short name of the agreement
        slug: String,
    },
    /// Allow intake under a suspended agreement again
    Resume {
        /// Short name of the organisation
        org: String,
        /// Short name of the agreement
        slug: String,
    },
}

/// `agreement add`
#[derive(Debug, Args)]
pub struct AgreementAdd {
    /// Short name of the organisation that hands in
    pub org: String,
    /// Short name of the agreement
    pub slug: String,
    /// First day
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Last day
    #[arg(long, value_name = "DAY")]
    pub until: String,
    /// For one occasion, not standing
    #[arg(long)]
    pub ad_hoc: bool,
    /// Categories that may be handed in [default: all]
    #[arg(long, value_delimiter = ',', value_name = "CATEGORY")]
    pub categories: Vec<String>,
    /// Category of rows that carry none
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    /// TLP of rows that carry none
    #[arg(long, default_value = "AMBER")]
    pub tlp: String,
    /// The strictest TLP that may be handed in
    #[arg(long, default_value = "AMBER+STRICT")]
    pub tlp_ceiling: String,
    /// PAP of rows that carry none
    #[arg(long, default_value = "GREEN")]
    pub pap: String,
    /// The strictest PAP that may be handed in
    #[arg(long, default_value = "AMBER")]
    pub pap_ceiling: String,
    /// Classes that may receive: national-authority, regional-body, police, partner
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "national-authority,police,regional-body",
        value_name = "CLASS"
    )]
    pub recipients: Vec<String>,
    /// Only these countries may receive
    #[arg(long, value_delimiter = ',', value_name = "COUNTRY")]
    pub only: Vec<String>,
    /// These countries may not receive
    #[arg(long, value_delimiter = ',', value_name = "COUNTRY")]
    pub not: Vec<String>,
    /// Do not name the source to recipients
    #[arg(long)]
    pub anonymous: bool,
    /// Days after which the data must be deleted
    #[arg(long, default_value_t = 1825, value_name = "DAYS")]
    pub retention: u32,
}

/// `ingest`
#[derive(Debug, Args)]
pub struct Ingest {
    /// Short name of the organisation that hands in
    #[arg(long, value_name = "ORG", required_unless_present = "formats")]
    pub from: Option<String>,
    /// Agreement it comes under [default: the one in force]
    #[arg(long, value_name = "AGREEMENT")]
    pub agreement: Option<String>,
    /// Format, see --formats
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub format: String,
    /// Category of rows that carry none
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    /// Columns of a CSV: field=number from 1, for example value=2,first_seen=1
    #[arg(long, value_delimiter = ',', value_name = "FIELD=COLUMN")]
    pub columns: Vec<String>,
    /// The CSV has no header row (with --columns)
    #[arg(long, requires = "columns")]
    pub no_header: bool,
    /// Exit with code 4 when rows were refused
    #[arg(long)]
    pub strict: bool,
    /// List the formats that can be read
    #[arg(long)]
    pub formats: bool,
    /// Files, folders, or - for standard input
    #[arg(required_unless_present = "formats")]
    pub paths: Vec<PathBuf>,
}

/// `receipt`
#[derive(Debug, Args)]
pub struct ReceiptArgs {
    /// Number or identifier of the submission; none: list submissions
    pub submission: Option<String>,
    /// Show refused rows, at most so many
    #[arg(long, default_value_t = 20, value_name = "ROWS")]
    pub refused: usize,
}

/// `lookup`
#[derive(Debug, Args)]
pub struct Lookup {
    /// Values in any spelling; - or none reads them from standard input, one a line
    pub values: Vec<String>,
    /// Show values as they are, not defanged
    #[arg(long)]
    pub raw: bool,
}

/// Which indicators.
#[derive(Debug, Args)]
pub struct Selection {
    /// Concerns this country
    #[arg(long)]
    pub country: Option<String>,
    /// Categories
    #[arg(long, value_delimiter = ',')]
    pub category: Vec<String>,
    /// Kinds: ipv4, domain, url …
    #[arg(long, value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Autonomous system
    #[arg(long)]
    pub asn: Option<String>,
    /// Within this network
    #[arg(long, value_name = "CIDR")]
    pub network: Option<String>,
    /// Registrable domain
    #[arg(long)]
    pub domain: Option<String>,
    /// Malware
    #[arg(long)]
    pub malware: Option<String>,
    /// Campaign
    #[arg(long)]
    pub campaign: Option<String>,
    /// Seen since: a day, or 7d, 12h
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Submission number
    #[arg(long)]
    pub submission: Option<u32>,
    /// Score at least
    #[arg(long, default_value_t = 0, value_name = "0-99")]
    pub min_score: u8,
}

/// `list`
#[derive(Debug, Args)]
pub struct List {
    /// Which ones
    #[command(flatten)]
    pub selection: Selection,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Show values as they are, not defanged
    #[arg(long)]
    pub raw: bool,
}

/// `report`
#[derive(Debug, Args)]
pub struct Report {
    /// Countries, for example KE,NG
    #[arg(
        long,
        value_delimiter = ',',
        required_unless_present = "all",
        value_name = "COUNTRY"
    )]
    pub country: Vec<String>,
    /// Every country that has something
    #[arg(long, conflicts_with = "country")]
    pub all: bool,
    /// Period: 2026-05, 2026-05-01..2026-06-30, 30d, all
    #[arg(long, default_value = "92d")]
    pub period: String,
    /// Languages of the documents
    #[arg(
        long = "languages",
        visible_alias = "langs",
        value_delimiter = ',',
        default_value = "en,fr",
        value_name = "LANG"
    )]
    pub languages: Vec<String>,
    /// Folder to write to [default: reports in the gateway's folder]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// Purpose of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFor {
    /// What the viewer itself may read
    Own,
    /// What may be released to the recipient
    Release,
    /// What the recipient's equipment may block by
    Block,
    /// What may be public
    Public,
}

/// `export`
#[derive(Debug, Args)]
pub struct Export {
    /// Format, see --formats
    #[arg(long, default_value = "csv", value_name = "FORMAT")]
    pub format: String,
    /// List the formats that can be written
    #[arg(long)]
    pub formats: bool,
    /// What it is for
    #[arg(long = "for", value_enum, default_value_t = ExportFor::Own)]
    pub purpose: ExportFor,
    /// Country of the recipient, for release and block
    #[arg(long, value_name = "COUNTRY")]
    pub recipient: Option<String>,
    /// Expired indicators too
    #[arg(long)]
    pub expired: bool,
    /// Which ones
    #[command(flatten)]
    pub selection: Selection,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `status`
#[derive(Debug, Args)]
pub struct Status {}

/// `data`
#[derive(Debug, Args)]
pub struct Data {
    /// What to do
    #[command(subcommand)]
    pub action: DataAction,
}

/// Actions on data sets.
#[derive(Debug, Subcommand)]
pub enum DataAction {
    /// List data sets with date, age and licence
    List,
    /// Copy compiled tables (*.grt) or warning lists (*.json) from a folder into the gateway
    Add {
        /// Folder that holds them
        folder: PathBuf,
    },
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// s: about 1,200 items; m: 22,000; l: 134,000
    #[arg(long, default_value = "s")]
    pub size: String,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// Folder to make the demonstration in
    #[arg(long, default_value = "griot-demo", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Replace an earlier demonstration in that folder
    #[arg(long)]
    pub again: bool,
}

/// `bench`
#[derive(Debug, Args)]
pub struct Bench {
    /// What to measure
    #[command(subcommand)]
    pub what: BenchWhat,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum BenchWhat {
    /// Intake: a list and a CSV, with attribution and durable commit
    Ingest {
        /// Rows of each input
        #[arg(long, default_value_t = 1_000_000)]
        rows: u64,
        /// Rows already in the store when the CSV goes in (a list of that many more rows goes in first)
        #[arg(long, default_value_t = 0)]
        before: u64,
        /// Keep the store for `bench lookup` in this folder
        #[arg(long, value_name = "FOLDER")]
        keep: Option<PathBuf>,
    },
    /// Lookup of single values in a store
    Lookup {
        /// Folder of a store [default: one of --rows rows is made]
        #[arg(long, value_name = "FOLDER")]
        store: Option<PathBuf>,
        /// Rows of the store that is made
        #[arg(long, default_value_t = 1_000_000)]
        rows: u64,
        /// Lookups
        #[arg(long, default_value_t = 20_000)]
        lookups: u64,
    },
}

/// `completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell
    pub shell: clap_complete::Shell,
}
