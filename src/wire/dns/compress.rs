//! Name compression (RFC 1035 §4.1.4) that keeps the case of every name.
//!
//! `domain`'s compressors treat `Empresa.com` and `empresa.com` as one suffix, so the second would come out in the case of
//! the first. This one points only at octets that are exactly the same.

use domain::base::name::ToName;
use domain::base::wire::Composer;
use domain::dep::octseq::builder::{OctetsBuilder, Truncate};

/// How many suffixes are remembered. More would make writing slower than the octets saved are worth.
const MAX_SUFFIXES: usize = 48;

/// A pointer is 14 bits wide, behind two bits that mark it.
const POINTER_MARK: u16 = 0xC000;

/// A message under construction, with the places where names and their suffixes begin.
pub(super) struct Compressor {
    octets: Vec<u8>,
    suffixes: [u16; MAX_SUFFIXES],
    known: usize,
}

impl Compressor {
    /// An empty message.
    pub(super) fn new() -> Self {
        Self { octets: Vec::with_capacity(512), suffixes: [0; MAX_SUFFIXES], known: 0 }
    }

    /// The finished message.
    pub(super) fn into_octets(self) -> Vec<u8> {
        self.octets
    }

    /// Where the name `wire` has been written before, if it has.
    fn find(&self, wire: &[u8]) -> Option<u16> {
        self.suffixes[..self.known].iter().copied().find(|&at| self.is_at(usize::from(at), wire))
    }

    /// Whether the name written at `at` is `wire`, octet for octet. Both were written by us, so this ends: pointers only
    /// point backwards.
    fn is_at(&self, mut at: usize, mut wire: &[u8]) -> bool {
        loop {
            let len = usize::from(self.octets[at]);
            if len >= 0xC0 {
                at = (len & 0x3F) << 8 | usize::from(self.octets[at + 1]);
            } else if self.octets.get(at..at + len + 1) != wire.get(..len + 1) {
                return false;
            } else if len == 0 {
                return true;
            } else {
                at += len + 1;
                wire = &wire[len + 1..];
            }
        }
    }

    /// Remembers that a name begins at the end of what is written, if there is room and a pointer reaches so far.
    fn remember_here(&mut self) {
        if self.known < MAX_SUFFIXES
            && let Ok(at) = u16::try_from(self.octets.len())
            && at < 0x4000
        {
            self.suffixes[self.known] = at;
            self.known += 1;
        }
    }
}

impl Composer for Compressor {
    fn append_compressed_name<N: ToName + ?Sized>(&mut self, name: &N) -> Result<(), Self::AppendError> {
        // Our own names are flat; others could only come from `domain` itself, which writes none here.
        let Some(mut wire) = name.as_flat_slice() else { return name.compose(self) };
        // A name and the suffixes of it that are new are remembered only once the whole name is written: `is_at` must
        // not run into the unfinished end.
        let written = self.known;
        let mut new = self.known;
        while wire.len() > 1 {
            self.known = written;
            let found = self.find(wire);
            self.known = new;
            if let Some(at) = found {
                self.octets.extend_from_slice(&(at | POINTER_MARK).to_be_bytes());
                return Ok(());
            }
            self.remember_here();
            new = self.known;
            let (label, rest) = wire.split_at(usize::from(wire[0]) + 1);
            self.octets.extend_from_slice(label);
            wire = rest;
        }
        self.octets.push(0);
        Ok(())
    }

    fn can_compress(&self) -> bool {
        true
    }
}

impl OctetsBuilder for Compressor {
    type AppendError = std::convert::Infallible;

    fn append_slice(&mut self, slice: &[u8]) -> Result<(), Self::AppendError> {
        self.octets.extend_from_slice(slice);
        Ok(())
    }
}

impl Truncate for Compressor {
    fn truncate(&mut self, len: usize) {
        self.octets.truncate(len);
        while self.known > 0 && usize::from(self.suffixes[self.known - 1]) >= len {
            self.known -= 1;
        }
    }
}

impl AsRef<[u8]> for Compressor {
    fn as_ref(&self) -> &[u8] {
        &self.octets
    }
}

impl AsMut<[u8]> for Compressor {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.octets
    }
}
