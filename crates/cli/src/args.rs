//! The command line: a contract that scripts rely on. The doc comments are the help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use sealform_show::FindingsFormat;

use crate::values::findings_format;

pub(crate) use crate::values::{
    Assignment, Color, DialectArg, EntryKind, FailOn, FormArg, InventoryFormat, Language, MessageFormat, Target, TemplateFormat,
};

/// Secrets stay out of CloudFormation: reads serverless.yml, finds every secret, and writes a template that holds none in clear.
#[derive(Debug, Parser)]
#[command(name = "sealform", version, max_term_width = 110, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes a CloudFormation template that holds no decrypted value.
    Render(Render),
    /// Prints the resolved service, secrets as the references they are.
    Print(Print),
    /// Lists every reference of a file: what it is, what it means, where it lands.
    References(References),
    /// Finds what would leak, in service files and templates, without asking anybody.
    Lint(Lint),
    /// Tells the way of each secret to its function, now and once sealed: encryption, effort, price.
    Report(Report),
    /// Rewrites service files in place so that their secrets stay out of the template: a diff, unless --write is given.
    Convert(Convert),
    /// Encrypts standard input with a KMS key and prints the base64 ciphertext blob.
    Seal(Seal),
    /// The embedded AWS: Parameter Store, KMS, Secrets Manager and STS on this machine, with toy keys.
    Local(Local),
    /// What a code means, or the list of all codes.
    Rules(Rules),
}

/// Arguments of `sealform render`.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// The service file; `-` reads standard input [default: serverless.yml, serverless.yaml or serverless.json here].
    pub(crate) file: Option<PathBuf>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Target::Cloudformation)]
    pub(crate) to: Target,
    /// The format of the template.
    #[arg(long, value_enum, default_value_t = TemplateFormat::Yaml)]
    pub(crate) format: TemplateFormat,
    /// Where to write the template [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The form for secrets of Parameter Store [default: ciphertext].
    #[arg(long, value_enum)]
    pub(crate) form: Option<FormArg>,
    /// The KMS key that encrypts clear texts: id, ARN or alias.
    #[arg(long, value_name = "KEY")]
    pub(crate) kms_key: Option<String>,
    /// The functions' code: a folder, or a zip file [default: package.artifact, else the service's folder].
    #[arg(long, value_name = "DIR|ZIP")]
    pub(crate) code: Option<PathBuf>,
    /// Leave events out of the template instead of refusing them.
    #[arg(long)]
    pub(crate) skip_events: bool,
    /// Where to write, as JSON, what became of each secret.
    #[arg(long, value_name = "FILE")]
    pub(crate) explain: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Arguments of `sealform print`.
#[derive(Debug, Args)]
pub(crate) struct Print {
    /// The service file; `-` reads standard input [default: serverless.yml, serverless.yaml or serverless.json here].
    pub(crate) file: Option<PathBuf>,
    /// The format of the document.
    #[arg(long, value_enum, default_value_t = TemplateFormat::Yaml)]
    pub(crate) format: TemplateFormat,
    /// Print only what stands at this path; nothing else is resolved.
    #[arg(long, value_name = "A.B")]
    pub(crate) path: Option<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Arguments of `sealform convert`.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The service files; `-` reads standard input [default: serverless.yml, serverless.yaml or serverless.json here].
    pub(crate) files: Vec<PathBuf>,
    /// The form for secrets of Parameter Store [default: runtime-path].
    #[arg(long, value_enum)]
    pub(crate) form: Option<FormArg>,
    /// The Serverless Framework version that the file is to run under [default: the one that it is written for].
    #[arg(long, value_enum)]
    pub(crate) target: Option<DialectArg>,
    /// Ask AWS for the type, the ARN, the tier and the key of each parameter; none is decrypted.
    #[arg(long, conflicts_with = "offline")]
    pub(crate) resolve: bool,
    /// The KMS key that the parameters are encrypted with: its ARN or its id [default: the one key that the file declares].
    #[arg(long, value_name = "KEY")]
    pub(crate) kms_key: Option<String>,
    /// Take clear texts of environment variables (`env`, `opt`, `param`, literals) from SecureStrings under this path: `/shop/${sls:stage}`
    /// makes `X: ${env:X}` the parameter `/shop/${sls:stage}/X`. The commands that put them there are listed.
    #[arg(long, value_name = "PATH", conflicts_with = "resolve", value_parser = sealform_convert::StoreUnder::parse)]
    pub(crate) store_under: Option<sealform_convert::StoreUnder>,
    /// Print, in place of the diff, the lines with which handlers read the new variables.
    #[arg(long, value_enum, value_name = "LANGUAGE", conflicts_with_all = ["diff", "check"])]
    pub(crate) explain_code: Option<Language>,
    #[command(flatten)]
    pub(crate) mode: ConvertMode,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// What `convert` does with its edits.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(crate) struct ConvertMode {
    /// Print a unified diff; this is the default.
    #[arg(long)]
    pub(crate) diff: bool,
    /// Write the files; standard input is converted to standard output.
    #[arg(long)]
    pub(crate) write: bool,
    /// Write and print nothing; exit with 1 if there are edits to be made.
    #[arg(long)]
    pub(crate) check: bool,
}

/// Arguments of `sealform references`.
#[derive(Debug, Args)]
pub(crate) struct References {
    /// The service file or template; `-` reads standard input [default: serverless.yml, serverless.yaml or serverless.json here].
    pub(crate) file: Option<PathBuf>,
    /// The format of the list.
    #[arg(long, value_enum, default_value_t = InventoryFormat::Table)]
    pub(crate) output_format: InventoryFormat,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Arguments of `sealform lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Files, and folders to look for service files and templates in; `-` reads standard input [default: the working directory].
    pub(crate) paths: Vec<PathBuf>,
    /// The name that findings in standard input get.
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// The format of the findings.
    #[arg(long, value_parser = findings_format(), default_value = "pretty")]
    pub(crate) output_format: FindingsFormat,
    /// Make the fixes that are safe, then show what is left.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Make also those after which something else must change: a handler, a parameter to be stored.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show the fixes as a diff instead of making them.
    #[arg(long)]
    pub(crate) diff: bool,
    /// Leave out the findings that this file knows.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings to this file, for `--baseline`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix", "diff"])]
    pub(crate) write_baseline: Option<PathBuf>,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    pub(crate) fail_on: FailOn,
    /// The Serverless Framework version that service files are written for [default: from frameworkVersion, else v3].
    #[arg(long, value_enum)]
    pub(crate) dialect: Option<DialectArg>,
    /// Treat every value of env, param, s3 and cf as secret.
    #[arg(long)]
    pub(crate) strict: bool,
    /// The settings file [default: the nearest sealform.toml from each file upward, within the repository].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Arguments of `sealform report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The service file; `-` reads standard input [default: serverless.yml, serverless.yaml or serverless.json here].
    pub(crate) file: Option<PathBuf>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = InventoryFormat::Table)]
    pub(crate) output_format: InventoryFormat,
    /// The form that secrets of Parameter Store would get [default: ciphertext].
    #[arg(long, value_enum)]
    pub(crate) form: Option<FormArg>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// How the service is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// The Serverless Framework version that the file is written for [default: from frameworkVersion, else v3].
    #[arg(long, value_enum)]
    pub(crate) dialect: Option<DialectArg>,
    /// The stage.
    #[arg(short, long)]
    pub(crate) stage: Option<String>,
    /// A value for `${param:...}`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) param: Vec<Assignment>,
    /// A value for `${opt:...}`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) opt: Vec<Assignment>,
    /// Treat every value of env, param, s3 and cf as secret, and plugins that are not emulated as errors.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Run the JavaScript files that variables refer to, with Node: ten seconds each, without AWS's or secret-named variables.
    #[arg(long)]
    pub(crate) allow_js: bool,
    /// The settings file [default: sealform.toml beside the service file].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// How AWS is reached.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct AwsArgs {
    /// The Region.
    #[arg(short, long)]
    pub(crate) region: Option<String>,
    /// Answer from this file through the embedded AWS instead of AWS.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["offline", "endpoint_url"])]
    pub(crate) local: Option<PathBuf>,
    /// Ask AWS nothing.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Ask this endpoint instead of AWS's own.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}

/// How messages look.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct Messages {
    /// Text for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub(crate) message_format: MessageFormat,
    /// When to colour.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// Arguments of `sealform seal`.
#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// The KMS key: id, ARN or alias.
    #[arg(long, value_name = "KEY")]
    pub(crate) kms_key: String,
    /// A pair of the encryption context; Decrypt demands the same pairs back.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<Assignment>,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Arguments of `sealform local`.
#[derive(Debug, Args)]
pub(crate) struct Local {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: LocalCommand,
}

/// What to do with the embedded AWS.
#[derive(Debug, Subcommand)]
pub(crate) enum LocalCommand {
    /// Serves it on loopback until interrupted, and prints its URL.
    Serve {
        /// The file that it starts from; it is never written.
        #[arg(long, value_name = "FILE")]
        local: Option<PathBuf>,
        /// The port; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Puts a parameter (or a secret) whose value is read from standard input.
    Put {
        /// Its name.
        name: String,
        /// The kind of entry.
        #[arg(long, value_enum, default_value_t = EntryKind::SecureString)]
        kind: EntryKind,
        /// The key that encrypts it [default: alias/aws/ssm, or alias/aws/secretsmanager].
        #[arg(long)]
        key: Option<String>,
        /// Store it in the Advanced tier.
        #[arg(long)]
        advanced: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Prints the value of a parameter or secret.
    Get {
        /// Its name.
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Lists names, types and keys, never values.
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Where the entries are: in a file, or in a running `sealform local serve`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Place {
    /// The file.
    #[arg(long, value_name = "FILE")]
    pub(crate) local: Option<PathBuf>,
    /// The URL that `sealform local serve` printed.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}

/// Arguments of `sealform rules`.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// A code such as SF201, or a name such as clear-text.
    pub(crate) code: Option<String>,
}
