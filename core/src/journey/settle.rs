//! How often a journey looks, and how long it waits before it does.

/// How often a read (or a sign-in) is tried before the journey gives up.
pub const READ_ATTEMPTS: u32 = 5;

/// The settle bound, unless the host sets another: how long after a call whose outcome nobody saw the service may still carry it out, in milliseconds.
///
/// Gateways give up on a call after 20 to 240 seconds (Azure's, the longest of the common ones, after 230), and what stands behind them goes on.
pub const SETTLE_MILLIS: u64 = 240_000;

/// How often a journey looks for what a lost call did. Before each look a share of the settle bound passes, and before the last one all of it has.
pub const LOOKS: usize = 4;

/// The share of the settle bound before each look, in 48ths: at once, after 5 s of the default, after 25 s, and at its end.
pub(super) const SHARES: [u64; LOOKS] = [0, 1, 4, 43];

/// How often a journey looks again, each time after the whole settle bound, because others have found and claimed what could be its own.
pub(crate) const MORE_LOOKS: usize = 3;

/// The settle bound as a whole, in place of a look's share.
pub(crate) const WHOLE: usize = LOOKS;
