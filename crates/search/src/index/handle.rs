//! The handle features hold.

use super::generation::{self, Generation};
use super::rebuild::Rebuild;
use super::writer::{Lock, Writer, sweep};
use super::{Change, Cursor, Stamp, fault, inventory};
use arc_swap::ArcSwap;
use kernel::{ChannelId, Error, Result, Uid};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tantivy::Term;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};

/// The shared index. Cheap to search from many threads; writing is one at a time.
pub struct Index {
    root: PathBuf,
    pub(super) current: ArcSwap<Generation>,
    writing: Mutex<Writing>,
    rebuilding: AtomicBool,
}

/// What the writing side holds; made at the first write.
#[derive(Default)]
struct Writing {
    lock: Option<Arc<Lock>>,
    writer: Option<Writer>,
    /// Up to where changes were staged and not yet committed.
    staged: Option<Cursor>,
}

impl Index {
    /// Opens the index in `root`, an empty one if there is none (or one of another version). Takes no lock
    /// unless it has to make one.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        std::fs::create_dir_all(&root)?;
        // The dictionary takes a moment; a search that comes sooner waits for this very load.
        std::thread::spawn(crate::analysis::warm);
        let current = match generation::read_current(&root)?.filter(|name| generation::is_present(name)) {
            Some(name) => Generation::open(&root, &name)?,
            None => first(&root)?,
        };
        Ok(Self {
            root,
            current: ArcSwap::from_pointee(current),
            writing: Mutex::default(),
            rebuilding: AtomicBool::new(false),
        })
    }

    /// Up to where the index is true; `None` when it must be built first.
    pub fn cursor(&self) -> Result<Option<Cursor>> {
        self.current.load().cursor()
    }

    /// Up to where changes were taken, committed or not.
    pub fn staged_cursor(&self) -> Result<Option<Cursor>> {
        match self.with_writing(|writing| Ok(writing.staged))? {
            Some(cursor) => Ok(Some(cursor)),
            None => self.cursor(),
        }
    }

    /// Takes the writer's lock for the life of this handle, `Busy` if another process has it.
    pub fn claim(&self) -> Result<()> {
        self.with_writer(|_, _| Ok(()))
    }

    /// Stages and commits.
    pub fn apply(&self, changes: &[Change], cursor: &Cursor) -> Result<()> {
        self.stage(changes, cursor)?;
        self.commit()
    }

    /// Takes changes up to `cursor`; the next [`commit`](Self::commit) makes them visible.
    pub fn stage(&self, changes: &[Change], cursor: &Cursor) -> Result<()> {
        self.with_writer(|writer, staged| {
            writer.stage(changes)?;
            *staged = Some(*cursor);
            Ok(())
        })
    }

    /// Takes changes whose position is told by a later [`stage`](Self::stage).
    pub fn add_to_stage(&self, changes: &[Change]) -> Result<()> {
        self.with_writer(|writer, _| writer.stage(changes))
    }

    /// Makes what was staged visible and durable together with its position; nothing staged, nothing done.
    pub fn commit(&self) -> Result<()> {
        self.with_writer(|writer, staged| match staged.take() {
            Some(cursor) => writer.commit(&cursor),
            None => Ok(()),
        })
    }

    /// Sees what another process committed or flipped.
    pub fn refresh(&self) -> Result<()> {
        self.follow_current()?;
        self.current.load().reader.reload().map_err(fault)
    }

    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.current.load().reader.searcher().num_docs()
    }

    /// True when nothing was indexed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All uids with their fingerprints.
    pub fn inventory(&self) -> Result<HashMap<Uid, Stamp>> {
        let current = self.current.load();
        inventory::list(&current.reader.searcher(), &current.fields)
    }

    /// The documents that stand in a channel, for when its name or address changes.
    pub fn uids_in_channel(&self, channel: ChannelId) -> Result<Vec<Uid>> {
        let current = self.current.load();
        let searcher = current.reader.searcher();
        let term = Term::from_field_i64(current.fields.channels, channel.0);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let mut uids = Vec::new();
        for address in searcher.search(&query, &DocSetCollector).map_err(fault)? {
            let document: tantivy::TantivyDocument = searcher.doc(address).map_err(fault)?;
            let bytes = document
                .get_first(current.fields.uid)
                .and_then(|value| value.as_bytes());
            uids.extend(
                bytes
                    .and_then(|bytes| uuid::Uuid::from_slice(bytes).ok())
                    .map(Uid),
            );
        }
        Ok(uids)
    }

    /// Begins a new generation beside the present one, which goes on being searched and written.
    /// One at a time: `Busy` while another runs.
    pub fn rebuild(self: &Arc<Self>) -> Result<Rebuild> {
        let lock = self.with_writing(|writing| self.lock(writing))?;
        if self.rebuilding.swap(true, Ordering::AcqRel) {
            return Err(Error::Busy(Duration::from_secs(10)));
        }
        self.begin(lock).inspect_err(|_| self.rebuild_ended())
    }

    fn begin(self: &Arc<Self>, lock: Arc<Lock>) -> Result<Rebuild> {
        let generation = Generation::create(&self.root, &generation::next_name(&self.root)?)?;
        Rebuild::new(self.clone(), lock, Arc::new(generation))
    }

    pub(super) fn rebuild_ended(&self) {
        self.rebuilding.store(false, Ordering::Release);
    }

    /// Makes a finished generation the present one and removes the others.
    pub(super) fn flip(&self, generation: Arc<Generation>) -> Result<()> {
        self.with_writing(|writing| {
            writing.writer = None;
            writing.staged = None;
            generation::write_current(&self.root, &generation.name)?;
            let name = generation.name.clone();
            self.current.store(generation);
            sweep(&self.root, &name)
        })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn with_writing<T>(&self, work: impl FnOnce(&mut Writing) -> Result<T>) -> Result<T> {
        let mut writing: MutexGuard<'_, Writing> =
            self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut writing)
    }

    /// A failure drops the writer and with it what was staged: the reader comes again from the last commit.
    fn with_writer<T>(&self, work: impl FnOnce(&mut Writer, &mut Option<Cursor>) -> Result<T>) -> Result<T> {
        self.with_writing(|writing| {
            self.lock(writing)?;
            let mut staged = writing.staged.take();
            let mut writer = match writing.writer.take() {
                Some(writer) => writer,
                None => Writer::new(self.current.load_full())?,
            };
            let done = work(&mut writer, &mut staged)?;
            writing.writer = Some(writer);
            writing.staged = staged;
            Ok(done)
        })
    }

    fn lock(&self, writing: &mut Writing) -> Result<Arc<Lock>> {
        if let Some(lock) = &writing.lock {
            return Ok(lock.clone());
        }
        let lock = Arc::new(Lock::take(&self.root)?);
        self.follow_current()?;
        sweep(&self.root, &self.current.load().name)?;
        writing.lock = Some(lock.clone());
        Ok(lock)
    }

    fn follow_current(&self) -> Result<()> {
        match generation::read_current(&self.root)? {
            Some(name) if generation::is_present(&name) && name != self.current.load().name => {
                self.current.store(Arc::new(Generation::open(&self.root, &name)?));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The empty first generation; whoever comes second finds it made.
fn first(root: &Path) -> Result<Generation> {
    let _lock = Lock::take(root)?;
    if let Some(name) = generation::read_current(root)?.filter(|name| generation::is_present(name)) {
        return Generation::open(root, &name);
    }
    let generation = Generation::create(root, &generation::next_name(root)?)?;
    generation::write_current(root, &generation.name)?;
    Ok(generation)
}
