//! A small set of warning lists.

/// Lists that can be in use at once.
pub const MAX_LISTS: usize = 256;

/// A set of warning lists by their number. Numbers are those of one [`super::WarningLists`]; what
/// is stored for longer should be the lists' slugs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListSet([u64; MAX_LISTS / 64]);

impl ListSet {
    /// The empty set.
    pub const EMPTY: ListSet = ListSet([0; MAX_LISTS / 64]);

    /// Adds a list.
    pub fn insert(&mut self, id: u8) {
        self.0[usize::from(id / 64)] |= 1 << (id % 64);
    }

    /// Whether a list is in the set.
    #[must_use]
    pub const fn contains(&self, id: u8) -> bool {
        self.0[(id / 64) as usize] & (1 << (id % 64)) != 0
    }

    /// Whether no list is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; MAX_LISTS / 64]
    }

    /// Lists in both.
    #[must_use]
    pub fn and(mut self, other: &ListSet) -> ListSet {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a &= b);
        self
    }

    /// Lists in either.
    #[must_use]
    pub fn or(mut self, other: &ListSet) -> ListSet {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a |= b);
        self
    }

    /// The numbers in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u8> + use<> {
        let words = self.0;
        (0..=u8::MAX).filter(move |id| ListSet(words).contains(*id))
    }

    /// The number of lists in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

impl FromIterator<u8> for ListSet {
    fn from_iter<I: IntoIterator<Item = u8>>(ids: I) -> ListSet {
        let mut set = ListSet::EMPTY;
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_in_order() {
        let set: ListSet = [255, 0, 63, 64].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 255]);
        assert_eq!(set.len(), 4);
        assert!(set.contains(64) && !set.contains(65));
        assert_eq!(
            set.and(&[64, 7].into_iter().collect())
                .iter()
                .collect::<Vec<_>>(),
            [64]
        );
        assert!(ListSet::EMPTY.or(&ListSet::EMPTY).is_empty());
    }
}
