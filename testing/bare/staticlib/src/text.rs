//! Strings and buffers of a C caller.

use alloc::string::{String, ToString};
use webpubsub_core::BuildError;

/// Borrowed bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    start: *const u8,
    length: usize,
}

impl Text {
    /// # Safety
    ///
    /// `start` must point at `length` bytes that nobody changes for `'a`.
    pub(crate) unsafe fn as_bytes<'a>(self) -> &'a [u8] {
        if self.start.is_null() {
            return &[];
        }
        // SAFETY: the caller promises it, and it is not null.
        unsafe { core::slice::from_raw_parts(self.start, self.length) }
    }

    /// Text that is not UTF-8 counts as none, which core rejects.
    ///
    /// # Safety
    ///
    /// As [`as_bytes`](Text::as_bytes).
    pub(crate) unsafe fn as_str<'a>(self) -> &'a str {
        // SAFETY: the caller promises it.
        core::str::from_utf8(unsafe { self.as_bytes() }).unwrap_or_default()
    }
}

/// Room for a result.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    start: *mut u8,
    length: usize,
}

impl Buffer {
    /// Writes as much as there is room for.
    ///
    /// # Safety
    ///
    /// `start` must point at `length` bytes that nobody else uses meanwhile.
    pub(crate) unsafe fn write(self, text: &str) {
        if self.start.is_null() {
            return;
        }
        let length = text.len().min(self.length);
        // SAFETY: the caller promises that the memory is there and its own; `text` is ours, so they do not overlap.
        unsafe { core::ptr::copy_nonoverlapping(text.as_ptr(), self.start, length) };
    }

    /// Writes the text and returns its length, or the error and -1.
    ///
    /// # Safety
    ///
    /// As [`write`](Buffer::write).
    pub(crate) unsafe fn write_result(self, text: Result<String, BuildError>) -> isize {
        let (text, failed) = text.map_or_else(|error| (error.to_string(), true), |text| (text, false));
        // SAFETY: the caller promises it.
        unsafe { self.write(&text) };
        if failed { -1 } else { isize::try_from(text.len()).unwrap_or(isize::MAX) }
    }
}
