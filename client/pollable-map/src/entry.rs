//! A keyed stream that can be taken out of the set that polls it.

use futures::{stream::SelectAll, Stream};
use std::{
	pin::Pin,
	task::{Context, Poll, Waker},
};

/// One stream with its key. Without a stream the entry is over, and the set that polls it drops it.
pub struct Entry<K, S> {
	key: K,
	stream: Option<S>,
	/// Wakes the set so that it polls this entry.
	waker: Option<Waker>,
}

impl<K: Clone + Unpin, S: Stream + Unpin> Stream for Entry<K, S> {
	type Item = (K, S::Item);

	fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
		let this = &mut *self;
		let Some(stream) = this.stream.as_mut() else { return Poll::Ready(None) };
		match Pin::new(stream).poll_next(cx) {
			Poll::Ready(Some(item)) => Poll::Ready(Some((this.key.clone(), item))),
			Poll::Ready(None) => {
				this.stream = None;
				Poll::Ready(None)
			},
			Poll::Pending => {
				this.waker = Some(cx.waker().clone());
				Poll::Pending
			},
		}
	}
}

/// Keyed streams, polled together.
pub struct Entries<K, S> {
	all: SelectAll<Entry<K, S>>,
	/// Waker of the task that polls the whole set.
	waker: Option<Waker>,
	/// Whether the end (`Ready(None)`) was already reported.
	told: bool,
}

impl<K, S> Entries<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	pub fn new() -> Self {
		Self { all: SelectAll::new(), waker: None, told: true }
	}

	pub fn insert(&mut self, key: K, stream: S) -> bool {
		if self.get(&key).is_some() {
			return false;
		}
		self.all.push(Entry { key, stream: Some(stream), waker: None });
		self.told = false;
		if let Some(waker) = self.waker.take() {
			waker.wake();
		}
		true
	}

	pub fn iter(&self) -> impl Iterator<Item = (&K, &S)> {
		self.all.iter().filter_map(|entry| Some((&entry.key, entry.stream.as_ref()?)))
	}

	pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut S)> {
		self.all.iter_mut().filter_map(|entry| {
			let Entry { key, stream, .. } = entry;
			Some((&*key, stream.as_mut()?))
		})
	}

	pub fn get(&self, key: &K) -> Option<&S> {
		self.iter().find(|(other, _)| *other == key).map(|(_, stream)| stream)
	}

	pub fn get_mut(&mut self, key: &K) -> Option<&mut S> {
		self.iter_mut().find(|(other, _)| *other == key).map(|(_, stream)| stream)
	}

	/// Takes a stream out. Its key is free at once; its entry goes when the set is next polled.
	pub fn remove(&mut self, key: &K) -> Option<S> {
		let found = self.all.iter_mut().find(|e| e.stream.is_some() && e.key == *key)?;
		let stream = found.stream.take();
		if let Some(waker) = found.waker.take() {
			waker.wake();
		}
		stream
	}

	#[cfg(test)]
	pub fn entries(&self) -> usize {
		self.all.len()
	}

	pub fn clear(&mut self) {
		self.all.clear();
	}

	/// Returns `Ready(None)` once after the last stream is over, then `Pending` until another is
	/// added: a task that polls a map waits for new entries.
	pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<(K, S::Item)>> {
		match Pin::new(&mut self.all).poll_next(cx) {
			Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
			Poll::Ready(None) if !self.told => {
				self.told = true;
				return Poll::Ready(None);
			},
			Poll::Ready(None) | Poll::Pending => {},
		}
		self.waker = Some(cx.waker().clone());
		Poll::Pending
	}
}
