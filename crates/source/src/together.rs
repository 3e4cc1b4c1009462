//! The eTags of several files at once.

use std::io::{self, Read as _};

use crate::body::{Body, Version};
use crate::etag::{PART, hex};
use crate::lanes::{self, BLOCK, LANES, START, State};
use crate::object::Object;

/// How much of each file is read at a time.
const STRIDE: usize = 64 << 10;

/// The eTags of files that are in these states, each as [`Object::etag_of`] has it.
/// Those of several files, none of which is uploaded in parts, take a fraction of the
/// time that they take one by one.
pub fn etags_of(files: &[(&Object, Version)]) -> Vec<Option<String>> {
    let mut etags: Vec<Option<String>> = vec![None; files.len()];
    let mut next = files.iter().enumerate();
    let mut lanes: Vec<Lane> = Vec::with_capacity(LANES);
    loop {
        while lanes.len() < LANES
            && let Some((number, (object, version))) = next.next()
        {
            if is_in_parts(object, *version) {
                etags[number] = object.etag_of(*version);
            } else {
                lanes.extend(object.body_of(*version).map(|it| Lane::new(number, it)));
            }
        }
        lanes.retain_mut(|lane| match lane.fill() {
            Ok(true) => true,
            Ok(false) => {
                etags[lane.number] = lane.etag();
                false
            }
            Err(_) => false,
        });
        if !lanes.is_empty() {
            mix(&mut lanes);
        } else if next.len() == 0 {
            return etags;
        }
    }
}

fn is_in_parts(object: &Object, version: Version) -> bool {
    version.size() >= PART && !object.is_uploaded_at_once()
}

/// Mixes in as many blocks as each lane has.
fn mix(lanes: &mut [Lane]) {
    let stride = lanes.iter().map(Lane::whole).min().unwrap_or(0);
    let mut states: Vec<State> = lanes.iter().map(|lane| lane.state).collect();
    let texts: Vec<&[u8]> = lanes.iter().map(|it| &it.text()[..stride]).collect();
    lanes::mix(&mut states, &texts);
    for (lane, state) in lanes.iter_mut().zip(states) {
        lane.state = state;
        lane.from += stride;
    }
}

/// A file that is being mixed in.
struct Lane {
    /// Its number.
    number: usize,
    body: Body,
    state: State,
    buffer: Vec<u8>,
    /// Where in the buffer that begins which is not mixed in yet, and ends.
    from: usize,
    to: usize,
}

impl Lane {
    fn new(number: usize, body: Body) -> Lane {
        Lane {
            number,
            body,
            state: START,
            buffer: vec![0; STRIDE],
            from: 0,
            to: 0,
        }
    }

    fn text(&self) -> &[u8] {
        &self.buffer[self.from..self.to]
    }

    /// Bytes of the whole blocks that there are.
    fn whole(&self) -> usize {
        (self.to - self.from) / BLOCK * BLOCK
    }

    /// Reads on if there is no whole block left. Whether there is one then.
    fn fill(&mut self) -> io::Result<bool> {
        if self.whole() == 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            (self.from, self.to) = (0, self.to - self.from);
            while self.whole() == 0 {
                match self.body.read(&mut self.buffer[self.to..]) {
                    Ok(0) => return Ok(false),
                    Ok(count) => self.to += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(true)
    }

    /// What it comes to at the end of the file, if that stayed as it was.
    fn etag(&mut self) -> Option<String> {
        let digest = lanes::finish(self.state, self.text(), self.body.bytes_read());
        (!self.body.finish().changed).then(|| hex(&digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_is_what_it_is_alone() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let part = PART as usize;
        let lengths = [
            70_000,
            0,
            63,
            64,
            65,
            65_536,
            300_001,
            9,
            1,
            128,
            part,
            200_000,
            part - 1,
        ];
        let mut objects = Vec::new();
        for (number, length) in (0..).zip(lengths) {
            let path = folder.path().join(format!("{number}"));
            let bytes: Vec<u8> = (0..length)
                .map(|at| ((at * (number + 7)) >> 3) as u8)
                .collect();
            fs::write(&path, bytes)?;
            objects.push(Object::file("b".into(), format!("{number}"), path, true));
        }
        let version = |object: &Object| object.open().ok().and_then(|it| it.version());
        let versions: Vec<_> = objects.iter().filter_map(version).collect();
        assert_eq!(versions.len(), lengths.len());
        let files: Vec<_> = objects.iter().zip(versions).collect();
        // One changes in the meantime, and one goes.
        fs::write(folder.path().join("3"), b"other")?;
        fs::remove_file(folder.path().join("7"))?;
        let alone: Vec<_> = files.iter().map(|(it, of)| it.etag_of(*of)).collect();
        assert_eq!(etags_of(&files), alone);
        assert_eq!(alone.iter().filter(|it| it.is_none()).count(), 2);
        assert!(etags_of(&[]).is_empty());
        Ok(())
    }
}
