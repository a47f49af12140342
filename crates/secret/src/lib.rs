//! The trusted core: what is secret, what may be seen, and the only ways from one to the other.
//!
//! No I/O happens here. Clear text goes in as [`Plaintext`] and comes out only as [`Sealed`] (or, for one call of KMS's Encrypt, as
//! [`Exposed`]); nothing outside this crate can make a [`Sealed`] or read a [`Plaintext`].

pub mod access;
mod blob;
mod classified;
mod classifier;
pub mod display;
pub mod forms;
pub mod heuristics;
mod names;
mod plaintext;
pub mod policy;
mod provenance;
mod public;
mod question;
pub mod scan;
pub mod seal;
mod sealed;
pub mod variable_name;
mod way;

pub use blob::{CiphertextBlob, NotABlob};
pub use classified::{Classified, Content, Intent, Joined, ManagedSecret, Secret, SecretParameter, Unasked};
pub use classifier::{Classifier, Origin, Text};
pub use names::{KeyArn, ParameterArn, Region};
pub use plaintext::{Exposed, Part, Plaintext};
pub use policy::Policy;
pub use provenance::{Hops, Provenance};
pub use public::{Public, PublicPart};
pub use question::{
    Answer, Answers, Asked, EncryptRequest, FileText, GitFact, KeyAddress, KeyMetadata, Learnt, ObjectAddress, Parameter, ParameterAddress,
    ParameterMetadata, ParameterType, Question, ScriptRequest, SecretAddress, SecretMetadata, StackAddress, StackOutputs, Step, Tier,
};
pub use sealed::{Sealed, SealedKind, SealedLeaf};
pub use way::{Effort, Price, Way};
