use crate::entry::Entries;
use futures::{stream::FusedStream, Stream};
use std::{
	pin::Pin,
	task::{Context, Poll},
};

/// Streams by key, polled together.
pub struct StreamMap<K, S>(Entries<K, S>);

impl<K, S> StreamMap<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	/// Returns an empty map.
	pub fn new() -> Self {
		Self(Entries::new())
	}

	/// Adds a stream unless there is one with this key; returns whether it did.
	pub fn insert(&mut self, key: K, stream: S) -> bool {
		self.0.insert(key, stream)
	}

	/// Takes a stream out; its key is free again.
	pub fn remove(&mut self, key: &K) -> Option<S> {
		self.0.remove(key)
	}

	/// Returns whether there is a stream with this key.
	pub fn contains_key(&self, key: &K) -> bool {
		self.0.get(key).is_some()
	}

	/// Returns the stream with this key.
	pub fn get(&self, key: &K) -> Option<&S> {
		self.0.get(key)
	}

	/// Returns the stream with this key.
	pub fn get_mut(&mut self, key: &K) -> Option<&mut S> {
		self.0.get_mut(key)
	}

	/// Returns the stream with this key, making one if there is none.
	pub fn get_mut_or_default(&mut self, key: &K) -> &mut S
	where
		S: Default,
	{
		self.insert(key.clone(), S::default());
		self.get_mut(key).expect("it was there or was put there just now; qed")
	}

	/// Returns all keys.
	pub fn keys(&self) -> impl Iterator<Item = &K> {
		self.0.iter().map(|(key, _)| key)
	}

	/// Returns all streams.
	pub fn values(&self) -> impl Iterator<Item = &S> {
		self.0.iter().map(|(_, stream)| stream)
	}

	/// Returns all streams.
	pub fn values_mut(&mut self) -> impl Iterator<Item = &mut S> {
		self.0.iter_mut().map(|(_, stream)| stream)
	}

	/// Returns all keys with their streams.
	pub fn iter(&self) -> impl Iterator<Item = (&K, &S)> {
		self.0.iter()
	}

	/// Returns all keys with their streams.
	pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut S)> {
		self.0.iter_mut()
	}

	/// Removes all streams.
	pub fn clear(&mut self) {
		self.0.clear();
	}

	/// Returns the number of streams.
	pub fn len(&self) -> usize {
		self.0.iter().count()
	}

	/// Returns whether there are no streams.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

impl<K, S> Default for StreamMap<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	fn default() -> Self {
		Self::new()
	}
}

impl<K, S> Stream for StreamMap<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	type Item = (K, S::Item);

	fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
		self.0.poll(cx)
	}
}

impl<K, S> FusedStream for StreamMap<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	fn is_terminated(&self) -> bool {
		self.is_empty()
	}
}

#[cfg(test)]
impl<K, S> StreamMap<K, S>
where
	K: Clone + PartialEq + Unpin,
	S: Stream + Unpin,
{
	/// Returns the number of polled entries, emptied ones included.
	fn entries(&self) -> usize {
		self.0.entries()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::{channel::mpsc, executor::block_on, FutureExt, StreamExt};

	#[test]
	fn a_removed_key_is_free_at_once() {
		let mut map = StreamMap::new();
		let (one, first) = mpsc::unbounded::<u8>();
		assert!(map.insert("a", first));
		assert!(!map.insert("a", mpsc::unbounded().1));
		// Polled, so that it now waits for this stream only.
		assert_eq!(map.next().now_or_never(), None);
		assert!(map.remove(&"a").is_some());
		assert!(map.remove(&"a").is_none() && !map.contains_key(&"a") && map.is_empty());
		let (two, second) = mpsc::unbounded();
		assert!(map.insert("a", second));
		assert!(map.contains_key(&"a"));
		assert_eq!(map.len(), 1);
		// The first one is gone; the second one is polled.
		assert!(one.unbounded_send(1).is_err());
		two.unbounded_send(2).unwrap();
		assert_eq!(block_on(map.next()), Some(("a", 2)));
		map.get_mut(&"a").unwrap().close();
		drop(two);
		assert_eq!(block_on(map.next()), None);
		assert!(map.is_empty());
	}

	#[test]
	fn what_is_missing_is_put_in_new() {
		let mut map: StreamMap<_, futures::stream::SelectAll<mpsc::UnboundedReceiver<u8>>> =
			StreamMap::new();
		let (sender, stream) = mpsc::unbounded();
		map.get_mut_or_default(&"a").push(stream);
		sender.unbounded_send(5).unwrap();
		assert_eq!((map.get_mut_or_default(&"a").len(), map.len()), (1, 1));
		assert_eq!(block_on(map.next()), Some(("a", 5)));
	}

	#[test]
	fn what_is_removed_does_not_pile_up() {
		let mut map = StreamMap::new();
		let mut senders = Vec::new();
		for key in 0..100 {
			let (sender, stream) = mpsc::unbounded::<()>();
			senders.push(sender);
			map.insert(key, stream);
		}
		assert_eq!(map.next().now_or_never(), None);
		for key in 0..99 {
			map.remove(&key);
		}
		assert_eq!(map.next().now_or_never(), None);
		assert_eq!(map.entries(), 1);
	}

	#[test]
	fn an_empty_map_waits_for_what_comes() {
		let mut map = StreamMap::new();
		assert_eq!(map.next().now_or_never(), None::<Option<(u8, u8)>>);
		map.insert(1, futures::stream::iter([7, 8]).boxed());
		assert_eq!(block_on(map.next()), Some((1, 7)));
		assert_eq!(block_on(map.next()), Some((1, 8)));
		assert_eq!(block_on(map.next()), None);
		assert_eq!(map.next().now_or_never(), None);
		map.insert(1, futures::stream::iter([9]).boxed());
		assert_eq!(block_on(map.next()), Some((1, 9)));
	}
}
