//! FastDok: being written.
