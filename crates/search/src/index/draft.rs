//! A document on its way to tantivy's thread.
//!
//! Its queue takes 10,000 documents whatever their size: an import of long texts would fill a small box's
//! memory. So each document holds a ticket for its bytes, and the next one waits while too many are out.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// Bytes that may wait.
const WAITING: usize = 16 * 1024 * 1024;
/// If tantivy's thread died, its queue fails the next document; nobody waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Counts what waits.
#[derive(Default)]
pub(super) struct Queue {
    bytes: Mutex<usize>,
    freed: Condvar,
}

impl Queue {
    /// Waits for room.
    pub(super) fn enter(self: &Arc<Self>, bytes: usize) -> Ticket {
        let waiting = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |waiting: &mut usize| *waiting > WAITING;
        let waited = self.freed.wait_timeout_while(waiting, PATIENCE, full);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *waiting += bytes;
        Ticket {
            queue: self.clone(),
            bytes,
        }
    }
}

/// Room for one document; given back when dropped.
pub(super) struct Ticket {
    queue: Arc<Queue>,
    bytes: usize,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut waiting = self.queue.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(self.bytes);
        self.queue.freed.notify_one();
    }
}

/// A document and its ticket.
pub(super) struct Draft {
    pub(super) inner: TantivyDocument,
    pub(super) _ticket: Ticket,
}

impl Document for Draft {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.inner.iter_fields_and_values()
    }
}

/// About how large a document is in memory: stored, and folded for words and for grams.
pub(super) fn weight(document: &kernel::document::Document) -> usize {
    3 * (document.title.len() + document.text.len()) + 2 * document.summary.len() + 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_lets_the_next_wait_until_one_leaves() {
        let queue = Arc::new(Queue::default());
        let first = queue.enter(WAITING + 1);
        let other = queue.clone();
        let waiting = std::thread::spawn(move || drop(other.enter(10)));
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        drop(first);
        waiting.join().unwrap();
        assert_eq!(*queue.bytes.lock().unwrap(), 0);
    }
}
