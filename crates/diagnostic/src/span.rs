//! Where something stands: a half-open range of UTF-8 bytes in one file.

/// Names one file of a [`crate::Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

impl FileId {
    /// The file that was added as number `index`, counted from 0.
    #[must_use]
    pub fn new(index: u32) -> Self {
        Self(index)
    }

    /// The number it was added as, counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of UTF-8 bytes, `start..end`, in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file that the bytes are in.
    pub file: FileId,
    /// The first byte, counted from 0.
    pub start: u32,
    /// The byte after the last one; equal to `start` for an empty span.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`. Sources are limited to less than 4 GiB (SF004), so offsets that do not fit are clamped.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty span at the beginning of `file`.
    #[must_use]
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}
