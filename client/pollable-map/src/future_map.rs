use futures::{
	stream::{FusedStream, FuturesUnordered},
	Stream, StreamExt,
};
use std::{
	future::Future,
	pin::Pin,
	task::{Context, Poll, Waker},
};

/// One future with its key. Without a future the entry is over.
struct Entry<K, F> {
	key: K,
	future: Option<F>,
	waker: Option<Waker>,
}

impl<K: Clone + Unpin, F: Future + Unpin> Future for Entry<K, F> {
	/// The output is `None` if the future was taken out.
	type Output = (K, Option<F::Output>);

	fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
		let this = &mut *self;
		let output = match this.future.as_mut() {
			None => None,
			Some(future) => match Pin::new(future).poll(cx) {
				Poll::Ready(output) => Some(output),
				Poll::Pending => {
					this.waker = Some(cx.waker().clone());
					return Poll::Pending;
				},
			},
		};
		this.future = None;
		Poll::Ready((this.key.clone(), output))
	}
}

/// Futures by key, polled together.
pub struct FutureMap<K, F> {
	all: FuturesUnordered<Entry<K, F>>,
	/// Waker of the task that polls the whole map.
	waker: Option<Waker>,
	/// Whether the end (`Ready(None)`) was already reported.
	told: bool,
}

impl<K, F> FutureMap<K, F>
where
	K: Clone + PartialEq + Unpin,
	F: Future + Unpin,
{
	/// Returns an empty map.
	pub fn new() -> Self {
		Self { all: FuturesUnordered::new(), waker: None, told: true }
	}

	/// Adds a future unless there is one with this key; returns whether it did.
	pub fn insert(&mut self, key: K, future: F) -> bool {
		if self.contains_key(&key) {
			return false;
		}
		self.all.push(Entry { key, future: Some(future), waker: None });
		self.told = false;
		if let Some(waker) = self.waker.take() {
			waker.wake();
		}
		true
	}

	/// Takes a future out; its key is free again.
	pub fn remove(&mut self, key: &K) -> Option<F> {
		let found = self.all.iter_mut().find(|e| e.future.is_some() && e.key == *key)?;
		let future = found.future.take();
		if let Some(waker) = found.waker.take() {
			waker.wake();
		}
		future
	}

	/// Returns whether there is a future with this key.
	pub fn contains_key(&self, key: &K) -> bool {
		self.get(key).is_some()
	}

	/// Returns the future with this key.
	pub fn get(&self, key: &K) -> Option<&F> {
		self.all.iter().find(|e| e.key == *key && e.future.is_some())?.future.as_ref()
	}

	/// Returns the future with this key.
	pub fn get_mut(&mut self, key: &K) -> Option<&mut F> {
		self.all.iter_mut().find(|e| e.key == *key && e.future.is_some())?.future.as_mut()
	}

	/// Returns all keys.
	pub fn keys(&self) -> impl Iterator<Item = &K> {
		self.all.iter().filter(|e| e.future.is_some()).map(|e| &e.key)
	}

	/// Removes all futures.
	pub fn clear(&mut self) {
		self.all.clear();
	}

	/// Returns the number of futures.
	pub fn len(&self) -> usize {
		self.keys().count()
	}

	/// Returns whether there are no futures.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

impl<K, F> Default for FutureMap<K, F>
where
	K: Clone + PartialEq + Unpin,
	F: Future + Unpin,
{
	fn default() -> Self {
		Self::new()
	}
}

impl<K, F> Stream for FutureMap<K, F>
where
	K: Clone + PartialEq + Unpin,
	F: Future + Unpin,
{
	type Item = (K, F::Output);

	fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
		let this = &mut *self;
		loop {
			match this.all.poll_next_unpin(cx) {
				Poll::Ready(Some((key, Some(output)))) => return Poll::Ready(Some((key, output))),
				Poll::Ready(Some((_, None))) => {},
				Poll::Ready(None) if !this.told => {
					this.told = true;
					return Poll::Ready(None);
				},
				Poll::Ready(None) | Poll::Pending => break,
			}
		}
		this.waker = Some(cx.waker().clone());
		Poll::Pending
	}
}

impl<K, F> FusedStream for FutureMap<K, F>
where
	K: Clone + PartialEq + Unpin,
	F: Future + Unpin,
{
	fn is_terminated(&self) -> bool {
		self.is_empty()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::{channel::oneshot, executor::block_on, FutureExt};

	#[test]
	fn a_removed_key_is_free_at_once() {
		let mut map = FutureMap::new();
		let (one, first) = oneshot::channel::<u8>();
		assert!(map.insert("a", first));
		assert!(!map.insert("a", oneshot::channel().1));
		assert_eq!(map.next().now_or_never(), None);
		assert!(map.remove(&"a").is_some());
		assert!(map.remove(&"a").is_none() && !map.contains_key(&"a") && map.is_empty());
		let (two, second) = oneshot::channel();
		assert!(map.insert("a", second));
		assert_eq!((map.len(), map.keys().collect::<Vec<_>>()), (1, vec![&"a"]));
		assert!(one.send(1).is_err());
		two.send(2).unwrap();
		assert_eq!(block_on(map.next()), Some(("a", Ok(2))));
		assert!(!map.contains_key(&"a"));
		assert_eq!(block_on(map.next()), None);
		// The map waits, and is woken by a new future.
		assert_eq!(map.next().now_or_never(), None);
		let (three, third) = oneshot::channel();
		three.send(3).unwrap();
		assert!(map.insert("a", third));
		assert_eq!(block_on(map.next()), Some(("a", Ok(3))));
	}
}
